"""Hours at customs: a piece bears those of the lot that it was cut from, and the slowest counts."""

import pandas as pd

from study.supervision_kpis import at_customs

ROWS = [
    ("F/1.1", "declare", 0.0, 4.0),  # then cut into two boxes, of which one is looked into
    ("F/1.1/1", "full", 10.0, 16.0),
    ("F/1.1/2", "full", 10.0, 11.0),
    ("F/2.1", "declare", 0.0, 3.0),
    ("F/2.2", "declare", 0.0, 5.0),
    ("F/2.1", "full", 4.0, 5.0),
]


def test_hours_of_pieces_follow_those_of_the_whole():
    movements = pd.DataFrame(ROWS, columns=["subject_id", "stage", "start_h", "end_h"])
    movements["subject"] = "part"
    owners = {lot: lot.partition(".")[0] for lot, *_ in ROWS}
    cohort = pd.DataFrame({"consignment_id": ["F/1", "F/2", "F/3"], "inspected": [1, 1, 0]})
    costs = pd.DataFrame({"payee": ["customs"], "consignment_id": ["F/1"]})
    seen = at_customs(cohort, movements, costs, owners)
    assert seen.hours.to_dict() == {"F/1": 4.0 + 6.0, "F/2": 5.0, "F/3": 0.0}
    assert seen.looks.to_dict() == {"F/1": 6.0, "F/2": 1.0, "F/3": 0.0}
    assert seen.found.to_dict() == {"F/1": True, "F/2": False, "F/3": False}
