"""Names on flow maps: the busiest nodes, and where lines go that leave the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.patheffects as pe
import shapely
from matplotlib.axes import Axes

from report.basemap import Window, project_line
from report.names import Names
from report.theme import INK, MODES
from report.words import Lang, say

Box = tuple[float, float, float, float]
"""West, south, east and north of a label in kilometres of its view."""
# Where a label may stand from its node, the best first.
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_EM_IN = 0.118
_HUB_SHARE = 1.25


def frame_edges(west: float, south: float, east: float, north: float, half: float) -> list[Box]:
    """The four sides of a drawn rectangle as boxes that no label may touch."""
    return [
        (west - half, south - half, west + half, north + half),
        (east - half, south - half, east + half, north + half),
        (west - half, south - half, east + half, south + half),
        (west - half, north - half, east + half, north + half),
    ]


def label_nodes(
    ax: Axes,
    window: Window,
    load: Mapping[str, float],
    places: Mapping[str, tuple[float, float]],
    names: Names,
    most: int,
    *,
    width_in: float,
    skip: frozenset[str],
    taken: list[Box],
) -> frozenset[str]:
    """Mark nodes; name the busiest where the name is clear of names and boxes already there.

    `taken` grows by the boxes of the names written.
    """
    span_x = window.east_km - window.west_km
    inside = [
        node for node in sorted(load, key=lambda n: (-load[n], n)) if window.holds(*places[node])
    ]
    em = span_x * _EM_IN / width_in
    written: set[str] = set()
    told: set[str] = set()
    named: list[tuple[float, float]] = []
    hub = inside[0] if inside else ""
    for node in inside:
        x, y = (float(v) for v in window.project(*places[node]))
        ax.plot([x], [y], "o", color="white", markeredgecolor=INK, markersize=3.6,
                markeredgewidth=0.9, zorder=4)  # fmt: skip
        word = names.brief(node)
        crowded = any(abs(x - u) < 1.3 * em and abs(y - v) < 1.3 * em for u, v in named)
        if len(written) >= most or (node in skip and node != hub) or word in told or crowded:
            continue
        size = _HUB_SHARE if node == hub else 1.0
        wide = em * size * ems(word)
        for dx, dy in _AROUND:
            ha = ("right", "center", "left")[dx + 1]
            u, v = x + dx * 0.45 * em, y + dy * 1.05 * em
            left = u - (wide if ha == "right" else wide / 2.0 if ha == "center" else 0.0)
            box = (left, v - 0.70 * em * size, left + wide, v + 0.70 * em * size)
            if _free(box, taken) and _framed(box, window):
                _write(ax, word, u, v, ha, INK, 8.0 * size, f"{window.window_id}:label:{node}")
                taken.append(box)
                written.add(node)
                told.add(word)
                named.append((x, y))
                break
    return frozenset(written)


def label_leaving(
    ax: Axes,
    lines: Sequence[tuple[str, str, shapely.Geometry]],
    window: Window,
    names: Names,
    lang: Lang,
    *,
    width_in: float,
    taken: list[Box],
) -> None:
    """Where a line leaves the frame, say where it goes.

    Parameters
    ----------
    lines
        Node outside the frame, mode and line, the busiest first.
    """
    frame = shapely.box(window.west_km, window.south_km, window.east_km, window.north_km)
    em = (window.east_km - window.west_km) * _EM_IN / width_in
    told: set[str] = set()
    for outside, mode, line in lines:
        if outside in told:
            continue
        told.add(outside)
        parts = [part for part in project_line(line, window) if len(part) > 1]
        crossing = shapely.intersection(shapely.MultiLineString(parts), frame.exterior)
        if crossing.is_empty:
            continue
        x, y = (float(v) for v in shapely.get_coordinates(crossing)[0])
        word = say(lang, "map.leaves", name=names.brief(outside))
        wide = em * ems(word)
        inward = 1.0 if y < 0.0 else -1.0
        for step in range(60):
            down, across = step % 6, step // 6
            shift = 0.9 * em * ((across + 1) // 2) * (1.0 if across % 2 else -1.0)
            left = min(max(x + shift, window.west_km + em), window.east_km - em - wide)
            v = y + inward * em * (1.1 + 1.3 * down)
            v = min(max(v, window.south_km + 0.9 * em), window.north_km - 0.9 * em)
            box = (left, v - 0.75 * em, left + wide, v + 0.75 * em)
            if _free(box, taken):
                _write(ax, word, left, v, "left", MODES[mode], 8.0, f"leaves:{outside}")
                taken.append(box)
                break


def ems(word: str) -> float:
    """Width of a word in Chinese characters; a Latin letter is 0.58 of one."""
    return sum(1.0 if ord(char) > 0x2E80 else 0.58 for char in word)


def _free(box: Box, taken: Sequence[Box]) -> bool:
    return all(
        box[2] < other[0] or box[0] > other[2] or box[3] < other[1] or box[1] > other[3]
        for other in taken
    )


def _framed(box: Box, window: Window) -> bool:
    margin = 0.004 * (window.east_km - window.west_km)
    return (
        box[0] > window.west_km + margin
        and box[2] < window.east_km - margin
        and box[1] > window.south_km
        and box[3] < window.north_km
    )


def _write(
    ax: Axes, word: str, x: float, y: float, ha: str, hue: str, size: float, gid: str
) -> None:
    ax.text(
        x, y, word, fontsize=size, ha=ha, va="center", color=hue, zorder=6, gid=gid,
        path_effects=[pe.withStroke(linewidth=2.4, foreground="white", alpha=0.9)],
    )  # fmt: skip
