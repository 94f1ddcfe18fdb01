"""What every option would add to the bound if a plan had to use it (reduced costs, for fixing).

With option o of a whole item i forced, the sum of `optimize.freight.bound` keeps its proof when

- the item's own term becomes own + u + t tau - pi,
- every load g of the option is worth w = min over whole y >= need of fee y - G(y - a), at least v,
  where a are the boxes that the item counts as there and G is what the other items gain most,
- every switch of those loads is on, at what it is worth instead of min(0, that).

Of a divisible item a plan may use as little as it likes; then only y >= 1 and the switches count.
"""
# mypy: disable-error-code="untyped-decorator, no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from domain.freight import Floats, FreightProblem
from optimize.freight.bound_kernels import MOST, by_density, extras, left_out, sizes
from optimize.freight.bound_layout import Layout
from optimize.freight.bound_point import Look, Multipliers, fees_and_gains
from optimize.freight.compiled import kernel


def reduced_costs(
    problem: FreightProblem, layout: Layout, point: Multipliers, look: Look
) -> Floats:
    """By option of the problem, CNY that a plan which uses it costs at least above the bound."""
    fee, gain = fees_and_gains(layout, point)
    more = np.zeros(len(layout.cell_item))
    _displaced(layout.cells, point.theta, fee, gain, look.load_value, look.boxes, more)
    loads = len(layout.box)
    width = np.diff(layout.pool_first[loads:])
    more[layout.load_cells :] = np.repeat(np.maximum(0.0, look.worth), width)
    asked = np.where(layout.whole[layout.cell_item], extra_pay(layout, point), 0.0)
    result: Floats = _by_option(
        layout.item_order,
        problem.items.away_cny,
        problem.items.whole,
        problem.options.first,
        problem.options.own_cny,
        problem.options.load_first,
        problem.options.load,
        load_rank_of(layout),
        layout.box,
        layout.place_first,
        layout.place,
        point.item_price,
        asked,
        more,
    )
    return result


def shares(problem: FreightProblem, layout: Layout, point: Multipliers) -> Floats:
    """CNY that an option pays at each of its loads, aligned with `options.load`.

    What it pays for a switch is at the first of its loads that needs it.
    """
    paid = extra_pay(layout, point)
    at_load = layout.load_cells
    paid[:at_load] += point.pay[:at_load]
    result: Floats = _paid(
        layout.item_order,
        problem.items.away_cny,
        problem.options.first,
        problem.options.own_cny,
        problem.options.load_first,
        problem.options.load,
        load_rank_of(layout),
        layout.box,
        layout.place_first,
        layout.place,
        layout.switch_first,
        layout.switch,
        layout.pool_first,
        paid,
    )
    return result


def load_rank_of(layout: Layout) -> npt.NDArray[np.int64]:
    """By load of the problem, its place in the order of names."""
    rank = np.empty(len(layout.load_order), dtype=np.int64)
    rank[layout.load_order] = np.arange(len(rank))
    return rank


def extra_pay(layout: Layout, point: Multipliers) -> Floats:
    """By cell, what an option pays for tonnes in slots, or for a switch."""
    _, tonne = layout.charges(point.slot_price, point.dead_price)
    extra = np.empty(len(layout.cell_item))
    extras(layout.pool_first, layout.cell_item, layout.t, tonne, point.pay, extra)
    return extra


@kernel
def _paid(item_order, away, option_first, own, load_first, load, load_rank, box, place_first,
          place, switch_first, switch, pool_first, paid):  # fmt: skip
    result = np.zeros(len(load))
    loads = box.shape[0]
    number = 0
    for i in range(len(item_order)):
        row = item_order[i]
        for o in range(option_first[row], option_first[row + 1]):
            if left_out(o, own, away[row], load_first, load, load_rank, box):
                for at in range(load_first[o], load_first[o + 1]):
                    result[at] = np.inf if box[load_rank[load[at]], MOST] < 1.0 else 0.0
                continue
            a = place_first[number]
            uses = load_first[o + 1] - load_first[o]
            for k in range(uses):
                result[load_first[o] + k] = paid[place[a + k]]
            for at in range(a + uses, place_first[number + 1]):
                r = np.searchsorted(pool_first, place[at], side="right") - 1
                done = False
                for k in range(uses):
                    g = load_rank[load[load_first[o] + k]]
                    for s in range(switch_first[g], switch_first[g + 1]):
                        if not done and loads + switch[s] == r:
                            result[load_first[o] + k] += paid[place[at]]
                            done = True
            number += 1
    return result


