"""Dated departures of the scenario's window, in hours."""

from __future__ import annotations

from itertools import pairwise
from math import floor

from domain.network import Service
from domain.timetable import Timetable
from inputs.service_changes import service_change
from inputs.source import Source

HOURS_PER_WEEK = 168.0


def timetable(source: Source, services: dict[str, Service]) -> Timetable:
    """Departures from the start on, of the dated services of the scenario."""
    times: dict[str, set[float]] = {name: set() for name, s in services.items() if s.dated}
    for row in source.tables["timetable"]:
        service_id = row.text("service_id")
        if service_id not in times:
            continue
        at_h = source.clock.to_h(row.instant("departs_at"))
        if 0.0 <= at_h < source.horizon_h:
            times[service_id].add(at_h)
    full = {name: _added(source, name, sorted(at)) for name, at in times.items()}
    return Timetable({name: _thinned(source, name, at) for name, at in full.items()})


def _added(source: Source, service_id: str, times: list[float]) -> list[float]:
    """Put extra departures half-way between others; those there were keep their hours."""
    change = service_change(source.file, service_id)
    if not change.added_share or len(times) < 2:
        return times
    share = change.added_share
    extra = [
        float(floor(0.5 * (before + after)))
        for number, (before, after) in enumerate(pairwise(times))
        if floor((number + 1) * share + 0.5) > floor(number * share + 0.5)
    ]
    return sorted({*times, *extra})


def _thinned(source: Source, service_id: str, times: list[float]) -> tuple[float, ...]:
    """Keep evenly so many a week as the scenario says; always the first of those it keeps."""
    change = service_change(source.file, service_id)
    if change.thin_to_per_week is None or len(times) < 2:
        return tuple(times)
    weeks = (times[-1] - times[0]) / HOURS_PER_WEEK
    share = min(1.0, change.thin_to_per_week * weeks / (len(times) - 1))
    kept = [
        at for number, at in enumerate(times)
        if floor((number + 1) * share) > floor(number * share)
    ]  # fmt: skip
    return tuple(kept)


def headways_h(timetable: Timetable, cap_h: float) -> dict[str, float]:
    """Mean hours between departures of each dated service."""
    return {
        service_id: cap_h / max(1, sum(at < cap_h for at in times))
        for service_id, times in timetable.departures.items()
    }
