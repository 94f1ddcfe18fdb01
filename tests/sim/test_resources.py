"""Finite resources: more traffic lengthens the wait of others."""

from dataclasses import replace

import pytest

from domain.calendar import ALWAYS_OPEN
from domain.scenario import Background
from sim import simulate
from tests.sim.reading import consignments, rows
from tests.worlds import TEXTILES, consignment, plain_plan, two_hubs

BUSY = {
    "docks": (("HUB", "receive"), 20.0),
    "crew": (("HUB", "stuff"), 30.0),
    "inspection": (("HUB", "inspect"), 2.5),
    "terminal server": (("HUB", "terminal_out"), 80.0),
    "border": (("GATE", "border"), 6.5),
    "destination terminal": (("DEPOT", "terminal_in"), 80.0),
    "stripping crew": (("DEPOT", "strip"), 30.0),
}


def mean_wait_h(scenario, plan, place, replications=3):
    waits = []
    for number in range(replications):
        result = simulate(scenario, plan, seed=5, replication=number)
        waits.extend(
            row["wait_mean_h"]
            for row in rows(result.records.facilities)
            if (row["node_id"], row["step"]) == place and row["served"]
        )
    return sum(waits) / len(waits)


@pytest.mark.parametrize("name", BUSY)
def test_more_traffic_lengthens_the_wait_of_others(name):
    place, per_day = BUSY[name]
    scenario = two_hubs(24)
    plan = plain_plan(scenario)
    busy = replace(scenario, background=(Background(*place, per_day, 1.0, ALWAYS_OPEN),))
    assert mean_wait_h(busy, plan, place) > mean_wait_h(scenario, plan, place)


def test_more_loads_lengthen_the_wait_for_trucks():
    few = [consignment(n, TEXTILES, units=10, ready_h=12.0, due_h=400.0) for n in range(4)]
    many = few + [
        consignment(10 + n, TEXTILES, units=30, ready_h=11.0, due_h=400.0) for n in range(30)
    ]
    place = ("FARM", "truck_pool:FM_FARM_HUB")
    alone, crowd = two_hubs(consignments=few), two_hubs(consignments=many)
    calm = mean_wait_h(alone, plain_plan(alone), place, 1)
    assert calm == 0.0
    assert mean_wait_h(crowd, plain_plan(crowd), place, 1) > calm


def test_a_reefer_without_a_plug_waits_for_the_next_train():
    scenario = two_hubs(12)
    plan = plain_plan(scenario)
    rail = replace(scenario.network.services["RAIL"], plugs=0.0, capacity_teu=None)
    services = {**scenario.network.services, "RAIL": rail}
    tight = replace(scenario, network=replace(scenario.network, services=services))
    result = simulate(tight, plan, seed=1, replication=0, nominal=True)
    for row in consignments(result).values():
        assert (row["missed"] > 0) == (row["product_id"] != "textiles")
    assert all(row["plugs"] == 0.0 for row in rows(result.records.departures)
               if row["service_id"] == "RAIL")  # fmt: skip


def test_an_empty_pool_leases_boxes_in():
    scenario = two_hubs(24)
    plan = plain_plan(scenario)
    bare = replace(scenario, network=replace(scenario.network, box_stocks={}))
    stocked, leasing = (simulate(s, plan, seed=1, replication=0) for s in (scenario, bare))

    def leased(result):
        return sum(row["owner"] == "leased" for row in rows(result.records.boxes))

    def repositioned(result):
        return sum(
            row["cny"]
            for row in rows(result.records.costs)
            if row["line"] == "repositioning" and row["payer"] == "network"
        )

    assert leased(leasing) == len(leasing.records.boxes.rows) > leased(stocked)
    assert repositioned(leasing) > repositioned(stocked)


@pytest.mark.parametrize("replication", range(3))
def test_no_departure_carries_more_than_it_can(replication):
    scenario = two_hubs(60)
    plan = plain_plan(scenario, lambda n: n, 48.0)
    result = simulate(scenario, plan, seed=2, replication=replication)
    for row in rows(result.records.departures):
        assert row["capacity_teu"] is None or row["loaded_teu"] <= row["capacity_teu"]
    assert result.backlog == 0


def test_busy_shares_are_shares():
    scenario = two_hubs(60)
    busy = replace(
        scenario,
        background=tuple(Background(*place, n, 1.0, ALWAYS_OPEN) for place, n in BUSY.values()),
    )
    result = simulate(busy, plain_plan(busy), seed=2, replication=0)
    assert all(0.0 <= row["busy_share"] <= 1.0 + 1e-9 for row in rows(result.records.facilities))
