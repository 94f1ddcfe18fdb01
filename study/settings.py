"""What a command of the study was asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

POLICIES = ("habit", "rule", "plan", "foresight")
"""In the order in which they are reported."""
MEASURE_REPLICATIONS = 4
TUNE_REPLICATIONS = 2
AUTO_FIRST, AUTO_MOST = 10, 60
AUTO_HALF_WIDTH_SHARE = 0.005
"""`--replications auto` stops when the interval of rule against plan is this narrow, as a share
of the rule's total cost, or after `AUTO_MOST`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of one command. `replications` is `None` for `auto`."""

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

    def decisive(self) -> Mapping[str, object]:
        """What changes numbers, and so may not change when a run goes on.

        More replications only add to those that are finished; workers and language
        change nothing.
        """
        return {
            "verb": self.verb,
            "policies": list(self.policies),
            "measure_replications": self.measure_replications,
            "tune_replications": self.tune_replications,
            "keep_all_tables": self.keep_all_tables,
        }
