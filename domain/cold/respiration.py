"""Heat that living produce gives off, by temperature, and where it drives a load without power."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Numbers, as_given, at_least, floats
from domain.cold.temperature import KJ_PER_WH

W_PER_T_PER_ML: Final = 122.0 * 4184.0 / 86_400.0
"""W/t per ml CO2/(kg h): 122 kcal/(t d), the factor of UC Davis produce facts; 5.908."""
W_PER_T_PER_MG: Final = 10.7 / 3.6
"""W/t per mg CO2/(kg h): 10.7 J/mg of burnt glucose (USDA Handbook 66); 2.972."""
_STEP_K: Final = 0.05
_MOST_STEPS: Final = 100_000
_MOST_C: Final = 100.0


def respiration_w_per_t(
    temp_c: ArrayLike, ref_c: ArrayLike, w_per_t_at_ref: ArrayLike, resp_q10: ArrayLike
) -> Numbers:
    """Heat of respiration per tonne: q(T) = q_ref resp_q10 ^ ((T - Tref) / 10).

    Examples
    --------
    Oranges of 17.7 W/t at 5 C and Q10 2.79, at 15 C:

    >>> round(respiration_w_per_t(15.0, 5.0, 17.7, 2.79), 1)
    49.4
    """
    base = at_least("resp_q10", resp_q10, 0.0, open_end=True)
    warmer = base ** ((floats(temp_c) - floats(ref_c)) / 10.0)
    return as_given(floats(w_per_t_at_ref) * warmer)


def heat_from_co2(
    *, ml_per_kg_h: ArrayLike | None = None, mg_per_kg_h: ArrayLike | None = None
) -> Numbers:
    """Heat in W/t of a rate of respiration, measured by its CO2.

    Examples
    --------
    >>> round(heat_from_co2(ml_per_kg_h=3.0), 1), round(heat_from_co2(mg_per_kg_h=6.0), 1)
    (17.7, 17.8)
    """
    if (ml_per_kg_h is None) == (mg_per_kg_h is None):
        message = "heat_from_co2 wants ml_per_kg_h or mg_per_kg_h"
        raise ValueError(message)
    if ml_per_kg_h is not None:
        return as_given(W_PER_T_PER_ML * floats(ml_per_kg_h))
    assert mg_per_kg_h is not None
    return as_given(W_PER_T_PER_MG * floats(mg_per_kg_h))


def respiring_temperature(
    start_c: ArrayLike,
    ambient_c: ArrayLike,
    hours: float,
    *,
    mass_kg: ArrayLike,
    cp_kj_kgk: ArrayLike,
    ua_w_per_k: ArrayLike,
    resp_w_per_t: ArrayLike,
    resp_ref_c: ArrayLike,
    resp_q10: ArrayLike,
) -> Numbers:
    """Temperature without power where the heat of respiration follows the cargo.

    m cp dT/dt = UA (Tamb - T) + m q(T), which has no closed form: exponential steps with the heat
    straightened at the temperature of each, short enough that none moves the cargo by more than
    0.05 K (second order; 1e-4 K against adaptive integration). Fruit that makes more heat than its
    walls let out goes on warming: there is no equilibrium, and the model, not the fruit, is what
    then goes on.

    Raises
    ------
    ValueError
        For negative hours, or a cargo that runs away beyond 100 C.
    """
    temp = floats(start_c) + 0.0 * floats(ambient_c)
    capacity = floats(mass_kg) * floats(cp_kj_kgk) / KJ_PER_WH
    walls = at_least("ua_w_per_k", ua_w_per_k, 0.0)
    steep = np.log(at_least("resp_q10", resp_q10, 0.0, open_end=True)) / 10.0
    left_h = float(at_least("hours", hours, 0.0))
    for _ in range(_MOST_STEPS):
        if left_h <= 0.0:
            return as_given(temp)
        if np.any(temp > _MOST_C):
            break
        heat = (
            floats(mass_kg)
            / 1000.0
            * floats(respiration_w_per_t(temp, resp_ref_c, resp_w_per_t, resp_q10))
        )
        drift = (walls * (floats(ambient_c) - temp) + heat) / capacity
        slope = (steep * heat - walls) / capacity
        fastest = float(np.max(np.abs(drift)))
        step_h = min(left_h, _STEP_K / fastest if fastest > 0.0 else left_h)
        grown = np.where(np.abs(slope) * step_h < 1e-12, 1.0, slope) * step_h
        share = np.where(np.abs(slope) * step_h < 1e-12, 1.0, np.expm1(grown) / grown)
        temp = temp + drift * step_h * share
        left_h -= step_h
    warmest = float(np.max(temp))
    message = f"the heat of respiration runs away: {warmest:.0f} C, {left_h:g} h before the end"
    raise ValueError(message)


def equilibrium_with_heat(
    ambient_c: float,
    setpoint_c: float,
    *,
    mass_kg: float,
    ua_w_per_k: float,
    resp_w_per_t: float,
    resp_ref_c: float,
    resp_q10: float,
) -> float:
    """Equilibrium with the heat of respiration taken at the set point, as the engine takes it."""
    heat_w = (
        mass_kg
        / 1000.0
        * float(respiration_w_per_t(setpoint_c, resp_ref_c, resp_w_per_t, resp_q10))
    )
    return ambient_c + heat_w / float(at_least("ua_w_per_k", ua_w_per_k, 0.0, open_end=True))
