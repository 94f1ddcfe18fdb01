"""Verbs on scenario files: write one to start from, check some, write their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.asked import laid_over
from cli.exits import WRONG_INPUT, exit_codes, refuse
from cli.options import (
    AllowOutside,
    Lang,
    Language,
    Levers,
    Overrides,
    Scenarios,
    Seed,
    Sets,
    Strict,
)


def new(
    name: Annotated[str, typer.Argument(help="Name, e.g. my_peak.")],
    parent: Annotated[Path, typer.Option(help="Scenario that it extends.")] = Path(
        "scenarios/hezhou_asean_gba.yaml"
    ),
) -> None:
    """Write a commented scenario to start from."""
    with exit_codes(Lang.en):
        from inputs.template import NAME, write_template

        if not NAME.fullmatch(name):
            refuse(f'"{name}": a name has small letters, digits and _, and begins with a letter')
        if not parent.is_file():
            refuse(f"{parent}: no such scenario to extend")
        try:
            typer.echo(write_template(name, parent.parent, parent.name))
        except FileExistsError:
            refuse(f"{parent.with_name(name)}.yaml: is there already; choose another name")


def validate(
    scenarios: Scenarios,
    sets: Sets = None,
    override: Overrides = None,
    lever: Levers = None,
    seed: Seed = None,
    strict: Strict = False,
    lang: Language = Lang.en,
    allow_outside: AllowOutside = False,
) -> None:
    """Check scenarios; say what differs from the parent, and the load of each lane."""
    with exit_codes(lang):
        from inputs import validate as check
        from study.validate_text import findings_text, report_text

        wrong = False
        for path in scenarios:
            found = check(
                path, sets=sets or (), overrides=laid_over(override, lever),
                seed=1 if seed is None else seed,
                allow_outside=allow_outside, strictly=strict,
            )  # fmt: skip
            typer.echo(report_text(found, lang.value))
            for line in findings_text(found, lang.value):
                typer.echo(line, err=True)
            wrong = wrong or found.wrong
        if wrong:
            raise typer.Exit(WRONG_INPUT)


def schema(out: Annotated[Path, typer.Option(help="Folder.")] = Path("schemas")) -> None:
    """Write the JSON Schemas of scenario files."""
    with exit_codes(Lang.en):
        from inputs import write_schemas

        for path in write_schemas(out):
            typer.echo(path)
