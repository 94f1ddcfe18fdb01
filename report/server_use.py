"""How much of their open hours servers work, and what that means for who waits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from report.canvas import NothingToDrawError, canvas
from report.names import plain
from report.rows import each_row
from report.stream_views import significant, split
from report.theme import INK, LACK, MUTED, STEPS, themed
from report.words import Lang, say

_USE = "use_share"
_MOST = 16
_FULL = 0.95


def use_rows(kpis: pd.DataFrame) -> pd.DataFrame:
    """Rows of `use_share` of the table `kpis` with a column step_id, in its order."""
    rows = kpis[kpis["kpi"].str.endswith(f".{_USE}") & kpis["mean"].notna()]
    return rows.assign(step_id=[split(str(kpi))[0] for kpi in rows["kpi"]])


@themed()
def plot_use(
    kpis: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh", source: str = ""
) -> Axes:
    """A bar per step with servers, its interval, and beside it the mean queue and wait.

    Parameters
    ----------
    kpis
        Table `kpis` of one scenario and policy.
    """
    rows = use_rows(kpis).head(_MOST)
    if rows.empty:
        raise NothingToDrawError("kpis", "no step has servers")
    note = say(lang, "note.mean_of", n=int(rows["n"].max()))
    if (rows["mean"] >= _FULL).any():
        note += " · " + say(lang, "note.use_red", share=f"{100.0 * _FULL:.0f}")
    ax = canvas(ax, 9.6, 0.44 * len(rows) + 1.75, source=source, note=note, lang=lang)
    means = dict(zip(kpis["kpi"], kpis["mean"], strict=True))
    for place, row in enumerate(each_row(rows)):
        y, use = -float(place), 100.0 * row.mean
        fill = LACK if row.mean >= _FULL else STEPS["process"]
        ax.barh([y], [use], height=0.6, color=fill, alpha=0.85, zorder=2, gid=f"use:{row.step_id}")
        if not np.isnan(row.ci95_high - row.ci95_low):
            ends = [100.0 * row.ci95_low, 100.0 * row.ci95_high]
            ax.plot(ends, [y, y], color=INK, linewidth=1.6, zorder=3)
        ax.annotate(
            _told(means, row.step_id, use, lang), (1.0, y), (6.0, 0.0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            fontsize=8.5, color=INK, annotation_clip=False,
        )  # fmt: skip
    ax.axvline(100.0, color=MUTED, linewidth=0.9, linestyle=(0, (3, 3)), zorder=1)
    ax.set_xlim(0.0, 102.0)
    ax.set_ylim(0.6 - len(rows), 0.6)
    names = [plain(name) for name in rows["step_id"]]
    ax.set_yticks([-float(place) for place in range(len(rows))], names)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(say(lang, "axis.use"))
    ax.set_title(say(lang, "chart.server_use"), pad=10.0)
    return ax


def read_use(kpis: pd.DataFrame, lang: Lang) -> str:
    """One sentence: the busiest step, and the least busy where there are several."""
    rows = use_rows(kpis)
    if rows.empty:
        raise NothingToDrawError("kpis", "no step has servers")
    use = dict(zip(rows["step_id"], rows["mean"], strict=True))
    busiest, idlest = max(use, key=lambda name: use[name]), min(use, key=lambda name: use[name])
    if busiest == idlest:
        return say(lang, "read.server_use_one", step=plain(busiest), use=_percent(use[busiest]))
    return say(
        lang, "read.server_use", step=plain(busiest), use=_percent(use[busiest]),
        idle=plain(idlest), least=_percent(use[idlest]),
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f}"


def _told(means: dict[str, float], step_id: str, use: float, lang: Lang) -> str:
    queue, wait = (
        means.get(f"{step_id}.{figure}", float("nan")) for figure in ("queue_mean", "wait_mean_h")
    )
    if np.isnan(queue + wait):
        return f"{use:.1f}%"
    return say(
        lang, "note.use_text", use=f"{use:.1f}", queue=f"{queue:,.{significant(queue)}f}",
        wait=f"{wait:,.{significant(wait)}f}",
    )  # fmt: skip
