"""Reads a logger's file as it comes: what was understood, left out or assumed is said.

Rows are put in order of time; equal rows count once; two temperatures at one time are a jump.
A reading that is missing, failed or beyond -100 to 100 C is left out, which makes a gap. A gap is
an interval of more than three times the usual one (the median); up to `max_gap_h` it is bridged
like any other interval, beyond it nothing is known of it. What can be neither read nor explained
is an error with its line and column, all of them at once.
"""

from __future__ import annotations

import gc
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from domain.cold.arrays import Floats
from domain.cold.profile import Kind, Profile
from inputs.actual_times import BadTimeError, Order, order_of
from inputs.findings import Findings, InputError, Place
from inputs.logger_clock import Note, on_clock
from inputs.logger_columns import Layout, Sensor, Unit, cut_numbers, layout_of
from inputs.logger_text import Rows, read_rows
from inputs.logger_values import Times, is_fault, number_of

LEAST_C, MOST_C = -100.0, 100.0
"""Readings beyond these are error codes of a sensor (-127, 327.67, 999)."""
MAX_GAP_H: Final = 6.0
GAP_OF_USUAL: Final = 3.0
MOST_FINDINGS: Final = 50
COMBINED: Final = ("max", "min", "mean")
Wrong = tuple[Place, str, str]
"""A cell, the phrase about it and what was found there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read; `None`: as the file says.

    Attributes
    ----------
    sensor
        Name or number (from 1) of a column of temperatures, or `max`, `min`, `mean` of all.
    tz
        IANA name or offset of times that state none.
    """

    unit: Unit | None = None
    tz: str | None = None
    sensor: str | None = None
    sheet: str | None = None
    order: Order | None = None
    max_gap_h: float = MAX_GAP_H


