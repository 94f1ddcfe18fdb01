"""Generated freight problems, from 100 items to 100,000: `generate(size, seed)`.

Invented places and services (`instances_network`), ways from zone to market (`instances_ways`),
items that are drawn here, and rooms that bind: a plan that ignores every limit says what services
would carry, and their rooms are set around it. docs/instances.md tells every number.

Chance is numpy's Philox, keyed by (seed, subject); prices, sizes and hours are rounded, so that the
same size and seed give the same problem everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from domain.freight import Flags, Floats, FreightProblem, Ints, Items, Loads, Options
from optimize.freight.instances_network import HOURS_PER_DAY, World, draw_world, zipf
from optimize.freight.instances_supply import USUAL_FILL, all_loads, only, supply
from optimize.freight.instances_ways import (
    CLASSES,
    Blocks,
    Ways,
    draw_blocks,
    draw_ways,
    fastest_h,
    full_box_cny,
    spread,
)

CLASS_SHARE = (0.60, 0.25, 0.15)
DENSITY_T_PER_M3 = (0.28, 0.38, 0.48)
"""Medians by class; a full box weighs 0.43 t per m3 or more where weight decides."""
HOLD_CNY = (8.0, 45.0, 15.0)
"""Capital and freshness, per m3 and day from ready to delivered, by class."""
LATE_CNY = (40.0, 120.0, 70.0)
"""Per m3 and day after the due hour."""
CLASS_FACTOR = (1.0, 1.5, 1.6)
"""Of a box, against dry."""
M3_PER_T = 3.0
"""A tonne is charged as this many m3 on the road and in handling."""
WEEKDAYS = (1.0, 1.0, 1.0, 1.0, 1.3, 0.5, 0.2)
"""Items ready, Monday first."""
SPREAD = 0.9
"""Standard deviation of the logarithm of m3."""
LARGEST_M3 = 50.0
LAST_READY_DAYS = 24
"""Days between the last ready hour and the end of the timetable."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the world around a number of items is."""

    nodes: int
    services: int
    days: int
    mean_m3: float


