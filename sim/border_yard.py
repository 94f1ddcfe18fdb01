"""Yards before a border with so many slots: who finds none waits outside, in the order of coming.

A truck, or a train as a whole, holds a slot from entering until it has passed the border and what
follows it there. Slots are those open to the zone; a nominal run has no limit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import simpy

from domain.network import Service
from domain.route import Stage
from sim.agenda import Telling
from sim.loads import Box
from sim.stages import pass_train
from sim.world import World


@dataclass(slots=True)
class BorderYard:
    """The slots of one yard, and who waits for one."""

    slots: int
    taken: int = 0
    outside: deque[simpy.Event] = field(default_factory=deque)


def enter_border(
    world: World,
    boxes: Sequence[Box],
    service: Service,
    node_id: str,
    t: float,
    scheduled_h: float | None,
) -> Telling[float]:
    """Take a slot; returns the hour of entering, which is `t` where the yard has no limit."""
    yard = _yard(world, service, node_id)
    if yard is None:
        return t
    if yard.taken < yard.slots:
        yard.taken += 1
        return t
    free = world.agenda.signal()
    yard.outside.append(free)
    yield free
    now_h = world.agenda.now_h
    if boxes:
        stage = Stage("blocked", node_id, node_id, t, now_h, now_h, service.service_id)
        pass_train(world, boxes, stage, scheduled_h)
    return now_h


def leave_border(world: World, service: Service, node_id: str) -> None:
    """Give a slot back: to the first outside, if anybody waits."""
    yard = _yard(world, service, node_id)
    if yard is None:
        return
    if yard.outside:
        yard.outside.popleft().succeed()
    else:
        yard.taken -= 1


def _yard(world: World, service: Service, node_id: str) -> BorderYard | None:
    key = (node_id, service.mode)
    slots = world.network.yards.get(key) if world.limited else None
    if slots is None:
        return None
    if key not in world.border_yards:
        world.border_yards[key] = BorderYard(slots)
    return world.border_yards[key]
