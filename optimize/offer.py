"""An offer, and everything that a consignment could be offered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.holding import Look
from domain.plan import Way
from domain.timetable import DepartureKey
from optimize.lane import Floats, TimedJourney


@dataclass(frozen=True, slots=True)
class Offer:
    """One box journey for all units of a consignment.

    `own_cny` is everything but the boxes; `boxes` how many the goods need in boxes that others
    fill up (whole boxes for full loads); `estimate_cny` adds both, and takes off the most that
    subsidies and block space can save. `look` is how customs may look
    into the goods, `later_cny` what it costs them if their box is held (`TimedJourney.later_h`).
    `trade_mode` is set where it is not the consignment's own. With a `feeder` the goods come in
    its boxes to where those of `timed` are stuffed.
    """

    way: Way
    timed: TimedJourney
    available_h: float
    delivered_h: float
    expected_h: float
    own_cny: float
    boxes: float
    estimate_cny: float
    look: Look | None = None
    later_cny: tuple[float, ...] = ()
    trade_mode: str = ""
    feeder: TimedJourney | None = None

    @property
    def name(self) -> str:
        """Id of the journey, of the ways before and after it, and of a trade mode chosen."""
        name = f"{self.timed.journey.journey_id}|{self.way.before}|{self.way.after}"
        if self.feeder is not None:
            name = f"{name}|{self.feeder.name}"
        return f"{name}|{self.trade_mode}" if self.trade_mode else name

    @property
    def rides(self) -> tuple[TimedJourney, ...]:
        """Its box journeys, in travel order."""
        return (self.timed,) if self.feeder is None else (self.feeder, self.timed)

    @property
    def paths(self) -> tuple[DepartureKey, ...]:
        """Path trains that it needs."""
        if self.feeder is None:
            return self.timed.paths
        return (*self.feeder.paths, *self.timed.paths)

    @property
    def decide_by_h(self) -> float:
        """Until when goods can be put on it."""
        if self.feeder is None:
            return self.timed.decide_by_h
        return min(self.feeder.decide_by_h, self.timed.decide_by_h)

    @property
    def first_stuff_h(self) -> float:
        """Hour at which its goods are first stuffed."""
        return self.rides[0].journey.stuff_at_h

    @property
    def stuff_h(self) -> float:
        """Hour of stuffing."""
        return self.timed.journey.stuff_at_h


@dataclass(frozen=True, slots=True)
class Valued:
    """Every journey of every way of a consignment in its hold window, as arrays.

    `arrivals_h` has a row per journey and a column per pace; `delivered_h` is at nominal pace.
    `promised_h` are the same arrivals with the looks of customs that are drawn at each pace, where
    something is promised (`optimize.promised`).
    `looks` are by way, `later_cny` has a column per length of a customs look (`optimize.held`).
    Where the trade mode is free, a way stands here once for each mode (`trade_modes`), and each
    journey of it under the mode of least expected cost. Where goods are restuffed, a way stands
    here once for each box journey to the hub (`feeders`).
    """

    ways: tuple[Way, ...]
    way: npt.NDArray[np.int64]
    journeys: list[TimedJourney]
    available_h: Floats
    own_cny: Floats
    delivered_h: Floats
    expected_h: Floats
    light_cny: Floats
    heavy_cny: Floats
    arrivals_h: Floats
    looks: tuple[Look | None, ...]
    later_cny: Floats
    trade_modes: tuple[str, ...] = ()
    feeders: tuple[TimedJourney | None, ...] = ()
    promised_h: Floats | None = None

    def feeder(self, i: int) -> TimedJourney | None:
        """The box journey to a hub of a row, where its goods are restuffed."""
        return self.feeders[int(self.way[i])]

    @property
    def fed(self) -> bool:
        """Whether any of its goods may be restuffed."""
        return any(one is not None for one in self.feeders)
