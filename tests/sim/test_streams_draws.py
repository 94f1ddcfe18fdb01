"""Whatever is added to a scenario, what was there before draws what it drew before.

A gate where each lot is served by itself, so that no queue carries one lot's chance into another's
wait: the arrivals, sizes, routes, works and rides of the first stream must be the same to the bit.
"""

import copy
import json

import pytest

from inputs.build import load_scenario
from sim import simulate
from study.stream_logs import observe_streams
from tests.small_worlds import NOTHING_BOOKED

BASE = {
    "period_h": 300,
    "streams": {
        "trucks": {
            "per_h": 0.7,
            "parcels": {"uniform": [1, 9]},
            "path": ["gate", "check", "train", "unload"],
        },
    },
    "steps": {
        "gate": {"servers": "many", "work_h": {"lognormal": {"mean": 1.0, "sd": 0.7}},
                 "then": {"check": 0.3, "train": 0.7}},
        "check": {"servers": "many", "work_h": {"exponential": 2.0}},
        "train": {"every_h": 24, "late_h": {"exponential": 1.5}, "cancel_share": 0.2,
                  "ride_h": {"uniform": [5, 9]}},
        "unload": {"servers": "many", "work_h": {"gamma": {"mean": 0.5, "sd": 0.4}}},
    },
}  # fmt: skip


def changed(*edits):
    made = copy.deepcopy(BASE)
    for edit in edits:
        edit(made)
    return made


def a_stream_before(made):
    made["streams"] = {"cars": {"per_h": 2.0, "path": ["gate", "unload"]}, **made["streams"]}


def a_stream_after(made):
    made["streams"]["vans"] = {"every_h": {"exponential": 0.5}, "path": ["check"]}


def a_step_and_a_service(made):
    made["steps"] = {
        "ferry": {"every_h": 12, "late_h": {"exponential": 1.0}, "cancel_share": 0.5},
        "quay": {"servers": 2, "work_h": {"exponential": 1.0},
                 "breaks": {"up_h": {"exponential": 20}, "down_h": {"exponential": 2}}},
        **made["steps"],
    }  # fmt: skip
    made["streams"]["boats"] = {"per_h": 0.3, "path": ["quay", "ferry"]}


def a_longer_run(made):
    made["period_h"] = 420


def story(made, folder, replication=4, until_h=300.0):
    """Of each lot of the first stream: when it came, its size, and what each step did to it."""
    file = folder / "made.yaml"
    file.write_text(json.dumps(made), encoding="utf-8")
    scenario = load_scenario(file).scenario
    records = simulate(scenario, NOTHING_BOOKED, seed=9, replication=replication).streams
    seen = observe_streams(scenario, records)
    place = [stream.stream_id for stream in scenario.streams].index("trucks")
    mine = (seen.lots.stream == place) & (seen.lots.born_h < until_h)
    told = {
        int(number): [float(born), int(parcels)]
        for number, born, parcels in zip(
            seen.lots.number[mine], seen.lots.born_h[mine], seen.lots.parcels[mine], strict=True
        )
    }
    for step in BASE["steps"]:
        visits = seen.visits[step]
        for lot, *hours in zip(
            visits.lot, visits.entered_h, visits.began_h, visits.left_h, strict=True
        ):
            if mine[lot]:
                told[int(seen.lots.number[lot])].append((step, *map(float, hours)))
    return told


@pytest.mark.parametrize(
    "edits",
    [
        (a_stream_before,), (a_stream_after,), (a_step_and_a_service,), (a_longer_run,),
        (a_stream_before, a_stream_after, a_step_and_a_service),
    ],
    ids=lambda edits: "+".join(edit.__name__ for edit in edits),
)  # fmt: skip
def test_additions_change_no_draw_of_what_was_there(edits, tmp_path):
    before = story(BASE, tmp_path)
    assert len(before) > 150
    assert story(changed(*edits), tmp_path) == before


def test_one_more_server_changes_waits_but_no_arrival_and_no_work(tmp_path):
    def gate_with(servers):
        def edit(made):
            made["steps"]["gate"]["servers"] = servers

        return edit

    one, two = (story(changed(gate_with(n)), tmp_path) for n in (1, 2))
    assert one.keys() == two.keys()
    waits = []
    for number, (born, parcels, gate, *_) in one.items():
        other = two[number]
        assert (born, parcels) == tuple(other[:2])
        assert gate[0] == other[2][0] == "gate"
        assert gate[3] - gate[2] == other[2][3] - other[2][2]
        waits.append((gate[2] - gate[1], other[2][2] - other[2][1]))
    assert sum(a for a, _ in waits) > sum(b for _, b in waits)


def test_replications_draw_apart(tmp_path):
    stories = [story(BASE, tmp_path, replication=r) for r in range(3)]
    gaps = [
        {
            round(b[0] - a[0], 12)
            for a, b in zip(list(s.values()), list(s.values())[1:], strict=False)
        }
        for s in stories
    ]
    # Two gaps are equal by chance about never: 3 x 200^2 pairs over a grid of 2^-36 h.
    assert not gaps[0] & gaps[1]
    assert not gaps[1] & gaps[2]
    assert not gaps[0] & gaps[2]


def test_demand_that_is_not_redrawn_comes_alike_in_every_replication(tmp_path):
    fixed = changed(lambda made: made.update(redraw_demand=False))
    one, two = (story(fixed, tmp_path, replication=r) for r in (0, 1))
    assert [told[:2] for told in one.values()] == [told[:2] for told in two.values()]
    # Works are of the replication all the same.
    assert [told[2:] for told in one.values()] != [told[2:] for told in two.values()]
