"""Inventory of one shelf: what stands there, what is ordered, who waits, by which rule.

The state moves by two calls, `advance` (receipts and reviews that are due) and `ask` (a demand),
and reports every change as a `StockEvent`. It knows no clock and draws nothing, so the rules can be
checked period by period with a pencil; `sim.streams.shelf` puts it to work.

A lot that asks for several parcels is served in parts: what is on hand is set aside for it at once,
the rest as it comes, strictly in order of asking; the lot leaves when its last parcel is there. So
stock and backorders never stand side by side, and what is set aside is the lot's: it is no longer
on hand and costs no holding. Where demand is not backordered, a lot that finds less than it asks
for is lost as a whole and takes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from domain.draws import snap_h
from domain.stream import Stock

Asker = TypeVar("Asker")
Answer = Literal["met", "waits", "lost"]
StockChange = Literal["receipt", "demand", "order"]
HOURS_PER_DAY = 24.0


class LeadTimes(Protocol):
    """Hours from ordering to receipt, by the number of the order."""

    def __getitem__(self, number: int, /) -> float:
        """Hours that an order takes; never negative."""


class StockEvent(NamedTuple):
    """One change at a shelf, and how many parcels stand in each place after it.

    `parcels` are those received, asked for or ordered. A demand that changes nothing was lost.
    """

    step_id: str
    at_h: float
    kind: StockChange
    parcels: int
    on_hand: int
    backorders: int
    on_order: int


class Due(NamedTuple):
    """An order under way; those of one instant arrive in the order of their numbers."""

    due_h: float
    number: int
    parcels: int


@dataclass(slots=True)
class Waiting(Generic[Asker]):
    """A demand that is not yet met in full, and how many parcels it still lacks."""

    asker: Asker
    missing: int


def order_parcels(stock: Stock, position: int) -> int:
    """How much a shelf orders when it is looked at; zero: nothing.

    Parameters
    ----------
    position
        On hand plus on order less backorders.

    Notes
    -----
    The rules of Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains,
    4th ed. (2017), section 6.5: order up to S; (s, S); (s, nQ).

    Examples
    --------
    >>> from domain.times import Times
    >>> day = Times.fixed(24.0)
    >>> order_parcels(Stock("min_max", day, 0, up_to=10, reorder_at=4), 4)
    6
    >>> order_parcels(Stock("fixed_lot", day, 0, reorder_at=4, lot=5), -2)
    10
    """
    if stock.policy in ("base_stock", "order_up_to"):
        return max(0, stock.up_to - position)
    if position > stock.reorder_at:
        return 0
    if stock.policy == "min_max":
        return max(0, stock.up_to - position)
    return ((stock.reorder_at - position) // stock.lot + 1) * stock.lot


def watched(stock: Stock) -> bool:
    """Whether a shelf is looked at all the time: at hour 0 and after every demand."""
    return stock.policy == "base_stock" or stock.review_h == 0.0


def review_h(stock: Stock, number: int) -> float:
    """Hour of a review of a shelf that is not watched, from 0."""
    return snap_h(stock.first_review_h + number * stock.review_h)


@dataclass(slots=True)
class Inventory(Generic[Asker]):
    """The state of one shelf; counts are parcels.

    Parameters
    ----------
    leads
        Hours that the order of each number takes. Orders may overtake one another.
    tell
        Called after every change. `domain.stock_audit` holds what is told against the rules.
    """

    step_id: str
    stock: Stock
    leads: LeadTimes
    tell: Callable[[StockEvent], None]
    on_hand: int = field(init=False)
    backorders: int = 0
    on_order: int = 0
    _orders: int = 0
    _reviews: int = 0
    _watched: bool = field(init=False)
    _next_look_h: float | None = field(init=False)
    _under_way: list[Due] = field(default_factory=list)
    _line: deque[Waiting[Asker]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """The opening stock stands there; the first look is still to come."""
        self.on_hand = self.stock.opening
        self._watched = watched(self.stock)
        self._next_look_h = 0.0 if self._watched else review_h(self.stock, 0)

    @property
    def position(self) -> int:
        """On hand plus on order less backorders."""
        return self.on_hand + self.on_order - self.backorders

    @property
    def next_h(self) -> float | None:
        """When a receipt or a review is due next; `None`: never, unless someone asks."""
        due_h = self._under_way[0].due_h if self._under_way else None
        if due_h is None or self._next_look_h is None:
            return self._next_look_h if due_h is None else due_h
        return min(due_h, self._next_look_h)

    def advance(self, at_h: float) -> list[Asker]:
        """Take in what is due by an hour and review; who has now got all that they asked for.

        Receipts of an instant come before its review; an order that takes no time arrives at once.
        """
        met: list[Asker] = []
        while (next_h := self.next_h) is not None and next_h <= at_h:
            if self._under_way and self._under_way[0].due_h <= next_h:
                met += self._receive(heappop(self._under_way))
            else:
                self._look(next_h)
                self._reviews += 1
                self._next_look_h = None if self._watched else review_h(self.stock, self._reviews)
        return met

    def ask(self, at_h: float, asker: Asker, parcels: int) -> Answer:
        """A demand, after `advance` to its hour; a watched shelf then looks whether to order.

        Raises
        ------
        ValueError
            When something that is due before it has not been taken in, or nothing is asked for.
        """
        if parcels < 1:
            raise ValueError(f"{self.step_id}: a demand is of at least one parcel, not {parcels}")
        if self.next_h is not None and self.next_h <= at_h:
            raise ValueError(f"{self.step_id}: {self.next_h} h comes before a demand at {at_h} h")
        missing = max(0, parcels - self.on_hand)
        answer: Answer = "met"
        if missing and not self.stock.backorder:
            answer = "lost"
        else:
            self.on_hand -= parcels - missing
            if missing:
                answer = "waits"
                self.backorders += missing
                self._line.append(Waiting(asker, missing))
        self._report(at_h, "demand", parcels)
        if self._watched:
            self._look(at_h)
        return answer

    def _look(self, at_h: float) -> None:
        """Order what the rule asks for."""
        parcels = order_parcels(self.stock, self.position)
        if parcels:
            number = self._orders
            heappush(self._under_way, Due(at_h + self.leads[number], number, parcels))
            self._orders += 1
            self.on_order += parcels
            self._report(at_h, "order", parcels)

    def _receive(self, due: Due) -> list[Asker]:
        """Serve who waits, in order, and put the rest on the shelf."""
        met: list[Asker] = []
        left = due.parcels
        while left and self._line:
            first = self._line[0]
            part = min(left, first.missing)
            first.missing -= part
            left -= part
            self.backorders -= part
            if first.missing == 0:
                met.append(self._line.popleft().asker)
        self.on_hand += left
        self.on_order -= due.parcels
        self._report(due.due_h, "receipt", due.parcels)
        return met

    def _report(self, at_h: float, kind: StockChange, parcels: int) -> None:
        self.tell(
            StockEvent(
                self.step_id, at_h, kind, parcels, self.on_hand, self.backorders, self.on_order
            )
        )
