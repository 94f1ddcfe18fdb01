"""Shelves whose room loses its power: goods warm, and their life ends earlier.

What it takes of the life of a lot is booked when power is back, with the hours in which the goods
cool down again; who is sold before has not felt it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.climate import Air, cut_by_day
from domain.cold import ProductLife, Surroundings, advance
from domain.power import Span, cuts
from domain.shelf_lots import ShelfLot
from domain.thermal import LOOSE_TAU_H, POWERED_TAU_H
from sim.agenda import RECEIPT

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun
    from sim.warehouse.shelf_run import ShelfRun

COOLED_H = 5.0 * POWERED_TAU_H
"""So long after a cut goods are at the temperature of the room again."""


def watch_power(stock: StockRun) -> None:
    """Every cut of power of a warehouse that keeps a temperature is on the agenda by its end."""
    for floor in stock.floors.values():
        # Where nothing of the network calls there is no event, and no air either.
        nodes = stock.world.scenario.network.nodes
        if floor.place.keeps_c is None or floor.place.node_id not in nodes:
            continue
        air = stock.world.air_at(floor.place.node_id)
        for (begin_h, end_h), spans in cuts(air):
            if 0.0 < end_h <= stock.world.scenario.cap_h:
                for run in floor.shelves:
                    one = (stock, run, begin_h, spans, air)
                    stock.agenda.call(end_h, _power_is_back, one, RECEIPT)


def _power_is_back(subject: object, at_h: float) -> None:
    assert isinstance(subject, tuple)
    stock: StockRun
    run: ShelfRun
    stock, run, begin_h, spans, air = subject
    if run.life is None or run.place.keeps_c is None:
        return
    for lot in list(run.lots.lots):
        from_h = max(begin_h, lot.received_h)
        more = extra_life(run.life, run.place.keeps_c, from_h, at_h, spans, air)
        if more <= 0.0:
            continue
        age(run.life, run.place.keeps_c, lot, more, at_h)
        stock.note(run, "warmed", lot.lot_id, lot.lot_id, lot.pieces, from_h, from_h, at_h,
                   life_used=run.life_used(lot, at_h))  # fmt: skip
    run.lots.lots.sort(key=ShelfLot.rank)


def extra_life(
    life: ProductLife, keeps_c: float, from_h: float, to_h: float, spans: Sequence[Span], air: Air
) -> float:
    """Share of life that a cut takes beyond what the room would have taken."""
    temp_c, used = keeps_c, 0.0
    cooled = Surroundings.powered(keeps_c, POWERED_TAU_H)
    at_h = from_h
    for begin_h, end_h in [*spans, (to_h, to_h)]:
        begin_h, end_h = max(begin_h, from_h), max(end_h, from_h)
        temp_c, used = advance(temp_c, used, begin_h - at_h, cooled, life)
        for start_h, stop_h, air_c in cut_by_day(begin_h, end_h, air):
            outside = Surroundings.ambient(air_c, LOOSE_TAU_H)
            temp_c, used = advance(temp_c, used, stop_h - start_h, outside, life)
        at_h = end_h
    _, used = advance(temp_c, used, COOLED_H, cooled, life)
    return used - life.rate_per_h(keeps_c) * (at_h - from_h + COOLED_H)


def age(life: ProductLife, keeps_c: float, lot: ShelfLot, more: float, at_h: float) -> None:
    """A lot has lost some more of its life: it ends earlier."""
    rate = life.rate_per_h(keeps_c)
    lot.life_used += rate * (at_h - lot.known_h) + more
    lot.seen_h = at_h
    if rate > 0.0:
        lot.expires_h = min(lot.expires_h, at_h + max(0.0, 1.0 - lot.life_used) / rate)
