"""Freight plans counted again: invoices worked by hand, each rule broken once, every tiny plan."""

from dataclasses import replace
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.freight import (
    FreightPlan,
    FreightProblem,
    Items,
    Loads,
    Options,
    Slots,
    Switches,
    boxes_needed,
    count,
)
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import floats, grouped, relaxed, tiny


def two_trains(**changed):
    """Three items, a feeder box (load 0) and two trains (loads 1 and 2), the second a paid one.

    Item a: train 1 (own 100) or the feeder and train 2 (own 160). Item b: train 1 (200) or train 2
    (150). Item c may be divided: train 1 (300) or train 2 (310).
    """
    ways = [
        [(100, [1]), (160, [0, 2])],
        [(200, [1]), (150, [2])],
        [(300, [1]), (310, [2])],
    ]
    load_first, load = grouped([loads for ways_of in ways for _, loads in ways_of])
    slot_first, slot = grouped([[], [0], [0, 1]])
    switch_first, switch = grouped([[], [], [0]])
    problem = FreightProblem(
        "two trains",
        Items(("a", "b", "c"), floats([20, 30, 40]), floats([10, 2, 4]),
              np.array([True, True, False]), floats([5_000, inf, 4_000]), floats([0, 0, 0])),
        Options(np.array([0, 2, 4, 6]), floats(cny for own in ways for cny, _ in own),
                load_first, load),
        Loads(("feeder", "train 1", "train 2"), floats([400, 3_000, 2_500]), floats([30, 60, 60]),
              floats([20, 26, 26]), floats([1, 2, 2]), floats([2, 4, 4]), floats([0, 0, 1]),
              floats([inf, 3, 3]), floats([10, 24, 48]), slot_first, slot, switch_first, switch),
        Slots(("east", "west"), floats([4, 8]), floats([30, inf]), floats([inf, 1])),
        Switches(("train 2 runs",), floats([500]), floats([6]), floats([90])),
    )  # fmt: skip
    return replace(problem, **changed)


def plan(taken, boxes, *, share=None, on=(False,)):
    share = [1.0] * len(taken) if share is None else share
    return FreightPlan(
        np.array(taken, dtype=np.int64), floats(share), np.array(boxes), np.array(on), 0.0
    )


def test_goods_that_share_a_train_pay_its_boxes_once():
    # 20 + 30 + 40 = 90 m3 in boxes of 60: two boxes, 2 x 2 = 4 TEU of 4, 10 + 2 + 4 + 2 x 4 = 24 t
    books = count(two_trains(), plan([0, 2, 4], [0, 2, 0]))
    assert books.problems == ()
    assert (books.own_cny, books.boxes_cny, books.away_cny) == (600.0, 6_000.0, 0.0)
    assert books.cost_cny == 6_600.0


def test_restuffed_goods_pay_both_boxes_and_a_paid_train_its_missing_load():
    # a by feeder (20 of 30 m3) and train 2, b by train 2: 50 m3 in one box of 2 TEU, 4 TEU missing
    # of 6 at 90; c outsourced
    books = count(two_trains(), plan([1, 3], [1, 0, 1], on=[True]))
    assert books.problems == ()
    assert books.own_cny == 160.0 + 150.0
    assert books.boxes_cny == 400.0 + 2_500.0
    assert (books.open_cny, books.dead_cny, books.away_cny) == (500.0, 360.0, 4_000.0)


def test_what_is_left_of_a_divided_item_is_outsourced():
    # b fills 30 of 60 m3 of train 1; three quarters of c (30 m3) fill the rest
    books = count(two_trains(), plan([0, 2, 4], [0, 2, 0], share=[1.0, 1.0, 0.75]))
    assert books.problems == ()
    assert books.away_cny == 1_000.0
    assert books.own_cny == 100.0 + 200.0 + 225.0


def test_an_empty_box_counts_towards_the_least_load():
    # train 2 with one box for b and one empty: 4 TEU, 2 missing at 90 instead of 4
    wide = replace(two_trains().slots, teu=floats([6, 8]), plugs=floats([inf, 2]))
    books = count(two_trains(slots=wide), plan([0, 3], [0, 1, 2], on=[True]))
    assert books.problems == ()
    assert (books.boxes_cny, books.dead_cny) == (8_000.0, 180.0)


def test_a_train_that_runs_empty_is_paid_in_full():
    books = count(two_trains(), plan([0, 2], [0, 1, 0], on=[True]))
    assert books.problems == ()
    assert (books.open_cny, books.dead_cny) == (500.0, 540.0)