@dataclass(frozen=True, slots=True)
class Gap:
    """An interval much longer than the usual one."""

    start_h: float
    end_h: float
    bridged: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A logger's readings in order.

    Attributes
    ----------
    start
        First reading; without zone where nothing says whose clock it is, `None` where times
        count from a beginning.
    times_h, temps_c
        Hours from the first reading, degrees C.
    known
        For each interval, whether it counts.
    """

    start: datetime | None
    times_h: Floats
    temps_c: Floats
    known: np.ndarray
    sensor: str
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]

    def profile(self, kind: Kind = "linear") -> Profile:
        """As a path of temperature."""
        return Profile.of(self.times_h, self.temps_c, kind, self.known)


@dataclass(slots=True)
class _Taken:
    """Readings in the order of the file."""

    seconds: list[float] = field(default_factory=list)
    offsets: list[float | None] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)


def read_logger(path: Path, asked: Asked | None = None) -> Record:
    """Read a file.

    Raises
    ------
    InputError
        With everything that is wrong, each with file, line and column.
    """
    asked = asked or Asked()
    collecting = gc.isenabled()
    gc.disable()  # a million small lists, none of them garbage, would be looked through again
    try:
        return _read_logger(path, asked)
    finally:
        if collecting:
            gc.enable()


def _read_logger(path: Path, asked: Asked) -> Record:
    findings = Findings()
    table = read_rows(path, asked.sheet, findings)
    findings.stop_if_wrong()
    layout = layout_of(table.rows)
    if layout is None:
        findings.error(Place(str(path)), "logger_no_columns")
        raise InputError(findings.errors)
    sensors = _chosen(layout, asked, path, findings)
    findings.stop_if_wrong()
    notes: list[Note] = []
    taken = _in_order(table.rows, layout, sensors, asked, path, notes)
    wrong = taken.wrong + [
        (_at(path, line, column), "logger_decimals", found)
        for line, column, found in cut_numbers(table, layout)
    ]
    for at, key, found in wrong[:MOST_FINDINGS]:
        findings.error(at, key, found=found)
    if len(wrong) > MOST_FINDINGS:
        findings.error(Place(str(path)), "logger_more", found=len(wrong) - MOST_FINDINGS)
    findings.stop_if_wrong()
    if len(taken.seconds) < 2:
        findings.error(Place(str(path)), "logger_too_few", found=len(taken.seconds))
        findings.stop_if_wrong()
    return _record(taken, layout, sensors, asked, path, findings, notes)


def _chosen(layout: Layout, asked: Asked, path: Path, findings: Findings) -> list[Sensor]:
    """The columns that are read."""
    wanted = asked.sensor
    if wanted is None or wanted in COMBINED:
        return layout.sensors
    if wanted.isdigit() and 1 <= int(wanted) <= len(layout.sensors):
        return [layout.sensors[int(wanted) - 1]]
    names = [one.name.casefold() for one in layout.sensors]
    fit = [
        one for one, name in zip(layout.sensors, names, strict=True) if wanted.casefold() == name
    ]
    fit = fit or [
        one for one, name in zip(layout.sensors, names, strict=True) if wanted.casefold() in name
    ]
    if len(fit) != 1:
        there = ", ".join(one.name for one in layout.sensors)
        findings.error(Place(str(path)), "logger_sensor", found=wanted, names=there)
    return fit


def _in_order(
    rows: Rows, layout: Layout, sensors: list[Sensor], asked: Asked, path: Path, notes: list[Note]
) -> _Taken:
    """Readings with the order of day and month that is asked for, told by others, or smoother."""
    days = {
        str(cells[layout.time]).strip().split()[0]
        for _, cells in rows[layout.first_row :]
        if len(cells) > layout.time and str(cells[layout.time]).strip()
    }
    order = asked.order or order_of(days)
    if order is None and (
        all(day[:4].isdigit() for day in days) or any(day.count(".") == 2 for day in days)
    ):
        order = "day_first"
    if order is not None:
        return _read(rows, layout, sensors, asked, order, path)
    first = _read(rows, layout, sensors, asked, "day_first", path)
    other = _read(rows, layout, sensors, asked, "month_first", path)
    if first.seconds == other.seconds:
        return first
    if len(first.wrong) != len(other.wrong):
        return min(first, other, key=lambda one: len(one.wrong))
    steps = [float(np.abs(np.diff(one.seconds)).sum()) for one in (first, other)]
    # A tie: loggers set to Fahrenheit are set to American dates.
    month = steps[1] < steps[0] or (steps[1] == steps[0] and sensors[0].unit == "f")
    notes.append(Note("month_first" if month else "day_first", {}))
    return other if month else first


def _read(
    rows: Rows, layout: Layout, sensors: list[Sensor], asked: Asked, order: Order, path: Path
) -> _Taken:
    taken, times = _Taken(), Times(order, layout.elapsed_h)
    width = len(rows[layout.first_row - 1][1]) if layout.headed else None
    at_time, at_clock, at_unit = layout.time, layout.clock, layout.unit_column
    columns = [(sensor.column, (asked.unit or sensor.unit) == "f") for sensor in sensors]
    for line, cells in rows[layout.first_row :]:
        count = len(cells)
        if width is not None and count > width and any(not is_fault(c) for c in cells[width:]):
            taken.wrong.append((_at(path, line, width), "logger_extra", str(cells[width]).strip()))
            continue
        unit = ""
        if at_unit is not None and at_unit < count:
            unit = str(cells[at_unit]).strip().casefold().lstrip("°º").replace("℉", "f")[:1]
            unit = unit if unit in {"c", "f"} else ""
        row, any_read, any_kept, bad = [], False, False, None
        for at, in_f in columns:
            cell = cells[at] if at < count else None
            found = number_of(cell)
            if found is None:
                row.append(math.nan)
                if bad is None and not is_fault(cell):
                    bad = (_at(path, line, at), "logger_temperature", str(cell).strip())
                continue
            any_read = True
            value, said = found.value, found.unit or unit
            if said == "f" or (in_f and said != "c"):
                value = (value - 32.0) * 5.0 / 9.0
            if LEAST_C <= value <= MOST_C:
                any_kept = True
            else:
                taken.counts["implausible"] += 1
                value = math.nan
            row.append(value)
        try:
            clock = None
            if at_clock is not None:
                clock = cells[at_clock] if at_clock < count else ""
            instant = times.read(cells[at_time] if at_time < count else None, clock)
        except BadTimeError:
            if any_read:
                told = str(cells[at_time]).strip() if at_time < count else ""
                taken.wrong.append((_at(path, line, at_time), "logger_time", told))
            else:
                taken.counts["no_reading"] += 1
            continue
        if bad is not None:
            taken.wrong.append(bad)
        elif not any_kept:
            taken.counts["missing"] += 1
        else:
            taken.seconds.append(instant.seconds)
            taken.offsets.append(instant.offset_s)
            taken.values.append(row)
    return taken


def _at(path: Path, line: int, column: int) -> Place:
    """A cell, as file:line:column; columns from 1."""
    return Place(f"{path}:{line}:{column + 1}")


def _record(
    taken: _Taken, layout: Layout, sensors: list[Sensor], asked: Asked, path: Path,
    findings: Findings, notes: list[Note],
) -> Record:  # fmt: skip
    values = np.array(taken.values, dtype=np.float64)
    how = asked.sensor if asked.sensor in COMBINED else "max"
    name = sensors[0].name
    if len(sensors) > 1:
        name = f"{how} ({', '.join(one.name for one in sensors)})"
        if asked.sensor is None:
            notes.append(Note("sensors", {"count": len(sensors), "names": name}))
    temps = values[:, 0] if len(sensors) == 1 else _combined(values, how)
    if asked.unit is None and layout.unit_column is None and sensors[0].unit is None:
        notes.append(Note("unit_assumed", {}))
    seconds, zone = on_clock(
        np.array(taken.seconds), taken.offsets, asked.tz, layout, path, findings, notes
    )
    findings.stop_if_wrong()
    for key, count in sorted(taken.counts.items()):
        notes.append(Note(key, {"count": count}))
    back = int((np.diff(seconds) < 0.0).sum())
    if back:
        notes.append(Note("out_of_order", {"count": back}))
    order = np.argsort(seconds, kind="stable")
    seconds, temps = seconds[order], temps[order]
    again = np.concatenate([[False], (np.diff(seconds) == 0.0) & (np.diff(temps) == 0.0)])
    if again.any():
        notes.append(Note("duplicates", {"count": int(again.sum())}))
        seconds, temps = seconds[~again], temps[~again]
    jumps = int((np.diff(seconds) == 0.0).sum())
    if jumps:
        notes.append(Note("jumps", {"count": jumps}))
    if seconds.size < 2:
        findings.error(Place(str(path)), "logger_too_few", found=int(seconds.size))
        findings.stop_if_wrong()
    hours = (seconds - seconds[0]) / 3600.0
    gaps, known = _gaps(hours, asked.max_gap_h)
    start = None
    if layout.elapsed_h is None or None not in taken.offsets:
        start = datetime.fromtimestamp(float(seconds[0]), tz=zone or UTC)
        start = start if zone is not None else start.replace(tzinfo=None)
    return Record(start, hours, temps, known, name, gaps, tuple(notes))


def _combined(values: Floats, how: str) -> Floats:
    """One temperature for each row of several sensors, of which one at least has a reading."""
    if how == "mean":
        return np.asarray(np.nanmean(values, axis=1), dtype=np.float64)
    extreme = np.nanmin if how == "min" else np.nanmax
    return np.asarray(extreme(values, axis=1), dtype=np.float64)


def _gaps(hours: Floats, max_gap_h: float) -> tuple[tuple[Gap, ...], np.ndarray]:
    steps = np.diff(hours)
    usual = float(np.median(steps[steps > 0.0])) if (steps > 0.0).any() else 0.0
    wide = steps > GAP_OF_USUAL * usual + 1e-9
    known = ~(wide & (steps > max_gap_h + 1e-9))
    found = tuple(
        Gap(float(hours[at]), float(hours[at + 1]), bool(known[at])) for at in np.flatnonzero(wide)
    )
    return found, known
