"""Paths of a terminal given to lanes in proportion to what is booked: the rule of thumb.

When the first train of a window is due to be confirmed, the window's paths are shared among the
services by the TEU booked on their departures of the window (largest remainders, then more TEU,
then the name). Each service runs its fullest departures with its paths; the rest does not run, and
neither does anything of the window from then on that was not given a path.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.paths import PoolWindow, paths_there, window_of
from domain.timetable import DepartureKey, Timetable
from optimize.booking import Booking


class PathShares:
    """Who was given a path, window after window."""

    def __init__(self, booking: Booking, timetable: Timetable) -> None:
        self.booking = booking
        self.pools = booking.path_use.pools
        self.given: dict[PoolWindow, set[DepartureKey]] = {}
        self._keys: dict[PoolWindow, list[DepartureKey]] = {}
        for pool in self.pools:
            for service_id in sorted(pool.service_ids):
                for at_h in timetable.departures.get(service_id, ()):
                    window = (pool.pool_id, pool.window(at_h))
                    self._keys.setdefault(window, []).append((service_id, at_h))

    def refused(self, key: DepartureKey) -> bool:
        """Whether the paths of a departure's window are given, and it has none."""
        if not self.pools:
            return False
        window = window_of(self.pools, key)
        return window in self.given and key not in self.given[window]

    def give(self, before_h: float) -> list[DepartureKey]:
        """Share out the windows with a departure before an hour; returns who goes without."""
        without = []
        for window in sorted(self._keys):
            if window in self.given or min(at_h for _, at_h in self._keys[window]) >= before_h:
                continue
            booked = {
                key: teu
                for key in self._keys[window]
                for teu in (self.booking.loaded_teu(key),)
                if teu > 0.0
            }
            self.given[window] = shared_out(booked, paths_there(self.pools, window))
            without += sorted(set(booked) - self.given[window], key=lambda one: (one[1], one[0]))
        return without


def shared_out(booked_teu: Mapping[DepartureKey, float], paths: int) -> set[DepartureKey]:
    """Departures that get a path, by the TEU booked on each.

    A service gets no more paths than it has departures with something aboard; what it leaves is
    shared among the others.

    Examples
    --------
    >>> sorted(shared_out({("A", 1.0): 30, ("A", 2.0): 20, ("B", 1.0): 12, ("C", 3.0): 10}, 2))
    [('A', 1.0), ('A', 2.0)]
    >>> sorted(shared_out({("A", 1.0): 30, ("A", 2.0): 8, ("B", 1.0): 22, ("C", 3.0): 10}, 2))
    [('A', 1.0), ('B', 1.0)]
    """
    trains: dict[str, list[DepartureKey]] = {}
    for key in sorted(booked_teu, key=lambda one: (-booked_teu[one], one)):
        trains.setdefault(key[0], []).append(key)
    given = dict.fromkeys(trains, 0)
    volume = {name: sum(booked_teu[key] for key in own) for name, own in trains.items()}
    paths = min(paths, len(booked_teu))
    total = sum(volume.values())
    for name, own in trains.items():
        given[name] = min(len(own), int(paths * volume[name] / total)) if total else 0
    while sum(given.values()) < paths:
        short = [name for name, own in trains.items() if given[name] < len(own)]
        best = max(
            sorted(short),
            key=lambda name: (paths * volume[name] / total - given[name], volume[name]),
        )
        given[best] += 1
    return {key for name, own in trains.items() for key in own[: given[name]]}
