"""A start that is not empty: boxes that are under way at hour 0 go as given, before all others.

Their journeys are the same in every plan. What is left to decide is a scenario without them, whose
departures have less room.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from domain.event_effects import for_days
from domain.ledger import Ledger
from domain.network import Service
from domain.plan import BegunBox, Plan
from domain.planned_boxes import ledger_of, planned_boxes
from domain.scenario import Scenario
from domain.timetable import DepartureKey

AN_INSTANT_H = 1e-6
"""A spell of a service that holds one departure."""


def plan_of(boxes: Iterable[BegunBox]) -> Plan:
    """The part of every plan that is given: the journeys of boxes under way."""
    boxes = tuple(boxes)
    return Plan(
        "begun",
        {one.journey.journey_id: one.journey for one in boxes},
        tuple(part for one in boxes for part in one.parts),
        frozenset(),
    )


def path_runs(scenario: Scenario, plan: Plan) -> frozenset[DepartureKey]:
    """Train paths that the journeys of a plan take."""
    services = scenario.network.services
    return frozenset(
        key
        for journey in plan.journeys.values()
        for _, key in journey.dated()
        if services[key[0]].dispatch == "path"
    )


def taken_by(scenario: Scenario, boxes: Iterable[BegunBox]) -> Ledger:
    """Room that boxes under way take of departures still to come."""
    given = plan_of(boxes)
    found = planned_boxes(scenario, given, given.parts_by_journey())
    return ledger_of(scenario.network, found)


def without_begun(scenario: Scenario) -> Scenario:
    """What is left to be decided: other goods, and the room that boxes under way leave.

    A box that rides some legs of a departure takes its room on all of them here.
    """
    given = {part.consignment_id for one in scenario.begun for part in one.parts}
    taken = taken_by(scenario, scenario.begun)
    services = dict(scenario.network.services)
    for key in sorted({key for key, _ in taken.teu}):
        slots = [slot for slot in taken.teu if slot[0] == key]
        teu, t, plugs = (
            max(of[slot] for slot in slots) for of in (taken.teu, taken.t, taken.plugs)
        )
        less = partial(_less, teu=teu, t=t, plugs=plugs)
        until_h = key[1] + AN_INSTANT_H
        services[key[0]] = for_days(services[key[0]], key[1], until_h, less)
    return replace(
        scenario,
        network=replace(scenario.network, services=services),
        consignments=tuple(c for c in scenario.consignments if c.consignment_id not in given),
        begun=(),
    )


def _less(service: Service, teu: float, t: float, plugs: float) -> Service:
    def left(there: float | None, gone: float) -> float | None:
        return None if there is None else max(0.0, there - gone)

    return replace(
        service,
        capacity_teu=left(service.capacity_teu, teu),
        capacity_t=left(service.capacity_t, t),
        plugs=left(service.plugs, plugs),
    )


def with_begun(scenario: Scenario, plan: Plan) -> Plan:
    """A plan for the rest, with the boxes under way added; its cost and bound are for others."""
    given = plan_of(scenario.begun)
    return replace(
        plan,
        journeys={**plan.journeys, **given.journeys},
        parts=(*plan.parts, *given.parts),
        runs=plan.runs | path_runs(scenario, given),
    )
