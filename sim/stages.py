"""Passing a stage: the row of the record, and what it does to the goods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.climate import Air, constant_air
from domain.power import off_power_h
from domain.records import Row
from domain.route import Stage
from domain.supervision import LOOKS
from domain.thermal import BoxLoad, CargoState, after_stage
from sim.faults import note, pieces
from sim.loads import Box, Lot
from sim.world import World

YARD_STAGES = ("terminal_out", "await_departure", "stuff", "inspect", "recover", *LOOKS)


def pass_lot(
    world: World, lot: Lot, stage: Stage, *, cold_room: bool = False, still: bool = False
) -> None:
    """Take a loose lot through a stage. `still`: its temperature follows another one meanwhile."""
    state = lot.state
    if state is not None and not still:
        state = _weather(world, lot, state, stage, None, None, cold_room=cold_room)
    world.records.movements.rows.append(
        _of_part(lot, "", _when_and_where(world, stage, None), state)
    )


def pass_box(world: World, box: Box, stage: Stage, scheduled_h: float | None = None) -> None:
    """Take a box and all in it through a stage."""
    air: Air | None = None
    plain = stage
    if box.off_power_until_h > stage.start_h and stage.kind in YARD_STAGES:
        off_h = max(stage.unplugged_h, box.off_power_until_h - stage.start_h)
        if box.hot_air_c is not None:
            air = replace(constant_air(box.hot_air_c), dark=world.air_at(stage.node_id).dark)
        stage = stage._replace(unplugged_h=off_h)
    if world.faulty:
        _pass_in_pieces(world, box, stage, plain, scheduled_h, air)
        return
    _pass(world, box, stage, _when_and_where(world, stage, scheduled_h), air)


def pass_train(world: World, boxes: Sequence[Box], stage: Stage, scheduled_h: float | None) -> None:
    """Take all boxes of a train through a stage together; none of them in a yard."""
    if world.faulty:
        for box in boxes:
            _pass_in_pieces(world, box, stage, stage, scheduled_h, None)
        return
    if not boxes:
        return
    when_and_where = _when_and_where(world, stage, scheduled_h)
    for box in boxes:
        _pass(world, box, stage, when_and_where, None)


def _pass(
    world: World,
    box: Box,
    stage: Stage,
    when_and_where: tuple[_Where, _By],
    air: Air | None,
) -> None:
    where, by = when_and_where
    box_id, add = box.box_id, world.records.movements.rows.append
    box.unplugged_h += by[1]
    add(("box", box_id, box_id, *where, None, None, *by))
    for lot in box.lots:
        state = lot.state
        if state is not None:
            state = _weather(world, lot, state, stage, box.load, air, cold_room=False)
        add(_of_part(lot, box_id, when_and_where, state))


def _pass_in_pieces(
    world: World,
    box: Box,
    stage: Stage,
    plain: Stage,
    scheduled_h: float | None,
    air: Air | None,
) -> None:
    """A stage in a world whose equipment fails; `plain` is the stage without a late plug-in."""
    cut = pieces(world, box, stage, scheduled_h)
    own_air = world.air_at(stage.node_id)
    off_h = sum(off_power_h(piece.stage, own_air) for piece in cut)
    where, (process_id, _) = _when_and_where(world, stage, scheduled_h)
    by, box_id, add = (process_id, off_h), box.box_id, world.records.movements.rows.append
    box.unplugged_h += off_h
    add(("box", box_id, box_id, *where, None, None, *by))
    before = [(lot, lot.state) for lot in box.lots if lot.state is not None]
    for lot in box.lots:
        state = lot.state
        if state is not None:
            for piece in cut:
                state = _weather(world, lot, state, piece.stage, piece.load, air, cold_room=False)
        add(_of_part(lot, box_id, (where, by), state))
    note(world, box, plain, before)


_Where = tuple[str, str, str, str, float | None, float, float, float]
_By = tuple[str, float]


def _when_and_where(world: World, stage: Stage, scheduled_h: float | None) -> tuple[_Where, _By]:
    """Cells of a row of the movements that all in a box share: before the temperature and after."""
    kind, node_id, to_id, start_h, opens_h, end_h, service_id, _, process_id, off_h = stage
    where = (kind, node_id, to_id, service_id or "", scheduled_h, start_h, opens_h, end_h)
    air = world.air_at(node_id)
    return where, (process_id or "", off_power_h(stage, air) if off_h or air.dark else 0.0)


def _of_part(
    lot: Lot, box_id: str, when_and_where: tuple[_Where, _By], state: CargoState | None
) -> Row:
    where, by = when_and_where
    if state is None:
        return ("part", lot.lot_id, box_id, *where, None, None, *by)
    return ("part", lot.lot_id, box_id, *where, state.temp_c, state.life_used, *by)


def _weather(
    world: World,
    lot: Lot,
    before: CargoState,
    stage: Stage,
    load: BoxLoad | None,
    air: Air | None,
    *,
    cold_room: bool,
) -> CargoState:
    """What a stage does to the goods of a lot, with its row of the temperatures."""
    after = after_stage(
        before, lot.product, stage, load, air or world.air_at(stage.node_id), cold_room=cold_room
    )  # fmt: skip
    lot.state = after
    world.records.temperatures.rows.append(
        (
            lot.lot_id, lot.product.product_id, stage.kind, stage.node_id, stage.start_h,
            stage.end_h, before.temp_c, after.temp_c, after.life_used, after.excursion_h,
        )
    )  # fmt: skip
    return after
