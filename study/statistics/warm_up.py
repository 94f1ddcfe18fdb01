"""MSER-5: how much of the beginning of a series to leave out.

White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69(6)
(1997) 323-334; as automated by Hoad, Robinson and Davies, JORS 61(9) (2010) 1389-1399. No library
that we found has it: sim-tools 1.3 does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCH = 5
"""Values averaged into one before looking: the 5 of MSER-5."""
LEFT_OUT_AT_END = 5
"""Cuts before the last so many batches are not considered: few values that happen to lie close to
each other would win there (Hoad et al. 2010, section 3)."""
FEWEST_BATCHES = 20
"""Below it the series says nothing."""


@dataclass(frozen=True, slots=True)
class Truncation:
    """Where to cut a series.

    Attributes
    ----------
    cut
        Number of values at the beginning to leave out.
    count
        Number of values looked at.
    found
        `False` where the cut lies in the second half, or the series is shorter than
        `FEWEST_BATCHES` batches: it is too short to show its steady state.
    """

    cut: int
    count: int
    found: bool


def mser5(series: Sequence[float] | NDArray[np.float64]) -> Truncation:
    """The cut that minimises the marginal standard error of the mean of what is left.

    Notes
    -----
    For batch means z_1 .. z_m and a cut after d of them: MSER(d) is the sum of the squared
    deviations of z_(d+1) .. z_m from their mean, over (m - d)^2. The smallest d wins a tie.

    Examples
    --------
    Twenty-five values climb to a level that a wave then leaves no more:

    >>> climb = [float(i) for i in range(25)]
    >>> level = [25.0 + (-1.0) ** i for i in range(200)]
    >>> mser5(climb + level)
    Truncation(cut=25, count=225, found=True)
    """
    values = np.asarray(series, dtype=np.float64)
    if not np.isfinite(values).all():
        message = "a series to cut holds finite numbers only"
        raise ValueError(message)
    batches = len(values) // BATCH
    if batches < FEWEST_BATCHES:
        return Truncation(0, len(values), False)
    means = values[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    left = np.arange(batches, 0, -1, dtype=np.float64)
    statistic = _squares_from(means) / left**2
    best = int(np.argmin(statistic[: batches - LEFT_OUT_AT_END]))
    return Truncation(best * BATCH, len(values), 2 * best <= batches)


def _squares_from(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of squared deviations from their mean of what lies from each place to the end.

    Welford's update from the end: exactly zero where nothing changes any more.
    """
    found = np.zeros(len(means))
    mean = squares = 0.0
    for seen, place in enumerate(range(len(means) - 1, -1, -1), start=1):
        value = float(means[place])
        before = mean
        mean += (value - mean) / seen
        squares += (value - before) * (value - mean)
        found[place] = squares
    return found
