"""Trains that go when they are full, or when somebody has waited long enough.

Such a service has slots (its timetable) and a yard. At the gate's cut-off of a slot its train goes
if the boxes in the yard come to `full_teu`; or to `least_teu` and the first of them has waited
`hold_h`; or if the first has waited `longest_hold_h`. They board in order of coming, boxes of one
journey together, as long as there is room. So the slot on which a journey rides depends on who else
comes: `settled` finds it for a whole plan at nominal pace, by the same two functions that the
simulation asks at every slot. The planners place boxes on the slots as on train paths; their plan
is settled before it is priced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from domain.network import Network, Service
from domain.pace import nominal_pace
from domain.paths import could_run
from domain.plan import BoxJourney, Part, Plan, journey_id
from domain.planned_boxes import PlannedBox, by_journey, planned_boxes
from domain.route import walk
from domain.sailings import WhenFull
from domain.timetable import DepartureKey

if TYPE_CHECKING:
    from domain.scenario import Scenario

MOST_ROUNDS = 20
ROOM_SLACK = 1e-6


class Waiting(NamedTuple):
    """Boxes of a journey in the yard: since when, with papers for which cut-off, and how much.

    `order` settles who comes first among equals.
    """

    name: str
    gated_h: float
    papers_h: float
    legs: tuple[int, int]
    teu: float
    t: float
    plugs: float
    order: tuple[float, str, str, float]


def rule_of(service: Service) -> WhenFull | None:
    """When the trains of a service go, where they go when full."""
    return None if service.sailing is None else service.sailing.when_full


def goes(rule: WhenFull, cut_off_h: float, waiting: Iterable[Waiting]) -> bool:
    """Whether the train of a slot goes with who stands in the yard at its cut-off."""
    there = list(waiting)
    if not there:
        return False
    teu = sum(one.teu for one in there)
    waited_h = cut_off_h - min(one.gated_h for one in there)
    return (
        teu + ROOM_SLACK >= rule.full_teu
        or (teu + ROOM_SLACK >= rule.least_teu and waited_h >= rule.hold_h)
        or waited_h >= rule.longest_hold_h
    )


def boarding(service: Service, waiting: Iterable[Waiting]) -> list[Waiting]:
    """Who goes with it: in order of coming, each as long as every leg has room."""
    used: dict[int, tuple[float, float, float]] = {}
    aboard = []
    limits = (service.capacity_teu, service.capacity_t, service.plugs)
    for one in sorted(waiting, key=lambda w: (w.gated_h, w.order)):
        legs = range(one.legs[0], one.legs[1] + 1)
        after = {
            leg: tuple(
                a + b
                for a, b in zip(used.get(leg, (0.0, 0.0, 0.0)), (one.teu, one.t, one.plugs),
                                strict=True)
            )
            for leg in legs
        }  # fmt: skip
        if all(
            limit is None or now <= limit + ROOM_SLACK
            for sums in after.values()
            for now, limit in zip(sums, limits, strict=True)
        ):
            used.update({leg: (now[0], now[1], now[2]) for leg, now in after.items()})
            aboard.append(one)
    return aboard


def slots(
    network: Network, timetable: Mapping[str, Sequence[float]], from_h: float
) -> list[tuple[float, DepartureKey]]:
    """Cut-offs from an hour on, with their slots, of all services that go when full; in order."""
    found = []
    for service_id, service in network.services.items():
        if rule_of(service) is not None:
            for at_h in timetable.get(service_id, ()):
                cut_off_h = at_h - service.gate_in_cutoff_h
                if cut_off_h >= from_h:
                    found.append((cut_off_h, (service_id, at_h)))
    return sorted(found)


def ready(service: Service, at_h: float, waiting: Iterable[Waiting]) -> list[Waiting]:
    """Who could board a slot by gate and papers."""
    return [
        one
        for one in waiting
        if one.gated_h <= at_h - service.gate_in_cutoff_h
        and one.papers_h <= at_h - service.papers_cutoff_h
    ]


def settled(scenario: Scenario, plan: Plan) -> Plan:
    """The plan with every journey on the slot on which its train goes, at nominal pace.

    Later departures of a journey are kept where they are still reached, else the first are taken
    that have room. Returns the plan itself where no service goes when full.
    """
    if not any(rule_of(one) is not None for one in scenario.network.services.values()):
        return plan
    for _ in range(MOST_ROUNDS):
        after = _Settling(scenario, plan).done()
        if after.journeys.keys() == plan.journeys.keys() and after.runs == plan.runs:
            return after
        plan = after
    return plan


class _Settling:
    """One round: who is in which yard when, then slot by slot who goes."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario, self.plan = scenario, plan
        self.network = scenario.network
        inside = plan.parts_by_journey()
        self.boxes = by_journey(planned_boxes(scenario, plan, inside))
        orders = {c.consignment_id: c for c in scenario.consignments}
        self.direction = {
            name: orders[parts[0].consignment_id].direction for name, parts in inside.items()
        }

    def done(self) -> Plan:
        """The plan after this round."""
        taken = self._slots_taken()
        renamed: dict[str, BoxJourney] = {}
        for name, journey in self.plan.journeys.items():
            slots_of = taken.get(name)
            renamed[name] = journey if slots_of is None else self._moved(journey, slots_of)
        return _renamed(self.plan, _apart(renamed), self._runs(taken))

    def _slots_taken(self) -> dict[str, dict[int, float]]:
        """Slot of each journey, by the number of its hop."""
        yards: dict[str, dict[str, tuple[Waiting, int]]] = {}
        for name in sorted(self.boxes):
            for service_id, one, hop in self._comings(name, self.plan.journeys[name]):
                yards.setdefault(service_id, {})[name] = (one, hop)
        taken: dict[str, dict[int, float]] = {}
        runs = self._own_runs()
        for cut_off_h, key in slots(self.network, self.scenario.timetable.departures, 0.0):
            yard, service = yards.get(key[0], {}), self.network.services[key[0]].on(key[1])
            rule = rule_of(service)
            there = ready(service, key[1], [one for one, _ in yard.values()])
            if rule is None or not goes(rule, cut_off_h, there):
                continue
            if not could_run(self.scenario.path_pools, runs, key):
                continue
            runs.add(key)
            for one in boarding(service, there):
                _, hop = yard.pop(one.name)
                taken.setdefault(one.name, {})[hop] = key[1]
        return taken

    def _own_runs(self) -> set[DepartureKey]:
        """Paths that the plan decides itself."""
        services = self.network.services
        return {key for key in self.plan.runs if rule_of(services[key[0]]) is None}

    def _runs(self, taken: Mapping[str, Mapping[int, float]]) -> frozenset[DepartureKey]:
        went = {
            (self.plan.journeys[name].route.hops[hop].service_id, at_h)
            for name, hops in taken.items()
            for hop, at_h in hops.items()
        }
        return frozenset(self._own_runs() | went)

    def _comings(self, name: str, journey: BoxJourney) -> list[tuple[str, Waiting, int]]:
        """When the boxes of a journey are in the yards of trains that go when full."""
        hops = journey.route.hops
        wanted = [
            i for i, hop in enumerate(hops)
            if rule_of(self.network.services[hop.service_id]) is not None
        ]  # fmt: skip
        if not wanted:
            return []
        walked = walk(
            self.network, self.scenario.timetable, journey.route, self.direction[name],
            journey.cargo_class, journey.stuff_at_h, journey.departures, nominal_pace(),
            strict=False,
        )  # fmt: skip
        if walked is None:
            return []
        gated = [stage.start_h for stage in walked.stages if stage.kind == "await_departure"]
        dated = [i for i, at in enumerate(walked.departures) if at is not None]
        found = []
        for hop in wanted:
            one = waiting_of(
                name, self.boxes[name], self.network, hop, gated[dated.index(hop)],
                journey.stuff_at_h,
            )  # fmt: skip
            found.append((hops[hop].service_id, one, hop))
        return found

    def _moved(self, journey: BoxJourney, taken: Mapping[int, float]) -> BoxJourney:
        """The journey on its slots; what comes after is walked anew where it is not reached."""
        departures = [
            taken.get(hop, at) if at is not None else None
            for hop, at in enumerate(journey.departures)
        ]
        if tuple(departures) == journey.departures:
            return journey
        direction = self.direction[journey.journey_id]
        walked = walk(
            self.network, self.scenario.timetable, journey.route, direction, journey.cargo_class,
            journey.stuff_at_h, departures, nominal_pace(), strict=False,
        )  # fmt: skip
        if walked is not None:
            departures = list(walked.departures)
        name = journey_id(
            journey.route, journey.cargo_class, journey.setpoint_c, journey.stuff_at_h,
            tuple(departures),
        )  # fmt: skip
        return replace(journey, journey_id=name, departures=tuple(departures))


