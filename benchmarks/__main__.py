"""`python -m benchmarks`: phases of both base scenarios; by name tandem, year, trace, ... ."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Callable

from benchmarks.gaps import contest as gaps
from benchmarks.machine import facts
from benchmarks.phases import Row, measure
from benchmarks.tandem import contest as tandem
from benchmarks.trace import contest as trace
from benchmarks.workers import contest as workers
from benchmarks.year import contest as year

CONTESTS: dict[str, Callable[[], str]] = {
    "tandem": lambda: tandem.report(tandem.contest()),
    "year": lambda: year.report(year.contest()),
    "trace": lambda: trace.report(trace.contest()),
    "workers": lambda: workers.report(workers.contest()),
}
SCENARIOS = ("hezhou_asean_gba", "taiyuan_eurasia")


def main() -> None:
    """Print facts of the machine and one line per phase; --json for machines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", default=SCENARIOS,
        help="base scenarios (both), tandem, year, trace, workers, gaps",
    )  # fmt: skip
    parser.add_argument(
        "--sizes", type=_whole_numbers, default=gaps.SIZES, help="of gaps: 100,1000"
    )
    parser.add_argument(
        "--seeds", type=_whole_numbers, default=(*gaps.TUNING_SEEDS, *gaps.REPORTING_SEEDS),
        help="of gaps: 1,2,101",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object")
    asked = parser.parse_args()
    contests: dict[str, Callable[[], str]] = {
        **CONTESTS,
        "gaps": lambda: gaps.report(gaps.contest(asked.sizes, asked.seeds)),
    }
    names = [name for name in asked.names if name not in contests]
    for name, hold in contests.items():
        if name in asked.names:
            sys.stdout.write("".join(f"{key}: {value}\n" for key, value in facts().items()))
            sys.stdout.write(f"\n{hold()}\n")
    if not names:
        return
    rows: list[Row] = []
    spawn = multiprocessing.get_context("spawn")
    for name in names:
        with spawn.Pool(1) as pool:
            rows.extend(pool.apply(measure, (name,)))
    if asked.json:
        sys.stdout.write(json.dumps({"machine": facts(), "rows": rows}, indent=2) + "\n")
        return
    for key, value in facts().items():
        sys.stdout.write(f"{key}: {value}\n")
    for row in rows:
        text = "  ".join(f"{k}={v:,}" if isinstance(v, int) else f"{k}={v}"
                         for k, v in row.items() if k not in {"scenario", "phase"})  # fmt: skip
        sys.stdout.write(f"{row['scenario']:<18} {row['phase']:<15} {text}\n")


def _whole_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(","))


if __name__ == "__main__":
    main()
