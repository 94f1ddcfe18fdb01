"""Sizes and seeds of generated problems, each solved in a fresh process, against the targets."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (100, 1_000, 10_000, 100_000)
TUNING_SEEDS = (1, 2, 3, 4, 5)
"""Settings were chosen while looking at these."""
REPORTING_SEEDS = (101, 102, 103, 104, 105)
"""Nothing was chosen by these; their medians are what counts."""


@dataclass(frozen=True, slots=True)
class Target:
    """Wanted and hoped-for gap of a size, within seconds and MB."""

    gap: float
    stretch: float
    wall_s: float
    peak_mb: float = float("inf")


TARGETS = {
    100: Target(0.03, 0.01, 20.0),
    1_000: Target(0.06, 0.04, 120.0),
    10_000: Target(0.04, 0.025, 180.0),
    100_000: Target(0.015, 0.01, 240.0, 3_000.0),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One problem solved."""

    size: int
    seed: int
    cost_cny: float
    bound_cny: float
    gap: float
    wall_s: float
    cpu_s: float
    peak_mb: float
    status: str
    deterministic: bool
    away_share: float
    boxes: int
    wrong: tuple[str, ...]


def contest(
    sizes: Sequence[int] = SIZES, seeds: Sequence[int] = (*TUNING_SEEDS, *REPORTING_SEEDS)
) -> list[Result]:
    """Every size by every seed, one process after the other; a line to stderr as each ends.

    Ctrl-C ends the contest with what has finished.
    """
    results: list[Result] = []
    try:
        for size, seed in product(sizes, seeds):
            results.append(_solved(size, seed))
            sys.stderr.write(_line(results[-1]) + "\n")
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
    return results


def report(results: Sequence[Result]) -> str:
    """Reporting seeds, tuning seeds, then medians against targets, as Markdown."""
    reporting = [one for one in results if one.seed not in TUNING_SEEDS]
    tuning = [one for one in results if one.seed in TUNING_SEEDS]
    parts: list[str] = []
    for title, group in (("Reporting seeds", reporting), ("Tuning seeds", tuning)):
        if group:
            parts.append(f"## {title}\n\n{_medians(group)}\n\n{_table(group)}")
    wrong = [f"- {one.size:,} seed {one.seed}: {fault}" for one in results for fault in one.wrong]
    if wrong:
        parts.append("## Wrong\n\n" + "\n".join(wrong))
    else:
        parts.append("Every plan was counted again: no fault, the same cost, no bound above it.")
    return "\n\n".join(parts)


def _solved(size: int, seed: int) -> Result:
    command = [sys.executable, "-m", "benchmarks.gaps.once", str(size), str(seed)]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if run.returncode:
        last = (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1]
        return Result(size, seed, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, "failed", True, 0.0, 0, (last,))
    told = json.loads(run.stdout.strip().splitlines()[-1])
    told["wrong"] = tuple(told["wrong"])
    return Result(**{name: told[name] for name in Result.__slots__})


def _line(one: Result) -> str:
    faults = "".join(f"; WRONG: {fault}" for fault in one.wrong)
    return (
        f"{one.size:>7,} seed {one.seed:>3}: plan {one.cost_cny:,.0f}, bound {one.bound_cny:,.0f}, "
        f"gap {one.gap:.2%}, {one.wall_s:.1f} s, {one.peak_mb:.0f} MB{faults}"
    )


def _table(results: Iterable[Result]) -> str:
    names = (
        "items", "seed", "plan, CNY", "bound, CNY", "gap", "wall, s", "CPU, s", "peak MB", "boxes",
        "outsourced", "status",
    )  # fmt: skip
    rows = [
        f"| {one.size:,} | {one.seed} | {one.cost_cny:,.0f} | {one.bound_cny:,.0f} "
        f"| {one.gap:.2%} | {one.wall_s:.1f} | {one.cpu_s:.1f} | {one.peak_mb:.0f} "
        f"| {one.boxes:,} | {one.away_share:.0%} | {_status(one)} |"
        for one in results
    ]
    return "\n".join([*_head(names), *rows])


def _head(names: Sequence[str]) -> list[str]:
    return ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]


def _status(one: Result) -> str:
    return one.status if one.deterministic else f"{one.status}, cut by the clock"


def _medians(results: Sequence[Result]) -> str:
    """Medians by size against the targets; time and memory are judged by the worst seed."""
    names = (
        "items", "seeds", "median gap", "largest gap", "target", "stretch", "median s",
        "longest s", "allowed s", "peak MB", "met",
    )  # fmt: skip
    lines = _head(names)
    for size in sorted({one.size for one in results}):
        mine = [one for one in results if one.size == size]
        gaps, walls = [one.gap for one in mine], [one.wall_s for one in mine]
        gap, memory = statistics.median(gaps), max(one.peak_mb for one in mine)
        target = TARGETS.get(size)
        wanted = ("", "", "", "")
        if target is not None:
            wanted = (
                f"{target.gap:.1%}",
                f"{target.stretch:.1%}",
                f"{target.wall_s:.0f}",
                _met(target, gap, max(walls), memory),
            )
        lines.append(
            f"| {size:,} | {len(mine)} | **{gap:.2%}** | {max(gaps):.2%} | {wanted[0]} "
            f"| {wanted[1]} | {statistics.median(walls):.1f} | {max(walls):.1f} | {wanted[2]} "
            f"| {memory:.0f} | {wanted[3]} |"
        )
    return "\n".join(lines)


def _met(target: Target, gap: float, wall_s: float, memory_mb: float) -> str:
    missed = [
        name
        for name, over in (
            ("gap", gap > target.gap),
            ("time", wall_s > target.wall_s),
            ("memory", memory_mb > target.peak_mb),
        )
        if over
    ]
    if missed:
        return "no: " + ", ".join(missed)
    return "stretch" if gap <= target.stretch else "yes"
