"""Every shipped scenario: its question first, valid, loading, without a lane past 95 %."""

import io
import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from inputs.build import load_scenario
from inputs.checks import check_all
from inputs.differences import differences
from inputs.findings import Findings
from inputs.lane_load import FULL_SHARE, lane_loads
from inputs.schema_files import scenario_schema, write_schemas
from inputs.template import template, write_template
from inputs.validate import count_lines, load_rows, validate
from inputs.yaml_file import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
BASES = ("hezhou_asean_gba", "taiyuan_eurasia")


def values(text):
    findings = Findings()
    document = parse_yaml(text, "x.yaml", findings)
    assert not findings.items
    return document.values


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_first_comment_is_the_question(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if not line.startswith("# yaml-language-server")]
    assert comments[0].startswith("# Question: ")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_file_fits_the_published_schema(path):
    jsonschema.validate(values(path.read_text(encoding="utf-8")), scenario_schema())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_scenario_loads_with_ways_for_all_and_no_finding(loaded, path):
    one = loaded(path.stem)
    assert not one.warnings
    assert not [item for item in check_all(one) if item.severity != "note"]
    assert all(one.scenario.ways_of(c) for c in one.scenario.consignments)
    assert len(one.scenario.network.services) >= 50


@pytest.mark.parametrize("name", BASES)
def test_no_lane_of_a_base_scenario_is_asked_more_than_95_percent(loaded, name):
    loads = [load for load in lane_loads(loaded(name).scenario) if load.kind == "service"]
    assert max(load.spread_share for load in loads) <= FULL_SHARE + 1e-6
    assert max(load.cheapest_share for load in loads) > 0.5


def test_schema_file_is_what_the_code_writes(tmp_path):
    names = []
    for written in write_schemas(tmp_path):
        shipped = ROOT / "schemas" / written.name
        assert written.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
        names.append(written.name)
    assert names == ["scenario.schema.json", "small_scenario.schema.json"]


def test_schema_lets_an_overlay_be_incomplete_but_not_wrong():
    schema = scenario_schema()
    jsonschema.validate({"extends": "a.yaml", "period_days": 3}, schema)
    for wrong in (
        {"period_days": 3},
        {"extends": "a.yaml", "periode": 3},
        {"extends": "a.yaml", "period_days": -3},
        {"extends": "a.yaml", "overrides": {"x": {"periode": 3}}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_schema_explains_its_keys():
    described = json.dumps(scenario_schema())
    assert "Days before the period" in described
    assert "`never` takes the function away" in described


def test_resolved_scenario_loads_to_the_same(loaded, project):
    one = loaded("hezhou_no_cold_centre")
    out = io.StringIO()
    YAML(typ="safe").dump(one.resolved, out)
    path = project.scenario(out.getvalue(), "again")
    again = load_scenario(path).scenario
    assert again.consignments == one.scenario.consignments
    assert again.routes == one.scenario.routes
    assert again.ways == one.scenario.ways
    assert again.timetable == one.scenario.timetable
    assert again.network.processes == one.scenario.network.processes
    assert again.network.nodes == one.scenario.network.nodes


def test_digest_follows_what_decides_the_result(project):
    path = project.scenario()
    base = project.load(path).digest
    assert project.load(path).digest == base
    assert project.load(path, seed=2).digest != base
    assert project.load(path, sets=["tariffs.carbon_cny_per_t=80"]).digest != base
    project.spoil("legs", "ROH01,", "km", "271")
    assert project.load(path).digest != base


def test_differences_name_the_keys_that_differ(loaded):
    one = loaded("taiyuan_xian_open")
    said = [d.text() for d in differences(one.parent, one.resolved)]
    assert "services_set.RXA02.status: nothing -> active" in said
    assert not any("period_days" in line for line in said)


def test_layout_without_centres_stuffs_elsewhere(loaded):
    base, without = loaded("hezhou_asean_gba").scenario, loaded("hezhou_no_cold_centre").scenario
    closed = {"HZ_COLD", "HZ_CBEC"}
    assert {r.stuff_node for r in base.routes} & closed == closed
    assert not {r.stuff_node for r in without.routes} & closed
    assert without.consignments == base.consignments


def test_three_slots_keep_the_hours_of_the_two(loaded):
    base = loaded("taiyuan_eurasia").scenario.timetable.departures
    more = loaded("taiyuan_three_slots").scenario.timetable.departures
    assert all(set(base[name]) <= set(more[name]) for name in base)
    trains = [n for n, s in loaded("taiyuan_eurasia").scenario.network.services.items()
              if s.dispatch == "path" and s.origin_id == "TY_ZD"]  # fmt: skip
    ratio = sum(len(more[n]) for n in trains) / sum(len(base[n]) for n in trains)
    assert 1.3 < ratio < 1.7


def test_open_xian_trains_are_on_ways_only_where_opened(loaded):
    def taken(name):
        return {h.service_id for r in loaded(name).scenario.routes for h in r.hops}

    assert "RXA02" in taken("taiyuan_xian_open")
    assert "RXA02" not in taken("taiyuan_eurasia")


def test_named_overrides_compose_and_set_is_last(project, small_text):
    named = """overrides:
  carbon: {tariffs: {carbon_cny_per_t: 80, subsidy_cny_per_feu: 1}}
  subsidy: {tariffs: {subsidy_cny_per_feu: 600}}
"""
    one = project.load(
        project.scenario(small_text + named),
        overrides=["carbon", "subsidy"],
        sets=["tariffs.carbon_cny_per_t=90"],
    )
    assert one.scenario.tariff.carbon_cny_per_t == 90.0
    assert one.scenario.tariff.subsidy_cny_per_feu == 600.0
    assert "overrides" not in one.resolved


def test_road_both_ways_has_a_way_back(loaded):
    services = loaded("hezhou_asean_gba").scenario.network.services
    ways_back = [name for name in services if name.endswith("~r")]
    assert ways_back
    for name in ways_back:
        out, back = services[name.removesuffix("~r")], services[name]
        assert (out.origin_id, out.destination_id) == (back.destination_id, back.origin_id)
        assert out.price_cny_per_kg == back.price_cny_per_kg


def test_report_has_counts_and_loads():
    report = validate(ROOT / "scenarios" / "hezhou_asean_gba.yaml")
    assert not report.wrong
    assert report.counts is not None
    assert report.counts.used_services < report.counts.open_services
    assert "consignments" in count_lines(report)[0]
    assert "票" in count_lines(report, "zh")[0]
    assert len(load_rows(report)[0]) == 6


def test_template_is_a_valid_scenario(project):
    parent = project.scenario()
    path = write_template("my_peak", project.scenarios, parent.name)
    assert not project.says(path)
    jsonschema.validate(values(template("my_peak", "a.yaml")), scenario_schema())
    with pytest.raises(ValueError, match="lower-case"):
        template("../up", "a.yaml")
    with pytest.raises(FileExistsError):
        write_template("my_peak", project.scenarios, parent.name)


def test_examples_of_the_template_are_valid_keys():
    lines = template("all", "parent.yaml").splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("# period_days"))
    shown = [line.removeprefix("# ") if n >= begin else line for n, line in enumerate(lines)]
    found = values("\n".join(shown))
    jsonschema.validate(found, scenario_schema())
    assert {"demand", "functions", "services_set", "regimes", "faults"} <= set(found)
