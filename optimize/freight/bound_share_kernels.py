"""Kernels that divide what boxes and switches cost among the items that may use them.

All run on one thread in a fixed order, so that results are the same at every run.
"""
# mypy: disable-error-code="untyped-decorator, no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from optimize.freight.bound_kernels import M3, T, sizes
from optimize.freight.compiled import kernel

FAR = 5.0
"""Options dearer than the cheapest by this many heats are not taken at all."""
LITTLE_USE = 0.1
"""Pools that are used much less than this move by smaller steps, the others by use / most used."""
FAINT = np.float32(1e-12)
"""Share that every cell keeps, so that it can grow again."""


@kernel
def answer(first, own, place_first, place, ceiling, share, heat, price, use):
    """Every item on its cheapest options: least cost in `price`, share of use by cell in `use`.

    An option that costs d more than the cheapest is taken exp(-d / heat) times as often.
    """
    widest = 0
    for i in range(len(price)):
        widest = max(widest, first[i + 1] - first[i])
    cost = np.empty(widest)
    use[:] = 0.0
    for i in range(len(price)):
        a, b = first[i], first[i + 1]
        least = ceiling[i]
        for o in range(a, b):
            total = own[o]
            for at in range(place_first[o], place_first[o + 1]):
                total += share[place[at]]
            cost[o - a] = total
            least = min(least, total)
        if not np.isfinite(least):
            price[i] = 0.0
            continue
        price[i] = least
        far = FAR * heat[i]
        weight = 0.0
        if ceiling[i] - least <= far:
            weight = np.exp((least - ceiling[i]) / heat[i])
        for o in range(a, b):
            more = cost[o - a] - least
            cost[o - a] = np.exp(-more / heat[i]) if more <= far else 0.0
            weight += cost[o - a]
        for o in range(a, b):
            if cost[o - a] > 0.0:
                x = cost[o - a] / weight
                for at in range(place_first[o], place_first[o + 1]):
                    use[place[at]] += x


@kernel
def divide(cells, theta, fee, tonne, use, step, by_space, by_cell, share, boxes, tonnes):
    """Shift the shares of every pool towards the cells that use it; fill what cells pay.

    Of the fee, `by_space` is paid by the boxes that a cell counts as and `by_cell` by the boxes
    that it needs alone; together they are 1 (for a switch, `by_space` is 0). `boxes` becomes the
    use of every pool as its shares weigh it, `tonnes` the goods on it.
    """
    pool_first, cell_item, t, loads = cells.pool_first, cells.cell_item, cells.t, len(cells.box)
    widest = 0
    for r in range(len(fee)):
        widest = max(widest, pool_first[r + 1] - pool_first[r])
    size, need = np.zeros(widest), np.ones(widest)
    for r in range(len(fee)):
        a, b = pool_first[r], pool_first[r + 1]
        ton = 0.0
        if r < loads:
            sizes(r, cells, theta[r], size, need)
            ton = tonne[r]
        else:
            size[: b - a] = 0.0
            need[: b - a] = 1.0
        space, most, weighed, goods = 0.0, 0.0, 0.0, 0.0
        for c in range(a, b):
            if use[c] > 0.0:
                alone = need[c - a] * use[c]
                space += size[c - a] * use[c]
                most = max(most, alone)
                weighed += by_cell[c] * alone
                goods += t[cell_item[c]] * use[c]
        boxes[r] = by_space[r] * space + weighed
        tonnes[r] = goods
        if most > 0.0 and step > 0.0:
            top = max(space, most) if r < loads else most
            rate = step / (top + LITTLE_USE)
            idle = np.exp(-rate * top)
            total = 0.0
            if r < loads:
                by_space[r] = max(1e-9, by_space[r] * np.exp(rate * (space - top)))
                total = by_space[r]
            for c in range(a, b):
                if use[c] > 0.0:
                    factor = np.exp(rate * (need[c - a] * use[c] - top))
                else:
                    factor = idle
                by_cell[c] = max(FAINT, np.float32(by_cell[c] * factor))
                total += by_cell[c]
            by_space[r] /= total
            for c in range(a, b):
                by_cell[c] /= total
        for c in range(a, b):
            paid = by_space[r] * size[c - a] + by_cell[c] * need[c - a]
            share[c] = fee[r] * paid + ton * t[cell_item[c]]


@kernel
def without_tonnes(pool_first, cell_item, t, tonne, pay):
    """Take the price of tonnes in slots out of what cells pay at loads."""
    for g in range(len(tonne)):
        for c in range(pool_first[g], pool_first[g + 1]):
            pay[c] = max(np.float32(0.0), np.float32(pay[c] - tonne[g] * t[cell_item[c]]))


@kernel
def first_theta(pool_first, cell_item, m3, t, box):
    """1 where goods that may use a load fill its boxes by m3 rather than by t, else 0."""
    theta = np.ones(box.shape[0])
    for g in range(box.shape[0]):
        by_m3, by_t = 0.0, 0.0
        for c in range(pool_first[g], pool_first[g + 1]):
            by_m3 += m3[cell_item[c]]
            by_t += t[cell_item[c]]
        if by_t / box[g, T] > by_m3 / box[g, M3]:
            theta[g] = 0.0
    return theta
