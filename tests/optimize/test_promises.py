"""On-time promises: a share of the Outlook's samples, counted again part by part."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import tariff as price
from domain.expected import lenient_walk
from domain.fetching import fetch
from domain.outlook import Outlook, replications
from domain.promise import arrivals_h, broken_promises, due_that_keeps_h, in_time, samples_needed
from domain.route import last_leg
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule, RuleSettings
from optimize.verify import verify
from tests.optimize.tiny import facilities_cny, optimum
from tests.worlds import PLANNING, TEXTILES, consignment, train, two_hubs, two_hubs_network

OUTLOOK = Outlook(7, replications("A", 10))


def shaky(**changes):
    """Two hubs without inspections: cheap trains, often late or cancelled; dear, sure lorries."""
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, late_h=20.0, cancel=0.3)
    services["BLOCK"] = train("BLOCK", ("HUB", "GATE", "DEPOT"), 72.0, dispatch="path", teu=20.0,
                              least_teu=8.0, feu=8_000.0, late_h=30.0)  # fmt: skip
    return two_hubs(network=replace(network, services=services, inspections={}), **changes)


def order(number=1, promise=None, **changes):
    wanted = {"units": 20, "ready_h": 10.0, "due_h": 190.0, **changes}
    return replace(consignment(number, TEXTILES, **wanted), on_time_promise_share=promise)


def by_hand_h(scenario, outlook, timed, way, goods):
    """Hours at the door per pace, walked by the domain alone."""
    found = []
    for pace in outlook.paces():
        walked = lenient_walk(scenario, timed.journey, goods.direction, pace)
        stuffing_node = way.route.stuff_node
        ready_h = fetch(scenario.network, goods, way.before, stuffing_node, pace).available_h
        assert ready_h <= timed.journey.stuff_at_h
        found.append(last_leg(scenario.network, goods, way.after, walked.stripped_h, pace)[1])
    return found


def test_arrivals_are_aligned_with_the_paces_of_the_outlook():
    goods = order()
    scenario = shaky(consignments=[goods])
    valued = OfferBook(scenario, OUTLOOK).valued(goods)
    checked = 0
    for i, timed in enumerate(valued.journeys):
        way = valued.ways[valued.way[i]]
        latest = max(
            fetch(scenario.network, goods, way.before, way.route.stuff_node, pace).available_h
            for pace in OUTLOOK.paces()
        )
        if latest > timed.journey.stuff_at_h:
            continue
        hours = by_hand_h(scenario, OUTLOOK, timed, way, goods)
        assert list(valued.arrivals_h[i]) == pytest.approx(hours, abs=1e-9)
        assert valued.expected_h[i] == pytest.approx(math.fsum(hours) / 10.0)
        checked += 1
    assert checked > 10


def test_expected_lateness_is_the_mean_over_the_same_samples():
    goods = order(due_h=150.0)
    free = replace(goods, late_cost_cny_per_t_day=0.0)
    late, soft = (
        OfferBook(shaky(consignments=[one]), OUTLOOK).valued(one) for one in (goods, free)
    )
    daily = goods.late_cost_cny_per_t_day * goods.t
    for i in range(len(late.journeys)):
        hours = [max(0.0, at_h - goods.due_h) for at_h in late.arrivals_h[i]]
        by_hand = daily / 24.0 * math.fsum(hours) / len(hours)
        assert late.own_cny[i] - soft.own_cny[i] == pytest.approx(by_hand, abs=1e-6)


def test_value_lost_is_the_mean_over_the_same_samples():
    goods = replace(order(), value_loss_per_day=0.2)
    kept = replace(goods, value_loss_per_day=0.0)
    loses, holds = (
        OfferBook(shaky(consignments=[one]), OUTLOOK).valued(one) for one in (goods, kept)
    )
    for i in range(len(loses.journeys)):
        shares = [min(1.0, 0.2 * (at_h - goods.ready_h) / 24.0) for at_h in loses.arrivals_h[i]]
        by_hand = goods.value_cny * math.fsum(shares) / len(shares)
        assert loses.own_cny[i] - holds.own_cny[i] == pytest.approx(by_hand)


@pytest.mark.parametrize("promise", [0.0, 0.3, 0.5, 0.75, 0.9, 1.0])
def test_offered_is_what_arrives_by_due_in_the_promised_share_of_samples(promise):
    goods = order()
    every = OfferBook(shaky(consignments=[goods]), OUTLOOK).valued(goods)
    shares = (every.arrivals_h <= goods.due_h).mean(axis=1)
    wanted = {
        (timed.name, every.ways[every.way[i]].before)
        for i, timed in enumerate(every.journeys)
        if shares[i] >= promise
    }
    held = replace(goods, on_time_promise_share=promise)
    kept = OfferBook(shaky(consignments=[held]), OUTLOOK).valued(held)
    found = set()
    if kept is not None:
        found = {
            (timed.name, kept.ways[kept.way[i]].before) for i, timed in enumerate(kept.journeys)
        }
    assert found == wanted


def test_rule_plan_and_foresight_pay_for_a_promise_and_habit_does_not():
    for policy in (Rule(RuleSettings(buffer_h=-60.0)), RollingPlan(), Foresight()):
        loose, held = (
            policy.plan(shaky(consignments=[order(promise=share)]), OUTLOOK)
            for share in (None, 1.0)
        )
        assert "LORRY" not in loose.parts[0].journey_id, policy.name
        assert "LORRY" in held.parts[0].journey_id, policy.name
        assert held.cost_cny > loose.cost_cny
        assert verify(shaky(consignments=[order(promise=1.0)]), held, OUTLOOK).feasible
        broken = verify(shaky(consignments=[order(promise=1.0)]), loose, OUTLOOK).problems
        assert len(broken) == 1
        assert "10 are needed for its promise of 1" in broken[0]
    plain, bound = (
        Habit().plan(shaky(consignments=[order(promise=share)]), OUTLOOK) for share in (None, 1.0)
    )
    assert plain.parts == bound.parts
    assert verify(shaky(consignments=[order(promise=1.0)]), bound, OUTLOOK).feasible


def test_what_no_way_can_promise_is_outsourced_or_left_with_that_reason():
    from optimize.reasons import NO_PROMISE

    priced = order(promise=0.9, due_h=60.0)
    left = replace(priced, outsource_cny_per_kg=None)
    for policy in (Rule(), RollingPlan(), Foresight()):
        scenario = shaky(consignments=[priced])
        plan = policy.plan(scenario, OUTLOOK)
        assert [part.outsourced for part in plan.parts] == [True]
        assert plan.cost_cny == pytest.approx(
            sum(charge.cny for charge in price.outsourced(priced, priced.kg))
            + facilities_cny(scenario)
        )
        plan = policy.plan(shaky(consignments=[left]), OUTLOOK)
        assert not plan.parts
        assert plan.unplanned == {left.consignment_id: NO_PROMISE}


@settings(max_examples=10)
@given(
    shares=st.tuples(*[st.sampled_from([None, 0.3, 0.6, 0.9, 1.0])] * 2),
    due_h=st.floats(100.0, 260.0),
)
def test_a_promise_never_makes_the_best_plan_cheaper_and_the_bound_stays_below_it(shares, due_h):
    planning = replace(PLANNING, hold_max_h=30.0, slot_h=24.0, epoch_h=1000.0, notice_h=-1000.0)
    goods = [
        order(i, share, units=8 + 9 * i, ready_h=10.0 + 5.0 * i, due_h=due_h + 3.0 * i)
        for i, share in enumerate(shares)
    ]
    free = [replace(one, on_time_promise_share=None) for one in goods]
    held = shaky(consignments=goods, planning=planning)
    loose = shaky(consignments=free, planning=planning)
    best_held, plan = optimum(held, OUTLOOK)
    best_loose, _ = optimum(loose, OUTLOOK)
    assert best_loose <= best_held + 1e-6
    assert lower_bound(held, OfferBook(held, OUTLOOK), rounds=40) <= best_held + 0.01
    verdict = verify(held, plan, OUTLOOK)
    assert verdict.feasible, verdict.problems


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=12), st.floats(0.01, 1.0))
def test_the_due_time_found_is_the_earliest_that_keeps_the_promise(hours, share):
    due_h = due_that_keeps_h(hours, share)
    needed = samples_needed(share, len(hours))
    assert in_time(hours, due_h) >= needed
    assert sum(at_h < due_h for at_h in hours) < needed
    assert in_time(hours, due_h) / len(hours) >= share - 1e-9


def test_arrivals_of_a_plan_have_a_sample_per_replication_and_skip_what_is_given_away():
    goods = [order(1), order(2, units=3, due_h=20.0, outsource_cny_per_kg=0.01)]
    scenario = shaky(consignments=goods)
    plan = Rule().plan(scenario, OUTLOOK)
    arrivals = arrivals_h(scenario, OUTLOOK, plan)
    carried = {part.part_id for part in plan.parts if not part.outsourced}
    assert set(arrivals) == carried
    assert all(len(hours) == 10 for hours in arrivals.values())
    assert list(broken_promises(scenario, OUTLOOK, plan)) == []
