"""Flow map: what each stretch of the network carried, on land without boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from report.basemap import EURASIA, Basemap, Window, draw_basemap, map_note, project_line
from report.canvas import NothingToDrawError
from report.flow_labels import Box, frame_edges, label_leaving, label_nodes
from report.names import Names, policy_name
from report.rows import each_row
from report.theme import INK, MODES, MUTED, figure, themed
from report.words import Lang, say

_WIDEST_PT, _THINNEST_PT = 9.0, 0.5
_MOST_LABELS = 14
# Nodes that see this share of the busiest node's tonnes decide the window.
_SEEN = 0.03
_SKETCHED_KM = 250.0
# Inches: width of the figure, greatest height of the map, gap, title and least height of the
# close view, room for the legend below it.
_WIDTH_IN, _HIGHEST_IN = 10.6, 7.2
_GAP_IN, _INSET_TITLE_IN, _LEAST_INSET_IN, _LEGEND_IN = 0.15, 0.22, 2.2, 1.45
# A line shorter than this share of a view is not seen in it.
_LEAST_SEEN = 0.015
# A mode whose thickest line carries less than this share of the most is not in the legend.
_LEAST_TONNES = 0.01
# Greatest height of the close view over its width.
_TALLEST = 1.1
_MODE_ORDER = ("post", "road", "barge", "sea", "rail", "air")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One drawn line: both directions of all services of a mode between two nodes."""

    a: str
    b: str
    mode: str
    t: float
    teu: float
    line: shapely.Geometry


def stretches(leg_flows: pd.DataFrame, network_legs: pd.DataFrame, policy: str) -> list[Stretch]:
    """Tonnes and TEU per mode and pair of nodes, mean over replications, both directions."""
    mine = leg_flows[leg_flows["policy"] == policy]
    n = max(1, mine["replication"].nunique())
    sums = mine.groupby(["service_id", "leg"], sort=True)[["t", "teu"]].sum() / n
    joined = network_legs.join(sums, on=["service_id", "leg"], how="inner")
    joined = joined[joined["t"] > 0.0].sort_values(["service_id", "leg"], kind="stable")
    onward = joined["from_id"] <= joined["to_id"]
    joined["a"] = joined["from_id"].where(onward, joined["to_id"])
    joined["b"] = joined["to_id"].where(onward, joined["from_id"])
    found: list[Stretch] = []
    for (a, b, mode), rows in joined.groupby(["a", "b", "mode"], sort=True):
        if a == b:
            continue
        line = shapely.from_wkt(str(rows["wkt"].iloc[0]))
        found.append(
            Stretch(str(a), str(b), str(mode), float(rows["t"].sum()), float(rows["teu"].sum()),
                    line)
        )  # fmt: skip
    return found


def fit_window(points: Sequence[tuple[float, float]], weights: Sequence[float]) -> Window:
    """The view that holds every point of some weight.

    Points spread over more than 75 degrees of longitude take the Eurasia view.
    """
    lon = np.asarray([point[0] for point in points])
    lat = np.asarray([point[1] for point in points])
    weight = np.asarray(weights, dtype=float)
    kept = weight >= _SEEN * weight.max()
    lon, lat = lon[kept], lat[kept]
    if lon.max() - lon.min() > 75.0:
        return EURASIA
    mid_lon, mid_lat = (float(v.min() + v.max()) / 2.0 for v in (lon, lat))
    draft = Window("fitted", mid_lon, mid_lat, -1.0, -1.0, 1.0, 1.0, 5.0)
    x, y = draft.project(lon, lat)
    half_x, half_y = (max(60.0, float(np.ptp(v)) / 2.0) * 1.16 for v in (x, y))
    x_0, y_0 = (float(v.min() + v.max()) / 2.0 for v in (x, y))
    half_x, half_y = max(half_x, 0.85 * half_y), max(half_y, 0.62 * half_x)
    widest = 2.0 * max(half_x, half_y)
    grid_deg = next((g for w, g in ((900, 1.0), (2200, 2.0), (5000, 5.0)) if widest < w), 10.0)
    return Window(
        "fitted", mid_lon, mid_lat, x_0 - half_x, y_0 - half_y, x_0 + half_x, y_0 + half_y, grid_deg
    )


