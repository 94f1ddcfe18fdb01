"""Customs at work: who is held where, for how long, by which crew, and what it costs."""

from dataclasses import replace
from itertools import pairwise

import pytest

from domain.account import account
from domain.draws import Chance
from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from domain.supervision import (
    DESTINATION,
    ENTRY,
    EXIT,
    FULL,
    LOOKS,
    PARTIAL,
    X_RAY,
    GradeRule,
    Supervision,
)
from optimize.verify import verify
from sim import inspection, simulate
from sim.checks import BrokenRunError
from sim.moves import END, NODE, OPENS, STAGE, START, SUBJECT
from tests.harbours import crew, rules, shipped
from tests.worlds import plain_plan, two_hubs, two_hubs_network

CREWS = {
    **crew(X_RAY, 1.0, servers=1, cny=200.0, sd=0.3),
    **crew(PARTIAL, 6.0, servers=1, cny=400.0, sd=2.0, unplugged_h=1.0),
    **crew(FULL, 20.0, servers=1, cny=900.0, sd=6.0, unplugged_h=2.0),
}
LANES = Supervision(
    {g: GradeRule(g, 0.6, 0.3, ((X_RAY, 0.5), (PARTIAL, 0.3), (FULL, 0.2))) for g in "AB"},
    lanes=True, more_share=0.2, penalty_cny=5_000.0,
)  # fmt: skip


def moves(result, *kinds, subject="box"):
    rows = result.records.movements.rows
    return [row for row in rows if row[STAGE] in kinds and row[SUBJECT] == subject]


def delivered_h(result):
    table = result.records.consignments
    return [row[table.names().index("delivered_h")] for row in table.rows]


def by_line(result):
    sums = {}
    for row in result.records.costs.rows:
        sums[row[1]] = sums.get(row[1], 0.0) + row[7]
    return sums


@pytest.mark.parametrize(
    "where", [(), (("0110", EXIT),), (("0110", DESTINATION),), (("export", "before_stuffing"),)]
)
def test_who_is_looked_into_is_who_was_drawn_and_at_nominal_nobody(where):
    """Checks of every run hold; the flag is set for exactly those whose causes say so."""
    network = two_hubs_network()
    network = replace(
        network, processes={**network.processes, **CREWS}, supervision=replace(LANES, where=where)
    )  # fmt: skip
    scenario = two_hubs(16, network=network)
    plan = plain_plan(scenario, lambda n: n)
    result = simulate(scenario, plan, seed=1, replication=0)
    chance, book = Chance(1, 0), scenario.consignments
    drawn = [bool(network.supervision.drawn_looks(book, one, chance)) for one in book]
    table = result.records.consignments
    flags = [row[table.names().index("inspected")] for row in table.rows]
    assert flags == drawn
    assert 4 <= sum(drawn) <= 14, "the test would be idle"
    quiet = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert not moves(quiet, *LOOKS) + moves(quiet, *LOOKS, subject="part")
    paid = sum(row[7] for row in quiet.records.costs.rows)
    assert paid == pytest.approx(account(scenario, plan).cost_cny, abs=0.01)
    outlook = Outlook(1, replications("A", 2))
    verdict = verify(scenario, plan, outlook)
    assert verdict.expected_cny == pytest.approx(expected_cost(scenario, outlook, plan))


def test_a_box_held_at_the_port_of_exit_misses_its_vessel_and_takes_the_next():
    """Ready 4 h before the cut-off, looked into for 9 h: the ship of a day later.

    The look costs 900 CNY; the box is out 24 h longer, 60 CNY of rent; the goods are 24 h later:
    1 t x 300 CNY, and 40,000 CNY x 6% / 365. The yard's free 48 h hold the wait.
    """
    seen = [
        simulate(*shipped("sea", rules=given, crews=crew(FULL, 9.0)), seed=1, replication=0)
        for given in (rules(grades={}), rules(where=(("export", EXIT),)))
    ]
    (look,) = moves(seen[1], FULL)
    assert (look[NODE], look[END] - look[START]) == ("PORT", 9.0)
    (free_h,), (held_h,) = map(delivered_h, seen)
    assert held_h - free_h == pytest.approx(24.0, abs=8.0), "the voyage is drawn anew"
    free, held = map(by_line, seen)
    hours = held_h - free_h
    assert held["inspection"] == 900.0
    assert held["box_use"] - free["box_use"] == pytest.approx(60.0 * hours / 24.0)
    assert held["lateness"] - free["lateness"] == pytest.approx(300.0 * hours / 24.0)
    assert held["capital"] - free["capital"] == pytest.approx(40_000.0 * 0.06 * hours / 8_760.0)
    assert held.get("demurrage", 0.0) == free.get("demurrage", 0.0) == 0.0
    ridden = [row[7] for row in seen[1].records.movements.rows if row[6] == "SHIP"]
    assert set(ridden) == {44.0}


