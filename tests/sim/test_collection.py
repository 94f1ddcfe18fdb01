"""Stations: loads and tours by hand, calls against a clock, and executed as planned."""

from dataclasses import replace
from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.collection import (
    Leaving,
    RoundPrices,
    Station,
    Vehicle,
    Waiting,
    calls,
    left_of,
    loads_of,
    shares_of,
    tour_of,
)
from domain.gathering import gathered
from domain.outlook import Outlook, replications
from domain.pace import nominal_pace
from domain.plan import Part
from optimize import Rule, verify
from sim import collection, simulate
from sim.checks import BrokenRunError
from tests.sim.reading import consignments, rows, total_cny
from tests.worlds import (
    ORANGES,
    TEXTILES,
    consignment,
    plain_plan,
    process,
    two_hubs,
    two_hubs_network,
)

VAN = Vehicle(1000.0, 8.0, 3)
TRUCK = Vehicle(4000.0, 40.0)
DAILY = tuple(24.0 * day + 10.0 for day in range(200))
NIGHTS = tuple(24.0 * day + 19.0 for day in range(200))


def order(number, units, ready_h, shipper="S", product=TEXTILES):
    """250 kg and 1.8 m3 a unit of textiles."""
    made = consignment(number, product, units=units, ready_h=ready_h, due_h=ready_h + 400.0)
    return replace(made, shipper_id=shipper)


def station(orders, places, **changes):
    made = Station(
        name="ST", node_id="FARM", trunk_id="FM_FARM_HUB", collect={},
        flow_ids=frozenset({"F_textiles", "F_orange"}),
        rounds=Leaving(VAN, DAILY, when_full=False),
        trunk=Leaving(TRUCK, NIGHTS, when_full=False),
        vans=replace(process("round@ST", "round", 0.0, at="FARM", servers=2), resource="FARM:r"),
        dock=replace(process("gather@ST", "gather", 0.0, at="FARM", servers=1), resource="FARM:g"),
        prices=RoundPrices(2.0, 5.0, 50.0), cny_per_trunk=600.0, speed_km_per_h=40.0, stop_h=0.25,
        spread=0.2, road_factor=1.0, kg_per_h=2000.0, loading_h=1.0, places=places,
        orders=tuple(orders),
    )  # fmt: skip
    return replace(made, **changes)


def world(orders, places, **changes):
    """The two hubs, with a station at the farm."""
    own = station(orders, places, **changes)
    network = two_hubs_network()
    processes = {
        **network.processes,
        **{("FARM", p.step, "any", "any", "any"): p for p in (own.vans, own.dock)},
    }
    services = {
        name: replace(one, capacity_teu=None, capacity_t=None, plugs=None)
        for name, one in network.services.items()
    }
    network = replace(network, processes=processes, services=services, stations=(own,))
    return two_hubs(network=network, consignments=orders), own


def test_vehicles_are_filled_in_order_of_coming_and_split_at_units():
    waiting = [
        Waiting(1.0, order(1, 3, 1.0, "A"), 3),  # 750 kg, 5.4 m3
        Waiting(2.0, order(2, 2, 2.0, "B"), 2),  # one more fits by weight and volume
        Waiting(3.0, order(3, 1, 3.0, "A"), 1),
    ]
    first, second = loads_of(waiting, VAN)
    assert [(p.order.shipper_id, p.units, p.last) for p in first] == [
        ("A", 3, True),
        ("B", 1, False),
    ]
    assert [(p.order.shipper_id, p.units, p.last) for p in second] == [
        ("B", 1, True),
        ("A", 1, True),
    ]
    assert left_of([second]) == [Waiting(2.0, waiting[1].order, 1), waiting[2]]
    # 750 kg of 1000 and 5.4 m3 of 8: weight counts; 250 and 1.8: weight too.
    assert shares_of(first, VAN) == pytest.approx((0.75, 0.25))


def test_a_vehicle_stops_at_most_so_often():
    waiting = [Waiting(0.0, order(n, 1, 0.0, f"S{n}"), 1) for n in range(4)]
    assert [len(load) for load in loads_of(waiting, replace(VAN, stops=2))] == [2, 2]
    assert [len(load) for load in loads_of(waiting, replace(VAN, stops=None))] == [4]


