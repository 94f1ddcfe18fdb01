"""Large timetabled worlds: ways as options of a freight problem, solved by the planner's core.

Each consignment gets its cheapest ways; a departure's goods of one class in one box type are a
load; a departure's room is a slot, its fixed cost a switch. The plan of the core tells which ways
are taken; the timetabled program, with only those, settles boxes and cost. Where the ways are all
there are, and one box type fits every load, the bound of the core holds for the whole problem.
Otherwise the bound is the sum over consignments of their cheapest way at fair shares of boxes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np

from domain.freight import FreightPlan, FreightProblem, Items, Loads, Options, Slots, Switches
from optimize.tables.dated import Departure, Window
from optimize.tables.program import Limits, Outcome
from optimize.tables.rows import Box, World
from optimize.tables.stages import solve_in_stages
from optimize.tables.timed import TimedModel, boxes_of, build_timed
from optimize.tables.ways import Ways, cheapest_ways

MOST_OPTIONS = 200_000
FEWEST_WAYS, MOST_WAYS = 20, 2_000


def solve_by_ways(
    world: World, departures: Sequence[Departure], windows: Sequence[Window], limits: Limits
) -> tuple[TimedModel, Outcome, dict[str, float]] | None:
    """The settled program, its outcome with a valid bound, and counts; None without a plan."""
    from optimize.freight.solve import solve

    started = time.perf_counter()
    each = max(FEWEST_WAYS, min(MOST_WAYS, MOST_OPTIONS // max(1, len(windows))))
    moving = [i for i, window in enumerate(windows) if window.departures]
    found = {
        i: cheapest_ways(world, departures, world.consignments[i], windows[i], each) for i in moving
    }
    problem = freight_problem(world, departures, found)
    plan = solve(problem)
    if not math.isfinite(plan.cost_cny):
        return None
    made = build_timed(world, departures, _taken(problem, plan, windows, found))
    outcome = solve_in_stages(made.program, limits)
    if outcome.values is None:
        return None
    whole_family = all(ways.all_of_them for ways in found.values()) and all(
        len(boxes_of(world, service, goods.goods_class)) <= 1
        for service in world.services
        for goods in world.consignments
    )
    bound = plan.bound_cny if whole_family else -math.inf
    fair = math.fsum(_least(world, i, ways) for i, ways in found.items())
    bound = max(bound, fair)
    notes = {
        "options": float(len(problem.options.own_cny)),
        "all_ways": float(whole_family),
        "core_bound": plan.bound_cny,
    }
    seconds = time.perf_counter() - started
    best = Outcome(
        "feasible", outcome.values, outcome.objective, min(bound, outcome.objective), seconds,
        plan.deterministic and outcome.deterministic,
    )  # fmt: skip
    return made, best, notes


def _least(world: World, i: int, ways: Ways) -> float:
    """What a consignment costs at least, served or not."""
    least = min((way.fair for way in ways.ways), default=math.inf)
    return min(least, world.consignments[i].unserved_cost)


def _taken(
    problem: FreightProblem,
    plan: FreightPlan,
    windows: Sequence[Window],
    found: dict[int, Ways],
) -> list[Window]:
    """Windows of only those departures that the plan takes."""
    owner = problem.item_of_option
    first = problem.options.first
    order = list(found)
    used: dict[int, set[int]] = {}
    for option in plan.taken.tolist():
        item = int(owner[option])
        way = found[order[item]].ways[option - int(first[item])]
        used.setdefault(order[item], set()).update(d for d, _ in way.legs)
    return [
        Window(tuple(sorted(used.get(i, ()))), window.earliest_h)
        for i, window in enumerate(windows)
    ]


def freight_problem(
    world: World, departures: Sequence[Departure], found: dict[int, Ways]
) -> FreightProblem:
    """Ways as options, departures as loads, slots and switches."""
    goods = [world.consignments[i] for i in found]
    loads: dict[tuple[int, str, str], int] = {}
    first, own, load_first, load = [0], [], [0], []
    for one, ways in zip(goods, found.values(), strict=True):
        for way in ways.ways:
            own.append(way.own)
            for d, box in way.legs:
                key = (d, one.goods_class, box)
                load.append(loads.setdefault(key, len(loads)))
            load_first.append(len(load))
        first.append(len(own))
    items = Items(
        tuple(one.name for one in goods),
        np.array([one.m3 for one in goods]),
        np.array([one.t for one in goods]),
        np.array([one.whole for one in goods], dtype=bool),
        np.array([one.unserved_cost for one in goods]),
        np.array([one.release_h for one in goods]),
    )
    options = Options(
        np.array(first, dtype=np.int64),
        np.array(own),
        np.array(load_first, dtype=np.int64),
        np.array(load, dtype=np.int64),
    )
    total = math.fsum(one.m3 for one in goods) + 1.0, math.fsum(one.t for one in goods) + 1.0
    made, slots, switches = _loads(world, departures, list(loads), total)
    return FreightProblem("tables", items, options, made, slots, switches)


def _loads(
    world: World,
    departures: Sequence[Departure],
    keys: Sequence[tuple[int, str, str]],
    total: tuple[float, float],
) -> tuple[Loads, Slots, Switches]:
    rooms: dict[tuple[str, float], tuple[float, float, float, float]] = {}
    for departure in departures:
        service = departure.service
        teu, t, plugs, fixed = rooms.get(departure.key, (math.inf, math.inf, math.inf, 0.0))
        rooms[departure.key] = (
            min(teu, service.teu),
            min(t, service.t),
            min(plugs, service.plugs),
            max(fixed, service.fixed_cost if world.boxes else 0.0),
        )
    slots: dict[tuple[str, float], int] = {}
    switches: dict[tuple[str, float], int] = {}
    slot_first, slot, switch_first, switch = [0], [], [0], []
    boxes: list[Box] = []
    names, prices, most, close = [], [], [], []
    for d, goods_class, name in keys:
        departure = departures[d]
        service = departure.service
        box = next(b for b in boxes_of(world, service, goods_class) if b.name == name)
        boxes.append(box)
        names.append(f"{departure.text} {goods_class} {name} {d}")
        prices.append(box.cost + service.box_cost)
        most.append(service.most_boxes if world.boxes else service.modules)
        close.append(departure.departs_h)
        room = rooms[departure.key]
        if any(math.isfinite(limit) for limit in room[:3]):
            slot.append(slots.setdefault(departure.key, len(slots)))
        if room[3] > 0.0:
            switch.append(switches.setdefault(departure.key, len(switches)))
        slot_first.append(len(slot))
        switch_first.append(len(switch))
    made = Loads(
        tuple(names),
        np.array(prices),
        np.array([min(box.m3, total[0]) for box in boxes]),
        np.array([min(box.t, total[1]) for box in boxes]),
        np.array([box.teu for box in boxes]),
        np.array([box.tare_t for box in boxes]),
        np.array([box.plugs for box in boxes]),
        np.array(most, dtype=float),
        np.array(close),
        np.array(slot_first, dtype=np.int64),
        np.array(slot, dtype=np.int64),
        np.array(switch_first, dtype=np.int64),
        np.array(switch, dtype=np.int64),
    )
    return (
        made,
        Slots(
            tuple(f"{name} {hour}" for name, hour in slots),
            np.array([rooms[key][0] for key in slots]),
            np.array([rooms[key][1] for key in slots]),
            np.array([rooms[key][2] for key in slots]),
        ),
        Switches(
            tuple(f"{name} {hour}" for name, hour in switches),
            np.array([rooms[key][3] for key in switches]),
            np.zeros(len(switches)),
            np.zeros(len(switches)),
        ),
    )
