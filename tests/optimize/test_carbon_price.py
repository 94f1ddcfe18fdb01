"""A price on CO2e: charged on every tonne, the same in all books, and it moves goods to trains."""

from dataclasses import replace
from itertools import pairwise

import pytest

from domain.account import account
from domain.carbon import plan_kgco2e, with_carbon_price
from domain.outlook import Outlook, replications
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from optimize.why.books import PlanBooks
from sim import simulate
from tests.optimize.tiny import NOMINAL, optimum, tiny
from tests.sim.reading import consignments, planned, rows, total_cny
from tests.worlds import PLANNING, TEXTILES, consignment, two_hubs

PRICES = (0.0, 200.0, 2_000.0, 20_000.0)
OUTLOOK = Outlook(1, replications("A", 2))


def hurried(cny_per_t, count=5):
    """Textiles whose lateness is dear: they take lorries, until what these emit is dearer."""
    orders = [
        consignment(
            i, TEXTILES, units=20 + 4 * i, ready_h=10.0 + 9.0 * i, due_h=140.0 + 9.0 * i,
            known_at_h=0.0, late_cost_cny_per_t_day=2_000.0 + 900.0 * i,
            outsource_cny_per_kg=30.0,
        )
        for i in range(count)
    ]  # fmt: skip
    planning = replace(PLANNING, hold_max_h=120.0)
    return with_carbon_price(two_hubs(consignments=orders, planning=planning), cny_per_t)


def tonnes_by_road(scenario, plan):
    """Tonnes whose main carriage is the lorry."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    return sum(
        part.units * orders[part.consignment_id].kg_per_unit / 1000.0
        for part in plan.parts
        if part.journey_id is not None
        and any(hop.service_id == "LORRY" for hop in plan.journeys[part.journey_id].route.hops)
    )


@pytest.mark.parametrize("policy", [Habit(), Rule(), RollingPlan(), Foresight()])
def test_the_carbon_line_is_the_price_times_what_is_emitted(policy):
    scenario = hurried(500.0)
    plan = policy.plan(scenario, OUTLOOK)
    books = account(scenario, plan)
    assert not any(part.outsourced for part in plan.parts)
    assert books.by_line()["carbon"] == pytest.approx(0.5 * plan_kgco2e(scenario, plan))
    assert verify(scenario, plan, OUTLOOK).feasible
    assert PlanBooks(scenario, OUTLOOK, plan).lines()["carbon"] == pytest.approx(
        books.by_line()["carbon"]
    )


@pytest.mark.parametrize("policy", [Rule(), RollingPlan()])
def test_nominal_mode_books_the_price_to_the_last_fen(policy):
    scenario = hurried(900.0)
    plan = policy.plan(scenario, NOMINAL)
    books = account(scenario, plan)
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert total_cny(result) == pytest.approx(plan.cost_cny, abs=0.005)
    for name, row in consignments(result).items():
        assert row["cost_cny"] == pytest.approx(planned(books)[name][0], abs=0.005)


def test_a_run_with_delays_pays_for_what_it_emits():
    """The checks after a run recount the line from the movements (`sim.checks.dues`)."""
    scenario = hurried(900.0)
    result = simulate(scenario, Rule().plan(scenario, OUTLOOK), seed=3, replication=1)
    paid = sum(row["cny"] for row in rows(result.records.costs) if row["line"] == "carbon")
    given_away = sum(row["outsourced_units"] for row in consignments(result).values())
    emitted = sum(row["kgco2e"] for row in consignments(result).values())
    assert not given_away
    assert paid == pytest.approx(0.9 * emitted)


def test_a_high_price_moves_goods_from_lorries_to_trains():
    shares = []
    for cny_per_t in (0.0, 100_000.0):
        scenario = hurried(cny_per_t)
        plan = Foresight().plan(scenario, OUTLOOK)
        shares.append((tonnes_by_road(scenario, plan), plan_kgco2e(scenario, plan)))
    assert shares[0][0] > 0.0
    assert shares[1][0] < 0.5 * shares[0][0]
    assert shares[1][1] < shares[0][1]


@pytest.mark.parametrize("number", range(6))
def test_a_higher_price_never_costs_less_and_never_emits_more_at_the_optimum(number):
    costs, emitted = [], []
    for cny_per_t in PRICES:
        scenario = with_carbon_price(tiny(number, 2), cny_per_t)
        cost, plan = optimum(scenario)
        costs.append(cost)
        emitted.append(plan_kgco2e(scenario, plan))
        assert lower_bound(scenario, OfferBook(scenario, NOMINAL)) <= (
            account(scenario, plan).cost_cny + 0.01
        )
    assert costs == sorted(costs)
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(emitted))


def test_giving_away_pays_for_the_dirtiest_way():
    scenario = hurried(1_000.0, 1)
    (order,) = scenario.consignments
    found = Rule().plan(scenario, NOMINAL)
    parts = tuple(replace(p, before=(), journey_id=None, after=()) for p in found.parts)
    plan = replace(found, journeys={}, parts=parts, runs=frozenset(), cost_cny=None)
    books = account(scenario, plan)
    assert books.by_line()["carbon"] == pytest.approx(plan_kgco2e(scenario, plan))
    assert order.given_away_cny_per_kg > order.outsource_cny_per_kg
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.005)
