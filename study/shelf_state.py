"""What stands on shelves at an hour of a run, as a table that another scenario may start with.

Counted from the movements of stock alone. Orders that wait and goods on their way are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import inf, isnan
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from domain.scenario import Scenario
from domain.stock_records import OFF_SHELF, ONTO_SHELF, StockMove
from domain.warehouse import OpeningLot
from study.atomic import write_text
from study.frames import csv_text

FILE = "shelves_at_end.csv"
COLUMNS = (
    "lot_id", "shelf_id", "pieces", "received", "status", "until", "life_used", "expires",
)  # fmt: skip


class _There(NamedTuple):
    """A lot: since when, how many, life used and at which hour that was, what its label says."""

    received_h: float
    pieces: int
    life_used: float | None
    known_h: float
    label_h: float


def lots_at(scenario: Scenario, moves: pd.DataFrame, at_h: float) -> Iterator[OpeningLot]:
    """Lots on shelves and at triage tables at an hour; shelves without any have one of no pieces.

    Hours of the lots count from that hour.

    Parameters
    ----------
    moves
        Table `stock_moves` of one policy and replication, in order of booking.
    """
    stock = scenario.stock
    assert stock is not None
    known = {lot.lot_id: lot for own in stock.lots.values() for lot in own}
    there: dict[str, dict[str, _There]] = {name: {} for name in stock.shelves}
    back: dict[str, list[OpeningLot]] = {name: [] for name in stock.shelves}
    for cells in moves[list(StockMove._fields)].itertuples(index=False, name=None):
        row = StockMove(*cells)
        if row.kind == "triage" and row.start_h <= at_h < row.end_h:
            name = str(row.subject_id)
            back[row.shelf_id].append(
                OpeningLot(name, row.shelf_id, int(row.pieces), row.start_h - at_h,
                           status="returned")
            )  # fmt: skip
        if row.end_h > at_h or row.shelf_id not in there:
            continue
        lots = there[row.shelf_id]
        if row.kind in ONTO_SHELF:
            used = None if row.life_used is None or isnan(row.life_used) else row.life_used
            came_h = row.start_h if row.kind == "opening" else row.end_h
            label_h = inf if row.label_h is None or isnan(row.label_h) else row.label_h
            lots[row.lot_id] = _There(came_h, int(row.pieces), used, row.end_h, label_h)
        elif row.kind in OFF_SHELF:
            lot = lots.pop(row.lot_id)
            if lot.pieces > row.pieces:
                lots[row.lot_id] = lot._replace(pieces=lot.pieces - int(row.pieces))
    for name, lots in there.items():
        shelf, place = stock.shelves[name], stock.warehouse_of(name)
        life = scenario.products[shelf.product_id].life
        ages = life is not None and place.keeps_c is not None
        rate = life.rate_per_h(place.keeps_c) if ages else 0.0  # type: ignore[union-attr, arg-type]
        for lot_id, lot in lots.items():
            used = 0.0 if lot.life_used is None else lot.life_used + rate * (at_h - lot.known_h)
            before = known.get(lot_id)
            held = before is not None and before.until_h > at_h
            yield OpeningLot(
                lot_id, name, lot.pieces, lot.received_h - at_h, used,
                "held" if held else "free", before.until_h - at_h if before and held else 0.0,
                lot.label_h - at_h,
            )  # fmt: skip
        yield from back[name]
        if not lots and not back[name]:
            yield OpeningLot(f"{name}-", name, 0, 0.0)


def export_shelves(scenario: Scenario, moves: pd.DataFrame, folder: Path) -> Path:
    """Write the shelves at the end of the period; `stock: {start_with: FILE}` reads it."""
    at_h = scenario.period_end_h

    def told(hour: float) -> str:
        when = scenario.clock.start_utc + timedelta(hours=at_h + hour)
        return when.isoformat(sep=" ", timespec="seconds")

    rows = [
        (
            lot.lot_id, lot.shelf_id, lot.pieces, told(lot.received_h), lot.status,
            told(lot.until_h) if lot.until_h else "",
            f"{lot.life_used:.6f}" if lot.life_used else "",
            "" if lot.expires_h == inf else told(lot.expires_h),
        )
        for lot in lots_at(scenario, moves, at_h)
    ]  # fmt: skip
    path = folder / FILE
    write_text(path, csv_text(pd.DataFrame(rows, columns=list(COLUMNS))))
    return path
