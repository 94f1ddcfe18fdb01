"""Whole commands by one worker and by two: wall time from start to the last file."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WANTED = 1.7
LONG_ENOUGH_S = 120
JOBS: dict[str, tuple[str, ...]] = {
    "simulate the tandem, 180 replications": (
        "simulate", "scenarios/theory/tandem.yaml", "--replications", "180",
    ),
    "simulate Hezhou by habit, 40 replications": (
        "simulate", "scenarios/hezhou_asean_gba.yaml", "--policy", "habit", "--replications", "40",
    ),
    "run Hezhou, all policies, 10 replications": (
        "run", "scenarios/hezhou_asean_gba.yaml", "--replications", "10",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Wall seconds of one command by one worker and by two."""

    job: str
    one_s: float
    two_s: float
    same: bool

    @property
    def ratio(self) -> float:
        """How many times faster two workers are."""
        return self.one_s / self.two_s


def contest() -> Iterator[Pair]:
    """Run every job by one worker, then by two, each in a folder of its own."""
    return (_pair(name, words) for name, words in JOBS.items())


def report(pairs: Iterable[Pair]) -> str:
    """Times and ratios as a Markdown table, with what was wanted; each told to stderr when done."""
    rows = []
    for one in pairs:
        rows.append(
            f"| {one.job} | {one.one_s:.0f} | {one.two_s:.0f} | {one.ratio:.2f} | {_told(one)} |"
        )
        sys.stderr.write(f"{rows[-1]}\n")
    head = ["| command | one worker, s | two workers, s | ratio | figures |", "|" + "---|" * 5]
    wanted = f"wanted: {WANTED} on a job of {LONG_ENOUGH_S} s or more, start-up included"
    return "\n".join([*head, *rows, "", wanted])


def _told(pair: Pair) -> str:
    return "the same" if pair.same else "DIFFER"


def _pair(name: str, words: tuple[str, ...]) -> Pair:
    with tempfile.TemporaryDirectory() as folder:
        runs = [Path(folder) / f"{workers}" for workers in (1, 2)]
        one_s, two_s = (_wall_s(words, run, workers) for workers, run in enumerate(runs, 1))
        kpis = [(run / "kpis.csv").read_bytes() for run in runs]
    return Pair(name, one_s, two_s, kpis[0] == kpis[1])


def _wall_s(words: tuple[str, ...], out: Path, workers: int) -> float:
    command = [
        sys.executable, "run.py", *words, "--out", str(out), "--workers", str(workers), "--quiet",
    ]  # fmt: skip
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begun
