"""Small problems solved by trying everything, without the models under test."""

import itertools
import math

import numpy as np
import pandas as pd


def simple_paths(arcs, origin, destination):
    """All simple paths as tuples of arc numbers."""
    found = []

    def walk(node, seen, path):
        if node == destination:
            found.append(tuple(path))
            return
        for number, arc in enumerate(arcs):
            if arc["origin"] == node and arc["destination"] not in seen:
                walk(arc["destination"], seen | {arc["destination"]}, [*path, number])

    walk(origin, {origin}, [])
    return found


def path_flow_cost(arcs, goods, opened):
    """Least cost of divisible flows over paths of open arcs, by GLOP on a path model."""
    from ortools.math_opt.python import mathopt

    model = mathopt.Model()
    used = {number: [] for number in opened}
    terms = []
    for one in goods:
        columns = []
        for path in simple_paths(arcs, one["origin"], one["destination"]):
            if set(path) <= set(opened):
                column = model.add_variable(lb=0.0)
                columns.append(column)
                terms.append(column * sum(arcs[a]["cost"] for a in path))
                for a in path:
                    used[a].append(column)
        if not columns:
            return math.inf
        model.add_linear_constraint(mathopt.fast_sum(columns) == one["quantity"])
    for a, columns in used.items():
        if columns:
            model.add_linear_constraint(mathopt.fast_sum(columns) <= arcs[a]["capacity"])
    model.minimize(mathopt.fast_sum(terms))
    result = mathopt.solve(model, mathopt.SolverType.GLOP)
    if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return math.inf
    return result.objective_value()


def network_optimum(arcs, goods):
    """Fixed-charge network design: every set of open arcs."""
    best = math.inf
    for size in range(len(arcs) + 1):
        for opened in itertools.combinations(range(len(arcs)), size):
            fixed = sum(arcs[a]["fixed_cost"] for a in opened)
            if fixed < best:
                best = min(best, fixed + path_flow_cost(arcs, goods, opened))
    return best


def whole_optimum(arcs, goods):
    """The same with undivided consignments: every choice of paths, arcs paid where used."""
    best = math.inf
    ways = [simple_paths(arcs, one["origin"], one["destination"]) for one in goods]
    for chosen in itertools.product(*ways):
        load = [0.0] * len(arcs)
        cost = 0.0
        for one, path in zip(goods, chosen, strict=True):
            for a in path:
                load[a] += one["quantity"]
                cost += one["quantity"] * arcs[a]["cost"]
        if all(load[a] <= arcs[a]["capacity"] for a in range(len(arcs))):
            cost += sum(arcs[a]["fixed_cost"] for a in range(len(arcs)) if load[a] > 0)
            best = min(best, cost)
    return best


def assignment_optimum(fixed, capacity, demand, cost, count=None):
    """Single-source location: every assignment of customers to sites."""
    best = math.inf
    for homes in itertools.product(range(len(fixed)), repeat=len(demand)):
        opened = set(homes)
        if count is not None and len(opened) > count:
            continue
        load = [sum(d for d, h in zip(demand, homes, strict=True) if h == i) for i in opened]
        if any(have > capacity[i] for have, i in zip(load, opened, strict=True)):
            continue
        value = sum(fixed[i] for i in opened)
        value += sum(demand[j] * cost[i][j] for j, i in enumerate(homes))
        if count is not None:
            rest = sorted(f for i, f in enumerate(fixed) if i not in opened)
            value += sum(rest[: count - len(opened)])
        best = min(best, value)
    return best


def hub_optimum(cost, flow, fixed, count, factors, *, single):
    """Hub location: every set of hubs, every allocation."""
    n = len(cost)
    best = math.inf
    sizes = range(1, n + 1) if count is None else (count,)
    for size in sizes:
        for hubs in itertools.combinations(range(n), size):
            base = sum(fixed[k] for k in hubs)
            if not single:
                value = base + sum(
                    flow[i][j] * min(way(cost, factors, i, k, m, j) for k in hubs for m in hubs)
                    for i in range(n)
                    for j in range(n)
                )
                best = min(best, value)
                continue
            for homes in itertools.product(*[(i,) if i in hubs else hubs for i in range(n)]):
                value = base + sum(
                    flow[i][j] * way(cost, factors, i, homes[i], homes[j], j)
                    for i in range(n)
                    for j in range(n)
                )
                best = min(best, value)
    return best


def way(cost, factors, i, k, m, j):
    """Unit cost of i > k > m > j."""
    return factors[0] * cost[i][k] + factors[1] * cost[k][m] + factors[2] * cost[m][j]


def timed_paths(services, goods):
    """All time paths of one order, by day: lists of (service number, day)."""
    found = []

    def walk(node, day, seen, path):
        if node == goods["destination"]:
            found.append((tuple(path), day))
            return
        for number, service in enumerate(services):
            if service["origin"] != node or service["destination"] in seen:
                continue
            for leaves in range(day, goods["deadline"] + 1):
                arrives = leaves + service["transit_days"]
                if leaves % 7 + 1 in service["days"] and arrives <= goods["deadline"]:
                    walk(
                        service["destination"],
                        arrives,
                        seen | {service["destination"]},
                        [*path, (number, leaves)],
                    )

    walk(goods["origin"], goods["release"], {goods["origin"]}, [])
    return found


def timed_optimum(services, orders, size_of, storage):
    """The timetabled model: every choice of time paths, boxes rounded up per departure."""
    best = math.inf
    choices = []
    for goods in orders:
        ways = []
        for path, arrives in timed_paths(services, goods):
            here, cost = goods["release"], goods["value"] * goods["tax_share"]
            for number, leaves in path:
                service = services[number]
                cost += storage[service["origin"]] * goods["m3"] * (leaves - here)
                cost += service["duty_share"] * goods["value"]
                here = leaves + service["transit_days"]
            late = max(0, arrives - goods["due"]) * goods["late_cost_per_day"]
            ways.append((path, cost + late))
        choices.append(ways)
    for chosen in itertools.product(*choices):
        m3: dict = {}
        for goods, (path, _) in zip(orders, chosen, strict=True):
            for key in path:
                m3[key] = m3.get(key, 0.0) + goods["m3"]
        value = sum(cost for _, cost in chosen)
        for (number, _), total in m3.items():
            service = services[number]
            value += service["fixed_cost"]
            value += service["box_cost"] * math.ceil(total / size_of[service["box"]] - 1e-9)
        best = min(best, value)
    return best


def random_arcs(rng, n, m):
    """Arcs between n nodes on a ring with m - n chords."""
    pairs = [(i, (i + 1) % n) for i in range(n)]
    others = [(i, j) for i in range(n) for j in range(n) if i != j and (i, j) not in pairs]
    extra = rng.permutation(len(others))[: m - n]
    pairs += [others[e] for e in extra]
    return [
        {
            "origin": f"n{i}",
            "destination": f"n{j}",
            "capacity": int(rng.integers(4, 15)),
            "cost": int(rng.integers(1, 10)),
            "fixed_cost": int(rng.integers(5, 60)),
        }
        for i, j in pairs
    ]


def random_goods(rng, n, k):
    """Consignments between different nodes."""
    goods = []
    for c in range(k):
        i, j = rng.permutation(n)[:2]
        size = int(rng.integers(1, 7))
        goods.append(
            {"consignment": f"k{c}", "origin": f"n{i}", "destination": f"n{j}", "quantity": size}
        )
    return goods


def shuffled(frame, seed):
    """The same rows in another order."""
    order = np.random.default_rng(seed).permutation(len(frame))
    return pd.DataFrame(frame).iloc[order].reset_index(drop=True)
