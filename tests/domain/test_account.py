"""The planner's books: a door-to-door invoice by hand, sharing, problems found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.tariff import COST_LINES
from tests.worlds import TEXTILES, consignment, plain_plan, two_hubs


def test_invoice_of_one_pallet_lot_door_to_door() -> None:
    """20 pallets of textiles (5 t, 36 m3, 200,000 CNY) by RAIL, worked by hand.

    Ready 0; 3 h to the hub; doors open at 8, 1 h to receive: 9. The hall (8-20) takes 4 h: 13.
    Stuffed at 24 (2 h), terminal 5 h: 31; gate of the 46 o'clock train closes at 40. Leaves 46,
    at the depot 46 + 48 + 12 + 48 = 154, cleared 170, stripped 172, delivered 176; due at 216.
    """
    order = consignment(0, TEXTILES, units=20, ready_h=0.0, due_h=216.0, known_at_h=0.0)
    world = two_hubs(consignments=[order], facility_cny_per_day=None)
    plan = plain_plan(world, slot_h=24.0)
    books = account(world, plan)
    assert books.problems == ()
    (part,) = books.parts
    assert part.available_h == 13.0
    assert part.delivered_h == 176.0
    expected = {
        # truck 0.3/kg x 5,000 twice = 3,000; box 9,000 by rail
        "transport": 3_000.0 + 9_000.0,
        # 30/t x 5 t; stuffing 800; stripping 600; terminal 150 x 2 TEU out, 200 a box in
        "handling": 150.0 + 800.0 + 600.0 + 300.0 + 200.0,
        "clearance": 200.0,
        # received at 9, stuffed at 24: 15 h, within the free 24
        "storage": 0.0,
        # waits in the yard 31 -> 46: within 48 free hours
        "demurrage": 0.0,
        # from 24 to 172 at 60 a day
        "box_use": 148.0 * 60.0 / 24.0,
        "repositioning": 300.0,
        "capital": 200_000.0 * 0.06 * 176.0 / 8_760.0,
        "value_lost": 200_000.0 * 0.001 * 176.0 / 24.0,
    }
    for line in COST_LINES:
        assert books.by_line()[line] == pytest.approx(expected.get(line, 0.0)), line
    assert books.cost_cny == pytest.approx(sum(expected.values()))
    # 5 t: 180 km and 240 km by road at 70 g, 4,800 km by rail at 18 g
    assert part.kgco2e == pytest.approx(5.0 * (420.0 * 0.070 + 4_800.0 * 0.018))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_shares_add_up_to_the_boxes(seed: int) -> None:
    """Whatever is shared, parts and network together pay every charge once."""
    world = two_hubs(12)
    plan = plain_plan(world, choose=lambda n: (seed >> n) % 3, split=lambda n: 1 + (seed >> n) % 2)
    books = account(world, plan)
    for box in books.boxes:
        assert sum(box.shares.values()) == pytest.approx(1.0)
        size = world.network.boxes[box.journey.route.box_type]
        assert box.fill.kg <= size.payload_kg * (1 + 1e-9)
        assert box.fill.m3 <= size.m3 * (1 + 1e-9)
    assert sum(books.by_line().values()) == pytest.approx(books.cost_cny)
    kg = sum(load.kg for box in books.boxes for load in box.fill.loads)
    away = sum(a.part.units * a.consignment.kg_per_unit for a in books.parts if a.part.outsourced)
    assert kg + away == pytest.approx(sum(c.kg for c in world.consignments))


def test_units_left_out_are_found() -> None:
    world = two_hubs(8)
    plan = plain_plan(world)
    short = replace(plan, parts=plan.parts[1:])
    assert any("units planned" in text for text in account(world, short).problems)


def test_part_that_comes_after_stuffing_is_found() -> None:
    world = two_hubs(8)
    plan = plain_plan(world)
    late = tuple(
        replace(c, ready_h=c.ready_h + 30.0) if n == 0 else c
        for n, c in enumerate(world.consignments)
    )
    moved = replace(world, consignments=late)
    assert any("ready for stuffing" in text for text in account(moved, plan).problems)


def test_path_booked_but_not_run_is_found() -> None:
    world = two_hubs(8)
    plan = plain_plan(world, choose=lambda _: 1)
    assert plan.runs
    idle = replace(plan, runs=frozenset())
    assert any("path is not run" in text for text in account(world, idle).problems)


def test_overbooked_leg_is_found() -> None:
    world = two_hubs(24)
    plan = plain_plan(world, slot_h=240.0)
    assert any("TEU booked" in text for text in account(world, plan).problems)
