"""One trip of a journey, and what is expected of it where it is not brought to its departure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from domain import tariff as price
from domain.hubs import plug_wait_h
from domain.network import Network
from domain.pace import Pace
from domain.plan import BoxJourney, BoxRoute, Hop
from domain.power import off_power_h
from domain.route import Stage
from domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Trip:
    """A journey walked at a pace: departures taken, waits before them, hours off power."""

    stripped_h: float
    departures: tuple[float | None, ...]
    wait_h: tuple[float, ...]
    unplugged_h: float
    missed: bool
    owed_cny: float = 0.0


class Shown(NamedTuple):
    """Hour at the gate, from which hour on a departure may be taken, and what is owed."""

    t: float
    from_h: float | None
    owed_cny: float


def shown(
    network: Network,
    hop: Hop,
    route: BoxRoute,
    stuff_h: float,
    t: float,
    wanted_h: float | None,
    pace: Pace,
) -> Shown:
    """As in `domain.route.walk`: outside until the gate has closed, then the next departure."""
    service, box = network.services[hop.service_id], network.boxes[route.box_type]
    if service.sailing is None or wanted_h is None:
        return Shown(t, wanted_h, 0.0)
    if not pace.no_show(service, (service.service_id, wanted_h), (route.route_id, stuff_h)):
        return Shown(t, wanted_h, 0.0)
    owed = price.no_show(service, hop, box, 0.0)
    return Shown(
        max(t, wanted_h - service.gate_in_cutoff_h), math.nextafter(wanted_h, math.inf),
        0.0 if owed is None else owed.cny,
    )  # fmt: skip


def off_in_yard_h(
    scenario: Scenario, node_id: str, from_h: float, left_h: float, pace: Pace
) -> float:
    """Hours that a reefer waits off power before a departure: no plug, or none with power."""
    off_h = plug_wait_h(scenario.network, node_id, from_h, pace)
    stage = Stage(
        "await_departure", node_id, node_id, from_h, left_h, left_h, unplugged_h=off_h
    )  # fmt: skip
    return off_power_h(stage, scenario.air_at(node_id))


def last_booking_h(network: Network, journey: BoxJourney) -> float:
    """When the first departure of a journey takes no booking any more; inf where all do."""
    terms = [(network.services[key[0]].sailing, key[1]) for _, key in journey.dated()]
    closes = [at_h - one.booking_cutoff_h for one, at_h in terms if one is not None]
    return min(closes, default=math.inf)


def yards(network: Network, route: BoxRoute) -> list[str]:
    """Where boxes wait for the dated services of a route."""
    found = [(network.services[hop.service_id], hop) for hop in route.hops]
    return [one.legs[hop.first_leg].from_id for one, hop in found if one.dated]
