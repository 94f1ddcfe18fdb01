"""Options of the command line, each declared once: type, name and help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


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


class Procedure(StrEnum):
    """How the best of several layouts is found."""

    kn = "kn"
    ocba = "ocba"


Scenario = Annotated[Path, typer.Argument(help="Scenario file (YAML).")]
ScenarioOrTrace = Annotated[
    Path | None, typer.Argument(help="Scenario file (YAML); a trace names its own.")
]
Scenarios = Annotated[list[Path], typer.Argument(help="Scenario files (YAML).")]
RunDir = Annotated[Path, typer.Argument(metavar="DIR", help="Run folder.")]
Out = Annotated[Path, typer.Option(help="Run folder to write.")]
OutOrTrace = Annotated[
    Path | None, typer.Option(help="Run folder to write; not needed to record or replay.")
]
Policy = Annotated[OnePolicy, typer.Option(help="Who plans.")]
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
Levers = Annotated[
    list[str] | None,
    typer.Option("--lever", metavar="KEY[=off]", help="Turn on a measure of the zone's plan."),
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
Until = Annotated[
    list[str] | None,
    typer.Option(
        "--until",
        metavar="KPI[=SHARE]",
        help="With auto: until its 95% half-width is this share of its mean, 0.05; repeatable.",
    ),
]
Most = Annotated[
    int | None,
    typer.Option(min=15, help="With auto: replications at most; 60, with streams alone 1000."),
]
BestBy = Annotated[
    str | None,
    typer.Option(
        "--best", metavar="KPI", help="Find the layout of the least KPI; --replications come first."
    ),
]
By = Annotated[
    Procedure, typer.Option("--by", help="kn: a promise for a delta; ocba: a budget spent well.")
]
Delta = Annotated[
    float | None, typer.Option(help="Smallest difference that matters, in the KPI's unit.")
]
Confidence = Annotated[
    float, typer.Option(min=0.51, max=0.999, help="Probability of a correct selection.")
]
Maximise = Annotated[bool, typer.Option("--maximise", help="More of the KPI is better.")]
Budget = Annotated[
    int | None, typer.Option(min=10, help="Replications of all layouts together at most.")
]
NoReport = Annotated[bool, typer.Option("--no-report", help="No charts, page and workbook.")]
Record = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Write an event trace of one replication; a name in .gz packs it."
    ),
]
Replication = Annotated[
    int | None, typer.Option(min=0, help="With --record: which; the first of set C.")
]
Replay = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Run a trace again and stop at the first difference."),
]
PlanDir = Annotated[Path | None, typer.Option(help="Plan folder to execute instead.")]
