"""Stock that was counted at hour 0: its receipt, its holds, its end, its keeper."""

from dataclasses import replace
from math import inf

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cold import ProductLife
from domain.replenish import Demanded, Found, Standing, place_orders
from domain.stock_records import StockMove
from domain.warehouse import Forecast, OpeningLot, Tier, Wave
from sim.checks import BrokenRunError
from study.shelf_state import lots_at
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

DAY_H = 24.0


def lot(name, count, age_days, **changes):
    return OpeningLot(name, "W/tea", count, -DAY_H * age_days, **changes)


def with_lots(made, *lots, shelf_id="W/tea"):
    return replace(made, stock=replace(made.stock, lots={shelf_id: lots}))


def test_the_oldest_is_sold_first_and_storage_is_billed_by_receipt():
    """30 pieces of 28 days and 50 of 5: after two days the old pay tier one, the young nothing."""
    paying = place(tiers=(Tier(30.0, 3.0), Tier(31.0, 10.0)))
    line = shelf(life_days=400.0)
    made = with_lots(
        world(stock(waves((1.0, 10)), places=[paying], shelves=[line]), period_h=72.0),
        lot("young", 50, 5), lot("old", 30, 28),
    )  # fmt: skip
    result = run(made)
    assert [(row.lot_id, row.pieces) for row in rows(result, "set_aside")] == [("old", 10)]
    assert paid(result, "storage") == pytest.approx(20 * 0.01 * (3.0 + 10.0))
    assert [(row.lot_id, row.start_h) for row in rows(result, "opening")] == [
        ("young", -120.0), ("old", -672.0),
    ]  # fmt: skip


def test_what_is_too_old_goes_at_the_end_of_its_day_with_what_it_is_still_worth():
    """Ten days old of twelve: two days more, and the value of twelve days is lost by then."""
    line = shelf(write_off_days=12.0, loss_per_day=0.05)
    result = run(with_lots(world(stock((), shelves=[line])), lot("a", 10, 10)))
    (gone,) = rows(result, "write_off")
    assert (gone.start_h, gone.end_h) == (-240.0, 48.0)
    assert paid(result, "value_lost") == pytest.approx(10 * 100.0 * (0.05 + 1.0 - 12 * 0.05))


def test_a_label_ends_a_life_and_goes_with_the_goods_to_the_hall():
    hall = place("H", kind="display", capacity_m3=0.5)
    shown = shelf("H/tea", "H", source_id="W/tea", transfer_h=2.0, up_to_days=2.0)
    made = stock((), places=[place(), hall], shelves=[shelf(), shown],
                 opening={"W/tea": 0, "H/tea": 0})  # fmt: skip
    result = run(with_lots(world(made), lot("a", 30, 1, expires_h=100.0)))
    assert sorted((row.shelf_id, row.pieces, row.end_h) for row in rows(result, "write_off")) == [
        ("H/tea", 20, 120.0), ("W/tea", 10, 120.0),
    ]  # fmt: skip


def test_a_lot_that_is_held_is_there_and_sold_from_its_end_on():
    line = shelf(write_off_days=365.0)
    made = with_lots(
        world(stock(waves((1.0, 30), (50.0, 5)), shelves=[line])),
        lot("free", 20, 1), lot("held", 40, 9, status="held", until_h=60.0),
    )  # fmt: skip
    result = run(made)
    sold = [(row.lot_id, row.pieces, row.end_h) for row in rows(result, "set_aside")]
    assert sold == [("free", 20, 1.0), ("held", 10, 60.0), ("held", 5, 60.0)]
    assert rows(result, "day")[0].on_hand == 40
    assert [row.end_h for row in rows(result, "hold")] == [60.0]


def test_returns_at_the_table_are_looked_at_first():
    line = shelf(restock_share=0.6, liquidate_share=1.0)
    slow = place(triage_crew=2, triage_h_per_piece=0.5, triage_cny_per_piece=4.0)
    made = with_lots(world(stock((), places=[slow], shelves=[line])),
                     lot("back", 20, 3, status="returned"))  # fmt: skip
    result = run(made)
    assert [(row.kind, row.pieces, row.end_h) for row in rows(result, "triage", "restock")] == [
        ("triage", 20, 5.0), ("restock", 12, 5.0),
    ]  # fmt: skip
    assert pieces(result, "sold_off") == 8
    assert paid(result, "handling") == pytest.approx(80.0)


def test_goods_that_age_by_temperature_go_on_from_what_was_counted():
    """At 5 degC a life of 40 days; half is left: it ends after 20 days and is cleared that day."""
    life = ProductLife("q10", 5.0, 40.0, q10=2.0)
    cold = place(kind="cold", keeps_c=5.0)
    made = world(stock((), places=[cold]), period_h=24.0 * 30)
    textiles = replace(made.products["textiles"], life=life)
    made = replace(made, products={**made.products, "textiles": textiles})
    result = run(with_lots(made, lot("a", 5, 100, life_used=0.5)))
    (gone,) = rows(result, "write_off")
    assert (gone.end_h, gone.life_used) == (480.0, pytest.approx(1.0))


