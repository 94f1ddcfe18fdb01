"""Exit codes, messages and speed of the command line, as a user meets them."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from study.verdict import judge

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "pandas", "scipy", "simpy", "ortools", "geopandas", "matplotlib", "pydantic",
         "pyarrow", "joblib", "rich", "study", "inputs", "sim", "optimize", "report")  # fmt: skip
VERBS = ("new", "validate", "simulate", "plan", "run", "compare", "report", "trace", "why",
         "verify", "schema")  # fmt: skip


def command(*words, **options):
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}, **options,
    )  # fmt: skip


def test_importing_the_command_line_loads_nothing_heavy():
    code = f"import sys, run; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_names_every_verb_and_the_exit_codes():
    done = command("--help")
    assert done.returncode == 0
    assert all(verb in done.stdout for verb in VERBS)
    assert "130" in done.stdout


def test_wrong_scenario_leaves_2_names_the_line_and_writes_nothing(small, tmp_path):
    small.write_text(small.read_text(encoding="utf-8").replace("zone: hezhou", "zoen: hezhou"),
                     encoding="utf-8")  # fmt: skip
    done = command("run", small, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "small.yaml:4" in done.stderr
    assert "zone" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_missing_scenario_leaves_2(tmp_path):
    done = command("run", tmp_path / "nothing.yaml", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nothing.yaml" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("count", ["0", "-1", "ten", "1.5", ""])
def test_replications_that_are_no_number_leave_2(small, tmp_path, count):
    done = command("run", small, "--out", tmp_path / "out", f"--replications={count}")
    assert done.returncode == 2
    assert "--replications" in done.stderr


def test_folder_that_is_no_run_leaves_2(tmp_path):
    for verb in ("verify", "trace", "report"):
        done = command(verb, tmp_path)
        assert done.returncode == 2, verb
        assert "run folder" in done.stderr or "manifest" in done.stderr


def test_compare_wants_two_layouts(small, tmp_path):
    done = command("compare", small, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "two scenarios" in done.stderr


def test_out_that_holds_other_files_is_left_alone(small, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    done = command("simulate", small, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "thesis.txt" in done.stderr
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("number", "said"), [(errno.EACCES, "no permission"), (errno.ENOSPC, "the disk is full")]
)
def test_no_permission_and_a_full_disk_are_the_machines_fault(number, said):
    verdict = judge(OSError(number, os.strerror(number), "runs/out"), "en")
    assert verdict.code == 1
    assert "the machine's fault" in verdict.message
    assert f"{said} (runs/out)" in verdict.message


def test_new_scenario_reads_and_taken_names_are_refused(small):
    done = command("new", "mine", "--parent", small)
    assert done.returncode == 0
    assert command("validate", small.parent / "mine.yaml").returncode == 0
    assert command("new", "mine", "--parent", small).returncode == 2
    assert command("new", "../mine", "--parent", small).returncode == 2


SIMULATE = ("--policy", "rule", "--look-ahead", "1", "--tune", "1", "--no-report")


@pytest.mark.slow
def test_results_are_equal_for_one_and_two_workers_and_after_an_interruption(small, tmp_path):
    import json

    def digest(name):
        return json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))

    def simulate(name, workers, count=3):
        return command(
            "simulate", small, "--out", tmp_path / name, "--workers", workers,
            "--replications", count, *SIMULATE,
        )  # fmt: skip

    assert simulate("one", 1).returncode == 0
    assert simulate("two", 2).returncode == 0
    assert digest("one")["results_digest"] == digest("two")["results_digest"]

    long = [sys.executable, str(ROOT / "run.py"), "simulate", str(small), "--out",
            str(tmp_path / "cut"), "--replications", "3", "--quiet", *SIMULATE]  # fmt: skip
    running = subprocess.Popen(long, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while not (tmp_path / "cut/parts/rule/3000000").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    if running.returncode == 130:
        assert b"the same command goes on" in said
        assert digest("cut")["status"] == "interrupted"
    assert simulate("cut", 1).returncode == 0
    assert digest("cut")["results_digest"] == digest("one")["results_digest"]

    changed = command("simulate", small, "--out", tmp_path / "cut", "--set", "period_days=3",
                      "--replications", 3, *SIMULATE)  # fmt: skip
    assert changed.returncode == 2
    assert "scenario" in changed.stderr
    assert "--fresh" in changed.stderr

    assert command("verify", tmp_path / "one").returncode == 0
    plan = command("simulate", small, "--out", tmp_path / "again", "--plan",
                   tmp_path / "one" / "plan_rule", "--replications", 3, *SIMULATE)  # fmt: skip
    assert plan.returncode == 0
    first = (tmp_path / "one" / "kpis.csv").read_text(encoding="utf-8")
    assert (tmp_path / "again" / "kpis.csv").read_text(encoding="utf-8") == first
    exported = command("trace", tmp_path / "one")
    assert exported.returncode == 0
    assert (tmp_path / "one" / "export" / "movements.csv").exists()
    lot = (tmp_path / "one" / "export" / "consignments.csv").read_text(encoding="utf-8")
    name = lot.splitlines()[1].split(",")[2]
    told = command("trace", tmp_path / "one", name)
    assert told.returncode == 0
    assert "total" in told.stdout
    assert command("trace", tmp_path / "one", name[:-1] + "x").returncode == 2


@pytest.mark.slow
def test_layouts_are_compared_in_pairs(small, tmp_path):
    import pandas as pd

    other = small.with_name("shorter.yaml")
    other.write_text(
        "# Question: one service less?\nextends: small.yaml\nquestion: One service less?\n"
        "name: {zh: 少, en: Less}\ntariffs: {capital_rate_per_year: 0.2}\n",
        encoding="utf-8",
    )
    done = command("compare", small, other, "--out", tmp_path / "out", "--replications", 3,
                   "--look-ahead", 1, "--tune", 1, "--no-report")  # fmt: skip
    assert done.returncode == 0, done.stderr
    frame = pd.read_csv(tmp_path / "out" / "comparison.csv").set_index("kpi")
    row = frame.loc["capital_cost_cny"]
    assert (row["a_scenario"], row["b_scenario"], row["n"]) == ("small", "shorter", 3)
    assert row["mean_difference"] > 0.0
