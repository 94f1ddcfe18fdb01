"""What a Plan costs and when it arrives at a given pace: the planner's books.

Everything is recomputed from the domain: boxes by `stuffing`, times by `route`, prices by
`tariff`, life by `thermal`. The simulation keeps its own books by events; in nominal mode both
must agree to 0.01 CNY and to the instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain import tariff as price
from domain.cargo import Consignment, Product
from domain.network import BoxType
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, Part, Plan
from domain.route import Fetched, Stage, Walk, fetch, last_leg, walk
from domain.scenario import Scenario
from domain.stuffing import BoxFill, BoxSize, Goods, shares, stuff
from domain.tariff import Charge
from domain.thermal import BoxLoad, CargoState, after_stage, at_shipper, is_cold
from domain.timetable import DepartureKey

EMISSION_CLASS = {True: "reefer", False: "dry"}


@dataclass(slots=True)
class Ledger:
    """Boxes booked per (departure, leg): TEU, tonnes and plugs."""

    teu: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)
    t: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)
    plugs: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)

    def book(self, key: DepartureKey, legs: Iterable[int], box: BoxType, gross_t: float) -> None:
        """Add one box on some legs of a departure; a negative weight takes it off again."""
        sign = 1.0 if gross_t >= 0.0 else -1.0
        for leg in legs:
            slot = (key, leg)
            self.teu[slot] = self.teu.get(slot, 0.0) + sign * box.teu
            self.t[slot] = self.t.get(slot, 0.0) + gross_t
            self.plugs[slot] = self.plugs.get(slot, 0.0) + (sign if box.reefer else 0.0)


@dataclass(frozen=True, slots=True)
class PlannedBox:
    """One box of a journey with its load and what each part pays of it."""

    box_id: str
    journey: BoxJourney
    fill: BoxFill
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PartAccount:
    """One part: its hours, its charges with what they refer to, its state at the door."""

    part: Part
    consignment: Consignment
    available_h: float
    delivered_h: float
    charges: tuple[tuple[str, Charge], ...]
    state: CargoState | None
    kgco2e: float

    @property
    def cost_cny(self) -> float:
        """Sum of its charges."""
        return sum(charge.cny for _, charge in self.charges)


@dataclass(frozen=True, slots=True)
class PlanAccount:
    """The books of a plan. `problems` says what makes it impossible; empty means feasible."""

    parts: tuple[PartAccount, ...]
    boxes: tuple[PlannedBox, ...]
    network: tuple[tuple[str, Charge], ...]
    ledger: Ledger
    problems: tuple[str, ...]

    @property
    def cost_cny(self) -> float:
        """Total of consignments and network."""
        own = sum(part.cost_cny for part in self.parts)
        return own + sum(charge.cny for _, charge in self.network)

    def by_line(self) -> dict[str, float]:
        """Total per cost line, lines in the order of `COST_LINES`."""
        sums = dict.fromkeys(price.COST_LINES, 0.0)
        for part in self.parts:
            for _, charge in part.charges:
                sums[charge.line] += charge.cny
        for _, charge in self.network:
            sums[charge.line] += charge.cny
        return sums


def planned_boxes(
    scenario: Scenario, plan: Plan, parts: Mapping[str, list[Part]]
) -> tuple[PlannedBox, ...]:
    """Stuff every journey's parts into boxes; journeys in order of their ids."""
    by_id = {c.consignment_id: c for c in scenario.consignments}
    boxes: list[PlannedBox] = []
    for name in sorted(parts):
        journey = plan.journeys[name]
        box = scenario.network.boxes[journey.route.box_type]
        goods = [goods_of(part, by_id[part.consignment_id]) for part in parts[name]]
        fills = stuff(goods, BoxSize(box.m3, box.payload_kg))
        boxes.extend(
            PlannedBox(f"{name}#{number}", journey, fill, shares(fill))
            for number, fill in enumerate(fills, start=1)
        )
    return tuple(boxes)


def goods_of(part: Part, consignment: Consignment) -> Goods:
    """A part as the stuffing floor sees it."""
    return Goods(
        part.part_id,
        part.priority,
        part.units,
        consignment.kg_per_unit,
        consignment.m3_per_unit,
    )


def load_of(fill: BoxFill, box: BoxType, journey: BoxJourney, cp: Mapping[str, float]) -> BoxLoad:
    """The thermal load of a box; `cp` gives kJ/kgK per part."""
    heat = sum(load.kg * cp[load.part_id] for load in fill.loads)
    return BoxLoad(box, journey.setpoint_c, fill.kg, heat)