def test_a_round_goes_to_the_nearest_of_those_left():
    own = station([], {"A": (0.0, 3.0), "B": (4.0, 3.0), "C": (0.0, -8.0)})
    (load,) = loads_of([Waiting(0.0, order(n, 1, 0.0, s), 1) for n, s in enumerate("CAB")], VAN)
    # To A 3 km, on to B 4, from there to C hypot(4, 11), home 8.
    km = 3.0 + 4.0 + hypot(4.0, 11.0) + 8.0
    assert tour_of(own, load) == pytest.approx((km, 3, km / 40.0 + 0.75))
    assert own.round_cny(load, 2.0) == pytest.approx(2.0 * km + 15.0 + 100.0)


def test_the_way_of_two_shippers_by_hand():
    orders = [order(1, 2, 4.0, "A"), order(2, 2, 9.0, "B")]
    own = station(orders, {"A": (0.0, 10.0), "B": (0.0, 20.0)})
    _, farm = world(orders, own.places)
    trunk = two_hubs_network().services["FM_FARM_HUB"]
    trips = gathered(farm, trunk, nominal_pace())
    # One van at 10:00: 40 km and two stops are 1.5 h; 1000 kg at the dock 0.5 h; the truck of 19:00
    # is called at 19:00 (the hours are those of the call), loaded for an hour and rides for 3.
    for trip, ready_h in zip(trips.values(), (4.0, 9.0), strict=True):
        assert trip.ride == pytest.approx((10.0, 10.0, 11.5))
        assert trip.unloaded == pytest.approx((11.5, 11.5, 12.0))
        assert trip.trunk == pytest.approx((19.0, 20.0, 23.0))
        assert trip.round_cny == pytest.approx((80.0 + 10.0 + 75.0) / 2)
        assert trip.trunk_cny == pytest.approx(300.0)
        assert trip.ride.start_h >= ready_h


def clocked(comers, rule, step_h, until_h):
    """The calls again, by looking at every quarter of an hour who must be gone."""
    waiting, gone, left = [], [], sorted(comers, key=lambda one: one.came_h)
    at_h = 0.0
    while at_h <= until_h:
        while left and left[0].came_h <= at_h:
            waiting.append(left.pop(0))
        if rule.when_full:
            loads = loads_of(waiting, rule.vehicle)
            gone += [(at_h, load) for load in loads[:-1]]
            waiting = left_of(loads[-1:])
        held = waiting and at_h - waiting[0].came_h >= rule.longest_hold_h
        if held or at_h in rule.hours:
            gone += [(at_h, load) for load in loads_of(waiting, rule.vehicle)]
            waiting = []
        at_h += step_h
    return gone


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(1, 9), st.sampled_from("ABCDE")), max_size=12
    ),
    st.booleans(),
    st.sampled_from([2.0, 7.5, 1e9]),
    st.sets(st.integers(0, 240), max_size=6),
)
def test_vehicles_are_called_as_by_the_clock(drawn, when_full, hold_h, hours):
    drawn = sorted(drawn, key=lambda one: one[0])
    comers = [
        Waiting(at / 4.0, order(n, units, at / 4.0, who), units)
        for n, (at, units, who) in enumerate(drawn)
    ]
    rule = Leaving(VAN, (*sorted(hour / 4.0 for hour in hours), 61.0), when_full, hold_h)
    found = list(calls(comers, rule))
    assert [(one.at_h, one.load) for one in found] == clocked(comers, rule, 0.25, 61.0)
    assert sum(p.units for one in found for p in one.load) == sum(one.units for one in comers)
    assert len({(one.at_h, one.number) for one in found}) == len(found)


def several(count=14, **changes):
    orders = [
        order(
            n, (2, 5, 9, 1)[n % 4], 6.0 + 5.5 * n, f"S{n % 5}", ORANGES if n % 3 == 1 else TEXTILES
        )
        for n in range(count)
    ]
    places = {f"S{n}": (6.0 * n - 9.0, 4.0 + 2.0 * n) for n in range(5)}
    return world(orders, places, **changes)


RULES = {
    "hours": {},
    "full": {
        "rounds": Leaving(replace(VAN, m3=10.0), DAILY, when_full=True),
        "trunk": Leaving(TRUCK, NIGHTS, when_full=True),
    },
    "hold": {"trunk": Leaving(replace(TRUCK, m3=9.0), NIGHTS, when_full=False, longest_hold_h=6.0)},
    "brought": {"brings": frozenset({"S1", "S4"})},
}


