"""Run levers off and on, and write docs/levers.md.

    python -m tools.levers              all levers, one process, some minutes
    python -m tools.levers KEY ...      only these; the others keep what they showed before

What was shown is kept in levers/shown.csv, and the page is made from it. Nothing on the page is
typed: clauses are those of data/levers.csv, keys and reasons those of levers/, figures of the runs.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite

from ruamel.yaml import YAML

from inputs.levers import FOLDER, lever_keys, read_lever
from inputs.schema_levers import LeverFile
from study.lever_runs import Shown, show_all, state_keys

ROOT = FOLDER.parent
PAGE = ROOT / "docs" / "levers.md"
SHOWN = FOLDER / "shown.csv"
COLUMNS = ("key", "off", "on", "difference", "replications", "moved", "date")
REPLICATIONS = 4
"""On the page; tests make do with as many as each lever says."""
TITLES = ("lever", "clause", "process", "figure", "off", "on", "on less off, 95%", "stated")
BUILT = "Not stated as a lever yet: its process, or a base that shows it, is missing."
ZONES = {"hezhou": "Hezhou", "taiyuan": "Taiyuan"}

INTRODUCTION = """\
# Levers of the two plans

Written by `make levers` from levers/shown.csv; do not edit. The measures are those of
[data/levers.csv](../data/levers.csv), each with its clause. A lever is two sets of scenario keys,
off and on, in [levers/](../levers/README.md); `python run.py simulate SCENARIO --lever KEY` lays it
over any scenario of its zone, `KEY=off` takes it away, several compose. A lever counts when a test
shows that its figure moves as stated on its small base (`tests/levers/`).

{rows} measures, {direct} of them bear directly on logistics; {made} of these are levers, of which
{waiting} are not yet run for this page. Below each is run off and on by one policy and with the
same draws, four replications of a small base each: the figures show a direction, not what a measure
is worth to a zone. For that, lay it over a base scenario.
"""
Row = Mapping[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the levers; 1 where a figure does not move as stated."""
    parser = argparse.ArgumentParser(prog="levers", description=__doc__)
    parser.add_argument("keys", nargs="*")
    parser.add_argument("--page", action="store_true", help="only write the page again")
    asked = parser.parse_args(arguments)
    known = {row["key"]: row for row in _kept()}
    wrong = False
    for key in () if asked.page else asked.keys or lever_keys():
        (shown,) = show_all([key], REPLICATIONS)
        known[key] = row = _row(shown)
        sys.stdout.write(f"{key}: {' '.join(row[column] for column in COLUMNS[1:])}\n")
        sys.stdout.flush()
        wrong = wrong or not shown.moved
        _keep(known)
    PAGE.write_text(page(known), encoding="utf-8")
    return 1 if wrong else 0


def _row(shown: Shown) -> dict[str, str]:
    off, on = shown.means
    interval = shown.difference.interval
    half = interval.half_width
    difference = _number(interval.mean) + ("" if half is None else f" ±{_number(half)}")
    cells = (
        shown.key, _number(off.mean), _number(on.mean), difference, str(interval.n),
        "yes" if shown.moved else "no", datetime.now(UTC).date().isoformat(),
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def _kept() -> list[dict[str, str]]:
    if not SHOWN.exists():
        return []
    with SHOWN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _keep(known: Mapping[str, Row]) -> None:
    with SHOWN.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(known[key] for key in sorted(known))


def page(known: Mapping[str, Row]) -> str:
    """The page as Markdown, of what was shown."""
    rows = _measures()
    levers = {key: read_lever(key)[0] for key in lever_keys()}
    direct = [row for row in rows.values() if row["bears_on_logistics"] == "direct"]
    made = [row for row in direct if row["key"] in levers]
    lines = INTRODUCTION.format(
        rows=len(rows), direct=len(direct), made=len(made),
        waiting=len(set(levers) - set(known)),
    ).splitlines()  # fmt: skip
    for zone, name in ZONES.items():
        own = [row for key, row in rows.items() if key in levers and row["zone"] == zone]
        lines += ["", f"## {name}", ""]
        lines += _table(TITLES, [_cells(row, levers[row["key"]], known) for row in own])
        lines += ["", f"### What the levers of {name} are", ""]
        lines += [_explained(row["key"], levers[row["key"]]) for row in own]
    reasons = _reasons()
    missing = [row for row in direct if row["key"] not in levers]
    lines += ["", "## Direct, not modelled", ""]
    lines += _table(
        ("measure", "clause", "meaning", "reason"),
        [
            (f"`{r['key']}`", f"{r['no']} {r['clause_id']}", r["meaning_en"],
             reasons.get(r["key"], BUILT))
            for r in missing
        ],
    )  # fmt: skip
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


def _cells(row: Row, lever: LeverFile, known: Mapping[str, Row]) -> tuple[str, ...]:
    seen = known.get(row["key"])
    figures = ("", "", "not run yet") if seen is None else tuple(seen[c] for c in COLUMNS[1:4])
    moved = lever.moves + (", **not seen**" if seen is not None and seen["moved"] == "no" else "")
    return (
        f"`{row['key']}`", f"{row['no']} {row['clause_id']}", lever.process, _figure(lever),
        *figures, moved,
    )  # fmt: skip


def _explained(key: str, lever: LeverFile) -> str:
    why, on = lever.why.strip(), state_keys(lever.on)
    off = f"; off: `{state_keys(lever.off)}`" if lever.off else ""
    return f"- `{key}` on base `{lever.base}`: {why} On: `{on}`{off}"


def _figure(lever: LeverFile) -> str:
    figure = lever.figure
    if figure is None:
        return f"`{lever.kpi}`"
    where = ", ".join(
        f"{column} {'|'.join(value) if isinstance(value, list) else value}"
        for column, value in figure.where.items()
    )
    least = "" if figure.at_least is None else f" at {figure.at_least:g} and more"
    named = f"{figure.take} of `{figure.table}.{figure.column}`{least}"
    return named + (f" ({where})" if where else "")


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
