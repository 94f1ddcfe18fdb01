"""A shelf: lots ask for parcels, and orders fill it up again.

Receipts and reviews of an instant come before its demands. One call per hour at which something is
due does both, and whoever asks first lets happen what is due at that instant; so the order does
not hang on who calls first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.draw_series import DrawSeries
from domain.stock import Inventory, StockEvent
from domain.stream import Step, Stock
from sim.agenda import RECEIPT
from sim.streams.items import Item
from sim.streams.step_run import StepRun

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


class Shelf(StepRun):
    """A shelf of an overseas warehouse or a cold store.

    Attributes
    ----------
    inventory
        What stands there, what is ordered, who waits.
    """

    def __init__(self, streams: StreamsRun, step: Step, stock: Stock) -> None:
        super().__init__(streams, step)
        name = step.step_id
        leads = DrawSeries(self.world.chance, stock.lead_h, "lead", name)
        self.inventory: Inventory[Item] = Inventory(name, stock, leads, self._note)
        self._on_hand = streams.gauge(f"{name}.on_hand", start=stock.opening)
        self._backorders = streams.gauge(f"{name}.backorders")
        self._on_order = streams.gauge(f"{name}.on_order")
        self._levels = (stock.opening, 0, 0)
        self._called: set[float] = set()

    def begin(self) -> None:
        """The first look, or the first review."""
        self._call_next()

    def enter(self, item: Item, at_h: float) -> None:
        """A lot asks for its parcels."""
        self.arrive(item, at_h)
        inventory = self.inventory
        met = inventory.advance(at_h)
        answer = inventory.ask(at_h, item, item.parcels)
        if answer == "met":
            met.append(item)
        # An order without lead time is here at once.
        met += inventory.advance(at_h)
        self._call_next()
        if answer == "lost":
            self.lose(item, at_h)
        self._let_go(met, at_h)

    def due(self, _: object, at_h: float) -> None:
        """Orders come in; it is time for a review. When nobody is left, the shelf rests."""
        self._called.remove(at_h)
        if self.streams.over(at_h):
            return
        met = self.inventory.advance(at_h)
        self._call_next()
        self._let_go(met, at_h)

    def _let_go(self, met: list[Item], at_h: float) -> None:
        """Lots that have all that they asked for; the shelf is in order before the first leaves."""
        for item in met:
            self.leave(item, at_h, at_h)

    def _call_next(self) -> None:
        due_h = self.inventory.next_h
        if due_h is not None and due_h not in self._called:
            self._called.add(due_h)
            self.agenda.call(due_h, self.due, None, RECEIPT)

    def _note(self, event: StockEvent) -> None:
        self.streams.records.stock.append(event)
        at_h, (on_hand, backorders, on_order) = event.at_h, self._levels
        if event.on_hand != on_hand:
            self._on_hand.change(at_h, event.on_hand - on_hand)
        if event.backorders != backorders:
            self._backorders.change(at_h, event.backorders - backorders)
        if event.on_order != on_order:
            self._on_order.change(at_h, event.on_order - on_order)
        self._levels = event.on_hand, event.backorders, event.on_order
