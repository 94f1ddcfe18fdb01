"""What to open, tried out completely on tiny worlds; layouts, stores and paths held by verify."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.charges import facility_charges
from domain.opening import (
    CLOSED,
    Candidate,
    OpenStep,
    every_choice,
    everything_open,
    label_of,
    opened,
)
from domain.paths import PathPool, runs_by_window, window_of
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.opening import Value, choose
from optimize.path_shares import shared_out
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from optimize.why.books import PlanBooks
from optimize.why.ways import WayDesk
from sim import simulate
from tests.optimize.tiny import NOMINAL, optimum, tiny
from tests.sim.reading import total_cny
from tests.worlds import two_hubs

POLICIES = (Habit(), Rule(), RollingPlan(), Foresight())
RAIL = Candidate("rail", ("RAIL",), None, (), (OpenStep("two", 2.0, None, 40.0),
                                               OpenStep("eight", 8.0, None, 120.0)))  # fmt: skip
BLOCK = Candidate(
    "block", ("BLOCK",), None, (), (OpenStep("run", None, None, 90.0, 30_000.0, 5.0),)
)
SIZES = (OpenStep("one", 2.0, None, 100.0), OpenStep("ten", 20.0, None, 160.0))
STORE = Candidate("store", (), "HUB", ("stuffing",), SIZES)


def world(number, *candidates, **changes):
    return replace(tiny(number, **changes), may_open=candidates)


def least(scenario):
    """The optimum of a decided world with its fixed costs."""
    return optimum(scenario)[0] + sum(charge.cny for _, charge in facility_charges(scenario))


def by_trying(scenario):
    return {label_of(one): least(opened(scenario, one)) for one in every_choice(scenario.may_open)}


def search(scenario, costs=None, **options):
    costs = by_trying(scenario) if costs is None else costs
    bound = lambda one: lower_bound(one, OfferBook(one, NOMINAL), rounds=20)  # noqa: E731
    return choose(
        scenario,
        lambda choices: [Value(costs[label_of(one)]) for one in choices],
        lambda choice: bound(opened(scenario, choice)),
        lambda: bound(everything_open(scenario)),
        **options,
    )


def test_the_search_finds_what_trying_every_layout_finds():
    opening = 0
    for number in range(5):
        scenario = world(number, RAIL, BLOCK)
        costs = by_trying(scenario)
        best = min(costs.values())
        found = search(scenario, costs)
        assert found.value.cost_cny == pytest.approx(best)
        for one in found.tried:
            assert one.bound_cny <= costs[one.label] + 0.01
            assert one.value is not None or costs[one.label] >= best - 0.01
        if found.proven:
            assert all(costs[one.label] >= best - 0.01 for one in found.tried)
        assert found.least_bound_cny <= min(c for n, c in costs.items() if n != found.label) + 0.01
        climbed = search(scenario, costs, most_layouts=0)
        assert climbed.value.cost_cny == pytest.approx(best)
        assert climbed.least_bound_cny <= best + 0.01
        opening += any(step != CLOSED for step in found.choice.values())
    assert opening > 0


def test_opening_for_nothing_is_never_worse_and_says_when_it_turns():
    for number in range(3):
        free = tuple(
            replace(one, steps=tuple(replace(s, cny_per_day=0.0, once_cny=0.0) for s in one.steps))
            for one in (RAIL, BLOCK)
        )
        costs = by_trying(world(number, *free))
        full = costs["rail=eight,block=run"]
        assert full == pytest.approx(min(costs.values()))
        scenario = world(number, RAIL, BLOCK)
        found = search(scenario)
        days = (scenario.period_end_h - scenario.warm_up_h) / 24.0
        for one in found.verdicts:
            assert (one.flips_cny_per_day >= one.fixed_cny_per_day - 1e-6) == (
                one.chosen != CLOSED
            ) or one.with_cny == pytest.approx(one.without_cny)
            gain = one.without_cny - one.with_cny
            assert one.flips_cny_per_day == pytest.approx(one.fixed_cny_per_day + gain / days)


@given(st.integers(0, 30), st.lists(st.floats(0.0, 4_000.0), min_size=2, max_size=4))
@settings(max_examples=6, deadline=None)
def test_raising_a_fixed_cost_never_opens_it(number, rates):
    before = None
    for rate in sorted(rates):
        block = replace(BLOCK, steps=(OpenStep("run", None, None, rate),))
        now = search(world(number, block, count=2)).choice["block"] != CLOSED
        assert before is None or before or not now
        before = now


def test_what_stays_closed_is_gone_and_verify_refuses_it():
    scenario = replace(two_hubs(16), may_open=(RAIL, BLOCK))
    both = opened(scenario, {"rail": "eight", "block": "run"})
    shut = opened(scenario, {"rail": "eight"})
    assert "BLOCK" not in shut.network.services
    assert not any("BLOCK" in route.route_id for route in shut.routes)
    assert shut.layout.label == "rail=eight,block=closed"
    plans = [policy.plan(both, NOMINAL) for policy in POLICIES]
    used = [p for p in plans if any("BLOCK" in name for name in p.journeys)]
    assert used
    for plan in used:
        assert verify(both, plan, NOMINAL).feasible
        assert any("BLOCK is not open" in one for one in verify(shut, plan).problems)
    noted = replace(plans[0], notes={"opened": both.layout.label})
    assert any("made for the layout" in one for one in verify(shut, noted).problems)
    assert any("no layout is decided" in one for one in verify(scenario, plans[0]).problems)


def test_fixed_costs_are_in_the_books_and_come_as_an_annuity():
    scenario = opened(world(1, BLOCK), {"block": "run"})
    charges = dict(facility_charges(scenario))
    yearly = 30_000.0 * 0.06 / (1.0 - 1.06**-5)
    days = (scenario.period_end_h - scenario.warm_up_h) / 24.0
    assert charges["opened:block"].cny == pytest.approx(days * (90.0 + yearly / 365.0))


def stores(teu, plugs=None, count=10):
    base = replace(two_hubs(count), may_open=(
        replace(STORE, steps=(OpenStep("one", teu, plugs, 10.0),)),))  # fmt: skip
    return opened(base, {"store": "one"})


@pytest.mark.parametrize("room", [(4.0, None), (None, 1.0), (2.0, 1.0)])
def test_a_store_takes_no_more_a_day_in_any_plan_and_runs_exactly_as_planned(room):
    scenario = stores(*room)
    wide = opened(replace(two_hubs(10), may_open=(STORE,)), {"store": "ten"})
    for policy in POLICIES:
        plan = policy.plan(scenario, NOMINAL)
        verdict = verify(scenario, plan, NOMINAL)
        assert verdict.feasible, (policy.name, verdict.problems)
        done = simulate(scenario, plan, seed=1, replication=0, nominal=True)
        assert total_cny(done) == pytest.approx(verdict.planned_cny, abs=0.01)
        for number in (1, 2):  # with chance: the self-check counts every day
            simulate(scenario, plan, seed=1, replication=number)
    plan = Rule().plan(wide, NOMINAL)
    plan = replace(plan, notes={})
    assert any("stuffed, room for" in one for one in verify(stores(2.0, 0.0), plan).problems)


def pooled(number, paths, **changes):
    scenario = tiny(number, ready_within_h=100.0, **changes)
    pool = PathPool("gate", frozenset({"BLOCK"}), paths, tuple(168.0 * w for w in range(30)))
    return replace(scenario, path_pools=(pool,))


def test_more_paths_never_cost_more_and_the_bound_holds():
    dearer = 0
    for number in range(5):
        costs = []
        for paths in (0, 1, 2):
            scenario = pooled(number, paths)
            cost = least(scenario)
            assert lower_bound(scenario, OfferBook(scenario, NOMINAL), rounds=20) <= cost + 0.01
            costs.append(cost)
        assert costs[0] >= costs[1] - 0.01 >= costs[2] - 0.02
        dearer += costs[0] > costs[1] + 1.0
    assert dearer > 0


def lanes(paths, count=12):
    """Two path trains to one depot that share the paths of their terminal."""
    base = two_hubs(count)
    other = replace(base.network.services["RAIL"], dispatch="path", least_load_teu=4.0,
                    dead_freight_share=0.5)  # fmt: skip
    services = {**base.network.services, "RAIL": other}
    pool = PathPool("gate", frozenset({"BLOCK", "RAIL"}), paths,
                    tuple(168.0 * w for w in range(20)))  # fmt: skip
    network = replace(base.network, services=services)
    return replace(base, network=network, path_pools=(pool,))


@pytest.mark.parametrize("paths", [0, 1, 3])
def test_no_policy_runs_more_trains_than_there_are_paths(paths):
    scenario = lanes(paths)
    bound = lower_bound(scenario, OfferBook(scenario, NOMINAL), rounds=20)
    for policy in POLICIES:
        plan = policy.plan(scenario, NOMINAL)
        verdict = verify(scenario, plan, NOMINAL)
        assert verdict.feasible, (policy.name, verdict.problems)
        assert bound <= plan.cost_cny + 0.01
        done = simulate(scenario, plan, seed=1, replication=0, nominal=True)
        assert total_cny(done) == pytest.approx(verdict.planned_cny, abs=0.01)
        simulate(scenario, plan, seed=1, replication=2)
        fewer = replace(scenario.path_pools[0], paths=0)
        if plan.runs:
            problems = verify(replace(scenario, path_pools=(fewer,)), plan).problems
            assert any("paths given, 0 there" in one for one in problems)


def test_the_sheet_of_a_consignment_offers_no_train_without_a_path():
    scenario = lanes(1)
    plan = RollingPlan().plan(scenario, NOMINAL)
    desk = WayDesk(PlanBooks(scenario, NOMINAL, plan), OfferBook(scenario, NOMINAL))
    given_to = runs_by_window(scenario.path_pools, plan.runs)
    for order in scenario.consignments[:6]:
        for option in desk.sheet(order.consignment_id).others:
            for journey in option.journeys:
                for _, key in journey.dated():
                    window = window_of(scenario.path_pools, key)
                    assert window is None or key in plan.runs or not given_to.get(window)


def test_paths_go_by_volume_and_none_is_left_while_somebody_could_use_it():
    booked = {("A", 1.0): 30.0, ("A", 5.0): 10.0, ("B", 2.0): 25.0, ("C", 3.0): 1.0}
    assert shared_out(booked, 0) == set()
    assert shared_out(booked, 1) == {("A", 1.0)}
    assert shared_out(booked, 9) == set(booked)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABCD"), st.floats(0.0, 100.0)), st.floats(0.1, 90.0), max_size=9
    ),
    st.integers(0, 12),
)
def test_shares_use_every_path_on_the_fullest_trains(booked, paths):
    given_to = shared_out(booked, paths)
    assert len(given_to) == min(paths, len(booked))
    for key in given_to:
        for other in booked:
            if other[0] == key[0] and other not in given_to:
                assert booked[other] <= booked[key]
