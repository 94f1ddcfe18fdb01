"""Gates: yards with few slots, and three ways over a border."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import OpenHours
from domain.outlook import Outlook
from inputs.build import load_scenario
from inputs.findings import InputError
from inputs.gates import both_open
from optimize import Foresight
from sim import border_yard, simulate
from tests.inputs.worlds import ROOT, SMALL
from tests.sim.reading import consignments, rows
from tests.sim.test_nominal import assert_equal, roomy
from tests.sim.test_planted_faults import broken
from tests.worlds import DAYTIME, TEXTILES, consignment, hours, plain_plan, process

CALM = {"seed": 1, "replication": 0}
WAYS = ("through", "swap", "transload")


def step(kind, servers, mean, *, slot_h=None, off_h=0.0, cny=500.0, opening=DAYTIME):
    made = process(
        f"GATE:{kind}", f"cross:{kind}", mean, at="GATE", opening=opening, servers=servers,
        slot_h=slot_h, unplugged_h=off_h, cny=cny,
    )  # fmt: skip
    return replace(made, resource=f"GATE:cross:{kind}")


def gated(kind, *, count=24, orders=None, cny=500.0, yards=None, **steps):
    """Two hubs whose lorries are handed over at the gate in one way."""
    scenario = roomy(count)
    if orders is not None:
        scenario = replace(scenario, consignments=tuple(orders))
    network = scenario.network
    services = dict(network.services)
    services["LORRY"] = replace(
        services["LORRY"], crossing=kind, trucks=None, lateness=None, cancel_share=0.0
    )
    services["RAIL"] = replace(services["RAIL"], lateness=None, cancel_share=0.0)
    made = {
        "through": step("through", 2, 0.5, slot_h=24.0, cny=cny),
        "swap": step("swap", 2, 1.5, off_h=0.5, cny=cny),
        "transload": step("transload", 1, 4.0, off_h=3.0, cny=cny),
        **steps,
    }
    processes = {
        **network.processes,
        **{("GATE", "cross", "any", "any", name): one for name, one in made.items()},
    }
    network = replace(network, services=services, processes=processes, yards=yards or {})
    return replace(scenario, network=network)


def at(result, stage, node_id="GATE"):
    return [
        row
        for row in rows(result.records.movements)
        if (row["subject"], row["stage"], row["node_id"]) == ("box", stage, node_id)
    ]


@pytest.mark.parametrize("kind", WAYS)
def test_each_way_costs_and_arrives_as_planned(kind):
    scenario = gated(kind, count=12)
    plan = plain_plan(scenario, lambda _: 2)
    assert_equal(scenario, plan)
    assert_equal(scenario, plain_plan(scenario, lambda n: n))
    result = simulate(scenario, plan, **CALM, nominal=True)
    crossed = at(result, "cross")
    assert {row["process_id"] for row in crossed} == {f"GATE:{kind}"}
    paid = [row["cny"] for row in rows(result.records.costs) if row["reference"] == "GATE"]
    assert sum(paid) == pytest.approx(500.0 * len(crossed))
    off_h = {"through": 0.0, "swap": 0.5, "transload": 3.0}[kind]
    assert {row["unplugged_h"] for row in crossed} == {off_h}


def test_no_more_trucks_begin_in_a_day_than_there_are_permits():
    scenario = gated("through", through=step("through", 2, 0.5, slot_h=24.0))
    result = simulate(scenario, plain_plan(scenario, lambda _: 2), **CALM)
    begun = sorted(row["opens_h"] for row in at(result, "cross"))
    assert len(begun) > 10
    assert all(later - first >= 24.0 for first, later in zip(begun, begun[2:], strict=False))
    assert all(DAYTIME.is_open(one) for one in begun)


def test_warm_goods_are_older_where_doors_stand_open():
    used = {}
    for kind in ("through", "transload"):
        world = gated(kind, transload=step("transload", 99, 4.0, off_h=4.0),
                      through=step("through", 99, 4.0, slot_h=4.0))  # fmt: skip
        result = simulate(world, plain_plan(world, lambda _: 2), **CALM, nominal=True)
        used[kind] = {
            name: row["life_left"] for name, row in consignments(result).items()
            if row["product_id"] == "orange"
        }  # fmt: skip
    assert used["through"]
    assert all(used["transload"][name] < left for name, left in used["through"].items())


def test_a_planner_takes_the_way_that_is_cheapest_for_it():
    cheap, dear = gated("through", count=8, cny=100.0), gated("through", count=8, cny=90_000.0)
    taken = []
    for scenario in (cheap, dear):
        services = dict(scenario.network.services)
        services["LORRY"] = replace(services["LORRY"], price_cny_per_feu=300.0)
        scenario = replace(scenario, network=replace(scenario.network, services=services))
        plan = Foresight().plan(scenario, Outlook(1))
        hops = [hop.service_id for one in plan.journeys.values() for hop in one.route.hops]
        taken.append("LORRY" in hops)
    assert taken == [True, False]


def at_once(count=8):
    return [consignment(n, TEXTILES, units=30, ready_h=12.0, due_h=600.0) for n in range(count)]


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_who_finds_no_slot_waits_outside_in_order_of_coming(slots):
    scenario = gated("swap", orders=at_once(), yards={("GATE", "road"): slots})
    result = simulate(scenario, plain_plan(scenario, lambda _: 2), **CALM)
    outside = {row["subject_id"]: row for row in at(result, "blocked")}
    border = sorted(at(result, "border"), key=lambda row: row["start_h"])
    left = {row["subject_id"]: row["end_h"] for row in at(result, "cross")}
    came = [outside.get(r["subject_id"], r)["start_h"] for r in border]
    assert came == sorted(came)
    # The n-th truck enters when it comes, or when so many before it have left.
    gone = []
    for row, came_h in zip(border, came, strict=True):
        free_h = sorted(gone)[len(gone) - slots] if len(gone) >= slots else 0.0
        assert row["start_h"] == max(came_h, free_h)
        gone.append(left[row["subject_id"]])
    assert outside
    assert result.backlog == 0


def test_trains_wait_before_the_border_as_a_whole():
    scenario = gated("swap", count=24, yards={("GATE", "rail"): 1})
    slow = replace(
        scenario.network.processes["GATE", "border", "any", "any", "rail"],
        work=hours(40.0), slot_h=None, servers=5,
    )  # fmt: skip
    processes = {**scenario.network.processes, ("GATE", "border", "any", "any", "rail"): slow}
    scenario = replace(scenario, network=replace(scenario.network, processes=processes))
    result = simulate(scenario, plain_plan(scenario), **CALM)
    trains = {}
    for row in at(result, "border"):
        trains.setdefault(row["scheduled_h"], set()).add((row["start_h"], row["end_h"]))
    assert all(len(found) == 1 for found in trains.values())
    stays = sorted(found.pop() for found in trains.values())
    assert all(before[1] <= after[0] for before, after in pairwise(stays))
    assert any(before[1] == after[0] for before, after in pairwise(stays))
    assert {row["scheduled_h"] for row in at(result, "blocked")} <= set(trains)


def test_a_yard_with_room_changes_nothing_and_a_nominal_run_has_no_limit():
    scenario = gated("swap", orders=at_once())
    plan = plain_plan(scenario, lambda _: 2)
    network = replace(scenario.network, yards={("GATE", "road"): 99})
    roomy_yard = replace(scenario, network=network)
    tight = replace(scenario, network=replace(network, yards={("GATE", "road"): 1}))
    plain, wide = (simulate(one, plan, **CALM) for one in (scenario, roomy_yard))
    assert plain.records.movements.rows == wide.records.movements.rows
    assert_equal(tight, plan)


def test_a_slot_given_twice_is_found(monkeypatch):
    scenario = gated("swap", orders=at_once(), yards={("GATE", "road"): 1})
    made = border_yard.BorderYard
    monkeypatch.setattr(border_yard, "BorderYard", lambda slots: made(slots + 1))
    with broken("GATE has 1 slots for road"):
        simulate(scenario, plain_plan(scenario, lambda _: 2), **CALM)


def test_a_slot_kept_back_is_found(monkeypatch):
    scenario = gated("swap", orders=at_once(), yards={("GATE", "road"): 3})
    made = border_yard.BorderYard
    monkeypatch.setattr(border_yard, "BorderYard", lambda slots: made(slots - 1))
    with broken("waits outside GATE, where a slot is free"):
        simulate(scenario, plain_plan(scenario, lambda _: 2), **CALM)


PIECES = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=6)


@given(one=PIECES, other=PIECES, at_h=st.integers(0, 98))
def test_a_gate_is_open_while_both_sides_are(one, other, at_h):
    sides = [OpenHours.of([(float(a), float(b)) for a, b in pieces], 100.0)
             for pieces in (one, other)]  # fmt: skip
    assert both_open(*sides).is_open(at_h) == all(side.is_open(at_h) for side in sides)


def test_the_example_has_each_service_in_every_way():
    network = load_scenario(ROOT / "scenarios/examples/vietnam_gate.yaml").scenario.network
    ways = {
        name: one.crossing for name, one in network.services.items() if name.startswith("XRD06")
    }
    assert ways == {"XRD06": "through", "XRD06_SWAP": "swap", "XRD06_TRANSLOAD": "transload"}
    assert network.yards == {("GX_YYG", "road"): 12}
    swap = network.process("GX_YYG", "cross", "export", "fresh", "swap")
    # Dong Dang is open from 7 to 19 of its clock, an hour behind: 8 to 20 of the scenario's.
    assert swap.opening.next_open_h(21.0) == 32.0
    assert swap.opening.closes_h(32.0) == 44.0


def test_gates_that_are_not_there_are_told(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(
        SMALL + "gates: {NOWHERE: {yard_trucks: 3}, GX_YYG: {other_side: TR_DDGG, "
        "services: [NONE*], swap: {at_once: 1, hours_mean: 1}}}\n", encoding="utf-8"
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert all(text in str(caught.value) for text in ("NOWHERE", "TR_DDGG", "NONE*"))
