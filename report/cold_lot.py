"""Temperature and life of one cold lot, stage by stage."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from report.canvas import canvas, host
from report.clock_axis import clock_axis
from report.names import Names, known, plain, rows_note
from report.rows import each_row
from report.theme import INK, MUTED, POLICIES, STAGES, themed
from report.words import Lang, say

LIFE = POLICIES["plan"]
HEAT = "#a93226"


def most_telling_lot(temperatures: pd.DataFrame) -> str:
    """The part to show: longest outside its limits, then most life used, then by name."""
    last = temperatures.groupby("part_id")[["excursion_h", "life_used"]].max().reset_index()
    ranked = last.sort_values(
        ["excursion_h", "life_used", "part_id"], ascending=[False, False, True], kind="stable"
    )
    return str(ranked["part_id"].iloc[0])


@themed()
def plot_cold_lot(
    temperatures: pd.DataFrame,
    part_id: str,
    names: Names,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Above: temperature of the goods. Below: life left. Bands are the stages.

    Parameters
    ----------
    temperatures
        Rows of one policy and replication.
    """
    lot = temperatures[temperatures["part_id"] == part_id]
    lot = lot.sort_values(["start_h", "end_h"], kind="stable")
    note = f"{rows_note(lot, lang)} · {say(lang, 'note.lot', part=plain(part_id))}"
    ax = canvas(ax, 9.4, 5.6, source=source, note=note, lang=lang)
    host(ax)
    upper = ax.inset_axes((0.06, 0.46, 0.93, 0.54))
    lower = ax.inset_axes((0.06, 0.09, 0.93, 0.29))
    low, high = float(lot["start_h"].min()), float(lot["end_h"].max())
    for panel in (upper, lower):
        for row in each_row(lot):
            panel.axvspan(
                row.start_h, row.end_h, color=STAGES.get(str(row.stage), MUTED), alpha=0.32,
                linewidth=0, zorder=0.4,
            )  # fmt: skip
        panel.set_xlim(low, high)
        panel.grid(visible=True, axis="y")
    hours = np.column_stack([lot["start_h"], lot["end_h"]]).ravel()
    degrees = np.column_stack([lot["start_c"], lot["end_c"]]).ravel()
    upper.plot(hours, degrees, color=HEAT, linewidth=1.8, zorder=3, gid="temperature")
    upper.set_ylabel(say(lang, "axis.goods_temperature"))
    upper.margins(y=0.12)
    out = np.diff(lot["excursion_h"].to_numpy(dtype=float), prepend=0.0) > 1e-9
    top = upper.get_ylim()[1]
    for row in each_row(lot[out]):
        upper.plot([row.start_h, row.end_h], [top, top], color=HEAT, linewidth=6.0,
                   solid_capstyle="butt", clip_on=False, zorder=4)  # fmt: skip
    upper.set_ylim(top=top)
    life = 100.0 * (1.0 - lot["life_used"].to_numpy(dtype=float))
    lower.plot(
        np.concatenate([[low], lot["end_h"].to_numpy(dtype=float)]),
        np.concatenate([[100.0], life]), color=LIFE, linewidth=2.0, zorder=3, gid="life",
    )  # fmt: skip
    lower.set_ylabel(say(lang, "axis.life_left"))
    lower.set_ylim(max(0.0, float(life.min()) - 6.0), 102.0)
    lower.annotate(
        f"{life[-1]:.0f}%", (high, float(life[-1])), (-4, -4), textcoords="offset points",
        ha="right", va="top", color=LIFE, fontsize=10.0,
    )  # fmt: skip
    clock_axis(upper, start, lang)
    upper.set_xticklabels([])
    upper.set_xlabel("")
    clock_axis(lower, start, lang)
    _name_places(upper, lot, names)
    stages = [stage for stage in STAGES if stage in set(lot["stage"])]
    handles = [
        Patch(facecolor=STAGES[stage], alpha=0.42, label=known(lang, "stage", stage))
        for stage in stages
    ]
    handles.append(Patch(facecolor=HEAT, label=say(lang, "legend.excursion")))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.02), borderaxespad=0.0,
        handlelength=1.0, handleheight=1.0,
    )  # fmt: skip
    ax.set_title(say(lang, "chart.cold_lot"), color=INK, pad=8.0)
    return ax


def _name_places(panel: Axes, lot: pd.DataFrame, names: Names) -> None:
    """Write the places where the lot stands, where there is room for the word."""
    low, high = panel.get_xlim()
    ends = lot.groupby((lot["node_id"] != lot["node_id"].shift()).cumsum(), sort=True).agg(
        node=("node_id", "first"), a=("start_h", "min"), b=("end_h", "max")
    )
    free = low
    bottom = panel.get_ylim()[0]
    for row in each_row(ends):
        word = names.short(str(row.node))
        wide = sum(1.0 if ord(char) > 0x2E80 else 0.58 for char in word) * (high - low) / 62.0
        begin = max(float(row.a), free)
        if begin + wide > min(high, float(row.b) + 0.8 * wide):
            continue
        panel.text(begin + 0.004 * (high - low), bottom, word, fontsize=7.5, color=MUTED,
                   va="bottom", zorder=5)  # fmt: skip
        free = begin + wide


def read_cold_lot(temperatures: pd.DataFrame, part_id: str, lang: Lang) -> str:
    """One sentence: warmest point, hours out of limits, life left, and the lots beside it."""
    lot = temperatures[temperatures["part_id"] == part_id]
    out = temperatures.groupby("part_id")["excursion_h"].max()
    return say(
        lang, "read.cold_lot", part=plain(part_id), days=f"{_days(lot):.1f}",
        warmest=f"{lot[['start_c', 'end_c']].max().max():.1f}",
        excursion=f"{lot['excursion_h'].max():.1f}",
        left=f"{100.0 * (1.0 - lot['life_used'].max()):.0f}",
        others=int((out > 0.0).sum()), all=len(out),
    )  # fmt: skip


def _days(lot: pd.DataFrame) -> float:
    return float(lot["end_h"].max() - lot["start_h"].min()) / 24.0
