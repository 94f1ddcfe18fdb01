"""Mean kinetic temperature: the one temperature that would have aged the goods as much.

`Tk = (dH / R) / -ln(mean over time of exp(-dH / (R T)))`, Haynes (1971), USP <1079.2>: dH 83.144
kJ/mol and R 8.3144 J/(mol K), so that dH / R is 10,000 K. All data are used, excursions too.
Windows: 30 days at controlled room temperature (MKT at most 25 C), 24 hours at controlled cold
(at most 8 C). What the chapter says is taken from public summaries, not from its text.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import ZERO_C_IN_K, Floats, Numbers, as_given, at_least, floats, kelvin
from domain.cold.integrate import along_lines
from domain.cold.profile import Profile

USP_HEAT_KJ_MOL: Final = 83.144
USP_GAS_CONSTANT_KJ: Final = 8.3144e-3
CRT_WINDOW_H: Final = 30.0 * 24.0
CCT_WINDOW_H: Final = 24.0
CRT_MOST_C: Final = 25.0
CCT_MOST_C: Final = 8.0
_BASE_K: Final = 293.15


class Window(NamedTuple):
    """The warmest stretch of a record by its MKT.

    `whole` says that the record is shorter than the window, so that all of it was taken.
    """

    mkt_c: float
    start_h: float
    end_h: float
    whole: bool


def mean_kinetic_temperature(
    temps_c: ArrayLike, hours: ArrayLike | None = None, heat_kj_mol: float = USP_HEAT_KJ_MOL
) -> Numbers:
    """MKT of readings that each stand for a time, over the last axis.

    Parameters
    ----------
    temps_c
        (..., n), degrees C.
    hours
        Weight of each reading; left out, all weigh the same, as in the examples of USP.

    Raises
    ------
    ValueError
        Without readings, or where all weights are 0.

    Examples
    --------
    >>> round(mean_kinetic_temperature([20.0, 30.0]), 3)
    26.26
    """
    temps = floats(temps_c)
    if temps.size == 0:
        message = "a mean kinetic temperature needs readings"
        raise ValueError(message)
    if temps.ndim == 0:
        temps = temps.reshape(1)
    weights = np.ones(temps.shape) if hours is None else at_least("hours", hours, 0.0)
    weights = np.broadcast_to(weights, temps.shape)
    total = weights.sum(axis=-1)
    at_least("sum of hours", total, 0.0, open_end=True)
    return _of_mean((weights * _rate(temps, heat_kj_mol)).sum(axis=-1) / total, heat_kj_mol)


def profile_mkt(profile: Profile, heat_kj_mol: float = USP_HEAT_KJ_MOL) -> Numbers:
    """MKT over the known hours of a profile, weighted by time; of its readings where none is."""
    if profile.known_h == 0.0:
        return mean_kinetic_temperature(profile.temps_c, None, heat_kj_mol)
    total = floats(profile.integral(lambda temp: _rate(temp, heat_kj_mol)))
    return _of_mean(total / profile.known_h, heat_kj_mol)


def worst_window(
    profile: Profile, window_h: float = CRT_WINDOW_H, heat_kj_mol: float = USP_HEAT_KJ_MOL
) -> Window:
    """The stretch of a length with the highest MKT, of a profile of one row.

    Every stretch that begins or ends at a reading is tried: exact for steps; between readings on
    straight lines a stretch may be warmer by what one piece can add. Unknown hours count for
    nothing; stretches with less than half of their hours known are passed over where others are.
    """
    at_least("window_h", window_h, 0.0, open_end=True)
    times = profile.times_h
    first, last = float(times[0]), float(times[-1])
    if last - first <= window_h or profile.known_h == 0.0:
        return Window(float(profile_mkt(profile, heat_kj_mol)), first, last, whole=True)
    starts = np.concatenate([times, times - window_h])
    starts = np.unique(np.clip(starts, first, last - window_h))
    ends = starts + window_h
    both = _to(profile, np.stack([starts, ends]), heat_kj_mol)
    known = _known_to(profile, np.stack([starts, ends]))
    aged, known_h = both[1] - both[0], known[1] - known[0]
    least_h = 0.5 * window_h if np.any(known_h >= 0.5 * window_h) else 0.0
    mean = np.where(known_h > least_h - 1e-9, aged / np.maximum(known_h, 1e-12), -np.inf)
    best = int(np.argmax(mean))
    return Window(
        float(_of_mean(mean[best], heat_kj_mol)),
        float(starts[best]),
        float(ends[best]),
        whole=False,
    )


def _rate(temp_c: Floats, heat_kj_mol: float) -> Floats:
    """Arrhenius rate relative to 20 C, so that nothing underflows."""
    return np.exp(heat_kj_mol / USP_GAS_CONSTANT_KJ * (1.0 / _BASE_K - 1.0 / kelvin(temp_c)))


def _of_mean(rate: ArrayLike, heat_kj_mol: float) -> Numbers:
    """The temperature whose rate this is."""
    inverse = 1.0 / _BASE_K - np.log(floats(rate)) * USP_GAS_CONSTANT_KJ / heat_kj_mol
    return as_given(1.0 / inverse - ZERO_C_IN_K)


def _to(profile: Profile, at_h: Floats, heat_kj_mol: float) -> Floats:
    """Integral of the rate from the first reading to some times within the record."""
    pieces = profile.pieces(lambda temp: _rate(temp, heat_kj_mol))
    sums = np.concatenate([[0.0], np.cumsum(pieces)])
    at = np.clip(np.searchsorted(profile.times_h, at_h, side="right") - 1, 0, len(pieces) - 1)
    begun = profile.times_h[at]
    span = profile.hours[at]
    into = np.where(span > 0.0, (at_h - begun) / np.where(span > 0.0, span, 1.0), 0.0)
    from_c = profile.from_c[at]
    until_c = from_c + into * (profile.to_c[at] - from_c)
    part = along_lines(lambda temp: _rate(temp, heat_kj_mol), from_c, until_c, at_h - begun)
    return np.asarray(sums[at] + part * profile.known[at], dtype=np.float64)


def _known_to(profile: Profile, at_h: Floats) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(profile.hours * profile.known)])
    return np.asarray(np.interp(at_h, profile.times_h, sums), dtype=np.float64)
