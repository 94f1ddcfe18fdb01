"""Every policy books before bookings close, and `verify` tells who does not."""

from dataclasses import replace

import pytest

from domain.outlook import Outlook, replications
from domain.sailings import Sailing, booked_at_h
from optimize import Foresight, Habit, RollingPlan, Rule, verify
from tests.sailing_terms import on_terms
from tests.worlds import plain_plan, two_hubs

OUTLOOK = Outlook(1, replications("A", 1))


def world(cut_off_h):
    """Goods are known two days before they are ready; lorries always take them."""
    base = two_hubs(10)
    orders = tuple(
        replace(one, known_at_h=max(0.0, one.ready_h - 48.0)) for one in base.consignments
    )
    return on_terms(replace(base, consignments=orders), Sailing(booking_cutoff_h=cut_off_h))


def spare_h(scenario, plan):
    """Hours between the earliest booking and each departure by rail."""
    orders = {one.consignment_id: one for one in scenario.consignments}
    found = []
    for part in plan.parts:
        journey = plan.journeys.get(part.journey_id)
        for _, key in () if journey is None else journey.dated():
            known_h = orders[part.consignment_id].known_at_h
            if key[0] == "RAIL":
                found.append(key[1] - booked_at_h(known_h, scenario.planning.epoch_h))
    return found


@pytest.mark.parametrize("policy", [Habit, Rule, RollingPlan, Foresight])
def test_nobody_is_booked_after_bookings_close(policy):
    free, tight = world(0.0), world(96.0)
    before = policy().plan(free, OUTLOOK)
    assert min(spare_h(free, before)) < 96.0
    after = policy().plan(tight, OUTLOOK)
    assert min(spare_h(tight, after), default=96.0) >= 96.0
    assert not verify(tight, after, OUTLOOK).problems
    assert any("takes bookings until" in one for one in verify(tight, before).problems)
    bound = after.bound_cny
    assert bound is None or bound <= after.cost_cny + 0.01


def test_a_cut_off_costs_something_or_nothing_but_never_gains():
    costs = [Foresight().plan(world(hours), OUTLOOK).cost_cny for hours in (0.0, 400.0)]
    assert costs[0] <= costs[1] + 0.01


def test_a_plain_plan_that_books_late_is_told():
    scenario = world(300.0)
    assert verify(scenario, plain_plan(scenario)).problems
