"""Figures that a scenario asks for, each a query over the records of one replication.

They look at the window of the key figures: what came, or was scheduled, between the end of the
warm-up and the end of the period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from domain.figures import Figure

if TYPE_CHECKING:
    from study.kpis import Observed

NONE = float("nan")


def value(seen: Observed, figure: Figure) -> float:
    """A figure of one replication; no number where nothing came or ran."""
    return _QUERIES[figure.kind](seen, figure.of)


def _wait_h(seen: Observed, of: tuple[str, ...]) -> float:
    """Mean wait of boxes, and of lots outside of them, before doors and servers."""
    moves = seen.tables["movements"]
    there = moves[
        (moves["node_id"] == of[0])
        & (moves["stage"] == of[1])
        & ((moves["subject"] == "box") | (moves["box_id"] == ""))
        & moves["start_h"].between(seen.from_h, seen.to_h, inclusive="left")
    ]
    return float((there["opens_h"] - there["start_h"]).mean()) if len(there) else NONE


def _queue(seen: Observed, of: tuple[str, ...]) -> pd.Series:
    """Who waits hour by hour, others' traffic too."""
    rows = seen.tables["queues"]
    there = rows[
        (rows["node_id"] == of[0]) & (rows["step"] == of[1]) & (rows["at_h"] >= seen.from_h)
    ]
    return there["waiting"] + there["others_waiting"]


def _trains(seen: Observed, service_id: str) -> pd.DataFrame:
    """Legs of the departures that ran: those booked, used or run by the plan."""
    rows = seen.departures
    return rows[(rows["service_id"] == service_id) & (rows["status"] == "ran")]


def _trains_run(seen: Observed, of: tuple[str, ...]) -> float:
    return float(_trains(seen, of[0])["scheduled_h"].nunique())


def _boxes_per_train(seen: Observed, of: tuple[str, ...]) -> float:
    moves, trains = seen.tables["movements"], _trains(seen, of[0])["scheduled_h"].unique()
    rode = moves[
        (moves["subject"] == "box")
        & (moves["stage"] == "ride")
        & (moves["service_id"] == of[0])
        & moves["scheduled_h"].isin(trains)
    ]
    boxes = len(rode[["subject_id", "scheduled_h"]].drop_duplicates())
    return boxes / len(trains) if len(trains) else NONE


def _teu_per_train(seen: Observed, of: tuple[str, ...]) -> float:
    most = _trains(seen, of[0]).groupby("scheduled_h")["loaded_teu"].max()
    return float(most.mean()) if len(most) else NONE


def _border_to_border_h(seen: Observed, of: tuple[str, ...]) -> float:
    """From leaving the first stop to arriving at the second, over the trains that did."""
    rows = _trains(seen, of[0])
    left = rows[rows["from_id"] == of[1]].set_index("scheduled_h")["left_h"]
    there = rows[rows["to_id"] == of[2]].set_index("scheduled_h")["arrived_h"]
    hours = (there - left).dropna()
    return float(hours.mean()) if len(hours) else NONE


def _most(seen: Observed, of: tuple[str, ...]) -> float:
    return float(_queue(seen, of).max())


def _mean(seen: Observed, of: tuple[str, ...]) -> float:
    return float(_queue(seen, of).mean())


_QUERIES: Mapping[str, Callable[[Observed, tuple[str, ...]], float]] = {
    "wait_h": _wait_h,
    "queue_mean": _mean,
    "queue_most": _most,
    "trains_run": _trains_run,
    "boxes_per_train": _boxes_per_train,
    "teu_per_train": _teu_per_train,
    "border_to_border_h": _border_to_border_h,
}
