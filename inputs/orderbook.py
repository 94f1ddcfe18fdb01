"""The order book: yearly tonnes of each flow turned into dated consignments, drawn once.

Rules. The tonnes of a flow and month (annual tonnes / 12 x weight of the month over the mean
weight) become whole packing units, rounded so that they add up over the year. Consignments take
their sizes from the flow's distribution until the month's units are used up; the last takes the
rest. Parcels merged by the day share the month's units over its days, one consignment a day.
Each draw is keyed by (seed, flow, month, number) alone, so that scaling or dropping another flow,
or moving the window, changes nothing here.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import NormalDist

from domain.calendar import parse_weekdays, zone
from domain.cargo import Consignment, Product
from domain.draws import draw_u, snap_h
from domain.network import Node
from inputs import trade
from inputs.events import day_weights
from inputs.findings import Place, did_you_mean
from inputs.schema import FlowChange
from inputs.source import Source, chosen, fits
from inputs.tables import Row
from inputs.written import written

OPENS_H, CLOSES_H = 8.0, 18.0
"""Goods get ready in the shipper's working hours (assumed), on the quarter of an hour."""
LEAD_DAYS = {"fcl": (3.0, 14.0), "pallet": (3.0, 14.0), "parcel": (1.0, 2.0)}
"""Notice before goods are ready, uniform (assumed)."""
DAY_SIGMA = 0.25
"""Spread of a lane's parcels from day to day (assumed: sigma of the log)."""
SHARES_APART = 0.011
"""Rounding that shares may be off by."""
MOST_CONSIGNMENTS = 200_000
BOTH = "both"
"""The zone of a scenario that carries the goods of either."""
_normal = NormalDist()


@dataclass(frozen=True, slots=True)
class Flow:
    """A row of flows.csv, ready to draw from; `change` is what the scenario says otherwise."""

    row: Row
    flow_id: str
    product: Product
    factor: float
    trade_modes: tuple[tuple[str, float], ...]
    grades: tuple[tuple[str, float], ...]
    weights: tuple[float, ...]
    box_types: tuple[str, ...]
    change: FlowChange

    @property
    def all_modes(self) -> tuple[str, ...]:
        """Trade modes under which any of its goods may go."""
        own = [mode for mode, share in self.trade_modes if share > 0.0]
        return tuple(dict.fromkeys([*own, *(self.change.trade_modes_free or ())]))

    @property
    def due_days(self) -> float:
        """Days from ready to due, at the median."""
        changed = self.change.due_days
        return self.row.number_of("due_days") if changed is None else changed

    @property
    def hard_deadline_days(self) -> float | None:
        """Days from ready beyond which goods are refused; `None`: none."""
        changed = self.change.hard_deadline_days
        return self.row.maybe("hard_deadline_days") if changed is None else changed

    @property
    def outsource_cny_per_kg(self) -> float | None:
        """Price of giving it away; `None` where nobody takes it."""
        if self.change.may_outsource is False:
            return None
        changed = self.change.outsource_cny_per_kg
        return self.row.maybe("outsource_cny_per_kg") if changed is None else changed


