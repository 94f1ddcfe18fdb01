"""The decisions that are open on a desk as a freight problem for the core's search.

Items are parcels: a consignment that goes whole, or the units of full loads one by one (in
`MOST_PARCELS` lots at most). Options are their offers, loads the boxes of the journeys (of those
that may be heavy, light ones and heavy ones), slots and switches as in
`optimize.scenario_freight`. What is booked and not open is there as goods that have one way only.

Beside own cost an option pays

- beyond the desk's `near_h`, its share of a box, and uses no load;
- what it will likely bring upon its neighbours, and they upon it, when customs hold the box
  (`Beside`): the search knows the price of a box, but not who else is in it.

A box costs what it likely will after subsidies and block space (`optimize.pools`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

import numpy as np

from domain import tariff as price
from domain.cargo import Consignment
from domain.freight import (
    FreightPlan,
    FreightProblem,
    Ints,
    Items,
    Loads,
    Options,
    Slots,
    Switches,
)
from domain.timetable import DepartureKey
from domain.wagon_sets import run_cny
from optimize.booking import box_of
from optimize.desk import Demand, Placement, PlanDesk
from optimize.lane import Slot, TimedJourney
from optimize.offer import Offer
from optimize.scenario_freight import ROOM_SLACK, limited, limits, ragged

MOST_PARCELS = 12
USUAL_FILL = 0.85
"""Part of a box that is filled in the end."""
ALONE = 0.9
"""Goods that fill more of a box than this have no neighbours to speak of."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Who usually shares boxes of a journey: medians over the goods that could.

    `filled`: of a box; `later_cny`: what a box full of them loses when it is held; `looked`: the
    mean chance that one of them is looked into.
    """

    filled: float
    later_cny: float
    looked: float

    def cny(self, filled: float, later_cny: float, looked: float) -> float:
        """What goods and those beside them will likely cost one another."""
        rest = USUAL_FILL * max(0.0, 1.0 - filled)
        held = 1.0 - math.pow(1.0 - self.looked, rest / self.filled)
        theirs = looked * (1.0 - held) * rest * self.later_cny
        return later_cny * held * (1.0 - looked) + theirs


@dataclass(frozen=True, slots=True)
class DeskFreight:
    """The problem, with the demand and units of every parcel and the offer of every option.

    Parcels beyond `len(parcels)` are goods that stay where they are.
    """

    problem: FreightProblem
    parcels: tuple[tuple[Demand, int], ...]
    offers: tuple[Offer, ...]

    def placements(self, plan: FreightPlan) -> dict[str, Placement]:
        """How the units of every demand travel under a plan of the problem."""
        owner = self.problem.item_of_option
        taken: dict[int, Offer] = {}
        for option in plan.taken.tolist():
            if option < len(self.offers):
                taken[int(owner[option])] = self.offers[option]
        found: dict[str, dict[str, tuple[Offer | None, int]]] = {}
        for number, (demand, units) in enumerate(self.parcels):
            offer = taken.get(number)
            name = "" if offer is None else offer.name
            rows = found.setdefault(demand.name, {})
            rows[name] = (offer, rows.get(name, (offer, 0))[1] + units)
        return {name: tuple(rows[key] for key in sorted(rows)) for name, rows in found.items()}


def desk_freight(desk: PlanDesk, demands: Sequence[Demand]) -> DeskFreight:
    """The problem of placing some demands that are not booked now, in order of their names."""
    made = _Rows(desk, _beside(desk, demands))
    for demand in sorted(demands, key=lambda one: one.name):
        made.add(demand)
    made.add_fixed()
    return made.close()


def _beside(desk: PlanDesk, demands: Sequence[Demand]) -> dict[str, Beside]:
    """Journey by journey, the goods that could share its boxes."""
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for demand in demands:
        order = demand.consignment
        for offer in demand.offers:
            if not offer.later_cny or offer.timed.journey.stuff_at_h >= desk.near_h:
                continue
            filled = _filled(desk, offer.timed, order, order.units)
            if filled < ALONE:
                row = (filled, max(offer.later_cny) / filled, _looked(offer))
                rows.setdefault(offer.timed.name, []).append(row)
    return {
        name: Beside(
            median(one[0] for one in found),
            median(one[1] for one in found),
            fmean(one[2] for one in found),
        )
        for name, found in rows.items()
    }


def _filled(desk: PlanDesk, timed: TimedJourney, order: Consignment, units: int) -> float:
    box = box_of(desk.scenario, timed)
    return units * max(order.m3_per_unit / box.m3, order.kg_per_unit / box.payload_kg)


def _looked(offer: Offer) -> float:
    looks = () if offer.look is None else offer.look.each
    return min(1.0, sum([look.share for look in looks if look.holds_box]))


@dataclass(frozen=True, slots=True)
class _Column:
    """A load: boxes of a journey, or none but a train that is confirmed (`timed` is `None`)."""

    timed: TimedJourney | None
    name: str
    t: float
    cny: float
    paths: tuple[DepartureKey, ...]


@dataclass(slots=True)
class _Rows:
    desk: PlanDesk
    beside: dict[str, Beside]
    parcels: list[tuple[Demand, int]] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    m3: list[float] = field(default_factory=list)
    t: list[float] = field(default_factory=list)
    away: list[float] = field(default_factory=list)
    first: list[int] = field(default_factory=lambda: [0])
    own: list[float] = field(default_factory=list)
    load: list[list[int]] = field(default_factory=list)
    loads: list[_Column] = field(default_factory=list)
    loads_of: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def add(self, demand: Demand) -> None:
        """Parcels of a demand with their options."""
        order = demand.consignment
        count = min(demand.units, MOST_PARCELS) if order.unit == "fcl" else 1
        each, more = divmod(demand.units, count)
        for number in range(count):
            units = each + (number < more)
            self.parcels.append((demand, units))
            self._item(f"{demand.name}#{number:02d}", units, order, demand.outsource_cny(units))
            for offer in demand.offers:
                self._options(offer, order, units)
            self.first.append(len(self.own))

    def _item(self, item_id: str, units: int, order: Consignment, away_cny: float) -> None:
        self.ids.append(item_id)
        self.m3.append(units * order.m3_per_unit)
        self.t.append(units * order.kg_per_unit / 1000.0)
        self.away.append(away_cny)

    def _options(self, offer: Offer, order: Consignment, units: int) -> None:
        timed = offer.timed
        own = offer.own_cny * units / order.units
        kg, m3 = units * order.kg_per_unit, units * order.m3_per_unit
        choices: list[list[int]] = [[]]
        if offer.feeder is not None:
            if offer.feeder.journey.stuff_at_h >= self.desk.near_h:
                own += self.desk.far_cny(offer.feeder, kg, m3, alone=True)
            else:
                choices = [[number] for number in self._taking(offer.feeder, order)]
        if timed.journey.stuff_at_h >= self.desk.near_h:
            own += self.desk.far_cny(timed, kg, m3, alone=offer.feeder is not None)
            for loads in choices:
                self._option(own, loads, offer)
            return
        beside = self.beside.get(timed.name)
        if beside is not None and offer.later_cny:
            filled = min(1.0, _filled(self.desk, timed, order, units))
            later_cny = max(offer.later_cny) * units / order.units
            own += beside.cny(filled, later_cny, _looked(offer))
        for number in self._taking(timed, order):
            for loads in choices:
                self._option(own, [*loads, number], offer)

    def _taking(self, timed: TimedJourney, order: Consignment) -> list[int]:
        """Loads of a journey that can take a unit of a consignment."""
        numbers = self._loads(timed)
        return [n for n in numbers if order.kg_per_unit <= 1000.0 * self.loads[n].t]

    def _option(self, own: float, load: list[int], offer: Offer) -> None:
        self.own.append(own)
        self.load.append(load)
        self.offers.append(offer)

    def _loads(self, timed: TimedJourney) -> tuple[int, ...]:
        """The loads of a journey: its boxes, or its light ones and its heavy ones."""
        numbers = self.loads_of.get(timed.name)
        if numbers is None:
            payload_t = box_of(self.desk.scenario, timed).payload_kg / 1000.0
            light_t = price.HEAVY_BOX_KG / 1000.0
            begin = len(self.loads)
            saved = self.desk.booking.pools.likely_cny(timed.claims)
            light_cny = max(0.0, timed.light_cny - saved)
            heavy_cny = max(0.0, timed.heavy_cny - saved)
            heavy = _Column(timed, timed.name, payload_t, heavy_cny, timed.paths)
            if timed.heavy_cny <= timed.light_cny or payload_t <= light_t:
                self.loads.append(heavy)
            else:
                name = timed.name + "|light"
                self.loads.append(_Column(timed, name, light_t, light_cny, timed.paths))
                self.loads.append(heavy)
            numbers = self.loads_of[timed.name] = tuple(range(begin, len(self.loads)))
        return numbers

    def add_fixed(self) -> None:
        """What is booked in boxes that others may join, and the trains that run in any case."""
        for name in sorted(self.loads_of):
            loaded = self.desk.booking.loads.get(name)
            if loaded is None:
                continue
            m3 = math.fsum(one[0] for one in loaded.boxes)
            t = math.fsum(one[1] for one in loaded.boxes) / 1000.0
            boxes = len(loaded.boxes)
            fits = [g for g in self.loads_of[name] if t <= self.loads[g].t * boxes]
            self._fixed(f"~{name}", m3, t, fits[0] if fits else self.loads_of[name][-1])
        for key in sorted({key for one in self.loads for key in one.paths} & self.desk.running):
            name = f"~{key[0]}@{key[1]!r}"
            self.loads.append(_Column(None, name, 1.0, 0.0, (key,)))
            self._fixed(name, 0.0, 0.0, len(self.loads) - 1)

    def _fixed(self, item_id: str, m3: float, t: float, load: int) -> None:
        self.ids.append(item_id)
        self.m3.append(m3)
        self.t.append(t)
        self.away.append(math.inf)
        self.own.append(0.0)
        self.load.append([load])
        self.first.append(len(self.own))

    def close(self) -> DeskFreight:
        """The problem with everything that was added."""
        load_first, load = ragged(self.load)
        count = len(self.ids)
        items = Items(
            tuple(self.ids), np.array(self.m3), np.array(self.t), np.ones(count, dtype=bool),
            np.array(self.away), np.zeros(count),
        )  # fmt: skip
        own, first = np.array(self.own), np.array(self.first, dtype=np.int64)
        options = Options(first, own, load_first, load)
        slots, switches, loads = self._tables()
        problem = FreightProblem("desk", items, options, loads, slots, switches)
        return DeskFreight(problem, tuple(self.parcels), tuple(self.offers))

    def _tables(self) -> tuple[Slots, Switches, Loads]:
        slots, slot_first, slot = self._slots()
        switches, switch_first, switch = self._switches()
        boxes = [
            None if c.timed is None else box_of(self.desk.scenario, c.timed) for c in self.loads
        ]
        loads = Loads(
            tuple(one.name for one in self.loads),
            np.array([one.cny for one in self.loads]),
            np.array([1.0 if box is None else box.m3 for box in boxes]),
            np.array([one.t for one in self.loads]),
            np.array([0.0 if box is None else box.teu for box in boxes]),
            np.array([0.0 if box is None else box.tare_kg / 1000.0 for box in boxes]),
            np.array([0.0 if box is None else float(box.reefer) for box in boxes]),
            np.full(len(self.loads), math.inf),
            np.array([0.0 if c.timed is None else c.timed.journey.stuff_at_h for c in self.loads]),
            slot_first,
            slot,
            switch_first,
            switch,
        )
        return slots, switches, loads

    def _slots(self) -> tuple[Slots, Ints, Ints]:
        """Departures on legs with limited room, less what is booked in other boxes."""
        network = self.desk.scenario.network
        users: dict[Slot, list[int]] = {}
        for number, column in enumerate(self.loads):
            for slot in () if column.timed is None else column.timed.slots:
                if limited(network.holder(slot[0][0])):
                    users.setdefault(slot, []).append(number)
        rooms = {slot: self._room(slot, users[slot]) for slot in users}
        merged: dict[tuple[object, ...], Slot] = {}
        for slot in sorted(users):
            merged.setdefault((slot[0], tuple(users[slot]), rooms[slot]), slot)
        slots = sorted(merged.values())
        room = np.array([rooms[slot] for slot in slots]).reshape(len(slots), 3) + ROOM_SLACK
        rows: list[list[int]] = [[] for _ in self.loads]
        for number, slot in enumerate(slots):
            for user in users[slot]:
                rows[user].append(number)
        names = tuple(f"{key[0]}@{key[1]!r}/{leg}" for key, leg in slots)
        teu, t, plugs = room.T.copy()
        return Slots(names, teu, t, plugs), *ragged(rows)

    def _room(self, slot: Slot, users: Sequence[int]) -> tuple[float, float, float]:
        """What the loads of the problem may take, with what they hold already."""
        booking = self.desk.booking
        held = [0.0, 0.0, 0.0]
        journeys = {one.name: one for one in (self.loads[number].timed for number in users) if one}
        for name in sorted(journeys):
            loaded = booking.loads.get(name)
            if loaded is not None:
                box, boxes = box_of(self.desk.scenario, journeys[name]), len(loaded.boxes)
                kg = math.fsum(one[1] for one in loaded.boxes)
                held[0] += box.teu * boxes
                held[1] += (kg + box.tare_kg * boxes) / 1000.0
                held[2] += float(box.reefer) * boxes
        most = limits(self.desk.scenario.network.holder(slot[0][0]).on(slot[0][1]))
        teu, t, plugs = (
            math.inf if limit is None else max(0.0, float(limit) - used + mine)
            for limit, used, mine in zip(most, booking.used(slot), held, strict=True)
        )
        return teu, t, plugs

    def _switches(self) -> tuple[Switches, Ints, Ints]:
        """Path trains with the dead freight of what they still miss of their least load."""
        services = self.desk.scenario.network.services
        paths = sorted({key for one in self.loads for key in one.paths})
        number = {key: index for index, key in enumerate(paths)}
        rows = [sorted({number[key] for key in one.paths}) for one in self.loads]
        least = np.array([services[key[0]].least_load_teu for key in paths], dtype=np.float64)
        dead = np.array([price.dead_freight(services[key[0]], 0.0).cny for key in paths])
        rate = np.divide(dead, least, out=np.zeros(len(paths)), where=least > 0.0)
        names = tuple(f"{key[0]}@{key[1]!r}" for key in paths)
        running = self.desk.running
        cost = np.array([0.0 if k in running else run_cny(services[k[0]]) for k in paths])
        return Switches(names, cost, least, rate), *ragged(rows)
