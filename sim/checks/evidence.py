"""What a run that is over has left: its movement rows, read once in the order of writing.

While they are read, each is held against the one before it of the same lot or box: a stage begins
when and where the last one ended, and a lot in a box goes where the box goes. What the checks need
of a row is noted beside its lot or box, so that rows are touched once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple, NoReturn, cast

from domain.charges import HANDLED
from domain.collection import COLLECTED
from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.loads import Box, Lot
from sim.moves import DOCUMENTS, END, LOOKED, PAPERS, START, SUBJECT, TO, WHO, Move
from sim.story import gap, move_line
from sim.world import World

Leg = tuple[str, str, str]
"""Service, from, to."""
Slot = tuple[DepartureKey, int]
"""A departure and the number of a leg."""
RODE = frozenset({"fetch", "deliver", *COLLECTED})
TERMINAL = HANDLED
starts, ends = itemgetter(START), itemgetter(END)


class Ride(NamedTuple):
    """A hop that a box has begun: legs first to last of a service."""

    service_id: str
    first_leg: int
    last_leg: int
    left_h: float


@dataclass(slots=True)
class Trip:
    """What the rows of one box come to.

    Attributes
    ----------
    first, last
        Its first and last row; `count` how many there are.
    rides, slots
        Hops, and dated legs with the hour of leaving.
    waits, gates, terminals
        Rows before departures, outside full yards, and at terminals.
    no_shows
        Rows outside of a gate that it was not brought to.
    early
        Rows outside of a gate that was not open yet.
    left
        It was left at a border, and its next ride goes on with the same hop.
    inspected, looks
        Its row at the customs' bay, if it was there; those of looks under supervision.
    off_h
        Hours off power over all stages.
    """

    first: Move | None = None
    last: Move | None = None
    count: int = 0
    rides: list[Ride] = field(default_factory=list)
    slots: list[tuple[Slot, float]] = field(default_factory=list)
    waits: list[Move] = field(default_factory=list)
    no_shows: list[Move] = field(default_factory=list)
    gates: list[Move] = field(default_factory=list)
    early: list[Move] = field(default_factory=list)
    terminals: list[Move] = field(default_factory=list)
    inspected: Move | None = None
    looks: list[Move] = field(default_factory=list)
    off_h: float = 0.0
    on: tuple[str, float | None] | None = None
    left: bool = False

    @property
    def plugged_h(self) -> float:
        """Hours under power over all stages, which join."""
        if self.first is None or self.last is None:
            return 0.0
        return self.last[END] - self.first[START] - self.off_h

    def ride(self, service_id: str, scheduled_h: float | None, leg: int, left_h: float) -> None:
        """One leg: a hop is one service, one departure, leg after leg."""
        if scheduled_h is not None:
            self.slots.append((((service_id, scheduled_h), leg), left_h))
        on = (service_id, scheduled_h)
        if self.left:
            self.on, self.left = on, False
        if self.on == on and self.rides[-1].last_leg == leg - 1:
            self.rides[-1] = self.rides[-1]._replace(last_leg=leg)
        else:
            self.on = on
            self.rides.append(Ride(service_id, leg, leg, left_h))


@dataclass(slots=True)
class Errand:
    """What the rows of one lot come to.

    Attributes
    ----------
    first, last
        Its first and last row, papers apart; `boxed` counts those in a box.
    rode
        Rows on trucks, outside of boxes.
    received, stored, sorted, spilled
        Its rows at the dock, on the hub's floor, at the sorter, and without room on the floor.
    papers, tests
        Its rows at customs, beside the storage, and of samples in a laboratory, beside all else.
    documents
        Rows of its papers, beside the collection.
    """

    first: Move | None = None
    last: Move | None = None
    boxed: int = 0
    rode: list[Move] = field(default_factory=list)
    received: Move | None = None
    stored: Move | None = None
    sorted: Move | None = None
    spilled: Move | None = None
    papers: list[Move] = field(default_factory=list)
    documents: list[Move] = field(default_factory=list)
    tests: list[Move] = field(default_factory=list)

    @property
    def end(self) -> Move | None:
        """Where and when its way has come to: its last row, or its last paper."""
        if self.documents and not self.papers:
            written = self.documents[-1]
            return written if self.last is None or written[END] > self.last[END] else self.last
        if self.papers and (self.last is None or self.papers[-1][END] > self.last[END]):
            return self.papers[-1]
        return self.last


@dataclass(frozen=True, slots=True)
class Evidence:
    """The world, and what its movement rows come to.

    Attributes
    ----------
    errands, trips
        Of each lot and of each box.
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

    def rows_of_lot(self, lot: Lot) -> list[Move]:
        """All rows of a lot and of that which it was split from, in the order of writing."""
        names = (lot.lot_id, lot.part.part_id)
        return [move for move in _rows(self.world) if move[SUBJECT] != "box" and move[WHO] in names]

    def rows_of_box(self, box_id: str) -> list[Move]:
        """All rows of a box, in the order of writing."""
        rows = _rows(self.world)
        return [move for move in rows if move[SUBJECT] == "box" and move[WHO] == box_id]


