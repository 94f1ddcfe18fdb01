"""The theory itself: against the table's digits, and each formula against another way to it."""

import math

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.stats import binom, poisson

from tests.theory import bundles, queues, shelves, trains, transient, unloading
from tests.theory.recursions import earliest_free, kiefer_wolfowitz, lindley

V5 = queues.Jackson(
    (1.0, 0.5, 0.0),
    ((0.0, 0.6, 0.3), (0.2, 0.0, 0.5), (0.0, 0.1, 0.0)),
    (2.0, 1.0, 1.5),
    (1, 2, 1),
)
GATE = queues.MMc(37.5, 12.5, 4)
BREAKS = queues.breakdown_number(0.5, 1.0, 0.05, 0.5)
SHELF = shelves.BaseStock(12, 2.0, 4.0)

TABLE = [
    ("V1 wait", queues.MMc(0.8, 1.0).wait_h, 4.0),
    ("V1 over 5", queues.MMc(0.8, 1.0).wait_over(5.0) / 0.8, 0.3678794412),
    ("V2 waits", queues.MMc(1.6, 1.0, 2).wait_share, 0.7111111111),
    ("V2 wait", queues.MMc(1.6, 1.0, 2).wait_h, 1.7777777778),
    ("V2b waits", GATE.wait_share, 0.5094339623),
    ("V2b wait", GATE.wait_h, 0.0407547170),
    ("V2b queue", GATE.queue, 1.5283018868),
    ("V3 one", queues.pollaczek_khinchine(0.8, 1.0, 0.0), 2.0),
    ("V3 two", queues.mdc_wait(1.6, 1.0, 2), 0.9032838794),
    ("V4", queues.pollaczek_khinchine(0.8, 1.0, 2.0), 6.0),
    ("V5 wait 1", V5.waits_h[0], 0.87792642),
    ("V5 wait 2", V5.waits_h[1], 0.88734986),
    ("V5 wait 3", V5.waits_h[2], 1.64794007),
    ("V5 number", V5.number, 6.815997595),
    ("V5 time", V5.time_h, 4.543998397),
    ("V6", queues.vacation_wait(0.5, 1.0, 1.0, 2.0, 0.0), 2.0),
    ("V7 regular", trains.gap_wait([24.0]), 12.0),
    ("V7 regular sd", trains.gap_wait_sd([24.0]), 6.928203),
    ("V7 uneven", trains.gap_wait([48.0, 48.0, 72.0]), 29.14285714),
    ("V7 thinned", trains.thinned_wait(24.0, 0.1), 14.66666667),
    ("V7 late", trains.late_wait(24.0, 12.0 / math.sqrt(12.0)), 12.5),
    ("V9", trains.FullTrain(37.5, 24.0, 50, 20).wait_h, 12.25344766),
    ("V10 size", bundles.wait_for_size(37.5, 20), 0.2533333333),
    ("V10 age", bundles.wait_for_size_or_age(37.5, 20, 0.4), 0.2047249183),
    ("V12 number", BREAKS, 1.424242424),
    ("V12 time", BREAKS / 0.5, 2.848484849),
    ("V14", queues.closed_part_of_day_wait(12.0), 3.0),
    ("V17 up", queues.Link(30.0, 3.0).up_share, 0.9090909),
    ("V17 wait", queues.Link(30.0, 3.0).wait_h, 0.2727273),
    ("V18", queues.Transit(2.0, 5.0).number, 10.0),
    ("V19 fill", SHELF.fill_rate, 0.8880759990),
    ("V19 backorders", SHELF.backorders, 0.1298256473),
    ("V19 on hand", SHELF.on_hand, 4.129825647),
]  # fmt: skip


