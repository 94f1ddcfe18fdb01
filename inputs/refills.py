"""Replenishment orders and days of direct orders as consignments of the order book.

A flow that fills a shelf, or serves a market directly, is a pattern: origin, destination, product,
packing unit, boxes, due days. Its yearly tonnes are not drawn; what is asked for takes their place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain.calendar import parse_weekdays, zone
from domain.cargo import Consignment
from domain.draws import snap_h
from domain.network import Node
from domain.replenish import Placed
from domain.warehouse import DAY_H, Wave
from inputs.orderbook import Flow
from inputs.source import Source
from inputs.written import written

READY_AT_H = 10.0
"""Goods that were asked for stand ready in the morning of a working day (assumed)."""


def refill(
    source: Source, flow: Flow, origin: Node, placed: Placed, prepare_h: float, trade_mode: str
) -> Consignment:
    """The consignment of a replenishment order: known when it is placed, ready when prepared."""
    name = f"{flow.flow_id}/{_stamp(source, placed.at_h)}/stock"
    ready_h = _ready_h(source, flow, origin, placed.at_h + prepare_h)
    made = _consignment(source, flow, name, placed.units, placed.at_h, ready_h)
    return replace(made, trade_mode=trade_mode, free_modes=()) if trade_mode else made


def direct(
    source: Source, flow: Flow, origin: Node, wave: Wave, piece: tuple[float, float, float]
) -> Consignment:
    """The consignment of a day's direct orders: one parcel each, ready on the next working day.

    Parameters
    ----------
    piece
        Its kg, m3 and CNY; what a day or lateness costs is the flow's.
    """
    name = f"{flow.flow_id}/{wave.wave_id.rsplit('/', 2)[1]}/direct"
    ready_h = _ready_h(source, flow, origin, wave.at_h + DAY_H / 2.0)
    made = _consignment(source, flow, name, wave.orders, wave.at_h, ready_h)
    kg, m3, cny = piece
    return replace(made, kg_per_unit=kg, m3_per_unit=m3, value_cny=cny * wave.orders)


def _stamp(source: Source, at_h: float) -> str:
    return source.clock.to_utc(at_h).strftime("%Y-%m-%dT%H")


def _ready_h(source: Source, flow: Flow, origin: Node, from_h: float) -> float:
    """First morning of a working day of the shipper at or after an hour."""
    day = source.clock.local(from_h, origin.tz).date()
    while True:
        at_h = source.clock.to_h(
            datetime.combine(day, time.min, tzinfo=zone(origin.tz)) + timedelta(hours=READY_AT_H)
        )
        if at_h >= from_h and _works(source, flow, origin, day):
            return at_h
        day += timedelta(days=1)


def _works(source: Source, flow: Flow, origin: Node, day: date) -> bool:
    pattern = flow.row.text("ready_pattern")
    if pattern == "daily":
        return True
    if day in source.openings.closed_days(origin.country):
        return False
    extra = day in source.openings.extra_days(origin.country)
    return extra or day.weekday() in parse_weekdays(pattern)


def _consignment(
    source: Source, flow: Flow, name: str, units: int, known_h: float, ready_h: float
) -> Consignment:
    due_h = snap_h(ready_h + DAY_H * flow.due_days)
    return written(source, flow, name, (name,), units, (known_h, ready_h, due_h))
