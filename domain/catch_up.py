"""What a planner expects of goods that are not there when their boxes are stuffed."""

from __future__ import annotations

import math

from domain.plan import BoxJourney
from domain.scenario import Scenario

LOST_H = 168.0
"""Delay where the timetable holds no later departure (assumed: a week)."""


def catch_up_h(scenario: Scenario, journey: BoxJourney, late_by_h: float) -> float:
    """Delay of a lot that comes too late for stuffing: it goes the same way one chain later.

    By dated departures: to the first later departure of the first dated hop that leaves at least
    as much later as the lot is late. By trucks alone: to the next stuffing slot.
    """
    if late_by_h <= 0.0:
        return 0.0
    for hop, at_h in zip(journey.route.hops, journey.departures, strict=True):
        if at_h is not None:
            later = scenario.timetable.next_h(hop.service_id, at_h + late_by_h)
            return late_by_h + LOST_H if later is None else later - at_h
    slot_h = scenario.planning.slot_h
    return math.ceil(late_by_h / slot_h) * slot_h
