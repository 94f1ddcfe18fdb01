"""Loads, slots and switches of a generated problem, with rooms that bind.

First a plan that ignores every limit: each item on its cheapest way, boxes shared at 80% fill. What
services would carry in it sets their rooms (a draw between too small and ample), the least load of
trains that run only when paid for, and the price of opening a restuffing station.
"""

from __future__ import annotations

import math

import numpy as np

from domain.freight import Flags, Floats, Ints, Loads, Slots, Switches
from optimize.freight.instances_network import Service, World
from optimize.freight.instances_ways import (
    BOXES,
    Blocks,
    box_use_cny,
    chain_name,
    price_cny,
)

USUAL_FILL = 0.8
ROOM_AGAINST_USE = (0.7, 1.7)
"""Room of a service in TEU against what its used departures would carry on average."""
LEAST_ROOM_TEU = (1.0, 7.0)
T_PER_TEU = (8.0, 13.0)
"""Gross tonnes per TEU of room; an average FEU weighs 10 to 16 t per TEU."""
PLUGS_AGAINST_USE = (1.0, 2.5)
LEAST_OF_USE, DEAD_PRICE, OPEN_PRICE = 0.6, 0.5, 0.10
"""Of a paid train: least load against use; price of a missing TEU against freight of the cheapest
leg, so that no empty box is worth its price; price of running against freight of the least load."""
STATION_CNY, STATION_CNY_PER_M3 = 2_000.0, 12.0


def supply(
    rng: np.random.Generator, world: World, blocks: Blocks, loads: Loads, m3: Floats, t: Floats
) -> tuple[Slots, Switches]:
    """Slots and switches around what each load would carry without limits."""
    boxes = np.maximum(m3 / loads.box_m3, t / loads.box_t) / USUAL_FILL
    slots, teu = _slots(rng, world, loads, boxes)
    return slots, _switches(world, blocks, teu, m3)


def all_loads(world: World, blocks: Blocks) -> Loads:
    """Every dated box journey of every block, in their order."""
    stations = {node: world.train_count + i for i, node in enumerate(world.stations)}
    names: list[str] = []
    prices: list[Floats] = []
    slots: list[Ints] = []
    switches: list[Ints] = []
    for block in blocks.every:
        box, journeys = BOXES[block.box], block.journeys
        name = chain_name(world, block.chain)
        names.extend(f"{name}, {h:g} h, {box.name}" for h in journeys.close_h.tolist())
        use = box_use_cny(0.0) + (journeys.arrive_h - journeys.close_h) / 24.0 * (
            box_use_cny(24.0) - box_use_cny(0.0)
        )
        prices.append(np.round((price_cny(block.chain) + use) * box.factor, 0))
        slots.extend(journeys.slots)
        needed = journeys.switches
        if block.station is not None:
            column = np.full((len(needed), 1), stations[block.station])
            needed = np.hstack([needed, column])
        switches.extend(needed)
    box_of = np.repeat(
        [block.box for block in blocks.every], [len(b.journeys.close_h) for b in blocks.every]
    )

    def of(attribute: str) -> Floats:
        by_kind: Floats = np.array([float(getattr(box, attribute)) for box in BOXES])
        return np.asarray(by_kind[box_of], dtype=np.float64)

    return Loads(
        load_id=tuple(names),
        box_cny=np.concatenate(prices),
        box_m3=of("m3"),
        box_t=of("t"),
        box_teu=of("teu"),
        box_tare_t=of("tare_t"),
        box_plugs=of("plugs"),
        most_boxes=np.full(len(box_of), np.inf),
        close_h=np.concatenate([block.journeys.close_h for block in blocks.every]),
        slot_first=_sums([len(row) for row in slots]),
        slot=np.concatenate(slots).astype(np.int64),
        switch_first=_sums([len(row) for row in switches]),
        switch=np.concatenate(switches).astype(np.int64),
    )


