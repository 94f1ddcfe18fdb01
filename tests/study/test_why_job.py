"""`why` on a run folder: tables kept, merged and told, from the folder alone."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from domain.outlook import Outlook, replications
from domain.tables.why import WHY_TABLES
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from report import build_charts
from report.run_tables import RunFolderError
from report.words import say
from study import manifest as manifests
from study.errors import NotARunError
from study.frames import read_table, write_table
from study.outlook import WAITS, waits_frame
from study.plan_folder import write_plan
from study.run_folder import RunFolder
from study.why_job import WhyRun
from study.why_text import Teller, sheet_text, waterfall_text, worths_text
from tests.worlds import two_hubs

OUTLOOK = Outlook(1, replications("A", 2))
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def scenario():
    return two_hubs(12)


@pytest.fixture(scope="module")
def folder(scenario, tmp_path_factory):
    """A folder with two plans and their outlook, nothing executed."""
    root = tmp_path_factory.mktemp("why")
    found = RunFolder(root)
    manifests.opened("run", "two_hubs", 1, 0, {}, {"measure_replications": 2}).write(
        found.manifest_path
    )
    for policy in (Rule(), RollingPlan()):
        write_plan(found.plan(policy.name), scenario, policy.plan(scenario, OUTLOOK))
    write_table(WAITS, waits_frame(OUTLOOK), found.tables / "waits.parquet")
    return root


@pytest.fixture(scope="module")
def run(scenario, folder):
    return WhyRun(folder, scenario)


def teller(scenario, lang):
    return Teller(scenario, lang, lambda key: say(lang, key))


def test_without_executed_replications_the_waterfall_goes_from_plan_to_plan(run, folder):
    found = run.waterfall()
    run.keep_waterfall(found)
    stated = {
        name: json.loads((folder / name / "plan.json").read_text(encoding="utf-8"))["cost_cny"]
        for name in ("plan", "plan_rule")
    }
    assert found.replications == 0
    assert found.rule_cny == pytest.approx(stated["plan_rule"], abs=0.01)
    assert found.plan_cny == pytest.approx(stated["plan"], abs=0.01)
    kept = read_table(folder / "tables" / "why_waterfall.parquet")
    steps = kept.loc[~kept["step"].isin(["rule", "plan"]), "cny"]
    assert math.fsum(steps) == pytest.approx(found.plan_cny - found.rule_cny, abs=0.01)


def test_a_plan_that_was_never_executed_has_charts_of_why_but_no_report(run, folder):
    run.keep_waterfall(run.waterfall())
    drawn = build_charts(folder, "en", "why_", executed=False)
    assert folder / "charts" / "why_waterfall_en.png" in drawn
    with pytest.raises(RunFolderError, match=r"kpis\.csv"):
        build_charts(folder, "en")


def test_sheets_of_other_consignments_stay_and_the_last_asked_stands_first(run, folder):
    names = [order.consignment_id for order in run.scenario.consignments[:3]]
    run.keep_sheets([run.sheet(name) for name in names[:2]])
    run.keep_sheets([run.sheet(names[2])])
    run.keep_sheets([run.sheet(names[1])])
    for table in ("why_ways", "why_lines"):
        kept = read_table(folder / "tables" / f"{table}.parquet")
        assert list(dict.fromkeys(kept["consignment_id"])) == [names[1], names[2], names[0]]
        assert (folder / "tables" / f"{table}.csv").is_file()
    ways = read_table(folder / "tables" / "why_ways.parquet")
    lines = read_table(folder / "tables" / "why_lines.parquet")
    sums = lines.groupby(["consignment_id", "way"])["cny"].sum()
    for row in ways.itertuples():
        assert sums[row.consignment_id, row.way] == pytest.approx(row.cny, abs=0.01)
    assert not ways.duplicated(["consignment_id", "way"]).any()


def test_keys_of_the_tables_hold(run, folder):
    run.keep_worths(run.worths(0, print))
    for table in WHY_TABLES:
        path = folder / "tables" / f"{table.name}.parquet"
        if path.exists():
            frame = read_table(path)
            assert list(frame.columns) == list(table.column_names)
            assert not frame.duplicated(list(table.key)).any(), table.name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_told_is_what_was_found(run, scenario, lang):
    tell = teller(scenario, lang)
    sheet = run.sheet(scenario.consignments[0].consignment_id)
    told = sheet_text(tell, sheet)
    assert f"{sheet.chosen.cny:,.2f}" in told
    for one in sheet.others[:4]:
        assert f"{abs(one.cny - sheet.chosen.cny):,.2f}" in told
    assert "-0.00" not in told
    worths = run.worths(0, print)
    assert f"{worths[0].estimate_cny:,.2f}" in worths_text(tell, worths)
    assert f"{run.waterfall().plan_cny:,.2f}" in waterfall_text(tell, run.waterfall())


def test_unknown_consignments_and_policies_are_refused_with_the_nearest(run, scenario, folder):
    with pytest.raises(NotARunError, match=r"did you mean .*C001"):
        run.sheet("C01")
    with pytest.raises(NotARunError, match="there are plan, plan_rule"):
        WhyRun(folder, scenario, "habit")


def test_folder_that_is_no_run_leaves_2_and_says_so(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "why", str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "manifest" in done.stderr
    assert done.stdout == ""
