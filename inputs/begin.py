"""A start that is not empty: goods of a table become consignments, and boxes journeys as given.

Goods on the floor of a stuffing node are consignments that begin there, ready at hour 0; policies
plan them. Goods in boxes have one journey, from where the box is at hour 0 over a way of their flow
on the first departures with room at nominal pace, in the order of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.begun import taken_by
from domain.carbon import with_carbon_price
from domain.cargo import Begun, Consignment
from domain.draws import snap_h
from domain.ledger import Ledger
from domain.pace import nominal_pace
from domain.plan import BegunBox, BoxJourney, BoxRoute, Hop, Part, UnderWay, Way, journey_id
from domain.planned_boxes import goods_of
from domain.route import walk
from domain.scenario import Scenario
from domain.sharing import clashes
from domain.stuffing import BoxSize, UnitTooLargeError, stuff
from domain.thermal import point_in
from domain.when_full import rule_of
from inputs import orderbook
from inputs.begin_rows import KEY, BegunRow, begun_rows, rows_by_box
from inputs.findings import Findings, did_you_mean, some_of
from inputs.losses import with_losses
from inputs.orderbook import Flow
from inputs.source import Source
from inputs.trace_file import TraceFiles
from inputs.written import written

POOL_PREFIXES = ("CDBU", "CDLU", "CDRU", "CDCU")
"""Numbers that begin so are given to the pools' own boxes."""
MOST_TRIES = 2_000


@dataclass(frozen=True, slots=True)
class _Onward:
    """What lies ahead of a box: hops, where it is stripped, and how its goods go to the door."""

    hops: tuple[Hop, ...]
    strip_node: str
    after: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(hop.service_id for hop in self.hops)


def start_with(source: Source, scenario: Scenario, traces: TraceFiles) -> Scenario:
    """The scenario with the goods of its table, if it names one."""
    if source.file.start_with is None:
        return scenario
    for there, key in (
        (scenario.redraw_demand, "redraw_demand"),
        (scenario.may_open, "planning.may_open"),
        (scenario.path_pools, "planning.path_pools"),
    ):
        if there:
            source.findings.error(source.at(KEY), "begun_with", found=key)
    rows = begun_rows(source, traces)
    if source.findings.errors:
        return scenario
    return _Start(source, scenario).filled(rows)


