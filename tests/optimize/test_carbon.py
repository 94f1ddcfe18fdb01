"""A cap on CO2e: kept at a price found by bisection, against every assignment of tiny books."""

from dataclasses import replace
from itertools import product

import pytest

from domain.account import account
from domain.carbon import (
    given_away_kgco2e_per_kg,
    least_kgco2e,
    plan_kgco2e,
    way_kgco2e_per_kg,
)
from domain.outlook import Outlook, replications
from optimize.booking import Booking
from optimize.carbon import priced, within_cap
from optimize.desk import PlanDesk
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from tests.optimize.tiny import NOMINAL, every_offer, facilities_cny
from tests.worlds import PLANNING, TEXTILES, consignment, two_hubs

OUTLOOK = Outlook(1, replications("A", 2))
SHORT = replace(PLANNING, hold_max_h=30.0, slot_h=24.0, epoch_h=1000.0, notice_h=-1000.0)


def hurried(count, cap=None, *, price=30.0, planning=PLANNING):
    """Textiles that pay for lorries, because lateness is dear; trains would emit a quarter."""
    orders = [
        consignment(
            i, TEXTILES, units=20 + 4 * i, ready_h=10.0 + 9.0 * i, due_h=140.0 + 9.0 * i,
            known_at_h=0.0, late_cost_cny_per_t_day=2_000.0 + 900.0 * i,
            outsource_cny_per_kg=price,
        )
        for i in range(count)
    ]  # fmt: skip
    return two_hubs(consignments=orders, planning=replace(planning, carbon_cap_kgco2e=cap))


def emitted(scenario, policy):
    return plan_kgco2e(scenario, policy.plan(scenario, OUTLOOK))


def test_emissions_of_a_plan_are_those_of_its_books():
    scenario = hurried(6)
    for policy in (Habit(), Rule(), RollingPlan()):
        plan = policy.plan(scenario, OUTLOOK)
        books = account(scenario, plan)
        assert not any(part.outsourced for part in plan.parts)
        assert plan_kgco2e(scenario, plan) == pytest.approx(sum(p.kgco2e for p in books.parts))


@pytest.mark.parametrize("policy", [Foresight(), RollingPlan()], ids=lambda one: one.name)
def test_a_tighter_cap_is_kept_and_costs_more(policy):
    free = policy.plan(hurried(3), OUTLOOK)
    most, least = plan_kgco2e(hurried(3), free), least_kgco2e(hurried(3))
    assert most > 1.5 * least
    costs = [free.cost_cny]
    for share in (0.6, 0.2):
        cap = least + share * (most - least)
        scenario = hurried(3, cap)
        plan = policy.plan(scenario, OUTLOOK)
        assert plan.status == "feasible"
        assert plan_kgco2e(scenario, plan) <= cap
        verdict = verify(scenario, plan, OUTLOOK)
        assert verdict.feasible, verdict.problems
        assert float(plan.notes["carbon_price_cny_per_t"]) > 0.0
        costs.append(plan.cost_cny)
        assert any("kg CO2e, the cap is" in one for one in verify(scenario, free, OUTLOOK).problems)
    assert costs == sorted(costs)


def test_a_cap_that_binds_nothing_changes_nothing():
    free = RollingPlan().plan(hurried(4), OUTLOOK)
    loose = RollingPlan().plan(hurried(4, 1e9), OUTLOOK)
    assert loose.parts == free.parts
    assert loose.cost_cny == free.cost_cny
    assert loose.notes["carbon_price_cny_per_t"] == "0"
    assert loose.notes["plans_made"] == "1"


def test_a_cap_below_what_is_possible_is_said_to_be_broken():
    scenario = hurried(2, 0.9 * least_kgco2e(hurried(2)))
    plan = RollingPlan().plan(scenario, OUTLOOK)
    assert plan.status == "cap broken"
    assert not verify(scenario, plan, OUTLOOK).feasible
    assert plan_kgco2e(scenario, plan) == pytest.approx(least_kgco2e(scenario))


def test_rule_and_habit_know_no_cap():
    capped = hurried(3, least_kgco2e(hurried(3)))
    for policy in (Rule(), Habit()):
        plan = policy.plan(capped, OUTLOOK)
        assert plan.parts == policy.plan(hurried(3), OUTLOOK).parts
        assert verify(capped, plan, OUTLOOK).feasible


def best_within(scenario, cap):
    """Least cost of any assignment of whole consignments that keeps a cap."""
    book = OfferBook(scenario, NOMINAL)
    orders = scenario.consignments
    best = None
    for chosen in product(*([*every_offer(scenario, book, one), None] for one in orders)):
        kg = sum(
            one.kg * (
                given_away_kgco2e_per_kg(scenario, one) if offer is None
                else way_kgco2e_per_kg(scenario, one, offer.way)
            )
            for one, offer in zip(orders, chosen, strict=True)
        )  # fmt: skip
        if kg > cap:
            continue
        desk = PlanDesk(scenario, Booking(scenario))
        try:
            for one, offer in zip(orders, chosen, strict=True):
                desk.add(one, one.units, offer)
        except ValueError:
            continue
        best = desk.cost_cny if best is None else min(best, desk.cost_cny)
    return best + facilities_cny(scenario)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 1.0])
def test_bound_is_below_the_best_plan_within_the_cap_and_that_below_the_one_found(share):
    free = hurried(2, planning=SHORT, price=9.0)
    least, most = least_kgco2e(free), emitted(free, RollingPlan())
    cap = least + share * max(most - least, 0.0) + 1e-6
    found = within_cap(Foresight().plan, hurried(2, cap, planning=SHORT, price=9.0), NOMINAL)
    best = best_within(free, cap)
    assert found.bound_cny <= best + 0.01
    assert best <= found.cost_cny + 0.01
    assert plan_kgco2e(free, found) <= cap


def test_a_price_is_paid_by_every_offer_on_what_it_emits():
    scenario = hurried(1)
    order = scenario.consignments[0]
    dear = priced(scenario, 500.0)
    plain, paying = (
        OfferBook(one, OUTLOOK).valued(one.consignments[0]) for one in (scenario, dear)
    )
    for i, number in enumerate(plain.way):
        kg = order.kg * way_kgco2e_per_kg(scenario, order, plain.ways[number])
        assert paying.own_cny[i] - plain.own_cny[i] == pytest.approx(0.5 * kg)
    more = dear.consignments[0].outsource_cny_per_kg - order.outsource_cny_per_kg
    assert more == pytest.approx(0.5 * given_away_kgco2e_per_kg(scenario, order))
