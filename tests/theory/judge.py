"""How a measured figure is judged against theory.

The mean over independent replications has a Student interval. Its level is chosen so that all
figures judged in one run of the tests together raise a false alarm with a chance of at most
`FAMILY` (Bonferroni 1936). A figure also fails where its interval is so wide that it could not show
an error: the half-width must be below a stated share of the theoretical value.
"""

import math
from dataclasses import dataclass

from study.statistics.intervals import t_interval

FAMILY = 0.01
"""Chance that a right engine fails any of the figures, were the seed drawn anew."""
FIGURES = 160
"""No more figures than these are judged in a run of the tests; a test counts them."""
LEVEL = 1.0 - FAMILY / FIGURES
WIDEST = 0.05
"""Half-width over theory that still has power, unless a case says otherwise."""


@dataclass(frozen=True)
class Verdict:
    """One figure: theory, measured mean, interval at `LEVEL` and at 95 %, number of runs."""

    theory: float
    mean: float
    low: float
    high: float
    low95: float
    high95: float
    runs: int
    widest: float = WIDEST

    @property
    def inside(self):
        """Whether theory lies in the interval, up to rounding in the last digits."""
        slack = 1e-9 * abs(self.theory)
        return self.low - slack <= self.theory <= self.high + slack

    @property
    def sharp(self):
        """Whether the interval is narrow enough to have shown an error."""
        return self.high - self.mean <= self.widest * abs(self.theory)

    @property
    def off(self):
        """Distance from theory in half-widths of the interval."""
        return abs(self.mean - self.theory) / max(self.high - self.mean, 1e-300)

    @property
    def passed(self):
        return self.inside and self.sharp

    @property
    def says(self):
        half = self.high - self.mean
        return (
            f"theory {self.theory:.6g}, measured {self.mean:.6g} -/+ {half:.3g}"
            f" ({self.runs} runs): "
            + ("ok" if self.passed else "too wide" if self.inside else "OUTSIDE")
        )


def verdict(values, theory, widest=WIDEST):
    """Judge the values of independent replications."""
    values = [float(value) for value in values]
    assert len(values) >= 10, "too few replications for an interval to cover as it says"
    assert all(math.isfinite(value) for value in values), values
    wide, usual = t_interval(values, LEVEL), t_interval(values)
    return Verdict(
        theory, wide.mean, wide.low, wide.high, usual.low, usual.high, len(values), widest
    )
