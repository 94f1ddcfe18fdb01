"""Steps with servers: the waits of Lindley and of Kiefer and Wolfowitz, hours, routing, visits."""

import random
from dataclasses import replace
from heapq import heapreplace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import OpenHours
from domain.draw_series import DrawSeries
from domain.draws import Chance, snap_h
from domain.scenario import Background, RegimeRule
from domain.times import Times
from sim import simulate
from tests.sim.reading import rows
from tests.small_worlds import NOTHING_BOOKED, gate, small, stream

DAYTIME = OpenHours.of([(24.0 * d + 8.0, 24.0 * d + 20.0) for d in range(400)], 9_600.0)


def run(scenario, seed=3):
    return simulate(scenario, NOTHING_BOOKED, seed=seed, replication=0).streams


def by_number(records, step="gate"):
    """Entered, began and left of the visits to a step, in order of the lots' entries."""
    log = records.visits[step]
    return sorted(zip(log.lot, log.entered_h, log.began_h, log.left_h, strict=True))


def drawn(count, rate, mean, seed):
    """Arrival and service lists of the test's own making, on the grid."""
    draws = random.Random(seed)
    arrivals, works, t = [], [], 0.0
    for _ in range(count):
        t = snap_h(t + draws.expovariate(rate))
        arrivals.append(t)
        works.append(snap_h(draws.expovariate(1.0 / mean)))
    return arrivals, works


def test_waits_are_those_of_lindley():
    # Lindley (1952): W(n+1) = max(0, W(n) + S(n) - A(n+1)).
    arrivals, works = drawn(3_000, 0.8, 1.0, 1)
    expected, wait = [], 0.0
    for n, at in enumerate(arrivals):
        if n:
            wait = max(0.0, wait + works[n - 1] - (at - arrivals[n - 1]))
        expected.append(wait)
    records = run(small(stream(at=arrivals), [gate(work=works)], period_h=9_000.0))
    assert [began - entered for _, entered, began, _ in by_number(records)] == expected


@pytest.mark.parametrize("servers", [2, 5])
def test_waits_are_those_of_kiefer_and_wolfowitz(servers):
    arrivals, works = drawn(3_000, 0.8 * servers, 1.0, servers)
    free, expected = [0.0] * servers, []
    for at, work in zip(arrivals, works, strict=True):
        begin = max(at, free[0])
        heapreplace(free, begin + work)
        expected.append((at, begin, begin + work))
    step = gate(work=works, servers=servers)
    records = run(small(stream(at=arrivals), [step], period_h=9_000.0))
    assert [visit[1:] for visit in by_number(records)] == expected
    busy = sum(works)
    assert records.busy_h["gate"] == pytest.approx(busy, rel=1e-12)


def test_where_nobody_waits_all_begin_at_once():
    arrivals, works = drawn(500, 2.0, 3.0, 7)
    records = run(small(stream(at=arrivals), [gate(work=works, servers=None)]))
    expected = [(at, at, at + work) for at, work in zip(arrivals, works, strict=True)]
    assert [visit[1:] for visit in by_number(records)] == expected


def test_visits_are_logged_in_order_of_leaving():
    records = run(small(stream(at=[0, 0, 0]), [gate(work=[9, 1, 5], servers=None)]))
    assert list(records.visits["gate"].lot) == [1, 2, 0]


def test_work_per_parcel_is_multiplied():
    step = gate(work=[2, 3], per_parcel=True)
    records = run(small(stream(at=[0, 100], parcels=[4, 5]), [step]))
    assert [left - began for _, _, began, left in by_number(records)] == [8.0, 15.0]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=30).map(sorted),
    st.lists(st.integers(0, 9), min_size=30, max_size=30),
    st.integers(1, 3),
    st.booleans(),
)
def test_hours_with_and_without_pauses(at, works, servers, pauses):
    step = gate(work=works, servers=servers, opening=DAYTIME, pauses=pauses)
    records = run(small(stream(at=at), [step], period_h=200.0, cap_h=5_000.0))
    free, worked = [0.0] * servers, 0.0
    for (_, entered, began, left), arrived, work in zip(
        by_number(records), at, works, strict=False
    ):
        begin = DAYTIME.next_open_h(max(arrived, free[0]))
        end = DAYTIME.finish_h(begin, float(work)) if pauses else begin + work
        heapreplace(free, end)
        assert (entered, began, left) == (arrived, begin, end)
        if not pauses:
            worked += max(0.0, min(end, 200.0) - min(begin, 200.0))
    if not pauses:
        assert records.busy_h["gate"] == pytest.approx(worked)


def test_what_runs_beside_the_work_may_end_the_step():
    from domain.distribution import Distribution

    step = gate(work=[1, 1], beside=Distribution.fixed(5.0))
    records = run(small(stream(at=[0, 0]), [step]))
    # The server is free after the work; the second has waited one hour of its five.
    assert [visit[1:] for visit in by_number(records)] == [(0.0, 0.0, 5.0), (0.0, 1.0, 5.0)]


