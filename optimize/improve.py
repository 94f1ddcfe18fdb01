"""Making a booking better by a bounded, deterministic local search at the desk's true prices.

Two moves, in sorted order: a consignment is taken off and placed where it adds least; a journey is
closed, or a path train that is not confirmed, and its consignments are placed anew. A move is kept
only if all in all it costs less. Each round looks only at what the round before has touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.timetable import DepartureKey
from optimize.desk import Demand, PlanDesk

GAIN_CNY = 0.01


def improve(desk: PlanDesk, demands: Mapping[str, Demand], rounds: int) -> int:
    """Move and close until nothing pays or the rounds are used up; returns the moves kept.

    `demands` holds every consignment that may be changed, with its offers.
    """
    kept = 0
    touched = sorted(demands)
    for _ in range(rounds):
        changed: set[str] = set()
        for name in touched:
            before = _journeys(desk, [name])
            if _anew(desk, [demands[name]]):
                kept += 1
                changed.update(before, _journeys(desk, [name]))
        for riders in _closable(desk, demands, touched):
            before = _journeys(desk, riders)
            if _anew(desk, [demands[name] for name in riders], spread=True):
                kept += 1
                changed.update(before, _journeys(desk, riders))
        if not changed:
            break
        touched = sorted(_riders(desk, changed) & set(demands))
    return kept


def _journeys(desk: PlanDesk, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        for booked in desk.booking.of_consignment.get(name, {}).values():
            if booked.offer is not None:
                found.update(timed.name for timed in booked.offer.rides)
    return found


def _riders(desk: PlanDesk, journeys: Iterable[str]) -> set[str]:
    return {
        booked.consignment.consignment_id
        for name in journeys
        if name in desk.booking.loads
        for booked in desk.booking.loads[name].parts.values()
    }


def _closable(
    desk: PlanDesk, demands: Mapping[str, Demand], touched: Sequence[str]
) -> list[list[str]]:
    """Riders of each path train not confirmed and of each journey, if all of them may move."""
    journeys = sorted(_journeys(desk, touched))
    trains: dict[DepartureKey, set[str]] = {}
    for name in journeys:
        for key in desk.booking.loads[name].timed.paths:
            if key not in desk.running:
                trains.setdefault(key, set()).update(_riders(desk, desk.booking.users[key]))
    groups = [sorted(trains[key]) for key in sorted(trains)]
    groups.extend(sorted(_riders(desk, [name])) for name in journeys)
    return [group for group in groups if len(group) > 1 and set(group) <= set(demands)]


def _anew(desk: PlanDesk, demands: Sequence[Demand], *, spread: bool = False) -> bool:
    """Take some demands off and place them anew, largest first; undone unless it pays.

    With `spread` the journeys that they share are barred to the first of them, so that closing a
    journey does not just open it again.
    """
    before = desk.cost_cny
    shared = _journeys(desk, [demand.name for demand in demands]) if spread else set()
    taken = [desk.take_off(demand) for demand in demands]
    placed: list[Demand] = []
    for one in sorted(taken, key=lambda t: (-t.demand.units * t.demand.consignment.m3_per_unit,
                                            t.demand.name)):  # fmt: skip
        units = sum(booked.units for booked in one.parts.values()) + one.left
        offers = one.demand.offers
        if spread:
            offers = tuple(
                offer for offer in offers if all(timed.name not in shared for timed in offer.rides)
            )
        demand = Demand(one.demand.consignment, units, offers, one.demand.may_outsource)
        placed.append(one.demand)
        if units:
            desk.place(demand, ())
    if desk.cost_cny < before - GAIN_CNY and not desk.booking.overfull:
        return True
    for demand in placed:
        desk.take_off(demand)
    for one in taken:
        desk.put_back(one)
    desk.cost_cny = before
    return False
