"""A problem in parts that can be solved exactly one by one, such that their sum is a lower bound.

Items are divided into parts. What several parts may use is divided too, by the prices of the bound
(`optimize.freight.bound`, whose letters are used here): each part pays for its own boxes, at a part
of the price. Whatever the prices and the division, no plan costs less than the parts together:

1. As in steps 1 and 2 of the bound, a plan costs at least sum of (own + t tau) x + sum of away a
   + sum of fee[g] y[g] + sum of (open + beta least)[k] z[k] - mu times room.
2. The goods of part c alone need y[g, c] <= y[g] boxes of load g, and z[k, c] <= z[k]. They need no
   more room in any slot, and goods of all parts together fill sum of a x <= y[g] boxes.
3. So fee y[g] >= space fee sum of a x + sum over parts of by_part[c] fee y[g, c], where space and
   by_part are at least 0 and sum to 1. Where fee is below 0, y[g] is at most the most boxes.
4. For each part, what is left is a freight problem of its own: items of the part, options with
   t tau and space fee a added, boxes at by_part fee, switches at by_part of what they cost.

Sizes are made a trifle smaller, as in the bound, and so is the whole of a divisible item.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from domain.freight import (
    Floats,
    FreightPlan,
    FreightProblem,
    Ints,
    Items,
    Loads,
    Options,
    Slots,
    Switches,
)
from optimize.freight.bound_kernels import M3, MOST, SHRINK, T
from optimize.freight.bound_layout import Layout, lay_out
from optimize.freight.bound_point import ROUNDING, Multipliers
from optimize.freight.settle import pairs_of, settle

UNSEEN = 2e-7
"""Share of a divisible item that may be missing in a plan; twice what the counting forgives."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some items as a problem of their own; rows of the whole problem by row of the part."""

    problem: FreightProblem
    items: Ints
    options: Ints
    loads: Ints

    def restricted(self, plan: FreightPlan) -> FreightPlan:
        """What a plan of the whole does with these items."""
        at = np.searchsorted(self.options, plan.taken)
        inside = at < len(self.options)
        inside[inside] = self.options[at[inside]] == plan.taken[inside]
        return settle(self.problem, at[inside], plan.share[inside])


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts, and what is charged beside them (CNY, at most 0)."""

    parts: tuple[Part, ...]
    constant_cny: float

    def total(self, bounds_cny: Sequence[float]) -> float:
        """The lower bound on every plan that bounds of the parts prove, in CNY."""
        amounts = (*bounds_cny, self.constant_cny)
        if -math.inf in amounts:
            return -math.inf
        if math.inf in amounts:
            return math.inf
        return math.fsum(amounts) - ROUNDING * math.fsum(map(abs, amounts))


def divided(problem: FreightProblem, point: Multipliers, part: Ints) -> Parts:
    """The parts of a problem that is in order of its ids (`canonical`).

    Parameters
    ----------
    part
        Of every item, from 0 on.
    """
    layout = lay_out(problem)
    fee, tonne = layout.charges(point.slot_price, point.dead_price)
    opening = layout.switches[0] + layout.switches[1] * point.dead_price
    limited = point.slot_price > 0.0
    constant = -float(np.sum(point.slot_price[limited] * layout.room[limited]))
    unpaid = fee < 0.0
    constant += float(np.sum(fee[unpaid] * layout.box[unpaid, MOST]))
    constant += float(np.minimum(opening, 0.0).sum())
    price = np.maximum(0.0, np.concatenate((fee, opening)))
    space, by_part = _division(layout, point, price, part)
    own = problem.options.own_cny + _by_option(problem, layout, point.theta, tonne, space * fee)
    room = layout.room
    slots = replace(problem.slots, teu=room[0], t=room[1], plugs=room[2])
    loads = len(layout.box)
    return Parts(
        tuple(
            _part(
                replace(problem, options=replace(problem.options, own_cny=own), slots=slots),
                np.nonzero(part == number)[0],
                by_part[number, :loads] * price[:loads],
                by_part[number, loads:] * price[loads:],
            )
            for number in range(int(part.max(initial=-1)) + 1)
        ),
        constant,
    )


def _division(
    layout: Layout, point: Multipliers, price: Floats, part: Ints
) -> tuple[Floats, Floats]:
    """Of every load what is paid by space; of every load and switch what each part pays.

    As the items pay in the bound: with payments space size + alone need, of which space and all
    that is paid alone sum to 1, `space` is found from their sums.
    """
    loads, pools = len(layout.box), len(price)
    pool = np.repeat(np.arange(pools), np.diff(layout.pool_first))
    mine = part[layout.cell_item]
    count = int(part.max(initial=-1)) + 1
    low, high = np.full(pools, count), np.full(pools, -1)
    np.minimum.at(low, pool, mine)
    np.maximum.at(high, pool, mine)
    several = high > low
    size, need = _sizes(layout, point.theta, pool)
    paid = np.where(price[pool] > 0.0, point.pay / np.maximum(price[pool], 1e-9), 0.0)
    sums = np.bincount(pool, size / need, pools)
    over = 1.0 - np.bincount(pool, paid / need, pools)
    clear = np.abs(1.0 - sums) > 1e-6
    space = np.where(clear, over / np.where(clear, 1.0 - sums, 1.0), 0.0)
    space = np.clip(space, 0.0, 1.0)
    space[loads:] = 0.0
    space[~several] = 0.0
    by_part = np.zeros((count, pools))
    np.add.at(by_part, (mine, pool), np.maximum(0.0, paid - space[pool] * size) / need)
    total = by_part.sum(axis=0)
    by_part *= np.where(total > 0.0, (1.0 - space) / np.maximum(total, 1e-12), 0.0)
    alone = ((total <= 0.0) | ~several) & (high >= 0)
    by_part[:, alone] = 0.0
    by_part[low[alone], np.nonzero(alone)[0]] = 1.0 - space[alone]
    return space[:loads], by_part


def _sizes(layout: Layout, theta: Floats, pool: Ints) -> tuple[Floats, Floats]:
    """By cell, boxes that the item counts as and boxes that it needs alone; switches: 0 and 1."""
    size, need = np.zeros(len(pool)), np.ones(len(pool))
    cell = np.arange(layout.load_cells)
    load, item = pool[cell], layout.cell_item[cell].astype(np.int64)
    size[cell] = _size(layout, theta, load, item)
    box = layout.box[load]
    alone = np.ceil(np.maximum(layout.m3[item] / box[:, M3], layout.t[item] / box[:, T]) - 1e-8)
    need[cell] = np.where(layout.whole[item], np.maximum(1.0, alone), 1.0)
    return size, need


def _size(layout: Layout, theta: Floats, load: Ints, item: Ints) -> Floats:
    """What items count as in boxes of loads, one by one: step 4 of the bound."""
    by_m3 = np.where(theta[load] > 0.0, theta[load] / layout.box[load, M3], 0.0)
    by_t = np.where(theta[load] < 1.0, (1.0 - theta[load]) / layout.box[load, T], 0.0)
    size: Floats = (by_m3 * layout.m3[item] + by_t * layout.t[item]) * SHRINK
    return size


def _by_option(
    problem: FreightProblem, layout: Layout, theta: Floats, tonne: Floats, space_cny: Floats
) -> Floats:
    """What every option is charged for tonnes in slots, and for boxes by space."""
    position, option = pairs_of(problem.options.load_first, np.arange(len(problem.options.own_cny)))
    load, item = problem.options.load[position], problem.item_of_option[option]
    paid = problem.items.t[item] * tonne[load]
    paid = paid + np.maximum(0.0, space_cny[load]) * _size(layout, theta, load, item)
    charged: Floats = np.bincount(option, paid, len(problem.options.own_cny)).astype(np.float64)
    return charged


def _part(whole: FreightProblem, items: Ints, box_cny: Floats, open_cny: Floats) -> Part:
    options, _ = pairs_of(whole.options.first, items)
    entry, _ = pairs_of(whole.options.load_first, options)
    loads, load = np.unique(whole.options.load[entry], return_inverse=True)
    entry, _ = pairs_of(whole.loads.slot_first, loads)
    slots, slot = np.unique(whole.loads.slot[entry], return_inverse=True)
    entry, _ = pairs_of(whole.loads.switch_first, loads)
    switches, switch = np.unique(whole.loads.switch[entry], return_inverse=True)
    left = np.where(whole.items.whole[items], SHRINK, 1.0 - UNSEEN)
    rows = {
        f.name: getattr(whole.loads, f.name)[loads]
        for f in fields(Loads)
        if not f.name.startswith(("slot", "switch", "load_id"))
    }
    problem = FreightProblem(
        name=whole.name,
        items=Items(
            item_id=_named(whole.items.item_id, items),
            m3=whole.items.m3[items] * left,
            t=whole.items.t[items] * left,
            whole=whole.items.whole[items],
            away_cny=_less(whole.items.away_cny[items], left),
            known_h=whole.items.known_h[items],
        ),
        options=Options(
            first=_sums(np.diff(whole.options.first)[items]),
            own_cny=_less(
                whole.options.own_cny[options],
                np.repeat(left, np.diff(whole.options.first)[items]),
            ),
            load_first=_sums(np.diff(whole.options.load_first)[options]),
            load=load.astype(np.int64),
        ),
        loads=Loads(
            load_id=_named(whole.loads.load_id, loads),
            **{**rows, "box_cny": box_cny[loads]},
            slot_first=_sums(np.diff(whole.loads.slot_first)[loads]),
            slot=slot.astype(np.int64),
            switch_first=_sums(np.diff(whole.loads.switch_first)[loads]),
            switch=switch.astype(np.int64),
        ),
        slots=Slots(
            _named(whole.slots.slot_id, slots),
            whole.slots.teu[slots],
            whole.slots.t[slots],
            whole.slots.plugs[slots],
        ),
        switches=Switches(
            _named(whole.switches.switch_id, switches),
            open_cny[switches],
            np.zeros(len(switches)),
            np.zeros(len(switches)),
        ),
    )
    return Part(problem, items, options, loads)


def _less(cny: Floats, left: Floats) -> Floats:
    """Prices of what is left of items; those below 0 stay."""
    return np.where(cny > 0.0, cny * left, cny)


def _named(names: tuple[str, ...], rows: Ints) -> tuple[str, ...]:
    return tuple(names[row] for row in rows.tolist())


def _sums(lengths: Ints) -> Ints:
    return np.append(0, np.cumsum(lengths)).astype(np.int64)
