"""Shelves: every parcel that came is on hand or with a lot, and every order is the rule's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from domain.scenario import Scenario
from domain.stock import StockEvent
from domain.stock_audit import breaches, held_parcel_h
from domain.stream import Stock
from domain.stream_records import StreamRecords
from sim.checks.broken import BrokenRunError

STORY = 6
"""Events that are told of a shelf that breaks a rule."""


def check_shelves(scenario: Scenario, records: StreamRecords) -> None:
    """Hold the events of every shelf against its rule, the lots that asked, and its gauges.

    Raises
    ------
    BrokenRunError
        With the events that lead up to the breach.
    """
    for step_id, step in scenario.steps.items():
        if step.stock is None:
            continue
        events = [event for event in records.stock if event.step_id == step_id]
        found = next(breaches(step.stock, events, scenario.period_end_h), None)
        if found is not None:
            until = found.event + 1
            story = _told(events[max(0, until - STORY) : until])
            raise BrokenRunError(f"{step_id}: {found.rule}", story)
        for rule in _differences(step_id, step.stock, events, records):
            raise BrokenRunError(f"{step_id}: {rule}", _told(events[-STORY:]))


def _differences(
    step_id: str, stock: Stock, events: Sequence[StockEvent], records: StreamRecords
) -> Iterator[str]:
    """Where the lots that asked, or the gauges, tell another story than the events."""
    visits, parcels = records.visits[step_id], records.lots.parcels
    taken = lost = waiting = 0
    for lot, began_h, left_h in zip(visits.lot, visits.began_h, visits.left_h, strict=True):
        if math.isnan(left_h):
            waiting += parcels[lot]
        elif math.isnan(began_h):
            lost += parcels[lot]
        else:
            taken += parcels[lot]
    demanded = sum(event.parcels for event in events if event.kind == "demand")
    if demanded != taken + lost + waiting:
        yield (
            f"{demanded} parcels were asked for, but lots took {taken}, wait for {waiting} and "
            f"lost {lost}"
        )
    received = sum(event.parcels for event in events if event.kind == "receipt")
    on_hand, backorders, on_order = events[-1][4:] if events else (stock.opening, 0, 0)
    aside = waiting - backorders
    if stock.opening + received != taken + aside + on_hand:
        yield (
            f"opening {stock.opening} and receipts {received}, but lots took {taken}, {aside} are "
            f"set aside and {on_hand} on hand"
        )
    for name, level in (
        ("on_hand", on_hand), ("backorders", backorders), ("on_order", on_order)
    ):  # fmt: skip
        at_end = records.gauges[f"{step_id}.{name}"].at_end
        if at_end != level:
            yield f"the gauge of {name} ends at {at_end:g}, the events at {level}"
    area = records.gauges[f"{step_id}.on_hand"].area
    held = held_parcel_h(stock, events, records.end_h)
    if abs(area - held) > 1e-6 * max(1.0, held):
        yield f"{area:.3f} parcel-hours on hand by the gauge, {held:.3f} by the events"


def _told(events: Sequence[StockEvent]) -> list[str]:
    return [
        f"{event.at_h:.4f} h  {event.kind} of {event.parcels}: {event.on_hand} on hand, "
        f"{event.backorders} backorders, {event.on_order} on order"
        for event in events
    ]
