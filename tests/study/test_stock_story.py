"""The figures and stories of warehouses against rows that one can read."""

from dataclasses import replace

import pandas as pd
import pytest

from domain.distribution import Distribution
from domain.stock_records import KINDS
from study.kpis import kpis, observe
from study.stock_trace import KIND_WORDS, stock_story
from tests.stock_worlds import channel, days, run, shelf, stock, waves, world


@pytest.fixture(scope="module")
def seen():
    home = channel(last_mile=Distribution.fixed(30.0), return_share=0.25, return_wait=days(2))
    line = shelf(lost=True, restock_share=0.6, liquidate_share=1.0)
    made = world(stock(waves((1.0, 40), (30.0, 100)), channels=[home], shelves=[line], opening=90))
    result = run(made)
    return observe(made, result.records, "rule", 0)


@pytest.fixture(scope="module")
def figures(seen):
    rows = kpis(seen)
    return dict(zip(rows["kpi"], rows["value"], strict=True))


def test_fill_rate_and_stock_by_hand(figures):
    """90 pieces, 40 then 100 asked for: 50 of the hundred find stock."""
    assert figures["fill_rate"] == pytest.approx(90 / 140)
    assert figures["orders_served"] == 90
    # A quarter of the 40 and of the 50 that were met come back, 6 of 10 and 7 or 8 of 12 fit.
    assert figures["restocked_share"] == pytest.approx(0.6, abs=0.05)


def test_hours_to_the_door_are_those_of_collection_and_last_mile(figures):
    """Both waves are collected at the next midnight: 23 and 18 hours, then 30."""
    assert figures["order_to_door_h"] == pytest.approx((40 * 53.0 + 50 * 48.0) / 90)


def test_a_wave_tells_from_its_lot_to_its_return(seen):
    moves = seen.tables["stock_moves"]
    told = stock_story(moves, "home/0", lambda hour: f"{hour:.1f}", zh=False)
    assert told is not None
    for words in ("stands there at the start", "ordered", "set aside", "last mile",
                  "with the buyer", "back on the shelf", "sold off"):  # fmt: skip
        assert words in told
    assert stock_story(moves, "nothing", str, zh=True) is None


def test_every_kind_of_movement_has_words():
    assert set(KINDS) - {"day"} <= set(KIND_WORDS)
    assert all(zh and en for zh, en in KIND_WORDS.values())


def test_no_rows_no_figures(seen):
    bare = world(stock(()))
    result = run(replace(bare, stock=None))
    names = set(kpis(observe(bare, result.records, "rule", 0))["kpi"])
    assert not {name for name in names if name.startswith(("fill_rate", "stock_", "order"))}
    assert isinstance(seen.tables["stock_moves"], pd.DataFrame)