@dataclass(frozen=True, slots=True)
class _Demand:
    """What an item is, and which lane it takes; arrays by item."""

    lane: Ints
    goods: Ints
    m3: Floats
    t: Floats
    ready_h: Floats
    hold_h: Floats
    due_h: Floats
    known_h: Floats
    away_cny: Floats

    @property
    def charged_m3(self) -> Floats:
        """m3 on which roads and handling are charged."""
        return np.maximum(self.m3, self.t * M3_PER_T)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Options of all items: way and own price; loads in use; m3 and t by load without limits."""

    first: Ints
    way: npt.NDArray[np.int32]
    own_cny: Floats
    used: Flags
    m3: Floats
    t: Floats


def extent(size: int) -> Extent:
    """Nodes, services, days and mean m3 for a number of items.

    Examples
    --------
    >>> extent(100)
    Extent(nodes=25, services=60, days=60, mean_m3=10.0)
    >>> extent(100_000)
    Extent(nodes=60, services=300, days=90, mean_m3=4.0)
    """
    step = min(1.0, max(0.0, (math.log10(size) - 2.0) / 3.0))
    return Extent(
        nodes=25 + round(35 * step),
        services=60 + round(240 * step),
        days=60 + round(30 * step),
        mean_m3=round(max(4.0, 10.0 - 9.0 * step), 3),
    )


def generate(
    size: int,
    seed: int,
    *,
    nodes: int | None = None,
    services: int | None = None,
    days: int | None = None,
) -> FreightProblem:
    """A problem of `size` items; the world grows with size unless its extent is given.

    Every way inside an item's hold window is one of its options; every item may be outsourced.

    Raises
    ------
    ValueError
        For no items, fewer than 25 nodes, 60 services or 40 days.
    """
    usual = extent(max(1, size))
    nodes, services, days = nodes or usual.nodes, services or usual.services, days or usual.days
    if size < 1 or nodes < 25 or services < 60 or days < 40:
        raise ValueError(
            f"{size} items, {nodes} nodes, {services} services, {days} days: at least 1, 25, 60, 40"
        )
    world = draw_world(_chance(seed, 1), nodes, services, days)
    blocks = draw_blocks(world)
    ways = draw_ways(world, blocks)
    demand = _draw_demand(_chance(seed, 2), world, blocks, size, usual.mean_m3)
    loads = all_loads(world, blocks)
    choice = _choose(demand, ways, loads)
    slots, switches = supply(_chance(seed, 3), world, blocks, loads, choice.m3, choice.t)
    number = np.cumsum(choice.used) - 1
    load_first = _sums(1 + (ways.second[choice.way] >= 0))
    load = np.empty(load_first[-1], dtype=np.int64)
    for some in _slices(size):
        mine = slice(int(choice.first[some.start]), int(choice.first[some.stop]))
        begin, way = load_first[mine.start : mine.stop], choice.way[mine]
        load[begin] = number[ways.load[way]]
        two = ways.second[way] >= 0
        load[begin[two] + 1] = number[ways.second[way[two]]]
    return FreightProblem(
        name=f"generated {size} seed {seed}",
        items=Items(
            item_id=tuple(f"c{i:06d}" for i in range(size)),
            m3=demand.m3,
            t=demand.t,
            whole=np.ones(size, dtype=bool),
            away_cny=demand.away_cny,
            known_h=demand.known_h,
        ),
        options=Options(choice.first, choice.own_cny, load_first, load),
        loads=only(loads, choice.used),
        slots=slots,
        switches=switches,
    )


def permuted(problem: FreightProblem, seed: int) -> FreightProblem:
    """The same problem with its items in another order, each with its id and its options."""
    items, options = problem.items, problem.options
    order = _chance(seed, 9).permutation(len(items.item_id))
    _, option = spread(options.first[order], options.first[order + 1])
    _, at = spread(options.load_first[option], options.load_first[option + 1])
    return replace(
        problem,
        items=Items(
            item_id=tuple(items.item_id[i] for i in order.tolist()),
            m3=items.m3[order],
            t=items.t[order],
            whole=items.whole[order],
            away_cny=items.away_cny[order],
            known_h=items.known_h[order],
        ),
        options=Options(
            first=_sums(np.diff(options.first)[order]),
            own_cny=options.own_cny[option],
            load_first=_sums(np.diff(options.load_first)[option]),
            load=options.load[at],
        ),
    )


def _chance(seed: int, subject: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=np.array([seed, subject], dtype=np.uint64)))


def _sums(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _draw_demand(
    rng: np.random.Generator, world: World, blocks: Blocks, size: int, mean_m3: float
) -> _Demand:
    """Zone, market and class by weight; sizes lognormal; ready by weekday, with a peak."""
    zones, markets = world.places.of("zone"), world.places.of("market")
    zone = rng.choice(len(zones), size=size, p=zipf(len(zones), 0.8))
    market = rng.choice(len(markets), size=size, p=zipf(len(markets), 1.0))
    goods = rng.choice(len(CLASSES), size=size, p=CLASS_SHARE)
    drawn_m3 = mean_m3 * np.exp(SPREAD * rng.standard_normal(size) - SPREAD**2 / 2.0)
    m3 = _rounded(np.clip(drawn_m3, 0.05, LARGEST_M3), 3)
    t = _rounded(m3 * np.array(DENSITY_T_PER_M3)[goods] * rng.lognormal(0.0, 0.4, size), 3)
    day = rng.choice(world.days - LAST_READY_DAYS, size=size, p=_day_weights(world.days))
    ready_h = _quarter(day * HOURS_PER_DAY + rng.uniform(6.0, 20.0, size))
    hold_h = _quarter(rng.uniform(4.0, 11.0, size) * HOURS_PER_DAY)
    quick = np.array([[fastest_h(world, blocks, z, m) for m in markets] for z in zones])
    quick_h = quick[zone, market]
    spare_h = rng.uniform(3.0, 12.0, size) * HOURS_PER_DAY
    due_h = _quarter(ready_h + quick_h * rng.uniform(1.05, 1.5, size) + spare_h)
    known_h = np.maximum(0.0, _quarter(ready_h - rng.uniform(24.0, 240.0, size)))
    unit = np.array([[full_box_cny(world, blocks, z, m) for m in markets] for z in zones])
    rate = unit[zone, market] * np.array(CLASS_FACTOR)[goods] * rng.uniform(2.5, 5.0, size)
    kept = np.array(HOLD_CNY)[goods] * quick_h / HOURS_PER_DAY
    away = _rounded(800.0 + np.maximum(m3, t * M3_PER_T) * rate + m3 * kept, 2)
    lane = (zone * len(markets) + market) * len(CLASSES) + goods
    return _Demand(lane, goods, m3, t, ready_h, hold_h, due_h, known_h, away)


def _day_weights(days: int) -> Floats:
    """Fewer items at weekends; half as many again in a peak of a week."""
    day = np.arange(days - LAST_READY_DAYS)
    weight = np.array(WEEKDAYS, dtype=np.float64)[day % 7]
    middle = (days - LAST_READY_DAYS) // 2
    weight = np.where((day >= middle) & (day < middle + 7), 1.5 * weight, weight)
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def _rounded(values: Floats, digits: int) -> Floats:
    return np.asarray(np.round(values, digits), dtype=np.float64)


def _quarter(hours: Floats) -> Floats:
    return _rounded(hours * 4.0, 0) / 4.0


def _windows(ways: Ways, demand: _Demand) -> tuple[Ints, Ints]:
    """Of every item the range of its lane's ways that leave within its hold window."""
    low, high = (np.zeros(len(demand.lane), dtype=np.int64) for _ in range(2))
    order = np.argsort(demand.lane, kind="stable")
    lanes, begin = np.unique(demand.lane[order], return_index=True)
    for lane, mine in zip(lanes.tolist(), np.split(order, begin[1:]), strict=True):
        start, end = int(ways.first[lane]), int(ways.first[lane + 1])
        leave_h, ready_h = ways.leave_h[start:end], demand.ready_h[mine]
        low[mine] = start + np.searchsorted(leave_h, ready_h)
        high[mine] = start + np.searchsorted(leave_h, ready_h + demand.hold_h[mine], side="right")
    return low, high


