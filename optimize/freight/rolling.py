"""Planning as items become known: at every epoch the open part of the problem is solved anew.

At an epoch, items whose known hour has passed take part. An item is locked once a load of its
option has closed; until then it may move, to options all of whose loads are still open. An item
without an open option stays as it is, outsourced if it was. What is locked keeps its room and its
boxes, and others may still join the boxes of its loads that are open. (A divisible item that is
locked keeps to its options; how it is divided over them may still change.)

The gap of such a plan is measured against the bound of foresight: all items known at once.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from domain.freight import Flags, Floats, FreightPlan, FreightProblem, Ints, Items, Options, count
from optimize.freight.alone import fitting
from optimize.freight.bound import Bound
from optimize.freight.canonical import canonical
from optimize.freight.settle import pairs_of, settle
from optimize.freight.solve import Effort, Progress, solve, usual_effort


@dataclass(frozen=True, slots=True)
class _Open:
    """The problem of one epoch, and the items and options of the whole that it has."""

    problem: FreightProblem
    items: Ints
    options: Ints
    locked: int


def rolling(
    problem: FreightProblem,
    epoch_h: float,
    *,
    effort: Effort | None = None,
    bound_cny: float | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> FreightPlan:
    """Decide items as they become known, every `epoch_h` hours.

    Parameters
    ----------
    effort
        Of one epoch; without it, half of what suits the problem.
    bound_cny
        A bound on every plan of `problem`, if one is known; else `Bound` finds one.

    Returns
    -------
    FreightPlan
        Notes: `epochs`, and `locked`, the items that the last epoch could not move.

    Raises
    ------
    ValueError
        For epochs that do not advance.
    """
    if not epoch_h > 0.0:
        raise ValueError(f"an epoch of {epoch_h} h")
    began = time.perf_counter()
    ordered = canonical(problem)
    whole = ordered.problem
    effort = effort or usual_effort(whole)
    if bound_cny is None:
        bound = Bound(fitting(whole).problem)
        bound.improve(effort.turns * effort.bound_rounds)
        bound_cny = bound.value
    taken = np.full(len(whole.items.m3), -1, dtype=np.int64)
    plan = settle(whole, taken[:0], np.zeros(0))
    epochs = locked = 0
    cut = False
    for now_h in _epochs(whole, epoch_h):
        open_part = _open(whole, plan, now_h)
        start = _within(open_part, plan)
        found = solve(open_part.problem, effort=effort, stop=stop, start=start)
        epochs, locked = epochs + 1, open_part.locked
        if not math.isfinite(found.cost_cny):
            return replace(
                ordered.back(plan), cost_cny=math.inf, status=found.status, bound_cny=bound_cny,
                seconds=time.perf_counter() - began,
            )  # fmt: skip
        plan = settle(whole, open_part.options[found.taken], found.share)
        if progress is not None:
            low = min(bound_cny, plan.cost_cny)
            progress(plan.cost_cny, low, (plan.cost_cny - low) / max(plan.cost_cny, 1e-9))
        cut = cut or found.status == "interrupted"
    status = "interrupted" if cut else "feasible"
    if count(whole, plan).problems:
        status, plan = "open", replace(plan, cost_cny=math.inf)
    return replace(
        ordered.back(plan), status=status, bound_cny=min(bound_cny, plan.cost_cny),
        deterministic=not cut, seconds=time.perf_counter() - began,
        notes={"epochs": float(epochs), "locked": float(locked)},
    )  # fmt: skip


def _epochs(problem: FreightProblem, epoch_h: float) -> list[float]:
    """Multiples of the epoch at which somebody new is known, in order."""
    known_h = problem.items.known_h
    return sorted({epoch_h * math.ceil(hour / epoch_h) for hour in known_h.tolist()})


def _open(problem: FreightProblem, plan: FreightPlan, now_h: float) -> _Open:
    """Items known by now, with the options they may still take; locked ones with theirs alone."""
    items, options, loads = problem.items, problem.options, problem.loads
    owner = problem.item_of_option
    position, row = pairs_of(options.load_first, np.arange(len(owner)))
    closed = np.zeros(len(owner), dtype=bool)
    closed[row[loads.close_h[options.load[position]] < now_h]] = True
    mine = np.zeros(len(owner), dtype=bool)
    mine[plan.taken] = True
    locked = np.zeros(len(items.m3), dtype=bool)
    locked[owner[mine & closed]] = True
    known = np.nonzero(items.known_h <= now_h)[0]
    kept = np.nonzero((items.known_h <= now_h)[owner] & np.where(locked[owner], mine, ~closed))[0]
    first = np.searchsorted(owner[kept], np.append(known, len(items.m3)))
    entry, _ = pairs_of(options.load_first, kept)
    part = replace(
        problem,
        items=Items(
            item_id=tuple(items.item_id[i] for i in known.tolist()),
            m3=items.m3[known],
            t=items.t[known],
            whole=items.whole[known],
            away_cny=_away(problem, locked)[known],
            known_h=items.known_h[known],
        ),
        options=Options(
            first=first,
            own_cny=options.own_cny[kept],
            load_first=np.append(0, np.cumsum(np.diff(options.load_first)[kept])),
            load=options.load[entry],
        ),
    )
    return _Open(part, known, kept, int(locked.sum()))


def _away(problem: FreightProblem, locked: Flags) -> Floats:
    """Prices of outsourcing; none for whole items that are locked, which are under way."""
    away = problem.items.away_cny.copy()
    away[locked & problem.items.whole] = np.inf
    return away


def _within(part: _Open, plan: FreightPlan) -> FreightPlan | None:
    """The plan so far as one of the open part, newcomers outsourced; None where they cannot be."""
    taken = np.searchsorted(part.options, plan.taken)
    start = settle(part.problem, taken, plan.share, boxes=plan.boxes)
    return start if math.isfinite(start.cost_cny) else None
