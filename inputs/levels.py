"""Levels of stock that are chosen: the days of cover that cost least over set A.

Demand is drawn anew for each replication of set A, by the same forecast; lead times are those of
the flow's first way, walked on the timetable at the pace of that replication. Neither is what will
happen: nobody sees the period ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from domain.cargo import Consignment
from domain.cover import cover_cny
from domain.draws import Chance
from domain.fetching import fetch
from domain.network import Network
from domain.outlook import replications
from domain.pace import SampledPace
from domain.plan import Way
from domain.replenish import Demanded, Found, Placed, place_orders
from domain.route import last_leg, walk
from domain.timetable import Timetable
from domain.warehouse import DAY_H, Forecast, Shelf, Warehouse

DAYS = (10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 70.0, 80.0, 90.0, 105.0,
        120.0)  # fmt: skip
"""Days of cover among which the choice is made."""


@dataclass(frozen=True, slots=True)
class Leads:
    """How long an order of a flow takes to the shelf."""

    network: Network
    timetable: Timetable
    ways: tuple[Way, ...]
    seed: int

    def hours(self, order: Consignment, placed_h: float, book: int) -> float:
        """Hours from placing an order to its delivery, in one replication; due where no way is."""
        pace = SampledPace(Chance(self.seed, book))
        for way in self.ways:
            got = fetch(self.network, order, way.before, way.route.stuff_node, pace)
            went = walk(
                self.network, self.timetable, way.route, order.direction, order.box_class,
                got.available_h, None, pace, strict=False,
            )  # fmt: skip
            if went is not None:
                return last_leg(self.network, order, way.after, went.stripped_h, pace)[1] - placed_h
        return order.due_h - placed_h


@dataclass(frozen=True, slots=True)
class Choice:
    """What the choice of one shelf's level weighs; `rate_per_year` is the interest."""

    place: Warehouse
    shelf: Shelf
    forecast: Forecast
    pieces_per_unit: int
    lead_h: float
    rate_per_year: float
    window: tuple[float, float]
    found: Found | None = None

    def orders(self, days: float, demand: Sequence[Demanded]) -> tuple[Placed, ...]:
        """The orders that the shelf would place with a level."""
        return place_orders(
            replace(self.shelf, up_to_days=days), self.forecast, demand, self.pieces_per_unit,
            self.window[1], lead_h=self.lead_h, found=self.found,
        )  # fmt: skip

    def cny(self, days: float, demand: Sequence[Demanded], leads_h: Mapping[float, float]) -> float:
        """What a level costs on one draw; `leads_h` are the lead times by hour of ordering."""
        placed = self.orders(days, demand)
        return cover_cny(
            self.place, replace(self.shelf, up_to_days=days), self.forecast, demand, placed,
            [leads_h[order.at_h] for order in placed], self.rate_per_year, self.window, self.found,
        )  # fmt: skip


def books(count: int) -> tuple[int, ...]:
    """Replications of set A."""
    return replications("A", count)


def best_days(
    choice: Choice,
    drawn: Mapping[int, Sequence[Demanded]],
    leads_h: Mapping[int, Mapping[float, float]],
    among: Sequence[float] = (),
) -> float:
    """The days of cover of least mean cost; of equals the fewest.

    Parameters
    ----------
    drawn, leads_h
        Demand, and lead times by hour of ordering, by replication of set A.
    """

    def mean_cny(days: float) -> float:
        return fsum(choice.cny(days, drawn[book], leads_h[book]) for book in drawn)

    return min(sorted(among or DAYS), key=mean_cny)


def reviews(shelf: Shelf, until_h: float) -> list[float]:
    """Hours at which a shelf is looked at."""
    count = int(-(-until_h // shelf.review_h))
    return [number * shelf.review_h for number in range(count)]


__all__ = ["DAYS", "DAY_H", "Choice", "Leads", "best_days", "books", "reviews"]
