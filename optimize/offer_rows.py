"""Rows of one way's lane that a consignment could take, and how its goods come to be stuffed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.cargo import Consignment
from domain.fetching import Fetched
from domain.holding import Look
from domain.plan import Way
from domain.thermal import CargoState
from optimize.journeys import Journeys
from optimize.lane import Floats, Lane, TimedJourney

EXTEND_H = 168.0
EXTENSIONS = 4


@dataclass(frozen=True, slots=True)
class Collected:
    """Hours of receipt and of availability: at nominal, and per pace; the latter in full.

    `came`: in what state goods came in other boxes, by pace.
    """

    received_h: float
    available_h: float
    received: Floats
    available: Floats
    fetched: tuple[Fetched, ...]
    came: tuple[CargoState, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one way's lane that fall into the hold window; `feeder` brings the goods there."""

    order: Consignment
    way: Way
    lane: Lane
    begin: int
    end: int
    collected: Collected
    tail_h: float
    tail: Floats
    fixed_cny: float
    storage_cny_per_h: float
    loss_per_h: float
    look: Look | None
    feeder: TimedJourney | None = None


def window(journeys: Journeys, lane: Lane, available_h: float, hold_h: float) -> tuple[int, int]:
    """Rows stuffed within the hold window, or else those of the first hour after it."""
    until = available_h + hold_h
    for _ in range(EXTENSIONS + 1):
        journeys.cover(lane, available_h, until)
        begin = int(np.searchsorted(lane.stuff_h, available_h, side="left"))
        end = int(np.searchsorted(lane.stuff_h, available_h + hold_h, side="right"))
        if end > begin:
            return begin, end
        if begin < len(lane.stuff_h) and lane.stuff_h[begin] <= until:
            end = int(np.searchsorted(lane.stuff_h, lane.stuff_h[begin], side="right"))
            return begin, end
        until += EXTEND_H
    return 0, 0
