"""Release of a parcel list: what is held waits for the parcel line, the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.parcel_lists import HELD, RELEASED, ParcelLists
from domain.route import Stage
from sim import rooms
from sim.agenda import Story
from sim.bookings import book_fills, fills_expected
from sim.loads import Lot
from sim.serve import serve
from sim.stages import pass_lot
from sim.world import World

HandOver = Callable[[World, Lot], None]


def release(
    world: World, lots: Sequence[Lot], node_id: str, t: float, hand_over: HandOver
) -> list[Lot]:
    """Split off the parcels of a list that are held, and have them looked into.

    Returns
    -------
    What goes on now.
    """
    lists, order = world.network.lists, lots[0].order
    if lists is None or not lists.has(order):
        return list(lots)
    first, free, held = 0, list[Lot](), list[Lot]()
    for lot in lots:
        units = lists.held_units(world.chance, order, first, lot.units)
        first += lot.units
        if units == 0:
            free.append(lot)
        elif units == lot.units:
            held.append(lot)
        else:
            going, staying = _split(world, lot, units, t)
            free.append(going)
            held.append(staying)
    if held:
        story = _look_into(world, lists, held, node_id, t, hand_over)
        world.agenda.tell(story, order.consignment_id)
    return free


def _split(world: World, whole: Lot, held: int, at_h: float) -> tuple[Lot, Lot]:
    """Two lots instead of one, each a part of its own that expects the same box journey."""
    going = _piece(whole, RELEASED, whole.units - held)
    staying = _piece(whole, HELD, held)
    world.lots += [going, staying]
    pending = world.pending.get(whole.part.journey_id or "")
    if pending is not None and not pending.stuffed:
        book_fills(world, pending.journey, pending.fills, take_off=True)
        del pending.expected[whole.part.part_id]
        for lot in (going, staying):
            pending.expected[lot.part.part_id] = lot
        pending.fills = fills_expected(world, pending)
        book_fills(world, pending.journey, pending.fills)
    rooms.divide(world, whole, (going, staying), whole.where)
    whole.where, whole.ended_h = "split", at_h
    return going, staying


def _piece(whole: Lot, ending: str, units: int) -> Lot:
    name = f"{whole.part.part_id}{ending}"
    part = replace(whole.part, part_id=name, units=units)
    return Lot(
        name, part, whole.order, whole.product, units, whole.after, whole.state, whole.cold,
        whole.received_h, where=whole.where, parent=whole.lot_id,
    )  # fmt: skip


def _look_into(
    world: World,
    lists: ParcelLists,
    held: Sequence[Lot],
    node_id: str,
    t: float,
    hand_over: HandOver,
) -> Story:
    """The parcel line takes what is held of one list together; then it goes on, if it still can."""
    order, chance = held[0].order, world.chance
    work_h = chance.duration_h(lists.look, "list_look", order.consignment_id)
    process = world.network.process(node_id, "inspect", order.direction, order.cargo_class, "road")
    begin_h = t
    if process is not None:
        begin_h, work_h = yield from serve(world, node_id, process, t, work_h, 1.0, len(held))
    end_h = begin_h + work_h
    stage = Stage(
        "inspect", node_id, node_id, t, begin_h, end_h,
        process_id=None if process is None else process.process_id,
    )  # fmt: skip
    world.books.tallies[order.consignment_id].inspected = True
    for lot in held:
        pass_lot(world, lot, stage, still=True)
        world.books.charge_lot(t, lot, lists.fee(lot.units), node_id)
    yield world.agenda.until(end_h)
    for lot in held:
        lot.available_h = end_h
        hand_over(world, lot)
