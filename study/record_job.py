"""`simulate --record` and `--replay`: one replication told event by event, and held against that.

Both load the scenario, find its warm-up, make or take the plan as `simulate` does, and then run
the one replication under the eyes of `sim.witness`.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.outlook import replications
from domain.plan import Plan
from study.digest import code_digest
from study.errors import NeedsNoSolverError
from study.event_trace import (
    Footer,
    Header,
    RecordedBreachError,
    ReplayDiffersError,
    Tell,
    Trace,
    TraceFileError,
    one_line,
    read_trace,
    write_trace,
)
from study.main_job import make_or_take_plan, plan_nothing
from study.manifest import ROOT, versions
from study.measure import Lab
from study.opening_job import decided
from study.pilot import settle_warm_up
from study.plan_folder import read_plan, write_decisions
from study.redraw import redraws
from study.replicate import plan_of, shared, take
from study.session import Session, input_hashes, load
from study.settings import Settings
from study.stream_job import unbooked
from study.stream_logs import only_streams
from study.workers import run_units

EXACT = ("simpy", "numpy", "scipy")
"""Packages whose versions a replay must share with its recording."""
BEFORE = 8
"""Lines shown before a difference."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A scenario with its plan, ready to be run once."""

    work: Session
    scenario_file: Path
    plan_folder: Path
    header: Header


@dataclass(frozen=True, slots=True)
class RecordJob:
    """One replication to be recorded by whoever simulates it."""

    scenario_file: Path
    plan_folder: Path
    header: Header
    target: Path


def record(
    settings: Settings,
    path: Path,
    target: Path,
    replication: int | None = None,
    plan_folder: Path | None = None,
) -> str:
    """Record one replication; returns what was written, in words.

    Parameters
    ----------
    replication
        The first of set C, where it is left out.
    plan_folder
        A plan that was just made for these settings; else it is made or taken here.

    Raises
    ------
    RecordedBreachError
        When the run broke a rule; the trace is kept all the same, and says so.
    """
    number = replications("C", 1)[0] if replication is None else replication
    with _ready(settings, path, number, plan_folder) as ready:
        job = RecordJob(ready.scenario_file, ready.plan_folder, ready.header, target)
        with ready.work.watch.step("record", 1) as step:
            done = run_units(record_unit, [job], settings.workers, lambda _: True)
            (footer,) = done
            step.advance()
    if footer.broken is not None:
        raise RecordedBreachError(target, footer.broken)
    return _told(settings.lang, target, number, footer)


def record_unit(job: RecordJob) -> Footer:
    """Simulate and write the trace."""
    return write_trace(job.target, job.header, lambda tell: _happen(job, tell))


def _happen(job: RecordJob, tell: Tell) -> tuple[int, str | None]:
    """Run the replication; returns its events and the rule that it broke."""
    from sim import simulate
    from sim.checks import BrokenRunError

    events = 0

    def count(line: str) -> None:
        nonlocal events
        events += line.startswith(("call\t", "wake\t"))
        tell(line)

    try:
        simulate(
            take(job.scenario_file), plan_of(job.plan_folder), seed=job.header.seed,
            replication=job.header.replication, tell=count,
        )  # fmt: skip
    except BrokenRunError as broken:
        return events, str(broken)
    return events, None


def replay(settings: Settings, file: Path, path: Path | None = None) -> str:
    """Run a trace again; returns the words that say it is the same.

    Parameters
    ----------
    path
        The scenario, where it is no longer where it was when the trace was recorded.

    Raises
    ------
    TraceFileError
        When the file is no whole trace, or of other versions, another scenario or another plan.
    ReplayDiffersError
        At the first difference, with both sides and what came before.
    """
    trace = read_trace(file)
    header = trace.header
    _check_versions(trace)
    asked = replace(
        settings, seed=header.seed, sets=tuple(header.sets), overrides=tuple(header.overrides),
        allow_outside=header.allow_outside or settings.allow_outside, policies=(header.policy,),
        measure_replications=header.look_ahead, tune_replications=header.tune,
        plan_from=settings.plan_from or (Path(header.plan_from) if header.plan_from else None),
    )  # fmt: skip
    with _ready(asked, path or Path(header.scenario), header.replication, None) as ready:
        _check_same(trace, ready.header)
        job = RecordJob(ready.scenario_file, ready.plan_folder, header, file)
        compared = _Comparison(trace)
        with ready.work.watch.step("replay", 1) as step:
            events = _repeat(job, compared)
            step.advance()
    found = compared.difference
    if found is not None:
        told = "\n".join([*found, *_suspects(trace, ready.header)])
        if trace.edited:
            message = f"{file}: was edited after recording, its hash is not that of its lines\n"
            raise TraceFileError(message + told)
        raise ReplayDiffersError(f"{file}: {told}")
    footer = trace.footer
    if settings.lang == "zh":
        return f"{file}：相同，{events} 个事件，{footer.lines} 行，sha256 {footer.sha256}"
    return f"{file}: the same, {events} events, {footer.lines} lines, sha256 {footer.sha256}"


class _DifferentError(Exception):
    """Stops a run at the first difference."""


