"""The ground under flow maps: land and lakes in an equal-area projection, nothing political.

No boundary, no country name and no province is drawn, and `map_note` says so under every map.
Who needs a reviewed base map passes its file and its review number, which is printed instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path as Outline
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from shapely.affinity import translate

from report.theme import GRATICULE, LAND, SHORE, WATER
from report.words import Lang, say

# Shores are cut this far outside the frame, so that a cut never shows as a shoreline.
_MARGIN_KM = 300.0
_STEP_DEG = 0.5
_SPECK_KM2 = 60.0


@dataclass(frozen=True, slots=True)
class Window:
    """A projected view of the earth. Map coordinates are kilometres from its centre.

    `lat_0` and `lon_0` are the centre of a Lambert azimuthal equal-area projection;
    `west_km`, `south_km`, `east_km`, `north_km` the frame; `grid_deg` the graticule's step.
    """

    window_id: str
    lon_0: float
    lat_0: float
    west_km: float
    south_km: float
    east_km: float
    north_km: float
    grid_deg: float

    @property
    def crs(self) -> str:
        """The projection as a PROJ string, in kilometres."""
        return f"+proj=laea +lat_0={self.lat_0} +lon_0={self.lon_0} +datum=WGS84 +units=km"

    def project(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
        """Turn degrees into map coordinates; points beyond the earth's limb become nan."""
        x, y = _transformer(self.crs).transform(np.asarray(lon), np.asarray(lat))
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        seen = np.isfinite(x) & np.isfinite(y)
        return np.where(seen, x, np.nan), np.where(seen, y, np.nan)

    def holds(self, lon: ArrayLike, lat: ArrayLike) -> bool:
        """Whether every point lies inside the frame."""
        x, y = self.project(lon, lat)
        inside_x = (x >= self.west_km) & (x <= self.east_km)
        inside_y = (y >= self.south_km) & (y <= self.north_km)
        return bool(np.all(inside_x & inside_y))


EURASIA = Window("eurasia", 72.0, 38.0, -5900.0, -4700.0, 5900.0, 4300.0, 20.0)
"""From the Atlantic ports to Japan and from the Arctic shore to Singapore."""

SOUTH_CHINA = Window("south_china", 108.0, 14.0, -1500.0, -1800.0, 1500.0, 1750.0, 5.0)
"""From the middle Yangtze to Singapore: Hezhou, the Greater Bay Area, ASEAN."""


@dataclass(frozen=True, slots=True)
class Basemap:
    """Land and lakes in longitude and latitude; `review_no` is that of a reviewed file."""

    land: tuple[shapely.Geometry, ...]
    lakes: tuple[shapely.Geometry, ...] = ()
    review_no: str | None = None


def read_basemap(
    land_file: Path, lakes_file: Path | None = None, *, review_no: str | None = None
) -> Basemap:
    """Read polygons from any vector file that geopandas knows, in any coordinate system."""
    lakes = _read_polygons(lakes_file) if lakes_file is not None else ()
    return Basemap(_read_polygons(land_file), lakes, review_no)


def map_note(basemap: Basemap, lang: Lang) -> str:
    """The sentence that every map carries in its caption."""
    if basemap.review_no is not None:
        return say(lang, "map.reviewed", number=basemap.review_no)
    return say(lang, "map.schematic")


def choose_window(lon: ArrayLike, lat: ArrayLike) -> Window:
    """The closest view that holds all points: `SOUTH_CHINA`, else `EURASIA`."""
    return SOUTH_CHINA if SOUTH_CHINA.holds(lon, lat) else EURASIA


def draw_basemap(ax: Axes, basemap: Basemap, window: Window) -> None:
    """Draw water, land, lakes and a faint graticule, and set the axes to the window."""
    ax.set_facecolor(WATER)
    _draw_polygons(ax, basemap.land, window, fill=LAND, edge=SHORE, zorder=0.5)
    _draw_graticule(ax, window)
    _draw_polygons(ax, basemap.lakes, window, fill=WATER, edge=SHORE, zorder=0.7)
    ax.set_xlim(window.west_km, window.east_km)
    ax.set_ylim(window.south_km, window.north_km)
    ax.set_aspect("equal")
    ax.grid(visible=False)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)


