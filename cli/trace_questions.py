"""`trace` as questions to the trace database of a run: which one, and how the answer is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import refuse
from cli.options import Lang

if TYPE_CHECKING:
    import sqlite3

    from study.tracedb.facts import Facts
    from study.tracedb.questions import Answer

Upstream = Annotated[str | None, typer.Option(metavar="ID", help="Where it came from.")]
Downstream = Annotated[str | None, typer.Option(metavar="ID", help="Where it went.")]
Recall = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Lots, boxes, rooms, customers, orders, and who was beside."),
]
SharedWith = Annotated[
    str | None, typer.Option(metavar="ID", help="Lots that shared a box or room with it.")
]
WhoWarmed = Annotated[
    str | None, typer.Option(metavar="ID", help="Who held it when it was outside its limits.")
]
CustodyOf = Annotated[
    str | None,
    typer.Option("--custody", metavar="ID", help="Every holder, with temperatures at handover."),
]
Sql = Annotated[
    str | None, typer.Option(metavar="SELECT", help="Your own question; the database is read only.")
]
Rules = Annotated[
    str | None,
    typer.Option(metavar="PACK[,PACK...]", help="Breaches of rule packs, by place and holder."),
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Answer as CSV, every row.")]


def the_question(subject: str | None, asked: dict[str, str | None]) -> tuple[str, str] | None:
    """The one question that is asked, with what it is about; none where there is no option."""
    given = [(name, value) for name, value in asked.items() if value is not None]
    if not given:
        return None
    if len(given) > 1 or subject is not None:
        names = [f"--{name}" for name, _ in given] + ([subject] if subject is not None else [])
        refuse(f"one question at a time, not {' and '.join(names)}")
    return given[0]


def answer_question(
    folder: Path,
    question: tuple[str, str],
    policy: str | None,
    replication: int | None,
    lang: Lang,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Ask the database of a run, which is built first where it is not there or is out of date."""
    from report.words import say
    from study.tracedb import answers
    from study.tracedb.opened import ensure, read
    from study.tracedb.questions import ask, ask_sql

    if as_json and as_csv:
        refuse("--json or --csv, not both")
    zh = lang is Lang.zh
    path = ensure(folder, policy, replication, lambda: _facts(folder))
    name, subject = question
    with read(path) as found:
        if name == "rules":
            answer = _held_against(found, subject)
        else:
            answer = ask_sql(found, subject) if name == "sql" else ask(found, name, subject)
        clocks = answers.Clocks(found, zh=zh)
        if as_json:
            typer.echo(answers.as_json(answer, clocks, answers.meta_of(found)))
        elif as_csv:
            typer.echo(answers.as_csv(answer, clocks), nl=False)
        else:
            text = answers.as_text(
                answer, clocks, lambda one: say(lang.value, f"stage.{one}"), zh=zh
            )
            typer.echo(text)


def _held_against(found: sqlite3.Connection, names: str) -> Answer:
    """Breaches of the packs of a list of names."""
    from inputs.rules import read_packs
    from study.tracedb.rules import held_against

    return held_against(found, read_packs(name.strip() for name in names.split(",")))


def _facts(folder: Path) -> Facts:
    """What a database needs of the scenario of a run folder."""
    from study.session import reload
    from study.tracedb.facts import facts_of

    return facts_of(reload(folder))
