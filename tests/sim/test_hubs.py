"""Sorters, yards, rooms and shifts: hand-worked, against brute force, and in nominal mode."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.calendar import OpenHours
from domain.distribution import Distribution
from domain.hubs import COLD_ROOM, PLUG, SORT, YARD, Hub, Rooms, Sorting, Yard
from domain.network import Process
from domain.outlook import Outlook
from domain.plan import Plan
from domain.route import walk
from sim import simulate, yard
from sim.checks import BrokenRunError
from sim.servers import Server
from tests.sim.reading import consignments, planned, rows, total_cny
from tests.worlds import (
    HORIZON_H,
    ORANGES,
    TEXTILES,
    consignment,
    plain_plan,
    process,
    two_hubs,
    two_hubs_network,
)

WAVES = tuple(12.0 * number for number in range(200))


def sorter(rate=5.0, waves=WAVES, cny=0.5, lines=1):
    made = process("sort@HUB", SORT, 0.0, at="HUB", servers=lines)
    return Sorting(replace(made, resource="HUB:sort"), rate, cny, waves)


def with_hub(hub, count=12, *, orders=None, process_of=None, wide=True):
    """The two hubs with a hub at HUB; trains with room for everybody."""
    network = two_hubs_network()
    processes = dict(network.processes)
    if hub.sorting is not None:
        processes["HUB", SORT, "any", "any", "any"] = hub.sorting.process
    processes.update(process_of or {})
    services = {
        name: replace(one, capacity_teu=None, capacity_t=None, plugs=None) if wide else one
        for name, one in network.services.items()
    }
    network = replace(network, processes=processes, services=services, hubs={"HUB": hub})
    return two_hubs(count, network=network, consignments=orders)


def parcels(count):
    """Every second consignment is a dispatch of parcels."""
    return [
        replace(order, unit="parcel") if number % 2 else order
        for number, order in enumerate(two_hubs(count).consignments)
    ]


TIGHT = Hub(sorter(), Yard(4.0, 1, 30.0), Rooms(6.0, 9.0, "outside", 12.0))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    ways=st.lists(st.integers(0, 2), min_size=12, max_size=12),
    slot_h=st.sampled_from([5.5, 12.0, 48.0]),
)
def test_in_nominal_mode_hubs_cost_and_take_what_the_books_say(ways, slot_h):
    scenario = with_hub(TIGHT, orders=parcels(12))
    plan = plain_plan(scenario, lambda n: ways[n], slot_h)
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    expected = planned(books)
    for name, row in consignments(result).items():
        assert row["cost_cny"] == pytest.approx(expected[name][0], abs=0.01)
        assert row["delivered_h"] == expected[name][1]
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)


def test_limits_that_nobody_meets_change_nothing():
    scenario = two_hubs(16)
    roomy = Hub(None, Yard(1e6, 10_000, 50.0), Rooms(1e6, 1e6, "outside", 9.0))
    same = replace(scenario, network=replace(scenario.network, hubs={"HUB": roomy}))
    plan = plain_plan(scenario, lambda n: n)
    before = simulate(scenario, plan, seed=1, replication=0)
    after = simulate(same, plan, seed=1, replication=0)
    assert after.records.movements.rows == before.records.movements.rows
    assert after.records.costs.rows == before.records.costs.rows


@pytest.mark.parametrize("replication", range(4))
def test_a_tight_hub_keeps_its_books(replication):
    """The run checks itself: occupancy, waits, money, lots, energy."""
    scenario = with_hub(TIGHT, 20, orders=parcels(20), wide=False)
    result = simulate(scenario, plain_plan(scenario, lambda n: n), seed=1, replication=replication)
    kinds = {row["stage"] for row in rows(result.records.movements)}
    assert {"await_wave", "sort", "overflow", "await_slot"} <= kinds


def orders_at(hours, product=ORANGES, units=20):
    return [
        consignment(
            number, product, units=units, ready_h=at_h, due_h=at_h + 400.0, credit_grade="C"
        )
        for number, at_h in enumerate(hours)
    ]


def on_rail(scenario, hours):
    """One box a consignment for the train, stuffed at these hours."""
    plan = plain_plan(scenario, lambda _: 0, slot_h=1.0)
    assert len(plan.journeys) == len(hours)
    return plan


def of_stage(result, kind, subject="box"):
    found = [r for r in rows(result.records.movements)
             if r["stage"] == kind and r["subject"] == subject]  # fmt: skip
    return sorted(found, key=lambda r: (r["start_h"], r["subject_id"]))


def test_a_box_without_a_slot_waits_until_another_box_leaves():
    """Two boxes of 2 TEU, two slots: the second is let in when the first one's train leaves."""
    scenario = with_hub(Hub(yard=Yard(2.0, None, 40.0)), orders=orders_at([8.0, 9.0]))
    result = simulate(scenario, on_rail(scenario, [0, 0]), seed=1, replication=3)
    (waited,) = of_stage(result, "await_slot")
    first = min(of_stage(result, "await_departure"), key=lambda r: r["end_h"])
    assert first["subject_id"] != waited["subject_id"]
    assert waited["end_h"] == first["end_h"]
    paid = [r["cny"] for r in rows(result.records.costs)
            if (r["line"], r["payee"]) == ("storage", "carrier")]  # fmt: skip
    assert sum(paid) == pytest.approx(40.0 * (waited["end_h"] - waited["start_h"]))
    assert result.waits["HUB", YARD, 0][0] == 2


