"""What a shelf met, lost and held over the window, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from domain.stream import Stock
from domain.stream_charges import shelf_cny
from study.stream_logs import StreamsObserved


@dataclass(frozen=True, slots=True)
class ShelfFigures:
    """`fill_rate` is parcels met at once over parcels asked for, NaN where none were.

    `lost` are parcels turned away; `cny` is holding, by the hour and parcel on hand, and a fee
    per order.
    """

    fill_rate: float
    lost: int
    on_hand_mean: float
    backorders_mean: float
    on_order_mean: float
    cny: float


def shelf_figures(seen: StreamsObserved, step_id: str, stock: Stock) -> ShelfFigures:
    """Figures of one shelf.

    What a demand finds is what the event before it left: what it takes is met at once, what it
    neither takes nor waits for is lost.
    """
    rows = [row for row in seen.records.stock if row[0] == step_id]
    counts = seen.within(np.asarray([row[1] for row in rows], dtype=np.float64))
    kind = np.asarray([row[2] for row in rows], dtype=object)
    parcels, on_hand, backorders = (
        np.asarray([row[place] for row in rows], dtype=np.int64) for place in (3, 4, 5)
    )
    taken = -np.diff(on_hand, prepend=np.int64(stock.opening))
    waits = np.diff(backorders, prepend=np.int64(0))
    asked = counts & (kind == "demand")
    demanded, met = int(parcels[asked].sum()), int(taken[asked].sum())
    orders = int(np.count_nonzero(counts & (kind == "order")))
    on_hand_mean = _mean(seen, f"{step_id}.on_hand")
    return ShelfFigures(
        met / demanded if demanded else nan,
        demanded - met - int(waits[asked].sum()),
        on_hand_mean,
        _mean(seen, f"{step_id}.backorders"),
        _mean(seen, f"{step_id}.on_order"),
        shelf_cny(stock, on_hand_mean * seen.hours, orders),
    )


def _mean(seen: StreamsObserved, gauge: str) -> float:
    reading = seen.records.gauges.get(gauge)
    return nan if reading is None else reading.mean
