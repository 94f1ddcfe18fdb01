"""Lots that are there at hour 0: on the shelf, held on it, or at the triage table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.shelf_lots import ShelfLot, at_start
from domain.warehouse import OpeningLot, Wave
from sim.agenda import RECEIPT, Story
from sim.warehouse.returns import Back, looked_at

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun
    from sim.warehouse.shelf_run import ShelfRun


def stand_there(stock: StockRun, run: ShelfRun, lots: Sequence[OpeningLot]) -> None:
    """Everything that was counted at a shelf."""
    for lot in lots:
        if lot.status == "returned":
            wave = Wave(lot.lot_id, "", 0.0, lot.pieces)
            back = Back(lot.lot_id, lot.lot_id, lot.life_used, "", wave, 0, lot.pieces, lot.pieces,
                        label_h=lot.expires_h)  # fmt: skip
            stock.agenda.tell(looked_at(stock, run, back, lot.received_h, 0.0), lot.lot_id)
            continue
        there = at_start(run.shelf, run.life, run.place.keeps_c, lot)
        run.lots.put(there)
        used = run.life_used(there, 0.0)
        stock.note(run, "opening", run.shelf.shelf_id, lot.lot_id, lot.pieces, lot.received_h,
                   0.0, 0.0, life_used=used, label_h=lot.expires_h)  # fmt: skip
        if there.held:
            stock.agenda.tell(_let_go(stock, run, there, lot.until_h), lot.lot_id)


def _let_go(stock: StockRun, run: ShelfRun, lot: ShelfLot, until_h: float) -> Story:
    """A lot that was held may be sold, if it was not written off before."""
    yield stock.agenda.until(until_h, RECEIPT)
    if run.lots.let_go(lot):
        stock.note(run, "hold", lot.lot_id, lot.lot_id, lot.pieces, 0.0, 0.0, until_h)
        stock.serve(run, until_h)
