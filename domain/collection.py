"""Consolidation stations: rounds that collect at shippers, a dock, and trunk trucks to the hub.

Goods of named flows that reach their hub over a station are not fetched by a truck each. They wait
at their shipper for a round (at stated hours, or when more waits than a vehicle takes), are
unloaded at the station, wait there for a trunk truck (stated hours, a full truck, or the longest
hold) and ride to the hub together. Which goods share a vehicle follows from the order book alone,
since all goods of these flows go over the station; so planners know it before they plan. What
`domain.gathering` works out hour by hour, `sim.collection` does by events.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import floor, hypot, inf
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from domain.distribution import Distribution
from domain.draws import snap_h

if TYPE_CHECKING:
    from domain.cargo import Consignment
    from domain.gathering import Trip
    from domain.network import Process, Service

ROUND, GATHER = "round", "gather"
"""Steps of a station: its vehicles on their rounds, its dock."""
COLLECTED = ("round", "brought", "trunk")
"""Stages on the road of goods that go over a station."""
ROOM_LEFT = 1e-9
Place = tuple[float, float]
"""Kilometres east and north of a station."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What one vehicle takes; `stops` are shippers that it visits, `None` where it visits none."""

    kg: float
    m3: float
    stops: int | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """When vehicles are called: at hours, when more waits than one takes, or after a longest hold.

    Beyond the last hour goods do not wait.
    """

    vehicle: Vehicle
    hours: tuple[float, ...]
    when_full: bool
    longest_hold_h: float = inf

    def next_h(self, at_h: float) -> float:
        """First stated hour at or after one; that hour itself beyond the last."""
        number = bisect_left(self.hours, at_h)
        return self.hours[number] if number < len(self.hours) else at_h

    def latest_h(self, came_h: float) -> float:
        """When goods that come at an hour are called at the latest."""
        return min(self.next_h(came_h), came_h + self.longest_hold_h)


@dataclass(frozen=True, slots=True)
class RoundPrices:
    """What a round costs: by its length, its stops and the hours that it takes."""

    cny_per_km: float
    cny_per_stop: float
    cny_per_h: float


