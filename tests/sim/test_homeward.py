"""Returns that travel home as freight: the pile, what rides, what becomes of it, and who pays."""

from dataclasses import replace
from functools import cache
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.homeward import Unfit, place_home
from domain.outlook import Outlook
from domain.warehouse import Homeward, WayHome
from inputs.build import load_scenario
from inputs.findings import InputError
from optimize.rule import Rule
from optimize.verify import verify
from sim import simulate
from sim.checks import BrokenRunError
from sim.warehouse.homeward import HomeRun
from tests.inputs.worlds import ROOT
from tests.sim.reading import consignments, planned
from tests.stock_worlds import channel, paid, pieces, rows, run, shelf, stock, waves, world
from tests.worlds import TEXTILES, consignment

EXAMPLE = ROOT / "scenarios" / "examples" / "returns_home.yaml"


def with_way_home(*, most=50, ready_h=100.0, **changes):
    """100 orders at hour 1; 40 come back at the next midnight, none is fit, all go home."""
    order = consignment(1, TEXTILES, units=4, ready_h=ready_h, due_h=900.0)
    way = WayHome("W/tea", order.flow_id, people=2, look_h_per_piece=0.5, look_cny_per_piece=3.0,
                  fit_share=0.75, sold_value_share=0.4)  # fmt: skip
    line = shelf(home_value_cny=50.0, home_cny_per_kg=9.0)
    made = stock(
        waves((1.0, 100)), channels=[channel(return_share=0.4)], shelves=[line],
        home_ways={"W/tea": replace(way, **changes)},
        homeward={order.consignment_id: Homeward("W/tea", ready_h, most)},
    )  # fmt: skip
    return world(made, orders=[order], period_h=900.0)


def test_what_lies_there_rides_home_and_ends_there():
    made = with_way_home()
    result = run(made, limited=True)
    assert pieces(result, "sent_home") == 40
    (out,) = rows(result, "home_out")
    (look,) = rows(result, "home_look")
    delivered_h = result.records.consignments.rows[0][14]
    assert (out.pieces, out.end_h) == (40, 100.0)
    # 40 pieces of half an hour, two people.
    assert (look.pieces, look.start_h, look.end_h) == (40, delivered_h, delivered_h + 10.0)
    assert [(row.kind, row.pieces, row.start_h) for row in rows(result, "home_sold", "home_kept")
            ] == [("home_sold", 10, 100.0), ("home_kept", 30, 100.0)]  # fmt: skip
    # No price per kg any more: freight is the consignment's, and the owner pays what is done.
    assert paid(result, "transport") == 0.0
    assert paid(result, "handling") == pytest.approx(40 * 3.0)
    assert paid(result, "value_lost") == pytest.approx(10 * 100.0 * 0.6)
    bare = run(replace(made, stock=None), limited=True)

    def freight(of):
        return sum(row[-1] for row in of.records.costs.rows if row[4] == "shipper")

    assert freight(result) == pytest.approx(freight(bare))


def test_beyond_its_room_the_rest_waits_and_before_they_are_back_nothing_rides():
    assert pieces(run(with_way_home(most=15)), "home_out", "home_look") == 30
    early = run(with_way_home(ready_h=12.0))
    assert pieces(early, "home_out") == 0
    assert not rows(early, "home_look", "home_kept")


def test_pieces_that_were_never_sent_home_cannot_leave(monkeypatch):
    load = HomeRun._load

    def twice(self, name, at_h):
        self.pile["W/tea"] += 5
        load(self, name, at_h)

    monkeypatch.setattr(HomeRun, "_load", twice)
    with pytest.raises(BrokenRunError, match="5 pieces leave that were not sent home"):
        run(with_way_home())


