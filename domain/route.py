"""Walking a way through the network on the timetable: what happens when, and whether it works.

The same walk serves the planner (nominal and per replication of set A) and `verify`; the
simulation goes the same stages by events, with servers and what chance brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.box_owners import EMPTY_CLASS
from domain.cargo import Consignment
from domain.crossings import last_steps, sealed_step
from domain.gate_window import outside
from domain.gathering import truck_pool_step
from domain.hubs import plug_wait_h
from domain.network import Network, Process, Service
from domain.pace import Cause, Pace
from domain.plan import BoxRoute, Hop
from domain.timetable import Timetable


class Stage(NamedTuple):
    """A stretch of time in one place or on one leg.

    `opens_h` is when work begins (after waiting for the door to open or a server);
    `unplugged_h` how long after `start_h` a reefer is off power. One is made at every step of
    every lot; as a tuple it takes a quarter of the time that a frozen dataclass does.
    """

    kind: str
    node_id: str
    to_id: str
    start_h: float
    opens_h: float
    end_h: float
    service_id: str | None = None
    leg: int | None = None
    process_id: str | None = None
    unplugged_h: float = 0.0


@dataclass(frozen=True, slots=True)
class Walk:
    """A box journey walked to its end. `departures` are those really taken, per hop."""

    stages: tuple[Stage, ...]
    stripped_h: float
    departures: tuple[float | None, ...]
    missed: int


def truck_cause(route: BoxRoute, hop: Hop, stuff_at_h: float) -> Cause:
    """Cause of the durations of a truck hop: the hour at which its boxes were stuffed."""
    return (hop.service_id, route.stuff_node, stuff_at_h)


def alight_step(network: Network, service: Service, hop: Hop) -> str | None:
    """The step after a hop: clearance where it crossed the customs border, else a transfer.

    Trucks that stay inside need none.
    """
    from_id, to_id = service.legs[hop.first_leg].from_id, service.legs[hop.last_leg].to_id
    if network.abroad(from_id) != network.abroad(to_id):
        return "terminal_in"
    return "transfer_in" if service.dated else None


def walk(
    network: Network,
    timetable: Timetable,
    route: BoxRoute,
    direction: str,
    cargo_class: str,
    stuff_at_h: float,
    departures: Sequence[float | None] | None,
    pace: Pace,
    *,
    strict: bool = True,
) -> Walk | None:
    """Walk a box route from stuffing to stripping; an empty is neither stuffed nor stripped.

    Parameters
    ----------
    departures
        Scheduled hour per hop (`None` for trucks); `None` altogether: take the first that can
        be reached at every dated hop.
    strict
        A missed departure makes the journey impossible (`None` is returned). Otherwise the
        next departure of the same service is taken, as recovery would at least do.

    Returns
    -------
    The walk, or `None` where a departure cannot be met or the timetable ends.
    """
    stages: list[Stage] = []
    taken: list[float | None] = []
    missed = 0
    cause: Cause = (route.route_id, stuff_at_h)
    t = stuff_at_h
    stuff = network.process(route.stuff_node, "stuff", direction, cargo_class, "road")
    if route.begun is not None:
        if route.begun.aboard:
            t, cause = _come(network, route, direction, cargo_class, t, pace, stages)
    elif stuff is not None and cargo_class != EMPTY_CLASS:
        t = work(stuff, "stuff", route.stuff_node, t, cause, pace, stages)
    for index, hop in enumerate(route.hops):
        service = network.services[hop.service_id]
        node_id = service.legs[hop.first_leg].from_id
        if service.dated:
            wanted = departures[index] if departures is not None else None
            first = not any(at is not None for at in taken) and cargo_class != EMPTY_CLASS
            shown = True
            if first and wanted is not None and service.sailing is not None:
                dated = (service.service_id, wanted)
                shown = not pace.no_show(service, dated, (route.route_id, stuff_at_h))
                if not shown:
                    t = _stay_away(service, node_id, t, wanted, stages)
            boarded = _board(
                network, timetable, service, node_id, direction, cargo_class, t, stuff_at_h, wanted,
                (route.route_id, stuff_at_h), pace, stages, shown=shown,
                reefer=network.boxes[route.box_type].reefer and cargo_class != EMPTY_CLASS,
            )  # fmt: skip
            if boarded is None or (strict and wanted is not None and boarded[0] != wanted):
                return None
            scheduled, t = boarded
            missed += wanted is not None and scheduled != wanted
            taken.append(scheduled)
            cause = (service.service_id, scheduled)
        else:
            taken.append(None)
            cause = truck_cause(route, hop, stuff_at_h)
            t = _await_truck(service, t, pace, stages)
        for leg in range(hop.first_leg, hop.last_leg + 1):
            t = ride(service, leg, t, cause, pace, stages, "ride")
            border = (
                network.process(
                    service.legs[leg].to_id, "border", direction, cargo_class, service.mode
                )
                if leg < hop.last_leg
                else None
            )
            if border is not None:
                t = work(border, "border", service.legs[leg].to_id, t, cause, pace, stages)
            if leg < hop.last_leg and service.crossing:
                via = service.legs[leg].to_id
                handed = network.cross(service, via, direction, cargo_class)
                if handed is not None:
                    t = work(handed, "cross", via, t, cause, pace, stages)
        step = alight_step(network, service, hop)
        if step is not None:
            at = service.legs[hop.last_leg].to_id
            served = sealed_step(network, step, at, route.strip_node, direction)
            process = network.process(at, served, direction, cargo_class, service.mode)
            if process is not None:
                t = work(process, step, at, t, cause, pace, stages)
    if cargo_class != EMPTY_CLASS:
        for kind, process in last_steps(network, route, direction, cargo_class):
            t = work(process, kind, route.strip_node, t, cause, pace, stages)
    return Walk(tuple(stages), t, tuple(taken), missed)


def aboard(network: Network, route: BoxRoute, at_h: float) -> Stage:
    """What is left at hour 0 of the ride that a box is making."""
    begun = route.begun
    assert begun is not None
    leg = network.services[begun.service_id].legs[begun.leg]
    to_id = network.services[begun.service_id].legs[begun.last_leg].to_id
    end_h = at_h + begun.left_h
    return Stage("aboard", leg.from_id, to_id, at_h, at_h, end_h, begun.service_id, begun.leg)


def _come(
    network: Network,
    route: BoxRoute,
    direction: str,
    cargo_class: str,
    t: float,
    pace: Pace,
    stages: list[Stage],
) -> tuple[float, Cause]:
    """Ride to the end of a hop begun before hour 0, and alight; returns hour and cause."""
    begun, ride = route.begun, aboard(network, route, t)
    assert begun is not None
    service = network.services[begun.service_id]
    cause: Cause = (begun.service_id, begun.departed_h)
    stages.append(ride)
    step = alight_step(network, service, begun.hop)
    if step is None:
        return ride.end_h, cause
    served = sealed_step(network, step, ride.to_id, route.strip_node, direction)
    process = network.process(ride.to_id, served, direction, cargo_class, service.mode)
    if process is None:
        return ride.end_h, cause
    return work(process, step, ride.to_id, ride.end_h, cause, pace, stages), cause


def last_leg(
    network: Network, consignment: Consignment, after: Sequence[str], from_h: float, pace: Pace
) -> tuple[tuple[Stage, ...], float]:
    """Bring stripped goods to their destination; returns the stages and the hour delivered."""
    stages: list[Stage] = []
    t = from_h
    for service_id in after:
        service = network.services[service_id]
        t = ride(service, 0, t, (consignment.consignment_id,), pace, stages, "deliver")
    return tuple(stages), t


def _board(
    network: Network,
    timetable: Timetable,
    service: Service,
    node_id: str,
    direction: str,
    cargo_class: str,
    t: float,
    papers_h: float,
    wanted: float | None,
    cause: Cause,
    pace: Pace,
    stages: list[Stage],
    *,
    shown: bool,
    reefer: bool,
) -> tuple[float, float] | None:
    """Go through the terminal and board; returns (scheduled, left) hours.

    Documents and release are there at `papers_h`. Who was not `shown` does not board as wanted.
    """
    loaded = cargo_class != EMPTY_CLASS
    waits = outside(network, timetable, service, t, wanted, pace, shown=shown, loaded=loaded)
    for kind, end, of in waits:
        stages.append(Stage(kind, node_id, node_id, t, end, end, of))
        t = end
    process = network.process(node_id, "terminal_out", direction, cargo_class, service.mode)
    if process is not None:
        t = work(process, "terminal_out", node_id, t, (node_id, *cause), pace, stages)
    ready_h = max(t + service.gate_in_cutoff_h, papers_h + service.papers_cutoff_h)
    scheduled = timetable.next_h(service.service_id, ready_h)
    if wanted is not None and scheduled is not None:
        scheduled = max(scheduled, wanted)
        if not shown and scheduled == wanted:
            scheduled = _following(timetable, service.service_id, scheduled)
    while scheduled is not None and pace.cancelled(service, (service.service_id, scheduled)):
        scheduled = _following(timetable, service.service_id, scheduled)
    if scheduled is None:
        return None
    left = scheduled + pace.late_h(service, (service.service_id, scheduled))
    off_h = plug_wait_h(network, node_id, t, pace) if reefer else 0.0
    stages.append(
        Stage(
            "await_departure", node_id, node_id, t, left, left, service.service_id,
            unplugged_h=off_h,
        )
    )  # fmt: skip
    return scheduled, left


def _stay_away(
    service: Service, node_id: str, t: float, wanted_h: float, stages: list[Stage]
) -> float:
    """Not brought to the gate before it closes; returns when the way goes on."""
    gate_h = max(t, wanted_h - service.gate_in_cutoff_h)
    stages.append(Stage("no_show", node_id, node_id, t, t, gate_h, service_id=service.service_id))
    return gate_h


def _following(timetable: Timetable, service_id: str, scheduled_h: float) -> float | None:
    later = timetable.after(service_id, scheduled_h)
    return later[1] if len(later) > 1 else None


def work(
    process: Process,
    kind: str,
    node_id: str,
    t: float,
    cause: Cause,
    pace: Pace,
    stages: list[Stage],
) -> float:
    """Wait for a server and the door, do the work; a step beside it may end later."""
    begin = process.opening.next_open_h(t + pace.queue_h(node_id, awaited(process, kind), t))
    end = max(begin + pace.work_h(process, cause), t + pace.beside_h(process, cause))
    done = Stage(
        kind, node_id, node_id, t, begin, end,
        process_id=process.process_id, unplugged_h=process.unplugged_h,
    )  # fmt: skip
    stages.append(done)
    return end


def awaited(process: Process, kind: str) -> str:
    """Name under which the waits for a step are measured: each way over a gate has its own."""
    return process.step if kind == "cross" else kind


def _await_truck(service: Service, t: float, pace: Pace, stages: list[Stage]) -> float:
    wait_h = pace.queue_h(service.origin_id, truck_pool_step(service.service_id), t)
    if wait_h <= 0.0:
        return t
    at = service.origin_id
    stages.append(
        Stage("await_truck", at, at, t, t + wait_h, t + wait_h, service_id=service.service_id)
    )
    return t + wait_h


def ride(
    service: Service,
    leg: int,
    t: float,
    cause: Cause,
    pace: Pace,
    stages: list[Stage],
    kind: str,
) -> float:
    """Wait until the leg is open, ride it; returns the hour of arrival."""
    begin = service.legs[leg].open_h(t)
    if begin > t:
        at = service.legs[leg].from_id
        stages.append(Stage("held", at, at, t, begin, begin, service_id=service.service_id))
    end = begin + pace.ride_h(service, leg, cause)
    stages.append(
        Stage(
            kind, service.legs[leg].from_id, service.legs[leg].to_id, begin, begin, end,
            service_id=service.service_id, leg=leg,
        )
    )  # fmt: skip
    return end
