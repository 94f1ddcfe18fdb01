"""Which goods may not enter China where: designated sites and market access, with their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.cargo import Product
from domain.network import CUSTOMS_TERRITORY, Node
from inputs.findings import did_you_mean
from inputs.source import Source
from inputs.supervision import HS
from inputs.tables import Row

EntryKey = tuple[str, str, str]
"""Product, country of origin or *, node."""
Words = tuple[str, str]
"""English and Chinese."""
ANY = "*"


def barred_entry(
    source: Source, nodes: Mapping[str, Node], products: Mapping[str, Product]
) -> dict[EntryKey, Words]:
    """What may not enter where, and what says so; empty where the scenario asks for neither."""
    keys = source.file.supervision
    found: dict[EntryKey, Words] = {}
    if keys is None:
        return found
    home = {name: node for name, node in nodes.items() if node.country == CUSTOMS_TERRITORY}
    if keys.designated_sites:
        found.update(_undesignated(source, home, products))
    if keys.market_access:
        countries = {node.country for node in nodes.values()} - {CUSTOMS_TERRITORY}
        found.update(_not_admitted(source, home, products, sorted(countries)))
    return found


def goods_of(source: Source, row: Row, products: Mapping[str, Product]) -> list[str]:
    """Products of a cell `goods`; an id that is none is an error."""
    name = row.text("goods")
    if name.startswith(HS):
        code = name.removeprefix(HS)
        return [one.product_id for one in products.values() if one.hs_code.startswith(code)]
    if name not in products and name not in _all_products(source):
        source.findings.error(
            row.at("goods"), "unknown_id", what="product", what_zh="货物", found=name,
            hint=did_you_mean(name, list(products)),
        )  # fmt: skip
    return [name] if name in products else []


def _all_products(source: Source) -> set[str]:
    return {row.text("product_id") for row in source.tables["products"]}


def _undesignated(
    source: Source, home: Mapping[str, Node], products: Mapping[str, Product]
) -> Iterator[tuple[EntryKey, Words]]:
    """Goods with a kind of site, at nodes that are none by the end of the warm-up."""
    for row in source.tables["designated_goods"]:
        function = row.text("function")
        for product_id in goods_of(source, row, products):
            for node_id, node in home.items():
                if not node.has(function, source.warm_up_h):
                    yield (
                        (product_id, ANY, node_id),
                        _no_site(node_id, function, row.number),
                    )


def _no_site(node_id: str, function: str, number: int) -> Words:
    en = (
        f"functions.csv, which gives {node_id} no {function} in time (designated_goods.csv row "
        f"{number}), or the scenario"
    )
    zh = (
        f"functions.csv 中 {node_id} 届时没有 {function}"
        f"（designated_goods.csv 第 {number} 行要求），或被场景取消"
    )
    return en, zh


def _not_admitted(
    source: Source,
    home: Mapping[str, Node],
    products: Mapping[str, Product],
    countries: list[str],
) -> Iterator[tuple[EntryKey, Words]]:
    """Goods that have rows, at every (country, node) for which the nearest row does not admit them.

    A row of the node beats one of all nodes; without either, nothing is admitted.
    """
    rows: dict[str, dict[tuple[str, str], Row]] = {}
    for row in source.tables["market_access"]:
        for product_id in goods_of(source, row, products):
            place = (row.text("origin_country"), row.text("entry_node"))
            rows.setdefault(product_id, {})[place] = row
    for product_id, own in rows.items():
        for country in countries:
            for node_id in home:
                nearest = own.get((country, node_id)) or own.get((country, ANY))
                if nearest is None or not nearest.whole("allowed"):
                    says = _says(nearest, product_id, country, node_id)
                    yield (product_id, country, node_id), says


def _says(row: Row | None, product_id: str, country: str, node_id: str) -> Words:
    if row is None:
        return (
            f"market_access.csv, which has no row for {product_id} from {country} at {node_id}",
            f"market_access.csv 没有 {country} 的 {product_id} 在 {node_id} 入境的行",
        )
    return (
        f"market_access.csv row {row.number}, which bars {product_id} from {country} at {node_id}",
        f"market_access.csv 第 {row.number} 行禁止 {country} 的 {product_id} 在 {node_id} 入境",
    )


def certificates(
    source: Source, nodes: Mapping[str, Node], products: Mapping[str, Product]
) -> dict[tuple[str, str], float]:
    """Hours from readiness for which papers of a product of a country hold; the shortest row."""
    keys = source.file.supervision
    found: dict[tuple[str, str], float] = {}
    if keys is None or not keys.market_access:
        return found
    countries = {node.country for node in nodes.values()}
    for row in source.tables["market_access"]:
        hours, country = row.maybe("certificate_valid_h"), row.text("origin_country")
        if hours is None or not row.whole("allowed") or country not in countries:
            continue
        for product_id in goods_of(source, row, products):
            key = (product_id, country)
            found[key] = min(hours, found.get(key, hours))
    return found
