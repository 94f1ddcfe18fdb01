"""Expected cost of a Plan over an outlook, from the domain alone.

The mean over the outlook's paces of what the plan's boxes and parts cost when they are walked as
`domain.route.walk(strict=False)` does: who misses a departure waits for the next one, and a lot
that comes too late for stuffing goes the same way one chain later (`domain.catch_up`). What it
costs that customs hold a box, with everybody in it, is weighed by its chance (`domain.holding`).
Queues that were not measured and recovery by other ways are the simulation's business. On the
nominal outlook this is `account(scenario, plan).cost_cny`. Every policy's `cost_cny` and every
bound mean this figure.
"""

from __future__ import annotations

import math
from dataclasses import replace

from domain import tariff as price
from domain.cargo import Consignment
from domain.catch_up import LOST_H, catch_up_h
from domain.charges import box_charges, door_charges, facility_charges, loose_state, own_charges
from domain.holding import Rider, fee_charges, look_charges, look_of
from domain.outlook import Outlook
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, Part, Plan
from domain.planned_boxes import PlannedBox, load_of, planned_boxes
from domain.route import Fetched, Stage, Walk, fetch, last_leg, walk
from domain.scenario import Scenario
from domain.thermal import BoxLoad, CargoState, after_stage, is_cold
from domain.timetable import DepartureKey


def expected_cost(scenario: Scenario, outlook: Outlook, plan: Plan) -> float:
    """Mean cost over the outlook's paces, with dead freight and facilities.

    Raises
    ------
    ValueError
        For a journey that cannot be met at nominal pace: see `optimize.verify`.
    """
    inside: dict[str, list[Part]] = {}
    for part in plan.parts:
        if part.journey_id is not None:
            inside.setdefault(part.journey_id, []).append(part)
    boxes: dict[str, list[PlannedBox]] = {}
    for box in planned_boxes(scenario, plan, inside):
        boxes.setdefault(box.journey.journey_id, []).append(box)
    orders = {c.consignment_id: c for c in scenario.consignments}
    paces = outlook.paces()
    sums = [
        _journey_cny(scenario, orders, boxes[name], inside[name], pace)
        for pace in paces
        for name in sorted(inside)
    ]
    outsourced = [
        charge.cny
        for part in plan.parts
        if part.outsourced
        for charge in price.outsourced(
            orders[part.consignment_id], part.units * orders[part.consignment_id].kg_per_unit
        )
    ]
    return math.fsum(sums) / len(paces) + math.fsum(outsourced) + network_cny(scenario, plan, boxes)


def with_expected_cost(scenario: Scenario, outlook: Outlook, plan: Plan) -> Plan:
    """The plan with its `cost_cny`."""
    return replace(plan, cost_cny=expected_cost(scenario, outlook, plan))


def network_cny(scenario: Scenario, plan: Plan, boxes: dict[str, list[PlannedBox]]) -> float:
    """Dead freight of the paths that run, and what facilities cost."""
    teu: dict[tuple[DepartureKey, int], float] = {}
    for name in sorted(boxes):
        for planned in boxes[name]:
            size = scenario.network.boxes[planned.journey.route.box_type].teu
            for hop, key in planned.journey.dated():
                for leg in range(hop.first_leg, hop.last_leg + 1):
                    teu[key, leg] = teu.get((key, leg), 0.0) + size
    total = math.fsum(charge.cny for _, charge in facility_charges(scenario))
    for key in sorted(plan.runs):
        service = scenario.network.services[key[0]]
        loaded = max(teu.get((key, leg), 0.0) for leg in range(len(service.legs)))
        total += price.dead_freight(service, loaded).cny
    return total


def lenient_walk(scenario: Scenario, journey: BoxJourney, direction: str, pace: Pace) -> Walk:
    """A walk that misses nothing for good: beyond the timetable, a week late at the end."""
    network, timetable = scenario.network, scenario.timetable
    found = None
    for chosen in (pace, nominal_pace()):
        try:
            found = walk(
                network, timetable, journey.route, direction, journey.cargo_class,
                journey.stuff_at_h, journey.departures, chosen, strict=False,
            )  # fmt: skip
        except LookupError:
            found = None
        if found is not None and chosen is pace:
            return found
    if found is None:
        raise ValueError(f"{journey.journey_id}: a departure cannot be met")
    end = found.stripped_h
    node_id = journey.route.strip_node
    lost = Stage("ride", node_id, node_id, end, end, end + LOST_H)
    return Walk((*found.stages, lost), end + LOST_H, found.departures, found.missed + 1)


def _journey_cny(
    scenario: Scenario,
    orders: dict[str, Consignment],
    boxes: list[PlannedBox],
    parts: list[Part],
    pace: Pace,
) -> float:
    journey = boxes[0].journey
    direction = orders[parts[0].consignment_id].direction
    walked = lenient_walk(scenario, journey, direction, pace)
    total = [charge.cny for box in boxes for _, charge in box_charges(scenario, box, walked)]
    cp = {
        part.part_id: scenario.products[orders[part.consignment_id].product_id].cp_kj_kgk
        for part in parts
    }
    loads: dict[str, list[tuple[BoxLoad, float]]] = {part.part_id: [] for part in parts}
    size = scenario.network.boxes[journey.route.box_type]
    for box in boxes:
        load = load_of(box.fill, size, journey, cp)
        for item in box.fill.loads:
            loads[item.part_id].append((load, item.kg))
    riders: dict[str, Rider] = {}
    for part in parts:
        order = orders[part.consignment_id]
        fetched = fetch(scenario.network, order, part.before, journey.route.stuff_node, pace)
        shift_h = catch_up_h(scenario, journey, fetched.available_h - journey.stuff_at_h)
        stuffed = replace(journey, stuff_at_h=journey.stuff_at_h + shift_h) if shift_h else journey
        tail, delivered_h = last_leg(
            scenario.network, order, part.after, walked.stripped_h + shift_h, pace
        )
        own, _ = own_charges(scenario, order, part, stuffed, fetched)
        state = _state(scenario, order, stuffed, fetched, walked, tail, loads[part.part_id])
        own.extend(door_charges(scenario, order, part, delivered_h, state))
        total.extend(charge.cny for _, charge in own)
        look = look_of(scenario.network, order, journey.route.stuff_node, pace)
        riders[part.part_id] = Rider(part, order, look, delivered_h, state)
    total.extend(charge.cny for _, charge in fee_charges(list(riders.values())))
    for box in boxes:
        total.extend(charge.cny for _, charge in look_charges(scenario, box, riders))
    return math.fsum(total)


def _state(
    scenario: Scenario,
    order: Consignment,
    journey: BoxJourney,
    fetched: Fetched,
    walked: Walk,
    tail: tuple[Stage, ...],
    loads: list[tuple[BoxLoad, float]],
) -> CargoState | None:
    """State at the door, mean by weight over the boxes; `None` for goods that do not age."""
    product = scenario.products[order.product_id]
    if product.life is None:
        return None
    start = loose_state(scenario, product, order, fetched, journey)
    used = weight = 0.0
    for load, kg in loads:
        state = start
        for stage in walked.stages:
            air = scenario.air_at(stage.node_id)
            state = after_stage(state, product, stage, load, air, cold_room=False)
        for stage in tail:
            air = scenario.air_at(stage.node_id)
            state = after_stage(state, product, stage, None, air, cold_room=is_cold(product))
        used += state.life_used * kg
        weight += kg
    return CargoState(start.temp_c, used / weight) if weight else start
