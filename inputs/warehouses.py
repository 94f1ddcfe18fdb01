"""Warehouses that sell: rows of the tables with what the scenario changes, and their orders.

The flows that fill shelves, and those of direct channels, are taken out of the drawn order book;
`Stocked` holds the consignments that come instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from pydantic import BaseModel

from domain.calendar import ALWAYS_OPEN
from domain.cargo import Consignment
from domain.network import Network, Node
from domain.plan import Way
from domain.replenish import Demanded, Found, Placed, opening_pieces, place_orders
from domain.timetable import Timetable
from domain.warehouse import (
    DAY_H,
    Channel,
    Forecast,
    Refill,
    Shelf,
    StockWorld,
    Tier,
    Warehouse,
    Wave,
    WayHome,
)
from inputs import goods, levels, refills
from inputs import market as markets
from inputs.findings import Findings, did_you_mean
from inputs.homeward import going_home, ways_home
from inputs.orderbook import Flow
from inputs.shelf_lots import Counted, counted
from inputs.source import Source, chosen
from inputs.tables import Cell, Row
from inputs.trace_file import TraceFiles
from inputs.warehouse_rows import shelf_of, spread

BACK_H = 14.0 * DAY_H
"""A keeper reckons that what is fit to be sold again is back after two weeks (assumed)."""


@dataclass(frozen=True, slots=True)
class Stocked:
    """Warehouses of a scenario, the consignments that they ask for, and whose flows those are."""

    world: StockWorld
    orders: tuple[Consignment, ...]
    flow_ids: frozenset[str]


def with_changes(
    source: Source, table: str, key: str, changes: Mapping[str, BaseModel]
) -> dict[str, Row]:
    """Rows of a table by id, with what the scenario says otherwise; unknown ids are findings."""
    rows = {row.text(key): row for row in source.tables[table]}
    for name, change in changes.items():
        if name not in rows:
            source.findings.error(
                source.at("stock", f"{table}_set", name), "unknown_id", what=f"row of {table}.csv",
                what_zh=f"{table}.csv 中的编号", found=name, hint=did_you_mean(name, list(rows)),
            )  # fmt: skip
            continue
        said: dict[str, Cell] = {
            column: getattr(change, column) for column in change.model_fields_set
        }
        rows[name] = replace(rows[name], cells={**rows[name].cells, **said})
    return rows


def stocked(
    source: Source,
    nodes: Mapping[str, Node],
    flows: Sequence[Flow],
    network: Network,
    timetable: Timetable,
    ways: Mapping[tuple[str, str, str], tuple[Way, ...]],
    rate_per_year: float,
    traces: TraceFiles,
) -> Stocked | None:
    """What the scenario says of warehouses; `None` where it says nothing, or something wrong.

    Parameters
    ----------
    network, timetable, ways
        Where levels are chosen, lead times are walked there.
    traces
        Reads the tables of what was counted at hour 0.
    """
    file = source.file.stock
    if file is None:
        return None
    before = len(source.findings.errors)
    if source.file.redraw_demand:
        source.findings.error(
            source.at("redraw_demand"), "wrong_value", found="redraw_demand",
            rule="the orders of warehouses are drawn once; take `stock` out, or redraw_demand",
            rule_zh="仓库订单只抽取一次；请去掉 `stock` 或 redraw_demand",
        )  # fmt: skip
    maker = _Maker(source, nodes, {flow.flow_id: flow for flow in flows}, traces)
    maker.read()
    if len(source.findings.errors) > before:
        return None

    def leads(flow: Flow) -> levels.Leads:
        row = flow.row
        key = (flow.flow_id, row.text("origin_id"), row.text("destination_id"))
        return levels.Leads(network, timetable, ways.get(key, ()), source.seed)

    return maker.make(leads, rate_per_year)


class _Maker:
    """One pass over the tables."""

    def __init__(
        self,
        source: Source,
        nodes: Mapping[str, Node],
        flows: Mapping[str, Flow],
        traces: TraceFiles,
    ) -> None:
        assert source.file.stock is not None
        self.traces, self.counted = traces, Counted()
        self.home: dict[str, WayHome] = {}
        self.source, self.nodes, self.flows, self.file = source, nodes, flows, source.file.stock
        self.warehouses: dict[str, Warehouse] = {}
        self.shelves: dict[str, Shelf] = {}
        self.channels: dict[str, Channel] = {}
        self.markets: dict[str, markets.Market] = {}

    def read(self) -> None:
        """Rows into values, each checked against what it names."""
        file, source = self.file, self.source
        rows = with_changes(source, "warehouses", "warehouse_id", file.warehouses_set)
        for name in chosen(rows, file.warehouses, source, "stock", ("warehouse", "仓库")):
            if self._known(rows[name], "node_id", self.nodes, ("node", "节点")):
                self.warehouses[name] = self._warehouse(rows[name])
        rows = with_changes(source, "shelves", "shelf_id", file.shelves_set)
        for name, row in rows.items():
            if row.text("warehouse_id") in self.warehouses:
                self.shelves[name] = shelf_of(row)
                if row.text("flow_id") and row.text("flow_id") not in self.flows:
                    self.source.findings.error(
                        row.at("flow_id"), "shelf_flow", found=row.text("flow_id"), shelf=name,
                        warehouse=row.text("warehouse_id"),
                    )  # fmt: skip
                elif not row.text("flow_id") and not row.text("source_id"):
                    self._wrong(row, "flow_id", "a shelf is filled by a flow or by another shelf",
                                "货架由货流或另一货架补货")  # fmt: skip
        for name, shelf in self.shelves.items():
            if shelf.source_id:
                self._known(rows[name], "source_id", self.shelves, ("open shelf", "开放的货架"))
        self.counted = counted(
            source, self.traces, self.shelves, self.warehouses,
            goods.products(source.tables, Findings()),
        )  # fmt: skip
        self.home = ways_home(source, self.nodes, self.shelves, self.warehouses, self.flows)
        rows = with_changes(source, "markets", "market_id", file.markets_set)
        channels = with_changes(source, "channels", "channel_id", file.channels_set)
        for name in chosen(rows, file.markets, source, "stock", ("market", "市场")):
            if self._known(rows[name], "node_id", self.nodes, ("node", "节点")):
                own = [row for row in channels.values() if row.text("market_id") == name]
                self._market(rows[name], own)

    def _known(
        self, row: Row, column: str, known: Mapping[str, object], what: tuple[str, str]
    ) -> bool:
        found = row.text(column)
        if found not in known:
            self.source.findings.error(
                row.at(column), "unknown_id", what=what[0], what_zh=what[1], found=found,
                hint=did_you_mean(found, list(known)),
            )  # fmt: skip
        return found in known

    def _wrong(self, row: Row, column: str, rule: str, rule_zh: str) -> None:
        self.source.findings.error(
            row.at(column), "bad_cell", found=row.text(column), rule=rule, rule_zh=rule_zh
        )

    def _warehouse(self, row: Row) -> Warehouse:
        node = self.nodes[row.text("node_id")]
        opening = self.source.openings.hours(
            row.text("calendar_id"), node.tz, row.at("calendar_id")
        )
        term = row.maybe("term_days")
        return Warehouse(
            row.text("warehouse_id"), node.node_id,
            row.text("kind"),  # type: ignore[arg-type]
            row.number_of("capacity_m3"), opening,
            docks=row.whole("docks"),
            unload_h_per_m3=row.number_of("unload_h_per_m3"),
            packers=row.whole("packers"),
            pick_h_per_order=row.number_of("pick_min_per_order") / 60.0,
            triage_crew=row.whole("triage_crew"),
            triage_h_per_piece=row.number_of("triage_min_per_piece") / 60.0,
            desks=row.whole("desks"),
            release_h_per_order=row.number_of("release_min_per_order") / 60.0,
            match_fail_share=row.number_of("match_fail_share"),
            match_redo_h=row.number_of("match_redo_h"),
            keeps_c=row.maybe("keeps_c"),
            inbound_cny_per_m3=row.or_zero("inbound_cny_per_m3"),
            tiers=self._tiers(row),
            overflow_cny_per_m3_day=row.or_zero("overflow_cny_per_m3_day"),
            pick_cny_per_order=row.or_zero("pick_cny_per_order"),
            release_cny_per_order=row.or_zero("release_cny_per_order"),
            triage_cny_per_piece=row.or_zero("triage_cny_per_piece"),
            destroy_cny_per_kg=row.or_zero("destroy_cny_per_kg"),
            fixed_cny_per_day=row.or_zero("fixed_cny_per_day"),
            subsidy_cny_per_order=row.or_zero("subsidy_cny_per_order"),
            deposit_share=row.number_of("deposit_share"),
            term_h=None if term is None else DAY_H * term,
        )  # fmt: skip

    def _tiers(self, row: Row) -> tuple[Tier, ...]:
        tiers = []
        for piece in row.words("storage_tiers"):
            day, _, price = piece.partition(":")
            try:
                tiers.append(Tier(float(day), float(price)))
            except ValueError:
                self._wrong(row, "storage_tiers", "write day:price, e.g. 0:0;30:3",
                            "请写成 天数:价格，例如 0:0;30:3")  # fmt: skip
                return ()
        if sorted(tiers, key=lambda tier: tier.from_days) != tiers:
            self._wrong(row, "storage_tiers", "days go up", "天数须递增")
        return tuple(tiers)

    def _market(self, row: Row, own: Sequence[Row]) -> None:
        """A market with the channels that are open."""
        name = row.text("market_id")
        shares: list[tuple[str, float]] = []
        for channel in own:
            kind, shelf = channel.text("kind"), channel.text("shelf_id")
            if channel.number_of("orders_share") <= 0.0:
                continue
            if kind == "direct":
                if not self._known(
                    channel, "flow_id", self.flows, ("flow of this scenario", "货流")
                ):
                    continue
            elif kind == "post":
                if channel.text("office_id") not in self.warehouses:
                    continue
            elif shelf not in self.shelves:
                continue
            self.channels[channel.text("channel_id")] = self._channel(channel, row)
            shares.append((channel.text("channel_id"), channel.number_of("orders_share")))
        total = sum(share for _, share in shares)
        if not shares:
            self.source.findings.error(
                self.source.at("stock", "markets"), "wrong_value", found=name,
                rule="no channel of the market is open; open a warehouse, or give one a share",
                rule_zh="该市场没有开放的渠道；请开放仓库，或给渠道一个份额",
            )  # fmt: skip
            return
        self.markets[name] = markets.Market(
            name, row.text("node_id"), self.nodes[row.text("node_id")].tz,
            row.number_of("orders_per_year"),
            (row.number_of("piece_kg"), row.number_of("piece_m3"), row.number_of("piece_cny")),
            row.number_of("tax_share"), row.number_of("day_sigma"),
            self._weights(row, "weekday_weights", 7), self._weights(row, "monthly_weights", 12),
            row.whole("waves_per_day"), tuple((key, share / total) for key, share in shares),
            frozenset(key for key, _ in shares if self.channels[key].kind == "direct"),
        )  # fmt: skip

    def _channel(self, row: Row, market: Row) -> Channel:
        dispatch, room_t = ALWAYS_OPEN, row.maybe("dispatch_t")
        if row.text("dispatch_calendar_id"):
            node = self.nodes[self.warehouses[row.text("office_id")].node_id]
            place = row.at("dispatch_calendar_id")
            dispatch = self.source.openings.hours(row.text("dispatch_calendar_id"), node.tz, place)
        return Channel(
            row.text("channel_id"), row.text("market_id"),
            row.text("kind"),  # type: ignore[arg-type]
            row.text("shelf_id"), row.text("flow_id"), row.text("office_id"),
            market.number_of("piece_kg"), dispatch, None if room_t is None else 1000.0 * room_t,
            spread(row, "last_mile_h_mean", "last_mile_h_sd"), row.or_zero("last_mile_cny"),
            market.number_of("tax_share"), market.number_of("piece_cny"),
            row.or_zero("return_share"), spread(row, "return_days_mean", "return_days_sd", DAY_H),
            spread(row, "return_ride_h_mean", "return_ride_h_sd"), row.or_zero("return_cny"),
        )  # fmt: skip

    def _weights(self, row: Row, column: str, count: int) -> tuple[float, ...]:
        try:
            weights = [float(word) for word in row.words(column)]
        except ValueError:
            weights = []
        if len(weights) != count or min(weights) < 0.0 or sum(weights) <= 0.0:
            self._wrong(row, column, f"needs {count} numbers of 0 or more, joined by ;",
                        f"需要 {count} 个不小于 0 的数，用 ; 分隔")  # fmt: skip
            return (1.0,) * count
        mean = sum(weights) / count
        return tuple(weight / mean for weight in weights)

    def make(self, leads: Callable[[Flow], levels.Leads], rate_per_year: float) -> Stocked:
        """Draw the demand, and place the orders that it asks for."""
        source = self.source
        until_h = source.period_end_h
        drawn = self._waves(source.book)
        forecasts = self._forecasts()
        if self.file.levels == "chosen":
            self._choose(forecasts, leads, rate_per_year)
        refilled: dict[str, Refill] = {}
        orders: list[Consignment] = []
        for name, shelf in self.shelves.items():
            if not shelf.flow_id or name not in forecasts:
                continue
            flow = self.flows[shelf.flow_id]
            per_unit = pieces_per_unit(flow, shelf)
            for placed in place_orders(
                shelf, forecasts[name], self._asked(name, drawn), per_unit, until_h,
                lead_h=shelf.prepare_h + DAY_H * flow.due_days,
                back_share=self._back_share(name), back_h=BACK_H, found=self._found(shelf),
            ):  # fmt: skip
                origin = self.nodes[flow.row.text("origin_id")]
                order = refills.refill(
                    source, flow, origin, placed, shelf.prepare_h, shelf.trade_mode
                )
                orders.append(order)
                refilled[order.consignment_id] = Refill(name, per_unit, placed.pieces)
            for name_, (flow_id, units, _) in self.counted.coming.items():
                if flow_id == shelf.flow_id:
                    refilled.setdefault(name_, Refill(name, per_unit, units * per_unit))
        direct: dict[str, Wave] = {}
        for wave in drawn:
            channel = self.channels[wave.channel_id]
            if channel.kind == "direct":
                flow = self.flows[channel.flow_id]
                origin = self.nodes[flow.row.text("origin_id")]
                order = refills.direct(
                    source, flow, origin, wave, self.markets[channel.market_id].piece
                )
                orders.append(order)
                direct[order.consignment_id] = wave
        home = going_home(
            source, self.nodes, self.home, self.shelves, self.channels, drawn, self.flows
        )
        orders.extend(home.orders)
        world = StockWorld(
            self.warehouses, self.shelves, self.channels, drawn,
            {name: opening_pieces(shelf, forecasts[name])
             for name, shelf in self.shelves.items() if name in forecasts},
            refilled, direct, forecasts, self.counted.lots, home.ways,
            {order.consignment_id: home.homeward[order.consignment_id] for order in home.orders
             if order.ready_h < until_h},
        )  # fmt: skip
        used = {shelf.flow_id for shelf in self.shelves.values()} - {""}
        used |= {channel.flow_id for channel in self.channels.values()} - {""}
        used |= {way.flow_id for way in self.home.values()}
        inside = tuple(order for order in orders if order.ready_h < until_h)
        return Stocked(world, inside, frozenset(used))

    def _found(self, shelf: Shelf) -> Found | None:
        flow = self.flows[shelf.flow_id]
        place = self.warehouses[shelf.warehouse_id]
        return self.counted.found(shelf, place, flow.product, pieces_per_unit(flow, shelf))

    def _waves(self, book: int) -> tuple[Wave, ...]:
        source = self.source
        found = [
            wave
            for market in self.markets.values()
            for wave in markets.waves(market, source.clock, source.period_end_h, source.seed, book)
        ]
        return tuple(sorted(found, key=lambda wave: (wave.at_h, wave.wave_id)))

    def _filled_from(self, name: str) -> list[str]:
        """A shelf, and those that it fills."""
        others = [key for key, shelf in self.shelves.items() if shelf.source_id == name]
        return [name, *others]

    def _forecasts(self) -> dict[str, Forecast]:
        found: dict[str, Forecast] = {}
        for name in self.shelves:
            served = self._filled_from(name)
            parts = [
                (market, share)
                for market in self.markets.values()
                for key, share in market.shares
                if self.channels[key].shelf_id in served
            ]
            if parts:
                found[name] = markets.forecast(parts, self.source.clock, self.source.horizon_h)
        return found

    def _asked(self, name: str, drawn: Sequence[Wave]) -> list[Demanded]:
        served = self._filled_from(name)
        return [
            Demanded(wave.at_h, wave.orders)
            for wave in drawn
            if self.channels[wave.channel_id].shelf_id in served
        ]

    def _back_share(self, name: str) -> float:
        """Share of pieces sold that comes back fit for sale, over the channels of a shelf."""
        total = back = 0.0
        for market in self.markets.values():
            for key, share in market.shares:
                if self.channels[key].shelf_id == name:
                    total += share * market.orders_per_year
                    back += share * market.orders_per_year * self.channels[key].return_share
        return 0.0 if total == 0.0 else self.shelves[name].restock_share * back / total

    def _choose(
        self,
        forecasts: Mapping[str, Forecast],
        leads: Callable[[Flow], levels.Leads],
        rate_per_year: float,
    ) -> None:
        """The cheapest days of cover of each shelf that a flow fills, over set A."""
        source = self.source
        books = levels.books(self.file.levels_replications)
        drawn = {book: self._waves(book) for book in books}
        for name, shelf in self.shelves.items():
            if not shelf.flow_id or name not in forecasts:
                continue
            flow = self.flows[shelf.flow_id]
            way = leads(flow)
            origin = self.nodes[flow.row.text("origin_id")]
            orders = [
                refills.refill(source, flow, origin, Placed(at_h, 1, 1), shelf.prepare_h,
                               shelf.trade_mode)
                for at_h in levels.reviews(shelf, source.period_end_h)
            ]  # fmt: skip
            hours = {
                book: {one.known_at_h: way.hours(one, one.known_at_h, book) for one in orders}
                for book in books
            }
            choice = levels.Choice(
                self.warehouses[shelf.warehouse_id], shelf, forecasts[name],
                pieces_per_unit(flow, shelf), shelf.prepare_h + DAY_H * flow.due_days,
                rate_per_year, (source.warm_up_h, source.period_end_h), self._found(shelf),
            )  # fmt: skip
            asked = {book: self._asked(name, waves) for book, waves in drawn.items()}
            days = levels.best_days(choice, asked, hours, self.file.levels_days)
            self.shelves[name] = replace(shelf, up_to_days=days)


def pieces_per_unit(flow: Flow, shelf: Shelf) -> int:
    """Pieces that a packing unit of a flow holds; at least one."""
    return max(1, floor(flow.row.number_of("kg_per_unit") / shelf.piece_kg + 1e-9))
