import json

import pytest

from domain.plan import BoxJourney, BoxRoute, Hop, Part, Plan
from study.atomic import write_text
from study.plan_folder import (
    PLAN_JOURNEYS,
    PlanFolderError,
    _csv,
    _journey_rows,
    read_plan,
)

ROUTE = BoxRoute("40HC:A>T>B", "A", "B", "40HC", (Hop("T1", 0, 1), Hop("L1", 0, 0)))
JOURNEY = BoxJourney("j", ROUTE, "fresh", 5.0, 0.1 + 0.2, (48.123456789012345, None))
PLAN = Plan("plan", {"j": JOURNEY}, (Part("c.1", "c", 3, -2, ("F",), "j", ("D",)),), frozenset())
PARTS = "part_id,consignment_id,units,priority,before,journey_id,after,locked\nc.1,c,3,-2,F,j,D,1\n"


def written(folder, parts=PARTS):
    write_text(folder / "journeys.csv", _csv(PLAN_JOURNEYS, _journey_rows(PLAN)))
    write_text(folder / "parts.csv", parts)
    about = {
        "policy": "plan", "status": "built", "cost_cny": None, "bound_cny": None, "seconds": 0.0,
        "deterministic": True, "runs": [["T1", 48.123456789012345]], "unplanned": {}, "notes": {},
    }  # fmt: skip
    write_text(folder / "plan.json", json.dumps(about))
    return folder


def test_plan_comes_back_to_the_last_bit(tmp_path):
    plan = read_plan(written(tmp_path))
    assert plan.journeys == PLAN.journeys
    assert plan.parts == PLAN.parts
    assert plan.runs == {("T1", 48.123456789012345)}


def test_part_without_its_journey_is_named(tmp_path):
    with pytest.raises(PlanFolderError, match=r"c\.1 rides k"):
        read_plan(written(tmp_path, PARTS.replace(",j,", ",k,")))


def test_wrong_cell_is_named_by_file_and_row(tmp_path):
    with pytest.raises(PlanFolderError, match=r"parts\.csv  row 2: ValueError.*three"):
        read_plan(written(tmp_path, PARTS.replace(",3,", ",three,")))


def test_missing_column_is_named(tmp_path):
    with pytest.raises(PlanFolderError, match="row 2: KeyError: 'units'"):
        read_plan(written(tmp_path, PARTS.replace("units", "pieces")))


def test_folder_without_a_plan_says_what_it_wants(tmp_path):
    with pytest.raises(PlanFolderError, match="wants the plan/"):
        read_plan(tmp_path)
