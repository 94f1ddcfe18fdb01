"""What charts and pages call nodes, services, policies, KPIs: names of files made safe to draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from report.rows import each_row
from report.theme import MUTED, POLICIES
from report.words import PHRASES, Lang, say


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
class Names:
    """Display names of nodes and the ends of services, in one language."""

    lang: Lang
    nodes: Mapping[str, str]
    ends: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, network_nodes: pd.DataFrame, network_legs: pd.DataFrame, lang: Lang) -> Names:
        """Read them from the network tables of a run."""
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
        return cls(lang, nodes, ends)

    def node(self, node_id: str) -> str:
        """Full name of a node; its id where the table has none."""
        return plain(self.nodes.get(node_id, node_id))

    def short(self, node_id: str) -> str:
        """Name without what stands in brackets or after a comma or slash, for maps and axes."""
        name = self.nodes.get(node_id, node_id)
        for mark in ("(", "（", ",", "，"):
            name = name.split(mark)[0]
        name = name.strip() or node_id
        if self.lang == "en":
            for tail in (" rail station", " logistics park", " railway port", " city hub",
                         " DIT terminal", " rail/port", " hub"):  # fmt: skip
                name = name.removesuffix(tail)
        return plain(name)

    def service(self, service_id: str) -> str:
        """A service by its ends: `RCE01 Taiyuan → Duisburg`."""
        ends = self.ends.get(service_id)
        if ends is None:
            return plain(service_id)
        return f"{plain(service_id)} {self.short(ends[0])} → {self.short(ends[1])}"
