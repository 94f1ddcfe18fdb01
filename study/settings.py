"""What a command of the study was asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

POLICIES = ("habit", "rule", "plan", "foresight")
"""In the order in which they are reported."""
MEASURE_REPLICATIONS = 4
TUNE_REPLICATIONS = 2
AUTO_MOST, AUTO_MOST_UNBOOKED = 60, 1000
"""Replications of `--replications auto` at most, with consignments and with streams alone."""
AUTO_COST_SHARE = 0.005
"""Half-width of the total cost, or of that of rule against plan, over the mean: where nothing else
is asked for, `--replications auto` stops there."""
UNTIL_SHARE = 0.05
"""Half-width over mean that a named figure is to reach, where no other is given."""

FEWEST_FIRST = 5
"""Replications of the first stage at least: below, variances are anybody's guess."""
FIRST_STAGE = 20
"""Replications of each layout before the best is looked for, where no number is given."""


@dataclass(frozen=True, slots=True)
class Until:
    """A figure that is to become so narrow: its half-width over its mean."""

    kpi: str
    share: float = UNTIL_SHARE


@dataclass(frozen=True, slots=True)
class Best:
    """Which layout is best, and how that is to be found out.

    Attributes
    ----------
    by
        `kn` promises to choose the best where it is better than all others by `delta`; `ocba`
        spends a budget well, and estimates how likely its choice is right.
    delta
        The smallest difference that matters, in the figure's unit; 0 with `ocba`: any.
    budget
        Replications of all layouts together at most; left out: as many as `--replications auto`
        would make of each.
    """

    kpi: str
    by: Literal["kn", "ocba"]
    delta: float
    confidence: float = 0.95
    maximise: bool = False
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of one command.

    `replications` is `None` for `auto`: until the figures of `until` are narrow, `most` at most.
    With `best` it is the number of the first stage.
    """

    verb: str
    out: Path
    seed: int | None = None
    replications: int | None = 20
    workers: int = 1
    sets: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    strict: bool = False
    lang: str = "zh"
    quiet: bool = False
    allow_outside: bool = False
    keep_all_tables: bool = False
    fresh: bool = False
    policies: tuple[str, ...] = POLICIES
    measure_replications: int = MEASURE_REPLICATIONS
    tune_replications: int = TUNE_REPLICATIONS
    plan_from: Path | None = None
    until: tuple[Until, ...] = ()
    most: int | None = None
    best: Best | None = None

    def decisive(self) -> Mapping[str, object]:
        """What changes numbers, and so may not change when a run goes on.

        More replications only add to those that are finished, however their number is found;
        workers and language change nothing.
        """
        return {
            "verb": self.verb,
            "policies": list(self.policies),
            "measure_replications": self.measure_replications,
            "tune_replications": self.tune_replications,
            "keep_all_tables": self.keep_all_tables,
        }
