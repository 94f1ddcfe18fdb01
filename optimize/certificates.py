"""Journeys on which the certificate of imported goods holds until they enter China."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np
import numpy.typing as npt

from domain.cargo import Consignment
from domain.checkpoints import certificate_ends_h, entered_h
from domain.scenario import Scenario
from optimize.lane import TimedJourney


def in_force(
    scenario: Scenario, order: Consignment, journeys: Sequence[TimedJourney]
) -> npt.NDArray[np.bool_] | None:
    """Whether each journey enters in time at nominal pace; `None` where nothing runs out."""
    ends_h = certificate_ends_h(scenario.network, order)
    if ends_h == inf:
        return None
    return np.array([entered_h(scenario, one.journey) <= ends_h for one in journeys])
