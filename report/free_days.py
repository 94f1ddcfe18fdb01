"""Free days: how much of them boxes used, where they overran them, and what that cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.canvas import NothingToDrawError, canvas
from report.names import Names, plain, rows_note
from report.theme import INK, themed
from report.words import Lang, say

_MOST_ROWS = 14
DAY_H = 24.0
BANDS: tuple[tuple[str, float, float, str], ...] = (
    ("ample", 3.0 * DAY_H, np.inf, "#93c2a4"),
    ("near", 0.0, 3.0 * DAY_H, "#e3c34b"),
    ("over", -4.0 * DAY_H, 0.0, "#d9705f"),
    ("far_over", -np.inf, -4.0 * DAY_H, "#a93226"),
)
"""Name, free hours left from and to (below 0: overrun), and colour."""


def exposure(free_days: pd.DataFrame) -> pd.DataFrame:
    """Waits and uses by place, kind, owner and band, with what is owed.

    Returns
    -------
    Index (node_id, kind, owner); a column per band with boxes in it, and `cny`.
    """
    left = np.where(
        free_days["over_h"] > 0.0, -free_days["over_h"], free_days["left_h"].fillna(np.inf)
    )
    keys = [free_days["node_id"], free_days["kind"], free_days["owner"]]
    found = {
        name: pd.Series((left >= low) & (left < high), index=free_days.index).groupby(keys).sum()
        for name, low, high, _ in BANDS[1:]
    }
    found["ample"] = pd.Series(left >= BANDS[0][1], index=free_days.index).groupby(keys).sum()
    found["cny"] = free_days["cny"].groupby(keys).sum()
    return pd.DataFrame(found)


@themed()
def plot_free_days(
    free_days: pd.DataFrame,
    names: Names,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """One bar per place, kind and owner: boxes by free days left; what is owed beside it.

    Parameters
    ----------
    free_days
        Table `free_days` of one policy and replication.
    """
    if free_days.empty:
        raise NothingToDrawError("free_days", "no box had free days")
    found = exposure(free_days)
    found["boxes"] = found[[name for name, *_ in BANDS]].sum(axis=1)
    top = found.sort_values(["cny", "boxes"], ascending=False, kind="stable")[:_MOST_ROWS][::-1]
    ax = canvas(
        ax, 9.0, 1.9 + 0.36 * len(top), source=source, note=rows_note(free_days, lang), lang=lang
    )
    y, left = np.arange(len(top)), np.zeros(len(top))
    for name, _, _, colour in BANDS:
        boxes = top[name].to_numpy(float)
        ax.barh(y, boxes, left=left, height=0.66, color=colour, zorder=2, gid=f"band:{name}")
        left = left + boxes
    for at, (total, cny) in enumerate(zip(left, top["cny"], strict=True)):
        if cny > 0.0:
            ax.annotate(
                say(lang, "free_days.owed", cny=f"{cny:,.0f}"), (total, at), (4.0, 0.0),
                textcoords="offset points", fontsize=8.3, va="center", color=INK,
            )  # fmt: skip
    titles = [
        say(lang, "free_days.row", node=names.short(str(node_id)),
            kind=say(lang, f"free_days.{kind}"), owner=plain(_owner(str(owner), lang)))
        for node_id, kind, owner in top.index
    ]  # fmt: skip
    ax.set_yticks(y, titles)
    ax.set_ylim(-0.6, len(top) - 0.4)
    ax.set_xlim(0.0, 1.18 * float(left.max()))
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    ax.set_xlabel(say(lang, "axis.boxes"))
    ax.grid(visible=False, axis="y")
    handles = [Patch(color=c, label=say(lang, f"free_days.band.{n}")) for n, _, _, c in BANDS]
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4,
              borderaxespad=0.2, columnspacing=1.2)  # fmt: skip
    ax.set_title(say(lang, "chart.free_days"), pad=24.0)
    return ax


def read_free_days(free_days: pd.DataFrame, names: Names, lang: Lang) -> str:
    """One sentence: how many overran, what it cost, and where most of it."""
    over = free_days[free_days["over_h"] > 0.0]
    if over.empty:
        return say(lang, "read.free_days_kept", n=len(free_days))
    by_node = over.groupby("node_id")["cny"].sum()
    node_id = str(by_node.sort_values(ascending=False, kind="stable").index[0])
    return say(
        lang, "read.free_days", over=len(over), n=len(free_days),
        cny=f"{over['cny'].sum():,.0f}", node=names.short(node_id),
        most=f"{by_node.max():,.0f}",
    )  # fmt: skip


def _owner(owner: str, lang: Lang) -> str:
    return say(lang, f"free_days.owner.{owner}") if owner in {"pool", "leased"} else owner
