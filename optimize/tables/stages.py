"""Solve a program whose strong rows are many: relax, restrict, fix, prove.

1. Relax: the relaxation with the strong rows that it violates, added in rounds: a bound.
2. Restrict: the program with only those openers (arcs, sites, boxes) that the relaxation uses: a
   plan, found soon.
3. Fix: a column whose reduced cost exceeds plan less bound takes its bound in every better plan.
4. Prove: the program with these columns fixed. The least of its bound and the plan of step 2
   bounds the whole problem, since every plan left out costs at least as much as that plan.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from optimize.tables.program import Limits, Outcome, Program

FEW = 2_500
"""Strong rows up to which the solver gets all of them, and the whole program, at once."""
ROUNDS = 12
VIOLATED = 1e-4
ENOUGH = 3e-4
"""Rounds end when the bound rises by less than this share."""
USED = 0.1
"""An opener that the relaxation uses less than this is shut in the restricted program."""
SHARES = (0.4, 0.3)
"""Of the time, if it is limited: for the relaxation and for the restricted program."""


def solve_in_stages(program: Program, limits: Limits) -> Outcome:
    """The best plan found and a bound that holds for the whole program."""
    if len(program.strong) <= FEW:
        return program.solve(limits)
    relaxed, active, spent = _relax(program, limits)
    if relaxed.values is None or relaxed.reduced is None:
        return program.solve(_left(limits, spent))
    restricted = _restrict(program, limits, relaxed, active)
    spent += restricted.seconds
    changed = _fix(program, relaxed, restricted.objective)
    try:
        proved = program.solve(_left(limits, spent), strong=active)
    finally:
        for column, low, high in changed:
            program.low[column], program.high[column] = low, high
    best = min(proved, restricted, key=lambda outcome: outcome.objective)
    shut = proved.status in {"infeasible", "infeasible_or_unbounded"}
    bound = best.objective if shut else min(proved.bound, restricted.objective)
    if shut and best.values is None:
        return proved
    return Outcome(
        best.status if best.values is not None else proved.status,
        best.values,
        best.objective,
        max(relaxed.bound, bound),
        spent + proved.seconds,
        relaxed.deterministic and proved.deterministic and restricted.deterministic,
    )


def _left(limits: Limits, spent_s: float) -> Limits:
    """What remains of the time."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=max(0.2 * limits.seconds, limits.seconds - spent_s))


def _relax(program: Program, limits: Limits) -> tuple[Outcome, list[int], float]:
    """The relaxation with the strong rows that bind, those rows, and the seconds it took."""
    columns = np.array([(a, b) for a, b, _ in program.strong])
    factors = np.array([k for _, _, k in program.strong])
    active: list[int] = []
    chosen: set[int] = set()
    spent = 0.0
    best = Outcome("unknown", None, math.inf, -math.inf, 0.0)
    cut_short = False
    for _ in range(ROUNDS):
        now = program.solve(_left(limits, spent), relaxed=True, strong=active)
        spent += now.seconds
        if now.values is None:
            break
        little = now.bound - best.bound < ENOUGH * abs(now.bound)
        best = now
        excess = now.values[columns[:, 0]] - factors * now.values[columns[:, 1]]
        new = [i for i in np.nonzero(excess > VIOLATED)[0].tolist() if i not in chosen]
        active.extend(new)
        chosen.update(new)
        if little or not new:
            break
        if limits.seconds is not None and spent > SHARES[0] * limits.seconds:
            cut_short = True
            break
    return replace(best, deterministic=best.deterministic and not cut_short), active, spent


def _restrict(program: Program, limits: Limits, relaxed: Outcome, active: list[int]) -> Outcome:
    """The program with only the openers in use."""
    assert relaxed.values is not None
    high = list(program.high)
    for column in sorted({b for _, b, _ in program.strong}):
        if relaxed.values[column] < USED and program.low[column] <= 0.0:
            program.high[column] = 0.0
    part = limits.seconds
    few = replace(limits, seconds=None if part is None else SHARES[1] * part)
    try:
        return program.solve(few, strong=active)
    finally:
        program.high = high


def _fix(program: Program, relaxed: Outcome, plan: float) -> list[tuple[int, float, float]]:
    """Fix what no better plan moves; what was changed, to undo it."""
    changed: list[tuple[int, float, float]] = []
    if not math.isfinite(plan):
        return changed
    assert relaxed.values is not None
    assert relaxed.reduced is not None
    lacks = (plan - relaxed.bound) * (1.0 + 1e-6) + 1e-6
    for column in np.nonzero(np.abs(relaxed.reduced) > lacks)[0].tolist():
        low, high = program.low[column], program.high[column]
        if not program.integer[column]:
            continue
        changed.append((column, low, high))
        if relaxed.reduced[column] > 0.0:
            program.high[column] = low
        else:
            program.low[column] = high
    return changed
