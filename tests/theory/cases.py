"""What a case is, and the list of all: a scenario, its figures, and what theory says of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from zlib import crc32

from domain.scenario import Scenario
from tests.theory.judge import WIDEST, verdict
from tests.theory.runs import key_figures, shipped


@dataclass(frozen=True)
class Figure:
    """A key figure and its theoretical value, worked out from the scenario when it is needed.

    `widest` is the half-width, as a share of the value, beyond which a run of the tests shows
    nothing. `unit` is for the page.
    """

    kpi: str
    theory: Callable[[Scenario], float]
    widest: float = WIDEST
    unit: str = "h"


@dataclass(frozen=True)
class Case:
    """One model of the field as a scenario of scenarios/theory/.

    Attributes
    ----------
    case_id
        `V1` ... `V22` are those of the acceptance table.
    model
        The model in the words of queueing theory.
    sets
        Keys set on top of the file, for other parameters.
    quick
        Keys that shorten the run for the tests; the page runs the file as it is.
    runs, page_runs
        Replications in the tests and on the page.
    wrong
        Sets that make the engine another than the theory is of; each must fail.
    """

    case_id: str
    model: str
    scenario: str
    figures: tuple[Figure, ...]
    sets: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    runs: int = 30
    page_runs: int = 20
    wrong: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def seed(self):
        """Of its own, so that cases that share names of steps do not share draws."""
        return crc32(self.case_id.encode())

    def scenario_of(self, *more, quick=True):
        """The scenario, shortened for the tests unless told otherwise."""
        return shipped(self.scenario, (*self.sets, *(self.quick if quick else ()), *more))

    def measured(self, *more, quick=True, runs=None):
        """Values of each figure over the replications: figure -> list."""
        scenario = self.scenario_of(*more, quick=quick)
        found = [key_figures(scenario, number, self.seed) for number in range(runs or self.runs)]
        return [[one[figure.kpi] for one in found] for figure in self.figures]

    def verdicts(self, *more, quick=True, runs=None):
        """Each figure judged; theory is that of the scenario without `more`."""
        right = self.scenario_of(quick=quick)
        return [
            verdict(values, figure.theory(right), figure.widest)
            for figure, values in zip(
                self.figures, self.measured(*more, quick=quick, runs=runs), strict=True
            )
        ]


def number(value):
    """A theoretical value that depends on nothing in the scenario."""
    return lambda _: value


def lazily(make):
    """A theoretical value that takes some work: made when asked for."""
    return lambda _: make()
