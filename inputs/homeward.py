"""Ways home for returns: what a scenario says of them, and the consignments that they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor

from domain.cargo import Consignment
from domain.homeward import Unfit, place_home
from domain.network import Node
from domain.warehouse import DAY_H, Channel, Homeward, Shelf, Warehouse, Wave, WayHome
from inputs import refills
from inputs.findings import did_you_mean
from inputs.orderbook import Flow
from inputs.source import Source

AT = ("stock", "returns_home")
COLLECTED_H = DAY_H / 2.0
"""Half a day until a wave is packed and collected, on average (assumed)."""


@dataclass(frozen=True, slots=True)
class GoingHome:
    """Ways by shelf, consignments, and what each takes."""

    ways: Mapping[str, WayHome]
    orders: tuple[Consignment, ...] = ()
    homeward: Mapping[str, Homeward] = field(default_factory=dict)


def ways_home(
    source: Source,
    nodes: Mapping[str, Node],
    shelves: Mapping[str, Shelf],
    warehouses: Mapping[str, Warehouse],
    flows: Mapping[str, Flow],
) -> dict[str, WayHome]:
    """Ways of open shelves; what is wrong is a finding."""
    assert source.file.stock is not None
    found: dict[str, WayHome] = {}
    for name, keys in source.file.stock.returns_home.items():
        shelf, flow = shelves.get(name), flows.get(keys.flow_id)
        if shelf is None:
            source.findings.error(
                source.at(*AT, name), "unknown_id", what="open shelf", what_zh="开放的货架",
                found=name, hint=did_you_mean(name, list(shelves)),
            )  # fmt: skip
        if flow is None:
            source.findings.error(
                source.at(*AT, name, "flow_id"), "unknown_id", what="flow of this scenario",
                what_zh="本场景货流", found=keys.flow_id,
                hint=did_you_mean(keys.flow_id, list(flows)),
            )  # fmt: skip
        if shelf is None or flow is None:
            continue
        begins, stands = flow.row.text("origin_id"), warehouses[shelf.warehouse_id].node_id
        if begins != stands:
            source.findings.error(
                source.at(*AT, name, "flow_id"), "wrong_value", found=keys.flow_id,
                rule=f"begins at {begins}; the warehouse is at {stands}",
                rule_zh=f"起点为 {begins}，仓库在 {stands}",
            )  # fmt: skip
            continue
        if shelf.home_value_cny is None or shelf.piece_cny < shelf.home_value_cny:
            source.findings.warn(
                source.at(*AT, name), "wrong_value", found=name,
                rule=f"a piece is worth {shelf.piece_cny:g} CNY, less than its home_value_cny: "
                "none goes home",
                rule_zh=f"单件货值 {shelf.piece_cny:g} 元，低于退运门槛：不会退运",
            )  # fmt: skip
        node = nodes[flow.row.text("destination_id")]
        opening = source.openings.hours(
            keys.calendar_id, node.tz, source.at(*AT, name, "calendar_id")
        )
        found[name] = WayHome(
            name, keys.flow_id, DAY_H * keys.look_days, DAY_H * keys.wait_days, keys.fill_share,
            opening, keys.people, keys.min_per_piece / 60.0, keys.cny_per_piece, keys.fit_share,
            keys.sold_value_share,
        )  # fmt: skip
    return found


def going_home(
    source: Source,
    nodes: Mapping[str, Node],
    ways: Mapping[str, WayHome],
    shelves: Mapping[str, Shelf],
    channels: Mapping[str, Channel],
    waves: Sequence[Wave],
    flows: Mapping[str, Flow],
) -> GoingHome:
    """The consignments of all ways home, asked for at looks inside the period."""
    assert source.file.stock is not None
    orders: list[Consignment] = []
    homeward: dict[str, Homeward] = {}
    for name, way in ways.items():
        shelf, flow = shelves[name], flows[way.flow_id]
        if shelf.home_value_cny is None or shelf.piece_cny < shelf.home_value_cny:
            continue
        per_unit = pieces_home(flow, shelf)
        origin = nodes[flow.row.text("origin_id")]
        prepare_h = DAY_H * source.file.stock.returns_home[name].prepare_days
        for placed in place_home(
            way, _unfit(shelf, channels, waves), per_unit, source.period_end_h
        ):
            order = refills.refill(source, flow, origin, placed, prepare_h, "")
            share = placed.pieces / placed.units
            order = replace(
                order, kg_per_unit=share * shelf.piece_kg, m3_per_unit=share * shelf.piece_m3,
                value_cny=placed.pieces * shelf.piece_cny,
                consignment_id=order.consignment_id.replace("/stock", f"/home/{name}"),
            )  # fmt: skip
            orders.append(order)
            homeward[order.consignment_id] = Homeward(name, order.ready_h, placed.units * per_unit)
    return GoingHome(ways, tuple(orders), homeward)


def _unfit(shelf: Shelf, channels: Mapping[str, Channel], waves: Sequence[Wave]) -> Iterator[Unfit]:
    """What the keeper reckons with: of each wave the mean, after the mean time."""
    for wave in waves:
        channel = channels[wave.channel_id]
        if channel.shelf_id == shelf.shelf_id and channel.return_share:
            rides = (channel.last_mile, channel.return_wait, channel.return_ride)
            after_h = COLLECTED_H + sum(ride.mean for ride in rides)
            share = channel.return_share * (1.0 - shelf.restock_share)
            yield Unfit(wave.at_h + after_h, wave.orders * share)


def pieces_home(flow: Flow, shelf: Shelf) -> int:
    """Pieces that a packing unit of a flow takes, by weight and volume; at least one."""
    by_kg = flow.row.number_of("kg_per_unit") / shelf.piece_kg
    by_m3 = flow.row.number_of("m3_per_unit") / shelf.piece_m3
    return max(1, floor(min(by_kg, by_m3) + 1e-9))
