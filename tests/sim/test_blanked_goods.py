"""Goods in the store whose departure is blanked, and that are then given away: they paid for it."""

from dataclasses import replace

import pytest

from domain.sailings import Sailing
from sim import simulate
from tests.sailing_terms import with_service
from tests.sim.reading import consignments, rows
from tests.sim.test_sailings import boxes_at, textiles


@pytest.mark.parametrize("notice_h", [8.0, 12.0])
def test_goods_given_away_from_the_store_have_stood_there_until_then(notice_h):
    terms = Sailing(blank_share=1.0, blank_notice_h=notice_h)
    scenario = with_service(textiles(4), "RAIL", lateness=None, cancel_share=0.0, sailing=terms)
    late = replace(
        scenario,
        consignments=tuple(
            replace(one, outsource_cny_per_kg=0.01, due_h=13.0) for one in scenario.consignments
        ),
    )
    result = simulate(late, boxes_at(late, 46.0, 40.0), seed=1, replication=0)
    moves = rows(result.records.movements)
    given = [row for row in consignments(result).values() if row["outsourced_units"]]
    assert len(given) == 4
    for row in given:
        name = row["consignment_id"]
        (stored,) = [
            one for one in moves
            if one["subject_id"].startswith(f"{name}.") and one["stage"] == "store"
        ]  # fmt: skip
        assert stored["end_h"] == row["delivered_h"] == 46.0 - notice_h
