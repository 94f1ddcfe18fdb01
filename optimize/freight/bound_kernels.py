"""Kernels of the bound: cells of a problem, and what every load gains at given prices.

All run on one thread in a fixed order, so that results are the same at every run.
"""
# mypy: disable-error-code="untyped-decorator, no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from domain.freight import Flags, Floats, Ints
from optimize.freight.compiled import kernel

PRICE, M3, T, TEU, TARE, PLUGS, MOST = range(7)
SHRINK = 1.0 - 2e-9
"""Sizes in boxes are a trifle smaller here, as `domain.freight.boxes_needed` rounds up that way."""


class Cells(NamedTuple):
    """What tells how large the cells of loads are; shapes as in `bound_layout.Layout`."""

    pool_first: Ints
    cell_item: npt.NDArray[np.int32]
    least: Floats
    m3: Floats
    t: Floats
    whole: Flags
    box: Floats


@kernel
def cap_boxes(box, slot_first, slot, room):
    """Lower the most boxes of every load to what each of its slots has room for."""
    for g in range(box.shape[0]):
        most = np.floor(box[g, MOST]) if np.isfinite(box[g, MOST]) else np.inf
        for at in range(slot_first[g], slot_first[g + 1]):
            s = slot[at]
            for measure, column in enumerate((TEU, TARE, PLUGS)):
                if box[g, column] > 0.0 and np.isfinite(room[measure, s]):
                    most = min(most, np.floor(room[measure, s] / box[g, column] + 1e-9))
        box[g, MOST] = max(0.0, most)


@kernel
def left_out(o, own_cny, away, load_first, load, load_rank, box):
    """Whether an option can never pay or never be used: outsourcing is cheaper, or no box fits."""
    if own_cny[o] >= away:
        return True
    for at in range(load_first[o], load_first[o + 1]):
        if box[load_rank[load[at]], MOST] < 1.0:
            return True
    return False


@kernel
def find_cells(item_order, away, option_first, own_cny, load_first, load, least_boxes, load_rank,
               box, switch_first, switch, switches):  # fmt: skip
    """Options by item with the cells they use, and cells by pool; see `bound_layout.Layout`."""
    n, loads = len(item_order), box.shape[0]
    pools = loads + switches
    seen = np.empty(pools, dtype=np.int64)
    seen_option = np.empty(pools, dtype=np.int64)
    seen[:] = -1
    seen_option[:] = -1
    pool_first = np.zeros(pools + 1, dtype=np.int64)
    ceiling = np.empty(n)
    options, places = 0, 0
    for i in range(n):
        row = item_order[i]
        ceiling[i] = away[row]
        for o in range(option_first[row], option_first[row + 1]):
            if load_first[o + 1] == load_first[o]:
                ceiling[i] = min(ceiling[i], own_cny[o])
            if left_out(o, own_cny, away[row], load_first, load, load_rank, box):
                continue
            options += 1
            for at in range(load_first[o], load_first[o + 1]):
                g = load_rank[load[at]]
                places += 1
                if seen[g] != i:
                    seen[g] = i
                    pool_first[g + 1] += 1
                for k in range(switch_first[g], switch_first[g + 1]):
                    r = loads + switch[k]
                    if seen_option[r] != o:
                        seen_option[r] = o
                        places += 1
                        if seen[r] != i:
                            seen[r] = i
                            pool_first[r + 1] += 1
    for r in range(pools):
        pool_first[r + 1] += pool_first[r]
    cell_item = np.empty(pool_first[pools], dtype=np.int32)
    least = np.empty(pool_first[loads] if len(least_boxes) > 0 else 0)
    least[:] = np.inf
    first = np.zeros(n + 1, dtype=np.int64)
    own = np.empty(options)
    place_first = np.zeros(options + 1, dtype=np.int64)
    place = np.empty(places, dtype=np.int32)
    free = pool_first[:-1].copy()
    seen[:] = -1
    seen_option[:] = -1
    options, places = 0, 0
    for i in range(n):
        row = item_order[i]
        for o in range(option_first[row], option_first[row + 1]):
            if left_out(o, own_cny, away[row], load_first, load, load_rank, box):
                continue
            own[options] = own_cny[o]
            for at in range(load_first[o], load_first[o + 1]):
                g = load_rank[load[at]]
                if seen[g] != i:
                    seen[g] = i
                    cell_item[free[g]] = i
                    free[g] += 1
                place[places] = free[g] - 1
                places += 1
                if len(least) > 0:
                    least[free[g] - 1] = min(least[free[g] - 1], least_boxes[at])
            for at in range(load_first[o], load_first[o + 1]):
                g = load_rank[load[at]]
                for k in range(switch_first[g], switch_first[g + 1]):
                    r = loads + switch[k]
                    if seen_option[r] != o:
                        seen_option[r] = o
                        if seen[r] != i:
                            seen[r] = i
                            cell_item[free[r]] = i
                            free[r] += 1
                        place[places] = free[r] - 1
                        places += 1
            options += 1
            place_first[options] = places
        first[i + 1] = options
    return ceiling, first, own, place_first, place, pool_first, cell_item, least


