"""A flow without any way: the message names what removes each path, and mending that opens one."""

import csv
import io

import pytest

from inputs.findings import InputError
from study.verdict import judge

FLOW = "M20-navel_orange-fcl-SG_SIN"
TEXT = """\
# Question: is there a way?
question: Is there a way?
name: {zh: 路, en: Way}
zone: hezhou
start: 2026-11-01
warm_up_days: 0
period_days: 7
drain_days: 30
services: ["ROH*", SGD04, "DL*", "LC_H*", "FM_PR_FC*"]
flows: [M20-navel_orange-fcl-SG_SIN]
"""


def told(project, text, name="way", lang="en"):
    (line,) = project.says(project.scenario(text, name), lang)
    assert "no way at all" in line or "没有任何通路" in line
    return line


def opens(project, text):
    """Whether there is a way now."""
    return bool(project.load(project.scenario(text, "mended")).scenario.ways[
        FLOW, "PR_FC_ORANGE", "SG_SIN"
    ])  # fmt: skip


def test_with_all_rules_as_they_are_there_is_a_way(project):
    assert opens(project, TEXT)


def test_a_service_that_is_left_out_is_named_with_the_line(project):
    text = TEXT.replace("SGD04, ", "")
    line = told(project, text)
    assert "scenarios/way.yaml:9, whose services leave out SGD04" in line
    assert "way.yaml:9 services 未列 SGD04" in told(project, text, lang="zh")
    assert opens(project, text.replace('["ROH*"', '["ROH*", SGD04'))


def test_an_option_is_named_with_its_row(project):
    row = project.spoil("services", "SGD04,", "status", "option")
    assert f"services.csv row {row}: SGD04 is an option, not active" in told(project, TEXT)
    assert opens(project, TEXT + "services_set: {SGD04: {status: active}}\n")


def test_a_service_without_power_for_reefers_is_named_with_its_row(project):
    row = project.spoil("services", "SGD04,", "reefer_factor", "")
    line = told(project, TEXT)
    assert f"services.csv row {row}: no reefers on it (reefer_factor is empty)" in line
    # Dry boxes would do as well as reefers would with power.
    assert "box_types leave out 40HC" in line


def test_a_function_that_the_scenario_takes_away_is_named(project):
    text = TEXT + "functions: {SG_SIN: {stripping: {begins: never}}}\n"
    assert "functions.csv, which gives SG_SIN no stripping" in told(project, text)


def test_box_types_that_the_flow_leaves_out_are_named_with_the_row(project):
    row = project.spoil("flows", f"{FLOW},", "box_types", "reefer_trailer")
    assert f"data/flows.csv row {row}, whose box_types leave out 40" in told(project, TEXT)


def forbid(project, node_id, reason):
    lines = project.lines("access")
    out = io.StringIO()
    cells = ["navel_orange", node_id, "stuff", "0", reason, "assumed", "assumed"]
    csv.writer(out, lineterminator="").writerow(cells)
    project.write("access", [*lines, out.getvalue()])
    return len(lines) + 1


def test_market_access_rows_that_bar_every_path_are_named_and_no_others(project):
    scenario = project.load(project.scenario(TEXT)).scenario
    ways = scenario.ways[FLOW, "PR_FC_ORANGE", "SG_SIN"]
    stuffed = sorted({way.route.stuff_node for way in ways})
    rows = {node_id: forbid(project, node_id, f"no oranges at {node_id}") for node_id in stuffed}
    elsewhere = forbid(project, "GX_NNG", "not on the way")
    line = told(project, TEXT)
    for node_id, row in rows.items():
        assert f"access.csv row {row}, which bars {node_id} (no oranges at {node_id})" in line
    assert f"row {elsewhere}" not in line


def test_what_only_together_bars_is_told_together(project):
    text = TEXT.replace("SGD04, ", "") + "functions: {SG_SIN: {stripping: {begins: never}}}\n"
    line = told(project, text)
    assert "whose services leave out SGD04" in line
    assert " and functions.csv, which gives SG_SIN no stripping" in line


def test_no_way_is_the_input_s_fault(project):
    with pytest.raises(InputError) as wrong:
        project.load(project.scenario(TEXT.replace("SGD04, ", "")))
    assert judge(wrong.value, "en").code == 2
