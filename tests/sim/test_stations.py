"""Servers that choose, against a queue that is stepped through hour by hour."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.breaks import Breaks
from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.draw_series import DrawSeries
from domain.draws import Chance
from domain.times import Times
from sim import simulate
from sim.servers import Server
from sim.stations import Station
from tests.sim.stepping import Job, Shop, up_path
from tests.small_worlds import NOTHING_BOOKED, gate, small, stream

HOURS = 400
DAYTIME = OpenHours.of([(10.0 * d + 2.0, 10.0 * d + 8.0) for d in range(200)], 2_000.0)
QUICK = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
FEW = Times(observed=(1.0, 2.0, 2.0, 5.0, 9.0))

arrivals = st.lists(st.integers(0, 60), min_size=1, max_size=25).map(sorted)
works = st.lists(st.integers(0, 6), min_size=25, max_size=25)


def run(scenario, seed=5, **how):
    return simulate(scenario, NOTHING_BOOKED, seed=seed, replication=0, **how).streams


def begun_and_ended(records, step="gate"):
    """(stream, number) -> began and ended, of every visit of one step."""
    log, lots = records.visits[step], records.lots
    return {
        (lots.stream[lot], lots.number[lot]): (began, left)
        for lot, began, left in zip(log.lot, log.began_h, log.left_h, strict=True)
    }


def spells(scenario, breaks, servers, seed=5):
    """The up and down path of every server as the run draws it, in whole hours."""
    chance = Chance(seed, 0)
    paths = []
    for server in range(servers):
        key = ("gate", "gate", server if breaks.each else 0)
        ups, downs = (
            [int(DrawSeries(chance, times, name, *key)[n]) for n in range(HOURS)]
            for times, name in ((breaks.up, "up"), (breaks.down, "down"))
        )
        paths.append(up_path(ups, downs))
    return lambda server, hour: paths[server](hour)


def stepped(at, work, shop, streams=1, ranks=(0,)):
    """The lots of streams that come at the same hours, through the shop."""
    jobs = [
        Job((s, n), hour, work[n], ranks[s]) for n, hour in enumerate(at) for s in range(streams)
    ]
    # Streams that come together do so in their order, all lots of one before the next.
    jobs.sort(key=lambda job: (job.came, job.name))
    shop.serve(jobs, HOURS)
    assert all(job.ended is not None for job in jobs)
    return {job.name: (float(job.began), float(job.ended)) for job in jobs}


@QUICK
@given(arrivals, works, st.integers(1, 3), st.booleans(), st.booleans(), st.booleans())
def test_breakdowns_are_those_of_a_queue_stepped_by_the_hour(at, work, servers, each, shut, rests):
    breaks = Breaks(FEW, Times(observed=(1.0, 3.0)), each)
    opening = DAYTIME if shut else ALWAYS_OPEN
    step = gate(work=work, servers=servers, breaks=breaks, opening=opening, pauses=rests)
    scenario = small(stream(at=at), [step], period_h=100.0, cap_h=1_000.0)
    shop = Shop(servers, opening.is_open, spells(scenario, breaks, servers), pauses=rests)
    assert begun_and_ended(run(scenario)) == stepped(at, work, shop)


@QUICK
@given(arrivals, works, st.integers(1, 3), st.booleans())
def test_priorities_are_those_of_a_queue_stepped_by_the_hour(at, work, servers, shut):
    opening = DAYTIME if shut else ALWAYS_OPEN
    step = gate(work=work, servers=servers, order="priority", opening=opening)
    streams = [stream("slow", at=at, priority=2), stream("quick", at=at, priority=1)]
    records = run(small(streams, [step], period_h=100.0, cap_h=1_000.0))
    shop = Shop(servers, opening.is_open)
    assert begun_and_ended(records) == stepped(at, work, shop, 2, (2, 1))


@QUICK
@given(arrivals, works, st.integers(1, 3), st.booleans())
def test_vacations_are_those_of_a_queue_stepped_by_the_hour(at, work, servers, broken):
    breaks = Breaks(FEW, Times(observed=(1.0, 3.0))) if broken else None
    step = gate(work=work, servers=servers, vacation=FEW, breaks=breaks)
    scenario = small(stream(at=at), [step], period_h=100.0, cap_h=1_000.0)
    chance = Chance(5, 0)
    drawn = [DrawSeries(chance, FEW, "vacation", "gate", "gate", n) for n in range(servers)]
    up = spells(scenario, breaks, servers) if broken else (lambda _server, _hour: True)
    shop = Shop(servers, up=up, vacations=lambda server, k: int(drawn[server][k]))
    assert begun_and_ended(run(scenario)) == stepped(at, work, shop)


@QUICK
@given(arrivals, works, st.integers(1, 3), st.booleans(), st.booleans())
def test_a_station_and_the_recursion_agree_where_both_apply(at, work, servers, shut, rests):
    opening = DAYTIME if shut else ALWAYS_OPEN
    plain = gate(work=work, servers=servers, opening=opening, pauses=rests)
    chosen = replace(plain, process=replace(plain.process, order="priority"))
    scenario = small(stream(at=at), [plain], period_h=100.0, cap_h=1_000.0)
    by_events = replace(scenario, steps={"gate": chosen})
    first, second = run(scenario), run(by_events)
    assert begun_and_ended(first) == begun_and_ended(second)
    assert first.gauges == second.gauges
    assert first.busy_h == pytest.approx(second.busy_h)


def test_work_that_ends_as_the_server_breaks_is_done():
    breaks = Breaks(Times(listed=(5.0, 5.0)), Times(listed=(10.0, 10.0)))
    records = run(small(stream(at=[2, 3]), [gate(work=3.0, breaks=breaks)], period_h=50.0))
    assert begun_and_ended(records) == {(0, 0): (2.0, 5.0), (0, 1): (15.0, 18.0)}
    assert records.busy_h == {"gate": 6.0}


def test_beyond_the_end_of_a_list_nothing_breaks():
    breaks = Breaks(Times(listed=(1.0,)), Times(listed=(1.0,)))
    records = run(small(stream(at=[0]), [gate(work=40.0, breaks=breaks)], period_h=50.0))
    assert begun_and_ended(records) == {(0, 0): (0.0, 41.0)}


def test_work_rests_while_its_server_is_broken():
    breaks = Breaks(Times(observed=(6.0,)), Times(observed=(1.0,)), each=True)
    step = gate(work=[9.0, 1.0], servers=2, breaks=breaks)
    records = run(small(stream(at=[6, 6]), [step], period_h=50.0))
    # Both servers are down at 6 h and up at 7 h; the work of 9 h rests from 13 h to 14 h.
    assert begun_and_ended(records) == {(0, 0): (7.0, 17.0), (0, 1): (7.0, 8.0)}


def test_servers_without_number_all_stop_at_once():
    breaks = Breaks(Times(listed=(4.0,)), Times(listed=(3.0,)))
    step = gate(work=2.0, servers=None, breaks=breaks)
    records = run(small(stream(at=[1, 3, 5]), [step], period_h=50.0))
    assert begun_and_ended(records) == {(0, 0): (1.0, 3.0), (0, 1): (3.0, 8.0), (0, 2): (7.0, 9.0)}


def test_a_nominal_run_has_no_breakdowns():
    breaks = Breaks(Times(listed=(1.0,)), Times(listed=(30.0,)))
    step = gate(work=2.0, breaks=breaks)
    records = run(small(stream(at=[0]), [step], period_h=50.0), nominal=True)
    assert begun_and_ended(records) == {(0, 0): (0.0, 2.0)}


def test_a_released_server_takes_the_most_urgent_of_all_who_came_by_then():
    # At 5 h the server is free again; the urgent lot comes at that very hour, after the release.
    step = gate(work=5.0, order="priority")
    streams = [stream("slow", at=[0, 1], priority=2), stream("quick", at=[5], priority=1)]
    found = begun_and_ended(run(small(streams, [step], period_h=50.0)))
    assert found[1, 0] == (5.0, 10.0)
    assert found[0, 1] == (10.0, 15.0)


def test_nobody_under_service_gives_way():
    step = gate(work=5.0, order="priority")
    streams = [stream("slow", at=[0], priority=2), stream("quick", at=[1], priority=1)]
    found = begun_and_ended(run(small(streams, [step], period_h=50.0)))
    assert found == {(0, 0): (0.0, 5.0), (1, 0): (5.0, 10.0)}


def test_slots_free_a_server_before_the_work_is_over():
    breaks = Breaks(Times(listed=(100.0,)), Times(listed=(1.0,)))
    for features in ({}, {"breaks": breaks}):
        step = gate(work=7.0, slot_h=2.0, **features)
        found = begun_and_ended(run(small(stream(at=[0, 0]), [step], period_h=50.0)))
        assert found == {(0, 0): (0.0, 7.0), (0, 1): (2.0, 9.0)}


def test_rows_of_one_resource_share_one_station():
    one = gate("one", work=4.0, resource="crew", node="N", order="priority")
    two = gate("two", work=4.0, resource="crew", node="N")
    rows = {("N", s.step_id, "any", "any", "any"): s.process for s in (one, two)}
    streams = [stream("a", ["one"], at=[0]), stream("b", ["two"], at=[1])]
    records = run(small(streams, [one, two], period_h=50.0, processes=rows))
    assert begun_and_ended(records, "two") == {(1, 0): (4.0, 8.0)}


def test_a_station_is_used_only_where_it_must_be():
    for features, kind in (({}, Server), ({"order": "priority"}, Station)):
        step = gate(work=1.0, **features)
        assert type(_world(small(stream(at=[0]), [step])).server("gate", step.process)) is kind


def _world(scenario):
    from sim.engine import _world as made

    return made(scenario, NOTHING_BOOKED, Chance(1, 0), limited=True)
