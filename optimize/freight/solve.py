"""A plan with its proof: search and bound in turns, then the path model where the size allows.

1. Options are left out that no plan can use (`alone.py`). All outsourced, where that is allowed,
   is the first plan.
2. The bound is improved, the search starts from its prices, both go on in turns.
3. The path model is solved over the options of least reduced cost, for a better plan. A plan with
   any other option costs more than the bound by its reduced cost, so the lesser of both is proven.
4. Options are dropped whose reduced cost says that a plan with them costs more than the best one
   known; if few are left, the path model is solved over them, and its bound is a proof for the
   whole problem.
5. Otherwise neighbourhoods of the plan are solved exactly, the rest held (`polish.py`); the problem
   is divided into parts that are solved one by one (`by_parts.py`), for a closer bound and for
   what goes together of the plans of the parts; and more neighbourhoods are solved.

How long each step may take is a count of work (`Effort`), so the same input gives the same plan;
the problem is put in order of ids first, so the order of the input changes nothing. On Ctrl-C, or
when `stop` says so, the best plan so far is returned with the best bound so far.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from domain.freight import Flags, Floats, FreightPlan, FreightProblem, count
from optimize.freight.alone import fitting
from optimize.freight.bound import Bound
from optimize.freight.by_parts import PartEffort, joined, solve_parts
from optimize.freight.canonical import canonical
from optimize.freight.exact import SolverInterrupted, solve_exactly
from optimize.freight.grouping import grouped
from optimize.freight.interrupt import listening
from optimize.freight.parts import divided
from optimize.freight.polish import Neighbourhoods, polish
from optimize.freight.search import Search, typical_box_cny
from optimize.freight.settle import settle
from optimize.freight.stages import Stages, staged

GOLDEN = 0.6180339887498949
"""Its multiples, without their whole parts, are spread evenly, however many there are."""
Progress = Callable[[float, float, float], None]
"""Called with plan (CNY), bound (CNY) and gap; inf and -inf where there is none yet."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Counts of work.

    `hot` and `cold` are temperatures of the search, in parts of the median price of a box.
    `sweeps` place every item anew, at its fair part of boxes first and what it adds last.
    With `stages` the search goes in pieces, but for the first `lead` stages, in which
    `beside_rounds` of the bound are taken beside it.
    `core_options` is the number of options, those of least reduced cost, that the path model looks
    at for a better plan (0: it does not); `exact_options` is the most that it takes on for a proof,
    which is not asked for where the gap is `exact_gap` already. `part_items` is the most items of a
    part (0: the problem is not divided), `parts` the work that goes into each.
    """

    turns: int = 4
    bound_rounds: int = 200
    sweeps: int = 12
    search_rounds: int = 40_000
    search_options: int = 40
    chunk: int = 2_000
    size: int = 12
    hot: float = 0.12
    cold: float = 0.003
    core_options: int = 0
    core_nodes: int = 20
    part_items: int = 0
    parts: PartEffort = field(default_factory=PartEffort)
    lead: int = 0
    stages: int = 0
    beside_rounds: int = 0
    exact_options: int = 30_000
    exact_nodes: int = 200
    exact_gap: float = 0.005
    polish_parts: int = 0
    polish_items: int = 40
    polish_options: int = 12
    polish_nodes: int = 50


def usual_effort(problem: FreightProblem) -> Effort:
    """What suits the number of items."""
    items = len(problem.items.m3)
    if items <= 300:
        return Effort(
            turns=1, search_rounds=10_000, bound_rounds=600, part_items=20, exact_options=1_500,
            polish_parts=16, polish_items=15, polish_options=16,
        )  # fmt: skip
    if items <= 3_000:
        return Effort(
            turns=1, search_rounds=60_000, bound_rounds=600, part_items=20, polish_parts=400,
            polish_items=20, polish_options=20,
        )  # fmt: skip
    if items <= 30_000:
        return Effort(
            lead=4, stages=20, search_rounds=1_500_000, bound_rounds=100, beside_rounds=200,
            search_options=25, hot=0.03,
        )  # fmt: skip
    return Effort(
        lead=2, stages=12, search_rounds=2_000_000, bound_rounds=20, beside_rounds=80,
        search_options=10, hot=0.03,
    )  # fmt: skip


@dataclass(slots=True)
class _Run:
    """The best of everything so far."""

    problem: FreightProblem
    effort: Effort
    progress: Progress | None
    stop: Callable[[], bool] | None
    best: FreightPlan | None = None
    bound_cny: float = -math.inf
    status: str = "feasible"
    started: bool = False
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def cost_cny(self) -> float:
        return math.inf if self.best is None else self.best.cost_cny

    @property
    def gap(self) -> float:
        """Of the best plan to the best bound; 1 without a plan or a bound."""
        if not math.isfinite(self.cost_cny) or not math.isfinite(self.bound_cny):
            return 1.0
        return max(0.0, self.cost_cny - self.bound_cny) / max(abs(self.cost_cny), 1e-9)

    def offer(self, plan: FreightPlan) -> None:
        """Keep a plan if it is feasible and cheaper."""
        if plan.cost_cny < self.cost_cny and not count(self.problem, plan).problems:
            self.best = plan

    def prove(self, bound_cny: float) -> None:
        """Raise the bound."""
        self.bound_cny = max(self.bound_cny, bound_cny)

    def note(self, name: str, amount: float) -> None:
        """Add to a count of work."""
        self.notes[name] = self.notes.get(name, 0.0) + amount

    def report(self) -> None:
        """Tell the listener where things stand."""
        if self.progress is not None:
            self.progress(self.cost_cny, min(self.bound_cny, self.cost_cny), self.gap)


def solve(
    problem: FreightProblem,
    *,
    effort: Effort | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    start: FreightPlan | None = None,
) -> FreightPlan:
    """The best plan that the effort finds, with a lower bound on every plan.

    The search starts from `start` as well, and never returns anything dearer.

    Returns
    -------
    FreightPlan
        Status "optimal" (the bound is the cost, to 1e-6), "feasible", "interrupted" (then not
        deterministic), "infeasible", or "open" when no plan was found; the last two cost inf.
        `notes` count the work done.

    Raises
    ------
    KeyboardInterrupt
        If it comes before there is any plan.
    """
    began = time.perf_counter()
    ordered = canonical(problem)
    inside = fitting(ordered.problem)
    run = _Run(inside.problem, effort or usual_effort(problem), progress, stop)
    known = None if start is None else inside.forth(ordered.forth(start))
    if known is not None:
        run.offer(known)
        run.started = run.best is not None
    cut = False
    with listening() as wish:
        run.stop = lambda: wish.made or (stop is not None and stop())
        try:
            for _ in _stages(run):
                run.report()
                if run.stop() and (wish.made or run.best is not None):
                    cut = True
                    break
        except KeyboardInterrupt:
            cut = True
    if cut and run.best is None:
        raise KeyboardInterrupt
    best = run.best
    if best is None:
        nothing = settle(ordered.problem, np.zeros(0, dtype=np.int64), np.zeros(0))
        status = "infeasible" if run.status == "infeasible" else "open"
        best = replace(nothing, cost_cny=math.inf, status=status, bound_cny=run.bound_cny)
    else:
        bound_cny = min(run.bound_cny, best.cost_cny)
        closed = best.cost_cny - bound_cny <= 1e-6 * abs(best.cost_cny)
        status = "interrupted" if cut else "optimal" if closed else "feasible"
        best = replace(best, bound_cny=bound_cny, status=status)
    return replace(
        ordered.back(inside.back(best)), deterministic=not cut, notes=dict(run.notes),
        seconds=time.perf_counter() - began,
    )  # fmt: skip


def _stages(run: _Run) -> Iterator[None]:
    """The steps of the module's text; between any two of them the work may be stopped."""
    problem, effort = run.problem, run.effort
    if not len(problem.items.m3):
        run.offer(settle(problem, np.zeros(0, dtype=np.int64), np.zeros(0)))
        run.prove(run.cost_cny)
        return
    if np.isfinite(problem.items.away_cny).all():
        run.offer(settle(problem, np.zeros(0, dtype=np.int64), np.zeros(0)))
        yield
    bound = Bound(problem)
    run.prove(bound.value)
    yield
    yield from _improve(run, bound, effort.bound_rounds)
    if effort.stages:
        yield from _staged(run, bound)
        return
    yield from _turns(run, bound)
    reduced = bound.reduced_costs()
    if effort.core_options and len(reduced) > effort.core_options:
        least = np.partition(reduced, effort.core_options)[effort.core_options]
        proven_cny = yield from _exact(run, reduced <= least, effort.core_nodes, "core")
        run.prove(min(proven_cny, bound.value + float(least)))
        yield
    keep = reduced <= run.cost_cny - bound.value + 1e-6 * abs(bound.value)
    run.note("options", float(len(keep)))
    run.note("options_left", float(keep.sum()))
    if run.gap <= effort.exact_gap:
        return
    if keep.sum() <= effort.exact_options:
        cutoff_cny = run.cost_cny
        proven_cny = yield from _exact(run, keep, effort.exact_nodes, "exact")
        run.prove(min(proven_cny, cutoff_cny))
        yield
        return
    yield from _polish(run, reduced, 0, effort.polish_parts // 2)
    if effort.part_items:
        yield from _by_parts(run, bound)
    yield from _polish(run, reduced, effort.polish_parts // 2, effort.polish_parts)


def _exact(run: _Run, keep: Flags, nodes: int, name: str) -> Generator[None, None, float]:
    """Solve the path model over some options; return its bound, which holds for those only."""
    start = run.best
    if start is not None:
        keep = keep.copy()
        keep[start.taken] = True
    try:
        found = solve_exactly(
            run.problem, keep=keep, start=start, relative_gap=run.effort.exact_gap,
            node_limit=nodes, solver="GSCIP", stop=run.stop,
        )  # fmt: skip
    except SolverInterrupted as interrupted:
        run.offer(interrupted.plan)
        raise
    if found.status == "infeasible" and name == "exact":
        run.status = "infeasible"
    run.offer(found)
    run.note(f"{name}_columns", found.notes.get("columns", 0.0))
    yield
    return found.bound_cny


def _by_parts(run: _Run, bound: Bound) -> Iterator[None]:
    """Divide the problem, solve the parts, and see what of their plans goes together."""
    group = grouped(run.problem, bound, run.effort.part_items)
    parts = divided(run.problem, bound.multipliers, group)
    for standing in solve_parts(parts, run.effort.parts, run.best):
        run.prove(standing.bound_cny)
        yield
    run.note("parts", float(len(parts.parts)))
    if run.best is not None:
        run.offer(joined(run.problem, run.best, parts, standing))
    yield


def _improve(run: _Run, bound: Bound, rounds: int) -> Iterator[None]:
    """The bound, in pieces of ten rounds."""
    for done in range(0, rounds, 10):
        run.prove(bound.improve(min(10, rounds - done)))
        yield
    run.note("bound_rounds", float(rounds))


def _staged(run: _Run, bound: Bound) -> Iterator[None]:
    """Search in pieces with the bound beside it; see `optimize.freight.stages`."""
    effort, stop = run.effort, run.stop
    assert stop is not None
    work = Stages(
        effort.lead, effort.stages, effort.search_rounds, effort.beside_rounds,
        effort.search_options, effort.sweeps, effort.hot, effort.cold, effort.size,
    )  # fmt: skip
    start = run.best if run.started else None
    for plan in staged(run.problem, bound, work, start, stop):
        if plan is not None:
            run.offer(plan)
        run.prove(bound.value)
        yield
    run.note("bound_rounds", float(effort.beside_rounds))
    run.note("search_rounds", float(effort.search_rounds))


def _turns(run: _Run, bound: Bound) -> Iterator[None]:
    """Search at falling temperatures, with the prices of the bound, which learns from the plan."""
    problem, effort = run.problem, run.effort
    box_cny = typical_box_cny(problem)
    for turn in range(effort.turns):
        search = Search(problem, share=bound.share, keep=_best_options(run, bound), seed=turn + 1)
        if turn == 0 and run.started:
            assert run.best is not None
            search.start_from(run.best)
        else:
            for number in search.placing(effort.sweeps):
                if number % 4 == 3 and not search.unserved:
                    run.offer(search.plan())
                yield
            if not search.unserved:
                run.offer(search.plan())
        yield
        hot, cold = effort.hot * box_cny, effort.cold * box_cny
        chunks = max(1, effort.search_rounds // effort.chunk)
        fall = (cold / hot) ** (1.0 / chunks)
        for number in range(chunks):
            top = hot * fall**number
            search.run(effort.chunk, top, top * fall, effort.size)
            run.note("search_rounds", float(effort.chunk))
            if number % 10 == 9 or number == chunks - 1:
                if search.least < run.cost_cny and not search.unserved:
                    run.offer(search.plan())
                yield
        run.note("moves", float(search.kept))
        yield from _improve(run, bound, effort.bound_rounds)


def _best_options(run: _Run, bound: Bound) -> Flags:
    """The options that the search looks at: of every item those of least reduced cost."""
    problem = run.problem
    owner = problem.item_of_option
    order = np.lexsort((bound.reduced_costs(), owner))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - problem.options.first[owner[order]]
    keep = rank < run.effort.search_options
    if run.best is not None:
        keep[run.best.taken] = True
    return keep


def _polish(run: _Run, reduced: Floats, first: int, end: int) -> Iterator[None]:
    """Solve neighbourhoods number `first` to `end`, which are spread over the items."""
    effort, best = run.effort, run.best
    if best is None:
        return
    near = Neighbourhoods(run.problem, reduced, effort.polish_options)
    many = len(run.problem.items.m3)
    order = (np.arange(first, end) * GOLDEN * many).astype(np.int64) % many
    for plan in polish(
        run.problem, best, near, order, items=effort.polish_items, nodes=effort.polish_nodes
    ):
        run.offer(plan)
        run.note("parts_solved", 1.0)
        yield
