"""Arrivals that on-time promises are held against: with the looks that are drawn at each pace."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from domain.drawn_looks import NOBODY, drawn_looks, later_for_looks_h
from domain.pace import SampledPace
from domain.scenario import Scenario
from optimize.lane import Floats, TimedJourney
from optimize.offer_rows import Rows


def looked_into_h(
    scenario: Scenario,
    paces: Sequence[SampledPace],
    rows: Sequence[Rows],
    number: npt.NDArray[np.int64],
    journeys: Sequence[TimedJourney],
    delivered_h: Floats,
) -> Floats:
    """Hours at the door as `domain.promise.arrivals_h` finds them for a plan.

    Parameters
    ----------
    number
        The number of its way in `rows`, by journey.
    delivered_h
        Without looks: a row per journey, a column per pace; the result is shaped alike.
    """
    found = delivered_h.copy()
    for way, one in enumerate(rows):
        mine = np.nonzero(number == way)[0].tolist()
        for p, pace in enumerate(paces):
            fetched = one.collected.fetched[p]
            looks = drawn_looks(scenario, one.order, one.way.route, fetched, pace)
            if looks == NOBODY:
                continue
            for i in mine:
                found[i, p] += later_for_looks_h(
                    scenario, one.order, journeys[i].journey, fetched, looks, pace
                )
    return found
