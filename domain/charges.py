"""What a box and a part are charged on their way, event by event, and what they emit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from domain import tariff as price
from domain.box_owners import use_charges, yard_charge
from domain.cargo import Consignment, Product
from domain.cash import rebate_interest
from domain.documents import paper_charges
from domain.fetching import Fetched
from domain.gate_window import AWAIT_GATE, early
from domain.hubs import rooms_of, sorting_of, spilled_cold, yard_of
from domain.network import BoxType, Network, Service
from domain.plan import BoxJourney, Hop, Part
from domain.planned_boxes import PlannedBox
from domain.power import off_power_h
from domain.route import Stage, Walk, alight_step
from domain.scenario import Scenario
from domain.stage_kinds import ON_THE_ROAD, PAPER_STAGES
from domain.tariff import Charge
from domain.thermal import BoxLoad, CargoState, after_stage, is_cold, kept_cold, when_ready
from domain.timetable import DepartureKey
from domain.wagon_sets import hire_charges, return_charges

HANDLED = frozenset({"terminal_out", "terminal_in", "transfer_in", "cross", "restuff"})
"""Stages at which a node charges for each box."""


def box_charges(
    scenario: Scenario, planned: PlannedBox, walked: Walk
) -> Iterable[tuple[str, Charge]]:
    """What one box costs along its walk, before it is shared among its parts."""
    network, tariff = scenario.network, scenario.tariff
    journey = planned.journey
    box = network.boxes[journey.route.box_type]
    name = planned.box_id
    terms = scenario.fleet.of(planned.owner, box.box_type)
    waited_h = 0.0
    if journey.route.begun is None:
        yield name, price.stuffing(tariff, box)
    for hop, at_h in zip(journey.route.hops, walked.departures, strict=True):
        service = network.services[hop.service_id]
        if service.spells:
            service = service.on(journey.stuff_at_h if at_h is None else at_h)
        yield hop.service_id, price.box_freight(service, hop, box, planned.fill.kg)
    for stage in walked.stages:
        if stage.kind in HANDLED:
            found = node_charge(scenario, stage, box)
            if found is not None:
                yield stage.node_id, found
        elif stage.kind == "await_slot":
            yard = yard_of(network, stage.node_id)
            if yard is not None and yard.wait_cny_per_h > 0.0:
                yield stage.node_id, price.gate_wait(yard, stage.end_h - stage.start_h)
        elif stage.kind == AWAIT_GATE and stage.service_id is not None:
            service = network.services[stage.service_id]
            yield stage.node_id, early(service, stage.end_h - stage.start_h)
        elif stage.kind == "await_departure":
            waited_h += stage.end_h - stage.start_h
            held = yard_charge(tariff, box, terms, stage.end_h - stage.start_h, stage.node_id)
            if held is not None:
                yield stage.node_id, held
        elif stage.kind == "no_show" and stage.service_id is not None:
            hop = next(h for h in journey.route.hops if h.service_id == stage.service_id)
            service = network.services[stage.service_id]
            owed = price.no_show(service, hop, box, planned.fill.kg)
            if owed is not None:
                yield stage.service_id, owed
    if not journey.route.restuffed:
        yield name, price.stripping(tariff, box)
    hours = walked.stripped_h - journey.stuff_at_h
    for used in use_charges(box, terms, journey.route.strip_node, hours, waited_h):
        yield name, used
    powered = price.energy(
        tariff, box, hours - sum(off_power_h(s, scenario.air_at(s.node_id)) for s in walked.stages)
    )
    if powered is not None:
        yield name, powered


def handled_at(network: Network, service: Service, hop: Hop) -> Iterator[tuple[str, str, str]]:
    """Steps of a hop at which a node charges: kind, node, and the mode of its process."""
    if service.dated:
        yield "terminal_out", service.legs[hop.first_leg].from_id, service.mode
    step = alight_step(network, service, hop)
    if step is not None:
        yield step, service.legs[hop.last_leg].to_id, service.mode
    if service.crossing:
        for leg in service.legs[hop.first_leg : hop.last_leg]:
            yield "cross", leg.to_id, service.crossing


def dearer_cny(network: Network, journey: BoxJourney, cargo_kg: float) -> float:
    """What a box pays more on the days of its departures than by the services' own prices."""
    more = 0.0
    box = network.boxes[journey.route.box_type]
    for hop, at_h in zip(journey.route.hops, journey.departures, strict=True):
        service = network.services[hop.service_id]
        if service.spells:
            then = service.on(journey.stuff_at_h if at_h is None else at_h)
            more += price.box_freight(then, hop, box, cargo_kg).cny
            more -= price.box_freight(service, hop, box, cargo_kg).cny
    return more


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
    """Charges that a part has to itself, and the CO2e of its ways to stuffing and from stripping.

    A carbon price is paid by weight, so the price of what is emitted in boxes is among them too.
    """
    network, tariff = scenario.network, scenario.tariff
    kg, m3 = part.units * consignment.kg_per_unit, part.units * consignment.m3_per_unit
    product = scenario.products[consignment.product_id]
    charges: list[tuple[str, Charge]] = []
    carbon = 0.0
    for service_id in (*part.before, *part.after):
        service = network.services[service_id]
        full = consignment.unit == "fcl"
        if fetched.over is None or service_id not in part.before:
            charges.append((service_id, price.loose_freight(service, kg, m3, full_loads=full)))
        carbon += scenario.transport_kgco2e(
            service, kg, service.km(0, len(service.legs) - 1), reefer=is_cold(product)
        )
    if fetched.over is not None:
        station, trip = fetched.over
        share = part.units / consignment.units
        charges.extend((station.name, price.collected(cny * share)) for cny in trip.costs)
    node_id = journey.route.stuff_node
    there = consignment.is_there(part.before)
    if not there and not part.fed_by:
        charges.append((node_id, price.receiving(tariff, kg)))
    sorter = None if there or part.fed_by else sorting_of(network, node_id, consignment)
    if sorter is not None and sorter.cny_per_parcel > 0.0:
        charges.append((node_id, price.sorting(sorter, part.units)))
    rule = network.clearance(
        node_id, consignment.trade_mode, consignment.direction, consignment.cargo_class
    )
    if rule is not None and not there and not part.feeds:
        share = part.units / consignment.units
        fee = price.declaration(rule, consignment, listed=network.listed(consignment))
        charges.append((node_id, Charge(fee.line, fee.payer, fee.payee, fee.cny * share)))
        papers = network.papers_of(consignment)
        if papers is not None:
            charges.extend(
                (node_id, one._replace(cny=one.cny * share))
                for one in paper_charges(papers, fetched.stages)
            )
    cold = kept_cold(product, network.nodes[node_id], fetched.received_h)
    inside_h = min(fetched.inside_h, max(journey.stuff_at_h, fetched.received_h))
    kept = price.storage(tariff, m3, journey.stuff_at_h - inside_h, cold=cold)
    charges.append((node_id, kept))
    rooms = rooms_of(network, node_id)
    if rooms is not None and inside_h > fetched.received_h and rooms.spill_cny_per_t_day > 0.0:
        charges.append((node_id, price.spill(rooms, kg, inside_h - fetched.received_h)))
    if tariff.carbon_cny_per_t:
        emitted = price.carbon(tariff, carbon + box_kgco2e(scenario, journey, kg))
        if emitted is not None:
            charges.append(("co2e", emitted))
    return charges, carbon


