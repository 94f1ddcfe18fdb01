"""Space-time (Marey) chart: trains and vessels along one corridor, with their dwell at borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from report.canvas import NothingToDrawError, canvas
from report.clock_axis import clock_axis
from report.names import Names, rows_note
from report.rows import each_row
from report.theme import GRID, INK, MODES, MUTED, themed
from report.words import Lang, say

DWELL = "#e08e0b"
# Two stations closer than this share of the corridor are drawn this far apart.
_LEAST_GAP = 0.045
_DENSE = 3_000
_MOST_HOURS = 70 * 24.0


@dataclass(frozen=True, slots=True)
class Corridor:
    """Stations in order with the length of each stretch and the mode that serves it."""

    stations: tuple[str, ...]
    km: tuple[float, ...]

    def heights(self) -> dict[str, float]:
        """Height per station: kilometres from the first, close stations drawn apart."""
        least = _LEAST_GAP * sum(self.km)
        y, found = 0.0, {self.stations[0]: 0.0}
        for station, km in zip(self.stations[1:], self.km, strict=True):
            y += max(km, least)
            found[station] = y
        return found


def busiest_corridor(departures: pd.DataFrame, network_legs: pd.DataFrame) -> Corridor:
    """The chain of stations of the service that carries most TEU-km, and what continues it.

    At each end the busiest service that starts there (or ends there) and leads to new stations
    is added once, across a transfer by road of up to 60 km where there is one: the train to the
    port, then the vessel.
    """
    dated = network_legs[network_legs["dispatch"] != "truck"]
    carried = departures[departures["status"] == "ran"].groupby("service_id")["loaded_teu"].sum()
    km = dated.groupby("service_id")["km"].sum()
    work = (carried * km).dropna().sort_values(ascending=False, kind="stable")
    if work.empty:
        raise NothingToDrawError("departures", "no dated departure ran")
    chains = {
        str(service): legs.sort_values("leg") for service, legs in dated.groupby("service_id")
    }
    first = chains[str(work.index[0])]
    stations = [str(first["from_id"].iloc[0]), *(str(to) for to in first["to_id"])]
    lengths = [float(value) for value in first["km"]]
    near = network_legs[(network_legs["dispatch"] == "truck") & (network_legs["km"] <= 60.0)]
    links: dict[str, dict[str, float]] = {}
    for row in each_row(near):
        links.setdefault(str(row.from_id), {})[str(row.to_id)] = float(row.km)
        links.setdefault(str(row.to_id), {})[str(row.from_id)] = float(row.km)
    for at_end in (True, False):
        end = stations[-1] if at_end else stations[0]
        reach = {end: 0.0, **links.get(end, {})}
        for service in work.index:
            legs = chains[str(service)]
            chain = [str(legs["from_id"].iloc[0]), *(str(to) for to in legs["to_id"])]
            steps = [float(value) for value in legs["km"]]
            meets = chain[0] if at_end else chain[-1]
            fresh = [node for node in chain if node not in stations]
            if meets not in reach or len(fresh) < len(chain) - (meets == end):
                continue
            if meets != end:
                chain = [end, *chain] if at_end else [*chain, end]
                steps = [reach[meets], *steps] if at_end else [*steps, reach[meets]]
            stations = stations + chain[1:] if at_end else chain[:-1] + stations
            lengths = lengths + steps if at_end else steps + lengths
            break
    return Corridor(tuple(stations), tuple(lengths))


@themed()
def plot_marey(
    departures: pd.DataFrame,
    corridor: Corridor,
    names: Names,
    *,
    window_h: tuple[float, float] | None = None,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Draw every departure that runs along the corridor; dwell between its legs is level.

    Parameters
    ----------
    departures
        Rows of one policy and replication.
    window_h
        Hours to show; `None`: from the first to the last departure, at most ten weeks.
    start
        Start of the scenario, for dates on the axis.
    """
    note = rows_note(departures, lang)
    ax = canvas(ax, 9.4, 5.6, source=source, note=note, lang=lang)
    heights = corridor.heights()
    moved = departures[
        departures["from_id"].isin(heights)
        & departures["to_id"].isin(heights)
        & (departures["status"] == "ran")
        & departures["left_h"].notna()
        & departures["arrived_h"].notna()
    ]
    low, high = window_h or _window(moved)
    moved = moved[(moved["arrived_h"] >= low) & (moved["left_h"] <= high)]
    for mode, rows in moved.groupby("mode", sort=True):
        _draw_runs(ax, rows, heights, str(mode))
    stands = _draw_dwell(ax, moved, heights)
    stations = list(heights)
    labels = [names.short(stations[0])]
    for station, km in zip(stations[1:], corridor.km, strict=True):
        labels.append(f"{names.short(station)}  +{km:,.0f} {say(lang, 'unit.km')}")
    ax.set_yticks([heights[station] for station in stations], labels, fontsize=8.5)
    ax.invert_yaxis()
    ax.grid(visible=True, color=GRID)
    ax.set_xlim(low, high)
    clock_axis(ax, start, lang)
    ax.set_ylabel(say(lang, "axis.corridor"))
    handles = [
        Line2D([], [], color=MODES.get(str(mode), MUTED), linewidth=1.8,
               label=say(lang, f"mode.{mode}"))
        for mode in sorted(set(moved["mode"]))
    ]  # fmt: skip
    if stands:
        handles.append(Line2D([], [], color=DWELL, linewidth=3.2, label=say(lang, "legend.dwell")))
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2,
    )  # fmt: skip
    ends = (names.short(stations[0]), names.short(stations[-1]))
    ax.set_title(say(lang, "chart.marey", a=ends[0], b=ends[1]), pad=22.0, color=INK)
    return ax


