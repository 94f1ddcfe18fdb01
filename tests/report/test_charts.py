"""Charts: labels and units in both languages, and what is drawn is what the table holds."""

import re

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from report import (
    box_ledger,
    cold_lot,
    departure_board,
    differences,
    flow_map,
    kpi_intervals,
    marey,
    money,
    quote,
    theme,
    time_spent,
    wait_fill,
)
from report.canvas import NothingToDrawError
from report.names import Names
from report.words import say

HAN = re.compile(r"[\u4e00-\u9fff]")


def planned(run, name):
    rows = run.records(name)
    return rows[rows["policy"] == "plan"]


def texts(figure):
    found = [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]
    return [text for text in found if text.strip()]


def saved(ax, tmp_path):
    png, svg = theme.save(ax.get_figure(), tmp_path / "chart", dpi=60)
    assert png.stat().st_size > 3_000
    assert svg.stat().st_size > 3_000
    return texts(ax.get_figure())


def test_money_bars_sum_to_the_cost_lines(sample, lang, tmp_path):
    table = sample.table("cost_lines")
    ax = money.plot_money(table, lang=lang, source="sample")
    totals = table.groupby(["policy", "replication"])["cny"].sum().groupby("policy").mean()
    drawn = sum(patch.get_width() for patch in ax.patches)
    assert drawn == pytest.approx(totals.sum() / 1e6)
    assert say(lang, "unit.cny_million") in ax.get_xlabel()
    assert any("sample" in text for text in saved(ax, tmp_path))


def test_cost_never_booked_in_a_replication_counts_as_zero_there():
    import pandas as pd

    table = pd.DataFrame(
        {
            "policy": "rule",
            "replication": [0, 1, 1],
            "line": ["a", "a", "b"],
            "cny": [1.0, 3.0, 8.0],
        }
    )
    from report.stack import mean_parts

    assert mean_parts(table, "line", "cny").loc["rule"].to_dict() == {"a": 2.0, "b": 4.0}


def test_payers_are_named_by_role(sample, lang, tmp_path):
    ax = money.plot_payers(sample.table("cost_lines"), lang=lang)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert labels[0] == f"{say(lang, 'role.shipper')} → {say(lang, 'role.carrier')}"
    saved(ax, tmp_path)


def test_time_bars_are_days_of_the_stage_table(sample, lang, tmp_path):
    table = sample.table("stage_hours")
    ax = time_spent.plot_time(table, lang=lang)
    hours = table.groupby(["policy", "replication"])["hours_mean"].sum().groupby("policy").mean()
    assert sum(p.get_width() for p in ax.patches) == pytest.approx(hours.sum() / 24.0)
    saved(ax, tmp_path)


def test_kpi_panels_show_mean_interval_and_unit(sample, lang, tmp_path):
    ax = kpi_intervals.plot_kpis(sample.kpis, lang=lang)
    panel = next(p for p in ax.child_axes if p.get_gid() == "kpi:on_time_share")
    row = sample.kpis.set_index(["policy", "kpi"]).loc["habit", "on_time_share"]
    spans = [line.get_xdata() for line in panel.lines if len(line.get_xdata()) == 2]
    assert spans[0] == pytest.approx([100 * row["ci95_low"], 100 * row["ci95_high"]])
    assert "%" in panel.get_xlabel()
    saved(ax, tmp_path)


def test_difference_dots_are_percent_of_the_first_side(sample, lang, tmp_path):
    a, b = differences.Side("sample", "rule"), differences.Side("sample", "plan")
    ax = differences.plot_differences(sample.comparison, sample.kpis, a, b, lang=lang)
    row = sample.comparison.set_index(["a_policy", "b_policy", "kpi"]).loc[
        "rule", "plan", "cost_cny_per_t"
    ]
    base = sample.kpis.set_index(["policy", "kpi"]).loc["rule", "cost_cny_per_t"]["mean"]
    (dot,) = [line for line in ax.lines if line.get_gid() == "dot:cost_cny_per_t"]
    assert dot.get_xdata()[0] == pytest.approx(100 * row["mean_difference"] / base)
    told = saved(ax, tmp_path)
    assert {say(lang, f"group.{group}") for group in ("money", "time", "life", "carbon")} <= set(
        told
    )


def test_layouts_are_compared_by_name_under_one_policy(sample, lang):
    comparison = sample.comparison.assign(b_scenario="other", b_policy="rule")
    a, b = differences.pairs(comparison)[0]
    ax = differences.plot_differences(comparison, sample.kpis, a, b, lang=lang)
    assert "other" in ax.get_title(loc="left")


