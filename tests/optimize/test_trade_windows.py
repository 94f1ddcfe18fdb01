"""A trade mode that may be declared at a place only in some hours."""

from dataclasses import replace

from domain.outlook import Outlook
from optimize import Rule, verify
from optimize.offers import OfferBook
from tests.worlds import plain_plan, two_hubs


def windowed(hours):
    scenario = two_hubs(8)
    windows = {("0110", "export", "HUB"): hours}
    return replace(scenario, network=replace(scenario.network, mode_windows=windows))


def test_offers_are_stuffed_while_goods_may_be_declared():
    scenario = windowed((60.0, 130.0))
    offers = OfferBook(scenario, Outlook(seed=1))
    stuffed = [
        one.stuff_h
        for order in scenario.consignments
        if order.trade_mode == "0110"
        for one in offers.pool(order)
    ]
    assert stuffed
    assert all(60.0 <= at_h < 130.0 for at_h in stuffed)


def test_a_plan_in_those_hours_verifies_and_another_does_not():
    scenario = windowed((60.0, 130.0))
    plan = Rule().plan(scenario, Outlook(seed=1))
    assert verify(scenario, plan, Outlook(seed=1)).problems == ()
    early = plain_plan(scenario, slot_h=6.0)
    problems = verify(scenario, early).problems
    assert any("may not be declared at HUB under 0110" in one for one in problems)


def test_a_mode_that_is_never_open_has_no_ways():
    scenario = windowed((0.0, 0.0))
    ways = {order.trade_mode: len(scenario.ways_of(order)) for order in scenario.consignments}
    assert ways == {"0110": 0, "9610": 3}
