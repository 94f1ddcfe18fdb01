"""Warehouses at work: hand-worked shelves, queues, returns and bills."""

from dataclasses import replace

import pytest

from domain.calendar import OpenHours
from domain.cold import ProductLife
from domain.distribution import Distribution
from domain.event_effects import with_effects
from domain.events import Event
from domain.warehouse import Refill, Tier
from tests.stock_worlds import (
    channel,
    days,
    paid,
    pieces,
    place,
    rows,
    run,
    shelf,
    stock,
    waves,
    world,
)
from tests.worlds import DAYTIME, TEXTILES, consignment

HOURS = Distribution.fixed


def test_orders_that_find_too_little_wait_and_are_served_in_order_of_asking():
    made = world(stock(waves((1.0, 60), (2.0, 60), (3.0, 10)), opening=100))
    result = run(made)
    met = [(row.subject_id, row.pieces) for row in rows(result, "set_aside")]
    assert met == [("home/0.0", 60), ("home/1.0", 40)]
    assert [row.found for row in rows(result, "order")] == [60, 40, 0]
    assert rows(result, "day")[-1].backorders == 30


def test_lost_orders_cost_their_margin_and_do_not_wait():
    shop = shelf(lost=True, margin_share=0.25)
    result = run(world(stock(waves((1.0, 60), (2.0, 60)), shelves=[shop])))
    assert pieces(result, "lost") == 20
    assert paid(result, "value_lost") == pytest.approx(20 * 25.0)
    assert rows(result, "day")[-1].backorders == 0


def test_an_order_takes_papers_release_packing_collection_and_the_last_mile():
    """30 orders: released 10 an hour by 2 desks, packed 60 an hour by 3 people, gone at 20:00."""
    bonded = place(kind="bonded", desks=2, release_h_per_order=0.2, packers=3,
                   pick_h_per_order=0.05, opening=DAYTIME)  # fmt: skip
    home = channel(last_mile=HOURS(30.0))
    result = run(world(stock(waves((10.0, 30)), places=[bonded], channels=[home])))
    spans = [(row.kind, row.start_h, row.end_h)
             for row in rows(result, "release", "pick", "collect", "last_mile")]  # fmt: skip
    assert spans == [
        ("release", 10.0, 13.0), ("pick", 13.0, pytest.approx(13.5, abs=1e-9)),
        ("collect", pytest.approx(13.5, abs=1e-9), 20.0), ("last_mile", 20.0, 50.0),
    ]  # fmt: skip


def test_papers_that_do_not_match_are_sent_again_and_arrive_later():
    bonded = place(kind="bonded", desks=1, release_h_per_order=0.0, match_fail_share=0.1,
                   match_redo_h=6.0)  # fmt: skip
    result = run(world(stock(waves((10.0, 30)), places=[bonded])))
    (again,) = rows(result, "documents")
    assert (again.pieces, again.end_h - again.start_h) == (3, 6.0)
    assert sorted((row.pieces, row.start_h) for row in rows(result, "pick")) == [
        (3, 16.0), (27, 10.0),
    ]  # fmt: skip


def test_packers_work_one_wave_after_another_and_rest_at_night():
    """12 h of work from 10:00 with two people: to 16:00; the next 12 h end at 10:00 next day."""
    crew = place(packers=2, pick_h_per_order=0.5, opening=DAYTIME)
    asked = waves((10.0, 24), (11.0, 24))
    queued = run(world(stock(asked, places=[crew])), limited=True)
    assert [(row.opens_h, row.end_h) for row in rows(queued, "pick")] == [
        (10.0, 16.0), (16.0, 34.0),
    ]  # fmt: skip
    alone = run(world(stock(asked, places=[crew])), limited=False)
    assert [row.end_h for row in rows(alone, "pick")] == [16.0, 17.0]


def test_first_expired_is_first_out():
    """The second lot has half its life behind it: it goes first, though it came later."""
    life = ProductLife("q10", 5.0, 40.0, q10=2.0)
    cold = place(kind="cold", keeps_c=5.0)
    made = world(stock(waves((100.0, 30)), places=[cold], opening=0))
    from domain.shelf_lots import ShelfLot, ShelfLots, expires_h

    lots = ShelfLots()
    for name, at_h, used in (("old", 0.0, 0.0), ("young but worn", 24.0, 0.5)):
        ends_h = expires_h(made.stock.shelves["W/tea"], life, 5.0, at_h, used)
        lots.put(ShelfLot(name, at_h, 20, ends_h, used))
    assert [(lot.lot_id, count) for lot, count in lots.take(30)] == [
        ("young but worn", 20), ("old", 10),
    ]  # fmt: skip


def test_storage_is_billed_by_age_at_the_end_of_each_day():
    """100 pieces of 0.01 m3, free for 2 days, then 3 CNY: days 2..9 of ten, 8 days of 1 m3."""
    paying = place(tiers=(Tier(2.0, 3.0), Tier(8.0, 10.0)))
    result = run(world(stock((), places=[paying])))
    assert paid(result, "storage") == pytest.approx(6 * 3.0 + 3 * 10.0)
    assert paid(result, "capital") == pytest.approx(10 * 100 * 100.0 * 0.06 / 365.0)


