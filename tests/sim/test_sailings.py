"""Bookings with states, short and blank departures, no-shows, and what a rolled box owes."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.contracts import Block, Contracts, Lane, periods
from domain.draws import Chance
from domain.expected import lenient_walk
from domain.outlook import Outlook, replications
from domain.pace import SampledPace
from domain.plan import BoxJourney, Plan, journey_id
from domain.sailings import ENDS, Sailing
from domain.tiers import Tier, free_h, tiered_cny
from optimize import Rule
from optimize.journeys import Journeys
from sim import booking_log, roll_over, simulate
from sim.checks import BrokenRunError
from tests.sailing_terms import YARD, on_terms, with_service
from tests.sim.reading import consignments, planned, rows, stages, total_cny
from tests.worlds import TEXTILES, consignment, part_of, plain_plan, two_hubs

RUN = {"seed": 1, "replication": 0}
DEAR = {"price_cny_per_feu": 9e5, "price_cny_per_teu": 9e5}


def textiles(count, **changes):
    """Boxes of their own on the train that leaves at 46 h."""
    orders = [
        consignment(
            n, TEXTILES, units=30, ready_h=12.0, due_h=600.0, known_at_h=0.0, credit_grade="A"
        )
        for n in range(count)
    ]
    scenario = with_service(two_hubs(consignments=orders), "LORRY", **DEAR)
    return with_service(scenario, "RAIL", gate_in_cutoff_h=2.0, documents_cutoff_h=2.0, **changes)


def boxes_at(scenario, at_h=46.0, stuff_at_h=30.0):
    """Every consignment in a box of its own for one departure."""
    journeys, parts = {}, []
    for number, order in enumerate(scenario.consignments):
        way = scenario.ways_of(order)[0]
        stuffed = stuff_at_h + 0.25 * number
        name = journey_id(way.route, "dry", None, stuffed, (at_h,))
        journeys[name] = BoxJourney(name, way.route, "dry", None, stuffed, (at_h,))
        parts.append(part_of(order, name, way))
    return Plan("plain", journeys, tuple(parts), frozenset())


def bookings(result, state=None):
    found = rows(result.records.bookings)
    return [row for row in found if state in {None, row["state"]}]


def owner_of(plan):
    return {f"{part.journey_id}#1": part.consignment_id for part in plan.parts}


SHORT = Sailing(short_share=1.0, short_by=0.5)


def test_tiers_by_hand():
    tiers = (Tier(0.0, 0.0), Tier(3.0, 100.0), Tier(5.0, 300.0))
    # Six days: three free, two at 100, one at 300.
    assert tiered_cny(tiers, 144.0) == 500.0
    assert free_h(tiers) == 72.0
    assert free_h(()) == float("inf")
    assert free_h((Tier(0.0, 0.0),)) == float("inf")


def test_a_rolled_box_goes_with_the_next_and_pays_for_every_day_in_the_yard():
    # 12 TEU hold six boxes of two; half the room holds three of the four that booked.
    scenario = on_terms(textiles(4), SHORT)
    scenario = with_service(scenario, "RAIL", lateness=None, cancel_share=0.0)
    plan = boxes_at(scenario)
    result = simulate(scenario, plan, **RUN)
    rolled = bookings(result, "rolled")
    assert [row["scheduled_h"] for row in rolled] == [46.0]
    box = rolled[0]["box_id"]
    own = [(row["state"], row["scheduled_h"]) for row in bookings(result) if row["box_id"] == box]
    assert own == [
        ("requested", 46.0), ("confirmed", 46.0), ("documents_in", 46.0), ("gated_in", 46.0),
        ("rolled", 46.0), ("requested", 70.0), ("confirmed", 70.0), ("documents_in", 70.0),
        ("gated_in", 70.0), ("loaded", 70.0),
    ]  # fmt: skip
    waited = stages(result, box, "await_departure")[0]
    hours = waited["end_h"] - waited["start_h"]
    assert waited["end_h"] == 70.0
    (free,) = [row for row in rows(result.records.free_days) if row["box_id"] == box]
    # 50 CNY a day for the first two days, 200 from then on.
    assert hours < 48.0
    assert free["cny"] == pytest.approx(50.0 * hours / 24.0)
    charged = [row for row in rows(result.records.costs) if row["line"] == "demurrage"]
    mine = [row for row in charged if row["consignment_id"] == owner_of(plan)[box]]
    assert sum(row["cny"] for row in mine) == pytest.approx(free["cny"])
    others = [row["end_h"] for row in rows(result.records.movements)
              if row["stage"] == "await_departure" and row["subject_id"] != box]  # fmt: skip
    assert others.count(46.0) == 6  # three boxes, and the part in each


def test_the_order_of_loading_is_contract_then_rank_then_hour_of_booking():
    orders = [
        replace(one, known_at_h=known, flow_id=flow)
        for one, known, flow in zip(
            textiles(4).consignments, (0.0, 0.0, 20.0, 20.0), ("A", "B", "C", "B"), strict=True
        )
    ]
    base = replace(textiles(4), consignments=tuple(orders))
    base = replace(base, ways={
        (one.flow_id, one.origin_id, one.destination_id): next(iter(base.ways.values()))
        for one in orders
    })  # fmt: skip
    scenario = on_terms(
        base, Sailing(short_share=1.0, short_by=0.5,
                                                    first_aboard=("B",))
    )  # fmt: skip
    plan = boxes_at(scenario)
    names = owner_of(plan)
    result = simulate(scenario, plan, **RUN)
    # B's two boxes first, then who booked first: A; C, known later, is left.
    assert {names[row["box_id"]] for row in bookings(result, "rolled")} == {"C002"}
    block = Block("space", Lane(frozenset({"RAIL"})), 4.0, 4_000.0, weekly=False)
    block = replace(block, periods=periods(block, scenario.timetable))
    tight = Sailing(short_share=1.0, short_by=5.0 / 6.0, first_aboard=("C",))
    scenario = replace(on_terms(scenario, tight), contracts=Contracts((), (block,)))
    result = simulate(scenario, plan, **RUN)
    # Room for one box: C's, which is loaded first of those in the block.
    first = [row for row in bookings(result, "loaded") if row["scheduled_h"] == 46.0]
    assert [names[row["box_id"]] for row in first] == ["C002"]


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    share=st.sampled_from([0.0, 0.3, 1.0]), ways=st.lists(st.integers(0, 2), min_size=8, max_size=8)
)
def test_nominal_runs_cost_and_arrive_as_planned_on_any_terms(share, ways):
    terms = Sailing(0.0, 9.0, ("fresh",), share, 0.9, share, 100.0, share, 0.5)
    scenario = on_terms(two_hubs(8), terms)
    services = {
        name: replace(one, capacity_teu=None, capacity_t=None, plugs=None)
        for name, one in scenario.network.services.items()
    }
    scenario = replace(scenario, network=replace(scenario.network, services=services))
    plan = plain_plan(scenario, lambda n: ways[n])
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, **RUN, nominal=True)
    for name, row in consignments(result).items():
        cny, delivered_h, _ = planned(books)[name]
        assert row["cost_cny"] == pytest.approx(cny, abs=0.01)
        assert row["delivered_h"] == delivered_h
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)


def test_every_booking_begins_and_ends_once():
    terms = Sailing(0.0, 9.0, ("fresh",), 0.4, 0.7, 0.3, 100.0, 0.3, 0.5)
    scenario = on_terms(two_hubs(30), terms)
    result = simulate(scenario, plain_plan(scenario), **RUN)
    ends, numbers = {}, {}
    for row in bookings(result):
        who = (row["box_id"], row["scheduled_h"])
        if row["state"] == "requested":
            numbers[who] = numbers.get(who, 0) + 1
        who = (*who, numbers[who])
        ends.setdefault(who, []).append(row["state"])
    assert {"rolled", "no_show", "cancelled", "loaded"} <= {s for e in ends.values() for s in e}
    assert all(states[:2] == ["requested", "confirmed"] for states in ends.values())
    assert all(sum(s in ENDS for s in states) == 1 for states in ends.values())


def test_a_no_show_stays_outside_owes_half_its_freight_and_goes_with_the_next():
    scenario = on_terms(textiles(1), Sailing(no_show_share=1.0, no_show_fee_share=0.5))
    scenario = with_service(scenario, "RAIL", lateness=None, cancel_share=0.0)
    plan = boxes_at(scenario)
    result = simulate(scenario, plan, **RUN)
    (box,) = owner_of(plan)
    (away,) = stages(result, box, "no_show")
    assert away["end_h"] == 46.0 - scenario.network.services["RAIL"].gate_in_cutoff_h
    owed = [row["cny"] for row in rows(result.records.costs) if row["line"] == "dead_freight"]
    assert owed == [4_500.0]
    assert {row["scheduled_h"] for row in stages(result, box, "ride")} == {70.0}
    assert [row["state"] for row in bookings(result) if row["scheduled_h"] == 46.0] == [
        "requested", "confirmed", "no_show"
    ]  # fmt: skip


def test_space_of_a_no_show_falls_to_who_stands_by():
    # The first box misses its train by the papers; the next train is full until B stays away.
    scenario = on_terms(textiles(7), Sailing(no_show_share=0.5), yard=())
    result = simulate(scenario, boxes_at(scenario), seed=1, replication=3)
    gone = {row["box_id"] for row in bookings(result, "no_show")}
    aboard = [row for row in bookings(result, "loaded") if row["scheduled_h"] == 46.0]
    pace = SampledPace(Chance(1, 3))
    rail = scenario.network.services["RAIL"]
    for name, journey in boxes_at(scenario).journeys.items():
        cause = (journey.route.route_id, journey.stuff_at_h)
        assert pace.no_show(rail, ("RAIL", 46.0), cause) == (f"{name}#1" in gone)
    assert gone
    assert len(aboard) == min(6, 7 - len(gone))


def test_a_planner_expects_no_shows_and_blanks_as_the_domain_walks_them():
    terms = Sailing(0.0, 7.0, (), 0.0, 0.0, 0.3, 48.0, 0.4, 0.5)
    scenario = on_terms(two_hubs(8), terms)
    outlook = Outlook(3, replications("A", 3))
    book = Journeys(scenario, outlook)
    stayed = 0
    for route in scenario.routes:
        kind = ("fresh", 5.0) if route.box_type == "40RF" else ("dry", None)
        lane = book.lane(route, "export", *kind)
        book.cover(lane, 0.0, 24.0 * 14)
        for timed, arrivals in zip(lane.journeys, lane.arrivals, strict=True):
            for pace, arrival in zip(outlook.paces(), arrivals, strict=True):
                walked = lenient_walk(scenario, timed.journey, "export", pace)
                assert walked.stripped_h == arrival
                stayed += any(stage.kind == "no_show" for stage in walked.stages)
    assert stayed > 20


def test_a_blank_departure_is_told_ahead_and_boxes_not_stuffed_yet_are_booked_anew():
    scenario = on_terms(textiles(5), Sailing(blank_share=0.5, blank_notice_h=30.0))
    pace, rail = None, scenario.network.services["RAIL"]
    number = next(
        n for n in range(50) if SampledPace(Chance(1, n)).blanked(rail, ("RAIL", 46.0))
        and not SampledPace(Chance(1, n)).cancelled(rail, ("RAIL", 70.0))
    )  # fmt: skip
    pace = SampledPace(Chance(1, number))
    late = boxes_at(scenario)
    told = simulate(scenario, late, seed=1, replication=number)
    # Told at 16 h; stuffing was to begin at 30 h, so no box is ever stuffed for 46 h.
    assert not [row for row in bookings(told) if row["scheduled_h"] == 46.0]
    assert told.backlog == 0
    assert pace.cancelled(rail, ("RAIL", 46.0))
    assert {row["scheduled_h"] for row in rows(told.records.movements) if row["stage"] == "ride"
            and row["service_id"] == "RAIL"} >= {70.0}  # fmt: skip
    untold = simulate(
        on_terms(scenario, Sailing(blank_share=0.5, blank_notice_h=0.0)), late, seed=1,
        replication=number,
    )  # fmt: skip
    assert {row["state"] for row in bookings(untold) if row["scheduled_h"] == 46.0} >= {"cancelled"}
    # Who is told in time stuffs later, and pays less for the yard.
    demurrage = [
        sum(row["cny"] for row in rows(one.records.free_days)) for one in (told, untold)
    ]  # fmt: skip
    assert demurrage[0] < demurrage[1]


def test_customs_release_has_a_cut_off_of_its_own():
    base = textiles(1)
    plan = boxes_at(base)
    free = simulate(on_terms(base, Sailing(customs_cutoff_h=15.0)), plan, **RUN, nominal=True)
    late = simulate(on_terms(base, Sailing(customs_cutoff_h=17.0)), plan, **RUN, nominal=True)
    assert not bookings(free, "missed")
    assert [row["scheduled_h"] for row in bookings(late, "missed")] == [46.0]


def test_bookings_close_so_long_before_a_departure():
    terms = Sailing(short_share=1.0, short_by=0.5, booking_cutoff_h=60.0)
    scenario = on_terms(textiles(4), terms)
    result = simulate(with_service(scenario, "RAIL", lateness=None, cancel_share=0.0),
                      boxes_at(scenario), **RUN)  # fmt: skip
    again = [row for row in bookings(result, "confirmed") if row["scheduled_h"] > 46.0]
    assert again
    assert all(
        row["scheduled_h"] - row["at_h"] >= 60.0
        for row in again
        if "loaded" not in {
            one["state"] for one in bookings(result)
            if one["scheduled_h"] == row["scheduled_h"] and one["box_id"] == row["box_id"]
            and one["at_h"] == row["at_h"]
        }
    )  # fmt: skip


def test_off_by_default_nothing_is_recorded_and_nothing_changes():
    scenario = two_hubs(16)
    plan = Rule().plan(scenario, Outlook(1))
    bare = simulate(scenario, plan, **RUN, nominal=True)
    terms = with_service(scenario, "RAIL", sailing=Sailing(first_aboard=("fresh",)))
    same = simulate(terms, plan, **RUN, nominal=True)
    assert not bare.records.bookings.rows
    assert not bare.records.free_days.rows
    assert sorted(bare.records.costs.rows) == sorted(same.records.costs.rows)


@pytest.mark.parametrize(
    ("where", "name"), [(roll_over.booking_log, "note"), (booking_log, "booked")]
)
def test_a_booking_that_is_not_told_stops_the_run(monkeypatch, where, name):
    monkeypatch.setattr(where, name, lambda *_: None)
    scenario = on_terms(textiles(4), SHORT)
    with pytest.raises(BrokenRunError, match=r"booking|loaded"):
        simulate(scenario, boxes_at(scenario), **RUN)


def test_free_days_that_do_not_agree_with_the_yard_stop_the_run(monkeypatch):
    from sim import departures

    monkeypatch.setattr(departures, "note_yard", lambda *_: None)
    scenario = on_terms(textiles(4), SHORT)
    with pytest.raises(BrokenRunError, match="free days"):
        simulate(scenario, boxes_at(scenario), **RUN)


def test_more_than_a_short_departure_has_stops_the_run(monkeypatch):
    from sim import departures

    monkeypatch.setattr(departures, "_fits", lambda *_: True)
    scenario = on_terms(textiles(4), SHORT)
    with pytest.raises(BrokenRunError, match="has 6 TEU"):
        simulate(scenario, boxes_at(scenario), **RUN)


def test_yard_steps_change_what_a_wait_costs_not_how_long_it_is():
    scenario = on_terms(textiles(2), Sailing())
    plan = boxes_at(scenario)
    books = [
        account(one, plan).by_line().get("demurrage", 0.0)
        for one in (scenario, on_terms(textiles(2), Sailing(), yard=(Tier(0.0, 100.0),)))
    ]  # fmt: skip
    assert books[1] == pytest.approx(2.0 * books[0])
    assert YARD[0].cny_per_day == 50.0
