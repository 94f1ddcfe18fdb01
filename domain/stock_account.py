"""What warehouses cost under a plan: the planner's books of shelves, packing, mail and returns.

Goods arrive as the plan is walked at a pace; behind the dock everything goes at its mean, and no
crew has a queue. In nominal mode the simulation with unlimited crews pays the same to 0.01 CNY, if
it goes on until all is delivered. Shelves that other shelves fill, and returns that travel home,
are not in it: `stock_account` is then `None`.

Some of it no plan can change while no order is lost: fees per order, tax, last miles, mail,
returns. The rest is for goods that stand there (`standing_cny`): storage, interest, ageing, what is
too old.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count

from domain import warehouse_charges as price
from domain.account import PlanAccount
from domain.counts import part_of
from domain.draws import Chance, snap_h
from domain.expected import arrival, lenient_walk
from domain.outlook import Outlook
from domain.plan import Part, Plan
from domain.planned_boxes import PlannedBox, planned_boxes
from domain.scenario import Scenario
from domain.shelf_lots import ShelfLot, ShelfLots, at_start, expires_h
from domain.tariff import Charge
from domain.warehouse import DAY_H, Channel, Shelf, StockWorld, Warehouse, Wave

RECEIPT, ORDER = 0, 1
"""Within an instant shelves receive before buyers order."""


@dataclass(frozen=True, slots=True)
class Unloaded:
    """Goods of a consignment at its destination: units, and the life that they have used."""

    consignment_id: str
    units: int
    at_h: float
    life_used: float = 0.0


@dataclass(frozen=True, slots=True)
class StockAccount:
    """What warehouses cost. `lost` are orders that found nothing and did not wait."""

    charges: tuple[Charge, ...]
    standing_cny: float
    lost: int

    @property
    def cost_cny(self) -> float:
        """All of it."""
        return math.fsum(charge.cny for charge in self.charges)


def unloaded(
    scenario: Scenario,
    plan: Plan,
    boxes: Iterable[PlannedBox],
    delivered_h: Mapping[str, float],
    life_used: Mapping[str, float] | None = None,
) -> list[Unloaded]:
    """What a plan brings to warehouses: each box's load of a part apart, as docks get it.

    Parameters
    ----------
    delivered_h, life_used
        By part; a part without an hour does not arrive.
    """
    asked: set[str] = set()
    if scenario.stock is not None:
        asked = {*scenario.stock.refills, *scenario.stock.direct}
    parts = {part.part_id: part for part in plan.parts if part.consignment_id in asked}
    used = life_used or {}
    found = [
        Unloaded(part.consignment_id, load.units, delivered_h[part.part_id],
                 used.get(part.part_id, 0.0))
        for box in boxes
        for load in box.fill.loads
        for part in (parts.get(load.part_id),)
        if part is not None and part.part_id in delivered_h
    ]  # fmt: skip
    orders = {order.consignment_id: order for order in scenario.consignments}

    def given_away(part: Part) -> Unloaded:
        order = orders[part.consignment_id]
        return Unloaded(part.consignment_id, part.units, max(order.due_h, order.ready_h))

    found.extend(given_away(part) for part in parts.values() if part.outsourced)
    return found


def nominal_stock(scenario: Scenario, plan: Plan, books: PlanAccount) -> StockAccount | None:
    """What warehouses cost as the books of a plan say that goods arrive."""
    hours = {one.part.part_id: one.delivered_h for one in books.parts}
    used = {one.part.part_id: one.state.life_used for one in books.parts if one.state is not None}
    return stock_account(scenario, unloaded(scenario, plan, books.boxes, hours, used))


def expected_stock(scenario: Scenario, outlook: Outlook, plan: Plan) -> tuple[StockAccount, ...]:
    """The same at every pace of an outlook, with goods that arrive as `domain.expected` walks them.

    Life that they have used on the way is left out.
    """
    stock = scenario.stock
    if stock is None:
        return ()
    orders = {order.consignment_id: order for order in scenario.consignments}
    asked = {*stock.refills, *stock.direct}
    inside = plan.parts_by_journey()
    mine = [name for name, parts in inside.items() if any(p.consignment_id in asked for p in parts)]
    boxes = planned_boxes(scenario, plan, inside)
    found = []
    for pace in outlook.paces():
        hours: dict[str, float] = {}
        for name in sorted(mine):
            journey, parts = plan.journeys[name], inside[name]
            direction = orders[parts[0].consignment_id].direction
            walked = lenient_walk(scenario, journey, direction, pace)
            for part in parts:
                order = orders[part.consignment_id].under(part.trade_mode)
                came = arrival(scenario, order, part, journey, walked, pace)
                hours[part.part_id] = came.delivered_h
        books = stock_account(scenario, unloaded(scenario, plan, boxes, hours))
        if books is None:
            return ()
        found.append(books)
    return tuple(found)


def stock_account(scenario: Scenario, arrivals: Sequence[Unloaded]) -> StockAccount | None:
    """Price what happens behind the dock; `None` without warehouses, or where it cannot."""
    stock = scenario.stock
    if stock is None or stock.home_ways or any(one.source_id for one in stock.shelves.values()):
        return None
    return _Warehouses(scenario, stock).run(arrivals)


@dataclass(slots=True)
class _Shelf:
    """A shelf with its lots and the buyers who wait: (wave, first place, pieces still wanted)."""

    shelf: Shelf
    place: Warehouse
    lots: ShelfLots = field(default_factory=ShelfLots)
    line: list[list[object]] = field(default_factory=list)


class _Warehouses:
    """One walk through all days."""

    def __init__(self, scenario: Scenario, stock: StockWorld) -> None:
        self.scenario, self.stock = scenario, stock
        self.chance = Chance(0, 0, nominal=True)
        self.calls: list[tuple[float, int, int, Callable[[float], None]]] = []
        self.numbers = count()
        self.charges: list[Charge] = []
        self.standing: list[float] = []
        self.lost = 0
        self.shelves = {
            name: _Shelf(shelf, stock.warehouse_of(name)) for name, shelf in stock.shelves.items()
        }

    def run(self, arrivals: Sequence[Unloaded]) -> StockAccount:
        for name, one in self.shelves.items():
            self._open(name, one)
        for wave in self.stock.waves:
            if self.stock.channels[wave.channel_id].kind != "direct":
                self._at(wave.at_h, ORDER, partial(self._order, wave))
        days = int(self.scenario.period_end_h // DAY_H)
        for day in range(1, days + 1):
            self._at(DAY_H * day, RECEIPT, self._day)
        for arrived in arrivals:
            self._at(arrived.at_h, RECEIPT, partial(self._unload, arrived))
        while self.calls and self.calls[0][0] <= self.scenario.cap_h:
            at_h, _, _, call = heappop(self.calls)
            call(at_h)
        return StockAccount(tuple(self.charges), math.fsum(self.standing), self.lost)

    def _at(self, at_h: float, turn: int, call: Callable[[float], None]) -> None:
        heappush(self.calls, (at_h, turn, next(self.numbers), call))

    def _pay(self, *charges: Charge) -> None:
        self.charges.extend(charges)

    def _stand(self, *charges: Charge) -> None:
        self.charges.extend(charges)
        self.standing.extend(charge.cny for charge in charges)

    def _open(self, name: str, one: _Shelf) -> None:
        if name not in self.stock.lots:
            self._put(one, self.stock.opening.get(name, 0), 0.0, 0.0, f"{name}#0")
            return
        life = self.scenario.products[one.shelf.product_id].life
        for lot in self.stock.lots[name]:
            if lot.status == "returned":
                wave = Wave(lot.lot_id, "", 0.0, lot.pieces)
                back = (wave, 0, lot.pieces, lot.pieces, lot.pieces)
                self._triage(one, back, lot.life_used, lot.expires_h, 0.0)
                continue
            there = at_start(one.shelf, life, one.place.keeps_c, lot)
            one.lots.put(there)
            if there.held:
                self._at(lot.until_h, RECEIPT, partial(self._let_go, one, there))

    def _let_go(self, one: _Shelf, lot: ShelfLot, at_h: float) -> None:
        if one.lots.let_go(lot):
            self._serve(one, at_h)

    def _worked(self, place: Warehouse, at_h: float, man_h: float, people: int) -> float:
        """When a job is done by a whole crew; known hours that do not suffice end it."""
        if man_h <= 0.0:
            return at_h
        try:
            begin_h = place.opening.next_open_h(at_h)
            return snap_h(place.opening.finish_h(begin_h, man_h / people))
        except LookupError:
            return place.opening.until_h

    def _unload(self, arrived: Unloaded, at_h: float) -> None:
        wave = self.stock.direct.get(arrived.consignment_id)
        if wave is not None:
            self._pay(price.sale_tax(self.stock.channels[wave.channel_id], arrived.units))
            return
        refill = self.stock.refills[arrived.consignment_id]
        one = self.shelves[refill.shelf_id]
        pieces = arrived.units * refill.pieces_per_unit
        man_h = pieces * one.shelf.piece_m3 * one.place.unload_h_per_m3
        end_h = self._worked(one.place, at_h, man_h, one.place.docks)

        def done(done_h: float) -> None:
            self._pay(price.inbound(one.place.on(done_h), one.shelf, pieces))
            self._put(one, pieces, done_h, arrived.life_used, arrived.consignment_id)

        self._at(end_h, RECEIPT, done)

    def _put(
        self, one: _Shelf, pieces: int, at_h: float, used: float, name: str,
        label_h: float = math.inf,
    ) -> None:  # fmt: skip
        if pieces <= 0:
            return
        life = self.scenario.products[one.shelf.product_id].life
        ends_h = expires_h(one.shelf, life, one.place.keeps_c, at_h, used)
        one.lots.put(ShelfLot(name, at_h, pieces, min(ends_h, label_h), used, label_h=label_h))
        self._serve(one, at_h)

    def _order(self, wave: Wave, at_h: float) -> None:
        channel = self.stock.channels[wave.channel_id]
        if channel.kind == "post":
            self._post(channel, wave, at_h)
            return
        one = self.shelves[channel.shelf_id]
        wanted = wave.orders
        if one.shelf.lost:
            wanted = 0 if one.line else min(wave.orders, one.lots.free)
            if short := wave.orders - wanted:
                self.lost += short
                self._pay(price.lost_sale(one.shelf, short))
        if wanted:
            one.line.append([wave, wave.orders - wanted, wanted])  # who is lost came first
            self._serve(one, at_h)

    def _post(self, channel: Channel, wave: Wave, at_h: float) -> None:
        """Mail pays by the piece; which dispatch it takes changes hours, not costs."""
        office = self.stock.warehouses[channel.office_id]
        man_h = wave.orders * office.pick_h_per_order
        sorted_h = self._worked(office, at_h, man_h, office.packers)
        self._pay(
            price.pick(office.on(sorted_h), wave.orders),
            price.last_mile(channel, wave.orders),
            price.sale_tax(channel, wave.orders),
        )

    def _serve(self, one: _Shelf, at_h: float) -> None:
        while one.line and one.lots.free:
            wave, first, wanted = one.line[0]
            assert isinstance(wave, Wave)
            assert isinstance(first, int)
            assert isinstance(wanted, int)
            taken = one.lots.take(wanted)
            got = sum(pieces for _, pieces in taken)
            one.line[0][1:] = [first + got, wanted - got]
            if got == wanted:
                one.line.pop(0)
            self._pay(price.waiting(one.shelf, got, at_h - wave.at_h))
            self._to_door(one, wave, first, got, taken, at_h)

    def _to_door(
        self, one: _Shelf, wave: Wave, first: int, pieces: int,
        taken: list[tuple[ShelfLot, int]], at_h: float,
    ) -> None:  # fmt: skip
        """Orders with papers that do not match come later; all pay the same."""
        place = one.place
        wrong = 0
        if place.desks:
            failing = round(place.match_fail_share * wave.orders)
            wrong = part_of(failing, wave.orders, first, first + pieces)
        self._leave(one, wave, first, pieces - wrong, taken, 0, at_h)
        if wrong:
            again_h = snap_h(at_h + place.match_redo_h)
            self._leave(one, wave, first + pieces - wrong, wrong, taken, pieces - wrong, again_h)

    def _leave(
        self, one: _Shelf, wave: Wave, first: int, pieces: int,
        taken: list[tuple[ShelfLot, int]], skip: int, at_h: float,
    ) -> None:  # fmt: skip
        if not pieces:
            return
        place, channel = one.place, self.stock.channels[wave.channel_id]
        t = at_h
        if place.desks:
            t = self._worked(place, t, pieces * place.release_h_per_order, max(1, place.desks))
            self._pay(price.release(place, pieces))
        t = self._worked(place, t, pieces * place.pick_h_per_order, place.packers)
        self._pay(price.pick(place.on(t), pieces), price.demonstration(place, pieces))
        if channel.kind != "shop":
            always = place.opening.always_open
            gone_h = DAY_H * (t // DAY_H + 1.0) if always else place.opening.closes_h(t)
            t = snap_h(gone_h + self.chance.duration_h(channel.last_mile, "door"))
            self._pay(price.last_mile(channel, pieces))
        self._pay(price.sale_tax(channel, pieces))
        back = round(channel.return_share * wave.orders)
        coming = part_of(back, wave.orders, first, first + pieces)
        if not coming:
            return
        self._pay(price.return_ride(channel, coming))
        there_h = snap_h(snap_h(t + self.chance.duration_h(channel.return_wait, "back"))
                         + self.chance.duration_h(channel.return_ride, "ride"))  # fmt: skip
        used, label_h = _worst(one, self.scenario, taken, skip, pieces, at_h)
        self._triage(one, (wave, first, pieces, back, coming), used, label_h, there_h)

    def _triage(
        self, one: _Shelf, back: tuple[Wave, int, int, int, int], used: float, label_h: float,
        there_h: float,
    ) -> None:  # fmt: skip
        wave, first, asked, of_wave, pieces = back
        man_h = pieces * one.place.triage_h_per_piece
        end_h = self._worked(one.place, there_h, man_h, one.place.triage_crew)
        self._pay(price.triage(one.place.on(end_h), pieces))
        shelf, upto = one.shelf, first + asked
        fit = round(of_wave * shelf.restock_share)
        again = min(pieces, part_of(fit, wave.orders, first, upto))
        rest = pieces - again
        if shelf.home_value_cny is not None and shelf.piece_cny >= shelf.home_value_cny:
            self._pay(price.sent_home(shelf, rest))
        else:
            off = round((of_wave - fit) * shelf.liquidate_share)
            sold = min(rest, part_of(off, wave.orders, first, upto))
            self._pay(
                price.sold_off(shelf, sold),
                price.written_off(shelf, rest - sold, 0.0),
                price.destroyed(one.place.on(end_h), shelf, rest - sold),
            )
        name = f"{wave.wave_id}.{first}<"
        self._at(end_h, RECEIPT, lambda at_h: self._put(one, again, at_h, used, name, label_h))

    def _day(self, at_h: float) -> None:
        """What is too old goes; what stands there is billed."""
        rate = self.scenario.tariff.capital_rate_per_year
        for name, place in self.stock.warehouses.items():
            m3 = 0.0
            for one in self.shelves.values():
                if one.shelf.warehouse_id != name:
                    continue
                self._clear(one, at_h)
                for lot in one.lots.lots:
                    age_h = at_h - lot.received_h
                    self._stand(price.storage_day(place.on(at_h), one.shelf, lot.pieces, age_h))
                pieces = one.lots.on_hand
                self._stand(price.capital_day(rate, place, one.shelf, pieces),
                            price.aging_day(one.shelf, pieces))  # fmt: skip
                m3 += pieces * one.shelf.piece_m3
            self._stand(price.overflow_day(place.on(at_h), m3))
            self._pay(price.fixed_day(place.on(at_h)))

    def _clear(self, one: _Shelf, at_h: float) -> None:
        for lot in list(one.lots.lots):
            age_h, days = at_h - lot.received_h, one.shelf.write_off_days
            if (days is not None and age_h >= DAY_H * days) or lot.expires_h <= at_h:
                pieces = lot.pieces
                one.lots.drop(lot)
                self._stand(price.written_off(one.shelf, pieces, age_h),
                            price.destroyed(one.place.on(at_h), one.shelf, pieces))  # fmt: skip


def _worst(
    one: _Shelf, scenario: Scenario, taken: list[tuple[ShelfLot, int]], skip: int, pieces: int,
    at_h: float,
) -> tuple[float, float]:  # fmt: skip
    """Life used and printed end of the pieces of some places: of the worst lot among them."""
    life, room_c = scenario.products[one.shelf.product_id].life, one.place.keeps_c
    rate = 0.0 if life is None or room_c is None else life.rate_per_h(room_c)
    used, label_h = 0.0, math.inf
    for lot, count_ in taken:
        here = min(max(0, count_ - skip), pieces)
        skip = max(0, skip - count_)
        pieces -= here
        if here:
            used = max(used, lot.life_used + rate * (at_h - lot.known_h) if rate else 0.0)
            label_h = min(label_h, lot.label_h)
    return used, label_h
