"""Train paths of a terminal that several services share: so many in a week or a month.

A departure of a `path` service that belongs to a pool runs only if it is given one of the pool's
paths of the window in which it leaves. Which departures get one is a decision of the plan
(`Plan.runs`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.timetable import DepartureKey

PoolWindow = tuple[str, int]
"""A pool, and the number of one of its windows."""


@dataclass(frozen=True, slots=True)
class PathPool:
    """Paths that some services share: `paths` in each window [begins_h[i], begins_h[i + 1]).

    What leaves before the first window belongs to window 0, and counts there. `more` gives single
    windows more paths (fewer, where negative).
    """

    pool_id: str
    service_ids: frozenset[str]
    paths: int
    begins_h: tuple[float, ...]
    more: Mapping[int, int] | None = None

    def window(self, at_h: float) -> int:
        """Number of the window in which a departure leaves."""
        return max(0, bisect_right(self.begins_h, at_h) - 1)

    def there(self, window: int) -> int:
        """Paths of a window."""
        return max(0, self.paths + (self.more or {}).get(window, 0))


def window_of(pools: Sequence[PathPool], key: DepartureKey) -> PoolWindow | None:
    """The pool and window whose path a departure needs; `None` where it needs none."""
    for pool in pools:
        if key[0] in pool.service_ids:
            return pool.pool_id, pool.window(key[1])
    return None


def paths_there(pools: Sequence[PathPool], window: PoolWindow) -> int:
    """Paths of a pool's window."""
    return {pool.pool_id: pool for pool in pools}[window[0]].there(window[1])


def runs_by_window(
    pools: Sequence[PathPool], runs: Iterable[DepartureKey]
) -> dict[PoolWindow, list[DepartureKey]]:
    """Departures that need a path, by pool and window."""
    found: dict[PoolWindow, list[DepartureKey]] = {}
    for key in sorted(runs):
        window = window_of(pools, key)
        if window is not None:
            found.setdefault(window, []).append(key)
    return found


def could_run(pools: Sequence[PathPool], runs: Collection[DepartureKey], key: DepartureKey) -> bool:
    """Whether a departure runs, or could with the paths that are left beside those that run."""
    window = window_of(pools, key)
    if key in runs or window is None:
        return True
    return len(runs_by_window(pools, runs).get(window, ())) < paths_there(pools, window)


def too_many_paths(pools: Sequence[PathPool], runs: Iterable[DepartureKey]) -> Iterable[str]:
    """Pools that give more paths than they have, in words."""
    for window, keys in sorted(runs_by_window(pools, runs).items()):
        there = paths_there(pools, window)
        if len(keys) > there:
            named = ", ".join(f"{service}@{at_h:.2f}" for service, at_h in keys)
            yield (
                f"pool {window[0]}, window {window[1] + 1}: {len(keys)} paths given, {there} there "
                f"({named})"
            )
