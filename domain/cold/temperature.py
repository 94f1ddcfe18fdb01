"""Temperature of a cargo between two events: one heat capacity behind one wall.

`T(t) = Teq + (T0 - Teq) exp(-t / tau)`, the solution of m cp dT/dt = UA (Tamb - T) + Q while air,
set point and heat are constant (Incropera et al., Fundamentals of Heat and Mass Transfer, 5.1-5.3,
lumped capacitance). Powered: Teq is the set point and tau that of the cargo towards the air of the
unit. Unpowered: Teq = Tamb + Q / UA and tau = m cp / UA of the whole load.

Temperatures are degrees C, times hours, heat in W, UA in W/K, specific heat in kJ/(kg K). Scalars
give floats, arrays give arrays by numpy's broadcasting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Numbers, as_given, at_least, floats
from domain.cold.integrate import closed_gap, crossing_h

KJ_PER_WH = 3.6


class Leg(NamedTuple):
    """Hours of constant surroundings."""

    hours: float
    equilibrium_c: float
    tau_h: float


def temperature_at(
    start_c: ArrayLike, equilibrium_c: ArrayLike, tau_h: ArrayLike, hours: ArrayLike
) -> Numbers:
    """Temperature after some hours: T(t) = Teq + (T0 - Teq) exp(-t / tau).

    Parameters
    ----------
    tau_h
        0: at equilibrium at once; infinite: no heat passes.

    Raises
    ------
    ValueError
        For negative hours or time constants.

    Examples
    --------
    A load at 4 C in air of 30 C with a time constant of 20 h, after 6 h:

    >>> round(temperature_at(4.0, 30.0, 20.0, 6.0), 4)
    10.7387
    """
    start, equilibrium = floats(start_c), floats(equilibrium_c)
    tau, span = at_least("tau_h", tau_h, 0.0), at_least("hours", hours, 0.0)
    return as_given(equilibrium + (start - equilibrium) * closed_gap(span, tau))


def powered(
    start_c: ArrayLike, setpoint_c: ArrayLike, tau_h: ArrayLike, hours: ArrayLike
) -> Numbers:
    """Temperature in a running unit: to the set point with the time constant of the cargo.

    Warm fruit loaded at 25 C into a reefer at 5 C (63 h, cold-chain.md A.3) after a day and a
    week; a reefer holds, it does not cool:

    Examples
    --------
    >>> [round(float(t), 1) for t in powered(25.0, 5.0, 63.0, [24.0, 168.0])]
    [18.7, 6.4]
    """
    return temperature_at(start_c, setpoint_c, tau_h, hours)


def unpowered(
    start_c: ArrayLike,
    ambient_c: ArrayLike,
    hours: ArrayLike,
    *,
    tau_h: ArrayLike | None = None,
    mass_kg: ArrayLike | None = None,
    cp_kj_kgk: ArrayLike | None = None,
    ua_w_per_k: ArrayLike | None = None,
    tare_kj_per_k: ArrayLike = 0.0,
    heat_w: ArrayLike = 0.0,
) -> Numbers:
    """Temperature behind walls alone: to the air, warmed by the heat that the goods give off.

    Parameters
    ----------
    tau_h
        Time constant; left out, it is that of the whole load (`mass_kg`, `cp_kj_kgk`,
        `tare_kj_per_k`) behind `ua_w_per_k`.
    heat_w
        Of the whole load; needs `ua_w_per_k`.

    Raises
    ------
    ValueError
        Where neither a time constant nor a load is given, or heat without walls.

    Examples
    --------
    25 t frozen at -18 C in a 40-ft reefer of 44 W/K, unplugged at 30 C for 20 h:

    >>> round(unpowered(-18.0, 30.0, 20.0, mass_kg=25_000, cp_kj_kgk=1.9, ua_w_per_k=44.0), 1)
    -14.9
    """
    if tau_h is None:
        if mass_kg is None or cp_kj_kgk is None or ua_w_per_k is None:
            message = "unpowered needs tau_h, or mass_kg, cp_kj_kgk and ua_w_per_k"
            raise ValueError(message)
        tau_h = time_constant_h(mass_kg, cp_kj_kgk, ua_w_per_k, tare_kj_per_k)
    end_c = ambient_c
    if np.any(floats(heat_w) != 0.0):
        if ua_w_per_k is None:
            message = "heat_w needs ua_w_per_k"
            raise ValueError(message)
        end_c = equilibrium_c(ambient_c, heat_w, ua_w_per_k)
    return temperature_at(start_c, end_c, tau_h, hours)


def equilibrium_c(
    ambient_c: ArrayLike, heat_w: ArrayLike = 0.0, ua_w_per_k: ArrayLike = 1.0
) -> Numbers:
    """Temperature reached behind walls in constant air: Tamb + Q / UA.

    Raises
    ------
    ValueError
        For UA of 0 or less.

    Examples
    --------
    >>> equilibrium_c(30.0, 354.0, 44.25)
    38.0
    """
    walls = at_least("ua_w_per_k", ua_w_per_k, 0.0, open_end=True)
    return as_given(floats(ambient_c) + floats(heat_w) / walls)


def time_constant_h(
    mass_kg: ArrayLike,
    cp_kj_kgk: ArrayLike,
    ua_w_per_k: ArrayLike,
    tare_kj_per_k: ArrayLike = 0.0,
) -> Numbers:
    """Time constant of a whole load: (m cp + tare) / UA, in hours; infinite behind a perfect wall.

    Raises
    ------
    ValueError
        For a negative UA, or a load without heat capacity.

    Examples
    --------
    20 t of fruit in a 40-ft reefer of 44.3 W/K:

    >>> round(time_constant_h(20_000, 3.77, 44.3))
    473
    """
    capacity = floats(mass_kg) * floats(cp_kj_kgk) + floats(tare_kj_per_k)
    at_least("heat capacity (kJ/K)", capacity, 0.0, open_end=True)
    walls = at_least("ua_w_per_k", ua_w_per_k, 0.0)
    with np.errstate(divide="ignore"):
        return as_given(capacity / (KJ_PER_WH * walls))


def hours_to_reach(
    start_c: ArrayLike, target_c: ArrayLike, equilibrium_c: ArrayLike, tau_h: ArrayLike
) -> Numbers:
    """Hours until a temperature is reached: tau ln((T0 - Teq) / (T - Teq)).

    0 where the cargo begins there; infinite where it never gets there (the target lies behind
    the start, at the equilibrium or beyond it).

    Examples
    --------
    Seven eighths of a pull-down take three half-lives (the 7/8 cooling time of precoolers):

    >>> round(hours_to_reach(25.0, 7.5, 5.0, 10.0) / (10.0 * 0.6931471805599453), 6)
    3.0
    """
    start, target = floats(start_c), floats(target_c)
    hours = crossing_h(start, floats(equilibrium_c), at_least("tau_h", tau_h, 0.0), target)
    return as_given(np.where(start == target, 0.0, hours))


def half_cooling_time_h(tau_h: ArrayLike) -> Numbers:
    """Hours in which half of a gap closes: tau ln 2; seven eighths take three of them."""
    return as_given(at_least("tau_h", tau_h, 0.0) * np.log(2.0))


def tau_from_half_cooling(half_h: ArrayLike) -> Numbers:
    """Time constant of a half-cooling time: t / ln 2.

    Examples
    --------
    Forced air that takes 8 h for seven eighths:

    >>> round(tau_from_half_cooling(8.0 / 3.0), 3)
    3.847
    """
    return as_given(at_least("half_h", half_h, 0.0) / np.log(2.0))


def tau_from_readings(
    start_c: ArrayLike, end_c: ArrayLike, equilibrium_c: ArrayLike, hours: ArrayLike
) -> Numbers:
    """Time constant of a measured warming or pull-down: t / ln((T0 - Teq) / (T1 - Teq)).

    Raises
    ------
    ValueError
        Where the readings do not go towards the equilibrium.

    Examples
    --------
    A reefer that warms from -18 C to -15 C in 19 h at 30 C:

    >>> round(tau_from_readings(-18.0, -15.0, 30.0, 19.0))
    294
    """
    ends = floats(equilibrium_c)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (floats(start_c) - ends) / (floats(end_c) - ends)
    if not np.all(ratio > 1.0):
        message = (
            f"the readings {start_c!r} and {end_c!r} C do not approach an equilibrium of "
            f"{equilibrium_c!r} C"
        )
        raise ValueError(message)
    return as_given(at_least("hours", hours, 0.0) / np.log(ratio))


def mean_temperature(
    start_c: ArrayLike, equilibrium_c: ArrayLike, tau_h: ArrayLike, hours: ArrayLike
) -> Numbers:
    """Mean over the hours: Teq + (T0 - Teq) (1 - exp(-h)) / h, with h = t / tau."""
    start, ends = floats(start_c), floats(equilibrium_c)
    tau, span = at_least("tau_h", tau_h, 0.0), at_least("hours", hours, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = span / tau
        share = -np.expm1(-steps) / steps
    share = np.where((span == 0.0) | np.isinf(tau), 1.0, np.where(tau == 0.0, 0.0, share))
    share = np.where((steps < 1e-8) & (span > 0.0), 1.0 - 0.5 * np.nan_to_num(steps), share)
    return as_given(ends + (start - ends) * share)


def hours_above(
    start_c: ArrayLike,
    equilibrium_c: ArrayLike,
    tau_h: ArrayLike,
    hours: ArrayLike,
    limit_c: ArrayLike,
) -> Numbers:
    """Hours above a limit along the exponential, in closed form."""
    start, ends, limit = floats(start_c), floats(equilibrium_c), floats(limit_c)
    tau, span = at_least("tau_h", tau_h, 0.0), at_least("hours", hours, 0.0)
    crossed = np.minimum(crossing_h(start, ends, tau, limit), span)
    begins = np.where((start == limit) & (ends <= limit), 0.0, span - crossed)
    return as_given(np.where(start > limit, crossed, begins))


def hours_below(
    start_c: ArrayLike,
    equilibrium_c: ArrayLike,
    tau_h: ArrayLike,
    hours: ArrayLike,
    limit_c: ArrayLike,
) -> Numbers:
    """Hours below a limit along the exponential, in closed form."""
    return hours_above(
        -floats(start_c), -floats(equilibrium_c), tau_h, hours, -floats(limit_c)
    )  # fmt: skip


def through_legs(start_c: float, legs: Iterable[tuple[float, float, float]]) -> tuple[float, ...]:
    """Temperatures at the start and at the end of each leg (hours, equilibrium, tau).

    Examples
    --------
    Two halves are the whole:

    >>> through_legs(4.0, [(3.0, 30.0, 20.0), (3.0, 30.0, 20.0)])[-1] == temperature_at(
    ...     4, 30, 20, 6
    ... )
    True
    """
    temps = [float(start_c)]
    for hours, ends_c, tau in legs:
        temps.append(float(temperature_at(temps[-1], ends_c, tau, hours)))
    return tuple(temps)