def account(scenario: Scenario, plan: Plan, pace: Pace | None = None) -> PlanAccount:
    """Price and time a whole plan.

    Parameters
    ----------
    pace
        Durations; nominal if left out. Journeys are walked strictly: a departure that cannot
        be met is a problem, and its parts are left out of `parts`.
    """
    return _Books(scenario, plan, pace or nominal_pace()).close()


class _Books:
    """One pass over a plan: boxes, then parts, then what belongs to the network."""

    def __init__(self, scenario: Scenario, plan: Plan, pace: Pace) -> None:
        self.scenario, self.plan, self.pace = scenario, plan, pace
        self.network = scenario.network
        self.consignments = {c.consignment_id: c for c in scenario.consignments}
        self.problems: list[str] = []
        self.ledger = Ledger()
        self.loaded: dict[DepartureKey, float] = {}

    def close(self) -> PlanAccount:
        inside: dict[str, list[Part]] = {}
        for part in self.plan.parts:
            if part.journey_id is not None:
                inside.setdefault(part.journey_id, []).append(part)
        boxes = planned_boxes(self.scenario, self.plan, inside)
        of_journey: dict[str, list[PlannedBox]] = {}
        for box in boxes:
            of_journey.setdefault(box.journey.journey_id, []).append(box)
            self._book(box)
        accounts: list[PartAccount] = []
        for name in sorted(inside):
            accounts.extend(self._journey(of_journey[name], inside[name]))
        accounts.extend(self._outsourced(p) for p in self.plan.parts if p.journey_id is None)
        accounts.sort(key=lambda a: a.part.part_id)
        self._check_capacity()
        self._check_units()
        return PlanAccount(
            tuple(accounts), boxes, tuple(self._network_charges()), self.ledger,
            tuple(self.problems),
        )  # fmt: skip

    def _book(self, planned: PlannedBox) -> None:
        box = self.network.boxes[planned.journey.route.box_type]
        gross_t = (planned.fill.kg + box.tare_kg) / 1000.0
        for hop, key in planned.journey.keys():  # noqa: SIM118 a method, not a dict
            self.ledger.book(key, range(hop.first_leg, hop.last_leg + 1), box, gross_t)

    def _journey(self, boxes: list[PlannedBox], parts: list[Part]) -> list[PartAccount]:
        journey = boxes[0].journey
        direction = self.consignments[parts[0].consignment_id].direction
        walked = walk(
            self.network, self.scenario.timetable, journey.route, direction,
            journey.cargo_class, journey.stuff_at_h, journey.departures, self.pace,
        )  # fmt: skip
        if walked is None:
            self.problems.append(f"{journey.journey_id}: a departure cannot be met")
            return []
        charged: dict[str, list[tuple[str, Charge]]] = {part.part_id: [] for part in parts}
        loads: dict[str, list[tuple[BoxLoad, float]]] = {part.part_id: [] for part in parts}
        emitted = dict.fromkeys(charged, 0.0)
        cp = {p.part_id: self._product(p).cp_kj_kgk for p in parts}
        for planned in boxes:
            box = self.network.boxes[journey.route.box_type]
            for reference, charge in box_charges(self.scenario, planned, walked):
                for part_id, share in planned.shares.items():
                    own = Charge(charge.line, charge.payer, charge.payee, charge.cny * share)
                    charged[part_id].append((reference, own))
            load = load_of(planned.fill, box, journey, cp)
            for item in planned.fill.loads:
                loads[item.part_id].append((load, item.kg))
                emitted[item.part_id] += box_kgco2e(self.scenario, journey, item.kg)
        return [
            self._part(part, journey, walked, charged[part.part_id], loads[part.part_id],
                       emitted[part.part_id])
            for part in parts
        ]  # fmt: skip

    def _part(
        self,
        part: Part,
        journey: BoxJourney,
        walked: Walk,
        charges: list[tuple[str, Charge]],
        loads: list[tuple[BoxLoad, float]],
        kgco2e: float,
    ) -> PartAccount:
        consignment = self.consignments[part.consignment_id]
        fetched = fetch(self.network, consignment, part.before, journey.route.stuff_node, self.pace)
        if fetched.available_h > journey.stuff_at_h:
            self.problems.append(
                f"{part.part_id}: ready for stuffing at {fetched.available_h:.2f} h, "
                f"stuffed at {journey.stuff_at_h:.2f} h"
            )
        tail, delivered_h = last_leg(
            self.network, consignment, part.after, walked.stripped_h, self.pace
        )
        own, carbon = own_charges(self.scenario, consignment, part, journey, fetched)
        state = self._state(part, consignment, journey, fetched, walked, tail, loads)
        own.extend(door_charges(self.scenario, consignment, part, delivered_h, state))
        return PartAccount(
            part, consignment, fetched.available_h, delivered_h, (*charges, *own), state,
            kgco2e + carbon,
        )  # fmt: skip

    def _state(
        self,
        part: Part,
        consignment: Consignment,
        journey: BoxJourney,
        fetched: Fetched,
        walked: Walk,
        tail: tuple[Stage, ...],
        loads: list[tuple[BoxLoad, float]],
    ) -> CargoState | None:
        """State at the door; of a part in several boxes, the mean by weight."""
        product = self._product(part)
        if product.life is None:
            return None
        scenario = self.scenario
        state = loose_state(scenario, product, consignment, fetched, journey)
        if not loads:
            return state
        total = sum(kg for _, kg in loads)
        temp = used = outside = 0.0
        for load, kg in loads:
            one = state
            for stage in walked.stages:
                one = after_stage(
                    one, product, stage, load, scenario.air_at(stage.node_id), cold_room=False
                )
            for stage in tail:
                one = after_stage(
                    one, product, stage, None, scenario.air_at(stage.node_id),
                    cold_room=is_cold(product),
                )  # fmt: skip
            temp += one.temp_c * kg / total
            used += one.life_used * kg / total
            outside += one.excursion_h * kg / total
        return CargoState(temp, used, outside)

    def _product(self, part: Part) -> Product:
        return self.scenario.products[self.consignments[part.consignment_id].product_id]

    def _outsourced(self, part: Part) -> PartAccount:
        """Given away at a price: door to door, there at the due hour, as fresh as it left."""
        consignment = self.consignments[part.consignment_id]
        kg = part.units * consignment.kg_per_unit
        charge = price.outsourced(consignment, kg)
        return PartAccount(
            part, consignment, consignment.ready_h, max(consignment.due_h, consignment.ready_h),
            (("outsourcer", charge),), None, 0.0,
        )  # fmt: skip

    def _network_charges(self) -> Iterable[tuple[str, Charge]]:
        for key in sorted(self.plan.runs):
            service = self.network.services[key[0]]
            teu = max(
                (self.ledger.teu.get((key, leg), 0.0) for leg in range(len(service.legs))),
                default=0.0,
            )
            charge = price.dead_freight(service, teu)
            if charge.cny > 0.0:
                yield f"{key[0]}@{key[1]:.2f}", charge
        yield from facility_charges(self.scenario)

    def _check_capacity(self) -> None:
        for (key, leg), teu in sorted(self.ledger.teu.items()):
            service = self.network.services[key[0]]
            slot = (key, leg)
            for used, limit, unit in (
                (teu, service.capacity_teu, "TEU"),
                (self.ledger.t[slot], service.capacity_t, "t"),
                (self.ledger.plugs[slot], service.plugs, "plugs"),
            ):
                if limit is not None and used > limit + 1e-6:
                    self.problems.append(
                        f"{key[0]}@{key[1]:.2f} leg {leg}: {used:g} {unit} booked, {limit:g} there"
                    )
            if service.dispatch == "path" and key not in self.plan.runs:
                self.problems.append(f"{key[0]}@{key[1]:.2f}: booked, but the path is not run")

    def _check_units(self) -> None:
        units: dict[str, int] = {}
        for part in self.plan.parts:
            units[part.consignment_id] = units.get(part.consignment_id, 0) + part.units
        for consignment in self.scenario.consignments:
            planned = units.get(consignment.consignment_id, 0)
            left = consignment.consignment_id in self.plan.unplanned
            if planned != consignment.units and not left:
                self.problems.append(
                    f"{consignment.consignment_id}: {planned} of {consignment.units} units planned"
                )


