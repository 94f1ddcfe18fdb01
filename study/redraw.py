"""A new order book in every replication: drawn, planned and executed by the worker that has it.

Only for policies that need no solver: habit and rule plan each book as it comes, with the settings
and the outlook that were found on set A for the scenario's own book. No plan is kept of them; the
one in the run folder is that of the scenario's own book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import joblib

from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario
from optimize.rule import RuleSettings
from study.errors import NeedsNoSolverError
from study.planning import share_outlook, take_outlook
from study.policies import policy
from study.session import Session

if TYPE_CHECKING:
    from inputs.source import Source

WITHOUT_SOLVER = ("habit", "rule")


@dataclass(frozen=True, slots=True)
class Redraw:
    """From where a worker takes what it needs to draw and plan a book."""

    source_file: Path
    outlook_file: Path
    rule: RuleSettings


def check_redraw(scenario: Scenario, policies: Sequence[str], plan_from: Path | None) -> None:
    """Refuse what cannot be planned anew in every replication.

    Raises
    ------
    NeedsNoSolverError
        For a policy with a solver, or a plan that was made before.
    """
    if not redraws(scenario):
        return
    wrong = [name for name in policies if name not in WITHOUT_SOLVER]
    if wrong or plan_from is not None:
        raise NeedsNoSolverError(scenario.name, wrong or [f"--plan {plan_from}"])


def redraws(scenario: Scenario) -> bool:
    """Whether consignments are drawn anew in every replication."""
    return scenario.redraw_demand and bool(scenario.consignments)


def redraw_of(
    work: Session, file: Path, outlook: Outlook | None, rule: RuleSettings
) -> Redraw | None:
    """Share what workers need, beside the shared scenario; `None` where nothing is drawn anew."""
    if not redraws(work.scenario):
        return None
    source_file = file.with_name("source.joblib")
    joblib.dump(work.loaded.source, source_file)
    return Redraw(source_file, share_outlook(file, "outlook", outlook or Outlook(work.seed)), rule)


def planned_anew(
    redraw: Redraw, scenario: Scenario, name: str, replication: int
) -> tuple[Scenario, Plan]:
    """The scenario with the book of a replication, and a policy's plan of it."""
    from inputs.redraw import redrawn

    fresh = redrawn(_source(redraw.source_file), scenario, replication)
    return fresh, policy(name, redraw.rule).plan(fresh, take_outlook(redraw.outlook_file))


@lru_cache(maxsize=2)
def _source(path: Path) -> Source:
    source: Source = joblib.load(path)
    return source
