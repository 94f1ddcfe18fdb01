"""Empty boxes moved on purpose: how one goes, what it costs, and whether boxes are where they must.

A move takes the departures of an `EmptyLane`, in slots that nobody else has booked, like any box,
but is neither stuffed nor stripped nor inspected; it passes those steps at terminals and borders
that are for any cargo class. The network pays its freight and handling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from domain import tariff as price
from domain.box_owners import EMPTY_CLASS, LEASED, Fleet, Pool
from domain.charges import HANDLED, node_charge
from domain.ledger import Ledger
from domain.network import BoxType, Network, Service
from domain.pace import Pace
from domain.plan import BoxJourney, BoxRoute, EmptyMove, Hop, Plan
from domain.planned_boxes import PlannedBox
from domain.route import Walk, walk
from domain.tariff import Charge

if TYPE_CHECKING:
    from domain.box_owners import EmptyLane
    from domain.scenario import Scenario

REPOSITIONING = "repositioning"


@dataclass(frozen=True, slots=True)
class Stir:
    """Boxes that come (more than 0) or go at a pool at an hour, and who moves them."""

    at_h: float
    pool: Pool
    boxes: int
    who: str


def empty_route(lane: EmptyLane, box_type: str) -> BoxRoute:
    """A lane as a route of one box type."""
    return BoxRoute(
        f"{EMPTY_CLASS}:{box_type}:{lane.lane_id}", lane.from_id, lane.to_id, box_type, lane.hops
    )


def empty_direction(network: Network, route: BoxRoute) -> str:
    """`import` where a move comes home over the customs border, else `export`."""
    home = network.abroad(route.stuff_node) and not network.abroad(route.strip_node)
    return "import" if home else "export"


def walk_empty(
    scenario: Scenario,
    route: BoxRoute,
    leave_h: float,
    departures: tuple[float | None, ...] | None,
    pace: Pace,
) -> Walk | None:
    """An empty's way from where it stands to where it is wanted; `None` where it cannot be."""
    try:
        return walk(
            scenario.network, scenario.timetable, route, empty_direction(scenario.network, route),
            EMPTY_CLASS, leave_h, departures, pace,
        )  # fmt: skip
    except LookupError:
        return None


@lru_cache(maxsize=64)
def unpowered(box: BoxType) -> BoxType:
    """A box as it travels empty: a reefer needs no plug and pays no more than a dry box."""
    return replace(box, temp_classes=frozenset({"dry"}))


def empty_freight(fleet: Fleet, service: Service, hop: Hop, box: BoxType) -> Charge:
    """An empty box over the legs of a hop; the network pays."""
    cny = fleet.empty_share * price.box_freight(service, hop, unpowered(box), 0.0).cny
    return Charge(REPOSITIONING, "network", "carrier", cny)


def empty_handling(charge: Charge) -> Charge:
    """A terminal's charge for a box that is empty: it belongs to repositioning."""
    return Charge(REPOSITIONING, "network", charge.payee, charge.cny)


def move_charges(
    scenario: Scenario, journey: BoxJourney, walked: Walk
) -> Iterator[tuple[str, Charge]]:
    """What moving one empty box costs along its walk."""
    box = scenario.network.boxes[journey.route.box_type]
    for hop, at_h in zip(journey.route.hops, walked.departures, strict=True):
        service = scenario.network.services[hop.service_id]
        service = service.on(journey.stuff_at_h if at_h is None else at_h)
        yield hop.service_id, empty_freight(scenario.fleet, service, hop, box)
    for stage in walked.stages:
        if stage.kind in HANDLED:
            found = node_charge(scenario, stage, box)
            if found is not None:
                yield stage.node_id, empty_handling(found)


def lease_charges(scenario: Scenario, boxes: Iterable[PlannedBox]) -> Iterator[tuple[str, Charge]]:
    """Boxes that a plan leases in, of the types that belong to owners."""
    for planned in boxes:
        kind = planned.journey.route.box_type
        if scenario.fleet.covers(kind) and planned.owner == LEASED:
            yield planned.box_id, price.lease_in(scenario.network.boxes[kind])


