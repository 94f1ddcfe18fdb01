"""The options of every item that are cheapest at the bound's prices, and what they pay there."""
# mypy: disable-error-code="untyped-decorator, no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.freight import Floats, FreightProblem, Ints
from optimize.freight.bound_fixing import extra_pay, load_rank_of
from optimize.freight.bound_kernels import left_out
from optimize.freight.bound_layout import Layout
from optimize.freight.bound_point import Multipliers
from optimize.freight.compiled import kernel


@dataclass(frozen=True, slots=True)
class ShortList:
    """Options of the problem in rising order, and what each pays at its loads, one after the other.

    What an option pays for switches is at its first load.
    """

    option: Ints
    share: Floats


def short_list(
    problem: FreightProblem, layout: Layout, point: Multipliers, most: int, also: Ints
) -> ShortList:
    """Of every item the `most` options of least own cost and pay, of equals the first; and `also`.

    Options that are dearer than outsourcing by themselves, or have no room for a box, are not
    among them.
    """
    paid = extra_pay(layout, point)
    paid[: layout.load_cells] += point.pay[: layout.load_cells]
    wanted = np.zeros(len(problem.options.own_cny), dtype=np.bool_)
    wanted[also] = True
    option, share = _listed(
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
        paid,
        wanted,
        most,
    )
    return ShortList(option, share)


@kernel
def _listed(item_order, away, option_first, own, load_first, load, load_rank, box, place_first,
            place, paid, wanted, most):  # fmt: skip
    start = np.full(len(own), -1, dtype=np.int64)
    worth, chosen = np.empty(most), np.empty(most, dtype=np.int64)
    number = 0
    for row in item_order:
        n = 0
        for o in range(option_first[row], option_first[row + 1]):
            if left_out(o, own, away[row], load_first, load, load_rank, box):
                wanted[o] = False
                continue
            cny = own[o]
            start[o] = place_first[number]
            for at in range(place_first[number], place_first[number + 1]):
                cny += paid[place[at]]
            number += 1
            if n == most and cny >= worth[n - 1]:
                continue
            if n < most:
                n += 1
            k = n - 1
            while k > 0 and worth[k - 1] > cny:
                worth[k], chosen[k] = worth[k - 1], chosen[k - 1]
                k -= 1
            worth[k], chosen[k] = cny, o
        for k in range(n):
            wanted[chosen[k]] = True
    option = np.nonzero(wanted)[0]
    entries = 0
    for at in range(len(option)):
        o = option[at]
        entries += load_first[o + 1] - load_first[o]
    share = np.zeros(entries)
    e = 0
    end = np.append(place_first[:number], len(place))
    for number in range(len(option)):
        o = option[number]
        uses = load_first[o + 1] - load_first[o]
        for k in range(uses):
            share[e + k] = paid[place[start[o] + k]]
        last = end[np.searchsorted(end, start[o], side="right")]
        for at in range(start[o] + uses, last):
            if uses > 0:
                share[e] += paid[place[at]]
        e += uses
    return option, share
