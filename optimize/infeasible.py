"""Why a plan leaves consignments behind, and the smallest change with which it would not.

Only consignments that may not be outsourced are left. For each, first, times: of every journey in
its hold window that could still be booked when it was announced, how much later the hard deadline
(by delivery at nominal pace) and the due time (by the on-time promise over the Outlook's samples)
would have to be; the journey of least hours counts, so the change is exact. Then room: those whose
times suffice, or would after that change, are placed together by `optimize.least_room`.

Room is asked for twice: with everybody free to be booked anew, which is the least that any plan
needs; where that is nothing (a plan exists, but this policy did not find it), or too large to
solve, with all others as they are booked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.cargo import Consignment
from domain.plan import Plan
from domain.promise import SAME_H, samples_needed
from domain.scenario import Scenario
from optimize.booking import Booked, Booking
from optimize.boxes_needed import boxes_needed
from optimize.least_room import LeastRoom, MoreRoom, Wanted, least_room
from optimize.offer import Offer, Valued
from optimize.offers import OfferBook
from optimize.reasons import NO_BOX

MOST_MOVABLE, MOST_COLUMNS = 120, 3_000
"""Consignments, and offers of them, up to which all may be booked anew in the model of room."""
GRID_H = 0.01
"""Hours are rounded up to it, so that the change as told is enough."""
FORESIGHT, HABIT = "foresight", "habit"


@dataclass(frozen=True, slots=True)
class LaterTimes:
    """How much later a consignment's times would have to be, and the delivery that this allows.

    `best_share` is the highest promise that a journey keeps with the times as they are; `None`
    where nothing is promised, or the deadline alone stops everything.
    """

    consignment_id: str
    delivered_h: float
    deadline_later_h: float
    due_later_h: float
    best_share: float | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What stands against a plan.

    `times`: consignments whose deadline or promise nothing meets. `room`: what must be added for
    `crowded`, consignments that only lack room, and for those of `times`. `least`: nothing less
    would do; `rearranged`: with all others free to move, else as they are booked. `waits`: later
    times of all of them that would do instead of room, with all others as they are booked.
    `hopeless`: consignments that no later time and no room would help, with the reason.
    """

    times: tuple[LaterTimes, ...] = ()
    crowded: tuple[str, ...] = ()
    waits: tuple[LaterTimes, ...] = ()
    room: tuple[MoreRoom, ...] = ()
    least: bool = False
    rearranged: bool = False
    hopeless: Mapping[str, str] | None = None


def diagnose(scenario: Scenario, offers: OfferBook, plan: Plan) -> Diagnosis:
    """Find the smallest change with which everything that a plan left would be carried.

    Habit looks for no better way, so that of its plan only the times are said.
    """
    orders = {c.consignment_id: c for c in scenario.consignments}
    times: list[LaterTimes] = []
    wanted: dict[str, Wanted] = {}
    hopeless: dict[str, str] = {}
    for name in sorted(plan.unplanned):
        found = _least_later(scenario, offers, orders[name], plan.policy)
        if found is None:
            hopeless[name] = plan.unplanned[name]
            continue
        later, could = found
        if later.deadline_later_h > 0.0 or later.due_later_h > 0.0:
            times.append(later)
        wanted[name] = could
    late = {one.consignment_id for one in times}
    crowded = tuple(name for name in wanted if name not in late)
    said = Diagnosis(tuple(times), crowded, hopeless=hopeless)
    if plan.policy == HABIT or not wanted:
        return said
    booked = _booked(scenario, offers, plan)
    if booked is None:
        return said
    solved, rearranged = _room(scenario, offers, booked, wanted, plan.policy)
    if solved is None or not solved.added:
        return said
    due_later_h = {one.consignment_id: one.due_later_h for one in times}
    waits = _waits(scenario, offers, booked, wanted, due_later_h, plan.policy)
    return replace(said, waits=waits, room=solved.added, least=solved.proven, rearranged=rearranged)


def _least_later(
    scenario: Scenario, offers: OfferBook, order: Consignment, policy: str
) -> tuple[LaterTimes, Wanted] | None:
    """The journey that needs the least change of times, and all offers that this change opens."""
    share = None if order.on_time_promise_share is None else 0.0  # keeps all, and sees the looks
    valued = offers.valued(replace(order, deadline_h=None, on_time_promise_share=share))
    if valued is None:
        return None
    rows = [i for i in range(len(valued.journeys)) if _open(scenario, order, valued, i, policy)]
    if not rows:
        return None
    deadline = np.zeros(len(valued.journeys))
    if order.deadline_h is not None:
        deadline = np.maximum(0.0, valued.delivered_h - order.deadline_h)
    due, best_share = np.zeros(len(valued.journeys)), None
    if order.on_time_promise_share is not None and valued.promised_h is not None:
        in_time = (valued.promised_h <= order.due_h + SAME_H).mean(axis=1)
        best_share = max((float(in_time[i]) for i in rows if deadline[i] == 0.0), default=None)
        samples = np.sort(valued.promised_h, axis=1)
        needed = samples_needed(order.on_time_promise_share, samples.shape[1])
        if needed:
            due = np.maximum(0.0, samples[:, needed - 1] - order.due_h)
    best = min(rows, key=lambda i: (deadline[i] + due[i], valued.own_cny[i], i))
    allowed_deadline, allowed_due = _up(deadline[best]), _up(due[best])
    opened = [i for i in rows if deadline[i] <= allowed_deadline and due[i] <= allowed_due]
    later = LaterTimes(
        order.consignment_id, float(valued.delivered_h[best]), allowed_deadline, allowed_due,
        best_share,
    )  # fmt: skip
    return later, Wanted(order, order.units, _offers(scenario, order, valued, opened))


