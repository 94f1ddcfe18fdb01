"""Making plans as units that are kept: a policy, its settings, an outlook; a folder comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import joblib

from domain.outlook import Outlook
from optimize.rule import RuleSettings
from study.plan_folder import write_decisions, write_plan
from study.policies import policy
from study.progress import Watch
from study.replicate import take
from study.shared_offers import adopt_offers, share_offers
from study.workers import run_units

RULE = "rule"
POOLED = frozenset({RULE, "plan", "foresight"})
"""Policies that decide on the offers of `optimize.offers`."""


@dataclass(frozen=True, slots=True)
class PlanJob:
    """One plan to be made and written by whoever makes it; tuning needs no books."""

    scenario_file: Path
    folder: Path
    policy: str
    rule: RuleSettings
    outlook_file: Path
    with_books: bool = True

    @property
    def unfinished(self) -> bool:
        """Whether the plan is still missing; plan.json is written last."""
        return not (self.folder / "plan.json").exists()


def share_outlook(scenario_file: Path, name: str, outlook: Outlook) -> Path:
    """A file beside the shared scenario from which workers take an outlook."""
    path = scenario_file.with_name(f"{name}.joblib")
    joblib.dump(outlook, path)
    return path


@lru_cache(maxsize=2)
def take_outlook(path: Path) -> Outlook:
    """The outlook of a shared file: one object per process, so that offers are kept for it."""
    outlook: Outlook = joblib.load(path)
    return outlook


def make_plan(job: PlanJob) -> Path:
    """Plan, and write the plan."""
    scenario, outlook = take(job.scenario_file), take_outlook(job.outlook_file)
    if job.policy in POOLED and not scenario.begun:
        adopt_offers(scenario, outlook, job.outlook_file)
    plan = policy(job.policy, job.rule).plan(scenario, outlook)
    if scenario.layout is not None:
        plan = replace(plan, notes={**plan.notes, "opened": scenario.layout.label})
    if job.with_books:
        write_plan(job.folder, scenario, plan, outlook)
    else:
        write_decisions(job.folder, plan)
    return job.folder


def make_plans(jobs: Sequence[PlanJob], *, title: str, workers: int, watch: Watch) -> None:
    """Make every plan that is missing."""
    missing = [job for job in jobs if job.unfinished]
    if workers > 1:
        for job in missing:
            if job.policy in POOLED and not take(job.scenario_file).begun:
                share_offers(job.scenario_file, job.outlook_file, workers, watch)
    with watch.step(title, len(missing)) as step:
        for _ in run_units(make_plan, missing, workers, lambda job: job.unfinished):
            step.advance()
