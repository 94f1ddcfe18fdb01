"""Whole solves: plan, bound and status; any order of the input; stopped half-way."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.freight import count
from optimize.freight.canonical import canonical
from optimize.freight.instances import generate, permuted
from optimize.freight.solve import Effort, solve
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import relaxed, tiny

LITTLE = Effort(
    turns=1, bound_rounds=10, search_rounds=200, chunk=100, size=5, exact_nodes=50, exact_gap=1e-6
)
NO_PROOF = replace(
    LITTLE, exact_options=-1, part_items=8, polish_parts=6, polish_items=10, polish_options=6
)


def test_plan_is_the_optimum_and_bound_below_it():
    for number in range(40):
        problem = tiny(number)
        best, plan = brute(problem), solve(problem, effort=LITTLE)
        if best is None:
            assert plan.status == "infeasible"
            continue
        assert plan.cost_cny == pytest.approx(best.cost_cny)
        assert plan.bound_cny <= best.cost_cny + 1e-6
        assert plan.status == "optimal"
        assert not count(problem, plan).problems


def test_bound_of_prices_is_below_the_optimum_without_the_path_model():
    for number in range(25):
        problem = tiny(number, divisible=number % 3 == 0, count=3)
        best = brute(problem)
        plan = solve(problem, effort=NO_PROOF)
        if best is not None:
            assert plan.bound_cny <= best.cost_cny + 1e-6
            assert plan.cost_cny >= best.cost_cny - 1e-4


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_relaxing_a_constraint_never_costs_more(number):
    before, after = tiny(number), relaxed(tiny(number), number)
    assert solve(after, effort=LITTLE).cost_cny <= solve(before, effort=LITTLE).cost_cny + 1e-4


def _same(one, other):
    return (
        one.cost_cny == other.cost_cny
        and one.bound_cny == other.bound_cny
        and np.array_equal(one.boxes, other.boxes)
    )


def test_order_of_items_changes_neither_plan_nor_bound():
    problem = generate(150, 3)
    mixed = permuted(problem, 7)
    one, other = solve(problem, effort=NO_PROOF), solve(mixed, effort=NO_PROOF)
    assert _same(one, other)
    assert not count(mixed, other).problems
    assert _same(one, solve(problem, effort=NO_PROOF))


def _reversed(problem):
    """Items, loads, slots and switches from last to first, by giving them falling ids."""
    items, loads = problem.items, problem.loads
    slots, switches = problem.slots, problem.switches

    def falling(names):
        return tuple(f"{len(names) - i:05d}" for i in range(len(names)))

    return replace(
        problem,
        items=replace(items, item_id=falling(items.item_id)),
        loads=replace(loads, load_id=falling(loads.load_id)),
        slots=replace(slots, slot_id=falling(slots.slot_id)),
        switches=replace(switches, switch_id=falling(switches.switch_id)),
    )


def test_problem_in_order_of_ids_is_the_same_problem():
    for number in range(40):
        given_problem = _reversed(tiny(number))
        ordered = canonical(given_problem)
        assert list(ordered.problem.loads.load_id) == sorted(given_problem.loads.load_id)
        best = brute(ordered.problem)
        if best is None:
            continue
        back = ordered.back(best)
        assert not count(given_problem, back).problems
        assert count(given_problem, back).cost_cny == pytest.approx(best.cost_cny)
        assert np.array_equal(ordered.forth(back).taken, best.taken)


def test_progress_only_ever_gets_better_and_says_the_gap():
    told = []
    plan = solve(generate(100, 1), effort=NO_PROOF, progress=lambda *three: told.append(three))
    plans, bounds = [line[0] for line in told], [line[1] for line in told]
    assert plans == sorted(plans, reverse=True)
    assert bounds == sorted(bounds)
    assert told[-1][0] == plan.cost_cny
    assert told[-1][2] == pytest.approx(plan.gap)


def test_stopped_at_once_there_is_a_plan_with_its_bound():
    problem = generate(100, 1)
    plan = solve(problem, stop=lambda: True)
    assert plan.status == "interrupted"
    assert not plan.deterministic
    assert not count(problem, plan).problems
    assert plan.bound_cny <= plan.cost_cny


def test_start_is_never_made_worse():
    problem = generate(100, 2)
    start = solve(problem, effort=NO_PROOF)
    again = solve(problem, effort=replace(NO_PROOF, search_rounds=100), start=start)
    assert again.cost_cny <= start.cost_cny


def test_item_that_nobody_may_carry_makes_the_problem_infeasible():
    problem = tiny(7)
    stuck = replace(
        problem,
        items=replace(problem.items, away_cny=np.full(len(problem.items.m3), np.inf)),
        loads=replace(problem.loads, most_boxes=np.zeros(len(problem.loads.box_cny))),
    )
    assert brute(stuck) is None
    assert solve(stuck, effort=LITTLE).status == "infeasible"


SCRIPT = """
import sys
from optimize.freight.instances import generate
from optimize.freight.solve import Effort, solve
def say(plan, bound, gap):
    print("at work", flush=True)
plan = solve(generate(100, 1), effort=Effort(search_rounds=100_000_000), progress=say)
print(plan.status, plan.cost_cny > plan.bound_cny > 0.0, flush=True)
"""


def test_control_c_gives_the_best_plan_so_far_with_its_bound():
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=root, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:  # fmt: skip
        for _ in range(4):
            assert process.stdout.readline() == "at work\n"
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read().splitlines()
        assert process.wait() == 0
    assert rest[-1] == "interrupted True"
