"""What every option would add to the bound if a plan had to use it (reduced costs, for fixing).

With option o of a whole item i forced, the sum of `optimize.freight.bound` keeps its proof when

- the item's own term becomes own + t tau - pi,
- every load g of the option is worth w = min over whole y >= a of fee y - G'(y - a), at least v,
  where a are the boxes that the item needs there and G' is what the other items gain most,
- every switch of those loads is on, at what it is worth instead of min(0, that).

Of a divisible item a plan may use as little as it likes; then only y >= 1 and the switches count.
"""
# mypy: disable-error-code="untyped-decorator, no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np
from numba import njit

from domain.freight import Floats, FreightProblem
from optimize.freight.bound_kernels import (
    M3,
    MOST,
    SHRINK,
    T,
    cells,
    charges,
    tonne_of_options,
)
from optimize.freight.bound_layout import Layout
from optimize.freight.bound_point import Look, Point


def reduced_costs(problem: FreightProblem, layout: Layout, point: Point, look: Look) -> Floats:
    """By option of the problem, CNY that a plan which uses it costs at least above the bound."""
    loads, options = problem.loads, problem.options
    fee, tonne = charges(
        layout.box,
        layout.slot_first,
        layout.slot,
        layout.switch_first,
        layout.switch,
        point.slot_price,
        point.dead_price,
    )
    more = _displaced(
        len(options.load),
        layout.first,
        layout.item,
        layout.own_cny,
        layout.entry,
        layout.piece,
        layout.option_of_piece,
        layout.least_boxes,
        layout.m3,
        layout.t,
        layout.whole,
        layout.box,
        point.theta,
        point.item_price,
        fee,
        tonne,
        tonne_of_options(
            layout.first, layout.piece, layout.option_of_piece, len(layout.piece_first) - 1, tonne
        ),
        point.part,
        look.load_value,
        look.boxes,
    )
    price = np.empty(len(layout.item_order))
    price[layout.item_order] = point.item_price
    tonne_here = np.empty(len(layout.load_order))
    tonne_here[layout.load_order] = tonne
    worth = np.empty(len(layout.switch_order))
    worth[layout.switch_order] = look.worth
    result: Floats = _by_option(
        options.first,
        options.own_cny,
        options.load_first,
        options.load,
        problem.items.whole,
        problem.items.t,
        price,
        tonne_here,
        loads.switch_first,
        loads.switch,
        worth,
        more,
    )
    return result


def shares(problem: FreightProblem, layout: Layout, point: Point) -> Floats:
    """CNY that an option pays at each of its loads, aligned with `options.load`."""
    _, tonne = charges(
        layout.box,
        layout.slot_first,
        layout.slot,
        layout.switch_first,
        layout.switch,
        point.slot_price,
        point.dead_price,
    )
    result: Floats = _paid(
        len(problem.options.load),
        layout.first,
        layout.item,
        layout.own_cny,
        layout.entry,
        layout.piece,
        layout.option_of_piece,
        layout.t,
        point.item_price,
        tonne,
        tonne_of_options(
            layout.first, layout.piece, layout.option_of_piece, len(layout.piece_first) - 1, tonne
        ),
        point.part,
    )
    return result


@njit(cache=True)
def _paid(entries, first, item, own, entry, piece, option_of_piece, t, pi, tonne, tonne_of, part):
    paid = np.zeros(entries)
    for g in range(len(first) - 1):
        for e in range(first[g], first[g + 1]):
            i, q = item[e], piece[e]
            if q < 0:
                paid[entry[e]] = max(0.0, pi[i] - own[e] - t[i] * tonne[g])
            else:
                profit = max(0.0, pi[i] - own[e] - t[i] * tonne_of[option_of_piece[q]])
                paid[entry[e]] = profit * part[q]
    return paid


@njit(cache=True)
def _most_gained(room, sizes, gains):
    """Of items sorted by gain per size, with running sums from 0, what `room` boxes gain most."""
    k = np.searchsorted(sizes, room, side="right") - 1
    if k >= len(sizes) - 1:
        return gains[-1]
    wide = sizes[k + 1] - sizes[k]
    return gains[k] + (gains[k + 1] - gains[k]) * (room - sizes[k]) / wide


