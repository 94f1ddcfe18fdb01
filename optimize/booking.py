"""Parts booked so far: their boxes as they will really be stuffed, and the room that is left.

The same stuffing as in `domain.stuffing`, so that what fits here fits in `verify`. Parts go in by
size, largest unit first (their `priority`), which fills boxes best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from domain import tariff as price
from domain.cargo import Consignment
from domain.holding import look_delays
from domain.network import BoxType
from domain.plan import Part, Plan
from domain.restuff import in_two
from domain.scenario import Scenario
from domain.stuffing import BoxSize, Goods
from domain.timetable import DepartureKey
from optimize.held import BoxRider, holding_cny
from optimize.lane import Slot, TimedJourney
from optimize.offer import Offer
from optimize.packing import Inside, Row, pack
from optimize.path_use import PathUse
from optimize.pools import PoolBook

ROOM_SLACK = 1e-7


class Booked(NamedTuple):
    """A part with the offer it takes; `offer` is `None` where it is outsourced."""

    consignment: Consignment
    units: int
    offer: Offer | None

    @property
    def share(self) -> float:
        """Share of the consignment."""
        return self.units / self.consignment.units

    @property
    def own_cny(self) -> float:
        """Expected cost but for boxes."""
        if self.offer is None:
            kg = self.units * self.consignment.kg_per_unit
            return sum(charge.cny for charge in price.outsourced(self.consignment, kg))
        return self.offer.own_cny * self.share


@dataclass(slots=True)
class _Loaded:
    """Parts of one journey, and its boxes as (m3, kg), with what is inside each.

    `held_cny` is what its boxes and those in them expect of one another's customs looks.
    """

    timed: TimedJourney
    parts: dict[str, Booked] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    boxes: list[tuple[float, float]] = field(default_factory=list)
    inside: Inside = field(default_factory=list)
    held_cny: float = 0.0

    def products(self, number: int) -> set[str]:
        """Products in a box."""
        return {self.parts[part_id].consignment.product_id for part_id, _ in self.inside[number]}


class Change(NamedTuple):
    """What adding or taking off a part would do to a journey's boxes.

    `feeder` is the same of the boxes that bring it to the hub, whose cost `cny` holds too.
    """

    boxes: tuple[tuple[float, float], ...]
    inside: Inside
    teu: float
    t: float
    plugs: float
    cny: float
    held_cny: float
    feeder: Change | None = None

    @property
    def each(self) -> tuple[Change, ...]:
        """Of every box journey, in travel order."""
        return (self,) if self.feeder is None else (self.feeder, self)


class Booking:
    """Who travels in which box journey, within the capacity of every departure and leg.

    `overfull` are slots past their capacity. Taking a part off can do that: what was behind it in
    first-fit order moves up, and where goods may not share a box the others may need one more.
    Whoever takes parts off must not leave it so.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.network = scenario.network
        self.parts: dict[str, Booked] = {}
        self.loads: dict[str, _Loaded] = {}
        self.users: dict[DepartureKey, set[str]] = {}
        self.path_use = PathUse(scenario)
        self._used: dict[Slot, tuple[float, float, float]] = {}
        self._empty_teu: dict[Slot, float] = {}
        self.overfull: set[Slot] = set()
        self.of_consignment: dict[str, dict[str, Booked]] = {}
        self._look_delays = look_delays(scenario)
        self.pools = PoolBook(scenario)
        self._sizes = {
            name: BoxSize(box.m3, box.payload_kg) for name, box in scenario.network.boxes.items()
        }
        self._asked: tuple[str, Consignment, int, Row] | None = None
        self._priority = {c.consignment_id: priority_of(c) for c in scenario.consignments}

    def change(
        self, offer: Offer, consignment: Consignment, units: int, *, check: bool = True
    ) -> Change | None:
        """What some units would add to the journey of an offer, `None` where there is no room.

        Without `check` room is not asked for.
        """
        # Under the id that it would get: parts of one size are stuffed in order of ids.
        part_id = self._next_id(consignment)
        asked = self._asked  # mostly the same goods on one offer after the other
        if (
            asked is None or asked[0] != part_id or asked[1] is not consignment
            or asked[2] != units
        ):  # fmt: skip
            row = self._row(part_id, consignment, units)
            asked = self._asked = (part_id, consignment, units, row)
        new = (part_id, Booked(consignment, units, offer))
        return self._all_differences(offer, asked[3], new, check=check)

    def _all_differences(
        self, offer: Offer, row: Row, new: tuple[str, Booked], *, check: bool
    ) -> Change | None:
        """What one row more does to the box journey of an offer, and to that to its hub."""
        feeder: Change | None = None
        for timed in offer.rides:
            loaded = self.loads.get(timed.name)
            change = self._difference(timed, loaded, [*_rows(loaded, None), row], new, check=check)
            if change is None or timed is offer.timed:
                break
            feeder = change
        if change is None or feeder is None:
            return change
        return change._replace(cny=change.cny + feeder.cny, feeder=feeder)

    def room_units(self, offer: Offer, consignment: Consignment) -> int:
        """Units of a consignment that still find room, at most all of them (by bisection)."""
        low, high = 0, consignment.units
        while low < high:
            middle = (low + high + 1) // 2
            if self.change(offer, consignment, middle) is None:
                high = middle - 1
            else:
                low = middle
        return low

    def box_to_join(self, timed: TimedJourney, consignment: Consignment, units: int) -> int | None:
        """The first open box of a journey that takes some units together, `None` where none."""
        if (loaded := self.loads.get(timed.name)) is None:
            return None
        box = self.network.boxes[timed.journey.route.box_type]
        m3, kg = units * consignment.m3_per_unit, units * consignment.kg_per_unit
        shuns = self.scenario.products[consignment.product_id].shuns
        for number, (m3_in, kg_in) in enumerate(loaded.boxes):
            fits = m3_in + m3 <= box.m3 and kg_in + kg <= box.payload_kg
            if fits and shuns.isdisjoint(loaded.products(number)):
                return number
        return None

    def neighbours_cny(
        self, offer: Offer, consignment: Consignment, units: int, number: int | None
    ) -> float:
        """What goods in box `number` of a journey (`None`: a new one) bring upon one another."""
        if not offer.timed.later_h:
            return 0.0
        beside = []
        if number is not None:
            loaded = self.loads[offer.timed.name]
            beside = [_rider(loaded.parts[name], count) for name, count in loaded.inside[number]]
        rider = _rider(Booked(consignment, units, offer), units)
        before = holding_cny(offer.timed, self._look_delays, beside)
        return holding_cny(offer.timed, self._look_delays, [*beside, rider]) - before

    def add(self, consignment: Consignment, units: int, offer: Offer | None) -> str:
        """Book some units; returns the part's id. `ValueError` where there is no room."""
        part_id = self._next_id(consignment)
        self.restore(part_id, Booked(consignment, units, offer))
        return part_id

    def _next_id(self, consignment: Consignment) -> str:
        held = self.of_consignment.get(consignment.consignment_id, {})
        number = 1
        while f"{consignment.consignment_id}.{number}" in held:
            number += 1
        return f"{consignment.consignment_id}.{number}"

    def restore(self, part_id: str, booked: Booked, *, check: bool = True) -> None:
        """Book a part under a given id. `ValueError` where there is no room.

        Without `check` room is not asked for: parts that fitted together are put back one by one,
        and goods that may not share a box can need more boxes on the way than in the end.
        """
        if booked.offer is not None:
            row = self._row(part_id, booked.consignment, booked.units)
            change = self._all_differences(booked.offer, row, (part_id, booked), check=check)
            if change is None:
                raise ValueError(f"{part_id}: no room in {booked.offer.timed.name}")
            for timed, one in zip(booked.offer.rides, change.each, strict=True):
                loaded = self.loads.get(timed.name)
                if loaded is None:
                    loaded = self.loads[timed.name] = _Loaded(timed)
                    for key, _ in timed.slots:
                        self.users.setdefault(key, set()).add(timed.name)
                    self.path_use.note(timed.paths, used=True)
                loaded.parts[part_id] = booked
                loaded.rows[part_id] = row
                self._apply(loaded, one)
        self.parts[part_id] = booked
        self.of_consignment.setdefault(booked.consignment.consignment_id, {})[part_id] = booked

    def remove(self, part_id: str) -> Booked:
        """Take a part off its journey."""
        booked = self.parts.pop(part_id)
        del self.of_consignment[booked.consignment.consignment_id][part_id]
        for timed in () if booked.offer is None else booked.offer.rides:
            loaded = self.loads[timed.name]
            del loaded.parts[part_id], loaded.rows[part_id]
            change = self._difference(loaded.timed, loaded, _rows(loaded, None), check=False)
            assert change is not None
            self._apply(loaded, change)
            if not loaded.parts:
                del self.loads[loaded.timed.name]
                for key, _ in loaded.timed.slots:
                    self.users.get(key, set()).discard(loaded.timed.name)
                self.path_use.note((k for k in loaded.timed.paths if not self.users[k]), used=False)
        return booked

    def may_leave(self, part_id: str) -> bool:
        """Whether the others of its journey still find room without a part."""
        booked = self.parts[part_id]
        if booked.offer is None:
            return True
        for timed in booked.offer.rides:
            loaded = self.loads[timed.name]
            if self._difference(loaded.timed, loaded, _rows(loaded, part_id)) is None:
                return False
        return True

    def saving_cny(self, part_id: str) -> float:
        """Box cost that would go if a part were taken off."""
        booked = self.parts[part_id]
        if booked.offer is None:
            return 0.0
        return math.fsum(self.saving_on_cny(timed, part_id) for timed in booked.offer.rides)

    def saving_on_cny(self, timed: TimedJourney, part_id: str) -> float:
        """Box cost of one journey that would go if a part were taken off."""
        loaded = self.loads[timed.name]
        change = self._difference(loaded.timed, loaded, _rows(loaded, part_id), check=False)
        assert change is not None
        return -change.cny

    def boxes_cny(self, timed: TimedJourney, boxes: Iterable[tuple[float, float]]) -> float:
        """Expected cost of boxes with their loads."""
        return math.fsum(timed.box_cny(kg) for _, kg in boxes)

    def loaded_teu(self, key: DepartureKey) -> float:
        """TEU of a departure on its fullest leg, without boxes that are moved empty."""
        legs = range(len(self.network.services[key[0]].legs))
        used, empty = self._used, self._empty_teu
        return max(used.get((key, n), (0.0,))[0] - empty.get((key, n), 0.0) for n in legs)

    def hold_empties(self, slots: Iterable[Slot], teu: float, t: float) -> None:
        """Keep room for boxes moved empty; they do not count in `loaded_teu`."""
        for slot in slots:
            now = self.used(slot)
            self._used[slot] = (now[0] + teu, now[1] + t, now[2])
            self._empty_teu[slot] = self._empty_teu.get(slot, 0.0) + teu

    def used(self, slot: Slot) -> tuple[float, float, float]:
        """TEU, tonnes and plugs booked on a departure's leg."""
        return self._used.get(slot, (0.0, 0.0, 0.0))

    def parts_on(self, key: DepartureKey) -> list[str]:
        """Ids of the parts that ride a departure, sorted."""
        names = sorted(self.users.get(key, ()))
        return sorted({part_id for name in names for part_id in self.loads[name].parts})

    def paths(self) -> list[DepartureKey]:
        """Path departures that carry something, sorted."""
        return sorted(
            key
            for key, names in self.users.items()
            if names and self.network.holder(key[0]).dispatch == "path"
        )

    def plan(self, policy: str, runs: frozenset[DepartureKey], unplanned: dict[str, str]) -> Plan:
        """The bookings as a Plan: units of a consignment on one offer are one part."""
        journeys = {name: self.loads[name].timed.journey for name in sorted(self.loads)}
        parts: list[Part] = []
        for name in sorted(self.of_consignment):
            units: dict[str, int] = {}
            offers: dict[str, Offer | None] = {}
            for booked in self.of_consignment[name].values():
                mark = "" if booked.offer is None else booked.offer.name
                units[mark] = units.get(mark, 0) + booked.units
                offers[mark] = booked.offer
            for number, mark in enumerate(sorted(units), start=1):
                offer = offers[mark]
                whole = Part(
                    f"{name}.{number}",
                    name,
                    units[mark],
                    self._priority[name],
                    () if offer is None else offer.way.before,
                    None if offer is None else offer.timed.name,
                    () if offer is None else offer.way.after,
                    trade_mode="" if offer is None else offer.trade_mode,
                )
                feeder = None if offer is None else offer.feeder
                parts.extend((whole,) if feeder is None else in_two(whole, feeder.name))
        released = dict(sorted(self.pools.released.items()))
        return Plan(policy, journeys, tuple(parts), runs, unplanned=unplanned, released=released)

    def _row(self, part_id: str, consignment: Consignment, units: int) -> Row:
        shuns = self.scenario.products[consignment.product_id].shuns
        goods = Goods(
            part_id, 0, units, consignment.kg_per_unit, consignment.m3_per_unit,
            consignment.product_id, shuns,
        )  # fmt: skip
        return priority_of(consignment), part_id, goods

    def _difference(
        self,
        timed: TimedJourney,
        loaded: _Loaded | None,
        rows: list[Row],
        new: tuple[str, Booked] | None = None,
        *,
        check: bool = True,
    ) -> Change | None:
        """What a journey becomes with these rows, `new` being the one that it did not have."""
        box = self.network.boxes[timed.journey.route.box_type]
        before = [] if loaded is None else loaded.boxes
        packed = pack(rows, self._sizes[timed.journey.route.box_type])
        if packed is None:
            return None
        after, inside = packed
        more = len(after) - len(before)
        teu = box.teu * more
        kg = math.fsum(kg for _, kg in after) - math.fsum(kg for _, kg in before)
        t = (kg + box.tare_kg * more) / 1000.0
        plugs = float(more) if box.reefer else 0.0
        if check and not (self._has_room(timed, teu, t, plugs) and self.path_use.open_to(timed)):
            return None
        cny = self.boxes_cny(timed, after) - self.boxes_cny(timed, before)
        held_cny = 0.0
        if timed.later_h:
            held_cny = self._holding_cny(timed, loaded, inside, new)
            cny += held_cny - (0.0 if loaded is None else loaded.held_cny)
        return Change(tuple(after), inside, teu, t, plugs, cny, held_cny)

    def _holding_cny(
        self,
        timed: TimedJourney,
        loaded: _Loaded | None,
        inside: Inside,
        new: tuple[str, Booked] | None,
    ) -> float:
        """What customs looks are expected to cost the boxes of a journey and those beside them."""
        total = 0.0
        for box in inside:
            riders = []
            for part_id, units in box:
                if new is not None and part_id == new[0]:
                    booked = new[1]
                else:
                    assert loaded is not None
                    booked = loaded.parts[part_id]
                order, offer = booked.consignment, booked.offer
                assert offer is not None
                riders.append(
                    BoxRider(order.consignment_id, offer.look, units / order.units, offer.later_cny)
                )
            total += holding_cny(timed, self._look_delays, riders)
        return total

    def _has_room(self, timed: TimedJourney, teu: float, t: float, plugs: float) -> bool:
        for slot in timed.slots:
            service = self.network.holder(slot[0][0]).on(slot[0][1])
            used = self._used.get(slot, (0.0, 0.0, 0.0))
            for amount, taken, limit in (
                (teu, used[0], service.capacity_teu),
                (t, used[1], service.capacity_t),
                (plugs, used[2], service.plugs),
            ):
                if limit is not None and amount > 0.0 and taken + amount > limit + ROOM_SLACK:
                    return False
        return True

    def _apply(self, loaded: _Loaded, change: Change) -> None:
        self.pools.book(loaded.timed.claims, len(change.boxes) - len(loaded.boxes))
        loaded.boxes = list(change.boxes)
        loaded.inside = change.inside
        loaded.held_cny = change.held_cny
        for slot in loaded.timed.slots:
            teu, t, plugs = self._used.get(slot, (0.0, 0.0, 0.0))
            now = (teu + change.teu, t + change.t, plugs + change.plugs)
            self._used[slot] = now
            most = self.network.holder(slot[0][0]).on(slot[0][1])
            limits = (most.capacity_teu, most.capacity_t, most.plugs)
            if any(
                limit is not None and used > limit + ROOM_SLACK
                for used, limit in zip(now, limits, strict=True)
            ):
                self.overfull.add(slot)
            elif self.overfull:
                self.overfull.discard(slot)


def priority_of(consignment: Consignment) -> int:
    """Order of stuffing: larger packing units first."""
    return -round(1000.0 * max(consignment.m3_per_unit, consignment.kg_per_unit / 400.0))


def box_of(scenario: Scenario, timed: TimedJourney) -> BoxType:
    """Box type of a journey."""
    return scenario.network.boxes[timed.journey.route.box_type]


def _rider(booked: Booked, units: int) -> BoxRider:
    """Some units of a part as the goods in a box that customs may hold."""
    order, offer = booked.consignment, booked.offer
    assert offer is not None
    return BoxRider(order.consignment_id, offer.look, units / order.units, offer.later_cny)


def _rows(loaded: _Loaded | None, without: str | None) -> list[Row]:
    if loaded is None:
        return []
    return [row for part_id, row in loaded.rows.items() if part_id != without]
