"""What the page says about its own figures: warm-up picture, sentences, tables."""

import json
import math
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from domain.tables.statistics import (
    KPI_QUANTILES,
    PRECISION,
    SELECTION,
    WARM_UP,
    WARM_UP_SERIES,
)
from report import build_report, theme
from report.basemap import Basemap
from report.differences import DifferenceRow
from report.kpi_views import view
from report.run_tables import read_run
from report.surety import surety, together
from report.warm_up import plot_warm_up, read_warm_up, shown_series
from report.words import say
from study.frames import table_frame

STATED_H = 240.0


@pytest.fixture(autouse=True)
def bare_ground(monkeypatch):
    monkeypatch.setattr("report.build.shipped_basemap", lambda: Basemap(()))


def verdict_rows(*rows):
    """(series, unit, found_h or None, verdict)."""
    return table_frame(
        WARM_UP,
        [("plan", name, unit, 2, 900, STATED_H, found, said) for name, unit, found, said in rows],
    )


ALL_KINDS = verdict_rows(
    ("lead_time", "h", 120.0, "enough"),
    ("boxes_under_way", "1", 310.0, "short"),
    ("in_system", "1", None, "unsteady"),
    ("c$1.time_h", "h", 0.0, "enough"),
)


def series_rows(names):
    at_h = np.linspace(5.0, 1495.0, 150)
    rows = [
        ("plan", name, "h", at, 40.0 - 30.0 * math.exp(-at / 90.0), 6)
        for name in names
        for at in at_h
    ]
    return table_frame(WARM_UP_SERIES, rows)


def marked(ax, gid):
    return [line for panel in ax.child_axes for line in panel.lines if line.get_gid() == gid]


def test_picture_shows_each_series_its_cut_and_the_stated_warm_up(lang, tmp_path):
    names = shown_series(ALL_KINDS)
    ax = plot_warm_up(series_rows(names), ALL_KINDS, lang=lang, source="demo")
    assert len(ax.child_axes) == 4
    (line,) = marked(ax, "series:lead_time")
    assert len(line.get_xdata()) == 150
    (cut,) = marked(ax, "cut:boxes_under_way")
    assert set(cut.get_xdata()) == {310.0}
    assert not marked(ax, "cut:in_system")
    for panel in ax.child_axes:
        assert any(patch.get_width() == STATED_H for patch in panel.patches)
    png, _ = theme.save(ax.get_figure(), tmp_path / "warm_up", dpi=60)
    assert png.stat().st_size > 3_000


def test_many_series_show_those_that_ask_for_attention():
    rows = [(f"s{i}.time_h", "h", 1.0, "enough") for i in range(6)]
    verdicts = verdict_rows(*rows, ("late.time_h", "h", 400.0, "short"))
    assert "late.time_h" in shown_series(verdicts)
    assert len(shown_series(verdicts)) == 4


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([("lead_time", "h", 120.0, "enough")], "sure.enough"),
        ([("lead_time", "h", 300.0, "short")], "sure.short"),
        ([("in_system", "1", None, "unsteady")], "sure.unsteady"),
    ],
)
def test_reading_help_says_the_verdict(rows, key, lang):
    told = read_warm_up(verdict_rows(*rows), lang)
    first_words = re.split(r"[{，；;]", say(lang, key))[0]
    assert first_words in told


