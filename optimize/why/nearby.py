"""What room is worth when the plan is improved around it, and only around it.

Planning anew from nothing answers the same question, but a heuristic that begins elsewhere ends
elsewhere: on a plan of millions it moves by thousands for reasons that have nothing to do with one
more box. So the plan's own bookings are improved first, without the room, by the path model and
local search over the consignments that could use the departure; then once more without it and
once more with it, both from there. The difference is what only the room makes possible.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from domain.plan import Plan
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.consolidate import WorkLimits
from optimize.desk import Demand, PlanDesk, Taken
from optimize.improve import improve
from optimize.offers import OfferBook
from optimize.reoptimise import reoptimise
from optimize.why.capacity import Worth, extra_room
from optimize.why.room import RoomyBooking, desk_of

MOST_DEMANDS = 100
"""Consignments that are decided anew, as many as the rolling plan takes into one model."""
LIMITS = WorkLimits(nodes=100, relative_gap=0.001)
ROUNDS = 2


def nearby_cny(scenario: Scenario, offers: OfferBook, plan: Plan, worth: Worth) -> float:
    """Fall of the plan's cost with the room (of a train: its rise without it), in CNY."""
    desk = desk_of(scenario, offers, plan)
    booking = desk.booking
    assert isinstance(booking, RoomyBooking)
    demands = related(scenario, offers, desk, worth)
    _improve(desk, demands)
    settled_cny = desk.cost_cny
    if worth.unit == "train":
        barred = [_barred(demand, worth.key) for demand in demands]
        riders = [
            one.consignment_id
            for part_id in booking.parts_on(worth.key)
            for one in (booking.parts[part_id].consignment,)
        ]
        _clear(desk, demands, barred, riders)
        _improve(desk, barred)
        return desk.cost_cny - settled_cny
    state = [desk.take_off(demand) for demand in demands]
    _put_back(desk, state)
    _improve(desk, demands)
    without_cny = desk.cost_cny
    for demand in demands:
        desk.take_off(demand)
    _put_back(desk, state)
    desk.cost_cny = settled_cny
    booking.extra = extra_room(worth.key, worth.legs, worth.unit, worth.step)
    _improve(desk, demands)
    return without_cny - desk.cost_cny


def related(scenario: Scenario, offers: OfferBook, desk: PlanDesk, worth: Worth) -> list[Demand]:
    """Those that ride the departure or would move in, then others that could use it, by id."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    booking = desk.booking
    first = [booking.parts[part].consignment.consignment_id for part in booking.parts_on(worth.key)]
    others = [
        name
        for name in sorted(orders)
        if any(
            slot[0] == worth.key for one in offers.pool(orders[name]) for slot in one.timed.slots
        )
    ]
    found = []
    for name in list(dict.fromkeys((*first, *worth.movers, *others)))[:MOST_DEMANDS]:
        held = booking.of_consignment.get(name, {})
        units = sum(one.units for one in held.values())
        if units:
            pool = offers.pool(orders[name])
            names = {one.name for one in pool}
            kept = (
                one.offer
                for one in held.values()
                if one.offer is not None and one.offer.name not in names
            )
            found.append(Demand(orders[name], units, (*pool, *kept), may_outsource=True))
    return found


def _improve(desk: PlanDesk, demands: Sequence[Demand]) -> None:
    reoptimise(desk, demands, LIMITS, ROUNDS)
    improve(desk, {demand.name: demand for demand in demands}, ROUNDS)


def _put_back(desk: PlanDesk, state: Sequence[Taken]) -> None:
    for one in state:
        desk.put_back(one)


def _barred(demand: Demand, key: DepartureKey) -> Demand:
    kept = tuple(one for one in demand.offers if all(slot[0] != key for slot in one.timed.slots))
    return replace(demand, offers=kept)


def _clear(
    desk: PlanDesk, demands: Sequence[Demand], barred: Sequence[Demand], riders: Collection[str]
) -> None:
    """Move everybody off a departure, each to its best other offer, largest first."""
    pairs = sorted(
        ((old, new) for old, new in zip(demands, barred, strict=True) if old.name in set(riders)),
        key=lambda pair: (-pair[0].consignment.m3, pair[0].name),
    )
    for old, _ in pairs:
        desk.take_off(old)
    for _, new in pairs:
        desk.place(new, ())
