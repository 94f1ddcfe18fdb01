"""Booked consignments and streams in one run: the same servers, the same trains."""

from dataclasses import replace

import pytest

from domain.breaks import Breaks
from domain.stream import Ride, Step, Stream
from domain.times import Times
from sim import simulate
from tests.sim.reading import consignments, rows
from tests.worlds import plain_plan, process, two_hubs, two_hubs_network

BREAKS = Breaks(Times.exponential(30.0), Times.exponential(10.0))
FEATURES = {
    "breakdowns": {"breaks": BREAKS},
    "a power cut": {"breaks": replace(BREAKS, each=False)},
    "vacations": {"vacation": Times.fixed(5.0)},
    "priorities": {"order": "priority"},
}


def with_processes(scenario, change):
    network = scenario.network
    processes = {key: change(one) for key, one in network.processes.items()}
    clearances = {
        key: replace(rule, process=change(rule.process)) for key, rule in network.clearances.items()
    }
    changed = replace(network, processes=processes, clearances=clearances)
    return replace(scenario, network=changed)


def delivered(result):
    return {name: row["delivered_h"] for name, row in consignments(result).items()}


@pytest.mark.parametrize("name", FEATURES)
def test_every_process_of_a_plan_may_have_it(name):
    features = FEATURES[name]

    def change(one):
        # The hall and the docks without number would have nobody to wait for.
        return replace(one, servers=one.servers or 2, **features)

    scenario = two_hubs(20)
    plan = plain_plan(scenario)
    result = simulate(with_processes(scenario, change), plan, seed=4, replication=1)
    assert result.backlog == 0
    assert {row["step"] for row in rows(result.records.facilities)} >= {
        "receive",
        "border",
        "strip",
    }


@pytest.mark.parametrize("name", FEATURES)
def test_a_nominal_run_knows_nothing_of_it(name):
    scenario = two_hubs(20)
    plan = plain_plan(scenario)
    changed = with_processes(scenario, lambda one: replace(one, **FEATURES[name]))
    runs = [simulate(s, plan, seed=4, replication=1, nominal=True) for s in (scenario, changed)]
    assert delivered(runs[0]) == delivered(runs[1])


def test_a_station_that_never_breaks_is_as_good_as_the_recursion():
    scenario = two_hubs(40)
    plan = plain_plan(scenario, slot_h=48.0)
    calm = Breaks(Times(listed=(1e6,)), Times(listed=(1.0,)))

    def change(one):
        return replace(one, breaks=calm)

    runs = [
        simulate(s, plan, seed=4, replication=1)
        for s in (scenario, with_processes(scenario, change))
    ]
    assert delivered(runs[0]) == delivered(runs[1])
    assert runs[0].waits == runs[1].waits
    costs = [sorted(tuple(row.items()) for row in rows(run.records.costs)) for run in runs]
    assert costs[0] == costs[1]


def test_background_traffic_queues_at_a_station_as_in_the_recursion():
    from domain.calendar import ALWAYS_OPEN
    from domain.scenario import Background

    scenario = replace(
        two_hubs(24), background=(Background("GATE", "border", 5.0, 1.0, ALWAYS_OPEN),)
    )
    plan = plain_plan(scenario)
    calm = Breaks(Times(listed=(1e6,)), Times(listed=(1.0,)))
    changed = with_processes(
        scenario, lambda one: replace(one, breaks=calm) if one.step == "border" else one
    )
    runs = [simulate(s, plan, seed=4, replication=1) for s in (scenario, changed)]
    assert delivered(runs[0]) == delivered(runs[1])
    waits = [{k: v for k, v in run.waits.items() if k[1] == "border"} for run in runs]
    assert waits[0].keys() == waits[1].keys()
    for week, (count, mean_h) in waits[0].items():
        assert waits[1][week] == (count, pytest.approx(mean_h))


def pallets(**changes):
    """Pallets that nobody booked: through the dock of the hub, then aboard the train."""
    network = two_hubs_network()
    dock = network.processes["*", "receive", "any", "any", "any"]
    lots = Stream("pallets", ("dock", "rail"), gaps=Times.exponential(2.0), teu=0.5, kg=800.0)
    steps = {
        "dock": Step("dock", "HUB", process=dock, work=Times(dock.work)),
        "rail": Step("rail", "HUB", ride=Ride("RAIL")),
    }
    scenario = two_hubs(24, network=network, streams=(lots,), steps=steps, redraw_demand=True)
    return replace(scenario, **changes)


