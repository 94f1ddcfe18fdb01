"""The box journeys offered to each consignment, with their expected cost but for the boxes.

Every journey of the family in `optimize.journeys` that leaves within the hold window is valued at
once, as arrays; the best of them become offers. Expectation is the mean over the outlook's paces of
what `domain.route.walk(strict=False)` would give: a missed departure waits for the next, a lot that
comes too late for stuffing goes the same way one chain later (`optimize.catch_up`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from domain import tariff as price
from domain.cargo import Consignment
from domain.outlook import Outlook
from domain.pace import Pace
from domain.plan import Way
from domain.route import fetch
from domain.scenario import Scenario
from domain.stuffing import BoxSize, Goods, UnitTooLargeError, units_that_fit
from domain.thermal import is_cold
from optimize.catch_up import catch_up_h
from optimize.journeys import Floats, Journeys, Lane, TimedJourney

POOL_PER_OPTION = 5
"""Offers kept per option asked for, so that later epochs still find some."""
EARLIEST_KEPT = 4
EXTEND_H = 168.0
EXTENSIONS = 4
FREE_PATH_KEPT = 3
FIRST_KEPT = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One box journey for all units of a consignment.

    `own_cny` is everything but the boxes; `boxes` how many the goods need in boxes that others
    fill up (whole boxes for full loads); `estimate_cny` adds both.
    """

    way: Way
    timed: TimedJourney
    available_h: float
    delivered_h: float
    expected_h: float
    own_cny: float
    boxes: float
    estimate_cny: float

    @property
    def name(self) -> str:
        """Id of the journey and of the ways before and after it."""
        return f"{self.timed.name}|{'>'.join(self.way.before)}|{'>'.join(self.way.after)}"

    @property
    def stuff_h(self) -> float:
        """Hour of stuffing."""
        return self.timed.journey.stuff_at_h


@dataclass(frozen=True, slots=True)
class Valued:
    """Every journey of one way of a consignment in its hold window, as arrays."""

    way: Way
    lane: Lane
    journeys: tuple[TimedJourney, ...]
    available_h: float
    own_cny: Floats
    delivered_h: Floats
    expected_h: Floats
    light_cny: Floats
    heavy_cny: Floats


@dataclass(frozen=True, slots=True)
class _Collected:
    """Hours of receipt and of availability: at nominal, and per pace."""

    received_h: float
    available_h: float
    received: Floats
    available: Floats


_LAST: list[OfferBook] = []


def offer_book(scenario: Scenario, outlook: Outlook) -> OfferBook:
    """The offers under an outlook; those asked for last are kept for the next policy.

    Offers are pure functions of both, so it saves work and changes no number.
    """
    if not _LAST or not _LAST[0].of(scenario, outlook):
        _LAST[:] = [OfferBook(scenario, outlook)]
    return _LAST[0]