def test_beyond_the_room_goods_stand_in_a_hall_nearby():
    tight = place(capacity_m3=0.4, overflow_cny_per_m3_day=5.0)
    assert paid(run(world(stock((), places=[tight]))), "storage") == pytest.approx(10 * 0.6 * 5.0)


def test_an_invoice_worked_by_hand():
    """40 orders, of which 5 come back: 3 are sold again, 1 is sold off, 1 is destroyed."""
    paying = place(pick_cny_per_order=7.0, triage_cny_per_piece=4.0, destroy_cny_per_kg=2.0,
                   subsidy_cny_per_order=0.5)  # fmt: skip
    home = channel(last_mile_cny=20.0, tax_share=0.19, piece_cny=100.0, return_share=0.125,
                   return_wait=days(5), return_ride=days(2), return_cny=12.0)  # fmt: skip
    line = shelf(restock_share=0.6, liquidate_share=0.5, liquidate_value_share=0.3)
    result = run(world(stock(waves((1.0, 40)), places=[paying], channels=[home], shelves=[line])))
    assert [(row.kind, row.pieces) for row in rows(result, "restock", "sold_off", "destroyed")] == [
        ("sold_off", 1), ("destroyed", 1), ("restock", 3),
    ]  # fmt: skip
    assert paid(result, "handling") == pytest.approx(40 * 7.0 + 5 * 4.0)
    assert paid(result, "transport") == pytest.approx(40 * 20.0 + 5 * 12.0)
    assert paid(result, "duty") == pytest.approx(40 * 19.0)
    assert paid(result, "value_lost") == pytest.approx(70.0 + 100.0)
    assert paid(result, "disposal") == pytest.approx(2.0)
    assert paid(result, "subsidy") == pytest.approx(-20.0)


def test_a_return_can_be_followed_from_its_lot_to_the_shelf_again():
    home = channel(return_share=0.5, return_wait=days(3), return_ride=days(2))
    line = shelf(restock_share=1.0)
    result = run(world(stock(waves((1.0, 4)), channels=[home], shelves=[line])))
    back = [row for row in rows(result) if row.subject_id == "home/0.0<"]
    assert [row.kind for row in back] == ["return_wait", "return_ride", "triage", "restock"]
    assert {row.lot_id for row in back} == {"W/tea#0", "home/0.0<"}
    assert back[-1].end_h - back[0].start_h == 5 * 24.0


def test_returns_worth_it_go_home_at_a_price():
    home = channel(return_share=0.5)
    line = shelf(home_value_cny=100.0, home_cny_per_kg=9.0)
    result = run(world(stock(waves((1.0, 4)), channels=[home], shelves=[line])))
    assert pieces(result, "sent_home") == 2
    assert paid(result, "transport") == pytest.approx(18.0)


def test_what_is_too_old_is_written_off_at_what_is_left_of_its_value():
    line = shelf(write_off_days=4.0, loss_per_day=0.05)
    result = run(world(stock((), shelves=[line], opening=10)))
    (gone,) = rows(result, "write_off")
    assert (gone.pieces, gone.end_h) == (10, 96.0)
    # Three days of 5% have been booked when the fourth ends, at which four have been lost in all.
    assert paid(result, "value_lost") == pytest.approx(10 * 100.0 * (3 * 0.05 + 0.8))


def test_a_hall_of_display_is_filled_from_the_bonded_shelf_and_sells_over_the_counter():
    hall = place("H", kind="display", capacity_m3=0.5, deposit_share=0.2)
    shown = shelf("H/tea", "H", source_id="W/tea", transfer_h=3.0, up_to_days=20.0, lost=True)
    walk_in = channel("hall", "H/tea", kind="shop")
    made = stock(waves((10.0, 20), (30.0, 40), channel_id="hall"), places=[place(), hall],
                 shelves=[shelf(), shown], channels=[channel(), walk_in],
                 opening={"W/tea": 100, "H/tea": 0})  # fmt: skip
    result = run(world(made))
    # It would have 200 pieces and has room for 50; what is sold is filled up the next morning.
    assert [(row.pieces, row.end_h) for row in rows(result, "display_in")] == [
        (50, 3.0), (20, 27.0), (30, 51.0),
    ]  # fmt: skip
    assert [row.end_h - row.start_h for row in rows(result, "counter")] == [0.0, 0.0]
    assert not rows(result, "collect", "last_mile")


def test_goods_whose_term_on_display_is_over_go_back_to_the_bonded_shelf():
    hall = place("H", kind="display", term_h=72.0)
    shown = shelf("H/tea", "H", source_id="W/tea", transfer_h=2.0, up_to_days=1.0)
    made = stock((), places=[place(), hall], shelves=[shelf(), shown],
                 opening={"W/tea": 100, "H/tea": 0})  # fmt: skip
    result = run(world(made, period_h=100.0))
    assert [(row.pieces, row.start_h, row.end_h) for row in rows(result, "term_in")] == [
        (10, 96.0, 98.0),
    ]  # fmt: skip


