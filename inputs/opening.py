"""Opening hours of calendars.csv, in the time zone of the node, with holidays and make-up days."""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import Clock, OpenHours, parse_weekdays, weekly_hours
from inputs.findings import Findings, Place, did_you_mean
from inputs.tables import Row, Tables

Days = frozenset[date]


class Openings:
    """Turns a calendar and a time zone into hours of the scenario, once for each pair."""

    def __init__(self, tables: Tables, clock: Clock, horizon_h: float, findings: Findings) -> None:
        self._calendars = {row.text("calendar_id"): row for row in tables["calendars"]}
        self._clock, self._horizon_h, self._findings = clock, horizon_h, findings
        self._days = holidays(tables["holidays"])
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
        country = row.text("holidays")
        try:
            return weekly_hours(
                self._clock, tz, row.text("opens"), row.text("closes"),
                parse_weekdays(row.text("days")), self.closed_days(country),
                self.extra_days(country), horizon_h=self._horizon_h,
            )  # fmt: skip
        except ValueError as error:
            self._findings.error(row.at("opens"), "bad_cell", found=calendar_id, rule=str(error))
            return OpenHours()


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
