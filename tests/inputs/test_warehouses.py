"""Markets, their channels, and what scenarios may say of warehouses."""

from datetime import date
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inputs.build import load_scenario
from inputs.findings import InputError
from inputs.market import Market
from tests.inputs.worlds import ROOT

BASE = ROOT / "levers" / "bases" / "bonded_weeks.yaml"


def market(**changes):
    plain = {
        "market_id": "M", "node_id": "N", "tz": "UTC", "orders_per_year": 36500.0,
        "piece": (1.0, 0.01, 50.0), "tax_share": 0.0, "day_sigma": 0.0,
        "weekdays": (1.0,) * 7, "months": (1.0,) * 12, "waves": 2,
    }  # fmt: skip
    return Market(**{**plain, **changes})


def test_what_comes_is_poisson_around_the_mean_of_its_day():
    """400 days of mean 100: the mean within 4 sd of it, the variance near it."""
    days = [date.fromordinal(740000 + number) for number in range(400)]
    drawn = [market().drawn(1, -1, day) for day in days]
    mean = fsum(drawn) / 400
    assert abs(mean - 100.0) < 4.0 * (100.0 / 400) ** 0.5
    assert 75.0 < fsum((one - mean) ** 2 for one in drawn) / 399 < 130.0


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=5))
def test_channels_share_all_orders_of_a_day_and_no_more(orders, weights):
    total = fsum(weights)
    shares = tuple((str(number), weight / total) for number, weight in enumerate(weights))
    split = dict(market(shares=shares).split(orders))
    assert sum(split.values()) == orders
    assert all(abs(split[name] - orders * share) <= 1.0 for name, share in shares)


@settings(max_examples=20)
@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_day_is_the_same_whoever_serves_it(day):
    one = market(shares=(("stock", 1.0),)).drawn(7, -1, day)
    other = market(shares=(("mail", 0.4), ("train", 0.6)), waves=6).drawn(7, -1, day)
    assert one == other


def test_shelves_take_the_place_of_the_tonnes_of_their_flow():
    stock = load_scenario(BASE).scenario
    refills = stock.stock.refills
    assert set(refills) == {order.consignment_id for order in stock.consignments}
    for order in stock.consignments:
        refill = refills[order.consignment_id]
        assert order.trade_mode == "1210"
        assert refill.pieces == order.units * refill.pieces_per_unit
        assert order.known_at_h < order.ready_h < order.due_h


WRONG = {
    "stock.warehouses=[TY_WSCB, TY_WSCBZ]": "TY_WSCB",
    'stock.markets=["TY/bondet", "TY/bonded"]': "TY/bondet",
    "stock.shelves_set.TY_WSCBZ/bonded.flow_id=M39-none": "M39-none",
    "stock.warehouses_set.TY_WSCBZ.storage_tiers=30 days": "write day:price",
    "stock.channels_set.TY-hoem.orders_share=1": "did you mean",
    "redraw_demand=true": "drawn once",
}


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(InputError) as wrong:
        load_scenario(BASE, sets=list(WRONG))
    for says in WRONG.values():
        assert says in str(wrong.value)


def test_a_market_needs_a_channel_that_is_open():
    with pytest.raises(InputError, match="no channel of the market is open"):
        load_scenario(BASE, sets=["stock.warehouses=[]"])
