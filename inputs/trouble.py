"""Regimes of nodes and faults of equipment, as scenarios name them."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from domain.distribution import Distribution
from domain.faults import AnyFault, Fault, RideFault
from domain.network import Node, Service
from domain.scenario import RegimeRule
from inputs.findings import did_you_mean
from inputs.schema_faults import Breaks, DoorsOpen, Fuel, LatePlugIn, WarmLoading, WrongSetPoint
from inputs.source import Source, fits


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


def faults(
    source: Source, nodes: Mapping[str, Node], services: Mapping[str, Service]
) -> tuple[AnyFault, ...]:
    """Faults of the scenario; dates are those of the node, or of the scenario."""
    found: list[AnyFault] = []
    for index, entry in enumerate(source.file.faults):
        if isinstance(entry, Breaks | Fuel):
            found.append(_on_the_way(source, nodes, services, entry, index))
            continue
        if not _known(source, nodes, entry.node, "faults", index):
            continue
        from_h, to_h = source.window_h(entry.begins, entry.ends, nodes[entry.node].tz)
        hours = 0.0 if isinstance(entry, WarmLoading) else entry.hours
        air_c = entry.ambient_c if isinstance(entry, LatePlugIn) else None
        by_c = entry.by_c if isinstance(entry, WarmLoading | WrongSetPoint) else 0.0
        steps = frozenset(entry.steps) if isinstance(entry, DoorsOpen) else frozenset[str]()
        found.append(
            Fault(entry.kind, entry.node, entry.share, hours, air_c, from_h, to_h, by_c, steps)
        )
    return tuple(found)


def _on_the_way(
    source: Source,
    nodes: Mapping[str, Node],
    services: Mapping[str, Service],
    entry: Breaks | Fuel,
    index: int,
) -> RideFault:
    picked: set[str] = set()
    for number, pattern in enumerate(entry.services):
        fitting = [name for name in services if fits(name, pattern)]
        if not fitting:
            hint = did_you_mean(pattern.rstrip("*"), list(services))
            source.findings.error(
                source.at("faults", index, "services", number), "no_match", found=pattern,
                what="service", what_zh="服务", hint=hint,
            )  # fmt: skip
        picked.update(fitting)
    from_h, to_h = source.window_h(entry.begins, entry.ends, source.file.tz)
    if isinstance(entry, Fuel):
        for number, name in enumerate(entry.refuel_at):
            if name not in nodes:
                source.findings.error(
                    source.at("faults", index, "refuel_at", number), "unknown_node", found=name,
                    hint=did_you_mean(name, list(nodes)),
                )  # fmt: skip
        return RideFault(
            entry.kind, frozenset(picked), 0.0, Distribution("deterministic", 0.0), False, from_h,
            to_h, entry.lasts_h, frozenset(entry.refuel_at),
        )  # fmt: skip
    mend = Distribution("lognormal", entry.hours, 0.5 * entry.hours)
    return RideFault(
        entry.kind, frozenset(picked), entry.per_1000_h, mend, entry.together, from_h, to_h
    )


def _known(source: Source, nodes: Mapping[str, Node], name: str, key: str, index: int) -> bool:
    if name in nodes:
        return True
    source.findings.error(
        source.at(key, index, "node"), "unknown_node", found=name,
        hint=did_you_mean(name, list(nodes)),
    )  # fmt: skip
    return False
