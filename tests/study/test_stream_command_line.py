"""Small scenarios on the command line: the same figures for any number of workers, and messages."""

import json
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from tests.study.test_command_line import ROOT, command

pytestmark = pytest.mark.slow

TINY = """\
# Question: do a gate, a bag, a train and a shelf work?
question: Does it work?
name: {zh: 小, en: Tiny}
warm_up_h: 24
period_h: 240
drain_h: 120
streams:
  parcels: {per_h: 6, path: [gate, bag, train, unload]}
  orders: {per_h: 0.3, parcels: {uniform: [1, 4]}, path: [shelf]}
steps:
  gate: {servers: 2, work_h: {exponential: 0.25}, cost_cny: 2}
  bag: {pack: 10, after_h: 2}
  train: {every_h: 24, room: 20, ride_h: 5, cancel_share: 0.1}
  unload: {work_h: {gamma: {mean: 0.5, scv: 0.5}}, hours: "08:00-20:00"}
  shelf: {stock: {policy: min_max, up_to: 40, reorder_at: 12, review_h: 24, lead_h: 36,
                  opening: 30, holding_cny_per_day: 0.1, order_cny: 50}}
watch: {wait_over_h: [12], snapshots_h: [24, 120], spans: {gate_to_train: [gate, train]}}
"""
PLAIN = ("--replications", 4, "--quiet", "--no-report")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def tiny(folder):
    path = folder / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def one(tiny, folder):
    """A finished run by one worker, with what it said."""
    done = command("simulate", tiny, "--out", folder / "one", *PLAIN)
    assert done.returncode == 0, done.stderr
    return folder / "one", done.stdout


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_figures_are_told_and_kept(one):
    folder, told = one
    assert "Tiny (tiny): 2 streams, 5 steps; hours 24 to 264 count; 4 replications" in told
    for word in ("gate", "left behind", "met at once %", "gate_to_train", "wait > 12 h %"):
        assert word in told
    kpis = pd.read_csv(folder / "kpis.csv").set_index("kpi")
    assert set(kpis["policy"]) == {"none"}
    assert kpis.loc["gate.wait_mean_h", "n"] == 4
    assert kpis.loc["gate.wait_mean_h", "unit"] == "h"
    assert kpis.loc["total_cost_cny", "mean"] == kpis.loc["all.total_cost_cny", "mean"]


def test_tables_of_the_first_replication_are_kept_and_figures_of_all(one):
    tables = {path.stem: pd.read_parquet(path) for path in (one[0] / "tables").glob("*.parquet")}
    assert set(tables["visits"]["replication"]) == {3_000_000}
    assert tables["step_figures"]["replication"].nunique() == 4
    visits, lots = tables["visits"], tables["stream_lots"]
    assert set(visits["lot"]) <= set(lots["lot"])
    # What left no earlier than it began, began no earlier than it came.
    assert (visits["began_h"].fillna(1e9) >= visits["entered_h"]).all()
    assert (visits["left_h"].fillna(1e9) >= visits["began_h"].fillna(0.0)).all()
    # Created is delivered, lost or still there, and boxes hold their parcels.
    boxed = lots[lots["inside"].notna()].groupby("inside")["parcels"].sum()
    boxes = lots[lots["stream"] == ""].set_index("lot")["parcels"]
    assert boxed.to_dict() == boxes.to_dict()


def test_numbers_over_time_equal_the_sum_of_visits(one):
    """Little's law, the gauge against the log: L times the window is the hours spent in it."""
    tables = {path.stem: pd.read_parquet(path) for path in (one[0] / "tables").glob("*.parquet")}
    first = tables["visits"]["replication"].iloc[0]
    steps = tables["step_figures"]
    steps = steps[steps["replication"] == first].set_index("step_id")
    for step_id, mine in tables["visits"].groupby("step_id"):
        row = steps.loc[step_id]
        left_h = mine["left_h"].fillna(1e9).clip(row["from_h"], row["to_h"])
        hours = (left_h - mine["entered_h"].clip(row["from_h"], row["to_h"])).sum()
        expected = row["number_mean"] * (row["to_h"] - row["from_h"])
        assert hours == pytest.approx(expected, abs=1e-6), step_id


