"""Readings of a logger as a path of temperature: straight pieces or steps, with hours unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from domain.cold.arrays import Floats, Numbers, as_given, floats
from domain.cold.integrate import Rate, along_lines

Kind = Literal["linear", "step"]


@dataclass(frozen=True, slots=True)
class Profile:
    """Temperatures at times, and what lies between them.

    Attributes
    ----------
    times_h
        (n,), not falling; two readings at one time are a jump.
    temps_c
        (..., n): one row per lot, or (n,).
    kind
        `linear`: straight from one reading to the next. `step`: each holds until the next, so the
        last one has no duration.
    known
        (n - 1,): False for a gap that counts for nothing.
    """

    times_h: Floats
    temps_c: Floats
    kind: Kind
    known: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        times_h: ArrayLike,
        temps_c: ArrayLike,
        kind: Kind = "linear",
        known: ArrayLike | None = None,
    ) -> Self:
        """A profile of readings.

        Raises
        ------
        ValueError
            For fewer than two readings, times that fall, shapes that differ, what is no number.
        """
        times, temps = floats(times_h), floats(temps_c)
        if times.ndim != 1 or times.size < 2 or temps.ndim < 1 or temps.shape[-1] != times.size:
            message = (
                f"a profile needs two readings or more, and a temperature for each time; found "
                f"times of shape {times.shape} and temperatures of shape {temps.shape}"
            )
            raise ValueError(message)
        if not np.all(np.isfinite(times)) or not np.all(np.isfinite(temps)):
            message = "times and temperatures must be numbers"
            raise ValueError(message)
        if np.any(np.diff(times) < 0.0):
            at = int(np.argmax(np.diff(times) < 0.0))
            message = f"times must not fall: {times[at]:g} h is followed by {times[at + 1]:g} h"
            raise ValueError(message)
        if kind not in {"linear", "step"}:
            message = f'a profile is "linear" or "step", not "{kind}"'
            raise ValueError(message)
        seen = np.ones(times.size - 1, bool) if known is None else np.asarray(known, bool)
        if seen.shape != (times.size - 1,):
            message = f"known must have {times.size - 1} elements, found {seen.shape}"
            raise ValueError(message)
        return cls(times, temps, kind, seen)

    @property
    def hours(self) -> Floats:
        """Length of each piece, (n - 1,)."""
        return np.diff(self.times_h)

    @property
    def from_c(self) -> Floats:
        """Temperature at the beginning of each piece."""
        return self.temps_c[..., :-1]

    @property
    def to_c(self) -> Floats:
        """Temperature at the end of each piece."""
        return self.temps_c[..., 1:] if self.kind == "linear" else self.temps_c[..., :-1]

    @property
    def known_h(self) -> float:
        """Hours that count."""
        return float(self.hours[self.known].sum())

    @property
    def unknown_h(self) -> float:
        """Hours of gaps that count for nothing."""
        return float(self.hours[~self.known].sum())

    @property
    def lowest_c(self) -> Numbers:
        """Lowest reading."""
        return as_given(self.temps_c.min(axis=-1))

    @property
    def highest_c(self) -> Numbers:
        """Highest reading."""
        return as_given(self.temps_c.max(axis=-1))

    @property
    def mean_c(self) -> Numbers:
        """Mean over the known hours, weighted by time; of the readings where no hour is known."""
        known_h = self.known_h
        if known_h == 0.0:
            return as_given(self.temps_c.mean(axis=-1))
        middle = 0.5 * (self.from_c + self.to_c)
        return as_given((middle * self.hours * self.known).sum(axis=-1) / known_h)

    def pieces(self, rate: Rate, kinks_c: Sequence[float] = ()) -> Floats:
        """Integral of a rate per hour over each piece, (..., n - 1); 0 where it is not known."""
        return along_lines(rate, self.from_c, self.to_c, self.hours, kinks_c) * self.known

    def integral(self, rate: Rate, kinks_c: Sequence[float] = ()) -> Numbers:
        """Integral of a rate per hour over the known hours."""
        return as_given(self.pieces(rate, kinks_c).sum(axis=-1))

    def temperature_c(self, at_h: ArrayLike) -> Numbers:
        """Temperature at times, of a single row; the ends hold beyond the record."""
        times = floats(at_h)
        if self.kind == "linear":
            return as_given(np.interp(times, self.times_h, self.temps_c))
        at = np.clip(np.searchsorted(self.times_h, times, side="right") - 1, 0, None)
        return as_given(self.temps_c[at])
