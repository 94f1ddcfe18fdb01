"""From the shipper to the stuffing floor: trucks, docks, papers, storage."""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.hubs import sorting_of
from domain.route import Stage
from domain.thermal import kept_cold
from sim import customs, documents, left_behind, parcel_lists, rooms
from sim.agenda import Story, Telling
from sim.collection import over_station
from sim.loads import Lot
from sim.loose import loose_ride
from sim.serve import serve
from sim.stages import pass_lot
from sim.world import World


def collect(world: World, lots: Sequence[Lot], before: Sequence[str], node_id: str) -> Story:
    """Fetch the lots of one consignment together, receive and declare them at the hub."""
    order = lots[0].order
    if order.is_there(before):
        yield world.agenda.until(order.ready_h)
        for lot in lots:
            lot.received_h = lot.available_h = order.ready_h
            lot.where = node_id
            rooms.take_in(world, lot, node_id)
            hand_over(world, lot)
        return
    feeds = bool(lots[0].part.feeds)
    folder = None if feeds else documents.begin(world, lots, before, node_id)
    yield world.agenda.until(order.ready_h)
    t = order.ready_h
    came_h = (yield from over_station(world, lots, before)) if world.collections else None
    for service_id in before if came_h is None else ():
        t = yield from loose_ride(
            world, lots, world.network.services[service_id], t, "fetch", (order.consignment_id,)
        )
    t = yield from _receive(world, lots, node_id, t if came_h is None else came_h)
    for lot in lots:
        lot.received_h = t
        lot.where = node_id
        charge = price.receiving(world.scenario.tariff, lot.kg)
        world.books.charge_lot(t, lot, charge, node_id)
    t = yield from _sort(world, lots, node_id, t)
    for lot in lots:
        lot.received_h = t
        rooms.take_in(world, lot, node_id)
    if folder is not None:
        t = max(t, (yield from folder.closed()))
    if feeds:
        for lot in lots:
            lot.available_h = t
            hand_over(world, lot)
        return
    available_h = yield from customs.declare(world, lots, node_id, t)
    for lot in parcel_lists.release(world, lots, node_id, available_h, hand_over):
        lot.available_h = available_h
        hand_over(world, lot)


def hand_over(world: World, lot: Lot) -> None:
    """A lot that is received and released waits for its box journey, or has missed it."""
    name = lot.part.journey_id
    pending = None if name is None else world.pending.get(name)
    if pending is None or pending.stuffed:
        left_behind.recover(world, lot)
    else:
        pending.here.add(lot.part.part_id)


def _receive(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Telling[float]:
    order = lots[0].order
    process = world.network.process(node_id, "receive", order.direction, order.cargo_class, "road")
    if process is None:
        return t
    amount = customs.slot_units(process, sum(lot.kg for lot in lots), lots)
    work_h = world.pace.work_h(process, (order.consignment_id,))
    begin_h, work_h = yield from serve(world, node_id, process, t, work_h, amount, len(lots))
    end_h = max(begin_h + work_h, t + world.pace.beside_h(process, (order.consignment_id,)))
    stage = Stage(
        "receive", node_id, node_id, t, begin_h, end_h, process_id=process.process_id,
        unplugged_h=process.unplugged_h,
    )  # fmt: skip
    node = world.network.nodes[node_id]
    for lot in lots:
        pass_lot(world, lot, stage, cold_room=kept_cold(lot.product, node, t))
    yield world.agenda.until(end_h)
    return end_h


def _sort(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Telling[float]:
    """Parcels wait for the wave and are sorted; returns the hour at which they may be declared."""
    order = lots[0].order
    sorter = sorting_of(world.network, node_id, order)
    if sorter is None:
        return t
    wave_h = sorter.wave_h(t)
    if wave_h > t:
        _pass_all(world, lots, Stage("await_wave", node_id, node_id, t, wave_h, wave_h))
        yield world.agenda.until(wave_h)
    work_h = sorter.work_h(order.units)
    begin_h, work_h = yield from serve(
        world, node_id, sorter.process, wave_h, work_h, float(order.units), len(lots)
    )
    end_h = begin_h + work_h
    process_id = sorter.process.process_id
    stage = Stage("sort", node_id, node_id, wave_h, begin_h, end_h, process_id=process_id)
    _pass_all(world, lots, stage)
    for lot in lots:
        if sorter.cny_per_parcel > 0.0:
            charge = price.sorting(sorter, lot.units)
            world.books.charge_lot(wave_h, lot, charge, node_id)
    yield world.agenda.until(end_h)
    return end_h


def _pass_all(world: World, lots: Sequence[Lot], stage: Stage) -> None:
    node = world.network.nodes[stage.node_id]
    for lot in lots:
        pass_lot(world, lot, stage, cold_room=kept_cold(lot.product, node, stage.start_h))
