"""Shelves of warehouses day by day: how old what stands there is, what comes, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from domain.stock_records import OFF_SHELF, ONTO_SHELF
from domain.warehouse import DAY_H
from report.canvas import NothingToDrawError
from report.clock_axis import span_axis
from report.names import Names
from report.panels import panel_rows, title_panel
from report.rows import each_row
from report.theme import INK, LACK, MUTED, STEPS, themed
from report.words import Lang, say

_MOST_SHELVES = 5
BANDS_DAYS = (0.0, 30.0, 90.0)
"""Ages at which the bands of a shelf begin."""
_BANDS = (("legend.age_young", 0.35), ("legend.age_middle", 0.62), ("legend.age_old", 0.95))
_REFILL = "/stock"
"""Ends the name of a consignment that a shelf asked for."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShelfDays:
    """A shelf at the ends of days: pieces by age, on the way, waiting, lost, written off."""

    shelf_id: str
    at_h: Floats
    by_age: Floats
    coming: Floats
    waiting: Floats
    lost: Floats
    came_h: Floats
    written_off: pd.DataFrame
    asked: int
    found: int

    @property
    def on_hand(self) -> Floats:
        """Of all ages."""
        total: Floats = self.by_age.sum(axis=0)
        return total

    @property
    def rate(self) -> float:
        """Share of orders that found stock."""
        return self.found / self.asked if self.asked else 1.0


def shelf_days(moves: pd.DataFrame, goods: pd.DataFrame, shelf_id: str) -> ShelfDays:
    """What the movements of one replication say of a shelf, counted lot by lot.

    Parameters
    ----------
    goods
        Table `consignments` of the same replication: when what the shelf asked for was ordered.
    """
    mine = moves[moves["shelf_id"] == shelf_id]
    lots: dict[str, tuple[int, float]] = {}
    ends: list[tuple[float, list[int], int]] = []
    for row in each_row(mine):
        if row.kind in ONTO_SHELF:
            lots[row.lot_id] = row.pieces, row.start_h if row.kind == "opening" else row.end_h
        elif row.kind in OFF_SHELF:
            there, came_h = lots.pop(row.lot_id)
            if there > row.pieces:
                lots[row.lot_id] = there - row.pieces, came_h
        elif row.kind == "day":
            ages = [0] * len(BANDS_DAYS)
            for there, came_h in lots.values():
                age = (row.end_h - came_h) / DAY_H
                ages[int(np.searchsorted(BANDS_DAYS, age, side="right")) - 1] += there
            ends.append((row.end_h, ages, row.backorders))
    at_h = np.array([end for end, _, _ in ends])
    orders, lost = mine[mine["kind"] == "order"], mine[mine["kind"] == "lost"]
    lost_by_day, _ = np.histogram(
        lost["end_h"], bins=np.concatenate((at_h - DAY_H, at_h[-1:])), weights=lost["pieces"]
    )
    return ShelfDays(
        shelf_id, at_h, np.array([ages for _, ages, _ in ends], dtype=np.float64).T,
        _coming(mine, goods, at_h), np.array([owed for _, _, owed in ends], dtype=np.float64),
        lost_by_day.astype(np.float64),
        np.unique(mine.loc[mine["kind"].isin(("unload", "display_in")), "end_h"].to_numpy(float)),
        mine[mine["kind"] == "write_off"],
        int(orders["pieces"].sum()), int(orders["found"].sum()),
    )  # fmt: skip


def _coming(mine: pd.DataFrame, goods: pd.DataFrame, at_h: Floats) -> Floats:
    """Pieces ordered and not yet on the shelf; by weight for what never came."""
    unloads = mine[mine["kind"] == "unload"]
    put = unloads.groupby("subject_id").agg(pieces=("pieces", "sum"), end_h=("end_h", "max"))
    known = goods.set_index("consignment_id")
    mixed = known.index.isin(put.index)
    flows = set(known.loc[mixed, "flow_id"])
    asked = known[known["flow_id"].isin(flows) & (mixed | known.index.str.endswith(_REFILL))]
    kg = float(known.loc[mixed, "kg"].sum())
    per_kg = float(put["pieces"].sum()) / kg if kg else 0.0
    found = np.zeros_like(at_h)
    pieces_of, until_of = put["pieces"].to_dict(), put["end_h"].to_dict()
    for order in each_row(asked.reset_index()):
        name = order.consignment_id
        pieces = float(pieces_of.get(name, order.kg * per_kg))
        until_h = float(until_of.get(name, np.inf))
        found += np.where((at_h >= order.known_h) & (at_h < until_h), pieces, 0.0)
    return found


def _shown(moves: pd.DataFrame) -> list[str]:
    """Shelves, those with most orders first."""
    orders = moves[(moves["kind"] == "order") & (moves["shelf_id"] != "")]
    asked = orders.groupby("shelf_id")["pieces"].sum().sort_values(ascending=False, kind="stable")
    return [str(name) for name in asked.index[:_MOST_SHELVES]]


