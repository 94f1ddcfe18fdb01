"""Broken rules of cold chains: by rule pack, place and holder, hours and how many lots."""

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

_MOST_ROWS = 16
_COLOURS = ("#a93226", "#2f6f8f", "#c08a2b", "#5b7f4d", "#7a5c99", "#4d4d4d", "#b5657a")


def by_holder(breaches: pd.DataFrame) -> pd.DataFrame:
    """Hours, lots and breaches by rule pack, place and holder; the most hours first."""
    of_lots = breaches[breaches["lot_id"] != ""]
    grouped = of_lots.groupby(["rule", "node_id", "holder_id"], sort=True)
    found = grouped.agg(hours=("hours", "sum"), lots=("lot_id", "nunique"), times=("hours", "size"))
    return found.sort_values(["hours", "times"], ascending=False, kind="stable")


@themed()
def plot_breaches(
    breaches: pd.DataFrame,
    names: Names,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """One bar per rule pack, place and holder: hours beyond limits; lots and times beside it.

    Parameters
    ----------
    breaches
        Table `breaches` of one policy and replication.
    """
    found = by_holder(breaches)
    if found.empty:
        raise NothingToDrawError("breaches", "no lot broke a rule")
    top = found[:_MOST_ROWS][::-1]
    packs = list(dict.fromkeys(breaches["rule"]))
    colour = {pack: _COLOURS[i % len(_COLOURS)] for i, pack in enumerate(packs)}
    ax = canvas(
        ax, 9.0, 1.9 + 0.36 * len(top), source=source, note=rows_note(breaches, lang), lang=lang
    )
    y, hours = np.arange(len(top)), top["hours"].to_numpy(float)
    rules = [str(index[0]) for index in top.index]
    ax.barh(y, hours, height=0.66, color=[colour[rule] for rule in rules], zorder=2)
    for at, (total, lots, times) in enumerate(zip(hours, top["lots"], top["times"], strict=True)):
        ax.annotate(
            say(lang, "breaches.beside", lots=f"{lots:,}", times=f"{times:,}"), (total, at),
            (4.0, 0.0), textcoords="offset points", fontsize=8.3, va="center", color=INK,
        )  # fmt: skip
    ax.set_yticks(y, [_row(str(node), str(holder), names, lang) for _, node, holder in top.index])
    ax.set_ylim(-0.6, len(top) - 0.4)
    ax.set_xlim(0.0, 1.22 * max(1.0, float(hours.max())))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    ax.set_xlabel(say(lang, "breaches.axis"))
    ax.grid(visible=False, axis="y")
    handles = [Patch(color=colour[pack], label=plain(pack)) for pack in packs if pack in rules]
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=5,
              borderaxespad=0.2, columnspacing=1.2)  # fmt: skip
    ax.set_title(say(lang, "chart.rule_breaches"), pad=24.0)
    return ax


def read_breaches(breaches: pd.DataFrame, names: Names, lang: Lang) -> str:
    """One or two sentences: how many lots broke how many packs, and in whose hands mostly."""
    found = by_holder(breaches)
    records = int((breaches["lot_id"] == "").sum())
    if found.empty:
        return say(lang, "read.rule_records", records=records)
    rule, node, holder = map(str, found.index[0])
    return say(
        lang, "read.rule_breaches", lots=breaches.loc[breaches["lot_id"] != "", "lot_id"].nunique(),
        packs=len(set(breaches["rule"])), times=f"{len(breaches) - records:,}", rule=plain(rule),
        row=_row(node, holder, names, lang), hours=f"{found['hours'].iloc[0]:,.0f}",
    )  # fmt: skip


def _row(node: str, holder: str, names: Names, lang: Lang) -> str:
    """A place, and who held the goods there: a role of it, or the carrier of a service."""
    role, _, at = holder.partition(":")
    who = say(lang, f"holder.{role}") if role else "-"
    own = "" if at in ("", node) else f" {plain(at)}"
    return say(lang, "breaches.row", node=names.short(node), holder=f"{who}{own}")
