"""The lots on one shelf: who came when, what is sold first, what has become too old.

First expired, first out: pieces leave in the order of the hour at which their life ends, then of
receipt, then of their names. Life of goods with kinetics goes on at the temperature of the room.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, inf

from domain.cold import ProductLife
from domain.warehouse import DAY_H, OpeningLot, Shelf


@dataclass(slots=True)
class ShelfLot:
    """Pieces that came together. `life_used` is what it was on receipt, or at `seen_h`.

    `expires_h`: from then on nobody sells it. `label_h`: the end of its life that is printed on it,
    which goes with it to another shelf. `held`: nobody may sell it yet.
    """

    lot_id: str
    received_h: float
    pieces: int
    expires_h: float
    life_used: float = 0.0
    seen_h: float | None = None
    held: bool = False
    label_h: float = inf

    @property
    def known_h(self) -> float:
        """Hour at which its life used was `life_used`."""
        return self.received_h if self.seen_h is None else self.seen_h

    def rank(self) -> tuple[float, float, str]:
        """Whose turn it is."""
        return (self.expires_h, self.received_h, self.lot_id)


def expires_h(
    shelf: Shelf, life: ProductLife | None, room_c: float | None, at_h: float, life_used: float
) -> float:
    """When pieces that come to a shelf may no longer be sold.

    Parameters
    ----------
    room_c
        Temperature of the room; `None`: nobody keeps one, and kinetics do not count.
    """
    ends_h = inf if shelf.life_days is None else at_h + DAY_H * shelf.life_days
    if life is None or room_c is None:
        return ends_h
    rate = life.rate_per_h(room_c)
    return ends_h if rate <= 0.0 else min(ends_h, at_h + max(0.0, 1.0 - life_used) / rate)


def at_start(
    shelf: Shelf, life: ProductLife | None, room_c: float | None, lot: OpeningLot
) -> ShelfLot:
    """A lot that was received before hour 0, as it stands there then.

    Examples
    --------
    >>> shelf = Shelf("S", "W", "P", 1.0, 0.01, 10.0, "base_stock", 24.0, 20.0, life_days=30.0)
    >>> at_start(shelf, None, None, OpeningLot("a", "S", 5, -240.0)).expires_h
    480.0
    """
    by_life_h = expires_h(replace(shelf, life_days=None), life, room_c, 0.0, lot.life_used)
    by_days_h = expires_h(shelf, None, None, lot.received_h, 0.0)
    return ShelfLot(
        lot.lot_id, lot.received_h, lot.pieces, min(lot.expires_h, by_life_h, by_days_h),
        lot.life_used, 0.0, held=lot.until_h > 0.0, label_h=lot.expires_h,
    )  # fmt: skip


def cleared_h(shelf: Shelf, lot: ShelfLot) -> float:
    """End of the day at which a lot is written off if nobody buys it; infinite: never.

    Examples
    --------
    >>> shelf = Shelf("S", "W", "P", 1.0, 0.01, 10.0, "base_stock", 24.0, 20.0, write_off_days=9.5)
    >>> cleared_h(shelf, ShelfLot("a", -24.0, 5, 1000.0))
    216.0
    """
    old_h = inf
    if shelf.write_off_days is not None:
        old_h = lot.received_h + DAY_H * shelf.write_off_days
    ends_h = min(lot.expires_h, old_h)
    return ends_h if ends_h == inf else DAY_H * max(1, ceil(ends_h / DAY_H))


class ShelfLots:
    """What stands on a shelf; `free` are the pieces of it that may be sold.

    Examples
    --------
    >>> lots = ShelfLots()
    >>> lots.put(ShelfLot("late", 0.0, 5, 90.0))
    >>> lots.put(ShelfLot("soon", 2.0, 3, 50.0))
    >>> [(lot.lot_id, pieces) for lot, pieces in lots.take(4)]
    [('soon', 3), ('late', 1)]
    >>> lots.on_hand
    4
    """

    def __init__(self) -> None:
        self.lots: list[ShelfLot] = []
        self.on_hand = 0
        self.held = 0

    @property
    def free(self) -> int:
        """Pieces that may be sold."""
        return self.on_hand - self.held

    def put(self, lot: ShelfLot) -> None:
        """A lot comes to the shelf."""
        self.lots.append(lot)
        self.lots.sort(key=ShelfLot.rank)
        self.on_hand += lot.pieces
        self.held += lot.pieces if lot.held else 0

    def let_go(self, lot: ShelfLot) -> bool:
        """Let a lot be sold that was held; whether it is still there."""
        if not any(one is lot for one in self.lots):
            return False
        lot.held = False
        self.held -= lot.pieces
        return True

    def take(self, pieces: int) -> list[tuple[ShelfLot, int]]:
        """Take up to so many pieces, those that expire first; returns lots and pieces of each."""
        taken: list[tuple[ShelfLot, int]] = []
        for lot in self.lots:
            if lot.held:
                continue
            part = min(lot.pieces, pieces)
            if part <= 0:
                break
            lot.pieces -= part
            pieces -= part
            self.on_hand -= part
            taken.append((lot, part))
        self.lots = [lot for lot in self.lots if lot.pieces]
        return taken

    def drop(self, lot: ShelfLot) -> None:
        """A whole lot leaves the shelf."""
        self.lots.remove(lot)
        self.on_hand -= lot.pieces
        self.held -= lot.pieces if lot.held else 0
