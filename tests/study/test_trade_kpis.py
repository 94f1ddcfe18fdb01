"""Figures of papers and clearance, from a run of which every hour is known."""

from dataclasses import replace

import pytest

from domain.parcel_lists import HELD
from sim import simulate
from study.kpis import kpis, observe
from tests.papers import papers, with_papers, work
from tests.sim.test_parcel_lists import LISTS, parcels, world
from tests.worlds import TEXTILES, consignment, plain_plan, two_hubs


def figures(scenario, slot_h=12.0, *, nominal=False):
    scenario = replace(scenario, trade_figures=True)
    plan = plain_plan(scenario, lambda _: 0, slot_h)
    result = simulate(scenario, plan, seed=1, replication=0, nominal=nominal)
    seen = observe(scenario, result.records, "plain", 0)
    return seen, kpis(seen).set_index("kpi")["value"]


def test_figures_of_one_consignment_are_those_worked_by_hand():
    # Papers from 12 to 23.5, received at 16, declared from 32 (the hall opens) to 36, sealed at 38.
    order = consignment(0, TEXTILES, units=10, ready_h=12.0, due_h=400.0)
    _, found = figures(with_papers(two_hubs(consignments=[order])), nominal=True)
    assert found["document_h"] == 11.5
    assert found["match_failed_share"] == 0.0
    assert found["clearance_mean_h"] == found["clearance_p90_h"] == 38.0 - 16.0
    assert found["platform_share"] == 0.0


def test_the_share_of_failed_matches_is_that_of_redone_papers():
    scenario = with_papers(two_hubs(24), papers(fail_share=0.4, redo=work("redo", 1.0)))
    seen, found = figures(scenario)
    moves = seen.tables["movements"]
    matches, redone = (int((moves["stage"] == stage).sum()) for stage in ("match", "redo"))
    assert redone > 3
    assert found["match_failed_share"] == pytest.approx(redone / matches)


def test_held_parcels_count_from_the_receipt_of_their_list():
    seen, found = figures(world(replace(LISTS, held_share=0.3), parcels(3)), 24.0)
    moves = seen.tables["movements"]
    held = moves[moves["subject_id"].str.endswith(HELD) & (moves["stage"] == "inspect")]
    assert len(held)
    assert found["clearance_p90_h"] >= 30.0
    assert found["platform_share"] == 1.0


def test_a_scenario_without_trade_keys_has_no_such_figures():
    scenario = two_hubs(2)
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    names = set(kpis(observe(scenario, result.records, "plain", 0))["kpi"])
    assert not names & {"document_h", "match_failed_share", "clearance_mean_h", "platform_share"}
