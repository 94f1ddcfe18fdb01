"""Numbers that change by events, counted as they happen.

A change is two numbers appended to a list; averages are made of whole lists at once. They do not
look at the logs of lots and visits, so each can be held against the other.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from domain.draws import GRID_PER_H
from domain.stream_records import GaugeReading
from domain.times import Floats, Ints
from sim.streams.logs import pour

_LOW_BITS = 20


class Level:
    """The average, variance, area and peak of one number, from its changes in order of time.

    Areas are sums of whole grid cells, so they are exact.
    """

    __slots__ = ("_area", "_at", "_from", "_peak", "_second", "_snapshots", "_to", "_value",
                 "_window")  # fmt: skip

    def __init__(
        self, from_h: float, to_h: float, snapshots_h: Sequence[float], start: int
    ) -> None:
        self._from, self._to = _cell(from_h), _cell(to_h)
        self._at, self._value, self._peak = 0, start, start
        self._area = self._window = 0
        self._second = 0.0
        self._snapshots: dict[int, int | None] = dict.fromkeys(map(_cell, snapshots_h))

    def feed(self, cells: Ints, changes: Ints) -> None:
        """Take in changes at instants (in cells of the grid, ascending)."""
        if not len(cells):
            return
        ends = np.concatenate(([self._at], cells))
        values = self._value + np.concatenate(([0], np.cumsum(changes)))
        spans = np.diff(ends)
        held = values[:-1]
        lasting = held[spans > 0]
        if len(lasting):
            self._peak = max(self._peak, int(lasting.max()))
        self._area += _sum_of_products(held, spans)
        inside = np.diff(np.clip(ends, self._from, self._to))
        self._window += _sum_of_products(held, inside)
        # Not a dot product: that would start threads.
        self._second += float((held.astype(np.float64) ** 2 * inside).sum())
        for cell, found in self._snapshots.items():
            if found is None and cell < ends[-1]:
                self._snapshots[cell] = int(values[np.searchsorted(ends, cell, side="right") - 1])
        self._at, self._value = int(ends[-1]), int(values[-1])

    def read(self, end_h: float) -> GaugeReading:
        """What it comes to when the run ends."""
        at_end = self._value
        end = max(_cell(end_h), self._at, self._to)
        self.feed(np.asarray([end], dtype=np.int64), np.zeros(1, dtype=np.int64))
        span = self._to - self._from
        mean = self._window / span if span else float(at_end)
        variance = max(0.0, self._second / span - mean * mean) if span else 0.0
        return GaugeReading(
            mean, variance, self._area / GRID_PER_H, float(self._peak), float(at_end),
            tuple(float(at_end if v is None else v) for v in self._snapshots.values()),
        )  # fmt: skip


class Gauge:
    """A number; `moves` is the flat list of (hour, by how much), in order of time."""

    __slots__ = ("_level", "moves", "name")

    def __init__(self, name: str, level: Level) -> None:
        self.name = name
        self.moves: list[float] = []
        self._level = level

    def change(self, at_h: float, by: int) -> None:
        """It changes."""
        self.moves += (at_h, by)

    def spill(self) -> None:
        """Work up what is noted, and forget it."""
        cells, changes = _taken(self.moves)
        self._level.feed(cells, changes)

    def readings(self, end_h: float) -> dict[str, GaugeReading]:
        """What it comes to, by name."""
        self.spill()
        return {self.name: self._level.read(end_h)}


class Crowd:
    """Who is at a place: `moves` is the flat list of (hour, parcels that come).

    A lot that goes is noted with its parcels negative. It reads as two numbers, lots and parcels.
    """

    __slots__ = ("_lots", "_parcels", "moves", "name")

    def __init__(self, name: str, lots: Level, parcels: Level) -> None:
        self.name = name
        self.moves: list[float] = []
        self._lots, self._parcels = lots, parcels

    def spill(self) -> None:
        """Work up what is noted, and forget it."""
        cells, changes = _taken(self.moves)
        self._lots.feed(cells, np.sign(changes))
        self._parcels.feed(cells, changes)

    def readings(self, end_h: float) -> dict[str, GaugeReading]:
        """What it comes to, by name."""
        self.spill()
        return {
            self.name: self._lots.read(end_h), f"{self.name}.parcels": self._parcels.read(end_h)
        }  # fmt: skip


def _taken(moves: list[float]) -> tuple[Ints, Ints]:
    noted = array("d")
    pour(moves, noted)
    made: Floats = np.frombuffer(noted, dtype=np.float64).reshape(-1, 2)
    return np.rint(made[:, 0] * GRID_PER_H).astype(np.int64), made[:, 1].astype(np.int64)


def _cell(at_h: float) -> int:
    return round(at_h * GRID_PER_H)


def _sum_of_products(counts: Ints, cells: Ints) -> int:
    """Sum of counts times cells, exactly: in two halves, each far below 2^63."""
    high, low = cells >> _LOW_BITS, cells & ((1 << _LOW_BITS) - 1)
    return (int(np.dot(counts, high)) << _LOW_BITS) + int(np.dot(counts, low))
