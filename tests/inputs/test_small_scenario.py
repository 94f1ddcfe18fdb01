"""What a small scenario file becomes: streams, steps, hours, departures, loads."""

import json
from math import exp, factorial
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.stream import OUT, Pack, Stock
from domain.times import Times
from inputs.build import load_scenario
from inputs.findings import Findings
from inputs.schema_files import small_schema
from inputs.stream_load import step_loads
from inputs.stream_walk import walk
from inputs.validate import count_lines, validate
from inputs.yaml_file import parse_yaml
from study.session import resolved_yaml
from study.validate_text import report_text

ROOT = Path(__file__).resolve().parents[2]
SMALL_FILES = sorted(
    path
    for path in (ROOT / "scenarios").glob("*/*.yaml")
    if "schemas/small" in path.read_text(encoding="utf-8").splitlines()[0]
)


def load(folder, text, name="small", **options):
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return load_scenario(path, **options)


def built(folder, text, **options):
    return load(folder, text, **options).scenario


SIX_LINES = """\
period_h: 5000
streams:
  trucks: {per_h: 0.8, path: [gate]}
steps:
  gate: {work_h: {exponential: 1}}
"""


def with_gate(keys, rest=""):
    return SIX_LINES.replace("work_h: {exponential: 1}", keys) + rest


def with_trucks(keys):
    return SIX_LINES.replace("per_h: 0.8", keys)


def test_six_lines_are_a_queue_with_one_server(tmp_path):
    scenario = built(tmp_path, SIX_LINES)
    (stream,) = scenario.streams
    assert (stream.stream_id, stream.path) == ("trucks", ("gate",))
    assert stream.gaps == Times.exponential(1.25)
    gate = scenario.steps["gate"]
    assert gate.work == Times.exponential(1.0)
    assert gate.process.servers == 1
    assert gate.process.opening.always_open
    assert (scenario.warm_up_h, scenario.period_end_h, scenario.cap_h) == (0.0, 5000.0, 10000.0)
    assert scenario.state == "terminating"
    assert scenario.redraw_demand
    assert not scenario.consignments
    assert not scenario.routes
    assert list(scenario.network.nodes) == ["gate"]


def test_nothing_but_the_files_named_is_read(tmp_path):
    one = load(tmp_path, SIX_LINES)
    assert one.source is None
    assert one.data_bytes == ()
    (tmp_path / "gate.csv").write_text("at_h\n1\n1\n2.5\n", encoding="utf-8")
    traced = load(tmp_path, with_trucks("at_file: {csv: gate.csv, column: at_h}"))
    assert traced.data_bytes == (("traces/gate.csv", b"at_h\n1\n1\n2.5\n"),)
    assert traced.scenario.streams[0].at_h == (1.0, 1.0, 2.5)


@pytest.mark.parametrize(
    ("written", "mean", "sd"),
    [
        ("2", 2.0, 0.0),
        ("{exponential: 2}", 2.0, 2.0),
        ("{uniform: [1, 3]}", 2.0, 3.0**-0.5),
        ("{uniform: [2, 2]}", 2.0, 0.0),
        ("{triangular: [0, 3, 3]}", 2.0, 0.5**0.5),
        ("{lognormal: {mean: 2, sd: 3}}", 2.0, 3.0),
        ("{lognormal: {mean: 2, scv: 2.25}}", 2.0, 3.0),
        ("{gamma: {mean: 2, scv: 0.25}}", 2.0, 1.0),
        ("{gamma: {mean: 2, sd: 0}}", 2.0, 0.0),
    ],
)
def test_times_have_the_mean_and_spread_that_are_written(tmp_path, written, mean, sd):
    work = built(tmp_path, with_gate(f"work_h: {written}")).steps["gate"].work
    assert work.mean == pytest.approx(mean)
    assert work.distribution.sd == pytest.approx(sd)


