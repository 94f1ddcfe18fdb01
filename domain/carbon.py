"""CO2e of ways and plans, as the books count it: by weight and distance, well to wheel.

At a carbon price (`Tariff.carbon_cny_per_t`) everything that is emitted is paid.

Every mode's factor is per tonne-kilometre of goods, so a way emits the same whoever shares the box.
What is given away is counted as if it went by its dirtiest way: a cap is not met, nor a price
saved, by looking away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from domain.cargo import Consignment
from domain.plan import Hop, Plan, Way
from domain.scenario import Scenario
from domain.thermal import is_cold

CAPPED = frozenset({"plan", "foresight"})
"""Policies that plan under a cap."""
SAME_SHARE = 1e-9


def way_kgco2e_per_kg(scenario: Scenario, consignment: Consignment, way: Way) -> float:
    """Emissions of a kilogram of goods from door to door."""
    network = scenario.network
    cold = is_cold(scenario.products[consignment.product_id])
    reefer = network.boxes[way.route.box_type].reefer
    total = 0.0
    for service_id in (*way.before, *way.after):
        service = network.services[service_id]
        km = service.km(0, len(service.legs) - 1)
        total += scenario.transport_kgco2e(service, 1.0, km, reefer=cold)
    for hop in way.route.hops:
        service = network.services[hop.service_id]
        km = service.km(hop.first_leg, hop.last_leg)
        total += scenario.transport_kgco2e(service, 1.0, km, reefer=reefer)
    if way.feeder is not None:
        total += way_kgco2e_per_kg(scenario, consignment, Way((), way.feeder, ()))
    return total


def given_away_kgco2e_per_kg(scenario: Scenario, consignment: Consignment) -> float:
    """Emissions of a kilogram that is given away: those of the dirtiest way, 0 without any."""
    return max(
        (way_kgco2e_per_kg(scenario, consignment, way) for way in scenario.ways_of(consignment)),
        default=0.0,
    )


def way_carbon_cny(scenario: Scenario, consignment: Consignment, way: Way) -> float:
    """What a way's emissions cost: at the carbon price, and that of a cap while one is kept."""
    price = scenario.planning.carbon_cny_per_t + scenario.tariff.carbon_cny_per_t
    if price == 0.0:
        return 0.0
    return price / 1000.0 * consignment.kg * way_kgco2e_per_kg(scenario, consignment, way)


def hops_carbon_cny(scenario: Scenario, hops: Iterable[Hop], kg: float, *, reefer: bool) -> float:
    """What emissions of some goods in a box over some hops cost at the carbon price."""
    rate = scenario.tariff.carbon_cny_per_t
    if rate == 0.0:
        return 0.0
    services = scenario.network.services
    emitted = 0.0
    for hop in hops:
        service = services[hop.service_id]
        km = service.km(hop.first_leg, hop.last_leg)
        emitted += scenario.transport_kgco2e(service, kg, km, reefer=reefer)
    return rate / 1000.0 * emitted


def with_carbon_price(scenario: Scenario, cny_per_t: float) -> Scenario:
    """The scenario at a carbon price, which goods that are given away pay too."""
    orders = scenario.consignments
    if cny_per_t or any(order.outsource_carbon_cny_per_kg for order in orders):
        found: dict[tuple[str, ...], float] = {}
        for order in orders:
            kind = _kind(order)
            if kind not in found:
                found[kind] = cny_per_t / 1000.0 * given_away_kgco2e_per_kg(scenario, order)
        orders = tuple(
            replace(order, outsource_carbon_cny_per_kg=found[_kind(order)]) for order in orders
        )
    tariff = scenario.tariff
    if tariff.carbon_cny_per_t != cny_per_t:
        tariff = replace(tariff, carbon_cny_per_t=cny_per_t)
    return replace(scenario, tariff=tariff, consignments=orders)


def _kind(order: Consignment) -> tuple[str, ...]:
    """What the ways of a consignment, and their emissions per kg, depend on."""
    return order.flow_id, order.origin_id, order.destination_id, order.product_id


def plan_kgco2e(scenario: Scenario, plan: Plan) -> float:
    """Emissions of everything that a plan carries or gives away."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    emitted = []
    for part in plan.parts:
        order = orders[part.consignment_id]
        if part.journey_id is None:
            per_kg = given_away_kgco2e_per_kg(scenario, order)
        else:
            way = Way(part.before, plan.journeys[part.journey_id].route, part.after)
            per_kg = way_kgco2e_per_kg(scenario, order, way)
        emitted.append(per_kg * part.units * order.kg_per_unit)
    return math.fsum(emitted)


def least_kgco2e(scenario: Scenario) -> float:
    """Emissions if everything took its cleanest way, whenever and at whatever price."""
    return math.fsum(
        order.kg
        * min(
            (way_kgco2e_per_kg(scenario, order, way) for way in scenario.ways_of(order)),
            default=0.0,
        )
        for order in scenario.consignments
    )


def broken_cap(scenario: Scenario, plan: Plan) -> str | None:
    """How a plan breaks the cap on CO2e; habit and rule know none."""
    cap = scenario.planning.carbon_cap_kgco2e
    if cap is None or plan.policy not in CAPPED:
        return None
    emitted = plan_kgco2e(scenario, plan)
    if emitted <= cap * (1.0 + SAME_SHARE):
        return None
    return f"{emitted:.1f} kg CO2e, the cap is {cap:.1f} kg"
