"""The way of a lot, told from tables that were worked out by hand."""

import math
from dataclasses import replace

import pytest

from study import manifest as manifests
from study.errors import NotARunError
from study.run_folder import assemble, begin, write_unit
from study.stream_logs import observe_streams
from study.stream_tables import stream_figures, stream_records
from study.stream_trace import export_streams, of_streams, open_streams, stream_story
from tests.study.hand_made_streams import LOTS, VISITS, B, lot_log, records, scenario, visit_log

LOST = (B, 3, 2, 70.0, 70.0, -1, True, 0, 0.0)


@pytest.fixture
def run(tmp_path):
    folder = begin(tmp_path / "run", manifests.opened("simulate", "paper", 1, 1, {}, {}),
                   fresh=False)  # fmt: skip
    shelf = (*VISITS["shelf"], (10, 70.0, math.nan, 70.0))
    visits = {**VISITS, "shelf": shelf}
    seen = observe_streams(
        scenario(),
        records(
            lots=lot_log((*LOTS, LOST)),
            visits={name: visit_log(rows) for name, rows in visits.items()},
        ),
    )
    tables = stream_records(seen, "none", 5) | stream_figures(seen, "none", 5)
    write_unit(folder, "none", 5, tables, {})
    assemble(folder, ["none"], [5], {})
    return folder.root


def told(run, subject, lang="en", **which):
    which = {"policy": None, "replication": None, **which}
    return stream_story(open_streams(run, scenario(), lang=lang, **which), subject).splitlines()


def test_a_lot_is_told_with_the_visits_of_its_box(run):
    head, _, *rows = told(run, "a.1")
    assert head == "a.1: 1 parcel, came at 10.000 h, out at 30.000 h, 2.00 CNY"
    assert [row.split() for row in rows] == [
        ["gate", "10.000", "2.000", "15.000"],
        ["bag", "15.000", "0.000", "15.000"],
        ["train", "15.000", "9.000", "30.000", "5"],
        ["open", "30.000", "0.000", "30.000", "5"],
    ]


def test_a_box_a_lot_that_is_still_there_and_one_that_was_lost(run):
    assert told(run, "6")[0] == (
        "box 6: 4 parcels, came at 21.000 h, out at 78.000 h, left behind 2 times, 64.00 CNY"
    )
    head, *rows = told(run, "a.4", lang="zh")
    assert head.endswith("仍在系统内，16.00 CNY")
    assert rows[-1].split() == ["bag", "62.000", "-", "-"]
    assert "lost at 70.000 h" in told(run, "b.3")[0]


@pytest.mark.parametrize("subject", ["a.9", "c.1", "a", "99", "a.x", ""])
def test_a_name_that_nothing_has_is_answered_with_names_that_are_there(run, subject):
    with pytest.raises(NotARunError, match=r"a\.0, b\.0"):
        told(run, subject)


def test_what_was_not_kept_is_said(run):
    with pytest.raises(NotARunError, match="no policy plan; there are none"):
        told(run, "a.1", policy="plan")
    with pytest.raises(NotARunError, match="replication 6 were not kept; there are 5"):
        told(run, "a.1", replication=6)


def test_everything_is_exported(run):
    written = export_streams(open_streams(run, scenario(), None, None, "en"), run)
    assert [path.name for path in written] == [
        "stream_lots.csv", "visits.csv", "boardings.csv", "stock_events.csv", "stock_periods.csv"
    ]  # fmt: skip
    assert len(written[0].read_text(encoding="utf-8").splitlines()) == len(LOTS) + 2


def test_beside_consignments_lots_of_streams_are_known_by_their_stream():
    both = replace(scenario(), consignments=(object(),))
    assert of_streams(scenario(), None)
    assert of_streams(both, "a.12")
    assert not of_streams(both, "M22/2026-11/0038")
    assert not of_streams(both, None)