def box_charges(
    scenario: Scenario, planned: PlannedBox, walked: Walk
) -> Iterable[tuple[str, Charge]]:
    """What one box costs along its walk, before it is shared among its parts."""
    network, tariff = scenario.network, scenario.tariff
    journey = planned.journey
    box = network.boxes[journey.route.box_type]
    name = planned.box_id
    yield name, price.stuffing(tariff)
    for hop in journey.route.hops:
        service = network.services[hop.service_id]
        yield hop.service_id, price.box_freight(service, hop, box, planned.fill.kg)
    for stage in walked.stages:
        if stage.kind in ("terminal_out", "terminal_in", "transfer_in"):
            found = node_charge(scenario, stage, box)
            if found is not None:
                yield stage.node_id, found
        elif stage.kind == "await_departure":
            held = price.demurrage(tariff, box, stage.end_h - stage.start_h)
            if held is not None:
                yield stage.node_id, held
    yield name, price.stripping(tariff)
    hours = walked.stripped_h - journey.stuff_at_h
    yield name, price.box_use(box, hours)
    yield name, price.box_return(box)
    powered = price.energy(tariff, box, hours - sum(unplugged_h(s) for s in walked.stages))
    if powered is not None:
        yield name, powered


def unplugged_h(stage: Stage) -> float:
    """Hours of a stage that a reefer spends off power."""
    return min(stage.unplugged_h, stage.end_h - stage.start_h)


