"""Which facilities and services to open, and in which size: a search over layouts.

A layout is worth what its plan is expected to cost, fixed costs included, with the goods that found
no way counted first. Few layouts are all looked at, in the order of their lower bounds; one whose
bound is no lower than the cost of a plan already made cannot be better, and is not planned
(`skipped`). Of many, the search goes from layout to layout by opening, closing or resizing one
candidate or swapping two, as long as that pays; then it proves nothing but what the bound over all
layouts says, in which every candidate is a switch at the price of its cheapest step
(`optimize.scenario_freight`).

Afterwards each change of one candidate alone is planned too, so that for each it is known what it
is worth, and at which fixed cost the choice turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from domain.opening import CLOSED, Candidate, every_choice, label_of
from domain.scenario import Scenario

MOST_LAYOUTS = 64
"""Layouts up to which all are looked at."""
BATCH = 4
"""Layouts planned between two looks at the bounds, whatever the number of workers."""
PASSES = 20
"""Moves of the search over many candidates at most."""
TINY_CNY = 0.005

Choice = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """What a layout's plan comes to; `left_kg` found no way or no room."""

    cost_cny: float
    left_kg: float = 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """Less is better: nothing left behind, then cost."""
        return self.left_kg, self.cost_cny


@dataclass(frozen=True, slots=True)
class Tried:
    """A layout: its value, `None` where its bound showed that it cannot be better."""

    label: str
    choice: Choice
    bound_cny: float | None
    value: Value | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one candidate, from the layouts planned.

    `with_cny` is the least cost with it open, at `step`, and `without_cny` closed; `None` where
    goods are left behind. `flips_cny_per_day` is the fixed cost of that step at which the choice
    between open and closed turns, all else as it is; below 0: not even for nothing.
    """

    candidate_id: str
    chosen: str
    step: str
    fixed_cny_per_day: float
    with_cny: float | None
    without_cny: float | None
    flips_cny_per_day: float | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The layout chosen, everything that was tried, and how far the choice is proven.

    `least_bound_cny` is the least that a plan of any other layout can cost. `proven`: it is no
    less than the cost of the layout chosen. `gap`: otherwise the share of the cost by which
    another might be better.
    """

    choice: Choice
    value: Value
    tried: tuple[Tried, ...]
    verdicts: tuple[Verdict, ...]
    exhaustive: bool
    least_bound_cny: float | None

    @property
    def label(self) -> str:
        """Name of the layout."""
        return label_of(self.choice)

    @property
    def gap(self) -> float:
        """Share of the cost by which another layout might be better; 0: none can be."""
        if self.least_bound_cny is None or self.value.cost_cny <= 0.0:
            return 1.0
        return max(0.0, 1.0 - self.least_bound_cny / self.value.cost_cny)

    @property
    def proven(self) -> bool:
        """Whether no other layout can be better."""
        return self.gap <= 0.0


@dataclass(slots=True)
class _Search:
    """Values and bounds known so far."""

    candidates: Sequence[Candidate]
    values_of: Callable[[Sequence[Choice]], Sequence[Value]]
    bound_of: Callable[[Choice], float] | None
    values: dict[str, Value] = field(default_factory=dict)
    bounds: dict[str, float] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)

    def value(self, wanted: Sequence[Choice]) -> None:
        """Plan what was not planned yet."""
        fresh = {label_of(one): one for one in wanted if label_of(one) not in self.values}
        found = self.values_of(list(fresh.values())) if fresh else ()
        for (label, choice), value in zip(fresh.items(), found, strict=True):
            self.values[label], self.choices[label] = value, choice

    def bound(self, choice: Choice) -> float | None:
        """The bound of a layout, where bounds are asked for."""
        label = label_of(choice)
        self.choices.setdefault(label, choice)
        if self.bound_of is not None and label not in self.bounds:
            self.bounds[label] = self.bound_of(choice)
        return self.bounds.get(label)

    def best(self) -> str:
        """The best layout planned; of equals the first by name."""
        return min(self.values, key=lambda label: (*self.values[label].rank, label))

    def cannot_win(self, choice: Choice) -> bool:
        """Whether a bound shows that a layout is no better than the best one planned."""
        bound = self.bound(choice)
        if bound is None or not self.values:
            return False
        best = self.values[self.best()]
        return best.left_kg <= 0.0 and bound >= best.cost_cny - TINY_CNY


