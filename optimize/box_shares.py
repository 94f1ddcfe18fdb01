"""The share of a box that a packing unit is sure to take: what a bound may count.

Of the goods in one box the shares sum to at most 1, whichever goods they are; so a journey has no
fewer boxes than the sum of the shares of the units in them, and that for any such shares. They are
made thus.

- Units so large that no two of them share a box (more than half of its volume or payload) are set
  apart; the others are measured by volume, by weight, or by floor((k + 1) size) / k of either. All
  of these are dual feasible (Fekete and Schepers 2001): where sizes sum to at most 1, so do they.
- A large unit takes what the others leave at most: 1 less the most that they can come to in the
  room beside it, by volume, by weight and by number. A box holds at most one large unit, and then
  no more of the others than that; without one the measure of the others holds.

Sizes are taken of goods that may meet in one box, and the measure is whichever sums to most over
them; the choice affects strength, not validity.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from domain.stuffing import SLACK

MOST_PARTS = 60
"""Largest k that is tried."""
NEARLY_WHOLE = 1e-7
HALF = 0.5
TINY = 1e-9
"""Units smaller than this have no number that a box takes."""


class Unit(NamedTuple):
    """Size of a packing unit, as shares of a box's volume and payload."""

    by_m3: float
    by_kg: float

    @property
    def fits(self) -> bool:
        """Whether it fits an empty box."""
        return max(self) <= 1.0

    def beside(self, other: Unit) -> bool:
        """Whether it fits a box together with another."""
        return self.by_m3 + other.by_m3 <= 1.0 and self.by_kg + other.by_kg <= 1.0


def unit_of(m3_per_unit: float, kg_per_unit: float, box_m3: float, box_kg: float) -> Unit:
    """The size of a unit in a box, a trifle smaller for the slack of stuffing."""
    return Unit(m3_per_unit / box_m3 / (1.0 + SLACK), kg_per_unit / box_kg / (1.0 + SLACK))


def sure_shares(counts: Mapping[Unit, float]) -> dict[Unit, float]:
    """The share of a box that each kind of unit is sure to take.

    Parameters
    ----------
    counts
        How many units of each kind there are among all goods that may meet in the box.

    Examples
    --------
    Boxes of which each is more than half full of one unit; a third of a box; 22 pallets to a box:

    >>> large, third, pallet = Unit(0.9, 0.2), Unit(0.4, 0.1), Unit(1.0 / 22.5, 0.01)
    >>> sure_shares({large: 5.0})[large], sure_shares({third: 2.0})[third]
    (1.0, 0.5)
    >>> round(22 * sure_shares({pallet: 100.0})[pallet], 6)
    1.0
    """
    units = sorted(unit for unit in counts if unit.fits)
    alone = _alone(units)
    found: dict[Unit, float] = {}
    most = -1.0
    for parts in range(MOST_PARTS + 1):
        for axis in (0, 1):
            shares = _measured(units, alone, axis, parts)
            total = math.fsum(counts[unit] * share for unit, share in shares.items())
            if total > most * (1.0 + NEARLY_WHOLE):
                most, found = total, shares
    return found


def _alone(units: list[Unit]) -> set[Unit]:
    """Large units of which no two share a box."""
    large = {unit for unit in units if max(unit) > HALF}
    pairs = [pair for pair in combinations(sorted(large), 2) if pair[0].beside(pair[1])]
    return large - {unit for pair in pairs for unit in pair}


def _measured(units: list[Unit], alone: set[Unit], axis: int, parts: int) -> dict[Unit, float]:
    shares = {unit: _share(unit[axis], parts) for unit in units}
    small = [unit for unit in units if unit not in alone]
    for unit in alone:
        beside = _most_beside(unit, [one for one in small if one.beside(unit)], shares)
        shares[unit] = max(shares[unit], 1.0 - beside)
    return shares


def _share(size: float, parts: int) -> float:
    """A size, or for `parts` k of at least 1 floor((k + 1) size) / k."""
    if parts == 0:
        return size
    pieces = (parts + 1) * size
    if abs(pieces - round(pieces)) < NEARLY_WHOLE:
        return size
    return math.floor(pieces) / parts


def _most_beside(unit: Unit, small: Iterable[Unit], shares: Mapping[Unit, float]) -> float:
    """No less than what the shares of small units in the room beside a large one can sum to."""
    most = 1.0
    small = [one for one in small if shares[one] > 0.0]
    if not small:
        return 0.0
    for axis in (0, 1):
        room = 1.0 - unit[axis]
        least = min(one[axis] for one in small)
        if least > TINY:
            most = min(most, room * max(shares[one] / one[axis] for one in small))
            number = math.floor(room / least * (1.0 + NEARLY_WHOLE))
            most = min(most, number * max(shares[one] for one in small))
    return most * (1.0 + NEARLY_WHOLE)
