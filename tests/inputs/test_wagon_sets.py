"""Sets of wagons in a scenario file: what holds, and what is refused."""

from pathlib import Path

import pytest

from inputs import InputError, load_scenario

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "scenarios" / "examples" / "rolled_box.yaml"
GOOD = (
    "wagon_sets.S={out: RHZ01, at_home: 2, return_h: 20, return_sd_h: 4, hire_cny_per_set_day: 900}"
)


def test_a_roster_of_two_sets_halves_a_daily_train():
    free = load_scenario(FILE).scenario
    made = load_scenario(FILE, sets=[GOOD]).scenario
    slots = [len(one.timetable.departures["RHZ01"]) for one in (free, made)]
    assert 0 < slots[1] < slots[0]
    assert set(made.timetable.departures["RHZ01"]) < set(free.timetable.departures["RHZ01"])
    sets = made.network.services["RHZ01"].sailing.sets
    assert (sets.at_home, sets.return_run.mean, sets.hire_cny_per_day) == (2, 20.0, 900.0)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("{out: RHZ01, at_home: 2}", "how sets come home"),
        ("{out: RHZ01, at_home: 0, return_h: 9}", "how many sets"),
        ("{out: RHZ01, at_home: 1, beyond: 1, return_h: 9}", "need a service back"),
        ("{out: RHZ01, back: RHZ04, at_home: 1}", "does not lead from"),
        ("{out: RHZ99, at_home: 1, return_h: 9}", "RHZ99"),
    ],
)
def test_what_does_not_go_together_is_told(said, rule):
    with pytest.raises(InputError, match=rule):
        load_scenario(FILE, sets=[f"wagon_sets.S={said}"])


def test_a_closure_known_from_the_start_is_refused():
    event = (
        "events=[{name: shut, what: node, at: GX_TSP, begins: 48, ends: 96, closed: true, "
        "known_from: start}]"
    )
    with pytest.raises(InputError, match="their roster does not know"):
        load_scenario(FILE, sets=[GOOD, event])
