"""Selection of a declaration for inspection, and the inspection of what it holds."""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.network import ClearanceRule
from domain.route import Stage
from sim.agenda import Telling
from sim.loads import Box, Lot
from sim.serve import serve
from sim.stages import pass_box, pass_lot
from sim.world import World


def inspect_lots(
    world: World, lots: Sequence[Lot], rule: ClearanceRule, node_id: str, released_h: float
) -> Telling[float]:
    """Select a declaration or not; returns the hour at which its lots may be stuffed.

    Where an inspection holds the parcel it comes before release; where it holds the box, the
    lots remember it for after stuffing.
    """
    order = lots[0].order
    grade = world.network.inspections.get(order.credit_grade)
    if grade is not None:
        grade = grade.on(node_id, released_h)
    hold_h = world.pace.inspected_h(grade, order.consignment_id)
    if hold_h is None:
        return released_h
    if rule.holds == "box":
        for lot in lots:
            lot.hold_h = hold_h
        return released_h
    stage = yield from _inspection(world, node_id, released_h, hold_h, lots[0], len(lots))
    for lot in lots:
        pass_lot(world, lot, stage, still=True)
        _pay(world, lot, released_h, node_id)
    yield world.agenda.until(stage.end_h)
    return stage.end_h


def inspect_box(world: World, box: Box) -> Telling[float]:
    """Hold a whole box for the lots in it that were selected; the longest look counts."""
    held = [lot for lot in box.lots if lot.hold_h is not None]
    if not held:
        return box.t
    node_id = box.journey.route.stuff_node
    hold_h = max(lot.hold_h or 0.0 for lot in held)
    stage = yield from _inspection(world, node_id, box.t, hold_h, held[0])
    pass_box(world, box, stage)
    for lot in held:
        _pay(world, lot, box.t, node_id)
    yield world.agenda.until(stage.end_h)
    box.papers_h = stage.end_h
    return stage.end_h


def _inspection(
    world: World, node_id: str, at_h: float, hold_h: float, lot: Lot, goods: int = 1
) -> Telling[Stage]:
    order = lot.order
    process = world.network.process(node_id, "inspect", order.direction, order.cargo_class, "road")
    if process is None:
        return Stage("inspect", node_id, node_id, at_h, at_h, at_h + hold_h)
    begin_h, hold_h = yield from serve(world, node_id, process, at_h, hold_h, 1.0, goods)
    return Stage(
        "inspect", node_id, node_id, at_h, begin_h, begin_h + hold_h,
        process_id=process.process_id, unplugged_h=process.unplugged_h,
    )  # fmt: skip


def _pay(world: World, lot: Lot, at_h: float, node_id: str) -> None:
    rule = world.network.inspections[lot.order.credit_grade]
    share = lot.units / lot.order.units
    world.books.charge_lot(at_h, lot, price.inspection(rule), node_id, share)
    world.books.tallies[lot.order.consignment_id].inspected = True
