"""results.xlsx: agenda, units, then every table with Chinese and English headers.

Texts are always written as texts, so that nothing from a file becomes a formula or a link;
those that a spreadsheet would take for a formula when edited carry the quote mark besides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from domain.tables.registry import Column, Table
from domain.tables.results import COMPARISON, KPIS, RESULT_TABLES
from report.run_tables import IN_PARQUET, PLAN_FILES, RunTables
from report.words import say, say_both

# xlsxwriter brings no types.
Book: TypeAlias = Any
Page: TypeAlias = Any
Look: TypeAlias = Any
Cell: TypeAlias = Any

MOST_ROWS = 10_000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_TEXT = 32_000
_SHARE = re.compile(r"(_share|^fill|life_left|life_used)$")
_HEAD_ROWS = 2
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table to write: `frame` holds at most `MOST_ROWS` of its `rows`."""

    name: str
    table: Table
    frame: pd.DataFrame
    rows: int
    file: str
    editable: bool = False


def write_workbook(run: RunTables, path: Path) -> None:
    """Write the workbook of a run to `path`."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    sheets = list(_sheets(run))
    with xlsxwriter.Workbook(str(path), options) as book:
        looks = _Looks.of(book)
        _write_agenda(book, looks, run, sheets)
        _write_units(book, looks, sheets)
        for sheet in sheets:
            _write_sheet(book, looks, sheet, _journeys(sheets))
        _write_names(book, looks, _journeys(sheets))


@dataclass(frozen=True, slots=True)
class _Looks:
    head: Look
    second: Look
    note: Look
    link: Look
    title: Look
    number: Look
    whole: Look
    share: Look
    quoted: Look

    @classmethod
    def of(cls, book: Book) -> _Looks:
        def made(**properties: object) -> Look:
            return book.add_format(properties)

        ground = {"bg_color": "#e7efee", "valign": "top", "text_wrap": True}
        return cls(
            head=made(bold=True, bottom=0, **ground),
            second=made(font_color="#6b747c", bottom=1, **ground),
            note=made(font_color="#a93226", italic=True),
            link=made(font_color="#0b7a75", underline=1),
            title=made(bold=True, font_size=14),
            number=made(num_format="#,##0.00"),
            whole=made(num_format="#,##0"),
            share=made(num_format="0.0%"),
            quoted=made(quote_prefix=True),
        )


def _sheets(run: RunTables) -> Iterator[Sheet]:
    """Summaries first, then plans, then result tables, then those of the layouts."""
    taken: set[str] = set()

    def sheet(
        label: str, table: Table, frame: pd.DataFrame, file: str, *, editable: bool = False
    ) -> Sheet:
        return Sheet(
            _sheet_name(label, taken), table, _first_rows(frame), len(frame), file, editable
        )

    yield sheet(KPIS.title_zh + " kpis", KPIS, run.kpis, "kpis.csv")
    if len(run.comparison):
        yield sheet(
            COMPARISON.title_zh + " comparison", COMPARISON, run.comparison, "comparison.csv"
        )
    for plan in run.plans():
        for file, table in PLAN_FILES.items():
            if (plan / file).is_file():
                label = f"{plan.name} {table.title_zh}"
                yield sheet(
                    label, table, run.plan_table(plan, file), f"{plan.name}/{file}",
                    editable=file == "parts.csv",
                )  # fmt: skip
    for name in IN_PARQUET:
        if run.has(name):
            table = RESULT_TABLES[name]
            frame = pd.read_parquet(run.folder / "tables" / f"{name}.parquet")
            if set(table.column_names) <= set(frame.columns):
                yield sheet(f"{table.title_zh} {name}", table, frame, f"tables/{name}.parquet")


def _first_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """At most `MOST_ROWS` rows; where some must go, those of the plan stay first."""
    if len(frame) <= MOST_ROWS or "policy" not in frame.columns:
        return frame.head(MOST_ROWS)
    planned = frame["policy"] == "plan"
    return pd.concat([frame[planned], frame[~planned]]).head(MOST_ROWS)


def _sheet_name(label: str, taken: set[str]) -> str:
    """A name that Excel takes: short, without its forbidden characters, no other sheet's."""
    clean = _NOT_IN_A_SHEET_NAME.sub("_", label)[:31]
    name, turn = clean, 2
    while name.casefold() in taken:
        name, turn = f"{clean[:27]}_{turn}", turn + 1
    taken.add(name.casefold())
    return name


def _write_agenda(book: Book, looks: _Looks, run: RunTables, sheets: list[Sheet]) -> None:
    page = book.add_worksheet(say_both("sheet.agenda"))
    page.hide_gridlines(2)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 12)
    page.set_column(3, 3, 70)
    page.write_string(0, 0, f"Coldbridge · {say_both('sheet.run')}: {run.name}", looks.title)
    start = run.start.isoformat(sep=" ") if run.start else "-"
    status = str(run.manifest.get("status", "-"))
    page.write_string(1, 0, f"{say_both('page.status')}: {status}")
    page.write_string(2, 0, say_both("sheet.hours", start=start))
    page.write_string(3, 0, say_both("sheet.editable"))
    for place, key in enumerate(("sheet.table", "sheet.meaning", "sheet.rows")):
        page.write_string(5, place, say_both(key), looks.head)
    page.write_string(5, 3, "", looks.head)
    for place, sheet in enumerate(sheets):
        row = 6 + place
        page.write_url(row, 0, f"internal:'{sheet.name}'!A1", looks.link, sheet.name)
        page.write_string(row, 1, f"{sheet.table.title_zh} {sheet.table.title_en}")
        page.write_number(row, 2, sheet.rows, looks.whole)
        page.write_string(row, 3, _truncated(sheet), looks.note)


