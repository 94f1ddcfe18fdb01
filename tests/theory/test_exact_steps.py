"""More of V21: doors, sizes aboard, cut-offs, lots of several parcels, lists of every kind."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.theory.recursions import boardings, door_waits, packed_sizes
from tests.theory.runs import records, visits_by_number, waits_by_number, written

FEW = settings(max_examples=60)
GRID_H = 0.25


def hours_of(gaps):
    return (GRID_H * np.cumsum(gaps)).tolist()


gaps_and_sizes = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=40
)


@FEW
@given(gaps_and_sizes, st.integers(1, 3), st.booleans())
def test_work_begins_while_the_door_is_open(tmp_path_factory, trace, servers, pauses):
    arrivals = hours_of([gap for gap, _ in trace])
    works = [2 * GRID_H * size for _, size in trace]
    scenario = written(
        tmp_path_factory.mktemp("door"),
        streams={"lots": {"at_h": arrivals, "path": ["gate"]}},
        steps={
            "gate": {
                "servers": servers, "work_h": {"list": works}, "hours": "08:00-20:00",
                "pauses": pauses,
            }
        },
    )  # fmt: skip
    expected = door_waits(arrivals, works, servers, 8.0, 20.0, pauses=pauses)
    assert waits_by_number(records(scenario), "gate") == pytest.approx(expected, abs=1e-9)


@FEW
@given(
    gaps_and_sizes,
    st.integers(2, 6),
    st.sampled_from((None, 0.0, 1.5)),
    st.lists(st.integers(4, 60), min_size=1, max_size=6),
)
def test_big_lots_board_in_order_and_nobody_overtakes(
    tmp_path_factory, trace, room, cut_off_h, gaps
):
    arrivals = hours_of([gap for gap, _ in trace])
    big = [size > 8 for _, size in trace]
    departures = [at for at in hours_of(gaps * 60) if at < 1_990.0]
    train = {"departs_h": departures, "room": room}
    scenario = written(
        tmp_path_factory.mktemp("train"),
        streams={
            # One stream per size; a lot that comes at the hour of another comes after its elders.
            name: {
                "at_h": [a for a, is_big in zip(arrivals, big, strict=True) if is_big == of_big],
                "teu": teu,
                "path": ["train"],
            }
            for name, of_big, teu in (("large", True, 2), ("small", False, 1))
            if of_big in big
        },
        steps={"train": train | ({} if cut_off_h is None else {"cut_off_h": cut_off_h})},
    )
    found = records(scenario)
    # Arrivals of one hour come stream by stream, large ones first.
    order = sorted(range(len(arrivals)), key=lambda n: (arrivals[n], not big[n], n))
    leaves = boardings(
        [arrivals[n] for n in order], [2.0 if big[n] else 1.0 for n in order], departures, room,
        cut_off_h or 0.0,
    )  # fmt: skip
    for place, of_big in enumerate(sorted(set(big), reverse=True)):
        mine = [at for at, n in zip(leaves, order, strict=True) if big[n] == of_big]
        began = visits_by_number(found, "train", place)[:, 1]
        assert np.where(np.isnan(began), math.inf, began).tolist() == pytest.approx(mine)


@FEW
@given(st.lists(st.integers(1, 9), min_size=1, max_size=60), st.integers(9, 20))
def test_lots_of_several_parcels_fill_boxes(tmp_path_factory, sizes, most):
    scenario = written(
        tmp_path_factory.mktemp("bench"),
        streams={
            "lots": {
                "every_h": 0.5, "lots": len(sizes), "parcels": {"list": sizes}, "path": ["bench"],
            }
        },
        steps={"bench": {"pack": most, "after_h": 400.0}},
    )  # fmt: skip
    lots = records(scenario).lots
    boxes = [p for p, stream in zip(lots.parcels, lots.stream, strict=True) if stream < 0]
    assert boxes == packed_sizes(sizes, most)


def test_arrivals_begin_end_and_are_as_many_as_asked(tmp_path):
    scenario = written(
        tmp_path,
        period_h=100.0,
        streams={
            "regular": {"every_h": 2.5, "begins_h": 10.0, "ends_h": 30.0, "path": ["gate"]},
            "uneven": {"every_h": {"list": [1.0, 4.0, 0.0, 7.0]}, "path": ["gate"]},
            "few": {"every_h": 1.0, "lots": 3, "path": ["gate"]},
        },
        steps={"gate": {"servers": "many", "work_h": {"list": [3.0] * 8}}},
    )
    found = records(scenario)
    came = {
        name: visits_by_number(found, "gate", place)[:, 0].tolist()
        for place, name in enumerate(("regular", "uneven", "few"))
    }
    # The first comes one gap after the beginning; at the end's own hour nobody comes any more.
    assert came["regular"] == [12.5, 15.0, 17.5, 20.0, 22.5, 25.0, 27.5]
    assert came["uneven"] == [1.0, 5.0, 5.0, 12.0]
    assert came["few"] == [1.0, 2.0, 3.0]


def test_work_per_parcel_and_routing_by_certainty(tmp_path):
    scenario = written(
        tmp_path,
        period_h=50.0,
        streams={
            "lots": {
                "at_h": [1.0, 1.0, 20.0], "parcels": {"list": [3, 2, 5]}, "path": ["first"],
            }
        },
        steps={
            "first": {"work_h": 0.5, "per_parcel": True, "then": {"second": 1.0}},
            "second": {"work_h": 2.0},
            "never": {"work_h": 1.0},
        },
    )  # fmt: skip
    found = records(scenario)
    assert visits_by_number(found, "first")[:, 2].tolist() == [2.5, 3.5, 22.5]
    assert visits_by_number(found, "second")[:, 1].tolist() == [2.5, 4.5, 22.5]
    assert not found.visits["never"].lot
