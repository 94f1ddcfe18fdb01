"""Subsidies that run out and block space: every planner's books agree, and the bound holds."""

import math
from dataclasses import replace

import pytest

from domain.account import account
from domain.contracts import claimed_teu
from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from domain.planned_boxes import planned_boxes
from optimize import block_sizes
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from optimize.why.books import PlanBooks
from optimize.why.ways import WayDesk
from sim import simulate
from tests.optimize.contracts import block, subsidy, with_contracts
from tests.optimize.tiny import NOMINAL, optimum, tiny
from tests.sim.reading import consignments, planned, rows, total_cny
from tests.worlds import TEXTILES, consignment, two_hubs

OUTLOOK = Outlook(1, replications("A", 2))
POLICIES = [Habit(), Rule(), RollingPlan(), Foresight()]
FEW_TEU = {"weekly": False, "teu": 2.0, "release_h": 30.0, "release_cny_per_teu": 100.0}


def freight(count=10):
    """Textiles in whole boxes that choose between a train, a path train and lorries."""
    orders = [
        consignment(
            i, TEXTILES, units=30 + 7 * (i % 5), ready_h=10.0 + 14.0 * i, due_h=230.0 + 14.0 * i,
            outsource_cny_per_kg=30.0,
        )
        for i in range(count)
    ]  # fmt: skip
    return two_hubs(consignments=orders)


def contracted(kind, scenario=None):
    scenario = scenario or freight()
    made = {
        "runs_out": (subsidy(3_000.0, 8_000.0),),
        "ends": (subsidy(2_000.0, until_h=120.0),),
        "week": (block(scenario, 6.0),),
        "each": (block(scenario, cny_per_teu=1_500.0, take_or_pay_share=0.6, **FEW_TEU),),
        "both": (subsidy(1_000.0, 5_000.0), block(scenario, 6.0, release_h=48.0)),
    }[kind]
    return with_contracts(scenario, *made)


KINDS = ("runs_out", "ends", "week", "each", "both")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_all_books_agree(policy, kind):
    scenario = contracted(kind)
    plan = policy.plan(scenario, NOMINAL)
    books = account(scenario, plan)
    assert not books.problems
    assert plan.cost_cny == pytest.approx(books.cost_cny, abs=0.005)
    verdict = verify(scenario, plan, NOMINAL)
    assert verdict.feasible, verdict.problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert total_cny(result) == pytest.approx(plan.cost_cny, abs=0.005)
    for name, row in consignments(result).items():
        assert row["cost_cny"] == pytest.approx(planned(books)[name][0], abs=0.005)


@pytest.mark.parametrize("kind", KINDS)
def test_why_shows_the_plan_line_by_line_and_changes_of_it_exactly(kind):
    scenario = contracted(kind)
    plan = RollingPlan().plan(scenario, OUTLOOK)
    books = PlanBooks(scenario, OUTLOOK, plan)
    assert sum(books.lines().values()) == pytest.approx(plan.cost_cny, abs=0.005)
    lines = account(scenario, RollingPlan().plan(scenario, NOMINAL)).by_line()
    nominal = PlanBooks(scenario, NOMINAL, RollingPlan().plan(scenario, NOMINAL)).lines()
    assert {line: nominal.get(line, 0.0) for line in lines} == pytest.approx(lines)
    for order in scenario.consignments[:4]:
        name = order.consignment_id
        loadings, gone = {}, []
        for part in books.parts_of[name]:
            if part.journey_id is None:
                gone.append(part)
            else:
                left = tuple(p for p in books.inside[part.journey_id] if p.consignment_id != name)
                loadings[part.journey_id] = (plan.journeys[part.journey_id], left)
        parts = tuple(p for p in plan.parts if p.consignment_id != name)
        keys = {
            key
            for part in parts
            if part.journey_id is not None
            for _, key in plan.journeys[part.journey_id].dated()
        }
        without = replace(plan, parts=parts, runs=plan.runs & keys)
        found = expected_cost(scenario, OUTLOOK, without) - plan.cost_cny
        assert books.difference(loadings, gone=gone).cny == pytest.approx(found, abs=0.005)
        sheet = WayDesk(books, OfferBook(scenario, OUTLOOK)).sheet(name)
        assert sheet.chosen.cny == pytest.approx(-found, abs=0.005)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_with_delays_is_settled_by_what_rode(kind):
    """The checks after each run settle again from the movements (`sim.checks.dues`)."""
    scenario = contracted(kind)
    plan = Rule().plan(scenario, OUTLOOK)
    result = simulate(scenario, plan, seed=5, replication=2)
    paid = -sum(row["cny"] for row in rows(result.records.costs) if row["line"] == "subsidy")
    budget = sum(one.budget_cny for one in scenario.contracts.subsidies)
    assert 0.0 <= paid <= budget + 1e-6
    assert bool(paid) == bool(scenario.contracts.subsidies)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(4))
