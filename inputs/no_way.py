"""Why no way leads from a flow's origin to its destination: which row or line removes each path.

One rule after another is lifted and the ways are searched again, time and capacity ignored. What
lies on a way that then exists, and did not before, is named where it stands: the row of access.csv,
the box types of the flow, a service that is an option, left out or without power for reefers, a
function that a node lacks. Where lifting one rule is not enough, all are lifted together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.checkpoints import entry_node
from domain.network import Network, Service
from domain.plan import Way
from domain.ways import Demand, WaySearch
from inputs import network as networks
from inputs.access import Access
from inputs.findings import Findings
from inputs.orderbook import Flow
from inputs.service_changes import service_change
from inputs.source import Source
from inputs.tables import Row

MOST_NAMED = 6
FOREVER = (float("-inf"), float("inf"))

Words = tuple[str, str]
"""English and Chinese."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A flow without a way, and what its search reads; `demands` by box type."""

    source: Source
    flow: Flow
    network: Network
    access: Access
    demands: Mapping[str, Demand]

    def ways(self, network: Network, box_types: Sequence[str]) -> tuple[Way, ...]:
        """Every kind of way over another network."""
        search = WaySearch(network, {})
        return tuple(
            way for box_type in box_types for way in search.ways(self.demands[box_type], 1)
        )


def why_no_way(blocked: Blocked) -> Words:
    """What removes the paths of a flow, in both languages, to be put behind a message."""
    own = blocked.flow.box_types
    others = tuple(name for name in blocked.network.boxes if name not in own)
    allowed = replace(blocked.network, forbidden=frozenset())
    entered = replace(blocked.network, barred_entry=frozenset())
    opened = _with_all_services(blocked)
    powered, useful = _with_power(blocked.network), _with_functions(blocked.network)
    found: dict[Words, None] = {}
    for network, box_types in (
        (allowed, own), (entered, own), (blocked.network, others), (opened, own), (powered, own),
        (useful, own),
    ):  # fmt: skip
        found.update(dict.fromkeys(_bars_least(blocked, blocked.ways(network, box_types))))
    if not found:
        lifted = _with_functions(
            _with_power(replace(opened, forbidden=frozenset(), barred_entry=frozenset()))
        )
        ways = blocked.ways(lifted, own) or blocked.ways(lifted, others)
        found.update(dict.fromkeys(_bars_least(blocked, ways)[:1]))
    if not found:
        return (
            "; no chain of services joins them, whatever is allowed. Add a service",
            "；即使放开所有规则，也没有服务链相连。请增加服务",
        )
    named = list(found)[:MOST_NAMED]
    en, zh = "; or for ".join(one[0] for one in named), "；或 ".join(one[1] for one in named)
    return f". There would be a way if it were not for {en}", f"。若非以下原因即有通路：{zh}"


def _with_all_services(blocked: Blocked) -> Network:
    """All services and nodes of the tables, options too."""
    source = blocked.source
    file = source.file
    options = {
        row.text("service_id"): service_change(file, row.text("service_id")).model_copy(
            update={"status": "active"}
        )
        for row in source.tables["services"]
    }
    wide = replace(
        source,
        file=file.model_copy(update={"services": ["*"], "nodes": ["*"], "services_set": options}),
        findings=Findings(),
    )
    nodes = networks.nodes(wide)
    return replace(blocked.network, nodes=nodes, services=networks.services(wide, nodes))


def _with_power(network: Network) -> Network:
    services = {
        name: replace(service, reefer_factor=service.reefer_factor or 1.0)
        for name, service in network.services.items()
    }
    return replace(network, services=services)


def _with_functions(network: Network) -> Network:
    """Boxes may be stuffed and stripped everywhere."""
    both = {"stuffing": FOREVER, "stripping": FOREVER}
    nodes = {
        name: replace(node, functions={**both, **node.functions})
        for name, node in network.nodes.items()
    }
    return replace(network, nodes=nodes)


