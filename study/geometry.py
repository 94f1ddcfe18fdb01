"""The network as tables for maps: places, and legs with their lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from domain.network import Leg, Network, Service
from domain.scenario import Scenario
from domain.tables.results import NETWORK_LEGS, NETWORK_NODES
from study.frames import table_frame

Point = tuple[float, float]
GREAT_CIRCLE_STEP_KM = 100.0
WAY_BACK = "~r"
"""How the loader ends the ids of ways back of two-way services."""
LINE_FILES = (Path("geo", "legs.geojson"), Path("geo", "sea_lines.geojson"))
"""Files of drawn lines under the data folder."""
STRAIGHT_MODES = frozenset({"road", "post"})
_EARTH = Geod(ellps="WGS84")


def network_nodes(scenario: Scenario) -> pd.DataFrame:
    """Places of the scenario."""
    rows = [
        (n.node_id, n.name_zh, n.name_en, n.kind, n.country, n.lon, n.lat)
        for n in scenario.network.nodes.values()
    ]
    return table_frame(NETWORK_NODES, rows)


def network_legs(scenario: Scenario, data: Path) -> pd.DataFrame:
    """Legs of the scenario's services with lines: real geometry where `data/geo` has it."""
    lines = {line: shape for file in LINE_FILES for line, shape in leg_lines(data / file).items()}
    geometry = leg_geometry(data / "legs.csv")
    network = scenario.network
    rows: list[tuple[object, ...]] = []
    for service in network.services.values():
        for number, leg in enumerate(service.legs):
            ids = _geometry_ids(service, number, geometry)
            line = _line(network, leg, service.mode, ids, lines)
            rows.append(
                (
                    service.service_id,
                    number,
                    service.mode,
                    service.dispatch,
                    leg.from_id,
                    leg.to_id,
                    leg.km,
                    leg.run.nominal,
                    line.wkt,
                )
            )
    return table_frame(NETWORK_LEGS, rows)


def leg_lines(path: Path) -> Mapping[str, BaseGeometry]:
    """Lines of a GeoJSON file by leg id; none where the file is not there."""
    if not path.exists():
        return {}
    frame = gpd.read_file(path)
    return dict(zip(frame["leg_id"], frame["geometry"], strict=True))


def leg_geometry(path: Path) -> Mapping[tuple[str, int], str]:
    """The `geometry` column of `legs.csv` by service and leg, counted from 0."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["service_id"], int(row["seq"]) - 1): row["geometry"]
            for row in csv.DictReader(file)
        }


def great_circle(from_: Point, to: Point) -> LineString:
    """Shortest line on the earth; the longitude runs on past 180."""
    _, _, metres = _EARTH.inv(*from_, *to)
    between = _EARTH.npts(*from_, *to, max(1, int(metres / 1000.0 / GREAT_CIRCLE_STEP_KM)))
    return LineString(_unrolled([from_, *between, to]))


def joined(pieces: Sequence[BaseGeometry], start: Point) -> LineString:
    """One line from `start` through pieces in travel order, each of which may run either way.

    Gaps are bridged. Pieces cut at the date line come in parts; put together their longitudes
    run on past 180.
    """
    points: list[Point] = []
    at = start
    for piece in pieces:
        following = _points(piece)
        if _apart(at, following[0]) > _apart(at, following[-1]):
            following.reverse()
        points.extend(p for p in following if not points or p != points[-1])
        at = points[-1]
    return LineString(_unrolled(points))


def _geometry_ids(service: Service, number: int, geometry: Mapping[tuple[str, int], str]) -> str:
    """Geometry of a leg; the way back of a service has the legs of the way there, reversed."""
    there = service.service_id.removesuffix(WAY_BACK)
    if there != service.service_id:
        number = len(service.legs) - 1 - number
    return geometry.get((there, number), "")


def _line(
    network: Network, leg: Leg, mode: str, ids: str, lines: Mapping[str, BaseGeometry]
) -> LineString:
    from_, to = network.nodes[leg.from_id], network.nodes[leg.to_id]
    ends = ((from_.lon, from_.lat), (to.lon, to.lat))
    pieces = [lines[name] for name in ids.split(">") if name in lines]
    if pieces:
        return joined(_forwards(pieces, *ends), ends[0])
    if ids == "straight" or (not ids and mode in STRAIGHT_MODES):
        return LineString(ends)
    return great_circle(*ends)


def _forwards(pieces: list[BaseGeometry], start: Point, end: Point) -> list[BaseGeometry]:
    """Pieces in travel order; a service used the other way has them listed backwards."""
    first, last = _points(pieces[0]), _points(pieces[-1])
    ahead = min(_apart(start, first[0]), _apart(start, first[-1])) + min(
        _apart(end, last[0]), _apart(end, last[-1])
    )
    back = min(_apart(end, first[0]), _apart(end, first[-1])) + min(
        _apart(start, last[0]), _apart(start, last[-1])
    )
    return pieces if ahead <= back else pieces[::-1]


def _points(piece: BaseGeometry) -> list[Point]:
    parts = piece.geoms if isinstance(piece, MultiLineString) else [piece]
    return [(float(p[0]), float(p[1])) for part in parts for p in part.coords]


def _unrolled(points: Sequence[Point]) -> list[Point]:
    """Longitudes without jumps at the date line."""
    done = [points[0]]
    for lon, lat in points[1:]:
        turns = round((done[-1][0] - lon) / 360.0)
        done.append((lon + 360.0 * turns, lat))
    return done


def _apart(a: Point, b: Point) -> float:
    """Squared distance in degrees, round the date line too."""
    across = (a[0] - b[0] + 180.0) % 360.0 - 180.0
    return float(across**2 + (a[1] - b[1]) ** 2)
