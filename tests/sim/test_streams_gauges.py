"""Numbers counted by events, against the logs of visits and against plain sums."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draws import GRID_PER_H
from domain.stream import StreamWatch
from domain.times import Times
from sim import simulate
from sim.streams.gauges import Gauge, Level
from tests.small_worlds import NOTHING_BOOKED, bench, gate, opened, ride, small, stream, train


def run(scenario, seed=3):
    return simulate(scenario, NOTHING_BOOKED, seed=seed, replication=0).streams


def yard(**changes):
    """A gate by chance, a bench, a train that leaves some behind, a dock, lots of two streams."""
    streams = [
        stream("a", ["gate", "bag", "train", "dock", "open"], gaps=Times.exponential(1.0),
               parcels=Times(observed=(1.0, 2.0, 5.0))),
        stream("b", ["gate", "dock"], gaps=Times.exponential(4.0)),
    ]  # fmt: skip
    steps = [
        gate("gate", Times.exponential(1.4), 2, then={"bag": 0.9, "out": 0.1}),
        bench("bag", 8, 9.0), ride("train"), gate("dock", Times.exponential(2.0), 2), opened(),
    ]  # fmt: skip
    base = {
        "services": [train("train", room=6.0, ride_h=5.0)],
        "departs": {"train": [24.0 * n for n in range(1, 100)]},
        "period_h": 400.0, "cap_h": 1_200.0, "warm_up_h": 100.0,
        "watch": StreamWatch(snapshots_h=(0.0, 24.0, 123.456, 399.0)),
    }  # fmt: skip
    return small(streams, steps, **(base | changes))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(-4, 4)), max_size=40).map(sorted),
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.integers(1, 4),
)  # fmt: skip
def test_averages_are_those_of_a_number_looked_at_every_hour(changes, warm, length, start, pieces):
    from_h, to_h = float(warm), float(warm + length)
    asked = (0.0, 7.0, 50.0)
    gauge = Gauge("n", Level(from_h, to_h, asked, start))
    for number, (hour, by) in enumerate(changes):
        gauge.change(float(hour), by)
        if number % pieces == 0:
            gauge.spill()
    reading = gauge.readings(70.0)["n"]
    values = [start + sum(by for hour, by in changes if hour <= at) for at in range(70)]
    inside = values[warm : warm + length]
    assert reading.area == sum(values)
    assert reading.at_end == values[-1]
    assert reading.peak == max([*values, start] if changes[:1] and changes[0][0] > 0 else values)
    assert reading.snapshots == tuple(float(values[int(at)]) for at in asked)
    if length:
        assert reading.mean == pytest.approx(np.mean(inside), abs=1e-12)
        assert reading.variance == pytest.approx(np.var(inside), abs=1e-9)


def test_the_area_of_every_step_is_the_time_spent_there():
    # Little's law over the whole run, exactly: both sides are sums of whole cells of the grid.
    records = run(yard())
    parcels = records.lots.parcels
    for name, log in records.visits.items():
        assert len(log.lot) > 10
        spent = weighed = 0
        for lot, entered, left in zip(log.lot, log.entered_h, log.left_h, strict=True):
            until = records.end_h if math.isnan(left) else left
            cells = round(until * GRID_PER_H) - round(entered * GRID_PER_H)
            spent += cells
            weighed += cells * parcels[lot]
        assert records.gauges[name].area == spent / GRID_PER_H
        assert records.gauges[f"{name}.parcels"].area == weighed / GRID_PER_H


def test_the_number_in_the_system_is_that_of_lots_born_and_not_done():
    records = run(yard())
    lots = records.lots
    mine = [n for n, s in enumerate(lots.stream) if s >= 0]
    for hour, seen, parcels in zip(
        (0.0, 24.0, 123.456, 399.0), records.gauges["all"].snapshots,
        records.gauges["all.parcels"].snapshots, strict=True,
    ):  # fmt: skip
        there = [n for n in mine if lots.born_h[n] <= hour and not lots.done_h[n] <= hour]
        assert seen == len(there)
        assert parcels == sum(lots.parcels[n] for n in there)


def test_snapshots_are_after_everything_of_the_instant():
    records = run(yard())
    log = records.visits["train"]
    # At 24 h the train has left: who is still in the step rides or was left behind.
    there = sum(e <= 24.0 and not left <= 24.0
                for e, left in zip(log.entered_h, log.left_h, strict=True))  # fmt: skip
    assert records.gauges["train"].snapshots[1] == there


def test_the_window_begins_with_the_end_of_the_warm_up():
    # One lot is in the step from 90 h to 110 h, one from 395 h to 415 h: 15 of 300 hours.
    records = run(
        small(stream(at=[90, 395]), [gate(work=20.0)], period_h=400.0, warm_up_h=100.0)
    )  # fmt: skip
    reading = records.gauges["gate"]
    assert reading.mean == 15.0 / 300.0
    assert reading.variance == pytest.approx(15.0 / 300.0 * (1.0 - 15.0 / 300.0))
    assert reading.area == 40.0
    assert records.busy_h["gate"] == 15.0


def test_every_lot_is_done_lost_or_still_in_one_step():
    records = run(yard(cap_h=401.0))
    lots = records.lots
    there = [n for n, (s, done) in enumerate(zip(lots.stream, lots.done_h, strict=True))
             if s >= 0 and math.isnan(done)]  # fmt: skip
    assert len(there) == records.gauges["all"].at_end > 0
    unfinished = {
        lot
        for log in records.visits.values()
        for lot, left in zip(log.lot, log.left_h, strict=True)
        if math.isnan(left)
    }
    for lot in there:
        holder = lot
        while holder not in unfinished:
            holder = lots.inside[holder]
            assert holder >= 0


def test_spilling_changes_nothing(monkeypatch):
    import sim.streams.run as module

    whole = run(yard())
    monkeypatch.setattr(module, "SPILL_AT", 1)
    pieces = run(yard())
    assert whole.gauges.keys() == pieces.gauges.keys()
    for name, reading in whole.gauges.items():
        assert pieces.gauges[name].area == reading.area
        assert pieces.gauges[name].mean == pytest.approx(reading.mean, rel=1e-12)
    for name, log in whole.visits.items():
        np.testing.assert_array_equal(pieces.visits[name].left_h, log.left_h)
