"""Solve the one-period network: strong rows, settled flows, or what stands in the way."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from optimize.tables.answer import Answer, planned, refused
from optimize.tables.network import NetworkModel, build, no_way, ways_of
from optimize.tables.program import Limits, Outcome, Program
from optimize.tables.rows import Consignment, World
from optimize.tables.stages import solve_in_stages

KIND = "network"
SHARE = 1e-7
"""Shares of a consignment below this are rounding."""


def plan_network(world: World, limits: Limits, open_exactly: int | None = None) -> Answer:
    """The plan of least cost for a world without timetable."""
    started = time.perf_counter()
    ways = ways_of(world)
    lost = no_way(world, ways)
    if lost:
        return _lost(world, lost, time.perf_counter() - started)
    made = build(world, ways, open_exactly)
    outcome = solve_in_stages(made.program, limits)
    if outcome.values is None:
        seconds = time.perf_counter() - started
        if outcome.status not in {"infeasible", "infeasible_or_unbounded"}:
            return refused(KIND, "unknown", seconds, bound=outcome.bound, deterministic=False)
        relax = _least_change(world, ways, limits, open_exactly)
        return refused(KIND, "infeasible", time.perf_counter() - started, relax=relax)
    values = settled(made.program, outcome.values)
    return _answer(made, values, outcome, limits, time.perf_counter() - started)


def settled(program: Program, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The flows of least cost with whole columns rounded: no use of the solver's tolerances."""
    low, high = list(program.low), list(program.high)
    try:
        for j, whole in enumerate(program.integer):
            if whole:
                program.low[j] = program.high[j] = float(round(values[j]))
        again = program.solve(Limits(), relaxed=True, strong=())
    finally:
        program.low, program.high = low, high
    return values if again.values is None else again.values


def _lost(world: World, lost: Sequence[str], seconds: float) -> Answer:
    named = {goods.name: goods for goods in world.consignments}
    rows = [
        (
            name,
            1.0,
            named[name].quantity,
            math.nan,
            _no_way_from(named[name]),
        )
        for name in lost
    ]
    return refused(KIND, "no way", seconds, unserved=rows)


def _no_way_from(goods: Consignment) -> str:
    ends = " | ".join(goods.origins), " | ".join(goods.destinations)
    return (
        f"no way at all from {ends[0]} to {ends[1]}, capacity ignored; add services, or give "
        "unserved_cost"
    )


def _answer(
    made: NetworkModel,
    values: npt.NDArray[np.float64],
    outcome: Outcome,
    limits: Limits,
    seconds: float,
) -> Answer:
    world = made.world
    flows: list[tuple[object, ...]] = []
    carried = [0.0] * len(world.services)
    unit: list[float] = []
    for (number, a), column in sorted(made.x.items()):
        share = float(values[column])
        if share <= SHARE:
            continue
        goods, service = world.consignments[number], world.services[a]
        quantity = share * goods.quantity
        cost = quantity * world.unit_cost(goods, service)
        unit.append(cost)
        carried[a] += quantity
        flows.append(
            (goods.name, service.name, service.origin, service.destination, service.mode,
             quantity, share, math.nan, math.nan, cost)
        )  # fmt: skip
    lines = {"carrying": math.fsum(unit)}
    handled: dict[str, float] = {}
    for name, terms in made.handled.items():
        handled[name] = math.fsum(
            world.consignments[n].quantity * share * float(values[j]) for n, j, share in terms
        )
    lines["handling"] = math.fsum(
        world.nodes[name].cost * quantity for name, quantity in handled.items()
    )
    opened: list[tuple[object, ...]] = []
    fixed = {"service": 0.0, "node": 0.0}
    for a, column in sorted(made.arcs.items()):
        count = round(values[column])
        if count:
            service = world.services[a]
            fixed["service"] += count * service.fixed_cost
            room = count * service.capacity
            paid = count * service.fixed_cost
            opened.append(("service", service.name, count, paid, carried[a], room))
    for name, column in sorted(made.nodes.items()):
        count = round(values[column])
        if count:
            node = world.nodes[name]
            fixed["node"] += count * node.fixed_cost
            paid, used = count * node.fixed_cost, handled.get(name, 0.0)
            opened.append(("node", name, count, paid, used, count * node.capacity))
    lines |= {"fixed, services": fixed["service"], "fixed, nodes": fixed["node"]}
    unserved: list[tuple[object, ...]] = []
    for number, column in sorted(made.unserved.items()):
        share = float(values[column])
        if share > SHARE:
            goods = world.consignments[number]
            cost = share * goods.unserved_cost
            unserved.append((goods.name, share, share * goods.quantity, cost, "costs less so"))
    lines["unserved"] = math.fsum(row[3] for row in unserved if isinstance(row[3], float))
    return planned(
        KIND,
        outcome.bound,
        seconds,
        flows=flows,
        opened=opened,
        unserved=unserved,
        lines=lines,
        deterministic=outcome.deterministic,
        relative_gap=limits.relative_gap,
    )


def _least_change(
    world: World, ways: Sequence[Sequence[int]], limits: Limits, open_exactly: int | None
) -> list[tuple[object, ...]]:
    """The least total quantity by which capacities would have to grow."""
    made = build(world, ways, open_exactly, elastic=True)
    outcome = made.program.solve(limits)
    if outcome.values is None:
        sites = "the number of nodes to open"
        return [("no change", sites, math.nan, "", f"change {sites}: capacity alone does not help")]
    rows: list[tuple[object, ...]] = []
    for what, (column, unit) in sorted(made.more.items()):
        by = float(outcome.values[column]) * unit
        if by > SHARE:
            rows.append(("more capacity", what, by, "quantity", f"{what} by {by:,.6g}"))
    return rows
