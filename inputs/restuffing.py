"""Crews of hubs at which goods change boxes, and the ways over those hubs."""

from __future__ import annotations

from collections.abc import Mapping

from domain.crossings import RESTUFF
from domain.fed_ways import FedSearch
from domain.network import Node, Process
from domain.plan import Way
from domain.ways import Demand
from inputs.source import Source
from inputs.work import duration

ANY = "any"
ProcessKey = tuple[str, str, str, str, str]


def restuffing_crews(
    source: Source, nodes: Mapping[str, Node], *, papers: bool
) -> dict[ProcessKey, Process]:
    """The step of opening boxes, by node; where goods cannot be stuffed again it is a finding."""
    found: dict[ProcessKey, Process] = {}
    for node_id, hub in source.file.hubs.items():
        keys = hub.restuffing
        if keys is None or node_id not in nodes:
            continue
        at = source.at("hubs", node_id, "restuffing")
        if "stuffing" not in nodes[node_id].functions:
            source.findings.error(at, "restuffing_no_stuffing", node=node_id)
        if papers:
            source.findings.error(at, "restuffing_papers")
        opening = source.at("hubs", node_id, "restuffing", "opening")
        found[node_id, RESTUFF, ANY, ANY, ANY] = Process(
            process_id=f"{RESTUFF}@{node_id}",
            node_id=node_id,
            step=RESTUFF,
            work=duration("lognormal", keys.hours_mean, keys.hours_sd),
            opening=source.openings.hours(keys.opening, nodes[node_id].tz, opening),
            servers=keys.crews,
            slot_h=None,
            beside=None,
            unplugged_h=keys.unplugged_h,
            cost_cny=keys.cny_per_box,
            cost_unit="box",
            resource=f"{node_id}:{RESTUFF}",
        )
    return found


def restuffing_hubs(source: Source) -> tuple[str, ...]:
    """Nodes at which goods may change boxes."""
    return tuple(node for node, hub in source.file.hubs.items() if hub.restuffing is not None)


def fed_ways(
    search: FedSearch, demands: Mapping[str, Demand], hubs: tuple[str, ...], keep: int
) -> tuple[Way, ...]:
    """Ways of a flow on which its goods change boxes; parcels never do."""
    if not hubs or any(one.unit == "parcel" for one in demands.values()):
        return ()
    return search.fed_ways(demands, hubs, keep)