def test_a_consignment_becomes_a_lot_on_the_shelf_when_it_is_unloaded():
    order = consignment(1, TEXTILES, units=4, ready_h=10.0, due_h=900.0)
    slow = place(docks=1, unload_h_per_m3=2.0, inbound_cny_per_m3=50.0)
    made = stock((), places=[slow], opening=0,
                 refills={order.consignment_id: Refill("W/tea", 25, 100)})  # fmt: skip
    result = run(world(made, orders=[order], period_h=900.0))
    (lot,) = rows(result, "unload")
    delivered_h = result.records.consignments.rows[0][14]
    assert (lot.pieces, lot.start_h, lot.end_h) == (100, delivered_h, delivered_h + 2.0)
    assert paid(result, "handling") == pytest.approx(50.0)


def test_the_same_causes_give_the_same_returns_however_orders_are_met():
    """Returns of a wave hang on the wave: served at once or in three parts, as many come back."""
    home = channel(return_share=0.3, last_mile=Distribution.from_mean_sd("lognormal", 30.0, 9.0))
    asked = waves((1.0, 90))
    whole = run(world(stock(asked, channels=[home])), nominal=False)
    orders = [consignment(n, TEXTILES, units=1, ready_h=10.0 + n, due_h=900.0) for n in (1, 2)]
    later = stock(asked, channels=[home], opening=30,
                  refills={o.consignment_id: Refill("W/tea", 30, 30) for o in orders})  # fmt: skip
    parts = run(world(later, orders=orders, period_h=900.0), nominal=False)
    assert len(rows(parts, "last_mile")) > 1
    assert pieces(parts, "return_wait") == pieces(whole, "return_wait")


def test_a_run_without_warehouses_has_no_rows_of_stock():
    assert run(replace(world(stock(())), stock=None)).records.stock_moves.rows == []


def test_opening_hours_bound_the_counter():
    shop = place(opening=OpenHours.of([(33.0, 40.0), (57.0, 64.0)], 5000.0))
    walk_in = channel(kind="shop")
    made = stock(waves((10.0, 1)), places=[replace(shop, pick_h_per_order=0.5)], channels=[walk_in])
    (sold,) = rows(run(world(made, period_h=24.0)), "counter")
    assert (sold.start_h, sold.opens_h, sold.end_h) == (10.0, 33.0, 33.5)


def test_mail_is_sorted_and_leaves_in_dispatches_that_have_room():
    """300 pieces of 1 kg, sorted 100 an hour from 10:00; dispatches of 120 kg leave at 20:00."""
    office = place("O", kind="mail", packers=2, pick_h_per_order=0.02, pick_cny_per_order=1.0)
    mail = channel("mail", "", kind="post", office_id="O", piece_kg=1.0, dispatch=DAYTIME,
                   dispatch_kg=120.0, last_mile=HOURS(100.0), last_mile_cny=40.0)  # fmt: skip
    made = stock(waves((10.0, 300), channel_id="mail"), places=[place(), office], channels=[mail])
    result = run(world(made))
    assert [row.end_h for row in rows(result, "sort")] == [13.0]
    assert [(row.pieces, row.end_h) for row in rows(result, "dispatch")] == [
        (120, 20.0), (120, 44.0), (60, 68.0),
    ]  # fmt: skip
    assert [row.end_h for row in rows(result, "mail")] == [120.0, 144.0, 168.0]
    assert paid(result, "transport") == pytest.approx(300 * 40.0)
    assert paid(result, "handling") == pytest.approx(300.0)


def test_a_dearer_week_of_a_warehouse_costs_its_factor_on_its_own_fees():
    """Days end at 24, 48, ...; four of the ten end in [50, 150)."""
    paying = place(tiers=(Tier(0.0, 3.0),), fixed_cny_per_day=40.0, pick_cny_per_order=7.0)
    made = world(stock(waves((60.0, 10), (200.0, 10)), places=[paying]))
    calm = run(made)
    event = Event("dear", "price", "W*", 50.0, 150.0, factor=1.5)
    dear = run(with_effects(made, [event]))
    assert paid(dear, "facility") - paid(calm, "facility") == pytest.approx(4 * 20.0)
    assert paid(dear, "handling") - paid(calm, "handling") == pytest.approx(10 * 3.5)
    assert paid(dear, "storage") - paid(calm, "storage") == pytest.approx(
        0.5 * 3.0 * 0.01 * (90 + 90 + 90 + 90)
    )
    assert paid(dear, "capital") == paid(calm, "capital")


def test_a_dearer_service_leaves_warehouses_alone():
    made = world(stock(waves((60.0, 10)), places=[place(fixed_cny_per_day=40.0)]))
    event = Event("dear", "price", "*", 50.0, 150.0, factor=1.5)
    assert with_effects(made, [event]).stock is made.stock
