"""Cells of a logger's file: times and temperatures as loggers write them, a million in seconds."""

from __future__ import annotations

import math
import re
import unicodedata
import warnings
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from inputs.actual_times import BadTimeError, Order, is_nothing, read_time

_LOOKS: Final = re.compile(r"^\s*\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}")
_TIME: Final = re.compile(
    r"\s*(\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4})日?[T\s]*"
    r"(?:(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?)?秒?分?)?"
    r"\s*([AaPp]\.?[Mm]\.?|上午|下午)?\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2}))?\s*"
)
_PARTS: Final = re.compile(r"[-/.年月]")
_NUMBER: Final = re.compile(
    r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(?:°\s*([cf])|deg\.?\s*([cf])|([cf])|度)?"
    r"\s*(?:[*!^↑↓]|[hla]|hi|lo|high|low|alarm|报警|超温|超限|高|低)?"
)
FAULTS: Final = frozenset({
    "err", "error", "fault", "fail", "failed", "open", "short", "ol", "o.l", "lo", "hi", "low",
    "over", "under", "nan", "inf", "-inf", "na", "n/a", "null", "none", "no data", "nodata",
    "high", "no signal", "lost", "offline", "disconnect", "disconnected", "invalid",
    "???", "****", "***", "####", "#n/a", "#value!", "#num!", "故障", "错误", "断线", "开路",
    "短路", "无", "无数据", "无效", "异常", "离线", "未接", "缺失", "溢出",
})  # fmt: skip
"""Words in place of a temperature: the sensor or the line had failed."""
EPOCH_S: Final = (1e8, 7e9)
YEARS: Final = (1970, 2199)
_MOST_ELAPSED_H: Final = 1e6
_EXCEL_DAYS: Final = (20_000.0, 80_000.0)
_DAY_S: Final = 86_400.0
_ZERO: Final = date(1970, 1, 1).toordinal()


class Instant(NamedTuple):
    """Seconds since 1970 on the clock that is meant; offset in seconds where the cell says it."""

    seconds: float
    offset_s: float | None


class Reading(NamedTuple):
    """A temperature with the unit its own cell names."""

    value: float
    unit: str


def looks_like_time(cell: object, *, numbers: bool = False) -> bool:
    """Whether a cell may be a time; with `numbers`, a number may be one (epoch, hours)."""
    if isinstance(cell, datetime | date):
        return True
    if isinstance(cell, str) and _LOOKS.match(cell):
        return True
    if numbers and isinstance(cell, str | int | float) and not isinstance(cell, bool):
        return number_of(cell) is not None or bool(re.match(r"\s*\d{1,2}:\d{2}", str(cell)))
    return False


def number_of(cell: object) -> Reading | None:
    """The number of a cell, with a unit or an alarm behind it or not; `None`: no number.

    Examples
    --------
    >>> number_of("5,2 °C"), number_of("−3.5 *"), number_of("ERR")
    (Reading(value=5.2, unit='c'), Reading(value=-3.5, unit=''), None)
    """
    if not isinstance(cell, str | int | float) or isinstance(cell, bool):
        return None
    try:
        value = float(cell)
    except ValueError:
        return _spelled_number(str(cell))
    return Reading(value, "") if math.isfinite(value) else None


def _spelled_number(cell: str) -> Reading | None:
    """A number with a decimal comma, full-width signs, a unit or an alarm."""
    text = unicodedata.normalize("NFKC", cell).replace("−", "-").replace("–", "-")
    found = _NUMBER.fullmatch(text.casefold().strip())
    if found is None:
        return None
    unit = found[2] or found[3] or found[4] or ""
    return Reading(float(found[1].replace(",", ".")), unit)


def is_fault(cell: object) -> bool:
    """Whether a cell says that there is no reading, or that the sensor failed."""
    if is_nothing(cell):
        return True
    if isinstance(cell, float):
        return not math.isfinite(cell)
    text = unicodedata.normalize("NFKC", str(cell)).casefold().strip()
    return (
        text in FAULTS or text.strip("-–—_* .") == "" or text.startswith(("err", "fault", "故障"))
    )