def _choose(demand: _Demand, ways: Ways, loads: Loads) -> _Choice:
    """Write out all options, some items at a time, and let each item take its cheapest.

    The cheapest is by own price and its part of boxes that are filled as usual; outsourced if that
    is cheaper still.
    """
    low, high = _windows(ways, demand)
    first, many = _sums(high - low), len(loads.box_cny)
    all_ways = np.empty(first[-1], dtype=np.int32)
    own_cny = np.empty(first[-1])
    used, m3, t = np.zeros(many, dtype=bool), np.zeros(many), np.zeros(many)
    price = loads.box_cny / USUAL_FILL
    per_m3, per_t = price / loads.box_m3, price / loads.box_t
    for some in _slices(len(low)):
        row, way = spread(low[some], high[some])
        item = row + some.start
        mine = slice(int(first[some.start]), int(first[some.stop]))
        all_ways[mine], own_cny[mine] = way, _own_cny(demand, ways, item, way)
        cny = own_cny[mine].copy()
        for load in (ways.load[way], ways.second[way]):
            there = load >= 0
            used[load[there]] = True
            part = np.maximum(demand.m3[item] * per_m3[load], demand.t[item] * per_t[load])
            cny += np.where(there, part, 0.0)
        order = np.lexsort((cny, row))
        _, at = np.unique(row[order], return_index=True)
        taken = order[at]
        taken = taken[cny[taken] < demand.away_cny[item[taken]]]
        for load in (ways.load[way[taken]], ways.second[way[taken]]):
            there = load >= 0
            np.add.at(m3, load[there], demand.m3[item[taken[there]]])
            np.add.at(t, load[there], demand.t[item[taken[there]]])
    return _Choice(first, all_ways, own_cny, used, m3, t)


def _slices(count: int) -> list[slice]:
    """Items a few thousand at a time, so that what is needed in between stays small."""
    return [slice(at, min(count, at + 4096)) for at in range(0, count, 4096)]


def _own_cny(demand: _Demand, ways: Ways, item: Ints, way: Ints) -> Floats:
    """Road, handling, holding and lateness of every option."""
    hold, late = np.array(HOLD_CNY), np.array(LATE_CNY)
    cny = demand.charged_m3[item] * ways.cny_per_m3[way]
    arrive_h = ways.arrive_h[way]
    per_h = (demand.m3 * hold[demand.goods] / HOURS_PER_DAY)[item]
    cny += per_h * (arrive_h - demand.ready_h[item])
    per_h = (demand.m3 * late[demand.goods] / HOURS_PER_DAY)[item]
    cny += per_h * np.maximum(0.0, arrive_h - demand.due_h[item])
    return _rounded(cny, 2)
