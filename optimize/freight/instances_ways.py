"""Ways through an invented world: dated box journeys by class, and the ways from zone to market.

A way is one load (hub to market) or two (hub to a restuffing station, station to market), with the
road before and after. Every item of a zone, market and class may take each way whose goods leave
within its hold window; that family is complete, and bounds speak about all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from domain.freight import Floats, Ints
from optimize.freight.instances_network import (
    HOURS_PER_DAY,
    MOST_RIDES,
    Chain,
    Dated,
    World,
    chain_h,
    chains_from,
    dated,
    rides_from,
)

CLASSES = ("dry", "chilled", "frozen")
HUBS_PER_ZONE, STRIPS_PER_MARKET = 2, 2
"""Hubs near a zone that may stuff, markets (itself among them) where a box may be stripped."""
CHAINS_PER_PAIR, CHAINS_PER_STATION = 3, 2
"""Chains kept from a hub to a market, from a station to a market."""
STUFF_CNY, STRIP_CNY, RESTUFF_CNY = 45.0, 60.0, 60.0
"""Per chargeable m3."""
STRIP_H, RESTUFF_H, RESTUFF_WAIT_H = 24.0, 18.0, 72.0
"""Hours of stripping; least hours and longest wait at a restuffing station."""
BOX_CNY, BOX_CNY_PER_DAY = 600.0, 45.0
"""Lifting, and use of the box from stuffing to stripping."""


@dataclass(frozen=True, slots=True)
class Box:
    """A kind of box: class carried, room, weight, plugs, price against a dry FEU."""

    name: str
    goods: int
    m3: float
    t: float
    teu: float
    tare_t: float
    plugs: float
    factor: float


BOXES = (
    Box("dry 40", 0, 60.0, 26.0, 2.0, 3.9, 0.0, 1.0),
    Box("chilled 40", 1, 58.0, 27.0, 2.0, 4.8, 1.0, 1.5),
    Box("frozen 40", 2, 58.0, 27.0, 2.0, 4.8, 1.0, 1.6),
    Box("dry 20", 0, 28.0, 21.5, 1.0, 2.3, 0.0, 0.58),
    Box("chilled 20", 1, 27.0, 21.0, 1.0, 3.0, 1.0, 0.87),
    Box("frozen 20", 2, 27.0, 21.0, 1.0, 3.0, 1.0, 0.93),
)
SMALL = 3
"""20-foot boxes, dry on the cheapest chain of every hub and market, all on the way to stations."""


@dataclass(frozen=True, slots=True)
class Block:
    """The dated journeys of one chain in one kind of box: loads [start, start + n)."""

    box: int
    chain: Chain
    journeys: Dated
    start: int
    station: int | None

    @property
    def loads(self) -> Ints:
        """Their numbers."""
        return self.start + np.arange(len(self.journeys.close_h))


@dataclass(slots=True)
class Blocks:
    """All blocks, in order of making."""

    every: list[Block] = field(default_factory=list)
    direct: dict[tuple[int, int, int], list[Block]] = field(default_factory=dict)
    feeders: dict[tuple[int, int, int], list[Block]] = field(default_factory=dict)
    onward: dict[tuple[int, int, int], list[Block]] = field(default_factory=dict)
    count: int = 0

    def add(self, box: int, chain: Chain, journeys: Dated, station: int | None = None) -> Block:
        """Number the loads of one more block."""
        block = Block(box, chain, journeys, self.count, station)
        self.every.append(block)
        self.count += len(journeys.close_h)
        return block


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways of every (zone, market, class), those of lane n at [first[n], first[n + 1]).

    Sorted by `leave_h`, the last hour at which goods leave the zone; `second` is -1 for one load.
    """

    first: Ints
    leave_h: Floats
    arrive_h: Floats
    cny_per_m3: Floats
    load: Ints
    second: Ints


def road_h(world: World, a: int, b: int) -> float:
    """Hours by road; 0 at the same place."""
    return 0.0 if a == b else 2.0 + round(world.places.km(a, b) * 1.3 / 50.0)


def road_cny(world: World, a: int, b: int) -> float:
    """Price by road per chargeable m3."""
    return 0.0 if a == b else 30.0 + 0.3 * world.places.km(a, b)


def price_cny(chain: Chain) -> float:
    """For one FEU, without the box itself."""
    return sum(ride.price_cny for ride in chain)


def draw_blocks(world: World) -> Blocks:
    """Chains from every hub to every market, to the stations, and on from there."""
    rides, blocks = rides_from(world), Blocks()
    for hub in world.places.of("hub"):
        for market, chains in chains_from(world, rides, hub, MOST_RIDES, CHAINS_PER_PAIR).items():
            for chain in chains:
                _open(blocks.direct, blocks, (hub, market), chain, dated(world, chain), None)
            if chains:
                chain = min(chains, key=price_cny)
                small = blocks.add(SMALL, chain, dated(world, chain))
                blocks.direct[hub, market, BOXES[SMALL].goods].append(small)
    for station in world.stations:
        for hub in world.places.of("hub"):
            feeders = sorted(
                ((ride,) for ride in rides[hub] if ride.end == station), key=price_cny
            )[:CHAINS_PER_STATION]
            for chain in feeders:
                journeys = dated(world, chain)
                _open(blocks.feeders, blocks, (hub, station), chain, journeys, None, SMALL)
        onward = chains_from(world, rides, station, MOST_RIDES - 1, CHAINS_PER_STATION)
        for market, chains in onward.items():
            for chain in chains:
                _open(blocks.onward, blocks, (station, market), chain, dated(world, chain), station)
    return blocks


