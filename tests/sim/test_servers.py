"""Servers against queueing theory."""

import random
from heapq import heapreplace

import pytest

from domain.calendar import OpenHours
from domain.network import Process
from sim.regimes import RegimePath, Spell
from sim.servers import Server
from tests.worlds import process


def served(server, job, arrivals, works):
    return [
        server.begin(job, at, work, 1.0)[0] - at for at, work in zip(arrivals, works, strict=True)
    ]


def drawn(count, rate, mean, seed=1):
    """An arrival and a service list of the test's own making."""
    draws = random.Random(seed)
    arrivals, works, t = [], [], 0.0
    for _ in range(count):
        t += draws.expovariate(rate)
        arrivals.append(t)
        works.append(draws.expovariate(1.0 / mean))
    return arrivals, works


@pytest.mark.parametrize("servers", [1, 3])
def test_waits_are_those_of_kiefer_and_wolfowitz(servers):
    # notes V21: the same lists through the engine and through the recursion.
    arrivals, works = drawn(5_000, 0.8 * servers, 1.0)
    job: Process = process("P", "border", 1.0, servers=servers)
    free, expected = [0.0] * servers, []
    for at, work in zip(arrivals, works, strict=True):
        begin = max(at, free[0])
        heapreplace(free, begin + work)
        expected.append(begin - at)
    found = served(Server("N", "border", servers, job), job, arrivals, works)
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_job_waits_for_the_door_and_once_begun_is_finished():
    hours = OpenHours.of([(8.0, 10.0), (32.0, 34.0)], 1_000.0)
    job = process("P", "receive", 5.0, opening=hours, servers=1)
    server = Server("N", "receive", 1, job)
    assert server.begin(job, 1.0, 5.0, 1.0) == (8.0, 5.0)
    # The first ends at 13 h, past closing; the next begins when the door opens again.
    assert server.begin(job, 9.0, 1.0, 1.0) == (32.0, 1.0)
    # Waits are for a server, doors apart.
    assert server.weeks[0].served == 2
    assert server.weeks[0].wait_h == 23.0


def test_a_closed_node_begins_nothing_and_a_slow_one_works_longer():
    path = RegimePath((Spell(10.0, 20.0, None), Spell(20.0, 30.0, 2.0)))
    job = process("P", "border", 3.0, servers=1, slot_h=1.0)
    server = Server("N", "border", 1, job, path)
    assert server.begin(job, 12.0, 3.0, 1.0) == (20.0, 6.0)
    assert server.begin(job, 12.0, 3.0, 1.0) == (22.0, 6.0)
    assert server.begin(job, 40.0, 3.0, 1.0) == (40.0, 3.0)


def test_background_takes_its_turn():
    job = process("P", "border", 4.0, servers=1, slot_h=4.0)
    server = Server("N", "border", 1, job, lumps=iter([1.0, 2.0]))
    assert server.begin(job, 2.5, 4.0, 1.0) == (9.0, 4.0)
    assert server.weeks[0].served == 1


def test_units_of_a_job_hold_a_server_one_after_another():
    job = process("P", "terminal_out", 7.0, servers=1, slot_h=1.0)
    server = Server("N", "terminal_out", 1, job)
    assert server.begin(job, 0.0, 7.0, 2.0) == (0.0, 7.0)
    assert server.begin(job, 0.0, 7.0, 2.0) == (2.0, 7.0)
