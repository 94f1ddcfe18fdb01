"""Ways of a consignment through the timetable, cheapest first.

The cost of a way is what it pays itself plus its fair share of boxes: price times the larger of
its volume and weight shares. Boxes cost at least the sum of these shares, so the cheapest way
bounds what a consignment costs in any plan.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from optimize.tables.dated import Departure, Window
from optimize.tables.rows import Box, Consignment, World
from optimize.tables.timed import arrival_cost, boxes_of, own_cost, storage_rate

SLACK = 1e-9
_Entry: TypeAlias = tuple[float, int, float, float, tuple[tuple[int, str], ...], frozenset[str]]
"""Least cost of the whole way, a number, own and fair cost so far, legs taken, nodes seen."""


@dataclass(frozen=True, slots=True)
class Way:
    """Departures taken, each with its box type; `own` is without boxes, `fair` with its share."""

    legs: tuple[tuple[int, str], ...]
    own: float
    fair: float


@dataclass(frozen=True, slots=True)
class Ways:
    """The cheapest ways, and whether there are no others."""

    ways: tuple[Way, ...]
    all_of_them: bool


def _entry(
    least: float,
    number: int,
    own: float,
    fair: float,
    legs: tuple[tuple[int, str], ...],
    seen: frozenset[str],
) -> _Entry:
    return (least, number, own, fair, legs, seen)


def fair_share(goods: Consignment, box: Box, price: float) -> float:
    """Share of the boxes of a load that a consignment alone would fill."""
    return price * max(goods.m3 / box.m3, goods.t / box.t)


def cheapest_ways(
    world: World,
    departures: Sequence[Departure],
    goods: Consignment,
    window: Window,
    most: int,
) -> Ways:
    """Up to so many ways in order of their fair cost, no node twice."""
    ends = set(goods.destinations)
    legs: dict[int, list[tuple[float, float, str]]] = {}
    for d in window.departures:
        service = departures[d].service
        own = own_cost(world, goods, departures[d])
        if service.destination in ends:
            own += arrival_cost(goods, departures[d].arrives_h)
        legs[d] = sorted(
            (own + fair_share(goods, box, box.cost + service.box_cost), own, box.name)
            for box in boxes_of(world, service, goods.goods_class)
        )
    leaving: dict[str, list[int]] = {}
    for d in sorted(window.departures, key=lambda d: (departures[d].departs_h, d)):
        if legs[d]:
            leaving.setdefault(departures[d].service.origin, []).append(d)
    togo = _cost_to_go(world, departures, goods, leaving, legs)
    tax = goods.value * goods.tax_share
    heap: list[_Entry] = []
    count = 0
    for node in goods.origins:
        rate = storage_rate(world, goods, node)
        for d in leaving.get(node, []):
            stored = tax + rate * (departures[d].departs_h - goods.release_h)
            if departures[d].departs_h < goods.release_h - SLACK or math.isinf(togo[d]):
                continue
            for fair, own, box in legs[d]:
                rest = togo[d] - legs[d][0][0]
                count += 1
                begun = frozenset({node})
                entry = _entry(
                    stored + fair + rest, count, stored + own, stored + fair, ((d, box),), begun
                )
                heapq.heappush(heap, entry)
    found: list[Way] = []
    while heap and len(found) < most:
        _, _, own, fair, taken, seen = heapq.heappop(heap)
        last = departures[taken[-1][0]]
        node = last.service.destination
        if node in ends:
            found.append(Way(taken, own, fair))
            continue
        if node in seen:
            continue
        rate = storage_rate(world, goods, node)
        for d in _after(departures, leaving.get(node, []), last.arrives_h, world, node):
            if departures[d].service.destination in seen or math.isinf(togo[d]):
                continue
            stored = rate * (departures[d].departs_h - last.arrives_h)
            for more, mine, box in legs[d]:
                count += 1
                rest = togo[d] - legs[d][0][0]
                entry = _entry(fair + stored + more + rest, count, own + stored + mine,
                         fair + stored + more, (*taken, (d, box)), seen | {node})  # fmt: skip
                heapq.heappush(heap, entry)
    return Ways(tuple(found), not heap)


def _after(
    departures: Sequence[Departure],
    leaving: Sequence[int],
    arrives_h: float,
    world: World,
    node: str,
) -> Sequence[int]:
    """Departures of a node that goods which arrive then can take."""
    ready_h = arrives_h + world.nodes[node].handling_h - SLACK
    return leaving[bisect_left(leaving, ready_h, key=lambda d: departures[d].departs_h) :]


def _cost_to_go(
    world: World,
    departures: Sequence[Departure],
    goods: Consignment,
    leaving: dict[str, list[int]],
    legs: dict[int, list[tuple[float, float, str]]],
) -> dict[int, float]:
    """Least fair cost from each departure, its own included, to the end."""
    ends = set(goods.destinations)
    togo: dict[int, float] = {}
    order = sorted(legs, key=lambda d: (-departures[d].departs_h, -departures[d].arrives_h, -d))
    for d in order:
        departure = departures[d]
        node = departure.service.destination
        if not legs[d]:
            togo[d] = math.inf
        elif node in ends:
            togo[d] = legs[d][0][0]
        else:
            rate = storage_rate(world, goods, node)
            after = _after(departures, leaving.get(node, []), departure.arrives_h, world, node)
            togo[d] = legs[d][0][0] + min(
                (
                    rate * (departures[n].departs_h - departure.arrives_h) + togo.get(n, math.inf)
                    for n in after
                ),
                default=math.inf,
            )
    return togo
