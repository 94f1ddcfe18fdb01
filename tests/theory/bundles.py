"""Waits until a box closes, by theory; lots come as a Poisson stream, times in hours."""

import numpy as np
from scipy.integrate import quad
from scipy.stats import poisson


def wait_for_size(per_h, lots):
    """Mean wait of a lot where a box closes with its n-th lot: (n - 1) / (2 lambda).

    >>> round(wait_for_size(37.5, 20), 10)
    0.2533333333
    """
    return (lots - 1) / (2.0 * per_h)


def wait_for_size_or_age(per_h, lots, after_h):
    """Mean wait where a box closes with its n-th lot, or so long after its first.

    By renewal reward over boxes: the lots inside, integrated while the box is open, over the mean
    number that it closes with. With N(t) Poisson:
    int_0^tau sum_(j < n-1) (1 + j) P(N(t) = j) dt / (1 + E min(N(tau), n - 1)).

    >>> round(wait_for_size_or_age(37.5, 20, 0.4), 10)
    0.2047249183
    """
    inside = np.arange(lots - 1)

    def open_lots(t):
        return float((1.0 + inside) @ poisson.pmf(inside, per_h * t))

    area = quad(open_lots, 0.0, after_h, epsabs=1e-13, epsrel=1e-12, limit=200)[0]
    return area / box_size(per_h, lots, after_h)


def box_size(per_h, lots, after_h):
    """Mean number of lots that a box closes with, by size or age.

    >>> round(box_size(1.0, 2, np.log(2.0)), 10)
    1.5
    """
    return 1.0 + sum(float(poisson.sf(j, per_h * after_h)) for j in range(lots - 1))


def open_h(per_h, lots, after_h):
    """Mean hours that a box is open: int_0^tau P(N(t) < n - 1) dt."""
    return quad(lambda t: float(poisson.cdf(lots - 2, per_h * t)), 0.0, after_h)[0]


def aged_share(per_h, lots, after_h):
    """Share of boxes that close by age: fewer than n - 1 came in time.

    >>> round(aged_share(1.0, 2, 1.0), 6)
    0.367879
    """
    return float(poisson.cdf(lots - 2, per_h * after_h))
