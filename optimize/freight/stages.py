"""Large problems: search in pieces, with the bound beside it, on two threads joined at every stage.

The bound takes a few rounds; its prices name the best options of every item and are what the search
starts with. In the first stages one thread searches the whole while the other takes more rounds of
the bound. Then, stage by stage, the plan is divided into two pieces (`optimize.freight.pieces`),
searched on a thread each. What each task does is a count of work and depends on nothing but the
last join, so the number of threads that happen to be free changes no digit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np

from domain.freight import FreightPlan, FreightProblem, Ints
from optimize.freight.bound import Bound
from optimize.freight.pieces import Piece, divided, narrowed
from optimize.freight.search import Search, chosen_plan, parts_of, typical_box_cny

THREADS = 2
CUTS = (0.5, 0.4, 0.6)
"""Share of parcels before the hour that divides the pieces, by stage in turn."""
PLAN_EVERY = 5
"""Stages between two plans handed out, as counting one takes as long as a piece of a stage."""
POLL_S = 0.2
CHUNK = 2_000
Choices = tuple[Ints, Ints]
"""The best met, and those that stand: by parcel an option, -1 outsourced."""


@dataclass(frozen=True, slots=True)
class Stages:
    """Counts of work; temperatures in parts of the median price of a box.

    The first `lead` stages are undivided.
    """

    lead: int
    stages: int
    search_rounds: int
    bound_rounds: int
    options: int
    sweeps: int
    hot: float
    cold: float
    size: int


def staged(
    problem: FreightProblem,
    bound: Bound,
    work: Stages,
    start: FreightPlan | None,
    stop: Callable[[], bool],
) -> Iterator[FreightPlan | None]:
    """Search from the bound's prices, or from `start`; hand out plans, or None between them.

    When `stop` says so, the stage ends within a moment and what it found is handed out.
    """
    also = np.zeros(0, dtype=np.int64) if start is None else start.taken
    listed = bound.short_list(work.options, also)
    narrow = narrowed(problem, listed.option)
    parts = parts_of(narrow)

    def plan_of(choice: Ints) -> FreightPlan:
        taken = np.append(listed.option, -1)[choice]
        return chosen_plan(problem, taken, parts)

    whole = Search(narrow, share=listed.share, parts=parts)
    if start is not None:
        whole.start_from(_within(start, listed.option))
    else:
        for _ in whole.placing(work.sweeps):
            yield None
    choice, unserved = whole.choice, whole.unserved
    box_cny = typical_box_cny(narrow)
    fall = (work.cold / work.hot) ** (1.0 / max(1, work.stages))
    if not unserved:
        yield plan_of(choice)
    halt = threading.Event()
    with ThreadPoolExecutor(THREADS) as pool:
        for stage in range(work.stages):
            heat = (work.hot * box_cny * fall**stage, work.hot * box_cny * fall ** (stage + 1))
            rounds = _share(work.search_rounds, work.stages, stage)
            leading = stage < work.lead
            if leading:
                pieces = []
                tasks = [pool.submit(_run, whole, rounds, heat, work.size, halt)]
                beside = _share(work.bound_rounds, work.lead, stage)
                tasks.append(pool.submit(_bounded, bound, beside, halt))
            else:
                pieces = divided(
                    narrow, listed.share, parts, choice, CUTS[stage % len(CUTS)], stage
                )
                movable = max(1, sum(len(piece.parcel) for piece in pieces))
                tasks = [
                    pool.submit(
                        _searched, piece, rounds * len(piece.parcel) // movable, heat,
                        work.size, 2 * stage + side, halt,
                    )
                    for side, piece in enumerate(pieces)
                ]  # fmt: skip
            _joined(tasks, stop, halt)
            found = [task.result() for task in tasks]
            best = whole.choice if leading else choice.copy()
            choice = whole.standing if leading else choice.copy()
            for piece, (met, stands) in zip(pieces, found, strict=False):
                piece.back(met, best)
                piece.back(stands, choice)
            last = halt.is_set() or stage == work.stages - 1
            if last or stage % PLAN_EVERY == PLAN_EVERY - 1:
                bound.improve(0)
                yield plan_of(best)
            else:
                yield None
            if halt.is_set():
                return


def _searched(
    piece: Piece,
    rounds: int,
    heat: tuple[float, float],
    size: int,
    seed: int,
    halt: threading.Event,
) -> Choices:
    """The best choices met in a piece, and those that stand in the end."""
    search = Search(piece.problem, share=piece.share, parts=piece.parts, held=piece.held, seed=seed)
    search.place(piece.choice)
    if len(piece.parcel):
        _run(search, rounds, heat, size, halt)
    return search.choice, search.standing


def _run(
    search: Search, rounds: int, heat: tuple[float, float], size: int, halt: threading.Event
) -> Choices:
    """Rounds at falling temperature (CNY), or until told to halt: best choices met, and last."""
    chunks = max(1, rounds // CHUNK)
    fall = (heat[1] / heat[0]) ** (1.0 / chunks)
    for number in range(chunks):
        if halt.is_set():
            break
        top = heat[0] * fall**number
        search.run(_share(rounds, chunks, number), top, top * fall, size)
    return search.choice, search.standing


def _bounded(bound: Bound, rounds: int, halt: threading.Event) -> Choices:
    """Take rounds of the bound, or until told to halt."""
    for _ in range(rounds):
        if halt.is_set():
            break
        bound.go_on(1)
    nothing = np.zeros(0, dtype=np.int64)
    return nothing, nothing


def _joined(tasks: list[Future[Choices]], stop: Callable[[], bool], halt: threading.Event) -> None:
    """Wait for all tasks, and ask them to end where a stop is wished for."""
    left: set[Future[Choices]] = set(tasks)
    try:
        while left:
            left = wait(left, timeout=POLL_S).not_done
            if stop():
                halt.set()
    except BaseException:
        halt.set()
        raise


def _share(total: int, parts: int, number: int) -> int:
    """The part of a whole number that one of several parts gets, so that they sum to it."""
    return total * (number + 1) // parts - total * number // parts


def _within(plan: FreightPlan, option: Ints) -> FreightPlan:
    """A plan with its options numbered as in a list of them, which has them all."""
    place = np.searchsorted(option, plan.taken)
    known = np.append(option, -1)[place] == plan.taken
    return replace(plan, taken=place[known], share=plan.share[known])
