"""A scenario's consignments and box journeys as a freight problem, for the bound on its plans.

Items are the consignments, options every journey of every way in their hold windows, loads the
journeys' boxes of one class and set point, slots the departures with limited room on their legs,
switches the path trains with a least load. Every Plan of the same consignments over these journeys
is an answer to the problem that costs no more there, so a bound on the problem bounds the Plan:

- Consignments are cut at packing units, so their items may be divided; own cost is linear in units.
  It is what `domain.expected` books, but for goods that age: they are booked the least life that
  they can lose on the way.
- A box above 15 t may have another price. Then a journey has two loads, one of boxes up to 15 t and
  one of boxes up to the payload, and every consignment may go by either or both.
- Boxes are no fewer than the sum of the shares that the goods in them are sure to take
  (`optimize.box_shares`); those that never meet in a load do not count there.
- A path train that runs pays dead freight for what it misses on its fullest leg: no less than it
  misses of all that rides it. Room of a slot is what `domain.account` lets pass.
- Subsidies and block space make boxes cheaper at prices on their limits, and add a constant
  (`optimize.pool_prices`); without prices every box gets all that it may.
- Facilities are a constant; of a scenario with candidates, all open (`domain.opening`), each is a
  switch at the price of its cheapest step, needed by boxes that cannot go without it.
- Train paths that services share limit what rides all their trains of a window: to the room of as
  many of the widest trains as there are paths.
- Goods that may not share a box, hours of decision and what is known when only add cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from domain import tariff as price
from domain.cargo import Consignment
from domain.charges import facility_charges
from domain.freight import (
    Flags,
    Floats,
    FreightProblem,
    Ints,
    Items,
    Loads,
    Options,
    Slots,
    Switches,
)
from domain.network import Service, Store
from domain.opening import Candidate
from domain.paths import PathPool, PoolWindow, window_of
from domain.plan import BoxRoute
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from domain.wagon_sets import run_cny
from optimize.box_shares import Unit, sure_shares, unit_of
from optimize.lane import Slot, TimedJourney
from optimize.offer import Valued
from optimize.offers import OfferBook
from optimize.pool_prices import PoolPrices, box_saving_cny, pools_constant_cny

ROOM_SLACK = 1.1e-6
"""What `domain.account` lets a departure carry beyond its capacity, and a trifle."""
HEAVY = "|heavy"
NO_PRICES: PoolPrices = {}


@dataclass(frozen=True, slots=True)
class ScenarioFreight:
    """The problem, and what its rows mean.

    `least_boxes` is aligned with `problem.options.load`: boxes that the whole item is sure to fill.
    `constant_cny` is paid whatever is decided. Load g is a journey `journeys[journey_of_load[g]]`.
    """

    problem: FreightProblem
    least_boxes: Floats
    constant_cny: float
    orders: tuple[Consignment, ...]
    journeys: tuple[TimedJourney, ...]
    journey_of_load: Ints


def scenario_freight(
    scenario: Scenario,
    offers: OfferBook,
    *,
    least_life: bool = True,
    prices: PoolPrices = NO_PRICES,
) -> ScenarioFreight:
    """Turn a scenario and its offers into a problem.

    Parameters
    ----------
    least_life
        Book goods that age the least that they can lose, as a bound needs; else what is expected.
    prices
        On the limits of subsidies and block space.
    """
    made = _Rows(scenario, prices)
    for order in sorted(scenario.consignments, key=lambda c: c.consignment_id):
        valued = offers.valued(order, least_life=least_life)
        if valued is not None or order.given_away_cny_per_kg is not None:
            made.add(order, valued)
    return made.close()


@dataclass(slots=True)
class _Column:
    """A load in the making: its journey, and what its boxes hold and cost."""

    journey: int
    heavy: bool
    kg: float
    cny: float


@dataclass(slots=True)
class _Rows:
    """Columns of the problem, grown consignment by consignment."""

    scenario: Scenario
    prices: PoolPrices
    orders: list[Consignment] = field(default_factory=list)
    first: list[int] = field(default_factory=lambda: [0])
    own: list[Floats] = field(default_factory=list)
    load: list[Ints] = field(default_factory=list)
    each: list[Ints] = field(default_factory=list)
    unit: list[Ints] = field(default_factory=list)
    journeys: list[TimedJourney] = field(default_factory=list)
    loads: list[_Column] = field(default_factory=list)
    loads_of: dict[str, tuple[int, int]] = field(default_factory=dict)
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)
    kinds: dict[tuple[float, float], int] = field(default_factory=dict)

    def add(self, order: Consignment, valued: Valued | None) -> None:
        """An item with its options: a row for each journey, one more where boxes may be heavy."""
        kind = self.kinds.setdefault((order.m3_per_unit, order.kg_per_unit), len(self.kinds))
        self.orders.append(order)
        count = 0
        if valued is not None:
            found = [self.seen.get(id(one)) or self._loads(one) for one in valued.journeys]
            pairs = np.array(found, dtype=np.int64)
            first = self._first_loads(valued)
            for column in (0, 1):
                for way_in in (0, 1):
                    rows = pairs[:, column] >= 0
                    if first is not None:
                        rows &= first[:, way_in] != -1
                    elif way_in:
                        continue
                    count += self._options(
                        kind, valued.own_cny[rows], pairs[rows, column],
                        None if first is None else first[rows, way_in],
                    )  # fmt: skip
        self.first.append(self.first[-1] + count)

    def _options(self, kind: int, own: Floats, load: Ints, first: Ints | None) -> int:
        """Options on some loads, each with the load to its hub, if there is one (-2: none)."""
        self.own.append(own)
        if first is None:
            self.load.append(load)
            self.each.append(np.ones(len(load), dtype=np.int64))
        else:
            both = np.stack((first, load), axis=1)
            self.load.append(both[both >= 0])
            self.each.append((both >= 0).sum(axis=1))
        self.unit.append(np.full(len(self.load[-1]), kind, dtype=np.int64))
        return len(own)

    def _first_loads(self, valued: Valued) -> Ints | None:
        """Per row, the loads of boxes to its hub: -2 for none needed, -1 for no second one."""
        if not valued.fed:
            return None
        found = [
            (-2, -1) if one is None else self.seen.get(id(one)) or self._loads(one)
            for one in valued.feeders
        ]
        return np.array(found, dtype=np.int64)[valued.way]

    def _loads(self, timed: TimedJourney) -> tuple[int, int]:
        """The loads of a journey: its boxes, or its light ones and its heavy ones (-1: none)."""
        numbers = self.loads_of.get(timed.name)
        if numbers is None:
            numbers = self._new_loads(timed)
            self.loads_of[timed.name] = numbers
        else:
            # One journey in two directions: the lesser price is sure.
            saved = self._saved_cny(timed)
            for number, cny in zip(numbers, (timed.light_cny, timed.heavy_cny), strict=True):
                if number >= 0:
                    self.loads[number].cny = min(self.loads[number].cny, cny - saved)
        self.seen[id(timed)] = numbers
        return numbers

    def _new_loads(self, timed: TimedJourney) -> tuple[int, int]:
        box = self.scenario.network.boxes[timed.journey.route.box_type]
        journey, number = len(self.journeys), len(self.loads)
        self.journeys.append(timed)
        saved = self._saved_cny(timed)
        if timed.heavy_cny <= timed.light_cny or box.payload_kg <= price.HEAVY_BOX_KG:
            cny = min(timed.light_cny, timed.heavy_cny) - saved
            self.loads.append(_Column(journey, heavy=False, kg=box.payload_kg, cny=cny))
            return number, -1
        light = _Column(journey, heavy=False, kg=price.HEAVY_BOX_KG, cny=timed.light_cny - saved)
        heavy = _Column(journey, heavy=True, kg=box.payload_kg, cny=timed.heavy_cny - saved)
        self.loads.extend((light, heavy))
        return number, number + 1

    def _saved_cny(self, timed: TimedJourney) -> float:
        if not timed.claims:
            return 0.0
        return box_saving_cny(self.scenario.contracts, timed.claims, self.prices)

    def _below_nothing_cny(self, load: Ints, units: Floats) -> float:
        """Boxes that contracts make cheaper than nothing are booked at 0, and this at most added.

        There are no more boxes than packing units that may ride in them.
        """
        cny = np.array([one.cny for one in self.loads])
        boxes = np.bincount(load, weights=units, minlength=len(self.loads))
        for one in self.loads:
            one.cny = max(one.cny, 0.0)
        return float(np.minimum(cny, 0.0) @ boxes) if cny.size else 0.0

    def close(self) -> ScenarioFreight:
        """The problem with everything that was added."""
        first = np.array(self.first, dtype=np.int64)
        load = np.concatenate((np.empty(0, dtype=np.int64), *self.load))
        own = np.concatenate((np.empty(0), *self.own))
        unit = np.concatenate((np.empty(0, dtype=np.int64), *self.unit))
        share = self._shares(load, unit)
        loads = np.concatenate((np.empty(0, dtype=np.int64), *self.each))
        option_of = np.repeat(np.arange(len(own)), loads)
        keep = np.bincount(option_of, weights=~np.isfinite(share), minlength=len(own)) == 0.0
        first = np.concatenate(([0], np.cumsum(keep)))[first].astype(np.int64)
        own, loads = own[keep], loads[keep]
        load, share = load[keep[option_of]], share[keep[option_of]]
        each = np.repeat(np.array([o.units for o in self.orders], dtype=np.float64), np.diff(first))
        each = np.repeat(each, loads)
        options = Options(first, own, np.concatenate(([0], np.cumsum(loads))), load)
        contracts = self.scenario.contracts
        beside = pools_constant_cny(contracts, self.prices) if contracts else 0.0
        if contracts:
            beside += self._below_nothing_cny(load, each)
        slots, slot_first, slot = self._slots()
        switches, switch_first, switch = self._switches()
        table = self._load_table(slot_first, slot, switch_first, switch)
        problem = FreightProblem(self.scenario.name, self._items(), options, table, slots, switches)
        constant = math.fsum(charge.cny for _, charge in facility_charges(self.scenario)) + beside
        journey_of_load = np.array([one.journey for one in self.loads], dtype=np.int64)
        return ScenarioFreight(
            problem, share * each, constant, tuple(self.orders), tuple(self.journeys),
            journey_of_load,
        )  # fmt: skip

    def _items(self) -> Items:
        away = [
            math.inf if one.given_away_cny_per_kg is None else one.given_away_cny_per_kg * one.kg
            for one in self.orders
        ]
        return Items(
            tuple(one.consignment_id for one in self.orders),
            np.array([one.m3 for one in self.orders]),
            np.array([one.kg / 1000.0 for one in self.orders]),
            np.zeros(len(self.orders), dtype=bool),
            np.array(away),
            np.array([one.known_at_h for one in self.orders]),
        )

    def _shares(self, load: Ints, unit: Ints) -> Floats:
        """Per option, the share of a box that one unit is sure to take; inf where it never fits."""
        kinds, loads = len(self.kinds), len(self.loads)
        count = np.zeros(kinds)
        for order in self.orders:
            count[self.kinds[order.m3_per_unit, order.kg_per_unit]] += order.units
        met = np.zeros((loads, kinds), dtype=bool)
        met[load, unit] = True
        sizes = list(self.kinds)
        boxes = self.scenario.network.boxes
        known: dict[tuple[str, float, bytes], Floats] = {}
        table = np.empty((loads, kinds))
        for number, column in enumerate(self.loads):
            box = boxes[self.journeys[column.journey].journey.route.box_type]
            key = (box.box_type, column.kg, met[number].tobytes())
            if key not in known:
                units = [unit_of(m3, kg, box.m3, column.kg) for m3, kg in sizes]
                known[key] = _row_of_shares(units, count, met[number])
            table[number] = known[key]
        return table[load, unit]

    def _slots(self) -> tuple[Slots, Ints, Ints]:
        """Departures on legs with limited room; legs that carry the same loads are one."""
        users: dict[Slot, list[int]] = {}
        for number, column in enumerate(self.loads):
            for slot in self.journeys[column.journey].slots:
                if limited(self.scenario.network.holder(slot[0][0])):
                    users.setdefault(slot, []).append(number)
        merged: dict[tuple[DepartureKey, tuple[int, ...]], Slot] = {}
        for slot in sorted(users):
            merged.setdefault((slot[0], tuple(users[slot])), slot)
        slots = sorted(merged.values())
        found = [_room(self.scenario.network.holder(s[0][0]).on(s[0][1])) for s in slots]
        rows: list[list[int]] = [[] for _ in self.loads]
        for number, slot in enumerate(slots):
            for user in users[slot]:
                rows[user].append(number)
        names = [f"{key[0]}@{key[1]:.2f}/{leg}" for key, leg in slots]
        for window, riders in sorted(self._pool_riders().items()):
            found.append(self._pool_room(window))
            for user in riders:
                rows[user].append(len(names))
            names.append(pool_slot(window))
        room = np.array(found).reshape(len(names), 3) + ROOM_SLACK
        teu, t, plugs = room.T.copy()
        return Slots(tuple(names), teu, t, plugs), *ragged(rows)

    def _pool_riders(self) -> dict[PoolWindow, list[int]]:
        """Loads on trains that need a path of a pool's window."""
        pools = self.scenario.path_pools
        riders: dict[PoolWindow, list[int]] = {}
        for number, column in enumerate(self.loads if pools else ()):
            timed = self.journeys[column.journey]
            for window in {window_of(pools, key) for key in timed.paths} - {None}:
                assert window is not None
                riders.setdefault(window, []).append(number)
        return riders

    def _pool_room(self, window: PoolWindow) -> list[float]:
        """Room of all trains that can run: as many of the widest as there are paths."""
        pools = {pool.pool_id: pool for pool in self.scenario.path_pools}
        paths = float(pools[window[0]].there(window[1]))
        most = path_room(self.scenario, pools[window[0]])
        return [paths * one if paths else 0.0 for one in most]

    def _switches(self) -> tuple[Switches, Ints, Ints]:
        """Path trains: nothing to open, dead freight for what they miss."""
        services = self.scenario.network.services
        paths = sorted({key for timed in self.journeys for key in timed.paths})
        number = {key: index for index, key in enumerate(paths)}
        rows = [
            sorted({number[key] for key in self.journeys[one.journey].paths}) for one in self.loads
        ]
        names = [f"{key[0]}@{key[1]:.2f}" for key in paths]
        least = [services[key[0]].least_load_teu for key in paths]
        dead = [price.dead_freight(services[key[0]], 0.0).cny for key in paths]
        cost = [run_cny(services[key[0]]) for key in paths]
        for one in self.scenario.may_open:
            for row, column in zip(rows, self.loads, strict=True):
                if needs(self.journeys[column.journey].journey.route, one):
                    row.append(len(names))
            names.append(f"open:{one.candidate_id}")
            least.append(0.0)
            dead.append(0.0)
            cost.append(least_fixed_cny(self.scenario, one))
        wanted = np.array(least, dtype=np.float64)
        rate = np.divide(np.array(dead), wanted, out=np.zeros(len(names)), where=wanted > 0.0)
        return Switches(tuple(names), np.array(cost), wanted, rate), *ragged(rows)

    def _load_table(self, slot_first: Ints, slot: Ints, switch_first: Ints, switch: Ints) -> Loads:
        timed = [self.journeys[one.journey] for one in self.loads]
        boxes = [self.scenario.network.boxes[one.journey.route.box_type] for one in timed]
        return Loads(
            tuple(
                t.name + (HEAVY if one.heavy else "")
                for t, one in zip(timed, self.loads, strict=True)
            ),
            np.array([one.cny for one in self.loads]),
            np.array([box.m3 for box in boxes]),
            np.array([one.kg / 1000.0 for one in self.loads]),
            np.array([box.teu for box in boxes]),
            np.array([box.tare_kg / 1000.0 for box in boxes]),
            np.array([float(box.reefer) for box in boxes]),
            np.full(len(self.loads), math.inf),
            np.array([one.journey.stuff_at_h for one in timed]),
            slot_first,
            slot,
            switch_first,
            switch,
        )


