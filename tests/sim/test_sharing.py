"""Goods that may not share a box, in a run and in its checks."""

from dataclasses import replace

import pytest

from domain.outlook import Outlook
from domain.sharing import SharingRule, with_shunned
from domain.stuffing import stuff
from optimize.verify import verify
from sim import simulate, stuffing
from sim.checks import BrokenRunError
from tests.worlds import TEXTILES, plain_plan, two_hubs, two_hubs_orders

RULE = SharingRule("odour:gives", "odour:takes", apart=True)


def tea_and_soap(count=24):
    """Two hubs whose dry goods are tea and soap by turns; slots of two days gather them."""
    orders = [
        replace(order, product_id=("tea", "soap")[number // 2 % 2], units=5, trade_mode="0110")
        if order.product_id == "textiles"
        else order
        for number, order in enumerate(two_hubs_orders(count))
    ]
    made = two_hubs(consignments=orders)
    products = {
        **made.products,
        "tea": replace(TEXTILES, product_id="tea", odour="takes"),
        "soap": replace(TEXTILES, product_id="soap", odour="gives"),
    }
    return replace(made, products=with_shunned(products, (RULE,)))


def plan_of(scenario):
    return plain_plan(scenario, lambda _: 2, slot_h=96.0)


def test_a_run_gives_them_boxes_of_their_own_as_the_plan_does():
    scenario = tea_and_soap()
    plan = plan_of(scenario)
    verdict = verify(scenario, plan, Outlook(1))
    assert verdict.feasible, verdict.problems
    product_of = {order.consignment_id: order.product_id for order in scenario.consignments}
    planned = [
        sorted({product_of[load.part_id.split(".")[0]] for load in box.fill.loads})
        for box in verdict.account.boxes
    ]
    assert ["tea"] in planned
    assert ["soap"] in planned
    assert ["soap", "tea"] not in planned
    for replication in range(4):
        simulate(scenario, plan, seed=1, replication=replication)


def test_a_box_that_was_shared_stops_the_run(monkeypatch):
    def careless(goods, size):
        return stuff([one._replace(shuns=frozenset()) for one in goods], size)

    monkeypatch.setattr(stuffing, "stuff", careless)
    scenario = tea_and_soap()
    with pytest.raises(BrokenRunError, match="holds soap and tea, which may not share one") as info:
        simulate(scenario, plan_of(scenario), seed=1, replication=0)
    assert any("ready at FARM" in line for line in info.value.story)
    assert len(info.value.story) <= 25
