"""The exported story: valid, in order, complete, and the same parent and child as the records."""

import copy
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import gs1
from domain.calendar import Clock
from study.epcis.document import write_document
from study.epcis.event_hash import event_id
from study.epcis.export import export_story
from study.epcis.names import names_of
from study.errors import NotARunError
from study.run_folder import RunFolder
from tests.study.epcis_reading import events_of, exported, mistakes, wrong_by_schema
from tests.worlds import plain_plan, two_hubs


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    scenario = two_hubs(4)
    return exported(
        tmp_path_factory.mktemp("run"), scenario, plain_plan(scenario, split=lambda _: 2)
    )


@pytest.fixture(scope="module")
def document(told):
    return told[0]


def test_every_event_is_valid_and_bears_the_hash_of_its_content(document):
    events = events_of(document)
    assert len(events) > 60
    assert mistakes(document) == []
    assert all(event["eventID"] == event_id(event) for event in events)
    kinds = {event["type"] for event in events}
    assert kinds == {"ObjectEvent", "AggregationEvent", "TransactionEvent", "AssociationEvent"}


def test_events_are_in_order_of_time_with_the_offset_of_their_place(document):
    times = [datetime.fromisoformat(event["eventTime"]) for event in events_of(document)]
    assert times == sorted(times)
    for event in events_of(document):
        assert event["eventTime"].endswith(event["eventTimeZoneOffset"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("bizStep", "lodaing"), ("disposition", "in transit"), ("eventTime", "2026-10-20T08:00:00"),
     ("eventTime", "not-a-date"), ("eventTime", "2026-02-30T08:00:00Z"),
     ("eventTimeZoneOffset", "8:00"), ("action", "TOUCH"), ("colour", "red"), ("type", None)],
)  # fmt: skip
def test_the_same_validator_rejects_planted_mistakes(document, field, value):
    for event in events_of(document)[:15]:
        wrong = copy.deepcopy(event)
        wrong[field] = value
        assert wrong_by_schema(wrong), event["type"]


def test_bad_units_and_measurements_are_rejected(document):
    packed = next(e for e in events_of(document) if "childQuantityList" in e)
    wrong = copy.deepcopy(packed)
    wrong["childQuantityList"][0]["uom"] = "kilogram"
    assert wrong_by_schema(wrong)
    measured = next(e for e in events_of(document) if "sensorElementList" in e)
    wrong = copy.deepcopy(measured)
    wrong["sensorElementList"][0]["sensorReport"][0]["type"] = "Temprature"
    assert wrong_by_schema(wrong)


def test_units_commissioned_are_delivered_given_away_or_still_open(told):
    document, result = told
    made, ended = {}, {}
    for event in events_of(document):
        for one in event.get("quantityList", ()):
            sums = made if event["bizStep"] == "commissioning" else ended
            sums[one["epcClass"]] = sums.get(one["epcClass"], 0) + one["quantity"]
    rows = result.records.lots.rows
    still = sum(row[4] for row in rows if row[7] is None)
    assert sum(made.values()) == sum(ended.values()) + still
    assert still == 0
    assert made == ended
    assert len(made) == len({row[1] for row in rows})


def test_boxes_and_parts_open_and_close_and_the_tree_is_that_of_the_records(told):
    """Replayed, loading and unloading say of every part in which box it was, from when to when."""
    document, result = told
    inside, spans, units = {}, [], {}
    for event in events_of(document):
        if event["type"] != "AggregationEvent":
            continue
        box = event["parentID"]
        if "childQuantityList" in event:
            held = event["childQuantityList"][0]["quantity"]
            units[box] = units.get(box, 0) + (held if event["action"] == "ADD" else -held)
            continue
        for part in event["childEPCs"]:
            if event["action"] == "ADD":
                assert part not in inside, "in two boxes at once"
                inside[part] = (box, event["coldbridge:box"])
            else:
                assert inside.pop(part)[0] == box
                spans.append((part, event["coldbridge:box"]))
    assert inside == {}
    names = {e["parentID"]: e["coldbridge:part"] for e in events_of(document)
             if e["bizStep"] == "packing"}  # fmt: skip
    there = {(row[1], row[2]) for row in result.records.movements.rows
             if row[0] == "part" and row[2]}  # fmt: skip
    assert sorted((names[part], box) for part, box in spans) == sorted(there)
    of_lot = {
        row[0]: 0 if row[6] in ("split", "restuffed") else row[4]
        for row in result.records.lots.rows
    }
    assert {names[part]: held for part, held in units.items()} == of_lot


