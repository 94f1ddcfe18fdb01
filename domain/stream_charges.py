"""What streams are charged at steps and shelves. One small function per cost and cause.

Streams have no consignments, so these bookings belong to none; the owner of the goods pays.
"""

from __future__ import annotations

from domain.stock import HOURS_PER_DAY
from domain.stream import Step, Stock
from domain.tariff import Charge

STREAM_OWNER = "stream_owner"
"""Payer of what streams are charged."""


def step_charge(step: Step, cny: float) -> Charge:
    """What a step charges its visits, added up."""
    if step.ride is not None:
        return Charge("transport", STREAM_OWNER, "carrier", cny)
    return Charge("handling", STREAM_OWNER, "hub", cny)


def holding(stock: Stock, held_parcel_h: float) -> Charge:
    """Keeping parcels on a shelf.

    Parameters
    ----------
    held_parcel_h
        Integral of the parcels on hand over time.

    Examples
    --------
    >>> from domain.times import Times
    >>> stock = Stock("base_stock", Times.fixed(24.0), 4, holding_cny_per_day=2.0, order_cny=50.0)
    >>> holding(stock, 4 * 72.0).cny
    24.0
    >>> shelf_cny(stock, 4 * 72.0, 3)
    174.0
    """
    cny = held_parcel_h / HOURS_PER_DAY * stock.holding_cny_per_day
    return Charge("storage", STREAM_OWNER, "hub", cny)


def ordering(stock: Stock, orders: int) -> Charge:
    """A fee for each order that fills a shelf up again."""
    return Charge("handling", STREAM_OWNER, "hub", orders * stock.order_cny)


def shelf_cny(stock: Stock, held_parcel_h: float, orders: int) -> float:
    """All that a shelf costs."""
    return holding(stock, held_parcel_h).cny + ordering(stock, orders).cny
