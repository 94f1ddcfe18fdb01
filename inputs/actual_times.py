"""Times as people write them in booking lists: many formats, full-width signs, Excel's numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from dateutil import parser

Order = Literal["day_first", "month_first"]

_NOTHING: Final = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "/",
        "n/a",
        "na",
        "null",
        "none",
        "nan",
        "tbd",
        "无",
        "未到",
        "未发",
        "待定",
    }
)
_EXCEL_ZERO: Final = datetime.combine(date(1899, 12, 30), time())
_EXCEL_DAYS: Final = (20_000.0, 80_000.0)
_CHINESE: Final = str.maketrans({"年": "-", "月": "-", "日": " ", "号": " ", "时": ":", "点": ":"})
_NUMBERS: Final = re.compile(r"^\s*(\d{1,4})[-/.](\d{1,2})(?:[-/.](\d{1,4}))?(?=$|[\sT])")
_PLAIN: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?$")


class BadTimeError(ValueError):
    """A cell that holds something, but no time."""


def is_nothing(cell: object) -> bool:
    """Whether a cell stands for "not known".

    Examples
    --------
    >>> is_nothing(" N/A "), is_nothing("未到"), is_nothing(0.0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and _plain(cell).lower() in _NOTHING)


def order_of(cells: Iterable[object]) -> Order | None:
    """Which number of dates such as 03/04/2026 is the day, by those that leave no choice.

    `None` where nothing tells, or where cells contradict each other.

    Examples
    --------
    >>> order_of(["03/04/2026", "25/04/2026"]), order_of(["04/25/2026"]), order_of(["2026-04-25"])
    ('day_first', 'month_first', None)
    """
    told: set[Order] = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        found = _NUMBERS.match(_plain(cell))
        if found is None or len(found[1]) == 4 or found[3] is None:
            continue
        if int(found[1]) > 12:
            told.add("day_first")
        elif int(found[2]) > 12:
            told.add("month_first")
    return told.pop() if len(told) == 1 else None


def read_time(cell: object, order: Order, year: int) -> datetime | None:
    """The time of a cell; `None` where it says that nothing is known.

    It has an offset only where the cell states one; else it is on some local clock.

    Parameters
    ----------
    order
        What dates such as 03/04/2026 mean; dates that begin with the year need no order.
    year
        For dates without a year.

    Raises
    ------
    BadTimeError
        Where something else stands there.

    Examples
    --------
    >>> read_time("2026年3月5日 14时30分", "day_first", 2026)
    datetime.datetime(2026, 3, 5, 14, 30)
    >>> read_time(46086.5, "day_first", 2026)
    datetime.datetime(2026, 3, 5, 12, 0)
    >>> read_time("5/3/2026 2:30 pm", "day_first", 2026)
    datetime.datetime(2026, 3, 5, 14, 30)
    """
    if is_nothing(cell):
        return None
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, bool):
        raise BadTimeError
    if isinstance(cell, int | float):
        return _of_excel(float(cell))
    return _of_text(_plain(str(cell)), order, year)


def _plain(text: str) -> str:
    """Half-width, without signs for year, month and day, one space at most."""
    text = unicodedata.normalize("NFKC", text).replace("上午", "AM ").replace("下午", "PM ")
    text = text.replace("分", ":", 1).replace("秒", "") if "秒" in text else text.replace("分", "")
    text = re.sub(r"\s+", " ", text.translate(_CHINESE)).strip().rstrip(":-").strip()
    return re.sub(r"([AP]M) ?(\d{1,2}:\d{2}(?::\d{2})?)", r"\2 \1", text)


def _of_excel(days: float) -> datetime:
    if not _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
        raise BadTimeError
    return _EXCEL_ZERO + timedelta(seconds=round(days * 86_400.0))


def _of_text(text: str, order: Order, year: int) -> datetime:
    plain = _PLAIN.match(text)
    if plain is not None:
        return _made([int(part or 0) for part in plain.groups()])
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _of_excel(float(text))
    numbers = _NUMBERS.match(text)
    if numbers is not None and numbers[3] is None:
        text = f"{year}-{text}"
    elif numbers is None and not re.search(r"\d.*[A-Za-z]{3}|[A-Za-z]{3}.*\d", text):
        raise BadTimeError
    year_first = re.match(r"\d{4}", text) is not None
    try:
        found: datetime = parser.parse(
            text, dayfirst=order == "day_first" and not year_first, yearfirst=year_first,
            default=datetime.combine(date(year, 1, 1), time()),
        )  # fmt: skip
    except (ValueError, OverflowError) as error:
        raise BadTimeError from error
    return found


def _made(parts: list[int]) -> datetime:
    try:
        return datetime.combine(date(*parts[:3]), time(parts[3], parts[4], parts[5]))
    except ValueError as error:
        raise BadTimeError from error
