"""Frames or CSV files into a `World`; all that is wrong is listed at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from optimize.tables.cells import BadCellError, Value, as_name, is_empty, read_cell
from optimize.tables.columns import TABLES, Column
from optimize.tables.trouble import Troubles, did_you_mean, some_of


@dataclass(frozen=True, slots=True)
class Line:
    """One row: where it stands, and its cells by the column's first name."""

    at: int | str
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as read; `given` are the columns that it has."""

    table: str
    lines: tuple[Line, ...]
    given: frozenset[str]


def read_folder(folder: Path, troubles: Troubles) -> dict[str, pd.DataFrame]:
    """The CSV files of a folder that bear the names of tables, as text.

    A file that is missing is an absent table; nodes, services and consignments decide later
    whether that can be.
    """
    frames: dict[str, pd.DataFrame] = {}
    if not folder.is_dir():
        troubles.add(str(folder), None, "", "there is no such folder; check the path")
        return frames
    for name in TABLES:
        path = folder / f"{name}.csv"
        if not path.is_file():
            continue
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except UnicodeDecodeError:
            troubles.add(f"{name}.csv", None, "", "is not UTF-8 text; save it as CSV UTF-8")
            continue
        except pd.errors.EmptyDataError:
            troubles.add(f"{name}.csv", None, "", "the file is empty; it needs a header")
            continue
        except pd.errors.ParserError as error:
            said = str(error).strip().replace("\n", " ")
            troubles.add(f"{name}.csv", None, "", f"cannot be taken apart: {said}")
            continue
        frame.index = pd.RangeIndex(2, len(frame) + 2)
        frames[name] = frame
    return frames


def read_sheet(table: str, frame: pd.DataFrame | None, troubles: Troubles) -> Sheet:
    """Rows of one table with defaults filled in."""
    if frame is None:
        return Sheet(table, (), frozenset())
    columns = TABLES[table]
    found = _columns_of(table, frame, columns, troubles)
    lines: list[Line] = []
    names = list(frame.columns)
    for at, raw in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        cells: dict[str, Value] = {}
        place = at if isinstance(at, int | str) else str(at)
        for column in columns:
            cells[column.name] = column.default
            if column.name not in found:
                continue
            position, factor = found[column.name]
            try:
                value = read_cell(column, factor, raw[position])
            except BadCellError as error:
                troubles.add(table, place, str(names[position]), str(error))
                continue
            if value is not None:
                cells[column.name] = value
            elif column.needed:
                troubles.add(table, place, column.name, f"is empty; {column.name} must be given")
        lines.append(Line(place, cells))
    return Sheet(table, tuple(lines), frozenset(found))


def _columns_of(
    table: str, frame: pd.DataFrame, columns: tuple[Column, ...], troubles: Troubles
) -> dict[str, tuple[int, float]]:
    """Where each declared column stands in the frame, and the factor of the name it goes by."""
    known = {name: (column.name, factor) for column in columns for name, factor in column.names}
    first = {column.name: known[column.name] for column in columns}
    known |= first
    found: dict[str, tuple[int, float]] = {}
    written: dict[str, str] = {}
    for position, raw in enumerate(frame.columns):
        name = str(raw).strip()
        key = name.lower().replace(" ", "_")
        if key not in known:
            if all(is_empty(cell) for cell in frame.iloc[:, position]):
                continue
            said = some_of([column.name for column in columns], 40)
            hint = did_you_mean(key, list(known))
            troubles.add(
                table, None, name, f"no such column{hint}; remove or rename it (known: {said})"
            )
            continue
        column, factor = known[key]
        if column in found:
            troubles.add(
                table, None, name, f'means the same as the column "{written[column]}"; keep one'
            )
            continue
        found[column], written[column] = (position, factor), name
    for column_ in columns:
        if column_.needed and column_.name not in found:
            said = ", ".join(name for name, _ in column_.names)
            troubles.add(table, None, column_.name, f"is missing; add it (it may be called {said})")
    return found


def name_of(value: Value, default: str) -> str:
    """A name, or the default where none is written."""
    return default if value is None else as_name(value)