class Times:
    """Reads the cells of a time column, one layout of dates for all.

    Parameters
    ----------
    order
        What 03/04/2026 means.
    elapsed_h
        Hours of one unit where the column counts from a beginning.
    """

    def __init__(self, order: Order, elapsed_h: float | None) -> None:
        self._order, self._elapsed_h = order, elapsed_h
        self._days: dict[str, float] = {}
        self._clocks: dict[str, float] = {}

    def read(self, cell: object, clock: object = None) -> Instant:
        """The instant of a cell, or of a date and a time of day in two cells.

        Raises
        ------
        BadTimeError
            Where it is none.
        """
        if clock is not None:
            return self._of_two(cell, clock)
        if isinstance(cell, str):
            # Most files write days and times of day in ten and eight letters: both are known soon.
            begun, at = self._days.get(cell[:10]), self._clocks.get(cell[10:])
            if begun is not None and at is not None:
                return Instant(begun + at, None)
            found = _TIME.fullmatch(cell)
            if found is not None:
                made = self._of_match(found)
                if made.offset_s is None and found.end(1) == 10:
                    self._clocks[cell[10:]] = made.seconds - self._days[cell[:10]]
                return made
        return self._of_other(cell)

    def _of_match(self, found: re.Match[str]) -> Instant:
        day, hour, minute, second, fraction, half, zulu, sign, off_h, off_m = found.groups()
        begun = self._days.get(day)
        if begun is None:
            begun = self._days[day] = self._day_s(day)
        if hour is None:
            return Instant(begun, None)
        hours, minutes, seconds = int(hour), int(minute), int(second or 0)
        if half is not None:
            if not 1 <= hours <= 12:
                raise BadTimeError
            hours = hours % 12 + (12 if half[0] in "Pp下" else 0)
        if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and minutes + seconds):
            raise BadTimeError
        at = begun + 3600.0 * hours + 60.0 * minutes + seconds
        if fraction:
            at += float(f"0.{fraction}")
        if zulu is not None:
            return Instant(at, 0.0)
        if sign is not None:
            offset = 3600.0 * int(off_h) + 60.0 * int(off_m)
            if offset >= _DAY_S:
                raise BadTimeError
            return Instant(at, -offset if sign == "-" else offset)
        return Instant(at, None)

    def _day_s(self, text: str) -> float:
        parts = _PARTS.split(text)
        first, middle, last = (int(part) for part in parts)
        if len(parts[0]) > 2:
            year, month, day = first, middle, last
        elif self._order == "day_first":
            year, month, day = last, middle, first
        else:
            year, month, day = last, first, middle
        if year < 100 and len(parts[0]) <= 2:
            year += 2000
        if not YEARS[0] <= year <= YEARS[1]:
            raise BadTimeError
        try:
            return (date(year, month, day).toordinal() - _ZERO) * _DAY_S
        except ValueError as error:
            raise BadTimeError from error

    def _of_two(self, cell: object, clock: object) -> Instant:
        if isinstance(cell, datetime) and isinstance(clock, str):
            cell = cell.date()
        if isinstance(cell, date) and isinstance(clock, time):
            return _of_datetime(datetime.combine(cell, clock))
        if isinstance(cell, date) and isinstance(clock, datetime):
            return _of_datetime(datetime.combine(cell, clock.time()))
        if isinstance(cell, date) and isinstance(clock, timedelta):
            return _of_datetime(datetime.combine(cell, time()) + clock)
        day = cell.strftime("%Y-%m-%d") if isinstance(cell, date) else str(cell).strip()
        return self.read(f"{day} {clock}")

    def _of_other(self, cell: object) -> Instant:
        if isinstance(cell, datetime):
            if not YEARS[0] <= cell.year <= YEARS[1]:
                raise BadTimeError
            return _of_datetime(cell)
        number = number_of(cell)
        if number is not None and not isinstance(cell, date):
            return self._of_number(number.value)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a zone of which dateutil knows the name alone
            try:
                found = read_time(cell, self._order, datetime.now(tz=UTC).year)
                if found is not None and YEARS[0] <= found.year <= YEARS[1]:
                    return _of_datetime(found)
            except (Warning, ValueError, OverflowError) as error:
                raise BadTimeError from error
        raise BadTimeError

    def _of_number(self, value: float) -> Instant:
        """Seconds or milliseconds since 1970 (UTC), Excel's days, or a count of hours."""
        if EPOCH_S[0] <= value < EPOCH_S[1]:
            return Instant(value, 0.0)
        if EPOCH_S[0] * 1e3 <= value < EPOCH_S[1] * 1e3:
            return Instant(value / 1e3, 0.0)
        if self._elapsed_h is not None and abs(value * self._elapsed_h) < _MOST_ELAPSED_H:
            return Instant(3600.0 * self._elapsed_h * value, None)
        if _EXCEL_DAYS[0] <= value <= _EXCEL_DAYS[1]:
            return Instant(round((value - 25_569.0) * _DAY_S), None)
        raise BadTimeError


def _of_datetime(moment: datetime) -> Instant:
    if moment.tzinfo is not None:
        away = moment.utcoffset() or timedelta()
        return Instant(moment.timestamp() + away.total_seconds(), away.total_seconds())
    return Instant(moment.replace(tzinfo=UTC).timestamp(), None)
