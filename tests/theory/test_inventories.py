"""Deterministic inventories period by period: the product's table against one worked by hand.

A period is a day. Receipts come at its first instant, then the review, then the demands, whose
hours are lists in the scenario. Demands of the very instant of a review come after it.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.stream_logs import observe_streams
from study.stream_tables import stream_records
from tests.theory.runs import records, written
from tests.theory.shelves import period_by_period

DAY = 24.0
DAYS = 12
HOUR_OF_DEMAND = (0.0, 6.5, 23.0)
POLICIES = (
    {"policy": "order_up_to", "up_to": 20},
    {"policy": "min_max", "up_to": 25, "reorder_at": 10},
    {"policy": "fixed_lot", "lot": 7, "reorder_at": 9},
)

demands_of_days = st.lists(
    st.lists(st.integers(1, 9), max_size=len(HOUR_OF_DEMAND)), min_size=DAYS, max_size=DAYS
).filter(any)


def table_of(folder, days, keys, *, opening, lead, every, lost):
    """Rows of `stock_periods` of the first `DAYS` days, one per review period."""
    asked = [
        (DAY * number + hour, parcels)
        for number, of_day in enumerate(days)
        for hour, parcels in zip(HOUR_OF_DEMAND, of_day, strict=False)
    ]
    stock = {
        **keys, "opening": opening, "lead_h": DAY * lead, "review_h": DAY * every,
        "unmet": "lost" if lost else "backorder",
    }  # fmt: skip
    scenario = written(
        folder,
        period_h=DAY * DAYS,
        streams={
            "orders": {
                "at_h": [at for at, _ in asked],
                "parcels": {"list": [parcels for _, parcels in asked]},
                "path": ["shelf"],
            }
        },
        steps={"shelf": {"stock": stock}},
    )
    seen = observe_streams(scenario, records(scenario))
    frame = stream_records(seen, "none", 0)["stock_periods"]
    return frame[frame["from_h"] < DAY * DAYS].to_dict("records")


@settings(max_examples=60)
@given(
    days=demands_of_days,
    policy=st.sampled_from(POLICIES),
    opening=st.integers(0, 25),
    lead=st.integers(1, 4),
    every=st.sampled_from((1, 2, 3)),
    lost=st.booleans(),
)
def test_shelves_move_period_by_period_as_on_paper(
    tmp_path_factory, days, policy, opening, lead, every, lost
):
    rows = table_of(
        tmp_path_factory.mktemp("shelf"), days, policy, opening=opening, lead=lead, every=every,
        lost=lost,
    )  # fmt: skip
    plain = {name: value for name, value in policy.items() if name != "policy"}
    by_hand = period_by_period(
        days, policy=policy["policy"], opening=opening, lead=lead, every=every, lost=lost, **plain
    )
    assert len(rows) == DAYS // every
    for number, row in enumerate(rows):
        period = by_hand[number * every : (number + 1) * every]
        assert row["opening"] == period[0].opening, number
        assert row["received"] == sum(day.received for day in period), number
        assert row["demanded"] == sum(day.demanded for day in period), number
        assert row["met"] == sum(day.met_at_once for day in period), number
        assert row["lost"] == sum(day.lost for day in period), number
        assert row["on_hand"] == period[-1].closing, number
        assert row["backorders"] == period[-1].backorders, number


def test_a_review_at_the_hour_of_a_demand_comes_before_it(tmp_path):
    # 5 on hand; the review at 24 h sees 5 and orders nothing, the demand of 24 h takes 4; that of
    # 48 h orders 4, which come at 72 h.
    rows = table_of(
        tmp_path, [[], [4], [], [], *[[]] * 8], {"policy": "order_up_to", "up_to": 5},
        opening=5, lead=1, every=1, lost=False,
    )  # fmt: skip
    assert [row["ordered"] for row in rows][:4] == [0, 0, 4, 0]
    assert [row["on_hand"] for row in rows][:4] == [5, 1, 1, 5]
    assert [row["received"] for row in rows][:4] == [0, 0, 0, 4]


def test_waits_at_a_shelf_are_until_the_receipt(tmp_path):
    # Nothing there: what is asked at 0 h is ordered at the review of 24 h and comes at 48 h.
    scenario = written(
        tmp_path,
        period_h=240.0,
        streams={"orders": {"at_h": [0.0, 30.0], "path": ["shelf"]}},
        steps={
            "shelf": {
                "stock": {
                    "policy": "order_up_to", "up_to": 0, "opening": 0, "lead_h": 24.0,
                    "review_h": 24.0,
                }
            }
        },
    )  # fmt: skip
    log = records(scenario).visits["shelf"]
    waits = [b - a for a, b in zip(log.entered_h, log.began_h, strict=True)]
    assert waits == pytest.approx([48.0, 42.0], abs=1e-9)
