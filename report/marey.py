"""Space-time (Marey) chart: trains and vessels along corridors, with borders and transfers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from report.canvas import NothingToDrawError, canvas, host
from report.clock_axis import clock_axis
from report.corridors import Corridor
from report.names import Names, rows_note
from report.rows import each_row
from report.theme import GRID, INK, MODES, MUTED, themed
from report.words import Lang, say

DWELL, TRANSFER, CANCELLED = "#e08e0b", "#8fbfa6", "#a93226"
_DENSE = 3_000
_LEAST_DAYS, _MOST_DAYS, _TRIPS = 14.0, 63.0, 4
_WIDTH_IN, _LEFT = 10.0, 0.19


@themed()
def plot_marey(
    departures: pd.DataFrame,
    movements: pd.DataFrame,
    network_legs: pd.DataFrame,
    shown: Sequence[Corridor],
    names: Names,
    *,
    window_h: tuple[float, float] | None = None,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per corridor: departures as they went, faint as scheduled; level lines are stands.

    Parameters
    ----------
    departures, movements
        Rows of one policy and replication.
    window_h
        Hours to show; `None`: a window per corridor that holds about two trips.
    start
        Start of the scenario, for dates on the axis.
    """
    if not shown:
        raise NothingToDrawError("movements", "no corridor")
    heights_in = [max(1.7, min(3.6, 0.30 * len(one.stations) + 0.7)) for one in shown]
    inner_in = sum(heights_in) + 0.95 * len(shown)
    note = f"{rows_note(departures, lang)} · {say(lang, 'note.scheduled')}"
    ax = canvas(ax, _WIDTH_IN, inner_in + 1.0, source=source, note=note, lang=lang)
    host(ax)
    top = inner_in
    kinds: set[str] = set()
    for number, (one, height_in) in enumerate(zip(shown, heights_in, strict=True)):
        top -= height_in + 0.30
        panel = ax.inset_axes((_LEFT, top / inner_in, 0.995 - _LEFT, height_in / inner_in))
        top -= 0.65
        panel.set_gid(f"corridor:{number}")
        window = window_h or _window(one)
        kinds |= _draw_corridor(panel, departures, movements, network_legs, one, window)
        _label_stations(panel, one, names, lang)
        clock_axis(panel, start, lang)
        ends = (names.brief(one.stations[0]), names.brief(one.stations[-1]))
        panel.set_title(
            say(lang, "chart.corridor", a=ends[0], b=ends[1], teu=f"{one.teu:,.0f}",
                days=f"{one.hours / 24.0:.1f}"),
            fontsize=9.5, pad=5.0,
        )  # fmt: skip
    _legend(ax, kinds, lang)
    ax.set_title(say(lang, "chart.marey"), pad=22.0, color=INK)
    return ax


def runs_along(departures: pd.DataFrame, corridor: Corridor) -> pd.DataFrame:
    """Legs of dated departures that are stretches of a corridor, with their number in it."""
    stretches = pd.DataFrame(
        {
            "service_id": corridor.services,
            "from_id": corridor.stations[:-1],
            "to_id": corridor.stations[1:],
            "stretch": range(len(corridor.services)),
        }
    )
    return departures.merge(stretches, on=["service_id", "from_id", "to_id"], how="inner")


def dwell_table(departures: pd.DataFrame) -> pd.DataFrame:
    """Hours between arriving at and leaving a station under way: service, station, hours."""
    ran = departures[(departures["status"] == "ran") & departures["left_h"].notna()]
    ran = ran.sort_values(["service_id", "scheduled_h", "leg"], kind="stable")
    same = (
        (ran["service_id"] == ran["service_id"].shift(-1))
        & (ran["scheduled_h"] == ran["scheduled_h"].shift(-1))
        & (ran["to_id"] == ran["from_id"].shift(-1))
    )
    found = pd.DataFrame(
        {
            "service_id": ran["service_id"],
            "station": ran["to_id"],
            "from_h": ran["arrived_h"],
            "to_h": ran["left_h"].shift(-1),
        }
    )[same]
    found["hours"] = found["to_h"] - found["from_h"]
    return found.dropna()


def transfer_table(movements: pd.DataFrame, corridor: Corridor) -> pd.DataFrame:
    """Where boxes of a corridor stand between two services: station, from_h, to_h, boxes."""
    rides = movements[
        (movements["subject"] == "box")
        & (movements["stage"] == "ride")
        & movements["subject_id"].isin(corridor.boxes)
    ].sort_values(["subject_id", "start_h"], kind="stable")
    later = rides.shift(-1)
    between = (
        (rides["subject_id"] == later["subject_id"])
        & (rides["service_id"] != later["service_id"])
        & rides["to_id"].isin(corridor.stations[1:-1])
    )
    found = pd.DataFrame(
        {"station": rides["to_id"], "from_h": rides["end_h"], "to_h": later["start_h"]}
    )[between]
    keys = ["station", "from_h", "to_h"]
    return found.groupby(keys, sort=True).size().rename("boxes").reset_index()


