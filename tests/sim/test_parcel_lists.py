"""Parcel lists: parcels held one by one, the rest going on; sums, laws, faults."""

from dataclasses import replace

import pytest

from domain.account import account
from domain.draws import Chance, Distribution
from domain.expected import expected_cost
from domain.hubs import Hub, Rooms
from domain.outlook import Outlook
from domain.parcel_lists import ParcelLists
from optimize import Rule, verify
from sim import parcel_lists, simulate
from sim.checks import BrokenRunError
from tests.papers import with_papers
from tests.sim.reading import consignments, rows, stages
from tests.sim.test_hubs import sorter, with_hub
from tests.sim.test_nominal import assert_equal, roomy
from tests.worlds import TEXTILES, consignment, plain_plan, two_hubs

LISTS = ParcelLists(frozenset({"9610"}), 20, 0.15, Distribution.fixed(30.0), 4.0)


def parcels(count=12, units=130, **changes):
    """Lists of parcels of 2 kg, a day apart."""
    return [
        replace(
            consignment(n, TEXTILES, units=units, ready_h=12.0 + 24.0 * n, due_h=900.0),
            unit="parcel", kg_per_unit=2.0, m3_per_unit=0.01, trade_mode="9610",
            outsource_cny_per_kg=None, **changes,
        )
        for n in range(count)
    ]  # fmt: skip


def world(lists=LISTS, orders=None, **changes):
    scenario = two_hubs(consignments=orders or parcels(), **changes)
    return replace(scenario, network=replace(scenario.network, lists=lists))


