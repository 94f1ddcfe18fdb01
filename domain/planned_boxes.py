"""Which boxes a plan fills, with what, and who pays which share of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.cargo import Consignment, Product
from domain.contracts import Ride, Settled, settle
from domain.ledger import Ledger
from domain.network import BoxType, Network
from domain.plan import BoxJourney, Part, Plan
from domain.scenario import Scenario
from domain.stuffing import BoxFill, BoxSize, Goods, shares, stuff
from domain.thermal import BoxLoad


@dataclass(frozen=True, slots=True)
class PlannedBox:
    """One box of a journey with its load, what each part pays of it, and whose box it is.

    `owner` is empty for a box of the zone's pool, or one leased in.
    """

    box_id: str
    journey: BoxJourney
    fill: BoxFill
    shares: Mapping[str, float]
    owner: str = ""


def planned_boxes(
    scenario: Scenario, plan: Plan, parts: Mapping[str, Sequence[Part]]
) -> tuple[PlannedBox, ...]:
    """Stuff every journey's parts into boxes; journeys in order of their ids."""
    by_id = {c.consignment_id: c for c in scenario.consignments}
    boxes: list[PlannedBox] = []
    for name in sorted(parts):
        journey = plan.journeys[name]
        box = scenario.network.boxes[journey.route.box_type]
        goods = [
            goods_of(part, order, scenario.products[order.product_id])
            for part in parts[name]
            for order in (by_id[part.consignment_id],)
        ]
        fills = stuff(goods, BoxSize(box.m3, box.payload_kg))
        boxes.extend(
            PlannedBox(
                f"{name}#{number}",
                journey,
                fill,
                shares(fill),
                plan.owners.get(f"{name}#{number}", ""),
            )
            for number, fill in enumerate(fills, start=1)
        )
    return tuple(boxes)


def by_journey(boxes: Iterable[PlannedBox]) -> dict[str, tuple[PlannedBox, ...]]:
    """Boxes of each journey, in the order given."""
    found: dict[str, tuple[PlannedBox, ...]] = {}
    for box in boxes:
        name = box.journey.journey_id
        found[name] = (*found.get(name, ()), box)
    return found


def ledger_of(network: Network, boxes: Iterable[PlannedBox]) -> Ledger:
    """What some boxes take of each departure and leg."""
    ledger = Ledger()
    for planned in boxes:
        box = network.boxes[planned.journey.route.box_type]
        gross_t = (planned.fill.kg + box.tare_kg) / 1000.0
        for hop, key in planned.journey.dated():
            ledger.book(key, range(hop.first_leg, hop.last_leg + 1), box, gross_t)
    return ledger


def stores_of(network: Network, boxes: Iterable[PlannedBox]) -> Ledger:
    """What some boxes take of stores on the days of their stuffing."""
    ledger = Ledger()
    for planned in boxes:
        journey = planned.journey
        day = network.store_day(journey.route.stuff_node, journey.stuff_at_h)
        if day is not None and journey.route.begun is None:
            box = network.boxes[journey.route.box_type]
            ledger.book(day, (0,), box, (planned.fill.kg + box.tare_kg) / 1000.0)
    return ledger


def contract_charges(
    scenario: Scenario, plan: Plan, boxes: Iterable[PlannedBox]
) -> Iterator[Settled]:
    """What subsidies and block space add to the freight of boxes that go as planned."""
    if scenario.contracts:
        contracts = scenario.contracts.sized(plan.block_teu)
        rides = [
            Ride(box.box_id, key, hop, box.journey.route.box_type)
            for box in boxes
            for hop, key in box.journey.dated()
        ]
        yield from settle(contracts, scenario.network, rides, plan.released)


def goods_of(part: Part, consignment: Consignment, product: Product) -> Goods:
    """A part as the stuffing floor sees it."""
    return Goods(
        part.part_id,
        part.priority,
        part.units,
        consignment.kg_per_unit,
        consignment.m3_per_unit,
        product.product_id,
        product.shuns,
    )


def loads_by_part(
    scenario: Scenario, boxes: Iterable[PlannedBox], cp: Mapping[str, float]
) -> dict[str, list[tuple[BoxLoad, float]]]:
    """Thermal loads of the boxes that hold each part, each with the part's kg in it.

    `cp` gives kJ/kgK per part.
    """
    found: dict[str, list[tuple[BoxLoad, float]]] = {part_id: [] for part_id in cp}
    for planned in boxes:
        box = scenario.network.boxes[planned.journey.route.box_type]
        load = load_of(planned.fill, box, planned.journey, cp)
        for item in planned.fill.loads:
            found[item.part_id].append((load, item.kg))
    return found


def load_of(fill: BoxFill, box: BoxType, journey: BoxJourney, cp: Mapping[str, float]) -> BoxLoad:
    """The thermal load of a box; `cp` gives kJ/kgK per part."""
    heat = sum(load.kg * cp[load.part_id] for load in fill.loads)
    return BoxLoad(box, journey.setpoint_c, fill.kg, heat)
