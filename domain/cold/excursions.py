"""Time outside limits, as intervals that can be shown to somebody, and hours below a temperature.

An excursion begins and ends where the path crosses the limit, not at the next reading. Reaching a
limit is no excursion: it has to be passed by more than 1e-6 K. Chilling injury and freezing are no
kinetics: hours below each are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from domain.cold.engine import LIMIT_TOLERANCE_C
from domain.cold.integrate import crossing_h
from domain.cold.profile import Profile
from domain.cold.temperature import mean_temperature, temperature_at


@dataclass(frozen=True, slots=True)
class Excursion:
    """A stretch above (`high`) or below (`low`) a limit.

    Attributes
    ----------
    start_h, end_h
        Where the path crosses the limit.
    extreme_c
        Highest temperature of a `high`, lowest of a `low`.
    degree_hours
        Integral of the distance from the limit.
    open_start, open_end
        It had begun when the record (or a gap in it) let go, or lasts beyond it.
    """

    kind: Literal["high", "low"]
    limit_c: float
    start_h: float
    end_h: float
    extreme_c: float
    degree_hours: float
    open_start: bool = False
    open_end: bool = False

    @property
    def hours(self) -> float:
        """Time beyond the limit."""
        return self.end_h - self.start_h


def excursions(
    profile: Profile, low_c: float | None = None, high_c: float | None = None
) -> tuple[Excursion, ...]:
    """All excursions of a profile of one row, in order of time.

    Examples
    --------
    From 4 C to 12 C and back in 4 h, above 8 C for half of them:

    >>> found = excursions(Profile.of([0.0, 2.0, 4.0], [4.0, 12.0, 4.0]), high_c=8.0)
    >>> [(e.start_h, e.end_h, e.extreme_c, e.degree_hours) for e in found]
    [(1.0, 3.0, 12.0, 4.0)]
    """
    found: list[Excursion] = []
    if high_c is not None:
        found += _beyond(profile, high_c, 1.0)
    if low_c is not None:
        found += _beyond(profile, low_c, -1.0)
    return tuple(sorted(found, key=lambda one: (one.start_h, one.kind)))


def hours_below_c(profile: Profile, limit_c: float) -> float:
    """Known hours below a temperature: chilling or freezing."""
    return sum(found.hours for found in _beyond(profile, limit_c, -1.0))


def hours_above_c(profile: Profile, limit_c: float) -> float:
    """Known hours above a temperature."""
    return sum(found.hours for found in _beyond(profile, limit_c, 1.0))


def excursions_on_legs(
    start_c: float,
    legs: Iterable[tuple[float, float, float]],
    low_c: float | None = None,
    high_c: float | None = None,
    start_h: float = 0.0,
) -> tuple[Excursion, ...]:
    """All excursions along exponential legs (hours, equilibrium_c, tau_h), in closed form."""
    found: list[Excursion] = []
    walked = [tuple(leg) for leg in legs]
    if high_c is not None:
        found += _on_legs(start_c, walked, high_c, 1.0, start_h)
    if low_c is not None:
        found += _on_legs(start_c, walked, low_c, -1.0, start_h)
    return tuple(sorted(found, key=lambda one: (one.start_h, one.kind)))


def _beyond(profile: Profile, limit_c: float, sign: float) -> list[Excursion]:
    """Excursions above a limit of the profile, or below it of the profile turned over."""
    if profile.temps_c.ndim != 1:
        message = "excursions are of one record: give a profile of one row"
        raise ValueError(message)
    begin, stop = sign * (profile.from_c - limit_c), sign * (profile.to_c - limit_c)
    out_from, out_to = begin > LIMIT_TOLERANCE_C, stop > LIMIT_TOLERANCE_C
    at = np.flatnonzero((out_from | out_to) & profile.known)
    if at.size == 0:
        return []
    from_k, to_k, hours, started = begin[at], stop[at], profile.hours[at], profile.times_h[at]
    out_from, out_to = out_from[at], out_to[at]
    change = np.where(from_k == to_k, 1.0, from_k - to_k)
    crossed_h = started + hours * np.clip(from_k / change, 0.0, 1.0)
    from_h = np.where(out_from, started, crossed_h)
    to_h = np.where(out_to, profile.times_h[at + 1], crossed_h)
    area = (to_h - from_h) * 0.5 * (np.maximum(from_k, 0.0) + np.maximum(to_k, 0.0))
    peak = np.maximum(from_k, to_k)
    firsts = np.flatnonzero(np.concatenate([[True], ~_goes_on(at, out_from, out_to)]))
    lasts = np.concatenate([firsts[1:] - 1, [at.size - 1]])
    areas = np.add.reduceat(area, firsts)
    peaks = np.maximum.reduceat(peak, firsts)
    known, last_piece = profile.known, len(profile.known) - 1
    return [
        Excursion(
            "high" if sign > 0.0 else "low", limit_c, float(from_h[a]), float(to_h[b]),
            limit_c + sign * float(peaks[n]), float(areas[n]),
            open_start=bool(out_from[a] and (at[a] == 0 or not known[at[a] - 1])),
            open_end=bool(out_to[b] and (at[b] == last_piece or not known[at[b] + 1])),
        )
        for n, (a, b) in enumerate(zip(firsts, lasts, strict=True))
    ]  # fmt: skip


def _goes_on(
    at: NDArray[np.intp], out_from: NDArray[np.bool_], out_to: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether each piece beyond the limit but the first belongs to the one before."""
    joined: NDArray[np.bool_] = (np.diff(at) == 1) & out_to[:-1] & out_from[1:]
    return joined


def _on_legs(
    start_c: float, legs: list[tuple[float, ...]], limit_c: float, sign: float, start_h: float
) -> list[Excursion]:
    found: list[Excursion] = []
    running: list[float] | None = None  # start, extreme, degree-hours, open
    at_h, temp_c, first = start_h, start_c, True
    for hours, ends_c, tau in legs:
        end_c = float(temperature_at(temp_c, ends_c, tau, hours))
        beyond = sign * (temp_c - limit_c) > LIMIT_TOLERANCE_C
        still = sign * (end_c - limit_c) > LIMIT_TOLERANCE_C
        cut = float(crossing_h(temp_c, ends_c, tau, limit_c))
        cut = min(cut, hours)
        if beyond or still:
            from_h, to_h = (0.0 if beyond else cut), (hours if still else cut)
            from_c = temp_c if beyond else limit_c
            above_k = sign * (float(mean_temperature(from_c, ends_c, tau, to_h - from_h)) - limit_c)
            if running is None:
                running = [at_h + from_h, temp_c if beyond else end_c, 0.0, float(first and beyond)]
            extreme = max if sign > 0.0 else min
            running[1] = extreme(running[1], temp_c, end_c)
            running[2] += above_k * (to_h - from_h)
            if not still:
                found.append(_made(running, at_h + to_h, limit_c, sign, open_end=False))
                running = None
        at_h, temp_c, first = at_h + hours, end_c, False
    if running is not None:
        found.append(_made(running, at_h, limit_c, sign, open_end=True))
    return found


def _made(
    running: list[float], end_h: float, limit_c: float, sign: float, *, open_end: bool
) -> Excursion:
    start_h, extreme_c, area, begun = running
    return Excursion(
        "high" if sign > 0.0 else "low", limit_c, start_h, end_h, extreme_c, area,
        open_start=bool(begun), open_end=open_end,
    )  # fmt: skip