class _Start:
    """One scenario being filled."""

    def __init__(self, source: Source, scenario: Scenario) -> None:
        self.source, self.scenario = source, scenario
        self.findings = source.findings
        quiet = replace(source, findings=Findings())
        flows = orderbook.flows(
            quiet, dict(scenario.products), dict(scenario.network.nodes),
            list(scenario.network.boxes),
        )  # fmt: skip
        self.flows: dict[str, Flow] = {flow.flow_id: flow for flow in flows}
        self.ways = dict(scenario.ways)
        self.orders: dict[str, Consignment] = {}
        self.known = {c.consignment_id for c in scenario.consignments}

    def filled(self, rows: list[BegunRow]) -> Scenario:
        right = [row for row in rows if self._row_is_right(row)]
        orders = {row.name: self._order(row) for row in right}
        for row in right:
            if row.place == "floor":
                self._on_floor(row)
        self.orders = self._priced(orders)
        boxes: list[BegunBox] = []
        for inside in rows_by_box(right):
            box = self._box(inside, boxes)
            if box is not None:
                boxes.append(box)
        if self.findings.errors:
            return self.scenario
        consignments = orderbook.in_order((*self.scenario.consignments, *self.orders.values()))
        return replace(self.scenario, consignments=consignments, ways=self.ways, begun=tuple(boxes))

    def _row_is_right(self, row: BegunRow) -> bool:
        """Whether all that it names is there."""
        before = len(self.findings.errors)
        network = self.scenario.network
        if row.name in self.known:
            self.findings.error(row.at("id"), "bad_cell", found=row.name,
                                rule="is a consignment of the order book already",
                                rule_zh="订单簿中已有此票")  # fmt: skip
        for column, found, known, what, what_zh in (
            ("flow_id", row.flow_id, list(self.flows), "flow of this scenario", "本场景货流"),
            ("node_id", row.node_id, list(network.nodes), "node of this scenario", "本场景节点"),
            ("box_type", row.box_type, list(network.boxes), "box type", "箱型"),
            ("service_id", row.service_id, list(network.services), "service", "服务"),
        ):
            if found and found not in known:
                self.findings.error(
                    row.at(column), "unknown_id", what=what, what_zh=what_zh, found=found,
                    hint=did_you_mean(found, known),
                )  # fmt: skip
        flow = self.flows.get(row.flow_id)
        if flow is not None and row.trade_mode and row.trade_mode not in flow.all_modes:
            self.findings.error(
                row.at("trade_mode"), "wrong_choice", found=row.trade_mode,
                choices=", ".join(flow.all_modes), hint="",
            )  # fmt: skip
        if flow is not None and row.box_type and row.box_type not in flow.box_types:
            self.findings.error(
                row.at("box_type"), "wrong_choice", found=row.box_type,
                choices=", ".join(flow.box_types), hint="",
            )  # fmt: skip
        if row.life_used and flow is not None and flow.product.life is None:
            goods = flow.product.product_id
            self.findings.error(row.at("life_used"), "bad_cell", found=f"{row.life_used:g}",
                                rule=f"{goods} do not age",
                                rule_zh=f"{goods} 没有保质期")  # fmt: skip
        if row.place != "floor":
            self._check_box(row)
        return len(self.findings.errors) == before

    def _check_box(self, row: BegunRow) -> None:
        if row.box_no.startswith(POOL_PREFIXES):
            self.findings.error(row.at("box_no"), "bad_cell", found=row.box_no,
                                rule="numbers of the pools' own boxes begin so",
                                rule_zh="箱池自有箱号以此开头")  # fmt: skip
        if self.scenario.fleet.covers(row.box_type):
            self.findings.error(
                row.at("box_type"), "begun_with", found=f"box_owners of {row.box_type}"
            )

    def _order(self, row: BegunRow) -> Consignment:
        """A consignment of its flow that is ready at hour 0, with what the row says otherwise."""
        flow = self.flows[row.flow_id]
        order = written(
            self.source, flow, row.name, ("start_with", row.name), row.units, (0.0, 0.0, row.due_h)
        )
        boxed = row.place != "floor"
        begun = Begun(boxed, row.temp_c, row.life_used)
        units = row.units
        order = replace(
            order,
            kg_per_unit=order.kg_per_unit if row.kg is None else row.kg / units,
            m3_per_unit=order.m3_per_unit if row.m3 is None else row.m3 / units,
            origin_id=self._where(row), deadline_h=None, on_time_promise_share=None,
            free_modes=(), trade_mode=row.trade_mode or order.trade_mode, begun=begun,
        )  # fmt: skip
        per_kg = flow.row.number_of("value_cny_per_kg")
        value = order.kg * per_kg if row.value_cny is None else row.value_cny
        return replace(order, value_cny=value)

    def _where(self, row: BegunRow) -> str:
        """Node where goods are; aboard, where the leg begins that they are on."""
        if row.place != "aboard":
            return row.node_id
        leg = self._leg(row)
        service = self.scenario.network.services[row.service_id]
        return row.node_id if leg is None else service.legs[leg[0]].from_id

    def _leg(self, row: BegunRow) -> tuple[int, int] | None:
        """Leg that goods aboard are on, and the last one before they alight."""
        service = self.scenario.network.services[row.service_id]
        last = next((n for n, leg in enumerate(service.legs) if leg.to_id == row.node_id), None)
        if last is None:
            return None
        on = last if row.leg is None else row.leg - 1
        return (on, last) if on <= last else None

    def _on_floor(self, row: BegunRow) -> None:
        """Ways of its flow that are stuffed there, without a truck before."""
        flow = self.flows[row.flow_id]
        key = (row.flow_id, row.node_id, flow.row.text("destination_id"))
        if key in self.ways:
            return
        there = dict.fromkeys(
            replace(way, before=())
            for way in self._ways_of(row)
            if way.route.stuff_node == row.node_id
        )
        if not there:
            stuffed = dict.fromkeys(way.route.stuff_node for way in self._ways_of(row))
            self.findings.error(
                row.at("node_id"), "wrong_choice", found=row.node_id,
                choices=some_of(list(stuffed), 20), hint="",
            )  # fmt: skip
            return
        self.ways[key] = tuple(there)

    def _ways_of(self, row: BegunRow) -> tuple[Way, ...]:
        flow = self.flows[row.flow_id].row
        key = (row.flow_id, flow.text("origin_id"), flow.text("destination_id"))
        ways = self.scenario.ways.get(key, ())
        return tuple(way for way in ways if way.feeder is None)  # nobody opens their boxes again

    def _priced(self, orders: dict[str, Consignment]) -> dict[str, Consignment]:
        """What giving them away costs beside its price, as for all goods."""
        tariff, flows = self.scenario.tariff, tuple(self.flows.values())
        found = with_losses(tuple(orders.values()), flows, tariff, self.scenario.cash)
        alone = replace(self.scenario, consignments=found, ways=self.ways)
        if tariff.carbon_cny_per_t:
            alone = with_carbon_price(alone, tariff.carbon_cny_per_t)
        return {order.consignment_id: order for order in alone.consignments}

    def _box(self, rows: Sequence[BegunRow], done: list[BegunBox]) -> BegunBox | None:
        """A box with what is in it, on a way of its goods' flows; `None` where a row is wrong."""
        first, network = rows[0], self.scenario.network
        for row in rows[1:]:
            for column in ("place", "node_id", "box_type", "service_id", "departed_h", "leg",
                           "hours_left", "ahead"):  # fmt: skip
                if getattr(row, column) != getattr(first, column):
                    name = column.removesuffix("_h")
                    self._refuse(
                        row, f"{name} differs from row {first.line}",
                        f"{name} 与第 {first.line} 行不同",
                    )  # fmt: skip
                    return None
        begun = self._under_way(first)
        if begun is None:
            return None
        ways = [self._onward(row) for row in rows]
        if any(way is None for way in ways):
            return None
        ahead = [way for way in ways if way is not None]
        if any((way.hops, way.strip_node) != (ahead[0].hops, ahead[0].strip_node) for way in ahead):
            self._refuse(
                first, "its goods go on by several ways; write the services in `ahead`",
                "箱内货物的后续通路不止一条；请在 `ahead` 中写明服务",
            )  # fmt: skip
            return None
        if not self._fits(rows):
            return None
        order, way = self.orders[first.name], ahead[0]
        names = ">".join(way.names)
        start = self._where(first)
        route = BoxRoute(
            f"{first.box_type}:{start}>{names}>{way.strip_node}#{first.box_no}", start,
            way.strip_node, first.box_type, way.hops, begun,
        )  # fmt: skip
        product = self.scenario.products[order.product_id]
        box = network.boxes[first.box_type]
        point_c = point_in(product, box) if box.reefer else None
        parts = [
            Part(f"{row.name}.1", row.name, row.units, number, (), "", one.after)
            for number, (row, one) in enumerate(zip(rows, ahead, strict=True))
        ]
        return self._on_departures(first, route, order, point_c, parts, done)

    def _on_departures(
        self,
        row: BegunRow,
        route: BoxRoute,
        order: Consignment,
        point_c: float | None,
        parts: Sequence[Part],
        done: list[BegunBox],
    ) -> BegunBox | None:
        """The box on the first departures with room after the boxes that are done."""
        scenario = self.scenario
        wanted: list[float | None] = [None] * len(route.hops)
        priced = replace(scenario, consignments=tuple(self.orders.values()))
        taken = taken_by(priced, done)
        for _ in range(MOST_TRIES):
            walked = walk(
                scenario.network, scenario.timetable, route, order.direction, order.box_class, 0.0,
                wanted, nominal_pace(), strict=False,
            )  # fmt: skip
            if walked is None or walked.stripped_h > scenario.cap_h:
                break
            full = self._full(route, walked.departures, taken)
            if full is None:
                name = journey_id(route, order.box_class, point_c, 0.0, walked.departures)
                journey = BoxJourney(
                    name, route, order.box_class, point_c, 0.0, walked.departures
                )  # fmt: skip
                return BegunBox(journey, tuple(replace(p, journey_id=name) for p in parts))
            at_h = walked.departures[full]
            assert at_h is not None
            later = scenario.timetable.after(route.hops[full].service_id, at_h)
            if len(later) < 2:
                break
            wanted[full] = later[1]
        self.findings.error(row.at("box_no"), "begun_late", found=row.box_no)
        return None

    def _full(
        self, route: BoxRoute, departures: Sequence[float | None], taken: Ledger
    ) -> int | None:
        """The first hop on whose departure there is no room; `None` where all have some."""
        box = self.scenario.network.boxes[route.box_type]
        for number, (hop, at_h) in enumerate(zip(route.hops, departures, strict=True)):
            if at_h is None:
                continue
            service = self.scenario.network.services[hop.service_id].on(at_h)
            slots = [
                ((hop.service_id, at_h), leg) for leg in range(hop.first_leg, hop.last_leg + 1)
            ]
            teu = max(taken.teu.get(slot, 0.0) for slot in slots)
            plugs = max(taken.plugs.get(slot, 0.0) for slot in slots)
            gross_t = max(taken.t.get(slot, 0.0) for slot in slots)
            most_t = (box.payload_kg + box.tare_kg) / 1000.0
            for used, more, room in (
                (teu, box.teu, service.capacity_teu),
                (gross_t, most_t, service.capacity_t),
                (plugs, 1.0 if box.reefer else 0.0, service.plugs),
            ):
                if room is not None and used + more > room + 1e-9:
                    return number
        return None

    def _under_way(self, row: BegunRow) -> UnderWay | None:
        if row.place == "terminal":
            return UnderWay(row.box_no)
        leg = self._leg(row)
        if leg is None:
            service = self.scenario.network.services[row.service_id]
            calls = some_of([x.to_id for x in service.legs], 20)
            self.findings.error(
                row.at("node_id"), "bad_cell", found=row.node_id,
                rule=f"{row.service_id} calls at {calls}, on or after the leg that the box is on",
                rule_zh=f"{row.service_id} 自箱所在的区段起停靠 {calls}",
            )  # fmt: skip
            return None
        assert row.departed_h is not None
        assert row.hours_left is not None
        return UnderWay(
            row.box_no, row.service_id, row.departed_h, leg[0], leg[1], snap_h(row.hours_left)
        )

    def _onward(self, row: BegunRow) -> _Onward | None:
        """The way on from where a box is: what is left of the first way of its flow that fits."""
        found = list(dict.fromkeys(self._tails(row)))
        fitting = [one for one in found if not row.ahead or one.names == row.ahead]
        if not fitting:
            told = some_of([";".join(one.names) or "(none)" for one in found], 12) or "none"
            self.findings.error(
                row.at("ahead" if row.ahead else "node_id"), "begun_no_way",
                found=";".join(row.ahead) or row.node_id, flow=row.flow_id, choices=told,
            )  # fmt: skip
            return None
        best = fitting[0]
        services = self.scenario.network.services
        for name in best.names:
            if rule_of(services[name]) is not None:
                self._refuse(
                    row, f"{name} leaves when full, which has no departures to book",
                    f"{name} 满载即发，没有可预订的班次",
                )  # fmt: skip
                return None
        return best

    def _tails(self, row: BegunRow) -> Iterator[_Onward]:
        services = self.scenario.network.services
        for way in self._ways_of(row):
            route = way.route
            if route.box_type != row.box_type:
                continue
            for number, hop in enumerate(route.hops):
                legs = services[hop.service_id].legs
                if row.place == "terminal" and legs[hop.first_leg].from_id == row.node_id:
                    yield _Onward(route.hops[number:], route.strip_node, way.after)
                aboard = row.place == "aboard" and hop.service_id == row.service_id
                if aboard and legs[hop.last_leg].to_id == row.node_id:
                    yield _Onward(route.hops[number + 1 :], route.strip_node, way.after)

    def _fits(self, rows: Sequence[BegunRow]) -> bool:
        """Whether the goods of a box fit into it, and may share it."""
        box, products = self.scenario.network.boxes[rows[0].box_type], self.scenario.products
        orders = [self.orders[row.name] for row in rows]
        parts = [Part(row.name, row.name, row.units, 0, (), None, ()) for row in rows]
        goods = [
            goods_of(part, order, products[order.product_id])
            for part, order in zip(parts, orders, strict=True)
        ]
        for a, b in clashes(products[order.product_id] for order in orders):
            self._refuse(
                rows[0], f"{a.product_id} and {b.product_id} may not share a box",
                f"{a.product_id} 与 {b.product_id} 不得混装",
            )  # fmt: skip
            return False
        points = {point_in(products[order.product_id], box) for order in orders}
        if len({order.box_class for order in orders}) > 1 or (box.reefer and len(points) > 1):
            self._refuse(
                rows[0], "its goods are of several classes or temperatures",
                "箱内货物的类别或温度不一致",
            )  # fmt: skip
            return False
        try:
            fills = stuff(goods, BoxSize(box.m3, box.payload_kg))
        except UnitTooLargeError:
            fills = ()
        if len(fills) != 1:
            load = f"{sum(o.kg for o in orders):,.0f} kg", f"{sum(o.m3 for o in orders):,.1f} m3"
            room = f"{box.payload_kg:,.0f} kg", f"{box.m3:g} m3"
            self._refuse(
                rows[0],
                f"{' and '.join(load)} do not fit into one {box.box_type} of {' and '.join(room)}",
                f"{'、'.join(load)} 装不进一个 {box.box_type}（{'、'.join(room)}）",
            )
        return len(fills) == 1

    def _refuse(self, row: BegunRow, rule: str, rule_zh: str) -> None:
        self.findings.error(
            row.at("box_no"), "begun_box", found=row.box_no, rule=rule, rule_zh=rule_zh
        )
