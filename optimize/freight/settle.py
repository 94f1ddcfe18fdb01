"""From choices to a plan: boxes that the goods fill, switches that those need, and the cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from domain.freight import (
    SLACK,
    Flags,
    Floats,
    FreightPlan,
    FreightProblem,
    Ints,
    count,
)


def pairs_of(first: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Positions of the entries of some rows of a ragged table, and which of `chosen` owns each."""
    lengths = first[chosen + 1] - first[chosen]
    owner = np.repeat(np.arange(len(chosen)), lengths)
    start = np.repeat(first[chosen] - np.cumsum(lengths) + lengths, lengths)
    return start + np.arange(len(owner)), owner


def goods_on(problem: FreightProblem, taken: Ints, share: Floats) -> tuple[Floats, Floats, Flags]:
    """Volume (m3) and weight (t) on every load, and whether it is used at all."""
    options, items = problem.options, problem.items
    position, owner = pairs_of(options.load_first, taken)
    load = options.load[position]
    item = problem.item_of_option[taken][owner]
    m3, t = np.zeros(len(problem.loads.box_cny)), np.zeros(len(problem.loads.box_cny))
    np.add.at(m3, load, share[owner] * items.m3[item])
    np.add.at(t, load, share[owner] * items.t[item])
    used = np.zeros(len(m3), dtype=bool)
    used[load] = True
    return m3, t, used


def boxes_for(problem: FreightProblem, m3: Floats, t: Floats, used: Flags) -> Ints:
    """Boxes that goods need on every load: `domain.freight.boxes_needed`, and 1 where used."""
    loads = problem.loads
    boxes = np.zeros(len(used), dtype=np.int64)
    fill = np.maximum(
        np.ceil(m3[used] / loads.box_m3[used] * (1.0 - SLACK)),
        np.ceil(t[used] / loads.box_t[used] * (1.0 - SLACK)),
    )
    boxes[used] = np.maximum(1.0, fill).astype(np.int64)
    return boxes


def switched_on(problem: FreightProblem, boxes: Ints) -> Flags:
    """The switches that boxes need."""
    on = np.zeros(len(problem.switches.open_cny), dtype=bool)
    position, _ = pairs_of(problem.loads.switch_first, np.nonzero(boxes)[0])
    on[problem.loads.switch[position]] = True
    return on


def settle(
    problem: FreightProblem,
    taken: Ints,
    share: Floats,
    *,
    boxes: Ints | None = None,
    on: Flags | None = None,
) -> FreightPlan:
    """The plan of some choices, priced by `domain.freight.count`.

    `boxes` and `on` may ask for more than the goods need (empty boxes that spare dead freight);
    what the goods need is added.
    """
    order = np.argsort(taken, kind="stable")
    taken, share = taken[order], share[order]
    filled = boxes_for(problem, *goods_on(problem, taken, share))
    if boxes is not None:
        filled = np.maximum(filled, boxes)
    lit = switched_on(problem, filled)
    if on is not None:
        lit |= on
    plan = FreightPlan(taken, share, filled, lit, 0.0)
    return replace(plan, cost_cny=count(problem, plan).cost_cny)


def shaved(problem: FreightProblem, taken: Ints, share: Floats, boxes: Ints) -> Floats:
    """Shares of divisible items made smaller by less than 1e-7 where a solver overfills by a hair.

    A solver keeps its rows to a tolerance; a hair too much would count as one more box.
    """
    whole = problem.items.whole[problem.item_of_option[taken]]
    m3, t, used = goods_on(problem, taken, share)
    loads = problem.loads
    position, owner = pairs_of(problem.options.load_first, taken)
    load = problem.options.load[position]
    fill = np.zeros(len(used))
    fill[used] = np.maximum(m3[used] / loads.box_m3[used], t[used] / loads.box_t[used])
    over = used & (fill > boxes) & (fill * (1.0 - 5e-8) <= boxes * (1.0 + SLACK))
    smaller = np.where(over[load] & ~whole[owner], boxes[load] / np.maximum(fill[load], 1e-12), 1.0)
    factor = np.ones(len(taken))
    np.minimum.at(factor, owner, smaller)
    return share * factor
