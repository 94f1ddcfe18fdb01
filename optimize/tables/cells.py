"""One cell of a plain table: text or a number into a value, or a sentence on how to mend it."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TypeAlias

import pandas as pd

from optimize.tables.columns import Column

Value: TypeAlias = float | str | bool | tuple[str, ...] | tuple[int, ...] | datetime | None

YES = frozenset({"1", "yes", "true", "y", "1.0"})
NO = frozenset({"0", "no", "false", "n", "0.0"})
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadCellError(ValueError):
    """A cell that cannot be read; the text says why and what it must be."""


def read_cell(column: Column, factor: float, raw: object) -> Value:
    """Value of a cell in the column's own unit; `None` where the cell is empty.

    Raises
    ------
    BadCellError
        With the value found and the rule.

    Examples
    --------
    >>> from optimize.tables.columns import CONSIGNMENTS
    >>> quantity = next(c for c in CONSIGNMENTS if c.name == "quantity")
    >>> read_cell(quantity, 1.0, " 12 ")
    12.0
    """
    if is_empty(raw):
        return None
    if column.kind in {"number", "whole"}:
        return _number(column, factor, raw)
    if column.kind == "flag":
        return _flag(column, raw)
    if column.kind == "time":
        return _time(column, factor, raw)
    text = as_name(raw)
    if column.kind == "ids":
        names = tuple(sorted({part.strip() for part in text.split("|") if part.strip()}))
        if not names:
            raise _bad(column, raw)
        return names
    if column.kind == "weekdays":
        return _weekdays(column, text)
    return text


def is_empty(raw: object) -> bool:
    """Whether a cell holds nothing: None, not a number, or blank text."""
    if raw is None or raw is pd.NaT or raw is pd.NA:
        return True
    if isinstance(raw, float):
        return math.isnan(raw)
    return isinstance(raw, str) and not raw.strip()


def as_name(raw: object) -> str:
    """A name: numbers that are whole lose their point, so 3 and 3.0 are one node.

    Examples
    --------
    >>> as_name(3.0), as_name(" A1 ")
    ('3', 'A1')
    """
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def _bad(column: Column, raw: object) -> BadCellError:
    return BadCellError(f'"{raw}" is not right; {column.name} must be {column.rule}')


def _number(column: Column, factor: float, raw: object) -> float:
    try:
        value = float(raw if not isinstance(raw, str) else raw.strip())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise BadCellError(
            f'"{raw}" is not a number; {column.name} must be {column.rule}'
        ) from None
    if math.isnan(value) or (math.isinf(value) and column.default != math.inf):
        raise BadCellError(f'"{raw}" is not a number; {column.name} must be {column.rule}')
    value *= factor
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise BadCellError(f"{raw} is out of range; {column.name} must be {column.rule}")
    if column.kind == "whole" and not (math.isinf(value) or value.is_integer()):
        raise BadCellError(f"{raw} is not a whole number; {column.name} must be {column.rule}")
    return value


def _flag(column: Column, raw: object) -> bool:
    text = str(raw).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise _bad(column, raw)


def _time(column: Column, factor: float, raw: object) -> float | datetime:
    """A number in hours (bare numbers are days), or a moment that is turned into hours later."""
    if isinstance(raw, pd.Timestamp | datetime):
        return _moment(pd.Timestamp(raw))
    try:
        value = float(raw)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        try:
            return _moment(pd.Timestamp(str(raw).strip()))
        except ValueError:
            raise _bad(column, raw) from None
    if not math.isfinite(value):
        raise _bad(column, raw)
    return value * factor


def _moment(stamp: pd.Timestamp) -> datetime:
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    return stamp.to_pydatetime()


def _weekdays(column: Column, text: str) -> tuple[int, ...]:
    """Weekdays as numbers, Monday is 0.

    Notes
    -----
    Written as 1 (Monday) to 7, as names, or as "daily".
    """
    if text.lower() in {"daily", "*", "all"}:
        return tuple(range(7))
    days: set[int] = set()
    for part in text.replace("|", ",").replace(" ", ",").split(","):
        if not part:
            continue
        short = part.lower()[:3]
        if short in DAYS:
            days.add(DAYS.index(short))
        elif part in {"1", "2", "3", "4", "5", "6", "7"}:
            days.add(int(part) - 1)
        else:
            raise _bad(column, text)
    if not days:
        raise _bad(column, text)
    return tuple(sorted(days))
