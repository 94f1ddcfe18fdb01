"""Declaration by trade mode; whether it is inspected, and what that holds, is `sim.inspection`."""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.network import Process
from domain.route import Stage
from sim import documents
from sim.agenda import Telling
from sim.inspection import inspect_lots
from sim.loads import Lot
from sim.serve import serve
from sim.stages import pass_lot
from sim.world import World


def slot_units(process: Process, kg: float, lots: Sequence[Lot]) -> float:
    """How many slots a consignment takes at a process."""
    if process.slot_unit == "t":
        return kg / 1000.0
    if process.slot_unit == "m3":
        return sum(lot.m3 for lot in lots)
    if process.slot_unit == "parcel":
        return float(sum(lot.units for lot in lots))
    return 1.0


def declare(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Telling[float]:
    """Declare a consignment; returns the hour at which its lots may be stuffed.

    Where an inspection holds the parcel it comes before release; where it holds the box, the
    lots remember it for after stuffing.
    """
    order, network = lots[0].order, world.network
    rule = network.clearance(node_id, order.trade_mode, order.direction, order.cargo_class)
    if rule is None:
        return t
    process = rule.process
    amount = slot_units(process, sum(lot.kg for lot in lots), lots)
    at_once_h = world.pace.release_h(network.supervision, order)
    if at_once_h is None:
        work_h = world.pace.declare_h(rule, order.consignment_id)
        begin_h, work_h = yield from serve(world, node_id, process, t, work_h, amount, len(lots))
    else:
        begin_h, work_h = t, at_once_h
    released_h = begin_h + work_h
    if not network.nodes[node_id].has("customs", t):
        released_h += network.away_from_customs_h
    stage = Stage(
        "declare", node_id, node_id, t, begin_h, released_h,
        process_id=None if at_once_h is not None else process.process_id,
    )  # fmt: skip
    fee = price.declaration(rule, order, listed=network.listed(order))
    for lot in lots:
        world.books.charge_lot(t, lot, fee, node_id, lot.units / order.units)
        pass_lot(world, lot, stage, still=True)
    yield world.agenda.until(released_h)
    released_h = yield from _change_status(world, lots, node_id, released_h)
    released_h = yield from documents.seal(world, lots, node_id, released_h)
    if network.listed(order):
        return released_h
    return (yield from inspect_lots(world, lots, rule, node_id, released_h))


def _change_status(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Telling[float]:
    """Goods change their customs status in the store, where stores are kept by status."""
    order = lots[0].order
    process = world.network.process(
        node_id, "status_change", order.direction, order.cargo_class, "road"
    )
    if process is None:
        return t
    work_h = world.pace.work_h(process, (order.consignment_id,))
    begin_h, work_h = yield from serve(world, node_id, process, t, work_h, 1.0, len(lots))
    end_h = begin_h + work_h
    stage = Stage(
        "status_change", node_id, node_id, t, begin_h, end_h, process_id=process.process_id
    )  # fmt: skip
    for lot in lots:
        pass_lot(world, lot, stage, still=True)
    yield world.agenda.until(end_h)
    return end_h
