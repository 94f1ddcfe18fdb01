"""Replenishment orders against a shelf kept by hand, and levels against the newsvendor."""

from math import exp, lgamma, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.counts import poisson_count
from domain.cover import cover_cny
from domain.draws import draw_u
from domain.replenish import Demanded, place_orders
from domain.warehouse import Forecast, Shelf, Warehouse
from inputs.levels import Choice, best_days

FLAT = Forecast.flat(10.0, 900)


def shelf(**changes):
    plain = {"review_h": 168.0, "up_to_days": 30.0, "policy": "base_stock", **changes}
    return Shelf("W/tea", "W", "tea", 1.0, 0.01, 100.0, **plain)


def kept_by_hand(demand, leads_h, up_to, reorder_at, review_h, unit, until_h):
    """A shelf run through hour by hour with real arrivals; unmet orders wait."""
    on_hand, waiting, on_order, coming, placed = up_to, 0, 0, [], []
    events = sorted(
        [(order.at_h, 2, order.orders) for order in demand]
        + [(number * review_h, 1, 0) for number in range(int(-(-until_h // review_h)))]
    )
    for at_h, kind, size in events:
        for due in sorted(due for due in coming if due[0] <= at_h):
            coming.remove(due)
            on_order -= due[1]
            filled = min(waiting, due[1])
            waiting -= filled
            on_hand += due[1] - filled
        if kind == 2:
            met = min(on_hand, size)
            on_hand, waiting = on_hand - met, waiting + size - met
            continue
        position = on_hand + on_order - waiting
        if position <= reorder_at and position < up_to:
            size = -(-(up_to - position) // unit) * unit
            placed.append((at_h, size))
            coming.append((at_h + leads_h[len(placed) - 1], size))
            on_order += size
    return placed


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=60, max_size=60),
    st.lists(st.floats(0.0, 2000.0), min_size=60, max_size=60),
    st.sampled_from([("base_stock", 0.0), ("min_max", 21.0)]),
    st.sampled_from([1, 7, 100]),
)
def test_where_orders_wait_the_book_holds_whatever_the_lead_times(daily, leads_h, rule, unit):
    """The orders written ahead are those of a keeper who sees the real arrivals."""
    policy, reorder_days = rule
    demand = [Demanded(24.0 * day + 12.0, count) for day, count in enumerate(daily) if count]
    line = shelf(policy=policy, reorder_days=reorder_days)
    placed = place_orders(line, FLAT, demand, unit, 1440.0, lead_h=500.0)
    reorder_at = 210 if policy == "min_max" else 300
    by_hand = kept_by_hand(demand, leads_h, 300, reorder_at, 168.0, unit, 1440.0)
    assert [(order.at_h, order.pieces) for order in placed] == by_hand


@given(st.integers(1, 11), st.lists(st.integers(0, 40), min_size=84, max_size=84))
@settings(max_examples=10, deadline=None)
def test_an_order_hangs_on_nothing_that_comes_after_its_review(cut, daily):
    line = shelf(lost=True)
    demand = [Demanded(24.0 * day + 12.0, count) for day, count in enumerate(daily)]
    seen = [order for order in demand if order.at_h < 168.0 * cut]
    whole = place_orders(line, FLAT, demand, 5, 2016.0, lead_h=300.0, back_share=0.1, back_h=100.0)
    known = place_orders(line, FLAT, seen, 5, 168.0 * cut + 1.0, lead_h=300.0, back_share=0.1,
                         back_h=100.0)  # fmt: skip
    assert [order for order in whole if order.at_h <= 168.0 * cut] == list(known)


def test_lost_orders_bring_no_replenishment():
    """100 pieces, 300 asked for: 200 go elsewhere, and only what was sold is ordered again."""
    line = shelf(lost=True, up_to_days=10.0)
    demand = [Demanded(12.0, 300)]
    (placed,) = place_orders(line, FLAT, demand, 1, 200.0, lead_h=48.0)
    assert placed.pieces == 100


def test_a_lot_at_its_age_and_a_wait_priced_by_hand():
    """10 pieces, 3 asked on day 1, 9 on day 2: two wait a day and a half for the order of day 0."""
    place = Warehouse("W", "N", "overseas", 9.0)
    line = shelf(opening_days=1.0, wait_cny_per_day=4.0, loss_per_day=0.01)
    from domain.replenish import Placed

    demand = [Demanded(12.0, 3), Demanded(36.0, 9)]
    cny = cover_cny(place, line, FLAT, demand, [Placed(0.0, 5, 5)], [72.0], 0.0, (0.0, 96.0))
    # At the ends of four days 7, 0, 0 and 3 pieces stand there: 10 piece-days at 1 CNY.
    assert cny == pytest.approx(10.0 + 2 * 4.0 * 1.5)


def expected_cny_per_day(level, rate, review_d, lead_d, hold, wait):
    """Cost of a base-stock level under Poisson demand, by sums: days lead..lead+review-1."""
    total = 0.0
    for day in range(review_d):
        mean = rate * (lead_d + day + 1)
        for demand in range(int(mean + 12 * mean**0.5) + 1):
            chance = exp(demand * log(mean) - mean - lgamma(demand + 1))
            left = level - demand
            total += chance * (hold * max(0, left) + wait * max(0, -left))
    return total / review_d


@pytest.mark.parametrize(("wait", "hold"), [(9.0, 1.0), (1.0, 1.0)])
def test_chosen_days_are_those_of_the_newsvendor(wait, hold):
    rate, review_d, lead_d = 10.0, 7, 14
    line = shelf(wait_cny_per_day=wait, loss_per_day=hold / 100.0)
    drawn = {
        book: [
            Demanded(24.0 * day + 0.5, poisson_count(rate, draw_u(1, book, "d", day)))
            for day in range(300)
        ]
        for book in range(4)
    }  # fmt: skip
    drawn = {book: [one for one in demand if one.orders] for book, demand in drawn.items()}
    leads_h = {book: {168.0 * n: 24.0 * lead_d for n in range(43)} for book in drawn}
    choice = Choice(Warehouse("W", "N", "overseas", 9.0), line, FLAT, 1, 0.0, 0.0,
                    (24.0 * 40, 24.0 * 300))  # fmt: skip
    grid = [float(days) for days in range(14, 28)]
    found = best_days(choice, drawn, leads_h, grid)
    by_sums = min(grid, key=lambda days: expected_cny_per_day(
        round(rate * days), rate, review_d, lead_d, hold, wait))  # fmt: skip
    assert abs(found - by_sums) <= 1.0