def _open(
    into: dict[tuple[int, int, int], list[Block]],
    blocks: Blocks,
    ends: tuple[int, int],
    chain: Chain,
    journeys: Dated,
    station: int | None,
    first_box: int = 0,
) -> None:
    for goods in range(len(CLASSES)):
        block = blocks.add(first_box + goods, chain, journeys, station)
        into.setdefault((*ends, goods), []).append(block)


def draw_ways(world: World, blocks: Blocks) -> Ways:
    """The ways of every lane: lane = (zone * markets + market) * classes + class."""
    zones, markets = world.places.of("zone"), world.places.of("market")
    columns: list[list[Floats]] = [[], [], [], [], []]
    first = [0]
    for zone in zones:
        hubs = world.places.nearest(zone, world.places.of("hub"))[:HUBS_PER_ZONE]
        for market in markets:
            strips = world.places.nearest(market, markets)[:STRIPS_PER_MARKET]
            for goods in range(len(CLASSES)):
                lane = [
                    _direct(world, block, (zone, hub, strip, market))
                    for hub in hubs
                    for strip in strips
                    for block in blocks.direct.get((hub, strip, goods), [])
                ]
                lane += [
                    _restuffed(world, one, two, (zone, hubs[0], market))
                    for station in world.stations
                    for one in blocks.feeders.get((hubs[0], station, goods), [])
                    for two in blocks.onward.get((station, market, goods), [])
                ]
                parts = [np.concatenate(column) for column in zip(*lane, strict=True)]
                order = np.lexsort((parts[4], parts[3], parts[0]))
                for column, part in zip(columns, parts, strict=True):
                    column.append(part[order])
                first.append(first[-1] + len(order))
    leave, arrive, cny, load, second = (np.concatenate(column) for column in columns)
    return Ways(np.array(first), leave, arrive, cny, load.astype(np.int64), second.astype(np.int64))


def _direct(
    world: World, block: Block, ends: tuple[int, int, int, int]
) -> tuple[Floats, Floats, Floats, Ints, Ints]:
    zone, hub, strip, market = ends
    journeys = block.journeys
    rate = road_cny(world, zone, hub) + STUFF_CNY + STRIP_CNY + road_cny(world, strip, market)
    after_h = STRIP_H + road_h(world, strip, market)
    return (
        journeys.close_h - road_h(world, zone, hub),
        journeys.arrive_h + after_h,
        np.full(len(journeys.close_h), rate),
        block.loads,
        np.full(len(journeys.close_h), -1),
    )


def _restuffed(
    world: World, one: Block, two: Block, ends: tuple[int, int, int]
) -> tuple[Floats, Floats, Floats, Ints, Ints]:
    """Each box to the station with each box from there that closes in time and within the wait."""
    zone, hub, _ = ends
    ready_h = one.journeys.arrive_h + RESTUFF_H
    low = np.searchsorted(two.journeys.close_h, ready_h)
    high = np.searchsorted(two.journeys.close_h, ready_h + RESTUFF_WAIT_H, side="right")
    a, b = spread(low, high)
    rate = road_cny(world, zone, hub) + STUFF_CNY + RESTUFF_CNY + STRIP_CNY
    return (
        one.journeys.close_h[a] - road_h(world, zone, hub),
        two.journeys.arrive_h[b] + STRIP_H,
        np.full(len(a), rate),
        one.loads[a],
        two.loads[b],
    )


def spread(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Ranges written out: row r with every number in [low[r], high[r]).

    Examples
    --------
    >>> rows, numbers = spread(np.array([3, 5]), np.array([5, 6]))
    >>> rows.tolist(), numbers.tolist()
    ([0, 0, 1], [3, 4, 5])
    """
    count = np.maximum(high - low, 0)
    first = np.concatenate([[0], np.cumsum(count)])
    rows = np.repeat(np.arange(len(count)), count)
    return rows, np.arange(first[-1]) + np.repeat(low - first[:-1], count)


def fastest_h(world: World, blocks: Blocks, zone: int, market: int) -> float:
    """Hours from zone to market by the quickest chain, without waiting for departures."""
    hub = world.places.nearest(zone, world.places.of("hub"))[0]
    quickest = min(chain_h(world, block.chain) for block in blocks.direct[hub, market, 0])
    return road_h(world, zone, hub) + quickest + STRIP_H


def full_box_cny(world: World, blocks: Blocks, zone: int, market: int) -> float:
    """Price of the cheapest direct way, per m3 of a full dry box, road and handling included."""
    hub = world.places.nearest(zone, world.places.of("hub"))[0]
    chains = [block.chain for block in blocks.direct[hub, market, 0]]
    box = min(price_cny(chain) + box_use_cny(chain_h(world, chain)) for chain in chains)
    return road_cny(world, zone, hub) + STUFF_CNY + STRIP_CNY + box / BOXES[0].m3


def box_use_cny(hours: float) -> float:
    """Lifting, and use of one box."""
    return BOX_CNY + BOX_CNY_PER_DAY * hours / HOURS_PER_DAY


def chain_name(world: World, chain: Chain) -> str:
    """Nodes and services, as in "hub 3 - s17 - border 6 - s122 - market 9"."""
    kind = world.places.kind
    ends = [chain[0].start, *(ride.end for ride in chain)]
    rides = [
        f"{kind[a]} {a} - s{ride.service.number} - "
        for (a, _), ride in zip(pairwise(ends), chain, strict=True)
    ]
    return "".join(rides) + f"{kind[ends[-1]]} {ends[-1]}"
