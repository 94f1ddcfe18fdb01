"""Temperature and life of one cold lot, stage by stage, against its product's limits."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from report.canvas import canvas, host
from report.names import Names, known, plain, rows_note
from report.rows import each_row
from report.squeezed import Squeezed, squeeze, squeezed_axis
from report.theme import INK, MUTED, POLICIES, STAGES, themed
from report.words import Lang, say

LIFE = POLICIES["plan"]
HEAT = "#a93226"
LIMIT = "#1f5f8b"
# Products that may not be warmer than this are told before those that stand any weather.
_COOLED_C = 12.0
# A limit further than this from what the goods had is not drawn.
_NEAR_C = 6.0


def most_telling_lot(temperatures: pd.DataFrame, names: Names) -> str:
    """The part to show: of cooled goods that left their limits, the one of most stages.

    Among equals the one longest outside, then that which lost most life. Where there are no
    such goods, any lot.
    """
    lots = temperatures.groupby("part_id").agg(
        product=("product_id", "first"),
        stages=("stage", "nunique"),
        excursion=("excursion_h", "max"),
        life=("life_used", "max"),
    )
    limits = {product: names.limits(str(product)) for product in lots["product"].unique()}
    cooled = {product for product, found in limits.items() if found and found[1] <= _COOLED_C}
    for wanted in (lots["product"].isin(cooled), lots["excursion"] > 0.0):
        kept = wanted.reindex(lots.index)
        if kept.any():
            lots = lots[kept]
    ranked = lots.reset_index().sort_values(
        ["stages", "excursion", "life", "part_id"], ascending=[False, False, False, True],
        kind="stable",
    )  # fmt: skip
    return str(ranked["part_id"].iloc[0])


def rows_of_lot(temperatures: pd.DataFrame, part_id: str) -> pd.DataFrame:
    """Stages of a lot in order, with those of the part that it was divided from at stuffing."""
    parents = {part_id, part_id.rsplit("/", 1)[0]}
    found = temperatures[temperatures["part_id"].isin(parents)]
    return found.sort_values(["start_h", "end_h"], kind="stable")


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
    """Above: temperature of the goods and their limits. Below: life left. Bands are the stages.

    A stage much longer than all others is drawn short and says its days.

    Parameters
    ----------
    temperatures
        Rows of one policy and replication.
    """
    lot = rows_of_lot(temperatures, part_id)
    product = str(lot["product_id"].iloc[0])
    note = f"{rows_note(lot, lang)} · {say(lang, 'note.lot', part=plain(part_id))}"
    ax = canvas(ax, 9.4, 5.6, source=source, note=note, lang=lang)
    host(ax)
    upper = ax.inset_axes((0.06, 0.46, 0.93, 0.54))
    lower = ax.inset_axes((0.06, 0.09, 0.93, 0.29))
    axis = squeeze([(float(row.start_h), float(row.end_h)) for row in each_row(lot)])
    for panel in (upper, lower):
        for row in each_row(lot):
            begin, end = axis([row.start_h, row.end_h])
            panel.axvspan(
                begin, end, color=STAGES.get(str(row.stage), MUTED), alpha=0.32, linewidth=0,
                zorder=0.4,
            )  # fmt: skip
        panel.grid(visible=True, axis="y")
    limits = names.limits(product)
    _draw_temperature(upper, lot, axis, limits)
    _draw_life(lower, lot, axis)
    squeezed_axis(upper, axis, start, lang, labels=False)
    squeezed_axis(lower, axis, start, lang, labels=True)
    upper.set_ylabel(say(lang, "axis.goods_temperature"))
    lower.set_ylabel(say(lang, "axis.life_left"))
    for begin, end in axis.short:
        middle = float(np.mean(axis([begin, end])))
        text = say(lang, "note.drawn_short", days=f"{(end - begin) / 24.0:.1f}")
        upper.annotate(
            text, (middle, 0.0), (0.0, 16.0), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="center", va="bottom", fontsize=8.0, color=INK,
            bbox={"facecolor": "white", "edgecolor": MUTED, "linewidth": 0.5, "pad": 2.0},
            zorder=5,
        )  # fmt: skip
    _name_places(upper, lot, names, axis)
    _legend(ax, lot, limits, lang)
    ax.set_title(say(lang, "chart.cold_lot", product=names.product(product)), color=INK, pad=8.0)
    return ax


def _draw_temperature(
    panel: Axes, lot: pd.DataFrame, axis: Squeezed, limits: tuple[float, float] | None
) -> None:
    hours = axis(np.column_stack([lot["start_h"], lot["end_h"]]).ravel())
    degrees = np.column_stack([lot["start_c"], lot["end_c"]]).ravel()
    panel.plot(hours, degrees, color=HEAT, linewidth=1.8, zorder=3, gid="temperature")
    low, high = float(degrees.min()), float(degrees.max())
    if limits is not None:
        near = [limit for limit in limits if low - _NEAR_C <= limit <= high + _NEAR_C]
        for limit in near:
            panel.axhline(
                limit, color=LIMIT, linewidth=1.2, linestyle=(0, (4.0, 2.0)), zorder=2.5,
                gid=f"limit:{limit:g}",
            )  # fmt: skip
        panel.axhspan(*limits, color=LIMIT, alpha=0.07, linewidth=0, zorder=0.6)
        low, high = min([low, *near]), max([high, *near])
    span = max(1.0, high - low)
    panel.set_ylim(low - 0.14 * span, high + 0.12 * span)
    out = np.diff(lot["excursion_h"].to_numpy(dtype=float), prepend=0.0) > 1e-9
    top = panel.get_ylim()[1]
    for row in each_row(lot[out]):
        panel.plot(axis([row.start_h, row.end_h]), [top, top], color=HEAT, linewidth=6.0,
                   solid_capstyle="butt", clip_on=False, zorder=4)  # fmt: skip


def _draw_life(panel: Axes, lot: pd.DataFrame, axis: Squeezed) -> None:
    life = 100.0 * (1.0 - lot["life_used"].to_numpy(dtype=float))
    ends = lot["end_h"].to_numpy(dtype=float)
    panel.plot(
        axis(np.concatenate([[float(lot["start_h"].min())], ends])),
        np.concatenate([[100.0], life]), color=LIFE, linewidth=2.0, zorder=3, gid="life",
    )  # fmt: skip
    panel.set_ylim(max(0.0, float(life.min()) - 8.0), 102.0)
    low_on_panel = life[-1] < 25.0
    panel.annotate(
        f"{life[-1]:.0f}%", (axis.at(float(ends[-1])), float(life[-1])),
        (-4, 6 if low_on_panel else -4), textcoords="offset points", ha="right",
        va="bottom" if low_on_panel else "top", color=LIFE, fontsize=10.0,
    )  # fmt: skip


def _legend(ax: Axes, lot: pd.DataFrame, limits: tuple[float, float] | None, lang: Lang) -> None:
    handles: list[Patch | Line2D] = [
        Patch(facecolor=STAGES[stage], alpha=0.42, label=known(lang, "stage", stage))
        for stage in STAGES
        if stage in set(lot["stage"])
    ]
    handles.append(Patch(facecolor=HEAT, label=say(lang, "legend.excursion")))
    if limits is not None:
        told = [f"{limit:g}".replace("-", "\N{MINUS SIGN}") for limit in limits]
        label = say(lang, "legend.limits", low=told[0], high=told[1])
        handles.append(Line2D([], [], color=LIMIT, linestyle=(0, (4.0, 2.0)), label=label))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.02), borderaxespad=0.0,
        handlelength=1.4, handleheight=1.0,
    )  # fmt: skip


def _name_places(panel: Axes, lot: pd.DataFrame, names: Names, axis: Squeezed) -> None:
    """Write the places where the lot stands, where there is room for the word."""
    low, high = panel.get_xlim()
    ends = lot.groupby((lot["node_id"] != lot["node_id"].shift()).cumsum(), sort=True).agg(
        node=("node_id", "first"), a=("start_h", "min"), b=("end_h", "max")
    )
    free = low
    bottom = panel.get_ylim()[0]
    for row in each_row(ends):
        word = names.brief(str(row.node))
        wide = sum(1.0 if ord(char) > 0x2E80 else 0.58 for char in word) * (high - low) / 62.0
        begin, end = (float(value) for value in axis([row.a, row.b]))
        begin = max(begin, free)
        if begin + wide > min(high, end + 0.8 * wide):
            continue
        panel.text(begin + 0.004 * (high - low), bottom, word, fontsize=7.5, color=MUTED,
                   va="bottom", zorder=5)  # fmt: skip
        free = begin + wide


def read_cold_lot(temperatures: pd.DataFrame, part_id: str, names: Names, lang: Lang) -> str:
    """One sentence: warmest point, hours out of limits, life left, and the lots beside it."""
    lot = rows_of_lot(temperatures, part_id)
    out = temperatures.groupby("part_id")["excursion_h"].max()
    return say(
        lang, "read.cold_lot", product=names.product(str(lot["product_id"].iloc[0])),
        part=plain(part_id), days=f"{_days(lot):.1f}",
        warmest=f"{lot[['start_c', 'end_c']].max().max():.1f}".replace("-", "\N{MINUS SIGN}"),
        excursion=f"{lot['excursion_h'].max():.1f}",
        left=f"{100.0 * (1.0 - lot['life_used'].max()):.0f}",
        others=int((out > 0.0).sum()), all=len(out),
    )  # fmt: skip


def _days(lot: pd.DataFrame) -> float:
    return float(lot["end_h"].max() - lot["start_h"].min()) / 24.0
