"""Booked consignments meet the same theory: docks as M/M/c, trains of limited room."""

import random
from bisect import bisect_left
from collections import Counter
from dataclasses import replace

import pytest

from domain.calendar import ALWAYS_OPEN
from domain.distribution import Distribution
from domain.draws import snap_h
from domain.plan import BoxJourney, Plan, journey_id
from domain.timetable import Timetable
from sim import simulate
from tests.sim.reading import rows
from tests.theory.judge import verdict
from tests.theory.queues import MMc
from tests.theory.recursions import kiefer_wolfowitz
from tests.theory.trains import FullTrain
from tests.worlds import TEXTILES, consignment, part_of, two_hubs, two_hubs_network

BASE = two_hubs_network()
DEAR = 9e6
HOUR = Distribution.fixed(1.0)


def network(work=None, **rail):
    """The two hubs with servers and trucks for all; lorries too dear for a box to change to."""
    steps = {
        key: replace(step, opening=ALWAYS_OPEN, servers=None, work=HOUR, beside=None)
        for key, step in BASE.processes.items()
    }
    steps |= work or {}
    services = {name: replace(one, trucks=None) for name, one in BASE.services.items()}
    services["LORRY"] = replace(services["LORRY"], price_cny_per_feu=DEAR, price_cny_per_teu=DEAR)
    services["RAIL"] = replace(
        services["RAIL"],
        **{"capacity_teu": None, "capacity_t": None, "gate_in_cutoff_h": 0.0,
           "documents_cutoff_h": 0.0, "lateness": None, "cancel_share": 0.0} | rail,
    )  # fmt: skip
    rules = {"B": replace(BASE.inspections["B"], share=0.0)}
    return replace(BASE, processes=steps, services=services, inspections=rules)


def poisson_orders(per_h, until_h, units, seed):
    draws, at, orders = random.Random(seed), 0.0, []
    while (at := at + draws.expovariate(per_h)) < until_h:
        orders.append(
            consignment(len(orders), TEXTILES, units=units, ready_h=at, due_h=at + 900.0,
                        outsource_cny_per_kg=None)
        )  # fmt: skip
    return orders


def through_dock(servers, mean_h, per_h, hours, replication):
    """One dock; the goods wait for one journey after the end. (arrived, began, ended) by lot."""
    key = ("*", "receive", "any", "any", "any")
    dock = replace(
        BASE.processes[key], opening=ALWAYS_OPEN, servers=servers,
        work=Distribution.exponential(mean_h),
    )  # fmt: skip
    orders = poisson_orders(per_h, hours, 1, seed=replication)
    scenario = two_hubs(consignments=orders, network=network({key: dock}), cap_h=hours + 2_000.0)
    way = scenario.ways_of(orders[0])[2]
    assert [hop.service_id for hop in way.route.hops] == ["LORRY"]
    at = snap_h(hours + 500.0)
    name = journey_id(way.route, "dry", None, at, (None,))
    journey = BoxJourney(name, way.route, "dry", None, at, (None,))
    parts = tuple(part_of(order, name, way) for order in orders)
    result = simulate(
        scenario, Plan("made", {name: journey}, parts, frozenset()), seed=1,
        replication=replication,
    )  # fmt: skip
    received = [
        (row["start_h"], row["opens_h"], row["end_h"])
        for row in rows(result.records.movements)
        if row["stage"] == "receive"
    ]
    assert len(received) == len(orders)
    return sorted(received), result


