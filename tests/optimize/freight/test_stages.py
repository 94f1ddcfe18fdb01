"""Search in pieces: within all rooms, whatever the cut; same digits for any number of threads."""

from dataclasses import replace

import numpy as np
import pytest

from domain.freight import count
from optimize.freight import stages
from optimize.freight.bound import Bound
from optimize.freight.instances import generate, permuted
from optimize.freight.pieces import divided, narrowed
from optimize.freight.search import Search, chosen_plan, parts_of
from optimize.freight.solve import Effort, solve
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import tiny

NONE = np.zeros(0, dtype=np.int64)
IN_STAGES = Effort(
    lead=1, stages=4, search_rounds=400, bound_rounds=10, beside_rounds=10, sweeps=2, size=5
)


@pytest.mark.parametrize("number", range(30))
def test_short_list_holds_the_cheapest_options_at_the_bounds_prices(number):
    problem = tiny(number)
    bound = Bound(problem)
    bound.improve(20)
    options, share = problem.options, bound.share
    price = options.own_cny + [
        share[options.load_first[o] : options.load_first[o + 1]].sum()
        for o in range(len(options.own_cny))
    ]
    usable = np.isfinite(price) & (options.own_cny < problem.items.away_cny[problem.item_of_option])
    assert bound.short_list(10_000, NONE).option.tolist() == np.nonzero(usable)[0].tolist()
    listed = bound.short_list(2, NONE)
    for item in range(len(problem.items.m3)):
        own = np.arange(options.first[item], options.first[item + 1])
        here = [o for o in own if o in listed.option]
        best = np.sort(price[own][usable[own]])[:2]
        assert np.sort(price[here]) == pytest.approx(best)


def test_short_list_says_what_options_pay_and_keeps_those_asked_for():
    problem = generate(60, 1)
    bound = Bound(problem)
    bound.improve(20)
    every = bound.short_list(10_000, NONE)
    asked = every.option[::7]
    listed = bound.short_list(1, asked)
    assert np.isin(asked, listed.option).all()
    options = problem.options
    paid, start = bound.share, 0
    for option in listed.option:
        legs = options.load_first[option + 1] - options.load_first[option]
        mine = paid[options.load_first[option] : options.load_first[option + 1]].sum()
        assert listed.share[start : start + legs].sum() == pytest.approx(mine, rel=1e-6, abs=1e-6)
        start += legs
    assert start == len(listed.share)


def _by_pieces(problem, cut, turn, rounds=150):
    """A plan searched whole, then in two pieces; both plans."""
    parts = parts_of(problem)
    share = np.zeros(len(problem.options.load))
    search = Search(problem, parts=parts, seed=turn + 1)
    search.greedy()
    choice = search.choice
    before = chosen_plan(problem, choice, parts)
    pieces = divided(problem, share, parts, choice, cut, turn)
    moved = np.concatenate([piece.parcel for piece in pieces])
    assert len(np.unique(moved)) == len(moved)
    for piece in pieces:
        part = Search(
            piece.problem, share=piece.share, parts=piece.parts, held=piece.held, seed=turn
        )
        part.place(piece.choice)
        if len(piece.parcel):
            part.run(rounds, 100.0, 1.0, 5)
        piece.back(part.choice, choice)
    return before, chosen_plan(problem, choice, parts), search.unserved


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.7, 1.0])
def test_pieces_of_tiny_problems_stay_within_all_rooms(cut):
    for number in range(40):
        problem = tiny(number, divisible=number % 3 == 0)
        _, after, unserved = _by_pieces(problem, cut, number % 2)
        if not unserved:
            assert not count(problem, after).problems


@pytest.mark.parametrize("turn", [0, 1])
def test_pieces_of_a_generated_problem_make_a_cheaper_plan_within_all_rooms(turn):
    problem = generate(400, 3)
    before, after, _ = _by_pieces(problem, 0.5, turn, rounds=500)
    assert after.cost_cny < before.cost_cny
    assert not count(problem, after).problems


