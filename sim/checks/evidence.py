"""What a run that is over has left: its rows, read once, in the order in which they were written.

While they are read, each is held against the one before it of the same lot or box: a stage begins
when and where the last one ended.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple, cast

from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.loads import Box, Lot
from sim.moves import (
    END,
    NODE,
    PAPERS,
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
from sim.story import gap, move_line
from sim.world import World

Leg = tuple[str, str, str]
"""Service, from, to."""
Slot = tuple[DepartureKey, int]
"""A departure and the number of a leg."""
RODE = frozenset({"fetch", "deliver"})
TERMINAL = frozenset({"terminal_out", "terminal_in", "transfer_in"})
starts, ends, off_power = itemgetter(START), itemgetter(END), itemgetter(UNPLUGGED)


class Ride(NamedTuple):
    """A hop that a box has begun: legs first to last of a service."""

    service_id: str
    first_leg: int
    last_leg: int
    left_h: float


@dataclass(slots=True)
class Trip:
    """The rows of one box, and what they come to.

    `slots` are the dated legs that it rode and when; `waits` and `terminals` its rows before
    departures and at terminals; `plugged_h` the hours under power over all stages.
    """

    rows: list[Move]
    rides: list[Ride] = field(default_factory=list)
    slots: list[tuple[Slot, float]] = field(default_factory=list)
    waits: list[Move] = field(default_factory=list)
    terminals: list[Move] = field(default_factory=list)
    plugged_h: float = 0.0


@dataclass(slots=True)
class Errand:
    """The rows of one lot outside of boxes: on trucks, on the hub's floor, at customs.

    `end` is its last row, in a box or not: where and when its way has come to.
    """

    rows: list[Move]
    end: Move | None
    rode: list[Move] = field(default_factory=list)
    received: Move | None = None
    stored: Move | None = None
    papers: list[Move] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The world, and its movement rows in the order of writing.

    Attributes
    ----------
    errands
        Of each lot, outside of boxes.
    trips
        Of each box.
    box_of
        The box into which each lot was stuffed.
    planned
        Box journey of each part, as planned; `None` where the part was to be given away.
    served
        Stages of boxes, and of lots outside of them, by (node, process).
    awaited
        Waits for trucks, by service.
    """

    world: World
    errands: Mapping[str, Errand]
    trips: Mapping[str, Trip]
    box_of: Mapping[str, Box]
    planned: Mapping[str, str | None]
    served: Mapping[tuple[str, str], list[Move]]
    awaited: Mapping[str, list[Move]]

    @property
    def end_h(self) -> float:
        """Last hour at which anything happens."""
        return self.world.scenario.cap_h

    def lot(self, lot: Lot) -> list[Move]:
        """All rows of a lot and of that which it was split from, in the order of writing."""
        names = (lot.lot_id, lot.part.part_id)
        rows = cast("list[Move]", self.world.records.movements.rows)
        return [move for move in rows if move[SUBJECT] != "box" and move[WHO] in names]


