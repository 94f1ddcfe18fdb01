"""Life that goods lose on the way: as the domain walks them, and never less than the least."""

from dataclasses import replace

import numpy as np
import pytest

from domain.climate import Air, constant_air
from domain.cold import ProductLife, Surroundings, advance
from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from domain.plan import Part, Plan
from domain.planned_boxes import planned_boxes
from optimize.life_on_way import integral, rates_per_h
from optimize.offers import OfferBook
from tests.worlds import ORANGES, SHRIMP, consignment, two_hubs

OUTLOOK = Outlook(3, replications("A", 2))
LIVES = (
    ProductLife("q10", 5.0, 84.0, q10=2.79),
    ProductLife("arrhenius", -18.0, 365.0, ea_kj_mol=137.0),
    ProductLife("sqrt", 0.0, 21.0, tmin_c=-7.0),
    ProductLife(),
)


@pytest.mark.parametrize("life", LIVES)
def test_rates_and_integrals_are_those_of_the_domain(life):
    temps = np.array([-25.0, -5.0, 0.0, 8.0, 31.0])
    assert rates_per_h(life, temps) == pytest.approx([life.rate_per_h(t) for t in temps.tolist()])
    for start, towards in ((20.0, 2.0), (2.0, 25.0), (5.0, 5.0), (30.0, -18.0)):
        for hours in (0.0, 3.0, 100.0, 3_000.0):
            _, used = advance(start, 0.0, hours, Surroundings.powered(towards, 60.0), life)
            found = integral(
                life, np.array([towards]), np.array([start - towards]), 60.0, np.array([hours])
            )
            assert found[0] == pytest.approx(used, rel=1e-5, abs=1e-12)


def books(scenario, offer_row):
    """Own cost and boxes of one journey as valued, and as the domain expects them."""
    order = scenario.consignments[0]
    least, way, timed = offer_row
    part = Part("p", order.consignment_id, order.units, 0, way.before, timed.name, way.after)
    plan = Plan("x", {timed.name: timed.journey}, (part,), frozenset())
    boxes = planned_boxes(scenario, plan, {timed.name: [part]})
    return (
        least + sum(timed.box_cny(box.fill.kg) for box in boxes),
        expected_cost(scenario, OUTLOOK, plan),
    )


def worlds():
    """Warm and cold air, with and without a cold store at the hub, air that turns in between."""
    turning = Air((0.0, 60.0, 110.0), (28.0, -12.0, 15.0))
    for product, cold_store, air in (
        (ORANGES, True, constant_air(25.0)),
        (ORANGES, False, constant_air(31.0)),
        (ORANGES, False, turning),
        (SHRIMP, True, turning),
    ):
        order = consignment(1, product, units=12, ready_h=20.0, due_h=150.0)
        scenario = two_hubs(consignments=[order], facility_cny_per_day=None)
        network = scenario.network
        nodes = dict(network.nodes)
        if not cold_store:
            hub = nodes["HUB"]
            open_air = {k: v for k, v in hub.functions.items() if k != "cold_store"}
            nodes["HUB"] = replace(hub, functions=open_air)
        climate = dict.fromkeys(scenario.climate, air)
        yield replace(scenario, network=replace(network, nodes=nodes), climate=climate)


def test_goods_that_age_lose_no_less_than_the_least_and_about_what_is_expected():
    for scenario in worlds():
        book = OfferBook(scenario, OUTLOOK)
        order = scenario.consignments[0]
        least, expected = book.valued(order, least_life=True), book.valued(order)
        assert least is not None
        assert expected is not None
        for i, timed in enumerate(least.journeys):
            way = least.ways[least.way[i]]
            floor, true = books(scenario, (least.own_cny[i], way, timed))
            assert floor <= true + 1e-6
            guess, _ = books(scenario, (expected.own_cny[i], way, timed))
            assert guess == pytest.approx(true, rel=0.01)


def test_a_warm_floor_is_seen_before_the_boxes_are_stuffed():
    scenario = list(worlds())[1]
    order = scenario.consignments[0]
    found = OfferBook(scenario, OUTLOOK).valued(order)
    assert found is not None
    kept = [way.route.route_id for way in found.ways]
    assert kept
    cold = replace(scenario, network=next(iter(worlds())).network)
    other = OfferBook(cold, OUTLOOK).valued(order)
    assert other is not None
    assert (found.own_cny > other.own_cny).mean() > 0.9
