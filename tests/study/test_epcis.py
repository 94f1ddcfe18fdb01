"""The exported story: valid, in order, complete, and the same parent and child as the records."""

import copy
from datetime import datetime

import pytest

from study.epcis.event_hash import event_id
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
    still = sum(row[3] for row in rows if row[6] is None)
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
    of_lot = {row[0]: 0 if row[5] == "split" else row[3] for row in result.records.lots.rows}
    assert {names[part]: held for part, held in units.items()} == of_lot
