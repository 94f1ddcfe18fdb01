"""Rows of a table of goods that are there at hour 0, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import zone
from domain.draws import snap_h
from inputs.findings import Place, did_you_mean, some_of
from inputs.source import Source
from inputs.trace_file import TraceFiles

KEY = "start_with"
PLACES = ("floor", "terminal", "aboard")
NEEDED = ("id", "flow_id", "units", "place", "node_id", "due")
COLUMNS = (
    *NEEDED, "box_type", "box_no", "service_id", "departed", "leg", "hours_left", "ahead", "kg",
    "m3", "value_cny", "trade_mode", "temp_c", "life_used",
)  # fmt: skip
BY_PLACE = {
    "floor": (),
    "terminal": ("box_type", "box_no"),
    "aboard": ("box_type", "box_no", "service_id", "departed", "hours_left"),
}
"""What else a row of goods at a place needs."""
MOST_H = 8_784.0


@dataclass(frozen=True, slots=True)
class BegunRow:
    """Goods at hour 0; `node_id` of goods aboard is where they alight. Empty cells are `None`."""

    file: str
    line: int
    name: str
    flow_id: str
    units: int
    place: str
    node_id: str
    due_h: float
    box_type: str
    box_no: str
    service_id: str
    departed_h: float | None
    leg: int | None
    hours_left: float | None
    ahead: tuple[str, ...]
    kg: float | None
    m3: float | None
    value_cny: float | None
    trade_mode: str
    temp_c: float | None
    life_used: float

    def at(self, column: str) -> Place:
        """Where a cell of it stands."""
        return Place(self.file, self.line, None, column)


def begun_rows(source: Source, traces: TraceFiles) -> list[BegunRow]:
    """Rows that are right by themselves; what is wrong is a finding."""
    assert source.file.start_with is not None
    table = traces.rows(source.file.start_with, KEY)
    if table is None:
        return []
    file, header, lines = table
    before = len(source.findings.errors)
    for column in NEEDED:
        if column not in header:
            source.findings.error(
                Place(file, 1), "missing_column", found=column, choices=some_of(COLUMNS, 20)
            )
    for column in header:
        if column not in COLUMNS:
            source.findings.error(
                Place(file, 1), "unknown_column", found=column, hint=did_you_mean(column, COLUMNS)
            )
    if len(source.findings.errors) > before:
        return []
    found: list[BegunRow] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        if len(cells) != len(header):
            source.findings.error(
                Place(file, number), "broken_line", found=len(cells), wanted=len(header)
            )
            continue
        cell = {name: text.strip() for name, text in zip(header, cells, strict=True)}
        row = _Cells(source, file, number, cell).row()
        if row is None:
            continue
        if row.name in seen:
            source.findings.error(
                row.at("id"), "begun_twice", found=row.name, first=seen[row.name], what="id"
            )
            continue
        seen[row.name] = number
        found.append(row)
    return found


@dataclass(slots=True)
class _Cells:
    """One row being read."""

    source: Source
    file: str
    line: int
    cells: Mapping[str, str]

    def row(self) -> BegunRow | None:
        before = len(self.source.findings.errors)
        place = self.text("place")
        for column in (*NEEDED, *BY_PLACE.get(place, ())):
            if not self.text(column):
                self.error(column, "begun_missing", place=place or "there at hour 0")
        if place and place not in PLACES:
            hint = did_you_mean(place, PLACES)
            self.error("place", "wrong_choice", found=place, choices=", ".join(PLACES), hint=hint)
        units, leg = self.whole("units"), self.whole("leg")
        kg, m3, value = (self.number(name, 1e-9) for name in ("kg", "m3", "value_cny"))
        hours_left = self.number("hours_left", 0.0, MOST_H)
        temp_c, used = self.number("temp_c", -60.0, 60.0), self.number("life_used", 0.0, 1.0)
        due_h, departed_h = self.hour("due"), self.hour("departed")
        if departed_h is not None and departed_h >= 0.0:
            self.error("departed", "bad_cell", found=self.text("departed"),
                       rule="must lie before the scenario's start",
                       rule_zh="必须早于场景的 start")  # fmt: skip
        if len(self.source.findings.errors) > before:
            return None
        assert units is not None
        assert due_h is not None
        ahead = tuple(one.strip() for one in self.text("ahead").split(";") if one.strip())
        return BegunRow(
            self.file, self.line, self.text("id"), self.text("flow_id"), units, place,
            self.text("node_id"), due_h, self.text("box_type"), self.text("box_no"),
            self.text("service_id"), departed_h, leg, hours_left, ahead, kg, m3, value,
            self.text("trade_mode"), temp_c, used or 0.0,
        )  # fmt: skip

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, column: str, phrase: str, **words: object) -> None:
        self.source.findings.error(Place(self.file, self.line, None, column), phrase, **words)

    def number(self, column: str, least: float, most: float = 1e12) -> float | None:
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

    def whole(self, column: str) -> int | None:
        value = self.number(column, 1.0, 1e6)
        if value is None:
            return None
        if value != int(value):
            self.error(column, "not_whole", found=self.text(column), rule="1 or more")
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


def rows_by_box(rows: list[BegunRow]) -> Iterator[list[BegunRow]]:
    """Rows of goods in boxes, box by box in the order of their first rows."""
    boxes: dict[str, list[BegunRow]] = {}
    for row in rows:
        if row.place != "floor":
            boxes.setdefault(row.box_no, []).append(row)
    yield from boxes.values()