def scheduled_legs(runs: pd.DataFrame, network_legs: pd.DataFrame) -> pd.DataFrame:
    """Runs with `plan_from_h` and `plan_to_h`: scheduled, nominal hours, median stands.

    No table holds a timetable of stations under way, so that a stand there is taken as the
    median of those that were.
    """
    hours = network_legs.set_index(["service_id", "leg"])["hours"].to_dict()
    stands = dwell_table(runs).groupby(["service_id", "station"])["hours"].median().to_dict()
    planned: list[tuple[float, float]] = []
    at, last = 0.0, ("", float("nan"))
    ordered = runs.sort_values(["service_id", "scheduled_h", "leg"], kind="stable")
    before: dict[tuple[str, int], float] = {}
    for row in each_row(ordered):
        trip = (str(row.service_id), float(row.scheduled_h))
        key = (trip[0], int(row.leg))
        if trip != last:
            # A corridor may board a service under way: count from its first station.
            at = float(row.scheduled_h) + before.setdefault(key, _hours_before(network_legs, *key))
        else:
            at += float(stands.get((trip[0], str(row.from_id)), 0.0))
        begin = at
        at += float(hours.get(key, 0.0))
        planned.append((begin, at))
        last = trip
    begins, ends = zip(*planned, strict=True) if planned else ((), ())
    return ordered.assign(plan_from_h=begins, plan_to_h=ends)


def read_marey(
    departures: pd.DataFrame, shown: Sequence[Corridor], names: Names, lang: Lang
) -> str:
    """One sentence: the corridors with what they carried, and where trains stand longest."""
    told = [
        say(lang, "read.corridor", a=names.short(one.stations[0]),
            b=names.short(one.stations[-1]), teu=f"{one.teu:,.0f}",
            days=f"{one.hours / 24.0:.1f}")
        for one in shown
    ]  # fmt: skip
    text = say(lang, "read.marey", told=say(lang, "join_parts").join(told))
    dwell = pd.concat([dwell_table(runs_along(departures, one)) for one in shown])
    if not dwell.empty:
        means = dwell.groupby("station")["hours"].mean()
        worst = str(means.idxmax())
        spread = dwell.loc[dwell["station"] == worst, "hours"]
        text += say(
            lang, "read.marey_dwell", station=names.brief(worst), mean=f"{means[worst]:.1f}",
            p90=f"{spread.quantile(0.9):.1f}",
        )  # fmt: skip
    return text


def _hours_before(network_legs: pd.DataFrame, service_id: str, leg: int) -> float:
    mine = network_legs[(network_legs["service_id"] == service_id) & (network_legs["leg"] < leg)]
    return float(mine["hours"].sum())


def _window(one: Corridor) -> tuple[float, float]:
    """Hours that hold a few trips, from a fifth of the way into the run."""
    first = len(one.starts_h) // 5
    begin = one.starts_h[first]
    later = one.starts_h[min(first + _TRIPS, len(one.starts_h) - 1)]
    days = max(1.6 * one.hours, later + one.hours - begin) / 24.0
    low = float(np.floor(begin / 24.0) * 24.0)
    return low, low + 24.0 * min(_MOST_DAYS, max(_LEAST_DAYS, 1.8 * one.hours / 24.0, days))


def _draw_corridor(
    panel: Axes,
    departures: pd.DataFrame,
    movements: pd.DataFrame,
    network_legs: pd.DataFrame,
    one: Corridor,
    window: tuple[float, float],
) -> set[str]:
    """Draw runs, stands and transfers of one corridor; returns which kinds of line it holds.

    Departures that boxes of the corridor rode are strong, the others of its services faint.
    """
    heights = one.heights()
    runs = scheduled_legs(runs_along(departures, one), network_legs)
    runs = runs[(runs["plan_to_h"] >= window[0] - 48.0) & (runs["plan_from_h"] <= window[1])]
    ran = runs[(runs["status"] == "ran") & runs["left_h"].notna() & runs["arrived_h"].notna()]
    off = runs[runs["status"] != "ran"]
    rides = movements[movements["subject_id"].isin(one.boxes) & (movements["stage"] == "ride")]
    ridden = set(zip(rides["service_id"], rides["scheduled_h"], strict=True))
    ours = pd.Series(
        [trip in ridden for trip in zip(ran["service_id"], ran["scheduled_h"], strict=True)],
        index=ran.index, dtype=bool,
    )  # fmt: skip
    for mode, rows in ran.groupby("mode", sort=True):
        hue = MODES.get(str(mode), MUTED)
        mine, others = rows[ours[rows.index]], rows[~ours[rows.index]]
        plan = _trips(mine, heights)
        _lines(panel, plan, hue, 0.9, 0.45, f"{mode}:planned", dashed=True)
        _lines(
            panel, _segments(mine, "left_h", "arrived_h", heights), hue, 1.5, 0.95, f"{mode}:actual"
        )
        _lines(
            panel,
            _segments(others, "left_h", "arrived_h", heights),
            hue,
            0.6,
            0.25,
            f"{mode}:others",
        )
    stopped = _trips(off, heights)
    _lines(panel, stopped, CANCELLED, 0.9, 0.55, "stopped", dashed=True)
    firsts = off[off["stretch"].isin([one.services.index(service) for service in one.services])]
    panel.plot(
        firsts["plan_from_h"], firsts["from_id"].map(heights), "x", color=CANCELLED, markersize=5.0,
        zorder=4,
    )  # fmt: skip
    stands = _level(dwell_table(ran[ours]), heights)
    _lines(panel, stands, DWELL, 3.4, 1.0, "dwell")
    transfers = _level(transfer_table(movements, one), heights)
    _lines(panel, transfers, TRANSFER, 2.4, 0.75, "transfer")
    panel.set_xlim(*window)
    margin = 0.03 * max(heights.values())
    panel.set_ylim(max(heights.values()) + margin, -margin)
    kinds = {str(mode) for mode in ran["mode"]}
    held = (("others", len(ran) > ours.sum()), ("dwell", stands), ("transfer", transfers))
    kinds.update(kind for kind, there in (*held, ("stopped", stopped)) if there)
    return kinds


