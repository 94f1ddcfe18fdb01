"""The bound of a scenario: shares of boxes, light and heavy boxes, room, and plans above it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.outlook import Outlook, replications
from domain.stuffing import BoxSize, Goods, stuff
from optimize.bound import lower_bound, priced
from optimize.box_shares import sure_shares, unit_of
from optimize.foresight import Foresight
from optimize.freight.bound import evaluate
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.scenario_freight import HEAVY, scenario_freight
from tests.optimize.tiny import NOMINAL, optimum, tiny
from tests.worlds import DRY, TEXTILES, consignment, route, train, truck, two_hubs
from tests.worlds import two_hubs_network as network_of_two_hubs

OUTLOOK = Outlook(2, replications("A", 2))
SIZES = st.tuples(st.floats(0.01, 1.0), st.floats(0.0, 1.0), st.integers(1, 12))


@given(st.lists(SIZES, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_no_box_holds_more_than_one_box_of_sure_shares(rows):
    units = [unit_of(m3, kg, 1.0, 1.0) for m3, kg, _ in rows]
    counts: dict = {}
    for unit, (_, _, count) in zip(units, rows, strict=True):
        counts[unit] = counts.get(unit, 0.0) + count
    shares = sure_shares(counts)
    goods = [
        Goods(f"{i:02d}", i, count, kg, m3) for i, (m3, kg, count) in enumerate(rows)
    ]  # fmt: skip
    for box in stuff(goods, BoxSize(1.0, 1.0)):
        inside = sum(shares[units[int(load.part_id)]] * load.units for load in box.loads)
        assert inside <= 1.0 + 1e-6


def test_shares_are_no_less_than_sizes_of_what_never_meets_smaller_goods():
    large, half, pallet = unit_of(0.6, 0.1, 1, 1), unit_of(0.5, 0.5, 1, 1), unit_of(0.3, 0.1, 1, 1)
    assert sure_shares({large: 3.0})[large] == 1.0
    assert sure_shares({half: 4.0})[half] == pytest.approx(0.5)
    assert sure_shares({pallet: 9.0})[pallet] == pytest.approx(1.0 / 3.0)
    together = sure_shares({large: 3.0, pallet: 9.0})
    assert together[large] + together[pallet] <= 1.0 + 1e-9


def lorries(price_twenty=9_000.0):
    """A world of small boxes by lorry, which cost more above 15 t."""
    network = network_of_two_hubs()
    small = replace(DRY, box_type="20GP", m3=30.0, payload_kg=26_000.0, teu=1.0)
    services = dict(network.services)
    services["LORRY"] = replace(
        truck("LORRY", "HUB", "DEPOT", 60.0, via=("GATE",), feu=2.0 * price_twenty)
    )
    boxes = {**network.boxes, "20GP": small}
    network = replace(network, services=services, boxes=boxes)
    return network, route(services, "20GP", "HUB", "DEPOT", "LORRY")


def lorry_world(orders):
    network, by_lorry = lorries()
    world = two_hubs(network=network, consignments=orders)
    ways = {
        key: tuple(
            {(one.before, one.after): replace(one, route=by_lorry) for one in found}.values()
        )
        for key, found in world.ways.items()
    }
    planning = replace(world.planning, hold_max_h=12.0)
    small = tuple(replace(order, box_types=("20GP",)) for order in orders)
    return replace(
        world, ways=ways, routes=(*world.routes, by_lorry), planning=planning, consignments=small
    )


def test_a_journey_with_two_prices_has_light_and_heavy_boxes():
    orders = [
        replace(
            consignment(i, TEXTILES, units=8, ready_h=10.0 + i, due_h=400.0),
            kg_per_unit=kg, m3_per_unit=1.2, outsource_cny_per_kg=40.0,
        )
        for i, kg in enumerate((300.0, 1_900.0, 2_600.0))
    ]  # fmt: skip
    scenario = lorry_world(orders)
    made = scenario_freight(scenario, OfferBook(scenario, NOMINAL))
    names = made.problem.loads.load_id
    assert any(name.endswith(HEAVY) for name in names)
    box_t = made.problem.loads.box_t
    assert {15.0, 26.0} == set(box_t.tolist())
    best, _ = optimum(scenario)
    bound = lower_bound(scenario, OfferBook(scenario, NOMINAL))
    facilities = made.constant_cny
    assert 0.6 * (best - facilities) <= bound - facilities <= best - facilities + 1e-6


def test_parcels_and_general_goods_in_one_box_are_counted_once():
    light = consignment(1, TEXTILES, units=200, ready_h=10.0, due_h=400.0)
    light = replace(light, kg_per_unit=10.0, m3_per_unit=0.3, cargo_class="parcel", unit="parcel")
    heavy = consignment(2, TEXTILES, units=20, ready_h=10.0, due_h=400.0)
    heavy = replace(heavy, kg_per_unit=1_200.0, m3_per_unit=0.35)
    orders = [replace(o, outsource_cny_per_kg=200.0) for o in (light, heavy)]
    scenario = two_hubs(
        consignments=orders, planning=replace(two_hubs(1).planning, hold_max_h=40.0)
    )
    bound = lower_bound(scenario, OfferBook(scenario, NOMINAL))
    plan = Foresight().plan(scenario, NOMINAL)
    assert bound <= plan.cost_cny + 1e-6
    assert len(plan.journeys) == 1


def narrow(teu):
    network = network_of_two_hubs()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=teu, plugs=2.0, t=60.0)
    return replace(network, services=services)


@pytest.mark.parametrize("teu", [2.0, 6.0, 40.0])
def test_no_policy_costs_less_than_the_bound(teu):
    scenario = two_hubs(26, network=narrow(teu))
    bound = lower_bound(scenario, OfferBook(scenario, OUTLOOK))
    costs = [p.plan(scenario, OUTLOOK).cost_cny for p in (Habit(), Rule(), RollingPlan())]
    found = Foresight().plan(scenario, OUTLOOK)
    assert found.bound_cny == pytest.approx(bound)
    assert bound <= min(*costs, found.cost_cny) + 1e-6
    assert found.gap is not None
    assert found.gap < 0.25


def test_prices_prove_no_more_where_there_is_more_room():
    scenario = two_hubs(26, network=narrow(2.0))
    made, bound = priced(scenario, OfferBook(scenario, NOMINAL))
    problem = made.problem
    assert (bound.slot_price > 0.0).any()
    for more in (1.0, 4.0, 1e6):
        room = replace(problem.slots, teu=problem.slots.teu + more)
        relaxed = replace(problem, slots=room)
        proved = evaluate(relaxed, bound.multipliers, made.least_boxes)
        assert proved <= bound.value + 1e-6
        worth = float(np.sum(bound.slot_price[0]) * more)
        assert proved >= bound.value - worth * (1.0 + 1e-6) - 1e-3


def test_more_room_never_lifts_the_bound_above_the_tighter_optimum():
    for number in range(12):
        best, _ = optimum(tiny(number, rail_teu=2.0))
        for teu in (2.0, 4.0, 8.0):
            scenario = tiny(number, rail_teu=teu)
            made, bound = priced(scenario, OfferBook(scenario, NOMINAL))
            assert bound.value + made.constant_cny <= best + 1e-6
            assert made.constant_cny >= 0.0
