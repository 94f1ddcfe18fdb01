"""Returns that go home as freight: which consignments of the order book their keeper asks for.

Like the orders of shelves (`domain.replenish`) they are worked out ahead, from the demand known at
each look: the keeper reckons with the mean of what comes back unfit, after the mean time that it
takes. What really lies there when a consignment leaves, and rides with it, is the simulation's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor, inf
from typing import NamedTuple

from domain.replenish import Placed
from domain.warehouse import WayHome


class Unfit(NamedTuple):
    """Pieces that lie at the warehouse from an hour on and are to go home, on average."""

    at_h: float
    pieces: float


def place_home(
    way: WayHome, unfit: Iterable[Unfit], pieces_per_unit: int, until_h: float
) -> tuple[Placed, ...]:
    """Consignments that a keeper asks for at looks in [0, until_h).

    Whole units go at once. What is left goes in one more if it fills `fill_share` of it, or if a
    piece has waited `wait_h`.

    Examples
    --------
    >>> way = WayHome("S", "F", look_h=24.0, wait_h=72.0, fill_share=0.5)
    >>> place_home(way, [Unfit(1.0, 3.0), Unfit(30.0, 9.0)], 10, 240.0)
    (Placed(at_h=48.0, units=1, pieces=10), Placed(at_h=120.0, units=1, pieces=2))
    """
    waiting: list[Unfit] = []
    coming = sorted(one for one in unfit if one.pieces > 0.0)
    placed: list[Placed] = []
    number = look = 0
    while (at_h := look * way.look_h) < until_h:
        while number < len(coming) and coming[number].at_h < at_h:
            waiting.append(coming[number])
            number += 1
        pile = sum(one.pieces for one in waiting)
        units, rest = divmod(floor(pile + 1e-9), pieces_per_unit)
        late = at_h - _whole_since_h(waiting) >= way.wait_h
        if rest and (late or rest >= way.fill_share * pieces_per_unit):
            units, rest = units + 1, 0
        if units:
            pieces = floor(pile + 1e-9) - rest
            placed.append(Placed(at_h, units, pieces))
            waiting = _after(waiting, float(pieces))
        look += 1
    return tuple(placed)


def _whole_since_h(waiting: Sequence[Unfit]) -> float:
    """Since when there is a whole piece; never: infinite."""
    pieces = 0.0
    for one in waiting:
        pieces += one.pieces
        if pieces >= 1.0 - 1e-9:
            return one.at_h
    return inf


def _after(waiting: Sequence[Unfit], pieces: float) -> list[Unfit]:
    """What still waits when the first so many pieces have gone; crumbs of a piece stay."""
    left: list[Unfit] = []
    for one in waiting:
        part = min(one.pieces, pieces)
        pieces -= part
        if one.pieces - part > 1e-9:
            left.append(Unfit(one.at_h, one.pieces - part))
    return left
