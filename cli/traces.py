"""`simulate --record` and `--replay`: which options go together, and what is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.exits import refuse

if TYPE_CHECKING:
    from study.settings import Settings


def check_trace_options(
    scenario: Path | None,
    out: Path | None,
    record: Path | None,
    replication: int | None,
    replay: Path | None,
) -> None:
    """Refuse options of a simulation, a recording and a replay that contradict each other."""
    if replay is not None and (record is not None or out is not None):
        refuse("--replay goes without --record and --out: it only says whether a run is the same")
    if replication is not None and record is None:
        refuse("--replication goes with --record FILE")
    if replay is None and scenario is None:
        refuse("simulate wants a scenario, or --replay FILE")
    if replay is None and record is None and out is None:
        refuse("simulate wants --out DIR, --record FILE or --replay FILE")
    if record is not None and record.is_dir():
        refuse(f"{record}: is a folder; --record wants a file")


def record_trace(
    settings: Settings, scenario: Path, target: Path, replication: int | None, *, made: bool
) -> None:
    """Record, by the plan that was just `made` in the run folder, if it was."""
    from study.record_job import record
    from study.run_folder import RunFolder

    plan = RunFolder(settings.out).plan(settings.policies[0])
    folder = plan if made and plan.is_dir() else None
    typer.echo(record(settings, scenario, target, replication, folder))


def replay_trace(settings: Settings, file: Path, scenario: Path | None) -> None:
    """Run a trace again."""
    from study.record_job import replay

    typer.echo(replay(settings, file, scenario))
