"""Intervals of quantiles between replications, free of any distribution.

What one period may bring: nine quarters in ten cost less than this. The replications are
independent, so the order statistics around a quantile hold it with a binomial probability
(Thompson 1936; Hahn and Meeker, Statistical Intervals, section 5.2).

Quantiles of customers within a replication (`..._p90_h`) are another matter. Customers who queue
together are not independent, so pooling them for a binomial interval would claim far too much. Each
replication gives its own quantile, and the t-interval over replications is that of their mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from study.statistics.intervals import CONFIDENCE


@dataclass(frozen=True, slots=True)
class QuantileInterval:
    """A quantile of `n` values. A limit is `None` where so few values set no limit.

    `confidence` is what the two limits together reach, at least what was asked for; an open side
    never misses.
    """

    share: float
    value: float
    low: float | None
    high: float | None
    n: int
    confidence: float


def quantile_interval(
    values: Sequence[float], share: float, confidence: float = CONFIDENCE
) -> QuantileInterval:
    """Interval of the `share` quantile; values that are NaN are left out.

    Each limit misses with a probability of at most half of what is allowed.

    Raises
    ------
    ValueError
        When `share` does not lie between 0 and 1.

    Examples
    --------
    The median of ten values lies between the second and the ninth, with 97.9 %:

    >>> made = quantile_interval([float(i) for i in range(1, 11)], 0.5)
    >>> made.low, made.value, made.high, round(made.confidence, 4)
    (2.0, 5.5, 9.0, 0.9785)
    """
    if not 0.0 < share < 1.0:
        message = f"a quantile lies between 0 and 1, not at {share}"
        raise ValueError(message)
    kept = np.sort([value for value in values if not math.isnan(value)])
    n = len(kept)
    if n == 0:
        return QuantileInterval(share, math.nan, None, None, 0, math.nan)
    tail = (1.0 - confidence) / 2.0
    # The true quantile lies below the i-th smallest with P(B < i), and not below it with
    # P(B >= i), where B is binomial (n, share).
    below = binom.cdf(np.arange(n), n, share)
    above = 1.0 - below
    lows, highs = np.flatnonzero(below <= tail), np.flatnonzero(above <= tail)
    low = high = None
    missed = 0.0
    if len(lows):
        low = float(kept[lows[-1]])
        missed += float(below[lows[-1]])
    if len(highs):
        high = float(kept[highs[0]])
        missed += float(above[highs[0]])
    return QuantileInterval(share, float(np.quantile(kept, share)), low, high, n, 1.0 - missed)
