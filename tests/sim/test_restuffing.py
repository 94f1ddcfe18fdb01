"""Goods that change boxes at a hub: executed as planned, charged, conserved."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from optimize.verify import verify
from sim import simulate
from tests.restuffing import plan_on, roomy, town, town_network
from tests.sim.reading import consignments, rows
from tests.sim.test_nominal import assert_equal


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    ways=st.lists(st.integers(0, 2), min_size=8, max_size=8),
    splits=st.lists(st.integers(1, 3), min_size=8, max_size=8),
    slot_h=st.sampled_from([1.0, 6.0, 24.0]),
)
def test_any_plan_costs_and_arrives_as_its_books_say(ways, splits, slot_h):
    scenario = roomy(town(8))
    plan = plan_on(scenario, lambda n: ways[n], slot_h, lambda n: splits[n])
    assert not verify(scenario, plan).problems
    assert_equal(scenario, plan)


def test_under_chance_nothing_is_lost_and_who_is_late_goes_on_later():
    orders = [
        replace(one, units=3 * one.units) for one in town(8).consignments
    ]  # several boxes each: some come after their mates
    late = 0
    for seed in range(4):
        scenario = town(8, network=town_network(servers=1), orders=orders)
        plan = plan_on(scenario, lambda n: 1 + n % 2, slot_h=1.0, split=lambda n: 1 + n % 3)
        result = simulate(scenario, plan, seed=seed, replication=0)
        done = consignments(result).values()
        assert all(row["delivered_h"] is not None for row in done)
        late += sum(row["missed"] > 0 for row in done)
    assert late > 0


def test_an_invoice_by_hand():
    network = town_network(restuff_h=3.0, restuff_cny=400.0, unplugged_h=1.5)
    scenario = roomy(town(3, network=network))
    scenario = replace(scenario, consignments=scenario.consignments[2:])  # 11 pallets of shrimp
    order = scenario.consignments[0]
    plan = plan_on(scenario, lambda _: 1)
    books = account(scenario, plan)
    assert not books.problems
    hub, door = sorted(books.parts, key=lambda one: one.delivered_h)
    t = order.units * order.kg_per_unit / 1000.0
    by_line = {}
    for _, charge in (*hub.charges, *door.charges):
        by_line[charge.line] = by_line.get(charge.line, 0.0) + charge.cny
    # Two boxes stuffed, one stripped; one opened by the hub's crew; one dock; one terminal out of
    # the hub and one in at the depot.
    assert by_line["handling"] == pytest.approx(
        30.0 * t + 2 * 800.0 + 600.0 + 400.0 + 2 * 150.0 + 200.0
    )
    assert by_line["clearance"] == pytest.approx(200.0)
    # Truck to the town and from the depot by weight, a box of 2 TEU to the hub and one by rail.
    assert by_line["repositioning"] == pytest.approx(2 * 500.0)
    first = plan.journeys[hub.part.journey_id]
    ready_h = hub.delivered_h
    assert ready_h == first.stuff_at_h + 2.0 + 5.0 + 3.0  # stuffed, ridden, opened
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    (opened,) = [row for row in rows(result.records.movements)
                 if row["stage"] == "restuff" and row["subject"] == "box"]  # fmt: skip
    assert (opened["end_h"], opened["unplugged_h"]) == (ready_h, 1.5)


def test_plans_that_cannot_be_are_refused():
    scenario = roomy(town(4))
    plan = plan_on(scenario, lambda _: 1)
    assert not verify(scenario, plan).problems
    first, second = plan.parts[:2]
    crewless = replace(
        scenario,
        network=replace(
            scenario.network,
            processes={k: v for k, v in scenario.network.processes.items() if k[1] != "restuff"},
        ),
    )
    assert any("does not restuff" in one for one in verify(crewless, plan).problems)
    fewer = replace(plan, parts=(replace(first, units=first.units - 1), *plan.parts[1:]))
    assert any("other goods" in one for one in verify(scenario, fewer).problems)
    alone = replace(plan, parts=(first, *plan.parts[2:]))
    assert any("go on" in one for one in verify(scenario, alone).problems)
    orphan = replace(plan, parts=plan.parts[1:])
    assert any(second.part_id in one for one in verify(scenario, orphan).problems)
    journey = plan.journeys[second.journey_id]
    early = replace(journey, stuff_at_h=journey.stuff_at_h - 24.0)
    rushed = replace(plan, journeys={**plan.journeys, second.journey_id: early})
    assert any("ready for stuffing" in one for one in verify(scenario, rushed).problems)
