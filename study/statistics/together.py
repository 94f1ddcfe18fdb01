"""Several intervals read at once: what they promise together (Bonferroni)."""

from __future__ import annotations

from scipy.stats import t as student_t

from study.statistics.intervals import CONFIDENCE, Interval


def joint_confidence(count: int, confidence: float = CONFIDENCE) -> float:
    """At least so likely do `count` intervals all cover, however they depend on each other.

    Examples
    --------
    >>> round(joint_confidence(8), 2)
    0.6
    """
    return max(0.0, 1.0 - count * (1.0 - confidence))


def widening(count: int, n: int, confidence: float = CONFIDENCE) -> float:
    """Factor on the half-widths that lets `count` t-intervals of `n` values cover together.

    Raises
    ------
    ValueError
        For fewer than one interval or two values.

    Examples
    --------
    >>> round(widening(8, 20), 2)
    1.47
    """
    if count < 1 or n < 2:
        message = f"{count} intervals of {n} values cannot be widened"
        raise ValueError(message)
    tail = (1.0 - confidence) / 2.0
    return float(student_t.ppf(1.0 - tail / count, n - 1) / student_t.ppf(1.0 - tail, n - 1))


def clear_of_zero(made: Interval, factor: float = 1.0) -> bool:
    """Whether an interval, its half-width times `factor`, leaves zero outside."""
    half = made.half_width
    return half is not None and abs(made.mean) > half * factor
