"""Returns on their way home: a pile at the warehouse, consignments that take of it, and the end.

A consignment takes what lies there when it is ready, as much as it has room for. The network moves
it like any other; its goods are looked at where they are delivered, by a crew of their own.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.counts import binomial_count, part_of
from domain.warehouse import Homeward
from sim.agenda import RECEIPT, Story
from sim.warehouse.crew import Crew

if TYPE_CHECKING:
    from sim.loads import Lot
    from sim.warehouse.run import StockRun


class HomeRun:
    """Piles of one replication; `pile` by shelf, `aboard` by consignment."""

    def __init__(self, stock: StockRun) -> None:
        self.stock = stock
        self.world = stock.stock
        self.pile: defaultdict[str, int] = defaultdict(int)
        self.aboard: dict[str, int] = {}
        self.come: defaultdict[str, int] = defaultdict(int)
        self.left_h: dict[str, float] = {}
        self.crews = {
            name: Crew(way.opening, way.people, limited=stock.world.limited)
            for name, way in self.world.home_ways.items()
        }

    def begin(self) -> None:
        """Every consignment is loaded when it is ready."""
        for name, one in self.world.homeward.items():
            self.stock.agenda.call(one.ready_h, self._load, name, RECEIPT)

    def _load(self, name: object, at_h: float) -> None:
        assert isinstance(name, str)
        one: Homeward = self.world.homeward[name]
        pieces = min(self.pile[one.shelf_id], one.most_pieces)
        self.pile[one.shelf_id] -= pieces
        self.aboard[name], self.left_h[name] = pieces, at_h
        run = self.stock.shelves[one.shelf_id]
        self.stock.note(run, "home_out", name, "", pieces, at_h, at_h, at_h)

    def arrive(self, lot: Lot, at_h: float) -> Story:
        """A part of a consignment is at home: looked at, kept or sold off."""
        stock, name = self.stock, lot.order.consignment_id
        one = self.world.homeward[name]
        way, run = self.world.home_ways[one.shelf_id], stock.shelves[one.shelf_id]
        first = self.come[name]
        self.come[name] = first + lot.units
        aboard, units = self.aboard.get(name, 0), lot.order.units
        pieces = part_of(aboard, units, first, first + lot.units)
        if not pieces:
            return
        opens_h, end_h = self.crews[one.shelf_id].work(at_h, pieces * way.look_h_per_piece)
        yield stock.agenda.until(end_h, RECEIPT)
        stock.note(run, "home_look", lot.lot_id, name, pieces, at_h, opens_h, end_h)
        stock.charge(end_h, price.home_look(way, pieces), lot.lot_id)
        fit = round(aboard * way.fit_share)
        if not stock.chance.nominal:
            fit = binomial_count(aboard, way.fit_share, stock.chance.u("fit_at_home", name))
        kept = min(pieces, part_of(fit, units, first, first + lot.units))
        left_h = self.left_h[name]
        if pieces > kept:
            stock.note(run, "home_sold", lot.lot_id, name, pieces - kept, left_h, end_h, end_h)
            stock.charge(end_h, price.home_sold(way, run.shelf, pieces - kept), lot.lot_id)
        if kept:
            stock.note(run, "home_kept", lot.lot_id, name, kept, left_h, end_h, end_h)
