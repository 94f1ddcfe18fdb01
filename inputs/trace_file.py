"""Columns of numbers from CSV files that a scenario names: traces of arrivals and of work."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from pathlib import Path

from inputs.findings import Findings, Place, did_you_mean, some_of
from inputs.merge import inside_path
from inputs.schema_streams import MOST_H, ColumnOf
from inputs.tables import MOST_BYTES, MOST_FINDINGS_PER_TABLE, decoded, read_bytes
from inputs.yaml_file import Document, KeyPath

MOST_ROWS = 2_000_000
FOLDER = "traces"
"""Where a run folder keeps the files that its scenario names."""
Rows = tuple[str, list[str], list[tuple[int, list[str]]]]
"""A table: its name, its header, and its rows with their numbers."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """A file taken apart: its name as written and as kept, header, and lines with their numbers."""

    shown: str
    kept: str
    header: list[str]
    lines: list[tuple[int, list[str]]]


@dataclass(slots=True)
class TraceFiles:
    """Reads each file once, and remembers the bytes of all of them.

    Attributes
    ----------
    read
        Bytes by the name under which a run folder keeps the file, such as `traces/gate.csv`.
    named
        That name by the path of each key that names the file.

    Parameters
    ----------
    path
        The scenario file. A file name is relative to the file in which it stands.
    allow_outside
        Whether names may lead out of the scenario's folder.
    """

    path: Path
    document: Document
    findings: Findings
    allow_outside: bool = False
    read: dict[str, bytes] = field(default_factory=dict)
    named: dict[KeyPath, str] = field(default_factory=dict)
    _opened: dict[Path, _Lines | None] = field(default_factory=dict)

    def column(
        self, named: ColumnOf, *at: str | int, ascending: bool = False
    ) -> tuple[float, ...] | None:
        """Numbers of a column, top to bottom; `None` with findings where any is wrong.

        Parameters
        ----------
        at
            Path of the key that names the file.
        ascending
            No number may be less than the one above it.
        """
        file = self._file(named.csv, (*at, "csv"))
        if file is None:
            return None
        header = file.header
        if named.column not in header:
            self.findings.error(
                self.document.at((*at, "column")), "no_column", found=named.column, file=file.shown,
                hint=did_you_mean(named.column, header), choices=some_of(header, 20),
            )  # fmt: skip
            return None
        position = header.index(named.column)
        values: list[float] = []
        wrong = 0
        for number, cells in file.lines:
            place = Place(file.shown, number, None, named.column)
            value = self._number(cells, position, len(header), place)
            if value is not None and ascending and values and value < values[-1]:
                self.findings.error(
                    place, "not_rising", found=f"{value:g}", before=f"{values[-1]:g}"
                )
                return None
            if value is None:
                wrong += 1
                if wrong == MOST_FINDINGS_PER_TABLE:
                    return None
            else:
                values.append(value)
        if not values and not wrong:
            self.findings.error(Place(file.shown), "empty_file", needs="numbers below its header")
        return None if wrong or not values else tuple(values)

    def rows(self, name: str, *at: str | int) -> Rows | None:
        """A table with text in its cells: its name as written, header, and rows by their number."""
        file = self._file(name, at)
        return None if file is None else (file.shown, file.header, file.lines)

    def _file(self, name: str, at: KeyPath) -> _Lines | None:
        place = self.document.at(at)
        beside = Path(place.file)
        folder = beside.parent if beside.is_file() else self.path.parent
        inside = None if self.allow_outside else (self.path.resolve().parent,)
        found = inside_path(folder, name, place, self.findings, inside)
        if found is None:
            return None
        if found not in self._opened:
            self._opened[found] = self._lines(found, name, place)
        lines = self._opened[found]
        if lines is not None:
            self.named[at] = lines.kept
        return lines

    def _lines(self, path: Path, name: str, place: Place) -> _Lines | None:
        if not path.is_file():
            near = sorted(file.name for file in path.parent.glob("*.csv"))
            self.findings.error(
                place, "unknown_id", what="file", what_zh="文件", found=name,
                hint=did_you_mean(path.name, near),
            )  # fmt: skip
            return None
        data = read_bytes(path, name, MOST_BYTES, self.findings)
        text = None if data is None else decoded(data, name, self.findings)
        if data is None or text is None:
            return None
        reader = csv.reader(io.StringIO(text, newline=""))
        lines: list[tuple[int, list[str]]] = []
        try:
            header = [cell.strip() for cell in next(reader, [])]
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    lines.append((reader.line_num, cells))
                if len(lines) > MOST_ROWS:
                    limit = f"{MOST_ROWS:,}"
                    self.findings.error(
                        Place(name), "too_large", found=f"over {limit}", unit="rows", limit=limit
                    )
                    return None
        except csv.Error as error:
            self.findings.error(Place(name, reader.line_num), "bad_line", found=error)
            return None
        if not any(header):
            self.findings.error(Place(name), "empty_file", needs="a header with names of columns")
            return None
        kept = self._kept(path)
        self.read[kept] = data
        return _Lines(name, kept, header, lines)

    def _kept(self, path: Path) -> str:
        """A name of its own in the run folder."""
        kept, number = f"{FOLDER}/{path.name}", 1
        while kept in self.read:
            number += 1
            kept = f"{FOLDER}/{path.stem}_{number}{path.suffix}"
        return kept

    def _number(self, cells: list[str], position: int, wanted: int, at: Place) -> float | None:
        if len(cells) != wanted:
            self.findings.error(
                Place(at.file, at.line), "broken_line", found=len(cells), wanted=wanted
            )
            return None
        text = cells[position].strip()
        if not text:
            self.findings.error(at, "empty_cell")
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        rule = f"from 0 to {MOST_H:,.0f}"
        if math.isnan(value) or "_" in text:
            self.findings.error(at, "not_number", found=text, rule=rule)
            return None
        if not 0.0 <= value <= MOST_H:
            self.findings.error(at, "out_of_range", found=text, rule=rule)
            return None
        return value
