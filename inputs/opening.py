"""Opening hours of calendars.csv, in the time zone of the node, with holidays and make-up days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from domain.calendar import Clock, OpenHours, parse_weekdays, weekly_hours
from inputs.findings import Findings, Place, did_you_mean
from inputs.schema_calendars import CalendarKeys
from inputs.tables import Row, Tables

Days = frozenset[date]


class Openings:
    """Turns a calendar and a time zone into hours of the scenario, once for each pair."""

    def __init__(
        self,
        tables: Tables,
        clock: Clock,
        horizon_h: float,
        findings: Findings,
        rules: CalendarKeys | None = None,
    ) -> None:
        self._rules = rules or CalendarKeys()
        self._calendars = {row.text("calendar_id"): row for row in tables["calendars"]}
        self._clock, self._horizon_h, self._findings = clock, horizon_h, findings
        self._days = holidays(tables["holidays"])
        self._slow = slow_days(tables["holidays"], self._rules.slow_share)
        self._countries = {row.text("country") for row in tables["holidays"]}
        self._made: dict[tuple[str, str], OpenHours] = {}

    def hours(self, calendar_id: str, tz: str, at: Place) -> OpenHours:
        """Hours of a calendar on a node's clock."""
        key = (calendar_id, tz)
        if key not in self._made:
            self._made[key] = self._make(calendar_id, tz, at)
        return self._made[key]

    def closed_days(self, country: str) -> Days:
        """Holidays of a country."""
        return self._days.get((country, "closed"), frozenset())

    def extra_days(self, country: str) -> Days:
        """Make-up working days of a country."""
        return self._days.get((country, "open"), frozenset())

    def _make(self, calendar_id: str, tz: str, at: Place) -> OpenHours:
        row = self._calendars.get(calendar_id)
        if row is None:
            self._findings.error(
                at, "unknown_id", what="calendar", what_zh="日历", found=calendar_id,
                hint=did_you_mean(calendar_id, list(self._calendars)),
            )  # fmt: skip
            return OpenHours()
        countries = self._kept(calendar_id, row)
        try:
            return weekly_hours(
                self._clock, tz, row.text("opens"), row.text("closes"),
                parse_weekdays(row.text("days")),
                frozenset().union(*(self.closed_days(one) for one in countries)),
                frozenset().union(*(self.extra_days(one) for one in countries)),
                horizon_h=self._horizon_h, short_dates=self._short(countries),
            )  # fmt: skip
        except ValueError as error:
            self._findings.error(row.at("opens"), "bad_cell", found=calendar_id, rule=str(error))
            return OpenHours()

    def check(self, place: Callable[[str], Place]) -> None:
        """What a scenario says of calendars names calendars, and countries that have days."""
        for name, text in self._rules.holidays.items():
            wrong = (name, "calendar", "日历", list(self._calendars))
            unknown = [one for one in text.split("+") if one not in {*self._countries, "none"}]
            if name in self._calendars:
                if not unknown:
                    continue
                wrong = (unknown[0], "country", "国家", sorted(self._countries))
            self._findings.error(
                place(name), "unknown_id", what=wrong[1], what_zh=wrong[2], found=wrong[0],
                hint=did_you_mean(wrong[0], wrong[3]),
            )  # fmt: skip

    def _kept(self, calendar_id: str, row: Row) -> tuple[str, ...]:
        """Countries whose days a calendar keeps: of both sides of a border, two."""
        return tuple(self._rules.holidays.get(calendar_id, row.text("holidays")).split("+"))

    def _short(self, countries: Sequence[str]) -> dict[date, float]:
        """Part of its hours on slow days; where two countries have one, the smaller."""
        found: dict[date, float] = {}
        for country in countries if self._rules.slow_days else ():
            for day, share in self._slow.get(country, {}).items():
                found[day] = min(share, found.get(day, 1.0))
        return found


def slow_days(rows: tuple[Row, ...], share: float) -> dict[str, dict[date, float]]:
    """Share of its hours on each slow day, by country; `share` where a row has none."""
    found: dict[str, dict[date, float]] = {}
    for row in rows:
        first, last = row.day("date_from"), row.day("date_to")
        if row.text("effect") != "slow" or first is None or last is None:
            continue
        said = row.maybe("open_share")
        own = found.setdefault(row.text("country"), {})
        for number in range(min((last - first).days, 366) + 1):
            own[first + timedelta(days=number)] = share if said is None else said
    return found


def holidays(rows: tuple[Row, ...]) -> dict[tuple[str, str], Days]:
    """Dates by (country, effect)."""
    found: dict[tuple[str, str], set[date]] = {}
    for row in rows:
        first, last = row.day("date_from"), row.day("date_to")
        assert first is not None
        assert last is not None
        for number in range(min((last - first).days, 366) + 1):
            key = (row.text("country"), row.text("effect"))
            found.setdefault(key, set()).add(first + timedelta(days=number))
    return {key: frozenset(days) for key, days in found.items()}
