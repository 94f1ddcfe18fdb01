"""The clock of a scenario, and the hours at which a place works.

Inside a run time is float hours since the scenario's start. Calendars and time zones are turned
into hours here and nowhere else. Zones come from `zoneinfo` (the system's files, else the `tzdata`
package).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import Final, Self
from zoneinfo import ZoneInfo

from domain.draws import snap_h

DAY_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ONE_DAY: Final = timedelta(days=1)
_HHMM: Final = re.compile(r"(\d{1,2}):(\d{2})")


@lru_cache(maxsize=256)
def zone(tz: str) -> ZoneInfo:
    """Time zone by its IANA name, e.g. `Asia/Shanghai`."""
    return ZoneInfo(tz)


@dataclass(frozen=True, slots=True)
class Clock:
    """Hours since the start of a scenario, and back.

    Raises
    ------
    ValueError
        When a datetime without offset is given.
    """

    start_utc: datetime

    def __post_init__(self) -> None:
        """Keep the start in UTC, so that differences are never taken on a local wall clock."""
        if self.start_utc.utcoffset() is None:
            message = f"the start {self.start_utc.isoformat()} needs an offset, e.g. +08:00"
            raise ValueError(message)
        object.__setattr__(self, "start_utc", self.start_utc.astimezone(UTC))

    def to_h(self, when: datetime) -> float:
        """Hours from the start to an aware datetime, on the grid."""
        if when.utcoffset() is None:
            message = f"{when.isoformat()} needs an offset, e.g. +08:00"
            raise ValueError(message)
        return snap_h((when.astimezone(UTC) - self.start_utc) / timedelta(hours=1))

    def to_utc(self, t_h: float) -> datetime:
        """Instant in UTC, to the microsecond."""
        return self.start_utc + timedelta(hours=t_h)

    def local(self, t_h: float, tz: str) -> datetime:
        """Instant on the wall clock of a zone."""
        return self.to_utc(t_h).astimezone(zone(tz))

    def midnight_h(self, day: date, tz: str) -> float:
        """Hour at which a local date begins."""
        return self.to_h(datetime.combine(day, time.min, tzinfo=zone(tz)))


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Hours [open, close) at which a resource works.

    Attributes
    ----------
    opens_at_h, closes_at_h
        Sorted; openings neither overlap nor touch. Both empty and `until_h` infinite: always open.
    until_h
        Nothing is known from here on; asking beyond is a LookupError, not "closed".
    """

    opens_at_h: tuple[float, ...] = ()
    closes_at_h: tuple[float, ...] = ()
    until_h: float = inf
    _worked_h: tuple[float, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Check the order and add up the open hours."""
        if len(self.opens_at_h) != len(self.closes_at_h):
            message = f"{len(self.opens_at_h)} openings but {len(self.closes_at_h)} closings"
            raise ValueError(message)
        last = -inf
        for opens, closes in zip(self.opens_at_h, self.closes_at_h, strict=True):
            if not last < opens < closes:
                message = (
                    f"opening [{opens}, {closes}) overlaps or touches the one before, or is empty"
                )
                raise ValueError(message)
            last = closes
        lengths = (c - o for o, c in zip(self.opens_at_h, self.closes_at_h, strict=True))
        object.__setattr__(self, "_worked_h", tuple(accumulate(lengths, initial=0.0)))

    @classmethod
    def of(cls, intervals: Sequence[tuple[float, float]], until_h: float = inf) -> Self:
        """Openings from pairs in any order; those that overlap or touch are joined."""
        opens: list[float] = []
        closes: list[float] = []
        for start, end in sorted(intervals):
            if end <= start:
                continue
            if closes and start <= closes[-1]:
                closes[-1] = max(closes[-1], end)
            else:
                opens.append(start)
                closes.append(end)
        return cls(tuple(opens), tuple(closes), until_h)

    @property
    def always_open(self) -> bool:
        """Whether the resource never closes."""
        return not self.opens_at_h and self.until_h == inf

    def _at(self, t_h: float) -> int:
        """Index of the last opening that began at or before `t_h`, or -1."""
        if t_h >= self.until_h:
            message = f"hours are known until {self.until_h} h, asked for {t_h} h"
            raise LookupError(message)
        return bisect_right(self.opens_at_h, t_h) - 1

    def is_open(self, t_h: float) -> bool:
        """Whether the resource works at an instant."""
        if self.always_open:
            return True
        i = self._at(t_h)
        return i >= 0 and t_h < self.closes_at_h[i]

    def next_open_h(self, t_h: float) -> float:
        """First instant at or after `t_h` at which it is open.

        Raises
        ------
        LookupError
            When no opening is known.
        """
        if self.always_open:
            return t_h
        i = self._at(t_h)
        if i >= 0 and t_h < self.closes_at_h[i]:
            return t_h
        if i + 1 == len(self.opens_at_h):
            message = f"no opening after {t_h} h; hours are known until {self.until_h} h"
            raise LookupError(message)
        return self.opens_at_h[i + 1]

    def closes_h(self, t_h: float) -> float:
        """End of the opening under way at `t_h`, or of the next; infinite when it never closes."""
        if self.always_open:
            return inf
        return self.closes_at_h[self._at(self.next_open_h(t_h))]

    def open_h_between(self, from_h: float, to_h: float) -> float:
        """Open hours in [from_h, to_h)."""
        if self.always_open:
            return max(0.0, to_h - from_h)
        return max(0.0, self._worked_until(to_h) - self._worked_until(from_h))

    def _worked_until(self, t_h: float) -> float:
        # Up to the very end of what is known: the instant itself need not be.
        i = len(self.opens_at_h) - 1 if t_h == self.until_h else self._at(t_h)
        return (
            0.0 if i < 0 else self._worked_h[i] + min(t_h, self.closes_at_h[i]) - self.opens_at_h[i]
        )

    def finish_h(self, t_h: float, work_h: float) -> float:
        """Instant at which work begun at `t_h` is done when it rests outside hours."""
        begin_h = self.next_open_h(t_h)
        if self.always_open:
            return t_h + work_h
        i = self._at(begin_h)
        room_h = self.closes_at_h[i] - begin_h
        while work_h > room_h:
            work_h -= room_h
            i += 1
            if i == len(self.opens_at_h):
                message = f"work begun at {t_h} h is not done when hours end at {self.until_h} h"
                raise LookupError(message)
            begin_h = self.opens_at_h[i]
            room_h = self.closes_at_h[i] - begin_h
        return begin_h + work_h


ALWAYS_OPEN: Final = OpenHours()


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Weekday numbers (Monday is 0) from `daily`, `Mon-Fri` or `Mon,Wed,Sat-Sun`.

    Examples
    --------
    >>> parse_weekdays("Mon-Wed,Sat")
    (0, 1, 2, 5)
    >>> parse_weekdays("Fri-Mon")
    (0, 4, 5, 6)
    """
    if text.strip().lower() == "daily":
        return tuple(range(7))
    days: set[int] = set()
    for piece in re.split(r"[,;]", text):
        ends = [name.strip().capitalize() for name in piece.split("-")]
        if len(ends) > 2 or any(name not in DAY_NAMES for name in ends):
            message = f"{text!r} is not a list of days such as daily, Mon-Fri or Mon,Wed,Sat"
            raise ValueError(message)
        first, last = DAY_NAMES.index(ends[0]), DAY_NAMES.index(ends[-1])
        days.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    return tuple(sorted(days))


def _minutes(text: str) -> int:
    match = _HHMM.fullmatch(text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minutes <= 24 * 60:
        message = f"{text!r} is not a time of day from 00:00 to 24:00"
        raise ValueError(message)
    return minutes


def weekly_hours(
    clock: Clock,
    tz: str,
    opens: str,
    closes: str,
    weekdays: Collection[int],
    closed_dates: Collection[date] = (),
    open_dates: Collection[date] = (),
    *,
    horizon_h: float,
    short_dates: Mapping[date, float] | None = None,
) -> OpenHours:
    """Opening hours on the local wall clock, turned into hours of the scenario.

    Parameters
    ----------
    opens, closes
        `HH:MM`; `24:00` is the end of the day, and closing at or before opening means the next day.
    weekdays
        Monday is 0.
    closed_dates
        Dates on which it does not open; they win over `open_dates`.
    open_dates
        Dates on which it opens whatever the weekday, such as make-up days.
    horizon_h
        Hours are known until here.
    short_dates
        Part of their hours that openings which begin on a date keep; they close earlier.

    Notes
    -----
    A wall-clock time that a change to summer time skips is read with the offset before the change.
    """
    begin, end = _minutes(opens), _minutes(closes)
    short = short_dates or {}
    if (
        not closed_dates
        and not short
        and set(weekdays) >= set(range(7))
        and (begin, end) == (0, 24 * 60)
    ):
        return ALWAYS_OPEN
    if end <= begin:
        end += 24 * 60
    info, closed, extra = zone(tz), frozenset(closed_dates), frozenset(open_dates)

    def wall_h(day: date, minutes: int) -> float:
        days, rest = divmod(minutes, 24 * 60)
        return clock.to_h(
            datetime.combine(day + days * ONE_DAY, time(*divmod(rest, 60)), tzinfo=info)
        )

    day = clock.local(0.0, tz).date() - 2 * ONE_DAY
    last = clock.local(horizon_h, tz).date() + ONE_DAY
    intervals: list[tuple[float, float]] = []
    while day <= last:
        if day not in closed and (day.weekday() in weekdays or day in extra):
            closes_at = begin + round((end - begin) * short.get(day, 1.0))
            intervals.append((wall_h(day, begin), wall_h(day, closes_at)))
        day += ONE_DAY
    return OpenHours.of(intervals, until_h=horizon_h)
