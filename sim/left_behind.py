"""Recovery of a lot that was not there at its hour of stuffing.

From the stuffing node where it is: into a later journey that still has room in whole boxes, or
into a new box of its own; whichever is expected to cost least. Given away, as the rule of thumb
would, where that has a price and costs less, or where nothing goes in time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from domain import tariff as price
from domain.carbon import hops_carbon_cny
from domain.draws import snap_h
from domain.network import BoxType
from domain.plan import BoxJourney, Hop, Way, journey_id
from domain.recover import Onward, Room, after_work, onward
from domain.stuffing import BoxSize, boxes_for
from domain.thermal import kept_cold, point_in
from domain.timetable import DepartureKey
from sim import delivery, restuff, rooms
from sim.bookings import book_fills, fills_expected
from sim.loads import Lot, Pending
from sim.rebook import delivery_cny, given_away_cny
from sim.stuffing import store, stuff_journey
from sim.world import World

MOST_JOURNEYS = 8
"""Journeys still to be stuffed that a lot looks at on each way, soonest first."""


@dataclass(frozen=True, slots=True)
class _Choice:
    cny: float
    way: Way
    journey: BoxJourney
    joins: Pending | None


def recover(world: World, lot: Lot) -> None:
    """Find a lot that stands at its stuffing node the best way on; it has missed what it had."""
    world.books.tallies[lot.order.consignment_id].missed += 1
    lot.rebooked += 1
    best: _Choice | None = None
    for way in _onward(world, lot):
        for choice in (*_journeys_to_join(world, lot, way), _own_box(world, lot, way)):
            if choice is not None and (best is None or choice.cny < best.cny):
                best = choice
    away_cny = given_away_cny((lot,))
    if best is None or (away_cny is not None and away_cny < best.cny):
        if away_cny is not None:
            if world.agenda.now_h > lot.available_h:
                store(world, lot, lot.where, world.agenda.now_h)
            else:
                rooms.give_up(world, lot, lot.where, world.agenda.now_h)
            delivery.outsource(world, lot, world.agenda.now_h)
        else:
            lot.where = "stranded"
        return
    name = best.journey.journey_id
    lot.part = replace(lot.part, journey_id=name, after=best.way.after)
    lot.after = best.way.after
    pending = best.joins
    if pending is None:
        pending = Pending(best.journey, lot.order.direction)
        world.expect(pending)
        world.agenda.tell(stuff_journey(world, pending), name)
    book_fills(world, best.journey, pending.fills, take_off=True)
    pending.expected[lot.part.part_id] = lot
    pending.here.add(lot.part.part_id)
    pending.fills = fills_expected(world, pending)
    book_fills(world, best.journey, pending.fills)


def _onward(world: World, lot: Lot) -> list[Way]:
    """Ways from where a lot stands: to its door, or to the hub at which it is restuffed."""
    if lot.part.feeds:
        return list(restuff.feeders(world, lot))
    ways = world.scenario.ways_of(lot.order)
    return [way for way in ways if way.route.stuff_node == lot.where]


def _journeys_to_join(world: World, lot: Lot, way: Way) -> list[_Choice]:
    """Journeys of the same kind still to be stuffed whose departures have room for the lot."""
    box_type = world.network.boxes[way.route.box_type]
    point = _setpoint(lot, box_type)
    size = BoxSize(box_type.m3, box_type.payload_kg)
    found = []
    kind = (way.route.route_id, lot.order.box_class, point)
    until_h = world.agenda.now_h + world.scenario.planning.hold_max_h
    for pending in islice(world.still_open(kind, until_h), MOST_JOURNEYS):
        journey = pending.journey
        if lot.part.part_id in pending.expected:
            continue
        goods = [*(one.goods for one in pending.expected.values()), lot.goods]
        more = boxes_for(goods, size) - len(pending.fills)
        room = _room(world, box_type, max(0, more), lot.kg)
        if not all(room(key, hop) for hop, key in journey.dated()):
            continue
        if not room.at_store(way.route.stuff_node, journey.stuff_at_h):
            continue
        departures = {key for _, key in journey.dated()}
        reached = _go(world, lot, way, journey.stuff_at_h, lambda key, _: key in departures)  # noqa: B023
        if reached is None or reached.departures != journey.departures:
            continue
        boxes = max(lot.m3 / box_type.m3, lot.kg / box_type.payload_kg, float(max(0, more)))
        cny = _expected_cny(world, lot, way, box_type, boxes, journey.stuff_at_h, reached)
        found.append(_Choice(cny, way, journey, pending))
    return found


def _own_box(world: World, lot: Lot, way: Way) -> _Choice | None:
    """New boxes for the lot alone, stuffed as late as the cut-off allows."""
    box_type = world.network.boxes[way.route.box_type]
    size = BoxSize(box_type.m3, box_type.payload_kg)
    count = boxes_for([lot.goods], size)
    room = _room(world, box_type, count, lot.kg)
    stuff_at_h = world.agenda.now_h
    reached = _go(world, lot, way, stuff_at_h, room)
    if reached is None:
        return None
    rules = world.scenario.planning
    first = next(
        ((h, at) for h, at in zip(reached.hops, reached.departures, strict=True) if at is not None),
        None,
    )
    later_h = stuff_at_h
    if first is None:
        later_h = snap_h(-(-stuff_at_h // rules.slot_h) * rules.slot_h)
    elif reached.gate_h is not None:
        service = world.network.services[first[0].service_id]
        spare_h = first[1] - service.gate_in_cutoff_h - rules.close_ahead_h - reached.gate_h
        later_h = snap_h(stuff_at_h + max(0.0, spare_h))
    if later_h > stuff_at_h:
        again = _go(world, lot, way, later_h, room)
        if again is not None and again.departures == reached.departures:
            stuff_at_h, reached = later_h, again
    if not room.at_store(way.route.stuff_node, stuff_at_h):
        return None
    point = _setpoint(lot, box_type)
    order = lot.order
    name = journey_id(way.route, order.box_class, point, stuff_at_h, reached.departures)
    while name in world.pending:
        name += "+"
    journey = BoxJourney(
        name, way.route, order.box_class, point, stuff_at_h, reached.departures
    )  # fmt: skip
    cny = _expected_cny(world, lot, way, box_type, float(count), stuff_at_h, reached)
    return _Choice(cny, way, journey, None)


def _setpoint(lot: Lot, box_type: BoxType) -> float | None:
    return point_in(lot.product, box_type) if box_type.reefer else None


def _room(world: World, box_type: BoxType, boxes: int, kg: float) -> _Room:
    teu = boxes * box_type.teu
    t = (kg + boxes * box_type.tare_kg) / 1000.0
    return _Room(world, teu, t, float(boxes) if box_type.reefer else 0.0)


@dataclass(frozen=True, slots=True)
class _Room:
    world: World
    teu: float
    t: float
    plugs: float

    def __call__(self, key: DepartureKey, hop: Hop) -> bool:
        return self.world.has_room(key, hop, self.teu, self.t, self.plugs)

    def at_store(self, node_id: str, stuff_at_h: float) -> bool:
        """Whether the boxes may be stuffed at a node on the day of an hour."""
        return self.world.store_has_room(node_id, stuff_at_h, self.teu, self.plugs)


def _go(world: World, lot: Lot, way: Way, stuff_at_h: float, room: Room) -> Onward | None:
    order, route = lot.order, way.route
    process = world.network.process(
        route.stuff_node, "stuff", order.direction, order.box_class, "road"
    )
    known = world.known
    return onward(
        known.network, known.timetable, route.hops, route.strip_node, order.direction,
        order.box_class, after_work(process, stuff_at_h), stuff_at_h, world.scenario.cap_h,
        room, through_terminal=False,
    )  # fmt: skip


def _expected_cny(
    world: World,
    lot: Lot,
    way: Way,
    box_type: BoxType,
    boxes: float,
    stuff_at_h: float,
    reached: Onward,
) -> float:
    """Freight, rent of its boxes or its share of one, CO2e, storage, and the hour of arrival."""
    services, tariff = world.network.services, world.scenario.tariff
    per_box = sum(
        price.box_freight(services[hop.service_id], hop, box_type, lot.kg / max(1.0, boxes)).cny
        for hop in reached.hops
    )
    per_box += price.box_use(box_type, reached.stripped_h - stuff_at_h).cny
    cold = kept_cold(lot.product, world.network.nodes[way.route.stuff_node], lot.received_h)
    kept = price.storage(tariff, lot.m3, stuff_at_h - lot.received_h, cold=cold).cny
    warm_h = 0.0 if cold else stuff_at_h - world.agenda.now_h
    return (
        boxes * per_box
        + hops_carbon_cny(world.scenario, reached.hops, lot.kg, reefer=box_type.reefer)
        + kept
        + delivery_cny(world, lot, way.route.stuff_node, reached.stripped_h, warm_h)
    )