def flows(
    source: Source, products: dict[str, Product], nodes: dict[str, Node], boxes: list[str]
) -> tuple[Flow, ...]:
    """Flows that the scenario carries, checked; what is wrong is a finding."""
    rows = {
        row.text("flow_id"): row
        for row in source.tables["flows"] if source.file.zone in (row.text("zone"), BOTH)
    }  # fmt: skip
    picked = chosen(rows, source.file.flows, source, "flows", ("flow", "货流"))
    patterns = [("demand", "scale", pattern) for pattern in source.file.demand.scale]
    for path in (*patterns, *(("flows_set", pattern) for pattern in source.file.flows_set)):
        if not any(fits(name, path[-1]) for name in rows):
            source.findings.error(
                source.at(*path), "no_match", found=path[-1], what="flow",
                what_zh="货流", hint=did_you_mean(path[-1].rstrip("*"), list(rows)),
            )  # fmt: skip
    found = []
    for flow_id in picked:
        row = rows[flow_id]
        before = len(source.findings.errors)
        for column, known in (
            ("product_id", list(products)),
            ("origin_id", list(nodes)),
            ("destination_id", list(nodes)),
        ):
            value = row.text(column)
            if value not in known:
                phrase = "unknown_id" if column == "product_id" else "unknown_node"
                source.findings.error(
                    row.at(column), phrase, what="product", what_zh="货物", found=value,
                    hint=did_you_mean(value, known),
                )  # fmt: skip
        for box_type in row.words("box_types"):
            if box_type not in boxes:
                source.findings.error(
                    row.at("box_types"), "unknown_id", what="box type", what_zh="箱型",
                    found=box_type, hint=did_you_mean(box_type, boxes),
                )  # fmt: skip
        change = _change(source, flow_id)
        modes = _modes(source, row, change)
        grades = _grades(source, flow_id, change) or _shares(source, row, "credit_grades")
        weights = _weights(source, row)
        if len(source.findings.errors) == before:
            product = products[row.text("product_id")]
            found.append(
                Flow(row, flow_id, product, _factor(source, flow_id), modes, grades, weights,
                     row.words("box_types"), change)
            )  # fmt: skip
    return tuple(found)


def _factor(source: Source, flow_id: str) -> float:
    factor = 1.0
    for pattern, value in source.file.demand.scale.items():
        if fits(flow_id, pattern):
            factor = value
    return factor


def _change(source: Source, flow_id: str) -> FlowChange:
    """What `flows_set` says of a flow: key by key, the last pattern that fits."""
    said: dict[str, object] = {}
    for pattern, change in source.file.flows_set.items():
        if fits(flow_id, pattern):
            said.update({key: getattr(change, key) for key in change.model_fields_set})
    return FlowChange.model_validate(said)


def _grades(source: Source, flow_id: str, change: FlowChange) -> tuple[tuple[str, float], ...]:
    """Credit grades as the scenario mixes them; empty where it says nothing, or wrong."""
    if change.credit_grades is None:
        return ()
    at = _said_at(source, flow_id, "credit_grades")
    known = [row.text("credit_grade") for row in source.tables["inspection"]]
    for grade in change.credit_grades:
        if grade not in known:
            source.findings.error(
                at, "unknown_id", what="credit grade", what_zh="信用等级", found=grade,
                hint=did_you_mean(grade, known),
            )  # fmt: skip
    return _mix(source, at, change.credit_grades)


def _said_at(source: Source, flow_id: str, key: str) -> Place:
    """Where `flows_set` says a key of a flow, the last time."""
    said = [
        pattern
        for pattern, change in source.file.flows_set.items()
        if fits(flow_id, pattern) and key in change.model_fields_set
    ]
    return source.at("flows_set", said[-1], key)


