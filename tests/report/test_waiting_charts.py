"""Queues hour by hour and free days: what is drawn is what the tables hold."""

import numpy as np
import pandas as pd
import pytest

from domain.tables.results import RESULT_TABLES
from report import free_days, queue_levels
from report.canvas import NothingToDrawError
from tests.report.conftest import names_of


@pytest.fixture
def names(sample, lang):
    return names_of(sample, lang)


def queue_rows(node_id, own, others, served, from_h=0):
    return pd.DataFrame(
        {
            "policy": "rule", "replication": 7, "node_id": node_id, "step": "border",
            "at_h": np.arange(from_h, from_h + len(own), dtype=float), "waiting": own,
            "working": served, "others_waiting": others, "others_working": 0,
        }
    )  # fmt: skip


CLOSED = queue_rows("GX_YYG", [0, 0, 1, 2, 3, 3, 1, 0], [0, 5, 9, 14, 20, 12, 4, 0],
                    [0, 1, 0, 0, 0, 0, 2, 0])  # fmt: skip


def test_columns_are_those_of_the_declared_tables():
    assert set(CLOSED.columns) == set(RESULT_TABLES["queues"].column_names)
    assert set(owed().columns) == set(RESULT_TABLES["free_days"].column_names)


def test_a_stretch_without_service_is_found_only_where_somebody_waits():
    assert queue_levels.shut_h(CLOSED) == [(2.0, 6.0)]
    idle = queue_rows("GX_YYG", [0] * 6, [0] * 6, [0] * 6)
    assert queue_levels.shut_h(idle) == []
    short = queue_rows("GX_YYG", [1, 1, 1, 1], [0] * 4, [1, 0, 0, 1])
    assert queue_levels.shut_h(short) == []


def test_the_line_is_everybody_who_waits_and_the_longest_queue_stands_first(names, lang):
    quiet = queue_rows("GX_DX", [0, 1, 0], [0, 0, 0], [0, 0, 0])
    both = pd.concat([quiet, CLOSED])
    assert queue_levels.watched(both) == [("GX_YYG", "border"), ("GX_DX", "border")]
    ax = queue_levels.plot_queues(both, names, lang=lang, source="sample")
    first = ax.child_axes[0]
    (line,) = [one for one in first.lines if one.get_gid() == "queue"]
    assert list(line.get_ydata()) == list(CLOSED["waiting"] + CLOSED["others_waiting"])
    told = queue_levels.read_queues(both, names, lang)
    assert "23" in told
    with pytest.raises(NothingToDrawError):
        queue_levels.plot_queues(both[:0], names, lang=lang)


def owed(left=(100.0, 20.0, 0.0, 0.0, None), over=(0.0, 0.0, 50.0, 200.0, 0.0)):
    n = len(left)
    return pd.DataFrame(
        {
            "policy": "rule", "replication": 7, "box_id": [f"b{i}" for i in range(n)],
            "owner": ["pool", "pool", "pool", "leased", "leased"], "node_id": "GX_QZP",
            "kind": "yard", "since_h": 0.0, "free_until_h": 72.0, "until_h": 10.0,
            "left_h": left, "over_h": over, "cny": [0.0, 0.0, 160.0, 900.0, 0.0],
        }
    )  # fmt: skip


def test_every_box_is_in_one_band_and_what_is_owed_adds_up(names, lang):
    rows = owed()
    found = free_days.exposure(rows)
    bands = [name for name, *_ in free_days.BANDS]
    assert found[bands].to_numpy().sum() == len(rows)
    assert found["cny"].sum() == rows["cny"].sum()
    pool = found.loc["GX_QZP", "yard", "pool"]
    assert [pool[name] for name in bands] == [1, 1, 1, 0]
    leased = found.loc["GX_QZP", "yard", "leased"]
    assert [leased[name] for name in bands] == [1, 0, 0, 1], "without an end, free for ever"
    ax = free_days.plot_free_days(rows, names, lang=lang, source="sample")
    assert sum(patch.get_width() for patch in ax.patches) == len(rows)
    told = free_days.read_free_days(rows, names, lang)
    assert "1,060" in told
    assert "5" in free_days.read_free_days(owed(over=(0.0,) * 5), names, lang)
