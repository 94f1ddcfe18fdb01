"""How much room a way leaves before each cut-off: of its boxes, and of its goods before stuffing.

Hours are those of `domain.route.walk`: at nominal pace, and on every sample of the outlook as
planners expect them, queues that were measured and chance on the way included. What was missed
before makes the room after it smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.expected import arrival, lenient_walk
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, Part
from domain.route import Walk
from optimize.why.books import PlanBooks

STUFFING = ""
"""In place of a service: goods must be there when their boxes are stuffed."""
ON_TIME_H = 1e-9


@dataclass(frozen=True, slots=True)
class CutOff:
    """Room before one cut-off: negative where it is missed.

    `closes_h` is when it closes at nominal pace: the gate of a departure of `service_id` (which
    leaves at `scheduled_h`) or its papers, whichever leaves less room; or the hour of stuffing.
    """

    journey_id: str
    service_id: str
    node_id: str
    scheduled_h: float
    closes_h: float
    room_h: float
    sampled_h: tuple[float, ...]

    @property
    def missed_share(self) -> float:
        """Share of the samples in which it is missed."""
        missed = sum(room_h < -ON_TIME_H for room_h in self.sampled_h)
        return missed / len(self.sampled_h) if self.sampled_h else 0.0


def cut_offs(books: PlanBooks, parts: Sequence[Part]) -> tuple[CutOff, ...]:
    """Cut-offs of everything that parts of one consignment ride, in the order of stuffing."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        if part.journey_id is not None:
            found.setdefault(part.journey_id, []).append(part)
    journeys = sorted(
        (books.plan.journeys[name] for name in found),
        key=lambda one: (one.stuff_at_h, one.journey_id),
    )
    return tuple(
        cut_off for one in journeys for cut_off in _of_journey(books, one, found[one.journey_id])
    )


def _of_journey(books: PlanBooks, journey: BoxJourney, parts: Sequence[Part]) -> Iterator[CutOff]:
    scenario = books.scenario
    order = books.orders[parts[0].consignment_id]
    paces = (nominal_pace(), *books.paces)
    walks = [lenient_walk(scenario, journey, order.direction, pace) for pace in paces]
    if journey.route.begun is None:
        rooms = [
            min(_before_stuffing_h(books, journey, part, walked, pace) for part in parts)
            for walked, pace in zip(walks, paces, strict=True)
        ]
        at_h = journey.stuff_at_h
        yield CutOff(
            journey.journey_id, STUFFING, journey.route.stuff_node, at_h, at_h, rooms[0],
            tuple(rooms[1:]),
        )  # fmt: skip
    for number, (hop, (service_id, at_h)) in enumerate(journey.dated()):
        service = scenario.network.services[service_id]
        gate_h = at_h - service.gate_in_cutoff_h
        papers_room_h = at_h - service.papers_cutoff_h - journey.stuff_at_h
        rooms = [min(gate_h - _at_gate_h(walked, number), papers_room_h) for walked in walks]
        by_papers = rooms[0] == papers_room_h
        yield CutOff(
            journey.journey_id, service_id, service.legs[hop.first_leg].from_id, at_h,
            at_h - service.papers_cutoff_h if by_papers else gate_h, rooms[0], tuple(rooms[1:]),
        )  # fmt: skip


def _at_gate_h(walked: Walk, number: int) -> float:
    """When boxes are through the gate of a dated service, the `number`-th of their way."""
    waits = [stage for stage in walked.stages if stage.kind == "await_departure"]
    return waits[number].start_h


def _before_stuffing_h(
    books: PlanBooks, journey: BoxJourney, part: Part, walked: Walk, pace: Pace
) -> float:
    order = books.orders[part.consignment_id].under(part.trade_mode)
    hub = books.at_hub(part, pace)
    came = arrival(books.scenario, order, part, journey, walked, pace, hub)
    return journey.stuff_at_h - came.fetched.available_h
