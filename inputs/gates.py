"""Gates as scenarios name them: services in each way over a border, their steps, and yards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.network import Node, Process, Service
from inputs.findings import did_you_mean
from inputs.schema_gates import CrossingKeys, GateKeys
from inputs.source import Source, fits
from inputs.work import duration

CROSSINGS = ("through", "swap", "transload")
PERMIT_H = 24.0
"""A permit is back after a day: so no more trucks begin in any 24 hours than there are permits."""
ProcessKey = tuple[str, str, str, str, str]


def with_crossings(
    source: Source, services: dict[str, Service], nodes: Mapping[str, Node]
) -> dict[str, Service]:
    """Each service through a gate once for every way over it; the first keeps its id."""
    built = dict(services)
    for node_id, gate in source.file.gates.items():
        for place, path in ((node_id, ()), (gate.other_side, ("other_side",))):
            if place is not None and place not in nodes:
                source.findings.error(
                    source.at("gates", node_id, *path), "unknown_node", found=place,
                    hint=did_you_mean(place, list(nodes)),
                )  # fmt: skip
        kinds = [kind for kind in CROSSINGS if getattr(gate, kind) is not None]
        for index, pattern in enumerate(gate.services):
            names = [name for name in services if fits(name, pattern)]
            names = [name for name in names if _passes(services[name], node_id)]
            if not names:
                source.findings.error(
                    source.at("gates", node_id, "services", index), "no_match", found=pattern,
                    what=f"service by road through {node_id}", what_zh=f"经 {node_id} 的公路服务",
                    hint=did_you_mean(pattern.rstrip("*"), list(services)),
                )  # fmt: skip
            for name in names:
                for number, kind in enumerate(kinds):
                    own = name if number == 0 else f"{name}_{kind.upper()}"
                    built[own] = replace(services[name], service_id=own, crossing=kind)
    return built


def _passes(service: Service, node_id: str) -> bool:
    return service.mode == "road" and node_id in [leg.to_id for leg in service.legs[:-1]]


def crossing_steps(
    source: Source, nodes: Mapping[str, Node], processes: Mapping[ProcessKey, Process]
) -> dict[ProcessKey, Process]:
    """The steps of handing over, with the hours in which both sides are open."""
    found: dict[ProcessKey, Process] = {}
    for node_id, gate in source.file.gates.items():
        if node_id not in nodes or (gate.other_side or node_id) not in nodes:
            continue
        sides = [one for one in (node_id, gate.other_side) if one is not None]
        hours = _both([_gate_hours(processes, side) for side in sides])
        for kind, keys in _crossings(gate):
            at = source.at("gates", node_id, kind, "opening")
            own = source.openings.hours(keys.opening, nodes[node_id].tz, at)
            opening = _both([hours, own])
            found[node_id, "cross", "any", "any", kind] = _step(node_id, kind, keys, opening)
    return found


def yards(source: Source) -> dict[tuple[str, str], int]:
    """Slots by node and mode, where the scenario gives some."""
    found = {}
    for node_id, gate in source.file.gates.items():
        for mode, slots in (("road", gate.yard_trucks), ("rail", gate.yard_trains)):
            if slots is not None:
                found[node_id, mode] = slots
    return found


def _crossings(gate: GateKeys) -> Iterator[tuple[str, CrossingKeys]]:
    for kind in CROSSINGS:
        keys = getattr(gate, kind)
        if keys is not None:
            yield kind, keys


def _step(node_id: str, kind: str, keys: CrossingKeys, opening: OpenHours) -> Process:
    return Process(
        process_id=f"{node_id}:{kind}",
        node_id=node_id,
        step=f"cross:{kind}",
        work=duration("lognormal", keys.hours_mean, keys.hours_sd),
        opening=opening,
        servers=keys.at_once,
        slot_h=PERMIT_H if kind == "through" else None,
        beside=None,
        unplugged_h=keys.unplugged_h,
        cost_cny=keys.cost_cny,
        cost_unit="box",
        slot_unit="vehicle",
        resource=f"{node_id}:cross:{kind}",
    )


def _gate_hours(processes: Mapping[ProcessKey, Process], node_id: str) -> OpenHours:
    """Hours of the gate for trucks on one side."""
    rows = (
        p for key, p in processes.items() if key[:2] == (node_id, "border") and key[4] == "road"
    )
    return next((row.opening for row in rows), ALWAYS_OPEN)


def _both(openings: list[OpenHours]) -> OpenHours:
    """Hours in which all are open."""
    limited = [one for one in openings if not one.always_open]
    if not limited:
        return ALWAYS_OPEN
    both = limited[0]
    for other in limited[1:]:
        both = both_open(both, other)
    return both


def both_open(one: OpenHours, other: OpenHours) -> OpenHours:
    """Hours in which both are open, as far as both are known.

    Examples
    --------
    >>> both_open(OpenHours((8.0,), (20.0,), 24.0), OpenHours((7.0,), (19.0,), 48.0))
    OpenHours(opens_at_h=(8.0,), closes_at_h=(19.0,), until_h=24.0)
    """
    until_h = min(one.until_h, other.until_h)
    pieces = []
    for open_, close in zip(one.opens_at_h, one.closes_at_h, strict=True):
        for begins, ends in zip(other.opens_at_h, other.closes_at_h, strict=True):
            if begins >= close:
                break
            if ends > open_:
                pieces.append((max(open_, begins), min(close, ends)))
    return OpenHours.of(pieces, until_h)
