"""Goods whose life is over at the door: refused, destroyed, paid for, and never delivered."""

from dataclasses import replace

import pytest

from domain.account import account
from sim import simulate
from tests.sim.reading import consignments, rows
from tests.worlds import plain_plan, two_hubs, two_hubs_orders

RATE = 900.0


def short_lived(days, rate=RATE, count=1):
    """Oranges that live so many days at their reference temperature."""
    scenario = two_hubs(consignments=two_hubs_orders(count))
    products = {
        name: product
        if product.life is None
        else replace(product, life=replace(product.life, shelf_life_days_at_ref=days))
        for name, product in scenario.products.items()
    }
    tariff = replace(scenario.tariff, disposal_cny_per_t=rate)
    return replace(scenario, products=products, tariff=tariff)


def executed(scenario, **how):
    return simulate(scenario, plain_plan(scenario), seed=1, replication=0, **how)


def test_goods_that_died_on_the_way_cost_their_value_interest_and_disposal():
    scenario = short_lived(2.0)
    order = scenario.consignments[0]
    result = executed(scenario, nominal=True)
    paid = {
        row["line"]: row["cny"]
        for row in rows(result.records.costs)
        if row["reference"] == "disposed"
    }
    end_h = max(r["end_h"] for r in rows(result.records.movements) if r["stage"] == "deliver")
    assert paid["value_lost"] == order.value_cny
    assert paid["disposal"] == pytest.approx(order.kg / 1000.0 * RATE)
    years = (end_h - order.ready_h) / 8760.0
    assert paid["capital"] == pytest.approx(0.06 * years * order.value_cny, rel=1e-3)
    (row,) = consignments(result).values()
    assert row["delivered_h"] != row["delivered_h"] or row["delivered_h"] is None
    assert not row["on_time"]
    assert result.backlog == 1
    (lot,) = rows(result.records.lots)
    assert (lot["state"], lot["ended_h"]) == ("disposed", end_h)


@pytest.mark.parametrize("days", [2.0, 400.0])
def test_a_plan_costs_what_it_does_with_goods_that_die(days):
    scenario = short_lived(days, count=8)
    plan = plain_plan(scenario)
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    spent = sum(row["cny"] for row in rows(result.records.costs))
    assert spent == pytest.approx(account(scenario, plan).cost_cny, abs=0.01)


def test_goods_that_live_are_delivered_as_ever():
    with_price, without = (executed(short_lived(400.0, rate, count=12)) for rate in (RATE, None))
    assert rows(with_price.records.costs) == rows(without.records.costs)
    assert rows(with_price.records.consignments) == rows(without.records.consignments)
