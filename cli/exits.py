"""How a command ends: messages on stderr, and the exit code that says whose fault it was."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer

from cli.options import Lang

WRONG_INPUT, NO_PLAN, INTERRUPTED = 2, 3, 130
EXIT_CODES = (
    "Exit codes: 0 done; 1 our fault or the machine's; 2 the input is wrong; "
    "3 deadlines or capacity forbid a plan; 130 interrupted, the same command goes on."
)


def refuse(message: str) -> NoReturn:
    """Leave: what was typed is wrong."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)


@contextmanager
def exit_codes(lang: Lang) -> Iterator[None]:
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
