"""Generated problems: what they hold, that every way is there, that rooms bind, and permuting."""

from dataclasses import fields
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.freight import FreightPlan, count
from optimize.freight import instances
from optimize.freight.instances import extent, generate, permuted
from optimize.freight.instances_network import (
    MODES,
    TRANSFER_H,
    chains_from,
    dated,
    draw_world,
    rides_from,
)
from optimize.freight.instances_ways import RESTUFF_H, RESTUFF_WAIT_H, draw_blocks, draw_ways
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import floats, tiny


@pytest.fixture(scope="module")
def problem():
    return generate(200, 3)


@pytest.fixture(scope="module")
def world():
    return draw_world(np.random.Generator(np.random.Philox(key=5)), 25, 60, 60)


def arrays(problem):
    return [
        getattr(part, one.name)
        for part in (
            problem.items, problem.options, problem.loads, problem.slots, problem.switches
        )
        for one in fields(part)
    ]  # fmt: skip


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(arrays(a), arrays(b), strict=True))


def test_the_same_size_and_seed_give_the_same_problem(problem):
    assert same(problem, generate(200, 3))
    assert not same(problem, generate(200, 4))


@pytest.mark.parametrize("size", [1, 100, 1_000, 10_000, 100_000, 1_000_000])
def test_extent_stays_within_what_is_stated(size):
    one = extent(size)
    assert 25 <= one.nodes <= 60
    assert 60 <= one.services <= 300
    assert 60 <= one.days <= 90


@pytest.mark.parametrize("world_size", [(25, 60, 60), (43, 181, 75), (60, 300, 90)])
def test_the_world_has_as_many_nodes_and_services_as_asked(world_size):
    nodes, services, days = world_size
    world = draw_world(np.random.Generator(np.random.Philox(key=1)), nodes, services, days)
    assert len(world.places.kind) == nodes
    assert len(world.services) == services
    assert set(world.places.kind) == {"zone", "hub", "border", "port", "market"}
    assert {service.mode for service in world.services} == set(MODES)
    assert all(0.0 <= h < days * 24.0 for s in world.services for h in s.departs_h)


@pytest.mark.parametrize(
    "wrong", [(0, {}), (10, {"nodes": 24}), (10, {"services": 59}), (9, {"days": 39})]
)
def test_an_extent_that_is_too_small_is_refused(wrong):
    with pytest.raises(ValueError, match="at least"):
        generate(wrong[0], 1, **wrong[1])


def test_departures_follow_a_week(world):
    for service in world.services:
        week = [h for h in service.departs_h if h < 168.0]
        again = [h + 168.0 for h in week]
        assert again == [h for h in service.departs_h if 168.0 <= h < 336.0]


def test_arrays_agree_with_each_other(problem):
    items, options, loads, slots, switches = (
        problem.items, problem.options, problem.loads, problem.slots, problem.switches
    )  # fmt: skip
    assert len(set(items.item_id)) == len(items.m3) == 200
    for names in (loads.load_id, slots.slot_id, switches.switch_id):
        assert len(set(names)) == len(names)
    for first, flat, upper in (
        (options.first, options.own_cny, np.inf),
        (options.load_first, options.load, len(loads.box_cny)),
        (loads.slot_first, loads.slot, len(slots.teu)),
        (loads.switch_first, loads.switch, len(switches.open_cny)),
    ):
        assert first[0] == 0
        assert first[-1] == len(flat)
        assert (np.diff(first) >= 0).all()
        assert ((flat >= 0) & (flat < upper)).all()
    assert set(options.load.tolist()) == set(range(len(loads.box_cny)))
    for numbers in (items.m3, items.t, items.away_cny, loads.box_cny):
        assert (np.isfinite(numbers) & (numbers > 0.0)).all()


def test_no_item_has_an_option_twice(problem):
    options, owner = problem.options, problem.item_of_option
    ways = [
        (owner[o], *options.load[options.load_first[o] : options.load_first[o + 1]])
        for o in range(len(owner))
    ]
    assert len(set(ways)) == len(ways)


def test_a_full_box_of_every_load_fits_the_rooms_by_itself(problem):
    loads, slots = problem.loads, problem.slots
    at = np.repeat(np.arange(len(loads.box_cny)), np.diff(loads.slot_first))
    assert (loads.box_teu[at] <= slots.teu[loads.slot]).all()
    assert (loads.box_plugs[at] <= slots.plugs[loads.slot]).all()
    assert (loads.box_tare_t[at] + 10.0 <= slots.t[loads.slot]).all()


def test_no_empty_box_is_worth_its_price_for_the_least_load_of_a_train(problem):
    loads, dead = problem.loads, problem.switches.dead_cny_per_teu
    at = np.repeat(np.arange(len(loads.box_cny)), np.diff(loads.switch_first))
    saved = np.bincount(at, dead[loads.switch], len(loads.box_cny)) * loads.box_teu
    assert (saved <= loads.box_cny).all()


def walked(world, chain, departure_h):
    """Hours of closing and arrival, met departure by departure; None where one cannot be met."""
    first = chain[0]
    clock = departure_h + first.service.leave_h[first.on]
    close_h = clock - MODES[first.service.mode].cutoff_h
    clock = departure_h + first.service.arrive_h[first.off]
    for ride in chain[1:]:
        earliest = clock + TRANSFER_H[world.places.kind[ride.start]]
        leaves = ride.service.leave_h[ride.on]
        met = [h for h in ride.service.departs_h if h + leaves >= earliest]
        if not met:
            return None
        clock = min(met) + ride.service.arrive_h[ride.off]
    return (close_h, clock) if close_h >= 0.0 else None


