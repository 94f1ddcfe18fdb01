"""Run every lever off and on, and write docs/levers.md.

    python -m tools.levers              all levers, one process, some minutes
    python -m tools.levers KEY ...      only these, told and not written

Nothing on the page is typed: clauses are those of data/levers.csv, keys and reasons those of
levers/, figures come from the runs.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from ruamel.yaml import YAML

from inputs.levers import FOLDER, lever_keys
from study.lever_runs import Shown, show_all, state_keys

ROOT = FOLDER.parent
PAGE = ROOT / "docs" / "levers.md"
REPLICATIONS = 4
"""On the page; tests make do with as many as each lever says."""
TITLES = ("lever", "clause", "process", "figure", "off", "on", "on less off, 95%", "stated")
BUILT = "Its process is being built."
ZONES = {"hezhou": "Hezhou", "taiyuan": "Taiyuan"}

INTRODUCTION = """\
# Levers of the two plans

Written by `python -m tools.levers` on {date}; do not edit. The measures are those of
[data/levers.csv](../data/levers.csv), each with its clause. A lever is two sets of scenario keys,
off and on, in [levers/](../levers/README.md); `python run.py simulate SCENARIO --lever KEY` lays it
over any scenario of its zone, `KEY=off` takes it away, several compose. A lever counts when a test
shows that its figure moves as stated on its small base (`tests/levers/`).

{rows} measures, {direct} of them bear directly on logistics; {made} of these are levers. Below each
is run off and on by one policy and with the same draws, {replications} replications of a small base
each: the figures show a direction, not what a measure is worth to a zone. For that, lay it over a
base scenario.
"""
Row = Mapping[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the levers; 1 where a figure does not move as stated."""
    parser = argparse.ArgumentParser(prog="levers", description=__doc__)
    parser.add_argument("keys", nargs="*")
    parser.add_argument("--out", type=Path, default=PAGE)
    asked = parser.parse_args(arguments)
    found = []
    for key in asked.keys or lever_keys():
        (shown,) = show_all([key], REPLICATIONS)
        found.append(shown)
        sys.stdout.write(f"{key}: {_figure(shown)} {_told(shown)}\n")
        sys.stdout.flush()
    if not asked.keys:
        asked.out.write_text(page(found), encoding="utf-8")
    return 0 if all(shown.moved for shown in found) else 1


def page(found: Sequence[Shown]) -> str:
    """The page as Markdown."""
    rows = _measures()
    shown = {one.key: one for one in found}
    direct = [row for row in rows.values() if row["bears_on_logistics"] == "direct"]
    made = [row for row in direct if row["key"] in shown]
    lines = INTRODUCTION.format(
        date=datetime.now(UTC).date().isoformat(), rows=len(rows), direct=len(direct),
        made=len(made), replications=REPLICATIONS,
    ).splitlines()  # fmt: skip
    for zone, name in ZONES.items():
        lines += ["", f"## {name}", ""]
        lines += _table(TITLES, [_cells(rows[k], s) for k, s in shown.items() if k in rows
                                 and rows[k]["zone"] == zone])  # fmt: skip
        lines += ["", f"### What the levers of {name} are", ""]
        lines += [
            line
            for key, one in shown.items()
            if key in rows and rows[key]["zone"] == zone
            for line in _explained(one)
        ]
    reasons = _reasons()
    missing = [row for row in direct if row["key"] not in shown]
    lines += ["", "## Direct, not modelled", ""]
    lines += _table(
        ("measure", "clause", "meaning", "reason"),
        [
            (f"`{r['key']}`", r["clause_id"], r["meaning_en"], reasons.get(r["key"], BUILT))
            for r in missing
        ],
    )
    for kind, title in (("indirect", "Indirect"), ("no", "No bearing on logistics")):
        lines += ["", f"## {title}", ""]
        lines += _grouped([r for r in rows.values() if r["bears_on_logistics"] == kind], reasons)
    return "\n".join(lines) + "\n"


def _grouped(rows: Sequence[Row], reasons: Mapping[str, str]) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row["key"] in reasons:
            groups.setdefault(reasons[row["key"]], []).append(
                f"{row['no']} {row['clause_id']} {row['meaning_en']}"
            )
    for reason, some in groups.items():
        yield f"- {reason} ({len(some)}: {'; '.join(some)})"


def _measures() -> dict[str, Row]:
    """Rows of levers.csv by key, in their order."""
    with (ROOT / "data" / "levers.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def _reasons() -> dict[str, str]:
    """Why measures are no levers, by key; one reason may hold for many."""
    with (FOLDER / "not_modelled.yaml").open(encoding="utf-8") as file:
        groups = YAML(typ="safe").load(file)
    return {key: group["why"].strip() for group in groups for key in group["keys"]}


def _cells(row: Row, shown: Shown) -> tuple[str, ...]:
    off, on = shown.means
    return (
        f"`{shown.key}`", f"{row['no']} {row['clause_id']}", shown.lever.process, _figure(shown),
        _number(off.mean), _number(on.mean), _interval(shown),
        shown.lever.moves + ("" if shown.moved else ", **not seen**"),
    )  # fmt: skip


def _explained(shown: Shown) -> Iterator[str]:
    lever = shown.lever
    why, on = lever.why.strip(), state_keys(lever.on)
    off = f"; off: `{state_keys(lever.off)}`" if lever.off else ""
    yield f"- `{shown.key}` on base `{lever.base}`: {why} On: `{on}`{off}"


def _figure(shown: Shown) -> str:
    figure = shown.lever.figure
    if figure is None:
        return f"`{shown.lever.kpi}`"
    where = ", ".join(
        f"{column} {'|'.join(value) if isinstance(value, list) else value}"
        for column, value in figure.where.items()
    )
    return f"{figure.take} of `{figure.table}.{figure.column}`" + (f" ({where})" if where else "")


def _told(shown: Shown) -> str:
    off, on = shown.means
    verdict = "as stated" if shown.moved else "NOT AS STATED"
    return f"{_number(off.mean)} to {_number(on.mean)}, {_interval(shown)}: {verdict}"


def _interval(shown: Shown) -> str:
    interval = shown.difference.interval
    half = interval.half_width
    return f"{_number(interval.mean)}" + ("" if half is None else f" ±{_number(half)}")


def _number(value: float) -> str:
    if not isfinite(value):
        return "none"
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000.0 else f"{value:.4g}"


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

    return [line(titles), f"|{'---|' * len(titles)}", *(line(row) for row in rows)]


if __name__ == "__main__":
    sys.exit(main())