def path_room(scenario: Scenario, pool: PathPool) -> tuple[float, ...]:
    """TEU, tonnes and plugs of the widest train that a path of a pool can be."""
    services = scenario.network.services
    rooms = [_room(services[name]) for name in sorted(pool.service_ids) if name in services]
    return tuple(map(max, zip(*rooms, strict=True))) or (0.0, 0.0, 0.0)


def pool_slot(window: PoolWindow) -> str:
    """Name of the slot in which a window's paths are counted."""
    return f"paths:{window[0]}/{window[1]}"


def needs(route: BoxRoute, one: Candidate) -> bool:
    """Whether boxes of a route go nowhere unless a candidate is open."""
    ridden = {hop.service_id for hop in route.hops}
    stuffed = one.node_id == route.stuff_node and "stuffing" in one.functions
    stripped = one.node_id == route.strip_node and "stripping" in one.functions
    return stuffed or stripped or not ridden.isdisjoint(one.service_ids)


def least_fixed_cny(scenario: Scenario, one: Candidate) -> float:
    """What the cheapest step of a candidate costs in the period."""
    interest = scenario.tariff.capital_rate_per_year
    days = (scenario.period_end_h - scenario.warm_up_h) / 24.0
    return days * min(step.rate_cny_per_day(interest) for step in one.steps)


def _row_of_shares(units: Sequence[Unit], count: Floats, met: Flags) -> Floats:
    """Shares of the kinds of units that meet in a load; inf for those that do not fit."""
    row = np.full(len(units), math.inf)
    counts: dict[Unit, float] = {}
    for kind in np.nonzero(met)[0].tolist():
        if units[kind].fits:
            counts[units[kind]] = counts.get(units[kind], 0.0) + float(count[kind])
    shares = sure_shares(counts)
    for kind in np.nonzero(met)[0].tolist():
        if units[kind].fits:
            row[kind] = shares[units[kind]]
    return row


def limited(service: Service | Store) -> bool:
    """Whether any room of a service is limited."""
    return any(one is not None for one in limits(service))


def limits(service: Service | Store) -> tuple[float | None, float | None, float | None]:
    """Room of a departure on a leg: TEU, tonnes, plugs."""
    return service.capacity_teu, service.capacity_t, service.plugs


def _room(service: Service | Store) -> list[float]:
    return [math.inf if one is None else float(one) for one in limits(service)]


def ragged(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """A table with rows of unequal length: where each row begins, and all of them."""
    first = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    return first, np.array([one for row in rows for one in row], dtype=np.int64)
