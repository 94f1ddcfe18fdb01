"""The neighbourhood search: feasible always, at the optimum mostly, the same every time."""

import numpy as np
import pytest

from domain.freight import count
from optimize.freight.instances import generate
from optimize.freight.search import Search
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import tiny


def _searched(problem, rounds=300, seed=1, **more):
    search = Search(problem, seed=seed, **more)
    search.greedy()
    search.run(rounds, 100.0, 1.0, 5)
    return search


def test_search_finds_the_optimum_of_most_tiny_problems_and_never_less():
    hits = tried = 0
    for number in range(150):
        problem = tiny(number)
        best = brute(problem)
        if best is None:
            continue
        search = _searched(problem)
        plan = search.plan()
        tried += 1
        assert plan.cost_cny >= best.cost_cny - 1e-6
        if not search.unserved:
            assert not count(problem, plan).problems
        hits += plan.cost_cny <= best.cost_cny + 1e-6
    assert hits >= 0.95 * tried, f"{hits} of {tried}"


def test_cost_kept_along_the_way_is_the_cost_counted_anew():
    problem = generate(300, 4)
    search = _searched(problem, 1_500)
    plan = search.plan()
    assert plan.cost_cny == pytest.approx(search.least, rel=1e-9)
    assert not count(problem, plan).problems


def test_room_is_kept_when_items_are_divided():
    for number in range(60):
        problem = tiny(number, divisible=True)
        search = _searched(problem)
        if not search.unserved:
            assert not count(problem, search.plan()).problems


def test_sweeps_keep_room_and_the_best_choices_met():
    problem = generate(200, 2)
    search = Search(problem)
    search.greedy(1.0)
    before = search.least
    for fairness in (0.5, 0.0):
        search.sweep(fairness)
    plan = search.plan()
    assert plan.cost_cny == pytest.approx(search.least, rel=1e-9)
    assert search.least < before
    assert not count(problem, plan).problems


def test_same_seed_gives_the_same_plan():
    problem = generate(200, 5)
    one, other = (_searched(problem, 800, seed=3).plan() for _ in range(2))
    assert np.array_equal(one.taken, other.taken)


def test_search_goes_on_from_a_plan_and_never_ends_dearer():
    problem = generate(200, 3)
    plan = _searched(problem, 200).plan()
    search = Search(problem, seed=9)
    search.start_from(plan)
    assert search.least == pytest.approx(plan.cost_cny)
    search.run(300, 1_000.0, 10.0)
    assert search.plan().cost_cny <= plan.cost_cny + 1e-6


def test_options_left_out_are_not_used():
    problem = generate(100, 2)
    keep = np.arange(len(problem.options.own_cny)) % 3 != 0
    assert keep[_searched(problem, 300, keep=keep).plan().taken].all()