def evidence_of(world: World) -> Evidence:
    """Read the rows of a run.

    Raises
    ------
    BrokenRunError
        Where a stage does not follow the one before it, or ends before it begins.
    """
    rows = cast("list[Move]", world.records.movements.rows)
    loose: defaultdict[str, list[Move]] = defaultdict(list)
    boxes: defaultdict[str, list[Move]] = defaultdict(list)
    served: defaultdict[tuple[str, str], list[Move]] = defaultdict(list)
    awaited: defaultdict[str, list[Move]] = defaultdict(list)
    before: dict[str, Move] = {}
    papers: dict[str, Move] = {}
    for move in rows:
        (
            subject, who, box_id, stage, node_id, _, service_id, _, start_h, opens_h, end_h, _, _,
            process_id, _,
        ) = move  # fmt: skip
        if not start_h <= opens_h <= end_h:
            raise BrokenRunError(f"{who}: a {stage} ends before it begins", [move_line(move)])
        line = before
        if not box_id:
            loose[who].append(move)
            if stage in PAPERS:
                line = papers
        elif subject == "box":
            boxes[who].append(move)
        else:
            its = before[box_id]
            if its[END] != end_h or its[START] != start_h or its[NODE] != node_id:
                rule = f"lot {who} does not go where its box {box_id} goes"
                raise BrokenRunError(rule, [f"box  {move_line(its)}", f"lot  {move_line(move)}"])
        if process_id and (subject == "box" or not box_id):
            served[node_id, process_id].append(move)
        elif stage == "await_truck" and (subject == "box" or not box_id):
            awaited[service_id].append(move)
        known = line.get(who)
        if known is not None and (known[END] != start_h or known[TO] != node_id):
            raise BrokenRunError(f"{subject} {who}: {gap(known, move)}", _until(rows, move))
        line[who] = move
    leg_of = {
        (service.service_id, leg.from_id, leg.to_id): number
        for service in world.network.services.values()
        for number, leg in enumerate(service.legs)
    }
    trips = {box.box_id: _trip(box, boxes.get(box.box_id, []), leg_of) for box in world.boxes}
    box_of = {lot.lot_id: box for box in world.boxes for lot in box.lots}
    planned = {part.part_id: part.journey_id for part in world.plan.parts}
    errands = {
        lot.lot_id: _errand(
            loose.get(lot.lot_id, []), before.get(lot.lot_id), papers.get(lot.lot_id)
        )
        for lot in world.lots
    }
    return Evidence(world, errands, trips, box_of, planned, served, awaited)


def _errand(rows: list[Move], move: Move | None, paper: Move | None) -> Errand:
    """Read the loose rows of a lot; its way ends with its last move or its last paper."""
    late = move is None or (paper is not None and paper[END] > move[END])
    errand = Errand(rows, paper if late else move)
    for row in rows:
        stage = row[STAGE]
        if stage in RODE:
            errand.rode.append(row)
        elif stage in PAPERS:
            errand.papers.append(row)
        elif stage == "receive":
            errand.received = row
        elif stage == "store":
            errand.stored = row
    return errand


def _until(rows: list[Move], move: Move) -> list[str]:
    """The last stages of somebody up to one."""
    own = [row for row in rows if row[WHO] == move[WHO] and row[SUBJECT] == move[SUBJECT]]
    at = next(n for n, row in enumerate(own) if row is move)
    return [move_line(row) for row in own[max(0, at - 2) : at + 1]]


def _trip(box: Box, rows: list[Move], leg_of: Mapping[Leg, int]) -> Trip:
    """Read the rows of a box; a hop is one service, one departure, leg after leg."""
    trip = Trip(rows)
    begun: Move | None = None
    first = last = -1
    for move in rows:
        stage = move[STAGE]
        if stage == "ride":
            name, at = move[SERVICE], move[SCHEDULED]
            leg = leg_of[name, move[NODE], move[TO]]
            if begun is None or leg != last + 1 or begun[SERVICE] != name or begun[SCHEDULED] != at:
                if begun is not None:
                    trip.rides.append(Ride(begun[SERVICE], first, last, begun[START]))
                begun, first = move, leg
            last = leg
            if at is not None:
                trip.slots.append((((name, at), leg), move[START]))
        elif stage == "await_departure":
            trip.waits.append(move)
        elif stage in TERMINAL:
            trip.terminals.append(move)
    if begun is not None:
        if box.hops and box.where == begun[SERVICE] == box.hops[0].service_id:
            first, last = box.hops[0].first_leg, box.hops[0].last_leg  # still aboard, to its end
        trip.rides.append(Ride(begun[SERVICE], first, last, begun[START]))
    hours = math.fsum(map(ends, rows)) - math.fsum(map(starts, rows))
    trip.plugged_h = hours - math.fsum(map(off_power, rows))
    return trip
