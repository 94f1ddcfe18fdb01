"""Reading the reference pack and writing the CSV files of data/."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from domain.tables.inputs import INPUT_TABLES

Row = dict[str, str]
Value = str | int | float | None
ASSUMED = "assumed"


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file, cells as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def csv_text(name: str, rows: Iterable[Mapping[str, Value]]) -> str:
    """A table as CSV, in the order of its declared columns; unknown keys are an error."""
    columns = INPUT_TABLES[name].column_names
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        unknown = set(row) - set(columns)
        if unknown:
            raise KeyError(f"{name}: no column {', '.join(sorted(unknown))}")
        writer.writerow({column: cell(row.get(column)) for column in columns})
    return out.getvalue()


def cell(value: Value) -> str:
    """A cell: numbers in the shortest form that keeps six digits, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        return repr(round(value, 6))
    return str(value)


def optional_number(text: str) -> float | None:
    """A number, or None for an empty cell."""
    return float(text) if text.strip() else None


def pairs(text: str) -> dict[str, float]:
    """`a:0.3;b:0.7` as a dict, in order."""
    out = {}
    for piece in filter(None, text.split(";")):
        key, _, value = piece.rpartition(":")
        out[key] = float(value)
    return out
