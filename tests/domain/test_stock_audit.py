"""The audit of shelves finds what is planted; that it finds no more is held in test_stock.py."""

import pytest

from domain.stock import StockEvent
from domain.stock_audit import breaches
from domain.stream import Stock
from domain.times import Times

DAY = 24.0
ANY = Times.fixed(0.0)


def told(*rows):
    return [StockEvent("shelf", *row) for row in rows]


WATCHED = Stock("base_stock", ANY, 3, up_to=3)
DAILY = Stock("min_max", ANY, 3, up_to=3, reorder_at=1, review_h=DAY)


@pytest.mark.parametrize(
    ("stock", "rows", "event", "words"),
    [
        # A parcel stays on the shelf though it was handed out.
        (WATCHED, [(1.0, "demand", 1, 3, 0, 0)], 0, "3 on hand, 0 backorders, 0 on order, exp"),
        # Stock is below nothing, instead of a lot that waits.
        (WATCHED, [(1.0, "demand", 4, -1, 0, 0)], 0, "there cannot be -1 on hand"),
        (WATCHED, [(1.0, "receipt", 1, 4, 0, -1)], 0, "no order of 1 parcels was under way"),
        (
            WATCHED,
            [(1.0, "demand", 2, 1, 0, 0), (1.0, "order", 3, 1, 0, 3)],
            1,
            "3 parcels were ordered at a position of 1, the rule asks for 2",
        ),
        (
            WATCHED,
            [(1.0, "demand", 2, 1, 0, 0), (4.0, "demand", 1, 0, 0, 0)],
            1,
            "nothing was ordered at a position of 1",
        ),
        (WATCHED, [(1.0, "demand", 2, 1, 0, 0)], 1, "nothing was ordered"),
        (
            WATCHED,
            [(5.0, "demand", 2, 1, 0, 0), (4.0, "order", 2, 1, 0, 2)],
            1,
            "4.0 h comes after 5.0 h",
        ),
        (
            DAILY,
            [(1.0, "demand", 2, 1, 0, 0), (2.0, "order", 2, 1, 0, 2)],
            1,
            "2.0 h, which is no hour of a review",
        ),
        (
            DAILY,
            [(1.0, "demand", 2, 1, 0, 0), (24.0, "demand", 1, 0, 0, 0)],
            1,
            "nothing was ordered at a position of 1",
        ),
        (
            DAILY,
            [(1.0, "demand", 2, 1, 0, 0), (48.0, "order", 2, 1, 0, 2)],
            1,
            "nothing was ordered at a position of 1",
        ),
        (DAILY, [(1.0, "demand", 2, 1, 0, 0)], 1, "nothing was ordered at a position of 1"),
    ],
)
def test_a_planted_fault_is_told(stock, rows, event, words):
    found = list(breaches(stock, told(*rows), 30.0))
    assert any(breach.event == event and words in breach.rule for breach in found), found
