"""Kernels of the bound: what every load gains at given prices, and which items it would take.

All run on one thread in a fixed order, so that results are the same at every run.
"""
# mypy: disable-error-code="untyped-decorator, no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np
from numba import njit

PRICE, M3, T, TEU, TARE, PLUGS, MOST = range(7)
SHRINK = 1.0 - 2e-9
"""Sizes in boxes are a trifle smaller here, as `domain.freight.boxes_needed` rounds up that way."""


@njit(cache=True)
def cap_boxes(box, slot_first, slot, room):
    """Lower the most boxes of every load to what each of its slots has room for."""
    for g in range(box.shape[0]):
        most = box[g, MOST]
        for at in range(slot_first[g], slot_first[g + 1]):
            s = slot[at]
            for measure, column in enumerate((TEU, TARE, PLUGS)):
                if box[g, column] > 0.0 and np.isfinite(room[measure, s]):
                    most = min(most, np.floor(room[measure, s] / box[g, column] + 1e-9))
        box[g, MOST] = max(0.0, most)


@njit(cache=True)
def by_load(item_order, away, option_first, own_cny, load_first, load, load_rank, loads):
    """Turn options round: entries by load, within a load by item, within an item as written."""
    first = np.zeros(loads + 1, dtype=np.int64)
    several, pieces = 0, 0
    for i in range(len(item_order)):
        row = item_order[i]
        for o in range(option_first[row], option_first[row + 1]):
            if own_cny[o] >= away[i]:
                continue
            uses = load_first[o + 1] - load_first[o]
            if uses > 1:
                several += 1
                pieces += uses
            for at in range(load_first[o], load_first[o + 1]):
                first[load_rank[load[at]] + 1] += 1
    for g in range(loads):
        first[g + 1] += first[g]
    n = first[loads]
    item = np.empty(n, dtype=np.int32)
    own = np.empty(n)
    entry = np.empty(n, dtype=np.int32)
    piece = np.empty(n, dtype=np.int32)
    option_of_piece = np.empty(pieces, dtype=np.int32)
    piece_first = np.zeros(several + 1, dtype=np.int64)
    place = first[:-1].copy()
    several, pieces = 0, 0
    for i in range(len(item_order)):
        row = item_order[i]
        for o in range(option_first[row], option_first[row + 1]):
            if own_cny[o] >= away[i]:
                continue
            uses = load_first[o + 1] - load_first[o]
            for at in range(load_first[o], load_first[o + 1]):
                g = load_rank[load[at]]
                e = place[g]
                place[g] += 1
                item[e] = i
                own[e] = own_cny[o]
                entry[e] = at
                piece[e] = -1
                if uses > 1:
                    piece[e] = pieces
                    option_of_piece[pieces] = several
                    pieces += 1
            if uses > 1:
                several += 1
                piece_first[several] = pieces
    return first, item, own, entry, piece, option_of_piece, piece_first


@njit(cache=True)
def free_options(item_order, option_first, own_cny, load_first):
    """The least own cost over the options of an item that use no load (inf: none)."""
    least = np.full(len(item_order), np.inf)
    for i in range(len(item_order)):
        row = item_order[i]
        for o in range(option_first[row], option_first[row + 1]):
            if load_first[o + 1] == load_first[o]:
                least[i] = min(least[i], own_cny[o])
    return least


@njit(cache=True)
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


@njit(cache=True)
def tonne_of_options(first, piece, option_of_piece, several, tonne):
    """Price of a tonne over all loads of every option that uses several."""
    total = np.zeros(several)
    for g in range(len(first) - 1):
        if tonne[g] != 0.0:
            for e in range(first[g], first[g + 1]):
                if piece[e] >= 0:
                    total[option_of_piece[piece[e]]] += tonne[g]
    return total


@njit(cache=True)
def cells(g, first, item, own, piece, option_of_piece, least, m3, t, box, theta, pi, tonne,
          tonne_of, part, at, gain, size):  # fmt: skip
    """Fill (entry, gain, boxes) of the items that load g gains by; return their number."""
    n = 0
    e, end = first[g], first[g + 1]
    by_m3 = theta[g] / box[g, M3] if theta[g] > 0.0 else 0.0
    by_t = (1.0 - theta[g]) / box[g, T] if theta[g] < 1.0 else 0.0
    while e < end:
        i = item[e]
        best, best_at, smallest = 0.0, -1, np.inf
        price = pi[i]
        while e < end and item[e] == i:
            profit = price - own[e]
            if profit > 0.0:
                q = piece[e]
                if q < 0:
                    profit -= t[i] * tonne[g]
                else:
                    profit = (profit - t[i] * tonne_of[option_of_piece[q]]) * part[q]
                if profit > 0.0 and len(least) > 0:
                    smallest = min(smallest, least[e])
                if profit > best:
                    best, best_at = profit, e
            e += 1
        if best_at >= 0:
            at[n] = best_at
            gain[n] = best
            boxes = smallest if len(least) > 0 else by_m3 * m3[i] + by_t * t[i]
            size[n] = boxes * SHRINK
            n += 1
    return n