BROKEN = {
    "b: not served, and has no price of outsourcing": plan([0], [0, 1, 0]),
    "a: divided, though it is whole": plan([0, 2], [0, 1, 0], share=[0.5, 1.0]),
    "c: a share of 0.0": plan([0, 2, 4], [0, 1, 0], share=[1.0, 1.0, 0.0]),
    "c: shares sum to 1.5": plan([2, 4, 5], [0, 2, 1], share=[1.0, 1.0, 0.5], on=[True]),
    "train 1: 1 boxes where 2 are needed": plan([0, 2, 4], [0, 1, 0]),
    "feeder: 0 boxes where 1 are needed": plan([1, 2], [0, 1, 1], on=[True]),
    "train 1: more than 3 boxes": plan([0, 2], [0, 4, 0]),
    "east: 6 TEU where 4 fit": plan([0, 2, 4], [0, 3, 0]),
    "east: 32 t where 30 fit": plan([0, 3, 4], [0, 2, 2], on=[True]),
    "west: 2 plugs where 1 fit": plan([1, 3], [1, 0, 2], on=[True]),
    "train 2: train 2 runs is off": plan([0, 3], [0, 1, 1]),
    "train 2: -1 boxes where 0 are needed": plan([0, 2], [0, 1, -1], on=[True]),
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_each_rule_is_named_when_it_is_broken(wrong):
    assert wrong in count(two_trains(), BROKEN[wrong]).problems


@pytest.mark.parametrize("option", [-1, 6])
def test_an_option_that_does_not_exist_is_refused(option):
    with pytest.raises(IndexError, match=f"no option {option}"):
        count(two_trains(), plan([0, 2, option], [0, 2, 0]))


def test_goods_without_size_still_need_a_box():
    items = replace(two_trains().items, m3=floats([0, 30, 40]), t=floats([0, 2, 4]))
    books = count(two_trains(items=items), plan([0, 3], [0, 0, 1], on=[True]))
    assert "train 1: 0 boxes where 1 are needed" in books.problems


@pytest.mark.parametrize(
    ("m3", "t", "boxes"),
    [(0.0, 0.0, 0), (0.1, 0.0, 1), (60.0, 26.0, 1), (60.001, 1.0, 2), (1.0, 52.5, 3)],
)
def test_boxes_needed_by_volume_or_weight(m3, t, boxes):
    assert boxes_needed(m3, t, 60.0, 26.0) == boxes


def test_a_sum_that_rounding_puts_above_a_full_box_needs_no_second():
    assert sum([0.1] * 3) > 0.3
    assert boxes_needed(sum([0.1] * 3), 0.0, 0.3, 1.0) == 1


MANY = st.integers(0, 10**6)


@settings(max_examples=120, deadline=None)
@given(MANY, st.booleans(), st.booleans())
def test_the_best_plan_by_trying_everything_counts_to_its_cost(number, divisible, padding):
    problem = tiny(number, divisible=divisible, padding=padding, count=3 if divisible else None)
    best = brute(problem)
    if best is not None:
        books = count(problem, best)
        assert books.problems == ()
        assert books.cost_cny == pytest.approx(best.cost_cny, abs=1e-6)


def random_plan(problem, number):
    """Whole items on random options, the fewest boxes, or now and then one more or one fewer."""
    draw = Random(number)
    options, loads = problem.options, problem.loads
    taken, m3, t = [], np.zeros(len(loads.box_m3)), np.zeros(len(loads.box_m3))
    for i in range(len(problem.items.item_id)):
        mine = range(options.first[i], options.first[i + 1])
        if mine and draw.random() < 0.8:
            taken.append(draw.choice(mine))
            for g in options.load[
                options.load_first[taken[-1]] : options.load_first[taken[-1] + 1]
            ]:
                m3[g] += problem.items.m3[i]
                t[g] += problem.items.t[i]
    boxes = [
        max(0, boxes_needed(*sizes) + draw.choice((0, 0, 0, 0, 0, 0, 1, -1)))
        for sizes in zip(m3, t, loads.box_m3, loads.box_t, strict=True)
    ]
    on = [draw.random() < 0.8 for _ in problem.switches.switch_id]
    return plan(taken, boxes, on=on)


@settings(max_examples=150, deadline=None)
@given(MANY)
def test_no_plan_without_faults_is_cheaper_than_the_best(number):
    problem = tiny(number, padding=True)
    best = brute(problem)
    for attempt in range(10):
        books = count(problem, random_plan(problem, number + attempt))
        if not books.problems:
            assert best is not None
            assert books.cost_cny >= best.cost_cny - 1e-6


@settings(max_examples=60, deadline=None)
@given(MANY, MANY)
def test_relaxing_a_constraint_never_costs_more(number, change):
    problem = tiny(number, count=3)
    best, better = brute(problem), brute(relaxed(problem, change))
    if best is not None:
        assert better is not None
        assert better.cost_cny <= best.cost_cny + 1e-6
