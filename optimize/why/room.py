"""Bookings with more room than the services have, and plans made anew in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from domain.expected import expected_cost
from domain.outlook import Outlook
from domain.plan import Plan, Way
from domain.policy import announcements
from domain.scenario import Scenario
from domain.timetable import DepartureKey, Timetable
from optimize.booking import ROOM_SLACK, Booked, Booking, Change, _Loaded
from optimize.desk import PlanDesk
from optimize.lane import Slot, TimedJourney
from optimize.offer import Offer
from optimize.offers import OfferBook, offer_book
from optimize.rolling import PlanSettings, _Roll

Room = tuple[float, float, float]
"""TEU, tonnes and plugs."""
NO_ROOM: Room = (0.0, 0.0, 0.0)


class RoomyBooking(Booking):
    """A booking in which some legs of some departures have `extra` room."""

    def __init__(self, scenario: Scenario, extra: Mapping[Slot, Room] | None = None) -> None:
        super().__init__(scenario)
        self.extra = dict(extra or {})
        self.without_limit = False

    def used(self, slot: Slot) -> Room:
        """What is booked less the extra room, so that the service's limit means the wider one."""
        teu, t, plugs = super().used(slot)
        more = self.extra.get(slot, NO_ROOM)
        return teu - more[0], t - more[1], plugs - more[2]

    def _has_room(self, timed: TimedJourney, teu: float, t: float, plugs: float) -> bool:
        if self.without_limit:
            return True
        more = (teu, t, plugs)
        return all(
            amount <= 0.0 or used + amount <= limit + ROOM_SLACK
            for slot in timed.slots
            for amount, used, limit in zip(more, self.used(slot), self._limits(slot), strict=True)
        )

    def _apply(self, loaded: _Loaded, change: Change) -> None:
        """As ever; what fits into the extra room is not over the limit."""
        super()._apply(loaded, change)
        for slot in loaded.timed.slots:
            pairs = zip(self.used(slot), self._limits(slot), strict=True)
            if all(used <= limit + ROOM_SLACK for used, limit in pairs):
                self.overfull.discard(slot)

    def _limits(self, slot: Slot) -> Room:
        service = self.network.holder(slot[0][0]).on(slot[0][1])
        limits = (service.capacity_teu, service.capacity_t, service.plugs)
        teu, t, plugs = (math.inf if limit is None else float(limit) for limit in limits)
        return teu, t, plugs


def desk_of(scenario: Scenario, offers: OfferBook, plan: Plan) -> PlanDesk:
    """A desk on which everything is booked as in a plan; its booking is a `RoomyBooking`.

    Raises
    ------
    LookupError
        For a box journey that the outlook does not offer.
    """
    booking = RoomyBooking(scenario)
    booking.without_limit, booking.path_use.strict = True, False
    desk = PlanDesk(scenario, booking)
    orders = {c.consignment_id: c for c in scenario.consignments}
    timed = _timed(offers, plan)
    by_id = {part.part_id: part for part in plan.parts}
    for part in plan.parts:
        if part.feeds:
            continue
        order = orders[part.consignment_id]
        offer = None
        if part.journey_id is not None:
            route = plan.journeys[part.journey_id].route
            way, came = Way(part.before, route, part.after), by_id.get(part.fed_by)
            feeder = None if came is None or came.journey_id is None else timed[came.journey_id]
            if came is not None and feeder is not None:
                way = Way(came.before, route, part.after, feeder.journey.route)
            mark = Offer(
                way, timed[part.journey_id], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                trade_mode=part.trade_mode, feeder=feeder,
            )  # fmt: skip
            known = (one for one in offers.pool(order) if one.name == mark.name)
            offer = next(known, mark)
        booking.restore(part.part_id, Booked(order, part.units, offer))
    booking.without_limit, booking.path_use.strict = False, True
    return desk


def _timed(offers: OfferBook, plan: Plan) -> dict[str, TimedJourney]:
    """The planned journeys as the offers time and price them."""
    orders = {c.consignment_id: c for c in offers.scenario.consignments}
    direction = {
        part.journey_id: orders[part.consignment_id].direction
        for part in plan.parts
        if part.journey_id is not None
    }
    found: dict[str, TimedJourney] = {}
    for name in sorted(plan.journeys):
        if name not in direction:
            continue
        journey = plan.journeys[name]
        lane = offers.journeys.lane(
            journey.route, direction[name], journey.cargo_class, journey.setpoint_c
        )
        offers.journeys.cover(lane, journey.stuff_at_h, journey.stuff_at_h)
        known = next((one for one in lane.journeys if one.name == name), None)
        if known is None:
            raise LookupError(f"{name}: the outlook offers no such box journey; plan again")
        found[name] = known
    return found


def planned_again(
    scenario: Scenario,
    outlook: Outlook,
    extra: Mapping[Slot, Room] | None = None,
    settings: PlanSettings | None = None,
) -> float:
    """Expected cost of the rolling plan when some departures have extra room.

    Without extra room it is the cost of `RollingPlan` itself.
    """
    roll = _Roll(scenario, offer_book(scenario, outlook), settings or PlanSettings())
    roll.desk = PlanDesk(scenario, RoomyBooking(scenario, extra))
    for at_h, fresh in announcements(scenario):
        roll.epoch(at_h, fresh)
    roll.close()
    booking = roll.desk.booking
    runs = frozenset({*booking.paths(), *roll.desk.running})
    return expected_cost(scenario, outlook, booking.plan("plan", runs, roll.unplanned()))


def without_departure(scenario: Scenario, key: DepartureKey) -> Scenario:
    """The scenario with one departure taken out of the timetable."""
    departures = dict(scenario.timetable.departures)
    departures[key[0]] = tuple(at_h for at_h in departures[key[0]] if at_h != key[1])
    return replace(scenario, timetable=Timetable(departures))
