"""What is done today: the route guide, first departure that works.

Per product and destination the guide names chains of services, best first. A consignment takes the
first chain that one of its ways follows and that has room, on the first departure after it is
ready; where the guide has no row, or none of its chains is a way, it takes its cheapest way in the
same manner. A path train runs as soon as anything is booked on it. Habit looks at no due time, no
cost of lateness, no on-time promise and no outlook; only its `cost_cny` is an expectation like
everybody's.
"""

from __future__ import annotations

import math
from dataclasses import replace

from domain.cargo import Consignment
from domain.expected import with_expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.policy import announcements
from domain.scenario import Scenario
from optimize.booking import Booking
from optimize.box_desk import AS_STANDS, BoxDesk
from optimize.offer import Offer
from optimize.offers import OfferBook
from optimize.reasons import NO_ROOM, why_no_offer


class Habit:
    """See the module."""

    name = "habit"

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """Book every consignment by the guide, in order of announcement."""
        booking, unplanned = Booking(scenario), dict[str, str]()
        book = OfferBook(scenario, Outlook(outlook.seed))
        boxes = BoxDesk(scenario, booking, AS_STANDS)
        for at_h, fresh in announcements(scenario):
            for consignment in fresh:
                offers = [
                    one for one in book.first_of_ways(consignment) if one.timed.decide_by_h >= at_h
                ]
                left = _book(scenario, booking, consignment, offers)
                if left:
                    unplanned[consignment.consignment_id] = (
                        NO_ROOM if offers else why_no_offer(book, _unpromised(consignment))
                    )
        boxes.settle(0.0, math.inf)
        plan = boxes.finish(booking.plan(self.name, frozenset(booking.paths()), unplanned))
        return with_expected_cost(scenario, outlook, plan)


def _book(
    scenario: Scenario,
    booking: Booking,
    consignment: Consignment,
    offers: list[Offer],
) -> int:
    """Book a consignment; returns the units that found no room and have no price."""
    left = consignment.units
    for offer in _in_order(scenario, consignment, offers):
        fits = left if booking.change(offer, consignment, left) is not None else 0
        if not fits and consignment.unit == "fcl":
            fits = min(left, booking.room_units(offer, consignment))
        if fits:
            booking.add(consignment, fits, offer)
            left -= fits
        if left == 0:
            return 0
    if consignment.outsource_cny_per_kg is not None:
        booking.add(consignment, left, None)
        return 0
    return left


def _unpromised(consignment: Consignment) -> Consignment:
    return replace(consignment, on_time_promise_share=None)


def _in_order(scenario: Scenario, consignment: Consignment, offers: list[Offer]) -> list[Offer]:
    """Offers by rank of their way, then by hour of stuffing and arrival."""
    guide = (scenario.guide or {}).get((consignment.product_id, consignment.destination_id), ())
    best: dict[str, float] = {}
    for offer in offers:
        route_id = offer.way.route.route_id
        best[route_id] = min(best.get(route_id, offer.estimate_cny), offer.estimate_cny)

    def rank(offer: Offer) -> tuple[float, float, str, float, float, str]:
        route = offer.way.route
        chain = tuple(hop.service_id for hop in route.hops)
        listed = guide.index(chain) if chain in guide else len(guide)
        whole = (*offer.way.before, *chain, *offer.way.after)
        if whole in guide:
            listed = min(listed, guide.index(whole))
        return (
            float(listed), best[route.route_id], route.route_id, offer.stuff_h,
            offer.delivered_h, offer.name,
        )  # fmt: skip

    return sorted(offers, key=rank)
