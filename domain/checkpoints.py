"""Where on its way a box can be looked into, and how much later it is stripped when it is held."""

from __future__ import annotations

from math import inf

from domain.cargo import Consignment
from domain.catch_up import LOST_H
from domain.crossings import Place, clears_inland, crossing
from domain.network import Network
from domain.pace import nominal_pace
from domain.plan import BoxJourney, BoxRoute
from domain.recover import onward
from domain.route import Walk, walk
from domain.scenario import Scenario
from domain.supervision import AFTER, BEFORE, DESTINATION, DOOR, ENTRY, TESTED, TESTED_INLAND

ARRIVING = ("border", "terminal_in", "transfer_in")
"""Stages at the node where a box has come to."""


def checkpoint(network: Network, route: BoxRoute, point: str) -> Place | None:
    """Where a route is looked into at a port; `None` where it passes none.

    Dated services are entered or left at their terminals; a truck is stopped at the border node
    on the side of China, on its way.
    """
    for number, hop in enumerate(route.hops):
        found = crossing(network, hop, point)
        if found is not None:
            return found._replace(hop=number)
    return None


def admitted(network: Network, product_id: str, origin_id: str, route: BoxRoute) -> bool:
    """Whether a product from a place may enter China where a route does; others may always."""
    barred = network.barred_entry
    node_id = entry_node(network, route) if barred else None
    if node_id is None:
        return True
    country = network.nodes[origin_id].country
    return not any((product_id, one, node_id) in barred for one in (country, "*"))


def certificate_ends_h(network: Network, order: Consignment) -> float:
    """Hour after which goods are refused at their entry; infinite where no paper runs out."""
    if not network.certificates or order.direction != "import":
        return inf
    country = network.nodes[order.origin_id].country
    return order.ready_h + network.certificates.get((order.product_id, country), inf)


def entered_h(scenario: Scenario, journey: BoxJourney) -> float:
    """Hour at nominal pace at which a box is at its entry; 0 where it never enters."""
    place = checkpoint(scenario.network, journey.route, ENTRY)
    if place is None:
        return 0.0
    walked = _walked(scenario, journey)
    return inf if walked is None else _passed_h(walked, journey, place)


def entry_node(network: Network, route: BoxRoute) -> str | None:
    """Where goods are admitted: at their entry, or at the site where they are cleared inland."""
    if clears_inland(network, route.hops, route.strip_node, direction_of(network, route)):
        return route.strip_node
    place = checkpoint(network, route, ENTRY)
    return None if place is None else place.node_id


def look_node(network: Network, route: BoxRoute, point: str) -> str | None:
    """The node whose crews look at a point; `None` where the route does not pass it."""
    if point in (BEFORE, AFTER):
        return route.stuff_node
    if point in (DESTINATION, TESTED_INLAND):
        return route.strip_node
    place = checkpoint(network, route, ENTRY if point in (DOOR, TESTED) else point)
    return None if place is None else place.node_id


def held_on_way_h(scenario: Scenario, journey: BoxJourney, hold_h: float, point: str) -> float:
    """How much later at nominal pace a box is stripped that is held at a point of its way.

    Before the next dated hop it may make up for it, or take a later departure. Goods released on
    condition (`DOOR`) travel on and are late by what is left of their hours after arrival.
    """
    if point in (DESTINATION, TESTED_INLAND):
        return hold_h
    place = checkpoint(scenario.network, journey.route, ENTRY if point in (DOOR, TESTED) else point)
    if place is None:
        return 0.0
    services = scenario.network.services
    ahead = journey.route.hops[place.hop + (place.leg is not None) :]
    if point != DOOR and not any(services[hop.service_id].dated for hop in ahead):
        return hold_h
    walked = _walked(scenario, journey)
    if walked is None:
        return hold_h + LOST_H
    if point == DOOR:
        return max(0.0, _passed_h(walked, journey, place) + hold_h - walked.stripped_h)
    end = place
    if place.leg is not None:
        end = place._replace(leg=journey.route.hops[place.hop].last_leg)
    free_h = _passed_h(walked, journey, end) + hold_h
    late = onward(
        scenario.network, scenario.timetable, ahead, journey.route.strip_node,
        direction_of(scenario.network, journey.route), journey.cargo_class, free_h, free_h, inf,
        lambda _key, _hop: True, through_terminal=place.leg is None,
    )  # fmt: skip
    return hold_h + LOST_H if late is None else max(0.0, late.stripped_h - walked.stripped_h)


def direction_of(network: Network, route: BoxRoute) -> str:
    """Which way a route crosses China's customs border."""
    ends = (network.abroad(route.stuff_node), network.abroad(route.strip_node))
    return "domestic" if ends[0] == ends[1] else "import" if ends[0] else "export"


def _walked(scenario: Scenario, journey: BoxJourney) -> Walk | None:
    """The journey at nominal pace."""
    network = scenario.network
    try:
        return walk(
            network, scenario.timetable, journey.route, direction_of(network, journey.route),
            journey.cargo_class, journey.stuff_at_h, journey.departures, nominal_pace(),
            strict=False,
        )  # fmt: skip
    except LookupError:
        return None


def _passed_h(walked: Walk, journey: BoxJourney, place: Place) -> float:
    """Hour at which a walked box is at a place, ready to go on."""
    ridden = [
        (number, leg)
        for number, hop in enumerate(journey.route.hops)
        for leg in range(hop.first_leg, hop.last_leg + 1)
    ]
    hop = journey.route.hops[place.hop]
    wanted = ridden.index((place.hop, hop.first_leg if place.leg is None else place.leg))
    rides = [number for number, stage in enumerate(walked.stages) if stage.kind == "ride"]
    at = rides[wanted]
    if place.leg is None:
        before = walked.stages[at - 1] if at else None
        waits = before is not None and before.kind in ("await_departure", "await_truck")
        return walked.stages[at - 1 if waits else at].start_h
    t = walked.stages[at].end_h
    for stage in walked.stages[at + 1 :]:
        if stage.kind not in ARRIVING:
            break
        t = stage.end_h
    return t
