"""What a run that is over has left: its rows, read once, by lot and box, in order of writing.

While they are read, each is held against the one before it: a stage begins when and where the last
one ended, and a lot in a box goes where the box goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple, NoReturn, cast

from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.loads import Box, Lot
from sim.moves import (
    BOX,
    END,
    NODE,
    OPENS,
    PAPERS,
    PROCESS,
    SCHEDULED,
    SERVICE,
    STAGE,
    START,
    SUBJECT,
    TO,
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
starts, ends = itemgetter(START), itemgetter(END)


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
    departures and at terminals; `plugged_h` the hours under power over all stages, `ends_h` when
    each of them ended.
    """

    rows: list[Move]
    rides: list[Ride]
    slots: list[tuple[Slot, float]]
    waits: list[Move]
    terminals: list[Move]
    plugged_h: float
    ends_h: list[float]


NOWHERE = Trip([], [], [], [], [], 0.0, [])
"""The trip of a lot that is in no box."""


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
    of_boxes = _by_who([move for move in rows if move[SUBJECT] == "box"])
    outside = [move for move in rows if not move[BOX]]
    loose = _by_who(outside)
    inside = _by_who([move for move in rows if move[BOX] and move[SUBJECT] != "box"])
    leg_of = {
        (service.service_id, leg.from_id, leg.to_id): number
        for service in world.network.services.values()
        for number, leg in enumerate(service.legs)
    }
    trips = {box.box_id: _trip(box, of_boxes.get(box.box_id, []), leg_of) for box in world.boxes}
    box_of = {lot.lot_id: box for box in world.boxes for lot in box.lots}
    errands = {}
    for lot in world.lots:
        boxed, box = inside.get(lot.lot_id, []), box_of.get(lot.lot_id)
        trip = NOWHERE if box is None else trips[box.box_id]
        if list(map(ends, boxed)) != trip.ends_h:
            _refuse_other_way(lot, boxed, box, trip.rows)
        errands[lot.lot_id] = _errand(lot, loose.get(lot.lot_id, []), boxed)
    planned = {part.part_id: part.journey_id for part in world.plan.parts}
    served: defaultdict[tuple[str, str], list[Move]] = defaultdict(list)
    awaited: defaultdict[str, list[Move]] = defaultdict(list)
    for kept in (outside, *of_boxes.values()):
        for move in kept:
            if move[PROCESS]:
                served[move[NODE], move[PROCESS]].append(move)
            elif move[STAGE] == "await_truck":
                awaited[move[SERVICE]].append(move)
    return Evidence(world, errands, trips, box_of, planned, served, awaited)


def _by_who(rows: Sequence[Move]) -> dict[str, list[Move]]:
    kept: defaultdict[str, list[Move]] = defaultdict(list)
    for move in rows:
        kept[move[WHO]].append(move)
    return dict(kept)


def _refuse_other_way(
    lot: Lot, boxed: Sequence[Move], box: Box | None, rows: Sequence[Move]
) -> NoReturn:
    """In a box a lot has the stages of the box."""
    pairs = zip(boxed, rows, strict=False)
    at = next((n for n, (own, its) in enumerate(pairs) if own[END] != its[END]), None)
    if at is None:
        at = min(len(boxed), len(rows))
    name = "no box" if box is None else f"its box {box.box_id}"
    story = [f"box  {move_line(move)}" for move in rows[max(0, at - 1) : at + 1]]
    story += [f"lot  {move_line(move)}" for move in boxed[max(0, at - 1) : at + 1]]
    raise BrokenRunError(f"lot {lot.lot_id} does not go where {name} goes", story)


def _errand(lot: Lot, rows: list[Move], boxed: Sequence[Move]) -> Errand:
    """Read the loose rows of a lot: papers one after another, all else where the last ended.

    Between storage and the last leg a lot is in its box, and a piece of a lot comes out of one.
    """
    errand = Errand(rows, boxed[-1] if boxed else None)
    piece = lot.lot_id != lot.part.part_id
    before: Move | None = None
    paper: Move | None = None
    for move in rows:
        stage = move[STAGE]
        if stage in PAPERS:
            known, paper = paper, move
            errand.papers.append(move)
        else:
            known, before = before, move
            if boxed and (known is errand.stored if known else piece):
                known = boxed[-1]
            if stage in RODE:
                errand.rode.append(move)
            elif stage == "receive":
                errand.received = move
            elif stage == "store":
                errand.stored = move
        if known is not None and (known[END] != move[START] or known[TO] != move[NODE]):
            _refuse_gap(f"lot {lot.lot_id}", known, move)
        if not move[START] <= move[OPENS] <= move[END]:
            _refuse_backwards(f"lot {lot.lot_id}", move)
        if errand.end is None or move[END] >= errand.end[END]:
            errand.end = move
    return errand


def _refuse_gap(name: str, before: Move, move: Move) -> NoReturn:
    raise BrokenRunError(f"{name}: {gap(before, move)}", [move_line(before), move_line(move)])


def _refuse_backwards(name: str, move: Move) -> NoReturn:
    rule = f"{name}: {move[STAGE]} at {move[NODE]} ends before it begins"
    raise BrokenRunError(rule, [move_line(move)])


def _trip(box: Box, rows: list[Move], leg_of: Mapping[Leg, int]) -> Trip:
    """Read the rows of a box; a hop is one service, one departure, leg after leg."""
    rides: list[Ride] = []
    slots: list[tuple[Slot, float]] = []
    waits: list[Move] = []
    terminals: list[Move] = []
    begun: Move | None = None
    before: Move | None = None
    before_h, place, first, last, off_h = 0.0, "", -1, -1, 0.0
    for move in rows:
        _, _, _, stage, node, to, name, at, start_h, opens_h, end_h, _, _, _, unplugged_h = move
        if before is not None and (before_h != start_h or place != node):
            _refuse_gap(f"box {box.box_id}", before, move)
        if not start_h <= opens_h <= end_h:
            _refuse_backwards(f"box {box.box_id}", move)
        before, before_h, place = move, end_h, to
        off_h += unplugged_h
        if stage == "ride":
            leg = leg_of[name, node, to]
            if begun is None or leg != last + 1 or begun[SERVICE] != name or begun[SCHEDULED] != at:
                if begun is not None:
                    rides.append(Ride(begun[SERVICE], first, last, begun[START]))
                begun, first = move, leg
            last = leg
            if at is not None:
                slots.append((((name, at), leg), start_h))
        elif stage == "await_departure":
            waits.append(move)
        elif stage in TERMINAL:
            terminals.append(move)
    if begun is not None:
        if box.hops and box.where == begun[SERVICE] == box.hops[0].service_id:
            first, last = box.hops[0].first_leg, box.hops[0].last_leg  # still aboard, to its end
        rides.append(Ride(begun[SERVICE], first, last, begun[START]))
    plugged_h = rows[-1][END] - rows[0][START] - off_h if rows else 0.0
    return Trip(rows, rides, slots, waits, terminals, plugged_h, list(map(ends, rows)))
