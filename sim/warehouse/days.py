"""The end of a day in a warehouse: what is too old goes, what stands there is billed.

Storage, interest and loss of value are billed on what stands there when a day ends, as warehouses
do, lot by lot at its age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.warehouse import DAY_H

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun
    from sim.warehouse.shelf_run import ShelfRun


def end_of_day(stock: StockRun, at_h: float) -> None:
    """Write off, send back, bill."""
    rate = stock.world.scenario.tariff.capital_rate_per_year
    for floor in stock.floors.values():
        for run in floor.shelves:
            _clear_out(stock, run, at_h)
            stock.note(run, "day", run.shelf.shelf_id, "", run.lots.on_hand, at_h, at_h, at_h)
            for lot in run.lots.lots:
                due = price.storage_day(
                    run.place.on(at_h), run.shelf, lot.pieces, at_h - lot.received_h
                )
                stock.charge(at_h, due, run.shelf.shelf_id)
            pieces = run.lots.on_hand
            for due in (
                price.capital_day(rate, run.place, run.shelf, pieces),
                price.aging_day(run.shelf, pieces),
            ):
                stock.charge(at_h, due, run.shelf.shelf_id)
        name = floor.place.warehouse_id
        stock.charge(at_h, price.overflow_day(floor.place.on(at_h), floor.m3), name)
        stock.charge(at_h, price.fixed_day(floor.place.on(at_h)), name)


def _clear_out(stock: StockRun, run: ShelfRun, at_h: float) -> None:
    """Take away what nobody may or will buy, and what has been on display too long."""
    shelf, term_h = run.shelf, run.place.term_h
    for lot in list(run.lots.lots):
        age_h = at_h - lot.received_h
        old = shelf.write_off_days is not None and age_h >= DAY_H * shelf.write_off_days
        if old or lot.expires_h <= at_h:
            used = run.life_used(lot, at_h)
            pieces = lot.pieces
            run.lots.drop(lot)
            stock.note(run, "write_off", lot.lot_id, lot.lot_id, pieces, lot.received_h, at_h,
                       at_h, life_used=used)  # fmt: skip
            stock.charge(at_h, price.written_off(shelf, pieces, age_h), lot.lot_id)
            stock.charge(at_h, price.destroyed(run.place.on(at_h), shelf, pieces), lot.lot_id)
        elif term_h is not None and age_h >= term_h and shelf.source_id:
            stock.agenda.tell(stock.send_back(run, lot, at_h), lot.lot_id)
