"""Outside air by month and hour, and cargo that goes through it cut by day.

The engine's air is `domain.climate.Air`, constant between cuts; here cargo follows it in closed
form. For a single place and hour there is the plain cosine that the two halves of a day stand for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from domain.climate import MONTHS, Air, cut_by_day
from domain.cold.arrays import Numbers, as_given, at_least, floats
from domain.cold.life import LifeModel, LifeUsed, total_life
from domain.cold.temperature import Leg, through_legs

HOTTEST_HOUR = 15.0


class Warming(NamedTuple):
    """What a stay in outside air did: temperature at the end, its range, life used."""

    end_c: float
    lowest_c: float
    highest_c: float
    used: LifeUsed | None


def air_temperature(
    month: ArrayLike,
    hour: ArrayLike,
    month_means_c: Sequence[float],
    amplitudes_c: Sequence[float] | None = None,
) -> Numbers:
    """Air at a month (1-12) and local hour: mean + amplitude cos(2 pi (hour - 15) / 24).

    Parameters
    ----------
    amplitudes_c
        Half of mean daily maximum less minimum, by month; None leaves day and night out.

    Examples
    --------
    Taiyuan in July, 24.4 +/- 5.8 C, at 15 and 3 o'clock:

    >>> means, swings = [0.0] * 6 + [24.4] + [0.0] * 5, [0.0] * 6 + [5.8] + [0.0] * 5
    >>> [round(float(t), 1) for t in air_temperature(7, [15.0, 3.0], means, swings)]
    [30.2, 18.6]
    """
    if len(month_means_c) != MONTHS or (amplitudes_c is not None and len(amplitudes_c) != MONTHS):
        message = "a climate has 12 months"
        raise ValueError(message)
    at = np.asarray(month, dtype=np.int64) - 1
    if np.any((at < 0) | (at >= MONTHS)):
        message = f"a month is 1 to 12, found {month!r}"
        raise ValueError(message)
    mean = floats(month_means_c)[at]
    if amplitudes_c is None:
        return as_given(mean + 0.0 * floats(hour))
    turn = 2.0 * math.pi * (floats(hour) - HOTTEST_HOUR) / 24.0
    return as_given(mean + floats(amplitudes_c)[at] * np.cos(turn))


def wave_damping(tau_h: ArrayLike) -> Numbers:
    """Share of the daily wave of the air that reaches a cargo: 1 / sqrt(1 + (2 pi tau / 24)^2).

    Examples
    --------
    A full 40-ft reefer without power, a parcel, a bare pallet:

    >>> [round(float(share), 3) for share in wave_damping([473.0, 8.6, 8.0])]
    [0.008, 0.406, 0.431]
    """
    turns = 2.0 * math.pi * at_least("tau_h", tau_h, 0.0) / 24.0
    return as_given(1.0 / np.sqrt(1.0 + turns * turns))


def air_legs(
    from_h: float, to_h: float, air: Air, tau_h: float, heat_k: float = 0.0
) -> tuple[Leg, ...]:
    """A stay in outside air as legs of constant air, cut where the air changes.

    Parameters
    ----------
    heat_k
        What the goods' own heat adds to the equilibrium: Q / UA.
    """
    return tuple(
        Leg(end_h - start_h, air_c + heat_k, tau_h)
        for start_h, end_h, air_c in cut_by_day(from_h, to_h, air)
    )


def through_air(
    start_c: float,
    from_h: float,
    to_h: float,
    air: Air,
    tau_h: float,
    *,
    heat_k: float = 0.0,
    life: LifeModel | None = None,
) -> Warming:
    """Cargo without power from one hour to another of a scenario, with the life it loses."""
    legs = air_legs(from_h, to_h, air, tau_h, heat_k)
    temps = through_legs(start_c, legs)
    used = None
    if life is not None:
        used = total_life([
            life.used_on_exponential(temp_c, ends_c, tau, hours)
            for temp_c, (hours, ends_c, tau) in zip(temps[:-1], legs, strict=True)
        ])  # fmt: skip
    return Warming(temps[-1], min(temps), max(temps), used)