@themed()
def plot_flow_map(
    leg_flows: pd.DataFrame,
    network_legs: pd.DataFrame,
    network_nodes: pd.DataFrame,
    basemap: Basemap,
    policy: str,
    names: Names,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Width by tonnes, colour by mode, labels at the busiest nodes, a close view of home beside.

    Parameters
    ----------
    leg_flows, network_legs, network_nodes
        Tables of a run; the flows are means over its replications.
    """
    drawn = stretches(leg_flows, network_legs, policy)
    places = {str(row.node_id): (float(row.lon), float(row.lat)) for row in each_row(network_nodes)}
    drawn = [s for s in drawn if s.a in places and s.b in places]
    if not drawn:
        raise NothingToDrawError("leg_flows", "no stretch carried anything")
    load = node_tonnes(drawn)
    ids = sorted(load)
    window = fit_window([places[i] for i in ids], [load[i] for i in ids])
    note = " · ".join(
        [say(lang, "note.mean_of", n=int(leg_flows["replication"].nunique())),
         map_note(basemap, lang)]
    )  # fmt: skip
    wide = (window.east_km - window.west_km) / (window.north_km - window.south_km)
    ax, sheet = _canvas(ax, wide, source=source, note=note, lang=lang)
    most = max((s.t for s in drawn), default=1.0)
    _draw_view(ax, drawn, window, basemap, most)
    home, inside = _home(places, load, window, sheet.shape())
    taken: list[Box] = []
    if home is not None:
        edges = _frame(ax, home, window)
        taken += frame_edges(*edges, half=0.006 * (window.east_km - window.west_km))
    labelled = label_nodes(
        ax, window, load, places, names, _MOST_LABELS, width_in=sheet.map_in[0], skip=inside,
        taken=taken,
    )  # fmt: skip
    if home is not None:
        inset = ax.inset_axes(sheet.inset())
        inset.set_anchor("NW")
        _draw_view(inset, drawn, home, basemap, most)
        inset.set_gid("home")
        label_nodes(
            inset, home, load, places, names, 12, width_in=sheet.inset_in[0],
            skip=frozenset(labelled - inside), taken=[],
        )  # fmt: skip
        for spine in inset.spines.values():
            spine.set_visible(True)
            spine.set_color(INK)
        inset.set_title(say(lang, "map.close"), fontsize=8.5, color=MUTED, pad=3.0)
    views = [window] if home is None else [window, home]
    _legend(ax, drawn, most, lang, views, sheet if home is not None else None)
    leaving = [
        (node, stretch.mode, stretch.line)
        for stretch in sorted(drawn, key=lambda s: -s.t)
        for node, other in ((stretch.a, stretch.b), (stretch.b, stretch.a))
        if not window.holds(*places[node]) and window.holds(*places[other])
    ]
    label_leaving(ax, leaving, window, names, lang, width_in=sheet.map_in[0], taken=taken)
    ax.set_title(say(lang, "chart.flow_map", policy=policy_name(policy, lang)))
    return ax


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Sizes in inches: the map, and the close view at its right with the legend below."""

    map_in: tuple[float, float]
    inset_in: tuple[float, float]

    def shape(self) -> float:
        """Height of the close view over its width."""
        return self.inset_in[1] / self.inset_in[0]

    def inset(self) -> tuple[float, float, float, float]:
        """The close view in shares of the map."""
        wide, high = self.map_in
        return (
            1.0 + _GAP_IN / wide,
            1.0 - (_INSET_TITLE_IN + self.inset_in[1]) / high,
            self.inset_in[0] / wide,
            self.inset_in[1] / high,
        )


def _canvas(
    ax: Axes | None, wide: float, *, source: str, note: str, lang: Lang
) -> tuple[Axes, _Sheet]:
    """New axes shaped like the view, with room at the right for close view and legend.

    Placed by hand: the constrained layout leaves axes outside the frame out of account.
    """
    map_in = min(6.65, _HIGHEST_IN * wide)
    high_in = max(map_in / wide, _LEAST_INSET_IN + _LEGEND_IN)
    inset_in = _WIDTH_IN - map_in - _GAP_IN - 0.3
    inset_high_in = min(_TALLEST * inset_in, high_in - _LEGEND_IN - _INSET_TITLE_IN)
    sheet = _Sheet((map_in, map_in / wide), (inset_in, inset_high_in))
    if ax is not None:
        return ax, sheet
    height_in = high_in + 0.85
    drawn, made = figure(_WIDTH_IN, height_in, source=source, note=note, lang=lang)
    drawn.set_layout_engine("none")
    bottom_in = 0.45 + high_in - map_in / wide
    made.set_position(
        (0.15 / _WIDTH_IN, bottom_in / height_in, map_in / _WIDTH_IN, map_in / wide / height_in)
    )
    return made, sheet


def node_tonnes(drawn: Sequence[Stretch]) -> dict[str, float]:
    """Tonnes that touch each node."""
    load: dict[str, float] = {}
    for stretch in drawn:
        for node in (stretch.a, stretch.b):
            load[node] = load.get(node, 0.0) + stretch.t
    return load


def read_flow_map(drawn: Sequence[Stretch], names: Names, lang: Lang) -> str:
    """One sentence: share of the modes in tonne-km of line, and the busiest stretch."""
    work: dict[str, float] = {}
    for stretch in drawn:
        km = _length_km(stretch.line)
        work[stretch.mode] = work.get(stretch.mode, 0.0) + stretch.t * km
    total = sum(work.values()) or 1.0
    told = [
        f"{say(lang, f'mode.{mode}')} {100.0 * value / total:.0f}%"
        for mode, value in sorted(work.items(), key=lambda item: -item[1])
    ]
    busiest = max(drawn, key=lambda stretch: stretch.t)
    return say(
        lang, "read.flow_map", modes=say(lang, "join").join(told), a=names.short(busiest.a),
        b=names.short(busiest.b), t=f"{busiest.t:,.0f}",
    )  # fmt: skip


def _length_km(line: shapely.Geometry) -> float:
    from pyproj import Geod

    return abs(float(Geod(ellps="WGS84").geometry_length(line))) / 1000.0


def _width_pt(t: float, most: float) -> float:
    return _THINNEST_PT + (_WIDEST_PT - _THINNEST_PT) * t / most


def _draw_view(
    ax: Axes, drawn: Sequence[Stretch], window: Window, basemap: Basemap, most: float
) -> None:
    draw_basemap(ax, basemap, window)
    for ground in ax.collections:
        ground.set_rasterized(True)
    fine_km = (window.east_km - window.west_km) / 3000.0
    for rank, mode in enumerate(_MODE_ORDER):
        for straight in (False, True):
            mine = [s for s in drawn if s.mode == mode and unsurveyed(s) is straight]
            lines: list[NDArray[Any]] = []
            widths: list[float] = []
            for stretch in sorted(mine, key=lambda s: s.t):
                shape = _smooth(stretch.line) if mode == "sea" else stretch.line
                for part in project_line(shape, window):
                    if len(part) > 1:
                        fine = shapely.simplify(shapely.LineString(part), fine_km)
                        lines.append(shapely.get_coordinates(fine))
                        widths.append(_width_pt(stretch.t, most))
            for extra, colour, alpha in ((1.4, "white", 0.9), (0.0, MODES[mode], 0.92)):
                if straight and extra:
                    continue
                ax.add_collection(
                    LineCollection(
                        lines,
                        colors=colour,
                        linewidths=[w + extra for w in widths],
                        linestyles=(0, (2.2, 1.4)) if straight else "solid",
                        alpha=alpha,
                        capstyle="butt" if straight else "round",
                        joinstyle="round",
                        zorder=(1.5 if straight else 2.0) + 0.1 * rank,
                        gid=None if extra else _gid(window, mode, straight=straight),
                    ),
                    autolim=False,
                )


def _gid(window: Window, mode: str, *, straight: bool) -> str:
    return f"{window.window_id}:flow:{mode}{':straight' if straight else ''}"


def unsurveyed(stretch: Stretch) -> bool:
    """Whether a long line is only the straight way between its ends: drawn dashed, as a sketch."""
    from pyproj import Geod

    lon, lat = shapely.get_coordinates(stretch.line).T
    direct = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[-1], lat[-1])[2] / 1000.0
    return bool(direct > _SKETCHED_KM and _length_km(stretch.line) < 1.004 * direct)


