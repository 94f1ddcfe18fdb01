"""Service time of a shared gate: the tabulated dwell less the queue that others make there.

An observed dwell includes its queue. The queue of the background traffic alone is computed by
the recursion of Kiefer and Wolfowitz (1955) for first come, first served at c servers; what is
left of the dwell is work. Replications are numbered outside sets A, B and C.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import heapify, heapreplace

from domain.background import arrivals_h
from domain.calendar import OpenHours
from domain.draws import Chance
from domain.scenario import Background

FIT_REPLICATIONS = range(9_000_000, 9_000_008)
MOST_UNITS = 24_000
"""Units served in a fit; more days than these fill are not looked at."""
MOST_DAYS = 60
EMPTY_DAYS = 5
"""Days that fill the empty gate and are not counted."""
LEAST_WORK_SHARE = 0.1
"""Work is never fitted below this share of the dwell."""


@lru_cache(maxsize=256)
def queue_h(background: Background, servers: int, slot_h: float, opening: OpenHours) -> float:
    """Mean wait for a server of the background's own units; the seed of a run has no part in it.

    Parameters
    ----------
    slot_h
        Hours that a unit holds a server.
    opening
        A slot begins only in these hours.
    """
    per_replication = MOST_UNITS / len(FIT_REPLICATIONS)
    days = int(min(MOST_DAYS, max(EMPTY_DAYS + 2, per_replication / background.per_day)))
    if opening.until_h < 24.0 * (days + 30):
        days = max(2, int(opening.until_h / 24.0) - 30)
    total_h = 0.0
    count = 0
    for number in FIT_REPLICATIONS:
        chance = Chance(0, number)
        free_h = [0.0] * servers
        heapify(free_h)
        for day in range(days):
            for at_h in arrivals_h(background, chance, day):
                for _ in range(max(1, round(background.lump))):
                    begin_h = opening.next_open_h(max(at_h, free_h[0]))
                    heapreplace(free_h, begin_h + slot_h)
                    if day >= min(EMPTY_DAYS, days - 1):
                        total_h += begin_h - at_h
                        count += 1
    return total_h / count if count else 0.0


def work_h(dwell_h: float, queue_h: float) -> float:
    """What is left of a dwell after its queue, at least a tenth of it.

    Examples
    --------
    >>> work_h(20.0, 6.0), work_h(2.0, 3.0)
    (14.0, 0.2)
    """
    return max(LEAST_WORK_SHARE * dwell_h, dwell_h - queue_h)