def test_a_reefer_without_a_plug_warms_until_one_is_free():
    orders = orders_at([8.0, 9.0])
    warm, cold = (
        simulate(
            scenario := with_hub(Hub(yard=Yard(None, plugs, 0.0)), orders=orders),
            on_rail(scenario, [0, 0]), seed=1, replication=3,
        )
        for plugs in (1, 2)
    )  # fmt: skip
    stood = of_stage(warm, "await_departure")
    by_end = sorted(stood, key=lambda r: r["start_h"])
    assert by_end[0]["unplugged_h"] == 0.0
    expected = min(by_end[0]["end_h"], by_end[1]["end_h"]) - by_end[1]["start_h"]
    assert by_end[1]["unplugged_h"] == pytest.approx(expected)
    assert all(r["unplugged_h"] == 0.0 for r in of_stage(cold, "await_departure"))
    left = [sum(r["life_left"] for r in consignments(run).values()) for run in (warm, cold)]
    assert left[0] < left[1]
    assert warm.waits["HUB", PLUG, 0][1] > 0.0


def recount(stays, limit_t):
    """Brute force: hour by which each lot has room, first come first served, by sweeping hours.

    `stays` are (received, stuffed, tonnes); a lot that is stuffed before there is room has none.
    """
    inside = [None] * len(stays)
    hours = sorted({h for stay in stays for h in stay[:2]})
    order = sorted(range(len(stays)), key=lambda i: stays[i][0])
    for now in hours:
        for i in order:
            if inside[i] is not None or not stays[i][0] <= now < stays[i][1]:
                continue
            used = sum(stays[k][2] for k in order
                       if inside[k] is not None and stays[k][1] > now)  # fmt: skip
            if used + stays[i][2] > limit_t + 1e-9:
                break
            inside[i] = now
    return inside


@pytest.mark.parametrize("limit_t", [10.0, 20.0, 37.0])
def test_goods_take_room_in_the_order_of_coming(limit_t):
    orders = orders_at([3.0 * n for n in range(10)], units=10)
    scenario = with_hub(Hub(rooms=Rooms(limit_t, None, "outside", 0.0)), orders=orders)
    plan = plain_plan(scenario, lambda _: 0, slot_h=24.0)
    result = simulate(scenario, plan, seed=1, replication=1)
    stored = {r["subject_id"]: r for r in of_stage(result, "store", "part")}
    outside = {r["subject_id"]: r for r in of_stage(result, "overflow", "part")}
    names = sorted(stored)
    stays = [
        (outside.get(name, stored[name])["start_h"], stored[name]["end_h"], 9.0) for name in names
    ]
    for name, stay, inside_h in zip(names, stays, recount(stays, limit_t), strict=True):
        until_h = stay[1] if inside_h is None else inside_h
        assert stored[name]["start_h"] == until_h
        assert (name in outside) is (until_h > stay[0])


