"""Subsidies and block space, as scenarios name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf

from domain.contracts import Block, Contracts, Lane, Subsidy, periods
from domain.network import Node, Service
from domain.tariff import Tariff
from domain.timetable import Timetable
from inputs.findings import did_you_mean
from inputs.schema_contracts import BlockSpace, ContractLane
from inputs.source import Source, fits

OF_TARIFF = "subsidy_cny_per_feu"
"""Name of the subsidy that tariffs.csv gives to every box by rail."""


def contracts(
    source: Source,
    nodes: Mapping[str, Node],
    services: Mapping[str, Service],
    timetable: Timetable,
    tariff: Tariff,
) -> Contracts:
    """All contracts of a scenario; those of tariffs.csv are for all trains, without a budget."""
    subsidies = []
    by_rail = frozenset(
        name for name, service in services.items() if service.mode == "rail" and service.dated
    )
    if tariff.subsidy_cny_per_feu > 0.0 and by_rail:
        subsidies.append(Subsidy(OF_TARIFF, Lane(by_rail), tariff.subsidy_cny_per_feu))
    dated = {name: service for name, service in services.items() if service.dated}
    timed = {name: service for name, service in dated.items() if service.dispatch == "timetable"}
    for index, subsidy in enumerate(source.file.subsidies):
        lane = _lane(source, nodes, dated, subsidy, "subsidies", index)
        budget = inf if subsidy.budget_cny is None else subsidy.budget_cny
        subsidies.append(Subsidy(subsidy.name, lane, subsidy.cny_per_feu, budget))
    blocks = [
        _block(source, _lane(source, nodes, timed, space, "block_space", index), space, timetable)
        for index, space in enumerate(source.file.block_space)
    ]
    _check_names(source)
    for index, block in enumerate(blocks):
        _check_room(source, services, block, index)
    return Contracts(tuple(subsidies), tuple(blocks))


def _lane(
    source: Source,
    nodes: Mapping[str, Node],
    services: Mapping[str, Service],
    entry: ContractLane,
    key: str,
    index: int,
) -> Lane:
    for number, pattern in enumerate(entry.services):
        if not any(fits(name, pattern) for name in services):
            source.findings.error(
                source.at(key, index, "services", number), "no_match", found=pattern,
                what="service with a timetable" if key == "block_space" else "dated service",
                what_zh="有时刻表的服务" if key == "block_space" else "有班期的服务",
                hint=did_you_mean(pattern.rstrip("*"), list(services)),
            )  # fmt: skip
    for end in ("from_node", "to_node"):
        node_id = getattr(entry, end)
        if node_id is not None and node_id not in nodes:
            source.findings.error(
                source.at(key, index, end), "unknown_node", found=node_id,
                hint=did_you_mean(node_id, list(nodes)),
            )  # fmt: skip
    from_h, until_h = source.window_h(entry.begins, entry.ends, source.file.tz)
    chosen = frozenset(
        name for name in services if any(fits(name, pattern) for pattern in entry.services)
    )
    return Lane(chosen, entry.from_node, entry.to_node, from_h, until_h)


def _block(source: Source, lane: Lane, entry: BlockSpace, timetable: Timetable) -> Block:
    """Space from the start of the run to the end of the period; nobody buys it for the drain."""
    lane = replace(
        lane, from_h=max(0.0, lane.from_h), until_h=min(source.period_end_h, lane.until_h)
    )
    block = Block(
        entry.name, lane, entry.teu, entry.cny_per_teu, entry.take_or_pay_share,
        entry.per == "week", entry.release_hours, entry.release_cny_per_teu,
        -24.0 * source.file.start.weekday(), (), tuple(entry.or_teu),
    )  # fmt: skip
    return replace(block, periods=periods(block, timetable))


def _check_names(source: Source) -> None:
    seen = {OF_TARIFF}
    for key, entries in (
        ("subsidies", source.file.subsidies),
        ("block_space", source.file.block_space),
    ):
        for index, entry in enumerate(entries):
            if entry.name in seen:
                source.findings.error(
                    source.at(key, index, "name"), "contract_twice", found=entry.name
                )
            seen.add(entry.name)


def _check_room(source: Source, services: Mapping[str, Service], block: Block, index: int) -> None:
    """A block lies within what its departures have open to the zone."""
    at = source.at("block_space", index, "teu")
    if not block.lane.services:
        return
    if not block.periods:
        source.findings.error(
            source.at("block_space", index, "name"), "block_without_departures", found=block.name
        )
        return
    room = max(
        sum(_room_teu(services[key[0]]) for key in period.departures) for period in block.periods
    )
    for teu in (block.teu, *block.choices):
        if teu > room:
            source.findings.error(at, "block_too_large", found=f"{teu:g}", room=f"{room:g}")


def _room_teu(service: Service) -> float:
    return inf if service.capacity_teu is None else service.capacity_teu
