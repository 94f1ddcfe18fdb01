"""Box ledger: where boxes are stuffed and where they end empty, by box type."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.canvas import canvas
from report.names import Names, known, rows_note
from report.theme import INK, MUTED, themed
from report.words import Lang, say

_MOST_NODES = 14
_TYPE_COLOURS = ("#1f5f8b", "#d08a3a", "#0b7a75", "#8c2f39", "#7d5ba6", "#86bcd6", "#a3a8ad")


def ledger(boxes: pd.DataFrame) -> pd.DataFrame:
    """Per node and box type: boxes `taken` for stuffing or to be moved empty, of them `leased`.

    And `returned`: stripped, or come empty.
    """
    keys = ["node_id", "box_type"]
    taken = boxes.rename(columns={"stuff_node": "node_id"}).groupby(keys).size()
    leased_rows = boxes[boxes["owner"] == "leased"]
    leased = leased_rows.rename(columns={"stuff_node": "node_id"}).groupby(keys).size()
    back = boxes[boxes["stripped_h"].notna()].rename(columns={"strip_node": "node_id"})
    found = pd.DataFrame(
        {"taken": taken, "leased": leased, "returned": back.groupby(keys).size()}
    ).fillna(0.0)
    return found.sort_index()


@themed()
def plot_box_ledger(
    boxes: pd.DataFrame,
    names: Names,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Left: boxes taken for stuffing. Right: boxes that came empty. The mark is the balance.

    Parameters
    ----------
    boxes
        Rows of one policy and replication.
    """
    found = ledger(boxes)
    by_node = found.groupby(level="node_id").sum()
    size = by_node["taken"] + by_node["returned"]
    top = list(size.sort_values(ascending=False, kind="stable").index[:_MOST_NODES])
    nodes = sorted(top, key=lambda n: (by_node.loc[n, "returned"] - by_node.loc[n, "taken"], n))
    types = sorted(found.index.get_level_values("box_type").unique())
    ax = canvas(
        ax, 9.0, 1.9 + 0.34 * len(nodes), source=source,
        note=rows_note(boxes, lang), lang=lang,
    )  # fmt: skip
    y = np.arange(len(nodes))
    left, right = np.zeros(len(nodes)), np.zeros(len(nodes))
    for kind, fill in zip(types, _cycle(len(types)), strict=True):
        mine = found.xs(kind, level="box_type").reindex(nodes).fillna(0.0)
        taken, back = mine["taken"].to_numpy(), mine["returned"].to_numpy()
        leased = mine["leased"].to_numpy()
        ax.barh(y, -taken, left=left, height=0.66, color=fill, zorder=2)
        ax.barh(
            y, -leased, left=left, height=0.66, facecolor="none", edgecolor="white",
            hatch="////", linewidth=0.0, zorder=2.5,
        )  # fmt: skip
        ax.barh(y, back, left=right, height=0.66, color=fill, zorder=2)
        left, right = left - taken, right + back
    ax.plot(left + right, y, "D", color=INK, markersize=5.0, zorder=4, gid="balance")
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=3)
    ax.set_yticks(y, [names.short(str(node)) for node in nodes])
    ax.set_ylim(-0.6, len(nodes) - 0.4)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    reach = float(max(-left.min(), right.max(), 1.0)) * 1.06
    ax.set_xlim(-reach, reach)
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{abs(x):,.0f}"))
    ax.set_xlabel(say(lang, "axis.box_ledger"))
    handles: list[Patch | Line2D] = [
        Patch(facecolor=fill, label=known(lang, "box", str(kind)))
        for kind, fill in zip(types, _cycle(len(types)), strict=True)
    ]
    handles.append(
        Patch(facecolor=MUTED, edgecolor="white", hatch="////", label=say(lang, "legend.leased"))
    )
    handles.append(
        Line2D([], [], marker="D", linestyle="", color=INK, label=say(lang, "legend.balance"))
    )
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0)
    ax.set_title(say(lang, "chart.box_ledger"))
    return ax


def read_box_ledger(boxes: pd.DataFrame, names: Names, lang: Lang) -> str:
    """One sentence: boxes used, leased, and where most empties are short."""
    found = ledger(boxes).groupby(level="node_id").sum()
    balance = found["returned"] - found["taken"]
    short = str(balance.idxmin())
    return say(
        lang, "read.boxes", boxes=f"{found['taken'].sum():,.0f}",
        leased=f"{found['leased'].sum():,.0f}", node=names.short(short),
        missing=f"{max(0.0, -balance[short]):,.0f}",
    )  # fmt: skip


def _cycle(n: int) -> list[str]:
    return [_TYPE_COLOURS[i % len(_TYPE_COLOURS)] for i in range(n)]
