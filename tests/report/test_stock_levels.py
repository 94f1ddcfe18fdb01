"""The chart of warehouses' shelves against rows that one can count."""

import pytest

from domain.distribution import Distribution
from domain.warehouse import OpeningLot, Refill
from report.canvas import NothingToDrawError
from report.names import Names
from report.stock_levels import plot_stock, read_stock, shelf_days
from study.kpis import observe
from tests.sim.test_shelf_start import with_lots
from tests.stock_worlds import channel, run, shelf, stock, waves, world
from tests.worlds import TEXTILES, consignment

NAMES = Names("en", {"W": "Place"}, {})


@pytest.fixture(scope="module")
def seen():
    """A lot of 40 days and one of 5; 100 pieces are ordered at hour 0 and come; 400 are asked."""
    order = consignment(1, TEXTILES, units=4, ready_h=10.0, due_h=900.0, known_at_h=0.0)
    line = shelf(lost=True, write_off_days=50.0)
    asked = waves(*[(24.0 * day + 9.0, 20) for day in range(20)])
    made = stock(asked, shelves=[line], channels=[channel(last_mile=Distribution.fixed(30.0))],
                 refills={order.consignment_id: Refill("W/tea", 25, 100)})  # fmt: skip
    lots = (OpeningLot("old", "W/tea", 130, -960.0), OpeningLot("young", "W/tea", 60, -120.0))
    made = with_lots(world(made, orders=[order], period_h=480.0), *lots)
    return observe(made, run(made).records, "rule", 0).tables


def test_bands_are_the_stock_by_age_and_add_up_to_what_the_rows_say(seen):
    moves = seen["stock_moves"]
    days = shelf_days(moves, seen["consignments"], "W/tea")
    told = moves.loc[moves["kind"] == "day", "on_hand"]
    assert list(days.on_hand) == list(told)
    assert list(days.by_age[:, 0]) == [60.0, 110.0, 0.0]
    # The young lot is 30 days old at the end of day 25; the period has 20.
    assert days.by_age[2].sum() == 0.0
    assert (days.asked, days.found) == (400, days.found)


def test_what_is_on_its_way_is_there_from_ordering_to_the_shelf(seen):
    days = shelf_days(seen["stock_moves"], seen["consignments"], "W/tea")
    moves = seen["stock_moves"]
    (came_h,) = moves.loc[moves["kind"] == "unload", "end_h"]
    assert list(days.coming) == [100.0 if at < came_h else 0.0 for at in days.at_h]
    lost = moves.loc[moves["kind"] == "lost", "pieces"].sum()
    assert days.lost.sum() == lost


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_drawn_and_told_in_both_languages(seen, lang):
    ax = plot_stock(seen["stock_moves"], seen["consignments"], NAMES, lang=lang)
    assert ax.child_axes
    told = read_stock(seen["stock_moves"], seen["consignments"], NAMES, lang)
    assert "400" in told


def test_without_orders_there_is_nothing_to_draw(seen):
    moves = seen["stock_moves"]
    with pytest.raises(NothingToDrawError):
        plot_stock(moves[moves["kind"] != "order"], seen["consignments"], NAMES)
