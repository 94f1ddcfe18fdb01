"""Box journeys with their hours and prices, gathered by the lane that they run on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from domain import tariff as price
from domain.cargo import Consignment
from domain.contracts import Claim
from domain.plan import BoxJourney, BoxRoute
from domain.sailings import booked_at_h
from domain.scenario import Scenario
from domain.timetable import DepartureKey

Floats = npt.NDArray[np.float64]
Slot = tuple[DepartureKey, int]
"""A departure and one of its legs, or a store and its day: where capacity is counted."""


@dataclass(frozen=True, slots=True)
class TimedJourney:
    """A box journey with what one box costs: expected over the outlook, light and heavy.

    `later_h` is how much later it is for every length of a customs look at its boxes
    (`domain.holding.look_delays`), `later_cny` what that costs a box; empty where nobody looks.
    `claims` is what one box may draw from subsidies and block space, beside these prices;
    `book_by_h` is when the first of its departures takes no booking any more.
    """

    journey: BoxJourney
    stripped_h: float
    light_cny: float
    heavy_cny: float
    slots: tuple[Slot, ...]
    paths: tuple[DepartureKey, ...]
    later_h: tuple[float, ...] = ()
    later_cny: tuple[float, ...] = ()
    claims: tuple[Claim, ...] = ()
    book_by_h: float = math.inf

    @property
    def decide_by_h(self) -> float:
        """Until when goods can be put on it: its stuffing, or the first cut-off of its bookings."""
        return min(self.journey.stuff_at_h, self.book_by_h)

    @property
    def name(self) -> str:
        """Id of the journey."""
        return self.journey.journey_id

    @property
    def saved_cny(self) -> float:
        """Most that subsidies and block space can take off a box."""
        return sum([claim.worth_cny for claim in self.claims])

    def box_cny(self, cargo_kg: float) -> float:
        """Expected cost of one box with some cargo."""
        return self.heavy_cny if cargo_kg > price.HEAVY_BOX_KG else self.light_cny


def bookable(
    scenario: Scenario, order: Consignment, journeys: Sequence[TimedJourney], cny: Floats
) -> Floats:
    """Costs of journeys, inf where they take no booking any more when goods can first be booked."""
    from_h = booked_at_h(order.known_at_h, scenario.planning.epoch_h)
    closed = [one.book_by_h < from_h for one in journeys]
    return np.where(closed, math.inf, cny) if any(closed) else cny


@dataclass(slots=True)
class Lane:
    """Journeys of one route, direction, class and set point, ascending by stuffing hour."""

    route: BoxRoute
    direction: str
    cargo_class: str
    setpoint_c: float | None
    weeks: set[int] = field(default_factory=set)
    journeys: list[TimedJourney] = field(default_factory=list)
    arrivals: list[tuple[float, ...]] = field(default_factory=list)
    stuff_h: Floats = field(default_factory=lambda: np.empty(0))
    stripped_h: Floats = field(default_factory=lambda: np.empty(0))
    arrive_h: Floats = field(default_factory=lambda: np.empty((0, 0)))
    light_cny: Floats = field(default_factory=lambda: np.empty(0))
    heavy_cny: Floats = field(default_factory=lambda: np.empty(0))
    later_h: Floats = field(default_factory=lambda: np.empty((0, 0)))
