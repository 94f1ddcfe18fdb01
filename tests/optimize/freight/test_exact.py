"""The path model against trying everything, and what it does with parts of a problem."""

from dataclasses import replace

import numpy as np
import pytest

from domain.freight import count
from optimize.freight.exact import solve_exactly
from optimize.freight.settle import settle
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import relaxed, tiny


@pytest.mark.parametrize("padding", [False, True])
@pytest.mark.parametrize("divisible", [False, True])
def test_path_model_finds_the_optimum_of_trying_everything(divisible, padding):
    unserved = 0
    for number in range(40 if divisible else 80):
        problem = tiny(number, count=3 if divisible else None, divisible=divisible, padding=padding)
        best, plan = brute(problem), solve_exactly(problem)
        if best is None:
            assert plan.status == "infeasible"
            unserved += 1
            continue
        assert plan.status == "optimal"
        assert not count(problem, plan).problems
        assert plan.cost_cny == pytest.approx(best.cost_cny, abs=1e-4)
        assert plan.bound_cny <= min(plan.cost_cny, best.cost_cny + 1e-6)
        assert count(problem, plan).cost_cny == plan.cost_cny
    assert unserved < 30


def test_relaxing_a_constraint_never_costs_more():
    for number in range(50):
        problem = tiny(number)
        before, after = solve_exactly(problem), solve_exactly(relaxed(problem, number))
        assert after.cost_cny <= before.cost_cny + 1e-6


def _nothing_kept_back(problem):
    """All outsourced, where every item has a price."""
    return settle(problem, np.zeros(0, dtype=np.int64), np.zeros(0))


def test_item_by_item_with_the_others_held_never_gets_dearer_and_ends_feasible():
    for number in range(40):
        problem = tiny(number, padding=number % 2 == 1)
        if np.isinf(problem.items.away_cny).any():
            continue
        plan = _nothing_kept_back(problem)
        for item in range(len(problem.items.m3)):
            free = np.zeros(len(problem.items.m3), dtype=bool)
            free[item] = True
            better = solve_exactly(problem, free=free, start=plan)
            assert better.cost_cny <= plan.cost_cny
            assert better.bound_cny <= better.cost_cny
            assert not count(problem, better).problems
            held = problem.item_of_option[better.taken] != item
            before = problem.item_of_option[plan.taken] != item
            assert np.array_equal(better.taken[held], plan.taken[before])
            plan = better


def test_bound_with_items_held_is_that_of_all_plans_that_hold_them():
    for number in range(40):
        problem = tiny(number)
        best = brute(problem)
        if best is None:
            continue
        free = np.arange(len(problem.items.m3)) % 2 == 0
        plan = solve_exactly(problem, free=free, start=replace(best, bound_cny=-np.inf))
        assert plan.cost_cny == pytest.approx(best.cost_cny)
        assert plan.bound_cny == pytest.approx(best.cost_cny)


def test_options_left_out_are_not_taken():
    for number in range(30):
        problem = tiny(number)
        keep = np.arange(len(problem.options.own_cny)) % 2 == 0
        assert keep[solve_exactly(problem, keep=keep).taken].all()


def test_start_that_cannot_be_bettered_is_handed_back():
    problem = tiny(7)
    best = solve_exactly(problem)
    again = solve_exactly(problem, start=best)
    assert again.cost_cny == best.cost_cny
    assert again.status == "optimal"


def test_items_cannot_be_held_without_a_start():
    with pytest.raises(ValueError, match="start"):
        solve_exactly(tiny(1), free=np.zeros(len(tiny(1).items.m3), dtype=bool))