@pytest.mark.parametrize(
    ("low", "high", "key"), [(-9.0, -5.0, "less"), (5.0, 9.0, "more"), (-1.0, 2.0, "undecided")]
)
def test_headline_follows_the_interval(sample, lang, low, high, key):
    a, b = differences.Side("sample", "rule"), differences.Side("sample", "plan")
    comparison = sample.comparison.copy()
    at = (comparison["kpi"] == "cost_cny_per_t") & (comparison["a_policy"] == "rule")
    comparison.loc[at, ["mean_difference", "ci95_low", "ci95_high"]] = [(low + high) / 2, low, high]
    text = differences.headline(comparison, sample.kpis, a, b, lang)
    word = {
        "less": ("低", "below"), "more": ("高", "above"), "undecided": ("未能判定", "undecided"),
    }[key][lang == "en"]  # fmt: skip
    assert word in text


def test_board_fill_is_loaded_over_capacity(sample, names, lang, tmp_path):
    rows = planned(sample, "departures")
    ax = departure_board.plot_departure_board(rows, names, lang=lang)
    cells = departure_board.weekly_board(rows).cells
    (fill,) = [c for c in ax.collections if c.get_gid() == "fill"]
    ran = cells[cells["ran"] > 0]
    used = ran[ran["week"] <= ran.loc[ran["booked_teu"] > 0, "week"].max()]
    assert np.sort(np.asarray(fill.get_array())) == pytest.approx(
        np.sort((used["loaded_teu"] / used["capacity_teu"]).to_numpy())
    )
    saved(ax, tmp_path)


def test_departure_counts_once_at_its_fullest_leg(rail_sample):
    rows = planned(rail_sample, "departures")
    board = departure_board.weekly_board(rows)
    one = rows[(rows["service_id"] == "RCE01") & (rows["status"] == "ran")]
    fullest = one.groupby("scheduled_h")["loaded_teu"].max().sum()
    drawn = board.cells.loc[board.cells["service_id"] == "RCE01", "loaded_teu"].sum()
    assert drawn == pytest.approx(fullest)


def test_corridor_joins_train_and_vessel(sample):
    corridor = marey.busiest_corridor(planned(sample, "departures"), sample.table("network_legs"))
    assert corridor.stations == ("HZ_ZS", "GX_QZE", "GX_QZP", "SG_SIN")
    heights = corridor.heights()
    # Six kilometres are drawn apart, long stretches to scale.
    assert heights["SG_SIN"] - heights["GX_QZP"] == 2497
    assert heights["GX_QZP"] - heights["GX_QZE"] > 100


def test_marey_draws_every_run_and_stand(rail_sample, lang, tmp_path):
    rows = planned(rail_sample, "departures")
    names = Names.of(rail_sample.table("network_nodes"), rail_sample.table("network_legs"), lang)
    corridor = marey.busiest_corridor(rows, rail_sample.table("network_legs"))
    ax = marey.plot_marey(
        rows, corridor, names, window_h=(0.0, 1e5), start=rail_sample.start, lang=lang
    )
    on = rows[
        rows["from_id"].isin(corridor.stations)
        & rows["to_id"].isin(corridor.stations)
        & (rows["status"] == "ran")
    ]
    drawn = [c for c in ax.collections if isinstance(c, LineCollection)]
    stands = [c for c in drawn if c.get_gid() == "dwell"]
    runs = sum(len(c.get_segments()) for c in drawn if c.get_gid() != "dwell")
    assert runs == len(on)
    assert len(stands[0].get_segments()) == len(marey.dwell_table(on, corridor.stations))
    assert say(lang, "unit.km") in ax.get_yticklabels()[1].get_text()
    saved(ax, tmp_path)


def test_wait_and_fill_come_from_both_tables(sample, names, lang, tmp_path):
    moves, departures = planned(sample, "movements"), planned(sample, "departures")
    found = wait_fill.wait_and_fill(moves, departures)
    boxes = moves[(moves["subject"] == "box") & (moves["stage"] == "await_departure")]
    hours = boxes[boxes["service_id"] == "RHZ01"]
    assert found.loc["RHZ01", "wait_h"] == pytest.approx((hours["end_h"] - hours["start_h"]).mean())
    saved(wait_fill.plot_wait_fill(moves, departures, names, lang=lang), tmp_path)


def test_ledger_balances(sample, names, lang, tmp_path):
    boxes = planned(sample, "boxes")
    found = box_ledger.ledger(boxes)
    assert found["taken"].sum() == len(boxes)
    assert found["returned"].sum() == boxes["stripped_h"].notna().sum()
    ax = box_ledger.plot_box_ledger(boxes, names, lang=lang)
    (marks,) = [line for line in ax.lines if line.get_gid() == "balance"]
    assert sum(marks.get_xdata()) == pytest.approx((found["returned"] - found["taken"]).sum())
    saved(ax, tmp_path)


