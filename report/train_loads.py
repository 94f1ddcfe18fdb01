"""What each departure took along and what it left behind."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.canvas import NothingToDrawError
from report.clock_axis import span_axis
from report.names import plain
from report.panels import panel_rows, title_panel
from report.rows import each_row
from report.stream_views import significant
from report.theme import INK, LACK, MUTED, STEPS, themed
from report.words import Lang, say

_MOST_STEPS, _MOST_DEPARTURES = 5, 70


@themed()
def plot_loads(
    boardings: pd.DataFrame,
    steps: pd.DataFrame,
    kpis: pd.DataFrame,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per ride: TEU aboard above the axis with the room as a line, lots left behind below.

    Parameters
    ----------
    boardings, steps
        Tables `boardings` and `step_figures` of one replication; departures of the period are
        shown, the first seventy of each ride.
    kpis
        Table `kpis` of one scenario and policy, for the means over replications.
    """
    from_h, to_h = float(steps["from_h"].iloc[0]), float(steps["to_h"].iloc[0])
    counted = boardings[boardings["scheduled_h"].between(from_h, to_h, inclusive="left")]
    shown = list(dict.fromkeys(counted["step_id"]))[:_MOST_STEPS]
    if not shown:
        raise NothingToDrawError("boardings", "no departure within the period")
    notes = [say(lang, "note.replication", replication=int(boardings["replication"].iloc[0]))]
    all_of = int(counted.groupby("step_id").size().max())
    if all_of > _MOST_DEPARTURES:
        notes.append(say(lang, "note.first_departures", n=_MOST_DEPARTURES, all=all_of))
    ax, panels = panel_rows(
        ax, len(shown), height_in=1.75 if len(shown) < 3 else 1.2, source=source,
        note=" · ".join(notes), lang=lang,
    )  # fmt: skip
    means = dict(zip(kpis["kpi"], kpis["mean"], strict=True))
    ends_h = []
    for panel, step_id in zip(panels, shown, strict=True):
        rows = counted[counted["step_id"] == step_id].sort_values("scheduled_h")
        rows = rows.head(_MOST_DEPARTURES)
        ends_h += [float(rows["scheduled_h"].min()), float(rows["scheduled_h"].max())]
        _draw_panel(panel, rows, step_id)
        title_panel(
            panel, plain(step_id), say(lang, "step.ride"), _told(means, step_id, lang),
            STEPS["ride"],
        )  # fmt: skip
    pad_h = 0.5 * _gap_h(counted)
    panels[-1].set_xlim(min(ends_h) - pad_h, max(ends_h) + pad_h)
    span_axis(panels[-1], start, lang)
    key = "axis.loads" if (counted["left_behind"] > 0).any() else "axis.aboard"
    panels[0].set_ylabel(say(lang, key), fontsize=8.3)
    _legend(ax, counted, lang)
    ax.set_title(say(lang, "chart.train_loads"), pad=24.0)
    return ax


def read_loads(boardings: pd.DataFrame, steps: pd.DataFrame, lang: Lang) -> str:
    """One sentence about the ride that leaves most behind."""
    from_h, to_h = float(steps["from_h"].iloc[0]), float(steps["to_h"].iloc[0])
    counted = boardings[boardings["scheduled_h"].between(from_h, to_h, inclusive="left")]
    ran = counted[counted["status"] == "ran"]
    if ran.empty:
        raise NothingToDrawError("boardings", "no departure ran within the period")
    step_id = str(ran.groupby("step_id", sort=False)["left_behind"].sum().idxmax())
    mine, ran = counted[counted["step_id"] == step_id], ran[ran["step_id"] == step_id]
    return say(
        lang, "read.train_loads", step=plain(step_id), n=len(mine),
        cancelled=int((mine["status"] == "cancelled").sum()),
        behind=int((ran["left_behind"] > 0).sum()), most=int(ran["left_behind"].max()),
    )  # fmt: skip


def _gap_h(rows: pd.DataFrame) -> float:
    """Usual time between two departures of one ride."""
    gaps = rows.sort_values("scheduled_h").groupby("step_id")["scheduled_h"].diff().dropna()
    return float(gaps.median()) if len(gaps) else 24.0


def _draw_panel(panel: Axes, rows: pd.DataFrame, step_id: str) -> None:
    ran = rows[rows["status"] == "ran"]
    width_h = 0.62 * _gap_h(rows)
    panel.bar(
        ran["scheduled_h"], ran["teu"], width_h, color=STEPS["ride"], linewidth=0.0, zorder=2,
        gid=f"aboard:{step_id}",
    )  # fmt: skip
    panel.bar(
        ran["scheduled_h"], -ran["left_behind"], width_h, color=LACK, linewidth=0.0, zorder=2,
        gid=f"left_behind:{step_id}",
    )  # fmt: skip
    top = float(ran["teu"].max()) if len(ran) else 1.0
    rooms = rows["room_teu"].dropna()
    if len(rooms):
        panel.axhline(float(rooms.max()), color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=3)
        top = max(top, float(rooms.max()))
    stopped = rows[rows["status"] == "cancelled"]
    panel.plot(
        stopped["scheduled_h"], np.full(len(stopped), 0.05 * top), "x", color=LACK, markersize=6.0,
        markeredgewidth=1.5, zorder=4, gid=f"cancelled:{step_id}",
    )  # fmt: skip
    panel.axhline(0.0, color=MUTED, linewidth=0.8, zorder=1)
    deep = float(ran["left_behind"].max()) if len(ran) else 0.0
    panel.set_ylim(-1.15 * deep, 1.12 * max(top, 1.0))
    panel.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{abs(y):,.0f}"))
    panel.grid(visible=False, axis="x")
    for row in each_row(ran[ran["left_behind"] > 0]) if len(rows) <= 30 else ():
        panel.annotate(
            f"{row.left_behind:,.0f}", (row.scheduled_h, -row.left_behind), (0.0, -2.0),
            textcoords="offset points", ha="center", va="top", fontsize=7.2, color=LACK,
        )  # fmt: skip


def _told(means: dict[str, float], step_id: str, lang: Lang) -> str:
    """Fill and share of departures that leave some behind, over all replications."""
    share = 100.0 * means.get(f"{step_id}.left_behind_share", float("nan"))
    fill = 100.0 * means.get(f"{step_id}.fill_share", float("nan"))
    if not np.isnan(fill + share):
        return say(lang, "note.fill_text", fill=f"{fill:.1f}", share=f"{share:.1f}")
    aboard = means.get(f"{step_id}.aboard_mean", float("nan"))
    if np.isnan(aboard):
        return ""
    return say(lang, "note.load_text", aboard=f"{aboard:,.{significant(aboard)}f}")


def _legend(ax: Axes, counted: pd.DataFrame, lang: Lang) -> None:
    handles: list[Patch | Line2D] = [
        Patch(facecolor=STEPS["ride"], label=say(lang, "legend.aboard"))
    ]
    if counted["room_teu"].notna().any():
        handles.append(
            Line2D([], [], color=INK, linewidth=1.0, linestyle=(0, (4, 2)),
                   label=say(lang, "legend.room"))
        )  # fmt: skip
    if (counted["left_behind"] > 0).any():
        handles.append(Patch(facecolor=LACK, label=say(lang, "legend.left_behind")))
    if (counted["status"] == "cancelled").any():
        handles.append(
            Line2D([], [], color=LACK, marker="x", linestyle="", markeredgewidth=1.5,
                   label=say(lang, "legend.cancelled_departure"))
        )  # fmt: skip
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip
