"""How many lots are in each step, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from report.canvas import NothingToDrawError
from report.clock_axis import span_axis
from report.levels import Level, draw_level, is_dense, level_of
from report.names import plain
from report.panels import panel_rows, title_panel
from report.rows import each_row
from report.stream_views import significant
from report.theme import GRID, INK, MUTED, STEPS, themed
from report.words import Lang, say

_MOST_STEPS = 8
_UNPACK = "unpack"


def numbers(visits: pd.DataFrame, steps: pd.DataFrame) -> Mapping[str, Level]:
    """The number of lots in each step over time, in the order of the steps.

    Parameters
    ----------
    visits
        Table `visits` of one replication.
    steps
        Table `step_figures` of one replication.
    """
    found = {}
    for step_id in steps.loc[steps["kind"] != _UNPACK, "step_id"]:
        mine = visits[visits["step_id"] == step_id]
        if len(mine):
            left_h = mine["left_h"].dropna().to_numpy()
            hours = np.concatenate([mine["entered_h"].to_numpy(), left_h])
            by = np.concatenate([np.ones(len(mine)), -np.ones(len(left_h))])
            found[str(step_id)] = level_of(hours, by)
    return found


@themed()
def plot_numbers(
    visits: pd.DataFrame,
    steps: pd.DataFrame,
    kpis: pd.DataFrame,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per step: the number of lots in it, what is not counted shaded.

    Parameters
    ----------
    visits, steps
        Rows of one replication.
    kpis
        Table `kpis` of one scenario and policy: the average of the period is a line, the numbers
        at the hours that were asked for are dots with their intervals.
    """
    levels = numbers(visits, steps)
    if not levels:
        raise NothingToDrawError("visits", "no lot came to any step")
    shown = list(levels)[:_MOST_STEPS]
    notes = [say(lang, "note.replication", replication=int(visits["replication"].iloc[0]))]
    if len(levels) > len(shown):
        notes.append(say(lang, "note.steps_left_out", n=len(levels) - len(shown)))
    from_h, to_h = float(steps["from_h"].iloc[0]), float(steps["to_h"].iloc[0])
    # Steady runs drain for long with next to nobody there.
    end_h = min(float(visits[["entered_h", "left_h"]].max().max()), 1.15 * to_h)
    end_h = max(end_h, to_h)
    drawn = {step_id: levels[step_id].between(0.0, end_h) for step_id in shown}
    if any(is_dense(level) for level in drawn.values()):
        notes.append(say(lang, "legend.range"))
    ax, panels = panel_rows(
        ax, len(shown), height_in=0.86, source=source, note=" · ".join(notes), lang=lang
    )
    kinds = dict(zip(steps["step_id"], steps["kind"], strict=True))
    asked = False
    for panel, step_id in zip(panels, shown, strict=True):
        fill = STEPS[kinds[step_id]]
        draw_level(panel, drawn[step_id], fill, gid=f"number:{step_id}")
        asked |= _draw_over_replications(panel, step_id, kpis, (from_h, to_h))
        _shade(panel, from_h, to_h, end_h)
        title_panel(
            panel, plain(step_id), say(lang, f"step.{kinds[step_id]}"),
            _mean_text(kpis, step_id, lang), fill,
        )  # fmt: skip
        panel.set_ylim(0.0, None)
        panel.yaxis.set_major_locator(MaxNLocator(3, integer=True))
        panel.grid(visible=True, axis="y")
    panels[-1].set_xlim(0.0, end_h)
    span_axis(panels[-1], start, lang)
    _legend(ax, asked=asked, shaded=from_h > 0.0 or end_h > to_h, lang=lang)
    ax.set_title(say(lang, "chart.step_numbers"), pad=24.0)
    return ax


def read_numbers(visits: pd.DataFrame, steps: pd.DataFrame, kpis: pd.DataFrame, lang: Lang) -> str:
    """One sentence: where most lots are."""
    levels = numbers(visits, steps)
    means = {step_id: _figure(kpis, f"{step_id}.number_mean")[0] for step_id in levels}
    most = max(means, key=lambda name: means[name])
    mean = means[most]
    return say(
        lang, "read.step_numbers", step=plain(most), mean=f"{mean:,.{significant(mean)}f}",
        peak=f"{levels[most].value.max():,.0f}",
    )  # fmt: skip


def _draw_over_replications(
    panel: Axes, step_id: str, kpis: pd.DataFrame, window_h: tuple[float, float]
) -> bool:
    """The mean of the period as a line, snapshots as dots; whether there are snapshots."""
    mean, _, _ = _figure(kpis, f"{step_id}.number_mean")
    panel.plot(window_h, [mean, mean], color=INK, linewidth=1.1, linestyle=(0, (5, 2)), zorder=4)
    begins = f"{step_id}.number_at_"
    rows = kpis[kpis["kpi"].str.startswith(begins) & kpis["mean"].notna()]
    for row in each_row(rows):
        at_h = float(str(row.kpi).removeprefix(begins).removesuffix("h"))
        if not np.isnan(row.ci95_low):
            ends = [max(0.0, float(row.ci95_low)), float(row.ci95_high)]
            panel.plot([at_h, at_h], ends, color=INK, linewidth=1.4, zorder=5)
        panel.plot([at_h], [row.mean], "o", color=INK, markersize=4.0, zorder=5,
                   gid=f"snapshot:{row.kpi}")  # fmt: skip
    return len(rows) > 0


def _shade(panel: Axes, from_h: float, to_h: float, end_h: float) -> None:
    for left, right in ((0.0, from_h), (to_h, end_h)):
        if right > left:
            panel.axvspan(left, right, color=GRID, alpha=0.55, linewidth=0.0, zorder=0.4)


def _mean_text(kpis: pd.DataFrame, step_id: str, lang: Lang) -> str:
    mean, low, high = _figure(kpis, f"{step_id}.number_mean")
    if np.isnan(mean):
        return ""
    digits = significant(mean)
    half = "" if np.isnan(high) else f" ± {(high - low) / 2.0:,.{digits}f}"
    return say(lang, "note.mean_text", mean=f"{mean:,.{digits}f}{half}")


def _figure(kpis: pd.DataFrame, kpi: str) -> tuple[float, float, float]:
    row = kpis.loc[kpis["kpi"] == kpi, ["mean", "ci95_low", "ci95_high"]]
    if row.empty:
        return np.nan, np.nan, np.nan
    mean, low, high = (float(value) for value in row.iloc[0])
    return mean, low, high


def _legend(ax: Axes, *, asked: bool, shaded: bool, lang: Lang) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=MUTED, linewidth=1.4, label=say(lang, "legend.number")),
        Line2D([], [], color=INK, linewidth=1.1, linestyle=(0, (5, 2)),
               label=say(lang, "legend.window_mean")),
    ]  # fmt: skip
    if asked:
        handles.append(
            Line2D([], [], color=INK, marker="o", markersize=4.0, linewidth=1.4,
                   label=say(lang, "legend.snapshot"))
        )  # fmt: skip
    if shaded:
        handles.append(Patch(facecolor=GRID, label=say(lang, "legend.not_counted")))
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip
