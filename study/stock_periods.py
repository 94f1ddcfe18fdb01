"""Shelves period by period: what a planner writes into a spreadsheet, made from stock events.

A period goes from one review to just before the next (from midnight to midnight, by the scenario's
clock, at a shelf that is watched all the time); what happens at its first instant belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from domain.draws import snap_h
from domain.stock import HOURS_PER_DAY, StockEvent, watched
from domain.stream import Stock


class StockPeriod(NamedTuple):
    """One period of one shelf, in parcels.

    `opening` is on hand before anything happens; `met` is what found stock when it was asked for;
    what was neither met nor lost waits. `on_hand`, `backorders` and `on_order` are at the end.
    In each row, on hand less backorders grows by `received - demanded + lost`.
    """

    step_id: str
    from_h: float
    to_h: float
    opening: int
    received: int
    demanded: int
    met: int
    lost: int
    ordered: int
    on_hand: int
    backorders: int
    on_order: int


def stock_periods(
    step_id: str,
    stock: Stock,
    events: Iterable[StockEvent],
    until_h: float,
) -> list[StockPeriod]:
    """Rows of one shelf from hour 0 to just before an hour; the last period may be cut short.

    Parameters
    ----------
    events
        Of one run, in order; those of other shelves are passed over.
    """
    own = (event for event in events if event.step_id == step_id)
    event = next(own, None)
    on_hand, backorders, on_order = stock.opening, 0, 0
    rows: list[StockPeriod] = []
    edges = _edges(stock, until_h)
    for from_h, to_h in pairwise(edges):
        opening = on_hand
        received = demanded = met = lost = ordered = 0
        while event is not None and event.at_h < to_h:
            if event.kind == "receipt":
                received += event.parcels
            elif event.kind == "order":
                ordered += event.parcels
            else:
                at_once = on_hand - event.on_hand
                demanded += event.parcels
                met += at_once
                lost += event.parcels - at_once - (event.backorders - backorders)
            on_hand, backorders, on_order = event.on_hand, event.backorders, event.on_order
            event = next(own, None)
        rows.append(
            StockPeriod(
                step_id, from_h, to_h, opening, received, demanded, met, lost, ordered,
                on_hand, backorders, on_order,
            )
        )  # fmt: skip
    return rows


def _edges(stock: Stock, until_h: float) -> list[float]:
    """Where periods begin, and the end of the last."""
    first_h, length_h = stock.first_review_h, stock.review_h
    if watched(stock):
        first_h, length_h = 0.0, HOURS_PER_DAY
    edges = [0.0]
    number = 0 if first_h > 0.0 else 1
    while (edge := snap_h(first_h + number * length_h)) < until_h:
        edges.append(edge)
        number += 1
    return [*edges, until_h]
