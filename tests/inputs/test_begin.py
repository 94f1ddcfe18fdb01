"""The table of goods that are there at hour 0: what it makes, and what is said of wrong rows."""

import csv
import functools
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.outlook import Outlook
from inputs.begin import start_with
from inputs.begin_rows import COLUMNS, begun_rows
from inputs.build import DATA, load_scenario
from inputs.findings import Findings, InputError
from inputs.tables import read_tables
from inputs.trace_file import TraceFiles
from optimize import Rule
from optimize.begun import AfterBegun
from optimize.verify import verify
from tests.sim.test_nominal import assert_equal

EXAMPLES = Path(__file__).resolve().parents[2] / "scenarios" / "examples"
EXAMPLE = EXAMPLES / "start_in_march.yaml"
GLASS, CERAMICS = "M03-glassware-pallet-MK_KZ", "M04-ceramics-fcl-MY_PKG"
FLOOR = {
    "id": "A", "flow_id": GLASS, "units": "4", "place": "floor", "node_id": "TY_ZD",
    "due": "2026-03-16",
}  # fmt: skip
YARD = {
    **FLOOR, "flow_id": CERAMICS, "units": "1", "place": "terminal", "node_id": "PT_TAO",
    "box_type": "40HC", "box_no": "TGHU3000019",
}  # fmt: skip
ABOARD = {
    **YARD, "place": "aboard", "service_id": "RSX02", "departed": "2026-03-01 08:00",
    "hours_left": "22.5",
}  # fmt: skip


@functools.cache
def tables():
    return read_tables(DATA, Findings(), "data")


@functools.cache
def example():
    return load_scenario(EXAMPLE, tables=tables())


@functools.cache
def empty():
    return load_scenario(EXAMPLE, overrides=["empty"], tables=tables())


def written(rows, columns=COLUMNS):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def begin(folder, text, read=start_with, **changes):
    """What a table comes to on the empty scenario, and what is said of it."""
    loaded, findings = empty(), Findings()
    (folder / "begin.csv").write_text(text, encoding="utf-8")
    source = loaded.source
    file = source.file.model_copy(update={"start_with": str(folder / "begin.csv")})
    source = replace(source, file=file, findings=findings)
    traces = TraceFiles(folder / "scenario.yaml", source.document, findings, allow_outside=True)
    if read is begun_rows:
        found = begun_rows(source, traces)
    else:
        found = start_with(source, replace(loaded.scenario, **changes), traces)
    return found, [item.text().replace(f"{folder}/", "") for item in findings.errors]


def test_the_example_says_what_is_there():
    scenario = example().scenario
    orders = {c.consignment_id: c for c in scenario.consignments if c.begun is not None}
    assert sorted(orders) == [
        "FLOOR-1", "FLOOR-2", "SHIP-1", "TRAIN-1", "TRAIN-2", "YARD-1", "YARD-2", "YARD-3A",
        "YARD-3B",
    ]  # fmt: skip
    assert {order.ready_h for order in orders.values()} == {0.0}
    # On day 14 after the start, at midnight.
    assert orders["FLOOR-1"].due_h == 14 * 24.0
    assert orders["YARD-1"].value_cny == 60_000.0
    assert orders["TRAIN-2"].origin_id == "TY_ZD"
    boxes = {one.journey.route.begun.box_no: one for one in scenario.begun}
    assert len(boxes) == 6
    assert [p.consignment_id for p in boxes["TGHU3000030"].parts] == ["YARD-3A", "YARD-3B"]
    assert boxes["TGHU3000066"].journey.route.hops == ()
    train = boxes["TGHU3000050"].journey.route.begun
    assert (train.departed_h, train.leg, train.last_leg, train.left_h) == (-86.0, 0, 2, 52.0)
    assert ("traces/start_in_march.csv") in dict(example().traces)
    assert example().as_run["start_with"] == "traces/start_in_march.csv"
    assert not empty().scenario.begun


def test_the_example_is_planned_executed_and_verified():
    scenario, outlook = example().scenario, Outlook(1)
    plan = AfterBegun(Rule()).plan(scenario, outlook)
    assert verify(scenario, plan, outlook).problems == ()
    assert_equal(scenario, plan)


def test_wrong_cells_are_named_by_row_and_column(tmp_path):
    rows = [
        {**FLOOR, "id": ""},
        {**FLOOR, "id": "B", "units": "1.5", "due": "soon", "life_used": "1.2"},
        {**FLOOR, "id": "C", "place": "flor"},
        {**YARD, "id": "D", "box_no": ""},
        {**ABOARD, "id": "E", "departed": "2026-03-03", "hours_left": "-1"},
        {**FLOOR, "id": "F"},
        {**FLOOR, "id": "F", "kg": "x"},
        {**FLOOR, "id": "F"},
    ]
    _, said = begin(tmp_path, written(rows), begun_rows)
    assert said == [
        "begin.csv  row 2  column id: is empty; goods that are floor need it",
        'begin.csv  row 3  column units: "1.5" is not a whole number; units must be 1 or more',
        "begin.csv  row 3  column life_used: 1.2 is out of range; life_used must be from 0 to 1",
        ('begin.csv  row 3  column due: "soon": write a day or an hour, e.g. 2026-03-04 18:00'),
        (
            'begin.csv  row 4  column place: "flor" is not one of floor, terminal, aboard — did '
            'you mean "floor"?'
        ),
        "begin.csv  row 5  column box_no: is empty; goods that are terminal need it",
        (
            "begin.csv  row 6  column hours_left: -1 is out of range; hours_left must be from 0 to "
            "8784"
        ),
        ('begin.csv  row 6  column departed: "2026-03-03": must lie before the scenario\'s start'),
        'begin.csv  row 8  column kg: "x" is not a number; kg must be from 1e-09 to 1e+12',
        'begin.csv  row 9  column id: "F" stands in row 7 too; write each id once',
    ]