def test_two_workers_and_a_run_that_goes_on_give_the_same(tiny, one, folder):
    wanted = manifest(one[0])["results_digest"]
    two = command("simulate", tiny, "--out", folder / "two", "--workers", 2, *PLAIN)
    assert two.returncode == 0, two.stderr
    assert manifest(folder / "two")["results_digest"] == wanted
    few = command("simulate", tiny, "--out", folder / "more", "--replications", 2, *PLAIN[2:])
    assert few.returncode == 0
    more = command("simulate", tiny, "--out", folder / "more", *PLAIN)
    assert more.returncode == 0
    assert manifest(folder / "more")["results_digest"] == wanted


def test_run_does_the_same_because_there_is_nothing_to_plan(tiny, one, folder):
    done = command("run", tiny, "--out", folder / "run", *PLAIN)
    assert done.returncode == 0, done.stderr
    assert manifest(folder / "run")["results_digest"] == manifest(one[0])["results_digest"]
    assert command("simulate", tiny, "--out", folder / "run", *PLAIN).returncode == 0


def test_plan_says_that_there_is_nothing_to_plan(tiny, one, folder):
    for words in (("plan",), ("simulate", "--plan", one[0] / "plan_none")):
        done = command(*words, tiny, "--out", folder / "planned")
        assert done.returncode == 2
        assert "nothing to plan" in done.stderr
    assert not (folder / "planned").exists()


def test_a_changed_scenario_does_not_go_on_in_the_same_folder(tiny, one):
    done = command("simulate", tiny, "--out", one[0], "--set", "steps.gate.servers=3", *PLAIN)
    assert done.returncode == 2
    assert "--fresh" in done.stderr


def test_an_interrupted_run_goes_on(tiny, one, folder):
    words = [sys.executable, str(ROOT / "run.py"), "simulate", str(tiny), "--out",
             str(folder / "cut"), "--replications", "4", "--no-report"]  # fmt: skip
    running = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while not (folder / "cut/parts/none/3000000").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    if running.returncode == 130:
        assert b"the same command goes on" in said
        assert manifest(folder / "cut")["status"] == "interrupted"
    assert command("simulate", tiny, "--out", folder / "cut", *PLAIN).returncode == 0
    assert manifest(folder / "cut")["results_digest"] == manifest(one[0])["results_digest"]


def test_layouts_share_their_chance_and_are_compared_in_pairs(tiny, folder):
    other = folder / "longer.yaml"
    other.write_text(TINY.replace("room: 20", "room: 24"), encoding="utf-8")
    done = command("compare", tiny, other, "--out", folder / "compared", *PLAIN)
    assert done.returncode == 0, done.stderr
    assert "longer minus tiny" in done.stdout
    same = next(line for line in done.stdout.splitlines() if "the same:" in line)
    assert "gate.wait_mean_h" in same
    assert "train.wait_mean_h" not in same
    rows = pd.read_csv(folder / "compared" / "comparison.csv").set_index("kpi")
    # A longer train changes nothing before it: the same parcels meet the same work.
    for kpi in ("gate.wait_mean_h", "bag.wait_mean_h", "shelf.on_hand_mean", "parcels.lots"):
        assert rows.loc[kpi, "mean_difference"] == 0.0
    assert rows.loc["train.wait_mean_h", "mean_difference"] <= 0.0
    assert rows.loc["train.fill_share", "mean_difference"] <= 0.0


def test_like_is_compared_with_like(tiny, small, folder):
    done = command("compare", tiny, small, "--out", folder / "mixed", *PLAIN)
    assert done.returncode == 2
    assert "like with like" in done.stderr


def test_trace_tells_the_way_of_a_lot_and_of_its_box(one):
    told = command("trace", one[0], "parcels.200")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0].startswith("parcels.200: 1 parcel, came at ")
    assert [line.split()[0] for line in lines[2:]] == ["gate", "bag", "train", "unload"]
    box = lines[4].split()[-1]
    of_box = command("trace", one[0], box, "--lang", "zh")
    assert of_box.stdout.startswith(f"箱 {box}")
    wrong = command("trace", one[0], "parcels.x")
    assert wrong.returncode == 2
    assert "parcels.0" in wrong.stderr
    exported = command("trace", one[0])
    assert exported.returncode == 0
    assert (one[0] / "export" / "visits.csv").exists()


def test_waits_that_the_end_cuts_short_are_warned_of(tiny, folder):
    done = command("simulate", tiny, "--out", folder / "overfull", "--set", "steps.train.room=5",
                   "--replications", 2, "--no-report")  # fmt: skip
    assert done.returncode == 0
    assert "lots still waited when runs ended" in done.stderr
    assert "train" in done.stderr