@pytest.mark.parametrize(("found", "told"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_theory_has_the_digits_of_the_table(found, told):
    # The table gives 7 to 10 digits.
    assert found == pytest.approx(told, rel=4e-8, abs=6e-8)


def test_priorities_are_those_of_the_table():
    found = queues.priority_waits([(0.3, 1.0, 1.0), (0.5, 1.0, 1.0)])
    assert found == pytest.approx([1.142857143, 5.714285714], rel=1e-9)


def test_all_priorities_together_wait_as_without():
    # Kleinrock's conservation law: load-weighted waits do not depend on the order of service.
    rates = [0.4, 0.7, 0.3]
    waits = queues.priority_waits_of_servers(rates, 1.0, 2)
    together = sum(r * w for r, w in zip(rates, waits, strict=True)) / sum(rates)
    assert together == pytest.approx(queues.MMc(1.4, 1.0, 2).wait_h, rel=1e-12)


def test_m_m_c_obeys_littles_law_and_its_quantiles():
    gate = queues.MMc(1.6, 1.0, 2)
    assert gate.number == pytest.approx(gate.per_h * gate.time_h)
    assert gate.wait_over(gate.wait_quantile(0.9)) == pytest.approx(0.1)
    assert gate.wait_quantile(0.1) == 0.0


def test_renewal_arrivals_between_regular_and_poisson():
    even = queues.gim1_wait(lambda s: math.exp(-s / 0.8), 1.0)
    two = queues.gim1_wait(queues.erlang_transform(2, 1.25), 1.0)
    wild = queues.gim1_wait(queues.erlang_transform(1, 1.25), 1.0)
    assert even < two < wild == pytest.approx(4.0)
    # E2/M/1 by its cubic: s (r + 1 - s)^2 = r^2, r the rate of a phase.
    rate = 1.6
    roots = np.roots([1.0, -(2.0 * rate + 2.0), (rate + 1.0) ** 2, -(rate**2)])
    inside = min(float(r.real) for r in roots if abs(r.imag) < 1e-12)
    assert two == pytest.approx(inside / (1.0 - inside), rel=1e-9)


def test_breakdowns_of_all_servers_at_once_need_no_servers_to_agree_for_one():
    for each in (True, False):
        found = queues.breakdown_number_of_servers(0.5, 1.0, 1, 0.05, 0.5, each=each)
        assert found == pytest.approx(BREAKS, rel=1e-12)
    # Servers that never fail are M/M/2.
    found = queues.breakdown_number_of_servers(1.6, 1.0, 2, 1e-12, 1.0, each=False)
    assert found == pytest.approx(queues.MMc(1.6, 1.0, 2).number, rel=1e-6)


@pytest.mark.parametrize(("per_h", "room"), [(0.5, 16), (1.9, 50), (0.04, 1)])
def test_trains_by_chain_are_trains_by_roots(per_h, room):
    train = trains.FullTrain(per_h, 24.0, room)
    by_roots = queues.mean_left_by_roots(24.0 * per_h, room)
    assert train.left_mean == pytest.approx(by_roots, rel=1e-7)
    assert train.wait_h == pytest.approx(12.0 + by_roots / per_h, rel=1e-7)


def test_trains_with_ample_room_are_trains_without_limit():
    assert trains.FullTrain(1.0, 24.0, 300).wait_h == pytest.approx(12.0)
    late = trains.FullTrain(1.0, 24.0, 300, late_h=12.0)
    assert late.wait_h == pytest.approx(12.5, rel=1e-7)
    some = trains.FullTrain(0.5, 24.0, 300, cancelled=0.1)
    assert some.wait_h == pytest.approx(trains.thinned_wait(24.0, 0.1), rel=1e-7)
    boxes = trains.FullTrain(2.0, 24.0, 300, bundle=4)
    assert boxes.wait_h == pytest.approx(12.0 + bundles.wait_for_size(2.0, 4), rel=1e-7)


def test_bundles_of_one_are_single_lots_and_the_chain_ends_where_it_is_steady():
    assert trains.FullTrain(2.0, 24.0, 50, 1).wait_h == trains.FullTrain(2.0, 24.0, 50).wait_h
    train = trains.FullTrain(1.9, 24.0, 50)
    first = trains.left_behind_from_empty(train, 200)
    assert first[0] == pytest.approx(shelves.expected_above(1.9 * 24.0, 50), rel=1e-9)
    assert np.diff(first).min() > -1e-9
    assert first[-1] == pytest.approx(train.left_mean, rel=1e-6)
    assert trains.number_from_empty(train, 30.0) == pytest.approx(first[0] + 6.0 * 1.9)


def test_jitter_and_cancellation_agree_with_counting_by_hand():
    # One long history of the same train, counted departure by departure.
    draws = np.random.default_rng(7)
    train = trains.FullTrain(1.6, 24.0, 44, cancelled=0.05, late_h=10.0)
    there, area, runs = 0, 0.0, 200_000
    more = draws.poisson(1.6 * 24.0, runs)
    late = draws.uniform(0.0, 10.0, runs)
    first = draws.binomial(more, late / 24.0)
    goes = draws.random(runs) >= 0.05
    for number in range(runs):
        before = there + first[number]
        left = max(0, before - 44) if goes[number] else before
        after = left + more[number] - first[number]
        area += (there + before) / 2.0 * late[number]
        area += (left + after) / 2.0 * (24.0 - late[number])
        there = after
    assert train.number_mean == pytest.approx(area / runs / 24.0, rel=0.02)


def test_unloading_that_is_always_cleared_is_the_wait_of_a_batch():
    weights = tuple(poisson.pmf(np.arange(40), 8.0))
    found = unloading.Unloading(weights, 100.0, 1.25, 2).wait_h
    by_batch = unloading.random_batch_wait(weights, lambda k: unloading.cleared_wait(k, 0.8, 2))
    assert found == pytest.approx(by_batch, rel=1e-9)
    # Crews with fixed work all finish together, so the next pair waits for both.
    fixed = unloading.random_batch_wait(
        weights, lambda k: unloading.cleared_wait_of_fixed_work(k, 0.8, 2)
    )
    assert fixed > by_batch


def test_unloading_behind_a_train_with_room_is_unloading_of_poisson_batches():
    weights = tuple(poisson.pmf(np.arange(60), 18.0))
    alone = unloading.Unloading(weights, 24.0, 1.0, 1).wait_h
    behind = unloading.TrainThenUnloading(0.75, 24.0, 200, 1.0, 1, most_left=1).wait_h
    assert behind == pytest.approx(alone, rel=1e-8)
    # A full train spreads the goods more evenly over the days.
    assert unloading.TrainThenUnloading(0.75, 24.0, 20, 1.0, 1).wait_h < alone


def test_crews_enough_for_all_work_independently():
    crews = unloading.DeathProcess(0.7, 12, 12)
    left = binom.pmf(np.arange(13), 12, math.exp(-0.7 * 2.5))
    assert crews.after(2.5)[12] == pytest.approx(left, abs=1e-12)


def test_who_waits_for_crews_is_the_integral_of_the_matrix_exponential():
    crews = unloading.DeathProcess(0.7, 3, 12)
    steps = np.linspace(0.0, 2.5, 101)
    waiting = np.maximum(np.arange(13) - 3, 0)
    queue = [float((crews.after(t) @ waiting)[12]) for t in steps]
    by_sum = float(np.trapezoid(queue, steps))
    assert crews.queue_area(2.5)[12] == pytest.approx(by_sum, rel=1e-4)


@pytest.mark.parametrize(("servers", "there"), [(1, 0), (1, 7), (3, 20)])
def test_a_fresh_queue_is_its_matrix_exponential_and_becomes_steady(servers, there):
    fresh = transient.Fresh(0.8 * servers, 1.0, servers, there, most=80)
    up = np.full(80, 0.8 * servers)
    down = np.minimum(np.arange(1, 81), servers)
    generator = np.diag(up, 1) + np.diag(down.astype(float), -1)
    generator -= np.diag(generator.sum(axis=1))
    by_matrix = expm(6.0 * generator)[there]
    assert fresh.distribution(6.0) == pytest.approx(by_matrix, abs=1e-12)
    means = [fresh.number(t) for t in np.linspace(0.0, 6.0, 121)]
    assert fresh.number_mean(6.0) == pytest.approx(np.trapezoid(means, dx=0.05) / 6.0, rel=1e-3)
    steady = queues.MMc(0.8 * servers, 1.0, servers).number
    assert fresh.number(2_000.0) == pytest.approx(steady, rel=1e-3)


def test_the_first_lots_wait_less_until_they_wait_as_ever():
    waits = transient.waits_of_first(0.8, 1.0, 1, 600)
    assert waits[0] == 0.0
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(4.0, rel=0.01)
    # Second lot: the first is still there with probability mu/(l+mu) turned round.
    assert waits[1] == pytest.approx(0.8 / 1.8)
    start = transient.waits_of_first(0.8, 1.0, 2, 3, there=5)
    assert start[0] > waits[2]


def test_goods_in_transit_fill_up_from_empty():
    transit = queues.Transit(2.0 / 24.0, 120.0)
    survival = queues.uniform_survival(0.0, 240.0)
    assert transit.number_from_empty(240.0, survival) == pytest.approx(10.0, rel=1e-6)
    assert transit.number_from_empty(120.0, survival) == pytest.approx(7.5, rel=1e-6)


def test_a_box_by_size_or_age_lies_between_the_two():
    both = bundles.wait_for_size_or_age(37.5, 20, 0.4)
    assert both < bundles.wait_for_size(37.5, 20)
    assert bundles.wait_for_size_or_age(37.5, 20, 50.0) == pytest.approx(19 / 75, rel=1e-9)
    # Boxes that nobody else ever joins stay open for the whole age.
    assert bundles.wait_for_size_or_age(1e-9, 20, 0.4) == pytest.approx(0.4, rel=1e-6)
    assert bundles.open_h(37.5, 20, 50.0) == pytest.approx(19 / 37.5, rel=1e-6)


def test_reviewed_shelves_meet_base_stock_and_each_other():
    every_one = shelves.Reviewed((12,), 2.0, 4.0)
    assert every_one.on_hand == pytest.approx(SHELF.on_hand, rel=1e-12)
    assert every_one.fill_rate == pytest.approx(SHELF.fill_rate, rel=1e-12)
    seldom = shelves.Reviewed((12,), 2.0, 4.0, 1.0)
    assert seldom.fill_rate < every_one.fill_rate
    assert seldom.on_hand - seldom.backorders == pytest.approx(12.0 - 2.0 * 4.5)


def test_lots_of_one_parcel_are_plain_base_stock():
    single = shelves.BaseStockOfLots(12, 2.0, 4.0, (1,))
    assert single.fill_rate == pytest.approx(SHELF.fill_rate, rel=1e-9)
    assert single.backorders == pytest.approx(SHELF.backorders, rel=1e-9)
    several = shelves.BaseStockOfLots(40, 2.0, 4.0, (1, 2, 6))
    assert several.on_hand - several.backorders == pytest.approx(40.0 - 24.0, rel=1e-9)


def test_shelves_period_by_period_keep_their_books():
    days = shelves.period_by_period(
        [[3], [2, 4], [], [5]], policy="order_up_to", opening=6, lead=2, up_to=10
    )
    # Ordered 4, 3, 6, 0 up to 10; of the 4 asked on day 1 only 1 is there.
    assert [d.received for d in days] == [0, 0, 4, 3]
    assert [d.met_at_once for d in days] == [3, 3, 0, 4]
    assert [d.backorders for d in days] == [0, 3, 0, 1]
    assert [d.closing for d in days] == [3, 0, 1, 0]


def test_recursions_agree_for_one_server_and_with_a_heap():
    draws = np.random.default_rng(3)
    arrivals = np.cumsum(draws.exponential(1.0, 300)).tolist()
    works = draws.exponential(0.8, 300).tolist()
    assert kiefer_wolfowitz(arrivals, works, 1) == pytest.approx(lindley(arrivals, works))
    begins = earliest_free(arrivals, [2.0 * w for w in works], 2)
    waits = [b - a for a, b in zip(arrivals, begins, strict=True)]
    assert kiefer_wolfowitz(arrivals, [2.0 * w for w in works], 2) == pytest.approx(waits)


def test_a_window_sees_less_than_the_whole_variance():
    # M/M/inf through a window as long as 10 correlation times, by the double integral.
    steps = np.linspace(0.0, 1.0, 4001)
    covariance = 10.0 * np.exp(-10.0 * np.abs(steps[:, None] - steps[None, ::40]))
    by_sum = float(np.trapezoid(np.trapezoid(covariance, steps, axis=0), steps[::40]))
    assert queues.window_variance(10.0, 0.1, 1.0) == pytest.approx(10.0 - by_sum, rel=1e-3)


def test_a_train_of_equal_gaps_is_a_regular_train():
    train = trains.FullTrain(0.3, 24.0, 9)
    assert trains.UnevenTrain(0.3, (24.0, 24.0), 9).wait_h == pytest.approx(train.wait_h)
    ample = trains.UnevenTrain(0.3, (48.0, 48.0, 72.0), 300).wait_h
    assert ample == pytest.approx(trains.gap_wait([48.0, 48.0, 72.0]), rel=1e-9)


@pytest.mark.parametrize("late_h", [0.0, 6.0])
def test_those_left_by_running_trains_are_fewer_than_by_all(late_h):
    train = trains.FullTrain(1.5, 24.0, 50, cancelled=0.1, late_h=late_h)
    assert train.boxes_left_mean < train.left_mean
    # All who wait are left by a cancelled train: what is left after it is what was there before.
    there = (train.left_mean - 0.9 * train.boxes_left_mean) / 0.1
    assert there == pytest.approx(train.boxes_left_mean + train.aboard_mean, rel=1e-6)
    assert train.use_share == pytest.approx(0.8)
    # A train that is late by no more than a moment is on time.
    almost = trains.FullTrain(1.5, 24.0, 50, cancelled=0.1, late_h=1e-9)
    on_time = trains.FullTrain(1.5, 24.0, 50, cancelled=0.1)
    assert almost.wait_h == pytest.approx(on_time.wait_h, rel=1e-6)
