"""What events do to hours, timetables, room and prices, and who knows of them."""

from dataclasses import replace
from itertools import pairwise
from math import floor, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.background import arrivals_h
from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.draws import Chance
from domain.event_effects import at_frequency, for_days, shut_hours, with_effects
from domain.events import Event, Views, expected_world, resolved
from domain.scenario import Background
from domain.supervision import GradeRule, Supervision
from tests.worlds import DAYTIME, ORANGES, consignment, train, two_hubs

CLOSED = Event("storm", "node", "GATE", 100.0, 172.0, closed=True)
HOURS = st.integers(0, 400).map(float)


@given(pieces=st.lists(st.tuples(HOURS, HOURS), max_size=6), from_h=HOURS, to_h=HOURS, at_h=HOURS)
def test_a_place_is_open_where_it_was_open_and_is_not_shut(pieces, from_h, to_h, at_h):
    opening = OpenHours.of(pieces, 1_000.0)
    shut = shut_hours(opening, from_h, max(from_h, to_h))
    assert shut.is_open(at_h) == (opening.is_open(at_h) and not from_h <= at_h < to_h)


def test_what_is_always_open_is_shut_for_a_while():
    shut = shut_hours(ALWAYS_OPEN, 10.0, 20.0)
    assert [shut.next_open_h(at) for at in (0.0, 9.99, 10.0, 19.0, 20.0)] == [
        0.0, 9.99, 20.0, 20.0, 20.0,
    ]  # fmt: skip
    assert shut.open_h_between(0.0, 30.0) == 20.0


@given(count=st.integers(0, 40), factor=st.floats(0.0, 1.0))
def test_thinned_departures_are_so_many_of_those_there_were(count, factor):
    times = [24.0 * number for number in range(count)]
    kept = at_frequency(times, factor)
    assert len(kept) == floor(count * factor + 1e-9)
    assert set(kept) <= set(times)
    gaps = [after - before for before, after in pairwise(kept)]
    assert not gaps or max(gaps) - min(gaps) <= 24.0


@pytest.mark.parametrize(("factor", "count"), [(1.5, 15), (2.0, 19), (3.0, 28)])
def test_more_departures_lie_between_those_there_were(factor, count):
    times = [24.0 * number for number in range(10)]
    more = at_frequency(times, factor)
    assert set(times) <= set(more)
    # Nine gaps take so many; the first and last departure stay.
    assert len(more) == count
    assert (more[0], more[-1]) == (times[0], times[-1])


def test_a_week_has_the_departures_that_an_event_says():
    event = Event("thin", "frequency", "RAIL", 168.0, 504.0, value=3.0)
    times = with_effects(two_hubs(1), [event]).timetable.departures["RAIL"]
    assert [sum(a <= t < a + 168.0 for t in times) for a in (0.0, 168.0, 336.0, 504.0)] == [
        7, 3, 3, 7,
    ]  # fmt: skip


def test_events_on_a_service_come_on_top_of_one_another():
    halved = for_days(
        train("T", ("A", "B"), 10.0, teu=40.0), 0.0, 100.0,
        lambda s: replace(s, capacity_teu=s.capacity_teu / 2.0),
    )  # fmt: skip
    both = for_days(halved, 50.0, 150.0, lambda s: replace(s, capacity_teu=s.capacity_teu - 5.0))
    assert [both.on(at).capacity_teu for at in (-1.0, 0.0, 49.0, 50.0, 99.0, 100.0, 150.0)] == [
        40.0, 20.0, 20.0, 15.0, 15.0, 35.0, 40.0,
    ]  # fmt: skip
    assert both.capacity_teu == 40.0


def test_a_closed_node_shuts_its_rows_and_legs_and_no_others():
    scenario = two_hubs(1)
    network = with_effects(scenario, [CLOSED]).network
    assert network.process("GATE", "border", "export", "dry", "rail").opening.next_open_h(
        110.0
    ) == (172.0)
    assert network.process("HUB", "terminal_out", "export", "dry", "rail").opening.always_open
    rail = network.services["RAIL"]
    assert [leg.open_h(110.0) for leg in rail.legs] == [110.0, 172.0]
    # A row for everywhere is shut at the node alone, and found by its id as it was.
    hub = with_effects(scenario, [replace(CLOSED, at="HUB")]).network
    assert hub.process("HUB", "stuff", "export", "dry", "road").opening.next_open_h(101.0) == 172.0
    assert hub.process("DEPOT", "stuff", "export", "dry", "road").opening.always_open
    assert hub.by_process_id["P_stuff"].node_id == "*"
    hall = hub.clearance("HUB", "0110", "export", "dry").process
    assert hall.opening.next_open_h(104.0) == 176.0
    assert hall.opening.open_h_between(100.0, 172.0) == 0.0


def test_hours_of_a_calendar_stay_when_a_node_is_closed():
    shut = shut_hours(DAYTIME, 100.0, 172.0)
    assert shut.next_open_h(99.0) == DAYTIME.next_open_h(172.0) or shut.is_open(99.0)
    assert shut.open_h_between(0.0, 240.0) == DAYTIME.open_h_between(
        0.0, 100.0
    ) + DAYTIME.open_h_between(172.0, 240.0)


