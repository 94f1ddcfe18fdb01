"""Changing boxes at a hub, offered to every policy: what it costs, when it pays, and the bound."""

from dataclasses import replace
from itertools import product

import pytest

from domain.climate import constant_air
from domain.expected import expected_cost
from domain.outlook import Outlook
from domain.plan import Plan, Way
from optimize.booking import Booking
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.offers import OfferBook
from optimize.or_direct import OrDirect, without_restuffing
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from sim import simulate
from tests.restuffing import town, town_network
from tests.sim.test_nominal import assert_equal
from tests.worlds import TEXTILES, consignment, node, route, truck

NOMINAL, SAMPLED = Outlook(1), Outlook(1, (1_000_000, 1_000_001))


def two_towns(*, restuff_cny=300.0, restuffs=True, units=16):
    """A farm and a mill, each with its own town: part loads that could share a box by rail."""
    base = town_network(restuff_cny=restuff_cny)
    services = [
        truck("FM_MILL_TOWN2", "MILL", "TOWN2", 1.0),
        truck("FEED", "TOWN", "HUB", 5.0, feu=1_200.0),
        truck("FEED2", "TOWN2", "HUB", 6.0, feu=1_000.0),
    ]
    network = replace(
        base,
        nodes={
            **base.nodes, "MILL": node("MILL"),
            "TOWN2": node("TOWN2", stuffing=True, terminal=True),
        },
        services={**base.services, **{one.service_id: one for one in services}},
    )  # fmt: skip
    orders = [
        replace(
            consignment(number, TEXTILES, units=units, ready_h=12.0 + number, due_h=24.0 * 12),
            origin_id=origin, flow_id=f"F_{origin}",
        )
        for number, origin in enumerate(("FARM", "MILL"))
    ]  # fmt: skip
    scenario = town(2, network=network, orders=orders)
    ways, routes = {}, list(scenario.routes)
    for order, at, feed in zip(orders, ("TOWN", "TOWN2"), ("FEED", "FEED2"), strict=True):
        before = (f"FM_{order.origin_id}_{at}",)
        through = route(network.services, "40HC", at, "DEPOT", feed, "RAIL")
        main = route(network.services, "40HC", "HUB", "DEPOT", "RAIL")
        feeder = route(network.services, "40HC", at, "HUB", feed)
        feeder = replace(feeder, route_id=feeder.route_id + "~", restuffed=True)
        own = [Way(before, through, ("LM_DEPOT_CITY",))]
        if restuffs:
            own.append(Way(before, main, ("LM_DEPOT_CITY",), feeder))
        ways[order.flow_id, order.origin_id, order.destination_id] = tuple(own)
        routes += [through, main, feeder]
    by_id = {one.route_id: one for one in routes}
    climate = {**scenario.climate, "MILL": constant_air(20.0), "TOWN2": constant_air(20.0)}
    rules = replace(scenario.planning, hold_max_h=48.0, options=2)
    return replace(
        scenario, ways=ways, routes=tuple(by_id.values()), climate=climate, planning=rules
    )


def cheapest(scenario, outlook):
    """Least expected cost over every pair of offers, by booking them all."""
    book = OfferBook(scenario, outlook)
    best = None
    for chosen in product(*(book.pool(order) for order in scenario.consignments)):
        booking = Booking(scenario)
        for order, offer in zip(scenario.consignments, chosen, strict=True):
            booking.add(order, order.units, offer)
        plan = booking.plan("all", frozenset(), {})
        cny = expected_cost(scenario, outlook, plan)
        best = cny if best is None else min(best, cny)
    return best


def test_two_part_loads_share_a_box_by_rail_and_that_is_the_best():
    scenario, without = two_towns(), two_towns(restuffs=False)
    plan, other = (Foresight().plan(one, NOMINAL) for one in (scenario, without))
    assert not verify(scenario, plan, NOMINAL).problems
    assert sum(bool(part.feeds) for part in plan.parts) == 2
    assert len({part.journey_id for part in plan.parts if part.fed_by}) == 1
    assert plan.cost_cny == pytest.approx(cheapest(scenario, NOMINAL), abs=0.01)
    assert other.cost_cny == pytest.approx(cheapest(without, NOMINAL), abs=0.01)
    # One box less by rail: its freight, the terminals of hub and depot, stripping and return. Two
    # boxes opened, two returned from the hub, one stuffed again. Hours, rent and interest apart.
    lines, before = (
        verify(s, p).account.by_line() for s, p in ((scenario, plan), (without, other))
    )
    assert before["transport"] - lines["transport"] == pytest.approx(9_000.0)
    more = 2 * 300.0 + 800.0 - 2 * 150.0 - 200.0 - 600.0
    assert lines["handling"] - before["handling"] == pytest.approx(more)
    assert lines["repositioning"] - before["repositioning"] == pytest.approx(300.0)
    assert other.cost_cny - plan.cost_cny > 7_500.0
    assert_equal(scenario, plan)