@kernel
def charges(box, slot_first, slot, switch_first, switch, slot_price, dead_price):
    """Price of a box with the room it takes, and of a tonne of goods, by load."""
    loads = box.shape[0]
    fee, tonne = np.empty(loads), np.zeros(loads)
    for g in range(loads):
        fee[g] = box[g, PRICE]
        for at in range(slot_first[g], slot_first[g + 1]):
            s = slot[at]
            tonne[g] += slot_price[1, s]
            fee[g] += (
                slot_price[0, s] * box[g, TEU]
                + slot_price[1, s] * box[g, TARE]
                + slot_price[2, s] * box[g, PLUGS]
            )
        for at in range(switch_first[g], switch_first[g + 1]):
            fee[g] -= dead_price[switch[at]] * box[g, TEU]
    return fee, tonne


@kernel
def sizes(g, cells, theta, size, need):
    """Boxes that the cells of a load count as, and boxes that have to be there if they are used."""
    pool_first, cell_item, least, m3, t, whole, box = cells
    by_m3 = theta / box[g, M3] * SHRINK if theta > 0.0 else 0.0
    by_t = (1.0 - theta) / box[g, T] * SHRINK if theta < 1.0 else 0.0
    a = pool_first[g]
    for c in range(a, pool_first[g + 1]):
        i = cell_item[c]
        if len(least) > 0:
            size[c - a] = least[c] * SHRINK
            alone = size[c - a]
        else:
            size[c - a] = by_m3 * m3[i] + by_t * t[i]
            alone = max(m3[i] / box[g, M3], t[i] / box[g, T]) * SHRINK
        need[c - a] = max(1.0, np.ceil(alone - 1e-9)) if whole[i] else 1.0


@kernel
def profits(first, own, place_first, place, last, price, extra, pay, gain):
    """Most that an item's options leave at each of its loads, by cell in `gain`.

    `extra` is charged to an option by cell, before the rest is divided in proportion to `pay`;
    `last` is the number of cells of loads.
    """
    gain[:] = 0.0
    for i in range(len(price)):
        for o in range(first[i], first[i + 1]):
            profit = price[i] - own[o]
            asked = 0.0
            several = 0
            for at in range(place_first[o], place_first[o + 1]):
                c = place[at]
                profit -= extra[c]
                if c < last:
                    asked += pay[c]
                    several += 1
            if profit <= 0.0:
                continue
            for at in range(place_first[o], place_first[o + 1]):
                c = place[at]
                if c < last:
                    part = pay[c] / asked if asked > 0.0 else 1.0 / several
                    gain[c] = max(gain[c], profit * part)


@kernel
def extras(pool_first, cell_item, t, tonne, pay, extra):
    """What an option is charged by cell apart from boxes: tonnes in slots, and switches."""
    loads = len(tonne)
    for g in range(loads):
        for c in range(pool_first[g], pool_first[g + 1]):
            extra[c] = t[cell_item[c]] * tonne[g]
    for c in range(pool_first[loads], len(cell_item)):
        extra[c] = pay[c]


