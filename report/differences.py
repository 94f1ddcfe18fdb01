"""Rule against plan, and layout against layout: paired differences with intervals.

Above: every KPI in percent of the first side, on an axis that one outlier cannot squeeze. Below:
the difference in cost by cost line, which sums to the difference in total cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from report.canvas import NothingToDrawError, canvas, host
from report.kpi_views import GROUPS, KpiView, amount, kpi_title, listed, unit_text, view
from report.names import known, plain, policy_name
from report.rows import each_row
from report.stream_views import is_stream
from report.theme import GRID, INK, MUTED, themed
from report.words import Lang, say

BETTER, WORSE, UNDECIDED = "#0b7a75", "#a93226", "#8b949b"
_REACHES = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0)
# The axis holds this share of the values; what lies outside gets an arrow and its number.
_HELD = 0.8
# A cost line that moves less than this share of all movement is folded into "other".
_SEEN = 0.01
_LINE, _TOTAL = "_cost_cny", "total_cost_cny"
# The figure that a comparison is told by: the first of these that it has.
_FIRST = ("cost_cny_per_t", _TOTAL, "all.time_mean_h")
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a scenario under a policy."""

    scenario: str
    policy: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference b minus a with its interval; `base` is the mean of a."""

    kpi: str
    shown: KpiView
    mean: float
    low: float
    high: float
    base: float
    n: int

    def percent(self, value: float) -> float:
        """A value in percent of the mean of a."""
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
    rows = difference_rows(comparison, kpis, a, b)
    if not rows:
        raise NothingToDrawError("comparison.csv", "no differences between the two")
    lines = cost_line_rows(comparison, a, b)
    if lines:
        rows = [row for row in rows if row.kpi == _TOTAL or not row.kpi.endswith(_LINE)]
    n = max((row.n for row in rows), default=0)
    upper_in = 0.24 * (len(rows) + len({row.shown.group for row in rows})) + 0.2
    lower_in = 0.24 * len(lines) + 0.2 if lines else 0.0
    gap_in = 1.0 if lines else 0.0
    inner_in = upper_in + lower_in + gap_in
    ax = canvas(
        ax, 9.4, inner_in + 1.75, source=source, note=say(lang, "note.paired", n=n), lang=lang
    )
    host(ax)
    upper = ax.inset_axes((0.19, 1.0 - upper_in / inner_in, 0.50, upper_in / inner_in))
    upper.set_gid("kpis")
    first, second = side_name(a, b, lang)
    _draw_kpis(upper, rows, lang)
    upper.set_xlabel(say(lang, "axis.percent_of", name=first))
    if lines:
        lower = ax.inset_axes((0.19, 0.0, 0.50, lower_in / inner_in))
        lower.set_gid("cost_lines")
        _draw_lines(lower, lines, lang)
        lower.set_title(say(lang, "chart.difference_lines"), fontsize=9.5, pad=5.0)
        unit = say(lang, "unit.cny_million")
        lower.set_xlabel(say(lang, "axis.difference", unit=unit))
        lower.xaxis.labelpad = 2.0
    _legend(ax, lang)
    ax.set_title(say(lang, "chart.differences", a=first, b=second), pad=22.0)
    return ax


def robust_reach(values: Sequence[float]) -> float:
    """Half width of an axis in percent: a round number that holds four values of five."""
    sizes = sorted(abs(value) for value in values if not math.isnan(value))
    if not sizes:
        return 1.0
    held = sizes[min(len(sizes) - 1, math.ceil(_HELD * len(sizes)) - 1)]
    largest = sizes[-1]
    for reach in _REACHES:
        if largest <= 0.97 * reach or held <= 0.9 * reach:
            return reach
    return 1.05 * held


def cost_line_rows(comparison: pd.DataFrame, a: Side, b: Side) -> list[DifferenceRow]:
    """Differences by cost line in CNY, largest first, small ones summed as `other`."""
    mine = _of_pair(comparison, a, b)
    mine = mine[mine["kpi"].str.endswith(_LINE) & (mine["kpi"] != _TOTAL)]
    mine = mine[mine["mean_difference"].abs() > 0.0]
    shown = KpiView("money", -1, "unit.cny_million", 1.0 / MILLION, 2)
    rows = [
        DifferenceRow(
            str(row.kpi).removesuffix(_LINE), shown, float(row.mean_difference),
            float(row.ci95_low), float(row.ci95_high), float("nan"), int(row.n),
        )
        for row in each_row(mine)
    ]  # fmt: skip
    moved = sum(abs(row.mean) for row in rows)
    rows.sort(key=lambda row: (-abs(row.mean), row.kpi))
    kept = [row for row in rows if abs(row.mean) >= _SEEN * moved]
    small = sum(row.mean for row in rows if row not in kept)
    if len(kept) < len(rows):
        nan = float("nan")
        kept.append(DifferenceRow("other", shown, small, nan, nan, nan, rows[0].n))
    return kept


def _draw_kpis(ax: Axes, rows: Sequence[DifferenceRow], lang: Lang) -> None:
    reach = robust_reach([row.percent(v) for row in rows for v in (row.mean, row.low, row.high)])
    ax.set_xlim(-1.04 * reach, 1.04 * reach)
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
            _draw_row(ax, row, y, reach, lang)
            ticks.append(y)
            labels.append(f"{kpi_title(row.kpi, lang)}")
            y -= 1.0
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    ax.set_yticks(ticks, labels)
    ax.set_ylim(y + 0.4, 0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")


def _draw_lines(ax: Axes, lines: Sequence[DifferenceRow], lang: Lang) -> None:
    """Bars of the difference by cost line, the interval as a line across the end."""
    for place, row in enumerate(lines):
        y = -float(place)
        fill = _colour(row)
        ax.barh(
            [y], [row.mean / MILLION], height=0.62, color=fill, alpha=0.75, zorder=2,
            gid=f"line:{row.kpi}",
        )  # fmt: skip
        if not math.isnan(row.low + row.high):
            ends = [row.low / MILLION, row.high / MILLION]
            ax.plot(ends, [y, y], color=INK, linewidth=1.1, zorder=3)
        _write_numbers(ax, row, y, lang)
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    ax.set_yticks(
        [-float(place) for place in range(len(lines))],
        [known(lang, "cost", row.kpi) for row in lines],
    )
    ax.set_ylim(0.4 - len(lines), 0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.margins(x=0.08)


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
    rows = difference_rows(comparison, kpis, a, b)

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
    rows = {row.kpi: row for row in difference_rows(comparison, kpis, a, b)}
    row = next((rows[kpi] for kpi in _FIRST if kpi in rows), None)
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


def difference_rows(
    comparison: pd.DataFrame, kpis: pd.DataFrame, a: Side, b: Side
) -> list[DifferenceRow]:
    """Differences of the KPIs that a page lists, in its order."""
    mine = _of_pair(comparison, a, b)
    order = {kpi: rank for rank, kpi in enumerate(listed(mine["kpi"]))}
    mine = mine[mine["kpi"].isin(list(order))]
    base = kpis[(kpis["scenario"] == a.scenario) & (kpis["policy"] == a.policy)]
    means = dict(zip(base["kpi"], base["mean"], strict=True))
    rows = [
        DifferenceRow(
            str(row.kpi), view(str(row.kpi), str(row.unit)), float(row.mean_difference),
            float(row.ci95_low), float(row.ci95_high), float(means.get(row.kpi, float("nan"))),
            int(row.n),
        )
        for row in each_row(mine)
    ]  # fmt: skip
    # A step that nothing changed is no news.
    told = (row for row in rows if not is_stream(row.kpi) or row.mean or row.low or row.high)
    return sorted(told, key=lambda row: order[row.kpi])


def _of_pair(comparison: pd.DataFrame, a: Side, b: Side) -> pd.DataFrame:
    mine: pd.DataFrame = comparison[
        (comparison["a_scenario"] == a.scenario)
        & (comparison["a_policy"] == a.policy)
        & (comparison["b_scenario"] == b.scenario)
        & (comparison["b_policy"] == b.policy)
        & comparison["mean_difference"].notna()
    ]
    return mine


def _colour(row: DifferenceRow) -> str:
    return {1: BETTER, -1: WORSE, 0: UNDECIDED}[row.verdict()]


def _draw_row(ax: Axes, row: DifferenceRow, y: float, reach: float, lang: Lang) -> None:
    fill = _colour(row)
    mean, low, high = (row.percent(value) for value in (row.mean, row.low, row.high))
    if not math.isnan(low + high):
        ends = [max(-reach, min(reach, value)) for value in (low, high)]
        ax.plot(ends, [y, y], color=fill, linewidth=2.4, solid_capstyle="butt", zorder=2)
    if abs(mean) <= reach:
        ax.plot([mean], [y], "o", color=fill, markersize=6.0, zorder=3, gid=f"dot:{row.kpi}")
    elif not math.isnan(mean):
        side = 1.0 if mean > 0.0 else -1.0
        ax.plot(
            [side * reach], [y], ">" if side > 0.0 else "<", color=fill, markersize=7.0, zorder=3,
            gid=f"outside:{row.kpi}",
        )  # fmt: skip
        ax.annotate(
            f"{mean:+,.0f}%".replace("-", "\N{MINUS SIGN}"), (side * reach, y), (-9.0 * side, 0.0),
            textcoords="offset points", ha="right" if side > 0.0 else "left", va="center",
            fontsize=8.0, color=fill,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8}, zorder=4,
        )  # fmt: skip
    _write_numbers(ax, row, y, lang)


def _write_numbers(ax: Axes, row: DifferenceRow, y: float, lang: Lang) -> None:
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
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.3
    )
