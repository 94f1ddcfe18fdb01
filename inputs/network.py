"""Nodes with their functions, and services with their legs, of one scenario."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import inf

from domain.draws import Distribution
from domain.network import Leg, Node, Service
from domain.tables.places import FUNCTIONS
from inputs.findings import did_you_mean
from inputs.sailings import with_sailings
from inputs.schema import ServiceChange, Window
from inputs.schema_observed import LegChange
from inputs.service_changes import check_patterns, service_change
from inputs.source import Source, chosen
from inputs.tables import Row

REVERSED = "~r"
"""Ends the id of the way back over a road that may be used both ways."""


def nodes(source: Source) -> dict[str, Node]:
    """Nodes of the scenario, in the order of the file."""
    rows = {row.text("node_id"): row for row in source.tables["nodes"]}
    picked = chosen(rows, source.file.nodes, source, "nodes", ("node", "节点"))
    windows = _windows(source, rows)
    return {
        node_id: Node(
            node_id, row.text("name_en"), row.text("name_zh"), row.text("kind"),
            row.text("country"), row.text("tz"), row.number_of("lon"), row.number_of("lat"),
            row.text("climate_node"), windows.get(node_id, {}),
        )
        for node_id, row in rows.items()
        if node_id in picked
    }  # fmt: skip


def _windows(source: Source, nodes: dict[str, Row]) -> dict[str, dict[str, tuple[float, float]]]:
    """Hours of every function; the scenario's word holds over that of the table."""
    windows: dict[str, dict[str, tuple[float, float]]] = {}
    for row in source.tables["functions"]:
        node_id = row.text("node_id")
        if node_id not in nodes:
            hint = did_you_mean(node_id, list(nodes))
            source.findings.error(row.at("node_id"), "unknown_node", found=node_id, hint=hint)
            continue
        tz = nodes[node_id].text("tz")
        window = source.window_h(row.day("begins"), row.day("ends"), tz)
        windows.setdefault(node_id, {})[row.text("function")] = window
    known = set(FUNCTIONS)
    for node_id, changes in source.file.functions.items():
        if node_id not in nodes:
            at = source.at("functions", node_id)
            hint = did_you_mean(node_id, list(nodes))
            source.findings.error(at, "unknown_node", found=node_id, hint=hint)
            continue
        for function, change in changes.items():
            if function not in known:
                source.findings.error(
                    source.at("functions", node_id, function), "unknown_id", what="function",
                    what_zh="功能", found=function, hint=did_you_mean(function, sorted(known)),
                )  # fmt: skip
                continue
            own = windows.setdefault(node_id, {})
            changed = _changed(source, own.get(function), change, nodes[node_id].text("tz"))
            if changed is None:
                own.pop(function, None)
            else:
                own[function] = changed
    return windows


def _changed(
    source: Source, window: tuple[float, float] | None, change: Window, tz: str
) -> tuple[float, float] | None:
    if change.begins == "never":
        return None
    from_h, to_h = window or (-inf, inf)
    if change.begins == "always":
        from_h = -inf
    elif isinstance(change.begins, date):
        from_h = source.clock.midnight_h(change.begins, tz)
    if change.ends == "never":
        to_h = inf
    elif isinstance(change.ends, date):
        to_h = source.clock.midnight_h(change.ends, tz)
    return (from_h, to_h) if from_h < to_h else None


def services(source: Source, nodes: dict[str, Node]) -> dict[str, Service]:
    """Services of the scenario with their ways back, in the order of the file."""
    rows = {row.text("service_id"): row for row in source.tables["services"]}
    picked = chosen(rows, source.file.services, source, "services", ("service", "服务"))
    check_patterns(source, rows)
    candidates = {one for own in source.file.planning.may_open.values() for one in own.services}
    legs = _legs(source, set(rows))
    built: dict[str, Service] = {}
    for service_id, row in rows.items():
        change = service_change(source.file, service_id)
        status = change.status or row.text("status")
        closed = status == "option" and service_id not in candidates
        if service_id not in picked or closed:
            continue
        if not _joined(source, row, legs.get(service_id, [])):
            continue
        service = _service(row, change, tuple(leg for _, leg in legs[service_id]))
        if all(leg.from_id in nodes and leg.to_id in nodes for leg in service.legs):
            built[service_id] = service
            if row.whole("two_way"):
                back = way_back(service)
                built[back.service_id] = back
    return with_sailings(source, built)


