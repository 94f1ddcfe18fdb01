"""What a trade mode costs a consignment on its journeys, and which one it takes on each.

A mode changes the fee, the hours of papers and hall, how inspections hold goods, and when money
comes; on one journey of one way the mode of least expected cost is kept. What its inspections would
bring upon neighbours in a box is not weighed in this choice, as they are mostly alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain import tariff as price
from domain.cargo import Consignment
from domain.cash import CashTerms
from domain.documents import paper_charges
from domain.fetching import Fetched
from domain.gathering import station_of
from domain.network import Network
from domain.plan import Way
from domain.scenario import Scenario
from domain.tariff import HOURS_PER_YEAR, Tariff
from optimize.hub_costs import sorting_cny
from optimize.lane import Floats, TimedJourney
from optimize.weighed import weighed_cny


def unit_and_fee_cny(scenario: Scenario, order: Consignment, way: Way) -> tuple[float, float]:
    """Loose freight, freight by weight and receiving of one unit, and the fee of the declaration.

    By the unit, not by the first consignment asked for: the order changes no bit.
    """
    network, kg, m3 = scenario.network, order.kg_per_unit, order.m3_per_unit
    there = order.is_there(way.before)
    total = 0.0
    if not there:
        total = price.receiving(scenario.tariff, kg).cny
        total += sorting_cny(network, way.route.stuff_node, order)
    over = station_of(network, order, way.before) is not None
    for service_id in way.after if over else (*way.before, *way.after):
        total += price.loose_freight(
            network.services[service_id], kg, m3, full_loads=order.unit == "fcl"
        ).cny
    total += weighed_cny(network, way.route, kg)
    rule = network.clearance(
        way.route.stuff_node, order.trade_mode, order.direction, order.cargo_class
    )
    return total, 0.0 if rule is None or there else rule.fee_cny


def own_fee_cny(network: Network, order: Consignment, fee_cny: float) -> float:
    """Fee of a consignment's declaration: of its parcel list, where it is one."""
    listed = order.list_fee_cny if network.listed(order) and order.begun is None else None
    return fee_cny if listed is None else listed


def papers_cny(network: Network, order: Consignment, fetched: Sequence[Fetched]) -> float:
    """Mean cost of making its papers, over the samples of its collection."""
    papers = network.papers_of(order)
    if papers is None:
        return 0.0
    costs = [sum(charge.cny for charge in paper_charges(papers, one.stages)) for one in fetched]
    return sum(costs) / len(costs)


def cash_cny(
    tariff: Tariff,
    order: Consignment,
    terms: Sequence[CashTerms],
    way: npt.NDArray[np.int64],
    stuffed_h: Floats,
    delivered_h: Floats,
) -> tuple[Floats, Floats]:
    """Interest until payment and rebate come, and the rebate that is waited for until delivery.

    `terms` are by way, `way` is the number of the way of every row; a column per pace.
    """
    interest = order.value_cny * tariff.capital_rate_per_year / HOURS_PER_YEAR
    own, rebate_cny = np.zeros(len(way)), np.zeros(len(way))
    for number, one in enumerate(terms):
        mine = way == number
        since = stuffed_h if one.rebate_from == "departure" else delivered_h
        waited = since[mine].mean(axis=1) + one.rebate_h(order.ready_h, 0.0, 0.0)
        own[mine] = interest * (one.settled_h + one.rebate_share * waited)
        rebate_cny[mine] = one.waits_for_delivery(order.value_cny)
    return own, rebate_cny


def cheapest(
    ways: Sequence[Way],
    way: npt.NDArray[np.int64],
    journeys: Sequence[TimedJourney],
    own_cny: Floats,
) -> npt.NDArray[np.bool_]:
    """Of the rows that are one journey on one way under different trade modes: the cheapest."""
    best: dict[tuple[int, str], int] = {}
    first: dict[Way, int] = {}
    same = [first.setdefault(one, number) for number, one in enumerate(ways)]
    for i, timed in enumerate(journeys):
        key = (same[way[i]], timed.name)
        known = best.get(key)
        if known is None or own_cny[i] < own_cny[known]:
            best[key] = i
    found = np.zeros(len(journeys), dtype=bool)
    found[list(best.values())] = True
    return found
