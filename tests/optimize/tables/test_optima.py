"""Plans from tables against optima found by trying everything."""

import math

import numpy as np
import pandas as pd
import pytest

from optimize.tables import plan_tables
from tests.optimize.tables import brute


def closed(answer, optimum):
    """The answer is this optimum, or there is none."""
    if math.isinf(optimum):
        assert answer.status == "infeasible"
        assert len(answer.relax)
        return
    assert answer.status == "optimal"
    assert answer.cost == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    assert answer.bound <= answer.cost
    assert answer.lines["cost"].sum() == pytest.approx(answer.cost)


@pytest.mark.parametrize("seed", range(7))
def test_network_design_costs_what_trying_every_set_of_arcs_costs(seed):
    rng = np.random.default_rng(seed)
    arcs, goods = brute.random_arcs(rng, 4, 8), brute.random_goods(rng, 4, 3)
    answer = plan_tables(services=pd.DataFrame(arcs), consignments=pd.DataFrame(goods))
    closed(answer, brute.network_optimum(arcs, goods))


@pytest.mark.parametrize("seed", range(12))
def test_whole_consignments_cost_what_trying_every_path_costs(seed):
    rng = np.random.default_rng(100 + seed)
    arcs, goods = brute.random_arcs(rng, 5, 10), brute.random_goods(rng, 5, 4)
    frame = pd.DataFrame(goods).assign(whole="yes")
    answer = plan_tables(services=pd.DataFrame(arcs), consignments=frame)
    closed(answer, brute.whole_optimum(arcs, goods))
    if answer.status == "optimal":
        assert np.allclose(answer.flows["share"], 1.0)


def sites(rng, m, n):
    """Sites with fixed cost and capacity, customers with demand, unit costs between them."""
    fixed = rng.integers(10, 60, m).tolist()
    capacity = rng.integers(8, 20, m).tolist()
    demand = rng.integers(1, 7, n).tolist()
    cost = rng.integers(1, 12, (m, n)).tolist()
    nodes = pd.DataFrame(
        {
            "node": [f"w{i}" for i in range(m)] + [f"c{j}" for j in range(n)],
            "fixed_cost": fixed + [None] * n,
            "capacity": capacity + [None] * n,
            "candidate": ["yes"] * m + ["no"] * n,
        }
    )
    services = pd.DataFrame(
        [
            {"origin": f"w{i}", "destination": f"c{j}", "cost": cost[i][j]}
            for i in range(m)
            for j in range(n)
        ]
    )
    goods = pd.DataFrame(
        {"customer": [f"d{j}" for j in range(n)], "destination": [f"c{j}" for j in range(n)],
         "demand": demand}
    )  # fmt: skip
    return fixed, capacity, demand, cost, nodes, services, goods


@pytest.mark.parametrize("seed", range(8))
def test_single_source_location_costs_what_trying_every_assignment_costs(seed):
    rng = np.random.default_rng(200 + seed)
    fixed, capacity, demand, cost, nodes, services, goods = sites(rng, 4, 6)
    goods["single_source"] = True
    nodes = nodes if seed % 2 else nodes.drop(columns="candidate")
    answer = plan_tables(nodes=nodes, services=services, consignments=goods)
    closed(answer, brute.assignment_optimum(fixed, capacity, demand, cost))


@pytest.mark.parametrize("seed", range(5))
def test_median_opens_exactly_so_many(seed):
    rng = np.random.default_rng(300 + seed)
    fixed, _, demand, cost, nodes, services, goods = sites(rng, 4, 6)
    nodes["capacity"] = None
    answer = plan_tables(nodes=nodes, services=services, consignments=goods, open_exactly=2)
    closed(answer, brute.assignment_optimum(fixed, [math.inf] * 4, demand, cost, 2))
    assert len(answer.opened) == 2


@pytest.mark.parametrize("seed", range(4))
def test_dividing_goods_over_sites_never_costs_more(seed):
    rng = np.random.default_rng(400 + seed)
    *_, nodes, services, goods = sites(rng, 4, 6)
    many = plan_tables(nodes=nodes, services=services, consignments=goods)
    single = plan_tables(nodes=nodes, services=services, consignments=goods.assign(whole=1))
    if single.status == "optimal":
        assert many.cost <= single.cost + 1e-6


