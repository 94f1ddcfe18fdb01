"""How fast quality is lost at a temperature, relative to a reference; conversions between models.

Rates are 1 at the reference temperature; shelf life is the life at reference over the rate.
Labuza, Shelf-life Dating of Foods (1982); Taoukis, Labuza and Saguy, Kinetics of food
deterioration and shelf-life prediction (1997); Ratkowsky et al., J. Bacteriol. 149:1 (1982) and
154:1222 (1983). Scalars give floats, arrays give arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import GAS_CONSTANT_KJ, Numbers, as_given, at_least, floats, kelvin

RATKOWSKY_C_PER_K = 0.3
"""Steepness of the fall towards the highest temperature, where none is given (assumed; fits to
bacteria by Ratkowsky et al. 1983 lie between about 0.1 and 0.6 per K)."""

Bands = Sequence[tuple[float, float, float]]


def q10_rate(temp_c: ArrayLike, ref_c: ArrayLike, q10: ArrayLike) -> Numbers:
    """Rate by Q10: q10 ^ ((T - Tref) / 10).

    Examples
    --------
    >>> q10_rate(15.0, 5.0, 2.5)
    2.5
    """
    base = at_least("q10", q10, 0.0, open_end=True)
    return as_given(base ** ((floats(temp_c) - floats(ref_c)) / 10.0))


def arrhenius_rate(temp_c: ArrayLike, ref_c: ArrayLike, ea_kj_mol: ArrayLike) -> Numbers:
    """Rate by Arrhenius: exp(Ea / R (1 / Tref - 1 / T)), temperatures in K."""
    energy = at_least("ea_kj_mol", ea_kj_mol, 0.0)
    gap = 1.0 / kelvin(ref_c) - 1.0 / kelvin(temp_c)
    return as_given(np.exp(energy / GAS_CONSTANT_KJ * gap))


def exponential_rate(temp_c: ArrayLike, ref_c: ArrayLike, k_per_k: ArrayLike) -> Numbers:
    """Rate by a straight line in its logarithm: exp(k (T - Tref)); Q10 = exp(10 k)."""
    return as_given(np.exp(floats(k_per_k) * (floats(temp_c) - floats(ref_c))))


def sqrt_rate(
    temp_c: ArrayLike,
    ref_c: ArrayLike,
    t_min_c: ArrayLike,
    t_max_c: ArrayLike | None = None,
    c_per_k: ArrayLike = RATKOWSKY_C_PER_K,
) -> Numbers:
    """Rate by Ratkowsky's square root: ((T - Tmin) / (Tref - Tmin))^2, 0 below Tmin.

    With `t_max_c` the root is b (T - Tmin) (1 - exp(c (T - Tmax))), 0 above Tmax (1983).

    Examples
    --------
    >>> sqrt_rate(5.0, 0.0, -10.0)
    2.25
    """
    lowest, ref, temp = floats(t_min_c), floats(ref_c), floats(temp_c)
    at_least("ref_c less t_min_c", ref - lowest, 0.0, open_end=True)
    root = np.maximum(temp - lowest, 0.0) / (ref - lowest)
    if t_max_c is not None:
        highest, steep = floats(t_max_c), at_least("c_per_k", c_per_k, 0.0, open_end=True)
        at_least("t_max_c less ref_c", highest - ref, 0.0, open_end=True)
        fall = -np.expm1(steep * np.minimum(temp - highest, 0.0))
        root = root * fall / -np.expm1(steep * (ref - highest))
    return as_given(root * root)


def banded_q10_rate(temp_c: ArrayLike, ref_c: float, bands: Bands) -> Numbers:
    """Rate by a Q10 for each band of temperature; continuous at the edges.

    Parameters
    ----------
    bands
        (from_c, to_c, q10), touching, in rising order. Beyond the outermost their Q10 goes on.

    Raises
    ------
    ValueError
        Where bands leave a hole or overlap.

    Examples
    --------
    The Q10 table of postharvest courses (Kader): 3.0, 2.5, 2.0, 1.5 from 0 to 40 C.

    >>> kader = [(0, 10, 3.0), (10, 20, 2.5), (20, 30, 2.0), (30, 40, 1.5)]
    >>> [round(float(r), 2) for r in banded_q10_rate([0, 10, 20, 30, 40], 0.0, kader)]
    [1.0, 3.0, 7.5, 15.0, 22.5]
    """
    checked = checked_bands(bands)
    return as_given(np.exp(_log_rate(floats(temp_c), checked) - _log_rate(floats(ref_c), checked)))


def checked_bands(bands: Bands) -> tuple[tuple[float, float, float], ...]:
    """Bands in rising order that touch, each Q10 above 0."""
    made = tuple((float(low), float(high), float(q10)) for low, high, q10 in bands)
    if not made:
        message = "a Q10 by band needs at least one band (from_c, to_c, q10)"
        raise ValueError(message)
    for low, high, q10 in made:
        if not low < high or not q10 > 0.0:
            message = f"the band {low:g} to {high:g} C with Q10 {q10:g} is none"
            raise ValueError(message)
    for (_, high, _), (low, _, _) in pairwise(made):
        if high != low:
            message = f"bands must touch: one ends at {high:g} C, the next begins at {low:g} C"
            raise ValueError(message)
    return made


def _log_rate(temp_c: np.ndarray, bands: Bands) -> np.ndarray:
    """Logarithm of the rate from the lowest edge."""
    edges = np.array([bands[0][0], *(high for _, high, _ in bands)])
    slopes = np.log([q10 for _, _, q10 in bands]) / 10.0
    heights = np.concatenate([[0.0], np.cumsum(slopes * np.diff(edges))])
    band = np.clip(np.searchsorted(edges, temp_c, side="right") - 1, 0, len(slopes) - 1)
    risen: np.ndarray = heights[band] + slopes[band] * (temp_c - edges[band])
    return risen


def shelf_life(
    temp_c: ArrayLike,
    ref_c: ArrayLike,
    life_at_ref: ArrayLike,
    *,
    q10: ArrayLike | None = None,
    ea_kj_mol: ArrayLike | None = None,
    k_per_k: ArrayLike | None = None,
    t_min_c: ArrayLike | None = None,
    t_max_c: ArrayLike | None = None,
) -> Numbers:
    """Shelf life at a temperature, in the unit of `life_at_ref`; infinite where the rate is 0.

    Exactly one of `q10`, `ea_kj_mol`, `k_per_k` and `t_min_c` says by which model.

    Examples
    --------
    84 days at 5 C, Q10 of 2.79: at 15 C

    >>> round(shelf_life(15.0, 5.0, 84.0, q10=2.79), 2)
    30.11
    """
    if sum(value is not None for value in (q10, ea_kj_mol, k_per_k, t_min_c)) != 1:
        message = "shelf_life wants one of q10, ea_kj_mol, k_per_k and t_min_c"
        raise ValueError(message)
    if q10 is not None:
        rate = q10_rate(temp_c, ref_c, q10)
    elif ea_kj_mol is not None:
        rate = arrhenius_rate(temp_c, ref_c, ea_kj_mol)
    elif k_per_k is not None:
        rate = exponential_rate(temp_c, ref_c, k_per_k)
    else:
        assert t_min_c is not None
        rate = sqrt_rate(temp_c, ref_c, t_min_c, t_max_c)
    with np.errstate(divide="ignore"):
        return as_given(at_least("life_at_ref", life_at_ref, 0.0, open_end=True) / floats(rate))


def q10_from_ea(ea_kj_mol: ArrayLike, t1_c: ArrayLike, t2_c: ArrayLike | None = None) -> Numbers:
    """Q10 of an activation energy between two temperatures: exp(10 Ea / (R T1 T2)), in K.

    Parameters
    ----------
    t2_c
        10 K above `t1_c` where left out; equal to `t1_c` gives the slope at that temperature.

    Examples
    --------
    >>> round(q10_from_ea(80.0, 20.0), 3)
    2.953
    """
    other_c = floats(t1_c) + 10.0 if t2_c is None else floats(t2_c)
    absolute = kelvin(t1_c) * kelvin(other_c)
    return as_given(np.exp(10.0 * floats(ea_kj_mol) / (GAS_CONSTANT_KJ * absolute)))


def ea_from_q10(q10: ArrayLike, t1_c: ArrayLike, t2_c: ArrayLike | None = None) -> Numbers:
    """Activation energy in kJ/mol that gives a Q10 between two temperatures: R T1 T2 ln(Q10) / 10.

    Examples
    --------
    >>> round(ea_from_q10(2.0, 20.0), 1)
    51.2
    """
    base = at_least("q10", q10, 0.0, open_end=True)
    other_c = floats(t1_c) + 10.0 if t2_c is None else floats(t2_c)
    absolute = kelvin(t1_c) * kelvin(other_c)
    return as_given(GAS_CONSTANT_KJ * absolute * np.log(base) / 10.0)


def q10_from_lives(
    life_1: ArrayLike, t1_c: ArrayLike, life_2: ArrayLike, t2_c: ArrayLike
) -> Numbers:
    """Q10 of two shelf lives at two temperatures: (life1 / life2) ^ (10 / (T2 - T1)).

    Examples
    --------
    28 days at 6 C and 5 days at 20 C:

    >>> round(q10_from_lives(28.0, 6.0, 5.0, 20.0), 2)
    3.42
    """
    ratio = at_least("life_1", life_1, 0.0, open_end=True) / at_least(
        "life_2", life_2, 0.0, open_end=True
    )
    return as_given(ratio ** (10.0 / (floats(t2_c) - floats(t1_c))))


def k_from_q10(q10: ArrayLike) -> Numbers:
    """Slope of the logarithm per K of a Q10: ln(Q10) / 10."""
    return as_given(np.log(at_least("q10", q10, 0.0, open_end=True)) / 10.0)


def q10_from_k(k_per_k: ArrayLike) -> Numbers:
    """Q10 of a slope of the logarithm per K: exp(10 k)."""
    return as_given(np.exp(10.0 * floats(k_per_k)))


def first_order_left(k_per_h: ArrayLike, hours: ArrayLike) -> Numbers:
    """Fraction left of what reacts by first order at a constant temperature: exp(-k t).

    Examples
    --------
    >>> round(first_order_left(0.01, 100.0), 4)
    0.3679
    """
    return as_given(np.exp(-at_least("k_per_h", k_per_h, 0.0) * floats(hours)))


def zero_order_left(k_per_h: ArrayLike, hours: ArrayLike) -> Numbers:
    """Fraction left of what is lost evenly: 1 - k t, not below 0."""
    return as_given(np.maximum(0.0, 1.0 - at_least("k_per_h", k_per_h, 0.0) * floats(hours)))
