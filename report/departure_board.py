"""Departure board: per service and week what was booked and loaded against capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch, Rectangle

from report.canvas import NothingToDrawError, canvas
from report.names import Names, rows_note
from report.rows import each_row
from report.theme import INK, MODES, MUTED, themed
from report.words import Lang, say

HOURS_PER_WEEK = 168.0
_MOST_SERVICES = 26
_MOST_WEEKS_WITH_TEU, _MOST_WEEKS_WITH_NUMBERS = 13, 26
_FILL = LinearSegmentedColormap.from_list("fill", ["#f4f7f6", "#9fcfc4", "#0b7a75", "#063f3d"])


@dataclass(frozen=True, slots=True)
class Board:
    """Sums per service and week, of the fullest leg of each departure."""

    cells: pd.DataFrame
    services: tuple[str, ...]
    left_out: int


def weekly_board(departures: pd.DataFrame, *, most: int = _MOST_SERVICES) -> Board:
    """Sum departures by service and week; departures count at their fullest leg.

    Columns of `cells`: service_id, week, capacity_teu, booked_teu, loaded_teu (of departures
    that ran), ran, stopped (cancelled or given up). Services without capacity are left out.
    """
    dated = departures[departures["capacity_teu"].fillna(0.0) > 0.0]
    keys = ["service_id", "scheduled_h"]
    each = dated.groupby(keys, sort=True).agg(
        mode=("mode", "first"),
        status=("status", "first"),
        capacity_teu=("capacity_teu", "min"),
        booked_teu=("booked_teu", "max"),
        loaded_teu=("loaded_teu", "max"),
    )
    each = each.reset_index()
    each["week"] = np.floor(each["scheduled_h"] / HOURS_PER_WEEK).astype(int)
    ran = each["status"] == "ran"
    each["ran"] = ran.astype(int)
    each["stopped"] = (~ran).astype(int)
    for column in ("capacity_teu", "loaded_teu", "booked_teu"):
        each[column] = each[column].where(ran, 0.0)
    cells = (
        each.groupby(["service_id", "mode", "week"], sort=True)[
            ["capacity_teu", "booked_teu", "loaded_teu", "ran", "stopped"]
        ]
        .sum()
        .reset_index()
    )
    loads = cells.groupby("service_id")["loaded_teu"].sum()
    kept = loads[loads > 0.0].sort_values(ascending=False, kind="stable").index[:most]
    modes = cells.drop_duplicates("service_id").set_index("service_id")["mode"]
    rank = {mode: place for place, mode in enumerate(MODES)}
    services = sorted(kept, key=lambda s: (rank.get(str(modes[s]), 9), -float(loads[s]), str(s)))
    return Board(
        cells[cells["service_id"].isin(services)].reset_index(drop=True),
        tuple(str(service) for service in services),
        int((loads > 0.0).sum()) - len(services),
    )


@themed()
def plot_departure_board(
    departures: pd.DataFrame,
    names: Names,
    *,
    weeks: tuple[int, int] | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Fill by service and week: colour is loaded over capacity, the dark line what was booked.

    Parameters
    ----------
    departures
        Rows of one policy and replication.
    weeks
        First and last week to show; `None`: all that have cargo.
    """
    board = weekly_board(departures)
    if not board.services:
        raise NothingToDrawError("departures", "no dated departure carried a box")
    cells = board.cells
    used = cells[(cells["booked_teu"] > 0.0) | (cells["loaded_teu"] > 0.0)]
    first, last = weeks or (int(used["week"].min()), int(used["week"].max()))
    cells = cells[cells["week"].between(first, last)]
    notes = [rows_note(departures, lang)]
    if board.left_out:
        notes.append(say(lang, "note.services_left_out", n=board.left_out))
    ax = canvas(
        ax, 9.4, 1.9 + 0.36 * len(board.services), source=source, note=" · ".join(notes), lang=lang
    )
    rows = {service: len(board.services) - 1 - i for i, service in enumerate(board.services)}
    weeks_shown = last - first + 1
    percent = weeks_shown > _MOST_WEEKS_WITH_TEU
    size = 7.0 if weeks_shown <= _MOST_WEEKS_WITH_NUMBERS else 0.0
    _draw_cells(ax, cells, rows, size_pt=size, percent=percent)
    labels = [names.service(service) for service in board.services]
    ax.set_yticks([rows[service] for service in board.services], labels, fontsize=8.0)
    modes = cells.drop_duplicates("service_id").set_index("service_id")["mode"]
    for tick, service in zip(ax.get_yticklabels(), board.services, strict=True):
        tick.set_color(MODES.get(str(modes.get(service)), INK))
    step = max(1, (last - first + 1) // 14)
    shown = list(range(first, last + 1, step))
    ax.set_xticks([week + 0.5 for week in shown], [str(week + 1) for week in shown])
    ax.set_xlim(first, last + 1)
    ax.set_ylim(-0.55, len(board.services) - 0.45)
    ax.set_xlabel(say(lang, "axis.week"))
    ax.grid(visible=False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _legend(ax, cells, lang)
    key = "chart.departure_board_percent" if percent else "chart.departure_board"
    ax.set_title(say(lang, key), pad=24.0)
    return ax


def _draw_cells(
    ax: Axes, cells: pd.DataFrame, rows: dict[str, int], *, size_pt: float, percent: bool
) -> None:
    grounds, strips, stops = [], [], []
    fills = []
    for cell in each_row(cells):
        y = rows[str(cell.service_id)]
        if cell.ran == 0:
            if cell.stopped:
                stops.append(Rectangle((cell.week + 0.02, y - 0.42), 0.96, 0.84))
            continue
        fill = min(1.0, float(cell.loaded_teu / cell.capacity_teu))
        grounds.append(Rectangle((cell.week + 0.02, y - 0.42), 0.96, 0.84))
        fills.append(fill)
        booked = min(1.0, float(cell.booked_teu / cell.capacity_teu))
        strips.append(Rectangle((cell.week + 0.02, y - 0.42), 0.96 * booked, 0.09))
        if size_pt:
            told = f"{100.0 * fill:.0f}"
            if not percent:
                told = f"{cell.loaded_teu:.0f}/{cell.capacity_teu:.0f}"
            ax.text(
                cell.week + 0.5, y + 0.05, told,
                ha="center", va="center", fontsize=size_pt, color="white" if fill > 0.5 else INK,
            )  # fmt: skip
    drawn = PatchCollection(grounds, cmap=_FILL, norm=Normalize(0.0, 1.0), linewidth=0)
    drawn.set_array(np.asarray(fills))
    drawn.set_gid("fill")
    ax.add_collection(drawn)
    ax.add_collection(PatchCollection(strips, facecolor="#e08e0b", linewidth=0, zorder=2))
    ax.add_collection(
        PatchCollection(stops, facecolor="white", edgecolor=MUTED, hatch="////", linewidth=0.3)
    )


def _legend(ax: Axes, cells: pd.DataFrame, lang: Lang) -> None:
    bar = ax.figure.colorbar(
        ScalarMappable(Normalize(0.0, 100.0), _FILL), ax=ax, fraction=0.018, pad=0.012, aspect=30
    )
    bar.set_label(say(lang, "axis.fill_percent"))
    bar.outline.set_visible(False)
    handles = [
        Patch(facecolor="#e08e0b", label=say(lang, "legend.booked")),
        Patch(facecolor="white", edgecolor=MUTED, hatch="////", label=say(lang, "legend.stopped")),
    ]
    handles += [
        Patch(facecolor=MODES[str(mode)], label=say(lang, f"mode.{mode}"))
        for mode in MODES
        if mode in set(cells["mode"])
    ]
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, handlelength=1.0, columnspacing=1.2,
    )  # fmt: skip


def read_departure_board(departures: pd.DataFrame, names: Names, lang: Lang) -> str:
    """One sentence: overall fill and the fullest service."""
    board = weekly_board(departures, most=10_000)
    sums = board.cells.groupby("service_id")[["capacity_teu", "loaded_teu"]].sum()
    fill = 100.0 * sums["loaded_teu"] / sums["capacity_teu"]
    fullest = str(fill.idxmax())
    return say(
        lang, "read.board", services=len(board.services),
        fill=f"{100.0 * sums['loaded_teu'].sum() / sums['capacity_teu'].sum():.0f}",
        fullest=names.service(fullest), top=f"{fill[fullest]:.0f}",
        stopped=int(board.cells["stopped"].sum()),
    )  # fmt: skip
