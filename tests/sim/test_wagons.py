"""Boxes left at a border wait in order, go on with the next train, and nothing is lost by it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.sailings import Sailing
from domain.timetable import Timetable
from sim import simulate, wagons
from sim.checks import BrokenRunError
from tests.owned_boxes import owned, railway
from tests.sailing_terms import with_service
from tests.sim.reading import consignments, planned, rows, stages, total_cny
from tests.sim.test_sailings import boxes_at, textiles
from tests.worlds import plain_plan, two_hubs

RUN = {"seed": 1, "replication": 0}
HALF = Sailing(teu_by_leg=(12.0, 12.0), wagons_short_share=1.0, wagons_short_by=0.5)


def by_rail(count, sailing=HALF):
    scenario = with_service(textiles(count), "RAIL", lateness=None, cancel_share=0.0)
    return with_service(scenario, "RAIL", sailing=sailing)


def left(result):
    return [
        row for row in rows(result.records.movements)
        if row["stage"] == "left_at_border" and row["subject"] == "box"
    ]  # fmt: skip


def test_a_box_left_at_the_border_goes_with_the_next_train_though_that_is_empty():
    # Four boxes of two TEU on the train of 46 h; beyond the border six TEU of wagons are there.
    scenario = by_rail(4)
    result = simulate(scenario, boxes_at(scenario), **RUN)
    (wait,) = left(result)
    assert wait["node_id"] == "GATE"
    box = wait["subject_id"]
    rides = stages(result, box, "ride")
    assert [row["scheduled_h"] for row in rides] == [46.0, 70.0]
    assert wait["start_h"] == stages(result, box, "border")[0]["end_h"]
    assert wait["end_h"] == rides[1]["start_h"]
    assert 12.0 < wait["end_h"] - wait["start_h"] < 36.0
    assert result.backlog == 0
    carried = {
        (row["scheduled_h"], row["leg"]): row["loaded_teu"]
        for row in rows(result.records.departures) if row["service_id"] == "RAIL"
    }  # fmt: skip
    assert carried[46.0, 0] == 8.0
    assert (carried[46.0, 1], carried[70.0, 1]) == (6.0, 2.0)
    assert carried.get((70.0, 0), 0.0) == 0.0
    own = [(row["state"], row["scheduled_h"]) for row in rows(result.records.bookings)
           if row["box_id"] == box and row["scheduled_h"] == 70.0]  # fmt: skip
    assert own == [("requested", 70.0), ("confirmed", 70.0), ("loaded", 70.0)]
    # Its freight is paid once.
    freight = {}
    for row in rows(result.records.costs):
        if row["line"] == "transport" and row["reference"] == "RAIL":
            freight[row["consignment_id"]] = freight.get(row["consignment_id"], 0.0) + row["cny"]
    assert set(freight.values()) == {9_000.0}


def test_they_go_on_in_the_order_in_which_they_were_left():
    # Wagons for one box a train: the k-th of five goes on with the k-th train.
    scenario = by_rail(5, Sailing(teu_by_leg=(12.0, 2.0)))
    result = simulate(scenario, boxes_at(scenario), **RUN)
    waits = left(result)
    assert [row["scheduled_h"] for row in sorted(waits, key=lambda r: r["end_h"])] == [
        70.0, 94.0, 118.0, 142.0
    ]  # fmt: skip
    assert len({row["subject_id"] for row in waits}) == 4


def test_who_was_left_goes_before_who_comes_with_the_next_train():
    base = by_rail(4, Sailing(teu_by_leg=(12.0, 4.0)))
    first = boxes_at(base)
    late = set(list(first.journeys)[2:])
    journeys, parts = dict(first.journeys), []
    for part in first.parts:
        if part.journey_id in late:
            old = journeys.pop(part.journey_id)
            name = old.journey_id.replace("@", "@2").replace("/46.00", "/70.00")
            journeys[name] = replace(
                old, journey_id=name, stuff_at_h=old.stuff_at_h + 24.0, departures=(70.0,)
            )
            parts.append(replace(part, journey_id=name))
        else:
            parts.append(part)
    plan = replace(first, journeys=journeys, parts=tuple(parts))
    tight = with_service(base, "RAIL", sailing=Sailing(teu_by_leg=(12.0, 2.0)))
    result = simulate(tight, plan, **RUN)
    on = {}
    for row in rows(result.records.movements):
        if row["stage"] == "ride" and row["subject"] == "box" and row["node_id"] == "GATE":
            on[row["subject_id"]] = row["scheduled_h"]
    early = [at for name, at in on.items() if "/46.00" in name]
    later = [at for name, at in on.items() if "/70.00" in name]
    assert sorted(early) == [46.0, 70.0]
    assert sorted(later) == [94.0, 118.0]


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(1, 50), short_by=st.sampled_from([0.4, 0.7, 1.0]),
    ways=st.lists(st.integers(0, 2), min_size=14, max_size=14),
)  # fmt: skip
def test_whatever_is_short_every_run_is_sound(seed, short_by, ways):
    terms = Sailing(
        teu_by_leg=(12.0, 8.0), wagons_short_share=0.6, wagons_short_by=short_by,
        short_share=0.2, short_by=0.5, no_show_share=0.2,
    )  # fmt: skip
    scenario = with_service(two_hubs(14), "RAIL", sailing=terms)
    # The run holds itself to its movements: boxes, room, bookings, money.
    result = simulate(scenario, plain_plan(scenario, lambda n: ways[n]), seed=seed, replication=0)
    assert result.backlog == 0


def test_owners_boxes_pay_detention_for_the_wait():
    terms = railway(hub=8)
    scenario = with_service(owned((terms,), rail_teu=12.0), "RAIL", sailing=HALF)
    plan = plain_plan(scenario)
    owners = {f"{part.journey_id}#1": "railway" for part in plan.parts}
    result = simulate(scenario, replace(plan, owners=owners), **RUN)
    assert result.backlog == 0


def test_nominal_trains_leave_nobody():
    scenario = by_rail(4)
    plan = boxes_at(scenario)
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, **RUN, nominal=True)
    assert not left(result)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    for name, row in consignments(result).items():
        assert row["delivered_h"] == planned(books)[name][1]


def test_more_than_there_are_wagons_for_stops_the_run(monkeypatch):
    monkeypatch.setattr(wagons, "_room", lambda *_: None)
    scenario = by_rail(4)
    with pytest.raises(BrokenRunError, match="wagons for 6 TEU"):
        simulate(scenario, boxes_at(scenario), **RUN)


def test_a_slot_that_the_zone_gave_up_still_takes_who_was_left():
    base = with_service(two_hubs(8), "BLOCK", lateness=None, cancel_share=0.0)
    scenario = with_service(
        base, "BLOCK", sailing=Sailing(teu_by_leg=(20.0, 4.0)), capacity_teu=20.0
    )
    plan = plain_plan(scenario, lambda _: 1)
    result = simulate(scenario, plan, **RUN)
    assert result.backlog == 0
    onward = {row["scheduled_h"] for row in left(result)}
    assert onward - {key[1] for key in plan.runs}


def test_who_finds_no_train_any_more_stays_and_is_backlog():
    scenario = by_rail(4)
    times = {**scenario.timetable.departures, "RAIL": (22.0, 46.0)}
    ended = replace(scenario, timetable=Timetable(times))
    assert simulate(ended, boxes_at(scenario), **RUN).backlog == 1


def test_who_waits_at_the_border_at_the_end_of_the_run_is_under_way():
    """No train ever has wagons beyond the border: nobody is lost, all are backlog."""
    scenario = by_rail(2, replace(HALF, wagons_short_by=1.0))
    assert simulate(scenario, boxes_at(scenario), **RUN).backlog == 2
