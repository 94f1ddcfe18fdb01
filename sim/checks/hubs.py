"""Yards and rooms: never fuller than they are, and their own count of waits is that of the goods.

Who was where is counted again from the movements: a box holds a slot from the lift in to the train
or the way out, goods hold room from the beginning of their storage to their stuffing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf
from typing import cast

from domain.hubs import COLD_ROOM, rooms_of
from domain.thermal import kept_cold
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.checks.queues import check_weeks_of
from sim.moves import END, NODE, STAGE, START, SUBJECT, WHO, Move
from sim.rooms import RoomRun
from sim.story import hour, last
from sim.yard import YardRun

CLOSE = 1e-6
LEAVING = ("await_departure", "recover")
Stay = tuple[float, float, float, str]
"""From, to, how much room, whose."""


def check_hubs(seen: Evidence) -> None:
    """Every yard and room that has a limit."""
    if not seen.world.slots and not seen.world.rooms:
        return
    stays, waits = _slots(seen)
    for node_id, run in seen.world.slots.items():
        _check_yard(run, stays[node_id], waits[node_id])
    for (node_id, name), room in seen.world.rooms.items():
        _check_room(seen, node_id, room, cold=name == COLD_ROOM)


def _slots(
    seen: Evidence,
) -> tuple[defaultdict[str, list[Stay]], defaultdict[str, list[Move]]]:
    """By node, when boxes held a slot, and when they waited for one."""
    stays: defaultdict[str, list[Stay]] = defaultdict(list)
    waits: defaultdict[str, list[Move]] = defaultdict(list)
    boxes = {box.box_id: box for box in seen.world.boxes}
    begun: dict[str, tuple[str, float]] = {}
    for move in cast("list[Move]", seen.world.records.movements.rows):
        if move[SUBJECT] != "box":
            continue
        name, stage, node_id = move[WHO], move[STAGE], move[NODE]
        if stage == "await_slot":
            waits[node_id].append(move)
        elif stage == "terminal_out":
            begun[name] = (node_id, move[START])
        elif stage in LEAVING and name in begun:
            box = boxes[name]
            if box.where == "stranded" and move is seen.trips[name].last:
                continue
            at, from_h = begun.pop(name)
            stays[at].append((from_h, move[END], box.box_type.teu, name))
    for name, (node_id, from_h) in begun.items():
        stays[node_id].append((from_h, inf, boxes[name].box_type.teu, name))
    return stays, waits


def _check_yard(run: YardRun, stays: Sequence[Stay], waits: Sequence[Move]) -> None:
    name = f"yard of {run.node_id}"
    if run.yard.slots_teu is not None:
        _check_full(name, stays, run.yard.slots_teu, "TEU")
    stated = sum(week.wait_h for week in run.slot_book.weeks.values())
    found = sum(move[END] - move[START] for move in waits)
    check_weeks_of(name, stated, found, waits)


def _check_room(seen: Evidence, node_id: str, room: RoomRun, *, cold: bool) -> None:
    rooms, node = rooms_of(seen.world.network, node_id), seen.world.network.nodes[node_id]
    assert rooms is not None
    stays: list[Stay] = []
    for lot in seen.world.lots:
        stored = seen.errands[lot.lot_id].stored
        if stored is None or stored[NODE] != node_id or stored[END] <= stored[START]:
            continue
        if kept_cold(lot.product, node, lot.received_h) is cold:
            stays.append((stored[START], stored[END], lot.kg / 1000.0, lot.lot_id))
    _check_full(f"{room.name} of {node_id}", stays, room.limit_t, "t")


def _check_full(name: str, stays: Iterable[Stay], limit: float, unit: str) -> None:
    """No instant at which more is inside than there is room; who leaves makes room first."""
    turns = [(from_h, 1, amount, who) for from_h, _, amount, who in stays]
    turns += [(to_h, 0, -amount, who) for _, to_h, amount, who in stays if to_h < inf]
    inside, told = 0.0, []
    for at_h, comes, amount, who in sorted(turns):
        inside += amount
        told.append(f"{hour(at_h)}  {who} {'comes' if comes else 'leaves'}: {inside:g} {unit}")
        if inside > limit + CLOSE:
            raise BrokenRunError(f"{name} holds {inside:g} {unit}, it has {limit:g}", last(told))
