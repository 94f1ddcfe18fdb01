"""Air and cargo apart, for boxes and rooms whose doors open: two heat capacities in a row.

    Ca dTa/dt = UA (Tout - Ta) + H (Tc - Ta) + Ua0 (Tset - Ta)
    Cc dTc/dt = H (Ta - Tc)

`UA` lets in the outside (walls; a great deal more while doors stand open), `H` passes heat between
air and cargo, `Ua0` is the pull of a running unit to its set point (0 without power). Linear with
constant coefficients, so it is solved exactly by the two eigenvalues of its matrix; they are real
and negative. The air answers in minutes (tau_air 3-10 min, general knowledge), the cargo in days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Floats, Numbers, as_given, at_least, floats
from domain.cold.temperature import KJ_PER_WH


class AirAndCargo(NamedTuple):
    """Temperatures of the two nodes."""

    air_c: Numbers
    cargo_c: Numbers


@dataclass(frozen=True, slots=True)
class TwoNode:
    """A box or room.

    Attributes
    ----------
    air_kj_per_k
        Air and lining: some 500 kJ/K in a 40-ft reefer (cold-chain.md A.3).
    cargo_kj_per_k
        Whole load.
    ua_w_per_k
        Walls and whatever stands open, to the outside.
    exchange_w_per_k
        Between air and cargo: 75.4 MJ/K over 63 h is 332 W/K in a full 40-ft reefer.
    unit_w_per_k
        Pull of the running unit to `setpoint_c`; 0 without power.
    """

    air_kj_per_k: float
    cargo_kj_per_k: float
    ua_w_per_k: float
    exchange_w_per_k: float
    unit_w_per_k: float = 0.0
    setpoint_c: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what has no heat capacity or does not exchange."""
        at_least("air_kj_per_k", self.air_kj_per_k, 0.0, open_end=True)
        at_least("cargo_kj_per_k", self.cargo_kj_per_k, 0.0, open_end=True)
        at_least("exchange_w_per_k", self.exchange_w_per_k, 0.0, open_end=True)
        at_least("ua_w_per_k", self.ua_w_per_k, 0.0)
        at_least("unit_w_per_k", self.unit_w_per_k, 0.0)

    def equilibrium_c(self, outside_c: ArrayLike) -> Numbers:
        """Where both end, if nothing changes; needs walls or a unit."""
        pull = self.ua_w_per_k + self.unit_w_per_k
        at_least("ua_w_per_k plus unit_w_per_k", pull, 0.0, open_end=True)
        weighed = self.ua_w_per_k * floats(outside_c) + self.unit_w_per_k * self.setpoint_c
        return as_given(weighed / pull)

    def after(
        self, air_c: ArrayLike, cargo_c: ArrayLike, outside_c: ArrayLike, hours: ArrayLike
    ) -> AirAndCargo:
        """Both temperatures after hours of constant outside air, exactly; two steps are one.

        Examples
        --------
        A door of a reefer open for a quarter of an hour (2,000 W/K, assumed) at 30 C: the air is
        warm at once, 20 t of fruit hardly notice.

        >>> door = TwoNode(500.0, 75_400.0, 2_000.0, 332.0)
        >>> [round(t, 2) for t in door.after(5.0, 5.0, 30.0, 0.25)]
        [26.13, 5.06]
        """
        ends = floats(self.equilibrium_c(outside_c))
        air, cargo = floats(air_c) - ends, floats(cargo_c) - ends
        pull = self.ua_w_per_k + self.unit_w_per_k
        # Per hour: the matrix [[-a, b], [c, -c]].
        a = KJ_PER_WH * (pull + self.exchange_w_per_k) / self.air_kj_per_k
        b = KJ_PER_WH * self.exchange_w_per_k / self.air_kj_per_k
        c = KJ_PER_WH * self.exchange_w_per_k / self.cargo_kj_per_k
        root = float(np.sqrt((a - c) ** 2 + 4.0 * b * c))
        slow, fast = -(a * c - b * c) / (0.5 * (a + c + root)), -0.5 * (a + c + root)
        span = at_least("hours", hours, 0.0)
        e_slow, e_fast = np.exp(slow * span), np.exp(fast * span)
        # exp(A t) = [e_slow (A - fast I) - e_fast (A - slow I)] / (slow - fast).
        apart = slow - fast

        def both(first: Floats, second: Floats, own: float, other: float) -> Floats:
            grown = own * first + other * second
            return (e_slow * (grown - fast * first) - e_fast * (grown - slow * first)) / apart

        return AirAndCargo(
            as_given(ends + both(air, cargo, -a, b)), as_given(ends + both(cargo, air, -c, c))
        )