def test_narrowed_problem_costs_the_same():
    problem = generate(200, 2)
    kept = np.nonzero(np.arange(len(problem.options.own_cny)) % 2 == 0)[0]
    narrow = narrowed(problem, kept)
    search = Search(narrow)
    search.greedy()
    choice = search.choice
    there = np.where(choice >= 0, kept[choice], -1)
    parts = parts_of(problem)
    assert chosen_plan(problem, there, parts).cost_cny == pytest.approx(search.least)


def test_stages_never_beat_the_optimum_and_the_bound_never_passes_it():
    hits = tried = 0
    for number in range(24):
        problem = tiny(number, divisible=number % 4 == 3, count=3 if number % 4 == 3 else 4)
        best, plan = brute(problem), solve(problem, effort=IN_STAGES)
        if best is None or plan.status == "open":
            continue
        tried += 1
        assert not count(problem, plan).problems
        assert plan.cost_cny >= best.cost_cny - 1e-4
        assert plan.bound_cny <= best.cost_cny + 1e-6
        hits += plan.cost_cny <= best.cost_cny + 1e-6
    assert hits >= 0.8 * tried, f"{hits} of {tried}"


def test_threads_and_order_change_no_digit(monkeypatch):
    problem = generate(150, 3)
    one = solve(problem, effort=IN_STAGES)
    mixed = permuted(problem, 7)
    other = solve(mixed, effort=IN_STAGES)
    monkeypatch.setattr(stages, "THREADS", 1)
    alone = solve(problem, effort=IN_STAGES)
    for again in (other, alone):
        assert again.cost_cny == one.cost_cny
        assert again.bound_cny == one.bound_cny
        assert np.array_equal(again.boxes, one.boxes)
    assert not count(mixed, other).problems


def test_stages_stop_when_told_with_a_plan_and_its_bound():
    problem = generate(150, 3)
    told = []
    plan = solve(
        problem,
        effort=replace(IN_STAGES, stages=1_000, search_rounds=4_000_000),
        progress=lambda *three: told.append(three),
        stop=lambda: len(told) > 8,
    )
    assert plan.status == "interrupted"
    assert plan.bound_cny <= plan.cost_cny < told[0][0]
    assert not count(problem, plan).problems


def test_stages_go_on_from_a_plan_and_never_end_dearer():
    problem = generate(150, 2)
    start = solve(problem, effort=IN_STAGES)
    again = solve(problem, effort=replace(IN_STAGES, search_rounds=100), start=start)
    assert again.cost_cny <= start.cost_cny


def test_stages_where_nothing_can_be_carried_outsource_everything():
    problem = generate(20, 1)
    shut = replace(
        problem, loads=replace(problem.loads, most_boxes=np.zeros(len(problem.loads.box_cny)))
    )
    plan = solve(shut, effort=IN_STAGES)
    assert plan.cost_cny == pytest.approx(problem.items.away_cny.sum())
    assert plan.status == "optimal"
    assert solve(shut, effort=IN_STAGES, start=plan).cost_cny == plan.cost_cny


@pytest.mark.parametrize("number", range(0, 40, 4))
def test_where_a_search_stands_costs_what_it_says_and_no_less_than_the_best(number):
    problem = tiny(number)
    search = Search(problem, seed=number + 1)
    search.greedy()
    search.run(60, 400.0, 300.0, 5)
    if search.unserved or (search.standing < 0)[np.isinf(problem.items.away_cny)].any():
        return
    stands = chosen_plan(problem, search.standing, parts_of(problem))
    assert stands.cost_cny == pytest.approx(search.cost)
    assert search.plan().cost_cny <= stands.cost_cny + 1e-6


def test_a_hot_search_in_stages_hands_out_no_plan_that_is_dearer_than_its_start():
    problem = generate(80, 2)
    first = solve(problem, effort=replace(IN_STAGES, hot=0.03))
    hot = solve(problem, effort=replace(IN_STAGES, hot=50.0, cold=40.0), start=first)
    assert hot.cost_cny <= first.cost_cny
    assert not count(problem, hot).problems
