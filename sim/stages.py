"""Passing a stage: the row of the record, and what it does to the goods."""

from __future__ import annotations

from domain.charges import unplugged_h
from domain.climate import Air, constant_air
from domain.route import Stage
from domain.thermal import BoxLoad, after_stage
from sim.loads import Box, Lot
from sim.world import World

YARD_STAGES = ("terminal_out", "await_departure", "stuff", "inspect", "recover")


def pass_lot(
    world: World,
    lot: Lot,
    stage: Stage,
    *,
    load: BoxLoad | None = None,
    air: Air | None = None,
    cold_room: bool = False,
    box_id: str = "",
    scheduled_h: float | None = None,
    still: bool = False,
) -> None:
    """Take a lot through a stage. `still`: something else happens to its temperature meanwhile."""
    before = lot.state
    temp_c: float | None = None
    used: float | None = None
    if before is not None:
        after = before
        if not still:
            after = after_stage(
                before, lot.product, stage, load, air or world.air_at(stage.node_id),
                cold_room=cold_room,
            )  # fmt: skip
            lot.state = after
            world.records.temperatures.rows.append(
                (
                    lot.lot_id, lot.product.product_id, stage.kind, stage.node_id, stage.start_h,
                    stage.end_h, before.temp_c, after.temp_c, after.life_used, after.excursion_h,
                )
            )  # fmt: skip
        temp_c, used = after.temp_c, after.life_used
    world.records.movements.rows.append(
        (
            "part", lot.lot_id, box_id, stage.kind, stage.node_id, stage.to_id,
            stage.service_id or "", scheduled_h, stage.start_h, stage.opens_h, stage.end_h,
            temp_c, used, stage.process_id or "", unplugged_h(stage),
        )
    )  # fmt: skip


def pass_box(world: World, box: Box, stage: Stage, scheduled_h: float | None = None) -> None:
    """Take a box and all in it through a stage."""
    air: Air | None = None
    off_h = stage.unplugged_h
    if box.off_power_until_h > stage.start_h and stage.kind in YARD_STAGES:
        off_h = max(off_h, box.off_power_until_h - stage.start_h)
        if box.hot_air_c is not None:
            air = constant_air(box.hot_air_c)
        stage = Stage(
            stage.kind, stage.node_id, stage.to_id, stage.start_h, stage.opens_h, stage.end_h,
            stage.service_id, stage.leg, stage.process_id, off_h,
        )  # fmt: skip
    off_h = unplugged_h(stage)
    box.unplugged_h += off_h
    world.records.movements.rows.append(
        (
            "box", box.box_id, box.box_id, stage.kind, stage.node_id, stage.to_id,
            stage.service_id or "", scheduled_h, stage.start_h, stage.opens_h, stage.end_h,
            None, None, stage.process_id or "", off_h,
        )
    )  # fmt: skip
    for lot in box.lots:
        pass_lot(
            world, lot, stage, load=box.load, air=air, box_id=box.box_id, scheduled_h=scheduled_h
        )