def _bars_least(blocked: Blocked, ways: Sequence[Way]) -> list[Words]:
    """What bars each of some ways, told as one; only of those barred by least, best first."""
    barred = [_bars(blocked, way) for way in ways]
    least = min((len(words) for words in barred), default=0)
    return [
        (" and ".join(one[0] for one in words), "，连同 ".join(one[1] for one in words))
        for words in barred
        if len(words) == least and words
    ]


def _bars(blocked: Blocked, way: Way) -> list[Words]:
    """Everything that forbids one way."""
    route, words = way.route, list[Words]()
    rows = {row.text("service_id"): row for row in blocked.source.tables["services"]}
    hops = [hop.service_id for hop in route.hops]
    for service_id in (*way.before, *hops, *way.after):
        row = rows[service_id.removesuffix(networks.REVERSED)]
        here = blocked.network.services.get(service_id)
        if here is None:
            words.append(_closed(blocked, row))
        elif service_id in hops and _needs_power(blocked.network, here, route.box_type):
            words.append(
                (f"services.csv row {row.number}: no reefers on it (reefer_factor is empty)",
                 f"services.csv 第 {row.number} 行：不收冷藏箱（reefer_factor 为空）")
            )  # fmt: skip
    for node_id, function in ((route.stuff_node, "stuffing"), (route.strip_node, "stripping")):
        node = blocked.network.nodes.get(node_id)
        if node is not None and function not in node.functions:
            words.append(
                (
                    f"functions.csv, which gives {node_id} no {function}, or the scenario",
                    f"functions.csv 中 {node_id} 没有 {function}（或被场景取消）",
                )
            )
        bars = blocked.access.forbidden.get((blocked.flow.product.product_id, node_id))
        if bars is not None:
            named, why = bars.text("node_id"), bars.text("row_reason")
            words.append(
                (f"access.csv row {bars.number}, which bars {named} ({why})",
                 f"access.csv 第 {bars.number} 行禁止 {named}（{why}）")
            )  # fmt: skip
    words += _entry_bars(blocked, way)
    if route.box_type not in blocked.flow.box_types:
        at = blocked.flow.row
        words.append(
            (f"{at.file} row {at.number}, whose box_types leave out {route.box_type}",
             f"{at.file} 第 {at.number} 行 box_types 未列 {route.box_type}")
        )  # fmt: skip
    return list(dict.fromkeys(words))


def _entry_bars(blocked: Blocked, way: Way) -> list[Words]:
    """What keeps the goods of a flow from entering China where a way does."""
    network, product_id = blocked.network, blocked.flow.product.product_id
    hops = [hop.service_id for hop in way.route.hops]
    if not blocked.access.entry or not all(name in network.services for name in hops):
        return []
    node_id = entry_node(network, way.route)
    if node_id is None:
        return []
    country = network.nodes[blocked.flow.row.text("origin_id")].country
    keys = ((product_id, country, node_id), (product_id, "*", node_id))
    return [blocked.access.entry[key] for key in keys if key in blocked.access.entry]


def _needs_power(network: Network, service: Service, box_type: str) -> bool:
    reefer = network.boxes[box_type].reefer
    return reefer and "box" in service.carries and service.reefer_factor is None


def _closed(blocked: Blocked, row: Row) -> Words:
    """Why a service of the table is not in the scenario."""
    source, service_id = blocked.source, row.text("service_id")
    change = service_change(source.file, service_id)
    status = change.status or row.text("status")
    if status == "option":
        where = f"services.csv row {row.number}"
        return (
            f"{where}: {service_id} is an option, not active",
            f"services.csv 第 {row.number} 行：{service_id} 是未开通的选项",
        )
    at = source.at("services")
    where = at.file if at.line is None else f"{at.file}:{at.line}"
    return (
        f"{where}, whose services leave out {service_id} (or nodes a place where it calls)",
        f"{where} services 未列 {service_id}（或 nodes 未列其停靠点）",
    )
