"""Hub networks of the Australia Post data against the optima published with them."""

import math
from pathlib import Path

import pandas as pd
import pytest

from optimize.tables import plan_tables

NAMES = [f"{i:02}" for i in range(1, 11)]


@pytest.fixture(scope="module")
def post():
    """The tables, the factors, and fixed costs and capacities by letter."""
    text = (Path(__file__).parent / "ap10.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    numbers = [float(word) for line in lines for word in line.split()][1:]
    points = [tuple(numbers[2 * i : 2 * i + 2]) for i in range(10)]
    flow, rest = numbers[20:120], numbers[120:]
    pairs = [(i, j) for i in range(10) for j in range(10)]
    services = [
        (NAMES[i], NAMES[j], math.dist(points[i], points[j]) / 1000.0) for i, j in pairs if i != j
    ]
    goods = [(f"{i}-{j}", NAMES[i], NAMES[j], flow[10 * i + j]) for i, j in pairs]
    tables = {
        "services": pd.DataFrame(services, columns=["from", "to", "distance"]),
        "consignments": pd.DataFrame(goods, columns=["consignment", "from", "to", "flow"]),
    }
    factors = dict(zip(("collection", "transfer", "distribution"), rest[1:4], strict=True))
    limits = {
        name: rest[4 + 10 * k : 14 + 10 * k] for k, name in enumerate(("fL", "fT", "cL", "cT"))
    }
    return tables, factors, limits


@pytest.mark.parametrize(
    ("hubs", "allocation", "cost"),
    [
        (2, "multiple", 163_603.94),
        (3, "multiple", 131_581.79),
        (4, "multiple", 107_354.73),
        (5, "multiple", 86_028.88),
        (2, "single", 167_493.06),
        (3, "single", 136_008.13),
        (4, "single", 112_396.07),
        (5, "single", 91_105.37),
    ],
)
def test_hub_medians_cost_what_is_published(post, hubs, allocation, cost):
    tables, factors, _ = post
    answer = plan_tables(**tables, **factors, hubs=hubs, allocation=allocation)
    assert answer.status == "optimal"
    assert answer.cost == pytest.approx(cost, abs=0.01)


@pytest.mark.parametrize(
    ("fixed", "room", "cost"),
    [
        ("fL", "cL", 224_250.05),
        ("fL", "cT", 250_992.26),
        ("fT", "cL", 263_399.94),
        ("fT", "cT", 263_399.94),
    ],
)
def test_capacitated_hubs_cost_what_is_published(post, fixed, room, cost):
    tables, factors, limits = post
    nodes = pd.DataFrame({"node": NAMES, "hub_cost": limits[fixed], "capacity": limits[room]})
    answer = plan_tables(nodes=nodes, **tables, **factors, hubs="any", allocation="single")
    assert answer.status == "optimal"
    assert answer.cost == pytest.approx(cost, abs=0.01)
