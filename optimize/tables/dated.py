"""Departures on the clock, and which of them a consignment can use between release and deadline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from optimize.tables.rows import Consignment, Service, World

BEYOND_H = 28 * 24.0
"""Goods without a deadline may arrive so long after the last time that the tables name."""
PASSES = 50
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure of one row of the services table."""

    service: Service
    departs_h: float
    arrives_h: float
    text: str

    @property
    def key(self) -> tuple[str, float]:
        """What rows of one service at one time share: room and fixed cost."""
        return (self.service.name, self.departs_h)


@dataclass(frozen=True, slots=True)
class Window:
    """What a consignment can use: departures in order, and its earliest arrival (inf: none)."""

    departures: tuple[int, ...]
    earliest_h: float


def departures_of(world: World) -> tuple[Departure, ...]:
    """All departures, by time."""
    made = [
        Departure(service, hour, hour + service.transit_h, f"{service.name} at {clock(hour)}")
        for service in world.services
        for hour in service.departs_h
    ]
    made.sort(key=lambda each: (each.departs_h, each.arrives_h))
    return tuple(made)


def clock(hour: float) -> str:
    """Day and hour.

    Examples
    --------
    >>> clock(54.5)
    'day 2 06:30'
    """
    day, rest = divmod(hour, 24.0)
    minutes = round(rest * 60.0)
    return f"day {int(day)} {minutes // 60:02d}:{minutes % 60:02d}"


def horizon_h(world: World) -> float:
    """When goods without deadline must have arrived."""
    named = [
        hour
        for goods in world.consignments
        for hour in (goods.release_h, goods.due_h, goods.deadline_h)
        if hour is not None
    ]
    return max(named, default=0.0) + BEYOND_H


def window_of(
    world: World,
    departures: Sequence[Departure],
    goods: Consignment,
    last_h: float,
) -> Window:
    """Departures on some way that begins after the release and ends by an hour."""
    ends = set(goods.destinations)
    ready_h = dict.fromkeys(goods.origins, goods.release_h)
    for _ in range(PASSES):
        changed = False
        for departure in departures:
            origin, destination = departure.service.origin, departure.service.destination
            at = ready_h.get(origin, math.inf)
            if origin in ends or departure.departs_h < at - SLACK or departure.arrives_h > last_h:
                continue
            wait_h = 0.0 if destination in ends else world.nodes[destination].handling_h
            if departure.arrives_h + wait_h < ready_h.get(destination, math.inf):
                ready_h[destination] = departure.arrives_h + wait_h
                changed = True
        if not changed:
            break
    latest_h = dict.fromkeys(goods.destinations, last_h)
    for _ in range(PASSES):
        changed = False
        for departure in reversed(departures):
            origin, destination = departure.service.origin, departure.service.destination
            wait_h = 0.0 if destination in ends else world.nodes[destination].handling_h
            if origin in ends or departure.arrives_h + wait_h > latest_h.get(destination, -1e99):
                continue
            if departure.departs_h > latest_h.get(origin, -math.inf):
                latest_h[origin] = departure.departs_h
                changed = True
        if not changed:
            break
    begins = set(goods.origins)
    usable = tuple(
        d
        for d, departure in enumerate(departures)
        if departure.service.origin not in ends
        and departure.service.destination not in begins
        and departure.departs_h >= ready_h.get(departure.service.origin, math.inf) - SLACK
        and departure.arrives_h
        + (
            0.0
            if departure.service.destination in ends
            else world.nodes[departure.service.destination].handling_h
        )
        <= latest_h.get(departure.service.destination, -math.inf)
    )
    return Window(usable, min((ready_h.get(node, math.inf) for node in ends), default=math.inf))