@njit(cache=True)
def fill(n, gain, size, fee, most, taken):
    """Least of fee y - (the most gained by goods in y boxes) over whole y; the goods may be cut.

    Returns value and boxes; `taken` becomes the share of every item that is carried. The most
    gained is concave in y, so boxes are added until the next one gains no more than its fee.
    """
    for k in range(n):
        taken[k] = 0.0
    total = 0.0
    for k in range(n):
        total += gain[k]
    if most < 1.0 or (total <= fee and fee >= 0.0):
        return 0.0, 0.0
    density = np.empty(n)
    for k in range(n):
        density[k] = -gain[k] / size[k] if size[k] > 0.0 else -np.inf
    order = np.argsort(density)
    value, boxes = 0.0, 0.0
    k, left = 0, 1.0
    while boxes < most and k < n:
        j = order[k]
        if size[j] * left >= 2.0:
            if gain[j] / size[j] <= fee:
                break
            number = min(np.floor(size[j] * left), most - boxes)
            value += number * (fee - gain[j] / size[j])
            boxes += number
            left = max(0.0, left - number / size[j])
            taken[j] = 1.0 - left
            continue
        start, start_left = k, left
        room, more = 1.0, 0.0
        while k < n:
            j = order[k]
            need = size[j] * left
            if need <= room:
                more += gain[j] * left
                room -= need
                k += 1
                left = 1.0
            else:
                cut = room / size[j]
                more += gain[j] * cut
                left -= cut
                break
        if more <= fee:
            k, left = start, start_left
            break
        for m in range(start, k):
            taken[order[m]] = 1.0
        if k < n and left < 1.0:
            taken[order[k]] = 1.0 - left
        value += fee - more
        boxes += 1.0
    if fee < 0.0 and boxes < most:
        value += fee * (most - boxes)
        boxes = most
    return value, boxes


@njit(cache=True)
def split_over_switches(value, switch_first, switch, open_cny, weight, passes):
    """Divide the gain of every load over the switches it needs; return what every switch is worth.

    Any division is valid. Here each load in turn puts its gain where it is still missing.
    """
    worth = open_cny.copy()
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


@njit(cache=True)
def look(first, item, own, piece, option_of_piece, least, m3, t, box, slot_first, slot,
         switch_first, switch, open_cny, theta, pi, slot_price, dead_price, part,
         by_item, by_slot, by_switch, by_piece):  # fmt: skip
    """One look at all loads at given prices.

    Fills how often every item is carried, the room taken in slots, TEU by switch, and for every
    piece how much its option's profit is taken up there. Returns the gains of loads that need no
    switch, what the switches are worth, boxes and gains by load, and the sum of all gains on offer
    (for the allowance for rounding).
    """
    loads = box.shape[0]
    fee, tonne = charges(box, slot_first, slot, switch_first, switch, slot_price, dead_price)
    several = 0
    if len(option_of_piece) > 0:
        several = option_of_piece[-1] + 1
    tonne_of = tonne_of_options(first, piece, option_of_piece, several, tonne)
    widest = 0
    for g in range(loads):
        widest = max(widest, first[g + 1] - first[g])
    at = np.empty(widest, dtype=np.int64)
    gain, size, taken = np.empty(widest), np.empty(widest), np.empty(widest)
    value, boxes = np.zeros(loads), np.zeros(loads)
    offered = 0.0
    kept = np.empty(2 * len(pi) + 16, dtype=np.int64)
    kept_share = np.empty(len(kept))
    kept_gain = np.empty(len(kept))
    kept_first = np.zeros(loads + 1, dtype=np.int64)
    m = 0
    for g in range(loads):
        n = cells(g, first, item, own, piece, option_of_piece, least, m3, t, box, theta, pi, tonne,
                  tonne_of, part, at, gain, size)  # fmt: skip
        for k in range(n):
            offered += gain[k]
        value[g], boxes[g] = fill(n, gain, size, fee[g], box[g, MOST], taken)
        if boxes[g] > 0.0:
            if m + n > len(kept):
                longer = max(2 * len(kept), m + n)
                grown, grown_share, grown_gain = (
                    np.empty(longer, dtype=np.int64),
                    np.empty(longer),
                    np.empty(longer),
                )
                grown[:m], grown_share[:m], grown_gain[:m] = kept[:m], kept_share[:m], kept_gain[:m]
                kept, kept_share, kept_gain = grown, grown_share, grown_gain
            for k in range(n):
                if taken[k] > 0.0:
                    kept[m], kept_share[m], kept_gain[m] = at[k], taken[k], gain[k]
                    m += 1
        kept_first[g + 1] = m
    weight = np.zeros(len(switch))
    worth = split_over_switches(value, switch_first, switch, open_cny, weight, 4)
    free = 0.0
    by_item[:] = 0.0
    by_slot[:] = 0.0
    by_switch[:] = 0.0
    by_piece[:] = 0.0
    for g in range(loads):
        on = 0.0
        if switch_first[g] == switch_first[g + 1]:
            free += value[g]
            on = 1.0
        for k in range(switch_first[g], switch_first[g + 1]):
            if worth[switch[k]] < 0.0:
                on += weight[k]
        if boxes[g] == 0.0 or on == 0.0:
            continue
        goods = 0.0
        for k in range(kept_first[g], kept_first[g + 1]):
            e, share = kept[k], kept_share[k] * on
            q = piece[e]
            goods += share * t[item[e]]
            if q < 0:
                by_item[item[e]] += share
            else:
                by_item[item[e]] += share * part[q]
                if part[q] > 0.0:
                    by_piece[q] += share * kept_gain[k] / part[q]
        for k in range(slot_first[g], slot_first[g + 1]):
            s = slot[k]
            by_slot[0, s] += on * boxes[g] * box[g, TEU]
            by_slot[1, s] += on * boxes[g] * box[g, TARE] + goods
            by_slot[2, s] += on * boxes[g] * box[g, PLUGS]
        for k in range(switch_first[g], switch_first[g + 1]):
            by_switch[switch[k]] += on * boxes[g] * box[g, TEU]
    return free, worth, boxes, value, fee, offered


