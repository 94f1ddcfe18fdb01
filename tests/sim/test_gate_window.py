"""The window of a port: too early waits outside and pays, too late misses, plans land within."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from domain.plan import Plan, Way
from domain.sailings import Sailing
from domain.timetable import Timetable
from inputs import InputError, load_scenario
from optimize import Foresight, Rule, verify
from optimize.journeys import Journeys
from sim import box_journey, gate_window, simulate
from sim.checks import BrokenRunError
from tests.harbours import shipped
from tests.inputs.worlds import ROOT
from tests.sailing_terms import with_service
from tests.sim.reading import consignments, planned, rows, stages, total_cny
from tests.worlds import part_of, route, train

RUN = {"seed": 1, "replication": 0}


def by_sea(opens_h, count=1, cny=240.0, **changes):
    scenario, plan = shipped("sea", count, **changes)
    terms = Sailing(gate_opens_h=opens_h, outer_yard_cny_per_day=cny)
    return with_service(scenario, "SHIP", sailing=terms), plan


def rail_sea(late_h=0.0, cny=1_500.0, opens_h=30.0, count=1):
    """A daily train of 12 h to the port, a ship each week whose gate opens little before it."""
    scenario, _ = shipped("sea", count)
    orders = tuple(
        replace(one, due_h=480.0, outsource_cny_per_kg=90.0) for one in scenario.consignments
    )
    scenario = replace(scenario, consignments=orders)
    services = {k: v for k, v in scenario.network.services.items() if k != "LORRY"}
    services["TRAIN"] = train("TRAIN", ("HUB", "PORT"), 12.0, late_h=late_h)
    terms = Sailing(gate_opens_h=opens_h, outer_yard_cny_per_day=cny)
    services["SHIP"] = replace(services["SHIP"], sailing=terms)
    network = replace(scenario.network, services=services)
    way = Way((), route(services, "40HC", "HUB", "ABROAD", "TRAIN", "SHIP"), ())
    order = scenario.consignments[0]
    times = {
        "TRAIN": tuple(24.0 * day + 22.0 for day in range(60)),
        "SHIP": tuple(168.0 * week + 164.0 for week in range(12)),
    }
    return replace(
        scenario, network=network, routes=(way.route,), timetable=Timetable(times),
        ways={(order.flow_id, order.origin_id, order.destination_id): (way,)},
    )  # fmt: skip


def journeys_of(scenario, outlook):
    """Every journey that is offered of the only way, until the second ship."""
    order = scenario.consignments[0]
    (way,) = scenario.ways_of(order)
    found = Journeys(scenario, outlook)
    lane = found.lane(way.route, order.direction, order.box_class, None)
    found.cover(lane, 0.0, 330.0)
    return way, [timed.journey for timed in lane.journeys]


def test_who_comes_early_waits_outside_and_pays_by_the_hour():
    scenario, plan = by_sea(12.0)
    (journey,) = plan.journeys.values()
    (at_h,) = [key[1] for _, key in journey.dated()]
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, **RUN, nominal=True)
    (box,) = {row["subject_id"] for row in rows(result.records.movements)
              if row["subject"] == "box"}  # fmt: skip
    (wait,) = stages(result, box, "await_gate")
    drive = stages(result, box, "ride")[0]
    assert (wait["start_h"], wait["end_h"]) == (drive["end_h"], at_h - 12.0)
    assert stages(result, box, "terminal_out")[0]["start_h"] == at_h - 12.0
    (paid,) = [row["cny"] for row in rows(result.records.costs)
               if row["line"] == "storage" and row["payee"] == "terminal"]  # fmt: skip
    assert paid == pytest.approx(10.0 * (wait["end_h"] - wait["start_h"]))
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    for name, row in consignments(result).items():
        assert row["delivered_h"] == planned(books)[name][1]


def test_a_window_that_is_always_open_changes_nothing():
    free, plan = shipped("sea", 3)
    terms = with_service(free, "SHIP", sailing=Sailing())
    wide = with_service(free, "SHIP", sailing=Sailing(gate_opens_h=900.0))
    found = [simulate(one, plan, **RUN).records.movements.rows for one in (terms, wide)]
    assert found[0] == found[1]


@pytest.mark.parametrize("late_h", [0.0, 9.0])
def test_the_plan_takes_the_train_that_lands_in_the_window(late_h):
    scenario = rail_sea(late_h)
    outlook = Outlook(1, replications("A", 8) if late_h else ())
    plan = Foresight().plan(scenario, outlook)
    assert verify(scenario, plan, outlook).feasible
    # Every train before the ship, priced by itself: the chosen one is the cheapest.
    way, offered = journeys_of(scenario, outlook)
    order = scenario.consignments[0]
    priced = {}
    for journey in offered:
        alone = Plan(
            "alone", {journey.journey_id: journey}, (part_of(order, journey.journey_id, way),),
            frozenset(),
        )  # fmt: skip
        priced[journey.departures] = expected_cost(scenario, outlook, alone)
    (chosen,) = [one.departures for one in plan.journeys.values()]
    assert len({train_h for train_h, _ in priced}) >= 6
    assert priced[chosen] == pytest.approx(min(priced.values()))
    # On time, the last train that is in before the cut-off; if it may be late, one day before.
    assert chosen == ((118.0, 164.0) if late_h else (142.0, 164.0))
    (ruled,) = [one.departures for one in Rule().plan(scenario, outlook).journeys.values()]
    assert priced[ruled] <= min(priced.values()) * 1.05


def test_without_a_window_nobody_pays_for_coming_early():
    free = rail_sea(cny=0.0, opens_h=900.0)
    outlook = Outlook(1, replications("A", 1))
    way, offered = journeys_of(free, outlook)
    early = next(one for one in offered if one.departures == (46.0, 164.0))
    order = free.consignments[0]
    plan = Plan("p", {early.journey_id: early}, (part_of(order, early.journey_id, way),),
                frozenset())  # fmt: skip
    shut = rail_sea(cny=1_500.0, opens_h=30.0)
    more = expected_cost(shut, Outlook(1), plan) - expected_cost(free, Outlook(1), plan)
    # In at 58 h and unloaded, let in at 134 h: outside instead of in the yard with its free days.
    lines = [account(one, plan).by_line() for one in (free, shut)]
    assert lines[1]["storage"] - lines[0]["storage"] == pytest.approx(1_500.0 * (134.0 - 58.0) / 24)
    assert lines[1]["demurrage"] <= lines[0]["demurrage"]
    assert more == pytest.approx(sum(lines[1].values()) - sum(lines[0].values()))


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(1, 50), opens_h=st.sampled_from([11.0, 20.0, 60.0]))
def test_every_run_is_sound_whoever_is_late(seed, opens_h):
    scenario = rail_sea(14.0, opens_h=opens_h, count=3)
    plan = Rule().plan(scenario, Outlook(1))
    # The run holds itself to its movements, and to the windows.
    assert simulate(scenario, plan, seed=seed, replication=0).backlog == 0


def test_who_is_let_in_too_early_stops_the_run(monkeypatch):
    def at_once(*_):
        return
        yield

    monkeypatch.setattr(box_journey.gate_window, "await_window", at_once)
    scenario, plan = by_sea(12.0)
    with pytest.raises(BrokenRunError, match="before its gate opens"):
        simulate(scenario, plan, **RUN)


def test_who_waits_on_though_the_gate_is_open_stops_the_run(monkeypatch):
    original = gate_window.opens_at_h
    monkeypatch.setattr(gate_window, "opens_at_h", lambda *of: original(*of) + 2.0)
    scenario, plan = by_sea(13.0, cny=0.0)
    with pytest.raises(BrokenRunError, match="though its gate opens"):
        simulate(scenario, plan, **RUN)


def test_a_window_shorter_than_the_work_of_the_terminal_is_refused():
    file = ROOT / "scenarios" / "examples" / "rolled_box.yaml"
    with pytest.raises(InputError, match="its cut-off, and the work"):
        load_scenario(file, sets=["sailings.SBG04={gate_opens_h: 12.5}"])
