"""Draw the sea and barge lines that the reference pack has not: `data/geo/sea_lines.geojson`.

Not run at set-up: the result is in `data/geo`. Run it again after a port moved or a pair was added
to `SEA`, in an environment of its own, for nothing else needs the package::

    pip install searoute==1.6.0 pyproj
    python tools/make_sea_lines.py

Rule: the shortest way of searoute's network between the two ports, its points near a port of
`APPROACHES` replaced by ours, the ports themselves added as ends, edges over 500 km filled along
the geodesic. `BY_HAND` is drawn without the network, which detours in the Beibu Gulf and has no
rivers. Ships to Europe go round the Cape, as the services do. In the file, the lines from Tianjin
to Laem Chabang and to Ho Chi Minh City are joined from two others each (see their `source`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import searoute
from pyproj import Geod

DATA = Path(__file__).resolve().parent.parent / "data"
TARGET = DATA / "geo" / "sea_lines.geojson"
Point = tuple[float, float]

# Any restriction replaces the default one, so the North-West Passage is named again.
CAPE = ["northwest", "suez", "babalmandab", "panama", "chili"]
LONGEST_EDGE_KM = 500.0

# From, to, what the id ends with: CAPE goes round the Cape of Good Hope, STRAIT tells the line by
# the Hainan strait from that of the pack. The way back is the same line.
SEA = (
    ("GX_QZP", "US_LAXP", ""),
    ("GX_QZP", "PH_MNL", "STRAIT"),
    ("GD_NSA", "VN_HPH", "STRAIT"),
    ("GD_NSA", "VN_SGN", ""),
    ("GD_NSA", "TH_LCH", ""),
    ("GD_NSA", "MY_PKG", ""),
    ("GD_SHK", "TH_LCH", ""),
    ("GD_SHK", "VN_HPH", ""),
    ("GD_YTN", "ID_JKT", ""),
    ("GD_YTN", "PH_MNL", ""),
    ("GD_YTN", "EU_RTMP", "CAPE"),
    ("PT_TXG", "EU_HAMP", "CAPE"),
    ("PT_TXG", "PT_HKG", ""),
    ("PT_TXG", "MY_PKG", ""),
    ("PT_TXG", "TH_LCH", ""),
    ("PT_TXG", "VN_SGN", ""),
    ("PT_TXG", "VN_HPH", "STRAIT"),
    ("PT_TAO", "MY_PKG", ""),
    ("PT_TAO", "TH_LCH", ""),
    ("PT_TAO", "VN_HPH", "STRAIT"),
)

# Of a port: how far its points of the network are replaced (km), and ours from the port outwards.
APPROACHES: dict[str, tuple[float, tuple[Point, ...]]] = {
    "GD_NSA": (12.0, ((113.72, 22.58),)),
    "GX_QZP": (110.0, ((108.63, 21.55), (108.9, 21.3), (109.3, 20.9))),
    "PT_HKG": (80.0, ((114.105, 22.29), (114.145, 22.21), (114.2, 22.12), (114.45, 22.08))),
    "VN_HPH": (
        280.0,
        ((106.83, 20.83), (106.92, 20.76), (107.02, 20.66), (107.4, 20.58), (108.6, 20.35)),
    ),
    "VN_SGN": (
        60.0,
        ((106.76, 10.68), (106.87, 10.58), (106.95, 10.45), (107.03, 10.3)),
    ),
}

# Mode, from, to, points between.
BY_HAND: tuple[tuple[str, str, str, tuple[Point, ...]], ...] = (
    (
        "sea",
        "GX_FCG",
        "VN_HPH",
        (
            (108.38, 21.4),
            (108.35, 21.15),
            (107.95, 20.8),
            (107.4, 20.58),
            (107.02, 20.66),
            (106.92, 20.76),
            (106.83, 20.83),
        ),
    ),
    (
        "sea",
        "GX_TSP",
        "GX_QZP",
        (
            (109.6, 21.4),
            (109.45, 21.28),
            (109.05, 21.3),
            (108.85, 21.42),
            (108.66, 21.52),
            (108.63, 21.6),
        ),
    ),
    # Down the Xijiang by Deqing and Zhaoqing to Sixianjiao, then by the Ronggui and Hongqili
    # waterways; from memory of the river's course.
    (
        "barge",
        "GX_WUZP",
        "GD_NSA",
        (
            (111.49, 23.43),
            (111.52, 23.24),
            (111.77, 23.14),
            (112.0, 23.07),
            (112.2, 23.12),
            (112.46, 23.04),
            (112.62, 23.08),
            (112.82, 23.16),
            (112.84, 23.0),
            (112.9, 22.88),
            (113.07, 22.74),
            (113.26, 22.78),
            (113.4, 22.72),
            (113.52, 22.62),
            (113.6, 22.57),
        ),
    ),
)

NETWORK = "searoute 1.6.0"
APACHE = "Apache-2.0 (searoute; network credited to Eurostat SeaRoute)"
OWN = "hand-entered waypoints"
EARTH = Geod(ellps="WGS84")


def features(ports: dict[str, Point]) -> Iterator[dict[str, Any]]:
    """Every line as a GeoJSON feature."""
    for from_, to, variant in SEA:
        found = network_points(ports[from_], ports[to], cape=variant == "CAPE")
        points = at_ports(found, from_, to, ports)
        ours = [port for port in (from_, to) if port in APPROACHES]
        source = f"{NETWORK}; {OWN} at {', '.join(ours)}" if ours else NETWORK
        yield feature("sea", from_, to, points, source, APACHE, variant=variant)
    for mode, from_, to, between in BY_HAND:
        points = [ports[from_], *between, ports[to]]
        yield feature(mode, from_, to, points, OWN, "CC0 (own waypoints)", variant="")


def network_points(from_: Point, to: Point, *, cape: bool) -> list[Point]:
    """Ask searoute; its line begins and ends at points of its network, not at the ports."""
    restrictions = CAPE if cape else ["northwest"]
    route = searoute.searoute(list(from_), list(to), restrictions=restrictions)
    return [(float(lon), float(lat)) for lon, lat in route["geometry"]["coordinates"]]


def at_ports(points: list[Point], from_: str, to: str, ports: dict[str, Point]) -> list[Point]:
    """Give a line its ports and our approaches to them."""
    for port in (from_, to):
        reach_km, ours = APPROACHES.get(port, (0.0, ()))
        far = [point for point in points if apart_km(point, ports[port]) > reach_km]
        own = unrolled([ports[port], *ours])
        points = [*own, *far] if port == from_ else [*far, *own[::-1]]
    return unrolled(points)


def filled(points: Sequence[Point]) -> list[Point]:
    """Put points of the geodesic into long edges."""
    out = [points[0]]
    for a, b in pairwise(points):
        between = int(apart_km(a, b) // LONGEST_EDGE_KM)
        if between:
            out += EARTH.npts(*a, *b, between)
        out.append(b)
    return unrolled(out)


def apart_km(a: Point, b: Point) -> float:
    """Length of the geodesic."""
    return float(EARTH.inv(*a, *b)[2]) / 1000.0


def unrolled(points: Sequence[Point]) -> list[Point]:
    """Longitudes without jumps at the date line, rounded; points that repeat are left out."""
    out = [(round(points[0][0], 3), round(points[0][1], 3))]
    for lon, lat in points[1:]:
        turns = round((out[-1][0] - lon) / 360.0)
        point = (round(lon + 360.0 * turns, 3), round(lat, 3) + 0.0)
        if point != out[-1]:
            out.append(point)
    return out


def cut(points: Sequence[Point]) -> list[list[Point]]:
    """Parts of an eastbound line west and east of the date line (RFC 7946)."""
    parts: list[list[Point]] = [[]]
    for (lon, lat), following in pairwise([*points, points[-1]]):
        parts[-1].append((lon, lat) if len(parts) == 1 else (round(lon - 360.0, 3), lat))
        if lon <= 180.0 < following[0]:
            at = lat + (following[1] - lat) * (180.0 - lon) / (following[0] - lon)
            if lon < 180.0:
                parts[-1].append((180.0, round(at, 3)))
            parts.append([(-180.0, round(at, 3))])
    return parts


def feature(
    mode: str, from_: str, to: str, points: list[Point], source: str, licence: str, *, variant: str
) -> dict[str, Any]:
    """One line with its properties."""
    line = filled(points)
    lons, lats = zip(*line, strict=True)
    parts = cut(line)
    return {
        "type": "Feature",
        "properties": {
            "leg_id": f"{mode}_{from_}__{to}" + (f"_{variant}" if variant else ""),
            "mode": mode,
            "from_id": from_,
            "to_id": to,
            "geom_km": round(EARTH.line_length(lons, lats) / 1000.0, 1),
            "source": source,
            "licence": licence,
            "verified": "assumed",
        },
        "geometry": {"type": "LineString", "coordinates": parts[0]}
        if len(parts) == 1
        else {"type": "MultiLineString", "coordinates": parts},
    }


def main() -> None:
    """Write the file, one line of text per feature."""
    with (DATA / "nodes.csv").open(encoding="utf-8", newline="") as file:
        ports = {
            row["node_id"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)
        }
    rows = ",\n".join(json.dumps(made, separators=(",", ":")) for made in features(ports))
    text = f'{{"type":"FeatureCollection","features":[\n{rows}\n]}}\n'
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
