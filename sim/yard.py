"""Yards with slots and plugs: who finds no slot waits outside, who finds no plug warms.

A box takes its slot before it is lifted in, and gives it back when it leaves by train, by vessel or
on a truck after all. Slots and plugs are given in the order of asking, and nobody is passed over:
a long box keeps a short one behind it waiting.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf

import simpy

from domain import tariff as price
from domain.hubs import PLUG, YARD, Yard, yard_of
from domain.route import Stage
from sim.agenda import Telling
from sim.loads import Box
from sim.servers import WeekBook
from sim.stages import pass_box
from sim.world import World

EASE = 1e-6


@dataclass(slots=True)
class YardRun:
    """The yard of one node, under way.

    Attributes
    ----------
    slots
        TEU and hour of entry of the boxes inside; `line` are those outside, first come first.
    plugged
        Hour from which each reefer inside has power; `None`: it has none yet.
    slot_book, plug_book
        Waits by the week of asking; hours of slots are TEU-hours.
    """

    node_id: str
    yard: Yard
    slots: dict[str, tuple[float, float]] = field(default_factory=dict)
    line: deque[tuple[Box, simpy.Event]] = field(default_factory=deque)
    plugged: dict[str, float | None] = field(default_factory=dict)
    used_teu: float = 0.0
    slot_book: WeekBook = field(default_factory=WeekBook)
    plug_book: WeekBook = field(default_factory=WeekBook)

    def has_slot(self, teu: float) -> bool:
        """Whether so much more fits in."""
        limit = self.yard.slots_teu
        return limit is None or self.used_teu + teu <= limit + EASE

    def let_in(self, box: Box, at_h: float) -> None:
        """A box takes its slot."""
        self.used_teu += box.box_type.teu
        self.slots[box.box_id] = (box.box_type.teu, at_h)

    def plug_in(self, box: Box, at_h: float) -> None:
        """A reefer asks for a plug."""
        if not box.box_type.reefer or not box.lots or self.yard.plugs is None:
            return
        used = sum(since is not None for since in self.plugged.values())
        self.plugged[box.box_id] = at_h if used < self.yard.plugs else None

    def take_out(self, box: Box, at_h: float) -> float:
        """A box leaves; returns for how long it stood here without a plug."""
        teu, since_h = self.slots.pop(box.box_id)
        self.used_teu -= teu
        self.slot_book.work(since_h, at_h, teu)
        while self.line and self.has_slot(self.line[0][0].box_type.teu):
            other, signal = self.line.popleft()
            self.let_in(other, at_h)
            signal.succeed()
        return self._unplug(box, at_h)

    def _unplug(self, box: Box, at_h: float) -> float:
        if box.box_id not in self.plugged:
            return 0.0
        since_h = self.plugged.pop(box.box_id)
        off_h = (at_h if since_h is None else since_h) - box.gated_h
        self.plug_book.serve(box.gated_h, off_h)
        if since_h is not None:
            self.plug_book.work(since_h, at_h)
            following = next((name for name, since in self.plugged.items() if since is None), None)
            if following is not None:
                self.plugged[following] = at_h
        return off_h


def yard_run(world: World, node_id: str) -> YardRun | None:
    """The yard of a node; `None` where there is room for everybody."""
    run = world.slots.get(node_id)
    if run is None and world.limited:
        yard = yard_of(world.network, node_id)
        if yard is not None:
            run = world.slots[node_id] = YardRun(node_id, yard)
    return run


def enter(world: World, box: Box) -> Telling[None]:
    """Take a slot, or wait outside for one."""
    run = yard_run(world, box.node_id)
    if run is None:
        return
    came_h = box.t
    if run.line or not run.has_slot(box.box_type.teu):
        signal = world.agenda.signal()
        run.line.append((box, signal))
        box.where = "gate"
        yield signal
        box.t = world.agenda.now_h
        stage = Stage("await_slot", box.node_id, box.node_id, came_h, box.t, box.t)
        pass_box(world, box, stage)
        box.where = "yard"
        if box.lots and run.yard.wait_cny_per_h > 0.0:
            charge = price.gate_wait(run.yard, box.t - came_h)
            world.books.charge_box(box.t, box, charge, box.node_id)
    else:
        run.let_in(box, came_h)
    run.slot_book.serve(came_h, box.t - came_h)


def plug_in(world: World, box: Box) -> None:
    """A reefer that was lifted in asks for a plug."""
    run = world.slots.get(box.node_id)
    if run is not None:
        run.plug_in(box, box.t)


def leave(world: World, box: Box, at_h: float) -> float:
    """Give slot and plug back; returns the hours without a plug since it was lifted in."""
    run = world.slots.get(box.node_id)
    return 0.0 if run is None or box.box_id not in run.slots else run.take_out(box, at_h)


def unplugged_h(world: World, box: Box, at_h: float) -> float:
    """Hours without a plug of a box that stays."""
    run = world.slots.get(box.node_id)
    if run is None or box.box_id not in run.plugged:
        return 0.0
    since_h = run.plugged[box.box_id]
    return (at_h if since_h is None else since_h) - box.gated_h


def close_yards(world: World) -> None:
    """Count the hours of slots and plugs that are held when all is over, and waits that go on."""
    end_h = world.scenario.cap_h
    for run in world.slots.values():
        for teu, since_h in run.slots.values():
            run.slot_book.work(since_h, end_h, teu)
        for plugged_h in run.plugged.values():
            if plugged_h is not None:
                run.plug_book.work(plugged_h, end_h)


def use_of(run: YardRun) -> tuple[tuple[str, WeekBook, float], ...]:
    """Step, weeks and size of what a yard has limits of."""
    slots, plugs = run.yard.slots_teu, run.yard.plugs
    return (
        (YARD, run.slot_book, inf if slots is None else slots),
        (PLUG, run.plug_book, inf if plugs is None else float(plugs)),
    )
