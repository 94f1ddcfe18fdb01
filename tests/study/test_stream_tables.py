"""Records of streams as tables: what is written comes back, with nothing for what is not there."""

import math

import pandas as pd
import pytest

from domain.stream_records import StreamRecords
from domain.tables.results import REPLICATION_KPIS, RESULT_TABLES
from domain.tables.streams import STEP_FIGURES, STREAM_TABLES
from study.digest import frame_digest
from study.frames import read_table, write_table
from study.stream_logs import observe_streams
from study.stream_tables import stream_figures, stream_records
from tests.study.hand_made_streams import EVENTS, LOTS, VISITS, observed, scenario


@pytest.fixture(scope="module")
def tables():
    seen = observed()
    return stream_records(seen, "none", 7) | stream_figures(seen, "none", 7)


def test_every_table_is_declared_and_has_its_columns(tables):
    assert set(tables) == {table.name for table in STREAM_TABLES} | {REPLICATION_KPIS.name}
    for name, frame in tables.items():
        assert tuple(frame.columns) == RESULT_TABLES[name].column_names
        assert set(frame["policy"]) == {"none"}
        assert set(frame["replication"]) == {7}


def test_rows_name_one_thing_each(tables):
    for name, frame in tables.items():
        key = list(RESULT_TABLES[name].key)
        assert not key or not frame.duplicated(key).any(), name


def test_tables_come_back_from_disk_as_they_were(tables, tmp_path):
    for name, frame in tables.items():
        path = tmp_path / f"{name}.parquet"
        write_table(RESULT_TABLES[name], frame, path)
        pd.testing.assert_frame_equal(read_table(path), frame, check_dtype=False)
        assert frame_digest(read_table(path)) == frame_digest(frame)


def test_lots_name_their_stream_and_boxes_none(tables):
    lots = tables["stream_lots"]
    assert list(lots["stream"]) == [("a", "b", "")[row[0]] for row in LOTS]
    assert lots["inside"].isna().sum() == sum(row[5] < 0 for row in LOTS)
    assert math.isnan(lots["done_h"][4])


def test_visits_keep_the_order_of_steps_and_of_leaving(tables):
    visits = tables["visits"]
    assert list(visits["step_id"]) == [name for name, rows in VISITS.items() for _ in rows]
    assert list(visits["lot"]) == [row[0] for rows in VISITS.values() for row in rows]


def test_departures_know_their_room(tables):
    assert list(tables["boardings"]["room_teu"]) == [8.0] * 5
    assert tables["boardings"]["left_h"].isna().sum() == 1


def test_periods_add_up_to_the_events(tables):
    periods = tables["stock_periods"]
    assert list(periods["from_h"]) == [0.0, 24.0, 48.0]
    assert periods["demanded"].sum() == sum(e[3] for e in EVENTS if e[2] == "demand") - 1
    assert list(periods["met"]) == [3, 1, 2]


def test_a_row_per_step_says_what_it_is_of(tables):
    rows = tables[STEP_FIGURES.name].set_index("step_id")
    assert list(rows["kind"]) == ["process", "pack", "ride", "unpack", "stock"]
    assert set(rows["from_h"]) == {10.0}
    assert set(rows["to_h"]) == {60.0}
    figures = tables[REPLICATION_KPIS.name].set_index("kpi")["value"]
    for column in ("wait_mean_h", "queue_mean", "number_mean"):
        assert rows.loc["gate", column] == figures[f"gate.{column}"]
    assert rows.loc["train", "fill_share"] == figures["train.fill_share"]
    assert rows.loc["shelf", "fill_rate"] == figures["shelf.fill_rate"]
    assert math.isnan(rows.loc["gate", "fill_rate"])
    assert math.isnan(rows.loc["bag", "use_share"])


def test_a_run_without_goods_has_figures_but_no_records():
    seen = observe_streams(scenario(), StreamRecords())
    assert set(stream_records(seen, "none", 1)) == {"stock_periods"}
    assert len(stream_figures(seen, "none", 1)["step_figures"]) == 5
