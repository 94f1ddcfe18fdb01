"""A run in which something was lost is an error, whatever its results."""

from dataclasses import replace

import pytest

from domain.plan import Plan
from sim import checks, engine, simulate
from sim.checks import BrokenRunError
from tests.optimize.contracts import subsidy, with_contracts
from tests.sailing_terms import on_terms
from tests.sim.reading import rows, total_cny
from tests.worlds import plain_plan, two_hubs


@pytest.fixture
def world():
    """A run that is over."""
    seen = []

    def keep(world, _):
        seen.append(world)

    scenario = two_hubs(8)
    original, engine.check_run = engine.check_run, keep
    try:
        simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    finally:
        engine.check_run = original
    return seen[0]


def test_a_sound_run_passes(world):
    checks.check_run(world)


def test_a_lost_unit_is_found(world):
    world.lots[0].units -= 1
    with pytest.raises(BrokenRunError, match="units planned"):
        checks.check_run(world)


def test_a_lost_box_is_found(world):
    world.pools.opening += 1
    with pytest.raises(BrokenRunError, match="boxes in all"):
        checks.check_run(world)


def test_money_that_nobody_pays_is_found(world):
    world.records.costs.rows.pop()
    with pytest.raises(BrokenRunError, match="CNY"):
        checks.check_run(world)


def test_an_overfull_train_is_found(world):
    next(iter(world.departures.values())).legs[0].teu += 100.0
    with pytest.raises(BrokenRunError, match="TEU"):
        checks.check_run(world)


def test_rows_have_every_column():
    scenario = on_terms(with_contracts(two_hubs(12), subsidy()))
    result = simulate(scenario, plain_plan(scenario, lambda n: n), seed=1, replication=0)
    for buffer in result.records.buffers():
        assert buffer.rows, buffer.table.name
        for row in rows(buffer):
            for column in buffer.table.columns[2:]:
                value = row[column.name]
                assert value is not None or column.optional, (buffer.table.name, column.name)
                kinds = {"str": str, "float": (int, float), "int": int, "bool": bool}
                assert value is None or isinstance(value, kinds[column.dtype]), column.name


def test_cost_lines_add_up_to_what_consignments_and_network_pay():
    scenario = two_hubs(24)
    result = simulate(scenario, plain_plan(scenario, lambda n: n), seed=1, replication=0)
    own = sum(row["cost_cny"] for row in rows(result.records.consignments))
    network = sum(row["cny"] for row in rows(result.records.costs) if not row["consignment_id"])
    assert total_cny(result) == pytest.approx(own + network, abs=0.01)


def test_an_empty_plan_is_all_backlog():
    scenario = two_hubs(3)
    empty = Plan("none", {}, (), frozenset())
    assert simulate(scenario, empty, seed=1, replication=0).backlog == 3
    assert simulate(replace(scenario, consignments=()), empty, seed=1, replication=0).backlog == 0
