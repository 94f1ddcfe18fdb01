"""Trains that go when full: by hand, against a plain recount, and as planned in nominal mode."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.outlook import Outlook, replications
from domain.sailings import Sailing, WhenFull
from domain.timetable import Timetable
from domain.when_full import Waiting, boarding, goes, settled
from optimize import Foresight, Habit, RollingPlan, Rule, verify
from sim import simulate
from sim.checks import BrokenRunError
from tests.sailing_terms import with_service
from tests.sim.reading import consignments, planned, rows, total_cny
from tests.worlds import TEXTILES, consignment, plain_plan, two_hubs

RUN = {"seed": 1, "replication": 0}
EVERY_H = 12.0


def world(full_teu=8.0, longest_h=96.0, *, count=16, book=None, every_h=EVERY_H, teu=20.0, **early):
    """Two hubs whose block train has a slot every half day."""
    rule = WhenFull(full_teu, longest_h, **early)
    scenario = two_hubs(count) if book is None else two_hubs(consignments=book)
    scenario = with_service(
        scenario, "BLOCK", sailing=Sailing(when_full=rule), lateness=None, capacity_teu=teu,
        capacity_t=None, plugs=None,
    )  # fmt: skip
    slots = tuple(every_h * n + 10.0 for n in range(int(24 * 80 / every_h)))
    times = {**scenario.timetable.departures, "BLOCK": slots}
    return replace(scenario, timetable=Timetable(times))


def by_block(scenario, slot_h=6.0):
    """Everything by the block train, each consignment when it is ready."""
    return settled(scenario, plain_plan(scenario, lambda _: 1, slot_h))


def slots_of(plan):
    return sorted({key[1] for key in plan.runs})


def as_planned(scenario, plan):
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, **RUN, nominal=True)
    expected = planned(books)
    for name, row in consignments(result).items():
        cny, delivered_h, _ = expected[name]
        assert row["cost_cny"] == pytest.approx(cny, abs=0.01), name
        assert row["delivered_h"] == delivered_h, name
        assert row["missed"] == 0
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    ran = {
        row["scheduled_h"]
        for row in rows(result.records.departures)
        if row["service_id"] == "BLOCK" and row["status"] == "ran"
    }
    assert ran == {key[1] for key in plan.runs if key[0] == "BLOCK"}
    return result


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(
    full_teu=st.sampled_from([2.0, 6.0, 14.0, 20.0]),
    longest_h=st.sampled_from([0.0, 40.0, 200.0]),
    early=st.sampled_from([{}, {"least_teu": 4.0, "hold_h": 24.0}]),
    slot_h=st.sampled_from([3.0, 12.0, 30.0]),
    ways=st.lists(st.integers(0, 2), min_size=12, max_size=12),
)
def test_a_settled_plan_executes_as_planned(full_teu, longest_h, early, slot_h, ways):
    scenario = with_service(
        world(full_teu, longest_h, count=12, **early), "RAIL", capacity_teu=None, capacity_t=None,
        plugs=None,
    )  # fmt: skip
    plan = settled(scenario, plain_plan(scenario, lambda n: ways[n], slot_h))
    assert settled(scenario, plan) == plan
    as_planned(scenario, plan)


def boxes(count, every_h=24.0):
    """A full box of textiles every so many hours."""
    return [
        consignment(n, TEXTILES, units=37, ready_h=12.0 + every_h * n, due_h=900.0)
        for n in range(count)
    ]


def test_it_goes_when_full_by_hand():
    # A box of two TEU is in the yard once a day; six TEU are full: every third day one train.
    scenario = world(6.0, 1e4, book=boxes(9))
    plan = by_block(scenario)
    assert len(plan.runs) == 3
    gates = [
        row["start_h"]
        for row in rows(as_planned(scenario, plan).records.movements)
        if row["stage"] == "await_departure" and row["subject"] == "box"
    ]
    cut_off = scenario.network.services["BLOCK"].gate_in_cutoff_h
    for slot, last_in in zip(slots_of(plan), sorted(gates)[2::3], strict=True):
        # The first slot whose gate was still open when the third box came.
        assert last_in <= slot - cut_off < last_in + EVERY_H


def test_mean_wait_of_evenly_coming_boxes_is_half_the_others_gaps():
    # With slots at every hour the k-th of n boxes waits (n - k) gaps: (n - 1) / 2 in the mean.
    waits = {}
    for full in (2, 3, 4):
        scenario = world(2.0 * full, 1e4, book=boxes(12), every_h=1.0)
        result = as_planned(scenario, by_block(scenario, 1.0))
        hours = [
            row["end_h"] - row["start_h"]
            for row in rows(result.records.movements)
            if row["stage"] == "await_departure" and row["subject"] == "box"
        ]
        waits[full] = sum(hours) / len(hours)
    assert waits[3] - waits[2] == pytest.approx(12.0, abs=1.0)
    assert waits[4] - waits[3] == pytest.approx(12.0, abs=1.0)


def test_it_goes_when_the_longest_hold_is_over_and_the_network_pays_for_what_is_missing():
    scenario = world(20.0, 48.0, book=boxes(1))
    plan = by_block(scenario)
    result = as_planned(scenario, plan)
    (stay,) = [
        row for row in rows(result.records.movements)
        if row["stage"] == "await_departure" and row["subject"] == "box"
    ]  # fmt: skip
    cut_off = scenario.network.services["BLOCK"].gate_in_cutoff_h
    assert 48.0 <= stay["end_h"] - cut_off - stay["start_h"] < 48.0 + EVERY_H
    # Eight TEU are the least, two ride: six missing at half of 4,000 CNY.
    dead = [row["cny"] for row in rows(result.records.costs) if row["line"] == "dead_freight"]
    assert dead == [12_000.0]


def test_the_rule_is_what_it_says_over_all_small_yards():
    rule = WhenFull(6.0, 50.0, least_teu=4.0, hold_h=20.0)
    for teus in product((0.0, 2.0, 4.0), repeat=2):
        for ages in product((0.0, 19.0, 20.0, 49.0, 50.0), repeat=2):
            there = [
                Waiting(str(n), 100.0 - age, 0.0, (0, 1), teu, 1.0, 0.0, (0.0, "", "", 0.0))
                for n, (teu, age) in enumerate(zip(teus, ages, strict=True))
                if teu
            ]
            load = sum(teus)
            oldest = max((age for teu, age in zip(teus, ages, strict=True) if teu), default=-1.0)
            wanted = bool(there) and (
                load >= 6.0 or (load >= 4.0 and oldest >= 20.0) or oldest >= 50.0
            )
            assert goes(rule, 100.0, there) == wanted


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.integers(0, 1)), max_size=7),
    st.integers(2, 9),
)
def test_who_boards_is_first_come_first_served_as_room_lasts(coming, room):
    service = replace(
        two_hubs(1).network.services["BLOCK"], capacity_teu=float(room), capacity_t=None, plugs=None
    )
    yard = [
        Waiting(str(n), float(at), 0.0, (0, last), float(teu), 1.0, 0.0, (0.0, f"{n:02d}", "", 0.0))
        for n, (at, teu, last) in enumerate(coming)
    ]
    left, aboard = [room, room], []
    for one in sorted(yard, key=lambda w: (w.gated_h, int(w.name))):
        legs = range(one.legs[1] + 1)
        if all(left[leg] >= one.teu for leg in legs):
            aboard.append(one.name)
            for leg in legs:
                left[leg] -= one.teu
    assert [one.name for one in boarding(service, yard)] == aboard


@pytest.mark.parametrize("policy", [Habit, Rule, RollingPlan, Foresight])
def test_every_policy_leaves_a_plan_that_verifies_and_runs_as_it_says(policy):
    scenario = world(6.0, 60.0, count=8)
    outlook = Outlook(1, replications("A", 1))
    plan = policy().plan(scenario, outlook)
    verdict = verify(scenario, plan, outlook)
    assert not verdict.problems
    as_planned(scenario, plan)


def test_a_plan_on_other_slots_is_told():
    scenario = world(6.0, 1e4, book=boxes(6))
    plan = plain_plan(scenario, lambda _: 1, 6.0)
    problems = verify(scenario, plan).problems
    assert any("leaves when full" in one for one in problems)


def test_fewer_paths_hold_trains_back():
    from domain.paths import PathPool

    scenario = world(2.0, 1e4, book=boxes(8))
    weeks = tuple(168.0 * n for n in range(12))
    pool = replace(scenario, path_pools=(PathPool("week", frozenset({"BLOCK"}), 2, weeks),))
    free, tight = by_block(scenario), by_block(pool)
    assert len(free.runs) == 8
    assert len([key for key in tight.runs if key[1] < 168.0]) == 2
    as_planned(pool, tight)


def test_more_to_fill_means_fewer_fuller_trains_and_longer_waits():
    figures = []
    for full in (2.0, 10.0):
        scenario = world(full, 300.0, count=24)
        result = simulate(scenario, by_block(scenario), **RUN)
        ran = [
            row for row in rows(result.records.departures)
            if row["service_id"] == "BLOCK" and row["leg"] == 0 and row["loaded_teu"]
        ]  # fmt: skip
        waits = [row["wait_departure_h"] for row in rows(result.records.consignments)]
        figures.append((len(ran), sum(r["loaded_teu"] for r in ran) / len(ran), sum(waits)))
    assert figures[1][0] < figures[0][0]
    assert figures[1][1] > figures[0][1]
    assert figures[1][2] > figures[0][2]


def test_a_train_that_goes_without_a_reason_stops_the_run(monkeypatch):
    from sim import when_full

    scenario = world(20.0, 1e4, book=boxes(4))
    plan = by_block(scenario)
    monkeypatch.setattr(when_full, "goes", lambda *_: True)
    with pytest.raises(BrokenRunError, match="in the yard"):
        simulate(scenario, plan, **RUN)


def test_boxes_for_which_no_train_gets_full_are_not_lost():
    """Nobody fills the train before the last slot: goods go another way, or are given away."""
    scenario = world(full_teu=20.0, longest_h=2000.0, count=3)
    few = replace(
        scenario,
        timetable=Timetable({**scenario.timetable.departures, "BLOCK": (58.0, 82.0, 106.0)}),
    )
    result = simulate(few, plain_plan(few, lambda _: 1, 6.0), **RUN)
    assert not [
        row for row in rows(result.records.departures)
        if row["service_id"] == "BLOCK" and row["status"] == "ran"
    ]  # fmt: skip


def test_boxes_that_wait_for_a_full_train_at_the_end_are_under_way():
    scenario = world(full_teu=20.0, longest_h=2000.0, count=3)
    simulate(scenario, plain_plan(scenario, lambda _: 1, 6.0), **RUN)
