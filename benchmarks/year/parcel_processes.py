"""The year as a textbook would write it in SimPy: a process per parcel, from ready to the door.

It reads the same scenario and the same plan, and asks for the same durations by the same causes. A
parcel is fetched, waits for a place at the dock, is declared, goes into its box and follows it step
by step: terminal, departure, every leg, every border, terminal, stripping; then it rides to the
door. What carries or serves many is a process too: consignments, boxes, trains, the traffic of
others at gates. Boxes and trains queue for the servers of terminals and borders, parcels for those
of docks.

What it leaves out: costs, emissions, temperatures, records of stages, equipment faults, limits of
truck pools. A box waits for parcels that come late; one that misses its train goes on by the chain
that is there first, whatever it costs.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

import simpy

from domain.cargo import Consignment
from domain.draws import Chance
from domain.network import BoxType, Process, Service
from domain.pace import Cause, SampledPace
from domain.plan import BoxJourney, Hop, Part, Plan
from domain.planned_boxes import planned_boxes
from domain.recover import onward
from domain.route import alight_step, truck_cause
from domain.scenario import Background, Scenario
from domain.timetable import DepartureKey
from sim.background import lump_hours
from sim.regimes import BASE, regime_paths
from sim.servers import door_opens_h

Story = Generator[simpy.Event, Any, None]


@dataclass(frozen=True, slots=True)
class Durations:
    """Hours of the steps of a parcel outside its box; `dock_h` is its share of the dock's time."""

    before_h: list[float]
    dock: Process | None
    dock_h: float
    beside_dock_h: float
    papers: Process | None
    papers_h: float
    after_h: list[float]


@dataclass(slots=True)
class Box:
    """A box, what lies ahead of it, and the steps that its parcels follow."""

    journey: BoxJourney
    direction: str
    size: BoxType
    cargo_kg: float
    parcels: int
    full: simpy.Event
    ahead: list[tuple[Hop, float | None]]
    steps: list[simpy.Event] = field(default_factory=list)
    here: int = 0
    passed: int = 0

    def pass_step(self) -> None:
        """All inside are through one more step."""
        step = self.steps[self.passed]
        self.passed += 1
        step.succeed()


@dataclass(slots=True)
class Train:
    """A dated departure: its room, and what happens to those aboard."""

    service: Service
    key: DepartureKey
    left_h: float
    cancelled: bool
    aboard: list[Box]
    events: list[simpy.Event]
    teu: float = 0.0

    def takes(self, box: Box, now_h: float) -> bool:
        """Whether a box is in time and has room."""
        room = self.service.capacity_teu
        in_time = now_h <= self.key[1] - self.service.gate_in_cutoff_h
        return in_time and not self.cancelled and (room is None or self.teu + box.size.teu <= room)