def waiting_of(
    name: str,
    boxes: Sequence[PlannedBox],
    network: Network,
    hop: int,
    gated_h: float,
    papers_h: float,
) -> Waiting:
    """The boxes of a journey in the yard of one of its hops."""
    journey = boxes[0].journey
    box = network.boxes[journey.route.box_type]
    rides = journey.route.hops[hop]
    t = sum((one.fill.kg + box.tare_kg) / 1000.0 for one in boxes)
    return Waiting(
        name, gated_h, papers_h, (rides.first_leg, rides.last_leg), box.teu * len(boxes), t,
        float(len(boxes)) if box.reefer else 0.0, order_of(journey),
    )  # fmt: skip


def order_of(journey: BoxJourney) -> tuple[float, str, str, float]:
    """Who comes first of those that come at one hour; it does not depend on the slot taken."""
    point = -1e9 if journey.setpoint_c is None else journey.setpoint_c
    return journey.stuff_at_h, journey.route.route_id, journey.cargo_class, point


def _apart(journeys: Mapping[str, BoxJourney]) -> dict[str, BoxJourney]:
    """No two journeys under one name, by their old ones."""
    found: dict[str, BoxJourney] = {}
    names: set[str] = set()
    for old, journey in journeys.items():
        name = journey.journey_id
        while name in names:
            name += "+"
        names.add(name)
        found[old] = journey if name == journey.journey_id else replace(journey, journey_id=name)
    return found


def _renamed(plan: Plan, journeys: Mapping[str, BoxJourney], runs: frozenset[DepartureKey]) -> Plan:
    """The plan with its journeys under their new names."""

    def moved(part: Part) -> Part:
        if part.journey_id is None:
            return part
        return replace(part, journey_id=journeys[part.journey_id].journey_id)

    owners = {
        f"{journeys[box.rsplit('#', 1)[0]].journey_id}#{box.rsplit('#', 1)[1]}": owner
        for box, owner in plan.owners.items()
    }
    return replace(
        plan, journeys={one.journey_id: one for one in journeys.values()},
        parts=tuple(moved(part) for part in plan.parts), runs=runs, owners=owners,
    )  # fmt: skip
