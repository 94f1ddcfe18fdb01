"""Seconds to build the trace database of a quarter, and of every question as a whole command."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trace.quarter import write_quarter
from study.tracedb.facts import Facts
from study.tracedb.opened import ensure, read
from study.tracedb.questions import QUESTIONS, ask

ROOT = Path(__file__).resolve().parents[2]
LOTS = 100_000
BEST_OF = 3


@dataclass(frozen=True, slots=True)
class Timed:
    """One question: seconds within Python, of a command with its start, of its CPU; rows found."""

    question: str
    inside_s: float
    command_s: float
    cpu_s: float
    rows: int


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured."""

    lots: int
    moves: int
    build_s: float
    megabytes: float
    timed: tuple[Timed, ...]


def contest(lots: int = LOTS) -> Result:
    """Make a quarter, build its database, ask every question about a split lot."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        moves = write_quarter(root, lots)
        begun = time.perf_counter()
        path = ensure(root, None, None, lambda: Facts(cold_places=frozenset({"HUB0", "HUB1"})))
        build_s = time.perf_counter() - begun
        with closing(sqlite3.connect(path)) as found:
            statement = "SELECT parent_id FROM lots WHERE parent_id <> '' LIMIT 1 OFFSET 9000"
            (lot,) = found.execute(statement).fetchone()
            (kept,) = found.execute("SELECT count(*) FROM lots").fetchone()
        timed = tuple(_timed(root, path, question, lot) for question in QUESTIONS)
        return Result(kept, moves, build_s, path.stat().st_size / 1e6, timed)


def _timed(root: Path, path: Path, question: str, lot: str) -> Timed:
    inside, whole, cpu, rows = [], [], [], 0
    command = [sys.executable, "run.py", "trace", str(root), f"--{question}", lot, "--json"]
    for _ in range(BEST_OF):
        begun = time.perf_counter()
        with read(path) as found:
            rows = len(ask(found, question, lot).rows)
        inside.append(time.perf_counter() - begun)
        begun, used_s = time.perf_counter(), _children_s()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        whole.append(time.perf_counter() - begun)
        cpu.append(_children_s() - used_s)
    return Timed(question, min(inside), min(whole), min(cpu), rows)


def _children_s() -> float:
    """CPU seconds of all commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(result: Result) -> str:
    """A table in Markdown."""
    built = f"built in {result.build_s:.1f} s, {result.megabytes:,.0f} MB"
    lines = [
        f"{result.lots:,} lots, {result.moves:,} movements: {built}.",
        "",
        "| Question | Inside, s | Whole command, s | Its CPU, s | Rows |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `--{one.question}` | {one.inside_s:.3f} | {one.command_s:.2f} | "
        f"{one.cpu_s:.2f} | {one.rows:,} |"
        for one in result.timed
    ]
    return "\n".join(lines)