class OfferBook:
    """Offers under one outlook; what was valued once is kept."""

    def __init__(self, scenario: Scenario, outlook: Outlook) -> None:
        self.scenario, self.outlook = scenario, outlook
        self.journeys = Journeys(scenario, outlook)
        self._pool: dict[str, tuple[Offer, ...]] = {}
        self._collected: dict[tuple[str, str, tuple[str, ...]], _Collected | None] = {}

    def of(self, scenario: Scenario, outlook: Outlook) -> bool:
        """Whether this book was made for just this scenario and outlook."""
        return self.scenario is scenario and self.outlook is outlook

    def pool(self, consignment: Consignment) -> tuple[Offer, ...]:
        """The best offers of a consignment, ascending by estimated cost."""
        found = self._pool.get(consignment.consignment_id)
        if found is None:
            found = self._pool[consignment.consignment_id] = self._best(consignment)
        return found

    def valued(self, consignment: Consignment, *, least_life: bool = False) -> list[Valued]:
        """Every journey of every way in the hold window.

        With `least_life`, goods that age are booked the least life that they can use on the way
        instead of the life at their set point: what a lower bound needs.
        """
        found = []
        for way in self.scenario.ways_of(consignment):
            if consignment.box_types and way.route.box_type not in consignment.box_types:
                continue
            valued = self._value(consignment, way, least_life=least_life)
            if valued is not None:
                found.append(valued)
        return found

    def _best(self, consignment: Consignment) -> tuple[Offer, ...]:
        offers: list[Offer] = []
        for valued in self.valued(consignment):
            boxes = boxes_needed(self.scenario, consignment, valued.way.route.box_type)
            if boxes is None:
                continue
            per_box = valued.heavy_cny if boxes[1] else valued.light_cny
            estimates = valued.own_cny + per_box * boxes[0]
            order = np.argsort(estimates, kind="stable")
            keep = self.scenario.planning.options * POOL_PER_OPTION
            quick = np.argsort(valued.expected_h, kind="stable")[:EARLIEST_KEPT]
            chosen = dict.fromkeys([*order[:keep].tolist(), *quick.tolist()])
            offers.extend(_offer(valued, i, boxes[0], float(estimates[i])) for i in chosen)
        offers.sort(key=lambda one: (one.estimate_cny, one.name))
        keep = self.scenario.planning.options * POOL_PER_OPTION
        quick_offers = sorted(offers, key=lambda one: (one.expected_h, one.name))[:EARLIEST_KEPT]
        sure = [one for one in offers if not one.timed.paths][:FREE_PATH_KEPT]
        names = {one.name for one in (*offers[:keep], *quick_offers, *sure)}
        return tuple(one for one in offers if one.name in names)

    def first_of_ways(self, consignment: Consignment) -> list[Offer]:
        """Of every way the journeys of its first stuffing hours, as `habit` looks at them."""
        offers: list[Offer] = []
        for valued in self.valued(consignment):
            boxes = boxes_needed(self.scenario, consignment, valued.way.route.box_type)
            if boxes is None:
                continue
            per_box = valued.heavy_cny if boxes[1] else valued.light_cny
            for i in range(min(FIRST_KEPT, len(valued.journeys))):
                estimate = float(valued.own_cny[i] + per_box[i] * boxes[0])
                offers.append(_offer(valued, i, boxes[0], estimate))
        return offers

    def _value(self, consignment: Consignment, way: Way, *, least_life: bool) -> Valued | None:
        scenario, network = self.scenario, self.scenario.network
        product = scenario.products[consignment.product_id]
        box = network.boxes[way.route.box_type]
        point = product.setpoint_c if box.reefer and is_cold(product) else None
        collected = self._collect(consignment, way)
        if collected is None:
            return None
        lane = self.journeys.lane(
            way.route, consignment.direction, consignment.cargo_class, point
        )  # fmt: skip
        begin, end = self._window(lane, collected.available_h)
        if end == begin:
            return None
        tail = np.array([self._tail_h(consignment, way, pace) for pace in self.journeys.paces])
        nominal = lane.stripped_h[begin:end] + self._tail_h(consignment, way, self.journeys.nominal)
        journeys = tuple(lane.journeys[begin:end])
        stuff = lane.stuff_h[begin:end, None]
        delivered = lane.arrive_h[begin:end] + tail[None, :]
        left_behind = collected.available[None, :] - stuff
        shift = np.zeros_like(delivered)
        for i, p in np.argwhere(left_behind > 0.0):
            shift[i, p] = catch_up_h(scenario, journeys[i].journey, float(left_behind[i, p]))
        delivered = delivered + shift
        hours = delivered - consignment.ready_h
        own = np.full(end - begin, self._fixed_cny(consignment, way))
        tariff = scenario.tariff
        cold = is_cold(product) and network.nodes[way.route.stuff_node].has(
            "cold_store", collected.received_h
        )
        rate = tariff.cold_storage_cny_per_m3_day if cold else tariff.storage_cny_per_m3_day
        kept = np.maximum(0.0, stuff + shift - collected.received - tariff.storage_free_h)
        own += rate * consignment.m3 / 24.0 * kept.mean(axis=1)
        interest = consignment.value_cny * tariff.capital_rate_per_year / price.HOURS_PER_YEAR
        own += interest * hours.mean(axis=1)
        per_h = self._loss_per_h(consignment, way, least=least_life)
        own += consignment.value_cny * np.minimum(1.0, per_h * hours).mean(axis=1)
        late = np.maximum(0.0, delivered - consignment.due_h).mean(axis=1)
        own += consignment.late_cost_cny_per_t_day * consignment.t / 24.0 * late
        keep = np.arange(end - begin)
        if consignment.deadline_h is not None:
            keep = np.nonzero(nominal <= consignment.deadline_h)[0]
            if keep.size == 0:
                return None
            journeys = tuple(journeys[i] for i in keep)
        return Valued(
            way,
            lane,
            journeys,
            collected.available_h,
            own[keep],
            nominal[keep],
            delivered.mean(axis=1)[keep],
            lane.light_cny[begin:end][keep],
            lane.heavy_cny[begin:end][keep],
        )

    def _window(self, lane: Lane, available_h: float) -> tuple[int, int]:
        """Rows stuffed within the hold window, or else those of the first hour after it."""
        hold_h = self.scenario.planning.hold_max_h
        until = available_h + hold_h
        for _ in range(EXTENSIONS + 1):
            self.journeys.cover(lane, available_h, until)
            begin = int(np.searchsorted(lane.stuff_h, available_h, side="left"))
            end = int(np.searchsorted(lane.stuff_h, available_h + hold_h, side="right"))
            if end > begin:
                return begin, end
            if begin < len(lane.stuff_h) and lane.stuff_h[begin] <= until:
                end = int(np.searchsorted(lane.stuff_h, lane.stuff_h[begin], side="right"))
                return begin, end
            until += EXTEND_H
        return 0, 0

    def _collect(self, consignment: Consignment, way: Way) -> _Collected | None:
        key = (consignment.consignment_id, way.route.stuff_node, way.before)
        if key not in self._collected:
            try:
                found = [
                    fetch(
                        self.scenario.network, consignment, way.before, way.route.stuff_node, pace
                    )
                    for pace in (self.journeys.nominal, *self.journeys.paces)
                ]
                self._collected[key] = _Collected(
                    found[0].received_h,
                    found[0].available_h,
                    np.array([one.received_h for one in found[1:]]),
                    np.array([one.available_h for one in found[1:]]),
                )
            except LookupError:
                self._collected[key] = None
        return self._collected[key]

    def _tail_h(self, consignment: Consignment, way: Way, pace: Pace) -> float:
        """Hours of the last leg, which depend on the consignment alone."""
        network = self.scenario.network
        return sum(
            pace.ride_h(network.services[service_id], 0, (consignment.consignment_id,))
            for service_id in way.after
        )

    def _fixed_cny(self, consignment: Consignment, way: Way) -> float:
        """Loose freight, receiving and declaration."""
        network, tariff = self.scenario.network, self.scenario.tariff
        full = consignment.unit == "fcl"
        total = price.receiving(tariff, consignment.kg).cny
        for service_id in (*way.before, *way.after):
            total += price.loose_freight(
                network.services[service_id], consignment.kg, consignment.m3, full_loads=full
            ).cny
        rule = network.clearance(
            way.route.stuff_node,
            consignment.trade_mode,
            consignment.direction,
            consignment.cargo_class,
        )
        return total + (0.0 if rule is None else price.declaration(rule).cny)

    def _loss_per_h(self, consignment: Consignment, way: Way, *, least: bool) -> float:
        """Share of the value that an hour takes."""
        product = self.scenario.products[consignment.product_id]
        if product.life is None:
            return consignment.value_loss_per_day / 24.0
        airs = [self.scenario.air_at(node) for node in self._places(consignment, way)]
        coldest = min(min(air.temps_c) for air in airs)
        kept_at = product.setpoint_c if is_cold(product) else None
        if least:
            if product.life.kinetics == "q10" and (product.life.q10 or 0.0) < 1.0:
                return 0.0
            temp_c = coldest if kept_at is None else min(kept_at, coldest)
        elif kept_at is not None:
            temp_c = kept_at
        else:
            now = consignment.ready_h
            temp_c = sum(air.ambient_c(now) for air in airs) / len(airs)
        return self.scenario.tariff.life_value_share * product.life.rate_per_h(temp_c)

    def _places(self, consignment: Consignment, way: Way) -> list[str]:
        """Every node whose air the goods may feel, in travel order."""
        network = self.scenario.network
        nodes = [consignment.origin_id, way.route.stuff_node, way.route.strip_node]
        for service_id in (*way.before, *way.after):
            nodes.extend(leg.from_id for leg in network.services[service_id].legs)
        for hop in way.route.hops:
            legs = network.services[hop.service_id].legs[hop.first_leg : hop.last_leg + 1]
            nodes.extend(leg.from_id for leg in legs)
            nodes.extend(leg.to_id for leg in legs)
        return list(dict.fromkeys(nodes))


