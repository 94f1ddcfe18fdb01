"""Others' bookings: who does not come leaves room for stand-by, what is oversold rolls the last."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.draws import Chance
from domain.others import shown_teu
from domain.pace import SampledPace
from domain.sailings import Sailing
from inputs import InputError, load_scenario
from sim import departures, simulate
from sim.checks import BrokenRunError
from tests.inputs.worlds import ROOT
from tests.sailing_terms import with_service
from tests.sim.reading import consignments, rows
from tests.sim.test_sailings import boxes_at, textiles
from tests.worlds import plain_plan, two_hubs

RUN = {"seed": 1, "replication": 0}


def shared(count, sailing, teu=8.0):
    return with_service(
        textiles(count), "RAIL", sailing=sailing, capacity_teu=teu, lateness=None, cancel_share=0.0
    )


def loaded(result):
    return {
        row["scheduled_h"]: row["loaded_teu"] for row in rows(result.records.departures)
        if row["service_id"] == "RAIL" and row["leg"] == 0 and row["loaded_teu"]
    }  # fmt: skip


def booked(result, state):
    return sorted(row["box_id"] for row in rows(result.records.bookings) if row["state"] == state)


def test_an_oversold_train_on_which_all_come_rolls_who_is_last():
    # Open to the zone: 8 TEU, four boxes. Four TEU too much are sold, and everybody comes.
    scenario = shared(4, Sailing(others_teu=40.0, overbooked_teu=4.0))
    result = simulate(scenario, boxes_at(scenario), **RUN)
    assert loaded(result) == {46.0: 4.0, 70.0: 4.0}
    rolled = booked(result, "rolled")
    assert len(rolled) == 2
    assert result.backlog == 0
    # Goods before the others are loaded first, and others' boxes stay behind instead.
    flow = scenario.consignments[0].flow_id
    first = shared(4, Sailing(others_teu=40.0, overbooked_teu=4.0, first_aboard=(flow, "others")))
    result = simulate(first, boxes_at(first), **RUN)
    assert loaded(result) == {46.0: 8.0}
    assert not booked(result, "rolled")


def test_room_of_those_who_stay_away_falls_to_stand_by():
    # Four boxes on each of two trains that come short, with half of their 8 TEU.
    plan_of = shared(8, Sailing(), teu=40.0)
    early, late = boxes_at(plan_of, 46.0), boxes_at(plan_of, 70.0, 50.0)
    parts = (*early.parts[:4], *late.parts[4:])
    kept = {part.journey_id for part in parts}
    journeys = {k: v for k, v in {**early.journeys, **late.journeys}.items() if k in kept}
    plan = replace(early, journeys=journeys, parts=parts)
    short = Sailing(short_share=1.0, short_by=0.5)
    full = simulate(shared(8, short), plan, **RUN)
    assert set(loaded(full).values()) == {4.0}
    terms = replace(short, others_teu=20.0, others_no_show_share=1.0)
    # None of the others comes: half of 28 TEU is enough for all.
    result = simulate(shared(8, terms), plan, **RUN)
    assert loaded(result) == {46.0: 8.0, 70.0: 8.0}
    assert booked(result, "rolled") == []


def test_boxes_that_wait_move_up_into_the_room_of_others():
    # Who is rolled at 46 h books a later train, since that of 70 h is full in the ledger, and gets
    # aboard it all the same where others stay away.
    scenario = shared(8, Sailing(others_teu=8.0, overbooked_teu=4.0, others_no_show_share=0.5))
    early, late = boxes_at(scenario, 46.0), boxes_at(scenario, 70.0, 50.0)
    parts = (*early.parts[:4], *late.parts[4:])
    kept = {part.journey_id for part in parts}
    journeys = {k: v for k, v in {**early.journeys, **late.journeys}.items() if k in kept}
    plan = replace(early, journeys=journeys, parts=parts)
    service = scenario.network.services["RAIL"]
    seen = set()
    for seed in range(1, 40):
        pace = SampledPace(Chance(seed, 0, nominal=False))
        shown = [shown_teu(pace, service, ("RAIL", at)) for at in (46.0, 70.0)]
        result = simulate(scenario, plan, seed=seed, replication=0)
        room = [12.0 - one for one in shown]
        boarded = min(8.0, room[0])
        assert loaded(result).get(46.0, 0.0) == boarded
        assert loaded(result).get(70.0, 0.0) == min(room[1], 16.0 - boarded)
        seen.add((room[0] < 8.0, room[1] > 8.0))
        if len(seen) == 4:
            break
    assert (True, True) in seen


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(1, 50), share=st.sampled_from([0.0, 0.2, 0.6]),
    over=st.sampled_from([0.0, 6.0]), first=st.booleans(),
)  # fmt: skip
def test_every_run_is_sound_and_nominal_runs_know_no_others(seed, share, over, first):
    terms = Sailing(
        others_teu=20.0, others_no_show_share=share, overbooked_teu=over, short_share=0.2,
        short_by=0.4, no_show_share=0.1, first_aboard=("fresh", "others", "dry") if first else (),
    )  # fmt: skip
    scenario = with_service(two_hubs(12), "RAIL", sailing=terms)
    plan = plain_plan(scenario)
    assert simulate(scenario, plan, seed=seed, replication=0).backlog == 0
    free = with_service(two_hubs(12), "RAIL", sailing=Sailing(first_aboard=terms.first_aboard))
    both = [simulate(one, plan, seed=seed, replication=0, nominal=True) for one in (scenario, free)]
    assert consignments(both[0]) == consignments(both[1])


def test_more_than_others_leave_stops_the_run(monkeypatch):
    monkeypatch.setattr(departures, "room_teu", lambda service, *_, **__: service.capacity_teu)
    scenario = shared(4, Sailing(others_teu=40.0, overbooked_teu=4.0))
    with pytest.raises(BrokenRunError, match=r"has 4 TEU"):
        simulate(scenario, boxes_at(scenario), **RUN)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("{others_teu: 4, overbooked_teu: 5}", "more than others_teu"),
        ("{others_teu: 4, length_by_leg: [4]}", "not with when_full or length_by_leg"),
    ],
)
def test_what_does_not_go_together_is_told(said, rule):
    file = ROOT / "scenarios" / "examples" / "rolled_box.yaml"
    with pytest.raises(InputError, match=rule):
        load_scenario(file, sets=[f"sailings.SBG04={said}"])
