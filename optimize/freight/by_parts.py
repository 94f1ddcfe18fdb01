"""A bound, and plans, from the parts of a problem solved one by one (`optimize.freight.parts`).

Every part has a bound of its own prices first, so that there is a sum from the start. Then each is
solved with the path model, over the options whose reduced cost lets them be in a cheaper plan than
the part's best known. Where these are too many, over those of least reduced cost: what any other
option costs at least is known, so the lesser of both is proven, and the plan found is cheaper.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from domain.freight import Flags, Floats, FreightPlan, FreightProblem, Ints, count
from optimize.freight.bound import Bound
from optimize.freight.exact import solve_exactly
from optimize.freight.parts import Part, Parts
from optimize.freight.search import Search, typical_box_cny
from optimize.freight.settle import settle

SWEEPS = 6
HOT, COLD = 0.12, 0.003


@dataclass(frozen=True, slots=True)
class PartEffort:
    """Counts of work for one part.

    `core_options` are looked at first where more might pay; a proof is asked for over at most
    `most_options`; the solver stops at `nodes`, or where its gap is `gap`.
    """

    bound_rounds: int = 100
    search_rounds: int = 2_000
    core_options: int = 700
    most_options: int = 1_000
    nodes: int = 1
    gap: float = 5e-4


@dataclass(slots=True)
class _Open:
    """A part at work: what is known of it."""

    part: Part
    bound_cny: float
    plan: FreightPlan
    reduced: Floats


@dataclass(frozen=True, slots=True)
class Standing:
    """The bound on the whole problem so far, and the best plans of all parts put together."""

    bound_cny: float
    taken: Ints
    share: Floats
    solved: int


def solve_parts(
    parts: Parts,
    effort: PartEffort,
    known: FreightPlan | None = None,
) -> Iterator[Standing]:
    """Bound every part by prices, then solve one after the other; where things stand after each.

    Until all parts have bounds, nothing is known of the whole.

    Parameters
    ----------
    known
        A plan of the whole problem; parts start from what it does with their items.
    """
    works: list[_Open] = []
    for part in parts.parts:
        works.append(_looked_at(part, effort, known))
        yield Standing(-math.inf, np.zeros(0, dtype=np.int64), np.zeros(0), 0)
    yield _standing(parts, works, 0)
    for number, work in enumerate(works):
        _solve(work, effort)
        yield _standing(parts, works, number + 1)


def joined(
    problem: FreightProblem, best: FreightPlan, parts: Parts, found: Standing
) -> FreightPlan:
    """The best plan, with what parts would do instead wherever that fits and pays."""
    together = settle(problem, found.taken, found.share)
    if not count(problem, together).problems and together.cost_cny < best.cost_cny:
        best = together
    owner = problem.item_of_option
    for part in parts.parts:
        inside = np.zeros(len(problem.items.m3), dtype=bool)
        inside[part.items] = True
        stays, comes = ~inside[owner[best.taken]], inside[owner[found.taken]]
        tried = settle(
            problem,
            np.concatenate((best.taken[stays], found.taken[comes])),
            np.concatenate((best.share[stays], found.share[comes])),
        )
        if tried.cost_cny < best.cost_cny and not count(problem, tried).problems:
            best = tried
    return best


def _standing(parts: Parts, works: list[_Open], solved: int) -> Standing:
    return Standing(
        parts.total([work.bound_cny for work in works]),
        np.concatenate([work.part.options[work.plan.taken] for work in works]),
        np.concatenate([work.plan.share for work in works]),
        solved,
    )


def _looked_at(part: Part, effort: PartEffort, known: FreightPlan | None) -> _Open:
    """A part with its bound by prices and the plan of a short search."""
    problem = part.problem
    bound = Bound(problem)
    bound.improve(effort.bound_rounds)
    box_cny = typical_box_cny(problem)
    search = Search(problem, share=bound.share)
    search.place_all(SWEEPS)
    search.run(effort.search_rounds, HOT * box_cny, COLD * box_cny)
    plan = search.plan()
    if known is not None:
        other = part.restricted(known)
        if other.cost_cny < plan.cost_cny and not count(problem, other).problems:
            plan = other
    return _Open(part, bound.value, plan, bound.reduced_costs())


def _solve(work: _Open, effort: PartEffort) -> None:
    """Raise the bound of a part, and cheapen its plan, by the path model."""
    first_cny = work.bound_cny
    slack = 1e-6 * abs(first_cny)
    keep = work.reduced <= work.plan.cost_cny - first_cny + slack
    if keep.sum() > effort.core_options:
        least = float(np.partition(work.reduced, effort.core_options)[effort.core_options])
        core = work.reduced <= least
        found = _exact(work, core, effort)
        work.bound_cny = max(work.bound_cny, min(found, first_cny + least))
        keep = work.reduced <= work.plan.cost_cny - first_cny + slack
        if not (keep & ~core).any():
            work.bound_cny = max(work.bound_cny, min(found, work.plan.cost_cny))
            return
    if keep.sum() <= effort.most_options:
        before_cny = work.plan.cost_cny
        found = _exact(work, keep, effort)
        work.bound_cny = max(work.bound_cny, min(found, before_cny))


def _exact(work: _Open, keep: Flags, effort: PartEffort) -> float:
    """Solve over some options, keep a cheaper plan, return the bound that holds for those."""
    keep = keep.copy()
    keep[work.plan.taken] = True
    found = solve_exactly(
        work.part.problem, keep=keep, start=work.plan, relative_gap=effort.gap,
        node_limit=effort.nodes,
    )  # fmt: skip
    if found.cost_cny < work.plan.cost_cny:
        work.plan = found
    return found.bound_cny
