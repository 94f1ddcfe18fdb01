"""Invented places and services for generated problems: a map, a timetable, chains of rides.

Goods arise in zones around hubs in the east; trains, lorries and vessels take boxes to markets in
the west, through borders or ports. Nothing here describes a real place; every number is invented
and is told in docs/instances.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from domain.freight import Floats, Ints

HOURS_PER_DAY, HOURS_PER_WEEK = 24.0, 168.0
MOST_RIDES = 3
"""Services in one chain."""

SHARE_OF_NODES = {"hub": 0.20, "border": 0.10, "port": 0.10, "market": 0.25}
"""The rest are zones."""
TRANSFER_H = {"hub": 18.0, "border": 36.0, "port": 48.0, "market": 18.0}
"""Least hours between two services, by kind of node."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A kind of service: FEU price, pace, cut-off before departure, departures a week."""

    base_cny: float
    cny_per_km: float
    km_per_h: float
    detour: float
    cutoff_h: float
    a_week: tuple[int, int]
    share: float


MODES = {
    "through": Mode(3_000.0, 4.2, 26.0, 1.15, 24.0, (1, 3), 0.30),
    "feeder": Mode(1_500.0, 2.4, 35.0, 1.20, 12.0, (3, 7), 0.25),
    "onward": Mode(2_500.0, 4.6, 28.0, 1.15, 24.0, (2, 4), 0.15),
    "vessel": Mode(4_000.0, 0.9, 29.0, 2.00, 48.0, (1, 2), 0.15),
    "lorry": Mode(2_000.0, 8.5, 45.0, 1.10, 6.0, (3, 6), 0.08),
    "shuttle": Mode(1_500.0, 5.0, 40.0, 1.20, 12.0, (2, 5), 0.07),
}
PATH_SHARE = 0.4
"""Of the through trains: each departure runs only if it is paid for."""
PATH_DISCOUNT = 0.64
"""FEU price on a train that has been paid for, against the train that runs anyway."""


@dataclass(frozen=True, slots=True)
class Places:
    """Nodes by kind, with positions on a plane in km."""

    x_km: Floats
    y_km: Floats
    kind: tuple[str, ...]

    def of(self, kind: str) -> list[int]:
        """Nodes of a kind, in order."""
        return [node for node, name in enumerate(self.kind) if name == kind]

    def km(self, a: int, b: int) -> float:
        """Straight distance."""
        return float(np.hypot(self.x_km[a] - self.x_km[b], self.y_km[a] - self.y_km[b]))

    def nearest(self, node: int, others: list[int]) -> list[int]:
        """Others by distance, then number."""
        return sorted(others, key=lambda other: (self.km(node, other), other))


@dataclass(frozen=True, slots=True)
class Service:
    """A timetable: stops, hours of departure at the first, offsets at the others.

    Leg l goes from stop l to stop l + 1; slots of departure d are
    [slot + d * legs, slot + (d + 1) * legs); a path train has one switch per departure.
    """

    number: int
    mode: str
    stops: tuple[int, ...]
    departs_h: Floats
    leave_h: tuple[float, ...]
    arrive_h: tuple[float, ...]
    leg_cny: tuple[float, ...]
    path: bool
    slot: int
    switch: int

    @property
    def legs(self) -> int:
        """Legs, one fewer than stops."""
        return len(self.stops) - 1


@dataclass(frozen=True, slots=True)
class Ride:
    """A box on a service from one stop to a later one: FEU price and hours."""

    service: Service
    on: int
    off: int

    @property
    def start(self) -> int:
        """The node where it is loaded."""
        return self.service.stops[self.on]

    @property
    def end(self) -> int:
        """The node where it is unloaded."""
        return self.service.stops[self.off]

    @property
    def price_cny(self) -> float:
        """For one FEU."""
        return sum(self.service.leg_cny[self.on : self.off])

    @property
    def hours(self) -> float:
        """From loading to unloading."""
        return self.service.arrive_h[self.off] - self.service.leave_h[self.on]


