"""Tiny instances of two hubs, and their optimum by trying everything."""

from dataclasses import replace
from itertools import product
from random import Random

from domain.charges import facility_charges
from domain.outlook import Outlook
from optimize.booking import Booking
from optimize.desk import PlanDesk
from optimize.offer import Offer
from optimize.offers import OfferBook
from tests.worlds import PLANNING, SHRIMP, TEXTILES, consignment, train, two_hubs, two_hubs_network

NOMINAL = Outlook(1)


def tiny(number, count=3, *, rail_teu=4.0, block_teu=6.0, aging=False, ready_within_h=40.0):
    """A few consignments that are ready within days of each other, with a short hold."""
    draw = Random(number)
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=rail_teu)
    services["BLOCK"] = train(
        "BLOCK", ("HUB", "GATE", "DEPOT"), 72.0, dispatch="path", teu=block_teu,
        least_teu=min(4.0, block_teu), feu=7_000.0,
    )  # fmt: skip
    network = replace(network, services=services)
    orders = [
        consignment(
            i,
            SHRIMP if aging and i % 2 else TEXTILES,
            units=draw.choice((5, 14, 21, 33, 40)),
            ready_h=draw.uniform(0.0, ready_within_h),
            due_h=draw.uniform(120.0, 300.0),
            known_at_h=0.0,
            outsource_cny_per_kg=draw.choice((1.5, 3.0, 12.0)),
        )
        for i in range(count)
    ]
    planning = replace(PLANNING, hold_max_h=40.0, slot_h=24.0, epoch_h=1000.0, notice_h=-1000.0)
    return two_hubs(network=network, consignments=orders, planning=planning)


def every_offer(scenario, book, order):
    """All journeys of a consignment's family, not only the pool."""
    valued = book.valued(order)
    offers = []
    if valued is not None:
        for i, timed in enumerate(valued.journeys):
            offers.append(
                Offer(
                    valued.ways[valued.way[i]], timed, float(valued.available_h[i]),
                    float(valued.delivered_h[i]), float(valued.expected_h[i]),
                    float(valued.own_cny[i]), 1.0, 0.0, valued.looks[valued.way[i]],
                    tuple(valued.later_cny[i].tolist()),
                )
            )  # fmt: skip
    return offers


def optimum(scenario, outlook=NOMINAL):
    """Least cost over every assignment of whole consignments, with the assignment's plan.

    Facilities are in it, as in every plan's `cost_cny`.
    """
    book = OfferBook(scenario, outlook)
    orders = scenario.consignments
    choices = [[*every_offer(scenario, book, order), None] for order in orders]
    best = None
    for combination in product(*choices):
        cost = sum(
            o.given_away_cny_per_kg * o.kg if offer is None else offer.own_cny
            for o, offer in zip(orders, combination, strict=True)
        )
        if best is not None and cost >= best[0]:
            continue
        desk = PlanDesk(scenario, Booking(scenario))
        try:
            for order, offer in zip(orders, combination, strict=True):
                desk.add(order, order.units, offer)
        except ValueError:
            continue
        if best is None or desk.cost_cny < best[0]:
            runs = frozenset(desk.booking.paths())
            best = (desk.cost_cny, desk.booking.plan("brute", runs, {}))
    assert best is not None
    return best[0] + facilities_cny(scenario), best[1]


def facilities_cny(scenario):
    """What facilities cost, whatever is planned."""
    return sum(charge.cny for _, charge in facility_charges(scenario))