def test_pieces_that_are_kept_and_sold_break_the_run(monkeypatch):
    arrive = HomeRun.arrive

    def too_many(self, lot, at_h):
        self.aboard[lot.order.consignment_id] += 3
        yield from arrive(self, lot, at_h)

    monkeypatch.setattr(HomeRun, "arrive", too_many)
    with pytest.raises(BrokenRunError, match="3 pieces come home that did not leave"):
        run(with_way_home())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.0, 2000.0), st.floats(0.0, 30.0)), max_size=25),
    st.integers(1, 60), st.sampled_from([24.0, 168.0]), st.sampled_from([0.0, 200.0, 2500.0]),
    st.floats(0.1, 1.0),
)  # fmt: skip
def test_whatever_comes_back_goes_home_once_and_none_too_late(came, unit, look_h, wait_h, fill):
    way = WayHome("S", "F", look_h=look_h, wait_h=wait_h, fill_share=fill)
    unfit = sorted(Unfit(*one) for one in came)
    placed = place_home(way, unfit, unit, 6000.0)
    gone = 0
    for order in placed:
        assert 0 < order.pieces <= order.units * unit
        assert order.at_h % look_h == 0.0
        gone += order.pieces
        assert gone <= fsum(one.pieces for one in unfit if one.at_h < order.at_h) + 1e-6
        if order.pieces < order.units * unit:
            rest = order.pieces - (order.units - 1) * unit
            oldest_h = _oldest_left(unfit, gone - order.pieces)
            assert rest >= fill * unit - 1e-9 or order.at_h - oldest_h >= wait_h
    # In the end all whole pieces are gone: the last look is long after the last return.
    assert gone >= fsum(one.pieces for one in unfit) - 1.0 - 1e-6


def _oldest_left(unfit, gone):
    """Hour at which the next whole piece was there."""
    there = 0.0
    for one in unfit:
        there += one.pieces
        if there >= gone + 1.0 - 1e-9:
            return one.at_h
    raise AssertionError("nothing is left")


@cache
def example():
    return load_scenario(
        EXAMPLE,
        sets=["warm_up_days=0", "period_days=35", "planning.options=3", "planning.slot_h=24",
              "stock.returns_home.OW_DUI/ow_stock.wait_days=10",
              "stock.markets_set.DE/ow_stock.orders_per_year=6000000"],
    ).scenario  # fmt: skip


def test_consignments_home_are_in_the_book_with_the_weight_of_their_pieces():
    made = example()
    home = [order for order in made.consignments if "/home/" in order.consignment_id]
    assert home
    for order in home:
        assert (order.origin_id, order.trade_mode) == ("OW_DUI", "9810_return")
        count = order.kg / 0.93
        assert count == pytest.approx(round(count))
        assert order.value_cny == pytest.approx(count * 65.1)
        assert order.m3 == pytest.approx(count * 0.0042)
        assert count <= made.stock.homeward[order.consignment_id].most_pieces
    # Looked at every week, the last time after four; a piece is back after 14 days.
    back = [wave for wave in made.stock.waves if wave.at_h < (28 - 14) * 24.0]
    assert sum(order.kg for order in home) / 0.93 == pytest.approx(
        0.06 * 0.4 * sum(wave.orders for wave in back), abs=2.0
    )


def test_plans_carry_them_and_run_as_planned():
    made, outlook = example(), Outlook(1)
    plan = Rule().plan(made, outlook)
    assert verify(made, plan, outlook).problems == ()
    expected = planned(account(made, plan))
    for name, row in consignments(
        simulate(made, plan, seed=1, replication=0, nominal=True)
    ).items():
        cny, delivered_h, _ = expected[name]
        assert row["cost_cny"] == pytest.approx(cny, abs=0.01)
        assert row["delivered_h"] == delivered_h
    names = {part.consignment_id for part in plan.parts if part.journey_id is not None}
    assert any("/home/" in name for name in names)


def test_a_way_home_begins_where_the_shelf_stands():
    sets = ["stock.returns_home.OW_DUI/ow_stock.flow_id=M08-ow_stock-fcl-OW_DUI",
            "stock.returns_home.OW_DUI/tea.flow_id=M40-none"]  # fmt: skip
    with pytest.raises(InputError) as wrong:
        load_scenario(EXAMPLE, sets=sets)
    for says in ("begins at TY_WSCBZ", "OW_DUI/tea", "M40-none"):
        assert says in str(wrong.value)


def test_without_a_way_home_the_price_is_paid():
    made = with_way_home()
    result = run(replace(made, stock=replace(made.stock, home_ways={}, homeward={})))
    assert pieces(result, "sent_home") == 40
    assert paid(result, "transport") == pytest.approx(40 * 9.0)