def test_boxes_wait_for_the_one_crew():
    scenario, plan = shipped(
        "road", 3, rules=rules(where=(("export", EXIT),)), crews=crew(FULL, 5.0, servers=1)
    )
    looks = sorted(moves(simulate(scenario, plan, seed=1, replication=0), FULL))
    assert {row[NODE] for row in looks} == {"GATE"}
    begun = sorted(row[OPENS] for row in looks)
    assert all(later - sooner >= 5.0 - 1e-9 for sooner, later in pairwise(begun))


def test_in_one_box_the_honest_wait_for_the_bad():
    grades = {"B": GradeRule("B", 1.0, 0.0, ((FULL, 1.0),))}
    scenario, plan = shipped("road", 2, rules=rules(grades=grades), crews=crew(FULL, 12.0),
                             apart=False)  # fmt: skip
    book = scenario.consignments
    book = (book[0], replace(book[1], credit_grade="honest"))
    result = simulate(replace(scenario, consignments=book), plan, seed=1, replication=0)
    assert len(moves(result, FULL)) == 1
    assert len(moves(result, FULL, subject="part")) == 2
    paid = [(row[2], row[7]) for row in result.records.costs.rows if row[1] == "inspection"]
    assert paid == [("C000", 900.0)]
    assert len({round(at, 9) for at in delivered_h(result)}) == 1


def test_goods_looked_into_before_stuffing_are_not_looked_into_with_their_box_again():
    """In one box: parcels that were opened before it, and goods for which the box is opened."""
    scenario, plan = shipped(
        "road", 2, rules=rules(), crews=crew(FULL, 0.25), apart=False
    )  # fmt: skip
    hall = scenario.network.clearances["*", "0110", "export", "any"]
    clearances = {**scenario.network.clearances, ("*", "9610", "export", "any"): hall}
    book = scenario.consignments
    book = (book[0], replace(book[1], trade_mode="9610"))
    network = replace(scenario.network, clearances=clearances)
    scenario = replace(scenario, network=network, consignments=book)
    result = simulate(scenario, plan, seed=1, replication=0)
    assert len(moves(result, FULL)) == 1
    paid = [(row[2], row[7]) for row in result.records.costs.rows if row[1] == "inspection"]
    assert sorted(paid) == [("C000", 900.0), ("C001", 900.0)]


TESTED = Supervision({}, tests={("PORT", "textiles"): 1.0})


def test_a_sample_holds_the_box_at_the_port_or_the_goods_at_the_door():
    """48 h in the laboratory: the box misses two trains; released on condition it misses none."""
    lab = crew("laboratory", 48.0, cny=700.0)
    seen = {
        name: simulate(*shipped("home", rules=given, crews=lab), seed=1, replication=0)
        for name, given in (
            ("free", Supervision({})),
            ("wait", TESTED),
            ("conditional", replace(TESTED, conditional=True)),
        )
    }
    at = {name: delivered_h(result)[0] for name, result in seen.items()}
    assert at["free"] < at["conditional"] < at["wait"]
    (test,) = moves(seen["conditional"], "laboratory", subject="part")
    assert at["conditional"] == test[END]
    (wait,) = moves(seen["conditional"], "await_result", subject="part")
    assert wait[NODE] == "INLAND"
    assert wait[END] == test[END]
    (held,) = moves(seen["wait"], "laboratory")
    assert held[END] - held[START] == 48.0
    for name in ("wait", "conditional"):
        assert by_line(seen[name])["inspection"] == 700.0
        trains = [row[7] for row in seen[name].records.movements.rows if row[6] == "FEEDER"]
        assert set(trains) == {129.0 if name == "wait" else 81.0}


