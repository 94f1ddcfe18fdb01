"""A scenario that no plan can serve: exit code 3, what is wrong, and the change that mends it."""

import json
import re
from functools import cache

import pandas as pd
import pytest

from domain.outlook import Outlook, replications
from inputs import load_scenario
from optimize.foresight import Foresight
from optimize.reasons import REASONS
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from study.errors import NoPlanError
from study.no_plan_text import REASONS_ZH, WORDS, why_no_plan
from study.verdict import judge
from tests.study.test_command_line import ROOT, command

PATH = ROOT / "scenarios" / "examples" / "hezhou_no_way_out.yaml"
SINGAPORE, MALAYSIA = "M20-navel_orange-fcl-SG_SIN", "M20-navel_orange-fcl-MY_PKG"
OUTLOOK = Outlook(1, replications("A", 2))
SET = re.compile(r"--set (\S+=[\d.]+)")
POLICIES = (Rule(), RollingPlan(), Foresight())


def sets_of(text):
    """Changes told as the smallest, in the order told."""
    begin = re.search("the smallest change|可行所需的最小改动", text).start()
    end = re.search("or, instead of room|或者不加运力|or a price|或者给出", text[begin:]).start()
    return SET.findall(text[begin : begin + end])


@pytest.mark.slow
def test_simulate_leaves_3_names_consignments_and_keeps_what_was_simulated(tmp_path):
    out = tmp_path / "out"
    words = ("simulate", PATH, "--out", out, "--replications", 1, "--look-ahead", 1, "--tune", 0,
             "--no-report", "--quiet")  # fmt: skip
    done = command(*words)
    assert done.returncode == 3, done.stderr
    left = json.loads((out / "plan_rule" / "plan.json").read_text(encoding="utf-8"))["unplanned"]
    assert left
    for name, why in left.items():
        assert f"{name}: {why}" in done.stderr
    assert "hard deadline" in done.stderr
    assert "h later" in done.stderr
    assert "more plugs (has 1)" in done.stderr
    assert "nothing less would do (proven)" in done.stderr
    assert "not planned" in done.stdout
    kpis = pd.read_csv(out / "kpis.csv").set_index("kpi")["mean"]
    assert kpis["backlog_end_t"] > 0.0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "done"
    assert "reefer_plugs" in manifest["problem"]
    again = command(*words, "--lang", "zh")  # what was simulated is not simulated again
    assert again.returncode == 3, again.stderr
    assert "期限或运力使计划不可行" in again.stderr
    assert "最后期限推迟" in again.stderr
    assert "个插头（现有 1）" in again.stderr
    assert "为最小" in again.stderr
    assert sets_of(again.stderr) == sets_of(done.stderr)


@cache
def loaded(*sets):
    return load_scenario(PATH, sets=sets).scenario


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_the_change_told_is_enough_when_planned_again_and_nothing_of_it_may_go(policy):
    scenario = loaded()
    plan = policy.plan(scenario, OUTLOOK)
    texts = {lang: why_no_plan(lang, scenario, OUTLOOK, {"it": plan}) for lang in ("zh", "en")}
    sets = sets_of(texts["en"])
    assert sets == sets_of(texts["zh"])
    assert {one.rsplit(".", 1)[0].split("=")[0].split(".")[1] for one in sets} >= {SINGAPORE}
    assert not policy.plan(loaded(*sets), OUTLOOK).unplanned
    for dropped in sets:
        fewer = loaded(*(one for one in sets if one != dropped))
        assert policy.plan(fewer, OUTLOOK).unplanned, dropped


def test_a_price_for_giving_goods_away_is_enough_too():
    scenario = loaded(*(f"flows_set.{flow}.may_outsource=true" for flow in (SINGAPORE, MALAYSIA)))
    plan = Rule().plan(scenario, OUTLOOK)
    assert not plan.unplanned
    assert any(part.outsourced for part in plan.parts)


def test_policies_that_leave_the_same_are_told_together():
    scenario = loaded()
    plan = Foresight().plan(scenario, OUTLOOK)
    text = why_no_plan("en", scenario, OUTLOOK, {"plan": plan, "foresight": plan})
    assert text.startswith("plan, foresight: ")
    assert text.count("the smallest change") == 1


def test_every_reason_and_phrase_has_two_languages():
    assert set(REASONS_ZH) == set(REASONS)
    fields = re.compile(r"{(\w+)")
    for zh, en in WORDS.values():
        assert set(fields.findall(zh)) == set(fields.findall(en))


def test_exit_code_3_carries_the_result_and_the_reason():
    verdict = judge(NoPlanError({"plan": {"C1": "no room"}}, "the table", "why not"), "en")
    assert (verdict.code, verdict.result, verdict.message) == (3, "the table", "why not")
    bare = judge(NoPlanError({"plan": {"C1": "no room"}}, "the table"), "en")
    assert bare.message == "plan: C1: no room"
