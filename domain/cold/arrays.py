"""Numbers in, numbers out: scalars become floats, arrays of any shape are taken element by element.

Shapes follow numpy's broadcasting throughout the package: a temperature per lot with one time
constant for all gives a result per lot.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = Any
"""A float where all that was given are scalars, else an array."""

ZERO_C_IN_K: Final = 273.15
GAS_CONSTANT_KJ: Final = 8.314462618e-3
"""Molar gas constant, kJ/(mol K): CODATA 2018, exact."""


def floats(value: ArrayLike) -> Floats:
    """An array of floats, with no dimension for a scalar."""
    return np.asarray(value, dtype=np.float64)


def as_given(value: ArrayLike) -> Numbers:
    """A float for an array without dimension, else the array."""
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array


def kelvin(temp_c: ArrayLike) -> Floats:
    """Absolute temperature.

    Raises
    ------
    ValueError
        At or below absolute zero.
    """
    absolute = floats(temp_c) + ZERO_C_IN_K
    if np.any(absolute <= 0.0):
        message = f"{float(np.min(absolute)) - ZERO_C_IN_K:g} C is not above absolute zero"
        raise ValueError(message)
    return absolute


def at_least(name: str, value: ArrayLike, least: float, *, open_end: bool = False) -> Floats:
    """An array whose every element is at least a number (above it, if open).

    Raises
    ------
    ValueError
        Where one is less, or is no number.
    """
    array = floats(value)
    good = array > least if open_end else array >= least
    if not np.all(good):
        rule = "above" if open_end else "at least"
        worst = float(array.reshape(-1)[int(np.argmin(good.reshape(-1)))])
        message = f"{name} must be {rule} {least:g}, found {worst:g}"
        raise ValueError(message)
    return array