def test_the_laboratory_has_its_own_queue():
    given = replace(TESTED, conditional=True)
    lab = crew("laboratory", 10.0, servers=1)
    scenario, plan = shipped("home", 4, rules=given, crews=lab)
    result = simulate(scenario, plan, seed=1, replication=0)
    tests = sorted(row[OPENS] for row in moves(result, "laboratory", subject="part"))
    assert len(tests) == 4
    assert [b - a for a, b in pairwise(tests)] == pytest.approx([10.0] * 3)
    free = simulate(scenario, plan, seed=1, replication=0, servers_limited=False)
    together = {row[OPENS] for row in moves(free, "laboratory", subject="part")}
    assert len(together) == 1


def test_where_goods_are_tested_inland_the_port_lets_them_go():
    given = replace(TESTED, inland_tests=frozenset({"INLAND"}),
                    tests={("PORT", "textiles"): 1.0, ("INLAND", "textiles"): 1.0})  # fmt: skip
    lab = {**crew("laboratory", 48.0, at="PORT"), **crew("laboratory", 6.0, at="INLAND")}
    result = simulate(*shipped("home", rules=given, crews=lab), seed=1, replication=0)
    (test,) = moves(result, "laboratory")
    assert test[NODE] == "INLAND"


def test_low_risk_goods_are_released_in_minutes_and_planners_know():
    quick = Supervision({}, low_risk=frozenset({"textiles"}), auto_release_share=1.0,
                        auto_release_h=0.125)  # fmt: skip
    scenario, plan = shipped("road", rules=quick)
    result = simulate(scenario, plan, seed=1, replication=0)
    (declared,) = moves(result, "declare", subject="part")
    assert declared[END] - declared[START] == 0.125
    slow = simulate(*shipped("road", rules=Supervision({})), seed=1, replication=0)
    assert moves(slow, "declare", subject="part")[0][END] == 0.5


def test_goods_change_their_status_in_the_store_before_they_are_stuffed():
    status = crew("status_change", 0.25, at="HUB")
    scenario, plan = shipped("road", crews=status)
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    (change,) = moves(result, "status_change", subject="part")
    assert (change[START], change[END]) == (0.5, 0.75)
    day = shipped("road", crews=crew("status_change", 24.0, at="HUB"))
    assert "ready for stuffing at 24.50 h" in account(*day).problems[0]


def test_a_look_that_nobody_pays_for_stops_the_run(monkeypatch):
    def unseen(world, lot, one, at_h, node_id):
        world.books.tallies[lot.order.consignment_id].inspected = True

    monkeypatch.setattr(inspection, "_pay_look", unseen)
    scenario, plan = shipped("road", rules=rules(), crews=crew(FULL, 5.0))
    with pytest.raises(BrokenRunError, match=r"inspection, its movements cost 900\.0000"):
        simulate(scenario, plan, seed=1, replication=0)


def test_a_look_at_goods_that_were_not_selected_stops_the_run(monkeypatch):
    monkeypatch.setattr(inspection, "drawn_looks", lambda *_: (FULL,))
    none = rules(grades={"B": GradeRule("B", 0.0, 0.0, ((FULL, 1.0),))})
    scenario, plan = shipped("road", rules=none, crews=crew(FULL, 5.0))
    with pytest.raises(BrokenRunError, match=r"pays 900\.0000 CNY for inspection"):
        simulate(scenario, plan, seed=1, replication=0)


def test_entry_of_a_truck_is_at_the_border_node():
    scenario, plan = shipped("home by road", rules=rules(), crews=crew(FULL, 5.0))
    (look,) = moves(simulate(scenario, plan, seed=1, replication=0), FULL)
    assert look[NODE] == "GATE"
    assert scenario.supervision.point(scenario.consignments[0]) == ENTRY