def test_observed_and_listed_times_keep_their_numbers(tmp_path):
    (tmp_path / "w.csv").write_text("h\n1\n\n3\n", encoding="utf-8")
    from_file = "work_h: {file: {csv: w.csv, column: h}, use: USE}"
    few = "{at_h: [1, 2], path"
    for keys, expected in (
        ("work_h: {observed: [3, 1]}", Times(observed=(3.0, 1.0))),
        ("work_h: {list: [3, 1]}", Times(listed=(3.0, 1.0))),
        (from_file.replace("USE", "observed"), Times(observed=(1.0, 3.0))),
        (from_file.replace("USE", "list"), Times(listed=(1.0, 3.0))),
    ):
        text = with_gate(keys).replace("{per_h: 0.8, path", few)
        assert built(tmp_path, text).steps["gate"].work == expected


def test_rhythms_of_arrival(tmp_path):
    assert built(tmp_path, with_trucks("every_h: 2")).streams[0].gaps == Times.fixed(2.0)
    assert built(tmp_path, with_trucks("at_h: [0, 0, 3]")).streams[0].at_h == (0.0, 0.0, 3.0)
    stream = built(
        tmp_path,
        with_trucks(
            "per_h: 2, parcels: {uniform: [1, 9]}, priority: -1, begins_h: 3, ends_h: 9, lots: 7, "
            "kg: 2.5, teu: 0.5"
        ).replace("work_h", "order: priority, work_h"),
    ).streams[0]
    assert stream.parcels.mean == 5.0
    assert (stream.priority, stream.begins_h, stream.ends_h, stream.lots) == (-1, 3.0, 9.0, 7)
    assert (stream.kg, stream.teu) == (2.5, 0.5)


def test_days_are_hours(tmp_path):
    text = SIX_LINES.replace("period_h: 5000", "warm_up_days: 1\nperiod_days: 10\ndrain_days: 2")
    scenario = built(tmp_path, text)
    assert (scenario.warm_up_h, scenario.period_end_h, scenario.cap_h) == (24.0, 264.0, 312.0)


def test_warm_up_may_be_found_from_the_output(tmp_path):
    scenario = built(tmp_path, SIX_LINES + "state: steady\nwarm_up_h: auto\n")
    assert scenario.warm_up_auto
    assert scenario.warm_up_h == 0.0


def test_hours_are_those_of_the_local_clock(tmp_path):
    # 1 January 2026 is a Thursday; 2 is Friday, 3 Saturday, 4 Sunday.
    text = with_gate('hours: "08:00-12:00, 14:00-18:00", weekdays: "1-6"')
    opening = built(tmp_path, text).steps["gate"].process.opening
    assert [opening.is_open(h) for h in (7.9, 8, 11.9, 12, 13.9, 14, 17.9, 18)] == [
        False, True, True, False, False, True, True, False
    ]  # fmt: skip
    assert opening.is_open(2 * 24 + 9)
    assert not opening.is_open(3 * 24 + 9)
    assert opening.open_h_between(0.0, 168.0) == 6 * 8.0
    named = with_gate("hours: 08:00-12:00, weekdays: Mon-Sat", "tz: Asia/Tokyo\n")
    assert built(tmp_path, named).steps["gate"].process.opening.open_h_between(0.0, 168.0) == 24.0
    sundays = with_gate("weekdays: 7")
    opening = built(tmp_path, sundays).steps["gate"].process.opening
    assert (opening.is_open(71.9), opening.is_open(72.0), opening.is_open(96.0)) == (
        False, True, False
    )  # fmt: skip


