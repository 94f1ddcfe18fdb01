"""Contracts settled by hand, and against an allocation by linear programming's optimum."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contracts import Block, Contracts, Lane, Ride, Subsidy, claimed_teu, periods, settle
from domain.plan import BoxJourney, BoxRoute, Hop
from domain.timetable import Timetable
from tests.worlds import DRY, REEFER, two_hubs_network

NETWORK = two_hubs_network()
SMALL = replace(DRY, box_type="20GP", teu=1.0)
NETWORK = replace(NETWORK, boxes={**NETWORK.boxes, "20GP": SMALL})
TIMES = Timetable({"RAIL": tuple(24.0 * day + 22.0 for day in range(28)), "BLOCK": (30.0, 114.0)})
HOP = Hop("RAIL", 0, 1)
RAIL = Lane(frozenset({"RAIL"}), from_h=0.0, until_h=672.0)


def ride(number, day, box_type="40HC"):
    return Ride(f"B{number:02d}", ("RAIL", 24.0 * day + 22.0), HOP, box_type)


def block(**changes):
    made = Block("space", RAIL, 4.0, 3_000.0, **changes)
    return replace(made, periods=periods(made, TIMES))


def booked(contracts, rides, released=(), ran=lambda _: True):
    return [
        (one.box_id, one.charge.line, one.charge.cny)
        for one in settle(contracts, NETWORK, rides, dict(released), ran)
    ]


def test_a_subsidy_is_paid_in_the_order_of_departures_and_the_last_box_gets_the_rest():
    fund = Contracts((Subsidy("fund", RAIL, 800.0, 1_900.0),))
    rides = [ride(1, 5), ride(2, 1), ride(3, 3), ride(4, 7)]
    assert booked(fund, rides) == [
        ("B02", "subsidy", -800.0),
        ("B03", "subsidy", -800.0),
        ("B01", "subsidy", -300.0),
    ]


def test_a_twenty_foot_box_gets_half_and_nobody_more_than_the_freight():
    half = Contracts((Subsidy("fund", RAIL, 800.0),))
    assert booked(half, [ride(1, 1, "20GP")]) == [("B01", "subsidy", -400.0)]
    much = Contracts((Subsidy("fund", RAIL, 90_000.0),))
    assert booked(much, [ride(1, 1)]) == [("B01", "subsidy", -9_000.0)]


def test_departures_count_by_the_timetable_from_the_first_day_to_the_last():
    lane = replace(RAIL, from_h=46.0, until_h=94.0)
    fund = Contracts((Subsidy("fund", lane, 800.0),))
    paid = [box for box, _, _ in booked(fund, [ride(day, day) for day in range(6)])]
    assert paid == ["B01", "B02"]


@pytest.mark.parametrize(
    ("ends", "paid"), [(("HUB", "DEPOT"), 1), (("HUB", "GATE"), 0), ((None, "DEPOT"), 1)]
)
def test_a_lane_may_name_where_boxes_board_and_alight(ends, paid):
    lane = replace(RAIL, from_node=ends[0], to_node=ends[1])
    assert len(booked(Contracts((Subsidy("fund", lane, 800.0),)), [ride(1, 1)])) == paid


def test_a_week_of_block_space_by_hand():
    """Four TEU a week at 3,000 against 4,500; a reefer pays 1.4 times the spot price, so 3,300 off.

    Week 1: a reefer and two dry boxes: the reefer and one dry box are in the block, 0 left.
    Week 2: one dry box, 2 TEU unused at 80% of 3,000. Weeks 3 and 4: all four unused.
    """
    space = Contracts(blocks=(block(take_or_pay_share=0.8),))
    rides = [ride(1, 0), ride(2, 1), ride(3, 2, "40RF"), ride(4, 9)]
    assert booked(space, rides) == [
        ("B03", "transport", pytest.approx(-2 * (4_500.0 * REEFER_FACTOR - 3_000.0))),
        ("B01", "transport", -3_000.0),
        ("B04", "transport", -3_000.0),
        ("", "dead_freight", 4_800.0),
        ("", "dead_freight", 9_600.0),
        ("", "dead_freight", 9_600.0),
    ]


REEFER_FACTOR = NETWORK.services["RAIL"].reefer_factor


def test_a_departure_that_does_not_run_is_owed_nothing():
    space = Contracts(blocks=(block(weekly=False),))
    assert len(booked(space, [])) == 28
    gone = booked(space, [], ran=lambda key: key[1] > 24.0)
    assert len(gone) == 27


def test_released_space_costs_its_fee_and_is_no_longer_there():
    made = block(release_h=48.0, release_cny_per_teu=200.0)
    pool = made.periods[0].pool
    rows = booked(Contracts(blocks=(made,)), [ride(1, 0), ride(2, 1)], {pool: 2.0})
    assert rows[:2] == [("B01", "transport", -3_000.0), ("", "dead_freight", 400.0)]


def test_weeks_begin_on_mondays():
    """The run begins on a Thursday: three departures are left of its week."""
    made = replace(block(), monday_h=-72.0)
    made = replace(made, periods=periods(made, TIMES))
    assert [len(one.departures) for one in made.periods] == [4, 7, 7, 7, 3]
    assert made.periods[1].first_h == 96.0 + 22.0
    assert made.pool(("RAIL", 96.0)) == made.periods[1].pool
    assert made.pool(("RAIL", 95.9)) == made.periods[0].pool


BOXES = st.tuples(st.integers(0, 20), st.sampled_from(("40HC", "40RF", "20GP")))


@settings(max_examples=60, deadline=None)
@given(
    boxes=st.lists(BOXES, max_size=14),
    price=st.sampled_from((1_000.0, 4_500.0, 5_500.0, 7_000.0)),
    share=st.sampled_from((0.0, 0.5, 1.0)),
    budget=st.sampled_from((0.0, 2_500.0, math.inf)),
    released=st.sampled_from((0.0, 1.0, 4.0)),
    weekly=st.booleans(),
)
def test_what_is_booked_sums_to_what_planners_count(boxes, price, share, budget, released, weekly):
    made = Block("space", RAIL, 4.0, price, share, weekly, 24.0, 50.0)
    made = replace(made, periods=periods(made, TIMES))
    contracts = Contracts((Subsidy("fund", RAIL, 900.0, budget),), (made,))
    rides = [ride(number, day, kind) for number, (day, kind) in enumerate(boxes)]
    given_back = {made.periods[0].pool: released}
    total = sum(one.charge.cny for one in settle(contracts, NETWORK, rides, given_back))
    counts = [
        (
            BoxJourney("J", BoxRoute("R", "HUB", "DEPOT", one.box_type, (HOP,)), "dry", None, 0.0,
                       (one.key[1],)),
            1.0,
        )
        for one in rides
    ]  # fmt: skip
    claimed = claimed_teu(contracts, NETWORK, counts)
    pools = {one.pool for one in contracts.subsidies} | {one.pool for one in made.periods}
    counted = sum(
        contracts.pool_cny(pool, claimed.get(pool, {}), given_back.get(pool, 0.0)) for pool in pools
    )
    assert total == pytest.approx(counted, abs=1e-6)
    paid = sum(
        one.charge.cny
        for one in settle(contracts, NETWORK, rides, given_back)
        if one.charge.line == "subsidy"
    )
    assert -budget <= paid <= 0.0
    assert REEFER.teu == DRY.teu


@settings(max_examples=60, deadline=None)
@given(savings=st.dictionaries(st.sampled_from((-500.0, 0.0, 700.0, 2_000.0)),
                               st.sampled_from((1.0, 2.0, 5.0)), max_size=4),
       share=st.sampled_from((0.0, 0.4, 1.0)))  # fmt: skip
def test_no_other_choice_of_boxes_in_the_block_costs_less(savings, share):
    """By trying every whole number of TEU of each kind in the block."""
    made = Block("space", RAIL, 4.0, 1_000.0, share)
    contracts = Contracts(blocks=(made,))
    best = math.inf
    kinds = sorted(savings)

    def tries(number, left, cost):
        nonlocal best
        if number == len(kinds):
            best = min(best, cost + made.unused_cny_per_teu * left)
            return
        for used in range(int(min(left, savings[kinds[number]])) + 1):
            tries(number + 1, left - used, cost - kinds[number] * used)

    tries(0, 4.0, 0.0)
    assert contracts.pool_cny(("space", "", 0.0), savings) == pytest.approx(best)
