"""Key figures of cost against the books: the same sums, nothing twice."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.network import Node
from domain.stream import Step, Stock
from domain.times import Times
from sim import simulate
from study.aggregate import cost_lines
from study.kpis import KPI_QUERIES, check_costs_add_up, observe
from study.stream_kpis import figures_of_steps, stream_kpis
from study.stream_logs import observe_streams
from tests.small_worlds import NOTHING_BOOKED, bench, gate, opened, ride, small, stream, train
from tests.worlds import plain_plan, two_hubs

CENT = 0.01
DAY = 24.0
STOCK = Stock(
    "min_max", Times.exponential(30.0), 20, up_to=30, reorder_at=12, review_h=7.0,
    holding_cny_per_day=0.37, order_cny=41.0,
)  # fmt: skip
SHELF = Step("shelf", "HUB", stock=STOCK)
TOTAL = "total_cost_cny"


def of_streams(scenario, result):
    seen = observe_streams(scenario, result.streams)
    return {kpi.name: kpi.value for kpi in stream_kpis(seen, figures_of_steps(seen))}


@settings(max_examples=12)
@given(
    warm_up_h=st.sampled_from([0.0, 50.0, 123.25]),
    per_parcel=st.booleans(),
    servers=st.sampled_from([1, None]),
    seed=st.integers(0, 99),
)
def test_the_total_of_streams_is_that_of_the_books(warm_up_h, per_parcel, servers, seed):
    sizes = Times(observed=(1.0, 1.0, 2.0, 5.0))
    streams = [
        stream("a", ("gate", "bag", "train", "open", "shelf"), gaps=Times.exponential(5.0),
               parcels=sizes),
        stream("b", ("shelf", "gate"), gaps=Times.exponential(9.0)),
    ]  # fmt: skip
    steps = [
        gate(
            work=Times.exponential(2.0), servers=servers, cost_cny=3.3, cost_per_parcel=per_parcel
        ),
        bench(parcels=7, after_h=20.0),
        ride(cost_cny=140.0),
        opened(),
        replace(SHELF, node_id="shelf"),
    ]
    scenario = small(
        streams, steps, services=[train(room=2.0, ride_h=11.0)],
        departs={"train": [12.0 * n for n in range(80)]}, warm_up_h=warm_up_h, period_h=400.0,
    )  # fmt: skip
    result = simulate(scenario, NOTHING_BOOKED, seed=seed, replication=0)
    booked = sum(row[-1] for row in result.records.costs.rows)
    assert booked > 0.0
    assert of_streams(scenario, result)[TOTAL] == pytest.approx(booked, rel=1e-12)


@pytest.fixture(scope="module")
def zone():
    """Two hubs with and without streams that ask at a shelf there, and what each comes to."""
    bare = two_hubs(24)
    nodes = {**bare.network.nodes, "gate": Node("gate", "gate", "gate", "step", "CN",
             "Asia/Shanghai", 0.0, 0.0, "gate", {})}  # fmt: skip
    both = replace(
        bare, network=replace(bare.network, nodes=nodes), redraw_demand=True,
        streams=(stream("walk_in", ("gate", "shelf"), gaps=Times.exponential(8.0)),),
        steps={"gate": gate(work=1.0, cost_cny=12.5), "shelf": SHELF},
    )  # fmt: skip
    plan = plain_plan(bare, lambda n: n)
    return [(s, simulate(s, plan, seed=4, replication=2)) for s in (bare, both)]


def test_in_a_zone_streams_are_in_the_total_once(zone):
    (bare, without), (both, result) = zone
    seen = observe(both, result.records, "rule", 2)
    check_costs_add_up(seen)
    figures = {name: query(seen) for name, (_, query) in KPI_QUERIES.items()}
    before = observe(bare, without.records, "rule", 2)
    streams = of_streams(both, result)
    assert TOTAL not in streams
    assert streams[f"all.{TOTAL}"] > 0.0
    booked_cny = KPI_QUERIES[TOTAL][1](before)
    assert figures[TOTAL] == pytest.approx(booked_cny + streams[f"all.{TOTAL}"], abs=CENT)
    # Goods of streams are not among the tonnes, so they do not change the cost of one.
    per_t = KPI_QUERIES["cost_cny_per_t"][1](before)
    assert figures["cost_cny_per_t"] == pytest.approx(per_t, rel=1e-12)


def test_lines_of_streams_stand_apart_and_add_up(zone):
    _, (both, result) = zone
    seen = observe(both, result.records, "rule", 2)
    lines = cost_lines(seen)
    assert lines["cny"].sum() == pytest.approx(KPI_QUERIES[TOTAL][1](seen), abs=CENT)
    theirs = lines[lines["payer"] == "stream_owner"]
    assert list(zip(theirs["line"], theirs["payee"], strict=True)) == [
        ("handling", "hub"),
        ("storage", "hub"),
    ]
    streams = of_streams(both, result)
    assert theirs["cny"].sum() == pytest.approx(streams[f"all.{TOTAL}"], rel=1e-12)
