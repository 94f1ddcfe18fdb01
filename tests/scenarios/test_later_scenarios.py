"""`cold_imports` and `shanxi_hub`: what they carry, and a week or two of each at nominal pace."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from itertools import pairwise
from math import fsum
from pathlib import Path

import pytest

from domain.account import account
from domain.draws import Chance
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario
from inputs import load_scenario
from optimize.rule import Rule
from optimize.verify import verify
from sim import simulate
from tests.sim.reading import consignments, planned, total_cny

NAMES = ("cold_imports", "shanxi_hub")
WEEK = {
    "cold_imports": ("warm_up_days=0", "start=2026-05-04", "period_days=4"),
    "shanxi_hub": ("warm_up_days=0", "start=2026-11-02", "period_days=4"),
}
PERIOD = {"cold_imports": (2_300, 21_000.0), "shanxi_hub": (None, 10_600.0)}
"""Consignments and tonnes that the reference notes give for the period (network.md 5.3)."""
DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def whole(name: str) -> Scenario:
    return load_scenario(f"scenarios/{name}.yaml").scenario


@cache
def week(name: str) -> tuple[Scenario, Plan]:
    scenario = load_scenario(f"scenarios/{name}.yaml", sets=WEEK[name]).scenario
    return scenario, Rule().plan(scenario, Outlook(seed=1))


@pytest.mark.parametrize("name", NAMES)
def test_goods_of_the_period_weigh_what_the_notes_say(name: str) -> None:
    count, tonnes = PERIOD[name]
    own = [order for order in whole(name).consignments if whole(name).in_cohort(order)]
    assert fsum(order.kg for order in own) / 1000.0 == pytest.approx(tonnes, rel=0.03)
    if count is not None:
        assert len(own) == pytest.approx(count, rel=0.03)


@pytest.mark.parametrize("name", NAMES)
def test_every_whole_month_of_a_flow_has_the_tonnes_of_its_row(name: str) -> None:
    scenario, month = whole(name), {"cold_imports": 5, "shanxi_hub": 10}[name]
    kg: dict[str, float] = defaultdict(float)
    for order in scenario.consignments:
        if f"/2026-{month:02d}/" in order.consignment_id:
            kg[order.flow_id] += order.kg
    with (DATA / "flows.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["flow_id"]: row for row in csv.DictReader(file)}
    assert kg
    for flow_id, found in kg.items():
        row = rows[flow_id]
        weights = [float(weight) for weight in row["monthly_weights"].split(";")]
        wanted = 1000.0 * float(row["annual_t"]) * weights[month - 1] / sum(weights)
        assert abs(found - wanted) <= float(row["kg_per_unit"]) + 1e-6, flow_id


def test_goods_of_both_zones_are_in_a_scenario_of_both() -> None:
    ends = {order.destination_id for order in whole("cold_imports").consignments}
    assert {"HZ_COLD", "TY_COLD", "TY_WSCBZ", "MK_HZ"} <= ends


@pytest.mark.parametrize("name", NAMES)
def test_domestic_goods_never_leave_china_and_imports_cross_its_border_once(name: str) -> None:
    network = whole(name).network
    for key, ways in whole(name).ways.items():
        home = not network.abroad(key[1]) and not network.abroad(key[2])
        for way in ways:
            stops = [way.route.stuff_node]
            for hop in way.route.hops:
                legs = network.services[hop.service_id].legs
                stops += [leg.to_id for leg in legs[hop.first_leg : hop.last_leg + 1]]
            sides = [network.abroad(stop) for stop in stops]
            crossings = sum(a != b for a, b in pairwise(sides))
            assert crossings == (0 if home else 1), (key, way.route.route_id)


def test_fruit_is_loaded_where_it_is_packed_and_bonded_goods_stay_out_of_the_cold_store() -> None:
    for key, ways in whole("cold_imports").ways.items():
        if key[0].startswith(("M30", "M34", "M35")):
            assert {way.route.stuff_node for way in ways} <= {"PR_TH_DURIAN", "PR_TH_LONGAN"}
    for key, ways in whole("shanxi_hub").ways.items():
        if key[0].startswith(("M09", "M10")):
            ends = {end for way in ways for end in (way.route.stuff_node, way.route.strip_node)}
            assert "TY_COLD" not in ends


def test_chilled_goods_ride_chilled_rounds_at_one_temperature() -> None:
    scenario, plan = week("shanxi_hub")
    orders = {order.consignment_id: order for order in scenario.consignments}
    aboard: dict[str, set[str]] = defaultdict(set)
    for part in plan.parts:
        order = orders[part.consignment_id]
        if not order.flow_id.startswith("M45") or part.journey_id is None:
            continue
        journey = plan.journeys[part.journey_id]
        assert [hop.service_id[:8] for hop in journey.route.hops] == ["CD_COLD_"]
        assert journey.setpoint_c == 2.0
        aboard[part.journey_id].add(order.product_id)
    assert max(map(len, aboard.values())) == 3  # meat, milk and apples in one van


def test_a_van_holds_three_and_a_half_tonnes_and_a_round_as_many_vans_as_it_has() -> None:
    scenario, plan = week("shanxi_hub")
    kg: dict[object, float] = defaultdict(float)
    orders = {order.consignment_id: order for order in scenario.consignments}
    for part in plan.parts:
        if part.journey_id is None:
            continue
        for _, key in plan.journeys[part.journey_id].dated():
            if key[0].startswith("CD_COLD"):
                kg[key] += part.units * orders[part.consignment_id].kg_per_unit
    assert kg
    assert max(kg.values()) <= 3_500.0


@pytest.mark.parametrize("name", NAMES)
def test_every_consignment_costs_and_arrives_as_planned(name: str) -> None:
    scenario, plan = week(name)
    books = account(scenario, plan)
    assert not books.problems
    assert not verify(scenario, plan, Outlook(seed=1)).problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert result.backlog == 0
    expected, found = planned(books), consignments(result)
    assert found.keys() == expected.keys() == {c.consignment_id for c in scenario.consignments}
    for consignment_id, row in found.items():
        cny, delivered_h, kgco2e = expected[consignment_id]
        assert row["cost_cny"] == pytest.approx(cny, abs=0.01), consignment_id
        assert row["delivered_h"] == delivered_h
        assert row["kgco2e"] == pytest.approx(kgco2e)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)


def test_the_longer_way_leaves_less_of_a_durian() -> None:
    """Kept at its set point, life goes by time alone: 1/15 a day at 15 C, Q10 2.2, box at 14 C."""
    product = whole("cold_imports").products["durian_fresh"]
    assert product.life is not None
    assert product.setpoint_c == 14.0
    a_day = 24.0 * product.life.rate_per_h(14.0)
    assert a_day == pytest.approx(2.2 ** (-1.0 / 10.0) / 15.0)
    # By truck 4.4 days in 65-70 % of life left, by ship 8.5 in 40-45 % (network.md 5.3).
    assert 0.65 <= 1.0 - 4.4 * a_day <= 0.75
    assert 0.40 <= 1.0 - 8.5 * a_day <= 0.50


def test_customs_look_into_no_goods_that_stay_at_home() -> None:
    """Shrimps are on the negative list: those that come in are opened, those of M52 are not."""
    scenario = whole("cold_imports")
    rules, chance = scenario.network.supervision, Chance(1, 0)
    assert rules is not None
    looked = {
        order.flow_id.split("-")[0]
        for order in scenario.consignments
        if order.product_id == "shrimp_frozen"
        and rules.drawn_looks(scenario.consignments, order, chance)
        and list(rules.expected_looks(scenario.consignments, order))
    }
    assert looked == {"M31"}
