"""Tables of text that a scenario names, cell by cell: what is wrong is told by row and column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import zone
from domain.draws import snap_h
from inputs.findings import Place, did_you_mean, some_of
from inputs.source import Source
from inputs.trace_file import Rows


@dataclass(slots=True)
class Cells:
    """One row being read."""

    source: Source
    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What stands there; empty where the column was left out."""
        return self.cells.get(column, "")

    def error(self, column: str, phrase: str, **words: object) -> None:
        """Say what is wrong with a cell."""
        self.source.findings.error(Place(self.file, self.line, None, column), phrase, **words)

    def number(self, column: str, least: float, most: float = 1e12) -> float | None:
        """A number; `None` where the cell is empty or wrong."""
        text = self.text(column)
        if not text:
            return None
        rule = f"from {least:g} to {most:g}"
        try:
            value = math.nan if "_" in text else float(text)
        except ValueError:
            value = math.nan
        if math.isnan(value):
            self.error(column, "not_number", found=text, rule=rule)
            return None
        if not least <= value <= most:
            self.error(column, "out_of_range", found=text, rule=rule)
            return None
        return value

    def whole(self, column: str, least: float = 1.0, most: float = 1e6) -> int | None:
        """A whole number; `None` where the cell is empty or wrong."""
        value = self.number(column, least, most)
        if value is None:
            return None
        if value != int(value):
            self.error(column, "not_whole", found=self.text(column), rule=f"{least:g} or more")
            return None
        return int(value)

    def hour(self, column: str) -> float | None:
        """A day or an hour on the scenario's clock."""
        text = self.text(column)
        if not text:
            return None
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            self.error(column, "bad_cell", found=text,
                       rule="write a day or an hour, e.g. 2026-03-04 18:00",
                       rule_zh="请写日期或时刻，例如 2026-03-04 18:00")  # fmt: skip
            return None
        if when.tzinfo is None:
            when = when.replace(tzinfo=zone(self.source.file.tz))
        return snap_h(self.source.clock.to_h(when))


def rows_of(
    source: Source, table: Rows, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[Cells]:
    """Rows of a table whose header is right; the others are findings."""
    file, header, lines = table
    wrong = False
    for column in needed:
        if column not in header:
            wrong = True
            source.findings.error(
                Place(file, 1), "missing_column", found=column, choices=some_of(columns, 20)
            )
    for column in header:
        if column not in columns:
            wrong = True
            source.findings.error(
                Place(file, 1), "unknown_column", found=column, hint=did_you_mean(column, columns)
            )
    for number, cells in () if wrong else lines:
        if len(cells) != len(header):
            source.findings.error(
                Place(file, number), "broken_line", found=len(cells), wanted=len(header)
            )
            continue
        cell = {name: text.strip() for name, text in zip(header, cells, strict=True)}
        yield Cells(source, file, number, cell)
