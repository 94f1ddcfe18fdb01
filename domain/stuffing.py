"""Goods into boxes, the same way in the planner, in `verify` and in the simulation.

Goods are taken in order of (priority, part id) and put, packing unit by packing unit, into the
first box opened that still has volume and payload for the unit (first-fit). First-fit rather than
next-fit, because a box that a heavy part has left with room is then topped up by the light part
after it, as a foreman would; and it depends on nothing but the list of goods, so that everyone gets
the same boxes. A box that holds goods which a part may not share a box with is passed over
(`domain.sharing`), so that goods that clash on one journey get boxes of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

SLACK: Final = 1e-9
"""Relative room for rounding, so that a unit as large as the box fits it."""


class Goods(NamedTuple):
    """A part of a consignment to be stuffed. Lower `priority` goes first; `units` are never cut.

    `shuns` are the products that it may not share a box with, each of which shuns `product_id`.
    """

    part_id: str
    priority: float
    units: int
    kg_per_unit: float
    m3_per_unit: float
    product_id: str = ""
    shuns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BoxSize:
    """Usable volume and payload of a box."""

    m3: float
    payload_kg: float


class Load(NamedTuple):
    """What one part has in one box."""

    part_id: str
    units: int
    kg: float
    m3: float


@dataclass(frozen=True, slots=True)
class BoxFill:
    """A stuffed box: its size and its loads, in the order they went in."""

    size: BoxSize
    loads: tuple[Load, ...]

    @property
    def kg(self) -> float:
        """Weight of the goods."""
        return math.fsum(load.kg for load in self.loads)

    @property
    def m3(self) -> float:
        """Volume of the goods."""
        return math.fsum(load.m3 for load in self.loads)

    @property
    def fill_share(self) -> float:
        """Larger of the volume and the payload share in use."""
        return max(self.m3 / self.size.m3, self.kg / self.size.payload_kg)


class UnitTooLargeError(ValueError):
    """A packing unit that fits in no box of the size asked for."""

    def __init__(self, goods: Goods, size: BoxSize) -> None:
        self.goods = goods
        self.size = size
        super().__init__(
            f"part {goods.part_id}: a unit of {goods.m3_per_unit} m3 and {goods.kg_per_unit} kg "
            f"does not fit in a box of {size.m3} m3 and {size.payload_kg} kg; "
            "choose a larger box or smaller packing units"
        )


class _OpenBox:
    """A box being stuffed."""

    __slots__ = ("kg", "m3", "products", "taken")

    def __init__(self) -> None:
        self.m3 = 0.0
        self.kg = 0.0
        self.products: set[str] = set()
        self.taken: list[tuple[Goods, int]] = []


def units_that_fit(goods: Goods, m3: float, kg: float, size: BoxSize) -> int:
    """Units of `goods` that a box with `m3` and `kg` inside still takes."""
    most = _fit(goods.units, goods.m3_per_unit, m3, size.m3)
    return min(most, _fit(goods.units, goods.kg_per_unit, kg, size.payload_kg))


def _fit(units: int, unit: float, used: float, room: float) -> int:
    """How many of some units of one size fit beside what is used of a room."""
    room *= 1.0 + SLACK
    if used + units * unit <= room:
        return units
    fits = int(min(float(units), max(0.0, room - used) / unit))
    # The quotient is rounded; the sum decides.
    if used + (fits + 1) * unit <= room:
        fits += 1
    elif fits and used + fits * unit > room:
        fits -= 1
    return min(units, fits)


def stuff(goods: Sequence[Goods], size: BoxSize) -> tuple[BoxFill, ...]:
    """Put goods into boxes of one size by first-fit; boxes in the order they are opened.

    Raises
    ------
    UnitTooLargeError
        When a packing unit fits in no box.
    ValueError
        When a part is listed twice or a number is negative.
    """
    return tuple(
        BoxFill(
            size,
            tuple(
                [
                    Load(part.part_id, units, units * part.kg_per_unit, units * part.m3_per_unit)
                    for part, units in box.taken
                ]
            ),
        )
        for box in _packed(goods, size)
    )


def boxes_for(goods: Sequence[Goods], size: BoxSize) -> int:
    """How many boxes `stuff` would fill; raises what it raises."""
    return len(_packed(goods, size))


def _packed(goods: Sequence[Goods], size: BoxSize) -> list[_OpenBox]:
    _check(goods, size)
    room_m3, room_kg = size.m3 * (1.0 + SLACK), size.payload_kg * (1.0 + SLACK)
    boxes: list[_OpenBox] = []
    for part in sorted(goods, key=_turn):
        left = part.units
        opened = 0
        while left > 0:
            if opened == len(boxes):
                boxes.append(_OpenBox())
            box = boxes[opened]
            opened += 1
            if box.m3 + part.m3_per_unit > room_m3 or box.kg + part.kg_per_unit > room_kg:
                continue  # full, as most are
            if part.shuns and not part.shuns.isdisjoint(box.products):
                continue
            units = min(left, units_that_fit(part, box.m3, box.kg, size))
            if units > 0:
                box.taken.append((part, units))
                box.products.add(part.product_id)
                box.kg += units * part.kg_per_unit
                box.m3 += units * part.m3_per_unit
                left -= units
    return boxes


def _turn(part: Goods) -> tuple[float, str]:
    return part.priority, part.part_id


def _check(goods: Sequence[Goods], size: BoxSize) -> None:
    if not (size.m3 > 0.0 and size.payload_kg > 0.0):
        message = f"a box of {size.m3} m3 and {size.payload_kg} kg holds nothing"
        raise ValueError(message)
    seen: set[str] = set()
    for part in goods:
        if part.part_id in seen:
            message = f"part {part.part_id} is listed twice"
            raise ValueError(message)
        seen.add(part.part_id)
        if part.units < 0 or not (part.kg_per_unit >= 0.0 and part.m3_per_unit >= 0.0):
            message = f"part {part.part_id}: units, kg and m3 must be 0 or more, found {part}"
            raise ValueError(message)
        if part.units and (
            part.m3_per_unit > size.m3 * (1.0 + SLACK)
            or part.kg_per_unit > size.payload_kg * (1.0 + SLACK)
        ):
            raise UnitTooLargeError(part, size)


def shares(fill: BoxFill) -> dict[str, float]:
    """Share of each part in what the box costs; they sum to 1, so unused space follows its users.

    By the larger of the part's volume share and weight share of the box. Goods without size share
    equally.
    """
    size = fill.size
    weights: dict[str, float] = {}
    for load in fill.loads:
        weight = max(load.m3 / size.m3, load.kg / size.payload_kg)
        weights[load.part_id] = weights.get(load.part_id, 0.0) + weight
    total = math.fsum(weights.values())
    if total > 0.0:
        return {part_id: weight / total for part_id, weight in weights.items()}
    return {part_id: 1.0 / len(weights) for part_id in weights}


def lower_bound_boxes(goods: Sequence[Goods], size: BoxSize) -> int:
    """Boxes that no way of stuffing can do without.

    The largest of: volume over a box's volume, weight over its payload, and the number of units of
    which no two share a box because each takes more than half of its volume (or of its payload).
    """
    room_m3, room_kg = size.m3 * (1.0 + SLACK), size.payload_kg * (1.0 + SLACK)
    by_m3 = math.fsum(part.units * part.m3_per_unit for part in goods) / room_m3
    by_kg = math.fsum(part.units * part.kg_per_unit for part in goods) / room_kg
    large_m3 = sum(part.units for part in goods if part.m3_per_unit > 0.5 * room_m3)
    large_kg = sum(part.units for part in goods if part.kg_per_unit > 0.5 * room_kg)
    # Weightless goods without volume still stand in a box.
    least = 1 if any(part.units for part in goods) else 0
    return max(
        least,
        math.ceil(by_m3 * (1.0 - SLACK)),
        math.ceil(by_kg * (1.0 - SLACK)),
        large_m3,
        large_kg,
    )
