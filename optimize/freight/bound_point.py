"""What multipliers prove, in the order of names, step by step as in `optimize.freight.bound`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.freight import Floats
from optimize.freight import bound_kernels as kernels
from optimize.freight.bound_layout import Layout

ROUNDING = 2e-9
DIVIDED = 1e-7
"""Share of a divisible item that a plan may leave out unseen by `domain.freight.count`."""
PASSES = 4


@dataclass(frozen=True, slots=True)
class Multipliers:
    """Prices in the order of names; see `optimize.freight.bound` for limits.

    `slot_price` is by measure (TEU, t, plugs) and slot; `pay` is by cell of the layout: what the
    item offers for the load (options divide what they have in that proportion), or pays for the
    switch.
    """

    item_price: Floats
    slot_price: Floats
    dead_price: Floats
    theta: Floats
    pay: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Look:
    """What multipliers prove, and by what: value of loads, their boxes, worth of switches."""

    value: float
    load_value: Floats
    boxes: Floats
    worth: Floats
    """Of every switch, before it is cut off at 0."""


def look_at(layout: Layout, point: Multipliers) -> Look:
    """The bound that a point proves."""
    loads = len(layout.box)
    fee, gain = fees_and_gains(layout, point)
    load_value, boxes = np.zeros(loads), np.zeros(loads)
    kernels.load_values(layout.cells, point.theta, fee, gain, load_value, boxes)
    opening = layout.switches[0] + layout.switches[1] * point.dead_price
    opening -= switch_pay(layout, point)
    worth = kernels.switch_worth(load_value, layout.switch_first, layout.switch, opening, PASSES)
    free = load_value[np.diff(layout.switch_first) == 0]
    limited = point.slot_price > 0.0
    room = float(np.sum(point.slot_price[limited] * layout.room[limited]))
    paid = np.abs(point.item_price)
    summed = (
        float(paid.sum())
        + room
        + float(gain.sum())
        + float(np.abs(load_value).sum())
        + float(np.abs(opening).sum())
        + float(point.pay[layout.load_cells :].sum())
    )
    allowance = ROUNDING * summed + DIVIDED * float(paid[~layout.whole].sum())
    value = (
        float(point.item_price.sum())
        + float(free.sum())
        + float(np.minimum(worth, 0.0).sum())
        - room
        - allowance
    )
    return Look(value if math.isfinite(value) else -math.inf, load_value, boxes, worth)


def fees_and_gains(layout: Layout, point: Multipliers) -> tuple[Floats, Floats]:
    """Fee of a box by load, and what the items gain at most by cell of a load."""
    fee, tonne = layout.charges(point.slot_price, point.dead_price)
    extra = np.empty(len(layout.cell_item))
    kernels.extras(layout.pool_first, layout.cell_item, layout.t, tonne, point.pay, extra)
    gain = np.empty(layout.load_cells)
    kernels.profits(
        layout.first,
        layout.own_cny,
        layout.place_first,
        layout.place,
        layout.load_cells,
        point.item_price,
        extra,
        point.pay,
        gain,
    )
    return fee, gain


def switch_pay(layout: Layout, point: Multipliers) -> Floats:
    """What the items pay for every switch."""
    switches = len(layout.switch_order)
    pool = np.repeat(np.arange(switches), np.diff(layout.pool_first[len(layout.box) :]))
    return np.bincount(pool, point.pay[layout.load_cells :], switches).astype(np.float64)