def test_streams_and_consignments_queue_at_one_dock():
    scenario = pallets()
    plan = plain_plan(scenario)
    alone = simulate(two_hubs(24), plan, seed=4, replication=0)
    both = simulate(scenario, plan, seed=4, replication=0)

    def dock_wait_h(result):
        found = [
            w for (node, step, _), w in result.waits.items() if (node, step) == ("HUB", "receive")
        ]
        return sum(count * mean for count, mean in found) / sum(count for count, _ in found)

    assert dock_wait_h(both) > dock_wait_h(alone)
    visits = both.streams.visits["dock"]
    served = sum(
        count for (node, step, _), (count, _) in both.waits.items()
        if (node, step) == ("HUB", "receive")
    )  # fmt: skip
    assert served == len(visits.lot) + 24


def test_lots_board_what_booked_boxes_leave():
    scenario = pallets()
    result = simulate(scenario, plain_plan(scenario), seed=4, replication=0)
    boxes, waited = {}, {}
    for row in rows(result.records.movements):
        if (row["subject"], row["stage"], row["service_id"]) == ("box", "ride", "RAIL"):
            slot = row["scheduled_h"], row["node_id"]
            boxes[slot] = boxes.get(slot, 0.0) + 2.0
    left_behind = {row[2]: row[7] for row in result.streams.boardings}
    aboard = {row[2]: row[6] for row in result.streams.boardings}
    full = 0
    for row in rows(result.records.departures):
        if row["service_id"] != "RAIL":
            continue
        at_h = row["scheduled_h"]
        waited[at_h] = row["loaded_teu"] - boxes.get((at_h, row["from_id"]), 0.0)
        assert waited[at_h] == pytest.approx(aboard[at_h])
        # Half a TEU of room is a lot's: nobody is left behind while there is as much.
        assert row["loaded_teu"] <= 12.0
        assert not left_behind[at_h] or row["loaded_teu"] == 12.0
        full += left_behind[at_h] > 0
    assert full
    assert sum(aboard.values()) > 20.0


def test_a_lot_passes_the_border_with_the_train():
    scenario = pallets()
    plan = replace(plain_plan(scenario), parts=(), journeys={}, runs=frozenset(),
                   unplanned={c.consignment_id: "" for c in scenario.consignments})  # fmt: skip
    result = simulate(scenario, plan, seed=4, replication=0, nominal=True)
    log = result.streams.visits["rail"]
    # 48 h to the gate, 12 h of gauge change, 48 h on.
    assert {left - began for began, left in zip(log.began_h, log.left_h, strict=True)} == {108.0}


def test_breakdowns_of_a_shared_dock_hit_both():
    def change(one):
        return replace(one, breaks=BREAKS) if one.step == "receive" else one

    scenario = with_processes(pallets(), change)
    dock = scenario.network.processes["*", "receive", "any", "any", "any"]
    scenario = replace(
        scenario, steps={**scenario.steps, "dock": replace(scenario.steps["dock"], process=dock)}
    )
    result = simulate(scenario, plain_plan(scenario), seed=4, replication=0)
    assert result.backlog == 0
    calm = simulate(pallets(), plain_plan(scenario), seed=4, replication=0)
    waits = [
        sum(b - e for e, b in zip(log.entered_h, log.began_h, strict=True)) / len(log.lot)
        for log in (calm.streams.visits["dock"], result.streams.visits["dock"])
    ]
    assert waits[1] > waits[0] + 1.0


def test_a_stream_with_a_step_of_its_own_changes_nothing_for_the_plan():
    side = process("P_side", "sort", 1.0, servers=1)
    lots = Stream("parcels", ("side",), gaps=Times.exponential(1.0))
    steps = {"side": Step("side", "HUB", process=side, work=Times.exponential(0.5))}
    scenario = two_hubs(12)
    plan = plain_plan(scenario)
    alone = simulate(scenario, plan, seed=4, replication=0)
    both = simulate(replace(scenario, streams=(lots,), steps=steps), plan, seed=4, replication=0)
    assert delivered(alone) == delivered(both)
    assert alone.records.costs.rows == both.records.costs.rows
    assert both.streams.gauges["all"].at_end == 0.0
