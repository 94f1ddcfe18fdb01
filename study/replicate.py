"""Executing plans: many (policy, replication) units over one scenario, by any number of workers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import joblib
import pandas as pd

from domain.plan import Plan
from domain.records import RECORDED, Records
from domain.scenario import Scenario
from domain.stream_records import StreamRecords
from domain.tables.faults import FAULTS
from domain.tables.results import QUEUES
from domain.tables.sailings import WAGON_SETS
from domain.tables.stock import STOCK_TABLES
from domain.tables.streams import STREAM_LOTS
from study.aggregate import aggregates
from study.kpis import check_costs_add_up, observe
from study.plan_folder import read_plan
from study.progress import Step, Watch
from study.run_folder import RunFolder, write_unit
from study.stream_logs import observe_streams, only_streams
from study.stream_tables import lot_records, stream_figures, stream_records
from study.warm_up_check import MOST_REPLICATIONS
from study.workers import run_units

if TYPE_CHECKING:
    from study.redraw import Redraw

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class UnitJob:
    """One replication of one plan, to be written by whoever simulates it.

    `early`: of a steady scenario the lots are kept, for the check of its warm-up.
    """

    scenario_file: Path
    root: Path
    plan_folder: Path
    policy: str
    replication: int
    seed: int
    keep_all: bool
    early: bool = False
    redraw: Redraw | None = None

    @property
    def unfinished(self) -> bool:
        """Whether the unit is still missing."""
        return not RunFolder(self.root).unit(self.policy, self.replication).exists()


@contextmanager
def shared(scenario: Scenario) -> Iterator[Path]:
    """A file from which workers take the scenario; gone afterwards."""
    with TemporaryDirectory(prefix="coldbridge-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "scenario.joblib"
        joblib.dump(scenario, path)
        yield path


@lru_cache(maxsize=4)
def take(scenario_file: Path) -> Scenario:
    """The scenario of a shared file, read once per process; of several layouts, the last four."""
    scenario: Scenario = joblib.load(scenario_file)
    return scenario


@lru_cache(maxsize=8)
def _plan(folder: Path, changed_ns: int) -> Plan:  # noqa: ARG001 - a rewritten plan is another key
    return read_plan(folder)


def plan_of(folder: Path) -> Plan:
    """The plan in a folder, read once per process."""
    return _plan(folder, (folder / "plan.json").stat().st_mtime_ns)


def simulate_unit(job: UnitJob) -> tuple[str, int]:
    """Simulate one unit and write it."""
    from sim import simulate

    scenario, plan = _world(job)
    begun = time.process_time()
    result = simulate(scenario, plan, seed=job.seed, replication=job.replication)
    cpu_s = time.process_time() - begun
    tables = {}
    if not only_streams(scenario):
        tables = _of_consignments(scenario, result.records, job)
    if result.streams is not None:
        tables = _together(tables, _of_streams(scenario, result.streams, job))
    facts = {"events": result.events, "lots": result.lots, "cpu_s": cpu_s}
    write_unit(RunFolder(job.root), job.policy, job.replication, tables, facts)
    return job.policy, job.replication


def _world(job: UnitJob) -> tuple[Scenario, Plan]:
    """Scenario and plan of a unit; where demand is drawn anew, its own."""
    scenario = take(job.scenario_file)
    if job.redraw is None:
        return scenario, plan_of(job.plan_folder)
    from study.redraw import planned_anew

    return planned_anew(job.redraw, scenario, job.policy, job.replication)


def _of_consignments(scenario: Scenario, records: Records, job: UnitJob) -> Tables:
    """Sums of the booked consignments; every record where they are to be kept."""
    seen = observe(scenario, records, job.policy, job.replication)
    check_costs_add_up(seen)
    tables = aggregates(seen)
    if job.keep_all:
        kept = (*RECORDED, QUEUES, FAULTS, WAGON_SETS, *STOCK_TABLES)
        tables |= {t.name: seen.tables[t.name] for t in kept if t.name in seen.tables}
    if scenario.rules:
        from study.rule_breaches import with_breaches

        tables = with_breaches(
            scenario, tables, seen.tables, job.policy, job.replication, keep=job.keep_all
        )
    return tables


def _of_streams(scenario: Scenario, records: StreamRecords, job: UnitJob) -> Tables:
    """Figures of the streams; every record where they are to be kept."""
    seen = observe_streams(scenario, records)
    tables = stream_figures(seen, job.policy, job.replication)
    if job.keep_all:
        tables |= stream_records(seen, job.policy, job.replication)
    elif job.early and scenario.state == "steady":
        tables[STREAM_LOTS.name] = lot_records(seen, job.policy, job.replication)
    return tables


def _together(booked: Tables, streams: Tables) -> Tables:
    """Tables of both; rows of a table that both have follow one another."""
    both = {
        name: pd.concat([booked[name], frame], ignore_index=True)
        for name, frame in streams.items()
        if name in booked
    }
    return {**booked, **streams, **both}


def execute(
    scenario_file: Path,
    folder: RunFolder,
    policies: Sequence[str],
    replications: Sequence[int],
    seed: int,
    *,
    workers: int,
    keep_all_tables: bool,
    watch: Watch,
    redraw: Redraw | None = None,
) -> None:
    """Simulate every unit that is missing. Full tables are kept of the first replication."""
    jobs = unit_jobs(
        scenario_file, folder, policies, replications, seed, keep_all_tables=keep_all_tables,
        redraw=redraw,
    )  # fmt: skip
    with watch.step("simulate", len(jobs)) as step:
        execute_jobs(jobs, workers, step)


def unit_jobs(
    scenario_file: Path,
    folder: RunFolder,
    policies: Sequence[str],
    replications: Sequence[int],
    seed: int,
    *,
    keep_all_tables: bool,
    redraw: Redraw | None = None,
) -> list[UnitJob]:
    """The units that are missing, replication by replication."""
    jobs = [
        UnitJob(
            scenario_file,
            folder.root,
            folder.plan(policy),
            policy,
            number,
            seed,
            keep_all_tables or number == replications[0],
            number in replications[:MOST_REPLICATIONS],
            redraw,
        )
        for number in replications
        for policy in policies
    ]
    return [job for job in jobs if job.unfinished]


def execute_jobs(jobs: Sequence[UnitJob], workers: int, step: Step) -> None:
    """Simulate units, of one run or of several."""
    for _ in run_units(simulate_unit, jobs, workers, lambda job: job.unfinished):
        step.advance()
