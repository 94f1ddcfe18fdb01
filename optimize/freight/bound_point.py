"""A point of the bound: multipliers in the order of the layout, and what they prove."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from domain.freight import Floats, FreightProblem
from optimize.freight import bound_kernels as kernels
from optimize.freight.bound_kernels import MOST, PRICE
from optimize.freight.bound_layout import Layout

ROUNDING = 2e-9
DIVIDED = 1e-7
"""Share of a divisible item that a plan may leave out unseen by `domain.freight.count`."""


@dataclass(frozen=True, slots=True)
class Point:
    """Multipliers; see `optimize.freight.bound`. `part` is by piece of the layout."""

    item_price: Floats
    slot_price: Floats
    dead_price: Floats
    part: Floats
    theta: Floats


@dataclass(frozen=True, slots=True)
class Look:
    """What a point proves, and its slopes: what more of each multiplier would add."""

    value: float
    by_item: Floats
    by_slot: Floats
    by_dead: Floats
    by_piece: Floats
    load_value: Floats
    boxes: Floats
    worth: Floats
    """Of every switch, before it is cut off at 0."""


def look_at(layout: Layout, point: Point) -> Look:
    """Value and slopes of a point."""
    items, loads = len(layout.m3), len(layout.box)
    carried = np.zeros(items)
    taken = np.zeros(layout.room.shape)
    teu = np.zeros(len(point.dead_price))
    by_piece = np.zeros(len(point.part))
    least = layout.switches[1] * point.dead_price
    free, worth, boxes, load_value, fee, offered = kernels.look(
        layout.first,
        layout.item,
        layout.own_cny,
        layout.piece,
        layout.option_of_piece,
        layout.least_boxes,
        layout.m3,
        layout.t,
        layout.box,
        layout.slot_first,
        layout.slot,
        layout.switch_first,
        layout.switch,
        layout.switches[0] + least,
        point.theta,
        point.item_price,
        point.slot_price,
        point.dead_price,
        point.part,
        carried,
        taken,
        teu,
        by_piece,
    )
    limited = point.slot_price > 0.0
    room = float(np.sum(point.slot_price[limited] * layout.room[limited]))
    paid = np.abs(point.item_price)
    allowance = ROUNDING * (
        float(paid.sum())
        + room
        + offered
        + float(np.abs(load_value).sum())
        + float(np.abs(fee * boxes).sum())
        + float(np.abs(layout.switches[0] + least).sum())
    ) + DIVIDED * float(paid[~layout.whole].sum())
    value = (
        float(point.item_price.sum())
        + free
        + float(np.minimum(worth, 0.0).sum())
        - room
        - allowance
    )
    if not math.isfinite(value):
        value = -math.inf
    on = worth < 0.0
    by_slot = np.where(np.isfinite(layout.room), taken - layout.room, 0.0)
    by_dead = layout.switches[1] * on - teu
    assert len(boxes) == loads
    return Look(value, 1.0 - carried, by_slot, by_dead, by_piece, load_value, boxes, worth)


def ceilings(problem: FreightProblem, layout: Layout) -> Floats:
    """The most that an item's price may be: outsourcing, or an option that uses no load."""
    options = problem.options
    free: Floats = kernels.free_options(
        layout.item_order, options.first, options.own_cny, options.load_first
    )
    lowest: Floats = np.minimum(layout.away_cny, free)
    return lowest


def start(problem: FreightProblem, layout: Layout) -> tuple[Point, Floats, Floats]:
    """The fair share: every item pays its part of the boxes of its cheapest option.

    With it, by item: the most that its price may be, and the part of boxes that it pays.
    """
    n, switches = len(layout.m3), len(layout.switch_order)
    theta = kernels.first_theta(layout.first, layout.item, layout.m3, layout.t, layout.box)
    price, paid, part = kernels.fair_share(
        n,
        layout.first,
        layout.item,
        layout.own_cny,
        layout.piece,
        layout.piece_first,
        layout.option_of_piece,
        layout.least_boxes,
        layout.m3,
        layout.t,
        layout.box,
        theta,
    )
    ceiling = ceilings(problem, layout)
    price = np.minimum(price, ceiling)
    price[~np.isfinite(price)] = 0.0
    point = Point(price, np.zeros(layout.room.shape), np.zeros(switches), part, theta)
    return point, ceiling, paid


__all__ = ["MOST", "PRICE", "Look", "Point", "ceilings", "look_at", "start"]
