"""What can be decided about boxes of owners: the boxes that journeys need, the moves of empties."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

from domain.box_owners import EMPTY_CLASS, LEASED, EmptyLane, hire_cny
from domain.draws import snap_h
from domain.empties import empty_route, move_charges, unpowered, walk_empty
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, BoxRoute, Part, journey_id
from domain.planned_boxes import planned_boxes
from domain.route import walk
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.booking import Booking
from optimize.box_flow import MoveOption, Need
from optimize.lane import Slot

LEAST_H = 1.0 / 64.0


def needs_from(scenario: Scenario, booking: Booking, from_h: float) -> list[Need]:
    """Boxes of the types that belong to owners, of journeys stuffed from an hour on, by hour."""
    plan = booking.plan("", frozenset(), {})
    inside: dict[str, list[Part]] = {}
    for part in plan.parts:
        if part.journey_id is not None:
            journey = plan.journeys[part.journey_id]
            if journey.stuff_at_h >= from_h and scenario.fleet.covers(journey.route.box_type):
                inside.setdefault(part.journey_id, []).append(part)
    count: dict[str, int] = {}
    for box in planned_boxes(scenario, plan, inside):
        name = box.journey.journey_id
        count[name] = count.get(name, 0) + 1
    directions = {order.consignment_id: order.direction for order in scenario.consignments}
    found = [
        _need(
            scenario, plan.journeys[name], directions[inside[name][0].consignment_id], count[name]
        )
        for name in sorted(inside)
    ]
    return sorted(found, key=lambda need: (need.at_h, need.name))


def _need(scenario: Scenario, journey: BoxJourney, direction: str, boxes: int) -> Need:
    route, pace = journey.route, nominal_pace()
    walked = walk(
        scenario.network, scenario.timetable, route, direction, journey.cargo_class,
        journey.stuff_at_h, journey.departures, pace,
    )  # fmt: skip
    assert walked is not None
    box = scenario.network.boxes[route.box_type]
    hours = walked.stripped_h - journey.stuff_at_h
    waits = [
        (one.node_id, one.end_h - one.start_h)
        for one in walked.stages
        if one.kind == "await_departure"
    ]
    open_to = scenario.fleet.open_to(route.box_type, route.stuff_node, route.strip_node)
    tariff, place = scenario.tariff, route.strip_node
    hire = {one.owner: hire_cny(tariff, box, one, place, hours, waits) for one in open_to}
    hire[LEASED] = hire_cny(tariff, box, None, place, hours, waits)
    return Need(
        journey.journey_id, route.box_type, route.stuff_node, route.strip_node, journey.stuff_at_h,
        walked.stripped_h, boxes, hire, frozenset(one.owner for one in open_to if not one.one_way),
    )  # fmt: skip


class EmptyWays:
    """The moves of empties that a scenario's lanes and timetable offer."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._pace: Pace = nominal_pace()
        kinds = dict.fromkeys(one.box_type for one in scenario.fleet.terms if not one.one_way)
        self._known: dict[tuple[str, str], list[MoveOption]] = {
            (lane.lane_id, kind): sorted(
                self._all(lane, kind), key=lambda one: (one.journey.stuff_at_h, one.arrive_h)
            )
            for lane in scenario.fleet.lanes
            for kind in kinds
        }

    def leaving(
        self, from_h: float, to_h: float, running: Collection[DepartureKey] | None
    ) -> list[MoveOption]:
        """Moves that leave in [from_h, to_h); by paths only those that run (`None`: by none)."""
        services = self.scenario.network.services
        return [
            option
            for key in sorted(self._known)
            for option in self._known[key]
            if from_h <= option.journey.stuff_at_h < to_h
            and all(
                services[at[0]].dispatch != "path" or at in (running or ())
                for _, at in option.journey.dated()
            )
        ]

    def _all(self, lane: EmptyLane, box_type: str) -> Iterator[MoveOption]:
        scenario, route = self.scenario, empty_route(lane, box_type)
        box = unpowered(scenario.network.boxes[box_type])
        seen: set[tuple[float | None, ...]] = set()
        for leave_h in self._hours(route):
            walked = walk_empty(scenario, route, leave_h, None, self._pace)
            if walked is None or (walked.departures in seen and any(walked.departures)):
                continue
            seen.add(walked.departures)
            name = journey_id(route, EMPTY_CLASS, None, leave_h, walked.departures)
            journey = BoxJourney(name, route, EMPTY_CLASS, None, leave_h, walked.departures)
            cny = math.fsum(one.cny for _, one in move_charges(scenario, journey, walked))
            slots = tuple(
                (key, leg)
                for hop, key in journey.dated()
                for leg in range(hop.first_leg, hop.last_leg + 1)
            )
            yield MoveOption(journey, walked.stripped_h, cny, box.teu, box.tare_kg / 1000.0, slots)

    def _hours(self, route: BoxRoute) -> Iterator[float]:
        """Hours of leaving for each departure of the first dated hop, as late as is safe.

        By trucks alone: once an epoch.
        """
        scenario = self.scenario
        rules, end_h = scenario.planning, scenario.cap_h
        before_h = rules.close_ahead_h
        for hop in route.hops:
            service = scenario.network.services[hop.service_id]
            if service.dated:
                node_id = service.legs[hop.first_leg].from_id
                yard = scenario.network.process(
                    node_id, "terminal_out", "export", EMPTY_CLASS, service.mode
                )
                before_h += service.gate_in_cutoff_h + (0.0 if yard is None else yard.work.nominal)
                before_h = max(before_h, service.papers_cutoff_h)
                for at_h in scenario.timetable.after(service.service_id, before_h + LEAST_H):
                    if at_h < end_h:
                        yield snap_h(at_h - before_h)
                return
            before_h += sum(leg.run.nominal for leg in service.legs)
        for number in range(int(end_h // rules.epoch_h)):
            yield snap_h(number * rules.epoch_h)


def room_left(
    scenario: Scenario, booking: Booking, slots: Collection[Slot]
) -> Mapping[Slot, tuple[float, float]]:
    """TEU and t that nobody has booked, of the slots that are limited."""
    found: dict[Slot, tuple[float, float]] = {}
    for slot in sorted(slots):
        service = scenario.network.services[slot[0][0]].on(slot[0][1])
        teu, t, _ = booking.used(slot)
        if service.capacity_teu is not None or service.capacity_t is not None:
            found[slot] = (
                math.inf if service.capacity_teu is None else service.capacity_teu - teu,
                math.inf if service.capacity_t is None else service.capacity_t - t,
            )
    return found
