"""Goods that change boxes on their way: opened at a hub, their goods go on in other boxes.

The boxes to the hub are a journey of their own (`BoxRoute.restuffed`), with whoever goes there too.
At the hub the crew of its process `restuff` opens them, with open doors for as long as its row
says; goods are declared there, wait on the floor or in the cold room, and are
stuffed as all others are, with all others. An itinerary is two parts of a plan: the one to the hub
`feeds` the other. Nobody is restuffed twice, and not beyond China's customs border.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.cargo import Consignment
from domain.crossings import RESTUFF
from domain.network import Network, Process
from domain.plan import Part, Plan
from domain.scenario import Scenario
from domain.thermal import CargoState

TO_HUB = "~"
"""End of the names of parts, and of routes, that lead to where goods are restuffed."""


def crew_of(network: Network, node_id: str, direction: str, cargo_class: str) -> Process | None:
    """Who opens boxes at a node so that their goods go on in others; `None`: nobody."""
    return network.process(node_id, RESTUFF, direction, cargo_class, "road")


def may_restuff(network: Network, order: Consignment, product_id: str, node_id: str) -> bool:
    """Whether goods of a consignment may change boxes at a node."""
    return (
        order.unit != "parcel"
        and order.begun is None
        and network.papers_of(order) is None
        and "stuffing" in network.nodes[node_id].functions
        and network.may_receive(product_id, node_id)
        and crew_of(network, node_id, order.direction, order.cargo_class) is not None
    )


def in_two(part: Part, journey_id: str) -> tuple[Part, Part]:
    """A part that changes boxes: to the hub in a box journey, and on as it was."""
    name = f"{part.part_id}{TO_HUB}"
    return (
        replace(part, part_id=name, journey_id=journey_id, after=(), feeds=part.part_id),
        replace(part, before=(), fed_by=name),
    )


def mixed(states: Sequence[tuple[CargoState, float]]) -> CargoState:
    """The state of goods that were together before, each with its kg."""
    kg = sum(weight for _, weight in states)
    temp_c, used, outside_h = (
        sum(state[column] * weight for state, weight in states) / kg for column in range(3)
    )
    return CargoState(temp_c, used, outside_h)


def wrong_feeding(scenario: Scenario, plan: Plan) -> Iterable[str]:
    """Parts that change boxes where nobody opens them, or do not go on as they came."""
    parts = {part.part_id: part for part in plan.parts}
    orders = {c.consignment_id: c for c in scenario.consignments}
    for part in plan.parts:
        if part.feeds:
            after = parts.get(part.feeds)
            if after is None or after.fed_by != part.part_id:
                yield f"{part.part_id}: there is no part as which its goods go on"
                continue
            yield from _wrong_pair(scenario, plan, orders[part.consignment_id], part, after)
        elif part.fed_by and parts.get(part.fed_by, part).feeds != part.part_id:
            yield f"{part.part_id}: there is no part as which its goods come"
        elif part.journey_id is not None and plan.journeys[part.journey_id].route.restuffed:
            yield f"{part.part_id}: its box is opened on the way, and it does not go on"


def _wrong_pair(
    scenario: Scenario, plan: Plan, order: Consignment, part: Part, after: Part
) -> Iterable[str]:
    name = part.part_id
    if part.journey_id is None or after.journey_id is None:
        yield f"{name}: is given away, and changes boxes"
        return
    first, second = plan.journeys[part.journey_id].route, plan.journeys[after.journey_id].route
    hub = first.strip_node
    if (part.consignment_id, part.units, part.trade_mode) != (
        after.consignment_id,
        after.units,
        after.trade_mode,
    ):
        yield f"{name}: goes on as other goods than it came"
    if hub != second.stuff_node:
        yield f"{name}: comes to {hub}, and is stuffed at {second.stuff_node}"
    if part.after or after.before or part.fed_by or after.feeds:
        yield f"{name}: is not brought from box to box at one hub"
    abroad = scenario.network.abroad
    if any(abroad(node) != abroad(hub) for node in (first.stuff_node, order.origin_id)):
        yield f"{name}: crosses the customs border before it is declared at {hub}"
    if not first.restuffed or not may_restuff(scenario.network, order, order.product_id, hub):
        yield f"{name}: {hub} does not restuff it"
