"""Packing benches, and the places where boxes are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.stream import Pack, Step
from sim.agenda import STUFFING
from sim.streams.items import BOX, Box, Item, Kind
from sim.streams.step_run import StepRun

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


class PackStep(StepRun):
    """Lots go into one box until it is full or too old.

    A box that is too old closes after everything else of that instant but departures, so a lot
    that comes at that very hour is in it. The box goes on along the path of its first lot.
    """

    def __init__(self, streams: StreamsRun, step: Step, pack: Pack) -> None:
        super().__init__(streams, step)
        self.pack = pack
        self.position = list(streams.world.scenario.steps).index(step.step_id)
        self.boxes = 0
        self.held = 0
        self.waiting: list[Item] = []
        self._kinds: dict[Kind, Kind] = {}

    def enter(self, item: Item, at_h: float) -> None:
        """Into the open box, or the next one where it is too full."""
        parcels = item.parcels
        item.entered_h = at_h
        self.inside[item.lot] = item
        self.moves += (at_h, parcels)
        if self.waiting and self.held + parcels > self.pack.parcels:
            self.close_box(at_h)
        self.waiting.append(item)
        self.held += parcels
        if self.held >= self.pack.parcels:
            self.close_box(at_h)
        elif len(self.waiting) == 1 and self.pack.after_h is not None:
            self.agenda.call(at_h + self.pack.after_h, self.too_old, self.boxes, STUFFING)

    def too_old(self, number: int, at_h: float) -> None:
        """A box has waited long enough, unless it is gone."""
        if number == self.boxes:
            self.close_box(at_h)

    def close_box(self, at_h: float) -> None:
        """The box goes on, its lots inside."""
        lots, parcels = self.waiting, self.held
        self.waiting, self.held = [], 0
        first, log = lots[0], self.streams.lots
        number, entry = self.boxes, log.enter(BOX, self.boxes, parcels, at_h)
        log.benches += (entry, self.position)
        self.boxes += 1
        inside, moves, ended, packed = self.inside, self.moves, self.ended, log.packed
        for lot in lots:
            del inside[lot.lot]
            ended += (lot.lot, lot.entered_h, at_h, at_h)
            moves += (at_h, -lot.parcels)
            packed += (lot.lot, entry)
        box = Box(self._kind(first.kind), entry, number, parcels, lots)
        box.at = first.at
        self.pass_on(box, at_h)

    def _kind(self, of_lots: Kind) -> Kind:
        found = self._kinds.get(of_lots)
        if found is None:
            found = self._kinds[of_lots] = self.streams.kind(
                BOX, self.step.step_id, of_lots.path, of_lots.priority, 0.0, self.pack.teu
            )
        return found


class UnpackStep(StepRun):
    """A box is opened, and what is in it goes on by itself; lots without a box pass."""

    def enter(self, item: Item, at_h: float) -> None:
        """Open a box."""
        self.arrive(item, at_h)
        if item.contents is None:
            self.leave(item, at_h, at_h)
            return
        self.log(item, at_h, at_h)
        self.streams.lots.done += (item.lot, at_h)
        for inner in item.contents:
            inner.at = inner.kind.position(self, inner.at)
            self.pass_on(inner, at_h)
