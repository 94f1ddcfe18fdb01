"""V22: Little's law and the conservation of lots, counted again from the logs of a run.

The integral of the number at a step over a window is the sum of the stays, cut to the window. The
left side is the product's gauge, which counts as things happen; the right side is summed here from
the log of visits, in whole cells of the time grid.
"""

import math
from itertools import pairwise

import numpy as np
import pytest

from tests.theory.counting import area_h, ended, number_at, square_area_h
from tests.theory.runs import records, shipped, written

WINDOW = {"warm_up_h": 60.0, "period_h": 300.0}
EXP = {"exponential": 0.5}


def tandem(folder):
    """Gate, bundles by size and age, a train of limited room that is late or cancelled, a crew."""
    return written(
        folder,
        **WINDOW,
        drain_h=120.0,
        streams={
            "parcels": {
                "per_h": 6.0, "path": ["gate", "bag", "train", "crew", "open", "out_gate"],
            },
        },
        steps={
            "gate": {"servers": 4, "work_h": EXP},
            "bag": {"pack": 5, "after_h": 2.0},
            "train": {"every_h": 12.0, "room": 15, "ride_h": {"uniform": [1, 3]},
                      "late_h": {"uniform": [0, 4]}, "cancel_share": 0.1},
            "crew": {"servers": 2, "work_h": {"lognormal": {"mean": 0.4, "scv": 2.0}}},
            "open": {"unpack": True},
            "out_gate": {"servers": "many", "work_h": {"gamma": {"mean": 3.0, "sd": 1.0}}},
        },
        watch={"snapshots_h": [0.0, 48.0, 100.3, 360.0]},
    )  # fmt: skip


def network(folder):
    """Feedback by chance, priorities, breakdowns, vacations, opening hours, lots there at first."""
    return written(
        folder,
        **WINDOW,
        streams={
            "a": {"per_h": 0.5, "path": ["one"], "priority": 1, "parcels": {"uniform": [1, 4]}},
            "b": {"every_h": {"gamma": {"mean": 2.0, "scv": 0.5}}, "path": ["two"]},
        },
        steps={
            "one": {"work_h": EXP, "order": "priority", "start_with": 7,
                    "then": {"two": 0.6, "three": 0.3, "out": 0.1}},
            "two": {"servers": 2, "work_h": {"exponential": 1.0},
                    "breaks": {"up_h": {"exponential": 20.0}, "down_h": {"exponential": 2.0}},
                    "then": {"one": 0.2, "three": 0.5, "out": 0.3}},
            "three": {"work_h": 0.25, "hours": "08:00-20:00", "pauses": True, "vacation_h": 0.5},
        },
        watch={"snapshots_h": [0.0, 30.0, 200.0]},
    )  # fmt: skip


def shelves(folder):
    """Shelves with backorders and with lost demand, one behind a ride."""
    return written(
        folder,
        **WINDOW,
        streams={
            "orders": {"per_h": 0.5, "parcels": {"uniform": [1, 5]}, "path": ["shelf", "van"]},
            "walk_in": {"per_h": 0.2, "path": ["counter"]},
        },
        steps={
            "shelf": {"stock": {"policy": "min_max", "up_to": 40, "reorder_at": 20, "opening": 30,
                                "lead_h": {"uniform": [4, 12]}}},
            "van": {"every_h": 4.0, "first_h": 1.0, "room": 3, "cut_off_h": 0.5},
            "counter": {"stock": {"policy": "order_up_to", "up_to": 6, "opening": 6,
                                  "review_h": 24.0, "lead_h": 10.0, "unmet": "lost"}},
        },
    )  # fmt: skip


def jackson(_):
    return shipped("v05_jackson", ("warm_up_h=50", "period_h=400"))


def bundles(_):
    return shipped("v09_bundles_train", ("warm_up_h=24", "period_h=72", "drain_h=24"))


def unloading(_):
    return shipped("unloading", ("warm_up_h=100", "period_h=900", "steps.train.room=16"))


SCENARIOS = [tandem, network, shelves, jackson, bundles, unloading]


@pytest.fixture(params=SCENARIOS, ids=lambda made: made.__name__)
def run(request, tmp_path):
    scenario = request.param(tmp_path)
    return scenario, [records(scenario, replication) for replication in range(2)]