def test_hours_over_midnight_and_round_the_clock(tmp_path):
    night = built(tmp_path, with_gate('hours: "20:00-04:00"')).steps["gate"].process.opening
    assert [night.is_open(h) for h in (3.9, 4, 19.9, 20, 27.9, 28)] == [
        True, False, False, True, True, False
    ]  # fmt: skip
    whole = built(tmp_path, with_gate('hours: "00:00-24:00"')).steps["gate"].process.opening
    assert whole.always_open


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        ("every_h: 24", [24.0, 48.0, 72.0]),
        ("every_h: 24, first_h: 0", [0.0, 24.0, 48.0]),
        ("every_h: 0.1", [0.1, 0.2, 0.3]),
        ("gaps_h: [48, 48, 72]", [48.0, 96.0, 168.0, 216.0, 264.0, 336.0]),
        ("gaps_h: [48, 48, 72], first_h: 10", [10.0, 58.0, 106.0, 178.0]),
        ("departs_h: [5, 7.5, 11]", [5.0, 7.5, 11.0]),
        # Thursday 1 January: 20:30 today, Monday 08:00 is four days on.
        ('weekly: ["Mon 08:00", "Thu 20:30"]', [20.5, 104.0, 188.5, 272.0]),
    ],
)
def test_rides_leave_as_written(tmp_path, keys, first):
    scenario = built(tmp_path, with_gate(keys).replace("5000", "400"))
    times = scenario.timetable.departures["gate"]
    assert list(times[: len(first)]) == pytest.approx(first, abs=1e-10)
    assert times[-1] <= scenario.cap_h
    assert list(times) == sorted(set(times))


def test_ride_that_leaves_at_the_very_end_is_there(tmp_path):
    scenario = built(tmp_path, with_gate("every_h: 0.1").replace("5000", "10"))
    assert len(scenario.timetable.departures["gate"]) == 200
    assert scenario.timetable.departures["gate"][-1] == pytest.approx(20.0)


def test_ride_is_a_service_with_room_and_chance(tmp_path):
    keys = (
        "every_h: 24, room: 50, room_t: 30, ride_h: {uniform: [3, 5]}, "
        "late_h: {observed: [0, 0, 3]}, cancel_share: 0.1"
    )
    scenario = built(tmp_path, with_gate(keys))
    service = scenario.network.services[scenario.steps["gate"].ride.service_id]
    assert (service.capacity_teu, service.capacity_t, service.cancel_share) == (50.0, 30.0, 0.1)
    assert service.legs[0].run.mean == 4.0
    assert service.lateness.quantile(0.9) == 3.0
    assert service.boards_until_left
    cut = built(tmp_path, with_gate("every_h: 24, cut_off_h: 6"))
    service = cut.network.services["gate"]
    assert (service.boards_until_left, service.gate_in_cutoff_h) == (False, 6.0)


def test_other_kinds_of_steps(tmp_path):
    text = with_gate(
        "pack: 20, after_h: 0.4, teu: 0.25",
        "  ride: {every_h: 24}\n"
        "  opened: {unpack: true}\n"
        "  shelf: {stock: {policy: fixed_lot, lot: 6, reorder_at: 2, review_h: 24,\n"
        "                  first_review_h: 8, lead_h: 96, opening: 9, unmet: lost,\n"
        "                  holding_cny_per_day: 0.2, order_cny: 50}}\n",
    ).replace("[gate]", "[gate, ride, opened, shelf]")
    steps = built(tmp_path, text).steps
    assert steps["gate"].pack == Pack(20, 0.4 + (steps["gate"].pack.after_h - 0.4), 0.25)
    assert steps["gate"].pack.after_h == pytest.approx(0.4)
    assert steps["opened"].unpack
    assert steps["shelf"].stock == Stock(
        "fixed_lot", Times.fixed(96.0), 9, 0, 2, 6, 24.0, 8.0, False, 0.2, 50.0
    )  # fmt: skip


def test_servers_break_down_rest_and_take_turns(tmp_path):
    keys = (
        "servers: 3, order: priority, pauses: true, per_parcel: true, cost_cny: 4, "
        "vacation_h: 2, cost_per_parcel: true, start_with: 5, "
        "breaks: {up_h: {exponential: 20}, down_h: 2, each: false}"
    )
    gate = built(tmp_path, with_gate(keys)).steps["gate"]
    assert (gate.process.servers, gate.process.order, gate.process.pauses) == (3, "priority", True)
    assert gate.process.vacation == Times.fixed(2.0)
    assert gate.process.breaks.up == Times.exponential(20.0)
    assert not gate.process.breaks.each
    assert (gate.per_parcel, gate.cost_cny, gate.cost_per_parcel, gate.start_with) == (
        True, 4.0, True, 5
    )  # fmt: skip
    many = built(tmp_path, with_gate("servers: many")).steps["gate"]
    assert many.process.servers is None


