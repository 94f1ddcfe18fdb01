"""Reads the CSV tables of data/ by their declaration in `domain.tables`."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from domain.tables import INPUT_TABLES, Column, Table
from inputs.findings import Findings, Place, did_you_mean, some_of

if TYPE_CHECKING:
    from _csv import Reader

MOST_BYTES = 64 * 2**20
MOST_ROWS = 500_000
MOST_FINDINGS_PER_TABLE = 50

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the file; line 1 is the header."""

    file: str
    number: int
    cells: dict[str, Cell]

    def at(self, column: str) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.number, None, column)

    def text(self, column: str) -> str:
        """A cell as text; empty where nothing is given."""
        value = self.cells[column]
        return "" if value is None else str(value)

    def number_of(self, column: str) -> float:
        """A number that must be given."""
        value = self.cells[column]
        assert isinstance(value, int | float), f"{self.file} row {self.number}: {column}"
        return float(value)

    def maybe(self, column: str) -> float | None:
        """A number, or `None` for an empty cell."""
        return None if self.cells[column] is None else self.number_of(column)

    def or_zero(self, column: str) -> float:
        """A number, or 0 for an empty cell, where empty means none."""
        return self.maybe(column) or 0.0

    def whole(self, column: str) -> int:
        """A whole number that must be given."""
        return int(self.number_of(column))

    def day(self, column: str) -> date | None:
        """A date, or `None` for an empty cell."""
        value = self.cells[column]
        return value if isinstance(value, date) else None

    def instant(self, column: str) -> datetime:
        """A time with offset."""
        value = self.cells[column]
        assert isinstance(value, datetime)
        return value

    def words(self, column: str, by: str = ";") -> tuple[str, ...]:
        """A joined cell, taken apart."""
        return tuple(piece.strip() for piece in self.text(column).split(by) if piece.strip())


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a data folder; `digest_bytes` are the bytes they came from, in order."""

    folder: Path
    rows: dict[str, tuple[Row, ...]]
    digest_bytes: tuple[tuple[str, bytes], ...]

    def __getitem__(self, name: str) -> tuple[Row, ...]:
        return self.rows[name]


def read_tables(folder: Path, findings: Findings, shown_as: str | None = None) -> Tables:
    """Read every declared input table of a folder.

    Parameters
    ----------
    shown_as
        Name of the folder in messages; its own if left out.
    """
    rows: dict[str, tuple[Row, ...]] = {}
    raw: list[tuple[str, bytes]] = []
    for name in INPUT_TABLES:
        shown = f"{shown_as or folder.name}/{name}.csv"
        data = read_bytes(folder / f"{name}.csv", shown, MOST_BYTES, findings)
        raw.append((name, data or b""))
        rows[name] = () if data is None else tuple(parse(INPUT_TABLES[name], data, shown, findings))
    return Tables(folder, rows, tuple(raw))


def read_bytes(path: Path, shown: str, most: int, findings: Findings) -> bytes | None:
    """Bytes of a file, or `None` with a finding."""
    at = Place(shown)
    if not path.exists():
        findings.error(at, "missing_file")
        return None
    if not path.is_file():
        findings.error(at, "is_folder")
        return None
    size = path.stat().st_size
    if size > most:
        findings.error(at, "too_large", found=f"{size:,}", unit="bytes", limit=f"{most:,}")
        return None
    return path.read_bytes()


def decoded(data: bytes, shown: str, findings: Findings) -> str | None:
    """Text of a file, or `None` with a finding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.error(Place(shown), "not_utf8", found=error.start)
        return None


