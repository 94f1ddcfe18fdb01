"""Sets of wagons: a roster by hand, trains late or lost for want of one, and sets that stay."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.distribution import Distribution
from domain.draws import Chance
from domain.outlook import Outlook, replications
from domain.pace import SampledPace
from domain.timetable import Timetable
from domain.wagon_sets import NEVER, all_sets
from optimize import Rule, verify
from sim import simulate, wagon_sets
from sim.checks import BrokenRunError
from tests.sailing_terms import with_service, with_sets
from tests.sim.reading import consignments, planned, rows, total_cny
from tests.worlds import plain_plan, train, two_hubs, two_hubs_network

RUN = {"seed": 1, "replication": 0}


def table(result):
    return rows(result.records.wagon_sets)


def trains(result, service_id="RAIL"):
    return [
        row for row in rows(result.records.departures)
        if row["service_id"] == service_id and row["leg"] == 0
    ]  # fmt: skip


def calm(count=12):
    return with_service(two_hubs(count), "RAIL", lateness=None, cancel_share=0.0)


def to_and_fro(count=8, dispatch="timetable", **changes):
    """RAIL out and HOME back, which leaves the depot at noon."""
    network = two_hubs_network()
    home = train("HOME", ("DEPOT", "GATE", "HUB"), 96.0, dispatch=dispatch, teu=12.0)
    network = replace(network, services={**network.services, "HOME": home})
    scenario = two_hubs(count, network=network)
    scenario = with_service(scenario, "RAIL", lateness=None, cancel_share=0.0)
    times = {**scenario.timetable.departures, "HOME": tuple(24.0 * d + 12.0 for d in range(90))}
    return with_sets(replace(scenario, timetable=Timetable(times)), back="HOME", **changes)


def test_the_roster_by_hand():
    # 48 h, border 12 h, 48 h, turned in 12 h, home in 60 h, turned in 24 h: 204 h for a round.
    # Three sets take the trains of 22, 46 and 70 h; the first is ready again at 226 h.
    times = with_sets(calm()).timetable.departures["RAIL"]
    assert times[:9] == (22.0, 46.0, 70.0, 238.0, 262.0, 286.0, 454.0, 478.0, 502.0)
    # A pair: in at 130 h, ready at 142 h, back at 156 h, in at 264 h, ready at 288 h.
    pair = to_and_fro(at_home=1).timetable.departures
    assert pair["RAIL"][:3] == (22.0, 310.0, 598.0)
    assert pair["HOME"][:2] == (156.0, 444.0)


def test_nominal_runs_are_as_planned_with_hire_and_ways_back():
    scenario = with_sets(calm())
    plan = plain_plan(scenario, lambda n: n % 2)
    books = account(scenario, plan)
    assert not books.problems
    charged = dict(books.network)
    assert charged["wagon_sets:S"].cny == 3 * 21 * 500.0
    returns = [one.cny for name, one in books.network if name.startswith("S:")]
    assert returns == [8_000.0] * sum(at < 504.0 for at in scenario.timetable.departures["RAIL"])
    result = simulate(scenario, plan, **RUN, nominal=True)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    for name, row in consignments(result).items():
        assert row["delivered_h"] == planned(books)[name][1]


@pytest.mark.parametrize("dispatch", ["timetable", "path"])
def test_a_pair_of_services_keeps_its_roster_and_pays_for_empty_paths(dispatch):
    scenario = to_and_fro(5, dispatch=dispatch, at_home=2)
    plan = plain_plan(scenario)
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, **RUN, nominal=True)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    empty = [name for name, _ in books.network if name.startswith("S:HOME")]
    back = sum(at < 504.0 for at in scenario.timetable.departures["HOME"])
    assert len(empty) == (back if dispatch == "path" else 0)
    went = {row["scheduled_h"] for row in table(result)
            if row["doing"] == "run" and row["service_id"] == "HOME"}  # fmt: skip
    assert set(scenario.timetable.departures["HOME"][:4]) <= went


def test_paths_run_with_sets_and_pay_for_the_way_back_of_each():
    scenario = with_service(two_hubs(8), "BLOCK", lateness=None)
    scenario = with_sets(scenario, out="BLOCK", at_home=2)
    plan = plain_plan(scenario, lambda _: 1)
    assert plan.runs
    books = account(scenario, plan)
    assert sum(name.startswith("S:") for name, _ in books.network) == len(plan.runs)
    result = simulate(scenario, plan, **RUN, nominal=True)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    used = {row["scheduled_h"] for row in table(result) if row["doing"] == "run"}
    assert used == {at_h for _, at_h in plan.runs}


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(1, 60), sd=st.sampled_from([1.0, 30.0, 90.0]),
    wait_h=st.sampled_from([0.0, 20.0]), late=st.booleans(),
)  # fmt: skip
def test_trains_wait_for_their_set_or_are_lost_and_every_run_is_sound(seed, sd, wait_h, late):
    base = two_hubs(10) if late else calm(10)
    scenario = with_sets(
        base, return_run=Distribution.from_mean_sd("lognormal", 60.0, sd), wait_h=wait_h
    )
    # The run holds itself to its movements: sets, boxes, bookings, money.
    result = simulate(scenario, plain_plan(scenario), seed=seed, replication=0)
    assert result.backlog == 0
    by_key = {row["scheduled_h"]: row for row in table(result) if row["doing"] == "run"}
    service = scenario.network.services["RAIL"]
    pace = SampledPace(Chance(seed, 0, nominal=False))
    stands = [row for row in table(result) if row["doing"] == "stand"]
    for at_h in scenario.timetable.departures["RAIL"]:
        if at_h > 800.0 or pace.cancelled(service, ("RAIL", at_h)):
            continue
        left_h = at_h + pace.late_h(service, ("RAIL", at_h))
        if at_h in by_key:
            row = by_key[at_h]
            (stood,) = [
                one for one in stands
                if one["set_id"] == row["set_id"] and one["end_h"] == row["start_h"]
            ]  # fmt: skip
            assert stood["start_h"] <= at_h + wait_h
            assert row["start_h"] == max(left_h, stood["start_h"])
        else:
            # Nobody stood there unasked until the train gave up.
            free = [
                one for one in stands
                if one["start_h"] <= at_h + wait_h < one["end_h"] and one["start_h"] > at_h - 6.0
            ]  # fmt: skip
            assert not free or wait_h > 0.0


def test_who_was_booked_on_a_lost_train_goes_with_the_next():
    scenario = with_sets(
        calm(16), at_home=1, wait_h=0.0,
        return_run=Distribution.from_mean_sd("lognormal", 60.0, 60.0),
    )  # fmt: skip
    plan = plain_plan(scenario)
    for seed in range(1, 20):
        result = simulate(scenario, plan, seed=seed, replication=0)
        lost = {row["scheduled_h"] for row in trains(result) if row["status"] == "no_wagons"}
        ended = [
            row for row in rows(result.records.bookings)
            if row["state"] == "cancelled" and row["scheduled_h"] in lost
        ]  # fmt: skip
        if ended:
            break
    else:
        pytest.fail("no train was lost")
    assert result.backlog == 0
    for row in ended:
        assert row["at_h"] == row["scheduled_h"]
        on = [one for one in rows(result.records.bookings)
              if one["box_id"] == row["box_id"] and one["state"] == "loaded"]  # fmt: skip
        assert not on or on[-1]["scheduled_h"] > row["scheduled_h"]


def test_planners_see_late_sets_in_the_samples():
    scenario = with_sets(
        calm(), at_home=1, return_run=Distribution.from_mean_sd("lognormal", 60.0, 40.0)
    )
    service = scenario.network.services["RAIL"]
    (sets,) = all_sets(scenario.network)
    outlook = Outlook(1, replications("A", 6))
    found = [sets.late_h(pace, key) for pace in outlook.paces() for key in sets.slots[1:12]]
    assert any(0.0 < late < NEVER for late in found)
    for pace in outlook.paces():
        quiet = SampledPace(pace.chance)  # as the simulation asks: sets are late by themselves
        for key in sets.slots[:12]:
            if sets.late_h(pace, key) == NEVER:
                assert pace.cancelled(service, key)
            else:
                more_h = pace.late_h(service, key) - quiet.late_h(service, key)
                assert more_h == pytest.approx(sets.late_h(pace, key))
    plan = Rule().plan(scenario, outlook)
    assert verify(scenario, plan, outlook).feasible


def test_a_train_without_a_set_stops_the_run(monkeypatch):
    def nothing(*_):
        return
        yield

    monkeypatch.setattr(wagon_sets, "claim", nothing)
    scenario = with_sets(calm())
    with pytest.raises(BrokenRunError, match="without a set of wagons"):
        simulate(scenario, plain_plan(scenario), **RUN)


def test_a_set_that_is_not_turned_round_stops_the_run(monkeypatch):
    scenario = with_sets(calm())
    original = wagon_sets._turn_round

    def hasty(world, one, at_h):
        one.group = replace(one.group, turn_h=(0.0, 1.0))
        return original(world, one, at_h)

    monkeypatch.setattr(wagon_sets, "_turn_round", hasty)
    with pytest.raises(BrokenRunError, match="is not turned round at DEPOT"):
        simulate(scenario, plain_plan(scenario), **RUN)


def test_a_set_made_from_nothing_stops_the_run(monkeypatch):
    original = wagon_sets.leave

    def doubled(world, one, leaving, at_h):
        original(world, one, leaving, at_h)
        again = wagon_sets.WagonSet(f"{one.group.name}#9", one.group, "stand", "HUB", "HUB")
        world.wagon_sets.append(again)

    monkeypatch.setattr(wagon_sets, "leave", doubled)
    scenario = with_sets(calm())
    with pytest.raises(BrokenRunError, match="has 3 sets of wagons"):
        simulate(scenario, plain_plan(scenario), **RUN)
