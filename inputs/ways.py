"""Ways of every flow, by box type; a flow without any is the reader's mistake, and is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.cargo import Product
from domain.fed_ways import FedSearch
from domain.network import Network
from domain.plan import BoxRoute, Way
from domain.tariff import HOURS_PER_YEAR, Tariff
from domain.timetable import Timetable
from domain.ways import Demand, kg_per_box
from inputs.access import Access
from inputs.no_way import Blocked, why_no_way
from inputs.orderbook import Flow
from inputs.restuffing import fed_ways, restuffing_hubs
from inputs.source import Source
from inputs.timetable import headways_h
from inputs.trade import barred

WayKey = tuple[str, str, str]


def cny_per_t_h(flow: Flow, tariff: Tariff) -> float:
    """What an hour costs a tonne: interest and loss of value, at the set point."""
    value = 1000.0 * flow.row.number_of("value_cny_per_kg")
    rate = tariff.capital_rate_per_year / HOURS_PER_YEAR
    rate += flow.row.or_zero("value_loss_pct_per_day") / 100.0 / 24.0
    product: Product = flow.product
    if product.life is not None and product.setpoint_c is not None:
        rate += tariff.life_value_share * product.life.rate_per_h(product.setpoint_c)
    return value * rate


def ways(
    source: Source,
    flows: tuple[Flow, ...],
    network: Network,
    timetable: Timetable,
    tariff: Tariff,
    access: Access,
) -> dict[WayKey, tuple[Way, ...]]:
    """Ways per (flow, origin, destination), those of the flow's first box type first."""
    planning = source.file.planning
    search = FedSearch(network, headways_h(timetable, source.cap_h), planning.trucks_in_a_row)
    hubs = restuffing_hubs(source)
    found: dict[WayKey, tuple[Way, ...]] = {}
    for flow in flows:
        origin, destination = flow.row.text("origin_id"), flow.row.text("destination_id")
        if (stop := _barred(source, flow, (origin, destination), access)) is not None:
            found[flow.flow_id, origin, destination] = stop
            continue
        closed = _closed_to_modes(source, flow, network)
        each = [
            search.ways(
                replace(_demand(flow, network, box_type, tariff), barred=nodes),
                source.file.planning.keep_ways,
            )
            for nodes in closed
            for box_type in flow.box_types
        ]
        own = tuple(dict.fromkeys(way for some in each for way in some))
        for nodes in closed if hubs else ():
            own_demands = {
                name: replace(_demand(flow, network, name, tariff), barred=nodes)
                for name in flow.box_types
            }
            more = fed_ways(search, own_demands, hubs, planning.keep_ways)
            own = tuple(dict.fromkeys((*own, *more)))
        found[flow.flow_id, origin, destination] = own
        if not own:
            demands = {name: _demand(flow, network, name, tariff) for name in network.boxes}
            reason, reason_zh = why_no_way(Blocked(source, flow, network, access, demands))
            source.findings.error(
                flow.row.at("destination_id"), "no_way", flow=flow.flow_id, origin=origin,
                destination=destination, product=flow.product.product_id,
                boxes=" or ".join(flow.box_types), reason=reason, reason_zh=reason_zh,
            )  # fmt: skip
    return found


def _closed_to_modes(source: Source, flow: Flow, network: Network) -> tuple[frozenset[str], ...]:
    """Nodes at which goods of a flow may not be declared: a set for each of its trade modes.

    Ways are searched without any and for each set, so that goods under every mode find some, and
    what is lost can be named; one empty set where no mode bars anything.
    """
    direction = flow.row.text("direction")
    if direction != "export":
        return (frozenset(),)
    sets = [barred(source, network.mode_windows, mode, direction) for mode in flow.all_modes]
    return tuple(dict.fromkeys([frozenset[str](), *sets]))


def _demand(flow: Flow, network: Network, box_type: str, tariff: Tariff) -> Demand:
    row = flow.row
    kg = kg_per_box(
        network.boxes[box_type], row.number_of("kg_per_unit"), row.number_of("m3_per_unit")
    )
    return Demand(
        row.text("origin_id"), row.text("destination_id"), flow.product.product_id,
        row.text("unit"), row.text("direction"), row.text("cargo_class"), box_type, kg,
        cny_per_t_h(flow, tariff),
    )  # fmt: skip


def _barred(
    source: Source, flow: Flow, ends: tuple[str, str], access: Access
) -> tuple[Way, ...] | None:
    """Name the row that keeps goods from their own origin or destination."""
    barred = False
    for column, node_id in zip(("origin_id", "destination_id"), ends, strict=True):
        row = access.forbidden.get((flow.product.product_id, node_id))
        if row is not None and row.text("step") == "any":
            source.findings.error(
                flow.row.at(column), "forbidden", flow=flow.flow_id, node=node_id,
                product=flow.product.product_id, reason=row.text("row_reason"), row=row.number,
            )  # fmt: skip
            barred = True
    return () if barred else None


def routes(found: Mapping[WayKey, tuple[Way, ...]]) -> tuple[BoxRoute, ...]:
    """Every box route of the ways once, in the order in which they were found."""
    by_id: dict[str, BoxRoute] = {}
    for some in found.values():
        for way in some:
            if way.feeder is not None:
                by_id.setdefault(way.feeder.route_id, way.feeder)
            by_id.setdefault(way.route.route_id, way.route)
    return tuple(by_id.values())
