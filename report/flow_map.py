"""Flow map: what each stretch of the network carried, on land without boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.patheffects as pe
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
from report.names import Names, policy_name
from report.rows import each_row
from report.theme import INK, MODES, MUTED, figure, themed
from report.words import Lang, say

_WIDEST_PT, _THINNEST_PT = 9.0, 0.5
_MOST_LABELS = 14
# Nodes that see this share of the busiest node's tonnes decide the window.
_SEEN = 0.03
_SKETCHED_KM = 250.0
# Where a label may stand from its node, the best first.
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_MODE_ORDER = ("post", "road", "barge", "sea", "rail")


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
    ax = _canvas(ax, wide, source=source, note=note, lang=lang)
    most = max((s.t for s in drawn), default=1.0)
    _draw_view(ax, drawn, window, basemap, most)
    home = _home(places, load, window)
    labelled = _label_nodes(ax, window, load, places, names, _MOST_LABELS, skip=home[1])
    if home[0] is not None:
        inset = ax.inset_axes((1.02, 0.34, 0.46, 0.62))
        inset.set_anchor("NW")
        _draw_view(inset, drawn, home[0], basemap, most)
        inset.set_gid("home")
        _label_nodes(inset, home[0], load, places, names, 9, skip=frozenset(labelled - home[1]))
        _frame(ax, inset, home[0], window, lang)
    _legend(ax, drawn, most, lang, inset=home[0] is not None)
    _label_leaving(ax, drawn, window, places, names, lang)
    ax.set_title(say(lang, "chart.flow_map", policy=policy_name(policy, lang)))
    return ax


def _canvas(ax: Axes | None, wide: float, *, source: str, note: str, lang: Lang) -> Axes:
    """New axes shaped like the view, with room at the right for close view and legend.

    Placed by hand: the constrained layout leaves axes outside the frame out of account.
    """
    if ax is not None:
        return ax
    width_in, map_in = 10.0, 6.55
    if map_in / wide > 7.0:
        map_in = 7.0 * wide
    height_in = map_in / wide + 0.85
    drawn, made = figure(width_in, height_in, source=source, note=note, lang=lang)
    drawn.set_layout_engine("none")
    made.set_position((0.015, 0.45 / height_in, map_in / width_in, map_in / wide / height_in))
    return made


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
    places: dict[str, tuple[float, float]],
    load: dict[str, float],
    window: Window,
) -> tuple[Window | None, frozenset[str]]:
    """A close view around the busiest node, where the main view shows it too small."""
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
    half_x, half_y = max(half_x, 0.75 * half_y), max(half_y, 0.95 * half_x)
    fitted = Window(
        "home", lon, lat, x_0 - half_x, y_0 - half_y, x_0 + half_x, y_0 + half_y,
        1.0 if half_x < 450 else 2.0,
    )  # fmt: skip
    return fitted, inside


def _frame(ax: Axes, inset: Axes, home: Window, window: Window, lang: Lang) -> None:
    """Outline on the main view what the close view shows."""
    corners_x = [home.west_km, home.east_km, home.east_km, home.west_km]
    corners_y = [home.south_km, home.south_km, home.north_km, home.north_km]
    from pyproj import Transformer

    across = Transformer.from_crs(home.crs, window.crs, always_xy=True)
    x, y = across.transform(corners_x, corners_y)
    ax.add_patch(
        Rectangle(
            (min(x), min(y)),
            max(x) - min(x),
            max(y) - min(y),
            fill=False,
            edgecolor=INK,
            linewidth=0.9,
            zorder=5,
        )
    )
    for spine in inset.spines.values():
        spine.set_visible(True)
        spine.set_color(INK)
    inset.set_title(say(lang, "map.close"), fontsize=8.5, color=MUTED, pad=3.0)


def _label_nodes(
    ax: Axes,
    window: Window,
    load: dict[str, float],
    places: dict[str, tuple[float, float]],
    names: Names,
    most: int,
    *,
    skip: frozenset[str],
) -> frozenset[str]:
    """Mark nodes; name the busiest where the name is clear of names already written."""
    span_x = window.east_km - window.west_km
    inside = [
        node for node in sorted(load, key=lambda n: (-load[n], n)) if window.holds(*places[node])
    ]
    boxes: list[tuple[float, float, float, float]] = []
    written: set[str] = set()
    close = window.window_id == "home"
    # Width of one Chinese character at 8 points, in kilometres of this view.
    em = span_x * (0.050 if close else 0.0205)
    hub = inside[0] if inside else ""
    for node in inside:
        x, y = (float(v) for v in window.project(*places[node]))
        ax.plot([x], [y], "o", color="white", markeredgecolor=INK, markersize=3.6,
                markeredgewidth=0.9, zorder=4)  # fmt: skip
        if len(written) >= most or (node in skip and node != hub):
            continue
        word = names.short(node)
        wide = em * sum(1.0 if ord(char) > 0x2E80 else 0.60 for char in word)
        for dx, dy in _AROUND:
            ha = ("right", "center", "left")[dx + 1]
            u, v = x + dx * 0.45 * em, y + dy * 1.05 * em
            left = u - (wide if ha == "right" else wide / 2.0 if ha == "center" else 0.0)
            box = (left, v - 0.75 * em, left + wide, v + 0.75 * em)
            free = all(
                box[2] < o[0] or box[0] > o[2] or box[3] < o[1] or box[1] > o[3] for o in boxes
            )
            framed = (
                box[0] > window.west_km + 0.004 * span_x
                and box[2] < window.east_km - 0.004 * span_x
                and box[1] > window.south_km
                and box[3] < window.north_km
            )
            if free and framed:
                ax.text(
                    u, v, word, fontsize=10.0 if node == hub else 8.0, ha=ha, va="center",
                    color=INK, zorder=6, gid=f"{window.window_id}:label:{node}",
                    path_effects=[pe.withStroke(linewidth=2.4, foreground="white", alpha=0.9)],
                )  # fmt: skip
                boxes.append(box)
                written.add(node)
                break
    return frozenset(written)


def _label_leaving(
    ax: Axes,
    drawn: Sequence[Stretch],
    window: Window,
    places: dict[str, tuple[float, float]],
    names: Names,
    lang: Lang,
) -> None:
    """Where a line leaves the frame, say where it goes."""
    frame = shapely.box(window.west_km, window.south_km, window.east_km, window.north_km)
    told: set[str] = set()
    written: list[tuple[float, float]] = []
    clear_x = 0.16 * (window.east_km - window.west_km)
    clear_y = 0.025 * (window.north_km - window.south_km)
    for stretch in sorted(drawn, key=lambda s: -s.t):
        outside = [node for node in (stretch.a, stretch.b) if not window.holds(*places[node])]
        if len(outside) != 1 or outside[0] in told:
            continue
        told.add(outside[0])
        parts = [part for part in project_line(stretch.line, window) if len(part) > 1]
        crossing = shapely.intersection(shapely.MultiLineString(parts), frame.exterior)
        if crossing.is_empty:
            continue
        x, y = shapely.get_coordinates(crossing)[0]
        mid = (window.west_km + window.east_km) / 2.0
        inward = 1.0 if y < 0.0 else -1.0
        while any(abs(x - u) < clear_x and abs(y - v) < clear_y for u, v in written):
            y += inward * clear_y
        written.append((x, y))
        ax.annotate(
            say(lang, "map.leaves", name=names.short(outside[0])), (x, y),
            (-7 if x > mid else 7, 9.0 * inward), textcoords="offset points",
            ha="right" if x > mid else "left", va="center", fontsize=8.0, color=MODES[stretch.mode],
            path_effects=[pe.withStroke(linewidth=2.4, foreground="white", alpha=0.9)], zorder=6,
        )  # fmt: skip


def _legend(ax: Axes, drawn: Sequence[Stretch], most: float, lang: Lang, *, inset: bool) -> None:
    modes = {stretch.mode for stretch in drawn}
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
    ax.legend(
        handles=handles, loc="lower left" if inset else "upper left",
        bbox_to_anchor=(1.02, 0.0 if inset else 1.0), borderaxespad=0.0,
        ncols=2 if inset else 1, handlelength=2.2, columnspacing=1.4,
    )  # fmt: skip


def _nice(value: float) -> float:
    """The round number (1, 2, 5 times a power of ten) below a value."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= value * 1.0001))