def drawn(order, lists=LISTS, *, seed=1, replication=0):
    """Held parcels by hand: trays of twenty, each by its own draw."""
    chance = Chance(seed, replication)
    return sum(
        min(20, order.units - 20 * tray)
        for tray in range(-(-order.units // 20))
        if chance.happens(lists.held_share, "held", order.consignment_id, tray)
    )


def units_of(result, scenario):
    """Parcels held and released of each consignment, by the rows of their lots."""
    del scenario
    found = {}
    for row in rows(result.records.costs):
        if row["line"] == "inspection":
            found[row["consignment_id"]] = round(row["cny"] / 4.0)
    return found


def test_the_parcels_selected_are_held_and_the_rest_goes_on():
    scenario = world()
    plan = plain_plan(scenario, lambda _: 0, 24.0)
    result = simulate(scenario, plan, seed=1, replication=0)
    held = {order.consignment_id: drawn(order) for order in scenario.consignments}
    assert units_of(result, scenario) == {name: count for name, count in held.items() if count}
    assert sum(held.values()) > 50
    for name, count in held.items():
        if 0 < count < 130:
            (look,) = stages(result, f"{name}.1-held", "inspect")
            assert look["end_h"] - look["opens_h"] == 30.0
            stored = stages(result, f"{name}.1-held", "store")
            assert all(row["end_h"] >= look["end_h"] for row in stored)
            assert stages(result, f"{name}.1-released", "ride")
    assert all(row["delivered_h"] is not None for row in consignments(result).values())


def test_held_parcels_follow_the_binomial_law():
    """Trays are selected independently: mean and variance within five standard errors."""
    order = parcels(1, units=20 * 20_000)[0]
    trays = LISTS.held_units(Chance(1, 0), order, 0, order.units) // 20
    error = (20_000 * 0.15 * 0.85) ** 0.5
    assert trays == pytest.approx(20_000 * 0.15, abs=5.0 * error)


def test_parts_of_a_list_hold_what_the_whole_list_would():
    order = parcels(1)[0]
    chance = Chance(1, 0)
    whole = LISTS.held_units(chance, order, 0, 130)
    parts = [LISTS.held_units(chance, order, first, 65) for first in (0, 65)]
    assert sum(parts) == whole


def test_held_parcels_that_miss_their_box_recover():
    """Boxes leave six hours after release; what is held a day and a half goes with a later one."""
    scenario = world()
    plan = plain_plan(scenario, lambda _: 0, 6.0)
    result = simulate(scenario, plan, seed=1, replication=0)
    known = consignments(result)
    for order in scenario.consignments:
        name = order.consignment_id
        if 0 < drawn(order) < 130:
            assert known[name]["missed"] >= 1
            boxes = {
                row["box_id"]
                for ending in ("held", "released")
                for row in stages(result, f"{name}.1-{ending}", "ride")
            }
            assert len(boxes) == 2


def test_without_selection_nothing_is_split():
    orders = parcels(8)
    scenario = world(replace(LISTS, held_share=0.0), orders)
    plan = plain_plan(scenario)
    result = simulate(scenario, plan, seed=1, replication=0)
    assert {row["subject_id"] for row in rows(result.records.movements)} & {
        f"{part.part_id}-held" for part in plan.parts
    } == set()
    assert not any(row["inspected"] for row in consignments(result).values())


def test_a_plan_of_lists_executes_as_its_books_say_with_papers_and_fees():
    orders = parcels(8, list_fee_cny=35.0)
    scenario = roomy(8)
    base = two_hubs(consignments=orders)
    network = replace(scenario.network, lists=LISTS)
    scenario = with_papers(replace(base, network=network), modes=("9610",))
    plan = plain_plan(scenario, lambda _: 0, 12.0, lambda _: 2)
    assert_equal(scenario, plan)
    fees = account(scenario, plan).by_line()["clearance"]
    # Eight hours of a clerk at 60 CNY, a courier at 40 CNY, a list with its summary at 35 CNY.
    assert fees == pytest.approx(8 * (8.0 * 60.0 + 40.0 + 35.0))


def test_the_planner_expects_what_held_parcels_cost():
    scenario, outlook = world(), Outlook(seed=1, replications=(0, 1))
    plan = Rule().plan(scenario, outlook)
    assert verify(scenario, plan, outlook).problems == ()
    calm = world(replace(LISTS, held_share=0.0))
    fees = 0.15 * 4.0 * 130 * 12
    apart = expected_cost(scenario, outlook, plan) - expected_cost(calm, outlook, plan)
    assert apart == pytest.approx(fees)


@pytest.mark.parametrize("limit_t", [0.1, 0.2, 100.0])
def test_a_list_is_split_on_a_floor_with_little_room(limit_t):
    """Sorted, declared with papers and split where it stands, inside the store or before it."""
    hub = Hub(sorter(40.0), None, Rooms(None, limit_t, "outside", 9.0))
    scenario = with_papers(with_hub(hub, orders=parcels()), modes=("9610",))
    scenario = replace(scenario, network=replace(scenario.network, lists=LISTS))
    result = simulate(scenario, plain_plan(scenario, lambda _: 0, 24.0), seed=1, replication=0)
    outside = [row for row in rows(result.records.movements) if row["stage"] == "overflow"]
    assert bool(outside) == (limit_t < 100.0)
    assert any(row["subject_id"].endswith("-held") for row in rows(result.records.movements))


def test_a_parcel_held_without_being_selected_is_found(monkeypatch):
    was = ParcelLists.held_units
    calls = []

    def one_more(self, chance, order, first, units):
        calls.append(order.consignment_id)
        return was(self, chance, order, first, units) + (len(calls) == 3)

    monkeypatch.setattr(ParcelLists, "held_units", one_more)
    with pytest.raises(BrokenRunError, match="parcels are held"):
        simulate(world(), plain_plan(world()), seed=1, replication=0)


def test_parcels_lost_when_a_list_is_split_are_found(monkeypatch):
    was = parcel_lists._piece
    monkeypatch.setattr(
        parcel_lists, "_piece",
        lambda whole, ending, units: was(whole, ending, units - (ending == "-held")),
    )  # fmt: skip
    with pytest.raises(BrokenRunError, match="planned"):
        simulate(world(), plain_plan(world()), seed=1, replication=0)
