"""Departure board: how full each service left in each week, and which departures did not run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle
from matplotlib.transforms import ScaledTranslation

from report.canvas import NothingToDrawError, canvas
from report.names import Names, rows_note
from report.rows import each_row
from report.theme import INK, MODES, MUTED, themed
from report.words import Lang, say

HOURS_PER_WEEK = 168.0
_MOST_SERVICES = 26
_MOST_WEEKS = 30
_FILL = LinearSegmentedColormap.from_list("fill", ["#f1f5f4", "#9fcfc4", "#0b7a75", "#063f3d"])
BOOKED, CANCELLED, GIVEN_UP, NO_WAGONS = "#e08e0b", "#a93226", "#5c4a8a", "#3c3c3c"
_STOPPED = {"cancelled": CANCELLED, "given_up": GIVEN_UP, "no_wagons": NO_WAGONS}
# Inches: labels at the left, totals at the right, the grid between; height of a row, and of
# what stands above and below the rows.
_WIDTH_IN, _LEFT_IN, _RIGHT_IN, _ROW_IN, _ABOVE_IN, _BELOW_IN = 10.6, 2.35, 1.75, 0.36, 1.2, 0.95
# Where the totals stand, in shares of the room at the right.
_TOTALS = (("loaded", 0.27), ("booked", 0.52), ("fill", 0.74), ("stopped", 1.0))


@dataclass(frozen=True, slots=True)
class Board:
    """Sums per service and week, of the fullest leg of each departure."""

    cells: pd.DataFrame
    services: tuple[str, ...]
    left_out: int


def weekly_board(departures: pd.DataFrame, *, most: int = _MOST_SERVICES) -> Board:
    """Sum departures by service and week; departures count at their fullest leg.

    Columns of `cells`: service_id, mode, week, capacity_teu, booked_teu, loaded_teu (of
    departures that ran), ran, and by reason how many did not. Services without capacity or
    cargo are left out, the others ordered by mode and volume.
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
    for status in _STOPPED:
        each[status] = (each["status"] == status).astype(int)
    for column in ("capacity_teu", "loaded_teu", "booked_teu"):
        each[column] = each[column].where(ran, 0.0)
    cells = (
        each.groupby(["service_id", "mode", "week"], sort=True)[
            ["capacity_teu", "booked_teu", "loaded_teu", "ran", *_STOPPED]
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
    """Fill in percent by service and week, the orange line what was booked, totals at the right.

    Parameters
    ----------
    departures
        Rows of one policy and replication.
    weeks
        First and last week to show; `None`: all that have cargo, at most thirty.
    """
    board = weekly_board(departures)
    if not board.services:
        raise NothingToDrawError("departures", "no dated departure carried a box")
    cells = board.cells
    used = cells[(cells["booked_teu"] > 0.0) | (cells["loaded_teu"] > 0.0)]
    first, last = weeks or (int(used["week"].min()), int(used["week"].max()))
    last = min(last, first + _MOST_WEEKS - 1)
    cells = cells[cells["week"].between(first, last)]
    notes = [rows_note(departures, lang)]
    if board.left_out:
        notes.append(say(lang, "note.services_left_out", n=board.left_out))
    count = len(board.services)
    ax = _canvas(ax, count, source=source, note=" · ".join(notes), lang=lang)
    rows = {service: count - 1 - place for place, service in enumerate(board.services)}
    modes = {str(row.service_id): str(row.mode) for row in each_row(cells)}
    _draw_cells(ax, cells, rows, size_pt=7.5 if last - first < 16 else 6.4)
    _label_rows(ax, rows, modes, names)
    _draw_totals(ax, cells, rows, lang)
    ax.set_yticks([])
    step = 1 if last - first < 16 else 2
    shown = list(range(first, last + 1, step))
    ax.set_xticks([week + 0.5 for week in shown], [str(week + 1) for week in shown])
    ax.set_xlim(first, last + 1)
    ax.set_ylim(-0.55, count - 0.45)
    ax.set_xlabel(say(lang, "axis.week"))
    ax.grid(visible=False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _legend(ax, cells, lang)
    ax.set_title(say(lang, "chart.departure_board"), x=(0.12 - _LEFT_IN) / _grid_in(), pad=58.0)
    return ax


def _grid_in() -> float:
    return _WIDTH_IN - _LEFT_IN - _RIGHT_IN


def _canvas(ax: Axes | None, count: int, *, source: str, note: str, lang: Lang) -> Axes:
    """New axes for so many rows, placed by hand: labels and totals stand outside the frame."""
    if ax is not None:
        return ax
    height = _ABOVE_IN + _BELOW_IN + _ROW_IN * count
    made = canvas(None, _WIDTH_IN, height, source=source, note=note, lang=lang)
    drawn = made.figure
    drawn.set_layout_engine("none")  # type: ignore[union-attr]
    made.set_position(
        (_LEFT_IN / _WIDTH_IN, _BELOW_IN / height, _grid_in() / _WIDTH_IN, _ROW_IN * count / height)
    )
    return made


def _draw_cells(ax: Axes, cells: pd.DataFrame, rows: Mapping[str, int], *, size_pt: float) -> None:
    grounds: list[Rectangle] = []
    strips: list[Rectangle] = []
    fills: list[float] = []
    stops: dict[str, list[Rectangle]] = {status: [] for status in _STOPPED}
    corners: dict[str, list[Polygon]] = {status: [] for status in _STOPPED}
    for cell in each_row(cells):
        y, x = rows[str(cell.service_id)], float(cell.week)
        stopped = {status: int(getattr(cell, status)) for status in _STOPPED}
        if cell.ran == 0:
            status = max(_STOPPED, key=lambda name: stopped[name])
            stops[status].append(Rectangle((x + 0.03, y - 0.42), 0.94, 0.84))
            continue
        fill = min(1.0, float(cell.loaded_teu / cell.capacity_teu))
        booked = min(1.0, float(cell.booked_teu / cell.capacity_teu))
        grounds.append(Rectangle((x + 0.03, y - 0.42), 0.94, 0.84))
        fills.append(fill)
        if booked > 0.0:
            strips.append(Rectangle((x + 0.03, y - 0.42), 0.94 * booked, 0.11))
        told = f"{100.0 * fill:.0f}" if fill >= 0.005 or fill == 0.0 else "<1"
        ax.text(
            x + 0.5, y + 0.03, told, ha="center", va="center", fontsize=size_pt,
            color="white" if fill > 0.5 else INK,
        )  # fmt: skip
        for place, status in enumerate(_STOPPED):
            if stopped[status]:
                edge = x + 0.03 if place == 1 else x + 0.97
                inward = edge + 0.26 if place == 1 else edge - 0.26
                top, down = (y + 0.42, 0.30) if place < 2 else (y - 0.42, -0.30)
                corners[status].append(
                    Polygon([(edge, top), (inward, top), (edge, top - down)], closed=True)
                )
    drawn = PatchCollection(grounds, cmap=_FILL, norm=Normalize(0.0, 1.0), linewidth=0)
    drawn.set_array(np.asarray(fills))
    drawn.set_gid("fill")
    ax.add_collection(drawn)
    ax.add_collection(PatchCollection(strips, facecolor=BOOKED, linewidth=0, zorder=2))
    for status, hue in _STOPPED.items():
        whole = PatchCollection(
            stops[status], facecolor="white", edgecolor=hue, hatch="/////", linewidth=0.5
        )
        whole.set_gid(status)
        ax.add_collection(whole)
        ax.add_collection(PatchCollection(corners[status], facecolor=hue, linewidth=0, zorder=3))


def _label_rows(ax: Axes, rows: Mapping[str, int], modes: Mapping[str, str], names: Names) -> None:
    """Two lines a row: the service's id in the colour of its mode, its ends below."""
    for service, y in rows.items():
        told = names.service(service).removeprefix(service).strip()
        for text, shift, size, hue in (
            (service, 5.0, 8.0, MODES.get(modes.get(service, ""), INK)),
            (told, -5.0, 7.2, INK),
        ):
            ax.annotate(
                text, (0.0, y), (-6.0, shift), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", va="center", fontsize=size, color=hue,
            )  # fmt: skip


def _draw_totals(ax: Axes, cells: pd.DataFrame, rows: Mapping[str, int], lang: Lang) -> None:
    """Loaded and booked TEU, fill and departures that did not run, at the end of each row."""
    room = _RIGHT_IN / _grid_in()
    for name, share in _TOTALS:
        ax.annotate(
            say(lang, f"board.{name}"), (1.0 + room * (share - 0.02), 1.0), (0.0, 5.0),
            xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom",
            fontsize=7.2, color=MUTED,
        )  # fmt: skip
    sums = cells.groupby("service_id")[
        ["capacity_teu", "booked_teu", "loaded_teu", *_STOPPED]
    ].sum()
    for row in each_row(sums.reset_index()):
        fill = f"{100.0 * row.loaded_teu / row.capacity_teu:.0f}%" if row.capacity_teu else "-"
        stopped = int(sum(getattr(row, status) for status in _STOPPED))
        told = {
            "loaded": f"{row.loaded_teu:,.0f}",
            "booked": f"{row.booked_teu:,.0f}",
            "fill": fill,
            "stopped": f"{stopped}" if stopped else "",
        }
        for name, share in _TOTALS:
            ax.annotate(
                told[name], (1.0 + room * (share - 0.02), rows[str(row.service_id)]),
                xycoords=("axes fraction", "data"), ha="right", va="center", fontsize=8.0,
                color=CANCELLED if name == "stopped" else INK, gid=f"total:{row.service_id}:{name}",
            )  # fmt: skip


def _legend(ax: Axes, cells: pd.DataFrame, lang: Lang) -> None:
    handles: list[Patch | Line2D] = [
        Patch(facecolor=MODES[str(mode)], label=say(lang, f"mode.{mode}"))
        for mode in MODES
        if mode in set(cells["mode"])
    ]
    handles.append(Line2D([], [], color=BOOKED, linewidth=3.0, label=say(lang, "legend.booked")))
    for status, hue in _STOPPED.items():
        if int(cells[status].sum()):
            label = say(lang, f"legend.{status}")
            handles.append(Patch(facecolor="white", edgecolor=hue, hatch="/////", label=label))
    handles.append(Patch(facecolor=_FILL(0.65), label=say(lang, "legend.fill_cell")))
    lift = ScaledTranslation(0.0, 19.0 / 72.0, ax.figure.dpi_scale_trans)
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=((0.12 - _LEFT_IN) / _grid_in(), 1.0),
        ncols=4, borderaxespad=0.0, handlelength=1.3, columnspacing=1.3, labelspacing=0.35,
        bbox_transform=ax.transAxes + lift,
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
        cancelled=int(board.cells["cancelled"].sum()), given_up=int(board.cells["given_up"].sum()),
    )  # fmt: skip
