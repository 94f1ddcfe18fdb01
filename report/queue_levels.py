"""Queues hour by hour: who waits at a gate, of the zone and of others; when nobody is served."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from report.canvas import NothingToDrawError
from report.clock_axis import moment, span_axis
from report.names import Names
from report.panels import panel_rows, title_panel
from report.theme import INK, LACK, MUTED, STAGES, themed
from report.words import Lang, say

_MOST_QUEUES = 5
_LEAST_SHUT_H = 2.0
Floats = NDArray[np.float64]


def watched(queues: pd.DataFrame) -> list[tuple[str, str]]:
    """Watched queues (node, step), the one that grows longest first."""
    most = queues.assign(all=queues["waiting"] + queues["others_waiting"])
    longest = most.groupby(["node_id", "step"], sort=True)["all"].max()
    ordered = longest.sort_values(ascending=False, kind="stable").index[:_MOST_QUEUES]
    return [(str(node_id), str(step)) for node_id, step in ordered]


def shut_h(queue: pd.DataFrame) -> list[tuple[float, float]]:
    """Stretches [from, to) in which somebody waits and nobody is served, of some hours.

    Parameters
    ----------
    queue
        Rows of one queue and replication in order of time.
    """
    waits = queue["waiting"] + queue["others_waiting"] > 0
    idle = waits & (queue["working"] + queue["others_working"] == 0)
    at_h = queue["at_h"].to_numpy(float)
    found: list[tuple[float, float]] = []
    for hour, still in zip(at_h, idle.to_numpy(bool), strict=True):
        if still and found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1.0)
        elif still:
            found.append((hour, hour + 1.0))
    return [(a, b) for a, b in found if b - a > _LEAST_SHUT_H]


@themed()
def plot_queues(
    queues: pd.DataFrame,
    names: Names,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per watched queue: the zone's boxes and lots that wait, others' on top of them.

    Parameters
    ----------
    queues
        Table `queues` of one policy and replication.
    """
    shown = watched(queues)
    if not shown:
        raise NothingToDrawError("queues", "no queue was watched")
    note = say(lang, "note.replication", replication=int(queues["replication"].iloc[0]))
    ax, panels = panel_rows(
        ax,
        len(shown),
        height_in=1.9 if len(shown) < 3 else 1.3,
        source=source,
        note=note,
        lang=lang,
    )
    for panel, (node_id, step) in zip(panels, shown, strict=True):
        mine = _of(queues, node_id, step)
        at_h = mine["at_h"].to_numpy(float)
        own = mine["waiting"].to_numpy(float)
        both = own + mine["others_waiting"].to_numpy(float)
        panel.fill_between(at_h, own, both, step="post", color=MUTED, alpha=0.45, linewidth=0.0)
        panel.fill_between(at_h, 0.0, own, step="post", color=STAGES["border"], linewidth=0.0)
        panel.plot(at_h, both, color=INK, linewidth=0.7, drawstyle="steps-post", gid="queue")
        for from_h, to_h in shut_h(mine):
            panel.axvspan(from_h, to_h, color=LACK, alpha=0.12, linewidth=0.0, zorder=0.4)
        top = int(np.argmax(both))
        told = say(
            lang, "queues.most", most=f"{both[top]:,.0f}", at=moment(float(at_h[top]), start, lang)
        )
        title_panel(panel, names.short(node_id), say(lang, f"stage.{step}"), told, STAGES["border"])
        panel.set_ylim(bottom=0.0)
        panel.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.0f}"))
        panel.grid(visible=True)
    panels[-1].set_xlim(float(queues["at_h"].min()), _last_h(queues))
    span_axis(panels[-1], start, lang)
    panels[0].set_ylabel(say(lang, "axis.waiting"), fontsize=8.3)
    handles = [
        Patch(color=STAGES["border"], label=say(lang, "legend.own_waiting")),
        Patch(color=MUTED, alpha=0.45, label=say(lang, "legend.others_waiting")),
        Patch(color=LACK, alpha=0.12, label=say(lang, "legend.nobody_served")),
    ]
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3,
              borderaxespad=0.2)  # fmt: skip
    ax.set_title(say(lang, "chart.queues"), pad=24.0)
    return ax


def read_queues(
    queues: pd.DataFrame, names: Names, lang: Lang, *, start: datetime | None = None
) -> str:
    """One sentence about the longest queue: how long, when, and when it was gone."""
    node_id, step = watched(queues)[0]
    mine = _of(queues, node_id, step)
    at_h = mine["at_h"].to_numpy(float)
    both = (mine["waiting"] + mine["others_waiting"]).to_numpy(float)
    top = int(np.argmax(both))
    gone = np.nonzero(both[top:] <= 0.02 * both[top])[0]
    if both[top] == 0.0:
        return say(lang, "read.no_queue", node=names.short(node_id))
    key = "read.queue_gone" if len(gone) else "read.queue_stays"
    return say(
        lang, key, node=names.short(node_id), most=f"{both[top]:,.0f}",
        at=moment(float(at_h[top]), start, lang),
        gone=moment(float(at_h[top + gone[0]]), start, lang) if len(gone) else "",
    )  # fmt: skip


def _of(queues: pd.DataFrame, node_id: str, step: str) -> pd.DataFrame:
    mine = queues[(queues["node_id"] == node_id) & (queues["step"] == step)]
    ordered: pd.DataFrame = mine.sort_values("at_h")
    return ordered


def _last_h(queues: pd.DataFrame) -> float:
    """End of the axis: the last hour at which the zone has anybody at a watched queue."""
    busy = queues[queues["waiting"] + queues["working"] > 0]
    return float((busy if len(busy) else queues)["at_h"].max()) + 1.0
