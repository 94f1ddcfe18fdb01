"""Better multipliers by steps along a running mean of slopes (the volume algorithm).

Barahona and Anbil (2000), The volume algorithm: producing primal solutions with a subgradient
method. Steps start at the best point; their length is Polyak's, towards a target. Slopes are
scaled, so that every multiplier moves by its own size: an item's price by its part of boxes, a
slot's price by the price of a box.
"""

from __future__ import annotations

import numpy as np

from domain.freight import Floats
from optimize.freight import bound_kernels as kernels
from optimize.freight.bound_kernels import PRICE, TARE, TEU
from optimize.freight.bound_layout import Layout
from optimize.freight.bound_point import Look, Point, look_at

LEAST_LENGTH = 1e-5
RED_ROUNDS = 4
"""Rounds without a better bound before steps get shorter."""


class Ascent:
    """The best point so far, and the state of the search for better ones."""

    def __init__(
        self,
        layout: Layout,
        first: Point,
        ceiling: Floats,
        paid: Floats,
        target_cny: float | None,
    ) -> None:
        self._layout = layout
        self.best_point = first
        self.best = look_at(layout, first)
        self.rounds_done = 1
        self._target = target_cny
        self._centre = _joined(first)
        self._low, self._high = _limits(layout, first, ceiling)
        self._scale = _scales(layout, first, paid)
        self._mean = _slopes(self.best)
        self._length = 1.0
        self._red = 0
        self._newest = 0.1

    def run(self, rounds: int, target_cny: float | None) -> None:
        """Take a number of rounds."""
        if target_cny is not None:
            self._target = target_cny
        for _ in range(rounds):
            self._round()

    def _round(self) -> None:
        best = self.best.value
        target = self._target
        if target is None or target <= best:
            target = best + 0.05 * abs(best)
        along = np.where(
            ((self._mean > 0.0) & (self._centre < self._high))
            | ((self._mean < 0.0) & (self._centre > self._low)),
            self._mean,
            0.0,
        )
        square = float(np.sum(self._scale * along * along))
        if square <= 0.0:
            self._mean = _slopes(self.best)
            return
        step = self._length * (target - best) / square
        moved = np.clip(self._centre + step * self._scale * along, self._low, self._high)
        point = self._split(moved)
        look = look_at(self._layout, point)
        self.rounds_done += 1
        slope = _slopes(look)
        if look.value > best:
            if float(np.sum(self._scale * slope * along)) > 0.0:
                self._length = min(2.0, self._length * 1.2)
            self.best, self.best_point, self._centre = look, point, _joined(point)
            self._red = 0
        else:
            self._red += 1
            if self._red >= RED_ROUNDS:
                self._length = max(LEAST_LENGTH, self._length * 0.7)
                self._red = 0
        self._mean += self._newest * (slope - self._mean)

    def _split(self, joined: Floats) -> Point:
        first = self.best_point
        items, room, switches = (
            len(first.item_price),
            first.slot_price.size,
            len(first.dead_price),
        )
        at = np.cumsum((items, room, switches))
        part = joined[at[2] :].copy()
        kernels.even_parts(self._layout.piece_first, part)
        return Point(
            joined[: at[0]].copy(),
            joined[at[0] : at[1]].reshape(first.slot_price.shape).copy(),
            joined[at[1] : at[2]].copy(),
            part,
            first.theta,
        )


def _joined(point: Point) -> Floats:
    return np.concatenate(
        (point.item_price, point.slot_price.ravel(), point.dead_price, point.part)
    )


def _slopes(look: Look) -> Floats:
    return np.concatenate((look.by_item, look.by_slot.ravel(), look.by_dead, look.by_piece))


def _limits(layout: Layout, first: Point, ceiling: Floats) -> tuple[Floats, Floats]:
    """Least and most of every multiplier; a switch pays no more than keeps its boxes' fees >= 0."""
    free = np.isfinite(layout.room).ravel()
    dearest = layout.switches[2].copy()
    rows = np.diff(layout.switch_first)
    load = np.repeat(np.arange(len(rows)), rows)
    teu = np.maximum(layout.box[:, TEU], 1e-300) * np.maximum(1, rows)
    np.minimum.at(dearest, layout.switch, np.maximum(0.0, layout.box[:, PRICE] / teu)[load])
    low = np.concatenate(
        (
            np.full(len(ceiling), -np.inf),
            np.zeros(free.size + len(dearest) + len(first.part)),
        )
    )
    high = np.concatenate((ceiling, np.where(free, np.inf, 0.0), dearest, np.ones(len(first.part))))
    return low, high


def _scales(layout: Layout, first: Point, paid: Floats) -> Floats:
    """Squares of what is a natural move of every multiplier."""
    typical = float(np.median(paid[paid > 0.0])) if (paid > 0.0).any() else 1.0
    item = np.maximum(paid, 0.05 * typical)
    rows = np.diff(layout.slot_first)
    load = np.repeat(np.arange(len(rows)), rows)
    users = np.maximum(1.0, np.bincount(layout.slot, minlength=layout.room.shape[1]))
    price = np.bincount(layout.slot, layout.box[load, PRICE], layout.room.shape[1]) / users
    per_box = []
    for column in (TEU, TARE, 5):
        size = np.bincount(layout.slot, layout.box[load, column], layout.room.shape[1]) / users
        per_box.append(np.where(size > 0.0, price / np.maximum(size, 1e-9), 0.0))
    slot = np.concatenate(per_box) / np.sqrt(np.maximum(1.0, np.tile(users, 3)))
    teu = float(np.median(layout.box[:, TEU])) if len(layout.box) else 1.0
    cny = float(np.median(layout.box[:, PRICE])) if len(layout.box) else 1.0
    dead = np.full(len(first.dead_price), 0.1 * cny / max(teu, 1e-9))
    return np.concatenate((item, slot, dead, np.ones(len(first.part)))) ** 2
