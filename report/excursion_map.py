"""Hours outside the limits of the goods, by place and month."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from report.canvas import NothingToDrawError, canvas
from report.names import Names, rows_note
from report.theme import INK, themed
from report.words import Lang, say

_MOST_NODES = 16
_PALE_TO_RED = LinearSegmentedColormap.from_list("outside", ["#fbf3ee", "#e8a78f", "#a93226"])


def outside_hours(temperatures: pd.DataFrame, start: datetime | None) -> pd.DataFrame:
    """Hours outside limits of all lots by place (rows) and month (columns); places by their sum.

    What a lot spends outside in a stage is by how much its count rises in it.
    """
    order = temperatures.sort_values(["part_id", "end_h", "start_h"], kind="stable")
    before = order.groupby("part_id")["excursion_h"].shift()
    before = before.fillna(order["part_id"].map(_inherited(order))).fillna(0.0)
    months = [_month(float(hour), start) for hour in order["start_h"]]
    rose = (order["excursion_h"] - before).clip(lower=0.0)
    rows = pd.DataFrame({"node_id": order["node_id"], "month": months, "hours": rose})
    found = rows.pivot_table(
        index="node_id", columns="month", values="hours", aggfunc="sum", fill_value=0.0
    )
    found = found[found.sum(axis=1) > 0.0]
    return found.loc[found.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _inherited(order: pd.DataFrame) -> dict[str, float]:
    """Hours that a piece of a lot (LOT/1) has from before it was cut."""
    last = order.groupby("part_id")["excursion_h"].last()
    whole = {piece: str(piece).rpartition("/")[0] for piece in last.index}
    return {piece: float(last[lot]) for piece, lot in whole.items() if lot in last.index}


def _month(hour: float, start: datetime | None) -> str:
    """Month of an hour; days by thirty where a run does not say when it begins."""
    if start is None:
        return f"+{30 * int(hour // 720)} d"
    return f"{start + timedelta(hours=hour):%Y-%m}"


@themed()
def plot_excursion_map(
    temperatures: pd.DataFrame,
    names: Names,
    *,
    start: datetime | None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A square per place and month with its hours; the places with most stand first."""
    found = outside_hours(temperatures, start)
    if found.empty:
        raise NothingToDrawError("temperatures", "no lot was outside its limits")
    shown = found.iloc[:_MOST_NODES]
    ax = canvas(
        ax, max(9.0, 3.6 + 0.85 * shown.shape[1]), 1.9 + 0.42 * len(shown), source=source,
        note=rows_note(temperatures, lang), lang=lang,
    )  # fmt: skip
    hours = shown.to_numpy()
    ax.imshow(hours, aspect="auto", cmap=_PALE_TO_RED, vmin=0.0, vmax=max(float(hours.max()), 1e-9))
    for (row, column), value in np.ndenumerate(hours):
        if value > 0.0:
            dark = value > 0.6 * hours.max()
            text = f"{value:,.0f}" if value >= 10.0 else f"{value:.1f}"
            ax.text(column, row, text, ha="center", va="center", fontsize=8.5,
                    color="white" if dark else INK)  # fmt: skip
    ax.set_xticks(range(shown.shape[1]), list(shown.columns))
    ax.set_yticks(range(len(shown)), [names.brief(str(node)) for node in shown.index])
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.set_title(say(lang, "chart.excursion_map"))
    return ax


def read_excursion_map(
    temperatures: pd.DataFrame, names: Names, lang: Lang, *, start: datetime | None
) -> str:
    """One sentence: all hours, and where and when most of them were."""
    found = outside_hours(temperatures, start)
    if found.empty:
        return say(lang, "read.no_excursion")
    node = str(found.index[0])
    month = str(found.loc[node].idxmax())
    return say(
        lang, "read.excursion_map", hours=f"{found.to_numpy().sum():,.0f}",
        node=names.short(node), own=f"{found.loc[node].sum():,.0f}", month=month,
    )  # fmt: skip
