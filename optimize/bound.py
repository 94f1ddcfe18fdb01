"""A lower bound on the expected cost of every Plan over the scenario's box journeys.

Every consignment pays, on its own, the least over all journeys in its hold window (and over
outsourcing) of

    own cost  +  box price x share of a box,

and the bound is the sum, with what facilities cost. Why no Plan that carries the same consignments
can cost less, on the same outlook:

- own cost is linear in units, so a consignment that is split pays a mean of its parts' costs, which
  is not below the least of them. It is what `domain.expected` books, but for goods that age: they
  are booked the life that they lose at the lowest temperature they can meet on the way, and life is
  lost the slower, the colder.
- the boxes of a journey are no fewer than the sum of f(size) over the units in them, for any dual
  feasible function f (Fekete and Schepers 2001): volumes (or weights) of what is in one box sum to
  at most 1, and then so do their f. One f per kind of box and class is chosen, whichever sums to
  most; the choice affects strength, not validity. A box with little weight pays its light price, a
  box of more than 15 t its heavy one: by weight, a unit pays the lesser of both per kg.
- capacity, dead freight, cut-off hours of decisions and what is known when only add cost.
- hard deadlines and on-time promises take journeys out of the family; the bound is over those that
  are left, so it holds for every Plan that keeps them (`habit` promises nothing and may cost less).

The family is that of `optimize.journeys`; consignments without any journey and price count as zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from domain import tariff as price
from domain.cargo import Consignment
from domain.charges import facility_charges
from domain.network import BoxType
from domain.scenario import Scenario
from domain.stuffing import SLACK
from domain.thermal import is_cold
from optimize.offers import OfferBook, Valued

Kind = tuple[str, str, float | None]
"""Box type, cargo class and set point: what boxes of one journey have in common."""
HIGHEST_K = 8


def lower_bound(scenario: Scenario, offers: OfferBook) -> float:
    """The bound in CNY; see the module."""
    measures = _measures(scenario)
    total = [charge.cny for _, charge in facility_charges(scenario)]
    for order in sorted(scenario.consignments, key=lambda c: c.consignment_id):
        least = math.inf
        rate = order.given_away_cny_per_kg
        if rate is not None:
            least = rate * order.kg
        valued = offers.valued(order, least_life=True)
        if valued is not None:
            least = min(least, _least(scenario, order, valued, measures))
        if math.isfinite(least):
            total.append(least)
    return math.fsum(total)


def _least(
    scenario: Scenario, order: Consignment, valued: Valued, measures: dict[Kind, _Measure]
) -> float:
    shares = np.empty(len(valued.ways))
    weighed = np.empty(len(valued.ways), dtype=bool)
    above_light = np.empty(len(valued.ways))
    for number, way in enumerate(valued.ways):
        box = scenario.network.boxes[way.route.box_type]
        measure = measures[_kind(scenario, order, box)]
        shares[number] = order.units * measure.share(order, box)
        weighed[number] = measure.by_weight
        above_light[number] = max(1.0, box.payload_kg / price.HEAVY_BOX_KG)
    by_volume = np.minimum(valued.light_cny, valued.heavy_cny)
    by_weight = np.minimum(valued.light_cny * above_light[valued.way], valued.heavy_cny)
    per_box = np.where(weighed[valued.way], by_weight, by_volume)
    return float((valued.own_cny + per_box * shares[valued.way]).min())


class _Measure:
    """A dual feasible function of a unit's volume or weight in a box."""

    def __init__(self, k: int, *, by_weight: bool) -> None:
        self.k, self.by_weight = k, by_weight

    def share(self, order: Consignment, box: BoxType) -> float:
        """Share of a box that one unit is sure to take; `k` 0 is the size itself."""
        size = order.kg_per_unit / box.payload_kg if self.by_weight else order.m3_per_unit / box.m3
        size /= 1.0 + SLACK
        if self.k == 0:
            return size
        parts = (self.k + 1) * size
        if abs(parts - round(parts)) < 1e-7:
            return size
        return math.floor(parts) / self.k


def _kind(scenario: Scenario, order: Consignment, box: BoxType) -> Kind:
    product = scenario.products[order.product_id]
    point = product.setpoint_c if box.reefer and is_cold(product) else None
    return box.box_type, order.cargo_class, point


def _measures(scenario: Scenario) -> dict[Kind, _Measure]:
    """For every kind of box the function that sums to most over the goods that may use it."""
    users: dict[Kind, list[tuple[Consignment, BoxType]]] = {}
    for order in scenario.consignments:
        for box_type in sorted({way.route.box_type for way in scenario.ways_of(order)}):
            box = scenario.network.boxes[box_type]
            users.setdefault(_kind(scenario, order, box), []).append((order, box))
    choices = [
        _Measure(k, by_weight=by_weight) for by_weight in (False, True) for k in range(HIGHEST_K)
    ]

    def total(kind: Kind) -> Callable[[_Measure], float]:
        return lambda one: math.fsum(o.units * one.share(o, box) for o, box in users[kind])

    return {kind: max(choices, key=total(kind)) for kind in users}
