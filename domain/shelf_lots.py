"""The lots on one shelf: who came when, what is sold first, what has become too old.

First expired, first out: pieces leave in the order of the hour at which their life ends, then of
receipt, then of their names. Life of goods with kinetics goes on at the temperature of the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from domain.cold import ProductLife
from domain.warehouse import DAY_H, Shelf


@dataclass(slots=True)
class ShelfLot:
    """Pieces that came together. `life_used` is what it was on receipt.

    `expires_h`: from then on nobody sells it.
    """

    lot_id: str
    received_h: float
    pieces: int
    expires_h: float
    life_used: float = 0.0

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


class ShelfLots:
    """What stands on a shelf.

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

    def put(self, lot: ShelfLot) -> None:
        """A lot comes to the shelf."""
        self.lots.append(lot)
        self.lots.sort(key=ShelfLot.rank)
        self.on_hand += lot.pieces

    def take(self, pieces: int) -> list[tuple[ShelfLot, int]]:
        """Take up to so many pieces, those that expire first; returns lots and pieces of each."""
        taken: list[tuple[ShelfLot, int]] = []
        for lot in self.lots:
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