def test_the_bound_is_below_the_best_of_every_assignment(kind, number):
    scenario = contracted(kind, tiny(number, 2))
    _, plan = optimum(scenario)
    best = expected_cost(scenario, NOMINAL, plan)
    book = OfferBook(scenario, NOMINAL)
    free = lower_bound(scenario, book)
    told = lower_bound(scenario, book, plan=plan)
    used = claimed_teu(
        scenario.contracts,
        scenario.network,
        [
            (box.journey, 1.0)
            for box in planned_boxes(
                scenario,
                plan,
                {
                    name: [p for p in plan.parts if p.journey_id == name]
                    for name in sorted({p.journey_id for p in plan.parts if p.journey_id})
                },
            )
        ],
    )
    released = {
        period.pool: max(0.0, one.teu - math.fsum(used.get(period.pool, {}).values()))
        for one in scenario.contracts.blocks
        if one.release_h is not None and one.release_cny_per_teu < one.unused_cny_per_teu
        for period in one.periods
    }
    least = min(best, expected_cost(scenario, NOMINAL, replace(plan, released=released)))
    assert free <= told <= least + 0.01
    for policy in POLICIES:
        assert told <= policy.plan(scenario, NOMINAL).cost_cny + 0.01


@pytest.mark.parametrize("number", range(4))
def test_a_larger_budget_never_costs_more_at_the_optimum(number):
    costs = []
    for budget_cny in (0.0, 1_500.0, 4_000.0, math.inf):
        scenario = with_contracts(tiny(number, 3), subsidy(3_000.0, budget_cny))
        _, plan = optimum(scenario)
        costs.append(expected_cost(scenario, NOMINAL, plan))
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]


def rides(scenario, plan, service_id="RAIL"):
    """Boxes on a service."""
    inside = {}
    for part in plan.parts:
        if part.journey_id is not None:
            inside.setdefault(part.journey_id, []).append(part)
    boxes = planned_boxes(scenario, plan, inside)
    return sum(any(key[0] == service_id for _, key in box.journey.dated()) for box in boxes)


@pytest.mark.parametrize("policy", [Rule(), RollingPlan(), Foresight()], ids=lambda one: one.name)
def test_planners_follow_the_money_only_while_it_lasts(policy):
    """Without money the path train is cheaper; unlimited money turns the boxes to the daily one."""
    plain, rich = freight(), with_contracts(freight(), subsidy(8_000.0))
    poor = with_contracts(freight(), subsidy(8_000.0, 1.0))
    boxes = [rides(one, policy.plan(one, OUTLOOK)) for one in (plain, poor, rich)]
    assert boxes[1] == boxes[0] < boxes[2]


@pytest.mark.parametrize("policy", [Rule(), RollingPlan(), Foresight()], ids=lambda one: one.name)
def test_space_that_is_paid_anyway_is_filled_first(policy):
    plain = freight()
    sunk = with_contracts(plain, block(plain, 12.0, 4_500.0))
    assert rides(sunk, policy.plan(sunk, OUTLOOK)) > rides(plain, policy.plan(plain, OUTLOOK))