def _truncated(sheet: Sheet) -> str:
    if sheet.rows <= len(sheet.frame):
        return ""
    return say_both(
        "sheet.truncated", shown=f"{len(sheet.frame):,}", all=f"{sheet.rows:,}", file=sheet.file
    )


def _write_units(book: Book, looks: _Looks, sheets: list[Sheet]) -> None:
    page = book.add_worksheet(say_both("sheet.units"))
    page.freeze_panes(1, 0)
    heads = ("sheet.table", "sheet.column", "sheet.column", "sheet.column", "page.unit",
             "sheet.meaning")  # fmt: skip
    widths = (26, 20, 18, 22, 12, 60)
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    for place, key in enumerate(heads):
        page.write_string(0, place, say_both(key), looks.head)
    row = 1
    for table in {sheet.table.name: sheet.table for sheet in sheets}.values():
        for column in table.columns:
            cells = (table.name, column.name, column.title_zh, column.title_en, column.unit,
                     column.meaning)  # fmt: skip
            for place, text in enumerate(cells):
                page.write_string(row, place, text)
            row += 1
    page.autofilter(0, 0, max(row - 1, 1), len(heads) - 1)


def _write_sheet(book: Book, looks: _Looks, sheet: Sheet, journeys: list[str]) -> None:
    page = book.add_worksheet(sheet.name)
    columns = sheet.table.columns
    for place, column in enumerate(columns):
        page.set_column(place, place, _width(column))
    for row, (look, titles) in enumerate(
        (
            (looks.head, [_with_unit(column.title_zh, column) for column in columns]),
            (looks.second, [_with_unit(column.title_en, column) for column in columns]),
        )
    ):
        for place, title in enumerate(titles):
            page.write_string(row, place, title, look)
    page.freeze_panes(_HEAD_ROWS, min(2, len(columns)))
    values = [sheet.frame[column.name].tolist() for column in columns]
    kinds = [_look(column, looks) for column in columns]
    for row, cells in enumerate(zip(*values, strict=True), start=_HEAD_ROWS):
        for place, value in enumerate(cells):
            _write_cell(page, row, place, value, columns[place], kinds[place], looks)
    last = _HEAD_ROWS + len(sheet.frame) - 1
    page.autofilter(_HEAD_ROWS - 1, 0, max(last, _HEAD_ROWS), len(columns) - 1)
    if _truncated(sheet):
        page.write_string(last + 1, 0, _truncated(sheet), looks.note)
    if sheet.editable and len(sheet.frame):
        _offer_names(page, sheet, last, journeys)


def _write_cell(
    page: Page, row: int, place: int, value: Cell, column: Column, look: Look, looks: _Looks
) -> None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return
    if column.dtype == "bool":
        page.write_boolean(row, place, bool(value) if not isinstance(value, str) else value == "1")
    elif column.dtype in ("int", "float"):
        page.write_number(row, place, float(value), look)
    else:
        text = str(value)[:_LONGEST_TEXT]
        if text.startswith(_DANGEROUS):
            page.write_string(row, place, text, looks.quoted)
        elif text:
            page.write_string(row, place, text)


def _offer_names(page: Page, sheet: Sheet, last: int, journeys: list[str]) -> None:
    """Drop-downs where a planner may edit: the box journey, and whether a part is locked."""
    names = sheet.table.column_names
    at = names.index("journey_id")
    if journeys:
        source = f"='{say_both('sheet.names')}'!$A$2:$A${len(journeys) + 1}"
        page.data_validation(
            _HEAD_ROWS, at, last, at,
            {"validate": "list", "source": source, "ignore_blank": True, "error_type": "warning"},
        )  # fmt: skip
    locked = names.index("locked")
    page.data_validation(
        _HEAD_ROWS, locked, last, locked, {"validate": "list", "source": ["TRUE", "FALSE"]}
    )


def _journeys(sheets: list[Sheet]) -> list[str]:
    """Box journeys that a part may be given to, in the order of their names."""
    names = {
        str(name)
        for sheet in sheets
        if sheet.table.name in ("parts", "plan_boxes")
        for name in sheet.frame["journey_id"]
        if isinstance(name, str) and name
    }
    return sorted(names)


def _write_names(book: Book, looks: _Looks, journeys: list[str]) -> None:
    """The list behind the drop-downs."""
    page = book.add_worksheet(say_both("sheet.names"))
    page.set_column(0, 0, 70)
    page.write_string(0, 0, say("zh", "sheet.names") + " journey_id", looks.head)
    for row, name in enumerate(journeys, start=1):
        look = looks.quoted if name.startswith(_DANGEROUS) else None
        page.write_string(row, 0, name, look)


def _with_unit(title: str, column: Column) -> str:
    return f"{title} ({column.unit})" if column.unit else title


def _width(column: Column) -> float:
    if column.dtype == "str":
        return 26.0 if column.name.endswith("_id") or column.name in ("before", "after") else 18.0
    return max(11.0, 1.4 * len(column.title_zh) + 5.0)


def _look(column: Column, looks: _Looks) -> Look:
    if column.dtype == "int":
        return looks.whole
    return looks.share if _SHARE.search(column.name) and not column.unit else looks.number
