"""What stands against a plan, and the smallest change: by brute force, and by planning again."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.outlook import Outlook, replications
from domain.timetable import Timetable
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.infeasible import diagnose
from optimize.least_room import EQUAL, RESOURCES
from optimize.offers import OfferBook, offer_book
from optimize.reasons import NO_BOX, NO_DEPARTURE, NO_PROMISE, NO_ROOM, NO_WAY
from optimize.rolling import RollingPlan
from optimize.rule import Rule, RuleSettings
from tests.worlds import PLANNING, SHRIMP, TEXTILES, consignment, train, two_hubs, two_hubs_network

OUTLOOK = Outlook(3, replications("A", 4))
POLICIES = (Rule(), RollingPlan(), Foresight())


def goods(number=1, product_=TEXTILES, **changes):
    wanted = {
        "units": 20, "ready_h": 10.0, "due_h": 300.0, "outsource_cny_per_kg": None, **changes
    }  # fmt: skip
    return consignment(number, product_, **wanted)


def loads(number, units=1, **changes):
    """Full loads: each a box of its own."""
    full = goods(number, units=units, unit="fcl", **changes)
    return replace(full, kg_per_unit=15_000.0, m3_per_unit=60.0)


def only(scenario, *services):
    """The scenario with none but some services for its boxes."""
    ways = {
        key: tuple(way for way in some if way.route.hops[0].service_id in services)
        for key, some in scenario.ways.items()
    }
    return replace(scenario, ways=ways)


def rails(orders, teu=4.0, t=1_200.0, plugs=10.0, **changes):
    """Nothing but a train a day with little room."""
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=teu, t=t, plugs=plugs)
    network = replace(network, services=services)
    return only(two_hubs(network=network, consignments=orders, **changes), "RAIL")


def with_capacity(scenario, **limits):
    network = scenario.network
    services = {**network.services, "RAIL": replace(network.services["RAIL"], **limits)}
    return replace(scenario, network=replace(network, services=services))


def later(scenario, found, less_h=0.0):
    """The scenario with the times that were told, or a little less."""
    changes = {one.consignment_id: one for one in found.times}
    orders = []
    for order in scenario.consignments:
        one = changes.get(order.consignment_id)
        if one is not None and one.deadline_later_h > 0.0:
            order = replace(order, deadline_h=order.deadline_h + one.deadline_later_h - less_h)
        if one is not None and one.due_later_h > 0.0:
            order = replace(order, due_h=order.due_h + one.due_later_h - less_h)
        orders.append(order)
    return replace(scenario, consignments=tuple(orders))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
@pytest.mark.parametrize("deadline_h", [12.0, 60.0, 75.5])
def test_a_deadline_is_met_when_it_is_as_much_later_as_told_and_not_before(policy, deadline_h):
    scenario = two_hubs(consignments=[goods(deadline_h=deadline_h), goods(2)])
    plan = policy.plan(scenario, OUTLOOK)
    assert plan.unplanned == {"C001": NO_WAY}
    found = diagnose(scenario, offer_book(scenario, OUTLOOK), plan)
    (told,) = found.times
    assert not found.room
    assert told.delivered_h == pytest.approx(deadline_h + told.deadline_later_h, abs=0.01)
    assert not policy.plan(later(scenario, found), OUTLOOK).unplanned
    assert policy.plan(later(scenario, found, 0.03), OUTLOOK).unplanned == {"C001": NO_WAY}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_a_promise_is_kept_when_due_is_as_much_later_as_told_and_not_before(policy):
    order = replace(goods(due_h=80.0), on_time_promise_share=0.75)
    scenario = two_hubs(consignments=[order])
    plan = policy.plan(scenario, OUTLOOK)
    assert plan.unplanned == {"C001": NO_PROMISE}
    found = diagnose(scenario, offer_book(scenario, OUTLOOK), plan)
    (told,) = found.times
    assert told.deadline_later_h == 0.0
    assert told.best_share < 0.75
    assert not policy.plan(later(scenario, found), OUTLOOK).unplanned
    assert policy.plan(later(scenario, found, 0.03), OUTLOOK).unplanned
    lower = replace(order, on_time_promise_share=told.best_share)
    assert not policy.plan(two_hubs(consignments=[lower]), OUTLOOK).unplanned


def test_deadline_and_promise_that_only_fail_together_are_told_together():
    order = replace(goods(due_h=80.0, deadline_h=60.0), on_time_promise_share=1.0)
    scenario = two_hubs(consignments=[order])
    plan = Foresight().plan(scenario, OUTLOOK)
    found = diagnose(scenario, offer_book(scenario, OUTLOOK), plan)
    (told,) = found.times
    assert told.deadline_later_h > 0.0
    assert told.due_later_h > 0.0
    assert not Foresight().plan(later(scenario, found), OUTLOOK).unplanned


def least_by_brute_force(scenario, book, teu_each=2.0):
    """Least TEU added in all: every choice of departures for every full load."""
    service = scenario.network.services["RAIL"]
    choices = []
    for order in scenario.consignments:
        valued = book.valued(order)
        dated = sorted({timed.slots[0][0] for timed in valued.journeys})
        choices.extend([dated] * order.units)
    best = math.inf
    for chosen in product(*choices):
        teu = {key: teu_each * chosen.count(key) for key in chosen}
        t = {key: (15_000.0 + 3_900.0) / 1_000.0 * chosen.count(key) for key in chosen}
        best = min(
            best,
            sum(max(0.0, teu[key] - service.capacity_teu) for key in teu)
            + sum(max(0.0, t[key] - service.capacity_t) / 10.0 for key in t),
        )
    return best


@settings(max_examples=25)
@given(
    ready=st.lists(st.sampled_from([10.0, 20.0, 45.0, 70.0]), min_size=3, max_size=6),
    hold_h=st.sampled_from([181.0, 205.0, 230.0]),
    limits=st.sampled_from([(2.0, 1_200.0), (0.0, 1_200.0), (3.0, 20.0), (2.0, 30.0)]),
)
def test_room_told_is_the_least_by_brute_force_and_enough_when_planned_again(ready, hold_h, limits):
    teu, t = limits
    orders = [
        loads(i, ready_h=at_h, deadline_h=at_h + hold_h, known_at_h=0.0)
        for i, at_h in enumerate(ready)
    ]
    planning = replace(PLANNING, hold_max_h=80.0)
    scenario = rails(orders, teu=teu, t=t, planning=planning)
    nominal = Outlook(1)
    plan = Foresight().plan(scenario, nominal)
    book = OfferBook(scenario, nominal)
    wanted = least_by_brute_force(scenario, book)
    assert bool(plan.unplanned) == (wanted > 0.0)
    if not plan.unplanned:
        return
    found = diagnose(scenario, book, plan)
    assert set(plan.unplanned.values()) == {NO_ROOM}
    total = sum(one.more / EQUAL[RESOURCES.index(one.resource)] for one in found.room)
    assert found.rearranged
    assert found.least
    assert total == pytest.approx(wanted, abs=1e-6)
    most = {"TEU": teu, "t": t}
    for one in found.room:
        most[one.resource] = max(most[one.resource], one.there + one.more)
    wider = with_capacity(scenario, capacity_teu=most["TEU"], capacity_t=most["t"] + 1e-6)
    assert not Foresight().plan(wider, nominal).unplanned


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_plugs_are_told_where_reefers_lack_them(policy):
    orders = [
        goods(i, SHRIMP, units=20, ready_h=10.0, deadline_h=190.0, known_at_h=0.0) for i in range(3)
    ]
    scenario = rails(orders, teu=40.0, plugs=0.0)
    plan = policy.plan(scenario, OUTLOOK)
    assert len(plan.unplanned) == 3
    found = diagnose(scenario, offer_book(scenario, OUTLOOK), plan)
    assert {one.resource for one in found.room} == {"plugs"}
    assert sum(one.more for one in found.room) == 3.0  # 20 x 0.95 t fill a box of 24 t for most
    most = max(one.more for one in found.room)
    wider = with_capacity(scenario, plugs=most)
    assert not policy.plan(wider, OUTLOOK).unplanned


def test_a_plan_that_missed_a_way_is_told_what_it_lacks_as_booked():
    """The rule books the patient load first; foresight moves it out of the way."""
    patient = loads(1, ready_h=20.0, known_at_h=0.0)
    urgent = loads(2, ready_h=20.0, deadline_h=201.0, known_at_h=1.0)
    scenario = rails([patient, urgent], teu=2.0)
    plan = Rule(RuleSettings(buffer_h=0.0)).plan(scenario, OUTLOOK)
    assert plan.unplanned == {"C002": NO_ROOM}
    found = diagnose(scenario, offer_book(scenario, OUTLOOK), plan)
    assert not found.rearranged
    assert sum(one.more for one in found.room) == 2.0
    assert not Foresight().plan(scenario, OUTLOOK).unplanned


def test_later_deadlines_instead_of_room_are_enough_when_planned_again():
    orders = [loads(i, ready_h=10.0, deadline_h=180.0, known_at_h=0.0) for i in range(4)]
    scenario = rails(orders, teu=2.0)
    plan = Foresight().plan(scenario, Outlook(1))
    found = diagnose(scenario, offer_book(scenario, Outlook(1)), plan)
    assert {one.consignment_id for one in found.waits} == set(plan.unplanned)
    assert len(plan.unplanned) == 3
    shifts = {one.consignment_id: one.deadline_later_h for one in found.waits}
    relaxed = [
        replace(one, deadline_h=one.deadline_h + shifts.get(one.consignment_id, 0.0))
        for one in orders
    ]
    wider = replace(scenario, consignments=tuple(relaxed))
    assert not Foresight().plan(wider, Outlook(1)).unplanned


def test_later_deadlines_are_told_for_all_that_is_left_or_not_at_all():
    orders = [loads(i, ready_h=10.0, deadline_h=60.0 + 120.0 * (i % 2), known_at_h=0.0)
              for i in range(4)]  # fmt: skip
    scenario = rails(orders, teu=2.0)
    plan = Foresight().plan(scenario, Outlook(1))
    assert set(plan.unplanned.values()) == {NO_WAY, NO_ROOM}
    found = diagnose(scenario, offer_book(scenario, Outlook(1)), plan)
    assert {one.consignment_id for one in found.waits} == set(plan.unplanned)
    shifts = {one.consignment_id: one.deadline_later_h for one in found.waits}
    relaxed = [
        replace(one, deadline_h=one.deadline_h + shifts.get(one.consignment_id, 0.0))
        for one in orders
    ]
    wider = replace(scenario, consignments=tuple(relaxed))
    assert not Foresight().plan(wider, Outlook(1)).unplanned
    patient = [loads(i, ready_h=10.0, known_at_h=0.0) for i in range(9, 22)]
    scenario = rails([*orders, *patient], teu=2.0)
    plan = Rule().plan(scenario, Outlook(1))
    assert {one.consignment_id for one in patient} & set(plan.unplanned)
    assert not diagnose(scenario, offer_book(scenario, Outlook(1)), plan).waits


def test_without_departures_or_a_box_that_fits_nothing_helps():
    scenario = rails([goods()])
    empty = replace(scenario, timetable=Timetable({"RAIL": ()}))
    huge = rails([replace(goods(units=1), m3_per_unit=100.0)])
    for world, why in ((empty, NO_DEPARTURE), (huge, NO_BOX)):
        for policy in POLICIES:
            plan = policy.plan(world, OUTLOOK)
            assert plan.unplanned == {"C001": why}
            found = diagnose(world, offer_book(world, OUTLOOK), plan)
            assert found.hopeless == {"C001": why}
            assert not found.times
            assert not found.room


def test_of_habit_only_the_times_are_told():
    scenario = rails([goods(1, deadline_h=60.0), *(loads(i, ready_h=10.0) for i in range(2, 9))],
                     teu=0.0)  # fmt: skip
    plan = Habit().plan(scenario, OUTLOOK)
    assert plan.unplanned["C001"] == NO_WAY
    found = diagnose(scenario, offer_book(scenario, OUTLOOK), plan)
    assert [one.consignment_id for one in found.times] == ["C001"]
    assert not found.room
