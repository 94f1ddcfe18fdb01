"""Options that no plan can use are left out, and nothing else: the optimum stays what it is."""

from dataclasses import replace

import numpy as np
import pytest

from domain.freight import count
from optimize.freight.alone import fitting, too_large
from optimize.freight.bound import Bound
from optimize.freight.settle import settle
from optimize.freight.solve import Effort, solve
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import floats, tiny

LITTLE = Effort(turns=1, bound_rounds=20, sweeps=2, search_rounds=100, exact_nodes=50)


def narrow(number):
    """A tiny problem with hardly any room, so that many options are too small for their item."""
    problem = tiny(number, divisible=number % 4 == 0)
    slots = problem.slots
    return replace(
        problem, slots=replace(slots, teu=slots.teu * 0.5, t=slots.t * 0.4, plugs=slots.plugs)
    )


def heavy(t, *, room_t=46.0, room_teu=6.0, room_plugs=3.0, most=9.0, whole=True):
    """One item of 50 m3, on a load of reefers (58 m3, 27 t, 2 TEU, 4 t tare, a plug) or on none."""
    problem = tiny(1, count=1)
    loads, slots = problem.loads, problem.slots
    one = floats([0.0])
    return replace(
        problem,
        items=replace(
            problem.items, m3=floats([50.0]), t=floats([t]), whole=np.array([whole]),
            away_cny=floats([9e4]), known_h=one,
        ),
        options=replace(
            problem.options, first=np.array([0, 2]), own_cny=floats([10.0, 20.0]),
            load_first=np.array([0, 1, 1]), load=np.array([0]),
        ),
        loads=replace(
            loads, load_id=("load",), box_cny=floats([5e4]), box_m3=floats([58.0]),
            box_t=floats([27.0]), box_teu=floats([2.0]), box_tare_t=floats([4.0]),
            box_plugs=floats([1.0]), most_boxes=floats([most]), close_h=one,
            slot_first=np.array([0, 1]), slot=np.array([0]),
            switch_first=np.array([0, 0]), switch=np.zeros(0, dtype=np.int64),
        ),
        slots=replace(
            slots, slot_id=("slot",), teu=floats([room_teu]), t=floats([room_t]),
            plugs=floats([room_plugs]),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("t", "rooms", "out"),
    [
        (27.0, {"room_t": 31.0}, False),  # one box: 27 t and 4 t of tare
        (27.0, {"room_t": 30.9}, True),
        (27.1, {"room_t": 35.1}, False),  # two boxes
        (27.1, {"room_t": 35.0}, True),
        (73.1, {"room_t": 90.0}, False),  # three boxes: 6 TEU, 3 plugs, 85.1 t
        (73.1, {"room_t": 90.0, "room_teu": 5.0}, True),
        (73.1, {"room_t": 90.0, "room_plugs": 2.0}, True),
        (73.1, {"room_t": 90.0, "most": 2.0}, True),
        (73.1, {"room_t": 80.0, "whole": False}, False),  # it may be divided
    ],
)
def test_a_whole_item_needs_room_for_all_its_boxes(t, rooms, out):
    assert too_large(heavy(t, **rooms)).tolist() == [out, False]


@pytest.mark.parametrize("number", range(90))
def test_every_plan_is_still_there_and_the_bound_no_lower(number):
    problem = narrow(number)
    inside = fitting(problem)
    best, fewer = brute(problem), brute(inside.problem)
    assert (best is None) == (fewer is None)
    if best is not None:
        assert fewer.cost_cny == pytest.approx(best.cost_cny)
        again = settle(problem, inside.back(fewer).taken, fewer.share, boxes=fewer.boxes)
        assert again.cost_cny == pytest.approx(best.cost_cny)
        assert not count(problem, again).problems
        assert inside.forth(best) is not None
        close = Bound(inside.problem)
        assert close.improve(30) <= best.cost_cny + 1e-6


def test_some_narrow_problems_have_options_that_no_plan_can_use():
    out = [too_large(narrow(number)) for number in range(90)]
    assert sum(flags.any() for flags in out) > 20
    assert any(flags.all() for flags in out if len(flags))


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_plans_are_in_options_of_the_problem_as_given(number):
    problem = narrow(number)
    best = brute(problem)
    plan = solve(problem, effort=LITTLE)
    if best is None:
        assert not np.isfinite(plan.cost_cny)
        return
    books = count(problem, plan)
    assert not books.problems
    assert books.cost_cny == pytest.approx(plan.cost_cny)
    assert plan.bound_cny <= best.cost_cny + 1e-6
    assert solve(problem, effort=LITTLE, start=best).cost_cny == pytest.approx(best.cost_cny)


def test_a_start_that_uses_what_is_out_is_not_taken():
    problem = heavy(73.1, room_t=80.0)
    bad = settle(problem, np.array([0]), np.ones(1))
    assert count(problem, bad).problems
    assert fitting(problem).forth(bad) is None
    plan = solve(problem, effort=LITTLE, start=bad)
    assert plan.taken.tolist() == [1]
    assert plan.bound_cny == pytest.approx(20.0)


def test_the_bound_of_an_item_that_fits_nowhere_is_its_outsourcing():
    problem = heavy(73.1, room_t=80.0)
    alone = replace(
        problem,
        options=replace(problem.options, first=np.array([0, 1]), own_cny=floats([10.0]),
                        load_first=np.array([0, 1])),
        loads=replace(problem.loads, box_cny=floats([1e4])),
    )  # fmt: skip
    assert Bound(alone).improve(50) < 5e4
    assert Bound(fitting(alone).problem).improve(50) == pytest.approx(9e4)