def test_wrong_columns_and_lines_are_named(tmp_path):
    _, said = begin(tmp_path, "id,flow,units,place,node_id,due\n", begun_rows)
    assert [line.partition("; ")[0] for line in said] == [
        'begin.csv  row 1: there is no column "flow_id"',
        'begin.csv  row 1: no column "flow" is known — did you mean "flow_id"?',
    ]
    _, said = begin(tmp_path, "id,flow_id,units,place,node_id,due\nA,B\n", begun_rows)
    assert said[0].startswith("begin.csv  row 2: 2 fields, the header has 6")


def test_what_is_not_there_is_named(tmp_path):
    rows = [
        {**FLOOR, "id": "A", "flow_id": "M03"},
        {**FLOOR, "id": "B", "node_id": "PT_TAO"},
        {**YARD, "id": "C", "node_id": "TY_HUB", "box_no": "B1"},
        {**YARD, "id": "D", "box_no": "B2", "ahead": "SNC13"},
        {**YARD, "id": "E", "box_no": "CDBU3000019"},
        {**YARD, "id": "F", "box_no": "B4", "box_type": "20GP"},
        {**YARD, "id": "G", "box_no": "B5", "kg": "40000"},
        {**ABOARD, "id": "H", "box_no": "B6", "node_id": "PT_TXG"},
        {**YARD, "id": "I", "box_no": "B7", "life_used": "0.2"},
        {**YARD, "id": "J", "box_no": "B8"},
        {**YARD, "id": "K", "box_no": "B8", "node_id": "PT_TXG"},
    ]
    _, said = begin(tmp_path, written(rows))
    words = {int(line.split("row ")[1].split()[0]): line for line in said}
    for row, part in {
        2: 'column flow_id: no flow of this scenario "M03"',
        3: 'column node_id: "PT_TAO" is not one of TY_ZD',
        4: "column node_id: TY_HUB: no way of flow M04-ceramics-fcl-MY_PKG goes on from there",
        5: "column ahead: SNC13: no way of flow",
        6: 'column box_no: "CDBU3000019": numbers of the pools\' own boxes begin so',
        7: 'column box_type: "20GP" is not one of 40HC',
        8: "column box_no: box B5: 40,000 kg and 55.8 m3 do not fit into one 40HC",
        9: 'column node_id: "PT_TXG": RSX02 calls at PT_TAO',
        10: 'column life_used: "0.2": ceramics do not age',
        12: "column box_no: box B8: node_id differs from row 11",
    }.items():
        assert part in words[row], words[row]
    assert len(said) == 10


def test_a_full_departure_is_left_to_those_above(tmp_path):
    rows = [{**YARD, "id": f"A{n}", "box_no": f"B{n}", "ahead": "SNC11"} for n in range(32)]
    scenario, said = begin(tmp_path, written(rows))
    assert not said
    taken = [one.journey.departures[0] for one in scenario.begun]
    assert taken == sorted(taken)
    # Sixty TEU hold thirty boxes; by weight there may be room for fewer.
    room = min(30, max(taken.count(at_h) for at_h in taken))
    assert taken.count(taken[0]) == room < 32


@pytest.mark.parametrize(
    ("changes", "key"), [({"redraw_demand": True}, "redraw_demand"), ({"path_pools": (1,)}, "path")]
)
def test_what_it_cannot_be_used_with_is_said(tmp_path, changes, key):
    _, said = begin(tmp_path, written([FLOOR]), **changes)
    assert len(said) == 1
    assert "cannot be used together with" in said[0]
    assert key in said[0]


def test_a_table_outside_the_folder_is_refused(tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8").replace("start_in_march.csv", "../begin.csv")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="leads out of the folder inner"):
        load_scenario(inner / "a.yaml", tables=tables())


@settings(
    deadline=None, max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.sampled_from("ABC"),
                "units": st.sampled_from(["1", "3", "0", "-2", "nan", "1e9", "x", ""]),
                "place": st.sampled_from(["floor", "terminal", "aboard", "", "Floor"]),
                "due": st.sampled_from(["2026-03-09", "2026-03-09 12:00", "2026-13-01", "1", ""]),
                "departed": st.sampled_from(["2026-03-01", "2026-03-02", "", "x"]),
                "hours_left": st.sampled_from(["0", "5.5", "-1", "inf", ""]),
                "life_used": st.sampled_from(["", "0", "0.5", "2"]),
            }
        ),
        max_size=4,
    )
)
def test_every_row_is_read_or_named(tmp_path, cells):
    rows = [{**ABOARD, **one} for one in cells]
    found, said = begin(tmp_path, written(rows), begun_rows)
    read = {row.line for row in found}
    named = {int(line.split("row ")[1].split()[0].rstrip(":")) for line in said}
    assert read | named == set(range(2, 2 + len(rows)))
    assert not read & named
    for row in found:
        assert row.units >= 1
        assert row.departed_h is None or row.departed_h < 0.0
        assert 0.0 <= row.life_used <= 1.0