def _segments(
    rows: pd.DataFrame, begin: str, end: str, heights: dict[str, float]
) -> list[list[tuple[float, float]]]:
    return [
        [(float(a), heights[str(here)]), (float(b), heights[str(to)])]
        for a, b, here, to in zip(
            rows[begin], rows[end], rows["from_id"], rows["to_id"], strict=True
        )
    ]


def _trips(rows: pd.DataFrame, heights: dict[str, float]) -> list[list[tuple[float, float]]]:
    """One line per scheduled departure, level where it stands."""
    return [
        [
            point
            for row in each_row(legs)
            for point in (
                (float(row.plan_from_h), heights[str(row.from_id)]),
                (float(row.plan_to_h), heights[str(row.to_id)]),
            )
        ]
        for _, legs in rows.groupby(["service_id", "scheduled_h"], sort=True)
    ]


def _level(stands: pd.DataFrame, heights: dict[str, float]) -> list[list[tuple[float, float]]]:
    return [
        [
            (float(row.from_h), heights[str(row.station)]),
            (float(row.to_h), heights[str(row.station)]),
        ]
        for row in each_row(stands)
    ]


def _lines(
    panel: Axes,
    segments: list[list[tuple[float, float]]],
    hue: str,
    width: float,
    alpha: float,
    gid: str,
    *,
    dashed: bool = False,
) -> None:
    panel.add_collection(
        LineCollection(
            segments, colors=hue, linewidths=width, alpha=alpha, gid=f"{panel.get_gid()}:{gid}",
            linestyles=(0, (3.0, 2.0)) if dashed else "solid", zorder=3 if gid == "dwell" else 2,
            rasterized=len(segments) > _DENSE,
        )
    )  # fmt: skip


def _label_stations(panel: Axes, one: Corridor, names: Names, lang: Lang) -> None:
    heights = one.heights()
    labels = [names.brief(one.stations[0])]
    for station, km in zip(one.stations[1:], one.km, strict=True):
        labels.append(f"{names.brief(station)}  +{km:,.0f} {say(lang, 'unit.km')}")
    panel.set_yticks([heights[station] for station in one.stations], labels, fontsize=8.0)
    panel.tick_params(axis="x", labelsize=8.0)
    panel.grid(visible=True, color=GRID)


def _legend(ax: Axes, kinds: set[str], lang: Lang) -> None:
    """Say what the lines are that were drawn."""
    dashes = (0, (3.0, 2.0))
    looks: tuple[tuple[str, dict[str, Any]], ...] = (
        ("scheduled", {"color": MUTED, "linewidth": 1.0, "linestyle": dashes}),
        ("others", {"color": MUTED, "linewidth": 0.6, "alpha": 0.5}),
        ("dwell", {"color": DWELL, "linewidth": 3.4}),
        ("transfer", {"color": TRANSFER, "linewidth": 2.4}),
        ("stopped", {"color": CANCELLED, "linewidth": 0.9, "linestyle": dashes, "marker": "x",
                     "markersize": 5.0}),
    )  # fmt: skip
    handles = [
        Line2D([], [], color=MODES[mode], linewidth=1.8, label=say(lang, f"mode.{mode}"))
        for mode in MODES
        if mode in kinds
    ]
    handles += [
        Line2D([], [], label=say(lang, f"legend.{kind}"), **look)
        for kind, look in looks
        if kind in kinds or kind == "scheduled"
    ]
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, columnspacing=1.1, handlelength=1.8,
    )  # fmt: skip
