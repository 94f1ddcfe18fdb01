"""Where the time goes, of parts that are cut into boxes: against hours worked by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from study.aggregate import stage_hours
from study.lot_names import whole_of
from tests.study.hand_made import observed


def moved(rows):
    """The hand-made replication with the consignment c1 (1 t of 6 t) moved as said."""
    seen = observed()
    moves = seen.tables["movements"]
    first = moves.iloc[0].to_dict()
    frame = pd.DataFrame(
        [
            {**first, "subject_id": lot, "stage": stage, "start_h": from_h, "opens_h": from_h,
             "end_h": to_h}
            for lot, stage, from_h, to_h in rows
        ]
    )  # fmt: skip
    return replace(seen, tables={**seen.tables, "movements": frame})


def hours(rows):
    frame = stage_hours(moved(rows))
    return dict(zip(frame["stage"], frame["hours_mean"], strict=True))


def test_pieces_of_a_part_keep_their_consignment_and_share_its_time():
    # Nothing is booked to c1.1/1 and c1.1/2; one piece rides 10 h, the other 20 h.
    rows = [("c1.1", "fetch", 0, 4), ("c1.1/1", "ride", 4, 14), ("c1.1/2", "ride", 4, 24)]
    assert hours(rows) == pytest.approx({"fetch": 4 / 6, "ride": 15 / 6})


def test_parts_and_pieces_together_add_up_to_the_time_under_way():
    rows = [
        ("c1.1", "fetch", 0, 4), ("c1.1-held", "inspect", 4, 10),
        ("c1.1-released/1", "ride", 4, 10), ("c1.1-released/2", "ride", 4, 10),
        ("c1.2", "fetch", 0, 10),
    ]  # fmt: skip
    seen = moved(rows)
    owners = {**seen.owner_of, "c1.2": "c1"}
    object.__setattr__(seen, "owner_of", owners)
    assert stage_hours(seen)["hours_mean"].sum() == pytest.approx(10 * 1 / 6)


def test_name_of_a_whole():
    assert whole_of("F/2026-11/0001.12/3") == "F/2026-11/0001.12"
    assert whole_of("F/2026-11/0001.2-released/1") == "F/2026-11/0001.2"
    assert whole_of("F/2026-11/0001") == "F/2026-11/0001"