def choose(
    scenario: Scenario,
    values_of: Callable[[Sequence[Choice]], Sequence[Value]],
    bound_of: Callable[[Choice], float] | None = None,
    bound_over_all: Callable[[], float] | None = None,
    *,
    most_layouts: int = MOST_LAYOUTS,
) -> Chosen:
    """Choose a layout; see the module.

    Parameters
    ----------
    scenario
        With its candidates, undecided.
    values_of
        Plans layouts and returns what they come to.
    bound_of, bound_over_all
        Lower bound on any plan of one layout, and of all; left out: nothing is proven or skipped.
    """
    candidates = scenario.may_open
    search = _Search(candidates, values_of, bound_of)
    exhaustive = prod(len(one.choices) for one in candidates) <= most_layouts
    everything = list(every_choice(candidates)) if exhaustive else []
    if exhaustive:
        _look_at_all(search, everything)
    else:
        _climb(search)
    label = search.best()
    chosen = dict(search.choices[label])
    search.value(_neighbours(candidates, chosen))
    label = search.best()
    if search.choices[label] != chosen:  # a change of one alone was better than a search of many
        chosen = dict(search.choices[label])
        search.value(_neighbours(candidates, chosen))
        label = search.best()
        chosen = dict(search.choices[label])
    bounds = [
        bound
        for one in everything
        if label_of(one) != label
        for bound in (search.bound(one),)
        if bound is not None
    ]
    least = min(bounds) if bounds else None
    if not exhaustive and bound_over_all is not None:
        least = bound_over_all()
    return Chosen(
        chosen,
        search.values[label],
        _tried(search, everything),
        tuple(_verdict(scenario, search, one, chosen) for one in candidates),
        exhaustive,
        least,
    )


def _look_at_all(search: _Search, everything: Sequence[Choice]) -> None:
    """Plan layouts in the order of their bounds until no other can be better."""
    waiting = sorted(everything, key=lambda one: (search.bound(one) or 0.0, label_of(one)))
    while waiting:
        search.value(waiting[:BATCH])
        waiting = [one for one in waiting[BATCH:] if not search.cannot_win(one)]


def _climb(search: _Search) -> None:
    """From all closed and all open at the first step, move as long as that pays."""
    shut = {one.candidate_id: CLOSED for one in search.candidates}
    full = {one.candidate_id: one.steps[0].step_id for one in search.candidates}
    search.value([shut, full])
    for _ in range(PASSES):
        at = search.best()
        search.value(_neighbours(search.candidates, search.choices[at]))
        if search.best() == at:
            search.value(_swaps(search.candidates, search.choices[at]))
        if search.best() == at:
            return


def _neighbours(candidates: Sequence[Candidate], choice: Choice) -> list[Choice]:
    """Layouts in which one candidate is otherwise."""
    return [
        {**choice, one.candidate_id: step}
        for one in candidates
        for step in one.choices
        if step != choice[one.candidate_id]
    ]


def _swaps(candidates: Sequence[Candidate], choice: Choice) -> list[Choice]:
    """Layouts in which one candidate closes and another opens, at each of its steps."""
    open_ones = [one.candidate_id for one in candidates if choice[one.candidate_id] != CLOSED]
    shut = [one for one in candidates if choice[one.candidate_id] == CLOSED]
    return [
        {**choice, name: CLOSED, other.candidate_id: step.step_id}
        for name in open_ones
        for other in shut
        for step in other.steps
    ]


def _tried(search: _Search, everything: Sequence[Choice]) -> tuple[Tried, ...]:
    """Every layout looked at, in the order of all of them, or of their names."""
    labels = [label_of(one) for one in everything] or sorted(search.choices)
    return tuple(
        Tried(label, search.choices[label], search.bounds.get(label), search.values.get(label))
        for label in labels
        if label in search.choices
    )


def _verdict(scenario: Scenario, search: _Search, one: Candidate, chosen: Choice) -> Verdict:
    """What a candidate is worth among the layouts planned."""
    name = one.candidate_id
    best: dict[bool, tuple[tuple[float, float], str]] = {}
    for label, value in sorted(search.values.items()):
        step = search.choices[label][name]
        ranked = (value.rank, step)
        if step == CLOSED:
            best[False] = min(best.get(False, ranked), ranked)
        else:
            best[True] = min(best.get(True, ranked), ranked)
    (_, step), there, away = best[True], _whole(best[True][0]), _whole(best[False][0])
    found = one.step(step)
    assert found is not None
    rate = found.rate_cny_per_day(scenario.tariff.capital_rate_per_year)
    days = (scenario.period_end_h - scenario.warm_up_h) / 24.0
    flips = None if there is None or away is None else rate + (away - there) / days
    return Verdict(name, chosen[name], step, rate, there, away, flips)


def _whole(rank: tuple[float, float]) -> float | None:
    """The cost of a plan that leaves nothing behind."""
    return None if rank[0] > 0.0 else rank[1]


def left_kg(scenario: Scenario, unplanned: Mapping[str, str]) -> float:
    """Weight of the consignments that a plan leaves behind."""
    return sum(one.kg for one in scenario.consignments if one.consignment_id in unplanned)