def test_what_is_missing_to_one_leaves(tmp_path):
    then = built(tmp_path, with_gate("then: {gate: 0.25}")).steps["gate"].then
    assert then == {"gate": 0.25, OUT: 0.75}
    whole = built(tmp_path, with_gate("then: {gate: 0.25, out: 0.75}")).steps["gate"].then
    assert whole == {"gate": 0.25, OUT: 0.75}


def test_child_changes_one_key_and_takes_another_out(tmp_path):
    load(tmp_path, SIX_LINES, name="base")
    child = "extends: base.yaml\nstreams: {trucks: {per_h: null, every_h: 2}}\n"
    one = load(tmp_path, child)
    assert one.scenario.streams[0].gaps == Times.fixed(2.0)
    assert one.parent is not None
    swept = load(tmp_path, child, sets=["steps.gate.servers=3", "steps.gate.work_h=0.5"])
    assert swept.scenario.steps["gate"].process.servers == 3
    assert swept.scenario.steps["gate"].work == Times.fixed(0.5)


def test_overrides_compose(tmp_path):
    text = SIX_LINES + (
        "overrides:\n"
        "  two: {steps: {gate: {servers: 2}}}\n"
        "  busy: {streams: {trucks: {per_h: 1.6}}}\n"
    )
    scenario = built(tmp_path, text, overrides=["two", "busy"])
    assert scenario.steps["gate"].process.servers == 2
    assert scenario.streams[0].gaps.mean == pytest.approx(0.625)


def test_digest_follows_the_traces(tmp_path):
    text = with_trucks("at_file: {csv: gate.csv, column: at_h}")
    (tmp_path / "gate.csv").write_text("at_h\n1\n", encoding="utf-8")
    first = load(tmp_path, text).digest
    assert load(tmp_path, text).digest == first
    (tmp_path / "gate.csv").write_text("at_h\n2\n", encoding="utf-8")
    assert load(tmp_path, text).digest != first


def test_scenario_as_run_finds_its_traces_again(tmp_path):
    for name, hour in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "gate.csv").write_text(f"at_h\n{hour}\n", encoding="utf-8")
    text = with_trucks("at_file: {csv: a/gate.csv, column: at_h}").replace(
        "steps:", "  more: {at_file: {csv: b/gate.csv, column: at_h}, path: [gate]}\nsteps:"
    )
    one = load(tmp_path, text)
    assert [name for name, _ in one.traces] == ["traces/gate.csv", "traces/gate_2.csv"]
    run = tmp_path / "run"
    (run / "traces").mkdir(parents=True)
    for name, content in one.traces:
        (run / name).write_bytes(content)
    (run / "scenario.yaml").write_text(resolved_yaml(one), encoding="utf-8")
    again = load_scenario(run / "scenario.yaml")
    assert again.scenario.streams == one.scenario.streams
    assert again.data_bytes == one.data_bytes


