"""What one replication of streams leaves in tables: every record, and the figures of its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.stock import StockEvent
from domain.tables.registry import Table
from domain.tables.results import REPLICATION_KPIS
from domain.tables.streams import (
    BOARDINGS,
    STEP_FIGURES,
    STOCK_EVENTS,
    STOCK_PERIODS,
    STREAM_LOTS,
    VISITS,
)
from study.frames import table_frame
from study.stock_periods import stock_periods
from study.stream_kpis import StepFigures, figures_of_steps, stream_kpis
from study.stream_logs import StreamsObserved
from study.stream_rides import NO_BOARDINGS, room_of

Cells = Sequence[object] | NDArray[Any]


def stream_figures(seen: StreamsObserved, policy: str, replication: int) -> dict[str, pd.DataFrame]:
    """What is kept of every replication: key figures, and a row per step."""
    steps = figures_of_steps(seen)
    return {
        REPLICATION_KPIS.name: table_frame(
            REPLICATION_KPIS,
            [
                (policy, replication, kpi.name, kpi.unit, kpi.value)
                for kpi in stream_kpis(seen, steps)
            ],
        ),
        STEP_FIGURES.name: table_frame(
            STEP_FIGURES, [(policy, replication, *_row(seen, figures)) for figures in steps]
        ),
    }


def stream_records(seen: StreamsObserved, policy: str, replication: int) -> dict[str, pd.DataFrame]:
    """Every record of one replication; tables without a row are left out."""
    made = (
        (STREAM_LOTS, _lots(seen)),
        (VISITS, _visits(seen)),
        (BOARDINGS, _boardings(seen)),
        (STOCK_EVENTS, _stock_events(seen)),
        (STOCK_PERIODS, _stock_periods(seen)),
    )
    return {
        table.name: _frame(table, policy, replication, columns)
        for table, columns in made
        if len(next(iter(columns.values())))
    }


def lot_records(seen: StreamsObserved, policy: str, replication: int) -> pd.DataFrame:
    """The lots of one replication, of all its records."""
    return _frame(STREAM_LOTS, policy, replication, _lots(seen))


def _row(seen: StreamsObserved, figures: StepFigures) -> Sequence[object]:
    waits, boarded, shelf = figures.waits, figures.boarded or NO_BOARDINGS, figures.shelf
    return (
        figures.step_id, figures.kind, seen.from_h, seen.to_h, waits.visits, waits.unfinished,
        waits.mean_h, waits.sd_h, waits.p50_h, waits.p90_h, waits.waited_share,
        figures.queue_mean, figures.number_mean, figures.number_variance, figures.use_share,
        boarded.departures, boarded.aboard_mean, boarded.fill_share, boarded.left_behind_mean,
        boarded.left_behind_share,
        *((None,) * 5 if shelf is None else
          (shelf.fill_rate, shelf.on_hand_mean, shelf.backorders_mean, shelf.on_order_mean,
           float(shelf.lost))),
    )  # fmt: skip


def _lots(seen: StreamsObserved) -> Mapping[str, Cells]:
    lots = seen.lots
    # A box has no stream: -1 takes the last name.
    names = np.asarray([*(stream.stream_id for stream in seen.scenario.streams), ""], dtype=object)
    return {
        "lot": np.arange(len(lots)),
        "stream": names[lots.stream],
        "number": lots.number,
        "parcels": lots.parcels,
        "born_h": lots.born_h,
        "done_h": lots.done_h,
        "inside": np.where(lots.inside >= 0, lots.inside, np.nan),
        "lost": lots.lost,
        "missed": lots.missed,
        "cny": lots.cny,
    }


def _visits(seen: StreamsObserved) -> Mapping[str, Cells]:
    logs = seen.visits.values()
    counts = [len(log) for log in logs]
    return {
        "step_id": np.repeat(np.asarray(list(seen.visits), dtype=object), counts),
        "lot": np.concatenate([log.lot for log in logs]),
        "entered_h": np.concatenate([log.entered_h for log in logs]),
        "began_h": np.concatenate([log.began_h for log in logs]),
        "left_h": np.concatenate([log.left_h for log in logs]),
    }


def _boardings(seen: StreamsObserved) -> Mapping[str, Cells]:
    rows = seen.records.boardings
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    names = ("step_id", "service_id", "scheduled_h", "left_h", "status", "lots", "teu")
    rooms = [room_of(seen, row[0]) for row in rows]
    return {
        **dict(zip(names, columns, strict=False)),
        "room_teu": [np.nan if room is None else room for room in rooms],
        "left_behind": columns[7],
    }


def _stock_events(seen: StreamsObserved) -> Mapping[str, Cells]:
    rows = seen.records.stock
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    return dict(zip(STOCK_EVENTS.column_names[2:], columns, strict=True))


def _stock_periods(seen: StreamsObserved) -> Mapping[str, Cells]:
    rows = [
        row
        for step_id, step in seen.scenario.steps.items()
        if step.stock is not None
        for row in stock_periods(
            step_id, step.stock, (StockEvent(*event) for event in seen.records.stock), seen.to_h
        )
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(STOCK_PERIODS.columns[2:])
    return dict(zip(STOCK_PERIODS.column_names[2:], columns, strict=True))


_DTYPES = {"float": np.float64, "int": np.int64, "bool": np.bool_, "str": object}


def _frame(
    table: Table, policy: str, replication: int, columns: Mapping[str, Cells]
) -> pd.DataFrame:
    """A frame of the declared types from whole columns; a number that may be absent is a float."""
    n = len(next(iter(columns.values())))
    made: dict[str, NDArray[Any]] = {
        "policy": np.full(n, policy, dtype=object),
        "replication": np.full(n, replication, dtype=np.int64),
    }
    for column in table.columns[len(made) :]:
        dtype = np.float64 if column.optional else _DTYPES[column.dtype]
        made[column.name] = np.asarray(columns[column.name], dtype=dtype)
    return pd.DataFrame(made)