@njit(cache=True)
def first_theta(first, item, m3, t, box):
    """1 where goods that may use a load fill its boxes by m3 rather than by t, else 0."""
    theta = np.ones(len(first) - 1)
    for g in range(len(theta)):
        by_m3, by_t = 0.0, 0.0
        for e in range(first[g], first[g + 1]):
            by_m3 += m3[item[e]]
            by_t += t[item[e]]
        if by_t / box[g, T] > by_m3 / box[g, M3]:
            theta[g] = 0.0
    return theta


@njit(cache=True)
def fair_share(items, first, item, own, piece, piece_first, option_of_piece, least, m3, t, box,
               theta):  # fmt: skip
    """Least over an item's options of own cost and its part of boxes; that part; parts by piece."""
    price = np.full(items, np.inf)
    paid_of = np.zeros(items)
    part = np.empty(len(option_of_piece))
    owner = np.empty(len(piece_first) - 1, dtype=np.int64)
    paid = np.empty(len(piece_first) - 1)
    for g in range(len(first) - 1):
        for e in range(first[g], first[g + 1]):
            i = item[e]
            boxes = theta[g] * m3[i] / box[g, M3] + (1.0 - theta[g]) * t[i] / box[g, T]
            if len(least) > 0:
                boxes = least[e]
            share = boxes * SHRINK * box[g, PRICE]
            if box[g, MOST] < 1.0:
                continue
            q = piece[e]
            if q < 0:
                if own[e] + share < price[i]:
                    price[i], paid_of[i] = own[e] + share, share
            else:
                part[q] = share
                owner[option_of_piece[q]] = i
                paid[option_of_piece[q]] = own[e]
    for g in range(len(first) - 1):
        if box[g, MOST] < 1.0:
            for e in range(first[g], first[g + 1]):
                if piece[e] >= 0:
                    part[piece[e]] = np.inf
                    owner[option_of_piece[piece[e]]] = item[e]
                    paid[option_of_piece[piece[e]]] = np.inf
    for m in range(len(owner)):
        a, b = piece_first[m], piece_first[m + 1]
        whole = 0.0
        for q in range(a, b):
            whole += part[q]
        if paid[m] + whole < price[owner[m]]:
            price[owner[m]], paid_of[owner[m]] = paid[m] + whole, whole
        for q in range(a, b):
            if np.isinf(part[q]) or whole == 0.0 or np.isinf(whole):
                part[q] = 1.0 / (b - a)
            else:
                part[q] /= whole
    return price, paid_of, part


@njit(cache=True)
def even_parts(piece_first, part):
    """Make the parts of every option sum to 1 again."""
    for m in range(len(piece_first) - 1):
        a, b = piece_first[m], piece_first[m + 1]
        whole = 0.0
        for q in range(a, b):
            whole += part[q]
        for q in range(a, b):
            part[q] = part[q] / whole if whole > 0.0 else 1.0 / (b - a)
