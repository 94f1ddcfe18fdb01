"""Who is who in a run's events: identifiers of lots, boxes, places and parties, and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from sys import intern
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from domain import gs1
from domain.calendar import zone
from domain.iso6346 import is_container_number
from domain.scenario import Scenario

CARRIERS, OUTSOURCER = 50_000, 99_999
"""Numbers of parties: places from 1, carriers from here, and who takes what is given away."""
MS_PER_H: Final = 3_600_000


@dataclass(slots=True)
class LotFacts:
    """A part of a consignment: its logistic unit, what it holds, what became of it."""

    lot_id: str
    sscc: str
    consignment_id: str
    units: int
    parent: str
    state: str
    ended_h: float | None
    pieces: tuple[str, ...] = ()
    came: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether it went on as other lots: split, or restuffed."""
        return self.state in ("split", "restuffed")

    def contents(self, names: Names) -> dict[str, Any]:
        """What it holds, as a quantity of its lot."""
        return names.quantity(self.consignment_id, self.units)


@dataclass(slots=True)
class OrderFacts:
    """A consignment: its lot, product, places, and when it was ready."""

    lot_class: str
    product_id: str
    origin_id: str
    destination_id: str
    ready_h: float
    kg: float
    chilled: bool


@dataclass(slots=True)
class Names:
    """Identifiers and the clock of one run."""

    start: datetime
    zones: dict[str, ZoneInfo]
    orders: dict[str, OrderFacts]
    lots: dict[str, LotFacts]
    boxes: dict[str, str]
    loggers: dict[str, str]
    items: dict[str, str]
    item_numbers: dict[str, int]
    limits: dict[str, tuple[float | None, float | None]]
    parties: dict[str, str]
    carriers: dict[str, str]
    countries: dict[str, str]
    _offsets: dict[tuple[str, int], timezone] = field(default_factory=dict)

    def ms(self, hour: float) -> int:
        """An hour as milliseconds since 1970."""
        return round(self.start.timestamp() * 1000) + round(hour * MS_PER_H)

    def hour(self, ms: int) -> float:
        """Milliseconds since 1970 as an hour."""
        return (ms - round(self.start.timestamp() * 1000)) / MS_PER_H

    def when(self, hour: float, node_id: str) -> tuple[str, str]:
        """Local time with milliseconds and zone, and the zone's offset then."""
        ms = self.ms(hour)
        found = self._offset(node_id, ms)
        local = datetime.fromtimestamp(ms // 1000, found) + timedelta(milliseconds=ms % 1000)
        text = local.isoformat(timespec="milliseconds")
        return text, text[-6:]

    def _offset(self, node_id: str, ms: int) -> timezone:
        """The offset of a place in the quarter of an hour of an instant."""
        key = (node_id, ms // 900_000)
        found = self._offsets.get(key)
        if found is None:
            tz = self.zones.get(node_id) or zone("UTC")
            offset = datetime.fromtimestamp(ms // 1000, tz).utcoffset() or timedelta()
            if len(self._offsets) > 100_000:
                self._offsets.clear()
            found = self._offsets[key] = timezone(timedelta(minutes=offset // timedelta(minutes=1)))
        return found

    def quantity(self, consignment_id: str, units: int) -> dict[str, Any]:
        """Units of a lot; a quantity without a unit of measure counts pieces."""
        return {"epcClass": self.orders[consignment_id].lot_class, "quantity": units}

    def at(self, lot_id: str, hour: float) -> LotFacts:
        """The unit in which the goods of a lot were at an hour: of a piece before its split, the
        whole.
        """
        lot = self.lots[lot_id]
        while lot.parent:
            whole = self.lots[lot.parent]
            if whole.ended_h is None or hour >= whole.ended_h:
                break
            lot = whole
        return lot


class LotRow(NamedTuple):
    """A row of the lots that the names are made from."""

    lot_id: str
    consignment_id: str
    parent_id: str
    into_id: str
    units: int
    state: str
    ended_h: float | None


class OrderRow(NamedTuple):
    """A row of the consignments that the names are made from."""

    consignment_id: str
    product_id: str
    origin_id: str
    destination_id: str
    ready_h: float
    kg: float


class BoxRow(NamedTuple):
    """A row of the boxes that the names are made from."""

    box_id: str
    box_no: str
    box_type: str


def names_of(
    scenario: Scenario,
    lots: Iterable[LotRow],
    consignments: Iterable[OrderRow],
    boxes: Iterable[BoxRow],
) -> Names:
    """Number everything in the order of the tables, the same in every run of the inputs."""
    nodes, services = scenario.network.nodes, scenario.network.services
    products = scenario.products
    items = {name: number for number, name in enumerate(sorted(products), start=1)}
    orders = {
        row.consignment_id: OrderFacts(
            gs1.lot_class(items[row.product_id], row.consignment_id),
            intern(row.product_id), intern(row.origin_id), intern(row.destination_id),
            row.ready_h, row.kg, products[row.product_id].setpoint_c is not None,
        )
        for row in consignments
    }  # fmt: skip
    reefers = {name for name, kind in scenario.network.boxes.items() if kind.reefer}
    named, loggers = {}, {}
    for box in boxes:
        number = box.box_no or box.box_id
        named[box.box_id] = _box(number)
        if box.box_type in reefers:
            loggers[box.box_id] = gs1.asset(f"L-{number}")
    return Names(
        scenario.clock.start_utc,
        {name: zone(node.tz) for name, node in nodes.items()},
        orders,
        _lots(lots),
        named,
        loggers,
        {name: gs1.trade_item(number) for name, number in items.items()},
        items,
        {name: (product.min_c, product.max_c) for name, product in products.items()},
        {name: gs1.party(number) for number, name in enumerate(sorted(nodes), start=1)},
        {
            name: gs1.party(CARRIERS + number)
            for number, name in enumerate(sorted(services), start=1)
        },
        {name: node.country for name, node in nodes.items()},
    )


def _lots(rows: Iterable[LotRow]) -> dict[str, LotFacts]:
    facts: dict[str, LotFacts] = {}
    into: list[tuple[str, str]] = []
    for number, row in enumerate(rows, start=1):
        facts[row.lot_id] = LotFacts(
            row.lot_id, gs1.sscc(number), row.consignment_id, row.units, row.parent_id,
            intern(row.state), row.ended_h,
        )  # fmt: skip
        if row.into_id:
            into.append((row.lot_id, row.into_id))
    for lot in facts.values():
        if lot.parent:
            facts[lot.parent].pieces += (lot.lot_id,)
    for name, whole in into:
        facts[whole].came += (name,)
    return facts


def _box(number: str) -> str:
    return gs1.container(number) if is_container_number(number) else gs1.asset(number)


def master_data(scenario: Scenario, names: Names) -> list[Mapping[str, Any]]:
    """Names of places, parties and goods, as the vocabulary lists of a document's header."""
    network = scenario.network

    def entry(uri: str, **attributes: str) -> dict[str, Any]:
        told = [{"id": f"cbvmda:{key}", "attribute": value} for key, value in attributes.items()]
        return {"id": uri, "attributes": told}

    places = [
        entry(gs1.place(node_id), name=node.name_en, countryCode=node.country,
              latitude=f"{node.lat:.4f}", longitude=f"{node.lon:.4f}")
        for node_id, node in sorted(network.nodes.items())
    ]  # fmt: skip
    parties = [
        entry(names.parties[node_id], name=f"holder at {node.name_en}")
        for node_id, node in sorted(network.nodes.items())
    ]
    parties += [entry(uri, name=f"carrier of {name}") for name, uri in names.carriers.items()]
    parties.append(entry(gs1.party(OUTSOURCER), name="outsourcer"))
    goods = [
        entry(uri, descriptionShort=scenario.products[name].name_en)
        for name, uri in names.items.items()
    ]
    kinds = (("Location", places), ("Party", parties), ("EPCClass", goods))
    return [
        {"type": f"urn:epcglobal:epcis:vtype:{kind}", "vocabularyElementList": found}
        for kind, found in kinds
    ]