class _Comparison:
    """Holds what happens against the lines of a trace."""

    def __init__(self, trace: Trace) -> None:
        self._recorded = trace.lines()
        self._before: deque[str] = deque(maxlen=BEFORE)
        self._number = self._events = 0
        self.difference: list[str] | None = None

    def tell(self, line: str) -> None:
        """What happens now."""
        line = one_line(line)
        self._number += 1
        self._events += line.startswith(("call\t", "wake\t"))
        recorded = next(self._recorded, None)
        if recorded != line:
            self._differ(recorded, line)
            raise _DifferentError
        self._before.append(line)

    def end(self) -> None:
        """Nothing happens any more."""
        recorded = next(self._recorded, None)
        if recorded is not None:
            self._number += 1
            self._differ(recorded, None)

    def _differ(self, recorded: str | None, now: str | None) -> None:
        nothing = "(nothing: the run is over)"
        self.difference = [
            # The header is the first line of the file.
            f"first difference in line {self._number + 1}, event {self._events}",
            *(f"  before    {line}" for line in self._before),
            f"  recorded  {nothing if recorded is None else recorded}",
            f"  now       {nothing if now is None else now}",
        ]


def _repeat(job: RecordJob, compared: _Comparison) -> int:
    try:
        events, _ = _happen(job, compared.tell)
    except _DifferentError:
        return 0
    compared.end()
    return events


@contextmanager
def _ready(
    settings: Settings, path: Path, replication: int, plan_folder: Path | None
) -> Iterator[Ready]:
    """Load, settle and plan in a folder that is gone afterwards."""
    loaded = load(settings, path)
    if redraws(loaded.scenario):
        raise NeedsNoSolverError(loaded.scenario.name, ["--record"])
    streams_alone = only_streams(loaded.scenario)
    if streams_alone:
        settings = unbooked(settings)
        loaded = settle_warm_up(settings, path, loaded).loaded
    with (
        TemporaryDirectory(prefix="coldbridge-", ignore_cleanup_errors=True) as folder,
        decided(settings, loaded, Path(folder) / "run", plan_folder) as work,
        shared(work.scenario) as file,
    ):
        name = settings.policies[0]
        where = work.folder.plan(name)
        if streams_alone:
            plan_nothing(work)
        elif plan_folder is not None:
            write_decisions(where, replace(read_plan(plan_folder), policy=name))
        else:
            make_or_take_plan(work, Lab(file, work.folder, work.seed, settings.workers, work.watch))
        yield Ready(work, file, where, _header(work, path, replication, read_plan(where)))


def _header(work: Session, path: Path, replication: int, plan: Plan) -> Header:
    settings = work.settings
    return Header(
        scenario=path.as_posix(),
        name=work.scenario.name,
        hashes=input_hashes(work.loaded),
        versions=versions(),
        code=code_digest(ROOT),
        seed=work.seed,
        replication=replication,
        sets=list(settings.sets),
        overrides=list(settings.overrides),
        allow_outside=settings.allow_outside,
        policy=settings.policies[0],
        plan_from=None if settings.plan_from is None else settings.plan_from.as_posix(),
        look_ahead=settings.measure_replications,
        tune=settings.tune_replications,
        plan=plan_digest(plan),
    )


def plan_digest(plan: Plan) -> str:
    """SHA-256 of what a plan decides, whoever made it and at what cost."""
    decided = (sorted(plan.journeys.items()), plan.parts, sorted(plan.runs))
    return hashlib.sha256(repr(decided).encode()).hexdigest()


def _check_versions(trace: Trace) -> None:
    """Other versions of Python or of the packages that make numbers may make other ones."""
    then, now = dict(trace.header.versions), versions()
    for found in (then, now):
        found["python"] = ".".join(found.get("python", "").split(".")[:2])
    apart = [
        f"{name} {then.get(name, 'none')}, here {now[name]}"
        for name in ("python", *EXACT)
        if then.get(name) != now[name]
    ]
    if apart:
        message = f"{trace.path}: recorded with other versions: {'; '.join(apart)}"
        raise TraceFileError(message)


def _check_same(trace: Trace, now: Header) -> None:
    """The same scenario, data and plan."""
    then = trace.header
    changed = [name for name, value in now.hashes.items() if then.hashes.get(name) != value]
    if changed:
        message = (
            f"{trace.path}: {now.scenario} is not as it was recorded, changed: "
            f"{', '.join(sorted(changed))}; give the scenario of that time"
        )
        raise TraceFileError(message)
    if then.plan != now.plan:
        message = (
            f"{trace.path}: the plan is another than the one recorded; give the one of that time "
            "with --plan DIR"
        )
        raise TraceFileError(message)


def _suspects(trace: Trace, now: Header) -> list[str]:
    """What is known to have changed since."""
    if trace.header.code == now.code:
        return []
    return [f"the code has changed since: {trace.header.code[:12]}, now {now.code[:12]}"]


def _told(lang: str, target: Path, replication: int, footer: Footer) -> str:
    if lang == "zh":
        return (
            f"{target}：重复 {replication}，{footer.events} 个事件，{footer.lines} 行，"
            f"sha256 {footer.sha256}"
        )
    return (
        f"{target}: replication {replication}, {footer.events} events, {footer.lines} lines, "
        f"sha256 {footer.sha256}"
    )
