"""Integrals of a rate along a temperature that follows an exponential or a straight line.

Gauss-Legendre with 16 points on panels. Panels are cut where the rate has a kink (the lowest
temperature of a square root, the edges of Q10 bands); on an exponential they grow as the gap to
equilibrium closes, and after 40 time constants, when 4e-18 of it is left, the rate is constant.
Against adaptive quadrature: 1e-9 relative for any kinetics of the tables and gaps of 100 K.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Floats, at_least, floats

Rate = Callable[[Floats], Floats]


def _gauss(points: int) -> tuple[tuple[float, float], ...]:
    """Points and weights on (0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    return tuple(zip((0.5 + 0.5 * nodes).tolist(), (0.5 * weights).tolist(), strict=True))


GAUSS: Final = _gauss(16)
SHORT_GAUSS: Final = _gauss(6)
"""Enough for lines of `SHORT_K`, as between the readings of a logger (1e-12 relative)."""
SHORT_K: Final = 5.0
PANEL_ENDS: Final = (0.5, 1.0, 2.0, 3.5, 6.0, 10.0, 20.0, 40.0)
"""Ends of panels on an exponential, in time constants."""
LINE_PANEL_K: Final = 25.0
"""Length of a panel on a straight line."""


def closed_gap(hours: Floats, tau_h: Floats) -> Floats:
    """What is left of a gap to equilibrium: exp(-t / tau), 0 for tau = 0 and 1 for t = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.exp(-hours / tau_h)
    return np.where(hours == 0.0, 1.0, np.where(tau_h == 0.0, 0.0, left))


def crossing_h(
    start_c: ArrayLike, equilibrium_c: ArrayLike, tau_h: ArrayLike, at_c: ArrayLike
) -> Floats:
    """Hours until an exponential passes a temperature; infinite where it never does.

    A temperature that lies behind the start is never passed.
    """
    ends, tau = floats(equilibrium_c), floats(tau_h)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (floats(start_c) - ends) / (floats(at_c) - ends)
        hours = tau * np.log(ratio)
        return np.where((ratio >= 1.0) & np.isfinite(ratio) & np.isfinite(tau), hours, np.inf)


def along_exponential(
    rate: Rate,
    start_c: ArrayLike,
    equilibrium_c: ArrayLike,
    tau_h: ArrayLike,
    hours: ArrayLike,
    kinks_c: Sequence[float] = (),
) -> Floats:
    """Integral of `rate(T(t))` over `hours`, T(t) = Teq + (T0 - Teq) exp(-t / tau).

    Parameters
    ----------
    rate
        Per hour, of arrays of temperatures in degrees C; smooth between `kinks_c`.
    start_c, equilibrium_c, tau_h, hours
        Arrays that broadcast. `tau_h` 0: at equilibrium at once; infinite: no change.

    Raises
    ------
    ValueError
        For negative hours or time constants.
    """
    start, equilibrium, tau, span = np.broadcast_arrays(
        floats(start_c), floats(equilibrium_c), at_least("tau_h", tau_h, 0.0),
        at_least("hours", hours, 0.0),
    )  # fmt: skip
    with np.errstate(invalid="ignore"):
        ends = [np.where(tau == 0.0, 0.0, np.minimum(end * tau, span)) for end in PANEL_ENDS]
    settled = ends[-1]
    ends += [
        np.minimum(crossing_h(start, equilibrium, tau, at_c), settled)
        for at_c in kinks_c
    ]  # fmt: skip
    edges = np.sort(np.stack([np.zeros_like(span), *ends]), axis=0)
    total = (span - settled) * rate(equilibrium)
    for from_h, to_h in pairwise(edges):
        width = to_h - from_h
        if not np.any(width > 0.0):
            continue
        for node, weight in GAUSS:
            at_h = from_h + node * width
            temp = equilibrium + (start - equilibrium) * closed_gap(at_h, tau)
            total = total + np.where(width > 0.0, weight * width * rate(temp), 0.0)
    return total


def along_lines(
    rate: Rate,
    from_c: ArrayLike,
    to_c: ArrayLike,
    hours: ArrayLike,
    kinks_c: Sequence[float] = (),
) -> Floats:
    """Integral of `rate` over each straight piece from one temperature to the next."""
    start, end, span = np.broadcast_arrays(floats(from_c), floats(to_c), floats(hours))
    rise = end - start
    flat = rise == 0.0
    if np.all(flat):
        return span * rate(start)
    most_k = float(np.max(np.abs(rise)))
    panels = int(np.ceil(most_k / LINE_PANEL_K))
    shares = [np.full_like(span, part / panels) for part in range(panels + 1)]
    low, high = float(min(start.min(), end.min())), float(max(start.max(), end.max()))
    safe = np.where(flat, 1.0, rise)
    shares += [
        np.where(flat, 0.0, np.clip((at_c - start) / safe, 0.0, 1.0))
        for at_c in kinks_c
        if low < at_c < high
    ]
    edges = np.sort(np.stack(shares), axis=0)
    mean = np.zeros_like(span)
    points = SHORT_GAUSS if most_k <= SHORT_K else GAUSS
    for begin, stop in pairwise(edges):
        width = stop - begin
        for node, weight in points:
            mean += weight * width * rate(start + (begin + node * width) * rise)
    return np.asarray(span * mean, dtype=np.float64)
