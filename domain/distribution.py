"""Distributions of durations and sizes, by mean and standard deviation, drawn by inversion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Final, Literal, Self, cast, get_args

from domain.gamma import gamma_quantile

Kind = Literal[
    "deterministic", "lognormal", "exponential", "gamma", "uniform", "triangular", "observed"
]
OBSERVED: Final = "observed"
KINDS: Final[tuple[str, ...]] = tuple(kind for kind in get_args(Kind) if kind != OBSERVED)
"""Kinds that a mean and a standard deviation describe."""

# Wichura's algorithm AS 241 (Applied Statistics 37, 1988, 477-484), in C in CPython: about 16
# digits.
_normal_quantile: Final = NormalDist().inv_cdf


@dataclass(frozen=True, slots=True)
class Distribution:
    """Distribution of a quantity that is never negative.

    Attributes
    ----------
    mean, sd
        Mean and standard deviation, in the unit of the quantity.
    p1, p2
        Lowest and highest value, for `uniform` and `triangular` only; its mode is 3 mean - p1 - p2.
    values
        Of `observed`, the empirical distribution: each of them is equally likely.

    Raises
    ------
    ValueError
        When no such distribution exists; says which number is wrong.
    """

    kind: Kind
    mean: float
    sd: float = 0.0
    p1: float | None = None
    p2: float | None = None
    values: tuple[float, ...] = ()
    _a: float = field(init=False, repr=False, compare=False, default=0.0)
    _b: float = field(init=False, repr=False, compare=False, default=0.0)

    def __post_init__(self) -> None:
        """Check the numbers and keep the two parameters that `quantile` needs."""
        if self.kind not in (*KINDS, OBSERVED):
            message = f"distribution {self.kind!r} is not one of {', '.join((*KINDS, OBSERVED))}"
            raise ValueError(message)
        if not (
            math.isfinite(self.mean)
            and math.isfinite(self.sd)
            and self.mean >= 0.0
            and self.sd >= 0.0
        ):
            message = f"mean {self.mean} and sd {self.sd} must be 0 or more"
            raise ValueError(message)
        a, b = self._parameters()
        object.__setattr__(self, "_a", a)
        object.__setattr__(self, "_b", b)

    def _parameters(self) -> tuple[float, float]:
        mean, sd = self.mean, self.sd
        if bool(self.values) != (self.kind == OBSERVED):
            message = f"{self.kind} with {len(self.values)} observed values"
            raise ValueError(message)
        if self.kind == OBSERVED:
            if not (min(self.values) >= 0.0 and math.isfinite(max(self.values))):
                message = "observed values must be finite and 0 or more"
                raise ValueError(message)
            return 0.0, 0.0
        if self.kind in {"uniform", "triangular"}:
            if self.p1 is None or self.p2 is None or not 0.0 <= self.p1 <= self.p2:
                message = f"{self.kind} needs 0 <= p1 <= p2, found p1={self.p1}, p2={self.p2}"
                raise ValueError(message)
            return self.p1, self.p2
        if self.p1 is not None or self.p2 is not None:
            message = f"{self.kind} takes no p1 or p2, found p1={self.p1}, p2={self.p2}"
            raise ValueError(message)
        if self.kind == "deterministic":
            if sd != 0.0:
                message = f"a deterministic quantity has sd 0, found {sd}"
                raise ValueError(message)
            return mean, 0.0
        if mean <= 0.0 or sd <= 0.0:
            message = f"{self.kind} needs mean and sd above 0, found {mean} and {sd}"
            raise ValueError(message)
        if self.kind == "lognormal":
            # Moments: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2.
            sigma2 = math.log1p((sd / mean) ** 2)
            return math.log(mean) - 0.5 * sigma2, math.sqrt(sigma2)
        if self.kind == "gamma":
            return (mean / sd) ** 2, sd * sd / mean
        if not math.isclose(sd, mean):
            message = f"an exponential has sd equal to its mean {mean}, found {sd}"
            raise ValueError(message)
        return mean, 0.0

    @property
    def nominal(self) -> float:
        """What a nominal run uses: the mean."""
        return self.mean

    @classmethod
    def fixed(cls, value: float) -> Self:
        """Return a quantity without spread."""
        return cls("deterministic", value)

    @classmethod
    def exponential(cls, mean: float) -> Self:
        """Return an exponential, or the fixed 0 when the mean is 0."""
        return cls("exponential", mean, mean) if mean > 0.0 else cls.fixed(mean)

    @classmethod
    def uniform(cls, low: float, high: float) -> Self:
        """Uniform between two values."""
        return cls("uniform", 0.5 * (low + high), (high - low) / math.sqrt(12.0), low, high)

    @classmethod
    def triangular(cls, low: float, mode: float, high: float) -> Self:
        """Triangular between `low` and `high` with its peak at `mode`."""
        if not low <= mode <= high:
            message = f"a triangular has low <= mode <= high, found {low}, {mode}, {high}"
            raise ValueError(message)
        variance = (
            low * low + mode * mode + high * high - low * mode - low * high - mode * high
        ) / 18.0
        return cls(
            "triangular", (low + mode + high) / 3.0, math.sqrt(max(0.0, variance)), low, high
        )

    @classmethod
    def observed(cls, values: Sequence[float]) -> Self:
        """Each of some values is equally likely; sd is that of the values, divisor n.

        Examples
        --------
        >>> late = Distribution.observed([0.0, 0.0, 3.0])
        >>> late.mean, late.quantile(0.5), late.quantile(0.7)
        (1.0, 0.0, 3.0)
        """
        mean = math.fsum(values) / max(1, len(values))
        sd = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / max(1, len(values)))
        return cls(OBSERVED, mean, sd, values=tuple(sorted(values)))

    @classmethod
    def from_mean_sd(cls, kind: str, mean: float, sd: float | None = None) -> Self:
        """Distribution of a kind by its first two moments.

        Parameters
        ----------
        sd
            0 or None gives a fixed quantity, except for `exponential`, where None stands for the
            mean.

        Notes
        -----
        Uniform and triangular are the symmetric ones: mean -/+ sqrt(3) sd and mean -/+ sqrt(6) sd.
        """
        if kind == "exponential":
            return cls.exponential(mean) if sd is None else cls("exponential", mean, sd)
        if kind not in KINDS:
            message = f"distribution {kind!r} is not one of {', '.join(KINDS)}"
            raise ValueError(message)
        spread = 0.0 if sd is None else sd
        if spread == 0.0:
            return cls.fixed(mean)
        if kind in {"uniform", "triangular"}:
            half = math.sqrt(3.0 if kind == "uniform" else 6.0) * spread
            return cls(cast("Kind", kind), mean, spread, mean - half, mean + half)
        return cls(cast("Kind", kind), mean, spread)

    def quantile(self, u: float) -> float:
        """Value that is not exceeded with probability `u`, for `u` in (0, 1)."""
        kind = self.kind
        if kind == "lognormal":
            return math.exp(self._a + self._b * _normal_quantile(u))
        if kind == "deterministic":
            return self._a
        if kind == "exponential":
            return -self._a * math.log1p(-u)
        if kind == "gamma":
            return self._b * gamma_quantile(self._a, u)
        if kind == "uniform":
            return self._a + (self._b - self._a) * u
        if kind == OBSERVED:
            return self.values[int(u * len(self.values))]
        return self._triangular_quantile(u)

    def _triangular_quantile(self, u: float) -> float:
        low, high = self._a, self._b
        width = high - low
        if width == 0.0:
            return low
        rise = min(width, max(0.0, 3.0 * self.mean - 2.0 * low - high))
        if u * width <= rise:
            return low + math.sqrt(u * width * rise)
        return high - math.sqrt((1.0 - u) * width * (width - rise))