@pytest.fixture
def told_run(sample_folder, tmp_path):
    """The sample run with statistics such as a run by `--replications auto` leaves."""
    folder = tmp_path / "run"
    shutil.copytree(sample_folder, folder, ignore=shutil.ignore_patterns("charts"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["statistics"] = {
        "state": "terminating", "warm_up_h": 336.0, "period_end_h": 1800.0,
        "warm_up_from": "stated", "redraw_demand": False, "replications": 8,
        "stopped_by": "precision", "narrow_from": 3,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    tables = {
        WARM_UP: verdict_rows(("lead_time", "h", 300.0, "enough")),
        WARM_UP_SERIES: series_rows(["lead_time"]),
        PRECISION: table_frame(
            PRECISION,
            [("total_cost_cny: plan - rule", "", 0.005, 0.0041, True, 8, 60),
             ("on_time_share", "plan", 0.05, 0.002, True, 8, 60)],
        ),
        KPI_QUANTILES: table_frame(
            KPI_QUANTILES,
            [("sample", "plan", "total_cost_cny", "CNY", share, value, None, value + 1e6, 0.96, 12)
             for share, value in ((0.1, 8e6), (0.5, 9e6), (0.9, 10e6))],
        ),
    }  # fmt: skip
    for table, frame in tables.items():
        frame.to_parquet(folder / "tables" / f"{table.name}.parquet")
    return folder


def test_page_says_which_state_what_warm_up_and_why_so_many_replications(told_run, lang):
    made = surety(read_run(told_run), lang)
    text = " ".join(made.sentences)
    assert re.split(r"[（，,]", say(lang, "sure.terminating"))[0] in text
    assert say(lang, "sure.demand_same") in text
    assert ("14 天" if lang == "zh" else "14 days") in text
    # The figure that came closest to what was asked is the one that kept it going.
    assert "0.41%" in text
    assert "0.2%" not in text
    (table,) = made.tables
    assert [cell for cell, _ in table.rows[0][1]] == ["8.00", "9.00", "10.00"]
    assert table.rows[0][1][0][1] == "[…, 9.00]"
    page = build_report(told_run, lang).read_text(encoding="utf-8")
    assert 'id="sure"' in page
    assert 'id="chart-warm_up"' in page


def test_runs_of_older_versions_say_nothing_of_it(sample_folder, lang):
    made = surety(read_run(sample_folder), lang)
    assert made.sentences == ()
    assert made.tables == ()


def choice(**changes):
    facts = {
        "layout": "b", "kpi": "total_cost_cny", "maximise": False, "by": "kn", "delta": 5e4,
        "confidence": 0.95, "probability": 0.95, "promised": True, "spent_out": False,
        "replications": {"a": 12, "b": 40},
    }  # fmt: skip
    return facts | changes


@pytest.mark.parametrize(
    ("facts", "key", "probability"),
    [
        (choice(), "sure.promised", "95%"),
        (choice(by="ocba", promised=False, probability=0.873), "sure.estimated", "87.3%"),
    ],
)
def test_page_says_how_surely_a_layout_was_chosen(told_run, lang, facts, key, probability):
    manifest = json.loads((told_run / "manifest.json").read_text(encoding="utf-8"))
    manifest["statistics"] = {"best": facts}
    (told_run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    rows = [
        ("a", "plan", "total_cost_cny", "CNY", 12, 9.1e6, 9.0e6, 9.2e6, 12, "b", False),
        ("b", "plan", "total_cost_cny", "CNY", 40, 8.9e6, 8.85e6, 8.95e6, None, "", True),
    ]
    table_frame(SELECTION, rows).to_parquet(told_run / "tables" / f"{SELECTION.name}.parquet")
    made = surety(read_run(told_run), lang)
    assert made.sentences[0] == say(lang, "sure.choice", name="b")
    assert probability in made.sentences[1]
    assert re.split(r"[{（,]", say(lang, key))[0].strip() in made.sentences[1]
    table = made.tables[0]
    assert [name for name, _ in table.rows] == ["a", "b ✓"]
    assert table.rows[0][1][0] == ("12", "")
    assert table.rows[1][1][1] == ("8.900", "± 0.050")


def difference(mean, half, n=20):
    shown = view("total_cost_cny", "CNY")
    return DifferenceRow("total_cost_cny", shown, mean, mean - half, mean + half, 1.0, n)


def test_differences_read_at_once_say_what_they_promise_together(lang):
    text = together([difference(1.0, 0.2), difference(3.0, 0.5), difference(0.0, 0.0)], lang)
    factor = stats.t.ppf(1.0 - 0.0125, 19) / stats.t.ppf(0.975, 19)
    assert f"{factor:.2f}" in text
    assert "90%" in text
    assert together([difference(1.0, 0.2)], lang) == ""


def test_layouts_that_agree_say_it_once(told_run, tmp_path, lang):
    top = tmp_path / "compared"
    for name in ("a", "b"):
        shutil.copytree(told_run, top / f"layout_{name}")
    shutil.copy(told_run / "manifest.json", top / "manifest.json")
    kpis = pd.read_csv(told_run / "kpis.csv")
    both = pd.concat([kpis.assign(scenario=name) for name in ("a", "b")])
    both.to_csv(top / "kpis.csv", index=False)
    (top / "tables").mkdir()
    made = surety(read_run(top), lang)
    assert made.sentences.count(say(lang, "sure.demand_same")) == 1
    assert not [text for text in made.sentences if text.startswith(("a:", "b:"))]
