"""Which goods may not share a box: rows of sharing.csv, and what a scenario lifts or adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.cargo import Product
from domain.scenario import Scenario
from domain.sharing import SharingRule, properties, with_shunned
from domain.tables import INPUT_TABLES
from domain.thermal import is_cold, point_in
from inputs.findings import Findings, Place, did_you_mean
from inputs.source import Source

KINDS = ("ethylene", "odour", "dangerous", "temp_class", "product")
_COLUMN = {"dangerous": "dangerous_class"}


def sharing_rules(source: Source, products: Mapping[str, Product]) -> tuple[SharingRule, ...]:
    """The rules in force, in the order of the table and then of the scenario.

    A pair is the same whichever property is written first; what the scenario says of it replaces
    the row.
    """
    found: dict[tuple[str, str], SharingRule] = {}
    known = _known(products)
    for row in source.tables["sharing"]:
        pair = (row.text("property_a"), row.text("property_b"))
        for column, name in zip(("property_a", "property_b"), pair, strict=True):
            _check(name, known, row.at(column), source.findings)
        _put(found, pair, row.text("sharing"))
    for first, others in source.file.sharing.items():
        for second, told in others.items():
            at = source.at("sharing", first, second)
            for name in (first, second):
                _check(name, known, at, source.findings)
            _put(found, (first, second), told)
    return tuple(found.values())


def apart(source: Source, products: Mapping[str, Product]) -> dict[str, Product]:
    """The products, each knowing those that it may not share a box with."""
    return with_shunned(products, sharing_rules(source, products))


def routes_in_common(scenario: Scenario, a: Product, b: Product) -> int:
    """Box routes on which goods of two products would ride in boxes of one kind."""
    return len(_kinds(scenario, a) & _kinds(scenario, b))


def _kinds(scenario: Scenario, product: Product) -> set[tuple[str, str, float | None]]:
    """Route, box class and set point of every journey that goods of a product may take."""
    flows = {
        (order.flow_id, order.origin_id, order.destination_id, order.box_class)
        for order in scenario.consignments
        if order.product_id == product.product_id
    }
    found = set()
    for *flow, box_class in flows:
        for way in scenario.ways.get((flow[0], flow[1], flow[2]), ()):
            box = scenario.network.boxes[way.route.box_type]
            point = point_in(product, box) if box.reefer and is_cold(product) else None
            found.add((way.route.route_id, box_class, point))
    return found


def _put(found: dict[tuple[str, str], SharingRule], pair: tuple[str, str], told: str) -> None:
    first, second = sorted(pair)
    found[first, second] = SharingRule(first, second, told == "apart")


def _known(products: Mapping[str, Product]) -> frozenset[str]:
    """Every property that the tables can give to a product."""
    table = INPUT_TABLES["products"]
    words = {
        f"{kind}:{choice}"
        for kind in KINDS
        if kind != "product"
        for choice in table.column(_COLUMN.get(kind, kind)).choices
    }
    of_products: Iterable[str] = (name for one in products.values() for name in properties(one))
    divided = {word.partition(".")[0] for word in words if word.startswith("dangerous:")}
    return frozenset({*words, *divided, *of_products})


def _check(name: str, known: frozenset[str], at: Place, findings: Findings) -> None:
    if name not in known:
        hint = did_you_mean(name, sorted(known))
        findings.error(
            at, "unknown_id", what="property of goods", what_zh="货物性质", found=name, hint=hint
        )
