"""Series in order of time for the warm-up check: hours that arrivals took, numbers present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from study.statistics.warm_up import Truncation, mser5

Floats = NDArray[np.float64]

FINEST = 1000
"""A number in the system is averaged by the hour; where the run is shorter than so many hours, by
this part of it."""


@dataclass(frozen=True, slots=True)
class Series:
    """Mean over `replications` of what was seen; `at_h` says when, in ascending order."""

    name: str
    unit: str
    at_h: Floats
    values: Floats
    replications: int

    @property
    def truncation(self) -> Truncation:
        """What MSER-5 says."""
        return mser5(self.values)

    @property
    def cut_h(self) -> float | None:
        """Hour up to which to leave out; `None` where the series is too short to tell."""
        made = self.truncation
        if not made.found:
            return None
        return 0.0 if made.cut == 0 else float(self.at_h[made.cut])

    def coarse(self, most: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Middle, mean and count of at most `most` stretches of equally many values."""
        pieces = max(1, min(most, len(self.values)))
        edges = np.linspace(0, len(self.values), pieces + 1).astype(np.int64)
        counts = np.diff(edges)
        sums = np.add.reduceat(self.values, edges[:-1])
        hours = np.add.reduceat(self.at_h, edges[:-1])
        return hours / counts, sums / counts, counts


def by_arrival(name: str, came_h: Sequence[Floats], hours: Sequence[Floats]) -> Series | None:
    """Hours that each arrival took, in the order of coming, averaged over replications.

    The i-th value is the mean of the i-th arrivals; the shortest replication sets the length. A
    replication ends before its first arrival that never got through (NaN), because those that did
    after it are the quick ones. `None` where nothing is left.
    """
    kept = []
    for came, took in zip(came_h, hours, strict=True):
        order = np.argsort(came, kind="stable")
        unfinished = np.flatnonzero(np.isnan(took[order]))
        order = order[: unfinished[0]] if len(unfinished) else order
        kept.append((came[order], took[order]))
    length = min((len(came) for came, _ in kept), default=0)
    if length == 0:
        return None
    return Series(
        name,
        "h",
        np.mean([came[:length] for came, _ in kept], axis=0),
        np.mean([took[:length] for _, took in kept], axis=0),
        len(kept),
    )


def number_present(
    name: str, from_h: Sequence[Floats], until_h: Sequence[Floats], end_h: float
) -> Series | None:
    """How many are there, averaged by the hour (see `FINEST`) and over replications.

    Parameters
    ----------
    from_h, until_h
        Per replication, when each came and went; NaN: not yet gone.
    end_h
        The series ends here. `None` is returned where that leaves no time.
    """
    if not from_h or end_h <= 0.0:
        return None
    edges = np.linspace(0.0, end_h, max(FINEST, int(np.ceil(end_h))) + 1)
    found = [
        np.diff(_passed(came, edges) - _passed(gone[~np.isnan(gone)], edges)) / np.diff(edges)
        for came, gone in zip(from_h, until_h, strict=True)
    ]
    return Series(name, "1", (edges[:-1] + edges[1:]) / 2.0, np.mean(found, axis=0), len(found))


def _passed(instants: Floats, until_h: Floats) -> Floats:
    """Sum over instants of the time that has passed since, at each hour."""
    ordered = np.sort(instants)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    before = np.searchsorted(ordered, until_h, side="left")
    made: Floats = before * until_h - sums[before]
    return made
