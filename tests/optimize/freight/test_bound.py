"""The bound never exceeds the optimum, at whatever prices; the order of names is all it sees."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.freight import FreightProblem
from optimize.freight.bound import Bound, Multipliers, evaluate
from optimize.freight.bound_kernels import by_density
from optimize.freight.bound_layout import lay_out
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import floats, grouped, tiny

KINDS = ({}, {"padding": True}, {"divisible": True, "count": 3})
NEAR = 1e-6


def at_random(problem, draw):
    """Prices, pay and measures within their limits, from small to far too high."""
    layout = lay_out(problem)
    cells, loads = len(layout.cell_item), len(layout.box)
    slot_price = draw.exponential(30.0, layout.room.shape) * (draw.random((3, 1)) < 0.7)
    return Multipliers(
        item_price=np.minimum(draw.uniform(-100.0, 2000.0, len(layout.m3)), layout.ceiling_cny),
        slot_price=np.where(np.isfinite(layout.room), slot_price, 0.0),
        dead_price=layout.switches[2] * draw.random(layout.switches.shape[1]),
        theta=draw.choice((0.0, 0.25, 0.5, 1.0), loads),
        pay=(draw.exponential(60.0, cells) * (draw.random(cells) < 0.7)).astype(np.float32),
    )


def turned(problem, number):
    """The same problem, its items, loads, slots and switches in another order."""
    draw = np.random.default_rng(number)
    items, options, loads = problem.items, problem.options, problem.loads
    by_item = draw.permutation(len(items.item_id))
    by_load = draw.permutation(len(loads.load_id))
    by_slot = draw.permutation(len(problem.slots.slot_id))
    by_switch = draw.permutation(len(problem.switches.switch_id))

    def rows(first, flat, order, name):
        return grouped([[int(name[x]) for x in flat[first[r] : first[r + 1]]] for r in order])

    def table(what, order, **more):
        kept = {
            name: tuple(column[r] for r in order) if isinstance(column, tuple) else column[order]
            for name in what.__dataclass_fields__
            if (column := getattr(what, name)) is not None and len(column) == len(order)
        }
        return replace(what, **{**kept, **more})

    slot_first, slot = rows(loads.slot_first, loads.slot, by_load, np.argsort(by_slot))
    switch_first, switch = rows(loads.switch_first, loads.switch, by_load, np.argsort(by_switch))
    of = [range(options.first[i], options.first[i + 1]) for i in by_item]
    order = [o for own in of for o in own]
    load_first, load = rows(options.load_first, options.load, order, np.argsort(by_load))
    return replace(
        problem,
        items=table(items, by_item),
        options=replace(
            options,
            first=np.concatenate(([0], np.cumsum([len(own) for own in of]))).astype(np.int64),
            own_cny=options.own_cny[order],
            load_first=load_first,
            load=load,
        ),
        loads=table(
            loads,
            by_load,
            slot_first=slot_first,
            slot=slot,
            switch_first=switch_first,
            switch=switch,
        ),
        slots=table(problem.slots, by_slot),
        switches=table(problem.switches, by_switch),
    )


def optimum(problem):
    plan = brute(problem)
    return math.inf if plan is None else plan.cost_cny


@settings(max_examples=80)
@given(number=st.integers(0, 10_000), kind=st.sampled_from(KINDS), prices=st.integers(0, 2**32 - 1))
def test_any_prices_prove_a_bound(number, kind, prices):
    problem = tiny(number, **kind)
    draw = np.random.default_rng(prices)
    best = optimum(problem)
    for _ in range(5):
        assert evaluate(problem, at_random(problem, draw)) <= best + NEAR


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(25))
def test_the_improved_bound_is_below_the_optimum_and_above_the_fair_share(number, kind):
    problem = tiny(number, **kind)
    bound = Bound(problem)
    before = bound.value
    after = bound.improve(60)
    assert before <= after == bound.value <= optimum(problem) + NEAR
    assert bound.value == evaluate(problem, bound.multipliers)


@settings(max_examples=12)
@given(number=st.integers(0, 10_000), kind=st.sampled_from(KINDS), rounds=st.integers(0, 40))
def test_a_plan_that_must_use_an_option_costs_its_reduced_cost_more(number, kind, rounds):
    problem = tiny(number, **kind)
    bound = Bound(problem)
    bound.improve(rounds)
    added = bound.reduced_costs()
    owner = problem.item_of_option
    for option in range(len(added)):
        if not problem.items.whole[owner[option]]:
            continue
        assert bound.value + added[option] <= optimum(forced(problem, option)) + NEAR


def forced(problem, option) -> FreightProblem:
    """The problem with one option as its item's only way."""
    options, items = problem.options, problem.items
    item = int(problem.item_of_option[option])
    keep = [
        o for o in range(len(options.own_cny)) if o == option or problem.item_of_option[o] != item
    ]
    load_first, load = grouped(
        [options.load[options.load_first[o] : options.load_first[o + 1]].tolist() for o in keep]
    )
    counts = np.diff(options.first)
    counts[item] = 1
    away = items.away_cny.copy()
    away[item] = math.inf
    return replace(
        problem,
        items=replace(items, away_cny=away),
        options=replace(
            options,
            first=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            own_cny=options.own_cny[keep],
            load_first=load_first,
            load=load,
        ),
    )


