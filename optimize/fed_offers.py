"""How goods that are restuffed come to the hub: the boxes in which they may, and what that costs.

The family, which every policy plans with and the bound covers: of a consignment's box journeys to
the hub the first `FEEDERS` that are stuffed in its hold window; after each of them, the first
`AFTER` journeys that leave the hub with boxes stuffed when its goods are declared there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from domain.cargo import Consignment, Product
from domain.catch_up import catch_up_h
from domain.charges import loose_state
from domain.fetching import Fetched, restuffed, to_first_box
from domain.plan import BoxRoute, Way
from domain.scenario import Scenario
from domain.thermal import POWERED_TAU_H, CargoState, is_cold, kept_cold, point_in, when_ready
from optimize.hub_costs import floor_cny
from optimize.journeys import Journeys
from optimize.lane import Floats, TimedJourney
from optimize.life_on_way import integral
from optimize.offer_rows import Collected, window
from optimize.weighed import weighed_cny

FEEDERS = 12
AFTER = 4


class Came(NamedTuple):
    """Goods at a hub: in which boxes, when they may be stuffed, and their cost but for boxes."""

    feeder: TimedJourney
    collected: Collected
    cny: float


def came_to_hub(
    scenario: Scenario, journeys: Journeys, order: Consignment, way: Way, *, least_life: bool
) -> Iterator[Came]:
    """Every box journey that may bring a consignment to the hub of a way."""
    network, route = scenario.network, way.feeder
    assert route is not None
    product = scenario.products[order.product_id]
    box = network.boxes[route.box_type]
    point = point_in(product, box) if box.reefer and is_cold(product) else None
    paces = (journeys.nominal, *journeys.paces)
    try:
        fetched = [to_first_box(network, order, way.before, route.stuff_node, p) for p in paces]
    except LookupError:
        return
    lane = journeys.lane(route, order.direction, order.box_class, point)
    begin, end = window(journeys, lane, fetched[0].available_h, scenario.planning.hold_max_h)
    first = np.array([one.available_h for one in fetched[1:]])
    inside = np.array([one.inside_h for one in fetched[1:]])
    cold = kept_cold(product, network.nodes[route.stuff_node], fetched[0].received_h)
    tariff = scenario.tariff
    rate = tariff.cold_storage_cny_per_m3_day if cold else tariff.storage_cny_per_m3_day
    fixed = weighed_cny(network, route, order.kg_per_unit) * order.units
    fixed += floor_cny(network, route.stuff_node, order, fetched[1:])
    for i in range(begin, min(end, begin + FEEDERS)):
        timed = lane.journeys[i]
        begin_h = timed.journey.stuff_at_h
        late = (first - begin_h).tolist()
        shift = np.array([catch_up_h(scenario, timed.journey, hours) for hours in late])
        stuffed = begin_h + shift
        hours = (timed.stripped_h, *(lane.arrive_h[i] + shift).tolist())
        hub = way.route.stuff_node
        try:
            there = [
                restuffed(network, order, hub, at_h, pace)
                for at_h, pace in zip(hours, paces, strict=True)
            ]
        except LookupError:
            continue
        states = None
        if product.life is not None:
            states = _states(
                scenario, order, product, route, fetched[1:], timed, stuffed, hours[1:],
                least_life=least_life,
            )  # fmt: skip
        kept = np.maximum(0.0, stuffed - inside - tariff.storage_free_h)
        stored = rate * order.m3 / 24.0 * float(kept.mean())
        yield Came(
            timed,
            Collected(
                there[0].received_h, there[0].available_h,
                np.array([one.inside_h for one in there[1:]]),
                np.array([one.available_h for one in there[1:]]),
                tuple(there[1:]), states,
            ),
            fixed + stored,
        )  # fmt: skip


def _states(
    scenario: Scenario,
    order: Consignment,
    product: Product,
    route: BoxRoute,
    fetched: list[Fetched],
    timed: TimedJourney,
    stuffed: Floats,
    opened_h: tuple[float, ...],
    *,
    least_life: bool,
) -> tuple[CargoState, ...]:
    """How goods come out of their boxes, by pace; with `least_life`, no older and no warmer."""
    life = product.life
    assert life is not None
    airs = [scenario.air_at(one) for one in (order.origin_id, *_nodes(scenario, route))]
    if least_life:
        ready = when_ready(product, order, airs[0].ambient_c(order.ready_h))
        coldest = [ready.temp_c, *(min(air.temps_c) for air in airs)]
        if product.setpoint_c is not None:
            coldest.append(product.setpoint_c)
        return (ready._replace(temp_c=min(coldest)),) * len(fetched)
    loose = [
        loose_state(scenario, product, order, one, replace(timed.journey, stuff_at_h=at_h))
        for one, at_h in zip(fetched, stuffed.tolist(), strict=True)
    ]
    towards_c, hours = timed.journey.setpoint_c, np.array(opened_h) - stuffed
    gap_c = np.zeros(len(loose))
    if towards_c is None:
        towards_c = sum(air.ambient_c(order.ready_h) for air in airs) / len(airs)
    else:
        gap_c = np.array([one.temp_c for one in loose]) - towards_c
    used = integral(life, np.full(len(loose), towards_c), gap_c, POWERED_TAU_H, hours)
    temps = towards_c + gap_c * np.exp(-hours / POWERED_TAU_H)
    return tuple(
        one._replace(temp_c=float(temps[p]), life_used=one.life_used + float(used[p]))
        for p, one in enumerate(loose)
    )


def _nodes(scenario: Scenario, route: BoxRoute) -> Iterator[str]:
    """Nodes between which the boxes of a route ride."""
    for hop in route.hops:
        for leg in scenario.network.services[hop.service_id].legs[hop.first_leg : hop.last_leg + 1]:
            yield leg.from_id
            yield leg.to_id
