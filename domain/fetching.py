"""From the shipper to the hour at which goods may be stuffed: collection, receipt, declaration.

Goods that are restuffed are collected where their first boxes are stuffed (`to_first_box`), and
declared at the hub at which those are opened (`restuffed`): until then they are inside the country
as they were at the shipper's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.cargo import Consignment
from domain.collection import Station
from domain.documents import Papers, places_before, steps
from domain.gathering import Trip, rows_of, trip_of
from domain.hubs import outside_h, sorting_hours
from domain.network import Network
from domain.pace import Pace
from domain.plan import Part
from domain.route import Stage, ride, work
from domain.thermal import CargoState


@dataclass(frozen=True, slots=True)
class Fetched:
    """Collection and declaration of a consignment: when it may be stuffed.

    For `outside_h` after `received_h` it finds no room in the store, which keeps nobody from
    stuffing it. `over`: the station over which it came, and how.
    """

    stages: tuple[Stage, ...]
    received_h: float
    released_h: float
    outside_h: float = 0.0
    over: tuple[Station, Trip] | None = None

    @property
    def inside_h(self) -> float:
        """When there is room in the store."""
        return self.received_h + self.outside_h

    @property
    def available_h(self) -> float:
        """Received and released."""
        return max(self.received_h, self.released_h)


class AtHub(NamedTuple):
    """Goods whose boxes were opened at a hub: when, and in what state."""

    at_h: float
    state: CargoState | None


def fetched_to(
    network: Network, order: Consignment, part: Part, node_id: str, hub: AtHub | None, pace: Pace
) -> Fetched:
    """How the goods of a part come to where their boxes are stuffed; `hub`: in other boxes."""
    if hub is not None:
        return restuffed(network, order, node_id, hub.at_h, pace)
    if part.feeds:
        return to_first_box(network, order, part.before, node_id, pace)
    return fetch(network, order, part.before, node_id, pace)


def fetch(
    network: Network, consignment: Consignment, before: Sequence[str], node_id: str, pace: Pace
) -> Fetched:
    """Collect a consignment from its shipper, receive it at the stuffing node and declare it."""
    if consignment.is_there(before):
        t = consignment.ready_h
        return Fetched((), t, t, outside_h(network, consignment, node_id, t, pace))
    stages, t, over = _received(network, consignment, before, node_id, pace)
    released = _released(network, consignment, before, node_id, t, pace, stages)
    outside = outside_h(network, consignment, node_id, t, pace)
    return Fetched(tuple(stages), t, released, outside, over)


def to_first_box(
    network: Network, consignment: Consignment, before: Sequence[str], node_id: str, pace: Pace
) -> Fetched:
    """Collect a consignment and receive it where boxes to a hub are stuffed."""
    stages, t, over = _received(network, consignment, before, node_id, pace)
    return Fetched(tuple(stages), t, t, outside_h(network, consignment, node_id, t, pace), over)


def restuffed(
    network: Network, consignment: Consignment, node_id: str, at_h: float, pace: Pace
) -> Fetched:
    """Declare goods whose boxes were opened at a hub at an hour."""
    stages: list[Stage] = []
    released = _released(network, consignment, (), node_id, at_h, pace, stages)
    outside = outside_h(network, consignment, node_id, at_h, pace)
    return Fetched(tuple(stages), at_h, released, outside)


def _received(
    network: Network, consignment: Consignment, before: Sequence[str], node_id: str, pace: Pace
) -> tuple[list[Stage], float, tuple[Station, Trip] | None]:
    """Collection, the dock and the sorter; over which station."""
    stages: list[Stage] = []
    t = consignment.ready_h
    cause = (consignment.consignment_id,)
    over = trip_of(network, consignment, before, pace)
    if over is not None:
        rows = rows_of(over[0], network.services[before[-1]], consignment, over[1])
        stages.extend(Stage(*row) for row in rows)
        t = over[1].there_h
    for service_id in () if over is not None else before:
        t = ride(network.services[service_id], 0, t, cause, pace, stages, "fetch")
    process = network.process(
        node_id, "receive", consignment.direction, consignment.cargo_class, "road"
    )
    if process is not None:
        t = work(process, "receive", node_id, t, cause, pace, stages)
    return stages, _sort(network, consignment, node_id, t, pace, stages), over


def _released(
    network: Network,
    consignment: Consignment,
    before: Sequence[str],
    node_id: str,
    t: float,
    pace: Pace,
    stages: list[Stage],
) -> float:
    """Papers, the declaration and what follows it; returns the hour of release."""
    cause = (consignment.consignment_id,)
    released = t
    rule = network.clearance(
        node_id, consignment.trade_mode, consignment.direction, consignment.cargo_class
    )
    if rule is not None:
        papers = network.papers_of(consignment)
        if papers is not None:
            places = places_before(before)
            t = max(t, _match(papers, consignment, places, node_id, pace, stages))
        at_once_h = pace.release_h(network.supervision, consignment)
        begin = t if at_once_h is not None else rule.process.opening.next_open_h(t)
        released = begin + (
            pace.declare_h(rule, consignment.consignment_id) if at_once_h is None else at_once_h
        )
        if not network.nodes[node_id].has("customs", t):
            released += network.away_from_customs_h
        stages.append(
            Stage(
                "declare", node_id, node_id, t, begin, released, process_id=rule.process.process_id
            )
        )
        status = network.process(
            node_id, "status_change", consignment.direction, consignment.cargo_class, "road"
        )
        if status is not None:
            released = work(status, "status_change", node_id, released, cause, pace, stages)
        if papers is not None and papers.transit is not None and network.seals(node_id):
            released = work(papers.transit, "transit", node_id, released, cause, pace, stages)
    return released


def _sort(
    network: Network, order: Consignment, node_id: str, t: float, pace: Pace, stages: list[Stage]
) -> float:
    """Wait for the wave, be sorted."""
    found = sorting_hours(network, node_id, order, t, pace)
    if found is None:
        return t
    wave_h, begin, end, process_id = found
    if wave_h > t:
        stages.append(Stage("await_wave", node_id, node_id, t, wave_h, wave_h))
    stages.append(Stage("sort", node_id, node_id, wave_h, begin, end, process_id=process_id))
    return end


def _match(
    papers: Papers,
    consignment: Consignment,
    places: int,
    node_id: str,
    pace: Pace,
    stages: list[Stage],
) -> float:
    """Make the papers of a consignment; returns the hour at which they are with the customs."""
    t = papers.begin_h(consignment)
    for kind, process, number in steps(papers, consignment, places, pace):
        wait_h = pace.queue_h(node_id, process.step, t)
        begin = process.opening.next_open_h(t + wait_h)
        end = begin + pace.work_h(process, (consignment.consignment_id, number))
        stages.append(Stage(kind, node_id, node_id, t, begin, end, process_id=process.process_id))
        t = end
    return t