def test_it_is_not_worth_any_price():
    scenario = two_towns(restuff_cny=9_000.0)
    plan = Foresight().plan(scenario, NOMINAL)
    assert not any(part.feeds for part in plan.parts)
    assert plan.cost_cny == pytest.approx(cheapest(scenario, NOMINAL), abs=0.01)


def test_every_policy_is_offered_it_and_none_is_below_the_bound():
    scenario, outlook = two_towns(), SAMPLED
    bound = lower_bound(scenario, OfferBook(scenario, outlook))
    assert bound <= cheapest(scenario, outlook) + 0.01
    for policy in (Rule(), RollingPlan(), Foresight()):
        plan = policy.plan(scenario, outlook)
        assert not verify(scenario, plan, outlook).problems
        assert bound <= plan.cost_cny + 0.01
        result = simulate(scenario, plan, seed=1, replication=0)
        assert result.backlog == 0


@pytest.mark.parametrize("outlook", [NOMINAL, SAMPLED])
def test_an_offer_costs_what_its_plan_is_expected_to(outlook):
    scenario = town(4)
    bare = replace(scenario, facility_cny_per_day={})
    book = OfferBook(scenario, outlook)
    seen = 0
    for order in scenario.consignments:
        off = scenario.products[order.product_id].life
        for offer in book.pool(order):
            if offer.feeder is None:
                continue
            booking = Booking(scenario)
            booking.add(order, order.units, offer)
            plan = booking.plan("one", frozenset(), {})
            boxes = sum(booking.boxes_cny(one.timed, one.boxes) for one in booking.loads.values())
            held = sum(one.held_cny for one in booking.loads.values())
            found = expected_cost(replace(bare, consignments=(order,)), outlook, plan)
            # What ages is valued at its set point (optimize.life_on_way), all else to the fen.
            close = 0.01 if off is None else 0.01 * order.value_cny
            assert offer.own_cny + boxes + held == pytest.approx(found, abs=close)
            seen += 1
    assert seen > 4


class Priced:
    """A policy that asks these costs: with ways over a hub, and without."""

    name = "priced"

    def __init__(self, over_hub_cny, direct_cny, **unplanned):
        self.costs = {True: over_hub_cny, False: direct_cny}
        self.unplanned = unplanned
        self.asked = []

    def plan(self, scenario, _outlook):
        hub = any(way.feeder is not None for own in scenario.ways.values() for way in own)
        self.asked.append(hub)
        missing = self.unplanned if hub else {}
        return Plan("priced", {}, (), frozenset(), cost_cny=self.costs[hub], bound_cny=90.0 + hub,
                    unplanned=missing)  # fmt: skip


@pytest.mark.parametrize(
    ("over_hub_cny", "direct_cny", "unplanned", "taken_cny"),
    [(100.0, 120.0, {}, 100.0), (130.0, 120.0, {}, 120.0), (100.0, 120.0, {"c": "no room"}, 120.0)],
)
def test_more_ways_never_make_the_plan_dearer(over_hub_cny, direct_cny, unplanned, taken_cny):
    policy = Priced(over_hub_cny, direct_cny, **unplanned)
    plan = OrDirect(policy).plan(two_towns(), NOMINAL)
    assert policy.asked == [True, False]
    assert (plan.cost_cny, plan.bound_cny) == (taken_cny, 91.0)


def test_without_a_hub_a_policy_is_asked_once():
    policy = Priced(1.0, 2.0)
    assert OrDirect(policy).plan(two_towns(restuffs=False), NOMINAL).cost_cny == 2.0
    assert policy.asked == [False]
    assert without_restuffing(two_towns(restuffs=False)) is None
