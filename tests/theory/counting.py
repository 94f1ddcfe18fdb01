"""Numbers in a queue counted from the log of visits alone, in whole grid cells of 2^-36 h."""

from fractions import Fraction

import numpy as np

GRID = 2.0**36


def cells(hours):
    """Hours as whole numbers of grid cells; an hour off the grid is an error."""
    scaled = np.asarray(hours, dtype=np.float64) * GRID
    whole = np.rint(scaled)
    assert np.array_equal(whole, scaled), "an instant lies off the grid"
    return [int(value) for value in whole]


def ended(hours, end_h):
    """Hours with the end of the run for what has not ended."""
    return np.where(np.isnan(hours), end_h, np.asarray(hours, dtype=np.float64))


def area_h(begins_h, ends_h, from_h, to_h, weights=None):
    """Exact integral over [from, to] of how many of some spells are under way, in hours."""
    low, high = cells([from_h, to_h])
    each = [1] * len(begins_h) if weights is None else weights
    total = 0
    for begin, end, weight in zip(cells(begins_h), cells(ends_h), each, strict=True):
        total += weight * max(0, min(end, high) - max(begin, low))
    return Fraction(total, int(GRID))


def square_area_h(begins_h, ends_h, from_h, to_h):
    """Exact integral over [from, to] of the square of the number under way, in hours."""
    low, high = cells([from_h, to_h])
    moves = [(at, 1) for at in cells(begins_h)] + [(at, -1) for at in cells(ends_h)]
    total, number, since = 0, 0, low
    for at, change in sorted(moves):
        upto = min(max(at, low), high)
        total += number * number * (upto - since)
        since, number = upto, number + change
    total += number * number * (high - since)
    return Fraction(total, int(GRID))


def number_at(begins_h, ends_h, at_h):
    """How many are under way at an instant, after everything that happens then."""
    begins, ends = np.asarray(begins_h), np.asarray(ends_h)
    return int(np.count_nonzero(begins <= at_h) - np.count_nonzero(ends <= at_h))
