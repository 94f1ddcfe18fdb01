import itertools

import pytest
from shapely import LineString, MultiLineString

from study.geometry import great_circle, joined


def test_pieces_are_turned_to_travel_on():
    there = LineString([(110, 30), (112, 32)])
    back = LineString([(115, 35), (112, 32)])
    assert list(joined([there, back], (110, 30)).coords) == [(110, 30), (112, 32), (115, 35)]


def test_line_begins_where_the_leg_begins():
    piece = LineString([(115, 35), (110, 30)])
    assert joined([piece], (110, 30)).coords[0] == (110, 30)


def test_line_cut_at_the_date_line_runs_on():
    cut = MultiLineString([[(170, 40), (180, 45)], [(-180, 45), (-160, 40)]])
    lons = [lon for lon, _ in joined([cut], (170, 40)).coords]
    assert lons in ([170, 180, 180, 200], [170, 180, 200])


def test_great_circle_to_america_crosses_the_pacific():
    line = great_circle((121.5, 31.2), (-118.2, 33.7))
    lons = [lon for lon, _ in line.coords]
    assert lons[-1] == pytest.approx(241.8)
    assert max(abs(b - a) for a, b in itertools.pairwise(lons)) < 10
    assert max(lat for _, lat in line.coords) > 45