def _mix(source: Source, at: Place, said: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Shares of a scenario as shares that add up to one; empty where they are far from it."""
    total = sum(said.values())
    if abs(total - 1.0) > SHARES_APART:
        source.findings.error(
            at, "wrong_number", rule="shares that add up to 1", rule_zh="是合计为 1 的份额",
            found=f"{total:g}",
        )  # fmt: skip
        return ()
    return tuple((name, share / total) for name, share in said.items())


def _shares(source: Source, row: Row, column: str) -> tuple[tuple[str, float], ...]:
    """`a:0.3;b:0.7` as shares that add up to one."""
    pieces = []
    for piece in row.words(column):
        name, colon, text = piece.rpartition(":")
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not colon or not 0.0 <= share <= 1.0:
            source.findings.error(
                row.at(column), "bad_cell", found=piece, rule="write name:share, e.g. 0110:0.9",
                rule_zh="请写成 名称:份额，例如 0110:0.9",
            )  # fmt: skip
            return ()
        pieces.append((name, share))
    total = sum(share for _, share in pieces)
    if pieces and abs(total - 1.0) > SHARES_APART:
        source.findings.error(
            row.at(column), "bad_cell", found=row.text(column), rule=f"shares add up to {total:g}",
            rule_zh=f"份额合计为 {total:g}",
        )  # fmt: skip
        return ()
    return tuple((name, share / total) for name, share in pieces)


def _modes(source: Source, row: Row, change: FlowChange) -> tuple[tuple[str, float], ...]:
    """Trade modes with their shares: those of the scenario, else of the row."""
    flow_id, direction = row.text("flow_id"), row.text("direction")
    if change.trade_modes_free:
        at = _said_at(source, flow_id, "trade_modes_free")
        trade.check_modes(source, at, change.trade_modes_free, direction)
    if change.trade_modes is None:
        return _shares(source, row, "trade_modes")
    at = _said_at(source, flow_id, "trade_modes")
    trade.check_modes(source, at, change.trade_modes, direction)
    return _mix(source, at, change.trade_modes)


def _weights(source: Source, row: Row) -> tuple[float, ...]:
    words = row.words("monthly_weights")
    try:
        weights = [float(word) for word in words]
    except ValueError:
        weights = []
    if len(weights) != 12 or min(weights) < 0.0 or sum(weights) <= 0.0:
        source.findings.error(
            row.at("monthly_weights"), "bad_cell", found=row.text("monthly_weights"),
            rule="needs 12 numbers of 0 or more, January first, joined by ;",
            rule_zh="需要 12 个不小于 0 的数，从一月起，用 ; 分隔",
        )  # fmt: skip
        return (1.0,) * 12
    mean = sum(weights) / 12.0
    return tuple(weight / mean for weight in weights)


def order_book(
    source: Source, flows: tuple[Flow, ...], nodes: dict[str, Node]
) -> tuple[Consignment, ...]:
    """Consignments ready in [start, end of the period), by ready time and id."""
    found: list[Consignment] = []
    for flow in flows:
        for year, month in _months(source):
            found.extend(_month(source, flow, nodes[flow.row.text("origin_id")], year, month))
            if len(found) > MOST_CONSIGNMENTS:
                source.findings.error(
                    flow.row.at("annual_t"), "too_large", found=f"over {MOST_CONSIGNMENTS:,}",
                    unit="consignments", limit=f"{MOST_CONSIGNMENTS:,}",
                )  # fmt: skip
                return ()
    keys = source.file.supervision
    blocked = () if keys is None else keys.blocked_grades
    inside = [
        c for c in found if 0.0 <= c.ready_h < source.period_end_h and c.credit_grade not in blocked
    ]
    return in_order(inside)


def in_order(orders: Iterable[Consignment]) -> tuple[Consignment, ...]:
    """Consignments by ready time and id."""
    return tuple(sorted(orders, key=lambda c: (c.ready_h, c.consignment_id)))


def _months(source: Source) -> Iterator[tuple[int, int]]:
    """Months that touch the window, in any time zone."""
    day = (source.clock.to_utc(0.0) - timedelta(days=1)).date()
    last = (source.clock.to_utc(source.period_end_h) + timedelta(days=1)).date()
    year, month = day.year, day.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def units_of_month(flow: Flow, month: int) -> int:
    """Packing units of a month: rounded so that the year's sum is the rounded year."""
    kg = 1000.0 * flow.row.number_of("annual_t") * flow.factor / 12.0
    upto = sum(flow.weights[:month]) * kg / flow.row.number_of("kg_per_unit")
    before = sum(flow.weights[: month - 1]) * kg / flow.row.number_of("kg_per_unit")
    return math.floor(upto + 0.5) - math.floor(before + 0.5)


def _month(
    source: Source, flow: Flow, origin: Node, year: int, month: int
) -> Iterator[Consignment]:
    units = units_of_month(flow, month)
    days = _ready_days(source, flow.row.text("ready_pattern"), origin.country, year, month)
    weights = day_weights(source, flow.flow_id, days, origin.tz)
    if weights is not None and days:
        units = math.floor(units * sum(weights) / len(weights) + 0.5)
    if units <= 0 or not days:
        return
    label = f"{year}-{month:02d}"
    if flow.row.text("merge") == "daily_dispatch":
        for day, size in zip(days, _shared_by_day(source, flow, label, units, days, weights),
                             strict=True):  # fmt: skip
            if size:
                key = (flow.flow_id, label, day.day)
                yield _consignment(source, flow, origin, key, size, day)
        return
    number = 0
    while units > 0:
        key = (flow.flow_id, label, number)
        size = min(units, _size(flow.row, draw_u(source.seed, source.book, "size", *key)))
        day = _day_of(days, weights, draw_u(source.seed, source.book, "day", *key))
        yield _consignment(source, flow, origin, key, size, day)
        units -= size
        number += 1


def _ready_days(source: Source, pattern: str, country: str, year: int, month: int) -> list[date]:
    """Days of a month on which goods get ready; holidays count where weekends do."""
    all_days = [date(year, month, d + 1) for d in range(monthrange(year, month)[1])]
    if pattern == "daily":
        return all_days
    weekdays = parse_weekdays(pattern)
    closed, extra = source.openings.closed_days(country), source.openings.extra_days(country)
    working = [
        day for day in all_days
        if day not in closed and (day.weekday() in weekdays or day in extra)
    ]  # fmt: skip
    return working or all_days


def _shared_by_day(
    source: Source,
    flow: Flow,
    label: str,
    units: int,
    days: list[date],
    weights: tuple[float, ...] | None,
) -> list[int]:
    """A month's parcels over its days: each day a draw of its own, the sum kept whole."""
    shares = [
        math.exp(
            DAY_SIGMA
            * _normal.inv_cdf(draw_u(source.seed, source.book, "day", flow.flow_id, label, d.day))
        )
        for d in days
    ]
    if weights is not None:
        shares = [share * weight for share, weight in zip(shares, weights, strict=True)]
    total, upto, sizes = sum(shares), 0.0, []
    for share in shares:
        before = math.floor(upto + 0.5)
        upto += units * share / total
        sizes.append(math.floor(upto + 0.5) - before)
    sizes[-1] += units - sum(sizes)
    return sizes


def _day_of(days: list[date], weights: tuple[float, ...] | None, u: float) -> date:
    """One of the days, the likelier the more an event brings on it."""
    if weights is None:
        return days[int(u * len(days))]
    left = u * sum(weights)
    for day, weight in zip(days, weights, strict=True):
        if left < weight:
            return day
        left -= weight
    return days[-1]


def _size(row: Row, u: float) -> int:
    """Units of a consignment, rounded and clipped."""
    kind, p1 = row.text("size_dist"), row.number_of("size_p1")
    if kind == "geometric":
        size = 1.0 if p1 <= 1.0 else math.ceil(math.log1p(-u) / math.log1p(-1.0 / p1))
    elif kind == "lognormal":
        size = p1 * math.exp(row.or_zero("size_p2") * _normal.inv_cdf(u))
    else:
        size = p1
    return int(min(max(math.floor(size + 0.5), row.whole("size_min")), row.whole("size_max")))


def _consignment(
    source: Source,
    flow: Flow,
    origin: Node,
    key: tuple[str, str, int],
    units: int,
    day: date,
) -> Consignment:
    row = flow.row

    def u(stream: str) -> float:
        return draw_u(source.seed, source.book, stream, *key)

    quarter = math.floor((OPENS_H + (CLOSES_H - OPENS_H) * u("hour")) * 4.0) / 4.0
    local = datetime.combine(day, datetime.min.time(), tzinfo=zone(origin.tz))
    ready_h = source.clock.to_h(local + timedelta(hours=quarter))
    shortest, longest = LEAD_DAYS[row.text("unit")]
    known_h = snap_h(ready_h - 24.0 * (shortest + (longest - shortest) * u("lead")))
    spread = math.exp(row.number_of("due_sigma") * _normal.inv_cdf(u("due")))
    due_h = snap_h(ready_h + 24.0 * flow.due_days * spread)
    name = f"{key[0]}/{key[1]}/{key[2]:04d}"
    return written(source, flow, name, key, units, (known_h, ready_h, due_h))