def test_cold_lot_draws_its_temperatures_and_life(sample, names, lang, tmp_path):
    rows = planned(sample, "temperatures")
    part = cold_lot.most_telling_lot(rows)
    assert rows.loc[rows["part_id"] == part, "excursion_h"].max() == rows["excursion_h"].max()
    ax = cold_lot.plot_cold_lot(rows, part, names, start=sample.start, lang=lang)
    upper, lower = ax.child_axes
    (line,) = [one for one in upper.lines if one.get_gid() == "temperature"]
    lot = rows[rows["part_id"] == part].sort_values("start_h")
    assert line.get_ydata()[1::2] == pytest.approx(lot["end_c"].to_numpy())
    (life,) = [one for one in lower.lines if one.get_gid() == "life"]
    assert life.get_ydata()[-1] == pytest.approx(100 * (1 - lot["life_used"].max()))
    saved(ax, tmp_path)


def test_quote_shows_every_charge_and_their_sum(sample, names, lang, tmp_path):
    goods = planned(sample, "consignments")
    chosen = quote.typical_consignment(goods)
    made = quote.quote_of(chosen, goods, planned(sample, "movements"), planned(sample, "costs"))
    told = saved(quote.plot_quote(made, names, start=sample.start, lang=lang), tmp_path)
    cost = float(goods.set_index("consignment_id").loc[chosen, "cost_cny"])
    assert f"{cost:,.2f}" in told
    assert (
        made.stages["end_h"].iloc[-1]
        == goods.set_index("consignment_id").loc[chosen, "delivered_h"]
    )
    with pytest.raises(KeyError, match="nothing"):
        quote.quote_of("nothing", goods, planned(sample, "movements"), planned(sample, "costs"))


def test_flow_map_adds_both_directions_and_says_no_boundaries(sample, names, lang, water, tmp_path):
    tables = [sample.table(n) for n in ("leg_flows", "network_legs", "network_nodes")]
    drawn = flow_map.stretches(tables[0], tables[1], "plan")
    mine = tables[0][tables[0]["policy"] == "plan"]
    assert sum(s.t for s in drawn) == pytest.approx(mine.groupby("replication")["t"].sum().mean())
    ax = flow_map.plot_flow_map(*tables, water, "plan", names, lang=lang)
    widths = np.concatenate(
        [c.get_linewidths() for c in ax.collections if ":flow:" in str(c.get_gid())]
    )
    assert widths.max() == pytest.approx(9.0)
    told = saved(ax, tmp_path)
    assert any(say(lang, "map.schematic") in text for text in told)


def test_line_that_leaves_the_frame_says_where_it_goes(rail_sample, lang, water):
    tables = [rail_sample.table(n) for n in ("leg_flows", "network_legs", "network_nodes")]
    names = Names.of(tables[2], tables[1], lang)
    ax = flow_map.plot_flow_map(*tables, water, "plan", names, lang=lang)
    assert any(text.get_text() == f"→ {names.short('US_LAXP')}" for text in ax.texts)


def test_chart_draws_on_axes_it_is_given(sample):
    drawn, ax = theme.figure(5, 3)
    assert money.plot_money(sample.table("cost_lines"), ax=ax) is ax
    assert ax.get_figure() is drawn


def test_english_charts_hold_no_chinese_words(sample):
    ax = money.plot_money(sample.table("cost_lines"), lang="en")
    assert not any(HAN.search(text) for text in texts(ax.get_figure()))


def test_name_with_a_dollar_is_no_formula(sample, tmp_path):
    nodes = sample.table("network_nodes").assign(name_en="$x_1$")
    names = Names.of(nodes, sample.table("network_legs"), "en")
    ax = box_ledger.plot_box_ledger(planned(sample, "boxes"), names, lang="en")
    saved(ax, tmp_path)


def test_name_without_a_glyph_is_an_error(sample, tmp_path):
    nodes = sample.table("network_nodes").assign(name_zh="ᠮᠣᠩ")
    names = Names.of(nodes, sample.table("network_legs"), "zh")
    ax = box_ledger.plot_box_ledger(planned(sample, "boxes"), names)
    with pytest.raises(UserWarning, match="missing from font"):
        theme.save(ax.get_figure(), tmp_path / "chart")


def test_nothing_to_draw_is_said(sample, names):
    rows = planned(sample, "departures").assign(loaded_teu=0.0)
    with pytest.raises(NothingToDrawError, match="departures"):
        departure_board.plot_departure_board(rows, names)