@pytest.mark.parametrize(
    ("dock", "hours"),
    [(MMc(0.5, 1.0), 700.0), (MMc(1.6, 1.0, 2), 400.0)],
    ids=["V1 at half the load", "V2"],
)
def test_a_receiving_dock_is_an_m_m_c_queue(dock, hours):
    # Booked goods are dear to simulate, so the intervals are wide; lot by lot they are exact.
    warm_h = 60.0
    means, shares = [], []
    for replication in range(30):
        received, result = through_dock(
            dock.servers, 1.0 / dock.rate, dock.per_h, hours, replication
        )
        arrivals = [a for a, _, _ in received]
        # Lot by lot, the same as the recursion gives for the very works.
        works = [end - begin for _, begin, end in received]
        waits = [begin - a for a, begin, _ in received]
        expected = kiefer_wolfowitz(arrivals, works, dock.servers)
        assert waits == pytest.approx(expected, abs=1e-9)
        # The product's own figure of the resource is the mean of these.
        measured = [v for key, v in result.waits.items() if key[:2] == ("HUB", "receive")]
        assert sum(n for n, _ in measured) == len(waits)
        assert sum(n * mean for n, mean in measured) == pytest.approx(sum(waits), rel=1e-9)
        counted = [w for a, w in zip(arrivals, waits, strict=True) if a >= warm_h]
        means.append(sum(counted) / len(counted))
        shares.append(sum(w > 0.0 for w in counted) / len(counted))
    wait = verdict(means, dock.wait_h, widest=0.4)
    share = verdict(shares, dock.wait_share, widest=0.1)
    assert wait.passed, wait.says
    assert share.passed, share.says


def by_train(train, days, replication):
    """Boxes that each booked the next train, however full. (gate, left) of each, and the result."""
    orders = poisson_orders(train.per_h, 24.0 * days, 30, seed=100 + replication)
    leaves = tuple(24.0 * day for day in range(1, days + 90))
    scenario = replace(
        two_hubs(
            consignments=orders, cap_h=24.0 * (days + 85),
            network=network(capacity_teu=2.0 * train.room, cancel_share=train.cancelled),
        ),
        timetable=Timetable({"RAIL": leaves, "BLOCK": ()}),
    )  # fmt: skip
    way = scenario.ways_of(orders[0])[0]
    journeys, parts = {}, []
    for number, order in enumerate(orders):
        # A day after it is ready the goods are stuffed; an hour for that, one at the terminal.
        at = snap_h(order.ready_h + 24.0)
        next_train = leaves[bisect_left(leaves, at + 2.0)]
        name = f"{journey_id(way.route, 'dry', None, at, (next_train,))}:{number}"
        journeys[name] = BoxJourney(name, way.route, "dry", None, at, (next_train,))
        parts.append(part_of(order, name, way))
    assert len(journeys) == len(orders)
    result = simulate(
        scenario, Plan("made", journeys, tuple(parts), frozenset()), seed=2,
        replication=replication,
    )  # fmt: skip
    assert result.backlog == 0
    waited = sorted(
        (row["start_h"], row["end_h"])
        for row in rows(result.records.movements)
        if row["subject"] == "box" and row["stage"] == "await_departure"
    )
    assert len(waited) == len(orders)
    return leaves, waited, result


TRAINS = [FullTrain(6.0 / 24.0, 24.0, 8), FullTrain(4.0 / 24.0, 24.0, 8, cancelled=0.15)]


@pytest.mark.parametrize("train", TRAINS, ids=["full", "cancelled"])
def test_a_train_of_limited_room_carries_booked_boxes_as_bailey_says(train):
    days, warm_days = 60, 15
    means = []
    for replication in range(20):
        leaves, waited, result = by_train(train, days, replication)
        gone = {
            row["scheduled_h"]
            for row in rows(result.records.departures)
            if row["status"] == "cancelled"
        }
        assert bool(gone) == bool(train.cancelled)
        # Departure by departure: all who wait, as far as there is room.
        came = Counter(bisect_left(leaves, gate) for gate, _ in waited)
        took = Counter(bisect_left(leaves, left) for _, left in waited)
        there = 0
        for number in range(days + 60):
            there += came[number]
            room = 0 if leaves[number] in gone else train.room
            assert took[number] == min(there, room), f"train at {leaves[number]} h"
            there -= took[number]
        assert there == 0
        counted = [left - gate for gate, left in waited if gate >= 24.0 * warm_days]
        means.append(sum(counted) / len(counted))
    found = verdict(means, train.wait_h, widest=0.3)
    assert found.passed, found.says