def test_two_steps_of_one_resource_queue_together():
    one = gate("one", work=4.0, resource="crew", node="N")
    two = gate("two", work=4.0, resource="crew", node="N")
    streams = [stream("a", ["one"], at=[0]), stream("b", ["two"], at=[1])]
    records = run(small(streams, [one, two], period_h=50.0))
    assert by_number(records, "two") == [(1, 1.0, 4.0, 8.0)]


def test_background_traffic_and_regimes_lengthen_waits():
    arrivals, works = drawn(200, 0.5, 1.0, 3)
    calm = small(stream(at=arrivals), [gate(work=works)])
    others = (Background("gate", "gate", 4.0, 1.0, OpenHours()),)
    slow = (RegimeRule("gate", "peak", 0.0, 0.0, 3.0, from_h=100.0, to_h=200.0),)
    base = [visit[2] for visit in by_number(run(calm))]
    for scenario in (replace(calm, background=others), replace(calm, regimes=slow)):
        later = [visit[2] for visit in by_number(run(scenario))]
        assert all(b <= c for b, c in zip(base, later, strict=True))
        assert base != later


def test_a_regime_also_slows_servers_that_choose():
    slow = (RegimeRule("gate", "peak", 0.0, 0.0, 2.0, from_h=5.0, to_h=20.0),)
    for order in ("fifo", "priority"):
        step = gate(work=3.0, order=order)
        records = run(small(stream(at=[4, 6]), [step], period_h=50.0, regimes=slow))
        assert [visit[1:] for visit in by_number(records)] == [(4.0, 4.0, 7.0), (6.0, 7.0, 13.0)]


def test_chance_leads_where_its_draw_says():
    steps = [gate("a", then={"b": 0.3, "c": 0.5, "out": 0.2}), gate("b"), gate("c")]
    records = run(small(stream(path=["a"], gaps=1.0), steps, period_h=3_000.0))
    series = DrawSeries(Chance(3, 0), None, "route", "a", "lots", 0)
    went = {"b": [], "c": []}
    for lot in range(2_999):
        if series[lot] < 0.3:
            went["b"].append(lot)
        elif series[lot] < 0.8:
            went["c"].append(lot)
    assert {name: list(records.visits[name].lot) for name in went} == went


def test_a_step_that_is_not_in_the_path_leads_out():
    steps = [gate("a", then={"c": 1.0}), gate("b"), gate("c")]
    records = run(small(stream(path=["a", "b"], at=[0]), steps))
    assert [len(records.visits[name].lot) for name in "abc"] == [1, 0, 1]
    assert records.gauges["all"].at_end == 0.0


def test_chance_may_skip_a_step_of_the_path():
    steps = [gate("a", then={"c": 1.0}), gate("b"), gate("c"), gate("d")]
    records = run(small(stream(path=["a", "b", "c", "d"], at=[0]), steps))
    assert [len(records.visits[name].lot) for name in "abcd"] == [1, 0, 1, 1]


def test_each_visit_of_a_step_has_draws_of_its_own():
    times = Times.exponential(1.0)
    ways = [
        ([gate("a", times), gate("b", 0.0)], ["a", "b", "a"]),
        ([gate("a", times, then={"b": 1.0}), gate("b", 0.0, then={"a": 0.5, "out": 0.5})], ["a"]),
    ]
    for steps, path in ways:
        records = run(small(stream(path=path, at=range(0, 1_000, 20)), steps))
        seen = {}
        for lot, _, began, left in by_number(records, "a"):
            visit = seen[lot] = seen.get(lot, -1) + 1
            work = DrawSeries(Chance(3, 0), times, "stream_work", "a", "lots", visit)[lot]
            assert left - began == work
        assert max(seen.values()) > 0


def test_a_loop_without_duration_ends():
    steps = [gate("a", servers=None, then={"a": 0.999, "out": 0.001})]
    records = run(small(stream(path=["a"], at=[0]), steps))
    assert records.gauges["all"].at_end == 0.0
    assert len(records.visits["a"].lot) > 100


def test_the_week_book_of_a_plain_step_is_that_of_the_recursion():
    arrivals, works = drawn(800, 1.5, 1.0, 9)
    plain = gate(work=works, servers=2)
    # A beside of no length takes the general way, job by job.
    from domain.distribution import Distribution

    general = gate(work=works, servers=2, beside=Distribution.fixed(0.0))
    tables = []
    for step in (plain, general):
        scenario = small(stream(at=arrivals), [step])
        result = simulate(scenario, NOTHING_BOOKED, seed=1, replication=0)
        tables.append([list(row.values())[2:] for row in rows(result.records.facilities)])
    assert len(tables[0]) > 3
    np.testing.assert_allclose(tables[0], tables[1], rtol=1e-12)


def test_a_lot_under_service_at_the_cap_has_begun_and_not_left():
    records = run(small(stream(at=[0, 1]), [gate(work=50.0)], period_h=10.0, cap_h=20.0))
    log = records.visits["gate"]
    assert list(log.lot) == [0, 1]
    assert log.began_h[0] == 0.0
    assert np.isnan([log.left_h[0], log.left_h[1], log.began_h[1]]).all()
    assert records.end_h == 20.0
    assert records.busy_h == {"gate": 10.0}
