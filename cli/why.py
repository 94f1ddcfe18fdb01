"""`why`: why a plan is what it is, from its run folder."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.exits import exit_codes
from cli.options import Lang, Language, OnePolicy, RunDir


def why(
    folder: RunDir,
    consignment: Annotated[
        str | None,
        typer.Argument(
            metavar="[CONSIGNMENT]", help="None: the whole plan, and what room is worth."
        ),
    ] = None,
    policy: Annotated[OnePolicy, typer.Option(help="Whose plan.")] = OnePolicy.plan,
    confirm: Annotated[
        int, typer.Option(min=0, help="Confirm so many worths of room by planning again (minutes).")
    ] = 0,
    prices: Annotated[
        int, typer.Option(min=0, help="Rounds of the lower bound for its prices of room (40).")
    ] = 0,
    lang: Language = Lang.en,
) -> None:
    """Tell why: ways compared line by line, what room is worth, where the plan gains."""
    with exit_codes(lang):
        from report import build_charts
        from report.words import say
        from study.session import reload
        from study.why_job import WhyRun
        from study.why_text import Teller, sheet_text, waterfall_text, worths_text

        scenario = reload(folder)
        run = WhyRun(folder, scenario, policy.value)
        teller = Teller(scenario, lang.value, lambda key: say(lang.value, key))
        if consignment is not None:
            sheet = run.sheet(consignment)
            run.keep_sheets([sheet])
            typer.echo(sheet_text(teller, sheet))
        else:
            found = run.waterfall()
            if found is not None:
                run.keep_waterfall(found)
                typer.echo(waterfall_text(teller, found) + "\n")
            sheets = [run.sheet(name) for name in run.telling()]
            run.keep_sheets(sheets)
            for sheet in sheets:
                typer.echo(sheet_text(teller, sheet) + "\n")
            worths = run.worths(confirm, lambda text: typer.echo(text, err=True), rounds=prices)
            run.keep_worths(worths)
            typer.echo(worths_text(teller, worths))
            if scenario.path_pools:
                from study.path_table import told_path_worths

                typer.echo("\n" + told_path_worths(lang.value, run))
        for path in build_charts(folder, lang.value, "why_", executed=False):
            typer.echo(path, err=True)
