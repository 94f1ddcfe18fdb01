"""Deciding what to open inside a run: kept, executed, and found again in the run folder."""

import json

import pandas as pd
import pytest

from study.compare_job import compare
from study.event_trace import read_trace
from study.main_job import plan_one, simulate_one
from study.record_job import record, replay
from study.run_folder import RunFolder
from study.session import reload
from study.settings import Settings
from study.verify_job import verify_run

MAY_OPEN = """\
planning:
  may_open:
    room:
      node: HZ_COLD
      functions: [stuffing, customs]
      steps:
        small: {plugs: 4, cny_per_day: 900}
        large: {plugs: 30, cny_per_day: 90000}
"""


@pytest.fixture
def asking(small):
    text = small.read_text(encoding="utf-8").replace("period_days: 4", "period_days: 2")
    small.write_text(text + MAY_OPEN, encoding="utf-8")
    return small


def settings(out, verb="plan", policies=("rule",), **more):
    return Settings(
        verb, out, policies=policies, measure_replications=1, tune_replications=0, quiet=True,
        lang="en", **more,
    )  # fmt: skip


@pytest.mark.slow
def test_the_choice_is_executed_and_kept(asking, tmp_path):
    out = tmp_path / "out"
    text = plan_one(settings(out), asking)
    assert text.startswith("what to open (expected cost on the look-ahead, set C unseen):")
    folder = RunFolder(out)
    tried = folder.table("layouts_tried")
    (label,) = tried.loc[tried["chosen"], "layout"]
    assert len(tried) == 3
    planned = tried.dropna(subset=["cost_cny"])
    assert planned.loc[planned["cost_cny"].idxmin(), "layout"] == label
    assert (planned["bound_cny"] <= planned["cost_cny"] + 0.01).all()
    assert "room=large" not in label
    scenario = reload(out)
    assert scenario.layout.label == label
    assert all(not one.problems for one in verify_run(out, scenario))
    assert list(folder.table("opened")["candidate"]) == ["room"]
    about = json.loads((out / "plan_rule" / "plan.json").read_text(encoding="utf-8"))
    assert about["notes"]["opened"] == label

    # Going on finds the same choice without planning again.
    kept = {path: path.stat().st_mtime_ns for path in (out / "parts" / "opening").rglob("*.json")}
    assert kept
    assert plan_one(settings(out), asking) == text
    assert all(path.stat().st_mtime_ns == at for path, at in kept.items())

    # A plan that is executed elsewhere brings its layout along.
    again = tmp_path / "again"
    simulate_one(settings(again, "simulate", replications=1, plan_from=out / "plan_rule"), asking)
    assert reload(again).layout.label == label


@pytest.mark.slow
def test_layouts_are_decided_before_they_are_compared_and_before_a_trace(asking, tmp_path):
    shut = asking.with_name("shut.yaml")
    text = asking.read_text(encoding="utf-8")
    shut.write_text(text + "  opened: {room: closed}\n", encoding="utf-8")
    compare(settings(tmp_path / "both", "compare", replications=2), [asking, shut])
    layouts = [reload(tmp_path / "both" / f"layout_{name}").layout for name in ("small", "shut")]
    assert layouts[1].label == "room=closed"
    rows = pd.read_csv(tmp_path / "both" / "comparison.csv").set_index("kpi")
    same = layouts[0] == layouts[1]
    assert (rows.loc["total_cost_cny", "mean_difference"] == 0.0) == same

    trace = tmp_path / "one.trace"
    record(settings(tmp_path / "unused", "simulate"), asking, trace)
    assert "the same" in replay(settings(tmp_path / "unused", "simulate"), trace)
    fixed = tmp_path / "fixed.trace"
    chosen = layouts[0].label.removeprefix("room=")
    asking.write_text(text + f"  opened: {{room: {chosen}}}\n", encoding="utf-8")
    record(settings(tmp_path / "unused", "simulate"), asking, fixed)
    assert read_trace(trace).footer.lines == read_trace(fixed).footer.lines
