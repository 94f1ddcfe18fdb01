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


SHELVES = ROOT / "scenarios" / "examples" / "shelves_in_april.yaml"


def test_lots_that_were_counted_take_the_place_of_the_level_and_the_keeper_orders_for_them():
    counted = load_scenario(SHELVES, sets=["period_days=8"]).scenario
    lots = counted.stock.lots["TY_WSCBZ/bonded"]
    assert [lot.status for lot in lots] == ["free", "free", "free", "held", "returned"]
    old = lots[0]
    assert (old.received_h, old.expires_h) == (-332 * 24.0, 21 * 24.0)
    assert lots[3].until_h == 14 * 24.0 + 9.0
    # 219,200 pieces and 186 of the returns are there, 75 days of orders are the point of ordering.
    first = min(counted.stock.refills.values(), key=lambda refill: refill.pieces)
    level = counted.stock.forecasts["TY_WSCBZ/bonded"].between(0.0, 90 * 24.0)
    boxes = -(-(level - 220_386) // first.pieces_per_unit)
    assert sum(refill.pieces for refill in counted.stock.refills.values()) >= (
        boxes * first.pieces_per_unit
    )


def test_what_is_wrong_with_lots_is_named_by_row_and_column(tmp_path):
    head = "lot_id,shelf_id,pieces,received,status,until,life_used,expires\n"
    rows = [
        "a,TY_WSCBZ/bondet,5,2026-03-01,,,,", "b,TY_WSCBZ/bonded,1.5,2026-04-02,,,,",
        "c,TY_WSCBZ/bonded,5,2026-03-01,held,,,", "d,TY_WSCBZ/bonded,5,2026-03-01,,,0.5,",
        "e,TY_WSCBZ/bonded,5,2024-03-01,,,,", "e,TY_WSCBZ/bonded,5,2026-03-01,,,,",
        "f,TY_WSCBZ/bonded,,2026-03-01,fre,,,2026-03-01",
    ]  # fmt: skip
    (tmp_path / "lots.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        load_scenario(BASE, sets=[f"stock.start_with={tmp_path / 'lots.csv'}"], allow_outside=True)
    told = str(wrong.value)
    for says in (
        "row 2  column shelf_id", "row 3  column pieces", "row 3  column received",
        "row 4  column until", "row 5  column life_used", "row 6  column received",
        "row 7  column lot_id", "row 8  column pieces", 'did you mean "free"',
        "row 8  column expires",
    ):  # fmt: skip
        assert says in told
