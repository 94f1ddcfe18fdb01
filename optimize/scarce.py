"""Offers on what is short: one for each train of a shared path and for each day of a store.

The best offers of a consignment are often all on one train. Where that train may not get a path, or
a store is full on that day, the others must be there to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from domain.network import STORE
from domain.paths import window_of
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.lane import TimedJourney

if TYPE_CHECKING:
    from optimize.offer import Offer


def has_scarce(scenario: Scenario) -> bool:
    """Whether anything of the kind is short."""
    return bool(scenario.path_pools or scenario.network.stores)


def scarce_of(scenario: Scenario, timed: TimedJourney) -> tuple[DepartureKey, ...]:
    """Trains of shared paths and days of stores that a journey needs."""
    trains = [key for key in timed.paths if window_of(scenario.path_pools, key) is not None]
    days = [slot[0] for slot in timed.slots[:1] if slot[0][0].startswith(STORE)]
    return (*trains, *days)


def firsts(scenario: Scenario, journeys: Iterable[TimedJourney]) -> list[int]:
    """Numbers of the journeys that are the first on some combination of what is short."""
    if not has_scarce(scenario):
        return []
    found: dict[tuple[DepartureKey, ...], int] = {}
    for number, timed in enumerate(journeys):
        found.setdefault(scarce_of(scenario, timed), number)
    return list(found.values())


def firsts_of(scenario: Scenario, offers: Sequence[Offer], ranked: Sequence[int]) -> list[int]:
    """Numbers of the offers that are the first of those ranked on what is short."""
    return [ranked[place] for place in firsts(scenario, (offers[i].timed for i in ranked))]