@njit(cache=True)
def _without(room, rank, size, sizes, gains):
    """The same without the item of that rank (-1: it is not among them)."""
    if rank < 0 or room <= sizes[rank]:
        return _most_gained(room, sizes, gains)
    return _most_gained(room + size, sizes, gains) - (gains[rank + 1] - gains[rank])


@njit(cache=True)
def _displaced(entries, first, item, own, entry, piece, option_of_piece, least, m3, t, whole, box,
               theta, pi, fee, tonne, tonne_of, part, value, boxes):  # fmt: skip
    """By place in `options.load`, w - v of that load."""
    more = np.zeros(entries)
    widest = 0
    for g in range(len(first) - 1):
        widest = max(widest, first[g + 1] - first[g])
    at = np.empty(widest, dtype=np.int64)
    gain, size = np.empty(widest), np.empty(widest)
    rank_of = np.full(len(pi), -1, dtype=np.int64)
    for g in range(len(first) - 1):
        if fee[g] < 0.0:
            continue
        n = cells(g, first, item, own, piece, option_of_piece, least, m3, t, box, theta, pi, tonne,
                  tonne_of, part, at, gain, size)  # fmt: skip
        density = np.empty(n)
        for k in range(n):
            density[k] = -gain[k] / size[k] if size[k] > 0.0 else -np.inf
        order = np.argsort(density)
        sizes, gains = np.zeros(n + 1), np.zeros(n + 1)
        for k in range(n):
            sizes[k + 1] = sizes[k] + size[order[k]]
            gains[k + 1] = gains[k] + gain[order[k]]
            rank_of[item[at[order[k]]]] = k
        most = box[g, MOST]
        for e in range(first[g], first[g + 1]):
            i = item[e]
            if not whole[i]:
                if boxes[g] == 0.0:
                    used = fee[g] - _most_gained(1.0, sizes, gains) if most >= 1.0 else np.inf
                    more[entry[e]] = max(0.0, used - value[g])
                continue
            if len(least) > 0:
                need = least[e] * SHRINK
            else:
                need = (
                    theta[g] * m3[i] / box[g, M3] + (1.0 - theta[g]) * t[i] / box[g, T]
                ) * SHRINK
            fewest = max(1.0, np.ceil(need - 1e-9))
            if fewest > most:
                more[entry[e]] = np.inf
                continue
            rank = rank_of[i]
            size_here = sizes[rank + 1] - sizes[rank] if rank >= 0 else 0.0
            y = min(most, max(fewest, boxes[g]))
            best = fee[g] * y - _without(max(0.0, y - need), rank, size_here, sizes, gains)
            while y > fewest:
                less = fee[g] * (y - 1.0) - _without(
                    max(0.0, y - 1.0 - need), rank, size_here, sizes, gains
                )
                if less > best:
                    break
                best, y = less, y - 1.0
            while y < most:
                less = fee[g] * (y + 1.0) - _without(
                    max(0.0, y + 1.0 - need), rank, size_here, sizes, gains
                )
                if less >= best:
                    break
                best, y = less, y + 1.0
            more[entry[e]] = max(0.0, best - value[g])
        for k in range(n):
            rank_of[item[at[k]]] = -1
    return more


@njit(cache=True)
def _by_option(option_first, own, load_first, load, whole, t, price, tonne, switch_first, switch,
               worth, more):  # fmt: skip
    added = np.zeros(len(own))
    seen = np.full(len(worth), -1, dtype=np.int64)
    for i in range(len(option_first) - 1):
        for o in range(option_first[i], option_first[i + 1]):
            total = 0.0
            if whole[i]:
                total = own[o] - price[i] - 1e-9 * (abs(own[o]) + abs(price[i]))
            for at in range(load_first[o], load_first[o + 1]):
                g = load[at]
                if whole[i]:
                    total += t[i] * tonne[g]
                total += more[at]
                for k in range(switch_first[g], switch_first[g + 1]):
                    if seen[switch[k]] != o:
                        seen[switch[k]] = o
                        total += max(0.0, worth[switch[k]])
            added[o] = max(0.0, total)
    return added
