"""One shelf under way: its lots, who waits for them, and the crews of its warehouse."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from domain.cold import ProductLife
from domain.shelf_lots import ShelfLot, ShelfLots
from domain.warehouse import Channel, Shelf, Warehouse, Wave
from sim.warehouse.crew import Crew


@dataclass(slots=True)
class Floor:
    """What the shelves of one warehouse share."""

    place: Warehouse
    docks: Crew
    packers: Crew
    desks: Crew
    triage: Crew
    shelves: list[ShelfRun] = field(default_factory=list)

    @property
    def m3(self) -> float:
        """What stands there."""
        return sum(run.lots.on_hand * run.shelf.piece_m3 for run in self.shelves)


@dataclass(slots=True)
class Taken:
    """Pieces of a lot that were set aside."""

    lot_id: str
    pieces: int
    life_used: float
    label_h: float = inf


@dataclass(slots=True)
class Parcels:
    """Orders of a wave that were met together: places first..first+pieces-1 of the wave."""

    name: str
    wave: Wave
    channel: Channel
    first: int
    pieces: int
    taken: list[Taken]

    def from_places(self, first: int, pieces: int) -> list[Taken]:
        """The lots from which some of its places came, the places counted from its own first."""
        found: list[Taken] = []
        for taken in self.taken:
            skip = min(first, taken.pieces)
            part = min(taken.pieces - skip, pieces)
            first -= skip
            pieces -= part
            if part:
                found.append(Taken(taken.lot_id, part, taken.life_used, taken.label_h))
        return found


@dataclass(slots=True)
class Asker:
    """Who waits for pieces: orders of a wave, or a shelf that this one fills (`filler`)."""

    name: str
    at_h: float
    wanted: int
    missing: int
    wave: Wave | None = None
    filler: ShelfRun | None = None
    parts: int = 0


@dataclass(slots=True)
class ShelfRun:
    """State of one shelf; `coming` are pieces on their way from the shelf that fills it."""

    shelf: Shelf
    floor: Floor
    life: ProductLife | None
    lots: ShelfLots = field(default_factory=ShelfLots)
    line: deque[Asker] = field(default_factory=deque)
    backorders: int = 0
    coming: int = 0
    requests: int = 0

    @property
    def place(self) -> Warehouse:
        """The warehouse."""
        return self.floor.place

    def life_used(self, lot: ShelfLot, at_h: float) -> float | None:
        """Life used of a lot at an hour; `None` where temperature takes none."""
        if self.life is None or self.place.keeps_c is None:
            return None
        rate = self.life.rate_per_h(self.place.keeps_c)
        return lot.life_used + rate * (at_h - lot.known_h)

    def serve(self) -> Iterator[tuple[Asker, list[tuple[ShelfLot, int]]]]:
        """Give what is there to who waits, in order of asking."""
        while self.line and self.lots.free:
            asker = self.line[0]
            taken = self.lots.take(asker.missing)
            got = sum(pieces for _, pieces in taken)
            asker.missing -= got
            if asker.filler is None:
                self.backorders -= got
            if asker.missing == 0:
                self.line.popleft()
            yield asker, taken
