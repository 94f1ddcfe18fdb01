"""Dated departures: who leaves when, and the next one after a missed one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DepartureKey = tuple[str, float]
"""(service_id, scheduled hour): the identity of a departure, however late it runs."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Scheduled hours of every dated service, ascending."""

    departures: Mapping[str, tuple[float, ...]]

    def after(self, service_id: str, not_before_h: float) -> Sequence[float]:
        """Scheduled departures of a service at or after an hour."""
        times = self.departures.get(service_id, ())
        return times[bisect_left(times, not_before_h) :]

    def next_h(self, service_id: str, not_before_h: float) -> float | None:
        """The first scheduled departure at or after an hour, or `None` beyond the timetable."""
        times = self.departures.get(service_id, ())
        at = bisect_left(times, not_before_h)
        return times[at] if at < len(times) else None