@themed()
def plot_stock(
    moves: pd.DataFrame,
    goods: pd.DataFrame,
    names: Names,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per shelf: stock by age above the axis, what is on its way over it, lack below.

    Parameters
    ----------
    moves, goods
        Tables `stock_moves` and `consignments` of one policy and replication.
    """
    shown = _shown(moves)
    if not shown or not (moves["kind"] == "day").any():
        raise NothingToDrawError("stock_moves", "no shelf with orders")
    note = say(lang, "note.replication", replication=int(moves["replication"].iloc[0]))
    ax, panels = panel_rows(
        ax, len(shown), height_in=2.3 if len(shown) < 3 else 1.5, source=source, note=note,
        lang=lang,
    )  # fmt: skip
    days = [shelf_days(moves, goods, shelf_id) for shelf_id in shown]
    for panel, shelf in zip(panels, days, strict=True):
        _draw(panel, shelf)
        place, _, goods_id = shelf.shelf_id.partition("/")
        told = say(lang, "stock.told", rate=f"{100.0 * shelf.rate:.1f}",
                   hand=f"{shelf.on_hand.mean():,.0f}")  # fmt: skip
        title_panel(panel, f"{names.short(place)}  {goods_id}", say(lang, "step.stock"), told,
                    STEPS["stock"])  # fmt: skip
    panels[-1].set_xlim(0.0, float(max(shelf.at_h[-1] for shelf in days)))
    span_axis(panels[-1], start, lang)
    lacking = any(shelf.waiting.any() or shelf.lost.any() for shelf in days)
    panels[0].set_ylabel(say(lang, "axis.stock_below" if lacking else "axis.stock_pieces"),
                         fontsize=8.3)  # fmt: skip
    _legend(ax, days, lang)
    ax.set_title(say(lang, "chart.stock_levels"), pad=38.0)
    return ax


def _draw(panel: Axes, shelf: ShelfDays) -> None:
    at_h = np.concatenate(([shelf.at_h[0] - DAY_H], shelf.at_h))
    below = np.zeros(len(at_h))
    # The oldest lies at the bottom, as it should be sold first.
    for (_, alpha), pieces in reversed(list(zip(_BANDS, shelf.by_age, strict=True))):
        upto = below + np.concatenate((pieces[:1], pieces))
        panel.fill_between(at_h, below, upto, step="pre", color=STEPS["stock"], alpha=alpha,
                           linewidth=0.0)  # fmt: skip
        below = upto
    panel.plot(at_h, below, color=STEPS["stock"], linewidth=1.0, drawstyle="steps-pre",
               gid="on_hand")  # fmt: skip
    with_coming = shelf.on_hand + shelf.coming
    if shelf.coming.any():
        panel.plot(shelf.at_h, with_coming, color=MUTED, linewidth=1.1, linestyle=(0, (4, 2)),
                   drawstyle="steps-pre", gid="coming")  # fmt: skip
    top = max(1.0, float(max(with_coming.max(), below.max())))
    panel.plot(shelf.came_h, np.full(len(shelf.came_h), 1.06 * top), "v", color=INK, markersize=4.5,
               gid="came")  # fmt: skip
    for row in each_row(shelf.written_off):
        panel.plot([row.end_h], [0.0], "x", color=LACK, markersize=5.5, gid="written_off")
    panel.fill_between(shelf.at_h, 0.0, -shelf.waiting, step="pre", color=LACK, alpha=0.35,
                       linewidth=0.0)  # fmt: skip
    panel.bar(shelf.at_h - DAY_H, -shelf.lost, width=DAY_H, align="edge", color=LACK,
              linewidth=0.0)  # fmt: skip
    deep = float(max(shelf.waiting.max(), shelf.lost.max()))
    panel.axhline(0.0, color=MUTED, linewidth=0.8, zorder=1)
    panel.set_ylim(-1.15 * deep, 1.16 * top)
    panel.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{abs(y):,.0f}"))
    panel.grid(visible=True)


def _legend(ax: Axes, days: list[ShelfDays], lang: Lang) -> None:
    handles: list[Patch | Line2D] = [
        Patch(facecolor=STEPS["stock"], alpha=alpha, label=say(lang, key))
        for (key, alpha), there in zip(
            _BANDS, np.any([shelf.by_age.any(axis=1) for shelf in days], axis=0), strict=True
        )
        if there
    ]
    if any(shelf.coming.any() for shelf in days):
        handles.append(Line2D([], [], color=MUTED, linestyle=(0, (4, 2)), linewidth=1.1,
                              label=say(lang, "legend.with_coming")))  # fmt: skip
    if any(len(shelf.came_h) for shelf in days):
        handles.append(Line2D([], [], color=INK, marker="v", linestyle="", markersize=4.5,
                              label=say(lang, "legend.stock_came")))  # fmt: skip
    if any(shelf.waiting.any() for shelf in days):
        handles.append(Patch(facecolor=LACK, alpha=0.35, label=say(lang, "legend.stock_missing")))
    if any(shelf.lost.any() for shelf in days):
        handles.append(Patch(facecolor=LACK, label=say(lang, "legend.stock_lost")))
    if any(len(shelf.written_off) for shelf in days):
        handles.append(Line2D([], [], color=LACK, marker="x", linestyle="", markersize=5.5,
                              label=say(lang, "legend.stock_off")))  # fmt: skip
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, borderaxespad=0.2,
        columnspacing=1.6,
    )  # fmt: skip


def read_stock(moves: pd.DataFrame, goods: pd.DataFrame, names: Names, lang: Lang) -> str:
    """One sentence about the shelf with most orders."""
    shelf = shelf_days(moves, goods, _shown(moves)[0])
    place, _, goods_id = shelf.shelf_id.partition("/")
    return say(
        lang, "read.stock_levels", shelf=f"{names.short(place)} {goods_id}",
        asked=f"{shelf.asked:,}", rate=f"{100.0 * shelf.rate:.1f}",
        empty=int((shelf.on_hand == 0).sum()), came=len(shelf.came_h),
        left=f"{shelf.on_hand[-1]:,.0f}", old=f"{shelf.by_age[-1][-1]:,.0f}",
    )  # fmt: skip