def test_the_same_run_gives_the_same_bytes_packed_or_not(tmp_path):
    scenario = two_hubs(2)
    plan = plain_plan(scenario)
    exported(tmp_path / "a", scenario, plan)
    exported(tmp_path / "b", scenario, plan)
    one, other = ((tmp_path / name / "story.jsonld").read_bytes() for name in "ab")
    assert one == other
    for name in "ab":
        told = export_story(
            RunFolder(tmp_path / name), scenario, "rule", 0, tmp_path / name / "x.gz"
        )
        assert told == one.count(b"eventID")
    packed = [(tmp_path / name / "x.gz").read_bytes() for name in "ab"]
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]) == one


def test_an_export_that_breaks_off_leaves_what_was_there(tmp_path):
    def breaking():
        yield 1, 1, 0, {"type": "ObjectEvent", "eventTime": "2026-01-01T00:00:00.000+00:00",
                        "eventTimeZoneOffset": "+00:00", "action": "OBSERVE"}  # fmt: skip
        raise KeyboardInterrupt

    target = tmp_path / "story.jsonld"
    target.write_text("earlier", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        write_document(target, breaking(), created="", master_data=())
    assert target.read_text(encoding="utf-8") == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["story.jsonld"]


def test_runs_on_disk_merge_into_one_order(tmp_path):
    def event(ms):
        return {"type": "ObjectEvent", "action": "OBSERVE", "eventTimeZoneOffset": "+00:00",
                "eventTime": f"2026-01-01T00:00:00.{ms:03d}+00:00"}  # fmt: skip

    shuffled = [(37 * n) % 101 for n in range(101)]
    keyed = [(ms, 1, 0, event(ms)) for ms in shuffled]
    target = tmp_path / "story.jsonld"
    assert write_document(target, keyed, created="", master_data=(), run_length=7) == 101
    found = events_of(json.loads(target.read_text("utf-8")))
    assert [one["eventTime"] for one in found] == [event(ms)["eventTime"] for ms in range(101)]


def test_names_with_odd_signs_stay_whole_and_make_valid_identifiers(tmp_path):
    scenario = two_hubs(1)
    odd = 'a "b"\\\n批/1?#[%]'
    order = replace(scenario.consignments[0], consignment_id=odd)
    scenario = replace(scenario, consignments=(order,))
    document, _ = exported(tmp_path, scenario, plain_plan(scenario))
    assert mistakes(document) == []
    first = events_of(document)[0]
    assert first["ilmd"]["cbvmda:lotNumber"] == odd
    assert all(event["eventID"] == event_id(event) for event in events_of(document))


def test_temperatures_are_told_stage_by_stage_with_alarms_where_limits_were_passed(tmp_path):
    scenario = two_hubs(4)
    hot = {name: replace(p, max_c=0.5) if p.max_c else p for name, p in scenario.products.items()}
    scenario = replace(scenario, products=hot)
    document, result = exported(tmp_path, scenario, plain_plan(scenario))
    reports = [e for e in events_of(document) if e["bizStep"] == "sensor_reporting"]
    lasting = [row for row in result.records.temperatures.rows if row[5] > row[4]]
    assert len(reports) == len(lasting) > 10
    alarms = 0
    for event in reports:
        (report,) = event["sensorElementList"][0]["sensorReport"]
        assert report["uom"] == "CEL"
        assert report["minValue"] <= report["maxValue"]
        alarm = "exception" in report
        alarms += alarm
        assert event["disposition"] == ("non_conformant" if alarm else "conformant")
        assert ("coldbridge:outsideH" in event) == alarm
    outside_h = sum(e.get("coldbridge:outsideH", 0.0) for e in reports)
    last = {row[0]: row[9] for row in result.records.temperatures.rows}
    assert alarms
    assert outside_h == pytest.approx(sum(last.values()), abs=1e-3 * len(reports))


def test_summer_time_is_that_of_the_place(tmp_path):
    """Madrid leaves summer time on 25 October 2026 at 3:00: an hour apart, the same wall clock."""
    scenario = two_hubs(1)
    nodes = {n: replace(node, tz="Europe/Madrid") for n, node in scenario.network.nodes.items()}
    clock = Clock(datetime(2026, 10, 24, tzinfo=UTC))
    network = replace(scenario.network, nodes=nodes)
    names = names_of(replace(scenario, network=network, clock=clock), (), (), ())
    assert names.when(24.5, "HUB") == ("2026-10-25T02:30:00.000+02:00", "+02:00")
    assert names.when(25.5, "HUB") == ("2026-10-25T02:30:00.000+01:00", "+01:00")


def test_a_recall_names_units_and_boxes_that_hold_the_lot_just_then(told, tmp_path_factory):
    document, result = told
    scenario = two_hubs(4)
    loaded = next(e for e in events_of(document) if e["type"] == "AggregationEvent"
                  and e["bizStep"] == "loading")  # fmt: skip
    box, lots = loaded["coldbridge:box"], result.records.lots.rows
    inside = {row[1] for row in result.records.movements.rows if row[2] == box and row[0] == "part"}
    consignment = next(row[1] for row in lots if row[0] in inside)
    folder = tmp_path_factory.getbasetemp() / "recalled"
    plan = plain_plan(scenario, split=lambda _: 2)
    exported(folder, scenario, plan)
    recalls = []
    for when in (None, datetime.fromisoformat(loaded["eventTime"]) + timedelta(minutes=5)):
        export_story(RunFolder(folder), scenario, "rule", 0, folder / "r.jsonld",
                     recall=consignment, recall_at=when)  # fmt: skip
        again = json.loads((folder / "r.jsonld").read_text("utf-8"))
        (found,) = [e for e in events_of(again) if "persistentDisposition" in e]
        assert wrong_by_schema(found) == []
        assert found["persistentDisposition"] == {"set": ["recalled"]}
        recalls.append(found)
    at_end, then = recalls
    units = sum(row[4] for row in lots if row[1] == consignment and row[6] != "split")
    assert at_end["quantityList"][0]["quantity"] == units
    assert loaded["parentID"] not in at_end["epcList"]
    assert loaded["parentID"] in then["epcList"]
    assert then["eventTime"] > loaded["eventTime"]
    with pytest.raises(NotARunError, match="did you mean"):
        export_story(RunFolder(folder), scenario, "rule", 0, folder / "r.jsonld",
                     recall=consignment[:-1] + "x")  # fmt: skip


def test_the_story_of_one_consignment_is_its_own_and_whole(tmp_path):
    scenario = two_hubs(4)
    whole, result = exported(tmp_path, scenario, plain_plan(scenario, split=lambda _: 2))
    name = result.records.lots.rows[0][1]
    export_story(RunFolder(tmp_path), scenario, "rule", 0, tmp_path / "one", subject=name)
    told = events_of(json.loads((tmp_path / "one").read_text("utf-8")))
    assert {e["eventID"] for e in told} < {e["eventID"] for e in events_of(whole)}
    own = {row[0] for row in result.records.lots.rows if row[1] == name}
    moves = [row for row in result.records.movements.rows if row[1] in own]
    rides = {(row[2], row[8], row[10]) for row in moves if row[3] == "ride"}
    for step in ("departing", "arriving"):
        found = [e for e in told if (e["bizStep"], e.get("coldbridge:stage")) == (step, "ride")]
        assert len(found) == len(rides) > 0
    opened = [e for e in told if e.get("disposition") == "container_open"
              and e["bizStep"] == "unloading"]  # fmt: skip
    assert len(opened) == len({row[2] for row in moves if row[2]})
    assert told[0]["bizStep"] == "commissioning"


@pytest.mark.parametrize(("digits", "digit"), [("629104150021", 3), ("10614141234567890", 8)])
def test_check_digits_of_published_keys(digits, digit):
    """A GTIN-13 and an SSCC of GS1's own examples; with it, the weighted sum is a ten."""
    assert gs1.check_digit(digits) == digit
    whole = gs1.with_check_digit(digits)
    weights = [3 if (len(whole) - 1 - n) % 2 else 1 for n in range(len(whole))]
    assert sum(int(d) * w for d, w in zip(whole, weights, strict=True)) % 10 == 0