def test_a_planner_knows_what_is_announced_and_recovery_what_has_begun():
    scenario = two_hubs(1)
    events = (
        Event("told", "link", "HUB>GATE", 200.0, 300.0, known_h=50.0, closed=True),
        Event("quake", "link", "GATE>DEPOT", 100.0, 150.0, closed=True),
    )
    planner, recovery = (Views(scenario, events, begun=begun) for begun in (False, True))

    def shut(view):
        return [bool(leg.shut) for leg in view.network.services["RAIL"].legs]

    assert planner.at(49.0) is scenario
    assert shut(planner.at(50.0)) == [True, False]
    assert shut(planner.at(500.0)) == [True, False]
    assert shut(recovery.at(99.0)) == [True, False]
    assert shut(recovery.at(100.0)) == [True, True]
    assert recovery.at(120.0) is recovery.at(400.0)


def test_chance_draws_each_event_by_its_name():
    one = Event("quake", "node", "GATE", None, per_year=24.0, mean_h=48.0, closed=True)
    other = replace(one, name="flood")
    chance = Chance(3, 1)
    alone = resolved([one], chance, 8_760.0)
    assert [e for e in resolved([other, one], chance, 8_760.0) if e.name == "quake"] == list(alone)
    assert all(e.from_h is not None and e.from_h < e.to_h for e in alone)
    assert all(a.to_h <= b.from_h for a, b in pairwise(alone))
    counts = [len(resolved([one], Chance(1, number), 8_760.0)) for number in range(60)]
    lengths = [e.to_h - e.from_h for n in range(60) for e in resolved([one], Chance(1, n), 8_760.0)]
    # An event and the time to the next one take 365/24 + 2 days in the mean.
    assert sum(counts) / 60 == pytest.approx(365.0 / (365.0 / 24.0 + 2.0), rel=0.1)
    assert sum(lengths) / len(lengths) == pytest.approx(48.0, rel=0.1)
    assert resolved([one], Chance(3, 1, nominal=True), 8_760.0) == ()


def test_what_is_measured_for_planners_has_only_what_comes_by_chance():
    by_chance = Event("quake", "node", "GATE", None, per_year=2.0, closed=True)
    scenario = two_hubs(1, events=(CLOSED, by_chance))
    assert expected_world(scenario).events == (by_chance,)
    assert expected_world(replace(scenario, events=(by_chance,))).events == (by_chance,)


@given(day=st.integers(0, 30), factor=st.sampled_from([0.25, 1.0, 3.0]))
def test_traffic_of_whole_days_is_that_of_so_much_more_a_day(day, factor):
    traffic = Background("GATE", "border", 40.0, 1.0, DAYTIME)
    spell = replace(traffic, spells=((24.0 * day, 24.0 * day + 24.0, factor),))
    scaled = replace(traffic, per_day=40.0 * factor)
    chance = Chance(1, 0)
    assert arrivals_h(spell, chance, day) == pytest.approx(arrivals_h(scaled, chance, day))
    assert arrivals_h(spell, chance, day + 1) == arrivals_h(traffic, chance, day + 1)


def test_traffic_stops_and_comes_back_within_a_day():
    traffic = Background("GATE", "border", 2_000.0, 1.0, ALWAYS_OPEN, ((6.0, 18.0, 0.0),))
    busier = replace(traffic, spells=((6.0, 18.0, 3.0),))
    chance = Chance(1, 0)
    quiet = [arrivals_h(traffic, chance, 0), arrivals_h(busier, chance, 0)]
    inside = [sum(6.0 <= at < 18.0 for at in times) for times in quiet]
    assert inside[0] == 0
    assert len(quiet[0]) == pytest.approx(1_000.0, rel=0.1)
    # Half of the day at three times the rest: three quarters of 4,000.
    assert len(quiet[1]) == pytest.approx(4_000.0, rel=0.1)
    assert inside[1] == pytest.approx(3_000.0, rel=0.1)


def test_an_event_without_end_lasts():
    assert Event("x", "node", "GATE", 5.0, closed=True).to_h == inf


def test_rates_under_supervision_are_by_the_day_of_getting_ready():
    grades = {"B": GradeRule("B", 0.2, 0.1, ())}
    rules = Supervision(grades, tests={("PORT", "orange"): 0.3})
    scenario = two_hubs(1)
    scenario = replace(scenario, network=replace(scenario.network, supervision=rules))
    events = [
        Event("alarm", "inspection", "*", 48.0, 96.0, value=0.9),
        Event("pest", "testing", "PORT:orange", 48.0, 96.0, value=1.0),
        Event("calm", "testing", "PORT", 72.0, 96.0, factor=0.5),
    ]
    changed = with_effects(scenario, events).network.supervision
    orders = [consignment(n, ORANGES, units=2, ready_h=at, due_h=900.0, credit_grade="B",
                          consignment_id=f"{at}/{n}")
              for at in (10.0, 50.0, 80.0, 96.0) for n in range(300)]  # fmt: skip
    chance = Chance(1, 0)
    for number, (selected, tested) in enumerate([(0.2, 0.3), (0.9, 1.0), (0.9, 0.5), (0.2, 0.3)]):
        book = orders[300 * number : 300 * number + 300]
        (outcome,) = changed.expected_looks(book, book[0])
        assert outcome.share == pytest.approx(selected)
        assert changed.tested_share(book[0], "PORT") == pytest.approx(tested)
        assert changed.tested_share(book[0], "ELSEWHERE") == 0.0
        drawn = sum(bool(changed.drawn_looks(book, one, chance)) for one in book) / 300
        assert drawn == pytest.approx(selected, abs=0.1)
        tests = sum(changed.tested(chance, one, "PORT") for one in book) / 300
        assert tests == pytest.approx(tested, abs=0.1)
    assert [rules.drawn_looks(orders, one, chance) for one in orders[:300]] == [
        changed.drawn_looks(orders, one, chance) for one in orders[:300]
    ]