def project_line(line: shapely.Geometry, window: Window) -> list[NDArray[Any]]:
    """Turn a line, or each part of one cut at 180 degrees, into map coordinates of shape (n, 2)."""
    projected: list[NDArray[Any]] = []
    for part in shapely.get_parts(line):
        lon, lat = shapely.get_coordinates(shapely.segmentize(part, _STEP_DEG)).T
        xy = np.column_stack(window.project(lon, lat))
        projected.append(xy[np.isfinite(xy).all(axis=1)])
    return projected


@cache
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _read_polygons(file: Path) -> tuple[shapely.Geometry, ...]:
    import geopandas

    table = geopandas.read_file(file)
    if table.crs is not None:
        table = table.to_crs("EPSG:4326")
    shapes = shapely.get_parts(shapely.make_valid(table.geometry.to_numpy()))
    return tuple(shape for shape in shapes if shapely.get_dimensions(shape) == 2)


def _clip_degrees(window: Window) -> shapely.Geometry:
    """The part of the plate carrée to project: the half of the earth around the centre.

    A box that ended near the frame would leave its edge on the map as a shoreline. This one
    ends at the poles and 120 degrees from the centre, which no frame reaches.
    """
    return shapely.box(window.lon_0 - 120.0, -60.0, window.lon_0 + 120.0, 89.9)


def _project_polygons(shapes: Sequence[shapely.Geometry], window: Window) -> list[shapely.Geometry]:
    """Cut in degrees, make edges short, project, cut at the frame and drop specks."""
    degrees = _clip_degrees(window)
    frame = shapely.box(
        window.west_km - _MARGIN_KM,
        window.south_km - _MARGIN_KM,
        window.east_km + _MARGIN_KM,
        window.north_km + _MARGIN_KM,
    )

    def to_map(lon_lat: NDArray[Any]) -> NDArray[Any]:
        return np.column_stack(_transformer(window.crs).transform(*lon_lat.T))

    projected: list[shapely.Geometry] = []
    # Land east of the antimeridian is written with negative longitudes; its copy closes the gap.
    for shift_deg in (-360.0, 0.0, 360.0):
        turned = [translate(shape, xoff=shift_deg) for shape in shapes]
        near = shapely.intersection(turned, degrees)
        for shape in near[~shapely.is_empty(near)]:
            fine = shapely.segmentize(shape, _STEP_DEG)
            flat = shapely.make_valid(shapely.transform(fine, to_map))
            seen = shapely.intersection(flat, frame)
            projected += [
                part
                for part in shapely.get_parts(seen)
                if shapely.get_dimensions(part) == 2 and part.area >= _SPECK_KM2
            ]
    return projected


def _outline(polygon: shapely.Geometry) -> Outline:
    """A polygon with its holes as one drawable path."""
    rings = shapely.get_rings(polygon)
    return Outline.make_compound_path(
        *(Outline(shapely.get_coordinates(ring), closed=True) for ring in rings)
    )


def _draw_polygons(
    ax: Axes,
    shapes: Sequence[shapely.Geometry],
    window: Window,
    *,
    fill: str,
    edge: str,
    zorder: float,
) -> None:
    outlines = [_outline(shape) for shape in _project_polygons(shapes, window)]
    if outlines:
        ax.add_collection(
            PathCollection(outlines, facecolor=fill, edgecolor=edge, linewidth=0.35, zorder=zorder),
            autolim=False,
        )


def _draw_graticule(ax: Axes, window: Window) -> None:
    step = window.grid_deg
    lines: list[NDArray[Any]] = []
    lats = np.linspace(-40.0, 85.0, 126)
    for lon in np.arange(-180.0, 180.0, step):
        if abs((lon - window.lon_0 + 180.0) % 360.0 - 180.0) <= 120.0:
            lines.append(np.column_stack(window.project(np.full_like(lats, lon), lats)))
    lons = np.linspace(window.lon_0 - 120.0, window.lon_0 + 120.0, 241)
    for lat in np.arange(-40.0, 81.0, step):
        lines.append(np.column_stack(window.project(lons, np.full_like(lons, lat))))
    ax.add_collection(
        LineCollection(lines, colors=GRATICULE, linewidths=0.4, zorder=0.6), autolim=False
    )
