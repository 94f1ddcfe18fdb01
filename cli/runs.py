"""Verbs that simulate and plan: one policy, a plan alone, the main job, layouts side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.asked import best_of, settings_of
from cli.exits import exit_codes, refuse
from cli.options import (
    AllowOutside,
    BestBy,
    Budget,
    By,
    Confidence,
    Delta,
    Fresh,
    Keep,
    KeepTables,
    Lang,
    Language,
    Levers,
    Maximise,
    Measure,
    Most,
    NoReport,
    OnePolicy,
    Out,
    OutOrTrace,
    Overrides,
    PlanDir,
    Policy,
    Procedure,
    Quiet,
    Record,
    Replay,
    Replication,
    Replications,
    Scenario,
    ScenarioOrTrace,
    Scenarios,
    Seed,
    Sets,
    Strict,
    Tune,
    Until,
    Workers,
)
from cli.results import write_report
from cli.traces import check_trace_options, record_trace, replay_trace

if TYPE_CHECKING:
    from study.settings import Settings


def simulate(
    scenario: ScenarioOrTrace = None,
    out: OutOrTrace = None,
    policy: Policy = OnePolicy.rule,
    plan: PlanDir = None,
    replications: Replications = "20",
    until: Until = None,
    most: Most = None,
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    lever: Levers = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    keep_tables: KeepTables = Keep.first,
    look_ahead: Measure = 4,
    tune: Tune = 2,
    fresh: Fresh = False,
    no_report: NoReport = False,
    record: Record = None,
    replication: Replication = None,
    replay: Replay = None,
) -> None:
    """Execute one policy, or a plan from a folder, on set C; record or replay a trace."""
    with exit_codes(lang):
        check_trace_options(scenario, out, record, replication, replay)
        settings = settings_of(
            "simulate", out or Path((record or replay or Path()).name), seed=seed,
            replications=replications, workers=workers, sets=sets,
            overrides=override, levers=lever, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, keep_tables=keep_tables, fresh=fresh,
            policies=(policy.value,), plan_from=plan, measure=look_ahead, tune=tune, until=until,
            most=most,
        )  # fmt: skip
        if replay is not None:
            replay_trace(settings, replay, scenario)
        elif scenario is not None:
            if out is not None:
                from study.main_job import simulate_one

                with reported(settings, report=not no_report):
                    typer.echo(simulate_one(settings, scenario))
            if record is not None:
                record_trace(settings, scenario, record, replication, made=out is not None)


def plan(
    scenario: Scenario,
    out: Out,
    policy: Policy = OnePolicy.plan,
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    lever: Levers = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    look_ahead: Measure = 4,
    fresh: Fresh = False,
) -> None:
    """Make a Plan with its bound and gap, without executing it."""
    with exit_codes(lang):
        from study.main_job import plan_one

        settings = settings_of(
            "plan", out, seed=seed, workers=workers, sets=sets,
            overrides=override, levers=lever, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, fresh=fresh, policies=(policy.value,),
            measure=look_ahead, tune=0,
        )  # fmt: skip
        typer.echo(plan_one(settings, scenario))


def run(
    scenario: Scenario,
    out: Out,
    replications: Replications = "20",
    until: Until = None,
    most: Most = None,
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    lever: Levers = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    keep_tables: KeepTables = Keep.first,
    look_ahead: Measure = 4,
    tune: Tune = 2,
    fresh: Fresh = False,
    no_report: NoReport = False,
) -> None:
    """The main job: tune, plan by every policy, execute on set C, compare, report."""
    with exit_codes(lang):
        from study.main_job import run as run_main_job

        settings = settings_of(
            "run", out, seed=seed, replications=replications, workers=workers, sets=sets,
            overrides=override, levers=lever, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, keep_tables=keep_tables, fresh=fresh,
            measure=look_ahead, tune=tune, until=until, most=most,
        )  # fmt: skip
        with reported(settings, report=not no_report):
            typer.echo(run_main_job(settings, scenario))


def compare(
    scenarios: Scenarios,
    out: Out,
    policy: Policy = OnePolicy.rule,
    replications: Replications = "20",
    until: Until = None,
    most: Most = None,
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    lever: Levers = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    look_ahead: Measure = 4,
    tune: Tune = 2,
    best: BestBy = None,
    by: By = Procedure.kn,
    delta: Delta = None,
    confidence: Confidence = 0.95,
    maximise: Maximise = False,
    budget: Budget = None,
    fresh: Fresh = False,
    no_report: NoReport = False,
) -> None:
    """Compare layouts under common random numbers: each against the first."""
    with exit_codes(lang):
        from study.compare_job import compare as compare_layouts

        if len(scenarios) < 2:
            refuse("compare needs two scenarios or more, the first is the base")
        settings = settings_of(
            "compare", out, seed=seed, replications=replications, workers=workers, sets=sets,
            overrides=override, levers=lever, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, fresh=fresh, policies=(policy.value,),
            measure=look_ahead, tune=tune, until=until, most=most,
            best=best_of(
                best, by, delta, confidence=confidence, maximise=maximise, budget=budget,
                replications=replications,
            ),
        )  # fmt: skip
        with reported(settings, report=not no_report):
            typer.echo(compare_layouts(settings, scenarios))


@contextmanager
def reported(settings: Settings, *, report: bool) -> Iterator[None]:
    """Charts and pages after the numbers, also where some consignments had no plan."""
    from study.errors import NoPlanError

    try:
        yield
    except NoPlanError:
        if report:
            write_report(settings.out, Lang(settings.lang), settings.workers)
        raise
    if report:
        write_report(settings.out, Lang(settings.lang), settings.workers)
