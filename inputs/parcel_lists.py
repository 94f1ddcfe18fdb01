"""Parcel lists: how they are looked into, and what each pays of its summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.cargo import Consignment
from domain.parcel_lists import ParcelLists
from domain.trade_modes import TradeMode
from inputs.source import Source
from inputs.trade import ModeKey
from inputs.work import HOME_TZ, duration


def parcel_lists(source: Source, known: Mapping[ModeKey, TradeMode]) -> ParcelLists | None:
    """The lists of a scenario, `None` where declarations are inspected as a whole."""
    keys = source.file.parcel_lists
    if keys is None:
        return None
    modes = frozenset(
        code
        for (code, direction), mode in known.items()
        if direction == "export" and mode.unit == "parcel_list" and mode.held_by == "parcel"
    )
    look = duration("lognormal", keys.held_h, keys.spread * keys.held_h)
    return ParcelLists(modes, keys.tray_parcels, keys.held_share, look, keys.look_cny)


def with_list_fees(
    source: Source, orders: Sequence[Consignment], lists: ParcelLists | None
) -> tuple[Consignment, ...]:
    """Lists that are ready in one period share its summary by their parcels."""
    keys = source.file.parcel_lists
    if lists is None or keys is None:
        return tuple(orders)
    parcels: defaultdict[tuple[str, str], int] = defaultdict(int)
    for order in orders:
        if lists.has(order):
            parcels[_summary(source, order)] += order.units
    return tuple(
        replace(
            order,
            list_fee_cny=keys.list_cny
            + keys.summary_cny * order.units / parcels[_summary(source, order)],
        )
        if lists.has(order)
        else order
        for order in orders
    )


def _summary(source: Source, order: Consignment) -> tuple[str, str]:
    """Which summary a list is in: its trade mode, and the day, week or month it is ready."""
    day = source.clock.local(order.ready_h, HOME_TZ).date()
    assert source.file.parcel_lists is not None
    if source.file.parcel_lists.summary == "day":
        period = day.isoformat()
    elif source.file.parcel_lists.summary == "week":
        period = "{}-W{}".format(*day.isocalendar()[:2])
    else:
        period = f"{day:%Y-%m}"
    return order.trade_mode, period