def door_charges(
    scenario: Scenario,
    consignment: Consignment,
    part: Part,
    delivered_h: float,
    state: CargoState | None,
    left_h: float,
) -> list[tuple[str, Charge]]:
    """Capital, rebate, value lost and lateness, booked when a part is delivered.

    `left_h`: when it was stuffed. Goods whose life is over are refused, where that has a price.
    """
    used = None if state is None else state.life_used
    if price.is_spoiled(scenario.tariff, used):
        gone = price.spoiled(scenario.tariff, consignment, part.units, delivered_h)
        return [("disposed", charge) for charge in gone]
    kg = part.units * consignment.kg_per_unit
    value = consignment.value_cny * part.units / consignment.units
    hours = delivered_h - consignment.ready_h
    terms = scenario.cash_of(consignment)
    charges = [
        ("door", price.capital(scenario.tariff, value, hours + terms.settled_h)),
        ("door", price.value_lost(scenario.tariff, consignment, value, hours, used)),
    ]
    waited = rebate_interest(
        scenario.tariff, terms, value, consignment.ready_h, left_h, delivered_h
    )
    if waited is not None:
        charges.append(("door", waited))
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
    came: CargoState | None = None,
) -> CargoState:
    """State of goods from ready to the hour of stuffing; `came`: as they came in other boxes."""
    network = scenario.network
    node_id = journey.route.stuff_node
    air_c = scenario.air_at(consignment.origin_id).ambient_c(consignment.ready_h)
    state = when_ready(product, consignment, air_c) if came is None else came
    for stage in fetched.stages:
        if stage.kind in PAPER_STAGES:
            continue
        if stage.kind in ON_THE_ROAD:
            room = is_cold(product)
        else:
            room = kept_cold(product, network.nodes[stage.node_id], stage.start_h)
        state = after_stage(
            state, product, stage, None, scenario.air_at(stage.node_id),
            cold_room=room,
        )  # fmt: skip
    room = kept_cold(product, network.nodes[node_id], fetched.received_h)
    inside_h = min(fetched.inside_h, max(journey.stuff_at_h, fetched.received_h))
    rooms = rooms_of(network, node_id)
    if rooms is not None and inside_h > fetched.received_h:
        outside = Stage(
            "overflow", node_id, node_id, fetched.received_h, fetched.received_h, inside_h
        )
        state = after_stage(
            state, product, outside, None, scenario.air_at(node_id),
            cold_room=spilled_cold(rooms, product, cold=room),
        )  # fmt: skip
    store = Stage("store", node_id, node_id, inside_h, inside_h, journey.stuff_at_h)
    return after_stage(state, product, store, None, scenario.air_at(node_id), cold_room=room)


