"""Numbers of data/ make sense together: steps, capacity, departures, paths."""

from datetime import date

import pytest

from tools.data_pack.paths import Atlas
from tools.data_pack.scope import (
    BASE,
    SCENARIOS,
    TRUCKS_IN_A_ROW,
    WINDOWS,
    kept_for,
    only_option,
    scenario_of,
)
from tools.data_pack.timetable import _phases


def test_every_step_and_mode_has_a_row_for_all_nodes(data):
    everywhere = {(r["step"], r["mode"]) for r in data["processes"] if r["node_id"] == "*"}
    for step in ("receive", "declare", "stuff", "strip", "inspect", "border"):
        assert (step, "any") in everywhere
    for step in ("terminal_out", "terminal_in", "transfer_in"):
        assert {(step, mode) for mode in ("rail", "sea", "barge", "road", "any")} <= everywhere


def test_a_lookup_finds_one_row(data):
    keys = [
        tuple(
            row[part]
            for part in ("node_id", "step", "direction", "cargo_class", "trade_mode", "mode")
        )
        for row in data["processes"]
    ]
    assert len(set(keys)) == len(keys)


def test_rows_of_one_resource_agree_on_servers_and_slot(data):
    seen = {}
    for row in data["processes"]:
        if row["step"] in {"border", "receive"} and row["servers"]:
            key = (row["node_id"], row["step"])
            assert seen.setdefault(key, row["servers"]) == row["servers"], key


def test_a_slot_fits_in_the_dwell_at_borders(data):
    for row in data["processes"]:
        if row["step"] == "border" and row["slot_h"]:
            assert row["slot_h"] < row["hours_mean"], row["process_id"]


def test_background_leaves_room_at_every_gate(data):
    capacity = {
        f"{r['node_id']}:{r['step']}": r["capacity_per_day"]
        for r in data["processes"]
        if r["capacity_per_day"]
    }
    for row in data["background"]:
        assert 0.2 <= row["per_day"] / capacity[row["resource"]] <= 0.85, row["resource"]


def test_departures_keep_the_frequency_inside_their_windows(data):
    times = {}
    for row in data["timetable"]:
        times.setdefault(row["service_id"], []).append(row["departs_at"])
    for service in data["services"]:
        if service["dispatch"] != "timetable":
            continue
        departures = times[service["service_id"]]
        for window in (WINDOWS[zone] for zone in kept_for(service["service_id"])):
            inside = [t for t in departures if window.first <= t.date() <= window.last]
            weeks = ((window.last - window.first).days + 1) / 7
            assert abs(len(inside) - weeks * service["departures_per_week"]) <= 2


def test_an_option_moves_no_departure_of_others(data):
    dated = [
        {"id": row["service_id"], "origin": row["origin_id"]}
        for row in data["services"]
        if row["dispatch"] == "timetable"
    ]
    base = [row for row in dated if not only_option(row["id"])]
    assert len(base) + 4 == len(dated)
    assert _phases(base).items() <= _phases(dated).items()


def test_trucks_have_no_timetable(data):
    trucks = {s["service_id"] for s in data["services"] if s["dispatch"] == "truck"}
    assert trucks.isdisjoint(row["service_id"] for row in data["timetable"])


def test_a_train_path_is_used_by_one_route(data):
    paths = [row["path_id"] for row in data["timetable"] if row["path_id"]]
    assert len(set(paths)) == len(paths)


def test_minsk_keeps_its_tuesday(data):
    minsk = [r["departs_at"] for r in data["timetable"] if r["service_id"] == "RCE08"]
    assert minsk
    assert all(when.weekday() == 1 for when in minsk)


def test_windows_begin_with_the_warm_up():
    assert [window.first for window in WINDOWS.values()] == [
        date(2026, 10, 18),
        date(2026, 3, 2),  # a Monday, 28 days before 30 March
        date(2026, 3, 18),  # 14 days before 1 April
        date(2026, 8, 25),  # 7 days before 1 September
    ]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_flow_has_a_way_that_crosses_the_customs_border_at_most_once(data, scenario):
    countries = {row["node_id"]: row["country"] for row in data["nodes"]}
    services, legs = (
        [row for row in data[name] if scenario in kept_for(row["service_id"])]
        for name in ("services", "legs")
    )
    atlas = Atlas(
        services, legs, data["processes"], data["functions"], countries,
        trucks_in_a_row=TRUCKS_IN_A_ROW.get(scenario, 2),
    )  # fmt: skip
    boxes = {row["box_type"]: row for row in data["boxes"]}
    own = [flow for flow in data["flows"] if scenario_of(flow["flow_id"]) == scenario]
    assert own
    lost = [
        flow["flow_id"]
        for flow in own
        if not any(atlas.best(flow, boxes[box], 0.01) for box in flow["box_types"].split(";"))
    ]
    assert lost == []


def test_whole_boxes_fit_the_box_and_the_truck(data):
    boxes = {row["box_type"]: row for row in data["boxes"]}
    for flow in data["flows"]:
        box = boxes[flow["box_types"].split(";")[0]]
        assert flow["m3_per_unit"] <= box["internal_m3"] + 1e-9, flow["flow_id"]
        assert flow["kg_per_unit"] <= 1000 * min(box["payload_t"], 26.0), flow["flow_id"]


@pytest.mark.parametrize("planned", ["HZ_COLD", "HZ_CBEC"])
def test_a_layout_without_a_planned_centre_still_has_a_way_for_every_flow(data, planned):
    countries = {row["node_id"]: row["country"] for row in data["nodes"]}
    left = [row for row in data["functions"] if row["node_id"] != planned]
    atlas = Atlas(data["services"], data["legs"], data["processes"], left, countries)
    boxes = {row["box_type"]: row for row in data["boxes"]}
    for flow in data["flows"]:
        if flow["zone"] == "hezhou" and scenario_of(flow["flow_id"]) in BASE:
            assert atlas.best(flow, boxes[flow["box_types"].split(";")[0]], 0.01), flow["flow_id"]