def test_outside_goods_age_and_in_another_store_they_pay():
    orders = orders_at([3.0 * n for n in range(6)], units=10)
    runs = {}
    for spill in ("outside", "other_store"):
        scenario = with_hub(Hub(rooms=Rooms(10.0, None, spill, 50.0)), orders=orders)
        runs[spill] = simulate(
            scenario, plain_plan(scenario, lambda _: 0, slot_h=24.0), seed=1, replication=1
        )
    left = {name: sum(r["life_left"] for r in consignments(run).values())
            for name, run in runs.items()}  # fmt: skip
    assert left["outside"] < left["other_store"]
    stood = of_stage(runs["other_store"], "overflow", "part")
    due = sum(50.0 * 9.0 * (r["end_h"] - r["start_h"]) / 24.0 for r in stood)
    base = with_hub(Hub(), orders=orders)
    free = simulate(base, plain_plan(base, lambda _: 0, slot_h=24.0), seed=1, replication=1)
    paid = total_cny(runs["other_store"]) - total_cny(free)
    kept = sum(
        r["cny"] for run, sign in ((runs["other_store"], 1), (free, -1))
        for r in rows(run.records.costs) if r["line"] == "storage" and sign == 1
    ) - sum(r["cny"] for r in rows(free.records.costs) if r["line"] == "storage")  # fmt: skip
    assert paid == pytest.approx(kept)
    assert 0.0 < kept <= due


def test_parcels_wait_for_the_wave_and_are_sorted_one_by_one():
    orders = [
        replace(order, unit="parcel", cargo_class="parcel")
        for order in orders_at([0.0, 1.0, 2.0, 20.0], TEXTILES, units=30)
    ]
    scenario = with_hub(Hub(sorter(rate=10.0, cny=0.5)), orders=orders)
    plan = plain_plan(scenario, lambda _: 0, slot_h=6.0)
    result = simulate(scenario, plan, seed=1, replication=2)
    free_h = 0.0
    for row in sorted(of_stage(result, "sort", "part"), key=lambda r: r["opens_h"]):
        assert row["start_h"] in WAVES
        free_h = max(free_h, row["start_h"])
        assert (row["opens_h"], row["end_h"]) == (free_h, free_h + 3.0)
        free_h += 3.0
    handled = [r["cny"] for r in rows(result.records.costs) if r["cny"] == 15.0]
    assert len(handled) == 4


def at_work(shifts):
    hours = OpenHours.of([(0.0, HORIZON_H)], HORIZON_H)
    return Process(
        "P", "HUB", "stuff", Distribution.fixed(1.0), hours, sum(n for _, n in shifts), None, None,
        0.0, 0.0, "", shifts=tuple(shifts),
    )  # fmt: skip


def daily(opens, closes):
    return OpenHours.of([(24.0 * d + opens, 24.0 * d + closes) for d in range(100)], HORIZON_H)


def by_hand(jobs, shifts):
    """Every job asks every worker when he could begin, and takes the soonest."""
    workers = [[hours, 0.0] for hours, count in shifts for _ in range(count)]
    begun = []
    for at_h, work_h in jobs:
        begins = [hours.next_open_h(max(at_h, free_h)) for hours, free_h in workers]
        soonest = begins.index(min(begins))
        workers[soonest][1] = begins[soonest] + work_h
        begun.append(begins[soonest])
    return begun


