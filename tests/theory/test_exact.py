"""V21: the same lists through the engine and through plain recursions give the same waits.

Hours lie on a coarse grid, so that arrivals, ends of work and departures often fall together.
"""

import csv
import math
from heapq import heappop, heappush

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.theory.recursions import (
    closing_hours,
    departures_taken,
    kiefer_wolfowitz,
    lindley,
    vacation_waits,
)
from tests.theory.runs import FOLDER, records, shipped, visits_by_number, waits_by_number, written

GRID_H = 0.25
FEW = settings(max_examples=60)


def on_grid(least, most):
    return st.integers(least, most).map(lambda cells: cells * GRID_H)


@st.composite
def traces(draw, most=40, widest=12):
    """Hours of arrival, and as many works."""
    gaps = draw(st.lists(on_grid(0, widest), min_size=1, max_size=most))
    works = draw(st.lists(on_grid(0, 16), min_size=len(gaps), max_size=len(gaps)))
    return np.cumsum(gaps).tolist(), works


def one_step(folder, arrivals, step, **stream):
    return written(
        folder,
        period_h=4000.0,
        streams={"lots": {"at_h": arrivals, "path": ["step"], **stream}},
        steps={"step": step},
    )


@FEW
@given(traces(), st.integers(1, 5))
def test_waits_at_servers_are_those_of_kiefer_and_wolfowitz(tmp_path_factory, trace, servers):
    arrivals, works = trace
    step = {"servers": servers, "work_h": {"list": works}}
    found = records(one_step(tmp_path_factory.mktemp("v21"), arrivals, step))
    expected = kiefer_wolfowitz(arrivals, works, servers)
    assert waits_by_number(found, "step") == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_waits_of_a_long_trace_are_those_of_the_recursion(tmp_path, servers):
    draws = np.random.default_rng(servers)
    # Rounded to the engine's grid of 2^-36 h, so that the recursion's sums are exact too.
    arrivals = to_grid(np.cumsum(draws.exponential(1.0, 3_000)))
    works = to_grid(draws.gamma(0.5, 1.8 * servers, 3_000))
    step = {"servers": servers, "work_h": {"list": works}}
    found = records(one_step(tmp_path, arrivals, step))
    waits = waits_by_number(found, "step")
    assert waits == pytest.approx(kiefer_wolfowitz(arrivals, works, servers), abs=1e-9)
    if servers == 1:
        assert waits == pytest.approx(lindley(arrivals, works), abs=1e-9)
    assert waits.max() > 5.0


