"""Parts together never cost more than any plan, however the problem is divided and priced."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.freight import count
from optimize.freight.bound import Bound
from optimize.freight.bound_layout import lay_out
from optimize.freight.bound_point import Multipliers
from optimize.freight.by_parts import PartEffort, joined, solve_parts
from optimize.freight.canonical import canonical
from optimize.freight.grouping import grouped
from optimize.freight.instances import generate
from optimize.freight.parts import divided
from optimize.freight.search import Search
from tests.optimize.freight.test_bound import KINDS, NEAR, at_random, optimum
from tests.optimize.freight.tiny import tiny

LITTLE = PartEffort(bound_rounds=20, search_rounds=50, core_options=3, most_options=100)


def in_order(number, **kind):
    return canonical(tiny(number, **kind)).problem


def any_division(problem, draw):
    return np.unique(draw.integers(0, 3, len(problem.items.m3)), return_inverse=True)[1]


@settings(max_examples=100, deadline=None)
@given(number=st.integers(0, 10_000), kind=st.sampled_from(KINDS), prices=st.integers(0, 2**32 - 1))
def test_parts_at_any_prices_cost_no_more_than_the_optimum(number, kind, prices):
    problem = in_order(number, **kind)
    draw = np.random.default_rng(prices)
    best = optimum(problem)
    for _ in range(2):
        parts = divided(problem, at_random(problem, draw), any_division(problem, draw))
        assert parts.total([optimum(part.problem) for part in parts.parts]) <= best + NEAR


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(40))
def test_solved_parts_are_below_the_optimum_and_above_their_first_bound(number, kind):
    problem = in_order(number, **kind)
    bound = Bound(problem)
    bound.improve(30)
    parts = divided(problem, bound.multipliers, grouped(problem, bound, 2))
    told = [one.bound_cny for one in solve_parts(parts, LITTLE)]
    assert told == sorted(told)
    assert told[-1] <= optimum(problem) + NEAR


def test_one_part_without_prices_is_the_problem_itself():
    for number in range(40):
        problem = in_order(number)
        none = np.zeros(len(problem.switches.open_cny))
        problem = replace(problem, switches=replace(problem.switches, least_teu=none))
        layout = lay_out(problem)
        free = Multipliers(
            np.zeros(len(layout.m3)), np.zeros(layout.room.shape), none,
            np.ones(len(layout.box)), np.zeros(len(layout.cell_item), dtype=np.float32),
        )  # fmt: skip
        parts = divided(problem, free, np.zeros(len(layout.m3), dtype=np.int64))
        value = parts.total([optimum(part.problem) for part in parts.parts])
        assert value == pytest.approx(optimum(problem), rel=1e-7)


def test_parts_hold_every_item_once_and_no_more_than_asked_for():
    problem = canonical(generate(100, 4)).problem
    bound = Bound(problem)
    bound.improve(20)
    group = grouped(problem, bound, 9)
    parts = divided(problem, bound.multipliers, group)
    held = np.concatenate([part.items for part in parts.parts])
    assert sorted(held.tolist()) == list(range(100))
    assert max(len(part.items) for part in parts.parts) <= 9


def test_joined_plan_is_feasible_and_no_dearer():
    problem = canonical(generate(100, 5)).problem
    bound = Bound(problem)
    bound.improve(50)
    search = Search(problem)
    search.greedy()
    before = search.plan()
    parts = divided(problem, bound.multipliers, grouped(problem, bound, 6))
    *_, found = solve_parts(parts, replace(LITTLE, core_options=500))
    after = joined(problem, before, parts, found)
    assert not count(problem, after).problems
    assert found.bound_cny <= after.cost_cny <= before.cost_cny
