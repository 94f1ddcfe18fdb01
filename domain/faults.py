"""Trouble with cold equipment: what may fail, where, how often, and for how long.

Nobody plans with it. A fault is drawn by its cause (box and place, or departure and leg), so two
plans that send a box by the same train meet the same failure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.distribution import Distribution

LATE_PLUG_IN: Final = "late_plug_in"
WRONG_SET_POINT: Final = "wrong_set_point"
WARM_LOADING: Final = "warm_loading"
DOORS_OPEN: Final = "doors_open"
GENERATOR: Final = "generator"
HEATING: Final = "heating"
FUEL: Final = "fuel"
AT_NODES: Final = (LATE_PLUG_IN, WRONG_SET_POINT, WARM_LOADING, DOORS_OPEN)
ON_THE_WAY: Final = (GENERATOR, HEATING, FUEL)
FAULT_KINDS: Final = (*AT_NODES, *ON_THE_WAY)


@dataclass(frozen=True, slots=True)
class Fault:
    """Trouble at a node, with a share of the reefers there in [from_h, to_h).

    Attributes
    ----------
    kind
        `late_plug_in`: they stand without power for `hours` after they come to the yard, in air of
        `ambient_c` if that is said. `wrong_set_point`: they are stuffed with the unit set `by_c`
        off, which is seen after `hours`. `warm_loading`: goods are `by_c` off when they are
        stuffed, as nobody cooled them before. `doors_open`: at `steps` the doors stand open for the
        first `hours`, and goods warm as they would on a floor.
    """

    kind: str
    node_id: str
    share: float
    hours: float
    ambient_c: float | None
    from_h: float
    to_h: float
    by_c: float = 0.0
    steps: frozenset[str] = frozenset()

    def holds(self, node_id: str, at_h: float) -> bool:
        """Whether it is this node's, and this hour's."""
        return self.node_id == node_id and self.from_h <= at_h < self.to_h


@dataclass(frozen=True, slots=True)
class RideFault:
    """Trouble with what powers reefers on their way on some services, in [from_h, to_h).

    Attributes
    ----------
    kind
        `generator`: no power from the failure until it is mended, or the box is plugged in at a
        yard. `heating`: the same, but only where the air is below the set point. `fuel`: power ends
        once a box has ridden `lasts_h` since it was stuffed, stood in a yard, or passed a node of
        `refuel_at`.
    per_1000_h
        Failures in 1,000 hours of riding: exponential, one on a leg at most.
    mend
        Hours until it is mended.
    together
        One generator powers the whole train, so all boxes lose power together.
    """

    kind: str
    services: frozenset[str]
    per_1000_h: float
    mend: Distribution
    together: bool
    from_h: float
    to_h: float
    lasts_h: float = math.inf
    refuel_at: frozenset[str] = frozenset()

    def fails_after_h(self, u: float) -> float:
        """Hours of riding to the failure: -ln(1 - u) / rate, the exponential quantile.

        Examples
        --------
        >>> fault = RideFault(
        ...     "generator", frozenset(), 2.0, Distribution("deterministic", 6.0), True, 0.0, 1e9
        ... )
        >>> round(fault.fails_after_h(1.0 - math.exp(-1.0)))
        500
        """
        if self.per_1000_h <= 0.0:
            return math.inf
        return -math.log1p(-u) / (self.per_1000_h / 1000.0)


AnyFault = Fault | RideFault


def at_nodes(faults: Iterable[AnyFault], kind: str) -> tuple[Fault, ...]:
    """Faults of a kind that are bound to nodes."""
    return tuple(f for f in faults if isinstance(f, Fault) and f.kind == kind)


def on_the_way(faults: Iterable[AnyFault]) -> tuple[RideFault, ...]:
    """Faults that happen on services."""
    return tuple(f for f in faults if isinstance(f, RideFault))