def dwell_table(departures: pd.DataFrame, stations: Sequence[str]) -> pd.DataFrame:
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
    )[same & ran["to_id"].isin(list(stations))]
    found["hours"] = found["to_h"] - found["from_h"]
    return found.dropna()


def read_marey(departures: pd.DataFrame, corridor: Corridor, names: Names, lang: Lang) -> str:
    """One sentence: runs along the corridor and the station where they stand longest."""
    on = departures[
        departures["from_id"].isin(corridor.stations)
        & departures["to_id"].isin(corridor.stations)
        & (departures["status"] == "ran")
    ]
    runs = len(on.drop_duplicates(["service_id", "scheduled_h"]))
    dwell = dwell_table(on, corridor.stations)
    text = say(lang, "read.marey", runs=runs)
    if not dwell.empty:
        means = dwell.groupby("station")["hours"].mean()
        worst = str(means.idxmax())
        spread = dwell.loc[dwell["station"] == worst, "hours"]
        text += say(
            lang, "read.marey_dwell", station=names.short(worst), mean=f"{means[worst]:.1f}",
            p90=f"{spread.quantile(0.9):.1f}",
        )  # fmt: skip
    return text


def _window(moved: pd.DataFrame) -> tuple[float, float]:
    if moved.empty:
        return 0.0, 7 * 24.0
    low = float(np.floor(moved["left_h"].min() / 24.0) * 24.0)
    loaded = moved[moved["loaded_teu"] > 0.0]
    high = float((loaded if len(loaded) else moved)["arrived_h"].max())
    return low, min(high + 12.0, low + _MOST_HOURS)


def _draw_runs(ax: Axes, rows: pd.DataFrame, heights: dict[str, float], mode: str) -> None:
    y_from = rows["from_id"].map(heights).to_numpy(dtype=float)
    y_to = rows["to_id"].map(heights).to_numpy(dtype=float)
    left = rows["left_h"].to_numpy(dtype=float)
    arrived = rows["arrived_h"].to_numpy(dtype=float)
    lines = np.stack([np.column_stack([left, y_from]), np.column_stack([arrived, y_to])], axis=1)
    empty = rows["loaded_teu"].to_numpy(dtype=float) <= 0.0
    for part, width, alpha in ((lines[~empty], 1.3, 0.9), (lines[empty], 0.7, 0.30)):
        drawn = LineCollection(
            list(part), colors=MODES.get(mode, MUTED), linewidths=width, alpha=alpha, zorder=2,
            rasterized=len(part) > _DENSE,
        )  # fmt: skip
        ax.add_collection(drawn)
    ax.update_datalim(lines.reshape(-1, 2))
    ax.autoscale_view()


def _draw_dwell(ax: Axes, moved: pd.DataFrame, heights: dict[str, float]) -> int:
    """Draw how long each run stands; returns how many stands there are."""
    dwell = dwell_table(moved, list(heights))
    y = dwell["station"].map(heights).to_numpy(dtype=float)
    lines = [[(a, at), (b, at)] for a, b, at in zip(dwell["from_h"], dwell["to_h"], y, strict=True)]
    ax.add_collection(
        LineCollection(
            lines,
            colors=DWELL,
            linewidths=3.2,
            zorder=3,
            gid="dwell",
            rasterized=len(lines) > _DENSE,
        )
    )
    return len(lines)
