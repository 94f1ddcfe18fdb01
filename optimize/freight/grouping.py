"""Which items belong together: those that would share boxes and switches at the bound's prices.

Two items are the closer, the more of a price they divide that both find worth paying. The closest
groups are joined, one pair after the other, as long as a group stays small enough.
"""

from __future__ import annotations

import numpy as np

from domain.freight import Floats, FreightProblem, Ints
from optimize.freight.bound import Bound
from optimize.freight.settle import pairs_of

SOFT = 0.02
"""Options dearer than an item's price count the less; this part of the median item price halves."""


def grouped(problem: FreightProblem, bound: Bound, most: int) -> Ints:
    """The group of every item, numbered from 0 in order of their first items."""
    near = _closeness(problem, bound)
    many = len(near)
    group = np.arange(many)
    size = np.ones(many)
    alive = np.ones(many, dtype=bool)
    while True:
        row = near.argmax(axis=1)
        best = near[np.arange(many), row]
        one = int(best.argmax())
        other = int(row[one])
        if best[one] <= 0.0:
            break
        one, other = min(one, other), max(one, other)
        if size[one] + size[other] > most:
            near[one, other] = near[other, one] = 0.0
            continue
        near[one] += near[other]
        near[:, one] = near[one]
        near[one, one] = 0.0
        near[other] = near[:, other] = 0.0
        size[one] += size[other]
        alive[other] = False
        group[group == other] = one
    numbered: Ints = np.unique(group, return_inverse=True)[1].astype(np.int64)
    return numbered


def _closeness(problem: FreightProblem, bound: Bound) -> Floats:
    """By pair of items, CNY that both pay alike for what they would share."""
    many = len(problem.items.m3)
    options = problem.options
    position, option = pairs_of(options.load_first, np.arange(len(options.own_cny)))
    paid = bound.share[position]
    item = problem.item_of_option[option]
    price = bound.item_price
    with np.errstate(invalid="ignore"):
        dearer = options.own_cny + np.bincount(option, paid, len(options.own_cny))
        dearer = np.maximum(0.0, dearer - price[problem.item_of_option])
    soft = SOFT * float(np.median(price)) + 1e-9
    worth = (
        np.where(np.isfinite(paid), paid, 0.0) * np.exp2(-np.minimum(dearer / soft, 50.0))[option]
    )
    key = problem.options.load[position] * many + item
    cell, at = np.unique(key, return_inverse=True)
    most = np.zeros(len(cell))
    np.maximum.at(most, at, worth)
    load, who = cell // many, cell % many
    near = np.zeros((many, many))
    first = np.flatnonzero(np.append(True, np.diff(load) != 0))
    for a, b in zip(first, np.append(first[1:], len(load)), strict=True):
        if b - a > 1:
            near[np.ix_(who[a:b], who[a:b])] += np.minimum.outer(most[a:b], most[a:b])
    np.fill_diagonal(near, 0.0)
    return near
