"""Ways closed to a trade mode, because goods may not be declared where they are stuffed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.network import Network
from domain.plan import Way
from domain.trade_modes import TradeMode, declared_at
from inputs.findings import Place, finding
from inputs.orderbook import Flow
from inputs.source import Source
from inputs.trade import ModeKey, barred
from inputs.ways import WayKey

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Closed:
    """What a mode loses of a flow's ways, and why."""

    flow: Flow
    mode: TradeMode
    lost: int
    of: int
    nodes: tuple[str, ...]

    @property
    def words(self) -> dict[str, str | int]:
        """Fillings of the message."""
        named = ", ".join(self.nodes[:MOST_NAMED])
        needed = " or ".join(sorted(self.mode.places)) or "its own dates"
        return {
            "flow": self.flow.flow_id, "mode": self.mode.trade_mode, "nodes": named,
            "row": self.mode.row, "places": needed, "lost": self.lost, "of": self.of,
            "when": ", in time" if not self.mode.places else "",
            "when_zh": "，且在启用期内" if not self.mode.places else "",
        }  # fmt: skip


def closed_ways(
    source: Source,
    flows: tuple[Flow, ...],
    found: Mapping[WayKey, tuple[Way, ...]],
    network: Network,
    known: Mapping[ModeKey, TradeMode],
) -> Iterator[Closed]:
    """Every trade mode of a flow that loses some of its ways."""
    if not network.mode_windows:
        return
    for flow in flows:
        row = flow.row
        direction, destination = row.text("direction"), row.text("destination_id")
        ways = found.get((flow.flow_id, row.text("origin_id"), destination), ())
        for code in flow.all_modes:
            shut = barred(source, network.mode_windows, code, direction)
            mode = known.get((code, direction))
            at = [declared_at(direction, way.route.stuff_node, destination) for way in ways]
            lost = [node_id for node_id in at if node_id in shut]
            if lost and mode is not None:
                names = tuple(dict.fromkeys(lost))
                yield Closed(flow, mode, len(lost), len(ways), names)


def open_ways(
    source: Source,
    flows: tuple[Flow, ...],
    found: Mapping[WayKey, tuple[Way, ...]],
    network: Network,
    known: Mapping[ModeKey, TradeMode],
) -> dict[WayKey, tuple[Way, ...]]:
    """The ways that some trade mode of their flow may take; says which are lost, and by which row.

    A mode that leaves goods no way is an error.
    """
    for one in closed_ways(source, flows, found, network, known):
        if one.lost == one.of:
            source.findings.error(one.flow.row.at("trade_modes"), "mode_nowhere", **one.words)
            continue
        at = Place("data/trade_modes.csv", one.mode.row, None, "places")
        source.findings.extend([finding("note", at, "mode_ways_lost", **one.words)])
    if not network.mode_windows:
        return dict(found)
    kept = dict(found)
    for flow in flows:
        direction, destination = flow.row.text("direction"), flow.row.text("destination_id")
        key = (flow.flow_id, flow.row.text("origin_id"), destination)
        shut = [barred(source, network.mode_windows, code, direction) for code in flow.all_modes]
        kept[key] = tuple(
            way
            for way in found.get(key, ())
            if not shut
            or any(declared_at(direction, way.route.stuff_node, destination) not in s for s in shut)
        )
    return kept
