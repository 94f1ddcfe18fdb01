"""What room is worth: one more box on a full departure, one more plug, tonnes, a train that runs.

The estimate is made at the planner's desk with everybody booked as planned. A consignment gains
from room on a departure what it costs at best now (where it is, or anywhere else that is open)
less what it would add there; the one that gains most moves in, then those that still gain and
still fit. A train that runs is worth what its goods would cost more on their next best ways, less
its dead freight. What takes the place that movers leave is not looked at, nor what others could
have decided differently from the beginning: planning again with that room shows it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.cargo import Consignment
from domain.outlook import Outlook
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.desk import Demand, PlanDesk
from optimize.lane import Slot
from optimize.offer import Offer
from optimize.offers import OfferBook
from optimize.why.books import PlanBooks
from optimize.why.room import NO_ROOM, Room, RoomyBooking, desk_of, planned_again, without_departure
from optimize.why.ways import UNITS

_GAIN_CNY = 0.01
_LEAST_T = 1.0
"""Cargo that a box should find room for besides its own weight."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What `step` more of a unit is worth on some legs of a departure.

    `unit`: `teu`, `t`, `plugs`, or `train` (the departure itself, `step` 1). `room` is what is
    there, `used` what the plan books on the fullest of the legs; `movers` the consignments that
    would come (of a train: that would have to leave). Beside the estimate, `None` where not asked:
    `price_cny` at the lower bound's prices (`optimize.why.prices`); `nearby_cny`, the fall of the
    plan's cost when it is improved around the departure (`optimize.why.nearby`); `confirmed_cny`,
    when it is planned again from nothing.
    """

    service_id: str
    at_h: float
    legs: tuple[int, ...]
    unit: str
    step: float
    room: float
    used: float
    estimate_cny: float
    movers: tuple[str, ...]
    price_cny: float | None = None
    nearby_cny: float | None = None
    confirmed_cny: float | None = None

    @property
    def key(self) -> DepartureKey:
        """The departure."""
        return self.service_id, self.at_h


class CapacityDesk:
    """Estimates under one plan; see the module."""

    def __init__(self, books: PlanBooks, offers: OfferBook) -> None:
        self.books = books
        self.scenario = books.scenario
        self.desk: PlanDesk = desk_of(books.scenario, offers, books.plan)
        booking = self.desk.booking
        assert isinstance(booking, RoomyBooking)
        self.booking = booking
        self.demands: dict[str, Demand] = {}
        self.users: dict[DepartureKey, dict[str, list[Offer]]] = {}
        for order in self.scenario.consignments:
            self._take_in(order, offers.pool(order))
        self._base: dict[str, float] = {}

    def worths(self) -> tuple[Worth, ...]:
        """Every full departure and unit, and every path train that runs; dearest first."""
        found = [self._worth(*full) for full in self._full()]
        found.extend(self._train(key) for key in sorted(self.books.plan.runs))
        return tuple(sorted(found, key=lambda w: (-w.estimate_cny, w.key, w.unit)))

    def _take_in(self, order: Consignment, offers: tuple[Offer, ...]) -> None:
        held = self.booking.of_consignment.get(order.consignment_id, {})
        units = sum(one.units for one in held.values())
        if not units:
            return
        # What the plan took stays an offer even where the pool does not hold it.
        names = {one.name for one in offers}
        extra = tuple(
            one.offer
            for one in held.values()
            if one.offer is not None and one.offer.name not in names
        )
        demand = Demand(order, units, (*offers, *extra), may_outsource=True)
        self.demands[demand.name] = demand
        for offer in offers:
            for key in {slot[0] for slot in offer.timed.slots}:
                self.users.setdefault(key, {}).setdefault(demand.name, []).append(offer)

    def _full(self) -> Iterable[tuple[DepartureKey, str, tuple[int, ...], float]]:
        """Departures and units without room for one more box, with legs and the step."""
        for key in sorted({slot[0] for slot in self.books.ledger.teu}):
            offers = [one for mine in self.users.get(key, {}).values() for one in mine]
            boxes = [
                self.scenario.network.boxes[name]
                for name in sorted({one.timed.journey.route.box_type for one in offers})
            ]
            if not boxes:
                continue
            least: Room = (
                min(box.teu for box in boxes),
                min(box.tare_kg for box in boxes) / 1000.0 + _LEAST_T,
                1.0 if any(box.reefer for box in boxes) else -math.inf,
            )
            step: Room = (
                max(box.teu for box in boxes),
                max(box.tare_kg + box.payload_kg for box in boxes) / 1000.0,
                1.0,
            )
            for axis, unit in enumerate(UNITS):
                legs = tuple(
                    leg
                    for leg in range(len(self.scenario.network.services[key[0]].legs))
                    if self.books.room_left(key, leg)[axis] < least[axis] - 1e-9
                )
                if legs:
                    yield key, unit, legs, step[axis]

    def _worth(
        self, key: DepartureKey, unit: str, legs: tuple[int, ...], step: float
    ) -> Worth:  # fmt: skip
        axis = UNITS.index(unit)
        self.booking.extra = extra_room(key, legs, unit, step)
        movers: list[tuple[float, str, Offer]] = []
        riders = {
            self.booking.parts[part].consignment.consignment_id
            for part in self.booking.parts_on(key)
        }
        waiting = sorted(set(self.users.get(key, {})) - riders)
        gains = self._gains(key, waiting)
        total, taken, placed = 0.0, [], []
        while gains:
            gain, name, _ = max(gains, key=lambda one: (one[0], one[1]))
            again = self._gains(key, [name])
            gains = [one for one in gains if one[1] != name]
            if again and again[0][0] >= gain - _GAIN_CNY:
                _, _, offer = again[0]
                taken.append(self.desk.take_off(self.demands[name]))
                self.desk.add(self.demands[name].consignment, self.demands[name].units, offer)
                placed.append(name)
                movers.append((gain, name, offer))
                total += gain
                gains = self._gains(key, sorted(set(waiting) - set(placed)))
        for name in placed:
            self.desk.take_off(self.demands[name])
        for one in reversed(taken):
            self.desk.put_back(one)
        self.booking.extra = {}
        service = self.scenario.network.services[key[0]].on(key[1])
        limit = (service.capacity_teu, service.capacity_t, service.plugs)[axis]
        used = (self.books.ledger.teu, self.books.ledger.t, self.books.ledger.plugs)[axis]
        return Worth(
            key[0], key[1], legs, unit, step, math.inf if limit is None else float(limit),
            max(used.get((key, leg), 0.0) for leg in legs), total,
            tuple(name for _, name, _ in movers),
        )  # fmt: skip

    def _gains(self, key: DepartureKey, names: Sequence[str]) -> list[tuple[float, str, Offer]]:
        """Who would gain from going on a departure, with its best offer there."""
        found = []
        for name in names:
            demand = self.demands[name]
            costs = [
                (cny, offer.name, offer)
                for offer in self.users[key][name]
                for cny in (self.desk.part_cny(offer, demand.consignment, demand.units),)
                if cny is not None
            ]
            if not costs:
                continue
            cny, _, offer = min(costs, key=lambda one: one[:2])
            gain = self._now_cny(name) - cny
            if gain > _GAIN_CNY:
                found.append((gain, name, offer))
        return found

    def _now_cny(self, name: str) -> float:
        """What a consignment costs at best with the room that there is."""
        if name not in self._base:
            extra, self.booking.extra = self.booking.extra, {}
            demand = self.demands[name]
            before = self.desk.cost_cny
            taken = self.desk.take_off(demand)
            stays = before - self.desk.cost_cny
            best = self.desk.best(demand, demand.units)
            if best is not None and best[1] == demand.units:
                cny = self.desk.part_cny(best[0], demand.consignment, demand.units)
                stays = stays if cny is None else min(stays, cny)
            elif best is None:
                stays = min(stays, demand.outsource_cny(demand.units))
            self.desk.put_back(taken)
            self.booking.extra = extra
            self._base[name] = stays
        return self._base[name]

    def _train(self, key: DepartureKey) -> Worth:
        """What its goods would cost more without a train that runs."""
        riders = sorted(
            {
                self.booking.parts[part].consignment.consignment_id
                for part in self.booking.parts_on(key)
            }
        )
        before = self.desk.cost_cny
        taken = [self.desk.take_off(self.demands[name]) for name in riders]
        placed = []
        for one in sorted(taken, key=lambda t: (-t.demand.consignment.m3, t.demand.name)):
            offers = tuple(
                offer
                for offer in one.demand.offers
                if all(slot[0] != key for slot in offer.timed.slots)
            )
            self.desk.place(replace(one.demand, offers=offers), ())
            placed.append(one.demand)
        worth = self.desk.cost_cny - before
        for demand in placed:
            self.desk.take_off(demand)
        for one in taken:
            self.desk.put_back(one)
        used = self.booking.loaded_teu(key)
        service = self.scenario.network.services[key[0]].on(key[1])
        legs = tuple(range(len(service.legs)))
        room = math.inf if service.capacity_teu is None else float(service.capacity_teu)
        return Worth(key[0], key[1], legs, "train", 1.0, room, used, worth, tuple(riders))


def extra_room(key: DepartureKey, legs: Sequence[int], unit: str, step: float) -> dict[Slot, Room]:
    """Extra room of one unit on some legs of a departure."""
    more = tuple(step if one == unit else extra for one, extra in zip(UNITS, NO_ROOM, strict=True))
    return {(key, leg): (more[0], more[1], more[2]) for leg in legs}


def confirmed(scenario: Scenario, outlook: Outlook, worth: Worth, base_cny: float) -> Worth:
    """The worth with what planning again gives; `base_cny` is the plan's cost as it is."""
    if worth.unit == "train":
        cny = planned_again(without_departure(scenario, worth.key), outlook) - base_cny
    else:
        extra = extra_room(worth.key, worth.legs, worth.unit, worth.step)
        cny = base_cny - planned_again(scenario, outlook, extra)
    return replace(worth, confirmed_cny=cny)
