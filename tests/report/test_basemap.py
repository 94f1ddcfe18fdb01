"""The ground under flow maps: land only, in an equal-area projection, without false shores."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from matplotlib.collections import LineCollection, PathCollection

from report import basemap as ground
from report import theme

GEO = Path(__file__).resolve().parents[2] / "data" / "geo"
LAND, LAKES = GEO / "land_50m.geojson", GEO / "lakes_50m.geojson"
WINDOWS = [ground.EURASIA, ground.SOUTH_CHINA]


@pytest.fixture(scope="module")
def shipped():
    return ground.read_basemap(LAND, LAKES)


@pytest.mark.parametrize("file", [LAND, LAKES], ids=lambda file: file.stem)
def test_shipped_ground_has_no_boundary_and_no_name(file):
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    assert features
    assert all(not feature["properties"] for feature in features)
    assert {feature["geometry"]["type"] for feature in features} <= {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.window_id)
def test_map_draws_land_lakes_and_graticule_and_no_text(shipped, window, tmp_path):
    drawn, ax = theme.figure(4, 4, note=ground.map_note(shipped, "zh"))
    with theme.themed():
        ground.draw_basemap(ax, shipped, window)
    theme.save(drawn, tmp_path / "map")
    kinds = [type(artist) for artist in ax.collections]
    assert sorted(kinds, key=str) == sorted(
        [PathCollection, LineCollection, PathCollection], key=str
    )
    assert not ax.texts
    assert not ax.lines
    assert "不含行政界线" in drawn.texts[0].get_text()


@pytest.mark.parametrize(
    ("lon", "lat", "is_land"),
    [
        (112.55, 37.87, True),  # Taiyuan
        (111.57, 24.40, True),  # Hezhou
        (100.0, 62.0, True),  # Siberia
        (108.5, 20.0, False),  # Beibu Gulf
        (118.0, 18.0, False),  # South China Sea
        (3.0, 56.0, False),  # North Sea
        (60.0, 15.0, False),  # Arabian Sea
        (88.0, 79.5, False),  # Arctic, where a box cut short would leave a shore
    ],
)
def test_land_lies_where_it_should(shipped, lon, lat, is_land):
    window = ground.EURASIA
    shapes = ground._project_polygons(shipped.land, window)
    x, y = window.project(lon, lat)
    assert bool(np.any(shapely.contains_xy(shapes, float(x), float(y)))) is is_land


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.window_id)
def test_cut_in_degrees_lies_outside_the_frame_and_leaves_no_false_shore(window):
    cut = shapely.segmentize(ground._clip_degrees(window).exterior, 0.25)
    x, y = window.project(*shapely.get_coordinates(cut).T)
    frame = shapely.box(window.west_km, window.south_km, window.east_km, window.north_km)
    assert np.isfinite(x).all()
    assert not shapely.contains_xy(frame.buffer(200.0), x, y).any()


def test_projection_keeps_areas(shipped):
    """A square degree at the equator and at 60 N: areas in the ratio of their cosines."""
    window = ground.EURASIA

    def area_km2(lat):
        cell = shapely.segmentize(shapely.box(100, lat, 101, lat + 1), 0.05)
        lon_lat = shapely.get_coordinates(cell)
        return shapely.Polygon(np.column_stack(window.project(*lon_lat.T))).area

    # Length of a degree squared on the sphere of 6371 km: 12 364 km2.
    assert area_km2(0) == pytest.approx(12_364, rel=0.01)
    assert area_km2(60) == pytest.approx(12_364 * np.cos(np.radians(60.5)), rel=0.01)


def test_line_cut_at_the_antimeridian_stays_in_its_parts():
    line = shapely.MultiLineString([[(170, 45), (180, 46)], [(-180, 46), (-170, 47)]])
    first, second = ground.project_line(line, ground.EURASIA)
    assert np.hypot(*(first[-1] - second[0])) < 1e-6


def test_view_is_the_closest_that_holds_all_points():
    assert ground.choose_window([111.57, 100.5], [24.4, 13.7]) is ground.SOUTH_CHINA
    assert ground.choose_window([112.55, 6.76], [37.87, 51.43]) is ground.EURASIA


def test_reviewed_map_prints_its_number_instead(shipped):
    reviewed = ground.Basemap(shipped.land, review_no="GS(2024)0000")
    assert ground.map_note(reviewed, "en") == "Reviewed base map no. GS(2024)0000"
    assert ground.map_note(shipped, "en") == "Schematic, no boundaries shown"
