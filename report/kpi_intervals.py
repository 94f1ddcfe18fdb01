"""KPIs per policy with 95 % intervals: one small panel each, side by side."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.canvas import canvas, host
from report.kpi_views import VIEWS, amount, kpi_title, listed, unit_text, view
from report.names import plain, policy_colour, policy_name
from report.rows import each_row
from report.run_tables import order_policies
from report.theme import INK, MUTED, themed
from report.words import Lang, say

_SHOWN = (
    "cost_cny_per_t", "on_time_share", "lead_time_mean_h", "lead_time_p90_h",
    "departure_wait_h", "missed_departures", "fill_share_box", "fill_share_train",
    "value_lost_share", "life_left_share", "excursion_h", "co2e_kg_per_t",
)  # fmt: skip
_COLUMNS = 4
LAYOUTS = ("#3b3f44", "#0b7a75", "#d4a017", "#8c2f39", "#1f5f8b", "#7d5ba6")


@themed()
def plot_kpis(
    kpis: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh", source: str = ""
) -> Axes:
    """Mean and interval of each KPI, a panel per KPI and a line per policy, or per scenario.

    Parameters
    ----------
    kpis
        Table `kpis` of one scenario under several policies, or of one policy in several.
    """
    key = "note.intervals" if "foresight" in set(kpis["policy"]) else "note.intervals_plain"
    note = say(lang, key, n=int(kpis["n"].max()))
    ax = canvas(ax, 9.0, 6.4, source=source, note=note, lang=lang)
    host(ax)
    there = set(kpis.loc[kpis["mean"].notna(), "kpi"])
    shown = [kpi for kpi in _SHOWN if kpi in there] or listed(
        kpi for kpi in kpis["kpi"] if kpi in there
    )[: len(_SHOWN)]
    series = _series(kpis, lang)
    column_name = "scenario" if len(set(kpis["scenario"])) > 1 else "policy"
    rows = int(np.ceil(len(shown) / _COLUMNS))
    for index, kpi in enumerate(shown):
        row, column = divmod(index, _COLUMNS)
        width, height = 1.0 / _COLUMNS, 1.0 / rows
        panel = ax.inset_axes(
            (column * width + 0.015, 1.0 - (row + 1) * height + 0.27 * height,
             width - 0.04, height * 0.56)
        )  # fmt: skip
        panel.set_gid(f"kpi:{kpi}")
        _draw_panel(panel, kpis[kpis["kpi"] == kpi].set_index(column_name), series, lang)
    handles = [
        Line2D([], [], color=fill, marker="o", linewidth=2.0, label=label)
        for fill, label in series.values()
    ]  # fmt: skip
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip
    title = "chart.kpis_layouts" if column_name == "scenario" else "chart.kpis"
    ax.set_title(say(lang, title), pad=26.0)
    return ax


def _series(kpis: pd.DataFrame, lang: Lang) -> dict[str, tuple[str, str]]:
    """Colour and label of each line: policies, or the scenarios of a comparison of layouts."""
    if len(set(kpis["scenario"])) > 1:
        names = list(dict.fromkeys(str(name) for name in kpis["scenario"]))
        return {
            name: (LAYOUTS[place % len(LAYOUTS)], plain(name)) for place, name in enumerate(names)
        }
    return {
        policy: (policy_colour(policy), policy_name(policy, lang))
        for policy in order_policies(kpis["policy"])
    }


def _draw_panel(
    panel: Axes, rows: pd.DataFrame, series: dict[str, tuple[str, str]], lang: Lang
) -> None:
    shown = view(str(rows["kpi"].iloc[0]), str(rows["unit"].iloc[0]))
    kpi = str(rows["kpi"].iloc[0])
    for rank, (name, (fill, _)) in enumerate(series.items()):
        if name not in rows.index:
            continue
        row = rows.loc[name].to_dict()
        mean, low, high = (
            float(row[column]) * shown.scale for column in ("mean", "ci95_low", "ci95_high")
        )
        y = len(series) - 1 - rank
        if not math.isnan(low + high):
            panel.plot([low, high], [y, y], color=fill, linewidth=2.2, zorder=2)
        panel.plot([mean], [y], "o", color=fill, markersize=5.0, zorder=3)
        panel.annotate(
            amount(float(row["mean"]), shown), (1.0, y), xycoords=("axes fraction", "data"),
            ha="right", va="center", fontsize=8.0, color=INK,
        )  # fmt: skip
    panel.margins(x=0.12)
    low_x, high_x = panel.get_xlim()
    # Room at the right for the numbers.
    panel.set_xlim(low_x, high_x + 0.62 * (high_x - low_x))
    ticks = MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]).tick_values(low_x, high_x)
    panel.set_xticks([tick for tick in ticks if low_x <= tick <= high_x])
    panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.6g}"))
    panel.set_ylim(-0.7, len(series) - 0.3)
    panel.set_yticks([])
    panel.tick_params(axis="x", labelsize=7.5, length=2.0)
    panel.spines["left"].set_visible(False)
    panel.grid(visible=True, axis="x")
    panel.set_title(kpi_title(kpi, lang), fontsize=9.0, pad=4.0)
    arrow = {-1: say(lang, "note.less_better"), 1: say(lang, "note.more_better"), 0: ""}
    text = f"{unit_text(shown, lang)}  {arrow[shown.better]}".strip()
    panel.set_xlabel(text, fontsize=7.5, color=MUTED, labelpad=1.0)


def read_kpis(kpis: pd.DataFrame, lang: Lang) -> str:
    """One sentence: in how many KPIs the plan's interval lies clear of the rule's, which way."""
    wide = {(str(row.policy), str(row.kpi)): row for row in each_row(kpis)}
    better = worse = same = 0
    for kpi, shown in VIEWS.items():
        a, b = wide.get(("rule", kpi)), wide.get(("plan", kpi))
        if a is None or b is None or shown.better == 0:
            continue
        gap = 1 if b.ci95_low > a.ci95_high else -1 if b.ci95_high < a.ci95_low else 0
        if gap == 0:
            same += 1
        elif gap == shown.better:
            better += 1
        else:
            worse += 1
    if better + worse + same == 0:
        return say(lang, "read.kpis_plain")
    return say(lang, "read.kpis", better=better, worse=worse, same=same)
