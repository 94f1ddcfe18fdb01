"""Checkpoints on the way of a box, and how much later it is for being held there."""

import pytest

from domain.checkpoints import checkpoint, held_on_way_h, look_node
from domain.crossings import Place
from domain.pace import nominal_pace
from domain.plan import Way
from domain.route import walk
from domain.supervision import AFTER, BEFORE, DESTINATION, DOOR, ENTRY, EXIT
from tests.harbours import harbours
from tests.worlds import TEXTILES, consignment, journey_for


def test_ports_of_exit_and_entry_are_found_on_the_side_of_china():
    scenario, ways = harbours()
    found = {
        (name, point): checkpoint(scenario.network, way, point)
        for name, way in ways.items()
        for point in (EXIT, ENTRY)
    }
    assert {key: place for key, place in found.items() if place} == {
        ("sea", EXIT): Place("PORT", 1, None),
        ("road", EXIT): Place("GATE", 0, 0),
        ("home", ENTRY): Place("PORT", 0, 0),
        ("home by road", ENTRY): Place("GATE", 0, 0),
    }
    assert look_node(scenario.network, ways["home"], DOOR) == "PORT"
    assert look_node(scenario.network, ways["home"], DESTINATION) == "INLAND"
    assert look_node(scenario.network, ways["sea"], AFTER) == "HUB"
    assert look_node(scenario.network, ways["sea"], BEFORE) == "HUB"


def journey(scenario, way, stuff_at_h, direction="export"):
    order = consignment(
        1, TEXTILES, units=4, ready_h=10.0, due_h=400.0, direction=direction
    )  # fmt: skip
    return journey_for(scenario, order, Way((), way, ()), stuff_at_h)


@pytest.mark.parametrize("hold_h", [0.5, 3.0, 9.0, 20.0, 27.5, 60.0])
def test_a_box_held_at_the_port_of_exit_takes_the_next_vessel_that_it_meets(hold_h):
    """Lorry 5 h, terminal 4 h, cut-off 6 h: stuffed at 1 h it is ready 4 h before the cut-off."""
    scenario, ways = harbours()
    one = journey(scenario, ways["sea"], 1.0)
    assert one.departures == (None, 20.0)
    late = held_on_way_h(scenario, one, hold_h, EXIT)
    assert late == (0.0 if hold_h <= 4.0 else 24.0 * -(-(hold_h - 4.0) // 24.0))
    same = walk(
        scenario.network, scenario.timetable, one.route, "export", "dry", 1.0 + hold_h,
        one.departures, nominal_pace(), strict=False,
    )  # fmt: skip
    bare = walk(
        scenario.network, scenario.timetable, one.route, "export", "dry", 1.0, one.departures,
        nominal_pace(),
    )  # fmt: skip
    assert late == same.stripped_h - bare.stripped_h


@pytest.mark.parametrize("hold_h", [0.5, 12.0, 30.0])
def test_by_truck_a_box_is_as_late_as_it_is_held(hold_h):
    scenario, ways = harbours()
    for way, point, direction in (("road", EXIT, "export"), ("home by road", ENTRY, "import")):
        one = journey(scenario, ways[way], 30.0, direction)
        assert held_on_way_h(scenario, one, hold_h, point) == hold_h
        assert held_on_way_h(scenario, one, hold_h, DESTINATION) == hold_h


def test_goods_released_on_condition_are_late_by_what_is_left_at_the_door():
    """The ship is in at 50 h and through at 56 h; the train leaves at 81 h and is in at 93 h."""
    scenario, ways = harbours()
    one = journey(scenario, ways["home"], 2.0, "import")
    assert one.departures == (20.0, 81.0)
    bare = walk(
        scenario.network, scenario.timetable, one.route, "import", "dry", 2.0, one.departures,
        nominal_pace(),
    )  # fmt: skip
    assert bare.stripped_h == 93.0
    assert held_on_way_h(scenario, one, 30.0, DOOR) == 0.0
    assert held_on_way_h(scenario, one, 48.0, DOOR) == 56.0 + 48.0 - 93.0
    assert held_on_way_h(scenario, one, 48.0, ENTRY) == 48.0, "two trains later"
    assert held_on_way_h(scenario, one, 14.0, ENTRY) == 0.0


def test_a_look_at_exit_is_nothing_on_the_way_home():
    scenario, ways = harbours()
    one = journey(scenario, ways["home"], 2.0, "import")
    assert held_on_way_h(scenario, one, 30.0, EXIT) == 0.0