@kernel
def by_density(n, gain, size):
    """Order of items by falling gain per size; of equals the first one first.

    A heap sort, as it compiles in a tenth of the time of numpy's.
    """
    density = np.empty(n)
    order = np.empty(n, dtype=np.int64)
    for k in range(n):
        density[k] = -gain[k] / size[k] if size[k] > 0.0 else -np.inf
        order[k] = k
    end = n
    root = n // 2
    while end > 1:
        if root > 0:
            root -= 1
        else:
            end -= 1
            order[0], order[end] = order[end], order[0]
        at = root
        while 2 * at + 1 < end:
            child = 2 * at + 1
            if child + 1 < end:
                a, b = order[child], order[child + 1]
                if density[b] > density[a] or (density[b] == density[a] and b > a):
                    child += 1
            a, b = order[at], order[child]
            if density[a] > density[b] or (density[a] == density[b] and a > b):
                break
            order[at], order[child] = b, a
            at = child
    return order


@kernel
def most_gained(y, n, order, gain, size, need):
    """Most that goods in y boxes gain: items may be cut, but no more than y / need of one goes."""
    room, total = y, 0.0
    for k in range(n):
        j = order[k]
        share = min(1.0, y / need[j])
        if size[j] * share > room:
            share = room / size[j]
        total += gain[j] * share
        room -= size[j] * share
        if room <= 0.0:
            break
    return total


@kernel
def load_value(n, gain, size, need, fee, most):
    """Least of fee y - (the most gained by goods in y boxes) over whole y; and that y.

    The most gained is concave in y, so boxes are added until the next one gains no more than its
    fee.
    """
    total = 0.0
    for k in range(n):
        total += gain[k]
    if most < 1.0 or (total <= fee and fee >= 0.0):
        return 0.0, 0.0
    order = by_density(n, gain, size)
    enough, space = 1.0, 1.0
    for k in range(n):
        enough = max(enough, need[k])
        space += size[k]
    enough = max(enough, space)
    boxes, gained = 0.0, 0.0
    while boxes < most:
        more = most_gained(boxes + 1.0, n, order, gain, size, need)
        if more - gained <= fee:
            break
        boxes, gained = boxes + 1.0, more
        if boxes >= enough and fee < 0.0:
            boxes = most
    return fee * boxes - gained, boxes


@kernel
def load_values(cells, theta, fee, gain, value, boxes):
    """Value and boxes of every load at given gains by cell."""
    pool_first, box = cells.pool_first, cells.box
    widest = 0
    for g in range(box.shape[0]):
        widest = max(widest, pool_first[g + 1] - pool_first[g])
    size, need, here = np.empty(widest), np.empty(widest), np.empty(widest)
    for g in range(box.shape[0]):
        a, b = pool_first[g], pool_first[g + 1]
        sizes(g, cells, theta[g], size, need)
        n = np.int64(0)
        for c in range(a, b):
            if gain[c] > 0.0:
                here[n], size[n], need[n] = gain[c], size[c - a], need[c - a]
                n += 1
        value[g], boxes[g] = load_value(n, here, size, need, fee[g], box[g, MOST])


@kernel
def switch_worth(value, switch_first, switch, open_cny, passes):
    """Divide the gain of every load over the switches it needs; return what every switch is worth.

    Any division is valid. Here each load in turn puts its gain where it is still missing.
    """
    worth = open_cny.copy()
    weight = np.empty(len(switch))
    for g in range(len(value)):
        a, b = switch_first[g], switch_first[g + 1]
        for at in range(a, b):
            weight[at] = 1.0 / (b - a)
            worth[switch[at]] += weight[at] * value[g]
    for _ in range(passes):
        for g in range(len(value)):
            a, b = switch_first[g], switch_first[g + 1]
            if b - a < 2 or value[g] >= 0.0:
                continue
            missing = 0.0
            for at in range(a, b):
                worth[switch[at]] -= weight[at] * value[g]
                missing += max(0.0, worth[switch[at]])
            gain = -value[g]
            for at in range(a, b):
                short = max(0.0, worth[switch[at]])
                if missing >= gain:
                    weight[at] = short / missing
                else:
                    weight[at] = (short + (gain - missing) / (b - a)) / gain
                worth[switch[at]] += weight[at] * value[g]
    return worth
