"""The planner's books of warehouses: equal to what the simulation pays in nominal mode."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.distribution import Distribution
from domain.stock_account import stock_account, unloaded
from domain.warehouse import OpeningLot, Refill, Tier, WayHome
from sim import simulate
from tests.stock_worlds import channel, days, paid, place, shelf, stock, waves, world
from tests.worlds import DAYTIME, TEXTILES, consignment, plain_plan

HOURS = Distribution.fixed
PAYING = place(
    opening=DAYTIME, unload_h_per_m3=2.0, pick_h_per_order=0.05, packers=3, triage_h_per_piece=0.2,
    capacity_m3=0.6, overflow_cny_per_m3_day=5.0, inbound_cny_per_m3=50.0,
    tiers=(Tier(2.0, 3.0), Tier(8.0, 10.0)), pick_cny_per_order=7.0, triage_cny_per_piece=4.0,
    destroy_cny_per_kg=2.0, fixed_cny_per_day=30.0, subsidy_cny_per_order=0.5,
)  # fmt: skip
BONDED = replace(
    PAYING, kind="bonded", desks=2, release_h_per_order=0.2, release_cny_per_order=0.6,
    match_fail_share=0.1, match_redo_h=6.0, dearer=((60.0, 200.0, 1.5),),
)  # fmt: skip


def both(made):
    """What the books say and what a nominal run pays, in CNY."""
    plan = plain_plan(made)
    result = simulate(made, plan, seed=1, replication=0, nominal=True, servers_limited=False)
    books = account(made, plan)
    hours = {one.part.part_id: one.delivered_h for one in books.parts}
    return stock_account(made, unloaded(made, plan, books.boxes, hours)), paid(result)


@settings(max_examples=20, deadline=None)
@given(
    asked=st.lists(st.tuples(st.integers(1, 400), st.integers(1, 60)), max_size=12),
    ready=st.lists(st.integers(1, 200), max_size=3),
    opening=st.integers(0, 150),
    lost=st.booleans(),
    bonded=st.booleans(),
    share=st.sampled_from([0.0, 0.3]),
    old=st.sampled_from([None, 4.0]),
)
def test_books_and_nominal_run_pay_the_same(asked, ready, opening, lost, bonded, share, old):
    home = channel(
        last_mile=HOURS(30.0), last_mile_cny=20.0, tax_share=0.19, piece_cny=100.0,
        return_share=share, return_wait=days(5), return_ride=days(2), return_cny=12.0,
    )  # fmt: skip
    line = shelf(
        lost=lost, margin_share=0.25, wait_cny_per_day=1.5, loss_per_day=0.002, restock_share=0.6,
        liquidate_share=0.5, liquidate_value_share=0.3, write_off_days=old,
    )  # fmt: skip
    orders = [
        consignment(n, TEXTILES, units=2, ready_h=10.0 + hour, due_h=900.0)
        for n, hour in enumerate(ready)
    ]
    made = stock(
        waves(*((float(at), count) for at, count in asked)), channels=[home], shelves=[line],
        places=[BONDED if bonded else PAYING], opening=opening,
        refills={order.consignment_id: Refill("W/tea", 30, 60) for order in orders},
    )  # fmt: skip
    found, cny = both(world(made, orders=orders, period_h=600.0))
    assert found.cost_cny == pytest.approx(cny, abs=0.01)
    assert bool(found.lost) <= lost


def test_mail_pays_by_the_piece_whatever_dispatch_it_takes():
    office = place("O", kind="mail", packers=2, pick_h_per_order=0.02, pick_cny_per_order=1.0)
    mail = channel("mail", "", kind="post", office_id="O", piece_kg=1.0, dispatch=DAYTIME,
                   dispatch_kg=120.0, last_mile=HOURS(100.0), last_mile_cny=40.0)  # fmt: skip
    made = stock(waves((10.0, 300), channel_id="mail"), places=[place(), office], channels=[mail],
                 opening=0)  # fmt: skip
    found, cny = both(world(made))
    assert found.cost_cny == pytest.approx(300 * 41.0)
    assert cny == pytest.approx(300 * 41.0)
    assert found.standing_cny == 0.0


def test_lots_that_were_there_before_are_in_the_books():
    lots = (
        OpeningLot("old", "W/tea", 20, -200.0, expires_h=60.0),
        OpeningLot("held", "W/tea", 30, -48.0, status="held", until_h=50.0),
        OpeningLot("back", "W/tea", 8, -10.0, status="returned"),
    )
    line = shelf(restock_share=0.5, liquidate_share=0.5)
    made = stock(waves((5.0, 10), (80.0, 25)), places=[PAYING], shelves=[line],
                 lots={"W/tea": lots})  # fmt: skip
    found, cny = both(world(made))
    assert found.cost_cny == pytest.approx(cny, abs=0.01)


def test_standing_goods_pay_for_storage_interest_and_room_only():
    """100 pieces: storage of 1 m3 by age, 6 % a year of 10,000 CNY, 0.4 m3 nearby."""
    found, _ = both(world(stock((), places=[PAYING])))
    by_hand = 6 * 3.0 + 3 * 10.0 + 10 * 100 * 100.0 * 0.06 / 365.0 + 10 * 0.4 * 5.0
    assert found.standing_cny == pytest.approx(by_hand)
    assert found.cost_cny == pytest.approx(by_hand + 10 * 30.0)


def test_what_the_books_cannot_say_they_do_not_say():
    made = stock((), shelves=[shelf(), shelf("W/hall", source_id="W/tea")])
    assert stock_account(world(made), []) is None
    home = stock((), home_ways={"W/tea": WayHome("W/tea", "F")})
    assert stock_account(world(home), []) is None
    assert stock_account(replace(world(stock(())), stock=None), []) is None