@given(
    gaps=st.lists(st.floats(0.0, 9.0), min_size=1, max_size=25),
    work=st.lists(st.floats(0.1, 14.0), min_size=25, max_size=25),
    second=st.integers(1, 3),
)
def test_shifts_are_servers_with_hours_of_their_own(gaps, work, second):
    shifts = [(daily(6.0, 14.0), 2), (daily(13.0, 22.0), second)]
    server = Server("HUB", "stuff", 2 + second, at_work(shifts))
    at_h, jobs = 0.0, []
    for gap, work_h in zip(gaps, work, strict=False):
        at_h += gap
        jobs.append((at_h, work_h))
    begun = [server.begin(server.process, at, work_h, 1.0)[0] for at, work_h in jobs]
    assert begun == by_hand(jobs, shifts)


def test_planners_expect_the_slot_and_the_plug_that_were_measured():
    scenario = with_hub(Hub(yard=Yard(4.0, 1, 30.0)), orders=orders_at([8.0]))
    plan = on_rail(scenario, [0])
    (journey,) = plan.journeys.values()
    week = int(journey.stuff_at_h // 168.0)
    waits = {("HUB", YARD, week, 0): 7.0, ("HUB", PLUG, week, 0): 2.5}
    (pace,) = Outlook(1, (0,), waits).paces()
    (bare,) = Outlook(1, (0,), {}).paces()
    late, plain = (
        walk(scenario.network, scenario.timetable, journey.route, "export", "fresh",
             journey.stuff_at_h, None, one, strict=False)
        for one in (pace, bare)
    )  # fmt: skip
    stages = {stage.kind: stage for stage in late.stages}
    assert stages["await_slot"].end_h - stages["await_slot"].start_h == 7.0
    assert stages["await_departure"].unplugged_h == 2.5
    gates = [s.end_h for walked in (late, plain) for s in walked.stages if s.kind == "terminal_out"]
    assert gates[0] == pytest.approx(gates[1] + 7.0)


def test_planners_expect_goods_to_stand_outside():
    scenario = with_hub(Hub(rooms=Rooms(5.0, None, "outside", 10.0)), orders=orders_at([8.0]))
    plan = plain_plan(scenario, lambda _: 0, slot_h=24.0)
    paces = [Outlook(1, (0,), waits).paces()[0]
             for waits in ({("HUB", COLD_ROOM, 0, 0): 6.0}, {})]  # fmt: skip
    outside, inside = (account(scenario, plan, pace).parts[0] for pace in paces)
    assert outside.state.life_used > inside.state.life_used
    assert outside.delivered_h == inside.delivered_h
    storage = [sum(c.cny for _, c in part.charges if c.line == "storage")
               for part in (outside, inside)]  # fmt: skip
    assert storage[0] != storage[1]


def test_a_yard_that_lets_in_too_many_is_caught(monkeypatch):
    scenario = with_hub(Hub(yard=Yard(2.0, None, 0.0)), orders=orders_at([8.0, 9.0]))
    monkeypatch.setattr(yard.YardRun, "has_slot", lambda *_: True)
    with pytest.raises(BrokenRunError, match="yard of HUB holds 4 TEU"):
        simulate(scenario, on_rail(scenario, [0, 0]), seed=1, replication=3)


def test_a_room_that_takes_in_too_much_is_caught(monkeypatch):
    scenario = with_hub(Hub(rooms=Rooms(10.0, None, "outside", 0.0)),
                        orders=orders_at([1.0, 2.0, 3.0], units=10))  # fmt: skip
    from sim import rooms

    monkeypatch.setattr(rooms, "EASE_T", 100.0)
    with pytest.raises(BrokenRunError, match="cold_room of HUB holds 18 t"):
        simulate(scenario, plain_plan(scenario, slot_h=24.0), seed=1, replication=3)


def test_an_empty_plan_needs_no_hub():
    scenario = with_hub(TIGHT, 2)
    assert simulate(scenario, Plan("none", {}, (), frozenset()), seed=1, replication=0).backlog == 2
