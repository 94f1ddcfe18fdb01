"""Streams aboard dated departures: first come, first served, as far as there is room."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.distribution import Distribution
from domain.draws import Chance
from domain.pace import SampledPace
from domain.times import Times
from sim import simulate
from tests.sim.reading import rows
from tests.small_worlds import NOTHING_BOOKED, bench, gate, ride, small, stream, train
from tests.worlds import process


def run(scenario, seed=3, **how):
    return simulate(scenario, NOTHING_BOOKED, seed=seed, replication=0, **how).streams


def platform(at, *, departs, period_h=100.0, cap_h=300.0, parcels=1, teu=1.0, kg=1.0, **service):
    lots = stream(path=["train"], at=at, parcels=parcels, teu=teu, kg=kg)
    services = [train("train", **service)]
    return small(
        lots, [ride("train")], services=services, departs={"train": departs}, period_h=period_h,
        cap_h=cap_h,
    )  # fmt: skip


def left(records, step="train"):
    """Lot -> when it left; lots that never did are missing."""
    log = records.visits[step]
    return {
        lot: began for lot, began in zip(log.lot, log.began_h, strict=True) if not math.isnan(began)
    }


def boarded(records):
    """(scheduled, left, status, lots, left behind) of every departure."""
    return [(row[2], row[3], row[4], row[5], row[7]) for row in records.boardings]


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=40).map(sorted),
    st.integers(1, 9),
    st.integers(1, 5),
    st.integers(0, 3),
)
def test_a_train_takes_whom_it_has_room_for_in_order_of_coming(at, every, room, cut_off):
    departs = [float(every * n) for n in range(1, 60)]
    scenario = platform(at, departs=departs, room=float(room), cut_off_h=float(cut_off), ride_h=4.0)
    records = run(scenario)
    waiting, expected, behind = list(enumerate(at)), {}, []
    for hour in departs:
        there = [entry for entry in waiting if entry[1] <= hour - cut_off]
        for number, _ in there[:room]:
            expected[number] = hour
        waiting = waiting[min(len(there), room) :]
        behind.append(max(0, len(there) - room))
    assert left(records) == expected
    log, missed = records.visits["train"], records.lots.missed
    for lot, entered, began, arrived in zip(
        log.lot, log.entered_h, log.began_h, log.left_h, strict=True
    ):
        if math.isnan(began):
            continue
        assert arrived == began + 4.0
        assert missed[lot] == sum(entered <= hour - cut_off and hour < began for hour in departs)
    rows = boarded(records)
    assert [row[0] for row in rows] == [hour for hour in departs if hour <= records.end_h]
    assert [row[4] for row in rows] == behind[: len(rows)]
    assert sum(row[3] for row in rows) == len(expected)


def test_a_lot_that_comes_at_the_very_instant_makes_it():
    assert left(run(platform([10], departs=[10, 20]))) == {0: 10.0}
    assert left(run(platform([10], departs=[10, 20], cut_off_h=1.0))) == {0: 20.0}
    assert left(run(platform([9], departs=[10, 20], cut_off_h=1.0))) == {0: 10.0}


def test_nobody_overtakes_one_who_does_not_fit():
    lots = [stream("big", ["train"], at=[1], teu=3.0), stream("small", ["train"], at=[0, 2])]
    services = [train("train", room=3.0)]
    scenario = small(
        lots, [ride("train")], services=services, departs={"train": [10, 20, 30]}, period_h=50.0
    )
    records = run(scenario)
    assert left(records) == {0: 10.0, 1: 20.0, 2: 30.0}
    assert boarded(records) == [
        (10.0, 10.0, "ran", 1, 2), (20.0, 20.0, "ran", 1, 1), (30.0, 30.0, "ran", 1, 0),
    ]  # fmt: skip


def test_weight_limits_as_well_as_room():
    records = run(platform([0, 0, 0], departs=[10, 20], kg=600.0, room=5.0, room_t=1.3))
    assert left(records) == {0: 10.0, 1: 10.0, 2: 20.0}


def test_departures_that_nobody_waits_for_cost_no_events():
    few = simulate(platform([0], departs=[10]), NOTHING_BOOKED, seed=1, replication=0)
    many = platform([0], departs=[10.0 * n for n in range(1, 30)])
    result = simulate(many, NOTHING_BOOKED, seed=1, replication=0)
    assert result.events == few.events
    assert boarded(result.streams) == [
        (10.0 * n, 10.0 * n, "ran", int(n == 1), 0) for n in range(1, 11)
    ]


def test_who_comes_while_a_train_rides_takes_the_next():
    assert left(run(platform([0, 12, 25], departs=[10, 20, 30], ride_h=50.0))) == {
        0: 10.0, 1: 20.0, 2: 30.0,
    }  # fmt: skip


def test_a_cancelled_departure_takes_nobody():
    scenario = platform(range(0, 90, 3), departs=range(5, 300, 5), cancel=0.4)
    records, pace = run(scenario), SampledPace(Chance(3, 0))
    service = scenario.network.services["train"]
    runs = [h for h in map(float, range(5, 300, 5)) if not pace.cancelled(service, ("train", h))]
    expected = {n: min(h for h in runs if h >= at) for n, at in enumerate(range(0, 90, 3))}
    assert left(records) == expected
    seen = boarded(records)
    assert {row[0]: row[2] for row in seen} == {
        h: "ran" if h in runs else "cancelled" for h in [row[0] for row in seen]
    }
    assert all(math.isnan(row[1]) == (row[2] == "cancelled") for row in seen)
    assert any(row[2] == "cancelled" for row in seen)


@pytest.mark.parametrize("cut_off_h", [None, 2.0])
def test_late_departures_may_overtake_each_other(cut_off_h):
    # Lateness up to three intervals: who waits takes the first to leave, whichever that is.
    departs = [4.0 * n for n in range(1, 60)]
    late = Distribution.uniform(0.0, 12.0)
    scenario = platform(range(90), departs=departs, late=late, cut_off_h=cut_off_h, ride_h=1.0)
    pace, service = SampledPace(Chance(3, 0)), scenario.network.services["train"]
    leaves = {h: h + pace.late_h(service, ("train", h)) for h in departs}
    for number, hour in left(run(scenario)).items():
        if cut_off_h is None:
            assert hour == min(at for at in leaves.values() if at >= number)
        else:
            assert hour == leaves[min(h for h in departs if h - cut_off_h >= number)]


def test_boxes_ride_and_arrive_together():
    lots = stream(path=["bag", "train", "unload"], gaps=1.0, lots=40)
    steps = [bench("bag", 4, teu=2.0), ride("train"), gate("unload", 0.0, None)]
    scenario = small(
        lots, steps, services=[train("train", room=6.0, ride_h=3.0)],
        departs={"train": [10.0 * n for n in range(1, 20)]}, period_h=100.0,
    )  # fmt: skip
    records = run(scenario)
    entered = records.visits["unload"].entered_h
    assert list(entered) == [13.0] * 2 + [23.0] * 3 + [33.0] * 2 + [43.0] * 3
    teu = [(row[5], row[6]) for row in records.boardings[:4]]
    assert teu == [(2, 4.0), (3, 6.0), (2, 4.0), (3, 6.0)]


def test_lots_of_two_steps_share_one_train_in_order_of_coming():
    streams = [stream("a", ["early"], at=[1, 3]), stream("b", ["late"], at=[2, 4])]
    steps = [ride("early", "train"), ride("late", "train")]
    scenario = small(
        streams, steps, services=[train("train", room=3.0)], departs={"train": [10, 20]},
        period_h=30.0,
    )  # fmt: skip
    records = run(scenario)
    assert [row[0] for row in records.boardings] == ["early", "early", "late", "late"]
    assert [(row[5], row[7]) for row in records.boardings] == [(2, 0), (0, 0), (1, 1), (1, 0)]


def test_a_long_service_takes_its_legs_and_the_border_between_them():
    border = process("P_border", "border", 2.0, servers=1)
    service = train("train", ride_h=[5.0, 7.0], stops=("A", "GATE", "B"))
    scenario = small(
        stream(path=["train"], at=[0, 0]), [ride("train")], services=[service],
        departs={"train": [10, 11]}, processes={("GATE", "border", "any", "any", "rail"): border},
        period_h=50.0,
    )  # fmt: skip
    tight = replace(service, capacity_teu=1.0)
    network = replace(scenario.network, services={"train": tight})
    log = run(replace(scenario, network=network)).visits["train"]
    # The second train is at the border at 16 h and waits there until 17 h.
    assert list(log.left_h) == [24.0, 26.0]


def test_no_more_departures_leave_people_waiting_to_the_cap():
    records = run(platform([0, 15], departs=[10], room=5.0, cap_h=120.0))
    assert left(records) == {0: 10.0}
    assert records.end_h == 120.0
    assert records.gauges["train"].at_end == 1.0


def test_legs_of_a_departure_carry_what_rides():
    scenario = platform([0, 0, 0], departs=[10], teu=2.0, kg=500.0, room=5.0)
    result = simulate(scenario, NOTHING_BOOKED, seed=1, replication=0)
    row = rows(result.records.departures)[0]
    assert (row["loaded_teu"], row["loaded_t"]) == (4.0, 1.0)


def test_freight_is_charged_to_those_aboard():
    lots = stream(path=["bag", "train"], at=[0, 1, 2, 30], parcels=[1, 3, 5, 1])
    steps = [bench("bag", 4), ride("train", cost_cny=80.0)]
    scenario = small(lots, steps, services=[train("train")], departs={"train": [10]}, period_h=50.0)
    result = simulate(scenario, NOTHING_BOOKED, seed=1, replication=0)
    # Boxes of 1 + 3 and of 5 parcels leave; the last lot is still in an open box.
    assert list(result.streams.lots.cny) == [20.0, 60.0, 0.0, 80.0, 0.0, 0.0]
    [row] = rows(result.records.costs)
    assert (row["line"], row["reference"], row["cny"]) == ("transport", "lots:train", 160.0)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 4), st.booleans())
def test_nobody_overtakes_and_no_departure_is_overfull(seed, room, late):
    lots = stream(
        path=["train"], gaps=Times.exponential(0.9), parcels=Times(observed=(1.0, 2.0, 3.0))
    )
    service = train(
        "train", room=room + 0.5, late=Distribution.exponential(2.0) if late else None, cancel=0.2,
        ride_h=Distribution.exponential(6.0),
    )  # fmt: skip
    scenario = small(
        lots, [ride("train")], services=[service],
        departs={"train": [3.0 * n for n in range(1, 200)]}, period_h=150.0, cap_h=600.0,
    )  # fmt: skip
    records = run(scenario, seed)
    order = sorted(left(records).items())
    assert [hour for _, hour in order] == sorted(hour for _, hour in order)
    assert all(row[6] <= room for row in records.boardings)
    assert sum(row[5] for row in records.boardings) == len(order)
