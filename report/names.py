"""What charts and pages call nodes, services, policies, KPIs: names of files made safe to draw."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from report.rows import each_row
from report.theme import MUTED, POLICIES
from report.words import PHRASES, Lang, say

_TAILS_EN = (
    " rail station", " logistics park", " railway port", " city hub", " DIT terminal",
    " rail/port", " hub",
)  # fmt: skip
# Words that a service's own id and colour already tell.
_GENERIC_EN = frozenset(
    {
        "station", "freight", "yard", "port", "rail", "railway", "international", "hub", "city",
        "market", "terminal", "logistics", "park", "container", "centre", "village", "demand",
        "rail/port",
    }
)  # fmt: skip
_GENERIC_ZH = ("站货场", "国际铁路港", "铁路口岸", "国际陆港", "物流园", "集装箱中心站")
_BRIEF_EN = 28


def plain(text: object) -> str:
    """Text from a file for matplotlib: a dollar sign must not begin a formula."""
    return str(text).replace("$", r"\$")


def known(lang: Lang, subject: str, name: str) -> str:
    """The phrase `subject.name` where there is one, else the name itself."""
    key = f"{subject}.{name}"
    return say(lang, key) if key in PHRASES else plain(name)


def policy_name(policy: str, lang: Lang) -> str:
    """Display name of a policy; foresight says that it is not attainable."""
    return known(lang, "policy", policy)


def rows_note(rows: pd.DataFrame, lang: Lang) -> str:
    """Which policy and replication the rows of a chart are of."""
    first = rows.iloc[0]
    return say(
        lang, "note.one_replication", policy=policy_name(str(first["policy"]), lang),
        replication=int(first["replication"]),
    )  # fmt: skip


def policy_colour(policy: str) -> str:
    """Colour of a policy, grey for one that theme.py does not know."""
    return POLICIES.get(policy, MUTED)


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product in the page's language and its temperature limits, NaN where it has none."""

    name: str
    min_c: float
    max_c: float


@dataclass(frozen=True, slots=True)
class Names:
    """Display names of nodes, products and the ends of services, in one language."""

    lang: Lang
    nodes: Mapping[str, str]
    ends: Mapping[str, tuple[str, str]]
    products: Mapping[str, ProductName] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        network_nodes: pd.DataFrame,
        network_legs: pd.DataFrame,
        lang: Lang,
        network_products: pd.DataFrame | None = None,
    ) -> Names:
        """Read them from the network tables of a run; older runs hold no products."""
        column = "name_zh" if lang == "zh" else "name_en"
        nodes = {
            str(row.node_id): str(getattr(row, column) or row.node_id)
            for row in each_row(network_nodes)
        }
        ordered = network_legs.sort_values(["service_id", "leg"], kind="stable")
        grouped = ordered.groupby("service_id", sort=True)
        ends = {
            str(service): (str(legs["from_id"].iloc[0]), str(legs["to_id"].iloc[-1]))
            for service, legs in grouped
        }
        products = {
            str(row.product_id): ProductName(
                str(getattr(row, column) or row.product_id), float(row.min_c), float(row.max_c)
            )
            for row in (each_row(network_products) if network_products is not None else ())
        }
        return cls(lang, nodes, ends, products)

    def node(self, node_id: str) -> str:
        """Full name of a node; its id where the table has none."""
        return plain(self.nodes.get(node_id, node_id))

    def short(self, node_id: str) -> str:
        """Name without what stands in brackets or after a comma or slash, for maps and axes."""
        name = _before_marks(self.nodes.get(node_id, node_id)) or node_id
        if self.lang == "en":
            for tail in _TAILS_EN:
                name = name.removesuffix(tail)
        return plain(name)

    def brief(self, node_id: str) -> str:
        """The shortest name that can be read, for narrow labels: `Nanning`, `钟山`."""
        name = _before_marks(self.nodes.get(node_id, node_id)) or node_id
        if self.lang == "zh":
            for tail in _GENERIC_ZH:
                name = name.removesuffix(tail) or name
            return plain(name)
        whole = name.endswith(" demand")
        words = (name if whole else name.split(" / ")[0].split(" & ")[0]).split()
        while len(words) > 1 and words[-1].lower() in _GENERIC_EN:
            words.pop()
        told = " ".join(words)
        return plain(told if len(told) <= _BRIEF_EN else told[: _BRIEF_EN - 1].rstrip() + "…")

    def service(self, service_id: str) -> str:
        """A service by its ends: `RCE01 Taiyuan → Duisburg`."""
        ends = self.ends.get(service_id)
        if ends is None:
            return plain(service_id)
        return f"{plain(service_id)} {self.brief(ends[0])} → {self.brief(ends[1])}"

    def product(self, product_id: str) -> str:
        """Name of a product without what stands in brackets; its id in older runs."""
        found = self.products.get(product_id)
        return plain(_before_marks(found.name) or product_id if found else product_id)

    def limits(self, product_id: str) -> tuple[float, float] | None:
        """Lowest and highest temperature of a product, where it has both."""
        found = self.products.get(product_id)
        if found is None or math.isnan(found.min_c + found.max_c):
            return None
        return found.min_c, found.max_c


def _before_marks(name: str) -> str:
    for mark in ("(", "（", ",", "，"):
        name = name.split(mark, maxsplit=1)[0]
    return name.strip()
