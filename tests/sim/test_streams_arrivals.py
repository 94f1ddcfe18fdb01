"""When lots come, how large they are, and who is there at hour 0."""

import math
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draw_series import BLOCK, DrawSeries
from domain.draws import GRID_PER_H, Chance
from domain.times import Times
from sim import simulate
from tests.small_worlds import NOTHING_BOOKED, gate, small, stream


def run(scenario, seed=3, replication=0):
    return simulate(scenario, NOTHING_BOOKED, seed=seed, replication=replication).streams


def born(records, stream=0):
    lots = records.lots
    return [at for at, s in zip(lots.born_h, lots.stream, strict=True) if s == stream]


def numbers(records):
    return list(zip(records.lots.stream, records.lots.number, strict=True))


def test_renewal_arrivals_come_one_gap_after_the_other():
    records = run(small(stream(gaps=Times.exponential(0.8)), [gate()], period_h=4_000.0))
    series = DrawSeries(Chance(3, 0), Times.exponential(0.8), "gap", "lots")
    expected = list(accumulate(series[n] for n in range(3 * 2_500)))
    assert born(records) == [at for at in expected if at < 4_000.0]
    assert len(born(records)) > 4 * BLOCK
    assert all((at * GRID_PER_H).is_integer() for at in born(records))


def test_the_first_of_a_rhythm_comes_one_gap_after_it_begins():
    records = run(small(stream(gaps=2.0, begins_h=5.0, ends_h=11.0), [gate()], period_h=50.0))
    assert born(records) == [7.0, 9.0]


def test_nothing_comes_at_or_after_the_end_of_the_period():
    records = run(small(stream(gaps=2.5), [gate()], period_h=10.0))
    assert born(records) == [2.5, 5.0, 7.5]


def test_a_list_of_hours_is_kept_to_with_ties_and_bounds():
    at = [0, 1, 1, 1, 4, 9, 12]
    scenario = small(stream(at=at, begins_h=1.0, ends_h=12.0), [gate()], period_h=50.0)
    records = run(scenario)
    assert born(records) == [1.0, 1.0, 1.0, 4.0, 9.0]
    assert numbers(records) == [(0, n) for n in range(5)]


def test_a_list_of_gaps_ends_the_stream():
    assert born(run(small(stream(gaps=[1, 0, 2]), [gate()], period_h=50.0))) == [1.0, 1.0, 3.0]


def test_no_more_lots_come_than_are_asked_for():
    records = run(small(stream(gaps=0.5, lots=3), [gate()], period_h=50.0))
    assert born(records) == [0.5, 1.0, 1.5]


def test_sizes_are_whole_and_at_least_one():
    records = run(small(stream(at=range(6), parcels=[0, 0.4, 1.4, 1.6, 7, 2]), [gate()]))
    assert list(records.lots.parcels) == [1, 1, 1, 2, 7, 2]


def test_a_list_of_sizes_that_is_too_short_is_told():
    with pytest.raises(ValueError, match=r"streams.lots.parcels: the list has 2 values"):
        run(small(stream(at=range(6), parcels=[1, 2]), [gate()]))


def test_a_list_of_work_that_is_too_short_is_told():
    with pytest.raises(ValueError, match=r"steps.gate.work_h: the list has 2 values, but lot 3"):
        run(small(stream(at=range(6)), [gate(work=[1, 2])]))


def test_streams_that_come_together_do_so_in_the_order_of_the_scenario():
    streams = [stream("b", at=[1, 2, 3]), stream("a", gaps=1.0), stream("c", at=[3, 3])]
    log = run(small(streams, [gate(work=0.1)], period_h=3.5)).visits["gate"]
    records = run(small(streams, [gate(work=0.1)], period_h=3.5))
    order = [records.lots.stream[lot] for lot in log.lot]
    assert order == [0, 1, 0, 1, 0, 1, 2, 2]


def test_lots_that_are_there_at_hour_0_are_the_first():
    step = gate(work=[5, 4, 3, 2, 1], start_with=3)
    records = run(small(stream(at=[0, 1], parcels=[10, 20, 30, 40, 50]), [step], period_h=50.0))
    assert numbers(records) == [(0, n) for n in range(5)]
    assert list(records.lots.born_h) == [0.0, 0.0, 0.0, 0.0, 1.0]
    assert list(records.lots.parcels) == [10, 20, 30, 40, 50]
    assert list(records.visits["gate"].began_h) == [0.0, 5.0, 9.0, 12.0, 14.0]


def test_a_start_in_the_middle_of_a_path_goes_on_from_there():
    steps = [gate("first", 1.0), gate("second", 2.0, start_with=2)]
    records = run(small(stream(path=["first", "second"], at=[0]), steps, period_h=50.0))
    assert list(records.visits["first"].lot) == [2]
    assert list(records.visits["second"].left_h) == [2.0, 4.0, 6.0]


def test_a_start_belongs_to_the_first_stream_that_names_the_step():
    streams = [stream("a", ["first"], at=[0]), stream("b", ["first", "second"], at=[0])]
    steps = [gate("first", 1.0), gate("second", 1.0, start_with=1)]
    records = run(small(streams, steps, period_h=50.0))
    assert numbers(records)[0] == (1, 0)


def test_demand_is_drawn_anew_only_where_the_scenario_says_so():
    again = small(stream(gaps=Times.exponential(1.0)), [gate(work=Times.exponential(1.0))])
    kept = small(
        stream(gaps=Times.exponential(1.0)), [gate(work=Times.exponential(1.0))],
        redraw_demand=False,
    )  # fmt: skip
    first, second = (run(again, replication=r) for r in (0, 1))
    assert born(first) != born(second)
    first, second = (run(kept, replication=r) for r in (0, 1))
    assert born(first) == born(second)
    assert list(first.visits["gate"].left_h) != list(second.visits["gate"].left_h)


def test_another_stream_changes_no_draw():
    mine = stream("mine", gaps=Times.exponential(1.0), parcels=Times(observed=(1.0, 5.0)))
    other = stream("other", ["side"], gaps=Times.exponential(0.7))
    steps = [gate(work=Times.exponential(0.9)), gate("side", Times.exponential(0.2))]
    alone, both = run(small(mine, steps)), run(small([other, mine], steps))
    log, of = both.lots, [n for n, s in enumerate(both.lots.stream) if s == 1]
    assert [log.born_h[n] for n in of] == list(alone.lots.born_h)
    assert [log.parcels[n] for n in of] == list(alone.lots.parcels)
    assert list(both.visits["gate"].left_h) == list(alone.visits["gate"].left_h)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 20), max_size=30).map(sorted), st.integers(0, 5))
def test_every_lot_is_done_lost_or_there(at, start):
    step = gate(work=7.0, start_with=start)
    records = run(small(stream(at=at), [step], period_h=25.0, cap_h=60.0))
    lots = records.lots
    assert len(lots.born_h) == len(at) + start
    left = [done for done in lots.done_h if not math.isnan(done)]
    assert records.gauges["all"].at_end == len(lots.born_h) - len(left)
    assert records.gauges["gate"].at_end == len(lots.born_h) - len(left)
