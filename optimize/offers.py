"""The box journeys offered to each consignment, with their expected cost but for the boxes.

Every journey of the family in `optimize.journeys` that leaves within the hold window is valued at
once, as arrays; the best of them become offers. Expectation is the mean over the outlook's paces of
what `domain.route.walk(strict=False)` would give: a missed departure waits for the next, a lot that
comes too late for stuffing goes the same way one chain later (`domain.catch_up`). Journeys that
miss a hard deadline at nominal pace, or break an on-time promise over the paces, are not offered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

import numpy as np

from domain import tariff as price
from domain.carbon import way_carbon_cny
from domain.cargo import Consignment
from domain.catch_up import catch_up_h
from domain.fetching import fetch
from domain.gathering import station_name
from domain.holding import look_of
from domain.outlook import Outlook
from domain.plan import Way
from domain.promise import SAME_H, samples_needed
from domain.scenario import Scenario
from domain.thermal import is_cold, kept_cold, point_in
from optimize.boxes_needed import boxes_needed
from optimize.certificates import in_force
from optimize.fed_offers import AFTER, came_to_hub
from optimize.held import later_goods_cny, own_look_cny
from optimize.hub_costs import floor_cny
from optimize.journeys import Journeys
from optimize.lane import Floats, bookable
from optimize.life_on_way import LifeOnWay, Trips
from optimize.mode_choice import cash_cny, cheapest, own_fee_cny, papers_cny, unit_and_fee_cny
from optimize.offer import Offer, Valued
from optimize.offer_rows import Collected, Rows, window
from optimize.promised import looked_into_h
from optimize.scarce import firsts
from optimize.weighed import weighed_hops

POOL_PER_OPTION = 5
"""Offers kept per option asked for, so that later epochs still find some."""
EARLIEST_KEPT = 4
FREE_PATH_KEPT = 3
FIRST_KEPT = 12
FED_KEPT = 12
"""Offers over a hub kept beside the others."""


_LAST: list[OfferBook] = []


def offer_book(scenario: Scenario, outlook: Outlook, known: OfferBook | None = None) -> OfferBook:
    """The offers under an outlook; those asked for last are kept for the next policy.

    Offers are pure functions of both, so it saves work and changes no number. `known` is a book in
    use, which is handed back where it is the one.
    """
    if known is not None and known.of(scenario, outlook):
        return known
    if not _LAST or not _LAST[0].of(scenario, outlook):
        _LAST[:] = [OfferBook(scenario, outlook)]
    return _LAST[0]


class OfferBook:
    """Offers under one outlook; what was valued once is kept."""

    def __init__(self, scenario: Scenario, outlook: Outlook) -> None:
        self.scenario, self.outlook = scenario, outlook
        self.journeys = Journeys(scenario, outlook)
        self._life = LifeOnWay(scenario)
        self._pool: dict[str, tuple[Offer, ...]] = {}
        self._tails: dict[tuple[str, tuple[str, ...]], tuple[float, Floats]] = {}
        self._rates: dict[tuple[object, ...], tuple[float, float]] = {}
        self._collected: dict[tuple[str, str, str, tuple[str, ...]], Collected | None] = {}

    def of(self, scenario: Scenario, outlook: Outlook) -> bool:
        """Whether this book was made for just this scenario and outlook."""
        return self.scenario is scenario and self.outlook is outlook

    @property
    def complete(self) -> bool:
        """Whether the offers of all consignments are there."""
        return len(self._pool) == len(self.scenario.consignments)

    def adopt(self, pool: Mapping[str, tuple[Offer, ...]]) -> None:
        """Take over offers by consignment that were made under the same scenario and outlook."""
        self._pool.update(pool)

    def pool(self, consignment: Consignment) -> tuple[Offer, ...]:
        """The best offers of a consignment, ascending by estimated cost."""
        found = self._pool.get(consignment.consignment_id)
        if found is None:
            found = self._pool[consignment.consignment_id] = self._best(consignment)
        return found

    def valued(
        self,
        consignment: Consignment,
        *,
        least_life: bool = False,
        most: int | None = None,
        simple: bool = False,
    ) -> Valued | None:
        """Every journey of every way in the hold window that keeps deadline and promise, or `None`.

        With `least_life`, goods that age are booked the least life that they can use on the way
        instead of what is expected: what a lower bound needs (`optimize.life_on_way`). With `most`,
        only so many journeys of a way are looked at, the first to be stuffed.
        """
        rows: list[Rows] = []
        for order in map(consignment.under, consignment.modes):
            for way in self.scenario.ways_of(order):
                if consignment.box_types and not way.box_types <= {*consignment.box_types}:
                    continue
                if way.feeder is not None:
                    if most is None and not simple:
                        rows.extend(self._fed_rows(order, way, least_life=least_life))
                    continue
                collected = self._collect(order, way)
                if collected is None:
                    continue
                found = self._rows(order, way, collected, least_life=least_life)
                if found is not None:
                    cut = found.end if most is None else min(found.end, found.begin + most)
                    rows.append(replace(found, end=cut))
        return self._value(consignment, rows, least_life=least_life) if rows else None

    def first_of_ways(self, consignment: Consignment) -> list[Offer]:
        """Of every way the journeys of its first stuffing hours, as `habit` looks at them.

        Habit makes no promises, so it is not held to them here, and keeps its trade mode.
        """
        unpromised = replace(consignment, on_time_promise_share=None, free_modes=())
        most = FIRST_KEPT if consignment.deadline_h is None else None
        valued = self.valued(unpromised, most=most, simple=True)
        if valued is None:
            return []
        boxes, estimates = self._estimates(consignment, valued)
        count = np.arange(len(valued.way)) - np.searchsorted(valued.way, valued.way)
        chosen = np.nonzero((count < FIRST_KEPT) & np.isfinite(estimates))[0]
        return [_offer(valued, i, boxes, estimates) for i in chosen.tolist()]

    def _best(self, consignment: Consignment) -> tuple[Offer, ...]:
        valued = self.valued(consignment)
        if valued is None:
            return ()
        boxes, estimates = self._estimates(consignment, valued)
        keep = self.scenario.planning.options * POOL_PER_OPTION
        order = np.argsort(estimates, kind="stable")
        quick = np.argsort(valued.expected_h, kind="stable")
        rows = order.tolist()
        chosen = dict.fromkeys(rows[:keep])
        if valued.fed:  # who may change boxes keeps as many other offers as who may not
            fed = [valued.feeder(i) is not None for i in rows]
            chosen = dict.fromkeys(
                [i for i, is_fed in zip(rows, fed, strict=True) if not is_fed][:keep]
            )
            chosen.update(
                dict.fromkeys([i for i, is_fed in zip(rows, fed, strict=True) if is_fed][:FED_KEPT])
            )
        chosen.update(dict.fromkeys(quick[:EARLIEST_KEPT].tolist()))
        sure = (i for i in order.tolist() if not valued.journeys[i].paths)
        chosen.update(dict.fromkeys(islice(sure, FREE_PATH_KEPT)))
        short = firsts(self.scenario, (valued.journeys[i] for i in rows))
        chosen.update(dict.fromkeys(rows[number] for number in short))
        offers = [_offer(valued, i, boxes, estimates) for i in chosen if np.isfinite(estimates[i])]
        return tuple(sorted(offers, key=lambda one: (one.estimate_cny, one.name)))

    def _estimates(self, consignment: Consignment, valued: Valued) -> tuple[Floats, Floats]:
        """Per row: full boxes, and the cost with all that contracts can save (inf: not offered)."""
        needed = [
            boxes_needed(self.scenario, consignment, way.route.box_type) for way in valued.ways
        ]
        boxes = np.array([math.inf if one is None else one[0] for one in needed])[valued.way]
        heavy = np.array([one is not None and one[1] for one in needed])[valued.way]
        per_box = np.where(heavy, valued.heavy_cny, valued.light_cny)
        if self.scenario.contracts:
            per_box = per_box - np.array([one.saved_cny for one in valued.journeys])
        cny = valued.own_cny + per_box * boxes
        if valued.fed:
            cny = cny + self._feeder_cny(consignment, valued)[valued.way]
        return boxes, bookable(self.scenario, consignment, valued.journeys, cny)

    def _feeder_cny(self, consignment: Consignment, valued: Valued) -> Floats:
        """Per way, what boxes to the hub cost, with all that contracts can save."""
        found = np.zeros(len(valued.ways))
        for number, timed in enumerate(valued.feeders):
            if timed is None:
                continue
            box_type = timed.journey.route.box_type
            needed = boxes_needed(self.scenario, consignment, box_type)
            if needed is None:
                found[number] = math.inf
                continue
            per_box = timed.heavy_cny if needed[1] else timed.light_cny
            found[number] = needed[0] * (per_box - timed.saved_cny)
        return found

    def _fed_rows(self, order: Consignment, way: Way, *, least_life: bool) -> Iterator[Rows]:
        """Rows of a way to whose hub goods come in other boxes, for each of those."""
        for came in came_to_hub(self.scenario, self.journeys, order, way, least_life=least_life):
            found = self._rows(order, way, came.collected, least_life=least_life)
            if found is not None:
                yield replace(
                    found, end=min(found.end, found.begin + AFTER), feeder=came.feeder,
                    fixed_cny=found.fixed_cny + came.cny,
                )  # fmt: skip

    def _rows(
        self, consignment: Consignment, way: Way, collected: Collected, *, least_life: bool
    ) -> Rows | None:
        scenario, network = self.scenario, self.scenario.network
        product = scenario.products[consignment.product_id]
        box = network.boxes[way.route.box_type]
        point = point_in(product, box) if box.reefer and is_cold(product) else None
        lane = self.journeys.lane(way.route, consignment.direction, consignment.box_class, point)
        begin, end = window(
            self.journeys, lane, collected.available_h, scenario.planning.hold_max_h
        )
        declared = scenario.declares(consignment, way)
        if declared is not None:
            begin = max(begin, int(np.searchsorted(lane.stuff_h, declared[0], side="left")))
            end = min(end, int(np.searchsorted(lane.stuff_h, declared[1], side="left")))
        if end <= begin:
            return None
        cold = kept_cold(product, network.nodes[way.route.stuff_node], collected.received_h)
        tariff = scenario.tariff
        rate = tariff.cold_storage_cny_per_m3_day if cold else tariff.storage_cny_per_m3_day
        tail_h, tail = self._tail_h(consignment, way.after)
        return Rows(
            consignment, way, lane, begin, end, collected, tail_h, tail,
            self._fixed_cny(consignment, way)
            + way_carbon_cny(scenario, consignment, way)
            + papers_cny(scenario.network, consignment, collected.fetched)
            + floor_cny(network, way.route.stuff_node, consignment, collected.fetched),
            rate * consignment.m3 / 24.0,
            self._life.loss_per_h(consignment, way, least=least_life),
            look_of(scenario, consignment, way.route, self.journeys.paces[0]),
        )  # fmt: skip

    def _value(
        self, consignment: Consignment, rows: list[Rows], *, least_life: bool
    ) -> Valued | None:
        """Own cost of all rows at once."""
        tariff = self.scenario.tariff
        number = np.repeat(np.arange(len(rows)), [one.end - one.begin for one in rows])
        journeys = [timed for one in rows for timed in one.lane.journeys[one.begin : one.end]]
        stuff = np.concatenate([one.lane.stuff_h[one.begin : one.end] for one in rows])
        arrive = np.concatenate([one.lane.arrive_h[one.begin : one.end] for one in rows])
        nominal = np.concatenate(
            [one.lane.stripped_h[one.begin : one.end] + one.tail_h for one in rows]
        )
        light = np.concatenate([one.lane.light_cny[one.begin : one.end] for one in rows])
        heavy = np.concatenate([one.lane.heavy_cny[one.begin : one.end] for one in rows])
        tail = np.array([one.tail for one in rows])[number]
        available = np.array([one.collected.available for one in rows])[number]
        received = np.array([one.collected.received for one in rows])[number]
        delivered = arrive + tail
        left_behind = available - stuff[:, None]
        shift = np.zeros_like(delivered)
        for i, p in np.argwhere(left_behind > 0.0):
            shift[i, p] = catch_up_h(self.scenario, journeys[i].journey, float(left_behind[i, p]))
        delivered += shift
        hours = delivered - consignment.ready_h
        own = np.array([one.fixed_cny for one in rows])[number]
        kept = np.maximum(0.0, stuff[:, None] + shift - received - tariff.storage_free_h)
        own += np.array([one.storage_cny_per_h for one in rows])[number] * kept.mean(axis=1)
        interest = consignment.value_cny * tariff.capital_rate_per_year / price.HOURS_PER_YEAR
        own += interest * hours.mean(axis=1)
        rebate_cny = np.zeros(len(journeys))
        if self.scenario.cash:
            terms = [self.scenario.cash_of(one.order) for one in rows]
            interest_cny, rebate_cny = cash_cny(
                tariff, consignment, terms, number, stuff[:, None] + shift, delivered
            )
            own += interest_cny
        loss = np.array([one.loss_per_h for one in rows])[number, None]
        lost = loss * hours
        if self.scenario.products[consignment.product_id].life is not None:
            trips = Trips(
                [one.way for one in rows], [one.lane for one in rows],
                [one.collected.fetched for one in rows], number, stuff, shift, delivered,
                [one.collected.came for one in rows],
            )  # fmt: skip
            used = self._life.life_used(consignment, trips, least=least_life)
            lost = tariff.life_value_share * (used - consignment.life_used_before)
        own += consignment.value_cny * np.minimum(1.0, lost).mean(axis=1)
        late = np.maximum(0.0, delivered - consignment.due_h).mean(axis=1)
        own += consignment.late_cost_cny_per_t_day * consignment.t / 24.0 * late
        later = np.concatenate([one.lane.later_h[one.begin : one.end] for one in rows])
        later = later_goods_cny(tariff, consignment, delivered, lost, loss, later, rebate_cny)
        looks = tuple(one.look for one in rows)
        own += own_look_cny(looks, number, later, self.journeys.look_delays)
        expected = delivered.mean(axis=1)
        ready = np.array([one.collected.available_h for one in rows])[number]
        promised = consignment.on_time_promise_share
        free, arrivals_h = len(consignment.modes) > 1, None
        valid = in_force(self.scenario, consignment, journeys)
        if consignment.deadline_h is not None or promised is not None or free or valid is not None:
            kept = np.ones(len(journeys), dtype=bool) if valid is None else valid
            if consignment.deadline_h is not None:
                kept &= nominal <= consignment.deadline_h
            if promised is not None:
                arrivals_h = looked_into_h(
                    self.scenario, self.outlook.paces(), rows, number, journeys, delivered
                )
                in_time = (arrivals_h <= consignment.due_h + SAME_H).sum(axis=1)
                kept &= in_time >= samples_needed(promised, delivered.shape[1])
            if free:
                own_ways = [one.way for one in rows]
                kept &= cheapest(own_ways, number, journeys, np.where(kept, own, np.inf))
            keep = np.nonzero(kept)[0]
            if keep.size == 0:
                return None
            journeys = [journeys[i] for i in keep.tolist()]
            number, later = number[keep], later[keep]
            arrivals_h = None if arrivals_h is None else arrivals_h[keep]
            ready, own, nominal, expected, light, heavy, delivered = (
                column[keep] for column in (ready, own, nominal, expected, light, heavy, delivered)
            )
        ways = tuple(one.way for one in rows)
        modes = tuple(
            "" if one.order.trade_mode == consignment.trade_mode else one.order.trade_mode
            for one in rows
        )
        return Valued(
            ways, number, journeys, ready, own, nominal, expected, light, heavy, delivered, looks,
            later, modes, tuple(one.feeder for one in rows), arrivals_h,
        )  # fmt: skip

    def _collect(self, consignment: Consignment, way: Way) -> Collected | None:
        key = (
            consignment.consignment_id, consignment.trade_mode, way.route.stuff_node, way.before
        )  # fmt: skip
        if key not in self._collected:
            try:
                found = [
                    fetch(
                        self.scenario.network, consignment, way.before, way.route.stuff_node, pace
                    )
                    for pace in (self.journeys.nominal, *self.journeys.paces)
                ]
                self._collected[key] = Collected(
                    found[0].received_h,
                    found[0].available_h,
                    np.array([one.inside_h for one in found[1:]]),
                    np.array([one.available_h for one in found[1:]]),
                    tuple(found[1:]),
                )
            except LookupError:
                self._collected[key] = None
        return self._collected[key]

    def _tail_h(self, consignment: Consignment, after: tuple[str, ...]) -> tuple[float, Floats]:
        """Hours of the last leg, which depend on the consignment alone: nominal, and per pace."""
        key = (consignment.consignment_id, after)
        found = self._tails.get(key)
        if found is None:
            services = [self.scenario.network.services[service_id] for service_id in after]
            hours = [
                sum(pace.ride_h(service, 0, (consignment.consignment_id,)) for service in services)
                for pace in (self.journeys.nominal, *self.journeys.paces)
            ]
            found = self._tails[key] = (hours[0], np.array(hours[1:], dtype=np.float64))
        return found

    def _fixed_cny(self, consignment: Consignment, way: Way) -> float:
        """Loose freight, receiving and declaration; by weight the same for all of a kind."""
        kind = (
            way.before, way.route.stuff_node, way.after, consignment.unit, consignment.kg_per_unit,
            consignment.m3_per_unit, consignment.trade_mode, consignment.direction,
            consignment.cargo_class, weighed_hops(self.scenario.network, way.route),
            consignment.begun is None, station_name(self.scenario.network, consignment, way.before),
        )  # fmt: skip
        found = self._rates.get(kind)
        if found is None:
            found = self._rates[kind] = unit_and_fee_cny(self.scenario, consignment, way)
        fee_cny = own_fee_cny(self.scenario.network, consignment, found[1])
        return found[0] * consignment.units + fee_cny


def _offer(valued: Valued, i: int, boxes: Floats, estimates: Floats) -> Offer:
    return Offer(
        valued.ways[valued.way[i]],
        valued.journeys[i],
        float(valued.available_h[i]),
        float(valued.delivered_h[i]),
        float(valued.expected_h[i]),
        float(valued.own_cny[i]),
        float(boxes[i]),
        float(estimates[i]),
        valued.looks[valued.way[i]],
        tuple(valued.later_cny[i].tolist()),
        valued.trade_modes[valued.way[i]],
        valued.feeder(i),
    )
