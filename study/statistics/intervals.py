"""95 % t-intervals over replications, and of paired differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student_t

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Mean of `n` values; the limits are `None` where one value has no spread to show."""

    mean: float
    low: float | None
    high: float | None
    n: int

    @property
    def half_width(self) -> float | None:
        """Half of the interval, or `None`."""
        return None if self.low is None else self.mean - self.low


@dataclass(frozen=True, slots=True)
class Difference:
    """Paired difference b minus a.

    `variance_ratio` is the variance of the difference with independent runs over that with
    common random numbers: how many times fewer replications the pairing needs.
    """

    interval: Interval
    variance_ratio: float | None


def t_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Student's interval of the mean; values that are NaN are left out.

    Examples
    --------
    >>> made = t_interval([1.0, 2.0, 3.0])
    >>> round(made.low, 3), made.mean, round(made.high, 3)
    (-0.484, 2.0, 4.484)
    """
    kept = np.asarray([v for v in values if not math.isnan(v)], dtype=np.float64)
    n = len(kept)
    if n == 0:
        return Interval(math.nan, None, None, 0)
    mean = float(np.mean(kept))
    if n == 1:
        return Interval(mean, None, None, 1)
    half = (
        float(student_t.ppf(0.5 + confidence / 2.0, n - 1))
        * float(np.std(kept, ddof=1))
        / math.sqrt(n)
    )
    return Interval(mean, mean - half, mean + half, n)


def paired(a: Sequence[float], b: Sequence[float]) -> Difference:
    """Difference b minus a of values that belong together, in the same order.

    Raises
    ------
    ValueError
        When the two have different lengths.
    """
    if len(a) != len(b):
        message = f"{len(a)} values of a, but {len(b)} of b: they are not pairs"
        raise ValueError(message)
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if not (math.isnan(x) or math.isnan(y))]
    differences = [y - x for x, y in pairs]
    interval = t_interval(differences)
    if len(pairs) < 2:
        return Difference(interval, None)
    left = np.asarray(pairs, dtype=np.float64)
    together = float(np.var(left[:, 1] - left[:, 0], ddof=1))
    apart = float(np.var(left[:, 0], ddof=1) + np.var(left[:, 1], ddof=1))
    return Difference(interval, apart / together if together > 0.0 else None)