def test_who_sells_what_is_held_breaks_the_run(monkeypatch):
    made = with_lots(
        world(stock(waves((1.0, 30)))), lot("held", 40, 9, status="held", until_h=60.0)
    )
    monkeypatch.setattr("sim.warehouse.opening.at_start", _free)
    with pytest.raises(BrokenRunError, match="held is sold while it is held"):
        run(made)


def _free(line, life, room_c, counted):
    from domain.shelf_lots import at_start

    return at_start(line, life, room_c, replace(counted, status="free", until_h=0.0))


def test_who_forgets_a_lot_breaks_the_run(monkeypatch):
    made = with_lots(world(stock(waves((1.0, 3)))), lot("a", 4, 1), lot("b", 4, 1))
    whole = run(made)
    assert pieces(whole, "opening") == 8
    stand = "sim.warehouse.run.stand_there"
    from sim.warehouse.opening import stand_there

    monkeypatch.setattr(stand, lambda stock_run, one, lots: stand_there(stock_run, one, lots[:1]))
    with pytest.raises(BrokenRunError, match="lot b does not stand there as counted"):
        run(made)


def test_two_halves_with_the_shelves_carried_over_are_one_run():
    """Twenty days at once, or ten and ten from what stood there: the same ends of days."""
    line = shelf(restock_share=1.0, write_off_days=17.0)
    home = channel(return_share=0.25, return_wait=days(1))
    asked = waves(*[(24.0 * day + 9.0, 4 + day % 3) for day in range(20)])
    held = lot("h", 12, 2, status="held", until_h=290.0)
    slow = place(triage_h_per_piece=0.5)
    counted = (lot("a", 150, 3), lot("b", 40, 1, expires_h=260.0), held)

    def part(waves_, lots, period_h):
        made = stock(waves_, places=[slow], shelves=[line], channels=[home])
        return with_lots(world(made, period_h=period_h), *lots)

    def ends(result, after_h):
        return [(row.end_h - after_h, row.on_hand) for row in rows(result, "day")
                if row.end_h > after_h]  # fmt: skip

    # Returns of the last waves before the cut are with their buyers: no stock of the warehouse.
    quiet = [wave for wave in asked if not 190.0 < wave.at_h < 240.0]
    whole = run(part(tuple(quiet), counted, 480.0))
    moves = pd.DataFrame(rows(whole), columns=StockMove._fields)
    first = part(tuple(quiet), counted, 240.0)
    over = [one for one in lots_at(first, moves, 240.0) if one.pieces]
    assert {one.status for one in over} == {"free", "held"}
    later = tuple(replace(wave, at_h=wave.at_h - 240.0) for wave in quiet if wave.at_h > 240.0)
    second = run(part(later, over, 240.0))
    assert ends(second, 0.0) == ends(whole, 240.0)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 14), min_size=30, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 25)), max_size=4),
    st.sampled_from(["wait", "lost"]),
    st.integers(0, 40),
)
def test_the_keeper_orders_what_a_keeper_who_sees_the_shelf_would_order(daily, ages, unmet, coming):
    """Orders written ahead, against looks at the shelf of the simulation: write-offs and all."""
    line = shelf(write_off_days=20.0, up_to_days=4.0, review_h=24.0, lost=unmet == "lost")
    asked = tuple(Wave(f"home/{day}", "home", 24.0 * day + 9.0, orders)
                  for day, orders in enumerate(daily))  # fmt: skip
    lots = tuple(lot(f"l{n}", count, age) for n, (age, count) in enumerate(ages))
    result = run(with_lots(world(stock(asked, shelves=[line]), period_h=720.0), *lots))
    ends = {row.end_h: row.on_hand - row.backorders for row in rows(result, "day")}
    standing = tuple(
        Standing(one.received_h, 0.0, max(24.0, one.received_h + 480.0), one.pieces)
        for one in sorted(lots, key=lambda one: (one.received_h, one.lot_id))
    )
    far = ((10_000.0, coming),) if coming else ()
    placed = place_orders(
        line, Forecast.flat(10.0, 400), [Demanded(w.at_h, w.orders) for w in asked], 1, 720.0,
        lead_h=inf, found=Found(standing, coming=far),
    )  # fmt: skip
    ordered = coming
    for order in placed:
        if order.at_h:
            assert order.pieces == 40 - (ends[order.at_h] + ordered)
        ordered += order.pieces
    for at_h, net in ends.items():
        on_order = coming + sum(order.pieces for order in placed if order.at_h <= at_h)
        assert at_h == 720.0 or net + on_order >= 40
