"""Runs of the rule on set A, as units that are kept: what they cost and where they waited."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.events import expected_world
from domain.plan import Plan
from optimize.rule import RuleSettings
from study.atomic import write_text
from study.kpis import KPI_QUERIES, observe
from study.planning import PlanJob, make_plans
from study.progress import Watch
from study.replicate import plan_of, take
from study.run_folder import RunFolder
from study.workers import run_units

Waits = dict[tuple[str, str, int], float]
KEPT_KPIS = ("total_cost_cny", "on_time_share", "lead_time_mean_h", "lateness_cost_cny")


@dataclass(frozen=True, slots=True)
class Lab:
    """Where measurements are made and kept, and by how many workers."""

    scenario_file: Path
    folder: RunFolder
    seed: int
    workers: int
    watch: Watch

    def shelf(self, name: str) -> Path:
        """Where a plan on trial is kept."""
        return self.folder.root / "parts" / "measured" / f"plan_{name}"


@dataclass(frozen=True, slots=True)
class MeasureJob:
    """A plan of the rule, executed on one replication of A."""

    scenario_file: Path
    plan_folder: Path
    file: Path
    replication: int
    seed: int

    @property
    def unfinished(self) -> bool:
        """Whether the measurement is still missing."""
        return not self.file.exists()


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run gave."""

    replication: int
    kpis: Mapping[str, float]
    waits: Waits


def measure(job: MeasureJob) -> Path:
    """Simulate, and keep what was measured."""
    from sim import simulate

    scenario, plan = expected_world(take(job.scenario_file)), plan_of(job.plan_folder)
    result = simulate(scenario, plan, seed=job.seed, replication=job.replication)
    seen = observe(scenario, result.records, "rule", job.replication)
    kept = {
        "kpis": {name: KPI_QUERIES[name][1](seen) for name in KEPT_KPIS},
        "waits": [[*key, mean_h] for key, (_, mean_h) in sorted(result.waits.items())],
    }
    write_text(job.file, json.dumps(kept))
    return job.file


def plan_rules(
    lab: Lab, rules: Mapping[str, RuleSettings], outlook_file: Path, title: str
) -> dict[str, Plan]:
    """Plan by each setting of the rule."""
    jobs = {
        name: PlanJob(lab.scenario_file, lab.shelf(name), "rule", rule, outlook_file, False)
        for name, rule in rules.items()
    }
    make_plans(tuple(jobs.values()), title=title, workers=lab.workers, watch=lab.watch)
    return {name: plan_of(job.folder) for name, job in jobs.items()}


def execute_rules(
    lab: Lab, names: Sequence[str], numbers: Sequence[int], title: str
) -> dict[str, tuple[Measured, ...]]:
    """Execute plans that were made, on the given replications of A."""
    jobs = {
        name: [
            MeasureJob(
                lab.scenario_file,
                lab.shelf(name),
                lab.folder.measurement(f"{name}_{number}"),
                number,
                lab.seed,
            )
            for number in numbers
        ]
        for name in names
    }
    missing = [job for group in jobs.values() for job in group if job.unfinished]
    with lab.watch.step(title, len(missing)) as step:
        for _ in run_units(measure, missing, lab.workers, lambda job: job.unfinished):
            step.advance()
    return {name: tuple(_read(job) for job in group) for name, group in jobs.items()}


def _read(job: MeasureJob) -> Measured:
    kept = json.loads(job.file.read_text(encoding="utf-8"))
    waits = {(node, step, int(week)): float(wait_h) for node, step, week, wait_h in kept["waits"]}
    kpis = {name: float(value) for name, value in kept["kpis"].items()}
    return Measured(job.replication, kpis, waits)
