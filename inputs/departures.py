"""When rides that a scenario file describes itself leave, and when its steps are open."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import cycle, pairwise
from math import floor

from domain.calendar import ALWAYS_OPEN, DAY_NAMES, OpenHours, parse_weekdays, weekly_hours, zone
from domain.draws import snap_h
from inputs.schema_streams import StepKeys
from inputs.stream_source import StreamSource
from inputs.times import exactly_one

RHYTHMS = ("every_h", "gaps_h", "departs_h", "weekly")
MOST_DEPARTURES = 1_000_000
ALL_DAY = "00:00-24:00"
_WEEKLY = re.compile(r"(\w{3})\w* +(\d{1,2}):(\d{2})")
_DAY = re.compile(r"[1-7]")


def departures_h(
    source: StreamSource, keys: StepKeys, tz: str, *at: str | int
) -> tuple[float, ...]:
    """Hours of the timetable up to the end of the run, on the grid; empty with a finding."""
    before = len(source.findings.items)
    found = [name for name in RHYTHMS if getattr(keys, name) is not None]
    if not exactly_one(source, found, RHYTHMS, *at):
        return ()
    if keys.first_h is not None and found[0] in {"departs_h", "weekly"}:
        source.findings.error(
            source.at(*at, "first_h"), "goes_with", found="first_h", other="every_h / gaps_h"
        )
        return ()
    if keys.departs_h is not None:
        times = [snap_h(at_h) for at_h in keys.departs_h]
        for number, (earlier, later) in enumerate(pairwise(times), 1):
            if later <= earlier:
                source.findings.error(
                    source.at(*at, "departs_h", number), "not_rising", found=f"{later:g}",
                    before=f"{earlier:g}",
                )  # fmt: skip
                return ()
        times = times[: bisect_right(times, source.cap_h)]
    elif keys.weekly is not None:
        times = _weekly(source, keys.weekly, tz, *at)
    else:
        times = _repeated(source, keys, *at)
    if not times and len(source.findings.items) == before:
        source.findings.error(
            source.at(*at, found[0]), "never_leaves", begins="0", ends=f"{source.cap_h:g}"
        )
    return tuple(times)


def _repeated(source: StreamSource, keys: StepKeys, *at: str | int) -> list[float]:
    """Without `first_h` as if one had left at hour 0: the first gap comes first."""
    if keys.gaps_h is None:
        assert keys.every_h is not None
        first_h = keys.every_h if keys.first_h is None else keys.first_h
        # One more than rounding may leave: the grid decides whether the last is within the run.
        count = max(0, floor((source.cap_h - first_h) / keys.every_h) + 2)
        if not _few_enough(source, count, *at, "every_h"):
            return []
        times = [snap_h(first_h + number * keys.every_h) for number in range(count)]
        return times[: bisect_right(times, source.cap_h)]
    gaps = cycle(snap_h(gap) for gap in keys.gaps_h)
    at_h = next(gaps) if keys.first_h is None else snap_h(keys.first_h)
    mean_h = sum(keys.gaps_h) / len(keys.gaps_h)
    if not _few_enough(source, int(source.cap_h / mean_h), *at, "gaps_h"):
        return []
    times = []
    while at_h <= source.cap_h:
        times.append(at_h)
        at_h += next(gaps)
    return times


def _few_enough(source: StreamSource, count: int, *at: str | int) -> bool:
    if count <= MOST_DEPARTURES:
        return True
    source.findings.error(
        source.at(*at), "too_many", found=f"{count:,}", what="departures", what_zh="个班次",
        limit=f"{MOST_DEPARTURES:,}",
    )  # fmt: skip
    return False


def _weekly(source: StreamSource, texts: list[str], tz: str, *at: str | int) -> list[float]:
    moments = set()
    for number, text in enumerate(texts):
        match = _WEEKLY.fullmatch(text.strip())
        day = match[1].capitalize() if match else ""
        hour, minute = (int(match[2]), int(match[3])) if match else (24, 0)
        if day not in DAY_NAMES or hour > 23 or minute > 59:
            source.findings.error(source.at(*at, "weekly", number), "bad_weekly", found=text)
            return []
        moments.add((DAY_NAMES.index(day), hour, minute))
    info = zone(tz)
    first = source.clock.local(0.0, tz).date()
    times = []
    for number in range(int(source.cap_h / 24.0) + 2):
        day_ = first + timedelta(days=number)
        for weekday, hour, minute in sorted(moments):
            if weekday == day_.weekday():
                moment = datetime(day_.year, day_.month, day_.day, hour, minute, tzinfo=info)
                times.append(source.clock.to_h(moment))
    return [at_h for at_h in times[: bisect_right(times, source.cap_h)] if at_h >= 0.0]


def opening(source: StreamSource, keys: StepKeys, tz: str, *at: str | int) -> OpenHours:
    """Hours of a step on a local clock, over the whole run; always open with a finding."""
    if keys.hours is None and keys.weekdays is None:
        return ALWAYS_OPEN
    days = _weekdays(source, keys.weekdays, *at)
    intervals: list[tuple[float, float]] = []
    for text in (keys.hours or ALL_DAY).split(","):
        opens, _, closes = text.partition("-")
        try:
            hours = weekly_hours(source.clock, tz, opens, closes, days, horizon_h=source.horizon_h)
        except ValueError:
            source.findings.error(source.at(*at, "hours"), "bad_hours", found=keys.hours)
            return ALWAYS_OPEN
        if hours.always_open:
            return ALWAYS_OPEN
        intervals += zip(hours.opens_at_h, hours.closes_at_h, strict=True)
    return OpenHours.of(intervals, until_h=source.horizon_h)


def _weekdays(source: StreamSource, text: str | None, *at: str | int) -> tuple[int, ...]:
    """Weekday numbers, Monday is 0, from "1-6", "Mon-Sat" or "1,3,5"; 1 is Monday."""
    if text is None:
        return tuple(range(7))
    try:
        return parse_weekdays(_DAY.sub(lambda digit: DAY_NAMES[int(digit[0]) - 1], text))
    except ValueError:
        source.findings.error(source.at(*at, "weekdays"), "bad_weekdays", found=text)
        return tuple(range(7))