@pytest.mark.parametrize("number", range(30))
def test_the_order_of_a_problem_changes_nothing(number):
    problem = tiny(number, divisible=number % 2 == 1)
    one, other = Bound(problem), Bound(turned(problem, number))
    for rounds in (0, 10, 25):
        assert one.improve(rounds) == other.improve(rounds)
        assert evaluate(turned(problem, number + 1), one.multipliers) == one.value


def test_boxes_that_are_only_half_full_are_paid_by_nobody_else():
    """3 m3 in boxes of 10 m3 at 100: the fair share is 30, the bound finds 100."""
    problem = tiny(0, count=1)
    one = replace(
        problem,
        items=replace(
            problem.items,
            m3=floats([3.0]),
            t=floats([0.0]),
            away_cny=floats([1000.0]),
            whole=np.array([True]),
        ),
        options=replace(
            problem.options,
            first=np.array([0, 1]),
            own_cny=floats([7.0]),
            load_first=np.array([0, 1]),
            load=np.array([0]),
        ),
        loads=replace(
            problem.loads,
            box_cny=np.full(len(problem.loads.box_cny), 100.0),
            box_m3=np.full(len(problem.loads.box_cny), 10.0),
            switch_first=np.zeros(len(problem.loads.box_cny) + 1, dtype=np.int64),
            switch=np.zeros(0, dtype=np.int64),
        ),
    )
    bound = Bound(one)
    assert 37.0 <= bound.value <= 107.0
    assert bound.improve(200) == pytest.approx(107.0, rel=1e-3)


@pytest.mark.parametrize("number", range(20))
def test_own_cost_and_shares_are_at_least_the_price_of_the_item(number):
    problem = tiny(number)
    bound = Bound(problem)
    bound.improve(50)
    options = problem.options
    share = bound.share
    for o, item in enumerate(problem.item_of_option):
        paid = share[options.load_first[o] : options.load_first[o + 1]].sum()
        if options.own_cny[o] < problem.items.away_cny[item]:
            assert options.own_cny[o] + paid >= bound.item_price[item] * (1.0 - 1e-6) - 1e-6


def test_boxes_said_to_be_needed_raise_the_bound_as_smaller_boxes_would():
    """Two items of 6 m3 go into a box of 10 m3 by halves; if each needs a box, into two."""
    problem = tiny(3)
    least = np.ones(len(problem.options.load))
    plain, said = Bound(problem), Bound(problem, least_boxes=least)
    assert said.improve(200) >= plain.improve(200) - NEAR


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4)), max_size=40))
def test_goods_are_filled_by_gain_per_size_and_equals_in_their_order(goods):
    gain, size = floats(g for g, _ in goods), floats(s for _, s in goods)
    expected = sorted(
        range(len(goods)), key=lambda k: -math.inf if size[k] == 0 else -gain[k] / size[k]
    )
    assert by_density(len(goods), gain, size).tolist() == expected