@pytest.mark.parametrize("path", SMALL_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_small_file_is_short_valid_and_without_finding(path):
    text = path.read_text(encoding="utf-8")
    findings = Findings()
    document = parse_yaml(text, path.name, findings)
    assert not findings.items
    jsonschema.validate(json.loads(json.dumps(document.values, default=str)), small_schema())
    assert text.splitlines()[0].startswith("# yaml-language-server: $schema=../../schemas/small")
    assert text.splitlines()[1].startswith("# ")
    assert not load_scenario(path).warnings
    for name in document.values.get("overrides", {}):
        assert not load_scenario(path, overrides=[name]).warnings


@pytest.mark.parametrize("path", [p for p in SMALL_FILES if p.parent.name == "theory"],
                         ids=lambda path: path.stem)  # fmt: skip
def test_case_of_theory_is_under_thirty_lines_and_cheap(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 30
    scenario = load_scenario(path).scenario
    visits = sum(load.visits for load in step_loads(scenario))
    assert 30 * visits < 1.6e6 or path.stem.startswith("tandem")


def test_schema_refuses_what_the_reader_refuses():
    schema = small_schema()
    good = {"period_h": 5, "streams": {"a": {"per_h": 1, "path": ["g"]}}, "steps": {"g": {}}}
    jsonschema.validate(good, schema)
    jsonschema.validate({"extends": "a.yaml", "period_h": 3}, schema)
    for wrong in (
        {"period_h": 5},
        good | {"perod_h": 5},
        good | {"steps": {"g": {"work_h": {"exponental": 3}}}},
        good | {"steps": {"g": {"servers": 0}}},
        good | {"warm_up_h": "soon"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_jackson_network_has_the_rates_of_the_traffic_equations():
    scenario = load_scenario(ROOT / "scenarios" / "theory" / "v05_jackson.yaml").scenario
    loads = {load.step_id: load for load in step_loads(scenario)}
    # a = 1 + .2 b, c = .3 a + .5 b, and b = .5 + .6 a + .1 c = .5 + .63 a + .05 b.
    b = (0.5 + 0.63) / (1.0 - 0.2 * 0.63 - 0.05)
    a = 1.0 + 0.2 * b
    c = 0.3 * a + 0.5 * b
    hours = scenario.period_end_h
    for name, rate, capacity in (("a", a, 2.0), ("b", b, 2.0), ("c", c, 1.5)):
        assert loads[name].visits / hours == pytest.approx(rate)
        assert loads[name].share == pytest.approx(rate / capacity)


def test_boxes_that_close_by_age_are_counted_by_the_poisson_law(tmp_path):
    text = with_gate("pack: 20, after_h: 0.4", "  train: {every_h: 24}\n")
    text = text.replace("[gate]", "[gate, train]").replace("per_h: 0.8", "per_h: 37.5")
    loads = {load.step_id: load for load in step_loads(built(tmp_path, text))}
    # A box holds its first parcel and the Poisson arrivals of 0.4 h, at most 19 of them.
    mean = 37.5 * 0.4
    chances = [exp(-mean) * mean**n / factorial(n) for n in range(120)]
    inside = 1.0 + sum(min(n, 19) * chance for n, chance in enumerate(chances))
    assert loads["train"].visits == pytest.approx(37.5 * 5000.0 / inside, rel=1e-9)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, 0.24), max_size=4),
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=6),
)
def test_visits_solve_the_traffic_equations_of_any_walk(tmp_path_factory, then, path):
    steps = "".join(f"  {name}: {{work_h: 0}}\n" for name in "bcd")
    text = (
        f"period_h: 10\nstreams:\n  s: {{per_h: 1, path: {json.dumps(path)}}}\n"
        f"steps:\n  a: {{work_h: 0, then: {json.dumps(then)}}}\n{steps}"
    )
    scenario = built(tmp_path_factory.mktemp("walk"), text)
    one = walk(scenario.streams[0], scenario.steps)
    arriving = dict.fromkeys(one.onward, 0.0)
    arriving[path[0], 0, ""] = 1.0
    leaving = 0.0
    for stop, following in one.onward.items():
        for other, chance in following.items():
            arriving[other] += chance * one.visits[stop]
        leaving += one.visits[stop] * (1.0 - sum(following.values()))
    assert arriving == pytest.approx(dict(one.visits))
    assert leaving == pytest.approx(1.0)


def test_validate_prints_streams_and_loads():
    report = validate(ROOT / "scenarios" / "theory" / "tandem.yaml")
    assert not report.wrong
    assert report.counts is None
    assert count_lines(report)[1] == "1 stream, about 100,000 lots in a replication; 4 steps"
    text = report_text(report, "en")
    assert "parcels        100,000     35.71  100,000  gate > bench > train > unload" in text
    assert "departures; 43.1 come for each, room for 50.0" in text
    zh = report_text(report, "zh")
    assert "每次重复预计 100,000 批" in zh
    assert "个班次；每班次来 43.1，可容 50.0" in zh


def test_validate_tells_the_demand_of_a_lead_time():
    text = report_text(validate(ROOT / "scenarios" / "theory" / "v19_base_stock.yaml"), "en")
    assert "parcels at hour 0; 8 asked for in a lead time" in text
