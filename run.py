"""Command line of Coldbridge; the verbs are in `cli/`, which imports what is heavy when called."""

from __future__ import annotations

import typer

from cli import calibrate, cold, files, results, runs, why
from cli.exits import EXIT_CODES

app = typer.Typer(
    name="coldbridge",
    help="Simulate and plan the goods of two hubs: cost, time, freshness, CO2e. 冷桥",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=EXIT_CODES,
)
for verb in (
    files.new, files.validate, runs.simulate, runs.plan, runs.run, runs.compare, results.report,
    results.trace, results.verify, why.why, calibrate.calibrate, cold.cold, files.schema,
):  # fmt: skip
    app.command()(verb)


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
