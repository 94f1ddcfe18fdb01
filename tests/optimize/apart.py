"""Tiny instances with goods that may not share a box."""

from dataclasses import replace
from random import Random

from domain.sharing import SharingRule, with_shunned
from tests.optimize.tiny import tiny
from tests.worlds import TEXTILES

RULE = SharingRule("odour:gives", "odour:takes", apart=True)
TEA = replace(TEXTILES, product_id="tea", odour="takes")
SOAP = replace(TEXTILES, product_id="soap", odour="gives")


def mixed(number, count=3, *, apart=True, **options):
    """A tiny instance whose dry goods are tea, soap or textiles."""
    scenario = tiny(number, count, **options)
    draw = Random(f"sharing {number}")
    orders = [
        replace(
            order,
            product_id=draw.choice(("tea", "soap", "tea", "soap", "textiles"))
            if order.product_id == "textiles"
            else order.product_id,
            outsource_cny_per_kg=12.0,
        )
        for order in scenario.consignments
    ]
    products = {**scenario.products, "tea": TEA, "soap": SOAP}
    return replace(
        scenario,
        consignments=tuple(orders),
        products=with_shunned(products, (RULE,) if apart else ()),
    )


def boxes_mixed(scenario, boxes):
    """Boxes that hold tea beside soap, counted without the domain's own rule."""
    product_of = {order.consignment_id: order.product_id for order in scenario.consignments}
    found = 0
    for box in boxes:
        inside = {product_of[load.part_id.split(".")[0]] for load in box.fill.loads}
        found += {"tea", "soap"} <= inside
    return found
