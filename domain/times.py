"""Hours, or counts, of successive causes: drawn, resampled from observations, or listed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from domain.distribution import Distribution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Times:
    """What the i-th cause takes: exactly one of three sources.

    Attributes
    ----------
    distribution
        Drawn by inversion.
    observed
        Drawn from observed values, each equally likely (the empirical distribution).
    listed
        The i-th cause takes the i-th value (a trace); there is nothing beyond the last.
    """

    distribution: Distribution | None = None
    observed: tuple[float, ...] = ()
    listed: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Exactly one source, of finite numbers that are not negative."""
        given = (self.distribution is not None) + bool(self.observed) + bool(self.listed)
        if given != 1:
            message = f"times have one source, found {given}"
            raise ValueError(message)
        for value in (*self.observed, *self.listed):
            if not (math.isfinite(value) and value >= 0.0):
                message = f"{value} is no length of time: it must be finite and not negative"
                raise ValueError(message)

    @classmethod
    def fixed(cls, value: float) -> Self:
        """Always the same."""
        return cls(Distribution.fixed(value))

    @classmethod
    def exponential(cls, mean: float) -> Self:
        """Without memory."""
        return cls(Distribution.exponential(mean))

    @property
    def mean(self) -> float:
        """Expected value; of a list, its average."""
        if self.distribution is not None:
            return self.distribution.nominal
        values = self.observed or self.listed
        return math.fsum(values) / len(values)

    @property
    def count(self) -> int | None:
        """How many causes there are at most; `None`: no end."""
        return len(self.listed) or None

    def values(self, u: Floats, first: int) -> Floats:
        """Values of the causes first, first + 1, ... for their uniform draws.

        Parameters
        ----------
        u
            Shape (n,), in the open interval (0, 1).
        first
            Number of the first cause, from 0.

        Returns
        -------
        Shape (n,); shorter where a list ends before.
        """
        if self.listed:
            return np.asarray(self.listed[first : first + len(u)], dtype=np.float64)
        if self.observed:
            pool = np.asarray(self.observed, dtype=np.float64)
            return pool[(u * len(pool)).astype(np.int64)]
        assert self.distribution is not None
        return _quantiles(self.distribution, u)


def _quantiles(distribution: Distribution, u: Floats) -> Floats:
    """Inverse distribution of an array, equal to `Distribution.quantile` up to rounding."""
    kind, mean, sd = distribution.kind, distribution.mean, distribution.sd
    if kind == "deterministic":
        return np.full(len(u), mean)
    if kind == "exponential":
        return -mean * np.log1p(-u)
    if kind == "uniform":
        assert distribution.p1 is not None
        assert distribution.p2 is not None
        return distribution.p1 + u * (distribution.p2 - distribution.p1)
    if kind == "lognormal" and sd > 0.0:
        var = math.log1p((sd / mean) ** 2)
        made: Floats = np.exp(math.log(mean) - var / 2.0 + math.sqrt(var) * ndtri(u))
        return made
    if kind == "gamma" and sd > 0.0:
        return np.asarray(gammaincinv((mean / sd) ** 2, u), dtype=np.float64) * (sd * sd / mean)
    return np.asarray([distribution.quantile(float(one)) for one in u], dtype=np.float64)
