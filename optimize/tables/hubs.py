"""Hub location: all goods go by one hub or two, at a discount between hubs.

A consignment from i to j by the hubs k and m costs, per unit,
collection c_ik + transfer c_km + distribution c_mj, with c the costs of services and c_ii = 0.
Which hubs, and with single allocation which hub for each node, is to be decided; hubs cost their
fixed cost.

Where the sets of hubs are few enough they are all valued: with multiple allocation the value of a
set is its optimum; with single allocation it bounds the set, and only sets whose bound beats the
best plan are solved, in order of that bound (`hub_single`). Otherwise, and with capacities, one
program over flows by origin is solved (Ernst and Krishnamoorthy 1996, 1998; `hub_flows`).
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimize.tables.answer import Answer, planned, refused
from optimize.tables.network import candidates_of
from optimize.tables.program import Limits
from optimize.tables.rows import World
from optimize.tables.trouble import Troubles

KIND = "hubs"
MOST_SETS = 150_000
BATCH = 512

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Factors:
    """What a unit of cost counts to the hub, between hubs and from the hub."""

    collection: float = 1.0
    transfer: float = 1.0
    distribution: float = 1.0


@dataclass(frozen=True, slots=True)
class HubProblem:
    """Nodes by number: unit cost between them (inf: none), flow, hubs that may be."""

    names: tuple[str, ...]
    cost: Floats
    flow: Floats
    candidates: tuple[int, ...]
    fixed: Floats
    capacity: Floats
    count: int | None
    factors: Factors

    @property
    def sets(self) -> int:
        """Number of sets of hubs that may be chosen."""
        n = len(self.candidates)
        return 2**n - 1 if self.count is None else math.comb(n, self.count)

    def all_sets(self) -> Iterator[tuple[int, ...]]:
        """Every set, in order."""
        sizes = range(1, len(self.candidates) + 1) if self.count is None else (self.count,)
        for size in sizes:
            yield from itertools.combinations(self.candidates, size)


@dataclass(frozen=True, slots=True)
class HubPlan:
    """Hubs, the way of every pair of nodes as (first hub, last hub), cost and bound."""

    hubs: tuple[int, ...]
    ways: dict[tuple[int, int], list[tuple[int, int, float]]]
    cost: float
    bound: float
    deterministic: bool = True


def plan_hubs(
    world: World, count: int | None, factors: Factors, *, single: bool, limits: Limits
) -> Answer:
    """The hub network of least cost.

    Raises
    ------
    TableError
        Where the tables ask for what a hub network does not have.
    """
    started = time.perf_counter()
    _check(world)
    problem = hub_problem(world, count, factors)
    lost = _lost(world, problem)
    if lost:
        return refused(KIND, "no way", time.perf_counter() - started, unserved=lost)
    free = bool(np.isinf(problem.capacity[list(problem.candidates)]).all())
    if free and not single and problem.sets <= MOST_SETS:
        plan = best_set(problem)
    elif free and single and problem.sets <= MOST_SETS:
        from optimize.tables.hub_single import best_allocation

        plan = best_allocation(problem, limits)
    else:
        from optimize.tables.hub_flows import solve_flows

        plan = solve_flows(problem, single=single, limits=limits)
    seconds = time.perf_counter() - started
    if plan is None:
        said = "the capacity of hubs, or links that are missing, leave no plan; allow more hubs"
        change = ("more capacity", "hubs", math.nan, "quantity", said)
        return refused(KIND, "infeasible", seconds, relax=[change])
    return _answer(world, problem, plan, limits, seconds)


def _check(world: World) -> None:
    troubles = Troubles()
    for service in world.services:
        if service.fixed_cost or math.isfinite(service.capacity):
            troubles.add(
                "services",
                None,
                "fixed_cost",
                f"{service.name} has a fixed cost or a capacity; a hub network has them at nodes "
                "only; leave them out, or leave out `hubs`",
            )
    for goods in world.consignments:
        if len(goods.origins) > 1 or len(goods.destinations) > 1:
            troubles.add(
                "consignments", None, "origin", f"{goods.name} needs one origin and one destination"
            )
        if math.isfinite(goods.unserved_cost):
            troubles.add(
                "consignments",
                None,
                "unserved_cost",
                f"{goods.name} may not stay unserved in a hub network; leave the cell empty",
            )
    if world.own:
        troubles.add("costs", None, "", "is not used by a hub network; leave the table out")
    troubles.stop_if_any()


def hub_problem(world: World, count: int | None, factors: Factors) -> HubProblem:
    """The tables in matrices."""
    names = tuple(world.nodes)
    place = {name: number for number, name in enumerate(names)}
    n = len(names)
    cost = np.full((n, n), np.inf)
    np.fill_diagonal(cost, 0.0)
    for service in world.services:
        i, j = place[service.origin], place[service.destination]
        if i != j:
            cost[i, j] = min(cost[i, j], service.cost)
    flow = np.zeros((n, n))
    for goods in world.consignments:
        flow[place[goods.origins[0]], place[goods.destinations[0]]] += goods.quantity
    nodes = [world.nodes[name] for name in names]
    return HubProblem(
        names,
        cost,
        flow,
        tuple(place[name] for name in candidates_of(world)),
        np.array([node.fixed_cost for node in nodes]),
        np.array([node.capacity for node in nodes]),
        count,
        factors,
    )


def _lost(world: World, problem: HubProblem) -> list[tuple[object, ...]]:
    """Consignments without any way by hubs, all candidates open."""
    value = path_costs(problem, np.array([problem.candidates]))[0]
    place = {name: number for number, name in enumerate(problem.names)}
    return [
        (goods.name, 1.0, goods.quantity, math.nan, "no way at all by any hubs; add services")
        for goods in world.consignments
        if goods.quantity > 0.0
        and math.isinf(value[place[goods.origins[0]], place[goods.destinations[0]]])
    ]


def path_costs(problem: HubProblem, sets: npt.NDArray[np.int64]) -> Floats:
    """Unit cost of the best way of every pair, for many sets of one size: (set, i, j)."""
    cost, factors = problem.cost, problem.factors
    among = cost[sets[:, :, None], sets[:, None, :]] * factors.transfer
    to_hub = cost[:, sets].transpose(1, 0, 2) * factors.collection
    from_hub = cost[sets] * factors.distribution
    last = (to_hub[:, :, :, None] + among[:, None, :, :]).min(axis=2)
    best: Floats = last[:, :, 0, None] + from_hub[:, None, 0, :]
    for m in range(1, sets.shape[1]):
        np.minimum(best, last[:, :, m, None] + from_hub[:, None, m, :], out=best)
    return best


def set_values(problem: HubProblem) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every set with its cost under multiple allocation."""
    used = problem.flow > 0.0
    flow = problem.flow[used]
    for _, group in itertools.groupby(problem.all_sets(), key=len):
        for chunk in _batches(group):
            paths = path_costs(problem, np.array(chunk))[:, used]
            values = paths @ flow + problem.fixed[np.array(chunk)].sum(axis=1)
            yield from zip(chunk, values.tolist(), strict=True)


