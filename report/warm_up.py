"""The warm-up check as a picture: series from the start, what was left out, what MSER-5 says."""

from __future__ import annotations

import math
from datetime import datetime

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from domain.tables.statistics import ENOUGH, SHORT, UNSTEADY
from report.clock_axis import span_axis
from report.names import plain, policy_name
from report.panels import panel_rows, title_panel
from report.rows import each_row
from report.theme import GRID, INK, POLICIES, themed
from report.words import PHRASES, Lang, say

_MOST_SERIES = 4
_URGENCY = {SHORT: 0, UNSTEADY: 1, ENOUGH: 2}
_CUT = "#a93226"
_DAYS_FROM_H = 72.0


@themed()
def plot_warm_up(
    series: pd.DataFrame,
    verdicts: pd.DataFrame,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per series: its course, the stated warm-up shaded, the cut of MSER-5 dashed.

    Where there are many, those that ask for attention come first.

    Parameters
    ----------
    series, verdicts
        Tables `warm_up_series` and `warm_up`, rows of one policy.
    """
    shown = shown_series(verdicts)
    n = int(verdicts["replications"].max())
    notes = [say(lang, "note.warm_up", n=n)]
    policy = str(verdicts["policy"].iloc[0])
    if policy in POLICIES:
        notes.insert(0, policy_name(policy, lang))
    ax, panels = panel_rows(
        ax, len(shown), height_in=1.15, source=source, note=" · ".join(notes), lang=lang
    )
    rows = {str(row.series): row for row in each_row(verdicts)}
    fill = POLICIES["plan"]
    for panel, name in zip(panels, shown, strict=True):
        mine = series[series["series"] == name].sort_values("at_h")
        row = rows[name]
        panel.plot(
            mine["at_h"], mine["value"], color=fill, linewidth=1.1, zorder=3, gid=f"series:{name}"
        )
        if row.stated_h > 0.0:
            panel.axvspan(0.0, row.stated_h, color=GRID, alpha=0.6, linewidth=0.0, zorder=0.4)
        if not math.isnan(row.found_h):
            panel.axvline(
                row.found_h, color=_CUT, linewidth=1.4, linestyle=(0, (4, 2)), zorder=4,
                gid=f"cut:{name}",
            )  # fmt: skip
            _draw_level(panel, mine, row.found_h)
        told = _told(row.found_h, lang)
        kind = f"{say(lang, 'unit.h')}  ·  {told}" if row.unit == "h" else told
        title_panel(panel, series_name(name, lang), kind, "", fill)
        panel.set_ylim(*_limits(mine["value"]))
        panel.yaxis.set_major_locator(MaxNLocator(4))
        panel.grid(visible=True, axis="y")
    panels[-1].set_xlim(0.0, float(series["at_h"].max()))
    span_axis(panels[-1], start, lang)
    ax.legend(
        handles=[
            Line2D([], [], color=fill, linewidth=1.4, label=say(lang, "legend.stretch_mean")),
            Patch(facecolor=GRID, label=say(lang, "legend.left_out")),
            Line2D([], [], color=_CUT, linewidth=1.4, linestyle=(0, (4, 2)),
                   label=say(lang, "legend.mser5")),
            Line2D([], [], color=INK, linewidth=0.9, label=say(lang, "legend.level")),
        ],
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, borderaxespad=0.2,
        columnspacing=1.6,
    )  # fmt: skip
    ax.set_title(say(lang, "chart.warm_up"), pad=24.0, color=INK)
    return ax


def read_warm_up(verdicts: pd.DataFrame, lang: Lang) -> str:
    """How to read it, and what it says here."""
    told = say(lang, "join_sentences").join(verdict_sentences(verdicts, lang))
    return say(lang, "read.warm_up", told=told)


def verdict_sentences(verdicts: pd.DataFrame, lang: Lang) -> list[str]:
    """One sentence per verdict that asks for attention; one where all is well."""
    told = []
    stated = length(float(verdicts["stated_h"].iloc[0]), lang)
    short, unsteady = (verdicts[verdicts["verdict"] == name] for name in (SHORT, UNSTEADY))
    if len(short):
        found = length(float(short["found_h"].max()), lang)
        names = _names(short, lang)
        told.append(say(lang, "sure.short", series=names, found=found, stated=stated))
    if len(unsteady):
        told.append(say(lang, "sure.unsteady", series=_names(unsteady, lang)))
    if not told:
        found = length(float(verdicts["found_h"].max()), lang)
        told.append(say(lang, "sure.enough", found=found))
    return told


def shown_series(verdicts: pd.DataFrame) -> list[str]:
    """The series to draw: all where they are few, else the most urgent."""
    rows = list(each_row(verdicts))
    ranked = sorted(rows, key=lambda row: _URGENCY[str(row.verdict)])[:_MOST_SERIES]
    kept = {str(row.series) for row in ranked}
    return [str(row.series) for row in rows if str(row.series) in kept]


def series_name(series: str, lang: Lang) -> str:
    """A series in words; that of a stream is called by the stream."""
    if f"series.{series}" in PHRASES:
        return say(lang, f"series.{series}")
    return say(lang, "series.time_of", stream=plain(series.removesuffix(".time_h")))


def length(hours: float, lang: Lang) -> str:
    """Hours in words: as days where they are many."""
    if hours >= _DAYS_FROM_H:
        return say(lang, "sure.days", value=f"{hours / 24.0:,.1f}".removesuffix(".0"))
    return say(lang, "sure.hours", value=f"{hours:,.3g}")


def _draw_level(panel: Axes, series: pd.DataFrame, cut_h: float) -> None:
    """The mean of what is left, where it is left."""
    left = series[series["at_h"] >= cut_h]
    if len(left):
        level = float((left["value"] * left["values"]).sum() / left["values"].sum())
        panel.plot([cut_h, float(left["at_h"].max())], [level, level], color=INK, linewidth=0.9,
                   zorder=3.5)  # fmt: skip


def _told(found_h: float, lang: Lang) -> str:
    if math.isnan(found_h):
        return say(lang, "note.series_unsteady")
    return say(lang, "note.series_enough", found=length(found_h, lang))


def _names(rows: pd.DataFrame, lang: Lang) -> str:
    names = [series_name(str(name), lang) for name in dict.fromkeys(rows["series"])]
    return say(lang, "join").join(names)


def _limits(values: pd.Series) -> tuple[float, float]:
    """From zero to a little above all but the wildest stretches."""
    top = float(values.quantile(0.995)) * 1.12
    low = min(0.0, float(values.min()))
    return low, top if top > low else low + 1.0