Chain = tuple[Ride, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """The box journeys of a chain, one per departure of its first service that finds connections.

    `slots` and `switches` have one row per journey.
    """

    close_h: Floats
    arrive_h: Floats
    slots: Ints
    switches: Ints


@dataclass(frozen=True, slots=True)
class World:
    """Places, services and the restuffing stations; counts of slots and path trains."""

    places: Places
    services: tuple[Service, ...]
    stations: tuple[int, ...]
    slot_count: int
    train_count: int
    days: int


def zipf(count: int, power: float) -> Floats:
    """Weights 1, 2^-power, 3^-power ... that sum to 1."""
    weight: Floats = np.arange(1, count + 1, dtype=np.float64) ** -power
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def draw_world(rng: np.random.Generator, nodes: int, services: int, days: int) -> World:
    """Places, then services over them, then their timetables."""
    places = _places(rng, nodes)
    stations = tuple(sorted(places.of("border")[:1] + places.of("port")[:1]))
    made: list[Service] = []
    slot = switch = 0
    for number, (mode, stops) in enumerate(_lines(rng, places, stations, services)):
        path = mode == "through" and bool(rng.random() < PATH_SHARE)
        one = _service(rng, places, (number, mode, stops, path, slot, switch), days)
        made.append(one)
        slot += len(one.departs_h) * one.legs
        switch += len(one.departs_h) * path
    return World(places, tuple(made), stations, slot, switch, days)


def _places(rng: np.random.Generator, nodes: int) -> Places:
    """Hubs in the east, zones around them, borders between, ports in the south, markets west."""
    many = {kind: max(2, round(share * nodes)) for kind, share in SHARE_OF_NODES.items()}
    zones = nodes - sum(many.values())
    kind = tuple(name for name, n in many.items() for _ in range(n)) + ("zone",) * zones
    hub = np.column_stack([rng.uniform(0, 1_800, many["hub"]), rng.uniform(-800, 800, many["hub"])])
    border = np.column_stack(
        [rng.uniform(-3_400, -2_600, many["border"]), rng.uniform(-900, 1_200, many["border"])]
    )
    port = np.column_stack(
        [rng.uniform(800, 2_000, many["port"]), rng.uniform(-1_500, -1_000, many["port"])]
    )
    cluster = np.column_stack([rng.uniform(-9_000, -6_000, 4), rng.uniform(-800, 800, 4)])
    market = cluster[np.arange(many["market"]) % 4] + rng.normal(0, 250, (many["market"], 2))
    zone = hub[np.arange(zones) % many["hub"]] + rng.normal(0, 180, (zones, 2))
    where: Floats = np.round(np.vstack([hub, border, port, market, zone]), 1).astype(np.float64)
    return Places(where[:, 0].copy(), where[:, 1].copy(), kind)


def _lines(
    rng: np.random.Generator, places: Places, stations: tuple[int, ...], count: int
) -> list[tuple[str, tuple[int, ...]]]:
    """Mode and stops of every service: first one of each that is needed, then by weight."""
    hubs, borders = places.of("hub"), places.of("border")
    ports, markets = places.of("port"), places.of("market")
    quota = {mode: round(one.share * count) for mode, one in MODES.items()}
    quota["through"] += count - sum(quota.values())
    needed: dict[str, list[tuple[int, ...]]] = {
        "feeder": list(product(hubs, stations)),
        "onward": list(product(borders[:1], markets)),
        "vessel": [(ports[i % len(ports)], market) for i, market in enumerate(markets)],
    }
    of_hub, of_market = zipf(len(hubs), 0.8), zipf(len(markets), 1.0)

    def pick(mode: str) -> tuple[int, ...]:
        hub = hubs[int(rng.choice(len(hubs), p=of_hub))]
        market = markets[int(rng.choice(len(markets), p=of_market))]
        border = borders[int(rng.integers(len(borders)))]
        port = ports[int(rng.integers(len(ports)))]
        if mode == "through":
            return (hub, border, market)
        if mode == "feeder":
            return (hub, border if rng.random() < 0.5 else port)
        if mode == "onward":
            return (border, market)
        if mode == "vessel":
            return (port, market)
        if mode == "lorry":
            return (hub, market)
        return (market, places.nearest(market, markets)[1 + int(rng.integers(2))])

    lines: list[tuple[str, tuple[int, ...]]] = []
    for mode in MODES:
        first = needed.get(mode, [])[: quota[mode]]
        rest = [pick(mode) for _ in range(quota[mode] - len(first))]
        lines.extend((mode, stops) for stops in (*first, *rest))
    return lines


def _service(
    rng: np.random.Generator,
    places: Places,
    line: tuple[int, str, tuple[int, ...], bool, int, int],
    days: int,
) -> Service:
    """Weekdays, hour and price of one line; it departs until the last day."""
    number, mode, stops, path, slot, switch = line
    kind = MODES[mode]
    a_week = int(rng.integers(kind.a_week[0], kind.a_week[1] + 1))
    weekdays = np.sort(rng.choice(7, size=a_week, replace=False))
    hour = round(float(rng.uniform(0.0, 24.0)) * 4.0) / 4.0
    weeks = np.arange(days // 7 + 1) * HOURS_PER_WEEK
    departs = (weeks[:, None] + weekdays[None, :] * HOURS_PER_DAY + hour).ravel()
    factor = float(rng.lognormal(0.0, 0.12)) * (PATH_DISCOUNT if path else 1.0)
    leave, arrive, prices, clock = [], [0.0], [], 0.0
    for a, b in pairwise(stops):
        km = places.km(a, b) * kind.detour
        leave.append(clock)
        clock += round(km / kind.km_per_h)
        arrive.append(clock)
        clock += TRANSFER_H[places.kind[b]]
        prices.append(round((kind.base_cny + kind.cny_per_km * km) * factor, -1))
    return Service(
        number, mode, stops, departs[departs < days * HOURS_PER_DAY],
        (*leave, clock), tuple(arrive), tuple(prices), path, slot, switch,
    )  # fmt: skip


def rides_from(world: World) -> dict[int, list[Ride]]:
    """Every ride that starts at a node, in order of services."""
    rides: dict[int, list[Ride]] = {node: [] for node in range(len(world.places.kind))}
    for service in world.services:
        for on in range(service.legs):
            for off in range(on + 1, service.legs + 1):
                ride = Ride(service, on, off)
                rides[ride.start].append(ride)
    return rides


def chains_from(
    world: World, rides: dict[int, list[Ride]], start: int, most_rides: int, keep: int
) -> dict[int, list[Chain]]:
    """Chains from a node, by the market where they end: the `keep` best of each.

    Best in turns by price and by hours; a service at most once, no node twice.
    """
    found: dict[int, list[Chain]] = {market: [] for market in world.places.of("market")}
    stack: list[Chain] = [(ride,) for ride in rides[start]]
    while stack:
        chain = stack.pop()
        end = chain[-1].end
        if end in found:
            found[end].append(chain)
        if len(chain) < most_rides:
            seen = {start, *(ride.end for ride in chain)}
            stack.extend((*chain, ride) for ride in rides[end] if ride.end not in seen)
    return {market: _best(world, chains, keep) for market, chains in found.items()}


def _best(world: World, chains: list[Chain], keep: int) -> list[Chain]:
    def name(chain: Chain) -> tuple[tuple[int, int, int], ...]:
        return tuple((ride.service.number, ride.on, ride.off) for ride in chain)

    cheap = sorted(chains, key=lambda chain: (sum(r.price_cny for r in chain), name(chain)))
    fast = sorted(chains, key=lambda chain: (chain_h(world, chain), name(chain)))
    best: dict[tuple[tuple[int, int, int], ...], Chain] = {}
    for one, other in zip(cheap, fast, strict=True):
        for chain in (one, other):
            if len(best) < keep:
                best[name(chain)] = chain
    return [best[key] for key in sorted(best)]


def chain_h(world: World, chain: Chain) -> float:
    """Hours of rides and least transfers, waits for departures left out."""
    changes = sum(TRANSFER_H[world.places.kind[ride.start]] for ride in chain[1:])
    return sum(ride.hours for ride in chain) + changes


def dated(world: World, chain: Chain) -> Dated:
    """The journeys of a chain: after the first service, the first departure that can be caught."""
    first = chain[0]
    row = np.arange(len(first.service.departs_h))
    start_h = first.service.departs_h + first.service.leave_h[first.on]
    close_h = start_h - MODES[first.service.mode].cutoff_h
    taken, arrive_h = [row], start_h + first.hours
    caught = np.ones(len(row), dtype=bool)
    for ride in chain[1:]:
        leaves = ride.service.departs_h + ride.service.leave_h[ride.on]
        at = np.searchsorted(leaves, arrive_h + TRANSFER_H[world.places.kind[ride.start]])
        caught &= at < len(leaves)
        at = np.minimum(at, len(leaves) - 1)
        taken.append(at)
        arrive_h = leaves[at] + ride.hours
    slots = [
        ride.service.slot + at * ride.service.legs + leg
        for ride, at in zip(chain, taken, strict=True)
        for leg in range(ride.on, ride.off)
    ]
    trains = [r.service.switch + at for r, at in zip(chain, taken, strict=True) if r.service.path]
    switches = np.stack(trains, axis=1) if trains else np.zeros((len(row), 0), dtype=np.int64)
    kept = caught & (close_h >= 0.0)
    return Dated(
        close_h[kept], arrive_h[kept],
        np.stack(slots, axis=1)[kept].astype(np.int64), switches[kept].astype(np.int64),
    )  # fmt: skip
