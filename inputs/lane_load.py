"""TEU asked of each lane in the period against the TEU that its departures offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cargo import Consignment
from domain.network import BoxType
from domain.plan import Way
from domain.scenario import Scenario

FULL_SHARE = 0.95
"""Above it a lane cannot take what wants it, and `validate` warns."""


@dataclass(frozen=True, slots=True)
class LaneLoad:
    """A dated service, or a terminal with all of its dated services.

    `cheapest_teu` is what would come if every consignment of the period took the first of its
    ways; `spread_teu` what comes when a full lane sends the rest to their next way.
    """

    lane: str
    kind: str
    departures: float
    offered_teu: float
    cheapest_teu: float
    spread_teu: float

    @property
    def cheapest_share(self) -> float:
        """First choices over what is offered."""
        return self.cheapest_teu / self.offered_teu if self.offered_teu else 0.0

    @property
    def spread_share(self) -> float:
        """Load after the overflow of full lanes went elsewhere."""
        return self.spread_teu / self.offered_teu if self.offered_teu else 0.0


def lane_loads(scenario: Scenario) -> tuple[LaneLoad, ...]:
    """Loads of services, then of the terminals where they begin; services in file order.

    A consignment asks for the TEU of its weight or volume share of boxes, whichever is more.
    Those with the fewest lanes to choose from come first, then in order of readiness; each takes
    the first of its ways whose lanes have room left in the period for all of it. Where none has,
    it asks for its first way all the same.
    """
    offered = {name: _offered(scenario, name) for name in scenario.timetable.departures}
    cheapest = dict.fromkeys(offered, 0.0)
    spread = dict.fromkeys(offered, 0.0)
    counted = [c for c in scenario.consignments if scenario.in_cohort(c)]
    choices = {flow: len(_lanes(scenario, some)) for flow, some in scenario.ways.items()}
    counted.sort(key=lambda c: choices[c.flow_id, c.origin_id, c.destination_id])
    for consignment in counted:
        first: list[tuple[str, float]] | None = None
        taken: list[tuple[str, float]] | None = None
        for lanes in _asked(scenario, consignment):
            first = lanes if first is None else first
            if all(spread[name] + teu <= FULL_SHARE * offered[name] for name, teu in lanes):
                taken = lanes
                break
        for name, teu in first or []:
            cheapest[name] += teu
        for name, teu in taken if taken is not None else first or []:
            spread[name] += teu
    services = [
        LaneLoad(
            name, "service", _departures(scenario, name), offered[name], cheapest[name],
            spread[name],
        )
        for name in offered
    ]  # fmt: skip
    return tuple(services) + tuple(_terminals(scenario, services))


def teu_of(consignment: Consignment, box: BoxType) -> float:
    """TEU that a consignment fills; whole boxes for full loads."""
    share = max(consignment.kg / box.payload_kg, consignment.m3 / box.m3)
    if consignment.unit == "fcl":
        share = max(share, float(consignment.units))
    return share * box.teu


def _asked(scenario: Scenario, consignment: Consignment) -> Iterator[list[tuple[str, float]]]:
    for way in scenario.ways_of(consignment):
        teu = teu_of(consignment, scenario.network.boxes[way.route.box_type])
        yield [
            (hop.service_id, teu)
            for hop in way.route.hops
            if scenario.network.services[hop.service_id].dated
        ]


def _lanes(scenario: Scenario, some: tuple[Way, ...]) -> set[str]:
    """Dated services on which boxes of these ways first leave."""
    firsts = set()
    for way in some:
        dated = [
            h.service_id for h in way.route.hops if scenario.network.services[h.service_id].dated
        ]
        firsts.add(dated[0] if dated else "")
    return firsts


def _departures(scenario: Scenario, service_id: str) -> float:
    """Departures that a period of this length has on average, from all those up to the cap.

    A train every ten weeks would else count as one or as two by the luck of the first day.
    """
    times = scenario.timetable.departures[service_id]
    period_h = scenario.period_end_h - scenario.warm_up_h
    return sum(at < scenario.cap_h for at in times) / scenario.cap_h * period_h


def _offered(scenario: Scenario, service_id: str) -> float:
    capacity = scenario.network.services[service_id].capacity_teu or 0.0
    return capacity * _departures(scenario, service_id)


def _terminals(scenario: Scenario, services: list[LaneLoad]) -> Iterator[LaneLoad]:
    by_terminal: dict[str, list[LaneLoad]] = {}
    for load in services:
        origin = scenario.network.services[load.lane].origin_id
        by_terminal.setdefault(origin, []).append(load)
    for node_id, own in by_terminal.items():
        yield LaneLoad(
            node_id, "terminal", sum(load.departures for load in own),
            sum(load.offered_teu for load in own), sum(load.cheapest_teu for load in own),
            sum(load.spread_teu for load in own),
        )  # fmt: skip
