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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.cargo import Consignment
from domain.catch_up import LOST_H, catch_up_h
from domain.charges import (
    box_charges,
    door_charges,
    door_state,
    loose_state,
    network_charges,
    outsourced_charges,
    own_charges,
)
from domain.empties import fleet_charges, unwalkable
from domain.fetching import AtHub, Fetched, fetched_to
from domain.holding import (
    HELD_BOX_LINES,
    Rider,
    fee_charges,
    look_charges,
    look_of,
    own_delay_charges,
)
from domain.outlook import Outlook
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, Part, Plan
from domain.planned_boxes import (
    PlannedBox,
    by_journey,
    contract_charges,
    ledger_of,
    loads_by_part,
    planned_boxes,
)
from domain.route import Stage, Walk, last_leg, walk
from domain.scenario import Scenario
from domain.tariff import Charge
from domain.when_full import settled

NONE_AT_HUB: Mapping[str, AtHub] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A charge of a box journey, and the share of it that each part bears.

    `of_box`: for a box held in common; the others are for what a part does or is.
    """

    charge: Charge
    shares: Mapping[str, float]
    of_box: bool


@dataclass(frozen=True, slots=True)
class JourneyEntries:
    """What a box journey is expected to cost at one pace, and the hours its parts are delivered.

    `at_hub` are goods that are restuffed at its end, by the part as which they go on.
    """

    entries: tuple[Entry, ...]
    delivered_h: Mapping[str, float]
    at_hub: Mapping[str, AtHub]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part's way at one pace: fetched, stuffed in time or with a later box, delivered.

    `journey` has the hour at which this part is stuffed.
    """

    fetched: Fetched
    journey: BoxJourney
    tail: tuple[Stage, ...]
    delivered_h: float


def expected_cost(scenario: Scenario, outlook: Outlook, plan: Plan) -> float:
    """Mean cost over the outlook's paces, with dead freight, contracts, facilities and empties.

    Raises
    ------
    ValueError
        For a journey that cannot be met at nominal pace: see `optimize.verify`.
    """
    inside = plan.parts_by_journey()
    boxes = planned_boxes(scenario, plan, inside)
    of_journey = by_journey(boxes)
    orders = {c.consignment_id: c for c in scenario.consignments}
    paces = outlook.paces()
    sums = []
    for pace in paces:
        at_hub: dict[str, AtHub] = {}
        for name in plan.in_order(inside):
            booked = journey_entries(scenario, orders, of_journey[name], inside[name], pace, at_hub)
            at_hub.update(booked.at_hub)
            sums.append(math.fsum(entry.charge.cny for entry in booked.entries))
    outsourced = [
        charge.cny
        for part in plan.parts
        if part.outsourced
        for charge in outsourced_charges(orders[part.consignment_id], part)
    ]
    ledger = ledger_of(scenario.network, boxes)
    network = [charge.cny for _, charge in network_charges(scenario, plan.runs, ledger.teu)]
    network.extend(one.charge.cny for one in contract_charges(scenario, plan, boxes))
    walks, _ = unwalkable(scenario, plan, nominal_pace())
    network.extend(charge.cny for _, charge in fleet_charges(scenario, plan, boxes, walks))
    return math.fsum(sums) / len(paces) + math.fsum(outsourced) + math.fsum(network)


def with_expected_cost(scenario: Scenario, outlook: Outlook, plan: Plan) -> Plan:
    """The plan with its `cost_cny`; where trains go when full, on the slots on which they do."""
    plan = settled(scenario, plan)
    return replace(plan, cost_cny=expected_cost(scenario, outlook, plan))


def journey_entries(
    scenario: Scenario,
    orders: Mapping[str, Consignment],
    boxes: Sequence[PlannedBox],
    parts: Sequence[Part],
    pace: Pace,
    at_hub: Mapping[str, AtHub] = NONE_AT_HUB,
) -> JourneyEntries:
    """Every charge that a box journey with these boxes and parts is expected to make at a pace.

    `at_hub`: goods that came to its beginning in other boxes.
    """
    journey = boxes[0].journey
    direction = orders[parts[0].consignment_id].direction
    walked = lenient_walk(scenario, journey, direction, pace)
    entries = [
        Entry(charge, box.shares, of_box=True)
        for box in boxes
        for _, charge in box_charges(scenario, box, walked)
    ]
    products = {
        part.part_id: scenario.products[orders[part.consignment_id].product_id] for part in parts
    }
    cp = {part_id: product.cp_kj_kgk for part_id, product in products.items()}
    loads = loads_by_part(scenario, boxes, cp)
    whole = {part.part_id: {part.part_id: 1.0} for part in parts}
    riders: dict[str, Rider] = {}
    opened: dict[str, AtHub] = {}
    for part in parts:
        name, order = part.part_id, orders[part.consignment_id].under(part.trade_mode)
        hub = at_hub.get(name)
        came = arrival(scenario, order, part, journey, walked, pace, hub)
        state = None
        if products[name].life is not None:
            loose = loose_state(
                scenario, products[name], order, came.fetched, came.journey,
                None if hub is None else hub.state,
            )  # fmt: skip
            state = door_state(
                scenario, products[name], loose, walked.stages, came.tail, loads[name]
            )
        own, _ = own_charges(scenario, order, part, came.journey, came.fetched)
        if part.feeds:
            opened[part.feeds] = AtHub(came.delivered_h, state)
        else:
            left_h = came.journey.stuff_at_h
            own.extend(door_charges(scenario, order, part, came.delivered_h, state, left_h))
        if state is not None:
            state = state._replace(temp_c=loose.temp_c)  # a look comes soon after stuffing
        entries.extend(Entry(charge, whole[name], of_box=False) for _, charge in own)
        look = None if part.feeds else look_of(scenario, order, journey.route, pace)
        riders[name] = Rider(part, order, look, came.delivered_h, state)
    for name, charge in fee_charges(list(riders.values())):
        entries.append(Entry(charge, whole[name], of_box=False))
    for name, charge in own_delay_charges(scenario, journey, list(riders.values())):
        entries.append(Entry(charge, whole[name], of_box=False))
    for box in boxes:
        for name, charge in look_charges(scenario, box, riders):
            entries.append(Entry(charge, whole[name], of_box=charge.line in HELD_BOX_LINES))
    return JourneyEntries(
        tuple(entries), {name: rider.delivered_h for name, rider in riders.items()}, opened
    )


def arrival(
    scenario: Scenario,
    order: Consignment,
    part: Part,
    journey: BoxJourney,
    walked: Walk,
    pace: Pace,
    hub: AtHub | None = None,
) -> Arrival:
    """How a part in a walked box journey comes to its door, or to where it is restuffed.

    `hub`: when and where its goods came in other boxes.
    """
    network = scenario.network
    fetched = fetched_to(network, order, part, journey.route.stuff_node, hub, pace)
    shift_h = catch_up_h(scenario, journey, fetched.available_h - journey.stuff_at_h)
    stuffed = replace(journey, stuff_at_h=journey.stuff_at_h + shift_h) if shift_h else journey
    tail, delivered_h = last_leg(network, order, part.after, walked.stripped_h + shift_h, pace)
    return Arrival(fetched, stuffed, tail, delivered_h)


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
