"""Faults of cold equipment: when a box is off power or at a wrong set point, and what it cost.

A stage is cut into pieces in which nothing changes for the box. Every fault that holds in a stage
leaves a row of the table `faults`, with the life that the goods of the box lost by it: what they
used in the stage less what they would have used without faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from domain.draws import KeyPart, snap_h
from domain.faults import (
    DOORS_OPEN,
    FUEL,
    GENERATOR,
    HEATING,
    LATE_PLUG_IN,
    WARM_LOADING,
    WRONG_SET_POINT,
    RideFault,
    at_nodes,
    on_the_way,
)
from domain.route import Stage
from domain.thermal import BoxLoad, CargoState, after_stage
from sim.loads import Box, Lot, Spell
from sim.world import World

SAME_K = 0.1
"""Goods this close to what they would be are no longer followed (assumed)."""
RIDING = frozenset({"ride", "border", "blocked", "held", "cross"})
"""Stages in which a box lives on the power of its train, truck or own generator."""
_DARK = frozenset({GENERATOR, HEATING, FUEL})
"""Faults that leave a box without power on its way."""


class Piece(NamedTuple):
    """A stretch of a stage in which nothing changes; `load`: none where doors stand open."""

    stage: Stage
    load: BoxLoad | None


def at_stuffing(world: World, box: Box) -> None:
    """Goods that nobody cooled before, and units that are set wrongly."""
    if not box.box_type.reefer or box.journey.setpoint_c is None:
        return
    faults = world.scenario.faults
    for fault in at_nodes(faults, WARM_LOADING):
        if fault.holds(box.node_id, box.t) and _hit(world, box, fault.share, WARM_LOADING):
            for lot in box.lots:
                if lot.state is not None:
                    lot.sound = lot.state
                    lot.state = lot.state._replace(temp_c=lot.state.temp_c + fault.by_c)
            box.faults.append(Spell(WARM_LOADING, box.t, box.t))
    for fault in at_nodes(faults, WRONG_SET_POINT):
        if fault.holds(box.node_id, box.t) and _hit(world, box, fault.share, WRONG_SET_POINT):
            box.wrong_by_c, box.wrong_until_h = fault.by_c, snap_h(box.t + fault.hours)
            box.faults.append(Spell(WRONG_SET_POINT, box.t, box.wrong_until_h))


def at_yard(world: World, box: Box) -> None:
    """A box that nobody plugs in when it comes to a yard."""
    if not box.box_type.reefer or box.journey.setpoint_c is None:
        return
    for fault in at_nodes(world.scenario.faults, LATE_PLUG_IN):
        if fault.holds(box.node_id, box.t) and _hit(world, box, fault.share, LATE_PLUG_IN):
            box.off_power_until_h = box.t + fault.hours
            box.hot_air_c = fault.ambient_c
            box.faults.append(Spell(LATE_PLUG_IN, box.t, box.off_power_until_h))


def _hit(world: World, box: Box, share: float, kind: str) -> bool:
    return world.chance.happens(
        share, kind, box.node_id, box.journey.route.route_id, box.journey.stuff_at_h, box.number
    )


def pieces(world: World, box: Box, stage: Stage, scheduled_h: float | None) -> Sequence[Piece]:
    """The stage of a box, cut where its power, its set point or its doors change."""
    _break_down(world, box, stage, scheduled_h)
    off = [(stage.start_h, stage.start_h + stage.unplugged_h)] if stage.unplugged_h > 0.0 else []
    off += [(one.from_h, one.mended_h) for one in box.faults if one.kind in _DARK]
    off = [(max(a, stage.start_h), min(b, stage.end_h)) for a, b in off]
    off = [(a, b) for a, b in off if a < b]
    doors_h = _doors_open_to_h(world, box, stage)
    cuts = {
        stage.start_h,
        stage.end_h,
        doors_h,
        box.wrong_until_h,
        *(h for one in off for h in one),
    }
    edges = sorted(h for h in cuts if stage.start_h <= h <= stage.end_h)
    found = []
    for from_h, to_h in pairwise(edges):
        load: BoxLoad | None = box.load
        if to_h <= box.wrong_until_h and box.load.setpoint_c is not None:
            load = replace(box.load, setpoint_c=box.load.setpoint_c + box.wrong_by_c)
        dark = any(a <= from_h and to_h <= b for a, b in off)
        if to_h <= doors_h:
            load, dark = None, True
        unplugged_h = to_h - from_h if dark else 0.0
        found.append(
            Piece(stage._replace(start_h=from_h, end_h=to_h, unplugged_h=unplugged_h), load)
        )
    return found or [Piece(stage, box.load)]


def _doors_open_to_h(world: World, box: Box, stage: Stage) -> float:
    """Until when doors stand open in a stage; its start where they do not."""
    if not box.box_type.reefer or box.journey.setpoint_c is None:
        return stage.start_h
    for fault in at_nodes(world.scenario.faults, DOORS_OPEN):
        if (
            stage.kind in fault.steps
            and fault.holds(stage.node_id, stage.start_h)
            and world.chance.happens(
                fault.share, DOORS_OPEN, stage.node_id, stage.kind, box.journey.route.route_id,
                box.journey.stuff_at_h, box.number,
            )
        ):  # fmt: skip
            until_h = min(stage.end_h, snap_h(stage.start_h + fault.hours))
            box.faults.append(Spell(DOORS_OPEN, stage.start_h, until_h))
            return until_h
    return stage.start_h


def _break_down(world: World, box: Box, stage: Stage, scheduled_h: float | None) -> None:
    """Failures that begin in a stage on the way."""
    if not box.box_type.reefer or box.journey.setpoint_c is None:
        return
    over = _DARK if stage.kind not in RIDING else {LATE_PLUG_IN}
    box.faults = [one for one in box.faults if one.kind not in over]
    if stage.kind not in RIDING:
        box.fuel_h = 0.0
        return
    for fault in on_the_way(world.scenario.faults):
        if stage.service_id in fault.services or box.where in fault.services:
            if fault.kind == FUEL:
                _run_dry(fault, box, stage)
            elif stage.kind == "ride":
                _fail(world, fault, box, stage, scheduled_h)


def _run_dry(fault: RideFault, box: Box, stage: Stage) -> None:
    if stage.node_id in fault.refuel_at:
        box.fuel_h = 0.0
    dry_h = stage.start_h + max(0.0, fault.lasts_h - box.fuel_h)
    box.fuel_h += stage.end_h - stage.start_h
    if dry_h < stage.end_h and fault.from_h <= dry_h < fault.to_h:
        box.faults.append(Spell(FUEL, snap_h(dry_h), stage.end_h))


def _fail(
    world: World, fault: RideFault, box: Box, stage: Stage, scheduled_h: float | None
) -> None:
    cause: tuple[KeyPart, ...] = (
        fault.kind, stage.service_id or "", stage.leg or 0,
        box.journey.stuff_at_h if scheduled_h is None else scheduled_h,
    )  # fmt: skip
    if not fault.together or scheduled_h is None:
        cause = (*cause, box.journey.route.route_id, box.journey.stuff_at_h, box.number)
    at_h = snap_h(stage.start_h + fault.fails_after_h(world.chance.u("equipment", *cause)))
    if at_h >= stage.end_h or not fault.from_h <= at_h < fault.to_h:
        return
    point_c = box.journey.setpoint_c
    assert point_c is not None
    if fault.kind == HEATING and world.air_at(stage.node_id).ambient_c(at_h) >= point_c:
        return
    mended_h = at_h + world.chance.duration_h(fault.mend, "mend", *cause)
    if mended_h > at_h:
        box.faults.append(Spell(fault.kind, at_h, mended_h))


def note(
    world: World,
    box: Box,
    plain: Stage,
    before: Sequence[tuple[Lot, CargoState]],
) -> None:
    """Write a row for each fault of a box in a stage, and forget those that are over.

    Where goods are still warmer or colder from a fault that is over, the row is of the last one.

    Parameters
    ----------
    plain
        The stage as it would have been.
    before
        The lots in the box, with their state at its beginning.
    """
    spells = list(_in(box, plain))
    if spells:
        box.last_fault = spells[-1][0]
    elif not any(lot.sound is not None for lot, _ in before):
        return
    kg = lost = value = 0.0
    air = world.air_at(plain.node_id)
    for lot, state in before:
        assert lot.state is not None
        sound = lot.sound or state
        gone = state.life_used - sound.life_used
        sound = after_stage(sound, lot.product, plain, box.load, air, cold_room=False)
        more = lot.state.life_used - sound.life_used - gone
        far = abs(lot.state.temp_c - sound.temp_c) > SAME_K
        lot.sound = sound if far or box.faults else None
        worth = lot.order.value_cny * lot.units / lot.order.units
        kg, lost = kg + lot.kg, lost + more * lot.kg
        value += more * worth * world.scenario.tariff.life_value_share
    temps = [lot.state.temp_c for lot, _ in before if lot.state is not None]
    told = spells or [(box.last_fault, plain.start_h, plain.end_h)]
    hours = [to_h - from_h for _, from_h, to_h in told]
    for (kind, from_h, to_h), own_h in zip(told, hours, strict=True):
        part = own_h / sum(hours) if sum(hours) else 1.0 / len(told)
        world.records.faults.add(
            kind, box.box_id, plain.kind, plain.node_id, plain.to_id, plain.service_id or "",
            from_h, to_h, len(box.lots), kg, max(temps, default=None), min(temps, default=None),
            part * lost / kg if kg else 0.0, part * value,
        )  # fmt: skip
    box.faults = [one for one in box.faults if one.mended_h > plain.end_h]


def _in(box: Box, stage: Stage) -> Iterator[tuple[str, float, float]]:
    """Faults that hold in a stage, with their hours of it."""
    for kind, from_h, mended_h in box.faults:
        a, b = max(from_h, stage.start_h), min(mended_h, stage.end_h)
        if a < b or (from_h == mended_h == stage.start_h):
            yield kind, a, b
