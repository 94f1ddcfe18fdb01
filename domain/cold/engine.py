"""Cargo temperature and quality between two events, in closed form.

Each cargo is one heat capacity behind one wall. While the surroundings are constant it follows
`T(t) = Teq + (T0 - Teq) exp(-t / tau)`, and the share of shelf life used is the integral of the
product's rate along that curve. `domain.climate` cuts a long leg where the outside air changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Literal, Self, get_args

Kinetics = Literal["none", "q10", "arrhenius", "sqrt"]
KINETICS: Final[tuple[str, ...]] = get_args(Kinetics)

ZERO_C_IN_K: Final = 273.15
GAS_CONSTANT_KJ: Final = 8.314462618e-3
SAME_C: Final = 1e-9
"""Cargo this close to its equilibrium keeps its temperature."""
LIMIT_TOLERANCE_C: Final = 1e-6
"""A limit is passed only by more than this, so that cargo held at its limit counts as kept."""
HOURS_PER_DAY: Final = 24.0

# Gauss-Legendre, 8 points, moved to (0, 1): Abramowitz and Stegun 25.4.30 and table 25.4.
_HALF_NODES: Final = (
    0.1834346424956498,
    0.5255324099163290,
    0.7966664774136267,
    0.9602898564975363,
)
_HALF_WEIGHTS: Final = (
    0.3626837833783620,
    0.3137066458778873,
    0.2223810344533745,
    0.1012285362903763,
)
_GAUSS: Final = tuple(
    (0.5 + 0.5 * sign * node, 0.5 * weight)
    for node, weight in zip(_HALF_NODES, _HALF_WEIGHTS, strict=True)
    for sign in (-1.0, 1.0)
)


@dataclass(frozen=True, slots=True)
class ProductLife:
    """How fast a product uses up its shelf life at a temperature.

    Attributes
    ----------
    kinetics
        `none`: temperature takes no life. `q10`: rate times `q10` per 10 K. `arrhenius`: activation
        energy `ea_kj_mol`. `sqrt`: Ratkowsky's square root, rate as (T - `tmin_c`)^2, none below
        `tmin_c`.
    ref_temp_c, shelf_life_days_at_ref
        Where the rate is one life per shelf life.

    Raises
    ------
    ValueError
        When a number that the kinetics needs is missing or out of range.
    """

    kinetics: Kinetics = "none"
    ref_temp_c: float | None = None
    shelf_life_days_at_ref: float | None = None
    q10: float | None = None
    ea_kj_mol: float | None = None
    tmin_c: float | None = None
    _ref_per_h: float = field(init=False, repr=False, compare=False, default=0.0)
    _slope: float = field(init=False, repr=False, compare=False, default=0.0)
    _origin: float = field(init=False, repr=False, compare=False, default=0.0)

    def __post_init__(self) -> None:
        """Check the numbers; keep the rate at reference, its slope and the slope's origin."""
        if self.kinetics not in KINETICS:
            message = f"kinetics {self.kinetics!r} is not one of {', '.join(KINETICS)}"
            raise ValueError(message)
        if self.kinetics == "none":
            return
        days, ref_c = self.shelf_life_days_at_ref, self.ref_temp_c
        if days is None or not days > 0.0 or ref_c is None:
            message = (
                f"{self.kinetics} needs ref_temp_c, found {ref_c}, "
                f"and shelf_life_days_at_ref above 0, found {days}"
            )
            raise ValueError(message)
        object.__setattr__(self, "_ref_per_h", 1.0 / (days * HOURS_PER_DAY))
        slope, origin = self._checked_slope(ref_c)
        object.__setattr__(self, "_slope", slope)
        object.__setattr__(self, "_origin", origin)

    def _checked_slope(self, ref_c: float) -> tuple[float, float]:
        if self.kinetics == "q10":
            if self.q10 is None or not self.q10 > 0.0:
                message = f"q10 must be above 0, found {self.q10}"
                raise ValueError(message)
            return math.log(self.q10) / 10.0, ref_c
        if self.kinetics == "arrhenius":
            if self.ea_kj_mol is None or self.ea_kj_mol < 0.0:
                message = f"arrhenius needs ea_kj_mol of 0 or more, found {self.ea_kj_mol}"
                raise ValueError(message)
            return self.ea_kj_mol / GAS_CONSTANT_KJ, 1.0 / (ref_c + ZERO_C_IN_K)
        if self.tmin_c is None or not self.tmin_c < ref_c:
            message = f"sqrt needs tmin_c below ref_temp_c {ref_c}, found {self.tmin_c}"
            raise ValueError(message)
        return 1.0 / (ref_c - self.tmin_c), self.tmin_c

    def rate_per_h(self, temp_c: float) -> float:
        """Share of the shelf life used in an hour at a constant temperature."""
        kinetics = self.kinetics
        if kinetics == "none":
            return 0.0
        if kinetics == "q10":
            return self._ref_per_h * math.exp(self._slope * (temp_c - self._origin))
        if kinetics == "arrhenius":
            return self._ref_per_h * math.exp(
                self._slope * (self._origin - 1.0 / (temp_c + ZERO_C_IN_K))
            )
        root = max(0.0, (temp_c - self._origin) * self._slope)
        return self._ref_per_h * root * root

    def steepness_per_k(self, temp_c: float) -> float:
        """Relative change of the rate per kelvin; bounds the pieces of the integral."""
        if self.kinetics == "arrhenius":
            return self._slope / (temp_c + ZERO_C_IN_K) ** 2
        return abs(self._slope)

    @property
    def log_rate_per_k(self) -> float:
        """Slope of the logarithm of a `q10` rate, signed."""
        return self._slope


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cargo tends to, and how fast.

    Attributes
    ----------
    kind
        `powered`: a running unit holds its set point. `ambient`: walls alone, towards outside air
        and vital heat.
    equilibrium_c
        Temperature reached if nothing changes.
    tau_h
        Time constant; infinite when no heat passes.
    """

    kind: Literal["powered", "ambient"]
    equilibrium_c: float
    tau_h: float

    def __post_init__(self) -> None:
        """Refuse a time constant that is not positive."""
        if not self.tau_h > 0.0 or not math.isfinite(self.equilibrium_c):
            message = (
                f"tau_h must be above 0, found {self.tau_h}, "
                f"and equilibrium_c finite, found {self.equilibrium_c}"
            )
            raise ValueError(message)

    @classmethod
    def powered(cls, setpoint_c: float, tau_h: float) -> Self:
        """Cargo whose unit runs; `tau_h` is that to the set point (60 h in a full 40-ft reefer)."""
        return cls("powered", setpoint_c, tau_h)

    @classmethod
    def ambient(
        cls, air_c: float, tau_h: float, heat_w: float = 0.0, ua_w_per_k: float = 0.0
    ) -> Self:
        """Cargo behind walls in outside air, warmed by `heat_w` of its own."""
        if heat_w == 0.0:
            return cls("ambient", air_c, tau_h)
        if not ua_w_per_k > 0.0:
            message = f"vital heat of {heat_w} W needs ua_w_per_k above 0, found {ua_w_per_k}"
            raise ValueError(message)
        return cls("ambient", air_c + heat_w / ua_w_per_k, tau_h)


def tau_h(mass_kg: float, cp_kj_kgk: float, ua_w_per_k: float, tare_kj_per_k: float = 0.0) -> float:
    """Time constant of the whole load of a box behind its walls.

    Parameters
    ----------
    mass_kg, cp_kj_kgk
        Whole load, with its mean specific heat.
    ua_w_per_k
        Heat leakage of the box; infinite time for a perfect wall (0).
    tare_kj_per_k
        What warms with the load: inner lining and air, some 500 kJ/K in a 40-ft reefer.

    Notes
    -----
    tau = (m cp + tare) / UA; 20 t of fruit in a 40-ft reefer of 44.3 W/K:

    Examples
    --------
    >>> round(tau_h(20_000, 3.77, 44.3))
    473
    """
    capacity_kj_per_k = mass_kg * cp_kj_kgk + tare_kj_per_k
    if ua_w_per_k < 0.0 or not capacity_kj_per_k > 0.0:
        message = f"a load of {capacity_kj_per_k} kJ/K behind {ua_w_per_k} W/K has no time constant"
        raise ValueError(message)
    return math.inf if ua_w_per_k == 0.0 else capacity_kj_per_k / (3.6 * ua_w_per_k)


def vital_heat_w(
    mass_kg: float, resp_w_per_t: float, resp_ref_c: float, resp_q10: float, temp_c: float
) -> float:
    """Heat of respiration of a load at a temperature.

    Notes
    -----
    Taken at one temperature (the set point) for a whole journey; a value that followed the cargo
    would not be constant between events.
    """
    warmer = math.pow(resp_q10, (temp_c - resp_ref_c) / 10.0)
    return mass_kg / 1000.0 * resp_w_per_t * warmer


def temperature_c(temp_c: float, hours: float, surroundings: Surroundings) -> float:
    """Cargo temperature after some hours."""
    gap_c = temp_c - surroundings.equilibrium_c
    if -SAME_C < gap_c < SAME_C:
        return temp_c
    return surroundings.equilibrium_c + gap_c * math.exp(-hours / surroundings.tau_h)


def advance(
    temp_c: float, life_used: float, hours: float, surroundings: Surroundings, life: ProductLife
) -> tuple[float, float]:
    """Temperature and share of life used after some hours of constant surroundings.

    Parameters
    ----------
    life_used
        Share of the shelf life used so far; may pass 1, which says by how much the goods are past
        it.
    hours
        0 or more.

    Raises
    ------
    ValueError
        For negative hours.
    """
    if not hours > 0.0:
        if hours == 0.0:
            return temp_c, life_used
        message = f"goods cannot be advanced by {hours} h"
        raise ValueError(message)
    equilibrium_c, tau = surroundings.equilibrium_c, surroundings.tau_h
    gap_c = temp_c - equilibrium_c
    if -SAME_C < gap_c < SAME_C or tau == math.inf:
        return temp_c, life_used + life.rate_per_h(temp_c) * hours
    end_c = equilibrium_c + gap_c * math.exp(-hours / tau)
    if life.kinetics == "none":
        return end_c, life_used
    if life.kinetics == "sqrt":
        return end_c, life_used + _sqrt_life(equilibrium_c, gap_c, hours, tau, life)
    return end_c, life_used + _gauss_life(equilibrium_c, gap_c, hours, tau, life)


def _sqrt_life(
    equilibrium_c: float, gap_c: float, hours: float, tau: float, life: ProductLife
) -> float:
    """Integral of the square-root rate in closed form, over the time above its lowest temperature.

    With c = Teq - Tmin: int (c + g e^(-t/tau))^2 dt = c^2 t + 2 c g tau (1 - e) + g^2 tau (1 - e^2)
    / 2.
    """
    lowest_c = 0.0 if life.tmin_c is None else life.tmin_c
    offset_c = equilibrium_c - lowest_c
    if offset_c + gap_c < 0.0:
        # Begins below: no life is used until it warms past the lowest temperature, if it ever does.
        if offset_c <= 0.0:
            return 0.0
        hours -= tau * math.log(-gap_c / offset_c)
        gap_c = -offset_c
        if hours <= 0.0:
            return 0.0
    elif offset_c < 0.0:
        hours = min(hours, tau * math.log(gap_c / -offset_c))
    lost = -math.expm1(-hours / tau)
    square = offset_c * (
        offset_c * hours + 2.0 * gap_c * tau * lost
    ) + 0.5 * gap_c * gap_c * tau * lost * (2.0 - lost)
    return life.rate_per_h(lowest_c + 1.0) * max(0.0, square)


def _gauss_life(
    equilibrium_c: float, gap_c: float, hours: float, tau: float, life: ProductLife
) -> float:
    """Integral of the rate along the exponential, piece by piece.

    A piece is at most 2 / (1 + a) time constants, a being the relative change of the rate over the
    gap that is left: 8 points then miss less than 1e-10 of it for any product of the tables. Once
    the gap is gone the rate is constant.
    """
    exp = math.exp
    at_end_per_h = life.rate_per_h(equilibrium_c)
    steep_per_k = life.steepness_per_k(min(equilibrium_c, equilibrium_c + gap_c))
    left = hours / tau
    total = 0.0
    while left > 0.0:
        if -SAME_C < gap_c < SAME_C:
            total += at_end_per_h * left
            break
        piece = min(2.0 / (1.0 + steep_per_k * abs(gap_c)), left)
        gaps_c = [(w, gap_c * exp(-piece * x)) for x, w in _GAUSS]
        if life.kinetics == "q10":
            log_per_k = life.log_rate_per_k
            mean_per_h = at_end_per_h * sum([w * exp(log_per_k * gap) for w, gap in gaps_c])
        else:
            mean_per_h = sum([w * life.rate_per_h(equilibrium_c + gap) for w, gap in gaps_c])
        total += mean_per_h * piece
        gap_c *= exp(-piece)
        left -= piece
    return total * tau


def excursion_h(
    temp_c: float,
    hours: float,
    surroundings: Surroundings,
    min_c: float | None,
    max_c: float | None,
) -> tuple[float, float]:
    """Hours above `max_c` and hours below `min_c` along the exponential, in closed form.

    Parameters
    ----------
    min_c, max_c
        Limits of the product; None where it has none.
    """
    above_h = (
        0.0
        if max_c is None
        else _beyond_h(temp_c - max_c, surroundings.equilibrium_c - max_c, hours, surroundings)
    )
    below_h = (
        0.0
        if min_c is None
        else _beyond_h(min_c - temp_c, min_c - surroundings.equilibrium_c, hours, surroundings)
    )
    return above_h, below_h


def _beyond_h(start_k: float, end_k: float, hours: float, surroundings: Surroundings) -> float:
    """Hours during which an exponential from `start_k` towards `end_k` is above the tolerance."""
    start_k -= LIMIT_TOLERANCE_C
    end_k -= LIMIT_TOLERANCE_C
    if surroundings.tau_h == math.inf:
        end_k = start_k
    if start_k > 0.0 and end_k >= 0.0:
        return hours
    if start_k <= 0.0 and end_k <= 0.0:
        return 0.0
    crossing_h = surroundings.tau_h * math.log1p(-start_k / end_k)
    return min(hours, crossing_h) if start_k > 0.0 else max(0.0, hours - crossing_h)