def _smooth(line: shapely.Geometry) -> shapely.Geometry:
    """Two rounds of corner cutting (Chaikin), for display only."""
    parts = []
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        for _ in range(2):
            if len(xy) < 3:
                break
            near, far = 0.75 * xy[:-1] + 0.25 * xy[1:], 0.25 * xy[:-1] + 0.75 * xy[1:]
            xy = np.vstack([xy[:1], np.stack([near, far], axis=1).reshape(-1, 2), xy[-1:]])
        parts.append(shapely.LineString(xy))
    return shapely.MultiLineString(parts)


def _home(
    places: dict[str, tuple[float, float]], load: dict[str, float], window: Window, shape: float
) -> tuple[Window | None, frozenset[str]]:
    """A close view around the busiest node, `shape` times as high as wide.

    Made where the main view shows the surroundings of that node too small.
    """
    if not load:
        return None, frozenset()
    hub = max(sorted(load), key=lambda node: load[node])
    lon, lat = places[hub]
    size = max(window.east_km - window.west_km, window.north_km - window.south_km)
    reach = max(160.0, 0.095 * size)
    close = Window("home", lon, lat, -reach, -reach, reach, reach, 1.0 if reach < 450 else 2.0)
    inside = frozenset(node for node in load if close.holds(*places[node]))
    if len(inside) < 4:
        return None, frozenset()
    x, y = close.project([places[n][0] for n in inside], [places[n][1] for n in inside])
    x_0, y_0 = (float(v.min() + v.max()) / 2.0 for v in (x, y))
    half_x = max(70.0, float(np.ptp(x)) / 2.0) * 1.25
    half_y = max(70.0, float(np.ptp(y)) / 2.0) * 1.20
    half_x, half_y = max(half_x, half_y / shape), max(half_y, half_x * shape)
    fitted = Window(
        "home", lon, lat, x_0 - half_x, y_0 - half_y, x_0 + half_x, y_0 + half_y,
        1.0 if half_x < 450 else 2.0,
    )  # fmt: skip
    return fitted, frozenset(node for node in load if fitted.holds(*places[node]))


