"""Hub location as one program over flows by origin.

Sets. Origins i with flow O_i = sum of W_ij; hubs k, m.
Variables. h_k: hub (binary); z_ik: share of the flow of i collected at k (binary with single
allocation, then also the share of the flow to i distributed from there); y_ikm: flow of i from
hub k to hub m; x_imj: flow of i distributed from m to j (multiple allocation).
After Ernst and Krishnamoorthy: "Efficient algorithms for the uncapacitated single allocation p-hub
median problem" (1996) and "... multiple allocation ..." (1998). The capacity of a hub limits what
it collects.
"""

from __future__ import annotations

import math

import numpy as np

from optimize.tables.hubs import HubPlan, HubProblem
from optimize.tables.program import Limits, Program
from optimize.tables.stages import solve_in_stages

SMALL = 1e-6


def solve_flows(problem: HubProblem, *, single: bool, limits: Limits) -> HubPlan | None:
    """The program with single or multiple allocation; None without a plan."""
    return _single(problem, limits) if single else _multiple(problem, limits)


def _hub_columns(problem: HubProblem, program: Program) -> dict[int, int]:
    hub = {
        k: program.column(float(problem.fixed[k]), 0.0, 1.0, integer=True)
        for k in problem.candidates
    }
    if problem.count is not None:
        program.row(problem.count, problem.count, list(hub.values()), [1.0] * len(hub))
    return hub


def _between(
    problem: HubProblem, program: Program, i: int
) -> tuple[dict[tuple[int, int], int], dict[int, list[tuple[int, float]]]]:
    """Flow of one origin between hubs, and its terms by hub: out positive, in negative."""
    moved: dict[tuple[int, int], int] = {}
    terms: dict[int, list[tuple[int, float]]] = {k: [] for k in problem.candidates}
    if problem.flow[i].sum() <= 0.0:
        return moved, terms
    for k in problem.candidates:
        for m in problem.candidates:
            if k != m and np.isfinite(problem.cost[k, m]):
                column = program.column(problem.factors.transfer * float(problem.cost[k, m]))
                moved[k, m] = column
                terms[k].append((column, 1.0))
                terms[m].append((column, -1.0))
    return moved, terms


def _single(problem: HubProblem, limits: Limits) -> HubPlan | None:
    program = Program("single allocation")
    n, factors = len(problem.names), problem.factors
    supply, demand = problem.flow.sum(axis=1), problem.flow.sum(axis=0)
    hub = _hub_columns(problem, program)
    z: dict[tuple[int, int], int] = {}
    for i in range(n):
        for k in problem.candidates:
            if i == k:
                z[i, k] = hub[k]
            elif np.isfinite(problem.cost[i, k]) and np.isfinite(problem.cost[k, i]):
                price = (
                    factors.collection * supply[i] * problem.cost[i, k]
                    + factors.distribution * demand[i] * problem.cost[k, i]
                )
                z[i, k] = program.column(float(price), 0.0, 1.0, integer=True)
                program.strong.append((z[i, k], hub[k], 1.0))
                program.row(-math.inf, 0.0, [z[i, k], hub[k]], [1.0, -1.0])
        mine = [z[i, k] for k in problem.candidates if (i, k) in z]
        if supply[i] + demand[i] > 0.0:
            program.row(1.0, 1.0, mine, [1.0] * len(mine))
    for i in range(n):
        if supply[i] <= 0.0:
            continue
        _, terms = _between(problem, program, i)
        for k in problem.candidates:
            columns, values = [c for c, _ in terms[k]], [v for _, v in terms[k]]
            if (i, k) in z:
                columns.append(z[i, k])
                values.append(-float(supply[i]))
                out = [c for c, v in terms[k] if v > 0.0]
                program.row(-math.inf, 0.0, [*out, z[i, k]], [*[1.0] * len(out), -supply[i]])
            for j in np.nonzero(problem.flow[i])[0].tolist():
                if (j, k) in z:
                    columns.append(z[j, k])
                    values.append(float(problem.flow[i, j]))
            program.row(0.0, 0.0, columns, values)
    for k in problem.candidates:
        if np.isfinite(problem.capacity[k]):
            others = [(z[i, k], float(supply[i])) for i in range(n) if (i, k) in z and i != k]
            program.row(
                -math.inf,
                0.0,
                [*(c for c, _ in others), hub[k]],
                [*(v for _, v in others), float(supply[k] - problem.capacity[k])],
            )
    outcome = program.solve(limits)
    if outcome.values is None:
        return None
    found = outcome.values
    home = {
        i: max((k for k in problem.candidates if (i, k) in z), key=lambda k: found[z[i, k]])
        for i in range(n)
        if supply[i] + demand[i] > 0.0
    }
    hubs = tuple(k for k in problem.candidates if found[hub[k]] > 0.5)
    return single_plan(problem, hubs, home, outcome.bound, deterministic=outcome.deterministic)


