"""What a run that is over has left: its rows by who moved, read once for all checks."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, cast

from domain.network import Service
from domain.plan import Hop
from sim.loads import Box, Lot
from sim.moves import (
    BOX,
    END,
    NODE,
    SCHEDULED,
    SERVICE,
    STAGE,
    START,
    SUBJECT,
    TO,
    UNPLUGGED,
    WHO,
    Move,
)
from sim.world import World

Leg = tuple[str, str, str]
"""Service, from, to."""
TERMINAL = frozenset({"terminal_out", "terminal_in", "transfer_in"})
starts, ends, off_power = itemgetter(START), itemgetter(END), itemgetter(UNPLUGGED)


class Ride(NamedTuple):
    """A hop that a box has begun; `scheduled_h` is `None` on a truck."""

    service: Service
    hop: Hop
    scheduled_h: float | None
    left_h: float


@dataclass(slots=True)
class Trip:
    """The rows of one box, and what they come to.

    `waits` and `terminals` are its rows before departures and at terminals; `plugged_h` the hours
    under power over all stages.
    """

    rows: list[Move]
    rides: list[Ride]
    waits: list[Move]
    terminals: list[Move]
    plugged_h: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The world, and its movement rows in the order of writing.

    Attributes
    ----------
    loose, boxed
        Rows of each lot outside and inside of boxes.
    trips
        Of each box.
    box_of
        The box into which each lot was stuffed.
    planned
        Box journey of each part, as planned; `None` where the part was to be given away.
    """

    world: World
    loose: Mapping[str, list[Move]]
    boxed: Mapping[str, list[Move]]
    trips: Mapping[str, Trip]
    box_of: Mapping[str, Box]
    planned: Mapping[str, str | None]
    leg_of: Mapping[Leg, int]

    @property
    def end_h(self) -> float:
        """Last hour at which anything happens."""
        return self.world.scenario.cap_h

    def lot(self, lot: Lot) -> list[Move]:
        """All rows of a lot, in order of time; papers before what runs beside them."""
        loose = self.loose.get(lot.lot_id, [])
        boxed = self.boxed.get(lot.lot_id)
        if boxed is None:
            return loose
        stuffed_h = boxed[0][START]
        before = [move for move in loose if move[START] < stuffed_h or move[END] <= stuffed_h]
        return [*before, *boxed, *loose[len(before) :]]

    def last_move(self, lot: Lot) -> Move | None:
        """Where and when a lot's way has come to."""
        loose, boxed = self.loose.get(lot.lot_id), self.boxed.get(lot.lot_id)
        if boxed is None:
            return max(loose, key=ends) if loose else None
        return loose[-1] if loose and loose[-1][END] >= boxed[-1][END] else boxed[-1]


def evidence_of(world: World) -> Evidence:
    """Sort the rows of a run."""
    loose: defaultdict[str, list[Move]] = defaultdict(list)
    boxed: defaultdict[str, list[Move]] = defaultdict(list)
    boxes: defaultdict[str, list[Move]] = defaultdict(list)
    for move in cast("list[Move]", world.records.movements.rows):
        if not move[BOX]:
            loose[move[WHO]].append(move)
        elif move[SUBJECT] == "box":
            boxes[move[WHO]].append(move)
        else:
            boxed[move[WHO]].append(move)
    leg_of = {
        (service.service_id, leg.from_id, leg.to_id): number
        for service in world.network.services.values()
        for number, leg in enumerate(service.legs)
    }
    trips = {
        box.box_id: _trip(world, box, boxes.get(box.box_id, []), leg_of) for box in world.boxes
    }
    box_of = {lot.lot_id: box for box in world.boxes for lot in box.lots}
    planned = {part.part_id: part.journey_id for part in world.plan.parts}
    return Evidence(world, dict(loose), dict(boxed), trips, box_of, planned, leg_of)


def _trip(world: World, box: Box, rows: list[Move], leg_of: Mapping[Leg, int]) -> Trip:
    """Read the rows of a box; a hop is one service, one departure, leg after leg."""
    services = world.network.services
    rides: list[Ride] = []
    waits: list[Move] = []
    terminals: list[Move] = []
    begun: Move | None = None
    first = last = -1
    for move in rows:
        stage = move[STAGE]
        if stage == "ride":
            leg = leg_of[move[SERVICE], move[NODE], move[TO]]
            if (
                begun is None
                or leg != last + 1
                or begun[SERVICE] != move[SERVICE]
                or begun[SCHEDULED] != move[SCHEDULED]
            ):
                if begun is not None:
                    rides.append(_ride(services, begun, first, last))
                begun, first = move, leg
            last = leg
        elif stage == "await_departure":
            waits.append(move)
        elif stage in TERMINAL:
            terminals.append(move)
    if begun is not None:
        ride = _ride(services, begun, first, last)
        if box.hops and box.where == begun[SERVICE] == box.hops[0].service_id:
            ride = ride._replace(hop=box.hops[0])  # it is still aboard, and rides the whole hop
        rides.append(ride)
    hours = math.fsum(map(ends, rows)) - math.fsum(map(starts, rows))
    return Trip(rows, rides, waits, terminals, hours - math.fsum(map(off_power, rows)))


def _ride(services: Mapping[str, Service], begun: Move, first: int, last: int) -> Ride:
    name = begun[SERVICE]
    return Ride(services[name], Hop(name, first, last), begun[SCHEDULED], begun[START])
