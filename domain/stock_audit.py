"""Shelves judged by what they told: levels that follow from events, orders that follow the rule.

Nothing here looks into an `Inventory`: stock, backorders and orders under way are counted again
from the events alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.stock import StockEvent, order_parcels, review_h, watched
from domain.stream import Stock


class Levels(NamedTuple):
    """Parcels on hand, missing to lots that wait, and on order."""

    on_hand: int
    backorders: int
    on_order: int

    @property
    def position(self) -> int:
        """On hand plus on order less backorders."""
        return self.on_hand + self.on_order - self.backorders


class Breach(NamedTuple):
    """What does not hold, and the number of the event that shows it."""

    event: int
    rule: str


def breaches(stock: Stock, events: Sequence[StockEvent], until_h: float) -> Iterator[Breach]:
    """Where the events of one shelf break its rules, in order; nothing when all is well.

    Every level is what it was before plus what happened, none is negative, and stock stands beside
    no backorder. What comes in was ordered. Orders are those of the rule, at its hours, and no
    look before `until_h` was left out.
    """
    before, at_h = Levels(stock.opening, 0, 0), 0.0
    under_way: Counter[int] = Counter()
    reviews = 0
    for number, event in enumerate(events):
        if event.at_h < at_h:
            yield Breach(number, f"{event.at_h} h comes after {at_h} h")
        at_h = event.at_h
        looked, reviews = _looked(stock, reviews, event)
        if looked and order_parcels(stock, before.position):
            yield Breach(number, f"nothing was ordered at a position of {before.position}")
        after = Levels(event.on_hand, event.backorders, event.on_order)
        expected = _after(stock, before, event)
        if min(after) < 0 or (after.on_hand and after.backorders):
            yield Breach(number, f"there cannot be {_told(after)}")
        if after != expected:
            yield Breach(number, f"{_told(after)}, expected {_told(expected)}")
        if event.kind == "order":
            under_way[event.parcels] += 1
            yield from _wrong_order(stock, before, event, number)
        elif event.kind == "receipt":
            if not under_way[event.parcels]:
                yield Breach(number, f"no order of {event.parcels} parcels was under way")
            under_way[event.parcels] -= 1
        before = after
    last = StockEvent("", until_h, "receipt", 0, 0, 0, 0)
    if at_h < until_h and _looked(stock, reviews, last)[0] and order_parcels(
        stock, before.position
    ):  # fmt: skip
        yield Breach(len(events), f"nothing was ordered at a position of {before.position}")


def held_parcel_h(stock: Stock, events: Sequence[StockEvent], until_h: float) -> float:
    """Integral of the parcels on hand from hour 0 to an hour not before the last event."""
    held, on_hand, at_h = 0.0, stock.opening, 0.0
    for event in events:
        held += on_hand * (event.at_h - at_h)
        on_hand, at_h = event.on_hand, event.at_h
    return held + on_hand * (until_h - at_h)


def _after(stock: Stock, before: Levels, event: StockEvent) -> Levels:
    """Levels that follow: what is on hand less what is missing is one number, the net stock."""
    on_order, net = before.on_order, before.on_hand - before.backorders
    if event.kind == "order":
        on_order += event.parcels
    elif event.kind == "receipt":
        on_order -= event.parcels
        net += event.parcels
    elif stock.backorder or event.parcels <= net:
        net -= event.parcels
    return Levels(max(net, 0), max(-net, 0), on_order)


def _looked(stock: Stock, reviews: int, event: StockEvent) -> tuple[bool, int]:
    """Whether the shelf was looked at between the last event and this, and the next review.

    At the hour of a review receipts come before it, demands after it. An order is the outcome of
    the look of its own hour.
    """
    if watched(stock):
        return event.kind != "order", 0
    first = reviews
    while (hour := review_h(stock, reviews)) < event.at_h or (
        hour == event.at_h and event.kind == "demand"
    ):
        reviews += 1
    return reviews > first, reviews


def _wrong_order(stock: Stock, before: Levels, event: StockEvent, number: int) -> Iterator[Breach]:
    asked = order_parcels(stock, before.position)
    if event.parcels != asked:
        yield Breach(
            number,
            f"{event.parcels} parcels were ordered at a position of {before.position}, "
            f"the rule asks for {asked}",
        )
    if not watched(stock):
        review = round((event.at_h - stock.first_review_h) / stock.review_h)
        if review < 0 or review_h(stock, review) != event.at_h:
            yield Breach(number, f"an order at {event.at_h} h, which is no hour of a review")


def _told(levels: Levels) -> str:
    return f"{levels.on_hand} on hand, {levels.backorders} backorders, {levels.on_order} on order"
