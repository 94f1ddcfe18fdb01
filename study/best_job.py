"""The best of several layouts: replications of set C go where the choice needs them.

A procedure (`study.statistics.kn`, `study.statistics.ocba`) says which layouts need more; the
replications are units like all others, so a choice that was interrupted goes on. Rounds depend on
figures alone, never on the number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from domain.outlook import replications
from domain.tables.statistics import SELECTION
from study.errors import FigureWithoutValueError, UnknownFigureError
from study.frames import table_frame
from study.layout import Layout
from study.progress import Step, Watch
from study.replicate import execute_jobs, unit_jobs
from study.rounds import most_replications, values_by_replication
from study.settings import Best
from study.statistics import ocba
from study.statistics.intervals import t_interval
from study.statistics.kn import Dropped, Screened, screen

OCBA_STEP = 5
"""Replications that OCBA hands out between two looks, at least one per layout."""
GROWTH = 10
"""KN makes a tenth more before it looks again: at most a tenth is made in vain."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which layout was chosen, how surely, and what it took.

    Attributes
    ----------
    used
        Replications of each layout that the procedure looked at.
    promised
        Whether `probability` is the guarantee of KN; else it is an estimate.
    spent_out
        Whether the budget ended the search.
    """

    best: int
    used: tuple[int, ...]
    probability: float
    promised: bool
    spent_out: bool
    dropped: dict[int, Dropped] = field(default_factory=dict)


@dataclass(slots=True)
class Trials:
    """Replications of the layouts as they are made; smaller values are better."""

    layouts: Sequence[Layout]
    best: Best
    step: Step
    values: list[list[float]]

    def make(self, counts: Sequence[int]) -> None:
        """Have at least so many replications of each layout."""
        jobs = []
        for layout, count in zip(self.layouts, counts, strict=True):
            work = layout.work
            jobs += unit_jobs(
                layout.file, work.folder, work.settings.policies, replications("C", count),
                work.seed, keep_all_tables=work.settings.keep_all_tables, redraw=layout.redraw,
            )  # fmt: skip
        execute_jobs(jobs, self.layouts[0].work.settings.workers, self.step)
        for layout, count, mine in zip(self.layouts, counts, self.values, strict=True):
            mine += self._read(layout, replications("C", count)[len(mine) :])

    @property
    def made(self) -> int:
        """Replications of all layouts."""
        return sum(len(mine) for mine in self.values)

    def moments(self) -> tuple[list[float], list[float], list[int]]:
        """Mean, standard deviation and number of each layout."""
        return (
            [float(np.mean(mine)) for mine in self.values],
            [float(np.std(mine, ddof=1)) for mine in self.values],
            [len(mine) for mine in self.values],
        )

    def _read(self, layout: Layout, numbers: Sequence[int]) -> list[float]:
        (policy,) = layout.work.settings.policies
        found = []
        for number, row in zip(
            numbers, values_by_replication(layout.work.folder, policy, numbers), strict=True
        ):
            if self.best.kpi not in row:
                raise UnknownFigureError(self.best.kpi, list(row))
            value = row[self.best.kpi]
            if math.isnan(value):
                raise FigureWithoutValueError(self.best.kpi, layout.name, number)
            found.append(-value if self.best.maximise else value)
        return found


def choose(layouts: Sequence[Layout], best: Best, first: int) -> Choice:
    """Find the best layout; each has made the replications it needed.

    Parameters
    ----------
    first
        Replications of each layout before the procedure looks at them.
    """
    budget = best.budget or len(layouts) * max(most_replications(one.work) for one in layouts)
    budget = max(budget, first * len(layouts))
    settings = layouts[0].work.settings
    watch = Watch(quiet=settings.quiet, label=settings.out.parent.name)
    with watch.step(f"choose by {best.kpi}, at most", budget) as step:
        trials = Trials(layouts, best, step, [[] for _ in layouts])
        # One replication tells whether there is such a figure, before the rest is spent.
        trials.make([1] * len(layouts))
        trials.make([first] * len(layouts))
        return (_by_kn if best.by == "kn" else _by_ocba)(trials, first, budget)


def selection_rows(
    choice: Choice, layouts: Sequence[Layout], best: Best, figures: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """Table `selection` of a choice; `figures` are `replication_kpis` of each layout."""
    rows = []
    for place, (layout, frame) in enumerate(zip(layouts, figures, strict=True)):
        (policy,) = layout.work.settings.policies
        mine = frame[frame["kpi"] == best.kpi]
        made = t_interval([float(value) for value in mine["value"]])
        dropped = choice.dropped.get(place)
        rows.append(
            (layout.name, policy, best.kpi, str(mine["unit"].iloc[0]), choice.used[place],
             made.mean, made.low, made.high, None if dropped is None else dropped.after,
             "" if dropped is None else layouts[dropped.behind].name, place == choice.best)
        )  # fmt: skip
    return table_frame(SELECTION, rows)


def _by_kn(trials: Trials, first: int, budget: int) -> Choice:
    best = trials.best

    def look() -> Screened:
        return screen(trials.values, first, best.delta, best.confidence)

    seen = look()
    while not seen.finished:
        left = len(seen.contenders)
        more = min(max(1, seen.used // GROWTH), (budget - trials.made) // left)
        if more < 1:
            break
        trials.make(
            [
                seen.used + more if place in seen.contenders else len(mine)
                for place, mine in enumerate(trials.values)
            ]
        )
        seen = look()
    used = tuple(
        seen.dropped[place].after if place in seen.dropped else seen.used
        for place in range(len(trials.values))
    )
    if seen.finished:
        return Choice(
            seen.contenders[0], used, best.confidence, True, False, dict(seen.dropped)
        )  # fmt: skip
    means, deviations, counts = trials.moments()
    chosen = min(seen.contenders, key=lambda place: (means[place], place))
    sure = ocba.probability_of_correct_selection(means, deviations, counts, best.delta)
    return Choice(chosen, used, sure, False, True, dict(seen.dropped))


def _by_ocba(trials: Trials, _first: int, budget: int) -> Choice:
    best, step = trials.best, max(OCBA_STEP, len(trials.layouts))
    while True:
        means, deviations, counts = trials.moments()
        sure = ocba.probability_of_correct_selection(means, deviations, counts, best.delta)
        left = budget - trials.made
        if sure >= best.confidence or left < 1:
            return Choice(
                ocba.best_of(means), tuple(counts), sure, False, sure < best.confidence
            )  # fmt: skip
        trials.make(ocba.allocate(means, deviations, counts, min(step, left)))
