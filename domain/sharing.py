"""Which goods may not share a box: ethylene, odours, dangerous goods, and what the user adds.

A product has properties, written `kind:value` (`ethylene:gives`, `odour:takes`, `dangerous:3`,
`temp_class:chilled`, `product:green_tea`). A rule says of a pair of properties that goods with the
one and goods with the other stay `apart`, or may go `together` all the same. Goods of one product
always may. The relation is not transitive: tea may go with tiles and soap with tiles, but not tea
with soap; so it is kept as pairs of products, and whoever fills a box asks it of everything inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from domain.cargo import Product

PRODUCT = "product:"


@dataclass(frozen=True, slots=True)
class SharingRule:
    """Goods with one property beside goods with the other: `apart`, or together."""

    first: str
    second: str
    apart: bool

    @property
    def exactness(self) -> int:
        """How many of its two properties name a product."""
        return self.first.startswith(PRODUCT) + self.second.startswith(PRODUCT)

    def about(self, a: frozenset[str], b: frozenset[str]) -> bool:
        """Whether it speaks of goods with these properties."""
        return (self.first in a and self.second in b) or (self.first in b and self.second in a)


def properties(product: Product) -> frozenset[str]:
    """What rules can say about a product.

    A dangerous class has those above it too: 6.1 is `dangerous:6.1` and `dangerous:6`.
    """
    found = {
        f"{PRODUCT}{product.product_id}",
        f"temp_class:{product.temp_class}",
        f"ethylene:{product.ethylene}",
        f"odour:{product.odour}",
    }
    if product.dangerous_class:
        found.add(f"dangerous:{product.dangerous_class}")
        found.add(f"dangerous:{product.dangerous_class.partition('.')[0]}")
    return frozenset(found)


def clash(a: Product, b: Product, rules: Iterable[SharingRule]) -> SharingRule | None:
    """The rule that keeps two products apart, `None` where they may share a box.

    Of the rules that speak of both, those that name more products hold; among equals one `apart`
    is enough.
    """
    if a.product_id == b.product_id:
        return None
    of_a, of_b = properties(a), properties(b)
    about = [rule for rule in rules if rule.about(of_a, of_b)]
    most = max((rule.exactness for rule in about), default=0)
    return next((rule for rule in about if rule.exactness == most and rule.apart), None)


def may_share(a: Product, b: Product) -> bool:
    """Whether goods of two products may stand in one box, as their `shuns` say."""
    return b.product_id not in a.shuns and a.product_id not in b.shuns


def with_shunned(
    products: Mapping[str, Product], rules: Iterable[SharingRule]
) -> dict[str, Product]:
    """The products, each knowing the ids of those that it may not share a box with."""
    rules = tuple(rules)
    shuns: dict[str, set[str]] = {name: set() for name in products}
    for a, b in combinations(products.values(), 2):
        if clash(a, b, rules) is not None:
            shuns[a.product_id].add(b.product_id)
            shuns[b.product_id].add(a.product_id)
    return {
        name: replace(product, shuns=frozenset(shuns[name])) for name, product in products.items()
    }


def clashes(goods: Iterable[Product]) -> Iterator[tuple[Product, Product]]:
    """Pairs among some goods that may not share a box, by id."""
    by_id = {product.product_id: product for product in goods}
    for a, b in combinations(sorted(by_id), 2):
        if not may_share(by_id[a], by_id[b]):
            yield by_id[a], by_id[b]