def test_journeys_meet_the_first_departure_of_every_service(world):
    rides = rides_from(world)
    for hub in world.places.of("hub")[:3]:
        for market, chains in chains_from(world, rides, hub, 3, 4).items():
            for chain in chains:
                assert chain[0].start == hub
                assert chain[-1].end == market
                assert all(a.end == b.start for a, b in pairwise(chain))
                expected = [walked(world, chain, h) for h in chain[0].service.departs_h]
                journeys = dated(world, chain)
                found = list(zip(journeys.close_h, journeys.arrive_h, strict=True))
                assert found == [one for one in expected if one is not None]


def test_every_pair_of_boxes_that_meet_at_a_station_is_a_way(world):
    blocks = draw_blocks(world)
    ways = draw_ways(world, blocks)
    zones, markets = world.places.of("zone"), world.places.of("market")
    for lane in (0, 4, 17, 35):
        zone, rest = divmod(lane, len(markets) * 3)
        market, goods = divmod(rest, 3)
        hub = world.places.nearest(zones[zone], world.places.of("hub"))[0]
        met = {
            (f, g)
            for station in world.stations
            for one in blocks.feeders.get((hub, station, goods), [])
            for two in blocks.onward.get((station, markets[market], goods), [])
            for f, there_h in zip(one.loads, one.journeys.arrive_h, strict=True)
            for g, close_h in zip(two.loads, two.journeys.close_h, strict=True)
            if RESTUFF_H <= close_h - there_h <= RESTUFF_H + RESTUFF_WAIT_H
        }
        mine = slice(ways.first[lane], ways.first[lane + 1])
        pairs = list(zip(ways.load[mine], ways.second[mine], strict=True))
        assert sorted(met) == sorted(pair for pair in pairs if pair[1] >= 0)
        assert (np.diff(ways.leave_h[mine]) >= 0.0).all()


def test_options_are_all_the_ways_that_leave_within_the_window(world):
    ways = draw_ways(world, draw_blocks(world))
    for low_h, high_h in ((0.0, 0.0), (100.3, 400.7), (-1e3, 1e5)):
        lane = np.arange(len(ways.first) - 1)
        demand = SimpleNamespace(
            lane=lane, ready_h=np.full(len(lane), low_h), hold_h=np.full(len(lane), high_h - low_h)
        )
        low, high = instances._windows(ways, demand)
        for n in lane[::7]:
            mine = range(int(ways.first[n]), int(ways.first[n + 1]))
            leave = [way for way in mine if low_h <= ways.leave_h[way] <= high_h]
            assert list(range(low[n], high[n])) == leave


def test_own_price_worked_by_hand():
    # dry, 4 m3 and 2 t, so charged as 6 m3 at 200; ten days at 8 a m3; one day late at 40 a m3
    demand = SimpleNamespace(
        goods=np.array([0]), m3=floats([4]), charged_m3=floats([6]),
        ready_h=floats([0]), due_h=floats([216]),
    )  # fmt: skip
    ways = SimpleNamespace(arrive_h=floats([240, 216]), cny_per_m3=floats([200, 200]))
    own = instances._own_cny(demand, ways, np.array([0, 0]), np.array([0, 1]))
    assert own.tolist() == [1_200 + 320 + 160, 1_200 + 288]


@pytest.mark.parametrize(("size", "seed"), [(100, 1), (100, 2), (100, 3), (500, 4)])
def test_a_plan_that_ignores_rooms_breaks_them(size, seed):
    problem = generate(size, seed)
    items, options, loads = problem.items, problem.options, problem.loads
    owner = problem.item_of_option
    taken = np.full(len(items.m3), -1)
    least = items.away_cny.copy()
    for o in range(len(owner)):
        used = options.load[options.load_first[o] : options.load_first[o + 1]]
        m3, t = items.m3[owner[o]], items.t[owner[o]]
        part = np.maximum(m3 / loads.box_m3[used], t / loads.box_t[used])
        cny = options.own_cny[o] + float(part @ loads.box_cny[used])
        if cny < least[owner[o]]:
            taken[owner[o]], least[owner[o]] = o, cny
    taken = taken[taken >= 0]
    m3, t = np.zeros(len(loads.box_m3)), np.zeros(len(loads.box_m3))
    for o in taken:
        used = options.load[options.load_first[o] : options.load_first[o + 1]]
        m3[used] += items.m3[owner[o]]
        t[used] += items.t[owner[o]]
    boxes = np.ceil(np.maximum(m3 / loads.box_m3, t / loads.box_t)).astype(np.int64)
    on = np.ones(len(problem.switches.open_cny), dtype=bool)
    books = count(problem, FreightPlan(taken, np.ones(len(taken)), boxes, on, 0.0))
    assert len(taken) > size // 2
    assert any(" TEU where " in wrong for wrong in books.problems)
    assert any(" t where " in wrong for wrong in books.problems)


def by_name(problem):
    """Every item with all that is said about it."""
    items, options = problem.items, problem.options
    return {
        name: (
            items.m3[i], items.t[i], items.whole[i], items.away_cny[i], items.known_h[i],
            [
                (options.own_cny[o],
                 options.load[options.load_first[o] : options.load_first[o + 1]].tolist())
                for o in range(options.first[i], options.first[i + 1])
            ],
        )
        for i, name in enumerate(items.item_id)
    }  # fmt: skip


def test_permuting_moves_items_and_changes_nothing_else(problem):
    other = permuted(problem, 1)
    assert other.items.item_id != problem.items.item_id
    assert by_name(other) == by_name(problem)
    assert other.loads is problem.loads


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_a_permuted_tiny_problem_has_the_same_optimum(number):
    problem = tiny(number, padding=True)
    one, other = brute(problem), brute(permuted(problem, number))
    assert (one is None) == (other is None)
    if one is not None:
        assert other.cost_cny == pytest.approx(one.cost_cny)
