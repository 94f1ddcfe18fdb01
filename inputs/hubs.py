"""Hubs of a scenario: sorters with their waves on the node's clock, yards, rooms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from domain.calendar import zone
from domain.distribution import Distribution
from domain.hubs import SORT, Hub, Rooms, Sorting, Yard
from domain.network import Node, Process
from inputs.findings import did_you_mean
from inputs.schema_hubs import SortingKeys
from inputs.source import Source

ANY = "any"


def hubs(source: Source, nodes: Mapping[str, Node]) -> dict[str, Hub]:
    """Hubs by node; a node that the scenario does not have is a finding."""
    found: dict[str, Hub] = {}
    for node_id, keys in source.file.hubs.items():
        node = nodes.get(node_id)
        if node is None:
            source.findings.error(
                source.at("hubs", node_id), "unknown_node", found=node_id,
                hint=did_you_mean(node_id, list(nodes)),
            )  # fmt: skip
            continue
        yard, rooms = keys.yard, keys.rooms
        found[node_id] = Hub(
            None if keys.sorting is None else _sorting(source, node, keys.sorting),
            None if yard is None else Yard(yard.slots_teu, yard.plugs, yard.wait_cny_per_h),
            None
            if rooms is None
            else Rooms(rooms.cold_t, rooms.floor_t, rooms.spill, rooms.spill_cny_per_t_day),
        )
    return found


def sorters(found: Mapping[str, Hub]) -> dict[tuple[str, str, str, str, str], Process]:
    """Processes of the sorters, to stand beside those of the process table."""
    return {
        (node_id, SORT, ANY, ANY, ANY): hub.sorting.process
        for node_id, hub in found.items()
        if hub.sorting is not None
    }


def _sorting(source: Source, node: Node, keys: SortingKeys) -> Sorting:
    at = source.at("hubs", node.node_id, "sorting", "opening")
    process = Process(
        process_id=f"{SORT}@{node.node_id}",
        node_id=node.node_id,
        step=SORT,
        work=Distribution.fixed(0.0),
        opening=source.openings.hours(keys.opening, node.tz, at),
        servers=keys.lines,
        slot_h=None,
        beside=None,
        unplugged_h=0.0,
        cost_cny=0.0,
        cost_unit="",
        resource=f"{node.node_id}:{SORT}",
    )
    waves = waves_h(source, node.tz, keys.waves)
    return Sorting(process, keys.parcels_per_h, keys.cny_per_parcel, waves)


def waves_h(source: Source, tz: str, waves: list[str]) -> tuple[float, ...]:
    """Hours of all waves from the day before the start to the end of what is known."""
    info = zone(tz)
    times = sorted({time.fromisoformat(wave) for wave in waves})
    day = source.clock.local(0.0, tz).date() - timedelta(days=1)
    last = source.clock.local(source.horizon_h, tz).date()
    found: list[float] = []
    while times and day <= last:
        found.extend(source.clock.to_h(datetime.combine(day, at, tzinfo=info)) for at in times)
        day += timedelta(days=1)
    return tuple(found)