@kernel
def _most_gained(room, sizes_to, gains_to):
    """Of items sorted by gain per size, with running sums from 0, what `room` boxes gain most."""
    k = np.searchsorted(sizes_to, room, side="right") - 1
    if k >= len(sizes_to) - 1:
        return gains_to[-1]
    wide = sizes_to[k + 1] - sizes_to[k]
    return gains_to[k] + (gains_to[k + 1] - gains_to[k]) * (room - sizes_to[k]) / wide


@kernel
def _without(room, rank, sizes_to, gains_to):
    """The same without the item of that rank (-1: it is not among them)."""
    if rank < 0 or room <= sizes_to[rank]:
        return _most_gained(room, sizes_to, gains_to)
    size = sizes_to[rank + 1] - sizes_to[rank]
    gain = gains_to[rank + 1] - gains_to[rank]
    return _most_gained(room + size, sizes_to, gains_to) - gain


@kernel
def _displaced(cells, theta, fee, gain, value, boxes, more):
    """By cell of a load, w - v."""
    pool_first, cell_item, whole, box = cells.pool_first, cells.cell_item, cells.whole, cells.box
    widest = 0
    for g in range(box.shape[0]):
        widest = max(widest, pool_first[g + 1] - pool_first[g])
    size, need = np.empty(widest), np.empty(widest)
    here, here_size = np.empty(widest), np.empty(widest)
    at, rank_of = np.empty(widest, dtype=np.int64), np.empty(widest, dtype=np.int64)
    for g in range(box.shape[0]):
        if fee[g] < 0.0:
            continue
        a, b = pool_first[g], pool_first[g + 1]
        sizes(g, cells, theta[g], size, need)
        n = 0
        for c in range(a, b):
            rank_of[c - a] = -1
            if gain[c] > 0.0:
                here[n], here_size[n], at[n] = gain[c], size[c - a], c - a
                n += 1
        order = by_density(n, here, here_size)
        sizes_to, gains_to = np.zeros(n + 1), np.zeros(n + 1)
        for k in range(n):
            sizes_to[k + 1] = sizes_to[k] + here_size[order[k]]
            gains_to[k + 1] = gains_to[k] + here[order[k]]
            rank_of[at[order[k]]] = k
        most = box[g, MOST]
        for c in range(a, b):
            fewest, room, rank = need[c - a], size[c - a], rank_of[c - a]
            if not whole[cell_item[c]]:
                fewest, room, rank = 1.0, 0.0, -1
                if boxes[g] > 0.0:
                    continue
            if fewest > most:
                more[c] = np.inf
                continue
            y = min(most, max(fewest, boxes[g]))
            best = fee[g] * y - _without(max(0.0, y - room), rank, sizes_to, gains_to)
            while y > fewest:
                less = fee[g] * (y - 1.0)
                less -= _without(max(0.0, y - 1.0 - room), rank, sizes_to, gains_to)
                if less > best:
                    break
                best, y = less, y - 1.0
            while y < most:
                less = fee[g] * (y + 1.0)
                less -= _without(max(0.0, y + 1.0 - room), rank, sizes_to, gains_to)
                if less >= best:
                    break
                best, y = less, y + 1.0
            more[c] = max(0.0, best - value[g])


@kernel
def _by_option(item_order, away, whole, option_first, own, load_first, load, load_rank, box,
               place_first, place, price, asked, more):  # fmt: skip
    added = np.zeros(len(own))
    number = 0
    for i in range(len(item_order)):
        row = item_order[i]
        for o in range(option_first[row], option_first[row + 1]):
            total = 0.0
            if whole[row]:
                total = own[o] - price[i] - 1e-9 * (abs(own[o]) + abs(price[i]))
            if left_out(o, own, away[row], load_first, load, load_rank, box):
                for at in range(load_first[o], load_first[o + 1]):
                    if box[load_rank[load[at]], MOST] < 1.0:
                        total = np.inf
            else:
                for at in range(place_first[number], place_first[number + 1]):
                    total += asked[place[at]] + more[place[at]]
                number += 1
            added[o] = max(0.0, total)
    return added
