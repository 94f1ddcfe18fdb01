"""Warehouses of a run: lots come, orders take them, shelves fill one another, days are billed.

Events: lots of consignments reach the dock; waves of orders come; shelves that another shelf fills
are looked at; days end. What happens to orders between the shelf and the door is in
`sim.warehouse.door`, what comes back in `sim.warehouse.returns`.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.draws import snap_h
from domain.replenish import asked, levels
from domain.shelf_lots import ShelfLot, expires_h
from domain.stock_records import StockMove
from domain.tariff import Charge
from domain.warehouse import DAY_H, StockWorld, Wave
from sim.agenda import ARRIVAL, NORMAL, RECEIPT, Story
from sim.warehouse.crew import Crew
from sim.warehouse.dark import watch_power
from sim.warehouse.days import end_of_day
from sim.warehouse.door import to_door
from sim.warehouse.homeward import HomeRun
from sim.warehouse.opening import stand_there
from sim.warehouse.post import post
from sim.warehouse.shelf_run import Asker, Floor, Parcels, ShelfRun, Taken

if TYPE_CHECKING:
    from sim.loads import Lot
    from sim.world import World


class StockRun:
    """All shelves of one replication."""

    def __init__(self, world: World, stock: StockWorld) -> None:
        self.world, self.stock = world, stock
        self.agenda, self.chance = world.agenda, world.chance
        self.rows = world.records.stock_moves.rows
        self.floors = {
            name: Floor(
                place,
                docks=Crew(place.opening, place.docks, limited=world.limited),
                packers=Crew(place.opening, place.packers, limited=world.limited),
                desks=Crew(place.opening, max(1, place.desks), limited=world.limited),
                triage=Crew(place.opening, place.triage_crew, limited=world.limited),
            )
            for name, place in stock.warehouses.items()
        }
        self.mailed_kg: dict[tuple[str, float], float] = {}
        self.shelves: dict[str, ShelfRun] = {}
        for name, shelf in stock.shelves.items():
            floor = self.floors[shelf.warehouse_id]
            life = world.scenario.products[shelf.product_id].life
            self.shelves[name] = run = ShelfRun(shelf, floor, life)
            floor.shelves.append(run)

        self.home = HomeRun(self)

    def begin(self) -> None:
        """Opening stock stands there; waves, looks and ends of days are on the agenda."""
        for name, run in self.shelves.items():
            if name in self.stock.lots:
                stand_there(self, run, self.stock.lots[name])
            else:
                level = self.stock.opening.get(name, 0)
                self.put(run, "opening", name, f"{name}#0", level, 0.0, 0.0)
            if run.shelf.source_id:
                self.agenda.call(0.0, self._look, run, ARRIVAL)
        for wave in self.stock.waves:
            if self.stock.channels[wave.channel_id].kind != "direct":
                self.agenda.call(wave.at_h, self._order, wave, NORMAL)
        if self.world.scenario.period_end_h >= DAY_H:
            self.agenda.call(DAY_H, self._day, None, RECEIPT)
        self.home.begin()
        watch_power(self)

    def arrive(self, lot: Lot, at_h: float) -> None:
        """A lot is at its destination: at the dock of a warehouse, or with the buyers."""
        name = lot.order.consignment_id
        stock = self.stock
        if name in stock.refills or name in stock.direct or name in stock.homeward:
            self.agenda.call(max(at_h, self.agenda.now_h), self._arrived, lot, RECEIPT)

    def charge(self, at_h: float, charge: Charge, reference: str) -> None:
        """Book what warehouses cost."""
        if charge.cny:
            self.world.books.charge_network(at_h, charge, reference)

    def note(
        self,
        run: ShelfRun | None,
        kind: str,
        subject: str,
        lot_id: str,
        pieces: int,
        start_h: float,
        opens_h: float,
        end_h: float,
        *,
        channel: str = "",
        found: int | None = None,
        life_used: float | None = None,
        label_h: float = inf,
    ) -> None:
        """Write a row of the table of stock movements."""
        self.rows.append(
            StockMove(
                "" if run is None else run.shelf.shelf_id, kind, subject, lot_id, channel, pieces,
                pieces if found is None else found, start_h, opens_h, end_h,
                0 if run is None else run.lots.on_hand, 0 if run is None else run.backorders,
                life_used, None if label_h == inf else label_h,
            )
        )  # fmt: skip

    def put(
        self,
        run: ShelfRun,
        kind: str,
        subject: str,
        lot_id: str,
        pieces: int,
        start_h: float,
        end_h: float,
        *,
        opens_h: float | None = None,
        life_used: float = 0.0,
        label_h: float = inf,
    ) -> None:
        """Pieces come to a shelf; who waits for them is served."""
        if pieces <= 0:
            return
        ends_h = expires_h(run.shelf, run.life, run.place.keeps_c, end_h, life_used)
        lot = ShelfLot(lot_id, end_h, pieces, min(ends_h, label_h), life_used, label_h=label_h)
        run.lots.put(lot)
        self.note(run, kind, subject, lot_id, pieces, start_h,
                  end_h if opens_h is None else opens_h, end_h,
                  life_used=run.life_used(lot, end_h), label_h=label_h)  # fmt: skip
        self.serve(run, end_h)

    def _arrived(self, lot: Lot, at_h: float) -> None:
        name = lot.order.consignment_id
        wave = self.stock.direct.get(name)
        if wave is not None:
            channel = self.stock.channels[wave.channel_id]
            self.note(None, "direct", name, "", lot.units, wave.at_h, at_h, at_h,
                      channel=channel.channel_id)  # fmt: skip
            self.charge(at_h, price.sale_tax(channel, lot.units), wave.wave_id)
            return
        story = self.home.arrive if name in self.stock.homeward else self._unload
        self.agenda.tell(story(lot, at_h), lot.lot_id)

    def _unload(self, lot: Lot, at_h: float) -> Story:
        refill = self.stock.refills[lot.order.consignment_id]
        run = self.shelves[refill.shelf_id]
        pieces = lot.units * refill.pieces_per_unit
        m3 = pieces * run.shelf.piece_m3
        opens_h, end_h = run.floor.docks.work(at_h, m3 * run.place.unload_h_per_m3)
        yield self.agenda.until(end_h, RECEIPT)
        used = 0.0 if lot.state is None else lot.state.life_used
        self.charge(end_h, price.inbound(run.place.on(end_h), run.shelf, pieces), lot.lot_id)
        self.put(run, "unload", lot.order.consignment_id, lot.lot_id, pieces, at_h, end_h,
                 opens_h=opens_h, life_used=used)  # fmt: skip

    def _order(self, wave: Wave, at_h: float) -> None:
        """Orders come: what is there is set aside, the rest waits or is lost."""
        channel = self.stock.channels[wave.channel_id]
        if channel.kind == "post":
            self.agenda.tell(post(self, channel, wave, at_h), wave.wave_id)
            return
        run = self.shelves[channel.shelf_id]
        there = 0 if run.line else min(wave.orders, run.lots.free)
        asker = Asker(wave.wave_id, at_h, wave.orders, wave.orders, wave)
        short = wave.orders - there
        if run.shelf.lost:
            asker.missing = there
        else:
            run.backorders += wave.orders
        self.note(run, "order", wave.wave_id, "", wave.orders, at_h, at_h, at_h,
                  channel=channel.channel_id, found=there)  # fmt: skip
        if run.shelf.lost:
            run.backorders += there
            if short:
                self.note(run, "lost", wave.wave_id, "", short, at_h, at_h, at_h,
                          channel=channel.channel_id)  # fmt: skip
                self.charge(at_h, price.lost_sale(run.shelf, short), wave.wave_id)
        if asker.missing:
            run.line.append(asker)
            self.serve(run, at_h)

    def serve(self, run: ShelfRun, at_h: float) -> None:
        """Whoever waits at a shelf gets what is there."""
        for asker, lots in list(run.serve()):
            pieces = sum(part for _, part in lots)
            first = asker.wanted - asker.missing - pieces
            name = f"{asker.name}.{asker.parts}"
            asker.parts += 1
            taken = [
                Taken(lot.lot_id, part, run.life_used(lot, at_h) or 0.0, lot.label_h)
                for lot, part in lots
            ]
            kind = "set_aside" if asker.filler is None else "display_out"
            channel = "" if asker.wave is None else asker.wave.channel_id
            for lot, part in lots:
                self.note(run, kind, name, lot.lot_id, part, asker.at_h, at_h, at_h,
                          channel=channel, life_used=run.life_used(lot, at_h))  # fmt: skip
            if asker.filler is not None:
                self.agenda.tell(self._carry(run, asker.filler, name, taken, at_h), name)
                continue
            assert asker.wave is not None
            late = price.waiting(run.shelf, pieces, at_h - asker.at_h)
            self.charge(at_h, late, asker.name)
            parcels = Parcels(name, asker.wave, self.stock.channels[channel], first, pieces, taken)
            self.agenda.tell(to_door(self, run, parcels, at_h), name)

    def _look(self, subject: object, at_h: float) -> None:
        """A shelf that another one fills is looked at; it asks for no more than it has room for."""
        assert isinstance(subject, ShelfRun)
        run = subject
        if at_h >= self.world.scenario.period_end_h:
            return
        shelf = run.shelf
        level = levels(shelf, self.stock.forecasts[shelf.shelf_id], at_h)
        position = run.lots.on_hand + run.coming - run.backorders
        coming_m3 = sum(other.coming * other.shelf.piece_m3 for other in run.floor.shelves)
        room = int((run.place.capacity_m3 - run.floor.m3 - coming_m3) / shelf.piece_m3 + 1e-9)
        need = min(asked(shelf, level, position), max(0, room))
        if need > 0:
            source = self.shelves[shelf.source_id]
            run.coming += need
            run.requests += 1
            name = f"{shelf.shelf_id}@{run.requests}"
            source.line.append(Asker(name, at_h, need, need, filler=run))
            self.serve(source, at_h)
        self.agenda.call(snap_h(at_h + shelf.review_h), self._look, run, ARRIVAL)

    def _carry(
        self, source: ShelfRun, target: ShelfRun, name: str, taken: list[Taken], at_h: float
    ) -> Story:
        """Pieces go from a shelf to the one that it fills, under customs' eyes where bonded."""
        pieces = sum(item.pieces for item in taken)
        opens_h, picked_h = source.floor.packers.work(at_h, pieces * source.place.pick_h_per_order)
        self.note(source, "pick", name, "", pieces, at_h, opens_h, picked_h)
        end_h = snap_h(picked_h + target.shelf.transfer_h)
        yield self.agenda.until(end_h, RECEIPT)
        self.note(target, "truck", name, "", pieces, picked_h, picked_h, end_h)
        self.charge(end_h, price.transfer(target.shelf, pieces), name)
        target.coming -= pieces
        for number, item in enumerate(taken):
            self.put(target, "display_in", name, f"{name}:{number}", item.pieces, picked_h, end_h,
                     life_used=item.life_used, label_h=item.label_h)  # fmt: skip

    def send_back(self, run: ShelfRun, lot: ShelfLot, at_h: float) -> Story:
        """Goods whose term on display is over go back to the shelf that they came from."""
        pieces, used = lot.pieces, run.life_used(lot, at_h) or 0.0
        run.lots.drop(lot)
        self.note(run, "term_out", lot.lot_id, lot.lot_id, pieces, at_h, at_h, at_h)
        end_h = snap_h(at_h + run.shelf.transfer_h)
        yield self.agenda.until(end_h, RECEIPT)
        self.charge(end_h, price.transfer(run.shelf, pieces), lot.lot_id)
        source = self.shelves[run.shelf.source_id]
        self.note(run, "truck", lot.lot_id, lot.lot_id, pieces, at_h, at_h, end_h)
        self.put(source, "term_in", lot.lot_id, f"{lot.lot_id}~", pieces, at_h, end_h,
                 life_used=used, label_h=lot.label_h)  # fmt: skip

    def _day(self, _: object, at_h: float) -> None:
        """A day is over, before anything of the next one happens."""
        end_of_day(self, at_h)
        if at_h + DAY_H <= self.world.scenario.period_end_h:
            self.agenda.call(at_h + DAY_H, self._day, None, RECEIPT)
