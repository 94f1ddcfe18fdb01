"""Stock on the shelf, what is owed, and when it was ordered."""

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
from report.levels import Level, draw_level, is_dense, last_of_each
from report.names import plain
from report.panels import panel_rows, title_panel
from report.rows import each_row
from report.stream_views import significant
from report.theme import GRID, INK, LACK, MUTED, STEPS, themed
from report.words import Lang, say

_MOST_SHELVES, _MOST_ORDERS, _NUMBERED = 5, 120, 24


def shelf_levels(events: pd.DataFrame, periods: pd.DataFrame, step_id: str) -> tuple[Level, Level]:
    """On hand and backorders of one shelf over time.

    Parameters
    ----------
    events, periods
        Tables `stock_events` and `stock_periods` of one replication; the latter knows what stood
        there before the first event.
    """
    mine = events[events["step_id"] == step_id]
    opening = periods.loc[periods["step_id"] == step_id, "opening"]
    at_h = mine["at_h"].to_numpy(dtype=np.float64)
    return (
        last_of_each(at_h, mine["on_hand"].to_numpy(dtype=np.float64), float(opening.iloc[0])),
        last_of_each(at_h, mine["backorders"].to_numpy(dtype=np.float64)),
    )


@themed()
def plot_shelves(
    events: pd.DataFrame,
    periods: pd.DataFrame,
    steps: pd.DataFrame,
    kpis: pd.DataFrame,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per shelf: on hand above the axis, backorders below, orders as triangles on top.

    Parameters
    ----------
    events, periods, steps
        Tables `stock_events`, `stock_periods` and `step_figures` of one replication.
    kpis
        Table `kpis` of one scenario and policy, for the means over replications.
    """
    shown = list(dict.fromkeys(periods["step_id"]))[:_MOST_SHELVES]
    if not shown:
        raise NothingToDrawError("stock_periods", "no shelf")
    from_h, to_h = float(steps["from_h"].iloc[0]), float(steps["to_h"].iloc[0])
    levels: dict[str, tuple[Level, Level]] = {}
    for step_id in shown:
        on_hand, backorders = shelf_levels(events, periods, step_id)
        levels[step_id] = (on_hand.between(0.0, to_h), backorders.between(0.0, to_h))
    notes = [say(lang, "note.replication", replication=int(periods["replication"].iloc[0]))]
    if any(is_dense(level) for both in levels.values() for level in both):
        notes.append(say(lang, "legend.range"))
    ax, panels = panel_rows(
        ax, len(shown), height_in=1.75 if len(shown) < 3 else 1.2, source=source,
        note=" · ".join(notes), lang=lang,
    )  # fmt: skip
    means = dict(zip(kpis["kpi"], kpis["mean"], strict=True))
    for panel, step_id in zip(panels, shown, strict=True):
        mine = events[(events["step_id"] == step_id) & (events["at_h"] < to_h)]
        _draw_panel(panel, *levels[step_id], mine[mine["event"] == "order"], step_id)
        if from_h > 0.0:
            panel.axvspan(0.0, from_h, color=GRID, alpha=0.55, linewidth=0.0, zorder=0.4)
        title_panel(
            panel, plain(step_id), say(lang, "step.stock"), _told(means, step_id, lang),
            STEPS["stock"],
        )  # fmt: skip
    panels[-1].set_xlim(0.0, to_h)
    span_axis(panels[-1], start, lang)
    key = "axis.stock" if (events["backorders"] > 0).any() else "axis.on_hand"
    panels[0].set_ylabel(say(lang, key), fontsize=8.3)
    _legend(ax, events, shaded=from_h > 0.0, lang=lang)
    ax.set_title(say(lang, "chart.shelf_levels"), pad=24.0)
    return ax


def read_shelves(
    events: pd.DataFrame, periods: pd.DataFrame, steps: pd.DataFrame, lang: Lang
) -> str:
    """One sentence about the shelf that owes most."""
    from_h, to_h = float(steps["from_h"].iloc[0]), float(steps["to_h"].iloc[0])
    found = {
        str(step_id): shelf_levels(events, periods, str(step_id))
        for step_id in dict.fromkeys(periods["step_id"])
    }
    owed = {name: back.between(from_h, to_h).value.max() for name, (_, back) in found.items()}
    step_id = max(owed, key=lambda name: owed[name])
    on_hand = found[step_id][0].between(from_h, to_h)
    there = Level(on_hand.at_h, (on_hand.value > 0.0).astype(np.float64)).mean()
    counted = events["at_h"].between(from_h, to_h, inclusive="left")
    orders = events[(events["step_id"] == step_id) & (events["event"] == "order") & counted]
    return say(
        lang, "read.shelf_levels", step=plain(step_id), orders=len(orders),
        share=f"{100.0 * there:.0f}", most=f"{owed[step_id]:,.0f}",
    )  # fmt: skip


def _draw_panel(
    panel: Axes, on_hand: Level, backorders: Level, orders: pd.DataFrame, step_id: str
) -> None:
    draw_level(panel, on_hand, STEPS["stock"], gid=f"on_hand:{step_id}")
    deep = float(backorders.value.max())
    if deep:
        draw_level(panel, backorders, LACK, down=True, gid=f"backorders:{step_id}")
    top = max(1.0, float(on_hand.value.max()))
    if len(orders) <= _MOST_ORDERS:
        at = np.full(len(orders), 1.10 * top)
        panel.plot(orders["at_h"], at, "v", color=INK, markersize=4.5, gid=f"orders:{step_id}")
    for row in each_row(orders) if len(orders) <= _NUMBERED else ():
        panel.annotate(
            f"{row.parcels:,.0f}", (row.at_h, 1.10 * top), (0.0, 3.5), textcoords="offset points",
            ha="center", va="bottom", fontsize=7.2, color=INK,
        )  # fmt: skip
    panel.axhline(0.0, color=MUTED, linewidth=0.8, zorder=1)
    panel.set_ylim(-1.15 * deep, 1.30 * top)
    panel.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{abs(y):,.0f}"))


def _told(means: dict[str, float], step_id: str, lang: Lang) -> str:
    rate, hand, back = (
        means.get(f"{step_id}.{figure}", float("nan"))
        for figure in ("fill_rate", "on_hand_mean", "backorders_mean")
    )
    if np.isnan(rate + hand + back):
        return ""
    return say(
        lang, "note.shelf_text", rate=f"{100.0 * rate:.1f}", hand=f"{hand:,.{significant(hand)}f}",
        back=f"{back:,.{significant(back)}f}",
    )  # fmt: skip


def _legend(ax: Axes, events: pd.DataFrame, *, shaded: bool, lang: Lang) -> None:
    handles: list[Patch | Line2D] = [
        Patch(facecolor=STEPS["stock"], alpha=0.5, label=say(lang, "legend.on_hand"))
    ]
    if (events["backorders"] > 0).any():
        handles.append(Patch(facecolor=LACK, alpha=0.5, label=say(lang, "legend.backorders")))
    if (events["event"] == "order").sum() <= _MOST_ORDERS * _MOST_SHELVES:
        handles.append(
            Line2D([], [], color=INK, marker="v", linestyle="", markersize=4.5,
                   label=say(lang, "legend.order"))
        )  # fmt: skip
    if shaded:
        handles.append(Patch(facecolor=GRID, label=say(lang, "legend.not_counted")))
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip
