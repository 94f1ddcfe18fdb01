"""At the end of a box journey: the box is given back, its goods go to the door."""

from __future__ import annotations

from domain import tariff as price
from domain.box_owners import use_charges
from domain.cash import rebate_interest
from domain.draws import snap_h
from sim.agenda import Story
from sim.box_pool import Empty
from sim.free_days import note_away
from sim.inspection import await_result
from sim.loads import Box, Lot
from sim.loose import loose_ride
from sim.world import World


def give_back(world: World, box: Box) -> None:
    """The goods are out: what the box cost over its whole use, and where it goes."""
    tariff, name = world.scenario.tariff, box.box_id
    books, box_type = world.books, box.box_type
    box.stripped_h = box.t
    box.where = "stripped"
    hours = box.t - box.journey.stuff_at_h
    if not box.journey.route.restuffed:
        books.charge_box(box.t, box, price.stripping(tariff, box_type), name)
    terms = world.pools.terms_of(box_type.box_type, box.empty)
    note_away(world, box, box.journey.route.strip_node)
    for charge in use_charges(box_type, terms, box.journey.route.strip_node, hours, box.yard_h):
        books.charge_box(box.t, box, charge, name)
    books.charge_box(box.t, box, price.energy(tariff, box_type, hours - box.unplugged_h), name)
    assert box.empty is not None
    if box_type.goes_home:
        world.agenda.tell(_drive_home(world, box, box.empty), box.box_id)
    else:
        world.pools.give_back(box.journey.route.strip_node, box_type.box_type, box.empty)


def _drive_home(world: World, box: Box, empty: Empty) -> Story:
    """A trailer goes back with its truck to where it was stuffed."""
    route = box.journey.route
    pools, name = world.pools, box.box_type.box_type
    pools.driving_home += 1
    services = world.network.services
    ride_h = sum(
        leg.run.nominal
        for hop in route.hops
        for leg in services[hop.service_id].legs[hop.first_leg : hop.last_leg + 1]
    )
    yield world.agenda.until(snap_h(box.t + ride_h))
    pools.driving_home -= 1
    pools.give_back(route.stuff_node, name, empty)


def empty_out(world: World, box: Box) -> None:
    """The goods are taken out where the box got stuck, and the box is given back there."""
    books, box_type = world.books, box.box_type
    box.where = "emptied"
    hours = box.t - box.journey.stuff_at_h
    terms = world.pools.terms_of(box_type.box_type, box.empty)
    note_away(world, box, box.node_id)
    for charge in use_charges(box_type, terms, box.node_id, hours, box.yard_h):
        books.charge_box(box.t, box, charge, box.box_id)
    powered = price.energy(world.scenario.tariff, box_type, hours - box.unplugged_h)
    books.charge_box(box.t, box, powered, box.box_id)
    assert box.empty is not None
    world.pools.give_back(box.node_id, box_type.box_type, box.empty)


def deliver(world: World, lot: Lot, t: float) -> Story:
    """The last leg, and the books that close at the door."""
    for service_id in lot.after:
        service = world.network.services[service_id]
        t = yield from loose_ride(world, (lot,), service, t, "deliver", (lot.order.consignment_id,))
    t = yield from await_result(world, lot, t)
    at_door(world, lot, t)


def at_door(world: World, lot: Lot, t: float) -> None:
    """Capital, value lost and lateness of a lot that is delivered."""
    order, tariff, books = lot.order, world.scenario.tariff, world.books
    value = order.value_cny * lot.units / order.units
    hours = t - order.ready_h
    used = None if lot.state is None else lot.state.life_used
    if price.is_spoiled(tariff, used):
        dispose_of(world, lot, t)
        return
    terms = world.scenario.cash_of(order)
    books.charge_lot(t, lot, price.capital(tariff, value, hours + terms.settled_h), "door")
    waited = rebate_interest(tariff, terms, value, order.ready_h, lot.left_h, t)
    if waited is not None:
        books.charge_lot(t, lot, waited, "door")
    books.charge_lot(t, lot, price.value_lost(tariff, order, value, hours, used), "door")
    late = price.lateness(order, lot.kg, t)
    if late is not None:
        books.charge_lot(t, lot, late, "door")
    tally = books.tallies[order.consignment_id]
    tally.delivered_units += lot.units
    tally.last_h = t if tally.last_h is None else max(tally.last_h, t)
    if lot.state is not None:
        tally.life_kg += lot.state.life_used * lot.kg
        tally.excursion_kg_h += lot.state.excursion_h * lot.kg
        tally.aged_kg += lot.kg
    lot.where, lot.ended_h = "delivered", t
    if world.stock is not None:
        world.stock.arrive(lot, t)


def dispose_of(world: World, lot: Lot, t: float) -> None:
    """Goods whose life is over are refused at the door and destroyed."""
    for charge in price.spoiled(world.scenario.tariff, lot.order, lot.units, t):
        world.books.charge_lot(t, lot, charge, "disposed")
    world.books.tallies[lot.order.consignment_id].lost_units += lot.units
    lot.where, lot.ended_h = "disposed", t


def outsource(world: World, lot: Lot, at_h: float) -> None:
    """Give a lot away at a price: at the door by the due hour, or now where that is past."""
    order = lot.order
    for charge in price.outsourced(order, lot.kg):
        world.books.charge_lot(at_h, lot, charge, "outsourcer")
    tally = world.books.tallies[order.consignment_id]
    tally.outsourced_units += lot.units
    there_h = max(order.due_h, order.ready_h, at_h)
    tally.last_h = there_h if tally.last_h is None else max(tally.last_h, there_h)
    lot.where, lot.ended_h = "outsourced", at_h
    if world.stock is not None:
        world.stock.arrive(lot, there_h)
