"""Walking ways on the timetable: stages join, cut-offs bind, the next departure follows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draws import Chance, snap_h
from domain.pace import SampledPace, nominal_pace
from domain.route import Walk, walk
from domain.scenario import Scenario
from tests.worlds import two_hubs

RAIL, BLOCK, LORRY = 0, 1, 2
WORLD = two_hubs()


def walked(scenario: Scenario, which: int, stuff_at_h: float, **given_: object) -> Walk | None:
    return walk(
        scenario.network,
        scenario.timetable,
        scenario.routes[which],
        "export",
        "dry",
        stuff_at_h,
        given_.get("departures"),  # type: ignore[arg-type]
        given_.get("pace", nominal_pace()),  # type: ignore[arg-type]
        strict=bool(given_.get("strict", True)),
    )


def test_nominal_walk_worked_by_hand() -> None:
    """Stuffed at 6: 2 h crew, 5 h terminal, gate by 16 for the 22 o'clock train.

    48 h to the border, 12 h there, 48 h on; unloaded in 10 h but cleared in 16; 2 h stripping.
    """
    found = walked(WORLD, RAIL, 6.0)
    assert found is not None
    assert found.departures == (22.0,)
    assert found.stripped_h == 22.0 + 48.0 + 12.0 + 48.0 + 16.0 + 2.0


def test_box_ready_at_the_very_cut_off_makes_it() -> None:
    """Gate closes at 22 - 6 = 16; 16 - 5 - 2 = 9 is the last hour of stuffing."""
    last = walked(WORLD, RAIL, 9.0)
    assert last is not None
    assert last.departures == (22.0,)
    late = walked(WORLD, RAIL, snap_h(9.0 + 2.0**-30))
    assert late is not None
    assert late.departures == (46.0,)


def test_missed_departure_is_impossible_strictly_and_late_otherwise() -> None:
    assert walked(WORLD, RAIL, 10.0, departures=(22.0,)) is None
    found = walked(WORLD, RAIL, 10.0, departures=(22.0,), strict=False)
    assert found is not None
    assert found.departures == (46.0,)
    assert found.missed == 1


def test_planned_departure_is_not_left_for_an_earlier_one() -> None:
    found = walked(WORLD, RAIL, 6.0, departures=(46.0,))
    assert found is not None
    assert found.departures == (46.0,)


def test_no_walk_beyond_the_timetable() -> None:
    assert walked(WORLD, RAIL, 24.0 * 91) is None


@pytest.mark.parametrize("which", [RAIL, BLOCK, LORRY])
@given(stuff_at_h=st.floats(0.0, 1000.0), replication=st.integers(0, 5))
def test_stages_join_without_gap_or_overlap(
    which: int, stuff_at_h: float, replication: int
) -> None:
    pace = SampledPace(Chance(3, replication, nominal=False))
    found = walked(WORLD, which, snap_h(stuff_at_h), pace=pace)
    assert found is not None
    assert found.stages[0].start_h == snap_h(stuff_at_h)
    assert found.stages[-1].end_h == found.stripped_h
    for one, following in pairwise(found.stages):
        assert one.start_h <= one.opens_h <= one.end_h == following.start_h
        assert one.to_id == following.node_id


@given(first=st.floats(0.0, 500.0), later=st.floats(0.0, 50.0))
def test_stuffing_later_never_arrives_earlier(first: float, later: float) -> None:
    one = walked(WORLD, RAIL, snap_h(first))
    two = walked(WORLD, RAIL, snap_h(first + later))
    assert one is not None
    assert two is not None
    assert one.stripped_h <= two.stripped_h


def test_two_policies_face_the_same_train() -> None:
    """The ride's duration belongs to the departure, whoever stuffed when."""
    pace = SampledPace(Chance(3, 1, nominal=False))
    one = walked(WORLD, RAIL, 5.0, departures=(46.0,), pace=pace, strict=False)
    two = walked(WORLD, RAIL, 20.0, departures=(46.0,), pace=pace, strict=False)
    assert one is not None
    assert two is not None
    assert one.departures == two.departures
    rides = [[s for s in w.stages if s.kind in ("ride", "border")] for w in (one, two)]
    assert rides[0] == rides[1]
