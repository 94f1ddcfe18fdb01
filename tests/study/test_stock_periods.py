"""Stock events into rows of a spreadsheet."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.stock import Inventory, StockEvent
from domain.stream import Stock
from domain.times import Times
from study.stock_periods import stock_periods

DAY = 24.0
ANY = Times.fixed(0.0)


def run(stock, lead_h, demands, until_h):
    """Events of one shelf, and of another that is none of its business."""
    events = [StockEvent("other", 0.0, "demand", 9, 0, 9, 0)]
    inventory = Inventory("shelf", stock, [lead_h] * 99, events.append)
    for at_h, parcels in demands:
        while inventory.next_h is not None and inventory.next_h <= at_h:
            inventory.advance(inventory.next_h)
        inventory.ask(at_h, None, parcels)
    while inventory.next_h is not None and inventory.next_h <= until_h:
        inventory.advance(inventory.next_h)
    return events


def rows_of(stock, lead_h, demands, until_h):
    events = run(stock, lead_h, demands, until_h)
    return [row[1:] for row in stock_periods("shelf", stock, events, until_h)]


def test_days_of_a_reviewed_shelf_by_hand():
    # Up to 6 every day, there a day later; demand at the first instant or within the day.
    stock = Stock("order_up_to", ANY, 6, up_to=6, review_h=DAY)
    demands = [(0.0, 2), (10.0, 1), (24.0, 5), (30.0, 1), (48.0, 1)]
    assert rows_of(stock, DAY, demands, 4 * DAY) == [
        # from, to, opening | received, demanded, met, lost, ordered | on hand, waiting, on order
        (0.0, 24.0, 6, 0, 3, 3, 0, 0, 3, 0, 0),
        (24.0, 48.0, 3, 0, 6, 3, 0, 3, 0, 3, 3),
        (48.0, 72.0, 0, 3, 1, 0, 0, 6, 0, 1, 6),
        (72.0, 96.0, 0, 6, 0, 0, 0, 1, 5, 0, 1),
    ]


def test_lost_demand_is_neither_met_nor_waiting():
    stock = Stock("min_max", ANY, 4, up_to=4, reorder_at=1, review_h=12.0, backorder=False)
    assert rows_of(stock, 6.0, [(1.0, 3), (2.0, 2), (13.0, 1), (13.5, 1)], 24.0) == [
        (0.0, 12.0, 4, 0, 5, 3, 2, 0, 1, 0, 0),
        (12.0, 24.0, 1, 3, 2, 1, 1, 3, 3, 0, 0),
    ]


def test_a_watched_shelf_has_days():
    stock = Stock("base_stock", ANY, 2, up_to=2)
    assert rows_of(stock, 30.0, [(23.0, 1), (24.0, 2)], 60.0) == [
        (0.0, 24.0, 2, 0, 1, 1, 0, 1, 1, 0, 1),
        (24.0, 48.0, 1, 0, 2, 1, 0, 2, 0, 1, 3),
        # 53 h: the one that waits gets it; 54 h: two for the shelf. Cut short at 60 h.
        (48.0, 60.0, 0, 3, 0, 0, 0, 0, 2, 0, 0),
    ]


def test_a_later_first_review_leaves_a_short_first_period():
    stock = Stock("order_up_to", ANY, 1, up_to=1, review_h=10.0, first_review_h=4.0)
    rows = rows_of(stock, 0.0, [(1.0, 1)], 24.0)
    assert [row[:2] for row in rows] == [(0.0, 4.0), (4.0, 14.0), (14.0, 24.0)]
    assert rows[1][2:5] == (0, 1, 0)


@given(
    st.sampled_from(["base_stock", "order_up_to", "min_max", "fixed_lot"]),
    st.booleans(),
    st.sampled_from([0.0, 7.0, DAY]),
    st.sampled_from([0.0, 5.0, 31.0]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 6)), max_size=30),
)
def test_rows_follow_on_from_one_another(policy, backorder, review_h, lead_h, demands):
    stock = Stock(
        policy, ANY, 5, up_to=8, reorder_at=3, lot=4, review_h=review_h, backorder=backorder
    )
    demands = sorted((at / 4, parcels) for at, parcels in demands)
    rows = stock_periods("shelf", stock, run(stock, lead_h, demands, 120.0), 120.0)
    on_hand, waiting, on_order = 5, 0, 0
    for row in rows:
        assert row.opening == on_hand
        net = row.on_hand - row.backorders
        assert net == on_hand - waiting + row.received - row.demanded + row.lost
        assert row.on_order == on_order + row.ordered - row.received
        assert 0 <= row.met <= row.demanded - row.lost
        on_hand, waiting, on_order = row.on_hand, row.backorders, row.on_order
    assert (rows[0].from_h, rows[-1].to_h) == (0.0, 120.0)
    assert all(a.to_h == b.from_h for a, b in pairwise(rows))
    assert sum(row.demanded for row in rows) == sum(parcels for _, parcels in demands)
    if not backorder:
        assert sum(row.met + row.lost for row in rows) == sum(parcels for _, parcels in demands)


@pytest.mark.parametrize("until_h", [24.0, 30.0])
def test_what_comes_later_is_left_out(until_h):
    stock = Stock("base_stock", ANY, 2, up_to=2)
    rows = stock_periods("shelf", stock, run(stock, 1.0, [(50.0, 1)], 60.0), until_h)
    assert rows[-1].to_h == until_h
    assert sum(row.demanded for row in rows) == 0