@pytest.mark.parametrize("rules", list(RULES))
def test_a_plan_over_a_station_runs_as_planned_at_nominal_pace(rules):
    scenario, _ = several(**RULES[rules])
    plan = plain_plan(scenario)
    gone = plan.parts[2]
    away = Part(gone.part_id, gone.consignment_id, gone.units, 0, (), None, ())
    plan = replace(plan, parts=(*plan.parts[:2], away, *plan.parts[3:]))
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    done = {row["consignment_id"]: row["delivered_h"] for row in consignments(result).values()}
    for part in books.parts:
        if not part.part.outsourced:
            assert done[part.part.consignment_id] == part.delivered_h
    kinds = {row["stage"] for row in rows(result.records.movements)}
    assert {"await_round", "round", "gather", "await_trunk", "trunk"} <= kinds
    assert ("brought" in kinds) == (rules == "brought")


def test_the_rule_expects_what_a_station_costs_and_takes():
    scenario, _ = several(10)
    outlook = Outlook(1, replications("A", 2))
    plan = Rule().plan(scenario, outlook)
    found = verify(scenario, plan, outlook)
    assert not found.problems
    assert sum(not part.outsourced for part in plan.parts) > 5
    free, _ = several(10, cny_per_trunk=0.0)
    cheaper = verify(free, plan, outlook).expected_cny
    trucks = len(list(calls_of(scenario)))  # at nominal pace; no sample needs another number
    assert found.expected_cny - cheaper == pytest.approx(600.0 * trucks)


def calls_of(scenario):
    own = scenario.network.stations[0]
    trips = gathered(own, scenario.network.services[own.trunk_id], nominal_pace())
    comers = [Waiting(trips[o.consignment_id].complete_h, o, o.units) for o in own.orders]
    return calls(sorted(comers, key=lambda one: one.came_h), own.trunk)


def test_few_vans_make_goods_wait_and_are_measured():
    scenario, own = several()
    few = replace(own, vans=replace(own.vans, servers=1), rounds=Leaving(VAN, DAILY[1::3], False))
    network = replace(
        scenario.network,
        stations=(few,),
        processes={**scenario.network.processes, ("FARM", "round", "any", "any", "any"): few.vans},
    )
    scenario = replace(scenario, network=network)
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    rounds = [r for r in rows(result.records.movements) if r["stage"] == "round"]
    assert any(row["opens_h"] > row["start_h"] for row in rounds)
    assert (
        sum(mean * jobs for (_, step, _), (jobs, mean) in result.waits.items() if step == "round")
        > 0
    )
    # One van: no two of its tours at once.
    spans = sorted({(row["opens_h"], row["end_h"]) for row in rounds})
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_run_that_ends_too_early_is_still_sound():
    scenario, _ = several()
    plan = plain_plan(scenario)
    for cap_h in (9.0, 10.5, 19.5, 41.0):
        simulate(replace(scenario, cap_h=cap_h), plan, seed=1, replication=2)


def test_an_overfull_van_is_told(monkeypatch):
    scenario, _ = several()
    plan = plain_plan(scenario)
    real = collection.loads_of
    whole = replace(VAN, kg=1e6, m3=1e6, stops=None)
    monkeypatch.setattr(collection, "loads_of", lambda waiting, _: real(waiting, whole))
    with pytest.raises(BrokenRunError, match=r"round of ST .* is overfull"):
        simulate(scenario, plan, seed=1, replication=0)


def test_a_share_that_is_not_the_goods_own_is_told(monkeypatch):
    scenario, _ = several()
    plan = plain_plan(scenario)
    monkeypatch.setattr(
        collection, "shares_of", lambda load, _: tuple(1.0 / len(load) for _ in load)
    )
    with pytest.raises(BrokenRunError, match="for transport"):
        simulate(scenario, plan, seed=1, replication=0)


def test_goods_that_never_leave_the_station_are_told(monkeypatch):
    scenario, own = several()
    plan = plain_plan(scenario)
    real = collection.CollectionRun.drive

    def half(run, load, number):
        yield from real(run, tuple(p._replace(units=max(1, p.units - 1)) for p in load), number)

    monkeypatch.setattr(collection.CollectionRun, "drive", half)
    with pytest.raises(BrokenRunError, match=f"{own.name}: of .* units"):
        simulate(scenario, plan, seed=1, replication=0)
