"""Prices of room from the lower bound: what it would fall by, at the margin, for one more unit.

The multipliers that prove the bound on the whole book price every TEU, tonne and plug of a
departure's leg. They look at everybody at once and at all that could be decided differently, but
at a relaxed problem: boxes may be shared out in parts, and what is full in the plan may be free
there because other departures are filled instead.
"""

from __future__ import annotations

from dataclasses import replace

from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.bound import priced
from optimize.offers import OfferBook
from optimize.why.capacity import Worth
from optimize.why.ways import UNITS

ROUNDS = 40


def room_prices(
    scenario: Scenario, offers: OfferBook, *, rounds: int = ROUNDS
) -> dict[tuple[DepartureKey, str], float]:
    """CNY per unit by departure and unit, summed over its legs; what is not there costs nothing."""
    made, bound = priced(scenario, offers, rounds=rounds)
    names = {name: number for number, name in enumerate(made.problem.slots.slot_id)}
    found: dict[tuple[DepartureKey, str], float] = {}
    price = bound.slot_price
    for service_id in sorted(scenario.timetable.departures):
        service = scenario.network.services.get(service_id)
        if service is None:
            continue
        for at_h in scenario.timetable.departures[service_id]:
            for leg in range(len(service.legs)):
                number = names.get(f"{service_id}@{at_h:.2f}/{leg}")
                if number is None:
                    continue
                for axis, unit in enumerate(UNITS):
                    key = ((service_id, at_h), unit)
                    found[key] = found.get(key, 0.0) + float(price[axis, number])
    return found


def with_price(worth: Worth, prices: dict[tuple[DepartureKey, str], float]) -> Worth:
    """The worth with the bound's price of its step; a train has none."""
    if worth.unit == "train":
        return worth
    return replace(worth, price_cny=worth.step * prices.get((worth.key, worth.unit), 0.0))
