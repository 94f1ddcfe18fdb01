"""The order book: tonnes whole, draws that depend on nothing else, times that make sense."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from inputs.build import load_scenario
from inputs.orderbook import LEAD_DAYS, flows, units_of_month

BASES = ("hezhou_asean_gba", "taiyuan_eurasia")


def book_of(loaded):
    """Flows of a loaded scenario by id."""
    scenario = loaded.scenario
    found = flows(
        loaded.source, dict(scenario.products), dict(scenario.network.nodes),
        list(scenario.network.boxes),
    )  # fmt: skip
    return {flow.flow_id: flow for flow in found}


def of_flow(scenario, prefix):
    return [c for c in scenario.consignments if c.flow_id.startswith(prefix)]


@pytest.mark.parametrize("name", BASES)
def test_a_base_scenario_has_1500_to_6000_consignments(loaded, name):
    assert 1_500 <= len(loaded(name).scenario.consignments) <= 6_000


@pytest.mark.parametrize(("name", "months"), [(BASES[0], (11, 12)), (BASES[1], (4, 5))])
def test_tonnes_of_a_flow_and_month_are_whole(loaded, name, months):
    one = loaded(name)
    units = defaultdict(int)
    asked = one.scenario.stock.refills
    for consignment in one.scenario.consignments:
        if consignment.consignment_id in asked:
            continue
        month = int(consignment.consignment_id.split("/")[1][5:])
        units[consignment.flow_id, month] += consignment.units
    by_shelves = {shelf.flow_id for shelf in one.scenario.stock.shelves.values()}
    for flow_id, flow in book_of(one).items():
        for month in months if flow_id not in by_shelves else ():
            assert units[flow_id, month] == units_of_month(flow, month)
            tonnes = flow.row.number_of("annual_t") / 12.0 * flow.weights[month - 1]
            kg = units[flow_id, month] * flow.row.number_of("kg_per_unit")
            assert abs(kg / 1000.0 - tonnes) <= flow.row.number_of("kg_per_unit") / 1000.0 + 1e-6


def test_units_of_the_months_add_up_to_the_year(loaded):
    for flow in book_of(loaded(BASES[1])).values():
        year = 1000.0 * flow.row.number_of("annual_t") / flow.row.number_of("kg_per_unit")
        assert abs(sum(units_of_month(flow, month) for month in range(1, 13)) - year) <= 0.5 + 1e-6


def test_scaling_one_flow_changes_no_other(loaded):
    base = loaded(BASES[0])
    scaled = load_scenario(
        "scenarios/hezhou_asean_gba.yaml", sets=["demand.scale.M20*=1.5"]
    ).scenario
    others = [c for c in base.scenario.consignments if not c.flow_id.startswith("M20")]
    assert others == [c for c in scaled.consignments if not c.flow_id.startswith("M20")]
    before = {c.consignment_id: c for c in of_flow(base.scenario, "M20")}
    after = {c.consignment_id: c for c in of_flow(scaled, "M20")}
    assert sum(c.units for c in after.values()) > 1.4 * sum(c.units for c in before.values())
    # Only the last of a month takes what is left; all before it stay as they were.
    differ = [name for name, one in before.items() if after[name] != one]
    lasts = {(c.flow_id, name.split("/")[1]) for name, c in before.items()}
    assert len(differ) <= len(lasts)


def test_dropping_flows_changes_no_other(loaded):
    base = loaded(BASES[0])
    few = load_scenario(
        "scenarios/hezhou_asean_gba.yaml", sets=['flows=["M21*", "M27*"]', "stock=null"]
    ).scenario
    assert of_flow(base.scenario, "M21") == of_flow(few, "M21")
    assert of_flow(base.scenario, "M27") == of_flow(few, "M27")


def test_moving_the_window_moves_no_consignment(loaded):
    base = loaded(BASES[0])
    later = load_scenario(
        "scenarios/hezhou_asean_gba.yaml",
        sets=[
            "start=2026-11-01",
            "warm_up_days=7",
            "period_days=14",
            'flows=["M49*"]',
            "stock=null",
        ],
    )
    start = base.source.clock.to_h(later.source.clock.to_utc(0.0))
    was = {
        c.consignment_id: (c.ready_h - start, c.units)
        for c in of_flow(base.scenario, "M49")
        if 0.0 <= c.ready_h - start < later.scenario.period_end_h
    }
    now = {c.consignment_id: (c.ready_h, c.units) for c in later.scenario.consignments}
    assert was == now


def test_another_seed_draws_another_book(loaded):
    one = loaded(BASES[0])
    two = load_scenario(
        "scenarios/hezhou_asean_gba.yaml", seed=2, sets=['flows=["M49*"]', "stock=null"]
    )
    assert of_flow(one.scenario, "M49") != list(two.scenario.consignments)


def test_draws_do_not_come_from_sets_of_replications():
    from domain.outlook import SET_BASE
    from inputs.border_fit import FIT_REPLICATIONS
    from inputs.source import BOOK

    assert min(SET_BASE.values()) > BOOK
    assert min(FIT_REPLICATIONS) > max(SET_BASE.values()) + 1_000_000


def test_parcels_of_a_lane_and_day_are_one_consignment(loaded):
    one = loaded(BASES[0])
    parcels = [c for c in one.scenario.consignments if c.unit == "parcel"]
    tz = "Asia/Shanghai"
    days = Counter((c.flow_id, one.source.clock.local(c.ready_h, tz).date()) for c in parcels)
    assert len(parcels) > 300
    assert set(days.values()) == {1}


@pytest.mark.parametrize("name", BASES)
def test_times_are_in_order_and_in_working_hours(loaded, name):
    one = loaded(name)
    nodes = one.scenario.network.nodes
    for c in one.scenario.consignments:
        shortest, longest = LEAD_DAYS[c.unit]
        assert shortest <= (c.ready_h - c.known_at_h) / 24.0 <= longest
        assert c.ready_h < c.due_h
        assert c.deadline_h is None or c.deadline_h > c.ready_h
        local = one.source.clock.local(c.ready_h, nodes[c.origin_id].tz)
        assert 8 <= local.hour < 18


def test_goods_for_export_rest_on_sundays_and_holidays(loaded):
    one = loaded(BASES[1])
    rows = {row.text("flow_id"): row for row in one.source.tables["flows"]}
    closed = one.source.openings.closed_days("CN")
    extra = one.source.openings.extra_days("CN")
    for c in one.scenario.consignments:
        origin = one.scenario.network.nodes[c.origin_id]
        if rows[c.flow_id].text("ready_pattern") == "Mon-Sat" and origin.country == "CN":
            day = one.source.clock.local(c.ready_h, "Asia/Shanghai").date()
            assert day not in closed
            assert day.weekday() < 6 or day in extra


@pytest.mark.parametrize("name", BASES)
def test_sizes_stay_inside_their_limits(loaded, name):
    one = loaded(name)
    known = book_of(one)
    for c in one.scenario.consignments:
        row = known[c.flow_id].row
        if c.unit != "parcel":
            assert 1 <= c.units <= row.whole("size_max")


def test_a_shipper_has_one_credit_grade(loaded):
    grades = defaultdict(set)
    for c in loaded(BASES[1]).scenario.consignments:
        grades[c.shipper_id].add(c.credit_grade)
    assert {len(some) for some in grades.values()} == {1}


def test_shares_of_trade_modes_are_met_within_chance(loaded):
    # M24 and M20: 0.9 of the consignments declare as 0110; 4 standard deviations either way.
    some = [c for p in ("M20", "M24") for c in of_flow(loaded(BASES[0]).scenario, p)]
    share = sum(c.trade_mode == "0110" for c in some) / len(some)
    assert abs(share - 0.9) < 4.0 * (0.09 / len(some)) ** 0.5


def test_cohort_is_the_period(loaded):
    scenario = loaded(BASES[0]).scenario
    cohort = [c for c in scenario.consignments if scenario.in_cohort(c)]
    assert 0 < len(cohort) < len(scenario.consignments)
    start = scenario.clock.to_utc(0.0)
    assert start + timedelta(hours=scenario.warm_up_h) == start + timedelta(days=14)


CHANGED = """\
flows_set:
  "M21*": {on_time_promise_share: 0.8, hard_deadline_days: 12}
  "M21-navel_orange-fcl-GD_S*": {on_time_promise_share: 0.9}
  "M49*": {may_outsource: false, due_days: 2}
