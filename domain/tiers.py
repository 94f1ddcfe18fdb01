"""Daily rates that rise by steps: free days first, then so much a day, then more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Tier:
    """A daily rate from some day on (0: from the first hour) to the next tier."""

    from_day: float
    cny_per_day: float


def tiered_cny(tiers: Sequence[Tier], hours: float) -> float:
    """What some hours come to, each at the rate of its tier.

    Examples
    --------
    >>> tiered_cny((Tier(7.0, 100.0), Tier(14.0, 200.0)), 24.0 * 16)
    1100.0
    """
    days, total = hours / DAY_H, 0.0
    for number, tier in enumerate(tiers):
        until = tiers[number + 1].from_day if number + 1 < len(tiers) else days
        total += tier.cny_per_day * max(0.0, min(days, until) - tier.from_day)
    return total


def free_h(tiers: Sequence[Tier]) -> float:
    """Hours before the first rate above nothing; inf where there is none.

    Examples
    --------
    >>> free_h((Tier(0.0, 0.0), Tier(3.0, 80.0)))
    72.0
    """
    charged = [tier.from_day for tier in tiers if tier.cny_per_day > 0.0]
    return DAY_H * charged[0] if charged else math.inf