def test_waits_of_the_shipped_traces_are_those_of_the_recursion():
    with (FOLDER / "v21_traces.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    arrivals = [float(row["at_h"]) for row in rows]
    works = [float(row["work_h"]) for row in rows]
    for servers in (1, 2, 3):
        found = records(shipped("v21_traces", (f"steps.gate.servers={servers}",)))
        expected = kiefer_wolfowitz(arrivals, works, servers)
        assert waits_by_number(found, "gate") == pytest.approx(expected, abs=1e-9)


def to_grid(hours):
    return (np.rint(hours * 2.0**36) / 2.0**36).tolist()


@FEW
@given(
    traces(),
    st.integers(1, 6),
    st.none() | on_grid(0, 20),
    st.lists(on_grid(1, 30), min_size=1, max_size=8),
    st.none() | st.integers(1, 3),
)
def test_boxes_close_and_ride_as_counted_by_hand(
    tmp_path_factory, trace, lots, after_h, gaps, room
):
    arrivals, _ = trace
    leaves = [at for at in np.cumsum(gaps * 40).tolist() if at <= 1900.0]
    pack = {"pack": lots} | ({} if after_h is None else {"after_h": after_h})
    train = {"departs_h": leaves} | ({} if room is None else {"room": room})
    scenario = written(
        tmp_path_factory.mktemp("v21"),
        streams={"lots": {"at_h": arrivals, "path": ["bench", "train"]}},
        steps={"bench": pack, "train": train},
    )
    found = records(scenario)
    closes = closing_hours(arrivals, lots, after_h)
    began = visits_by_number(found, "bench")[:, 1]
    packed = [at for at in closes if math.isfinite(at)]
    assert began[: len(packed)] == pytest.approx(packed, abs=1e-9)
    assert np.isnan(began[len(packed) :]).all()
    ready = boxes_closed(packed, lots)
    leaves_at = departures_taken(ready, leaves, room)
    rides = visits_by_number(found, "train", stream=-1)
    assert rides[:, 0] == pytest.approx(ready, abs=1e-9)
    taken = [at for at in leaves_at if math.isfinite(at)]
    assert rides[: len(taken), 1] == pytest.approx(taken, abs=1e-9)


def boxes_closed(packed, lots):
    """Hours at which boxes close, from those at which each lot's box does."""
    closed, inside = [], 0
    for number, at in enumerate(packed):
        if not inside or inside == lots or at != packed[number - 1]:
            closed.append(at)
            inside = 0
        inside += 1
    return closed


@FEW
@given(traces(), st.integers(1, 3), st.lists(st.integers(0, 2), min_size=40, max_size=40))
def test_priority_is_served_as_counted_by_hand(tmp_path_factory, trace, servers, urgency):
    arrivals, _ = trace
    classes = urgency[: len(arrivals)]
    scenario = written(
        tmp_path_factory.mktemp("v21"),
        streams={
            f"class{k}": {
                "at_h": [a for a, c in zip(arrivals, classes, strict=True) if c == k],
                "path": [f"own{k}", "step"],
                "priority": k,
            }
            for k in sorted(set(classes))
        },
        steps={
            "step": {"servers": servers, "work_h": 1.5, "order": "priority"},
            **{f"own{k}": {"servers": "many"} for k in range(3)},
        },
    )
    found = records(scenario)
    expected = by_priority(arrivals, classes, 1.5, servers)
    for place, k in enumerate(sorted(set(classes))):
        mine = [w for w, c in zip(expected, classes, strict=True) if c == k]
        # Who of one class comes at one instant may change places: compare what they wait in all.
        assert sorted(waits_by_number(found, "step", place)) == pytest.approx(sorted(mine))


def by_priority(arrivals, classes, work_h, servers):
    """Waits under non-pre-emptive priority, event by event; all who come at an instant are seen."""
    free, waiting, waits, at, now = [0.0] * servers, [], [0.0] * len(arrivals), 0, 0.0
    coming = list(zip(arrivals, classes, range(len(arrivals)), strict=True))
    while at < len(coming) or waiting:
        now = max(now, min(free), 0.0 if waiting else coming[at][0])
        while at < len(coming) and coming[at][0] <= now:
            heappush(waiting, (coming[at][1], coming[at][2]))
            at += 1
        _, number = heappop(waiting)
        waits[number] = now - arrivals[number]
        free[free.index(min(free))] = now + work_h
    return waits


@FEW
@given(traces(), on_grid(1, 12))
def test_vacations_are_taken_while_nobody_is_there(tmp_path_factory, trace, vacation_h):
    arrivals, works = trace
    step = {"servers": 1, "work_h": {"list": works}, "vacation_h": vacation_h}
    found = records(one_step(tmp_path_factory.mktemp("v21"), arrivals, step))
    expected = vacation_waits(arrivals, works, vacation_h)
    assert waits_by_number(found, "step") == pytest.approx(expected, abs=1e-9)


@FEW
@given(traces(), on_grid(4, 40), on_grid(1, 20))
def test_broken_servers_go_on_with_what_they_had(tmp_path_factory, trace, up_h, down_h):
    # Up and down in turn from hour 0; work passes only while up: a clock that stands still.
    arrivals, works = trace
    step = {"work_h": {"list": works}, "breaks": {"up_h": up_h, "down_h": down_h}}
    found = records(one_step(tmp_path_factory.mktemp("v21"), arrivals, step))
    done, free = [], 0.0
    for at, work in zip(arrivals, works, strict=True):
        free = after_up_time(max(at, free), work, up_h, down_h)
        done.append(free)
    left = visits_by_number(found, "step")[:, 2]
    assert left == pytest.approx(done, abs=1e-9)


def after_up_time(begin, work, up_h, down_h):
    """Hour at which so much work is done that may begin at an hour, if the server is up."""
    both = up_h + down_h
    spell, into = divmod(begin, both)
    if into >= up_h:
        spell, into = spell + 1.0, 0.0
    # Hours of uptime until the work is done; the end may fall on the very hour of a breakdown.
    full, rest = divmod(into + work, up_h)
    if work and rest == 0.0:
        full, rest = full - 1.0, up_h
    return (spell + full) * both + rest
