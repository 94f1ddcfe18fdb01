"""The gamma distribution's integral and its inverse, for durations of given mean and spread.

Abramowitz and Stegun 6.5.29 (series) and 6.5.31 (continued fraction); the inverse starts from
Wilson and Hilferty (Proc. Nat. Acad. Sci. 17, 1931, 684) and ends with bracketed Newton steps.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

_EPS: Final = 1e-16
_TINY: Final = 1e-300
_normal_quantile: Final = NormalDist().inv_cdf


def _lower_series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    step = shape
    while abs(term) > abs(total) * _EPS:
        step += 1.0
        term *= x / step
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _upper_fraction(shape: float, x: float) -> float:
    b = x + 1.0 - shape
    c = 1.0 / _TINY
    d = 1.0 / b
    product = d
    for i in range(1, 10_000):
        a = -i * (i - shape)
        b += 2.0
        d = a * d + b
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = b + a / c
        c = c if abs(c) > _TINY else _TINY
        change = d * c
        product *= change
        if abs(change - 1.0) <= 4.0 * _EPS:
            break
    return product * math.exp(shape * math.log(x) - x - math.lgamma(shape))


def gamma_cdf(shape: float, x: float) -> float:
    """Probability that a gamma variable of unit scale is `x` or less.

    Examples
    --------
    >>> round(gamma_cdf(1.0, 1.0), 12) == round(1 - math.exp(-1), 12)
    True
    """
    if x <= 0.0:
        return 0.0
    return _lower_series(shape, x) if x < shape + 1.0 else 1.0 - _upper_fraction(shape, x)


def _miss(shape: float, x: float, u: float) -> float:
    """P(X <= x) - u without losing digits in the upper tail."""
    if x < shape + 1.0:
        return _lower_series(shape, x) - u
    return (1.0 - u) - _upper_fraction(shape, x)


def gamma_quantile(shape: float, u: float) -> float:
    """Value not exceeded with probability `u`, in (0, 1), by a gamma variable of unit scale."""
    if shape > 1.0:
        ninth = 1.0 / (9.0 * shape)
        x = shape * max(1e-3, 1.0 - ninth + _normal_quantile(u) * math.sqrt(ninth)) ** 3
    else:
        # Leading term of the series: P(X <= x) is about x^shape / Gamma(shape + 1).
        start = (math.log(u) + math.lgamma(shape + 1.0)) / shape
        if start < -600.0:
            return math.exp(start)
        x = min(math.exp(start), 1.0 - math.log1p(-u))
    low, high = 0.0, math.inf
    for _ in range(200):
        miss = _miss(shape, x, u)
        if miss > 0.0:
            high = x
        else:
            low = x
        density = math.exp((shape - 1.0) * math.log(x) - x - math.lgamma(shape))
        following = x - miss / density if density > 0.0 else math.inf
        if not low < following < high:
            following = 0.5 * (low + high) if high < math.inf else 2.0 * x
        if abs(following - x) <= 4e-16 * x:
            return following
        x = following
    return x
