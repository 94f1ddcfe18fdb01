"""Better multipliers by dividing what is joint: each box among the items that may use it.

The price of a box is divided into shares: so much by space, so much for each item that may use it
(of which each then needs one box at least). A switch is divided among the items that may need it.
Every item takes the cheapest of its options, shares included. Whatever the division, the sum of
these is a bound, as in `optimize.freight.bound` with that least as the item's price: no load and no
switch then gains. Shares are shifted to where items still find an option cheap, by factors
exp(step x use / (most used there + a little)), items spreading over options that cost nearly the
same (by exp(-cost / heat)); both step and heat fall from round to round. Prices of slots and of
dead freight follow use less room.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from domain.freight import Floats
from optimize.freight import bound_share_kernels as kernels
from optimize.freight.bound_kernels import PLUGS, PRICE, TARE, TEU, T
from optimize.freight.bound_layout import Layout
from optimize.freight.bound_point import Multipliers

Singles = npt.NDArray[np.float32]

FIRST_HEAT = 0.4
"""Of what an item pays for boxes at fair shares."""
HALF_AFTER = 4.0
"""Rounds after which heat and step have fallen to half of their first value."""
STEP_PER_HEAT = 8.0
SLOT_STEP = 0.3
DEAD_STEP = 1.0


class Shares:
    """The division now, and the best so far."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        loads, switches = len(layout.box), len(layout.switch_order)
        cells = len(layout.cell_item)
        self._theta = kernels.first_theta(
            layout.pool_first, layout.cell_item, layout.m3, layout.t, layout.box
        )
        width = np.diff(layout.pool_first)
        self._by_space = np.concatenate((np.ones(loads), np.zeros(switches)))
        self._by_cell: Singles = np.zeros(cells, dtype=np.float32)
        self._share: Singles = np.zeros(cells, dtype=np.float32)
        self._use: Singles = np.zeros(cells, dtype=np.float32)
        self._boxes, self._tonnes = np.zeros(loads + switches), np.zeros(loads + switches)
        self._slot_price = np.zeros(layout.room.shape)
        self._dead_price = np.zeros(switches)
        self._slot_scale = _slot_scale(layout)
        self._dearest = _dearest(layout)
        self.rounds_done = 0
        unlimited = np.full(len(layout.m3), np.inf)
        own = self._answer(unlimited, np.ones(len(unlimited)))
        self._divide(0.0)
        paid = self._answer(unlimited, np.ones(len(unlimited))) - own
        typical = float(np.median(paid)) if len(paid) else 0.0
        self._scale = np.maximum(paid, 0.05 * typical if typical > 0.0 else 1.0)
        self._by_space[:loads] = 0.5
        self._by_cell[:] = np.repeat((1.0 - self._by_space) / np.maximum(1, width), width)
        self._use[:] = 0.0
        self._divide(0.0)
        self._price = self._answer(layout.ceiling_cny, FIRST_HEAT * self._scale)
        self.value = self._value()
        self.best = self._point()

    def run(self, rounds: int) -> None:
        """Take a number of rounds."""
        for _ in range(rounds):
            cooled = 1.0 + self.rounds_done / HALF_AFTER
            heat = FIRST_HEAT / cooled
            self._move_prices(1.0 / cooled)
            self._divide(STEP_PER_HEAT * heat)
            self._price = self._answer(self._layout.ceiling_cny, heat * self._scale)
            self.rounds_done += 1
            value = self._value()
            if value > self.value:
                self.value, self.best = value, self._point()

    def _divide(self, step: float) -> None:
        layout = self._layout
        fee, tonne = layout.charges(self._slot_price, self._dead_price)
        opening = layout.switches[0] + layout.switches[1] * self._dead_price
        kernels.divide(
            layout.cells,
            self._theta,
            np.concatenate((fee, opening)),
            tonne,
            self._use,
            step,
            self._by_space,
            self._by_cell,
            self._share,
            self._boxes,
            self._tonnes,
        )

    def _answer(self, ceiling: Floats, heat: Floats) -> Floats:
        layout = self._layout
        price = np.empty(len(layout.m3))
        kernels.answer(
            layout.first,
            layout.own_cny,
            layout.place_first,
            layout.place,
            ceiling,
            self._share,
            heat,
            price,
            self._use,
        )
        return price

    def _move_prices(self, step: float) -> None:
        """Prices of slots towards use = room, of dead freight towards TEU = least, a round late."""
        layout = self._layout
        loads = len(layout.box)
        rows = np.diff(layout.slot_first)
        load = np.repeat(np.arange(loads), rows)
        boxes, tonnes = self._boxes[:loads], self._tonnes[:loads]
        for measure, column in enumerate((TEU, TARE, PLUGS)):
            used = boxes * layout.box[:, column] + (tonnes if column == TARE else 0.0)
            taken = np.bincount(layout.slot, used[load], layout.room.shape[1])
            over = np.clip(taken / np.maximum(layout.room[measure], 1e-3) - 1.0, -1.0, 2.0)
            self._slot_price[measure] = np.maximum(
                0.0,
                self._slot_price[measure] + SLOT_STEP * step * self._slot_scale[measure] * over,
            )
        rows = np.diff(layout.switch_first)
        load = np.repeat(np.arange(loads), rows)
        teu = np.bincount(layout.switch, (boxes * layout.box[:, TEU])[load], len(self._dead_price))
        least = layout.switches[1]
        short = (least * self._boxes[loads:] - teu) / np.maximum(least, 1e-3)
        self._dead_price = np.clip(
            self._dead_price + DEAD_STEP * step * self._dearest * np.clip(short, -1.0, 1.0),
            0.0,
            self._dearest,
        )

    def _value(self) -> float:
        limited = self._slot_price > 0.0
        room = float(np.sum(self._slot_price[limited] * self._layout.room[limited]))
        return float(self._price.sum()) - room

    def _point(self) -> Multipliers:
        layout = self._layout
        pay = self._share.copy()
        if (self._slot_price[1] > 0.0).any():
            _, tonne = layout.charges(self._slot_price, self._dead_price)
            kernels.without_tonnes(layout.pool_first, layout.cell_item, layout.t, tonne, pay)
        return Multipliers(
            self._price.copy(),
            self._slot_price.copy(),
            self._dead_price.copy(),
            self._theta,
            pay,
        )


def _slot_scale(layout: Layout) -> Floats:
    """By measure and slot, what a box pays for one unit of room on average; 0 without a limit."""
    slots = layout.room.shape[1]
    load = np.repeat(np.arange(len(layout.box)), np.diff(layout.slot_first))
    price = np.bincount(layout.slot, layout.box[load, PRICE], slots)
    scale = np.zeros(layout.room.shape)
    for measure, column in enumerate((TEU, TARE, PLUGS)):
        size = layout.box[:, column]
        if column == TARE:
            size = np.where(np.isfinite(layout.box[:, T]), size + layout.box[:, T], size)
        taken = np.bincount(layout.slot, size[load], slots)
        some = (taken > 0.0) & np.isfinite(layout.room[measure])
        scale[measure, some] = price[some] / taken[some]
    return scale


def _dearest(layout: Layout) -> Floats:
    """Most that dead freight may cost a TEU, such that no box is paid for being empty."""
    dearest = layout.switches[2].copy()
    rows = np.diff(layout.switch_first)
    load = np.repeat(np.arange(len(rows)), rows)
    teu = np.maximum(layout.box[:, TEU], 1e-9) * np.maximum(1, rows)
    np.minimum.at(dearest, layout.switch, np.maximum(0.0, layout.box[:, PRICE] / teu)[load])
    limited: Floats = dearest
    return limited
