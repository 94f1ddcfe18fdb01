"""The share of its value that a consignment loses in an hour on a way, before it is booked."""

from __future__ import annotations

from domain.cargo import Consignment
from domain.plan import Way
from domain.scenario import Scenario
from domain.thermal import is_cold


def loss_per_h(scenario: Scenario, consignment: Consignment, way: Way, *, least: bool) -> float:
    """Share of the value that an hour takes.

    Goods that age do so at their set point, or in the mean air of the way where nobody cools them;
    with `least`, in the coldest air that they can meet.
    """
    product = scenario.products[consignment.product_id]
    if product.life is None:
        return consignment.value_loss_per_day / 24.0
    airs = [scenario.air_at(node) for node in _places(scenario, consignment, way)]
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
    return scenario.tariff.life_value_share * product.life.rate_per_h(temp_c)


def _places(scenario: Scenario, consignment: Consignment, way: Way) -> list[str]:
    """Every node whose air the goods may feel, in travel order."""
    network = scenario.network
    nodes = [consignment.origin_id, way.route.stuff_node, way.route.strip_node]
    for service_id in (*way.before, *way.after):
        nodes.extend(leg.from_id for leg in network.services[service_id].legs)
    for hop in way.route.hops:
        legs = network.services[hop.service_id].legs[hop.first_leg : hop.last_leg + 1]
        nodes.extend(leg.from_id for leg in legs)
        nodes.extend(leg.to_id for leg in legs)
    return list(dict.fromkeys(nodes))
