"""Regimes of nodes and faults of equipment, as scenarios name them."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from domain.network import Node
from domain.scenario import Fault, RegimeRule
from inputs.findings import did_you_mean
from inputs.source import Source


def regimes(source: Source, nodes: Mapping[str, Node]) -> tuple[RegimeRule, ...]:
    """Rules of the scenario's regimes; dates are those of the node."""
    found = []
    for index, entry in enumerate(source.file.regimes):
        if not _known(source, nodes, entry.node, "regimes", index):
            continue
        from_h, to_h = source.window_h(entry.begins, entry.ends, nodes[entry.node].tz)
        dated = entry.begins is not None
        found.append(
            RegimeRule(
                entry.node, entry.regime, entry.per_year, 24.0 * entry.mean_days,
                entry.slow_factor, from_h if dated else None,
                (to_h if to_h < inf else source.horizon_h) if dated else None,
            )
        )  # fmt: skip
    return tuple(found)


def faults(source: Source, nodes: Mapping[str, Node]) -> tuple[Fault, ...]:
    """Faults of the scenario."""
    found = []
    for index, entry in enumerate(source.file.faults):
        if not _known(source, nodes, entry.node, "faults", index):
            continue
        from_h, to_h = source.window_h(entry.begins, entry.ends, nodes[entry.node].tz)
        found.append(
            Fault(entry.kind, entry.node, entry.share, entry.hours, entry.ambient_c, from_h, to_h)
        )
    return tuple(found)


def _known(source: Source, nodes: Mapping[str, Node], name: str, key: str, index: int) -> bool:
    if name in nodes:
        return True
    source.findings.error(
        source.at(key, index, "node"), "unknown_node", found=name,
        hint=did_you_mean(name, list(nodes)),
    )  # fmt: skip
    return False