"""


def test_flows_set_changes_its_flows_key_by_key_and_draws_nothing_anew(project, small_text):
    plain = project.load(project.scenario(small_text)).scenario.consignments
    path = project.scenario(small_text + CHANGED, "changed")
    changed = project.load(path).scenario.consignments
    assert [c.consignment_id for c in plain] == [c.consignment_id for c in changed]
    assert {c.flow_id[:3] for c in changed} == {"M21", "M49"}
    for one, other in zip(plain, changed, strict=True):
        assert (one.units, one.ready_h, one.known_at_h) == (other.units, other.ready_h,
                                                            other.known_at_h)  # fmt: skip
        if other.flow_id.startswith("M21"):
            narrow = other.flow_id.startswith("M21-navel_orange-fcl-GD_S")
            assert other.on_time_promise_share == (0.9 if narrow else 0.8)
            assert other.deadline_h == pytest.approx(other.ready_h + 288.0)
            assert other.outsource_cny_per_kg == one.outsource_cny_per_kg is not None
            assert other.due_h == one.due_h
        else:
            assert other.outsource_cny_per_kg is None
            assert other.on_time_promise_share is None
            assert other.deadline_h == one.deadline_h


def test_flows_set_names_a_pattern_without_flows(project, small_text):
    path = project.scenario(small_text + "flows_set: {M2X*: {due_days: 3}}\n", "astray")
    (said,) = project.says(path)
    assert "flows_set.M2X*" in said
    assert "fits no flow" in said