def evidence_of(world: World) -> Evidence:
    """Read the rows of a run.

    Raises
    ------
    BrokenRunError
        Where a stage does not follow the one before it, ends before it begins, or is of nobody.
    """
    errands = {lot.lot_id: Errand() for lot in world.lots}
    trips = {box.box_id: Trip() for box in world.boxes}
    served: defaultdict[tuple[str, str], list[Move]] = defaultdict(list)
    awaited: defaultdict[str, list[Move]] = defaultdict(list)
    leg_of = {
        (service.service_id, leg.from_id, leg.to_id): number
        for service in world.network.services.values()
        for number, leg in enumerate(service.legs)
    }
    for move in _rows(world):
        (
            subject, who, box_id, stage, node_id, to_id, service_id, scheduled_h, start_h, opens_h,
            end_h, _, _, process_id, off_h,
        ) = move  # fmt: skip
        if not start_h <= opens_h <= end_h:
            raise BrokenRunError(f"{who}: a {stage} ends before it begins", [move_line(move)])
        if box_id and subject != "box":
            errand, its = errands[who], trips[box_id].last
            if its is None or its[END] != end_h or its[START] != start_h:
                _refuse_other_way(box_id, its, move)
            errand.boxed += 1
            known, errand.last = errand.last, move
            if known is not None and (known[END] != start_h or known[TO] != node_id):
                _refuse_gap(world, known, move)
            continue
        if box_id:
            trip = trips[who]
            known, trip.last = trip.last, move
            trip.count += 1
            if known is None:
                trip.first = move
            if off_h:
                trip.off_h += off_h
            if stage == "ride":
                leg = leg_of[service_id, node_id, to_id]
                trip.ride(service_id, scheduled_h, leg, start_h)
            elif stage in TERMINAL:
                trip.terminals.append(move)
            elif stage == "await_departure":
                trip.waits.append(move)
            elif stage == "left_at_border":
                trip.left = True
            elif stage == "no_show":
                trip.no_shows.append(move)
            elif stage == "await_gate":
                trip.early.append(move)
            elif stage == "await_slot":
                trip.gates.append(move)
            elif stage == "inspect":
                trip.inspected = move
            elif stage in LOOKED:
                trip.looks.append(move)
        else:
            errand = errands[who]
            if stage == "laboratory":
                known = None
                errand.tests.append(move)
            elif stage in PAPERS:
                known = errand.papers[-1] if errand.papers else None
                errand.papers.append(move)
            elif stage in DOCUMENTS:
                known = errand.documents[-1] if errand.documents else None
                errand.documents.append(move)
            else:
                known, errand.last = errand.last, move
                if known is None:
                    errand.first = move
                if stage in RODE:
                    errand.rode.append(move)
                elif stage == "receive":
                    errand.received = move
                elif stage == "store":
                    errand.stored = move
                elif stage == "sort":
                    errand.sorted = move
                elif stage == "overflow":
                    errand.spilled = move
        if known is not None and (known[END] != start_h or known[TO] != node_id):
            _refuse_gap(world, known, move)
        if process_id:
            served[node_id, process_id].append(move)
        elif stage == "await_truck":
            awaited[service_id].append(move)
    _to_their_ends(world, trips)
    box_of = {lot.lot_id: box for box in world.boxes for lot in box.lots}
    planned = {part.part_id: part.journey_id for part in world.plan.parts}
    planned.update({lot.lot_id: planned[lot.parent] for lot in world.lots if lot.parent})
    planned.update({lot.lot_id: planned[lot.came[0].part.feeds] for lot in world.lots if lot.came})
    return Evidence(world, errands, trips, box_of, planned, served, awaited)


def _rows(world: World) -> list[Move]:
    return cast("list[Move]", world.records.movements.rows)


def _to_their_ends(world: World, trips: Mapping[str, Trip]) -> None:
    """A box that is still aboard, or left at a border, has paid for its whole hop on leaving."""
    for box in world.boxes:
        rides = trips[box.box_id].rides
        if not rides or not box.hops or rides[-1].service_id != box.hops[0].service_id:
            continue
        at_border = box.where in ("border", "stranded")
        if box.where == rides[-1].service_id or (
            at_border and rides[-1].first_leg == box.hops[0].first_leg
        ):
            hop = box.hops[0]
            rides[-1] = rides[-1]._replace(first_leg=hop.first_leg, last_leg=hop.last_leg)


def _refuse_gap(world: World, before: Move, move: Move) -> NoReturn:
    """A stage that does not follow the one before it, with the two before that."""
    who = (move[SUBJECT], move[WHO])
    own = [row for row in _rows(world) if (row[SUBJECT], row[WHO]) == who]
    at = next(n for n, row in enumerate(own) if row is move)
    story = [move_line(row) for row in own[max(0, at - 2) : at + 1]]
    raise BrokenRunError(f"{move[SUBJECT]} {move[WHO]}: {gap(before, move)}", story)


def _refuse_other_way(box_id: str, its: Move | None, move: Move) -> NoReturn:
    """A lot that is not where its box is."""
    story = [] if its is None else [f"box  {move_line(its)}"]
    rule = f"lot {move[WHO]} does not go where its box {box_id} goes"
    raise BrokenRunError(rule, [*story, f"lot  {move_line(move)}"])