def single_plan(
    problem: HubProblem,
    hubs: tuple[int, ...],
    home: dict[int, int],
    bound: float,
    *,
    deterministic: bool = True,
) -> HubPlan:
    """The plan of an allocation, with its cost counted again."""
    factors, cost = problem.factors, problem.cost
    ways: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    parts = [float(problem.fixed[k]) for k in hubs]
    for i, j in zip(*(axis.tolist() for axis in np.nonzero(problem.flow)), strict=True):
        k, m = home[i], home[j]
        ways[i, j] = [(k, m, 1.0)]
        unit = (
            factors.collection * cost[i, k]
            + factors.transfer * cost[k, m]
            + factors.distribution * cost[m, j]
        )
        parts.append(float(problem.flow[i, j] * unit))
    return HubPlan(hubs, ways, math.fsum(parts), bound, deterministic)


def _multiple(problem: HubProblem, limits: Limits) -> HubPlan | None:
    program = Program("multiple allocation")
    n, factors = len(problem.names), problem.factors
    supply = problem.flow.sum(axis=1)
    hub = _hub_columns(problem, program)
    collect: dict[tuple[int, int], int] = {}
    moved: dict[int, dict[tuple[int, int], int]] = {}
    deliver: dict[tuple[int, int, int], int] = {}
    for i in range(n):
        if supply[i] <= 0.0:
            continue
        moved[i], terms = _between(problem, program, i)
        for k in problem.candidates:
            if np.isfinite(problem.cost[i, k]):
                column = program.column(factors.collection * float(problem.cost[i, k]))
                collect[i, k] = column
                terms[k].append((column, -1.0))
                program.strong.append((column, hub[k], float(supply[i])))
        mine = [collect[i, k] for k in problem.candidates if (i, k) in collect]
        program.row(float(supply[i]), float(supply[i]), mine, [1.0] * len(mine))
        for j in np.nonzero(problem.flow[i])[0].tolist():
            wanted = float(problem.flow[i, j])
            into: list[int] = []
            for m in problem.candidates:
                if np.isfinite(problem.cost[m, j]):
                    column = program.column(factors.distribution * float(problem.cost[m, j]))
                    deliver[i, m, j] = column
                    terms[m].append((column, 1.0))
                    program.strong.append((column, hub[m], wanted))
                    into.append(column)
            program.row(wanted, wanted, into, [1.0] * len(into))
        for k in problem.candidates:
            program.row(0.0, 0.0, [c for c, _ in terms[k]], [v for _, v in terms[k]])
    for k in problem.candidates:
        mine = [column for (_, at), column in sorted(collect.items()) if at == k]
        room = min(float(supply.sum()), float(problem.capacity[k]))
        program.row(-math.inf, 0.0, [*mine, hub[k]], [*[1.0] * len(mine), -room])
        for j in range(n):
            into = [column for (_, m, to), column in sorted(deliver.items()) if (m, to) == (k, j)]
            most = float(problem.flow[:, j].sum())
            program.row(-math.inf, 0.0, [*into, hub[k]], [*[1.0] * len(into), -most])
    outcome = solve_in_stages(program, limits)
    if outcome.values is None:
        return None
    values = outcome.values
    hubs = tuple(k for k in problem.candidates if values[hub[k]] > 0.5)
    ways = {}
    cost = math.fsum(float(problem.fixed[k]) for k in hubs)
    for i, pairs in moved.items():
        got = {k: values[collect[i, k]] for k in problem.candidates if (i, k) in collect}
        between = {pair: float(values[column]) for pair, column in pairs.items()}
        given = {(m, j): values[c] for (o, m, j), c in deliver.items() if o == i}
        ways.update(_paths(problem, i, got, between, given))
    unit = 0.0
    for (i, j), parts in ways.items():
        for k, m, share in parts:
            unit += (
                float(problem.flow[i, j])
                * share
                * (
                    factors.collection * problem.cost[i, k]
                    + factors.transfer * problem.cost[k, m]
                    + factors.distribution * problem.cost[m, j]
                )
            )
    return HubPlan(hubs, ways, cost + float(unit), outcome.bound, outcome.deterministic)


def _paths(
    problem: HubProblem,
    i: int,
    got: dict[int, float],
    between: dict[tuple[int, int], float],
    given: dict[tuple[int, int], float],
) -> dict[tuple[int, int], list[tuple[int, int, float]]]:
    """Flows of one origin taken apart into (first hub, last hub, share) per destination.

    A chain of more than two hubs, which some costs make cheaper, is kept as its ends.
    """
    source: dict[int, list[list[float]]] = {}
    for k, amount in sorted(got.items()):
        if amount > SMALL:
            source.setdefault(k, []).append([k, amount])
    for (k, m), amount in sorted(between.items()):
        for hub, take in _taken(source.get(k, []), amount):
            source.setdefault(m, []).append([hub, take])
    ways: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    for (m, j), amount in sorted(given.items()):
        for hub, take in _taken(source.get(m, []), amount):
            share = take / float(problem.flow[i, j])
            ways.setdefault((i, j), []).append((int(hub), m, share))
    return ways


def _taken(pieces: list[list[float]], amount: float) -> list[tuple[float, float]]:
    """Take an amount off pieces of (first hub, amount), in their order; what is taken of each."""
    found = []
    for piece in pieces:
        take = min(amount, piece[1])
        if take > SMALL:
            piece[1] -= take
            amount -= take
            found.append((piece[0], take))
    return found
