"""Which departures hold a path of a pool, and whether a journey would need one too many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from domain.paths import PoolWindow, paths_there, window_of
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.lane import TimedJourney

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt


class PathUse:
    """Paths taken so far: by departures that carry something, and by those that are confirmed.

    `strict` is off for who books first and gives the paths afterwards (`optimize.path_shares`).
    """

    def __init__(self, scenario: Scenario) -> None:
        self.pools = scenario.path_pools
        self._timetable = scenario.timetable
        self.strict = True
        self.confirmed: set[DepartureKey] = set()
        self._in_use: dict[PoolWindow, set[DepartureKey]] = {}
        self._windows: dict[DepartureKey, PoolWindow | None] = {}

    def window(self, key: DepartureKey) -> PoolWindow | None:
        """The pool and window of a departure; `None` where it needs no path of a pool."""
        if key not in self._windows:
            self._windows[key] = window_of(self.pools, key)
        return self._windows[key]

    def holders(self, window: PoolWindow) -> set[DepartureKey]:
        """Departures that hold a path of a window."""
        sure = {key for key in self.confirmed if self.window(key) == window}
        return sure | self._in_use.get(window, set())

    def left(self, window: PoolWindow) -> int:
        """Paths of a window that nobody holds."""
        return paths_there(self.pools, window) - len(self.holders(window))

    def open_to(self, timed: TimedJourney) -> bool:
        """Whether every train of a journey holds a path or may still get one."""
        if not self.pools or not self.strict:
            return True
        needed: dict[PoolWindow, int] = {}
        for key in set(timed.paths):
            window = self.window(key)
            if window is not None and key not in self.holders(window):
                needed[window] = needed.get(window, 0) + 1
        return all(self.left(window) >= count for window, count in needed.items())

    def due(self, from_h: float, to_h: float) -> frozenset[PoolWindow]:
        """Windows of which a departure is scheduled in [from_h, to_h)."""
        return frozenset(
            (pool.pool_id, pool.window(at_h))
            for pool in self.pools
            for service_id in pool.service_ids
            for at_h in self._timetable.after(service_id, from_h)
            if at_h < to_h
        )

    def note(self, keys: Iterable[DepartureKey], *, used: bool) -> None:
        """Some departures begin to carry something, or no longer do."""
        for key in keys:
            window = self.window(key) if self.pools else None
            if window is None:
                continue
            if used:
                self._in_use.setdefault(window, set()).add(key)
            else:
                self._in_use.get(window, set()).discard(key)


def limit_paths(
    model: mathopt.Model, use: PathUse, runs: Mapping[DepartureKey, mathopt.Variable]
) -> None:
    """No more trains than a pool has paths; trains outside the model keep theirs."""
    windows: dict[PoolWindow, list[DepartureKey]] = {}
    for key in sorted(runs):
        window = use.window(key) if use.pools else None
        if window is not None:
            windows.setdefault(window, []).append(key)
    for window, keys in windows.items():
        kept = len(use.holders(window).difference(keys))
        there = max(0, paths_there(use.pools, window) - kept)
        row = model.add_linear_constraint(ub=float(there))
        for key in keys:
            row.set_coefficient(runs[key], 1.0)