def _offer(valued: Valued, i: int, boxes: float, estimate_cny: float) -> Offer:
    return Offer(
        valued.way,
        valued.journeys[i],
        valued.available_h,
        float(valued.delivered_h[i]),
        float(valued.expected_h[i]),
        float(valued.own_cny[i]),
        boxes,
        estimate_cny,
    )


def boxes_needed(
    scenario: Scenario, consignment: Consignment, box_type: str
) -> tuple[float, bool] | None:
    """Boxes that a consignment fills when others fill them up, and whether they are heavy.

    Whole boxes for full loads; `None` where a unit is larger than the box.
    """
    box = scenario.network.boxes[box_type]
    size = BoxSize(box.m3, box.payload_kg)
    goods = Goods(
        "", 0, consignment.units, consignment.kg_per_unit, consignment.m3_per_unit
    )  # fmt: skip
    try:
        fits = units_that_fit(goods, 0.0, 0.0, size)
    except UnitTooLargeError:
        return None
    if fits <= 0:
        return None
    heavy = fits * consignment.kg_per_unit > price.HEAVY_BOX_KG
    if consignment.unit == "fcl":
        return float(math.ceil(consignment.units / fits)), heavy
    return max(consignment.m3 / box.m3, consignment.kg / box.payload_kg), heavy
