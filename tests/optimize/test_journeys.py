"""Journeys are timed as the domain walks them, and stuffed as late as is safe."""

import pytest

from domain.catch_up import catch_up_h
from domain.expected import expected_cost, lenient_walk
from domain.outlook import Outlook, replications
from domain.pace import nominal_pace
from domain.plan import Part, Plan
from domain.planned_boxes import planned_boxes
from domain.route import walk
from optimize.booking import Booking
from optimize.journeys import QUARTER_H, Journeys
from optimize.offers import OfferBook
from tests.worlds import SHRIMP, TEXTILES, consignment, two_hubs

OUTLOOK = Outlook(3, replications("A", 3))


def lanes(scenario):
    book = Journeys(scenario, OUTLOOK)
    for route in scenario.routes:
        kind = ("fresh", 5.0) if route.box_type == "40RF" else ("dry", None)
        lane = book.lane(route, "export", *kind)
        book.cover(lane, 0.0, 24.0 * 14)
        assert lane.journeys
        yield lane


def test_hours_are_those_of_the_domain():
    scenario = two_hubs(8)
    for lane in lanes(scenario):
        for timed, arrivals in zip(lane.journeys, lane.arrivals, strict=True):
            journey = timed.journey
            strict = walk(
                scenario.network, scenario.timetable, journey.route, "export",
                journey.cargo_class, journey.stuff_at_h, journey.departures, nominal_pace(),
            )  # fmt: skip
            assert strict is not None
            assert strict.stripped_h == timed.stripped_h
            for pace, arrival in zip(OUTLOOK.paces(), arrivals, strict=True):
                assert lenient_walk(scenario, journey, "export", pace).stripped_h == arrival


def test_boxes_are_at_the_gate_in_good_time_and_a_quarter_hour_later_would_be_too_late():
    scenario = two_hubs(8)
    ahead_h = scenario.planning.close_ahead_h
    for lane in lanes(scenario):
        service = scenario.network.services[lane.route.hops[0].service_id]
        for timed in lane.journeys if service.dated else []:
            departs = timed.journey.departures[0]
            for later_h, in_time in ((0.0, True), (QUARTER_H, False)):
                walked = walk(
                    scenario.network, scenario.timetable, lane.route, "export",
                    lane.cargo_class, timed.journey.stuff_at_h + later_h, None, nominal_pace(),
                )  # fmt: skip
                at_gate = next(s.start_h for s in walked.stages if s.kind == "await_departure")
                spare = departs - service.gate_in_cutoff_h - at_gate
                assert (spare >= ahead_h) == in_time


def test_an_offer_costs_what_the_books_say():
    order = consignment(1, TEXTILES, units=30, ready_h=20.0, due_h=150.0)
    scenario = two_hubs(consignments=[order], facility_cny_per_day=None)
    book = OfferBook(scenario, OUTLOOK)
    pool = book.pool(order)
    assert len(pool) > 5
    for offer in pool:
        part = Part("p", order.consignment_id, 30, 0, offer.way.before, offer.timed.name,
                    offer.way.after)  # fmt: skip
        plan = Plan("x", {offer.timed.name: offer.timed.journey}, (part,), frozenset())
        booked = Booking(scenario).change(offer, order, 30)
        assert booked is not None
        boxes = planned_boxes(scenario, plan, {offer.timed.name: [part]})
        of_boxes = sum(offer.timed.box_cny(box.fill.kg) for box in boxes)
        assert booked.cny - booked.held_cny == pytest.approx(of_boxes)
        own = offer.own_cny + booked.cny
        assert own == pytest.approx(expected_cost(scenario, OUTLOOK, plan))


def test_goods_that_age_lose_no_less_than_the_bound_books():
    order = consignment(1, SHRIMP, units=12, ready_h=20.0, due_h=150.0)
    scenario = two_hubs(consignments=[order], facility_cny_per_day=None)
    book = OfferBook(scenario, OUTLOOK)
    least = book.valued(order, least_life=True)
    for i, timed in enumerate(least.journeys):
        way = least.ways[least.way[i]]
        part = Part("p", order.consignment_id, 12, 0, way.before, timed.name, way.after)
        plan = Plan("x", {timed.name: timed.journey}, (part,), frozenset())
        boxes = planned_boxes(scenario, plan, {timed.name: [part]})
        floor = least.own_cny[i] + sum(timed.box_cny(box.fill.kg) for box in boxes)
        assert floor <= expected_cost(scenario, OUTLOOK, plan) + 1e-6


def test_late_goods_take_the_first_later_departure_of_the_same_chain():
    scenario = two_hubs(8)
    by_train = next(lane for lane in lanes(scenario) if "RAIL" in lane.route.route_id)
    journey = by_train.journeys[0].journey
    assert catch_up_h(scenario, journey, 0.0) == 0.0
    assert catch_up_h(scenario, journey, 3.0) == 24.0
    assert catch_up_h(scenario, journey, 25.0) == 48.0
    by_lorry = next(lane for lane in lanes(scenario) if "LORRY" in lane.route.route_id)
    assert catch_up_h(scenario, by_lorry.journeys[0].journey, 3.0) == scenario.planning.slot_h
