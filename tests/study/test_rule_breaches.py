"""Rules of a scenario: the table of breaches, figures by pack, and nothing without them."""

from dataclasses import replace

import pytest

from domain.faults import Fault
from domain.rules import Limit, RulePack
from sim import simulate
from study.kpis import observe
from study.rule_breaches import breaches_frame, rule_figures, with_breaches
from tests.worlds import plain_plan, two_hubs

PACK = RulePack(
    "p", "", "", (
        Limit("warm", "range", "", False, classes=frozenset({"chilled"}), max_c=5.0),
        Limit("often", "record_every", "", True, minutes=10.0),
    ),
    record_minutes=15.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def seen():
    plain = two_hubs(8)
    fault = Fault("late_plug_in", "HUB", 1.0, 60.0, 45.0, 0.0, 1e9)
    scenario = replace(plain, faults=(fault,), rules=(PACK,))
    result = simulate(scenario, plain_plan(scenario), seed=3, replication=1)
    bare = simulate(
        replace(scenario, rules=()), plain_plan(scenario), seed=3, replication=1
    ).records.temperatures.rows
    assert bare == result.records.temperatures.rows
    return scenario, observe(scenario, result.records, "rule", 1)


def test_breaches_are_where_the_run_was_warmer_than_the_limit(seen):
    """Independently: lots whose recorded temperature passes the limit at the end of some stage."""
    scenario, observed = seen
    found = breaches_frame(scenario, observed.tables, "rule", 1)
    heat = observed.tables["temperatures"]
    chilled = {n for n, p in scenario.products.items() if p.temp_class == "chilled"}
    warm = heat[heat["product_id"].isin(chilled) & (heat["end_c"] > 5.0)]
    lots = set(found["lot_id"]) - {""}
    assert set(warm["part_id"]) <= lots
    assert len(lots) > 0
    assert (found.loc[found["lot_id"] != "", "worst_c"] > 5.0).all()
    assert (found.loc[found["lot_id"] != "", "hours"] > 0.0).all()
    assert set(found["holder_id"]) - {"p"} <= {
        f"{role}:{node}"
        for role in ("hub", "terminal", "shipper")
        for node in scenario.network.nodes
    } | {f"carrier:{service}" for service in scenario.network.services}
    assert (found["kind"] == "record_every").sum() == 1


def test_lots_are_held_against_handover_limits_at_their_customers_too(seen):
    """Nothing is as cold as -90 C: every delivered lot is handed on too warm, at its hour."""
    scenario, observed = seen
    strict = RulePack("strict", "", "", (Limit("door", "handover", "", True, max_c=-90.0),))
    found = breaches_frame(replace(scenario, rules=(strict,)), observed.tables, "rule", 1)
    lots = observed.tables["lots"]
    orders = observed.tables["consignments"].set_index("consignment_id")["destination_id"]
    warm = set(observed.tables["temperatures"]["part_id"])
    done = lots[(lots["state"] == "delivered") & lots["lot_id"].isin(warm)]
    assert len(done)
    told = found.groupby("lot_id").last()
    for row in done.itertuples():
        last = told.loc[row.lot_id]
        assert (last["from_h"], last["node_id"]) == (row.ended_h, orders[row.consignment_id])


def test_figures_count_what_the_table_lists(seen):
    scenario, observed = seen
    tables = with_breaches(
        scenario, {"replication_kpis": observed.tables["lots"].iloc[:0]}, observed.tables, "rule",
        1, keep=True,
    )  # fmt: skip
    found = tables["breaches"]
    figures = {row.kpi: row.value for row in tables["replication_kpis"].itertuples()}
    everything = frozenset(found["lot_id"])
    all_of = {name: value for name, _, value in rule_figures(found, (PACK,), everything)}
    assert all_of["breaches.p"] == len(found)
    assert all_of["breach_h.p"] == pytest.approx(found["hours"].sum())
    assert figures.keys() == all_of.keys()
    assert 1.0 <= figures["breaches.p"] <= all_of["breaches.p"]
