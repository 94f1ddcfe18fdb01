"""Verbs on a run folder: draw it again, tell the story of one subject, verify its plans."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import trace_questions as asking
from cli.exits import NO_PLAN, exit_codes, refuse
from cli.options import Lang, Language, OnePolicy, RunDir


def report(folder: RunDir, lang: Language = Lang.en) -> None:
    """Draw the charts and write the page and the workbook again."""
    with exit_codes(lang):
        write_report(folder, lang)


def write_report(folder: Path, lang: Lang, workers: int = 1) -> None:
    """Page and workbook of a run, at once where there are workers; their paths to stderr."""
    from study.workers import run_units

    parts = [(name, folder, lang) for name in ("page", "workbook")]
    for path in sorted(run_units(_write_part, parts, min(workers, len(parts)), lambda _: True)):
        typer.echo(path, err=True)


def _write_part(part: tuple[str, Path, Lang]) -> Path:
    from report import build_report, build_workbook

    name, folder, lang = part
    return build_report(folder, lang.value) if name == "page" else build_workbook(folder)


def trace(
    folder: RunDir,
    subject: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Consignment, lot or box; none: export.")
    ] = None,
    policy: Annotated[OnePolicy | None, typer.Option(help="Whose run; the plan's.")] = None,
    replication: Annotated[int | None, typer.Option(help="The first that was kept.")] = None,
    epcis: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write EPCIS 2.0 events; .gz packs them.")
    ] = None,
    recall_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Of --epcis --recall ID; else at the end.")
    ] = None,
    lang: Language = Lang.en,
    upstream: asking.Upstream = None,
    downstream: asking.Downstream = None,
    recall: asking.Recall = None,
    shared_with: asking.SharedWith = None,
    who_warmed: asking.WhoWarmed = None,
    custody: asking.CustodyOf = None,
    rules: asking.Rules = None,
    sql: asking.Sql = None,
    json: asking.Json = False,
    csv: asking.Csv = False,
) -> None:
    """Tell the story of a consignment, lot or box, or answer a question; else export the run."""
    whose = policy.value if policy else None
    if epcis is not None or recall_at is not None:
        with exit_codes(lang):
            from cli.epcis import Asked, write_epcis

            write_epcis(folder, Asked(epcis, subject, recall, recall_at), whose, replication, lang)
        return
    asked = {
        "upstream": upstream, "downstream": downstream, "recall": recall,
        "shared-with": shared_with, "who-warmed": who_warmed, "custody": custody,
        "rules": rules, "sql": sql,
    }  # fmt: skip
    question = asking.the_question(subject, asked)
    if question is None and (json or csv):
        refuse("--json and --csv go with a question, for instance --recall ID")
    if question is not None:
        with exit_codes(lang):
            asking.answer_question(
                folder, question, whose, replication, lang, as_json=json, as_csv=csv
            )
        return
    _tell(folder, subject, policy, replication, lang)


def _tell(
    folder: Path,
    subject: str | None,
    policy: OnePolicy | None,
    replication: int | None,
    lang: Lang,
) -> None:
    """The story of one subject, or the records of the whole run as files."""
    with exit_codes(lang):
        from domain.tables.stock import STOCK_MOVES
        from report.words import say
        from study.session import reload
        from study.shelf_state import export_shelves
        from study.stream_trace import export_streams, of_streams, open_streams, stream_story
        from study.trace import export, open_trace, story

        scenario, whose = reload(folder), policy.value if policy else None
        if of_streams(scenario, subject):
            streams = open_streams(folder, scenario, whose, replication, lang.value)
            if subject is not None:
                typer.echo(stream_story(streams, subject))
            else:
                for path in export_streams(streams, folder):
                    typer.echo(path)
            return
        told = open_trace(
            folder,
            scenario,
            whose,
            replication,
            lang.value,
            lambda stage: say(lang.value, f"stage.{stage}"),
        )
        if subject is not None:
            typer.echo(story(told, subject))
        else:
            for path in export(told, folder):
                typer.echo(path)
            if STOCK_MOVES.name in told.tables:
                moves = told.tables[STOCK_MOVES.name]
                typer.echo(export_shelves(scenario, moves, folder / "export"))


def verify(folder: RunDir, lang: Language = Lang.en) -> None:
    """Recompute the plans of a run without the solver."""
    with exit_codes(lang):
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
