"""Stuffing a box journey: what is there goes into boxes, in order of priority."""

from __future__ import annotations

from domain import tariff as price
from domain.planned_boxes import load_of
from domain.route import Stage
from domain.stuffing import BoxFill, BoxSize, shares, stuff
from domain.thermal import kept_cold
from sim import booking_log, rooms
from sim.agenda import STUFFING, Story
from sim.bookings import take_bookings_off
from sim.box_journey import travel
from sim.loads import Box, Lot, Pending
from sim.stages import pass_lot
from sim.world import World


def stuff_journey(world: World, pending: Pending) -> Story:
    """At the hour of stuffing: put what is there into boxes, and send each on its way."""
    journey = pending.journey
    yield world.agenda.until(journey.stuff_at_h, STUFFING)
    pending.stuffed = True
    take_bookings_off(world, pending)
    present = {name: lot for name, lot in pending.expected.items() if name in pending.here}
    if not present:
        return
    box_type = world.network.boxes[journey.route.box_type]
    goods = [lot.goods for lot in present.values()]
    fills = stuff(goods, BoxSize(box_type.m3, box_type.payload_kg))
    for lot in present.values():
        store(world, lot, journey.route.stuff_node, journey.stuff_at_h)
    split: dict[str, int] = {}
    for fill in fills:
        for load in fill.loads:
            split[load.part_id] = split.get(load.part_id, 0) + 1
    cut: dict[str, int] = dict.fromkeys(split, 0)
    for number, fill in enumerate(fills, start=1):
        lots = []
        paid = shares(fill)
        for load in fill.loads:
            whole = present[load.part_id]
            whole.left_h = journey.stuff_at_h
            cut[load.part_id] += 1
            lots.append(
                _lot_in_box(world, whole, load.units, paid[load.part_id], cut[load.part_id],
                            split[load.part_id])
            )  # fmt: skip
        box = _new_box(world, pending, number, fill, lots)
        world.book_box(box)
        world.book_store(journey, box_type, box.gross_t)
        world.agenda.tell(travel(world, box), box.box_id)


def _lot_in_box(world: World, whole: Lot, units: int, share: float, piece: int, pieces: int) -> Lot:
    """The lot itself where one box takes it, else the piece that goes into this box."""
    if pieces == 1:
        whole.share = share
        return whole
    place, whole.where = whole.part.journey_id or "", "split"
    whole.ended_h = whole.left_h
    lot = Lot(
        f"{whole.lot_id}/{piece}", whole.part, whole.order, whole.product, units, whole.after,
        whole.state, whole.cold, whole.received_h, whole.available_h, whole.left_h, whole.hold_h,
        share, place,
    )  # fmt: skip
    world.lots.append(lot)
    return lot


def _new_box(world: World, pending: Pending, number: int, fill: BoxFill, lots: list[Lot]) -> Box:
    journey = pending.journey
    box_type = world.network.boxes[journey.route.box_type]
    cp = {lot.part.part_id: lot.product.cp_kj_kgk for lot in lots}
    box = Box(
        f"{journey.journey_id}#{number}", number, journey, box_type, fill.kg,
        pending.direction, fill,
        load_of(fill, box_type, journey, cp), lots, list(journey.route.hops),
        list(journey.departures), journey.stuff_at_h, journey.stuff_at_h,
        journey.route.stuff_node, min(lot.due_h for lot in lots),
    )  # fmt: skip
    world.boxes.append(box)
    booking_log.booked(world, box, booking_log.dated(box), None)
    return box


def store(world: World, lot: Lot, node_id: str, until_h: float) -> None:
    """Storage from receipt to stuffing: the floor or the cold room, and its price."""
    cold = kept_cold(lot.product, world.network.nodes[node_id], lot.received_h)
    inside_h = rooms.take_out(world, lot, node_id, until_h)
    kept = price.storage(world.scenario.tariff, lot.m3, until_h - inside_h, cold=cold)
    world.books.charge_lot(until_h, lot, kept, node_id)
    stage = Stage("store", node_id, node_id, inside_h, inside_h, until_h)
    pass_lot(world, lot, stage, cold_room=cold)
