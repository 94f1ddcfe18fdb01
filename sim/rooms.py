"""Cold stores and floors with so much room: goods that find none stand outside, or go elsewhere.

Goods take their room when they are received and give it back when they are stuffed or given away.
Room is given in the order of coming, and nobody is passed over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain import tariff as price
from domain.hubs import COLD_ROOM, Rooms, room_name, rooms_of, spilled_cold
from domain.route import Stage
from domain.thermal import kept_cold
from sim.loads import Lot
from sim.servers import WeekBook
from sim.stages import pass_lot
from sim.world import World

EASE_T = 1e-9


@dataclass(slots=True)
class RoomRun:
    """One room of a node, under way.

    Attributes
    ----------
    inside
        Hour from which each lot has room; `line` are those without, first come first.
    book
        Hours without room by the week of coming; hours of work are tonne-hours inside.
    """

    node_id: str
    name: str
    limit_t: float
    used_t: float = 0.0
    inside: dict[str, float] = field(default_factory=dict)
    line: deque[Lot] = field(default_factory=deque)
    book: WeekBook = field(default_factory=WeekBook)

    def take_in(self, lot: Lot, at_h: float) -> None:
        """Goods come, and take room where there is some."""
        self.line.append(lot)
        self._fill(at_h)

    def take_out(self, lot: Lot, at_h: float) -> float | None:
        """Goods leave; returns the hour from which they had room, `None` if they never had any."""
        since_h = self.inside.pop(lot.lot_id, None)
        if since_h is None:
            self.line.remove(lot)
        else:
            self.used_t -= lot.kg / 1000.0
            self.book.work(since_h, at_h, lot.kg / 1000.0)
        self.book.serve(lot.received_h, (at_h if since_h is None else since_h) - lot.received_h)
        self._fill(at_h)
        return since_h

    def divide(self, whole: Lot, pieces: Sequence[Lot]) -> None:
        """Pieces of a lot stand where it stood, or wait in its place."""
        since_h = self.inside.pop(whole.lot_id, None)
        if since_h is not None:
            self.inside.update({piece.lot_id: since_h for piece in pieces})
        else:
            line = [piece for lot in self.line for piece in (pieces if lot is whole else (lot,))]
            self.line = deque(line)

    def _fill(self, at_h: float) -> None:
        while self.line and self.used_t + self.line[0].kg / 1000.0 <= self.limit_t + EASE_T:
            lot = self.line.popleft()
            self.used_t += lot.kg / 1000.0
            self.inside[lot.lot_id] = at_h


def room_run(world: World, lot: Lot, node_id: str) -> RoomRun | None:
    """The room in which a lot waits at a node; `None` where there is room for everybody."""
    rooms = rooms_of(world.network, node_id)
    if rooms is None or not world.limited:
        return None
    name = room_name(cold=kept_cold(lot.product, world.network.nodes[node_id], lot.received_h))
    limit_t = rooms.limit_t(name)
    if limit_t is None:
        return None
    run = world.rooms.get((node_id, name))
    if run is None:
        run = world.rooms[node_id, name] = RoomRun(node_id, name, limit_t)
    return run


def take_in(world: World, lot: Lot, node_id: str) -> None:
    """Goods that were received look for room."""
    run = room_run(world, lot, node_id)
    if run is not None:
        run.take_in(lot, lot.received_h)


def divide(world: World, whole: Lot, pieces: Sequence[Lot], node_id: str) -> None:
    """A lot is split where it stands."""
    run = room_run(world, whole, node_id)
    if run is not None:
        run.divide(whole, pieces)


def take_out(world: World, lot: Lot, node_id: str, at_h: float) -> float:
    """Goods leave their room; returns until when they had none, with the record of that time."""
    run = room_run(world, lot, node_id)
    if run is None:
        return lot.received_h
    since_h = run.take_out(lot, at_h)
    inside_h = at_h if since_h is None else since_h
    if inside_h > lot.received_h:
        rooms = rooms_of(world.network, node_id)
        assert rooms is not None
        _stood_outside(world, lot, node_id, inside_h, rooms, cold=run.name == COLD_ROOM)
    return inside_h


def give_up(world: World, lot: Lot, node_id: str, at_h: float) -> None:
    """Goods that are given away from the floor leave their room."""
    run = room_run(world, lot, node_id)
    if run is not None and (lot.lot_id in run.inside or lot in run.line):
        run.take_out(lot, at_h)


def _stood_outside(
    world: World, lot: Lot, node_id: str, until_h: float, rooms: Rooms, *, cold: bool
) -> None:
    stage = Stage("overflow", node_id, node_id, lot.received_h, lot.received_h, until_h)
    pass_lot(world, lot, stage, cold_room=spilled_cold(rooms, lot.product, cold=cold))
    if rooms.spill_cny_per_t_day > 0.0:
        charge = price.spill(rooms, lot.kg, until_h - lot.received_h)
        world.books.charge_lot(until_h, lot, charge, node_id)


def close_rooms(world: World) -> None:
    """Count what is inside when all is over."""
    end_h = world.scenario.cap_h
    weights = {lot.lot_id: lot.kg / 1000.0 for lot in world.lots}
    for run in world.rooms.values():
        for name, since_h in run.inside.items():
            run.book.work(since_h, end_h, weights[name])
