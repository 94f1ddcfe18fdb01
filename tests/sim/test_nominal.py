"""A plan executes in nominal mode at exactly its price and hours."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from sim import simulate
from tests.sim.reading import consignments, planned, rows, total_cny
from tests.worlds import plain_plan, two_hubs


def assert_equal(scenario, plan):
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    expected = planned(books)
    assert result.backlog == 0
    for name, row in consignments(result).items():
        cny, delivered_h, kgco2e = expected[name]
        assert row["cost_cny"] == pytest.approx(cny, abs=0.01)
        assert row["delivered_h"] == delivered_h
        assert row["kgco2e"] == pytest.approx(kgco2e)
        assert row["missed"] == 0
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    lines = dict.fromkeys(books.by_line(), 0.0)
    for row in rows(result.records.costs):
        lines[row["line"]] += row["cny"]
    assert lines == pytest.approx(books.by_line(), abs=0.01)


def roomy(count):
    scenario = two_hubs(count)
    services = {
        name: replace(one, capacity_teu=None, capacity_t=None, plugs=None)
        for name, one in scenario.network.services.items()
    }
    return replace(scenario, network=replace(scenario.network, services=services))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    ways=st.lists(st.integers(0, 2), min_size=12, max_size=12),
    splits=st.lists(st.integers(1, 3), min_size=12, max_size=12),
    slot_h=st.sampled_from([1.0, 5.5, 12.0, 48.0]),
)
def test_any_plan_costs_and_arrives_as_its_books_say(ways, splits, slot_h):
    scenario = roomy(12)
    plan = plain_plan(scenario, lambda n: ways[n], slot_h, lambda n: splits[n])
    assert_equal(scenario, plan)


def test_outsourced_parts_cost_their_price():
    scenario = two_hubs(6)
    plan = plain_plan(scenario)
    parts = tuple(
        replace(part, journey_id=None) if number % 2 else part
        for number, part in enumerate(plan.parts)
    )
    kept = {part.journey_id for part in parts}
    journeys = {name: one for name, one in plan.journeys.items() if name in kept}
    assert_equal(scenario, replace(plan, parts=parts, journeys=journeys))


def test_a_path_run_empty_pays_dead_freight():
    scenario = two_hubs(4)
    plan = plain_plan(scenario)
    assert_equal(scenario, replace(plan, runs=frozenset({("BLOCK", 30.0)})))


def test_an_unplanned_consignment_is_backlog():
    scenario = two_hubs(4)
    plan = plain_plan(scenario)
    cut = replace(plan, parts=plan.parts[1:], unplanned={"C000": "no room"})
    result = simulate(scenario, cut, seed=1, replication=0, nominal=True)
    assert result.backlog == 1
    assert consignments(result)["C000"]["delivered_h"] is None


def test_limited_servers_explain_every_hour_of_difference():
    scenario = roomy(40)
    plan = plain_plan(scenario)
    free = consignments(simulate(scenario, plan, seed=1, replication=0, nominal=True))
    limited = simulate(scenario, plan, seed=1, replication=0, nominal=True, servers_limited=True)
    doors = {p.process_id: p.opening for p in scenario.network.processes.values()}
    by_step = {p.step: p.process_id for p in scenario.network.processes.values()}
    by_step["border"] = "P_gauge"
    waited = set()
    for row in rows(limited.records.movements):
        if row["stage"] == "await_truck":
            waited.add(row["subject_id"].split("/")[0])
        elif row["stage"] in by_step:
            door_h = doors[by_step[row["stage"]]].next_open_h(row["start_h"])
            if row["opens_h"] > door_h:
                waited.add(row["subject_id"].split("/")[0])
    lots = {part.part_id: part.consignment_id for part in plan.parts}
    waiting = {lots[name] for name in waited if name in lots}
    after = consignments(limited)
    moved = {n for n, row in after.items() if row["delivered_h"] != free[n]["delivered_h"]}
    missed = {name for name, row in after.items() if row["missed"]}
    assert moved
    assert moved <= waiting | missed
