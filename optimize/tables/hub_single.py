"""Single allocation of nodes to hubs, set of hubs after set, best bound first.

The cost of a set under multiple allocation bounds it from below. A plan of each promising set is
found by moving one node at a time; sets whose bound is not below the best plan need no look. The
others are solved by the program of `hub_flows` with their hubs given.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from optimize.tables.hub_flows import single_plan, solve_flows
from optimize.tables.hubs import HubPlan, HubProblem, set_values
from optimize.tables.program import Limits

TRIED = 300
"""Sets of best bound in which a plan is sought before any is solved."""
SAME = 1e-9
ROUNDS = 50

Floats = npt.NDArray[np.float64]


def best_allocation(problem: HubProblem, limits: Limits) -> HubPlan | None:
    """The best plan over all sets, with its bound."""
    ranked = sorted(set_values(problem), key=lambda pair: (pair[1], pair[0]))
    best = HubPlan((), {}, math.inf, math.inf)
    for hubs, bound in ranked[:TRIED]:
        if bound >= best.cost:
            break
        home = _moved(problem, hubs)
        if home is not None:
            plan = single_plan(problem, hubs, home, bound)
            best = min(best, plan, key=lambda each: each.cost)
    repeatable = True
    low = math.inf
    for hubs, bound in ranked:
        if bound >= best.cost * (1.0 - SAME):
            low = min(low, bound)
            break
        only = replace(problem, candidates=hubs, count=len(hubs))
        solved = solve_flows(only, single=True, limits=limits)
        if solved is None:
            continue
        repeatable = repeatable and solved.deterministic
        low = min(low, max(bound, solved.bound))
        if solved.cost < best.cost:
            best = solved
    if math.isinf(best.cost):
        return None
    return HubPlan(best.hubs, best.ways, best.cost, min(low, best.cost), repeatable)


def _moved(problem: HubProblem, hubs: tuple[int, ...]) -> dict[int, int] | None:
    """An allocation that no move of a single node improves; None where links are missing."""
    if not np.isfinite(problem.cost[:, hubs]).all() or not np.isfinite(problem.cost[hubs, :]).all():
        return None
    factors, flow = problem.factors, problem.flow
    supply, demand = flow.sum(axis=1), flow.sum(axis=0)
    own = (
        factors.collection * supply[:, None] * problem.cost[:, hubs]
        + factors.distribution * demand[:, None] * problem.cost[hubs, :].T
    )
    among = factors.transfer * problem.cost[np.ix_(hubs, hubs)]
    place = {k: number for number, k in enumerate(hubs)}
    home = np.array([place.get(i, int(own[i].argmin())) for i in range(len(flow))])
    for _ in range(ROUNDS):
        moved = False
        for i in range(len(flow)):
            if i in place:
                continue
            value = own[i] + among[:, home] @ flow[i] + among[home, :].T @ flow[:, i]
            inside = flow[i, i]
            value = value - inside * (among[:, home[i]] + among[home[i], :])
            k = int(value.argmin())
            if value[k] < value[home[i]] - 1e-9:
                home[i], moved = k, True
        if not moved:
            break
    return {i: hubs[k] for i, k in enumerate(home.tolist())}
