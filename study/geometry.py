"""The network as tables for maps: places, and legs with their lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from shapely import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from domain.network import Leg, Network
from domain.scenario import Scenario
from domain.tables.results import NETWORK_LEGS, NETWORK_NODES
from study.frames import table_frame

GREAT_CIRCLE_STEP_KM = 100.0
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
    lines = leg_lines(data / "geo" / "legs.geojson")
    geometry = leg_geometry(data / "legs.csv")
    network = scenario.network
    rows: list[tuple[object, ...]] = []
    for service in network.services.values():
        for number, leg in enumerate(service.legs):
            ids = geometry.get((service.service_id, number), "")
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


def leg_lines(path: Path) -> Mapping[str, LineString]:
    """Lines of `legs.geojson` by leg id."""
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


def great_circle(from_: tuple[float, float], to: tuple[float, float]) -> LineString:
    """Shortest line on the earth; the longitude runs on past 180."""
    _, _, metres = _EARTH.inv(*from_, *to)
    between = _EARTH.npts(*from_, *to, max(1, int(metres / 1000.0 / GREAT_CIRCLE_STEP_KM)))
    points = [from_, *between, to]
    unrolled = [points[0]]
    for lon, lat in points[1:]:
        turns = round((unrolled[-1][0] - lon) / 360.0)
        unrolled.append((lon + 360.0 * turns, lat))
    return LineString(unrolled)


def _line(
    network: Network, leg: Leg, mode: str, ids: str, lines: Mapping[str, LineString]
) -> LineString:
    from_, to = network.nodes[leg.from_id], network.nodes[leg.to_id]
    ends = ((from_.lon, from_.lat), (to.lon, to.lat))
    pieces = [lines[name] for name in ids.split(">") if name in lines]
    joined = _joined(pieces)
    if joined is not None:
        return _directed(joined, ends[0])
    if ids == "straight" or (not ids and mode in STRAIGHT_MODES):
        return LineString(ends)
    return great_circle(*ends)


def _joined(pieces: list[LineString]) -> LineString | None:
    """One line of pieces that may run either way; gaps between them are bridged."""
    if not pieces:
        return None
    merged: BaseGeometry = linemerge(pieces) if len(pieces) > 1 else pieces[0]
    if isinstance(merged, LineString):
        return merged
    points = list(pieces[0].coords)
    for piece in pieces[1:]:
        following = list(piece.coords)
        if _apart(points[-1], following[0]) > _apart(points[-1], following[-1]):
            following.reverse()
        points.extend(following)
    return LineString(points)


def _directed(line: LineString, start: tuple[float, float]) -> LineString:
    first, last = line.coords[0], line.coords[-1]
    return line if _apart(first, start) <= _apart(last, start) else LineString(line.coords[::-1])


def _apart(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
