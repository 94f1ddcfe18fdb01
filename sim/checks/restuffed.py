"""Goods that changed boxes at a hub: what was unloaded goes on, all of it, once, and not before."""

from __future__ import annotations

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.loads import Lot
from sim.moves import END, STAGE
from sim.story import move_line


def check_restuffed(seen: Evidence) -> None:
    """Units that go on are those unloaded, which the crew of the hub took out of their boxes."""
    taken: dict[str, str] = {}
    for lot in seen.world.lots:
        for one in lot.came:
            if taken.setdefault(one.lot_id, lot.lot_id) != lot.lot_id or one.where != "restuffed":
                rule = f"lot {one.lot_id} goes on as {lot.lot_id}, and is {one.where}"
                raise BrokenRunError(rule, _last(seen, one))
            last = seen.errands[one.lot_id].last
            if last is None or last[STAGE] != "restuff":
                rule = f"lot {one.lot_id} goes on, but nobody opened its box"
                raise BrokenRunError(rule, _last(seen, one))
        units = sum(one.units for one in lot.came)
        if lot.came and units != lot.units:
            rule = f"lot {lot.lot_id}: {units} units were unloaded for it, {lot.units} go on"
            raise BrokenRunError(rule, [line for one in lot.came for line in _last(seen, one)])
    for lot in seen.world.lots:
        if lot.where == "restuffed" and lot.lot_id not in taken:
            raise BrokenRunError(f"lot {lot.lot_id} was restuffed and is gone", _last(seen, lot))


def gathered_h(seen: Evidence, lot: Lot, begun_h: float) -> float:
    """When goods that came in other boxes may first move: all there, or no longer waited for."""
    ends = [last[END] for one in lot.came if (last := seen.errands[one.lot_id].last) is not None]
    there_h = max(ends, default=begun_h)
    name = seen.planned[lot.part.part_id]
    latest_h = there_h if name is None else seen.world.plan.journeys[name].stuff_at_h
    return begun_h if there_h == begun_h else max(there_h, latest_h)


def _last(seen: Evidence, lot: Lot) -> list[str]:
    head = f"lot {lot.lot_id}: {lot.units} units, {lot.where}"
    return [head, *(move_line(move) for move in seen.rows_of_lot(lot)[-4:])]