def node_charge(scenario: Scenario, stage: Stage, box: BoxType) -> Charge | None:
    """A terminal's charge for a stage of a box."""
    process = scenario.process_by_id(stage.process_id)
    return None if process is None else price.node_handling(process, box)


def box_kgco2e(scenario: Scenario, journey: BoxJourney, kg: float) -> float:
    """Emissions of some cargo over the hops of its box, well to wheel."""
    box = scenario.network.boxes[journey.route.box_type]
    total = 0.0
    for hop in journey.route.hops:
        service = scenario.network.services[hop.service_id]
        total += scenario.transport_kgco2e(
            service, kg, service.km(hop.first_leg, hop.last_leg), reefer=box.reefer
        )
    return total


def own_charges(
    scenario: Scenario, consignment: Consignment, part: Part, journey: BoxJourney, fetched: Fetched
) -> tuple[list[tuple[str, Charge]], float]:
    """Charges that a part has to itself before stuffing and after stripping, and their CO2e."""
    network, tariff = scenario.network, scenario.tariff
    kg, m3 = part.units * consignment.kg_per_unit, part.units * consignment.m3_per_unit
    product = scenario.products[consignment.product_id]
    charges: list[tuple[str, Charge]] = []
    carbon = 0.0
    for service_id in (*part.before, *part.after):
        service = network.services[service_id]
        full = consignment.unit == "fcl"
        charges.append((service_id, price.loose_freight(service, kg, m3, full_loads=full)))
        carbon += scenario.transport_kgco2e(
            service, kg, service.km(0, len(service.legs) - 1), reefer=is_cold(product)
        )
    node_id = journey.route.stuff_node
    charges.append((node_id, price.receiving(tariff, kg)))
    rule = network.clearances.get((consignment.trade_mode, consignment.direction))
    if rule is not None:
        share = part.units / consignment.units
        fee = price.declaration(rule)
        charges.append((node_id, Charge(fee.line, fee.payer, fee.payee, fee.cny * share)))
    cold = is_cold(product) and network.nodes[node_id].has("cold_store", fetched.received_h)
    kept = price.storage(tariff, m3, journey.stuff_at_h - fetched.received_h, cold=cold)
    charges.append((node_id, kept))
    return charges, carbon


def door_charges(
    scenario: Scenario,
    consignment: Consignment,
    part: Part,
    delivered_h: float,
    state: CargoState | None,
) -> list[tuple[str, Charge]]:
    """Capital, value lost and lateness, booked when a part is delivered."""
    kg = part.units * consignment.kg_per_unit
    value = consignment.value_cny * part.units / consignment.units
    hours = delivered_h - consignment.ready_h
    used = None if state is None else state.life_used
    charges = [
        ("door", price.capital(scenario.tariff, value, hours)),
        ("door", price.value_lost(scenario.tariff, consignment, value, hours, used)),
    ]
    late = price.lateness(consignment, kg, delivered_h)
    if late is not None:
        charges.append(("door", late))
    return charges


def loose_state(
    scenario: Scenario,
    product: Product,
    consignment: Consignment,
    fetched: Fetched,
    journey: BoxJourney,
) -> CargoState:
    """State of goods from ready to the hour of stuffing."""
    network = scenario.network
    node_id = journey.route.stuff_node
    state = at_shipper(
        product, scenario.air_at(consignment.origin_id).ambient_c(consignment.ready_h)
    )
    for stage in fetched.stages:
        if stage.kind == "declare":
            continue
        room = stage.kind == "fetch" or network.nodes[node_id].has("cold_store", stage.start_h)
        state = after_stage(
            state, product, stage, None, scenario.air_at(stage.node_id),
            cold_room=room and is_cold(product),
        )  # fmt: skip
    store = Stage(
        "store", node_id, node_id, fetched.received_h, fetched.received_h, journey.stuff_at_h
    )
    room = network.nodes[node_id].has("cold_store", fetched.received_h)
    return after_stage(
        state, product, store, None, scenario.air_at(node_id), cold_room=room and is_cold(product)
    )


def facility_charges(scenario: Scenario) -> Iterable[tuple[str, Charge]]:
    """What the functions of nodes cost to keep open, from the end of warm-up to period end."""
    for (node_id, function), rate in sorted((scenario.facility_cny_per_day or {}).items()):
        window = scenario.network.nodes[node_id].functions.get(function)
        if window is None:
            continue
        hours = min(window[1], scenario.period_end_h) - max(window[0], scenario.warm_up_h)
        if hours > 0.0:
            charge = Charge("facility", "network", "owner", rate * hours / 24.0)
            yield f"{node_id}:{function}", charge