def _open(scenario: Scenario, order: Consignment, valued: Valued, i: int, policy: str) -> bool:
    """Whether a journey fits the goods and could be booked when they were announced."""
    timed, way = valued.journeys[i], valued.ways[valued.way[i]]
    if boxes_needed(scenario, order, way.route.box_type) is None:
        return False
    if policy == FORESIGHT:
        return True
    rules = scenario.planning
    at_h = math.ceil(max(0.0, order.known_at_h) / rules.epoch_h) * rules.epoch_h
    return timed.journey.stuff_at_h >= at_h and all(
        key[1] - rules.notice_h >= at_h for key in timed.paths
    )


def _up(hours: float) -> float:
    return math.ceil(hours / GRID_H - 1e-9) * GRID_H if hours > 0.0 else 0.0


def _offers(
    scenario: Scenario, order: Consignment, valued: Valued, rows: Sequence[int]
) -> tuple[Offer, ...]:
    """Rows as offers, cheapest first."""
    found = []
    for i in rows:
        way, timed = valued.ways[valued.way[i]], valued.journeys[i]
        needed = boxes_needed(scenario, order, way.route.box_type)
        assert needed is not None, NO_BOX
        boxes, heavy = needed
        own = float(valued.own_cny[i])
        cost = own + boxes * (timed.heavy_cny if heavy else timed.light_cny)
        feeder = valued.feeder(i)
        if feeder is not None:
            cost += boxes * (feeder.heavy_cny if heavy else feeder.light_cny)
        found.append(
            Offer(way, timed, float(valued.available_h[i]), float(valued.delivered_h[i]),
                  float(valued.expected_h[i]), own, boxes, cost,
                  trade_mode=valued.trade_modes[valued.way[i]], feeder=valued.feeder(i))
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.estimate_cny, one.name)))


def _room(
    scenario: Scenario,
    offers: OfferBook,
    booked: Sequence[Booked],
    wanted: Mapping[str, Wanted],
    policy: str,
) -> tuple[LeastRoom | None, bool]:
    """Room to add, and whether all others were free to move."""
    given_away = {one.consignment.consignment_id for one in booked if one.offer is None}
    orders = {one.consignment.consignment_id: one.consignment for one in booked}
    movable = sorted(set(orders) - given_away - set(wanted))
    if len(movable) + len(wanted) <= MOST_MOVABLE:
        found = [_least_later(scenario, offers, orders[name], policy) for name in movable]
        every = [*(one[1] for one in found if one is not None), *wanted.values()]
        if len(found) == len(movable) and sum(len(one.offers) for one in every) <= MOST_COLUMNS:
            kept = [one for one in booked if one.consignment.consignment_id in given_away]
            solved = least_room(scenario, kept, every)
            if solved is not None and solved.added:
                return solved, True
    return least_room(scenario, booked, _rest(booked, wanted)), False


def _rest(booked: Sequence[Booked], wanted: Mapping[str, Wanted]) -> list[Wanted]:
    """What is wanted without the units that have a place already."""
    placed = dict.fromkeys(wanted, 0)
    for one in booked:
        if one.consignment.consignment_id in placed:
            placed[one.consignment.consignment_id] += one.units
    return [replace(one, units=one.units - placed[name]) for name, one in wanted.items()]


def _waits(
    scenario: Scenario,
    offers: OfferBook,
    booked: Sequence[Booked],
    wanted: Mapping[str, Wanted],
    due_later_h: Mapping[str, float],
    policy: str,
) -> tuple[LaterTimes, ...]:
    """Later times that give all that is wanted room on later departures, one after another.

    Nothing where one of them has no deadline, or finds no room in its whole hold window.
    """
    booking = Booking(scenario)
    for one in booked:
        booking.add(one.consignment, one.units, one.offer)
    found = []
    for rest in _rest(booked, wanted):
        order, left = rest.consignment, rest.units
        due_h = due_later_h.get(order.consignment_id, 0.0)
        valued = offers.valued(replace(order, deadline_h=None, due_h=order.due_h + due_h))
        if order.deadline_h is None or valued is None:
            return ()
        rows = [i for i in range(len(valued.journeys)) if _open(scenario, order, valued, i, policy)]
        late = sorted(
            _offers(scenario, order, valued, rows), key=lambda one: (one.delivered_h, one.name)
        )
        last_h = order.deadline_h
        for offer in late:
            fits = left if booking.change(offer, order, left) is not None else 0
            if not fits and order.unit == "fcl":
                fits = min(left, booking.room_units(offer, order))
            if fits:
                booking.add(order, fits, offer)
                left, last_h = left - fits, max(last_h, offer.delivered_h)
            if left == 0:
                break
        if left:
            return ()
        later_h = _up(last_h - order.deadline_h)
        found.append(LaterTimes(order.consignment_id, last_h, later_h, due_h))
    return tuple(found)


def _booked(scenario: Scenario, offers: OfferBook, plan: Plan) -> list[Booked] | None:
    """Parts of a plan with the offers that they take; `None` for a plan of another family."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    pools: dict[str, dict[str, Offer]] = {}
    found = []
    by_id = {part.part_id: part for part in plan.parts}
    for part in plan.parts:
        if part.feeds:
            continue
        order, offer = orders[part.consignment_id], None
        if part.journey_id is not None:
            came = by_id.get(part.fed_by)
            name = f"{part.journey_id}|{part.before if came is None else came.before}|{part.after}"
            name += "" if came is None else f"|{came.journey_id}"
            pool = pools.setdefault(
                part.consignment_id, {one.name: one for one in offers.pool(order)}
            )
            offer = pool.get(name)
            if offer is None:
                return None
        found.append(Booked(order, part.units, offer))
    return found