def _batches(sets: Iterator[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
    while chunk := list(itertools.islice(sets, BATCH)):
        yield chunk


def best_set(problem: HubProblem) -> HubPlan | None:
    """The best set under multiple allocation: every set is valued, so the cost is the bound."""
    hubs, value = min(set_values(problem), key=lambda pair: (pair[1], pair[0]))
    if math.isinf(value):
        return None
    ways: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    factors = problem.factors
    for i, j in zip(*np.nonzero(problem.flow), strict=True):
        pairs = [
            (
                factors.collection * problem.cost[i, k]
                + factors.transfer * problem.cost[k, m]
                + factors.distribution * problem.cost[m, j],
                k != m,
                k,
                m,
            )
            for k in hubs
            for m in hubs
        ]
        _, _, k, m = min(pairs)
        ways[int(i), int(j)] = [(k, m, 1.0)]
    return HubPlan(hubs, ways, value, value)


def _answer(
    world: World, problem: HubProblem, plan: HubPlan, limits: Limits, seconds: float
) -> Answer:
    place = {name: number for number, name in enumerate(problem.names)}
    factors = problem.factors
    service_of: dict[tuple[str, str], tuple[float, str, str]] = {}
    for service in world.services:
        key = (service.origin, service.destination)
        service_of[key] = min(
            service_of.get(key, (math.inf, "", "")), (service.cost, service.name, service.mode)
        )
    flows: list[tuple[object, ...]] = []
    lines: dict[str, list[float]] = {"collection": [], "transfer": [], "distribution": []}
    collected = np.zeros(len(problem.names))
    for goods in world.consignments:
        i, j = place[goods.origins[0]], place[goods.destinations[0]]
        for k, m, share in plan.ways.get((i, j), []) if goods.quantity > 0.0 else ():
            quantity = share * goods.quantity
            collected[k] += quantity
            for line, a, b, factor in (
                ("collection", i, k, factors.collection),
                ("transfer", k, m, factors.transfer),
                ("distribution", m, j, factors.distribution),
            ):
                cost = quantity * factor * float(problem.cost[a, b])
                lines[line].append(cost)
                if a != b:
                    ends = (problem.names[a], problem.names[b])
                    flows.append(
                        (goods.name, service_of[ends][1], *ends, line, quantity, share,
                         math.nan, math.nan, cost)
                    )  # fmt: skip
    opened = [
        ("hub", problem.names[k], 1, float(problem.fixed[k]), float(collected[k]),
         float(problem.capacity[k]))
        for k in plan.hubs
    ]  # fmt: skip
    totals = {line: math.fsum(costs) for line, costs in lines.items()}
    totals["fixed, hubs"] = math.fsum(float(problem.fixed[k]) for k in plan.hubs)
    bound = plan.bound if plan.bound < plan.cost else math.inf
    return planned(
        KIND,
        bound,
        seconds,
        flows=flows,
        opened=opened,
        lines=totals,
        deterministic=plan.deterministic,
        relative_gap=limits.relative_gap,
    )