def _slots(
    rng: np.random.Generator, world: World, loads: Loads, boxes: Floats
) -> tuple[Slots, Floats]:
    """Rooms by service, the same at all its departures; and mean TEU of its used slots."""
    at = np.repeat(np.arange(len(boxes)), np.diff(loads.slot_first))
    teu = np.bincount(loads.slot, (boxes * loads.box_teu)[at], world.slot_count)
    plugs = np.bincount(loads.slot, (boxes * loads.box_plugs)[at], world.slot_count)
    room = np.zeros((3, world.slot_count))
    mean_teu, names = np.zeros(len(world.services)), []
    for service in world.services:
        many = len(service.departs_h) * service.legs
        here = slice(service.slot, service.slot + many)
        used = teu[here] > 0.0
        mean_teu[service.number] = teu[here][used].mean() if used.any() else 0.0
        mean_plugs = plugs[here][used].mean() if used.any() else 0.0
        least = rng.uniform(*LEAST_ROOM_TEU)
        against, plug_against = rng.uniform(*ROOM_AGAINST_USE), rng.uniform(*PLUGS_AGAINST_USE)
        feus = math.ceil(max(least, against * mean_teu[service.number]) / 2.0)
        room[0, here] = 2.0 * feus
        room[1, here] = round(2.0 * feus * rng.uniform(*T_PER_TEU))
        room[2, here] = min(feus, max(2, round(plug_against * mean_plugs)))
        names.extend(_slot_names(world, service))
    return Slots(tuple(names), room[0], room[1], room[2]), mean_teu


def _slot_names(world: World, service: Service) -> list[str]:
    kind, stops = world.places.kind, service.stops
    return [
        f"s{service.number} {h:g} h, {kind[stops[leg]]} {stops[leg]}"
        for h in service.departs_h.tolist()
        for leg in range(service.legs)
    ]


def _switches(world: World, blocks: Blocks, teu: Floats, m3: Floats) -> Switches:
    """Departures of trains that run only when paid for, then the stations."""
    names: list[str] = []
    rows: list[tuple[float, float, float]] = []
    for service in world.services:
        if service.path:
            least = 2.0 * max(1, round(LEAST_OF_USE * teu[service.number] / 2.0))
            freight, shortest = sum(service.leg_cny) / 2.0, min(service.leg_cny) / 2.0
            row = (round(OPEN_PRICE * least * freight), least, round(DEAD_PRICE * shortest))
            names.extend(f"train s{service.number} {h:g} h" for h in service.departs_h.tolist())
            rows.extend([row] * len(service.departs_h))
    for station in world.stations:
        through = sum(float(m3[b.loads].sum()) for b in blocks.every if b.station == station)
        names.append(f"station {world.places.kind[station]} {station}")
        rows.append((round(STATION_CNY + STATION_CNY_PER_M3 * through), 0.0, 0.0))
    table = np.array(rows, dtype=np.float64)
    return Switches(tuple(names), table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def only(loads: Loads, used: Flags) -> Loads:
    """The loads in use, renumbered in order."""
    keep = np.nonzero(used)[0]
    slot_many, switch_many = np.diff(loads.slot_first), np.diff(loads.switch_first)
    return Loads(
        load_id=tuple(loads.load_id[g] for g in keep.tolist()),
        box_cny=loads.box_cny[keep],
        box_m3=loads.box_m3[keep],
        box_t=loads.box_t[keep],
        box_teu=loads.box_teu[keep],
        box_tare_t=loads.box_tare_t[keep],
        box_plugs=loads.box_plugs[keep],
        most_boxes=loads.most_boxes[keep],
        close_h=loads.close_h[keep],
        slot_first=_sums(slot_many[keep].tolist()),
        slot=loads.slot[np.repeat(used, slot_many)],
        switch_first=_sums(switch_many[keep].tolist()),
        switch=loads.switch[np.repeat(used, switch_many)],
    )


def _sums(counts: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