@dataclass(frozen=True, slots=True)
class Station:
    """A station at `node_id`, from which trucks of `trunk_id` feed the hub.

    `vans` and `dock` are the processes of its vehicles and its dock; `collect` names by place of
    origin the service that brought goods to the station's town without rounds, where that is
    another node. `places` are the shippers, `brings` those who bring their goods themselves.
    `orders` are all consignments that go over it; `kept` are trips by pace. A trunk truck is called
    `loading_h` before it leaves, and loaded.
    """

    name: str
    node_id: str
    trunk_id: str
    collect: Mapping[str, str]
    flow_ids: frozenset[str]
    rounds: Leaving
    trunk: Leaving
    vans: Process
    dock: Process
    prices: RoundPrices
    cny_per_trunk: float
    speed_km_per_h: float
    stop_h: float
    spread: float
    road_factor: float
    kg_per_h: float
    loading_h: float
    places: Mapping[str, Place] = field(default_factory=dict)
    brings: frozenset[str] = frozenset()
    orders: tuple[Consignment, ...] = ()
    kept: dict[object, tuple[Service, dict[str, Trip]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def serves(self, order: Consignment, before: Sequence[str]) -> bool:
        """Whether a consignment reaches its hub over this station."""
        return order.flow_id in self.flow_ids and bool(before) and before[-1] == self.trunk_id

    def service_to(self, order: Consignment) -> str | None:
        """The service whose length and emissions the way to the station has, where there is one."""
        return self.collect.get(order.origin_id)

    def brought_cny(self, order: Consignment) -> float:
        """What it costs a shipper to bring goods and drive home: a round's price of the length."""
        return 2.0 * self.km_to(order.shipper_id) * self.prices.cny_per_km

    def km_to(self, shipper_id: str) -> float:
        """Kilometres by road from a shipper to the station."""
        return hypot(*self.places[shipper_id]) * self.road_factor

    def brought_h(self, order: Consignment) -> float:
        """How long a shipper who brings goods drives."""
        return snap_h(self.km_to(order.shipper_id) / self.speed_km_per_h)

    def unloading_h(self, kg: float) -> float:
        """How long the dock takes for some goods."""
        return snap_h(kg / self.kg_per_h)

    def round_process(self, load: Load) -> Process:
        """A round as work of its vehicle: its tour, by mean and spread."""
        tour = tour_of(self, load)
        return replace(
            self.vans,
            work=Distribution.from_mean_sd("lognormal", tour.hours, self.spread * tour.hours),
        )

    def round_cny(self, load: Load, hours: float) -> float:
        """What a round costs that took so many hours."""
        tour, prices = tour_of(self, load), self.prices
        return (
            prices.cny_per_km * tour.km
            + prices.cny_per_stop * tour.stops
            + prices.cny_per_h * hours
        )


class Piece(NamedTuple):
    """Units of a consignment on one vehicle; `last`: no more of them are left behind it."""

    order: Consignment
    units: int
    came_h: float
    last: bool

    @property
    def kg(self) -> float:
        """Gross weight."""
        return self.units * self.order.kg_per_unit

    @property
    def m3(self) -> float:
        """Volume as packed."""
        return self.units * self.order.m3_per_unit


Load = tuple[Piece, ...]
"""What one vehicle carries."""


class Waiting(NamedTuple):
    """Units of a consignment that wait for a vehicle since an hour."""

    came_h: float
    order: Consignment
    units: int


class Tour(NamedTuple):
    """A round as it is driven: kilometres, stops, hours."""

    km: float
    stops: int
    hours: float


class Called(NamedTuple):
    """A vehicle that is called: when, as which of that instant, with what."""

    at_h: float
    number: int
    load: Load


def loads_of(waiting: Iterable[Waiting], vehicle: Vehicle) -> list[Load]:
    """Fill vehicles in order of coming, cut at packing units; all but the last are full."""
    loads: list[Load] = []
    load: list[Piece] = []
    kg, m3, shippers = vehicle.kg, vehicle.m3, set[str]()
    for came_h, order, units in waiting:
        left = units
        while left:
            new = order.shipper_id not in shippers
            room = vehicle.stops is None or not new or len(shippers) < vehicle.stops
            fits = int(
                min(
                    floor(kg / order.kg_per_unit + ROOM_LEFT),
                    floor(m3 / order.m3_per_unit + ROOM_LEFT),
                    left,
                )
            )
            if load and (fits < 1 or not room):
                loads.append(tuple(load))
                load, kg, m3, shippers = [], vehicle.kg, vehicle.m3, set()
                continue
            fits = max(1, fits)
            left -= fits
            load.append(Piece(order, fits, came_h, left == 0))
            kg -= fits * order.kg_per_unit
            m3 -= fits * order.m3_per_unit
            shippers.add(order.shipper_id)
    return [*loads, tuple(load)] if load else loads


def left_of(loads: Iterable[Load]) -> list[Waiting]:
    """What goes on waiting: the goods of vehicles that are not called, put together again."""
    found: dict[str, Waiting] = {}
    for piece in (piece for load in loads for piece in load):
        known = found.get(piece.order.consignment_id)
        units = piece.units if known is None else known.units + piece.units
        found[piece.order.consignment_id] = Waiting(piece.came_h, piece.order, units)
    return list(found.values())


def shares_of(load: Load, vehicle: Vehicle) -> tuple[float, ...]:
    """What each piece bears of its vehicle: by the larger of its shares of weight and volume."""
    sizes = [max(piece.kg / vehicle.kg, piece.m3 / vehicle.m3) for piece in load]
    whole = sum(sizes)
    return tuple(size / whole for size in sizes)


def tour_of(station: Station, load: Load) -> Tour:
    """From the station to the nearest shipper, the nearest of those left, and back."""
    left = dict.fromkeys(sorted({piece.order.shipper_id for piece in load}))
    stops, km, at = len(left), 0.0, (0.0, 0.0)
    places = station.places
    while left:
        nearest = min(left, key=lambda one: (_apart(places[one], at), one))
        km += _apart(places[nearest], at)
        at = places[nearest]
        del left[nearest]
    km = (km + _apart(at, (0.0, 0.0))) * station.road_factor
    return Tour(km, stops, km / station.speed_km_per_h + stops * station.stop_h)


def _apart(one: Place, other: Place) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def calls(comers: Iterable[Waiting], rule: Leaving) -> Iterator[Called]:
    """Vehicles in the order in which they are called for goods that come in this order."""
    waiting: list[Waiting] = []
    for came_h, group in groupby(comers, key=attrgetter("came_h")):
        yield from _until(waiting, rule, came_h)
        waiting.extend(group)
        number = 0
        if rule.when_full:
            loads = loads_of(waiting, rule.vehicle)
            for load in loads[:-1]:
                yield Called(came_h, number, load)
                number += 1
            waiting[:] = left_of(loads[-1:])
        if waiting and rule.latest_h(waiting[0].came_h) <= came_h:
            for load in loads_of(waiting, rule.vehicle):
                yield Called(came_h, number, load)
                number += 1
            waiting.clear()
    yield from _until(waiting, rule, inf)


def _until(waiting: list[Waiting], rule: Leaving, before_h: float) -> Iterator[Called]:
    """Vehicles that are called for who waits, before an hour."""
    if not waiting:
        return
    latest_h = min(rule.latest_h(one.came_h) for one in waiting)
    if latest_h < before_h:
        for number, load in enumerate(loads_of(waiting, rule.vehicle)):
            yield Called(latest_h, number, load)
        waiting.clear()
