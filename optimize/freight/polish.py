"""Neighbourhoods of a plan, solved exactly: some items are free, the rest stays where it is.

Items that could share loads are neighbours. Around one item after the other, its neighbours are
freed with their best options, and the path model of that part decides anew.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from domain.freight import Flags, Floats, FreightPlan, FreightProblem, Ints
from optimize.freight.exact import solve_exactly
from optimize.freight.settle import pairs_of


class Neighbourhoods:
    """Who may share a load with whom, over the options of least reduced cost.

    Parameters
    ----------
    worth
        Per option, the lower the better: own cost with its fair part of boxes, or reduced cost.
    options
        Options of an item that are looked at, beside the one that it has.
    """

    def __init__(self, problem: FreightProblem, worth: Floats, options: int) -> None:
        self.problem = problem
        owner = problem.item_of_option
        order = np.lexsort((worth, owner))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - problem.options.first[owner[order]]
        self._kept = rank < options
        chosen = np.nonzero(self._kept)[0]
        position, row = pairs_of(problem.options.load_first, chosen)
        load, item = problem.options.load[position], owner[chosen[row]]
        by_load = np.argsort(load, kind="stable")
        self._rider = item[by_load]
        self._rider_first = np.searchsorted(
            load[by_load], np.arange(len(problem.loads.box_cny) + 1)
        )

    def around(self, item: int, plan: FreightPlan, most: int) -> Flags:
        """Up to `most` items near one item: those on its loads, then those that could be."""
        problem = self.problem
        owner = problem.item_of_option
        of_item: dict[int, list[int]] = {}
        on_load: dict[int, list[int]] = {}
        for option, who in zip(plan.taken.tolist(), owner[plan.taken].tolist(), strict=True):
            for load in self._loads(option):
                of_item.setdefault(who, []).append(load)
                on_load.setdefault(load, []).append(who)
        free = np.zeros(len(problem.items.m3), dtype=bool)
        queue, count = [item], 0
        seen: set[int] = set()
        while queue and count < most:
            who = queue.pop(0)
            if free[who]:
                continue
            free[who] = True
            count += 1
            near = list(of_item.get(who, ()))
            first, end = problem.options.first[who], problem.options.first[who + 1]
            for option in np.nonzero(self._kept[first:end])[0].tolist():
                near.extend(self._loads(int(first) + option))
            for load in near:
                if load in seen:
                    continue
                seen.add(load)
                queue.extend(on_load.get(load, ()))
                riders = self._rider[self._rider_first[load] : self._rider_first[load + 1]]
                queue.extend(riders[:8].tolist())
        return free

    def _loads(self, option: int) -> list[int]:
        options = self.problem.options
        loads: list[int] = options.load[
            options.load_first[option] : options.load_first[option + 1]
        ].tolist()
        return loads

    def keep(self, plan: FreightPlan) -> Flags:
        """Options that a part may use: the best of every item, and those taken."""
        keep = self._kept.copy()
        keep[plan.taken] = True
        return keep


def polish(
    problem: FreightProblem,
    plan: FreightPlan,
    near: Neighbourhoods,
    order: Ints,
    *,
    items: int,
    nodes: int,
) -> Iterator[FreightPlan]:
    """Solve the neighbourhood of every item of `order` in turn, handing out the plan so far."""
    for item in order.tolist():
        free = near.around(item, plan, items)
        found = solve_exactly(
            problem, keep=near.keep(plan), free=free, start=plan, node_limit=nodes,
            relative_gap=1e-4,
        )  # fmt: skip
        if found.cost_cny < plan.cost_cny:
            plan = found
        yield plan