def _frame(ax: Axes, home: Window, window: Window) -> tuple[float, float, float, float]:
    """Outline on the main view what the close view shows; returns its four edges."""
    from pyproj import Transformer

    corners_x = [home.west_km, home.east_km, home.east_km, home.west_km]
    corners_y = [home.south_km, home.south_km, home.north_km, home.north_km]
    across = Transformer.from_crs(home.crs, window.crs, always_xy=True)
    x, y = across.transform(corners_x, corners_y)
    west, south, east, north = (float(v) for v in (min(x), min(y), max(x), max(y)))
    ax.add_patch(
        Rectangle(
            (west, south), east - west, north - south, fill=False, edgecolor=INK, linewidth=0.9,
            zorder=5,
        )
    )  # fmt: skip
    return west, south, east, north


def _seen(stretch: Stretch, views: Sequence[Window]) -> bool:
    """Whether a line is long enough in one of the views to be told apart."""
    for view in views:
        frame = shapely.box(view.west_km, view.south_km, view.east_km, view.north_km)
        parts = [part for part in project_line(stretch.line, view) if len(part) > 1]
        inside = shapely.intersection(shapely.MultiLineString(parts), frame)
        if shapely.length(inside) > _LEAST_SEEN * (view.east_km - view.west_km):
            return True
    return False


def _legend(
    ax: Axes,
    drawn: Sequence[Stretch],
    most: float,
    lang: Lang,
    views: Sequence[Window],
    sheet: _Sheet | None,
) -> None:
    """Modes that can be seen, widths and marks, below the close view where there is one."""
    modes: set[str] = set()
    for stretch in drawn:
        thick = stretch.t >= _LEAST_TONNES * most
        if thick and stretch.mode not in modes and _seen(stretch, views):
            modes.add(stretch.mode)
    handles = [
        Line2D([], [], color=MODES[mode], linewidth=3.0, label=say(lang, f"mode.{mode}"))
        for mode in MODES
        if mode in modes
    ]
    if any(unsurveyed(stretch) for stretch in drawn):
        handles.append(
            Line2D(
                [],
                [],
                color=MUTED,
                linewidth=1.8,
                linestyle=(0, (2.2, 1.4)),
                label=say(lang, "legend.straight"),
            )
        )
    for share in (1.0, 0.3):
        t = _nice(most * share)
        handles.append(
            Line2D([], [], color=MUTED, linewidth=_width_pt(t, most),
                   label=f"{t:,.0f} {say(lang, 'unit.t')}")
        )  # fmt: skip
    handles.append(
        Line2D([], [], marker="o", linestyle="", markerfacecolor="white", markeredgecolor=INK,
               markersize=4, label=say(lang, "legend.node"))
    )  # fmt: skip
    at = (1.02, 1.0)
    if sheet is not None:
        west, south, _, _ = sheet.inset()
        at = (west, south - 0.10 / sheet.map_in[1])
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=at, borderaxespad=0.0,
        ncols=1 if sheet is None else 2, handlelength=2.4, columnspacing=1.6, labelspacing=0.6,
    )  # fmt: skip


def _nice(value: float) -> float:
    """The round number (1, 2, 5 times a power of ten) below a value."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= value * 1.0001))