def _legs(source: Source, services: set[str]) -> dict[str, list[tuple[Row, Leg]]]:
    known = {row.text("node_id") for row in source.tables["nodes"]}
    found: dict[str, list[tuple[Row, Leg]]] = {}
    for row in sorted(source.tables["legs"], key=lambda r: (r.text("service_id"), r.whole("seq"))):
        service_id = row.text("service_id")
        if service_id not in services:
            source.findings.error(
                row.at("service_id"), "unknown_id", what="service", what_zh="服务",
                found=service_id, hint=did_you_mean(service_id, sorted(services)),
            )  # fmt: skip
            continue
        for column in ("from_id", "to_id"):
            if row.text(column) not in known:
                hint = did_you_mean(row.text(column), sorted(known))
                source.findings.error(
                    row.at(column), "unknown_node", found=row.text(column), hint=hint
                )
        change = source.file.legs_set.get(service_id, {}).get(row.whole("seq"), LegChange())
        leg = Leg(row.text("from_id"), row.text("to_id"), row.number_of("km"), _run(row, change))
        found.setdefault(service_id, []).append((row, leg))
    for service_id, changes in source.file.legs_set.items():
        for seq in changes:
            legs = {row.whole("seq") for row, _ in found.get(service_id, [])}
            if seq not in legs:
                source.findings.error(
                    source.at("legs_set", service_id, seq), "unknown_id", what="leg",
                    what_zh="区段", found=f"{service_id} {seq}",
                    hint=did_you_mean(service_id, sorted(services)) if not legs else "",
                )  # fmt: skip
    return found


def _run(row: Row, change: LegChange) -> Distribution:
    """Running time of a leg, h."""
    if change.hours_observed is not None:
        return Distribution.observed(change.hours_observed)
    mean, sd = row.number_of("hours"), row.number_of("sd_h")
    if change.hours_mean is not None:
        mean, sd = change.hours_mean, sd * change.hours_mean / mean
    return Distribution.from_mean_sd(
        "lognormal", mean, sd if change.hours_sd is None else change.hours_sd
    )


def _joined(source: Source, row: Row, legs: list[tuple[Row, Leg]]) -> bool:
    """Whether the legs make one line from the service's origin to its destination."""
    service_id = row.text("service_id")
    if not legs:
        source.findings.error(row.at("service_id"), "missing_legs", found=service_id)
        return False
    for (_, before), (later_row, later) in pairwise(legs):
        if before.to_id != later.from_id:
            source.findings.error(
                later_row.at("from_id"), "broken_chain", seq=later_row.whole("seq"),
                found=service_id, begins=later.from_id, ends=before.to_id,
            )  # fmt: skip
            return False
    begins, ends = legs[0][1].from_id, legs[-1][1].to_id
    if (begins, ends) != (row.text("origin_id"), row.text("destination_id")):
        source.findings.error(
            row.at("origin_id"), "wrong_ends", found=service_id, begins=begins, ends=ends,
            origin=row.text("origin_id"), destination=row.text("destination_id"),
        )  # fmt: skip
        return False
    return True


def _service(row: Row, change: ServiceChange, legs: tuple[Leg, ...]) -> Service:
    def number(column: str) -> float | None:
        changed: float | None = getattr(change, column, None)
        return row.maybe(column) if changed is None else changed

    dated = row.text("dispatch") != "truck"
    late_h = number("late_mean_h") or 0.0
    factor = 1.0 if change.price_factor is None else change.price_factor

    def price(column: str) -> float | None:
        cny = number(column)
        return cny if cny is None or factor == 1.0 else factor * cny

    trucks = number("truck_pool")
    return Service(
        service_id=row.text("service_id"),
        mode=row.text("mode"),
        dispatch=row.text("dispatch"),
        legs=legs,
        capacity_teu=number("allotment_teu"),
        capacity_t=row.maybe("capacity_t"),
        plugs=number("reefer_plugs") if dated else None,
        price_cny_per_teu=price("price_cny_per_teu"),
        price_cny_per_feu=price("price_cny_per_feu"),
        price_cny_per_kg=price("price_cny_per_kg"),
        reefer_factor=row.maybe("reefer_factor"),
        least_load_teu=number("least_load_teu") or 0.0,
        dead_freight_share=number("dead_freight_share") or 0.0,
        gate_in_cutoff_h=row.or_zero("gate_in_cutoff_h"),
        documents_cutoff_h=row.or_zero("documents_cutoff_h"),
        lateness=_lateness(change, late_h),
        cancel_share=number("cancel_share") or 0.0,
        trucks=None if trucks is None else int(trucks),
        carries=frozenset(row.words("carries")),
    )


def _lateness(change: ServiceChange, mean_h: float) -> Distribution | None:
    if change.late_observed_h is not None:
        return Distribution.observed(change.late_observed_h)
    return Distribution.exponential(mean_h) if mean_h > 0.0 else None


def way_back(service: Service) -> Service:
    """The same road from its end to its beginning, with as many trucks (assumed)."""
    legs = tuple(replace(leg, from_id=leg.to_id, to_id=leg.from_id) for leg in service.legs[::-1])
    return replace(service, service_id=f"{service.service_id}{REVERSED}", legs=legs)
