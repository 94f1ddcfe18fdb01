"""`calibrate`: observed times and frequencies from a booking list."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.asked import settings_of
from cli.exits import exit_codes, refuse
from cli.options import (
    AllowOutside,
    Fresh,
    Keep,
    Lang,
    Language,
    OnePolicy,
    Out,
    Overrides,
    Policy,
    Quiet,
    Scenario,
    Seed,
    Sets,
    Strict,
    Workers,
)

if TYPE_CHECKING:
    from inputs.actual_times import Order


class Clock(StrEnum):
    """Whose clock the times of a list are on."""

    local = "local"
    beijing = "beijing"
    utc = "utc"


class Dates(StrEnum):
    """What 03/04/2026 means."""

    day_first = "day-first"
    month_first = "month-first"


def calibrate(
    scenario: Scenario,
    actuals: Annotated[
        Path, typer.Option(help="Booking list or manifest, CSV or Excel, a row per box.")
    ],
    out: Out,
    clock: Annotated[
        Clock, typer.Option(help="Whose clock: of each place, Beijing's or UTC.")
    ] = Clock.local,
    dates: Annotated[
        Dates | None, typer.Option(help="What 03/04/2026 means; what other rows show.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="All rows are of this service.")] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="NAME=SERVICE", help="A name of the list is this service."),
    ] = None,
    policy: Policy = OnePolicy.rule,
    replications: Annotated[int, typer.Option(min=1, help="Replications of each run.")] = 4,
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    fresh: Fresh = False,
) -> None:
    """Fit times and frequencies to a booking list; show model against observed."""
    with exit_codes(lang):
        from report.calibration_page import ListFacts, build_calibration
        from report.words import say
        from study.calibration.job import Asked
        from study.calibration.job import calibrate as run_calibration
        from study.calibration.text import told

        named = dict(_pair(text) for text in names or ())
        settings = settings_of(
            "simulate", out, seed=seed, replications=str(replications), workers=workers, sets=sets,
            overrides=override, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, keep_tables=Keep.all, fresh=fresh,
            policies=(policy.value,), measure=1, tune=0,
        )  # fmt: skip
        order: Order | None = None
        if dates is not None:
            order = "day_first" if dates is Dates.day_first else "month_first"
        asked = Asked(actuals, clock.value, order, service, named)
        done = run_calibration(settings, scenario, asked)
        command = f"python run.py run {shlex.quote(str(done.overlay))} --allow-outside --out DIR"
        found = done.actuals
        facts = ListFacts(
            actuals.name, found.rows, len(found.observed), found.dates_only,
            found.ambiguous_order, str(done.overlay), command,
        )  # fmt: skip
        typer.echo(told(lang.value, done, lambda key: say(lang.value, key)))
        typer.echo(build_calibration(out, facts, lang.value), err=True)


def _pair(text: str) -> tuple[str, str]:
    name, equals, service_id = text.rpartition("=")
    if not equals or not name or not service_id:
        refuse(f'--map "{text}" is not NAME=SERVICE; write for instance --map "X8020=RCE01"')
    return name, service_id
