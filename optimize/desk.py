"""The planner's desk: bookings that may still change, which trains run, and what it all costs.

Boxes that will be stuffed before `near_h` cost their true staircase. Those stuffed later will be
joined by consignments that nobody knows yet; their parts are charged their share of a box filled to
`FAR_FILL_SHARE`, as a consolidator would quote.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from domain import tariff as price
from domain.cargo import Consignment
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from domain.wagon_sets import run_cny
from optimize.booking import ROOM_SLACK, Booked, Booking, Change, box_of
from optimize.lane import TimedJourney
from optimize.offer import Offer

FAR_FILL_SHARE = 0.8
LEFT_CNY_PER_KG = 1_000.0
"""Stands for not carrying goods that may not be outsourced, so that it is the last resort."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Units of a consignment to be placed, with the offers that are open to it."""

    consignment: Consignment
    units: int
    offers: tuple[Offer, ...]
    may_outsource: bool

    @property
    def name(self) -> str:
        """Id of the consignment."""
        return self.consignment.consignment_id

    def outsource_cny(self, units: int) -> float:
        """Price of giving units away, or of leaving them where that has no price."""
        price = self.consignment.given_away_cny_per_kg
        rate = LEFT_CNY_PER_KG if price is None or not self.may_outsource else price
        return rate * units * self.consignment.kg_per_unit


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken off for a demand."""

    demand: Demand
    parts: dict[str, Booked]
    left: int


Placement = tuple[tuple[Offer | None, int], ...]
"""How the units of a demand travel; `None`: outsourced or left."""


class PlanDesk:
    """Bookings with their running cost and the state of the path trains; see the module."""

    def __init__(self, scenario: Scenario, booking: Booking) -> None:
        self.scenario, self.booking = scenario, booking
        self.running: set[DepartureKey] = booking.path_use.confirmed
        self.shut_before_h = -math.inf
        self.near_h = math.inf
        self.left: dict[str, int] = {}
        self.cost_cny = 0.0

    def open_paths(self, offer: Offer) -> bool:
        """Whether every path train of an offer runs or may still be run."""
        return all(self.path_open(key) for key in offer.paths)

    def path_open(self, key: DepartureKey) -> bool:
        """Confirmed, or its notice is still to come."""
        notice_h = self.scenario.planning.notice_h
        return key in self.running or key[1] - notice_h >= self.shut_before_h

    def far_cny(self, timed: TimedJourney, kg: float, m3: float, *, alone: bool = False) -> float:
        """Share of boxes that others will help to fill; `alone`: whole boxes.

        Goods that change boxes count on nobody, as they may find both half empty.
        """
        box = box_of(self.scenario, timed)
        needed = max(m3 / box.m3, kg / box.payload_kg)
        if alone:
            return timed.box_cny(min(kg, box.payload_kg)) * math.ceil(needed)
        per_box = timed.box_cny(min(kg / max(needed, 1e-9), box.payload_kg) * FAR_FILL_SHARE)
        return per_box * needed / FAR_FILL_SHARE

    def part_cny(
        self, offer: Offer, consignment: Consignment, units: int, *, check: bool = True
    ) -> float | None:
        """Added cost of placing units on an offer, `None` where there is no room.

        Without `check` room is not asked for.
        """
        change = self.booking.change(offer, consignment, units, check=check)
        if change is None:
            return None
        total = offer.own_cny * units / consignment.units
        boxes_cny = change.cny
        for timed, one in zip(offer.rides, change.each, strict=True):
            if timed is not offer.timed:
                boxes_cny -= one.cny
        for timed, one in zip(offer.rides, change.each, strict=True):
            if timed.journey.stuff_at_h < self.near_h:
                total += boxes_cny if timed is offer.timed else one.cny
            else:
                total += self.far_cny(
                    timed,
                    units * consignment.kg_per_unit,
                    units * consignment.m3_per_unit,
                    alone=offer.feeder is not None,
                )
            if timed.claims:
                total += self.booking.pools.cny(timed.claims, self._boxes(timed, one))
            for key in timed.paths:
                total += self._dead_cny(key, one.teu) - self._dead_cny(key, 0.0)
        return total

    def _boxes(self, timed: TimedJourney, change: Change) -> float:
        """Boxes that a change adds to a journey."""
        loaded = self.booking.loads.get(timed.name)
        return float(len(change.boxes) - (0 if loaded is None else len(loaded.boxes)))

    def _dead_cny(self, key: DepartureKey, more_teu: float) -> float:
        """Dead freight of a path train with more on it; none while nothing makes it run."""
        loaded = self.booking.loaded_teu(key) + more_teu
        if loaded <= ROOM_SLACK and key not in self.running:
            return 0.0
        service = self.scenario.network.services[key[0]]
        return price.dead_freight(service, loaded).cny + run_cny(service)

    def add(
        self, consignment: Consignment, units: int, offer: Offer | None, part_id: str | None = None
    ) -> None:
        """Book a part and add its cost; what has an id is put back where it was."""
        booked = Booked(consignment, units, offer)
        if offer is None:
            self.cost_cny += booked.own_cny
        else:
            cost = self.part_cny(offer, consignment, units, check=part_id is None)
            if cost is None:
                raise ValueError(f"{consignment.consignment_id}: no room in {offer.timed.name}")
            self.cost_cny += cost
        if part_id is None:
            self.booking.add(consignment, units, offer)
        else:
            self.booking.restore(part_id, booked, check=False)

    def remove(self, part_id: str) -> Booked:
        """Take a part off and its cost with it."""
        booked = self.booking.parts[part_id]
        offer = booked.offer
        if offer is None:
            self.cost_cny -= booked.own_cny
            return self.booking.remove(part_id)
        before = [self._dead_cny(key, 0.0) for key in offer.paths]
        for timed in offer.rides:
            if timed.journey.stuff_at_h < self.near_h:
                self.cost_cny -= self.booking.saving_on_cny(timed, part_id)
            else:
                kg = booked.units * booked.consignment.kg_per_unit
                m3 = booked.units * booked.consignment.m3_per_unit
                self.cost_cny -= self.far_cny(timed, kg, m3, alone=offer.feeder is not None)
        self.cost_cny -= booked.own_cny
        boxes = [len(self.booking.loads[timed.name].boxes) for timed in offer.rides]
        self.booking.remove(part_id)
        for timed, count in zip(offer.rides, boxes, strict=True):
            if timed.claims:
                left = self.booking.loads.get(timed.name)
                fewer = float(count - (0 if left is None else len(left.boxes)))
                self.cost_cny -= self.booking.pools.cny(timed.claims, fewer)
        after = [self._dead_cny(key, 0.0) for key in offer.paths]
        self.cost_cny += math.fsum(after) - math.fsum(before)
        return booked

    def place(self, demand: Demand, wanted: Placement) -> None:
        """Book units as wanted where there is room; the rest on its best offer, or given away."""
        rest = demand.units - sum(units for _, units in wanted)
        for offer, units in wanted:
            if offer is None:
                self._give_away(demand, units)
            elif self.booking.change(offer, demand.consignment, units) is not None:
                self.add(demand.consignment, units, offer)
            else:
                rest += units
        while rest > 0:
            best = self.best(demand, rest)
            if best is None:
                self._give_away(demand, rest)
                return
            offer, units = best
            self.add(demand.consignment, units, offer)
            rest -= units

    def best(self, demand: Demand, units: int) -> tuple[Offer, int] | None:
        """The offer of least added cost per unit; `None` where giving away is cheaper."""
        found: tuple[float, Offer, int] | None = None
        limit = demand.outsource_cny(units) / units
        for offer in demand.offers:
            floor = offer.own_cny / demand.consignment.units
            if floor >= limit or (found is not None and floor >= found[0]):
                continue
            fits, cost = units, self.part_cny(offer, demand.consignment, units)
            if cost is None and demand.consignment.unit == "fcl":
                fits = min(units, self.booking.room_units(offer, demand.consignment))
                cost = self.part_cny(offer, demand.consignment, fits) if fits else None
            if cost is None:
                continue
            per_unit = cost / fits
            if (
                found is None
                or per_unit < found[0]
                or (per_unit == found[0] and offer.name < found[1].name)
            ):
                found = per_unit, offer, fits
        if found is None or found[0] > limit:
            return None
        return found[1], found[2]

    def _give_away(self, demand: Demand, units: int) -> None:
        if units <= 0:
            return
        if demand.may_outsource and demand.consignment.outsource_cny_per_kg is not None:
            self.add(demand.consignment, units, None)
        else:
            self.left[demand.name] = self.left.get(demand.name, 0) + units
            self.cost_cny += LEFT_CNY_PER_KG * units * demand.consignment.kg_per_unit

    def leave(self, demand: Demand) -> None:
        """Note that what is not booked of a demand is left, at the price of that."""
        held = self.booking.of_consignment.get(demand.name, {})
        units = demand.units - sum(booked.units for booked in held.values())
        if units > 0:
            self.left[demand.name] = units
            self.cost_cny += LEFT_CNY_PER_KG * units * demand.consignment.kg_per_unit

    def take_off(self, demand: Demand) -> Taken:
        """Remove the parts that a demand stands for, and forget what was left of it."""
        held = self.booking.of_consignment.get(demand.name, {})
        journeys = {_journeys_of(offer) for offer in demand.offers}
        parts = {}
        for part_id in sorted(held):
            offer = held[part_id].offer
            if (offer is None and demand.may_outsource) or (
                offer is not None and _journeys_of(offer) in journeys
            ):
                parts[part_id] = self.remove(part_id)
        left = self.left.pop(demand.name, 0)
        self.cost_cny -= LEFT_CNY_PER_KG * left * demand.consignment.kg_per_unit
        return Taken(demand, parts, left)

    def put_back(self, taken: Taken) -> None:
        """Undo `take_off`."""
        for part_id in sorted(taken.parts):
            booked = taken.parts[part_id]
            self.add(booked.consignment, booked.units, booked.offer, part_id)
        if taken.left:
            self.left[taken.demand.name] = taken.left
            kg = taken.left * taken.demand.consignment.kg_per_unit
            self.cost_cny += LEFT_CNY_PER_KG * kg


def _journeys_of(offer: Offer) -> tuple[str, ...]:
    """Names of the box journeys of an offer."""
    return tuple([timed.name for timed in offer.rides])
