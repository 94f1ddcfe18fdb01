"""Solve a timetabled world: windows, the model, the plan read back, or the least change."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from optimize.tables.answer import Answer, planned, refused
from optimize.tables.dated import Departure, Window, departures_of, horizon_h, window_of
from optimize.tables.network import no_way, ways_of
from optimize.tables.program import Limits, Outcome
from optimize.tables.rows import World
from optimize.tables.stages import solve_in_stages
from optimize.tables.static import SHARE, settled
from optimize.tables.timed import (
    TimedModel,
    arrival_cost,
    boxes_of,
    build_timed,
    own_cost,
    storage_rate,
)

KIND = "timetable"
MOST_COLUMNS = 100_000
"""Consignments times departures up to which the whole program is solved."""


def plan_timed(world: World, limits: Limits, method: str = "auto") -> Answer:
    """The plan of least cost on dated departures.

    Parameters
    ----------
    method
        "arcs" for the whole program, "ways" for the planner's core over listed ways, "auto" for
        the first while it is small.
    """
    started = time.perf_counter()
    lost = [*no_way(world, ways_of(world)), *_no_box(world)]
    if lost:
        said = (
            "no way at all, time and capacity ignored; add services or box types for its class, "
            "or give unserved_cost"
        )
        rows = [(name, 1.0, math.nan, math.nan, said) for name in sorted(set(lost))]
        return refused(
            KIND, "no way", time.perf_counter() - started, unserved=rows, day_zero=world.day_zero
        )
    departures = departures_of(world)
    last_h = horizon_h(world)
    windows = [
        window_of(
            world, departures, goods, last_h if goods.deadline_h is None else goods.deadline_h
        )
        for goods in world.consignments
    ]
    late = _too_late(world, departures, windows, last_h)
    size = sum(len(window.departures) for window in windows)
    by_ways = method == "ways" or (method == "auto" and size > MOST_COLUMNS)
    if not late and not by_ways:
        made = build_timed(world, departures, windows)
        outcome = solve_in_stages(made.program, limits)
        if outcome.values is not None:
            values = settled(made.program, outcome.values)
            return _answer(made, values, outcome, limits, time.perf_counter() - started)
        by_ways = outcome.status not in {"infeasible", "infeasible_or_unbounded"}
    if not late and by_ways:
        from optimize.tables.freight import solve_by_ways

        found = solve_by_ways(world, departures, windows, limits)
        seconds = time.perf_counter() - started
        if found is None:
            return refused(KIND, "unknown", seconds, deterministic=False, day_zero=world.day_zero)
        made, outcome, notes = found
        assert outcome.values is not None
        values = settled(made.program, outcome.values)
        return _answer(made, values, outcome, limits, seconds, notes)
    relax = _least_changes(world, departures, windows, limits, last_h, in_time=not late)
    return refused(
        KIND,
        "infeasible",
        time.perf_counter() - started,
        unserved=late,
        relax=relax,
        day_zero=world.day_zero,
    )


def _no_box(world: World) -> list[str]:
    """Consignments that must be served whose class fits in no box type at all."""
    return [
        goods.name
        for goods in world.consignments
        if world.boxes
        and math.isinf(goods.unserved_cost)
        and not any(box.takes(goods.goods_class) for box in world.boxes.values())
    ]


def _too_late(
    world: World, departures: Sequence[Departure], windows: Sequence[Window], last_h: float
) -> list[tuple[object, ...]]:
    """Consignments that cannot arrive in time even alone, with how much they lack."""
    rows: list[tuple[object, ...]] = []
    for goods, window in zip(world.consignments, windows, strict=True):
        moves = goods.quantity > 0.0 and not set(goods.origins) & set(goods.destinations)
        if not moves or window.departures or math.isfinite(goods.unserved_cost):
            continue
        free = window_of(world, departures, goods, last_h)
        if goods.deadline_h is not None and math.isfinite(free.earliest_h):
            said = (
                f"the earliest arrival is {free.earliest_h - goods.deadline_h:,.6g} h after the "
                "deadline, capacity ignored"
            )
        else:
            said = "no departures lead there after its release; add departures, or release earlier"
        rows.append((goods.name, 1.0, goods.quantity, math.nan, said))
    return rows


def _least_changes(
    world: World,
    departures: Sequence[Departure],
    windows: Sequence[Window],
    limits: Limits,
    last_h: float,
    *,
    in_time: bool,
) -> list[tuple[object, ...]]:
    """What would have to give: capacity alone, or deadlines alone, each by the least in total."""
    rows: list[tuple[object, ...]] = []
    if in_time:
        made = build_timed(world, departures, windows, elastic="capacity")
        outcome = made.program.solve(limits)
        if outcome.values is not None:
            for what, (column, unit) in sorted(made.more.items()):
                by = float(outcome.values[column])
                if by > 1e-6:
                    said = f"{what} by {by:,.6g}"
                    rows.append(("more capacity", what, by, unit, said))
    free = [window_of(world, departures, goods, last_h) for goods in world.consignments]
    made = build_timed(world, departures, free, elastic="deadlines")
    outcome = made.program.solve(limits)
    if outcome.values is None:
        return rows
    over: dict[int, float] = {}
    for (number, d), hours in sorted(made.late.items()):
        by = hours * float(outcome.values[made.x[number, d]] > SHARE)
        over[number] = max(over.get(number, 0.0), by)
    for number, by in over.items():
        if by > 1e-6:
            what = f"deadline of {world.consignments[number].name}"
            rows.append(("later deadlines", what, by, "h", f"{what} by {by:,.6g} h"))
    return rows


def _answer(
    made: TimedModel,
    values: npt.NDArray[np.float64],
    outcome: Outcome,
    limits: Limits,
    seconds: float,
    notes: dict[str, float] | None = None,
) -> Answer:
    world = made.world
    flows: list[tuple[object, ...]] = []
    kinds = (
        "carrying", "handling", "transit duty", "storage", "lateness and holding", "import tax",
        "boxes", "fixed, services", "unserved",
    )  # fmt: skip
    lines: dict[str, list[float]] = {kind: [] for kind in kinds}
    m3: dict[tuple[int, str], float] = {}
    t: dict[tuple[int, str], float] = {}
    taken: list[tuple[str, float, int, int, float]] = []
    for (number, d), column in made.x.items():
        share = float(values[column])
        if share > SHARE:
            name = world.consignments[number].name
            taken.append((name, made.departures[d].departs_h, number, d, share))
    served = {number: 1.0 - float(values[column]) for number, column in made.unserved.items()}
    for name, _, number, d, share in sorted(taken):
        goods, departure = world.consignments[number], made.departures[d]
        service = departure.service
        load = (d, goods.goods_class)
        m3[load] = m3.get(load, 0.0) + share * goods.m3
        t[load] = t.get(load, 0.0) + share * goods.t
        handling = share * world.nodes[service.origin].cost * goods.m3
        duty = share * goods.value * service.duty_share
        own = share * own_cost(world, goods, departure)
        lines["carrying"].append(own - handling - duty)
        lines["handling"].append(handling)
        lines["transit duty"].append(duty)
        leaves = share * storage_rate(world, goods, service.origin) * departure.departs_h
        lines["storage"].append(leaves)
        if service.destination in goods.destinations:
            lines["lateness and holding"].append(share * arrival_cost(goods, departure.arrives_h))
        else:
            rate = storage_rate(world, goods, service.destination)
            lines["storage"].append(-share * rate * departure.arrives_h)
        flows.append(
            (name, service.name, service.origin, service.destination, service.mode,
             share * goods.quantity, share, departure.departs_h, departure.arrives_h, own)
        )  # fmt: skip
    for (number, node), column in made.begin.items():
        goods = world.consignments[number]
        rate = storage_rate(world, goods, node)
        lines["storage"].append(-float(values[column]) * rate * goods.release_h)
    unserved: list[tuple[object, ...]] = []
    for number, goods in enumerate(world.consignments):
        lines["import tax"].append(served[number] * goods.value * goods.tax_share)
        left = 1.0 - served[number]
        if left > SHARE:
            cost = left * goods.unserved_cost
            lines["unserved"].append(cost)
            unserved.append((goods.name, left, left * goods.quantity, cost, "costs less so"))
    boxes, opened = _boxes(made, values, m3, t, lines)
    return planned(
        KIND,
        outcome.bound,
        seconds,
        flows=flows,
        boxes=boxes,
        opened=opened,
        unserved=unserved,
        lines={kind: math.fsum(parts) for kind, parts in lines.items()},
        deterministic=outcome.deterministic,
        relative_gap=limits.relative_gap,
        day_zero=world.day_zero,
        notes=notes,
    )


def _boxes(
    made: TimedModel,
    values: npt.NDArray[np.float64],
    m3: dict[tuple[int, str], float],
    t: dict[tuple[int, str], float],
    lines: dict[str, list[float]],
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Rows of boxes and of departures paid for; their costs go to the lines."""
    world = made.world
    rows: list[tuple[object, ...]] = []
    opened: list[tuple[object, ...]] = []
    for (d, goods_class, name), column in sorted(made.boxes.items()):
        count = round(float(values[column]))
        if not count or (d, goods_class) not in m3:
            continue
        departure = made.departures[d]
        box = next(b for b in boxes_of(world, departure.service, goods_class) if b.name == name)
        cost = count * (box.cost + departure.service.box_cost)
        inside_m3, inside_t = m3[d, goods_class], t[d, goods_class]
        room = math.fsum(
            round(float(values[made.boxes[d, goods_class, b.name]])) * b.m3
            for b in boxes_of(world, departure.service, goods_class)
        )
        fill = inside_m3 / room if math.isfinite(room) and room > 0.0 else math.nan
        if world.boxes:
            lines["boxes"].append(cost)
            rows.append(
                (departure.service.name, departure.departs_h, goods_class, name, count, inside_m3,
                 inside_t, fill, cost)
            )  # fmt: skip
        elif departure.service.fixed_cost > 0.0:
            lines["fixed, services"].append(cost)
            room = count * box.m3
            opened.append(("departure", departure.text, count, cost, inside_m3, room))
    for key, column in sorted(made.used.items()):
        if round(float(values[column])):
            first = next(d for d in made.departures if d.key == key)
            fixed = max(d.service.fixed_cost for d in made.departures if d.key == key)
            lines["fixed, services"].append(fixed)
            opened.append(("departure", first.text, 1, fixed, math.nan, math.nan))
    return rows, opened
