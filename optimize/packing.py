"""First-fit packing of booked parts, as `domain.stuffing` does it, quickly."""

from __future__ import annotations

from domain.stuffing import SLACK, BoxSize, Goods, units_that_fit

Row = tuple[int, str, Goods]
"""A part in order of stuffing: priority, id, goods."""
Inside = list[list[tuple[str, int]]]
"""Per box the parts in it, with their units."""


def pack(rows: list[Row], size: BoxSize) -> tuple[list[tuple[float, float]], Inside] | None:
    """Boxes by first-fit in order of (priority, part), as `domain.stuffing.stuff` fills them.

    A box that once had no room for a kind of unit, or held what it shuns, never takes it again, so
    each kind begins to look where it last found room.
    """
    boxes: list[tuple[float, float]] = []
    inside: Inside = []
    products: list[set[str]] = []
    begin: dict[tuple[float, float, str], int] = {}
    room_m3, room_kg = size.m3 * (1.0 + SLACK), size.payload_kg * (1.0 + SLACK)
    for _, part_id, goods in sorted(rows, key=lambda row: row[:2]):
        each_m3, each_kg = goods.m3_per_unit, goods.kg_per_unit
        kind = (each_m3, each_kg, goods.product_id if goods.shuns else "")
        left, opened = goods.units, begin.get(kind, 0)
        while left > 0:
            fresh = opened == len(boxes)
            m3, kg = (0.0, 0.0) if fresh else boxes[opened]
            apart = goods.shuns and not fresh and not goods.shuns.isdisjoint(products[opened])
            if apart or m3 + each_m3 > room_m3 or kg + each_kg > room_kg:
                fits = 0
            else:
                fits = min(left, units_that_fit(goods, m3, kg, size))
            if fresh and fits <= 0:
                return None
            if fits > 0:
                now = (m3 + fits * each_m3, kg + fits * each_kg)
                if fresh:
                    boxes.append(now)
                    inside.append([])
                    products.append(set())
                else:
                    boxes[opened] = now
                inside[opened].append((part_id, fits))
                products[opened].add(goods.product_id)
                left -= fits
            if left > 0:
                opened += 1
        begin[kind] = opened
    return boxes, inside
