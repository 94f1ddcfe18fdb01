"""What a shelf asks for, and when: the replenishment orders that become consignments.

The order book is data, drawn before anything moves; so the orders of a shelf are worked out ahead
by the rule that its keeper would follow, from the demand known at each review and nothing later.
Where unmet orders wait, the position (on hand, plus on order, less backorders) does not depend on
when anything arrives, so these are exactly the orders that a keeper would place whatever the trains
do. Where unmet orders are lost, and for returns, the keeper reckons with the expected lead time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import NamedTuple

from domain.warehouse import DAY_H, Forecast, Shelf


class Demanded(NamedTuple):
    """Orders of an hour."""

    at_h: float
    orders: int


class Placed(NamedTuple):
    """A replenishment order: when it is placed, for how many packing units and pieces."""

    at_h: float
    units: int
    pieces: int


class Standing(NamedTuple):
    """A lot on the shelf at hour 0: sold from an hour on, written off at another if unsold."""

    received_h: float
    free_h: float
    cleared_h: float
    pieces: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a keeper finds at hour 0, where it was counted.

    `lots` in the order in which they are sold; `back` pieces at the triage table that will be fit
    for sale, on average; `coming` hours and pieces of what is on the way to the shelf.
    """

    lots: tuple[Standing, ...]
    back: float = 0.0
    coming: tuple[tuple[float, int], ...] = ()

    @property
    def pieces(self) -> int:
        """On the shelf."""
        return sum(lot.pieces for lot in self.lots)


@dataclass(frozen=True, slots=True)
class Levels:
    """A shelf's levels at an hour, in pieces."""

    up_to: int
    reorder_at: int


def whole(pieces: float) -> int:
    """Pieces rounded half up.

    Examples
    --------
    >>> whole(2.5), whole(2.49)
    (3, 2)
    """
    return floor(pieces + 0.5)


def levels(shelf: Shelf, forecast: Forecast, at_h: float) -> Levels:
    """Levels of a shelf: the demand expected from an hour over its days of cover."""
    return Levels(
        whole(forecast.between(at_h, at_h + DAY_H * shelf.up_to_days)),
        whole(forecast.between(at_h, at_h + DAY_H * shelf.reorder_days)),
    )


def asked(shelf: Shelf, level: Levels, position: int) -> int:
    """Pieces that a look at a shelf asks for; zero: none.

    Examples
    --------
    >>> shelf = Shelf("S", "W", "P", 1.0, 0.01, 10.0, "min_max", 24.0, 20.0, 10.0)
    >>> asked(shelf, Levels(20, 10), 11), asked(shelf, Levels(20, 10), 10)
    (0, 10)
    """
    if shelf.policy == "min_max" and position > level.reorder_at:
        return 0
    return max(0, level.up_to - position)


def opening_pieces(shelf: Shelf, forecast: Forecast) -> int:
    """What stands on a shelf at hour 0: its level, unless the scenario says so many days."""
    days = shelf.up_to_days if shelf.opening_days is None else shelf.opening_days
    return whole(forecast.between(0.0, DAY_H * days))


def place_orders(
    shelf: Shelf,
    forecast: Forecast,
    demand: Sequence[Demanded],
    pieces_per_unit: int,
    until_h: float,
    *,
    lead_h: float,
    back_share: float = 0.0,
    back_h: float = 0.0,
    found: Found | None = None,
) -> tuple[Placed, ...]:
    """The orders that a shelf places at its reviews in [0, until_h).

    Parameters
    ----------
    demand
        Orders of the market, by hour. A review at an hour knows those before it.
    lead_h
        Hours from a review to receipt that the keeper reckons with; it matters only where unmet
        orders are lost.
    back_share, back_h
        Share of pieces sold that comes back fit for sale, and after how many hours.
    found
        What stands there at hour 0; left out: the shelf's level. Lots are sold before what comes
        later, and those that nobody bought are gone when they are written off.
    """
    on_hand = float(opening_pieces(shelf, forecast) if found is None else found.pieces)
    coming: list[tuple[float, float, bool]] = []
    on_order = 0
    old = _Old(() if found is None else found.lots)
    if found is not None:
        coming = [(at_h, float(pieces), True) for at_h, pieces in found.coming]
        coming.append((0.0, found.back, False))
        on_order = sum(pieces for _, pieces in found.coming)
    placed: list[Placed] = []
    line = iter([*demand, Demanded(float("inf"), 0)])
    wanted = next(line)
    review = 0
    while (at_h := review * shelf.review_h) < until_h:
        while wanted.at_h < at_h:
            on_hand, on_order = _receive(coming, wanted.at_h, on_hand, on_order)
            on_hand -= old.cleared(wanted.at_h)
            sold = float(wanted.orders)
            if shelf.lost:
                sold = min(sold, max(0.0, on_hand - old.held(wanted.at_h)))
            on_hand -= sold
            old.sell(wanted.at_h, sold)
            if back_share > 0.0:
                coming.append((wanted.at_h + back_h, sold * back_share, False))
            wanted = next(line)
        on_hand, on_order = _receive(coming, at_h, on_hand, on_order)
        on_hand -= old.cleared(at_h)
        need = asked(shelf, levels(shelf, forecast, at_h), whole(on_hand) + on_order)
        units = -(-need // pieces_per_unit)
        if units:
            pieces = units * pieces_per_unit
            placed.append(Placed(at_h, units, pieces))
            coming.append((at_h + lead_h, float(pieces), True))
            on_order += pieces
        review += 1
    return tuple(placed)


class _Old:
    """Lots that stood there at hour 0, and what is left of each."""

    def __init__(self, lots: Sequence[Standing]) -> None:
        self.lots = lots
        self.left = [float(lot.pieces) for lot in lots]

    def sell(self, at_h: float, pieces: float) -> None:
        """Pieces are sold, of what may be sold and is not written off."""
        for number, lot in enumerate(self.lots):
            if lot.free_h <= at_h:
                part = min(pieces, self.left[number])
                self.left[number] -= part
                pieces -= part

    def held(self, at_h: float) -> float:
        """Pieces that nobody may sell yet."""
        return sum(
            left for lot, left in zip(self.lots, self.left, strict=True) if lot.free_h > at_h
        )

    def cleared(self, at_h: float) -> float:
        """Pieces written off by an hour that were not before."""
        gone = 0.0
        for number, lot in enumerate(self.lots):
            if lot.cleared_h <= at_h:
                gone += self.left[number]
                self.left[number] = 0.0
        return gone


def _receive(
    coming: list[tuple[float, float, bool]], at_h: float, on_hand: float, on_order: int
) -> tuple[float, int]:
    """Take in what has come by an hour: orders (counted on order until then) and returns."""
    for item in [item for item in coming if item[0] <= at_h]:
        coming.remove(item)
        on_hand += item[1]
        on_order -= int(item[1]) if item[2] else 0
    return on_hand, on_order
