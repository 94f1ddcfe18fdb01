"""Which columns of a logger's file hold times and temperatures, in the words that loggers use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from inputs.actual_columns import plain
from inputs.logger_text import Rows, Table
from inputs.logger_values import looks_like_time, number_of

Unit = Literal["c", "f"]
HEADER_WITHIN: Final = 300
"""Lines in which a header is looked for: loggers write a page of settings above their readings."""
_TIME: Final = re.compile(
    r"^(local|utc|log|record|reading|sample|measure\w*|event)?(date)?time(stamp|utc|local|gmt|h$|s$|m$|min|d|$)"
    r"|^timestamp|^datetime|^dateandtime|^epoch|^unix|时间|时刻|^datumzeit|^zeit|^uhrzeit|^t(h|s|min)$"
)
_NOT_TIME: Final = re.compile(r"zone|interval|间隔|时区|duration|时长")
_DATE: Final = re.compile(r"^(log|record)?(date|datum)$|日期$")
_ELAPSED: Final = {
    "h": 1.0, "hour": 1.0, "hours": 1.0, "hr": 1.0, "hrs": 1.0, "elapsed": 1.0, "elapsedhours": 1.0,
    "小时": 1.0, "timeh": 1.0, "th": 1.0, "timehours": 1.0, "min": 1 / 60, "mins": 1 / 60,
    "minutes": 1 / 60, "分钟": 1 / 60, "timemin": 1 / 60, "tmin": 1 / 60, "day": 24.0, "days": 24.0,
    "天": 24.0, "timed": 24.0, "timedays": 24.0, "seconds": 1 / 3600, "times": 1 / 3600,
    "ts": 1 / 3600, "秒": 1 / 3600,
}  # fmt: skip
_IN_BRACKETS: Final = re.compile(r"[(\[（]\s*([^)\]）]+?)\s*[)\]）]")
_TEMPERATURE: Final = re.compile(
    r"temp(?!late)|温度|celsius|fahrenheit|°\s*[cf]\b|^t$|^t[cf]$|摄氏|华氏"
)
_PROBE: Final = re.compile(r"^(probe|sensor|channel|ch|探头|通道|传感器|测点)\w*$")
_NEITHER: Final = re.compile(
    r"humid|湿|^rh|dew|露点|batter|电池|电量|电压|alarm|报警|status|状态|limit|上限|下限|设定"
    r"|set ?point"
    r"|unit$|单位|serial|序号|mkt|平均动力|press|压力|light|光照|co2|经度|纬度|longitude|latitude"
)
_UNIT_COLUMN: Final = re.compile(r"^(temp\w*)?units?$|单位$")
_FAHRENHEIT: Final = re.compile(r"°\s*f\b|℉|fahrenheit|华氏|degf|[(\[]\s*f\s*[)\]]|_f$|\bdeg ?f\b")
_CELSIUS: Final = re.compile(r"°\s*c\b|℃|celsius|摄氏|degc|[(\[]\s*c\s*[)\]]|_c$|\bdeg ?c\b")
_WHOLE: Final = re.compile(r"\s*[+-−]?\d+\s*")
_POINT: Final = re.compile(r"\d\.\d|^\s*\.\d")
_OFFSET: Final = re.compile(r"(?:gmt|utc)\s*([+-]\s*\d{1,2}(?::?\d{2})?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sensor:
    """A column of temperatures."""

    name: str
    column: int
    unit: Unit | None


@dataclass(slots=True)
class Layout:
    """Where everything stands.

    Attributes
    ----------
    first_row
        Index of the first row of readings.
    elapsed_h
        Hours of one unit of a time that runs from 0; `None` for times of a calendar.
    offset
        What the header says of the clock, such as `+08:00`; empty: nothing.
    """

    first_row: int
    time: int
    clock: int | None = None
    unit_column: int | None = None
    elapsed_h: float | None = None
    offset: str = ""
    headed: bool = True
    sensors: list[Sensor] = field(default_factory=list)


def lower(cell: object) -> str:
    """A header in half-width small letters, with its signs."""
    text = "" if cell is None else str(cell)
    return (
        unicodedata.normalize("NFKC", text.replace("℉", "°F").replace("℃", "°C")).casefold().strip()
    )


def unit_of(text: object) -> Unit | None:
    """Unit that a header, a cell or a line above the readings names.

    Examples
    --------
    >>> unit_of("Temp, °F (LGR S/N: 1)"), unit_of("温度(℃)"), unit_of("温度")
    ('f', 'c', None)
    """
    words = lower(text)
    if _FAHRENHEIT.search(words) or words == "f":
        return "f"
    return "c" if _CELSIUS.search(words) or words == "c" else None


def layout_of(rows: Rows) -> Layout | None:
    """The layout of a file, by its header or by its first readings; `None`: it has neither."""
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        found = _headed(cells, index)
        if found is not None and _followed(rows, found):
            _preamble(rows[:index], found)
            return found
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        found = _bare(cells, index)
        if found is not None and (index + 1 >= len(rows) or _bare(rows[index + 1][1], 0)):
            _preamble(rows[:index], found)
            return found
    return None


def _headed(cells: Sequence[object], index: int) -> Layout | None:
    words = [lower(cell) for cell in cells]
    names = [plain(cell) for cell in cells]
    dates = [at for at, name in enumerate(names) if _DATE.search(name)]
    times = [
        at for at, (name, text) in enumerate(zip(names, words, strict=True))
        if (_TIME.search(name) or name in _ELAPSED) and not _NOT_TIME.search(text)
        and at not in dates and not _TEMPERATURE.search(text)
    ]  # fmt: skip
    sensors = [
        Sensor(str(cells[at]).strip(), at, unit_of(cells[at]))
        for at, text in enumerate(words)
        if _TEMPERATURE.search(text) and not _NEITHER.search(text) and at not in times
    ]
    if not sensors:
        sensors = [
            Sensor(str(cells[at]).strip(), at, unit_of(cells[at]))
            for at, name in enumerate(names)
            if _PROBE.search(name) and not _NEITHER.search(words[at]) and at not in times
        ]
    if not sensors or not (times or dates):
        return None
    units = [at for at, name in enumerate(names) if _UNIT_COLUMN.search(name)]
    found = Layout(index + 1, dates[0] if dates else times[0], sensors=sensors)
    found.unit_column = units[0] if units else None
    if dates and times:
        found.clock = times[0]
    told = words[found.time if found.clock is None else found.clock]
    inner = _IN_BRACKETS.search(told)
    unit = inner[1].strip() if inner else names[found.time]
    found.elapsed_h = _ELAPSED.get(unit)
    said = _OFFSET.search(told)
    if said is not None:
        found.offset = (said[1] or "+00:00").replace(" ", "")
    return found


def _followed(rows: Rows, layout: Layout) -> bool:
    """Whether one of the next lines has a time where the header says so."""
    for _, cells in rows[layout.first_row : layout.first_row + 5]:
        if layout.time < len(cells) and looks_like_time(cells[layout.time], numbers=True):
            return True
    # A header at the end of a file, or above what cannot be read: say so cell by cell.
    return len(layout.sensors) + 1 == len(rows[layout.first_row - 1][1])


def _bare(cells: Sequence[object], index: int) -> Layout | None:
    """Readings without header: the first cell that is a time, then the first that is a number."""
    times = [at for at, cell in enumerate(cells) if looks_like_time(cell)]
    if not times:
        return None
    for at in range(times[0] + 1, len(cells)):
        if number_of(cells[at]) is not None:
            sensor = Sensor(f"column {at + 1}", at, unit_of(cells[at]))
            return Layout(index, times[0], headed=False, sensors=[sensor])
    return None


def cut_numbers(table: Table, layout: Layout) -> list[tuple[int, int, str]]:
    """Line, column and text of what may be numbers whose decimal comma parted two cells.

    A whole number in a column of temperatures, and digits in a column without a name after it: 5,2
    is 5.2 degrees, or 5 degrees and something else. A decimal point in any row of the two tells.
    """
    header = table.rows[layout.first_row - 1][1] if layout.headed else []
    rows = table.rows[layout.first_row :] if table.by_comma else []
    found = []
    for after in sorted(sensor.column + 1 for sensor in layout.sensors):
        if layout.headed and (after >= len(header) or str(header[after]).strip()):
            continue
        both = [
            (line, str(cells[after - 1]), str(cells[after]))
            for line, cells in rows if after < len(cells)
        ]  # fmt: skip
        if not any(_POINT.search(whole) or _POINT.search(part) for _, whole, part in both):
            found += [
                (line, after, f"{whole.strip()},{part.strip()}") for line, whole, part in both
                if _WHOLE.fullmatch(whole) and part[:1].isdigit() and number_of(part) is not None
            ]  # fmt: skip
    return sorted(found)


def _preamble(rows: Rows, layout: Layout) -> None:
    """What the lines above say of unit and clock, where the header says nothing."""
    for _, cells in rows:
        told = " ".join(lower(cell) for cell in cells)
        if re.search(r"unit|单位", told) and all(one.unit is None for one in layout.sensors):
            found = unit_of(told) or (unit_of(cells[-1]) if cells else None)
            layout.sensors = [Sensor(one.name, one.column, found) for one in layout.sensors]
        if re.search(r"time ?zone|时区", told) and not layout.offset:
            said = _OFFSET.search(told)
            if said is not None:
                layout.offset = (said[1] or "+00:00").replace(" ", "")