def door_state(
    scenario: Scenario,
    product: Product,
    stuffed: CargoState,
    stages: Sequence[Stage],
    tail: Sequence[Stage],
    loads: Sequence[tuple[BoxLoad, float]],
) -> CargoState:
    """State of goods at the door, mean by weight over the boxes that they are in.

    Parameters
    ----------
    stuffed
        Their state when stuffed.
    stages, tail
        The way in boxes, and loose after them.
    loads
        Those boxes, each with the goods' kg in it.
    """
    temp = used = outside = weight = 0.0
    for load, kg in loads:
        state = stuffed
        for stage in stages:
            air = scenario.air_at(stage.node_id)
            state = after_stage(state, product, stage, load, air, cold_room=False)
        for stage in tail:
            air = scenario.air_at(stage.node_id)
            state = after_stage(state, product, stage, None, air, cold_room=is_cold(product))
        temp += state.temp_c * kg
        used += state.life_used * kg
        outside += state.excursion_h * kg
        weight += kg
    return CargoState(temp / weight, used / weight, outside / weight) if weight else stuffed


def outsourced_charges(consignment: Consignment, part: Part) -> tuple[Charge, ...]:
    """What it costs to give a part away."""
    return price.outsourced(consignment, part.units * consignment.kg_per_unit)


def dead_freight(
    network: Network, key: DepartureKey, teu: Mapping[tuple[DepartureKey, int], float]
) -> Charge:
    """What a path departure costs the network if it runs with so much booked by leg."""
    service = network.services[key[0]]
    loaded = max((teu.get((key, leg), 0.0) for leg in range(len(service.legs))), default=0.0)
    return price.dead_freight(service, loaded)


def network_charges(
    scenario: Scenario,
    runs: Collection[DepartureKey],
    teu: Mapping[tuple[DepartureKey, int], float],
) -> Iterable[tuple[str, Charge]]:
    """Dead freight of the path departures that run, and facilities."""
    for key in sorted(runs):
        charge = dead_freight(scenario.network, key, teu)
        if charge.cny > 0.0:
            yield f"{key[0]}@{key[1]:.2f}", charge
    for _, reference, charge in return_charges(scenario, runs, lambda _: True):
        yield reference, charge
    yield from facility_charges(scenario)


def facility_charges(scenario: Scenario) -> Iterable[tuple[str, Charge]]:
    """What functions of nodes and what was opened cost, from the end of warm-up to period end."""
    for (node_id, function), rate in sorted((scenario.facility_cny_per_day or {}).items()):
        window = scenario.network.nodes[node_id].functions.get(function)
        if window is None:
            continue
        hours = min(window[1], scenario.period_end_h) - max(window[0], scenario.warm_up_h)
        if hours > 0.0:
            charge = Charge("facility", "network", "owner", rate * hours / 24.0)
            yield f"{node_id}:{function}", charge
    days = (scenario.period_end_h - scenario.warm_up_h) / 24.0
    for name, rate in () if scenario.layout is None else scenario.layout.fixed_cny_per_day:
        yield f"opened:{name}", Charge("facility", "network", "owner", rate * days)
    yield from hire_charges(scenario)