def stays(found, step_id):
    log = found.visits[step_id]
    return np.asarray(log.entered_h), ended(log.left_h, found.end_h)


def left_or_never(found, step_id):
    return ended(found.visits[step_id].left_h, math.inf)


def test_number_at_every_step_is_the_sum_of_the_stays(run):
    scenario, both = run
    for found in both:
        for step_id in scenario.steps:
            begins, ends = stays(found, step_id)
            gauge = found.gauges[step_id]
            whole = float(area_h(begins, ends, 0.0, found.end_h))
            assert gauge.area == pytest.approx(whole, rel=1e-12), step_id
            low, high = scenario.warm_up_h, scenario.period_end_h
            hours = high - low
            inside = area_h(begins, ends, low, high)
            assert gauge.mean * hours == pytest.approx(float(inside), rel=1e-12), step_id
            mean = inside / int(hours)
            square = square_area_h(begins, ends, low, high) / int(hours)
            assert gauge.variance == pytest.approx(float(square - mean**2), rel=1e-9), step_id
            assert gauge.at_end == number_at(begins, left_or_never(found, step_id), found.end_h)


def test_parcels_at_every_step_are_the_sum_of_the_stays(run):
    scenario, both = run
    for found in both:
        for step_id in scenario.steps:
            begins, ends = stays(found, step_id)
            parcels = [found.lots.parcels[lot] for lot in found.visits[step_id].lot]
            whole = float(area_h(begins, ends, 0.0, found.end_h, parcels))
            assert found.gauges[f"{step_id}.parcels"].area == pytest.approx(whole, rel=1e-12)


def test_the_system_holds_all_that_came_and_has_not_left(run):
    scenario, both = run
    for found in both:
        lots = found.lots
        mine = [lot for lot, stream in enumerate(lots.stream) if stream >= 0]
        born = np.array([lots.born_h[lot] for lot in mine])
        done = np.array([lots.done_h[lot] for lot in mine])
        ends = ended(done, found.end_h)
        low, high = scenario.warm_up_h, scenario.period_end_h
        inside = float(area_h(born, ends, low, high))
        assert found.gauges["all"].mean * (high - low) == pytest.approx(inside, rel=1e-12)
        still = int(np.count_nonzero(np.isnan(done)))
        lost = sum(lots.lost[lot] for lot in mine)
        delivered = sum(not lots.lost[lot] and not math.isnan(lots.done_h[lot]) for lot in mine)
        # Created = delivered + in the system + lost; one after another of each stream.
        assert len(mine) == delivered + still + lost
        assert found.gauges["all"].at_end == still
        for place in range(len(scenario.streams)):
            numbers = [lots.number[lot] for lot in mine if lots.stream[lot] == place]
            assert sorted(numbers) == list(range(len(numbers)))


def test_snapshots_are_what_the_log_says(run):
    scenario, both = run
    for found in both:
        for step_id in scenario.steps:
            begins, ends = stays(found, step_id)
            shown = found.gauges[step_id].snapshots
            asked = scenario.watch.snapshots_h
            told = [
                number_at(begins, np.where(ends >= found.end_h, math.inf, ends), at) for at in asked
            ]
            assert list(shown) == told, step_id


def test_visits_follow_one_another_without_gap(run):
    scenario, both = run
    for found in both:
        lots = found.lots
        spells = {}
        for step_id in scenario.steps:
            log = found.visits[step_id]
            for row in zip(log.lot, log.entered_h, log.began_h, log.left_h, strict=True):
                lot, entered, began, left = row
                spells.setdefault(lot, []).append((entered, left))
                if not math.isnan(began):
                    assert entered <= began
                    assert math.isnan(left) or began <= left
        for lot, of_lot in spells.items():
            of_lot.sort()
            assert of_lot[0][0] == lots.born_h[lot]
            boxed = lots.inside[lot] >= 0
            for (_, left), (entered, _) in pairwise(of_lot):
                # Inside a box a lot is at no step of its own.
                assert left <= entered if boxed else left == entered
            if not math.isnan(lots.done_h[lot]) and not boxed:
                assert of_lot[-1][1] == lots.done_h[lot]
