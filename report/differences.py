"""Rule against plan, and layout against layout: paired differences with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from report.canvas import NothingToDrawError, canvas
from report.kpi_views import GROUPS, VIEWS, KpiView, amount, kpi_title, unit_text, view
from report.names import plain, policy_name
from report.rows import each_row
from report.theme import GRID, INK, MUTED, themed
from report.words import Lang, say

BETTER, WORSE, UNDECIDED = "#0b7a75", "#a93226", "#8b949b"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a scenario under a policy."""

    scenario: str
    policy: str


@dataclass(frozen=True, slots=True)
class _Row:
    kpi: str
    shown: KpiView
    mean: float
    low: float
    high: float
    base: float
    n: int

    def percent(self, value: float) -> float:
        return 100.0 * value / abs(self.base) if self.base else float("nan")

    def verdict(self) -> int:
        """1 better, -1 worse, 0 not decided at 95 % or judged neither way."""
        decided = (self.low > 0.0) - (self.high < 0.0)
        return decided * self.shown.better


@themed()
def plot_differences(
    comparison: pd.DataFrame,
    kpis: pd.DataFrame,
    a: Side,
    b: Side,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Difference b minus a of every KPI, in percent of a, grouped money, time, life, CO2e.

    Parameters
    ----------
    comparison, kpis
        Tables of a run; `kpis` gives the means of `a`, which are the 100 %.
    """
    rows = _rows(comparison, kpis, a, b)
    if not rows:
        raise NothingToDrawError("comparison.csv", "no differences between the two")
    n = max((row.n for row in rows), default=0)
    height = 1.9 + 0.30 * len(rows) + 0.30 * len({row.shown.group for row in rows})
    ax = canvas(ax, 9.0, height, source=source, note=say(lang, "note.paired", n=n), lang=lang)
    y, ticks, labels = 0.0, [], []
    for group in GROUPS:
        mine = [row for row in rows if row.shown.group == group]
        if not mine:
            continue
        ax.axhline(y + 0.55, color=GRID, linewidth=0.8, zorder=0.5)
        ax.annotate(
            say(lang, f"group.{group}"), (0.0, y), xycoords=("axes fraction", "data"),
            xytext=(4, 0), textcoords="offset points", fontsize=8.5, color=MUTED, va="center",
        )  # fmt: skip
        y -= 1.0
        for row in mine:
            _draw_row(ax, row, y, lang)
            ticks.append(y)
            labels.append(f"{kpi_title(row.kpi, lang)}")
            y -= 1.0
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    ax.set_yticks(ticks, labels)
    ax.set_ylim(y + 0.3, 0.8)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    reach = max(
        (abs(row.percent(value)) for row in rows for value in (row.mean, row.low, row.high)
         if not math.isnan(row.percent(value))),
        default=1.0,
    )  # fmt: skip
    ax.set_xlim(-1.08 * reach or -1.0, 1.08 * reach or 1.0)
    ax.set_xlabel(say(lang, "axis.percent_of", name=side_name(a, b, lang)[0]))
    _legend(ax, lang)
    first, second = side_name(a, b, lang)
    ax.set_title(say(lang, "chart.differences", a=first, b=second), pad=22.0)
    return ax


def side_name(a: Side, b: Side, lang: Lang) -> tuple[str, str]:
    """Names of the two sides: by policy where the scenario is the same, else by scenario."""
    if a.scenario == b.scenario:
        return policy_name(a.policy, lang), policy_name(b.policy, lang)
    if a.policy == b.policy:
        return plain(a.scenario), plain(b.scenario)
    return (
        f"{plain(a.scenario)} · {policy_name(a.policy, lang)}",
        f"{plain(b.scenario)} · {policy_name(b.policy, lang)}",
    )


def pairs(comparison: pd.DataFrame) -> list[tuple[Side, Side]]:
    """Which pairs a comparison table holds, in the order of the file."""
    keys = ["a_scenario", "a_policy", "b_scenario", "b_policy"]
    return [
        (Side(str(row[0]), str(row[1])), Side(str(row[2]), str(row[3])))
        for row in each_row(comparison[keys].drop_duplicates())
    ]


def read_differences(
    comparison: pd.DataFrame, kpis: pd.DataFrame, a: Side, b: Side, lang: Lang
) -> str:
    """One sentence: which KPIs are better and which worse at 95 %."""
    rows = _rows(comparison, kpis, a, b)

    def told(verdict: int) -> str:
        names = [kpi_title(row.kpi, lang) for row in rows if row.verdict() == verdict]
        return say(lang, "join").join(names) if names else say(lang, "none")

    judged = [row for row in rows if row.shown.better]
    return say(
        lang, "read.differences", a=side_name(a, b, lang)[0], b=side_name(a, b, lang)[1],
        better=told(1), worse=told(-1) , undecided=sum(row.verdict() == 0 for row in judged),
    )  # fmt: skip


def headline(comparison: pd.DataFrame, kpis: pd.DataFrame, a: Side, b: Side, lang: Lang) -> str:
    """By how much b costs less or more than a, with the interval and the number of pairs."""
    rows = {row.kpi: row for row in _rows(comparison, kpis, a, b)}
    row = rows.get("cost_cny_per_t") or rows.get("total_cost_cny")
    if row is None:
        return say(lang, "headline.none")
    first, second = side_name(a, b, lang)
    facts = {
        "a": first,
        "b": second,
        "kpi": kpi_title(row.kpi, lang),
        "amount": amount(abs(row.mean), row.shown),
        "unit": unit_text(row.shown, lang),
        "percent": f"{abs(row.percent(row.mean)):.1f}",
        "low": amount(row.low, row.shown, signed=True),
        "high": amount(row.high, row.shown, signed=True),
        "n": row.n,
    }
    if math.isnan(row.low):
        return say(lang, "headline.one", **facts)
    if row.low <= 0.0 <= row.high:
        return say(lang, "headline.undecided", **facts)
    return say(lang, "headline.less" if row.mean < 0.0 else "headline.more", **facts)


def _rows(comparison: pd.DataFrame, kpis: pd.DataFrame, a: Side, b: Side) -> list[_Row]:
    mine = comparison[
        (comparison["a_scenario"] == a.scenario)
        & (comparison["a_policy"] == a.policy)
        & (comparison["b_scenario"] == b.scenario)
        & (comparison["b_policy"] == b.policy)
        & comparison["mean_difference"].notna()
    ]
    told = mine[mine["kpi"].isin(list(VIEWS))]
    mine = told if len(told) else mine
    base = kpis[(kpis["scenario"] == a.scenario) & (kpis["policy"] == a.policy)]
    means = dict(zip(base["kpi"], base["mean"], strict=True))
    order = {kpi: rank for rank, kpi in enumerate(VIEWS)}
    rows = [
        _Row(
            str(row.kpi), view(str(row.kpi), str(row.unit)), float(row.mean_difference),
            float(row.ci95_low), float(row.ci95_high), float(means.get(row.kpi, float("nan"))),
            int(row.n),
        )
        for row in each_row(mine)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (order.get(row.kpi, len(order)), row.kpi))


def _draw_row(ax: Axes, row: _Row, y: float, lang: Lang) -> None:
    fill = {1: BETTER, -1: WORSE, 0: UNDECIDED}[row.verdict()]
    mean, low, high = (row.percent(value) for value in (row.mean, row.low, row.high))
    if not math.isnan(low + high):
        ax.plot([low, high], [y, y], color=fill, linewidth=2.4, solid_capstyle="butt", zorder=2)
    if not math.isnan(mean):
        ax.plot([mean], [y], "o", color=fill, markersize=6.0, zorder=3, gid=f"dot:{row.kpi}")
    text = amount(row.mean, row.shown, signed=True)
    if not math.isnan(row.low + row.high):
        text += f"  [{amount(row.low, row.shown, signed=True)}, "
        text += f"{amount(row.high, row.shown, signed=True)}]"
    ax.annotate(
        f"{text} {_difference_unit(row.shown, lang)}", (1.01, y),
        xycoords=("axes fraction", "data"), va="center", fontsize=8.0, color=INK,
        annotation_clip=False,
    )  # fmt: skip


def _difference_unit(shown: KpiView, lang: Lang) -> str:
    """The unit of a difference: percentage points where values are percent."""
    return say(lang, "unit.points") if shown.unit == "unit.percent" else unit_text(shown, lang)


def _legend(ax: Axes, lang: Lang) -> None:
    kinds: Sequence[tuple[str, str]] = (
        (BETTER, "legend.better"), (WORSE, "legend.worse"), (UNDECIDED, "legend.undecided"),
    )  # fmt: skip
    handles = [
        Line2D([], [], color=fill, marker="o", linewidth=2.4, label=say(lang, key))
        for fill, key in kinds
    ]
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.2
    )
