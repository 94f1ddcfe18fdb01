"""Which goods may not be where, from access.csv; remembers the row that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.cargo import Product
from domain.network import Node
from inputs.entry import EntryKey, Words, barred_entry
from inputs.findings import did_you_mean
from inputs.source import Source
from inputs.tables import Row

TEMP_CLASS, COUNTRY = "temp_class:", "country:"


@dataclass(frozen=True, slots=True)
class Access:
    """`forbidden` pairs (product, node), each with the row of access.csv that forbids it.

    `entry` is what may not enter China where, with what says so (`inputs.entry`).
    """

    forbidden: dict[tuple[str, str], Row]
    entry: dict[EntryKey, Words] = field(default_factory=dict)


def access(source: Source, products: Mapping[str, Product], nodes: Mapping[str, Node]) -> Access:
    """The most specific row holds: a product beats its class, a node beats its country."""
    best: dict[tuple[str, str], tuple[int, Row]] = {}
    known = {row.text("node_id") for row in source.tables["nodes"]}
    for row in source.tables["access"]:
        for product_id in _products(source, row, products):
            for node_id in _nodes(source, row, nodes, known):
                weight = (not row.text("product_id").startswith(TEMP_CLASS)) * 2
                weight += not row.text("node_id").startswith(COUNTRY)
                pair = (product_id, node_id)
                if pair not in best or best[pair][0] <= weight:
                    best[pair] = (weight, row)
    return Access(
        {pair: row for pair, (_, row) in best.items() if not row.whole("allowed")},
        barred_entry(source, nodes, products),
    )


def _products(source: Source, row: Row, products: Mapping[str, Product]) -> list[str]:
    name = row.text("product_id")
    if name.startswith(TEMP_CLASS):
        wanted = name.removeprefix(TEMP_CLASS)
        return [p.product_id for p in products.values() if p.temp_class == wanted]
    if name not in products:
        source.findings.error(
            row.at("product_id"), "unknown_id", what="product", what_zh="货物", found=name,
            hint=did_you_mean(name, list(products)),
        )  # fmt: skip
    return [name] if name in products else []


def _nodes(source: Source, row: Row, nodes: Mapping[str, Node], known: set[str]) -> list[str]:
    name = row.text("node_id")
    if name.startswith(COUNTRY):
        country = name.removeprefix(COUNTRY)
        return [node.node_id for node in nodes.values() if node.country == country]
    if name not in known:
        hint = did_you_mean(name, sorted(known))
        source.findings.error(row.at("node_id"), "unknown_node", found=name, hint=hint)
    return [name] if name in nodes else []
