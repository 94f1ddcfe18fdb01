"""What a little more room is worth: the estimate beside what improving and planning again give."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from report.canvas import canvas
from report.clock_axis import moment
from report.names import plain
from report.rows import each_row
from report.theme import INK, MUTED, POLICIES, themed
from report.words import Lang, say

KINDS = {
    "estimate": MUTED,
    "price": POLICIES["rule"],
    "nearby": POLICIES["plan"],
    "confirmed": POLICIES["foresight"],
}
_MOST = 12


@themed()
def plot_why_capacity(
    worths: pd.DataFrame,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Bars per full departure: the estimate, and below it what confirms it.

    Parameters
    ----------
    worths
        Table `why_capacity` of a run.
    """
    shown = _telling(_ranked(worths))
    rows = list(each_row(shown))
    ax = canvas(ax, 9.4, 1.7 + 0.42 * len(rows), source=source, note="", lang=lang)
    y = -np.arange(len(rows)).astype(float)
    kinds = [kind for kind in KINDS if shown[f"{kind}_cny"].notna().any()]
    high = 0.8 / len(kinds)
    for turn, kind in enumerate(kinds):
        cny = shown[f"{kind}_cny"].to_numpy(dtype=float)
        at = y + 0.4 - high * (turn + 0.5)
        ax.barh(
            at, np.nan_to_num(cny), height=0.9 * high, color=KINDS[kind],
            label=say(lang, f"legend.{kind}"), zorder=2,
        )  # fmt: skip
        for place, value in zip(at, cny, strict=True):
            if np.isfinite(value):
                _number(ax, float(value), float(place))
    if len(kinds) > 1:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0)
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    ax.set_yticks(y, [_label(row, start, lang) for row in rows])
    ax.set_ylim(-len(rows) + 0.4, 0.6)
    ax.margins(x=0.16)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(say(lang, "axis.why_capacity"))
    ax.set_title(say(lang, "chart.why_capacity"))
    return ax


def _number(ax: Axes, cny: float, y: float) -> None:
    ax.annotate(
        f"{cny:,.0f}".replace("-", "\N{MINUS SIGN}"), (max(cny, 0.0), y), (4, 0),
        textcoords="offset points", va="center", fontsize=8.0, color=INK,
    )  # fmt: skip


def _label(row: pd.Series, start: datetime | None, lang: Lang) -> str:
    """Service, departure, and how much more of what."""
    if row.unit == "train":
        more = say(lang, "why.whole_train")
    else:
        more = say(lang, "why.more_unit", step=f"{row.step:g}", unit=say(lang, f"why.{row.unit}"))
    return f"{plain(row.service_id)}  {moment(float(row.scheduled_h), start, lang)}  {more}"


def _telling(ranked: pd.DataFrame) -> pd.DataFrame:
    """Rows worth something or confirmed; where there are none, the first ones."""
    kept = ranked[(ranked["estimate_cny"] != 0.0) | ranked["nearby_cny"].notna()]
    return (kept if len(kept) else ranked).head(_MOST)


def _ranked(worths: pd.DataFrame) -> pd.DataFrame:
    return worths.sort_values(
        ["estimate_cny", "service_id", "scheduled_h"], ascending=[False, True, True], kind="stable"
    )


def read_why_capacity(worths: pd.DataFrame, start: datetime | None, lang: Lang) -> str:
    """One sentence: how many departures are full, and the dearest of them."""
    row = next(each_row(_ranked(worths)))
    sure = ""
    if not pd.isna(row.nearby_cny):
        sure = say(lang, "read.why_sure", amount=f"{row.nearby_cny:,.0f}")
    return say(
        lang, "read.why_capacity", n=len(worths), service=plain(row.service_id),
        at=moment(float(row.scheduled_h), start, lang), amount=f"{row.estimate_cny:,.0f}",
        sure=sure,
    )  # fmt: skip