def parse(table: Table, data: bytes, shown: str, findings: Findings) -> Iterator[Row]:
    """Rows of one table whose cells are all right; whatever is not becomes a finding."""
    text = decoded(data, shown, findings)
    if text is None:
        return
    if not text.strip():
        findings.error(
            Place(shown), "empty_file", needs=f"a header: {','.join(table.column_names)}"
        )
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader)
    if not _header_right(table, header, shown, findings):
        return
    first: dict[tuple[Cell, ...], int] = {}
    wrong = 0
    for count, fields in enumerate(_lines(reader, shown, findings), 1):
        number = reader.line_num
        if not fields:
            continue
        if count > MOST_ROWS:
            limit = f"{MOST_ROWS:,}"
            findings.error(
                Place(shown), "too_large", found=f"over {limit}", unit="rows", limit=limit
            )
            return
        row = _row(table, header, fields, Place(shown, number), findings)
        if row is None:
            wrong += 1
            if wrong >= MOST_FINDINGS_PER_TABLE:
                return
            continue
        key = tuple(row.cells[name] for name in table.key)
        if key in first:
            name = ", ".join(f'{part} "{row.text(part)}"' for part in table.key)
            findings.error(row.at(table.key[0]), "duplicate_row", found=name, first=first[key])
            continue
        first[key] = number
        yield row


def _lines(reader: Reader, shown: str, findings: Findings) -> Iterator[list[str]]:
    """Lines until one that cannot be taken apart at all."""
    try:
        yield from reader
    except csv.Error as error:
        findings.error(Place(shown, reader.line_num), "bad_line", found=error)


def _header_right(table: Table, header: list[str], shown: str, findings: Findings) -> bool:
    known = table.column_names
    at = Place(shown, 1)
    right = True
    for name in known:
        if name not in header:
            findings.error(at, "missing_column", found=name, choices=some_of(known, 40))
            right = False
    for position, name in enumerate(header):
        if name not in known:
            missing = [column for column in known if column not in header]
            hint = did_you_mean(name, missing or known)
            findings.error(at, "unknown_column", found=name, hint=hint)
            right = False
        elif name in header[:position]:
            findings.error(at, "duplicate_column", found=name)
            right = False
    return right


def _row(
    table: Table, header: list[str], fields: list[str], at: Place, findings: Findings
) -> Row | None:
    if len(fields) != len(header):
        findings.error(at, "broken_line", found=len(fields), wanted=len(header))
        return None
    assert at.line is not None
    before = len(findings.items)
    cells = {
        name: _cell(
            table.column(name), field.strip(), Place(at.file, at.line, None, name), findings
        )
        for name, field in zip(header, fields, strict=True)
    }
    return Row(at.file, at.line, cells) if len(findings.items) == before else None


def _cell(column: Column, text: str, at: Place, findings: Findings) -> Cell:
    if not text:
        if not column.optional:
            findings.error(at, "empty_cell")
        return None
    if column.choices and text not in column.choices:
        hint = did_you_mean(text, column.choices)
        findings.error(
            at, "wrong_choice", found=text, choices=some_of(column.choices, 20), hint=hint
        )
        return None
    if column.dtype in {"int", "float"}:
        return _number(column, text, at, findings)
    if column.dtype == "date":
        return _date(text, at, findings)
    if column.dtype == "datetime":
        return _datetime(text, at, findings)
    if column.dtype == "bool":
        return text in {"1", "true", "yes"}
    return text


def _number(column: Column, text: str, at: Place, findings: Findings) -> float | int | None:
    rule = rule_of(column.minimum, column.maximum)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        findings.error(at, "not_number", found=text, rule=rule)
        return None
    if (column.minimum is not None and value < column.minimum) or (
        column.maximum is not None and value > column.maximum
    ):
        findings.error(at, "out_of_range", found=text, rule=rule)
        return None
    if column.dtype == "float":
        return value
    if not value.is_integer():
        findings.error(at, "not_whole", found=text, rule=rule)
        return None
    return int(value)


def rule_of(minimum: float | None, maximum: float | None) -> str:
    """A range in words.

    Examples
    --------
    >>> rule_of(0.0, None), rule_of(0.0, 1.0), rule_of(None, None)
    ('0 or more', 'from 0 to 1', 'a number')
    """
    if minimum is not None and maximum is not None:
        return f"from {minimum:g} to {maximum:g}"
    if minimum is not None:
        return f"{minimum:g} or more"
    return "a number" if maximum is None else f"at most {maximum:g}"


def _date(text: str, at: Place, findings: Findings) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        findings.error(at, "not_date", found=text)
        return None


def _datetime(text: str, at: Place, findings: Findings) -> datetime | None:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.utcoffset() is None:
        findings.error(at, "not_datetime", found=text)
        return None
    return value
