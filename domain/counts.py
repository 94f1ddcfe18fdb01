"""Whole numbers drawn by inversion: how many of a day's buyers come, how many of them send back.

Small means are summed exactly; large ones use the normal quantile with the first skewness term of
Cornish and Fisher, which is within one of the exact quantile (tests/domain/test_counts.py).
"""

from __future__ import annotations

from math import exp, floor, log1p, sqrt
from statistics import NormalDist

EXACT_BELOW = 60.0
_normal = NormalDist()


def poisson_count(mean: float, u: float) -> int:
    """Quantile of a Poisson number.

    Examples
    --------
    >>> poisson_count(0.0, 0.5), poisson_count(2.0, 0.5), poisson_count(10_000.0, 0.5)
    (0, 2, 10000)
    """
    if mean <= 0.0:
        return 0
    if mean >= EXACT_BELOW:
        z = _normal.inv_cdf(u)
        return max(0, floor(mean + z * sqrt(mean) + (z * z - 1.0) / 6.0 + 0.5))
    number, chance = 0, exp(-mean)
    upto = chance
    while upto < u and number < 1000:
        number += 1
        chance *= mean / number
        upto += chance
    return number


def binomial_count(number: int, share: float, u: float) -> int:
    """Quantile of how many of `number` do what a share does.

    Examples
    --------
    >>> binomial_count(10, 0.0, 0.9), binomial_count(10, 1.0, 0.1), binomial_count(10, 0.5, 0.5)
    (0, 10, 5)
    """
    if number <= 0 or share <= 0.0:
        return 0
    if share >= 1.0:
        return number
    if share > 0.5:
        return number - binomial_count(number, 1.0 - share, 1.0 - u)
    mean = number * share
    if mean >= EXACT_BELOW:
        z, spread = _normal.inv_cdf(u), sqrt(mean * (1.0 - share))
        skew = (1.0 - 2.0 * share) * (z * z - 1.0) / 6.0
        return min(number, max(0, floor(mean + z * spread + skew + 0.5)))
    found, chance = 0, exp(number * log1p(-share))
    upto, odds = chance, share / (1.0 - share)
    while upto < u and found < number:
        chance *= (number - found) / (found + 1) * odds
        found += 1
        upto += chance
    return found


def part_of(total: int, number: int, first: int, upto: int) -> int:
    """How many of `total`, spread evenly over `number`, fall on places first..upto-1.

    Examples
    --------
    >>> [part_of(3, 10, first, first + 5) for first in (0, 5)]
    [2, 1]
    """
    return floor(total * upto / number + 0.5) - floor(total * first / number + 0.5)
