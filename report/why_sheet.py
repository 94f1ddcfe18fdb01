"""Why sheet of one consignment: its ways as stacked cost lines, with arrivals beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
from matplotlib.axes import Axes

from domain.tariff import COST_LINES
from report.canvas import canvas
from report.clock_axis import moment
from report.names import Names, known, plain
from report.rows import each_row
from report.theme import COSTS, INK, MUTED, themed
from report.words import Lang, say

_MOST_WAYS = 6


def first_sheet(ways: pd.DataFrame) -> str:
    """The consignment whose sheet was asked for last: it stands first in the table."""
    return str(ways["consignment_id"].iloc[0])


@themed()
def plot_why_sheet(
    ways: pd.DataFrame,
    lines: pd.DataFrame,
    consignment_id: str,
    names: Names,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """One bar per way: what the consignment adds to the plan there, by cost line.

    Parameters
    ----------
    ways, lines
        Tables `why_ways` and `why_lines` of a run.
    """
    mine = _mine(ways, consignment_id)
    rows = list(each_row(mine))
    ax = canvas(ax, 10.0, 2.2 + 0.62 * len(rows), source=source, note="", lang=lang)
    own = lines[lines["consignment_id"] == consignment_id]
    amounts = {(int(one.way), str(one.line)): float(one.cny) for one in each_row(own)}
    longest = max(1.0, *(_length(amounts, int(row.way)) for row in rows))
    seen: set[str] = set()
    for place, row in enumerate(rows):
        left = right = 0.0
        for line in COST_LINES:
            cny = amounts.get((int(row.way), line), 0.0)
            if not cny:
                continue
            base = right if cny > 0.0 else left
            ax.barh(
                [-float(place)], [cny], left=base, height=0.42, color=COSTS.get(line, MUTED),
                label=None if line in seen else known(lang, "cost", line), zorder=2,
                edgecolor="white", linewidth=0.5,
            )  # fmt: skip
            seen.add(line)
            right, left = (right + cny, left) if cny > 0.0 else (right, left + cny)
        _tell(ax, row, right, -float(place), start, lang)
    ax.set_yticks(
        [-float(place) for place in range(len(rows))],
        [f"[{row.way}] {known(lang, 'why', str(row.kind))}" for row in rows],
    )
    ax.set_xlim(right=1.32 * longest)
    ax.set_ylim(-len(rows) + 0.3, 0.7)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0, handlelength=1.0)
    ax.set_xlabel(say(lang, "axis.why_sheet"))
    ax.annotate(
        _lane(rows[0], names), (0.0, 1.0), (0, 6), xycoords="axes fraction",
        textcoords="offset points", fontsize=8.5, color=MUTED,
    )  # fmt: skip
    ax.set_title(say(lang, "chart.why_sheet", name=plain(rows[0].consignment_id)), pad=21.0)
    return ax


def _length(amounts: Mapping[tuple[int, str], float], way: int) -> float:
    """Sum of what a way costs, what it saves apart."""
    return sum(cny for (number, _), cny in amounts.items() if number == way and cny > 0.0)


def _tell(
    ax: Axes, row: pd.Series, right: float, y: float, start: datetime | None, lang: Lang
) -> None:
    """Total, arrival and share in time after a bar; route and departures above it."""
    more = "" if row.way == 0 else f" ({row.more_cny:+,.0f})".replace("-", "\N{MINUS SIGN}")
    when = moment(float(row.expected_h), start, lang)
    text = f"{row.cny:,.0f}{more}\n{when}, {say(lang, 'why.in_time')} {row.in_time_share:.0%}"
    ax.annotate(text, (right, y), (5, 0), textcoords="offset points", va="center", fontsize=7.8,
                color=INK)  # fmt: skip
    where = str(row.departures) or known(lang, "why", "outsourced")
    box = f"{row.box_type}  " if row.box_type else ""
    ax.annotate(plain(_cut(box + where, 74)), (0.0, y + 0.26), (2, 0), textcoords="offset points",
                fontsize=7.2, color=MUTED, va="bottom")  # fmt: skip


def _lane(row: pd.Series, names: Names) -> str:
    ends = " → ".join(
        names.short(str(getattr(row, end))) for end in ("origin_id", "destination_id")
    )
    return f"{names.product(str(row.product_id))}  {ends}"


def _mine(ways: pd.DataFrame, consignment_id: str) -> pd.DataFrame:
    mine = ways[ways["consignment_id"] == consignment_id]
    return mine.sort_values("way", kind="stable").head(_MOST_WAYS)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def read_why_sheet(ways: pd.DataFrame, consignment_id: str, names: Names, lang: Lang) -> str:
    """One sentence: what the chosen way adds, and by how much the next best is dearer."""
    rows = list(each_row(_mine(ways, consignment_id)))
    name = f"{plain(rows[0].consignment_id)} ({_lane(rows[0], names)})"
    if len(rows) == 1:
        return say(lang, "read.why_sheet_alone", name=name)
    return say(
        lang, "read.why_sheet", name=name, cny=f"{rows[0].cny:,.0f}",
        kind=known(lang, "why", str(rows[1].kind)),
        more=f"{rows[1].more_cny:,.0f}".replace("-", "\N{MINUS SIGN}"),
    )  # fmt: skip
