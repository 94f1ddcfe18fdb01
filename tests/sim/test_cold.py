"""Cold goods on the way."""

from dataclasses import replace
from itertools import pairwise

import pytest

from domain.faults import Fault
from sim import simulate
from tests.sim.reading import consignments, rows
from tests.worlds import plain_plan, two_hubs


def test_a_late_plug_in_changes_the_life_of_the_lots_in_that_box_and_of_no_other():
    scenario = two_hubs(24)
    plan = plain_plan(scenario)
    fault = Fault("late_plug_in", "HUB", 0.3, 24.0, 35.0, 0.0, 1e9)
    plain = simulate(scenario, plan, seed=3, replication=1)
    hot = simulate(replace(scenario, faults=(fault,)), plan, seed=3, replication=1)

    def last_life(result):
        life = {}
        for row in rows(result.records.temperatures):
            life[row["part_id"]] = row["life_used"]
        return life

    def unplugged(result):
        return {row["box_id"]: row["unplugged_h"] for row in rows(result.records.boxes)}

    before, after = unplugged(plain), unplugged(hot)
    struck = {box for box in before if after[box] > before[box]}
    assert 0 < len(struck) < sum(row["box_type"] == "40RF" for row in rows(plain.records.boxes))
    inside = {
        row["subject_id"]
        for row in rows(hot.records.movements)
        if row["subject"] == "part" and row["box_id"] in struck
    }
    cool, warm = last_life(plain), last_life(hot)
    assert {lot for lot in cool if warm[lot] != cool[lot]} == inside
    assert all(warm[lot] > cool[lot] for lot in inside)


def test_a_late_plug_in_lasts_as_long_as_it_says():
    scenario = two_hubs(1)
    plan = plain_plan(scenario)
    waits = replace(scenario.network.services["RAIL"], gate_in_cutoff_h=1.0)
    journey = next(iter(plan.journeys.values()))
    later = replace(journey, departures=(journey.departures[0] + 48.0,))
    plan = replace(plan, journeys={journey.journey_id: later})
    services = {**scenario.network.services, "RAIL": waits}
    scenario = replace(scenario, network=replace(scenario.network, services=services))
    fault = Fault("late_plug_in", "HUB", 1.0, 24.0, 35.0, 0.0, 1e9)
    plain, hot = (
        simulate(replace(scenario, faults=faults), plan, seed=1, replication=0)
        for faults in ((), (fault,))
    )
    # Moving the box through the terminal already costs an hour without power.
    (before,), (after,) = (rows(r.records.boxes) for r in (plain, hot))
    assert after["unplugged_h"] - before["unplugged_h"] == pytest.approx(23.0)
    assert before["kwh"] - after["kwh"] == pytest.approx(23.0 * 4.0)


def test_temperatures_follow_one_another():
    scenario = two_hubs(12)
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    whole = {}
    for row in rows(result.records.temperatures):
        whole.setdefault(row["part_id"], []).append(row)
    assert whole
    for found in whole.values():
        for one, following in pairwise(found):
            assert one["end_h"] == following["start_h"]
            assert one["end_c"] == following["start_c"]
            assert one["life_used"] <= following["life_used"]


def test_frozen_goods_without_a_fault_stay_within_their_limits_in_the_box():
    scenario = two_hubs(12)
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0, nominal=True)
    for row in consignments(result).values():
        if row["product_id"] == "shrimp":
            assert row["life_left"] > 0.9