@pytest.mark.parametrize("allocation", ["single", "multiple"])
@pytest.mark.parametrize("count", [1, 2, 3, None])
@pytest.mark.parametrize("seed", range(3))
def test_hubs_cost_what_trying_every_set_and_allocation_costs(seed, count, allocation):
    rng = np.random.default_rng(500 + seed)
    n = 5
    points = rng.integers(0, 40, (n, 2))
    cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)).tolist()
    flow = rng.integers(0, 9, (n, n)).tolist()
    fixed = rng.integers(20, 300, n).tolist()
    factors = (1.5, 0.6, 1.0)
    names = [f"v{i}" for i in range(n)]
    pairs = [(i, j) for i in range(n) for j in range(n)]
    answer = plan_tables(
        nodes=pd.DataFrame({"node": names, "hub_cost": fixed}),
        services=pd.DataFrame(
            [(names[i], names[j], cost[i][j]) for i, j in pairs if i != j],
            columns=["from", "to", "distance"],
        ),
        consignments=pd.DataFrame(
            [(f"{i}{j}", names[i], names[j], flow[i][j]) for i, j in pairs],
            columns=["consignment", "from", "to", "flow"],
        ),
        hubs="any" if count is None else count,
        allocation=allocation,
        collection=factors[0],
        transfer=factors[1],
        distribution=factors[2],
    )
    single = allocation == "single"
    closed(answer, brute.hub_optimum(cost, flow, fixed, count, factors, single=single))


@pytest.mark.parametrize("single", [True, False])
def test_the_program_over_flows_agrees_with_valuing_every_set(single):
    from optimize.tables.hub_flows import solve_flows
    from optimize.tables.hubs import Factors, HubProblem
    from optimize.tables.program import Limits

    rng = np.random.default_rng(7)
    n = 5
    points = rng.integers(0, 40, (n, 2))
    cost = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    flow = rng.integers(0, 9, (n, n)).astype(float)
    fixed = rng.integers(20, 200, n).astype(float)
    for count in (2, None):
        problem = HubProblem(
            tuple("abcde"), cost, flow, tuple(range(n)), fixed, np.full(n, np.inf), count,
            Factors(1.0, 0.5, 1.0),
        )  # fmt: skip
        plan = solve_flows(problem, single=single, limits=Limits())
        optimum = brute.hub_optimum(cost, flow, fixed, count, (1.0, 0.5, 1.0), single=single)
        assert plan.cost == pytest.approx(optimum)
        assert plan.bound == pytest.approx(optimum)


def orders(rng):
    """A small timetabled problem with duty, tax, storage, lateness and fixed cost."""
    nodes = ["p", "q", "r", "s"]
    size_of = {"small": 10.0, "large": 25.0}
    links = [("p", "q"), ("q", "r"), ("r", "s"), ("p", "r"), ("q", "s")]
    services = [
        {
            "origin": o,
            "destination": d,
            "days": sorted((rng.permutation(7)[:2] + 1).tolist()),
            "transit_days": int(rng.integers(1, 3)),
            "box": ["small", "large"][int(rng.integers(0, 2))],
            "box_cost": int(rng.integers(20, 90)),
            "fixed_cost": int(rng.integers(0, 2)) * 15,
            "duty_share": float(rng.choice([0.0, 0.01])),
        }
        for o, d in links
    ]
    goods = []
    for c in range(3):
        o, d = [("p", "s"), ("p", "r"), ("q", "s")][int(rng.integers(0, 3))]
        release = int(rng.integers(0, 3))
        goods.append(
            {
                "order": f"o{c}",
                "origin": o,
                "destination": d,
                "m3": float(rng.integers(2, 22)),
                "value": float(rng.integers(100, 900)),
                "tax_share": 0.1,
                "release": release,
                "due": release + 5,
                "deadline": release + 9,
                "late_cost_per_day": 4.0,
            }
        )
    storage = {name: float(rng.integers(0, 3)) / 2 for name in nodes}
    return services, goods, size_of, storage


BY_WAYS = pytest.param(1, "ways", marks=pytest.mark.slow)
"""The core compiles its kernels at its first call."""


@pytest.mark.parametrize(("seed", "method"), [*((n, "arcs") for n in range(8)), BY_WAYS])
def test_a_timetable_costs_what_trying_every_time_path_costs(seed, method):
    services, goods, size_of, storage = orders(np.random.default_rng(600 + seed))
    frame = pd.DataFrame(services)
    frame["weekdays"] = [",".join(str(day) for day in days) for days in frame.pop("days")]
    answer = plan_tables(
        nodes=pd.DataFrame({"node": list(storage), "warehouse_cost": list(storage.values())}),
        services=frame,
        consignments=pd.DataFrame(goods),
        boxes=pd.DataFrame({"box": list(size_of), "m3": list(size_of.values())}),
        method=method,
    )
    optimum = brute.timed_optimum(services, goods, size_of, storage)
    if math.isinf(optimum):
        assert answer.status == "infeasible"
    else:
        closed(answer, optimum)


def test_the_order_of_rows_means_nothing():
    rng = np.random.default_rng(9)
    arcs, goods = brute.random_arcs(rng, 6, 14), brute.random_goods(rng, 6, 5)
    first = plan_tables(services=pd.DataFrame(arcs), consignments=pd.DataFrame(goods))
    for seed in range(3):
        other = plan_tables(
            services=brute.shuffled(arcs, seed), consignments=brute.shuffled(goods, seed)
        )
        assert other.cost == first.cost
        pd.testing.assert_frame_equal(other.flows, first.flows)
        pd.testing.assert_frame_equal(other.opened, first.opened)