class Model:
    """What the processes share."""

    def __init__(self, scenario: Scenario, plan: Plan, seed: int, replication: int) -> None:
        self.env = simpy.Environment()
        self.scenario, self.plan, self.network = scenario, plan, scenario.network
        self.chance = Chance(seed, replication)
        self.pace = SampledPace(self.chance)
        self.regimes = regime_paths(scenario.regimes, self.chance, scenario.cap_h)
        self.servers: dict[tuple[str, str], simpy.Resource] = {}
        self.trains: dict[DepartureKey, Train] = {}
        self.chains = self.chains_from()
        self.lead_h: dict[str, list[float]] = {}
        self.others = True

    # Parcels

    def parcel(self, order: Consignment, took: Durations, box: Box) -> Story:
        """The life of one parcel."""
        env, node_id = self.env, box.journey.route.stuff_node
        for ride_h in took.before_h:
            yield env.timeout(ride_h)
        if took.dock is not None:
            yield from self.held(node_id, took.dock, took.dock_h)
            yield env.timeout(took.beside_dock_h)
        yield env.timeout(self.papers_h(took, node_id))
        box.here += 1
        if box.here == box.parcels:
            box.full.succeed()
        yield from box.steps
        for ride_h in took.after_h:
            yield env.timeout(ride_h)
        self.lead_h[order.consignment_id].append(env.now - order.ready_h)

    def papers_h(self, took: Durations, node_id: str) -> float:
        """Hours until release: until the hall opens, the declaration, the inspection."""
        if took.papers is None:
            return 0.0
        now_h = self.env.now
        away_h = self.network.away_from_customs_h
        if self.network.nodes[node_id].has("customs", now_h):
            away_h = 0.0
        return self.opens_h(node_id, took.papers, now_h) - now_h + took.papers_h + away_h

    def durations(self, order: Consignment, part: Part, node_id: str) -> Durations:
        """What a parcel's steps before and after its box take, asked for once for all of a part."""
        network, pace, cause = self.network, self.pace, (order.consignment_id,)
        kind = (order.direction, order.cargo_class)
        dock = network.process(node_id, "receive", *kind, "road")
        work_h = held_h = 0.0
        if dock is not None:
            work_h = pace.work_h(dock, cause)
            held_h = work_h / order.units
            if dock.slot_h is not None:
                sizes = {"t": order.kg_per_unit / 1000.0, "m3": order.m3_per_unit, "parcel": 1.0}
                held_h = dock.slot_h * sizes.get(dock.slot_unit, 1.0 / order.units)
        rule = network.clearance(node_id, order.trade_mode, *kind)
        papers_h = 0.0
        if rule is not None:
            grade = network.inspections.get(order.credit_grade)
            papers_h = pace.declare_h(rule, order.consignment_id)
            papers_h += pace.inspected_h(grade, order.consignment_id) or 0.0
        return Durations(
            self.rides_h(part.before, cause), dock, held_h, max(0.0, work_h - held_h),
            None if rule is None else rule.process, papers_h, self.rides_h(part.after, cause),
        )  # fmt: skip

    def rides_h(self, services: Sequence[str], cause: Cause) -> list[float]:
        """Hours of road services, one after another."""
        return [self.pace.ride_h(self.network.services[name], 0, cause) for name in services]

    # Boxes

    def box_story(self, box: Box) -> Story:
        """A box from stuffing to stripping; its parcels follow."""
        env, route = self.env, box.journey.route
        stuffed_h = box.journey.stuff_at_h
        yield env.timeout(stuffed_h - env.now)
        if not box.full.triggered:
            yield box.full
        cause: Cause = (route.route_id, stuffed_h)
        yield from self.work(box, "stuff", route.stuff_node, "road", cause)
        box.pass_step()
        through = ""
        while box.ahead:
            hop, at_h = box.ahead[0]
            service = self.network.services[hop.service_id]
            if at_h is None:
                yield from self.drive(box, hop, service)
                cause = truck_cause(route, hop, stuffed_h)
            else:
                node_id = service.legs[hop.first_leg].from_id
                if through != f"{node_id}:{service.mode}":
                    cause = (node_id, route.route_id, stuffed_h)
                    yield from self.work(box, "terminal_out", node_id, service.mode, cause)
                    through = f"{node_id}:{service.mode}"
                train = self.train((service.service_id, at_h))
                if not self.boards(box, train):
                    if not self.rebook(box, node_id):
                        return  # it stays in the yard
                    continue
                box.pass_step()
                for event in train.events[: 2 * hop.last_leg + 2]:
                    yield event
                    box.pass_step()
                cause = train.key
            box.ahead.pop(0)
            step = alight_step(self.network, service, hop)
            if step is not None:
                node_id = service.legs[hop.last_leg].to_id
                yield from self.work(box, step, node_id, service.mode, cause)
                box.pass_step()
        yield from self.work(box, "strip", route.strip_node, "road", cause)
        box.pass_step()

    def boards(self, box: Box, train: Train) -> bool:
        """A box goes aboard, if it is in time and has room."""
        if not train.takes(box, self.env.now):
            return False
        train.teu += box.size.teu
        train.aboard.append(box)
        return True

    def rebook(self, box: Box, node_id: str) -> bool:
        """A box that missed its train goes on by the chain that is there first."""
        route, env, best = box.journey.route, self.env, None

        def room(key: DepartureKey, _: Hop) -> bool:
            service = self.network.services[key[0]]
            train = self.trains.get(key)
            runs = service.dispatch != "path" or key in self.plan.runs
            return runs and (train is None or train.takes(box, env.now))

        for chain in self.chains[node_id, route.strip_node, route.box_type]:
            found = onward(
                self.network, self.scenario.timetable, chain, route.strip_node, box.direction,
                box.journey.cargo_class, env.now, env.now, self.scenario.cap_h, room,
                through_terminal=True,
            )  # fmt: skip
            if found is not None and (best is None or found.stripped_h < best.stripped_h):
                best = found
        if best is not None:
            box.ahead = list(zip(best.hops, best.departures, strict=True))
            # The parcels wait for the next step already; it is now the first of the new chain.
            box.steps[box.passed + 1 :] = self.events(self.step_count(box.ahead) - 2)
        return best is not None

    def drive(self, box: Box, hop: Hop, service: Service) -> Story:
        """A box on a truck of its own."""
        cause = truck_cause(box.journey.route, hop, box.journey.stuff_at_h)
        for leg in range(hop.first_leg, hop.last_leg + 1):
            yield self.env.timeout(self.pace.ride_h(service, leg, cause))
            box.pass_step()
            if leg < hop.last_leg:
                yield from self.work(box, "border", service.legs[leg].to_id, service.mode, cause)
                box.pass_step()

    def work(self, box: Box, step: str, node_id: str, mode: str, cause: Cause) -> Story:
        """One step of a box at a node."""
        process = self.network.process(node_id, step, box.direction, box.journey.cargo_class, mode)
        if process is not None:
            amount = {"teu": box.size.teu, "t": box.cargo_kg / 1000.0}.get(process.slot_unit, 1.0)
            yield from self.served(node_id, process, cause, amount)

    # Trains

    def train(self, key: DepartureKey) -> Train:
        """A departure; under way from the first time that it is asked for."""
        train = self.trains.get(key)
        if train is None:
            service = self.network.services[key[0]]
            train = self.trains[key] = Train(
                service, key, key[1] + self.pace.late_h(service, key),
                self.pace.cancelled(service, key), [], self.events(2 * len(service.legs)),
            )  # fmt: skip
            if not train.cancelled and train.left_h > self.env.now:
                self.env.process(self.train_story(train))
        return train

    def train_story(self, train: Train) -> Story:
        """Leave, and then leg by leg: arrive, pass the border."""
        env, service = self.env, train.service
        events = iter(train.events)
        yield env.timeout(train.left_h - env.now)
        next(events).succeed()
        for leg, stretch in enumerate(service.legs):
            yield env.timeout(self.pace.ride_h(service, leg, train.key))
            next(events).succeed()
            if leg + 1 < len(service.legs):
                yield from self.border(train, stretch.to_id)
                next(events).succeed()

    def border(self, train: Train, node_id: str) -> Story:
        """The whole train is one job."""
        if train.aboard:
            first = train.aboard[0]
            process = self.network.process(
                node_id, "border", first.direction, first.journey.cargo_class, train.service.mode
            )
            if process is not None:
                yield from self.served(node_id, process, train.key, 1.0)

    # Servers

    def served(self, node_id: str, process: Process, cause: Cause, amount: float) -> Story:
        """Wait for a server and the door, be served; what runs beside it may end later."""
        came_h = self.env.now
        work_h = self.pace.work_h(process, cause)
        held_h = work_h if process.slot_h is None else process.slot_h * amount
        yield from self.held(node_id, process, held_h)
        rest_h = max(work_h - held_h, came_h + self.pace.beside_h(process, cause) - self.env.now)
        if rest_h > 0.0:
            yield self.env.timeout(rest_h)

    def held(self, node_id: str, process: Process, held_h: float) -> Story:
        """Hold one server for some hours, from when the door is open."""
        env = self.env
        regime = self.regimes.get(node_id, BASE)
        server = self.server(node_id, process)
        if server is None:
            begin_h = self.opens_h(node_id, process, env.now)
            yield env.timeout(begin_h - env.now + held_h * regime.slow_factor(begin_h))
            return
        with server.request() as turn:
            yield turn
            begin_h = self.opens_h(node_id, process, env.now)
            yield env.timeout(begin_h - env.now + held_h * regime.slow_factor(begin_h))

    def opens_h(self, node_id: str, process: Process, at_h: float) -> float:
        """When the door is open and the node not closed."""
        return door_opens_h(process, self.regimes.get(node_id, BASE), at_h)

    def server(self, node_id: str, process: Process) -> simpy.Resource | None:
        """The servers of a process; `None` where nobody waits."""
        if process.servers is None:
            return None
        key = (node_id, process.resource or f"{process.step}:{process.servers}")
        server = self.servers.get(key)
        if server is None:
            server = self.servers[key] = simpy.Resource(self.env, process.servers)
            for other in self.scenario.background:
                if self.others and (other.node_id, other.step) == (node_id, process.step):
                    self.env.process(self.traffic(other, node_id, process))
        return server

    def traffic(self, other: Background, node_id: str, process: Process) -> Story:
        """Traffic of others at a gate, from now on, until the last hour of the scenario."""
        env = self.env
        for at_h in lump_hours(other, self.chance):
            if at_h > self.scenario.cap_h:
                return
            if at_h >= env.now:
                yield env.timeout(at_h - env.now)
                for _ in range(max(1, round(other.lump))):
                    env.process(self.held(node_id, process, process.background_slot_h))

    # Beginning

    def consignment(self, order: Consignment, parcels: list[tuple[Part, Box]]) -> Story:
        """Parcels get ready."""
        yield self.env.timeout(order.ready_h)
        self.lead_h[order.consignment_id] = []
        known: dict[str, Durations] = {}
        for part, box in parcels:
            took = known.get(part.part_id)
            if took is None:
                took = self.durations(order, part, box.journey.route.stuff_node)
                known[part.part_id] = took
            self.env.process(self.parcel(order, took, box))

    def begin(self) -> None:
        """Boxes as planned, and the parcels of each consignment with their boxes."""
        orders = {order.consignment_id: order for order in self.scenario.consignments}
        in_journey: dict[str, list[Part]] = {}
        for part in self.plan.parts:
            if part.journey_id is not None:
                in_journey.setdefault(part.journey_id, []).append(part)
        parts = {part.part_id: part for part in self.plan.parts}
        parcels: dict[str, list[tuple[Part, Box]]] = {}
        for planned in planned_boxes(self.scenario, self.plan, in_journey):
            first = orders[parts[planned.fill.loads[0].part_id].consignment_id]
            journey, count = planned.journey, sum(load.units for load in planned.fill.loads)
            box = Box(
                journey, first.direction, self.network.boxes[journey.route.box_type],
                planned.fill.kg, count, self.env.event(),
                list(zip(journey.route.hops, journey.departures, strict=True)),
            )  # fmt: skip
            box.steps.extend(self.events(self.step_count(box.ahead)))
            self.env.process(self.box_story(box))
            for load in planned.fill.loads:
                part = parts[load.part_id]
                own = parcels.setdefault(part.consignment_id, [])
                own.extend([(part, box)] * load.units)
        for name, own in parcels.items():
            self.env.process(self.consignment(orders[name], own))

    def step_count(self, ahead: list[tuple[Hop, float | None]]) -> int:
        """How many steps a box passes from stuffing on."""
        count = 2  # stuffed, stripped
        for hop, at_h in ahead:
            legs = hop.last_leg - hop.first_leg + 1
            count += 2 * legs - 1 if at_h is None else 2 * hop.last_leg + 3
            count += (
                alight_step(self.network, self.network.services[hop.service_id], hop) is not None
            )
        return count

    def events(self, count: int) -> list[simpy.Event]:
        """Events that somebody will set off."""
        return [self.env.event() for _ in range(count)]

    def chains_from(self) -> dict[tuple[str, str, str], list[tuple[Hop, ...]]]:
        """Chains of hops by where they begin, where boxes are stripped, and box type."""
        found: dict[tuple[str, str, str], dict[tuple[Hop, ...], None]] = {}
        for route in self.scenario.routes:
            for number, hop in enumerate(route.hops):
                node_id = self.network.services[hop.service_id].legs[hop.first_leg].from_id
                key = (node_id, route.strip_node, route.box_type)
                found.setdefault(key, {})[route.hops[number:]] = None
        return {key: list(chains) for key, chains in found.items()}


def run(
    scenario: Scenario, plan: Plan, *, seed: int, replication: int, others: bool = True
) -> dict[str, list[float]]:
    """Lead times of all parcels, h, by consignment. `others`: with the traffic of others."""
    model = Model(scenario, plan, seed, replication)
    model.others = others
    model.begin()
    model.env.run(until=scenario.cap_h)
    return model.lead_h
