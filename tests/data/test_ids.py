"""Ids of data/ resolve."""

import json
from itertools import pairwise
from pathlib import Path

GEO = Path(__file__).resolve().parents[2] / "data" / "geo"


def _ids(rows, column):
    return {row[column] for row in rows}


def test_places_are_nodes(data):
    nodes = _ids(data["nodes"], "node_id")
    for name, columns in {
        "functions": ("node_id",),
        "services": ("origin_id", "destination_id"),
        "legs": ("from_id", "to_id"),
        "flows": ("origin_id", "destination_id"),
        "route_guide": ("origin_id", "destination_id", "stuffing_id", "stripping_id"),
        "box_stocks": ("node_id",),
        "laboratory": ("node_id",),
    }.items():
        for column in columns:
            assert _ids(data[name], column) <= nodes, (name, column)
    assert _ids(data["processes"], "node_id") <= nodes | {"*"}
    assert {row["resource"].split(":")[0] for row in data["background"]} <= nodes
    places = {p for p in _ids(data["access"], "node_id") if not p.startswith("country:")}
    assert places <= nodes


def test_climate_nodes_have_twelve_months(data):
    months = {}
    for row in data["climate"]:
        months.setdefault(row["climate_node"], set()).add(row["month"])
    assert _ids(data["nodes"], "climate_node") <= set(months)
    assert all(found == set(range(1, 13)) for found in months.values())


def test_goods_and_boxes_resolve(data):
    products = _ids(data["products"], "product_id")
    boxes = _ids(data["boxes"], "box_type")
    assert _ids(data["flows"], "product_id") == products
    assert _ids(data["route_guide"], "product_id") <= products
    assert {box for row in data["flows"] for box in row["box_types"].split(";")} <= boxes
    assert _ids(data["box_stocks"], "box_type") <= boxes
    goods = {p for p in _ids(data["access"], "product_id") if not p.startswith("temp_class:")}
    assert goods <= products


def test_calendars_of_processes_resolve(data):
    for name in ("processes", "laboratory"):
        assert _ids(data[name], "opening") <= _ids(data["calendars"], "calendar_id")
    countries = _ids(data["holidays"], "country") | {"none"}
    assert _ids(data["calendars"], "holidays") <= countries


def test_grades_and_trade_modes_resolve(data):
    grades = _ids(data["inspection"], "credit_grade")
    items = _ids(data["tariffs"], "item")
    for flow in data["flows"]:
        modes = dict(piece.split(":") for piece in flow["trade_modes"].split(";"))
        assert abs(sum(map(float, modes.values())) - 1) < 1e-9
        for mode in modes:
            assert mode == "domestic" or f"declaration_cny_{mode}" in items
        if flow["credit_grades"]:
            shares = dict(piece.split(":") for piece in flow["credit_grades"].split(";"))
            assert set(shares) <= grades
            assert abs(sum(map(float, shares.values())) - 1) < 1e-9


def test_legs_chain_from_origin_to_destination(data):
    legs = {}
    for leg in data["legs"]:
        legs.setdefault(leg["service_id"], []).append(leg)
    for service in data["services"]:
        own = legs[service["service_id"]]
        assert [leg["seq"] for leg in own] == list(range(1, len(own) + 1))
        assert own[0]["from_id"] == service["origin_id"]
        assert own[-1]["to_id"] == service["destination_id"]
        assert all(a["to_id"] == b["from_id"] for a, b in pairwise(own))
    assert set(legs) == _ids(data["services"], "service_id")


def test_geometry_is_drawn(data):
    drawn = set()
    for name in ("legs.geojson", "sea_lines.geojson"):
        features = json.loads((GEO / name).read_text(encoding="utf-8"))["features"]
        ids = {feature["properties"]["leg_id"] for feature in features}
        assert drawn.isdisjoint(ids)
        drawn |= ids
    for leg in data["legs"]:
        if leg["geometry"] not in {"straight", "great_circle"}:
            assert set(leg["geometry"].split(">")) <= drawn


def test_routes_of_the_guide_are_chains(data):
    ends = {row["service_id"]: row for row in data["services"]}
    for row in data["route_guide"]:
        at = row["stuffing_id"]
        for service_id in row["route"].split(">"):
            service = ends[service_id]
            if service["origin_id"] == at:
                at = service["destination_id"]
            else:
                assert service["two_way"] == 1
                assert service["destination_id"] == at
                at = service["origin_id"]
        assert at == row["stripping_id"]
