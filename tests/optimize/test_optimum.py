"""Bound, optimum, plans and rule on tiny instances that are tried out completely."""

from dataclasses import replace

import pytest

from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import PlanSettings, RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from tests.optimize.tiny import NOMINAL, optimum, tiny


def test_bound_is_below_the_optimum_and_the_optimum_below_every_plan():
    hits = 0
    for number in range(120):
        scenario = tiny(number)
        best, plan = optimum(scenario)
        assert expected_cost(scenario, NOMINAL, plan) == pytest.approx(best)
        assert not verify(scenario, plan).problems
        assert lower_bound(scenario, OfferBook(scenario, NOMINAL)) <= best + 1e-6
        found = Foresight().plan(scenario, NOMINAL)
        assert found.cost_cny >= best - 0.01
        hits += found.cost_cny <= best + 0.01
    assert hits >= 108, f"foresight found the optimum in {hits} of 120"


def test_bound_is_below_every_plan_found_with_goods_that_age():
    for number in range(40):
        scenario = tiny(number, 4, aging=True)
        outlook = Outlook(number, replications("A", 3))
        bound = lower_bound(scenario, OfferBook(scenario, outlook))
        for policy in (Habit(), Rule(), RollingPlan(), Foresight()):
            plan = policy.plan(scenario, outlook)
            verdict = verify(scenario, plan, outlook)
            assert verdict.feasible, (policy.name, verdict.problems)
            assert bound <= plan.cost_cny + 1e-6


def test_bound_holds_for_the_optimum_in_expectation():
    for number in range(15):
        scenario, outlook = tiny(number), Outlook(number, replications("A", 2))
        best, plan = optimum(scenario, outlook)
        assert expected_cost(scenario, outlook, plan) == pytest.approx(best)
        assert lower_bound(scenario, OfferBook(scenario, outlook)) <= best + 1e-6


def test_more_room_never_costs_more_at_the_optimum():
    for number in range(25):
        costs = [optimum(tiny(number, rail_teu=teu))[0] for teu in (2.0, 4.0, 8.0)]
        assert costs[0] >= costs[1] - 1e-6 >= costs[2] - 2e-6


def test_one_epoch_solved_together_is_no_worse_than_the_rule():
    settings = PlanSettings(lead_h=1e6)
    worse = 0
    for number in range(40):
        scenario = tiny(number, 4)
        rule = Rule().plan(scenario, NOMINAL)
        assert Foresight().plan(scenario, NOMINAL).cost_cny <= rule.cost_cny + 0.01
        worse += RollingPlan(settings).plan(scenario, NOMINAL).cost_cny > rule.cost_cny + 0.01
    assert worse == 0


def test_swapping_departures_never_pays_at_the_optimum():
    moved = 0
    for number in range(20):
        scenario = tiny(number, rail_teu=2.0, block_teu=2.0, ready_within_h=1.0)
        best, plan = optimum(scenario)
        aboard = [part for part in plan.parts if part.journey_id is not None]
        for one in aboard:
            for other in aboard:
                if one.journey_id >= other.journey_id:
                    continue
                swapped = {one.part_id: other, other.part_id: one}
                parts = tuple(
                    replace(
                        part,
                        journey_id=swapped[part.part_id].journey_id,
                        before=swapped[part.part_id].before,
                        after=swapped[part.part_id].after,
                    )
                    if part.part_id in swapped
                    else part
                    for part in plan.parts
                )
                verdict = verify(scenario, replace(plan, parts=parts))
                if verdict.feasible:
                    moved += 1
                    assert verdict.planned_cny >= best - 0.01
    assert moved > 0
