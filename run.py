"""Command line of Coldbridge. Whatever is heavy is imported inside the command that needs it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from study.settings import Settings

WRONG_INPUT, NO_PLAN, INTERRUPTED = 2, 3, 130


class Lang(StrEnum):
    """Language of messages and pages."""

    zh = "zh"
    en = "en"


class OnePolicy(StrEnum):
    """Policies."""

    habit = "habit"
    rule = "rule"
    plan = "plan"
    foresight = "foresight"


class Keep(StrEnum):
    """For which replications full tables are kept."""

    first = "first"
    all = "all"


app = typer.Typer(
    name="coldbridge",
    help="Simulate and plan the goods of two hubs: cost, time, freshness, CO2e. 冷桥",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done; 1 our fault or the machine's; 2 the input is wrong; "
    "3 deadlines or capacity forbid a plan; 130 interrupted, the same command goes on.",
)

Scenario = Annotated[Path, typer.Argument(help="Scenario file (YAML).")]
Scenarios = Annotated[list[Path], typer.Argument(help="Scenario files (YAML).")]
RunDir = Annotated[Path, typer.Argument(metavar="DIR", help="Run folder.")]
Out = Annotated[Path, typer.Option(help="Run folder to write.")]
Seed = Annotated[int | None, typer.Option(help="Seed of the order book and of chance; 1.")]
Replications = Annotated[
    str, typer.Option(metavar="N|auto", help="Replications of set C, or auto: until narrow.")
]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Processes.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are errors.")]
Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change one value.")
]
Overrides = Annotated[
    list[str] | None, typer.Option("--override", help="Lay on a named override of the file.")
]
Language = Annotated[Lang, typer.Option(envvar="COLDBRIDGE_LANG", help="Language.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress.")]
AllowOutside = Annotated[
    bool, typer.Option("--allow-outside", help="Files outside the scenario's folder may be read.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Remove an earlier run in --out.")]
KeepTables = Annotated[Keep, typer.Option(help="Full tables of the first replication, or all.")]
Measure = Annotated[
    int, typer.Option("--look-ahead", min=0, max=1000, help="Replications of set A for waits.")
]
Tune = Annotated[
    int, typer.Option("--tune", min=0, max=1000, help="Replications of set A to tune the rule.")
]
NoReport = Annotated[bool, typer.Option("--no-report", help="No charts, page and workbook.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name, e.g. my_peak.")],
    parent: Annotated[Path, typer.Option(help="Scenario that it extends.")] = Path(
        "scenarios/hezhou_asean_gba.yaml"
    ),
) -> None:
    """Write a commented scenario to start from."""
    with _exit_codes(Lang.en):
        from inputs.template import NAME, write_template

        if not NAME.fullmatch(name):
            _refuse(f'"{name}": a name has small letters, digits and _, and begins with a letter')
        if not parent.is_file():
            _refuse(f"{parent}: no such scenario to extend")
        try:
            typer.echo(write_template(name, parent.parent, parent.name))
        except FileExistsError:
            _refuse(f"{parent.with_name(name)}.yaml: is there already; choose another name")


@app.command()
def validate(
    scenarios: Scenarios,
    sets: Sets = None,
    override: Overrides = None,
    seed: Seed = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    allow_outside: AllowOutside = False,
) -> None:
    """Check scenarios; say what differs from the parent, and the load of each lane."""
    with _exit_codes(lang):
        from inputs import validate as check
        from study.validate_text import findings_text, report_text

        wrong = False
        for path in scenarios:
            found = check(
                path, sets=sets or (), overrides=override or (), seed=1 if seed is None else seed,
                allow_outside=allow_outside, strictly=strict,
            )  # fmt: skip
            typer.echo(report_text(found, lang.value))
            for line in findings_text(found, lang.value):
                typer.echo(line, err=True)
            wrong = wrong or found.wrong
        if wrong:
            raise typer.Exit(WRONG_INPUT)


@app.command()
def simulate(
    scenario: Scenario,
    out: Out,
    policy: Annotated[OnePolicy, typer.Option(help="Who plans.")] = OnePolicy.rule,
    plan: Annotated[Path | None, typer.Option(help="Plan folder to execute instead.")] = None,
    replications: Replications = "20",
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
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
    """Execute one policy, or a plan from a folder, on set C."""
    with _exit_codes(lang):
        from study.main_job import simulate_one

        settings = _settings(
            "simulate", out, seed=seed, replications=replications, workers=workers, sets=sets,
            overrides=override, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, keep_tables=keep_tables, fresh=fresh,
            policies=(policy.value,), plan_from=plan, measure=look_ahead, tune=tune,
        )  # fmt: skip
        with _reported(settings, report=not no_report):
            typer.echo(simulate_one(settings, scenario))


@app.command("plan")
def plan_(
    scenario: Scenario,
    out: Out,
    policy: Annotated[OnePolicy, typer.Option(help="Who plans.")] = OnePolicy.plan,
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    look_ahead: Measure = 4,
    fresh: Fresh = False,
) -> None:
    """Make a Plan with its bound and gap, without executing it."""
    with _exit_codes(lang):
        from study.main_job import plan_one

        settings = _settings(
            "plan", out, seed=seed, workers=workers, sets=sets, overrides=override, strict=strict,
            lang=lang, quiet=quiet, allow_outside=allow_outside, fresh=fresh,
            policies=(policy.value,), measure=look_ahead, tune=0,
        )  # fmt: skip
        typer.echo(plan_one(settings, scenario))


@app.command("run")
def run_(
    scenario: Scenario,
    out: Out,
    replications: Replications = "20",
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
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
    with _exit_codes(lang):
        from study.main_job import run

        settings = _settings(
            "run", out, seed=seed, replications=replications, workers=workers, sets=sets,
            overrides=override, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, keep_tables=keep_tables, fresh=fresh,
            measure=look_ahead, tune=tune,
        )  # fmt: skip
        with _reported(settings, report=not no_report):
            typer.echo(run(settings, scenario))


@app.command()
def compare(
    scenarios: Scenarios,
    out: Out,
    policy: Annotated[OnePolicy, typer.Option(help="Who plans.")] = OnePolicy.rule,
    replications: Replications = "20",
    workers: Workers = 1,
    seed: Seed = None,
    sets: Sets = None,
    override: Overrides = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    quiet: Quiet = False,
    allow_outside: AllowOutside = False,
    look_ahead: Measure = 4,
    tune: Tune = 2,
    fresh: Fresh = False,
    no_report: NoReport = False,
) -> None:
    """Compare layouts under common random numbers: each against the first."""
    with _exit_codes(lang):
        from study.compare_job import compare as compare_layouts

        if len(scenarios) < 2:
            _refuse("compare needs two scenarios or more, the first is the base")
        settings = _settings(
            "compare", out, seed=seed, replications=replications, workers=workers, sets=sets,
            overrides=override, strict=strict, lang=lang, quiet=quiet,
            allow_outside=allow_outside, fresh=fresh, policies=(policy.value,),
            measure=look_ahead, tune=tune,
        )  # fmt: skip
        with _reported(settings, report=not no_report):
            typer.echo(compare_layouts(settings, scenarios))


@app.command()
def report(folder: RunDir, lang: Language = Lang.en) -> None:
    """Draw the charts and write the page and the workbook again."""
    with _exit_codes(lang):
        _report(folder, lang)


@app.command()
def trace(
    folder: RunDir,
    subject: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Consignment, lot or box; none: export.")
    ] = None,
    policy: Annotated[OnePolicy | None, typer.Option(help="Whose run; the plan's.")] = None,
    replication: Annotated[int | None, typer.Option(help="The first that was kept.")] = None,
    lang: Language = Lang.en,
) -> None:
    """Tell the story of a consignment, lot or box; without ID, export the whole run."""
    with _exit_codes(lang):
        from report.words import say
        from study.session import reload
        from study.trace import export, open_trace, story

        told = open_trace(
            folder,
            reload(folder),
            policy.value if policy else None,
            replication,
            lang.value,
            lambda stage: say(lang.value, f"stage.{stage}"),
        )
        if subject is not None:
            typer.echo(story(told, subject))
        else:
            for path in export(told, folder):
                typer.echo(path)


@app.command()
def verify(folder: RunDir, lang: Language = Lang.en) -> None:
    """Recompute the plans of a run without the solver."""
    with _exit_codes(lang):
        from study.session import reload
        from study.verify_job import verify_run

        wrong = False
        for checked in verify_run(folder, reload(folder)):
            typer.echo(checked.text)
            for problem in checked.problems:
                typer.echo(f"{checked.policy}: {problem}", err=True)
            wrong = wrong or bool(checked.problems)
        if wrong:
            raise typer.Exit(NO_PLAN)


@app.command()
def schema(out: Annotated[Path, typer.Option(help="Folder.")] = Path("schemas")) -> None:
    """Write the JSON Schemas of scenario files."""
    with _exit_codes(Lang.en):
        from inputs import write_schemas

        for path in write_schemas(out):
            typer.echo(path)


def _settings(
    verb: str,
    out: Path,
    *,
    seed: int | None = None,
    replications: str = "1",
    workers: int = 1,
    sets: list[str] | None = None,
    overrides: list[str] | None = None,
    strict: bool = False,
    lang: Lang = Lang.en,
    quiet: bool = False,
    allow_outside: bool = False,
    keep_tables: Keep = Keep.first,
    fresh: bool = False,
    policies: tuple[str, ...] | None = None,
    plan_from: Path | None = None,
    measure: int = 4,
    tune: int = 2,
) -> Settings:
    from study.settings import POLICIES, Settings

    return Settings(
        verb=verb,
        out=out,
        seed=seed,
        replications=_count(replications),
        workers=workers,
        sets=tuple(sets or ()),
        overrides=tuple(overrides or ()),
        strict=strict,
        lang=lang.value,
        quiet=quiet,
        allow_outside=allow_outside,
        keep_all_tables=keep_tables is Keep.all,
        fresh=fresh,
        policies=policies or POLICIES,
        measure_replications=measure,
        tune_replications=tune,
        plan_from=plan_from,
    )


def _count(text: str) -> int | None:
    """Number of replications; `None` for auto."""
    if text == "auto":
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        _refuse(f'--replications: "{text}" is neither auto nor a whole number from 1 to 100000')
    return int(text)


def _refuse(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)


@contextmanager
def _reported(settings: Settings, *, report: bool) -> Iterator[None]:
    """Charts and pages after the numbers, also where some consignments had no plan."""
    from study.errors import NoPlanError

    try:
        yield
    except NoPlanError:
        if report:
            _report(settings.out, Lang(settings.lang))
        raise
    if report:
        _report(settings.out, Lang(settings.lang))


def _report(folder: Path, lang: Lang) -> None:
    from report import build_report, build_workbook

    for path in (build_report(folder, lang.value), build_workbook(folder)):
        typer.echo(path, err=True)


@contextmanager
def _exit_codes(lang: Lang) -> Iterator[None]:
    """Say what went wrong, whose fault it is, and leave with the code for it."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("interrupted; finished work is kept, the same command goes on", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (typer.Exit, typer.BadParameter):
        raise
    except Exception as error:
        from report.run_tables import RunFolderError
        from study.verdict import judge

        verdict = judge(error, lang.value, also_wrong_input=(RunFolderError,))
        if verdict.result:
            typer.echo(verdict.result)
        typer.echo(verdict.message, err=True)
        raise typer.Exit(verdict.code) from error


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """A request to end is treated like Ctrl-C."""
    raise KeyboardInterrupt


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
