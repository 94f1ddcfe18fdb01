"""Rows of a table of goods that are there at hour 0, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inputs.csv_cells import Cells, rows_of
from inputs.findings import Place, did_you_mean
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
    found: list[BegunRow] = []
    seen: dict[str, int] = {}
    for cells in rows_of(source, table, COLUMNS, NEEDED):
        row = _row(cells)
        if row is None:
            continue
        if row.name in seen:
            source.findings.error(
                row.at("id"), "begun_twice", found=row.name, first=seen[row.name], what="id"
            )
            continue
        seen[row.name] = cells.line
        found.append(row)
    return found


def _row(cells: Cells) -> BegunRow | None:
    before = len(cells.source.findings.errors)
    place = cells.text("place")
    for column in (*NEEDED, *BY_PLACE.get(place, ())):
        if not cells.text(column):
            cells.error(column, "begun_missing", place=place or "there at hour 0")
    if place and place not in PLACES:
        hint = did_you_mean(place, PLACES)
        cells.error("place", "wrong_choice", found=place, choices=", ".join(PLACES), hint=hint)
    units, leg = cells.whole("units"), cells.whole("leg")
    kg, m3, value = (cells.number(name, 1e-9) for name in ("kg", "m3", "value_cny"))
    hours_left = cells.number("hours_left", 0.0, MOST_H)
    temp_c, used = cells.number("temp_c", -60.0, 60.0), cells.number("life_used", 0.0, 1.0)
    due_h, departed_h = cells.hour("due"), cells.hour("departed")
    if departed_h is not None and departed_h >= 0.0:
        cells.error("departed", "bad_cell", found=cells.text("departed"),
                   rule="must lie before the scenario's start",
                   rule_zh="必须早于场景的 start")  # fmt: skip
    if len(cells.source.findings.errors) > before:
        return None
    assert units is not None
    assert due_h is not None
    ahead = tuple(one.strip() for one in cells.text("ahead").split(";") if one.strip())
    return BegunRow(
        cells.file, cells.line, cells.text("id"), cells.text("flow_id"), units, place,
        cells.text("node_id"), due_h, cells.text("box_type"), cells.text("box_no"),
        cells.text("service_id"), departed_h, leg, hours_left, ahead, kg, m3, value,
        cells.text("trade_mode"), temp_c, used or 0.0,
    )  # fmt: skip


def rows_by_box(rows: list[BegunRow]) -> Iterator[list[BegunRow]]:
    """Rows of goods in boxes, box by box in the order of their first rows."""
    boxes: dict[str, list[BegunRow]] = {}
    for row in rows:
        if row.place != "floor":
            boxes.setdefault(row.box_no, []).append(row)
    yield from boxes.values()