def fleet_charges(
    scenario: Scenario, plan: Plan, boxes: Iterable[PlannedBox], walks: Mapping[str, Walk]
) -> list[tuple[str, Charge]]:
    """What the network pays for boxes leased in and moved empty."""
    charges = list(lease_charges(scenario, boxes))
    for move in plan.empties:
        if move.move_id in walks:
            one = list(move_charges(scenario, move.journey, walks[move.move_id]))
            charges.extend(one * move.boxes)
    return charges


def book_empties(ledger: Ledger, box: BoxType, move: EmptyMove) -> None:
    """Slots of a move."""
    for hop, key in move.journey.dated():
        for _ in range(move.boxes):
            ledger.book(
                key, range(hop.first_leg, hop.last_leg + 1), unpowered(box), box.tare_kg / 1000.0
            )  # fmt: skip


def unwalkable(scenario: Scenario, plan: Plan, pace: Pace) -> tuple[dict[str, Walk], list[str]]:
    """The walk of every empty move of a plan, and what is wrong with those that have none."""
    walks: dict[str, Walk] = {}
    problems: list[str] = []
    lanes = {lane.lane_id: lane for lane in scenario.fleet.lanes}
    for move in plan.empties:
        route = move.journey.route
        lane = lanes.get(route.route_id.rpartition(":")[2])
        if scenario.fleet.of(move.owner, route.box_type) is None:
            problems.append(f"{move.move_id}: {move.owner!r} has no {route.box_type}")
        elif lane is None or empty_route(lane, route.box_type) != route:
            problems.append(f"{move.move_id}: no lane of the scenario moves empties like this")
        else:
            found = walk_empty(
                scenario, route, move.journey.stuff_at_h, move.journey.departures, pace
            )
            if found is None:
                problems.append(f"{move.move_id}: a departure cannot be met")
            else:
                walks[move.move_id] = found
    return walks, problems


def stirs(
    fleet: Fleet,
    plan: Plan,
    boxes: Iterable[PlannedBox],
    stripped_h: Mapping[str, float],
    walks: Mapping[str, Walk],
) -> tuple[list[Stir], list[str]]:
    """What comes and goes at the pools under a plan, and owners that may not be used like that.

    `stripped_h` is by journey.
    """
    found = [Stir(0.0, pool, count, "opening stock") for pool, count in fleet.opening().items()]
    problems: list[str] = []
    for planned in boxes:
        journey, owner = planned.journey, planned.owner
        route = journey.route
        if owner == LEASED:
            continue
        terms = fleet.of(owner, route.box_type)
        if terms is None:
            problems.append(f"{planned.box_id}: {owner!r} has no {route.box_type}")
        elif terms not in fleet.open_to(route.box_type, route.stuff_node, route.strip_node):
            problems.append(
                f"{planned.box_id}: a box of {owner} may not go from {route.stuff_node} "
                f"to {route.strip_node}"
            )
        elif not terms.one_way:
            there = (owner, route.strip_node, route.box_type)
            begin = (owner, route.stuff_node, route.box_type)
            found.append(Stir(journey.stuff_at_h, begin, -1, planned.box_id))
            if journey.journey_id in stripped_h:
                found.append(Stir(stripped_h[journey.journey_id], there, 1, planned.box_id))
    for move in plan.empties:
        if move.move_id in walks:
            route, at_h = move.journey.route, walks[move.move_id].stripped_h
            begin = (move.owner, route.stuff_node, route.box_type)
            there = (move.owner, route.strip_node, route.box_type)
            found.append(Stir(move.journey.stuff_at_h, begin, -move.boxes, move.move_id))
            found.append(Stir(at_h, there, move.boxes, move.move_id))
    return sorted(found, key=lambda one: (one.at_h, -one.boxes, one.pool, one.who)), problems


def overdrawn(found: Iterable[Stir]) -> Iterator[str]:
    """Pools from which more is taken than stands there; stirs in order of time."""
    level: dict[Pool, int] = {}
    told: set[Pool] = set()
    for one in found:
        level[one.pool] = level.get(one.pool, 0) + one.boxes
        if level[one.pool] < 0 and one.pool not in told:
            told.add(one.pool)
            owner, place, kind = one.pool
            yield (
                f"{one.who}: takes a {kind} of {owner} at {place} at {one.at_h:.2f} h, "
                f"where {level[one.pool] - one.boxes} stand"
            )
