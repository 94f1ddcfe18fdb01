"""Demand that is new in every replication: planned anew by policies without a solver."""

import pandas as pd
import pytest

from study.compare_job import compare
from study.errors import NeedsNoSolverError
from study.main_job import run, simulate_one
from study.record_job import record
from study.settings import Settings

REDRAWN = ("redraw_demand=true",)


def settings(out, **changes):
    asked = {
        "verb": "simulate", "lang": "en", "quiet": True, "replications": 3, "policies": ("rule",),
        "measure_replications": 0, "tune_replications": 0, "sets": REDRAWN,
    }  # fmt: skip
    return Settings(out=out, **asked | changes)


def kpi(folder, name):
    rows = pd.read_parquet(folder / "tables" / "replication_kpis.parquet")
    return rows[rows["kpi"] == name].sort_values("replication")["value"].tolist()


def test_every_replication_has_its_own_demand_and_the_text_says_so(small, tmp_path):
    text = simulate_one(settings(tmp_path / "anew"), small)
    assert "demand is new in every replication" in text
    assert len(set(kpi(tmp_path / "anew", "tonnes"))) == 3
    fixed = simulate_one(settings(tmp_path / "same", sets=()), small)
    assert "demand is the same in all" in fixed
    assert len(set(kpi(tmp_path / "same", "tonnes"))) == 1


def test_layouts_meet_the_same_demand(small, tmp_path):
    other = small.with_name("other.yaml")
    text = small.read_text(encoding="utf-8").replace('"LC_G*", ', "")
    other.write_text(text, encoding="utf-8")
    compare(settings(tmp_path / "run", verb="compare", policies=("habit",)), [small, other])
    one, two = (kpi(tmp_path / "run" / f"layout_{name}", "tonnes") for name in ("small", "other"))
    assert one == two
    assert len(set(one)) == 3


@pytest.mark.parametrize("policies", [("rule", "plan"), ("foresight",)])
def test_policies_with_a_solver_are_refused(small, tmp_path, policies):
    with pytest.raises(NeedsNoSolverError, match="redraw_demand is true"):
        run(settings(tmp_path / "run", verb="run", policies=policies), small)
    assert not (tmp_path / "run").exists()


def test_a_plan_made_before_and_a_recording_are_refused(small, tmp_path):
    with pytest.raises(NeedsNoSolverError, match="--plan"):
        simulate_one(settings(tmp_path / "run", plan_from=tmp_path / "plan"), small)
    with pytest.raises(NeedsNoSolverError, match="--record"):
        record(settings(tmp_path / "run"), small, tmp_path / "trace.txt")
