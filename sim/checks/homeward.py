"""Returns that go home: what triage sent lies in the pile, rides, or has come to its end there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from domain.stock_records import StockMove
from domain.warehouse import StockWorld
from sim.checks.broken import BrokenRunError
from sim.story import last


def check_home(stock: StockWorld, rows: Sequence[StockMove]) -> None:
    """Count piles and consignments again, row by row.

    Raises
    ------
    BrokenRunError
        Where pieces leave that were not there, ride without room, or come to two ends.
    """
    if not stock.home_ways:
        return
    pile: Counter[str] = Counter()
    aboard: Counter[str] = Counter()
    looked: Counter[str] = Counter()
    for row in rows:
        if row.kind == "sent_home" and row.shelf_id in stock.home_ways:
            pile[row.shelf_id] += row.pieces
        elif row.kind == "home_out":
            pile[row.shelf_id] -= row.pieces
            aboard[row.subject_id] += row.pieces
            room = stock.homeward[row.subject_id].most_pieces
            if pile[row.shelf_id] < 0:
                _broken(rows, row, f"{-pile[row.shelf_id]} pieces leave that were not sent home")
            if aboard[row.subject_id] > room:
                _broken(rows, row, f"{aboard[row.subject_id]} pieces ride, room for {room}")
        elif row.kind == "home_look":
            aboard[row.lot_id] -= row.pieces
            looked[row.subject_id] += row.pieces
            if aboard[row.lot_id] < 0:
                _broken(rows, row, f"{-aboard[row.lot_id]} pieces come home that did not leave")
        elif row.kind in {"home_sold", "home_kept"}:
            looked[row.subject_id] -= row.pieces
    for name, pieces in looked.items():
        if pieces:
            row = next(row for row in rows if row.subject_id == name)
            _broken(rows, row, f"{name}: {pieces} pieces are neither kept nor sold")


def _broken(rows: Sequence[StockMove], row: StockMove, rule: str) -> None:
    mine = [one for one in rows if {one.subject_id, one.lot_id} & {row.subject_id, row.lot_id}]
    story = last(
        f"{one.end_h:.4f} h  {one.kind} {one.pieces} {one.subject_id} {one.lot_id}" for one in mine
    )
    raise BrokenRunError(f"{row.shelf_id}: {rule}", story)
