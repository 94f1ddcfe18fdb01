"""Ships and barges are drawn on water, from port to port."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from study.geometry import LINE_FILES, leg_lines

DATA = Path(__file__).resolve().parents[2] / "data"
EARTH = Geod(ellps="WGS84")
MOST_LAND = 0.03
# The 50 m land polygons have no rivers.
RIVERS = {"barge_GX_WUZP__GD_NSA": 1.0}
ENDS_KM = 30.0


@pytest.fixture(scope="module")
def lines():
    return {name: line for file in LINE_FILES for name, line in leg_lines(DATA / file).items()}


@pytest.fixture(scope="module")
def afloat(data):
    """Legs of ships and barges."""
    modes = {service["service_id"]: service["mode"] for service in data["services"]}
    return [leg for leg in data["legs"] if modes[leg["service_id"]] in {"sea", "barge"}]


def test_every_sea_and_barge_leg_has_a_drawn_line(afloat, lines):
    assert afloat
    assert [leg["service_id"] for leg in afloat if leg["geometry"] not in lines] == []


def test_lines_end_at_their_ports(afloat, lines, data):
    places = {node["node_id"]: (node["lon"], node["lat"]) for node in data["nodes"]}
    for leg in afloat:
        points = shapely.get_coordinates(lines[leg["geometry"]])
        ports = [places[leg["from_id"]], places[leg["to_id"]]]
        apart = [
            max(EARTH.inv(*end, *port)[2] for end, port in zip(points[[0, -1]], way, strict=True))
            for way in (ports, ports[::-1])
        ]
        assert min(apart) / 1000.0 < ENDS_KM, leg["service_id"]


def test_lines_keep_off_the_land(afloat, lines):
    land = gpd.read_file(DATA / "geo" / "land_50m.geojson").geometry.to_numpy()
    tree = shapely.STRtree(land)
    shares = {}
    for name in {leg["geometry"] for leg in afloat}:
        line = lines[name]
        ashore = shapely.intersection(line, land[tree.query(line, predicate="intersects")])
        ashore_m = sum(EARTH.geometry_length(part) for part in ashore)
        shares[name] = ashore_m / EARTH.geometry_length(line)
    dry = {name: share for name, share in shares.items() if share > RIVERS.get(name, MOST_LAND)}
    assert dry == {}


def test_lines_have_no_jump_except_at_the_date_line(lines, afloat):
    for name in {leg["geometry"] for leg in afloat}:
        for part in shapely.get_parts(lines[name]):
            lon = shapely.get_coordinates(part)[:, 0]
            assert np.abs(lon).max() <= 180.0, name
            assert np.abs(np.diff(lon)).max() < 20.0, name


def test_drawn_length_is_near_the_length_to_plan_with(afloat, lines):
    for leg in afloat:
        drawn_km = EARTH.geometry_length(lines[leg["geometry"]]) / 1000.0
        assert 0.8 < drawn_km / leg["km"] < 1.25, leg["service_id"]