@pytest.mark.parametrize("policy", [Rule(), RollingPlan(), Foresight()], ids=lambda one: one.name)
def test_space_that_nobody_needs_is_given_back_in_time(policy):
    plain = freight()
    bound = with_contracts(plain, block(plain, 30.0, 3_000.0))
    free = with_contracts(plain, block(plain, 30.0, 3_000.0, release_h=72.0))
    kept, given_back = policy.plan(bound, OUTLOOK), policy.plan(free, OUTLOOK)
    assert not kept.released
    assert given_back.released
    assert given_back.cost_cny < kept.cost_cny - 20_000.0
    assert account(free, given_back).by_line()["dead_freight"] < (
        0.5 * account(bound, kept).by_line()["dead_freight"]
    )


def test_habit_gives_nothing_back():
    assert not Habit().plan(contracted("both"), OUTLOOK).released


def test_releases_that_no_contract_allows_are_refused():
    scenario = contracted("week")
    plan = RollingPlan().plan(scenario, NOMINAL)
    pool = scenario.contracts.blocks[0].periods[0].pool
    for released, said in (
        ({pool: 1.0}, "takes no space back"),
        ({("other", "", 0.0): 1.0}, "no such block space"),
    ):
        problems = verify(scenario, replace(plan, released=released), NOMINAL).problems
        assert any(said in one for one in problems)
    free = contracted("both")
    much = replace(RollingPlan().plan(free, NOMINAL), released={pool: 7.0})
    assert any("7 TEU released of 6" in one for one in verify(free, much, NOMINAL).problems)


def choosing(scenario, *more, **changes):
    return with_contracts(scenario, block(scenario, 4.0, choices=(0.0, 8.0), **changes), *more)


@pytest.mark.parametrize("policy", [Rule(), RollingPlan(), Foresight()], ids=lambda one: one.name)
@pytest.mark.parametrize("price", [500.0, 6_000.0])
def test_the_size_bought_is_the_cheapest_of_those_offered(policy, price):
    scenario = choosing(freight(6), cny_per_teu=price, release_h=24.0)
    plan = policy.plan(scenario, OUTLOOK)
    costs = {
        teu: policy.plan(
            replace(scenario, contracts=scenario.contracts.sized({"space": teu})), OUTLOOK
        ).cost_cny
        for teu in (0.0, 4.0, 8.0)
    }
    assert plan.block_teu["space"] == min(costs, key=costs.get)
    assert plan.cost_cny == min(costs.values())
    assert (price > 4_000.0) == (plan.block_teu["space"] == 0.0)
    verdict = verify(scenario, plan, OUTLOOK)
    assert verdict.feasible, verdict.problems
    nominal = policy.plan(scenario, NOMINAL)
    result = simulate(scenario, nominal, seed=1, replication=0, nominal=True)
    assert total_cny(result) == pytest.approx(nominal.cost_cny, abs=0.005)
    lines = PlanBooks(scenario, NOMINAL, nominal).lines()
    assert sum(lines.values()) == pytest.approx(nominal.cost_cny, abs=0.005)


def test_habit_buys_what_the_scenario_states():
    scenario = choosing(freight(4), cny_per_teu=500.0)
    assert not Habit().plan(scenario, NOMINAL).block_teu
    odd = replace(Habit().plan(scenario, NOMINAL), block_teu={"space": 5.0}, cost_cny=None)
    assert any(
        "5 TEU bought, which is not offered" in one for one in verify(scenario, odd).problems
    )


@pytest.mark.parametrize("number", range(3))
def test_with_many_contracts_the_bound_holds_for_every_size(number, monkeypatch):
    monkeypatch.setattr(block_sizes, "MOST_PLANS", 1)
    scenario = choosing(tiny(number, 2), cny_per_teu=1_000.0, take_or_pay_share=0.5)
    plan = Foresight().plan(scenario, NOMINAL)
    for teu in (0.0, 4.0, 8.0):
        sized = replace(scenario, contracts=scenario.contracts.sized({"space": teu}))
        _, best = optimum(sized)
        assert plan.bound_cny <= expected_cost(sized, NOMINAL, best) + 0.01
    assert plan.bound_cny <= plan.cost_cny
