"""How far wrong a sensible-only model is near the freezing point, and bounds for it.

The one-capacity model has no latent heat. Frozen goods hold their water as ice in the share
x(T) = w (1 - Tf / T) (T, Tf in C below 0; Raoult's law, Heldman and Singh), so warming from T1 to
T2 also melts, and the mean apparent specific heat is cp + L w (-Tf) / (T1 T2). Real frozen cargo
therefore warms (and cools) more slowly than the model says: the model's temperature is an upper
bound for a load that warms without power, and the life it takes away is on the safe side.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Numbers, as_given, at_least, floats
from domain.cold.temperature import KJ_PER_WH

ICE_KJ_PER_KG: Final = 334.0
"""Latent heat of melting ice, kJ/kg (333.55 at 0 C, CRC Handbook)."""


def ice_share(temp_c: ArrayLike, water_share: ArrayLike, freeze_c: ArrayLike) -> Numbers:
    """Ice as a share of the goods' mass: w (1 - Tf / T) below Tf, else 0.

    Examples
    --------
    Beef of 70% water that freezes at -1.7 C, at -18 C:

    >>> round(ice_share(-18.0, 0.7, -1.7), 3)
    0.634
    """
    temp, freeze = floats(temp_c), floats(freeze_c)
    if np.any(freeze >= 0.0):
        message = "freeze_c must be below 0"
        raise ValueError(message)
    frozen = temp < freeze
    share = 1.0 - freeze / np.where(frozen, temp, freeze)
    return as_given(np.where(frozen, floats(water_share) * share, 0.0))


def apparent_cp(
    from_c: ArrayLike,
    to_c: ArrayLike,
    cp_kj_kgk: ArrayLike,
    water_share: ArrayLike,
    freeze_c: ArrayLike,
) -> Numbers:
    """Mean specific heat between two temperatures below freezing, with the ice that melts.

    cp + L w (-Tf) / (T1 T2). Use it for tau to bound how slowly frozen cargo may warm.

    Raises
    ------
    ValueError
        Where a temperature is not below `freeze_c`.

    Examples
    --------
    Frozen beef of 1.9 kJ/(kg K): from -18 to -15 C, and from -10 to -5 C

    >>> [round(float(cp), 2) for cp in apparent_cp([-18.0, -10.0], [-15.0, -5.0], 1.9, 0.7, -1.7)]
    [3.37, 9.85]
    """
    first, last, freeze = floats(from_c), floats(to_c), floats(freeze_c)
    if np.any(freeze >= 0.0) or np.any(np.maximum(first, last) > freeze):
        message = "apparent_cp is for temperatures at or below freeze_c, itself below 0"
        raise ValueError(message)
    melted = ICE_KJ_PER_KG * floats(water_share) * -freeze / (first * last)
    return as_given(floats(cp_kj_kgk) + melted)


def thaw_hold_h(
    ice_kg: ArrayLike, ambient_c: ArrayLike, melt_c: ArrayLike, ua_w_per_k: ArrayLike
) -> Numbers:
    """Hours for which ice holds its melting temperature: m L / (UA (Tamb - Tm)).

    Infinite where the air is not warmer.
    """
    heat_w = at_least("ua_w_per_k", ua_w_per_k, 0.0) * (floats(ambient_c) - floats(melt_c))
    with np.errstate(divide="ignore", invalid="ignore"):
        hours = at_least("ice_kg", ice_kg, 0.0) * ICE_KJ_PER_KG / (KJ_PER_WH * heat_w)
    return as_given(np.where(heat_w > 0.0, hours, np.inf))
