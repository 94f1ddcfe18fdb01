"""Verify finds what is wrong with a plan."""

from dataclasses import replace

import pytest

from domain.account import account
from domain.outlook import Outlook
from optimize.rule import Rule
from optimize.verify import verify
from tests.worlds import train, two_hubs, two_hubs_network

NOMINAL = Outlook(1)


@pytest.fixture(scope="module")
def world():
    scenario = two_hubs(20)
    plan = Rule().plan(scenario, NOMINAL)
    assert verify(scenario, plan, NOMINAL).feasible
    return scenario, plan


def problems(scenario, plan):
    return "\n".join(verify(scenario, plan, NOMINAL).problems)


def aboard(plan):
    return next(part for part in plan.parts if part.journey_id is not None)


def swap_part(plan, part, **changes):
    parts = tuple(replace(p, **changes) if p is part else p for p in plan.parts)
    return replace(plan, parts=parts, cost_cny=None)


def test_nominal_cost_is_the_books(world):
    scenario, plan = world
    verdict = verify(scenario, plan, NOMINAL)
    assert verdict.planned_cny == account(scenario, plan).cost_cny
    assert verdict.expected_cny == pytest.approx(verdict.planned_cny)
    assert plan.cost_cny == pytest.approx(verdict.planned_cny)


def test_overbooked_leg_is_found(world):
    scenario, plan = world
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=2.0)
    services["BLOCK"] = replace(services["BLOCK"], capacity_teu=2.0)
    tight = replace(scenario, network=replace(network, services=services))
    assert "TEU booked, 2 there" in problems(tight, plan)


def test_missing_units_are_found(world):
    scenario, plan = world
    part = aboard(plan)
    assert f"{part.units - 1} of" in problems(scenario, swap_part(plan, part, units=part.units - 1))
    assert "listed twice" in problems(scenario, replace(plan, parts=(*plan.parts, part)))


def test_journey_that_cannot_be_met_is_found(world):
    scenario, plan = world
    part = aboard(plan)
    journey = next(
        plan.journeys[p.journey_id]
        for p in plan.parts
        if p.journey_id is not None and plan.journeys[p.journey_id].departures[0] is not None
    )
    late = replace(journey, stuff_at_h=journey.stuff_at_h + 24.0)
    journeys = {**plan.journeys, journey.journey_id: late}
    assert "cannot be met" in problems(scenario, replace(plan, journeys=journeys, cost_cny=None))
    early = replace(plan.journeys[part.journey_id], stuff_at_h=0.0)
    journeys = {**plan.journeys, part.journey_id: early}
    found = problems(scenario, replace(plan, journeys=journeys, cost_cny=None))
    assert "ready for stuffing at" in found


def test_departure_that_is_not_in_the_timetable_is_found(world):
    scenario, plan = world
    name, journey = next((n, j) for n, j in plan.journeys.items() if j.departures[0] is not None)
    moved = replace(journey, departures=(journey.departures[0] + 0.5,))
    found = problems(scenario, replace(plan, journeys={**plan.journeys, name: moved}))
    assert "does not leave at" in found


def test_path_that_is_not_run_is_found(world):
    scenario, plan = world
    assert plan.runs
    assert "the path is not run" in problems(
        scenario, replace(plan, runs=frozenset(), cost_cny=None)
    )


def test_wrong_box_wrong_class_and_broken_ends_are_found(world):
    scenario, plan = world
    part = aboard(plan)
    journey = plan.journeys[part.journey_id]
    mixed = {**plan.journeys, part.journey_id: replace(journey, cargo_class="frozen")}
    assert "in a box of frozen" in problems(scenario, replace(plan, journeys=mixed, cost_cny=None))
    assert "brought to FARM" in problems(scenario, swap_part(plan, part, before=()))
    assert "ends at DEPOT" in problems(scenario, swap_part(plan, part, after=()))
    assert "no box journey" in problems(scenario, swap_part(plan, part, journey_id="nowhere"))


def test_missed_deadline_and_wrong_cost_are_found(world):
    scenario, plan = world
    part = aboard(plan)
    orders = tuple(
        replace(order, deadline_h=order.ready_h + 1.0)
        if order.consignment_id == part.consignment_id
        else order
        for order in scenario.consignments
    )
    assert "deadline" in problems(replace(scenario, consignments=orders), plan)
    assert "is stated" in problems(scenario, replace(plan, cost_cny=plan.cost_cny + 1.0))
    assert "is above the cost" in problems(scenario, replace(plan, bound_cny=1e12))


def test_swapping_two_departures_changes_the_cost_by_what_the_parts_say(world):
    scenario, plan = world
    before = verify(scenario, plan)
    aboard_parts = [p for p in plan.parts if p.journey_id is not None]
    one = aboard_parts[0]
    kind = plan.journeys[one.journey_id]
    other = next(
        p
        for p in aboard_parts
        if plan.journeys[p.journey_id].cargo_class == kind.cargo_class
        and p.journey_id != one.journey_id
    )
    swap = {one.part_id: other.journey_id, other.part_id: one.journey_id}
    parts = tuple(replace(p, journey_id=swap.get(p.part_id, p.journey_id)) for p in plan.parts)
    after = verify(scenario, replace(plan, parts=parts, cost_cny=None))
    rows = {row.part.part_id: row.cost_cny for row in before.account.parts}
    difference = sum(row.cost_cny - rows[row.part.part_id] for row in after.account.parts)
    network = [sum(c.cny for _, c in v.account.network) for v in (before, after)]
    assert after.planned_cny - before.planned_cny == pytest.approx(
        difference + network[1] - network[0]
    )
