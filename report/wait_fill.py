"""Wait against fill: how long boxes wait for each service and how full it leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from report.canvas import NothingToDrawError, canvas
from report.departure_board import weekly_board
from report.names import Names, rows_note
from report.rows import each_row
from report.theme import INK, MODES, MUTED, themed
from report.words import Lang, say

_LABELLED = 9


def wait_and_fill(movements: pd.DataFrame, departures: pd.DataFrame) -> pd.DataFrame:
    """Per service: mode, mean wait_h of boxes, fill of its departures, loaded_teu, boxes.

    Both tables of one policy and replication. Where only parts were recorded, parts wait.
    """
    waits = movements[movements["stage"] == "await_departure"]
    boxes = waits[waits["subject"] == "box"]
    waits = boxes if len(boxes) else waits
    hours = (waits["end_h"] - waits["start_h"]).groupby(waits["service_id"])
    board = weekly_board(departures, most=10_000).cells
    sums = board.groupby(["service_id", "mode"])[["capacity_teu", "loaded_teu"]].sum()
    found = sums.reset_index().set_index("service_id")
    found["fill"] = found["loaded_teu"] / found["capacity_teu"]
    found["wait_h"] = hours.mean()
    found["boxes"] = hours.count()
    return found.dropna(subset=["wait_h", "fill"]).sort_index()


@themed()
def plot_wait_fill(
    movements: pd.DataFrame,
    departures: pd.DataFrame,
    names: Names,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """One dot per service: fill across, mean wait up, area by TEU carried."""
    note = rows_note(movements, lang)
    ax = canvas(ax, 9.0, 5.0, source=source, note=note, lang=lang)
    points = wait_and_fill(movements, departures)
    if points.empty:
        raise NothingToDrawError("movements", "no box waited for a dated departure")
    most = float(points["loaded_teu"].max()) or 1.0
    for mode, rows in points.groupby("mode", sort=True):
        ax.scatter(
            100.0 * rows["fill"], rows["wait_h"], s=30.0 + 420.0 * rows["loaded_teu"] / most,
            color=MODES.get(str(mode), MUTED), alpha=0.75, edgecolor="white", linewidth=0.8,
            zorder=2, label=str(mode),
        )  # fmt: skip
    ranked = points.sort_values("loaded_teu", ascending=False, kind="stable").index[:_LABELLED]
    _label_points(ax, points.loc[ranked], points, names)
    ax.set_xlim(0.0, 104.0)
    ax.set_ylim(0.0, max(1.0, float(points["wait_h"].max()) * 1.15))
    ax.set_xlabel(say(lang, "axis.fill_percent"))
    ax.set_ylabel(say(lang, "axis.wait_departure"))
    handles = [
        Line2D([], [], marker="o", linestyle="", markersize=8, color=MODES.get(str(mode), MUTED),
               label=say(lang, f"mode.{mode}"))
        for mode in MODES
        if mode in set(points["mode"])
    ]  # fmt: skip
    handles.append(
        Line2D([], [], marker="o", linestyle="", markersize=5, color=MUTED, alpha=0.6,
               label=say(lang, "legend.area_teu"))
    )  # fmt: skip
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
              borderaxespad=0.2)  # fmt: skip
    ax.set_title(say(lang, "chart.wait_fill"), pad=22.0)
    return ax


def read_wait_fill(
    movements: pd.DataFrame, departures: pd.DataFrame, names: Names, lang: Lang
) -> str:
    """One sentence: mean wait over boxes, and the service that makes boxes wait longest."""
    points = wait_and_fill(movements, departures)
    if points.empty:
        return say(lang, "read.wait_none")
    mean = float(np.average(points["wait_h"], weights=points["boxes"]))
    worst = max(each_row(points.reset_index()), key=lambda row: row.wait_h)
    return say(
        lang, "read.wait", mean=f"{mean:.0f}", service=names.service(str(worst.service_id)),
        hours=f"{worst.wait_h:.0f}", fill=f"{100.0 * worst.fill:.0f}",
    )  # fmt: skip


def _label_points(ax: Axes, points: pd.DataFrame, all_points: pd.DataFrame, names: Names) -> None:
    """Write names beside dots, on the side and at the height that is clear of dots and names."""
    ceiling = max(1.0, float(all_points["wait_h"].max()) * 1.15)
    dots = [(100.0 * float(f), float(w)) for f, w in all_points[["fill", "wait_h"]].to_numpy()]
    written: list[tuple[float, float, float]] = []
    ordered = points.sort_values(["wait_h", "fill"], kind="stable")
    for row in each_row(ordered.reset_index()):
        x_dot, y_dot = 100.0 * float(row.fill), float(row.wait_h)
        word = names.service(str(row.service_id))
        wide = sum(1.25 if ord(char) > 0x2E80 else 0.78 for char in word)
        best: tuple[float, float, float, bool] | None = None
        for right in (True, False):
            left = x_dot + 2.4 if right else x_dot - 2.4 - wide
            if left < 0.5 or left + wide > 103.0:
                continue
            for step in range(9):
                up = (step + 1) // 2 * (1 if step % 2 else -1)
                y = y_dot + up * 0.04 * ceiling
                hits = sum(
                    abs(y - v) < 0.035 * ceiling and u < left + wide and left < u + w
                    for u, v, w in written
                ) + sum(
                    abs(y - v) < 0.028 * ceiling and left - 1.2 < u < left + wide + 1.2
                    for u, v in dots
                    if (u, v) != (x_dot, y_dot)
                )
                cost = 10.0 * hits + abs(up) + (0.0 if right else 0.3)
                if 0.0 < y < ceiling and (best is None or cost < best[0]):
                    best = (cost, left, y, right)
        if best is None:
            continue
        _, left, y, right = best
        written.append((left, y, wide))
        ax.annotate(
            word, (x_dot, y_dot), (left if right else left + wide, y), fontsize=8.0, color=INK,
            va="center", ha="left" if right else "right",
            arrowprops=None if y == y_dot else
            {"arrowstyle": "-", "color": MUTED, "linewidth": 0.5},
        )  # fmt: skip
