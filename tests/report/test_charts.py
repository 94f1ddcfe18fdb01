"""Charts: labels and units in both languages, and what is drawn is what the table holds."""

import re

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from report import (
    box_ledger,
    cold_lot,
    corridors,
    departure_board,
    differences,
    flow_map,
    kpi_intervals,
    marey,
    money,
    quote,
    squeezed,
    theme,
    time_spent,
    wait_fill,
)
from report.canvas import NothingToDrawError
from report.names import Names
from report.words import say
from tests.report.conftest import names_of

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
    numbers = [
        text.get_text() for text in ax.texts if re.match(r"[\d.,]+ → [\d.,]+$", text.get_text())
    ]
    assert len(numbers) == len(ax.get_yticks())
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


def panel_of(ax, gid):
    return next(panel for panel in ax.child_axes if panel.get_gid() == gid)


def test_difference_dots_are_percent_of_the_first_side(sample, lang, tmp_path):
    a, b = differences.Side("sample", "rule"), differences.Side("sample", "plan")
    ax = differences.plot_differences(sample.comparison, sample.kpis, a, b, lang=lang)
    row = sample.comparison.set_index(["a_policy", "b_policy", "kpi"]).loc[
        "rule", "plan", "cost_cny_per_t"
    ]
    base = sample.kpis.set_index(["policy", "kpi"]).loc["rule", "cost_cny_per_t"]["mean"]
    lines = panel_of(ax, "kpis").lines
    (dot,) = [line for line in lines if line.get_gid() == "dot:cost_cny_per_t"]
    assert dot.get_xdata()[0] == pytest.approx(100 * row["mean_difference"] / base)
    told = saved(ax, tmp_path)
    assert {say(lang, f"group.{group}") for group in ("money", "time", "life", "carbon")} <= set(
        told
    )


@pytest.mark.parametrize(
    ("values", "reach"),
    [([1.0, -2.0, 3.0, 4.0, 280.0], 5.0), ([12.0, 280.0, -18.0, 9.0, 26.0], 30.0), ([], 1.0)],
)
def test_one_outlier_does_not_squeeze_the_axis(values, reach):
    assert differences.robust_reach(values) == reach


def test_what_lies_outside_the_axis_is_an_arrow_with_its_number(sample):
    comparison = sample.comparison.copy()
    base = (
        sample.kpis.set_index(["policy", "kpi"]).loc["rule", "late_mean_h"]["mean"]
        if ("late_mean_h" in set(sample.kpis["kpi"]))
        else sample.kpis.set_index(["policy", "kpi"]).loc["rule", "backlog_end_t"]["mean"]
    )
    at = (comparison["kpi"] == "backlog_end_t") & (comparison["a_policy"] == "rule")
    values = [2.8 * base, 2.7 * base, 2.9 * base]
    comparison.loc[at, ["mean_difference", "ci95_low", "ci95_high"]] = values
    a, b = differences.Side("sample", "rule"), differences.Side("sample", "plan")
    panel = panel_of(differences.plot_differences(comparison, sample.kpis, a, b, lang="en"), "kpis")
    assert [line for line in panel.lines if line.get_gid() == "outside:backlog_end_t"]
    assert panel.get_xlim()[1] < 100.0
    assert "+280%" in [text.get_text() for text in panel.texts]


def test_cost_lines_of_a_difference_sum_to_it(sample, lang):
    import pandas as pd

    pair = sample.comparison[
        (sample.comparison["a_policy"] == "rule") & (sample.comparison["b_policy"] == "plan")
    ]
    row = pair.iloc[0].to_dict()
    lines = {"transport": -5e6, "value_lost": 1.5e6, "storage": 2e3, "energy": -1e3}
    rows = [
        row | {"kpi": f"{line}_cost_cny", "unit": "CNY", "mean_difference": cny,
               "ci95_low": cny - 10.0, "ci95_high": cny + 10.0}
        for line, cny in lines.items()
    ]  # fmt: skip
    comparison = pd.concat([pair, pd.DataFrame(rows)], ignore_index=True)
    a, b = differences.Side("sample", "rule"), differences.Side("sample", "plan")
    found = differences.cost_line_rows(comparison, a, b)
    told = [(one.kpi, one.verdict()) for one in found]
    assert told[:2] == [("transport", 1), ("value_lost", -1)]
    capital = pair.loc[pair["kpi"] == "capital_cost_cny", "mean_difference"].sum()
    assert sum(one.mean for one in found) == pytest.approx(sum(lines.values()) + capital)
    ax = differences.plot_differences(comparison, sample.kpis, a, b, lang=lang)
    bars = panel_of(ax, "cost_lines").patches
    assert bars[0].get_width() == pytest.approx(-5.0)


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


def test_board_ends_rows_with_their_totals(sample, names, lang):
    rows = planned(sample, "departures")
    ax = departure_board.plot_departure_board(rows, names, lang=lang)
    board = departure_board.weekly_board(rows)
    busiest = board.services[0]
    loaded = board.cells.loc[board.cells["service_id"] == busiest, "loaded_teu"].sum()
    (total,) = [t for t in ax.texts if t.get_gid() == f"total:{busiest}:loaded"]
    assert total.get_text() == f"{loaded:,.0f}"


def test_board_tells_paths_given_up_from_trains_cancelled(rail_sample, lang):
    rows = planned(rail_sample, "departures")
    names = names_of(rail_sample, lang)
    cells = departure_board.weekly_board(rows).cells
    starts = rows.drop_duplicates(["service_id", "scheduled_h"])
    for status in ("cancelled", "given_up"):
        assert cells[status].sum() == (starts["status"] == status).sum() > 0
    told = texts(departure_board.plot_departure_board(rows, names, lang=lang).figure)
    assert say(lang, "legend.given_up") in told


def test_board_tells_trains_without_wagons(rail_sample, lang):
    rows = planned(rail_sample, "departures").copy()
    lost = (rows["service_id"] == "RCE01") & (rows["status"] == "ran")
    first = rows.loc[lost, "scheduled_h"].min()
    rows.loc[lost & (rows["scheduled_h"] == first), "status"] = "no_wagons"
    assert departure_board.weekly_board(rows).cells["no_wagons"].sum() == 1
    ax = departure_board.plot_departure_board(rows, names_of(rail_sample, lang), lang=lang)
    assert say(lang, "legend.no_wagons") in texts(ax.figure)


def test_departure_counts_once_at_its_fullest_leg(rail_sample):
    rows = planned(rail_sample, "departures")
    board = departure_board.weekly_board(rows)
    one = rows[(rows["service_id"] == "RCE01") & (rows["status"] == "ran")]
    fullest = one.groupby("scheduled_h")["loaded_teu"].max().sum()
    drawn = board.cells.loc[board.cells["service_id"] == "RCE01", "loaded_teu"].sum()
    assert drawn == pytest.approx(fullest)


def chains(run):
    return corridors.corridors(
        planned(run, "movements"), run.table("network_legs"), run.table("network_nodes")
    )


def test_corridor_joins_train_transfer_and_vessel(sample):
    found = chains(sample)
    ends = {one.stations[-1] for one in found}
    assert ends == {"SG_SIN", "TH_LCH"}
    one = next(one for one in found if one.stations[-1] == "SG_SIN")
    assert one.stations == ("HZ_ZS", "GX_QZE", "GX_QZP", "SG_SIN")
    assert one.services == ("RHZ01", "SHU01", "SBG02")
    heights = one.heights()
    # Six kilometres are drawn apart, long stretches to scale.
    assert heights["SG_SIN"] - heights["GX_QZP"] == 2497
    assert heights["GX_QZP"] - heights["GX_QZE"] > 100


def test_corridors_abroad_pass_the_border_stations(rail_sample):
    found = chains(rail_sample)
    assert all(one.stations[0] == "TY_ZD" for one in found)
    assert any("BP_ERC" in one.stations and "TR_MAL" in one.stations for one in found)


def test_marey_draws_every_ridden_run_and_stand(rail_sample, lang, tmp_path):
    rows, moves = planned(rail_sample, "departures"), planned(rail_sample, "movements")
    legs = rail_sample.table("network_legs")
    one = next(one for one in chains(rail_sample) if "BP_ERC" in one.stations)
    ax = marey.plot_marey(
        rows, moves, legs, [one], names_of(rail_sample, lang), window_h=(0.0, 1e5),
        start=rail_sample.start, lang=lang,
    )  # fmt: skip
    (panel,) = ax.child_axes
    mine = moves[moves["subject_id"].isin(one.boxes) & (moves["stage"] == "ride")]
    on = marey.runs_along(rows, one)
    ridden = on.merge(mine[["service_id", "scheduled_h"]].drop_duplicates())
    lines = {
        str(c.get_gid()).rpartition(":")[2]: c
        for c in panel.collections
        if isinstance(c, LineCollection)
    }
    assert len(lines["actual"].get_segments()) == len(ridden[ridden["status"] == "ran"])
    assert len(lines["dwell"].get_segments()) == len(marey.dwell_table(ridden))
    trips = ridden[ridden["status"] == "ran"].drop_duplicates(["service_id", "scheduled_h"])
    assert len(lines["planned"].get_segments()) == len(trips)
    assert say(lang, "unit.km") in panel.get_yticklabels()[1].get_text()
    assert marey.read_marey(rows, [one], names_of(rail_sample, lang), lang)
    saved(ax, tmp_path)


def test_scheduled_legs_start_at_the_timetable_and_stand_the_median(rail_sample):
    rows = planned(rail_sample, "departures")
    one = next(one for one in chains(rail_sample) if "BP_ERC" in one.stations)
    legs = rail_sample.table("network_legs")
    planned_legs = marey.scheduled_legs(marey.runs_along(rows, one), legs)
    first = planned_legs[planned_legs["leg"] == 0]
    assert (first["plan_from_h"] == first["scheduled_h"]).all()
    stands = marey.dwell_table(marey.runs_along(rows, one))
    median = stands.loc[stands["station"] == "BP_ERC", "hours"].median()
    trip = planned_legs[planned_legs["scheduled_h"] == first["scheduled_h"].iloc[0]]
    trip = trip.sort_values("leg")
    gap = trip["plan_from_h"].iloc[1] - trip["plan_to_h"].iloc[0]
    assert gap == pytest.approx(median)


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


def test_cold_lot_draws_its_temperatures_limits_and_life(sample, names, lang, tmp_path):
    rows = planned(sample, "temperatures")
    part = cold_lot.most_telling_lot(rows, names)
    lot = rows[rows["part_id"] == part].sort_values("start_h")
    assert lot["excursion_h"].max() > 0.0
    ax = cold_lot.plot_cold_lot(rows, part, names, start=sample.start, lang=lang)
    upper, lower = ax.child_axes
    (line,) = [one for one in upper.lines if one.get_gid() == "temperature"]
    assert line.get_ydata()[1::2] == pytest.approx(lot["end_c"].to_numpy())
    limits = {
        float(one.get_ydata()[0]) for one in upper.lines if str(one.get_gid()).startswith("limit")
    }
    assert limits == {3.0, 8.0}
    (life,) = [one for one in lower.lines if one.get_gid() == "life"]
    assert life.get_ydata()[-1] == pytest.approx(100 * (1 - lot["life_used"].max()))
    assert names.product("HZ_ORANGE") in ax.get_title(loc="left")
    saved(ax, tmp_path)


def test_a_lot_divided_at_stuffing_has_the_stages_before(sample):
    rows = planned(sample, "temperatures")
    part = str(rows["part_id"].iloc[0])
    divided = rows[rows["part_id"] == part].assign(part_id=f"{part}/2")
    import pandas as pd

    both = pd.concat([rows, divided.assign(start_h=divided["start_h"] + 1e4)])
    assert len(cold_lot.rows_of_lot(both, f"{part}/2")) == 2 * len(divided)


def test_one_long_stage_is_drawn_short():
    axis = squeezed.squeeze([(0.0, 10.0), (10.0, 210.0), (210.0, 220.0)])
    assert axis.short == ((10.0, 210.0),)
    assert axis.at(210.0) - axis.at(10.0) == pytest.approx(24.0)
    assert axis.at(220.0) - axis.at(210.0) == pytest.approx(10.0)
    even = squeezed.squeeze([(0.0, 10.0), (10.0, 20.0)])
    assert not even.short
    assert even.at(20.0) == 20.0


def test_quote_shows_every_charge_and_their_sum(sample, names, lang, tmp_path):
    goods = planned(sample, "consignments")
    chosen = quote.typical_consignment(goods)
    made = quote.quote_of(chosen, goods, planned(sample, "movements"), planned(sample, "costs"))
    told = saved(quote.plot_quote(made, names, start=sample.start, lang=lang), tmp_path)
    cost = float(goods.set_index("consignment_id").loc[chosen, "cost_cny"])
    assert f"{cost:,.2f}" in told
    assert not [text for text in told if "HZ_STONE," in text or "HZ_ORANGE," in text]
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
    assert any(text.get_text() == f"→ {names.brief('US_LAXP')}" for text in ax.texts)


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
