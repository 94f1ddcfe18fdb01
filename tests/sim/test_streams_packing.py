"""Boxes that close by size or age, and places where they are opened."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draw_series import DrawSeries
from domain.draws import Chance
from domain.times import Times
from sim import simulate
from tests.small_worlds import NOTHING_BOOKED, bench, gate, opened, small, stream


def run(scenario, seed=3):
    return simulate(scenario, NOTHING_BOOKED, seed=seed, replication=0).streams


def boxes_of(records, step="bag"):
    """(hour of closing, numbers inside) of every box, in order."""
    lots, found = records.lots, {}
    for lot, box in enumerate(lots.inside):
        if box >= 0:
            found.setdefault(box, []).append(lots.number[lot])
    return [(lots.born_h[box], inside) for box, inside in sorted(found.items())]


def packed(at, parcels, limit, after_h):
    """Boxes by hand: a lot that would overfill closes the box first; age closes it too."""
    closed, inside, held, opened_h = [], [], 0, 0

    def close(hour):
        nonlocal inside, held
        closed.append((hour, inside))
        inside, held = [], 0

    for number, (hour, size) in enumerate(zip(at, parcels, strict=True)):
        if inside and after_h is not None and opened_h + after_h < hour:
            close(opened_h + after_h)
        if inside and held + size > limit:
            close(hour)
        if not inside:
            opened_h = hour
        inside.append(number)
        held += size
        if held >= limit:
            close(hour)
    if inside and after_h is not None:
        close(opened_h + after_h)
    return closed, inside


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=30).map(sorted),
    st.lists(st.integers(1, 9), min_size=30, max_size=30),
    st.integers(1, 12),
    st.none() | st.integers(0, 6),
)
def test_boxes_close_by_size_or_age(at, parcels, limit, after_h):
    steps = [bench("bag", limit, None if after_h is None else float(after_h))]
    records = run(small(stream(path=["bag"], at=at, parcels=parcels), steps, period_h=60.0))
    closed, left = packed(at, parcels[: len(at)], limit, after_h)
    assert boxes_of(records) == closed
    log = records.visits["bag"]
    assert sum(math.isnan(hour) for hour in log.began_h) == len(left)
    assert records.gauges["bag"].at_end == len(left)
    sizes = [records.lots.parcels[b] for b, s in enumerate(records.lots.stream) if s == -1]
    assert all(size <= limit or len(inside) == 1
               for size, (_, inside) in zip(sizes, closed, strict=True))  # fmt: skip


def test_a_lot_that_comes_as_the_box_grows_too_old_is_in_it():
    # The last comes through a step without duration, at the very instant.
    steps = [bench("bag", 20, 4.0), gate("door")]
    streams = [stream("a", ["bag"], at=[0]), stream("b", ["door", "bag"], at=[4])]
    records = run(small(streams, steps, period_h=60.0))
    assert list(records.lots.inside) == [2, 2, -1]


def test_a_box_moves_as_one_and_its_lots_are_done_with_it():
    steps = [bench("bag", 2), gate("unload", work=[5, 7])]
    records = run(small(stream(path=["bag", "unload"], at=[0, 1, 2, 3]), steps, period_h=60.0))
    lots = records.lots
    assert list(lots.stream) == [0, 0, -1, 0, 0, -1]
    assert list(lots.number) == [0, 1, 0, 2, 3, 1]
    assert list(lots.done_h) == [6.0, 6.0, 6.0, 13.0, 13.0, 13.0]
    assert list(records.visits["unload"].lot) == [2, 5]
    # In the step from 1 h to 6 h and from 3 h to 13 h.
    assert records.gauges["unload"].area == 15.0
    assert records.gauges["unload.parcels"].area == 30.0
    assert records.gauges["all"].peak == 4.0


def test_an_opened_box_is_done_and_its_lots_go_on_by_themselves():
    steps = [bench("bag", 2), gate("unload", 1.0), opened(), gate("door", [3, 4, 5, 6])]
    path = ["bag", "unload", "open", "door"]
    records = run(small(stream(path=path, at=[0, 0, 10, 10]), steps, period_h=60.0))
    lots = records.lots
    assert list(records.visits["door"].lot) == [0, 1, 3, 4]
    assert list(records.visits["door"].entered_h) == [1.0, 1.0, 11.0, 11.0]
    assert list(lots.done_h) == [4.0, 8.0, 1.0, 16.0, 22.0, 11.0]


def test_loose_lots_pass_where_boxes_are_opened():
    records = run(small(stream(path=["open", "door"], at=[2]), [opened(), gate("door", 3.0)]))
    assert list(records.lots.done_h) == [5.0]


def test_boxes_are_packed_into_boxes_and_opened_one_by_one():
    steps = [bench("bag", 1), bench("crate", 2), opened("uncrate"), opened("unbag"), gate("door")]
    path = ["bag", "crate", "uncrate", "unbag", "door"]
    records = run(small(stream(path=path, at=[0, 5]), steps, period_h=60.0))
    assert list(records.lots.stream) == [0, -1, 0, -1, -1]
    assert list(records.lots.inside) == [1, 4, 3, 4, -1]
    assert list(records.visits["door"].lot) == [0, 2]
    assert list(records.lots.done_h) == [5.0] * 5


def test_lots_of_two_streams_in_one_box_part_again_to_their_own_steps():
    steps = [bench("bag", 2), opened(), gate("x", 1.0), gate("y", 2.0)]
    streams = [
        stream("a", ["bag", "open", "x"], at=[0]), stream("b", ["bag", "open", "y"], at=[1]),
    ]  # fmt: skip
    records = run(small(streams, steps, period_h=60.0))
    assert list(records.lots.done_h) == [2.0, 3.0, 1.0]


def test_a_box_is_as_urgent_as_its_most_urgent_lot():
    step = gate("dock", 10.0, order="priority")
    streams = [
        stream("slow", ["dock"], at=[0, 0, 0], priority=5),
        stream("mixed", ["bag", "dock"], at=[1], priority=9),
        stream("quick", ["bag", "dock"], at=[1], priority=1),
    ]
    records = run(small(streams, [step, bench("bag", 2)], period_h=90.0))
    order = [records.lots.stream[lot] for lot in records.visits["dock"].lot]
    assert order == [0, -1, 0, 0]


def test_work_on_boxes_is_drawn_by_their_numbers():
    times = Times.exponential(2.0)
    steps = [bench("bag", 3), gate("unload", times)]
    records = run(small(stream(path=["bag", "unload"], gaps=1.0), steps, period_h=100.0))
    log, series = records.visits["unload"], DrawSeries(
        Chance(3, 0), times, "box_work", "unload", "bag", 0
    )  # fmt: skip
    assert len(log.lot) == 33
    for lot, began, left in zip(log.lot, log.began_h, log.left_h, strict=True):
        assert left - began == series[records.lots.number[lot]]
