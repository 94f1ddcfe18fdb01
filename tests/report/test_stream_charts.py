"""Charts and pages of runs with streams: what is drawn is what the tables hold."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from report import build_report, build_workbook
from report.basemap import Basemap
from report.canvas import NothingToDrawError
from report.gallery import gallery
from report.levels import Level, binned, last_of_each, level_of
from report.run_tables import read_run
from report.server_use import plot_use, read_use
from report.shelf_levels import plot_shelves, read_shelves, shelf_levels
from report.step_numbers import numbers, plot_numbers, read_numbers
from report.step_waits import plot_waits, read_waits, unit_of, waits_h
from report.stream_page import cautions, sections, stream_headlines
from report.stream_runs import chosen_rows, has_streams, kpis_of, only_streams, steps_of
from report.train_loads import plot_loads, read_loads
from report.words import say
from tests.report.sample_streams import write_sample_layouts, write_sample_streams
from tests.report.test_charts import HAN, panel_of, saved, texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_sample_streams(tmp_path_factory.mktemp("streams") / "parcels", replications=3)


@pytest.fixture(scope="module")
def run(folder):
    return read_run(folder)


@pytest.fixture(scope="module")
def layouts(tmp_path_factory):
    return write_sample_layouts(tmp_path_factory.mktemp("streams") / "compared")


def drawn_by(panel, gid):
    return next(line for line in panel.lines if line.get_gid() == gid)


# --- levels


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-2, 3)), min_size=1, max_size=40))
def test_a_level_holds_the_sum_of_all_changes_so_far(changes):
    hours, by = (np.asarray(column, dtype=float) for column in zip(*changes, strict=True))
    level = level_of(hours, by)
    assert (np.diff(level.at_h) > 0.0).all()
    for at_h in range(42):
        held = level.value[np.searchsorted(level.at_h, at_h, side="right") - 1]
        assert held == sum(n for h, n in changes if h <= at_h)


@given(st.lists(st.tuples(st.floats(0.1, 99.0), st.integers(0, 9)), min_size=1, max_size=60))
def test_stretches_of_a_level_keep_its_range_and_its_average(events):
    hours, values = (
        np.asarray(column, dtype=float) for column in zip(*sorted(events), strict=True)
    )
    level = last_of_each(hours, values, 4.0).between(0.0, 100.0)
    _, low, high, mean = binned(level, bins=7)
    assert low.min() == level.value.min()
    assert high.max() == level.value.max()
    assert ((low - 1e-9 <= mean) & (mean <= high + 1e-9)).all()
    assert mean.mean() == pytest.approx(level.mean())


def test_a_level_is_cut_where_it_is_asked_to_be():
    level = Level(np.array([0.0, 2.0, 5.0]), np.array([1.0, 3.0, 0.0])).between(1.0, 4.0)
    assert level.at_h.tolist() == [1.0, 2.0, 4.0]
    assert level.value.tolist() == [1.0, 3.0, 3.0]
    assert level.mean() == pytest.approx((1.0 + 2 * 3.0) / 3)


# --- charts


def test_numbers_are_those_who_came_and_have_not_left(run, lang, tmp_path):
    visits, steps = chosen_rows(run, "visits"), steps_of(run)
    level = numbers(visits, steps)["train"]
    for at_h in (100.0, 300.0):
        mine = visits[visits["step_id"] == "train"]
        there = (mine["entered_h"] <= at_h) & ~(mine["left_h"] <= at_h)
        assert level.value[np.searchsorted(level.at_h, at_h, side="right") - 1] == there.sum()
    ax = plot_numbers(visits, steps, kpis_of(run), start=run.start, lang=lang, source="parcels")
    assert len(ax.child_axes) == 5  # nobody is ever in the step where boxes are opened
    means = run.kpis.set_index("kpi")["mean"]
    dots = [line for line in ax.child_axes[0].lines if str(line.get_gid()).startswith("snapshot:")]
    assert [line.get_ydata()[0] for line in dots] == [
        means[f"gate.number_at_{at}h"] for at in (60, 120, 240, 360, 480)
    ]
    assert "train" in read_numbers(visits, steps, kpis_of(run), lang)
    assert any("parcels" in text for text in saved(ax, tmp_path))


def test_the_curve_of_waits_is_the_share_of_visits(run, lang, tmp_path):
    visits, steps = {"a": chosen_rows(run, "visits")}, {"a": steps_of(run)}
    ax = plot_waits(visits, steps, lang=lang)
    panel = panel_of(ax, "waits:train")
    line = drawn_by(panel, "line:a")
    hours = waits_h(visits["a"], steps["a"])["train"]
    x, y = line.get_xdata()[1:-1], line.get_ydata()[1:-1]
    for at, share in list(zip(x, y, strict=True))[::25]:
        assert share == pytest.approx(100.0 * np.mean(hours <= at), abs=0.01)
    rows = run.table("step_figures").set_index(["replication", "step_id"])
    assert rows.loc[(0, "train"), "wait_mean_h"] == pytest.approx(hours.mean())
    assert say(lang, "unit.h") in panel.get_xlabel()
    assert "train" in read_waits(visits, steps, lang)
    saved(ax, tmp_path)


def test_units_of_waits_follow_their_length():
    assert [unit_of(hours)[0] for hours in (0.5, 5.0, 500.0)] == [
        "unit.minutes", "unit.h", "unit.d"
    ]  # fmt: skip


def test_departures_show_what_is_aboard_and_what_is_left(run, lang, tmp_path):
    rows, steps = chosen_rows(run, "boardings"), steps_of(run)
    ax = plot_loads(rows, steps, kpis_of(run), start=run.start, lang=lang)
    (panel,) = ax.child_axes
    counted = rows[rows["scheduled_h"].between(48.0, 504.0, inclusive="left")]
    ran = counted[counted["status"] == "ran"]
    heights = np.array([bar.get_height() for bar in panel.patches])
    assert heights[heights > 0].sum() == ran["teu"].sum()
    assert -heights[heights < 0].sum() == ran["left_behind"].sum()
    crosses = drawn_by(panel, "cancelled:train")
    assert list(crosses.get_xdata()) == list(
        counted.loc[counted["status"] == "cancelled", "scheduled_h"]
    )
    assert str(int(ran["left_behind"].max())) in read_loads(rows, steps, lang)
    saved(ax, tmp_path)


def test_shelf_shows_stock_above_and_backorders_below(run, lang, tmp_path):
    tables = [chosen_rows(run, name) for name in ("stock_events", "stock_periods")]
    steps = steps_of(run)
    on_hand, backorders = shelf_levels(*tables, "shelf")
    assert on_hand.value[0] == tables[1]["opening"].iloc[0]
    ax = plot_shelves(*tables, steps, kpis_of(run), start=run.start, lang=lang)
    (panel,) = ax.child_axes
    assert np.nanmin(drawn_by(panel, "backorders:shelf").get_ydata()) == -backorders.value.max()
    events = tables[0]
    orders = events[(events["event"] == "order") & (events["at_h"] < 504.0)]
    assert list(drawn_by(panel, "orders:shelf").get_xdata()) == list(orders["at_h"])
    assert read_shelves(*tables, steps, lang)
    saved(ax, tmp_path)


def test_bars_of_use_are_the_means_over_replications(run, lang, tmp_path):
    ax = plot_use(kpis_of(run), lang=lang)
    means = run.kpis.set_index("kpi")["mean"]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(
        [100.0 * means["gate.use_share"], 100.0 * means["unload.use_share"]]
    )
    assert "gate" in read_use(kpis_of(run), lang)
    saved(ax, tmp_path)


def test_nothing_to_draw_is_said(run):
    steps = steps_of(run)
    with pytest.raises(NothingToDrawError, match="boardings"):
        plot_loads(chosen_rows(run, "boardings").head(0), steps, kpis_of(run))
    with pytest.raises(NothingToDrawError, match="kpis"):
        plot_use(run.kpis[run.kpis["kpi"] == "gate.visits"])
    with pytest.raises(NothingToDrawError, match="visits"):
        plot_numbers(chosen_rows(run, "visits").head(0), steps, kpis_of(run))


def test_english_charts_hold_no_chinese_words(run):
    for piece in gallery(run, Basemap(()), "en"):
        assert not any(HAN.search(text) for text in texts(piece.draw().get_figure())), piece.name
        assert not HAN.search(piece.read())


# --- pages


def test_a_run_of_streams_gets_the_charts_it_has_something_for(run):
    assert has_streams(run)
    assert only_streams([run])
    assert [piece.name for piece in gallery(run, Basemap(()), "zh")] == [
        "server_use", "step_numbers", "step_waits", "train_loads", "shelf_levels"
    ]  # fmt: skip


def test_a_run_with_a_gate_alone_gets_no_trains_and_no_shelves(folder, tmp_path):
    import shutil

    copied = tmp_path / "run"
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("charts"))
    for name in ("boardings", "stock_events", "stock_periods"):
        (copied / "tables" / f"{name}.parquet").unlink()
    steps = pd.read_parquet(copied / "tables" / "step_figures.parquet")
    steps[steps["kind"] == "process"].to_parquet(copied / "tables" / "step_figures.parquet")
    pieces = [piece.name for piece in gallery(read_run(copied), Basemap(()), "en")]
    assert pieces == ["server_use", "step_numbers", "step_waits"]


def test_a_run_of_consignments_gets_no_charts_of_streams(sample):
    assert not has_streams(sample)
    assert not {"step_numbers", "server_use"} & {
        piece.name for piece in gallery(sample, Basemap(()), "en")
    }


def test_page_tells_waits_tables_and_charts(folder, lang):
    page = build_report(folder, lang).read_text(encoding="utf-8")
    assert page.count("<figure") == 5
    for key in ("page.steps", "page.rides", "page.shelves", "page.streams", "page.asked_for"):
        assert f"<h3>{say(lang, key)}</h3>" in page
    assert say(lang, "page.few", n=3) in page
    assert say(lang, "page.not_drawn") not in page
    assert "OpenStreetMap" not in page  # no map, no credit for one
    assert say(lang, "headline.none") not in page


def test_tables_of_the_page_show_the_means(run, lang):
    steps = next(s for s in sections(run, lang) if s.title == say(lang, "page.steps"))
    assert [name for name, _ in steps.rows] == ["gate", "bag", "train", "unload", "shelf"]
    wait = run.kpis.set_index("kpi").loc["train.wait_mean_h"]
    mean, half = steps.rows[2][1][1]
    assert float(mean) == pytest.approx(wait["mean"], rel=0.01)
    assert float(half.split()[1]) == pytest.approx(
        (wait["ci95_high"] - wait["ci95_low"]) / 2, abs=0.06
    )


def test_headlines_begin_with_the_longest_wait(run, lang):
    waits = run.kpis[run.kpis["kpi"].str.endswith(".wait_mean_h")]
    longest = waits.loc[waits["mean"].idxmax(), "kpi"].partition(".")[0]
    assert longest in stream_headlines(run, lang)[0]


def test_one_replication_has_no_interval(tmp_path):
    folder = write_sample_streams(tmp_path / "one", replications=1)
    page = build_report(folder, "en").read_text(encoding="utf-8")
    assert "nan" not in re.sub(r"<(style|svg).*?</\1>|base64,[^\"]*", "", page, flags=re.DOTALL)


def test_cut_waits_are_warned_of(folder, tmp_path, lang):
    import shutil

    copied = tmp_path / "run"
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("charts"))
    assert cautions(read_run(copied), lang) == []
    steps = pd.read_parquet(copied / "tables" / "step_figures.parquet")
    steps.loc[steps["step_id"].isin(["bag", "train"]), "unfinished"] = 4
    steps.to_parquet(copied / "tables" / "step_figures.parquet")
    (told,) = cautions(read_run(copied), lang)
    assert say(lang, "page.unfinished_item", step="train", n="12") in told
    assert "bag" not in told  # that a box was not full is no news


def test_layouts_of_streams_are_told_by_their_differences(layouts):
    run, lang = read_run(layouts), "zh"
    names = [piece.name for piece in gallery(run, Basemap(()), lang)]
    assert names == ["differences_two_three", "kpis", "step_waits"]
    page = build_report(layouts, lang).read_text(encoding="utf-8")
    assert page.count("<figure") == 3
    assert say(lang, "page.not_drawn") not in page


def test_a_step_that_nothing_changed_is_no_row_of_the_differences(layouts):
    run = read_run(layouts)
    ax = next(iter(gallery(run, Basemap(()), "en"))).draw()
    labels = [tick.get_text() for tick in panel_of(ax, "kpis").get_yticklabels()]
    assert "gate · mean wait" in labels
    assert not [label for label in labels if label.startswith("shelf")]


def test_workbook_has_sheets_of_figures_and_steps(folder):
    book = CalamineWorkbook.from_path(build_workbook(folder))
    assert {"指标 kpis", "环节指标 step_figures", "库存周期 stock_periods"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("环节指标 step_figures").to_python()
    assert rows[0][:4] == ["策略", "重复号", "环节", "类别"]
    assert len(rows) == 2 + len(pd.read_parquet(folder / "tables" / "step_figures.parquet"))
    lots = book.get_sheet_by_name("流货批 stream_lots").to_python()
    assert lots[1][2] == "lot"


def test_page_of_streams_alone_tells_of_no_plan(folder, tmp_path):
    import shutil

    copied = tmp_path / "run"
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("charts"))
    (copied / "plan_none").mkdir()
    (copied / "plan_none" / "plan.json").write_text(
        '{"policy": "none", "status": "nothing to plan"}', encoding="utf-8"
    )
    (copied / "tables" / "visits.parquet").unlink()
    page = build_report(copied, "en").read_text(encoding="utf-8")
    assert 'id="plan"' not in page
    assert "chart-step_waits" not in page
