"""What planners expect of hubs: waits for slots and rooms, in offers as in the books."""

from dataclasses import replace

import pytest

from domain.expected import expected_cost, lenient_walk
from domain.hubs import COLD_ROOM, FLOOR, PLUG, YARD, Hub, Rooms, Yard
from domain.outlook import Outlook, replications
from domain.plan import Part, Plan
from domain.planned_boxes import planned_boxes
from optimize.booking import Booking
from optimize.journeys import Journeys
from optimize.offers import OfferBook
from tests.worlds import SHRIMP, TEXTILES, consignment, two_hubs

NUMBERS = replications("A", 2)
WAITS = {
    ("HUB", step, week, number): hours * (1 + number % 2)
    for step, hours in ((YARD, 9.0), (PLUG, 3.0), (FLOOR, 2.0), (COLD_ROOM, 2.0))
    for week in range(20)
    for number in NUMBERS
}
OUTLOOK = Outlook(3, NUMBERS, WAITS)
HUB = Hub(yard=Yard(4.0, 1, 0.0), rooms=Rooms(5.0, 5.0, "outside", 20.0))


def world(**changes):
    scenario = two_hubs(8, facility_cny_per_day=None, **changes)
    return replace(scenario, network=replace(scenario.network, hubs={"HUB": HUB}))


def test_boxes_are_expected_to_wait_for_a_slot_as_the_domain_walks():
    scenario = world()
    book, later = Journeys(scenario, OUTLOOK), 0
    bare = Journeys(scenario, Outlook(3, NUMBERS))
    for route in scenario.routes:
        kind = ("fresh", 5.0) if route.box_type == "40RF" else ("dry", None)
        lane, free = (one.lane(route, "export", *kind) for one in (book, bare))
        book.cover(lane, 0.0, 24.0 * 7)
        bare.cover(free, 0.0, 24.0 * 7)
        for timed, arrivals in zip(lane.journeys, lane.arrivals, strict=True):
            for pace, arrival in zip(OUTLOOK.paces(), arrivals, strict=True):
                walked = lenient_walk(scenario, timed.journey, "export", pace)
                assert walked.stripped_h == arrival
        later += sum(map(sum, lane.arrivals)) > sum(map(sum, free.arrivals))
    assert later >= 2


def planned(scenario, order, timed, way):
    part = Part("p", order.consignment_id, order.units, 0, way.before, timed.name, way.after)
    plan = Plan("x", {timed.name: timed.journey}, (part,), frozenset())
    return plan, planned_boxes(scenario, plan, {timed.name: [part]})


def test_an_offer_without_room_costs_what_the_books_say():
    order = consignment(1, TEXTILES, units=30, ready_h=20.0, due_h=150.0)
    scenario = world(consignments=[order])
    for offer in OfferBook(scenario, OUTLOOK).pool(order):
        plan, _ = planned(scenario, order, offer.timed, offer.way)
        booked = Booking(scenario).change(offer, order, 30)
        own = offer.own_cny + booked.cny
        assert own == pytest.approx(expected_cost(scenario, OUTLOOK, plan))


def test_the_bound_is_below_what_goods_lose_outside():
    order = consignment(1, SHRIMP, units=12, ready_h=20.0, due_h=150.0)
    scenario = world(consignments=[order])
    least = OfferBook(scenario, OUTLOOK).valued(order, least_life=True)
    for i, timed in enumerate(least.journeys):
        plan, boxes = planned(scenario, order, timed, least.ways[least.way[i]])
        floor = least.own_cny[i] + sum(timed.box_cny(box.fill.kg) for box in boxes)
        assert floor <= expected_cost(scenario, OUTLOOK, plan) + 1e-6
