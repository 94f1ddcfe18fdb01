"""When there are enough replications: the replications algorithm, with its look ahead.

Hoad, Robinson and Davies, "Automated selection of the number of replications for a discrete-event
simulation", JORS 61(11) (2010) 1632-1644. Replications are added until the half-width of the
interval is a small enough share of the mean, and stays so over a look ahead of `LOOK_AHEAD` more.

Known bias: a rule that stops when the data look quiet stops a little too often when they happen to
be quiet, so the interval at the stop covers somewhat less than 95 %. The look ahead and `FIRST` are
there to lessen it; `tests/study/statistics/test_enough.py` measures what is left.

sim-tools 1.3 has the algorithm too (`ReplicationsAlgorithm`), but asks the model for one
replication at a time, takes a figure of negative mean for one that is narrow at once, and needs
plotly and scikit-learn, 19 MB of wheels, for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student_t

from study.statistics.intervals import CONFIDENCE

FIRST = 10
"""No stop before so many. The paper begins with 3."""
LOOK_AHEAD = 5
"""kLimit of the paper: replications over which the figures must stay narrow."""
_LONG = 100


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure whose mean is to be known well enough.

    Attributes
    ----------
    share
        Half-width wanted, as a share of the mean of `base`.
    values
        One per replication, in order; NaN where a replication has none.
    base
        As long: of a figure itself the same values, of a difference those of its first side.
    """

    name: str
    share: float
    values: Sequence[float]
    base: Sequence[float]


def look_ahead(n: int) -> int:
    """How many more replications are looked at after `n`: f(kLimit, n) of the paper.

    Examples
    --------
    >>> look_ahead(10), look_ahead(100), look_ahead(250)
    (5, 5, 12)
    """
    return LOOK_AHEAD if n <= _LONG else LOOK_AHEAD * n // _LONG


def half_width_shares(watched: Watched, confidence: float = CONFIDENCE) -> NDArray[np.float64]:
    """Half-width over the mean of the base, after each replication.

    Returns
    -------
    Shape (n,): infinite for fewer than two values, and where the mean is zero but the half-width is
    not.
    """
    count, _, squares = _running(watched.values)
    _, base, _ = _running(watched.base)
    shares = np.full(len(count), math.inf)
    many = count >= 2
    n = count[many]
    half = student_t.ppf(0.5 + confidence / 2.0, n - 1) * np.sqrt(squares[many] / (n - 1) / n)
    against = np.abs(base[many])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares[many] = np.where(half == 0.0, 0.0, half / against)
    return shares


def enough_at(watched: Sequence[Watched], first: int = FIRST) -> int | None:
    """The least number of replications, `first` or more, at which all figures are narrow and stay
    so over the look ahead; `None` where more replications are needed to tell.
    """
    if not watched:
        message = "no figure is watched"
        raise ValueError(message)
    narrow = np.logical_and.reduce([half_width_shares(one) <= one.share for one in watched])
    made = len(narrow)
    for n in range(first, made + 1):
        last = n + look_ahead(n)
        if last > made:
            return None
        if narrow[n - 1 : last].all():
            return n
    return None


def narrow_at_end(watched: Watched) -> bool:
    """Whether a figure was narrow over a look ahead at the end of what was made."""
    made = len(watched.values)
    n = next((n for n in range(made, 0, -1) if n + look_ahead(n) <= made), None)
    return n is not None and bool((half_width_shares(watched)[n - 1 :] <= watched.share).all())


def next_count(watched: Sequence[Watched], most: int) -> int:
    """How many replications to have made before asking again.

    As many as the spread so far calls for, but at least a look ahead more, and not more than twice
    as many; it depends on the figures alone, so any number of workers makes the same.
    """
    made = len(watched[0].values)
    wanted = 0.0
    for one in watched:
        share = float(half_width_shares(one)[-1])
        # The half-width falls with the square root of the number.
        wanted = max(wanted, made * (share / one.share) ** 2)
    ahead = made + LOOK_AHEAD
    aim = 2 * made if math.isinf(wanted) else min(2 * made, math.ceil(wanted) + LOOK_AHEAD)
    return min(most, max(ahead, aim))


def _running(
    values: Sequence[float],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Count, mean and sum of squared deviations of what was seen, after each value."""
    given = np.asarray(values, dtype=np.float64)
    seen = ~np.isnan(given)
    count = np.cumsum(seen).astype(np.float64)
    # Deviations from the first value seen: of a figure that never changes they are exactly zero.
    origin = given[seen][0] if seen.any() else 0.0
    shifted = np.where(seen, given - origin, 0.0)
    total, squared = np.cumsum(shifted), np.cumsum(shifted**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = origin + total / count
        squares = np.maximum(squared - total**2 / count, 0.0)
    return count, mean, squares
