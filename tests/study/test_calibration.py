"""From a booking list to an overlay and back: what was true is found, waits stay untouched."""

import csv
import os
from datetime import timedelta
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.distribution import Distribution
from inputs.build import load_scenario
from report.calibration_page import ListFacts, build_calibration
from study.calibration.fit import MOST_VALUES, fit, values_of
from study.calibration.job import CALIBRATED, MODEL, OBSERVED, Asked, calibrate
from study.calibration.model import rides_of
from study.calibration.rides import WAIT, WAY, Ride, rate_per_week, seen, together
from study.errors import UnknownServiceError
from study.main_job import simulate_one
from study.run_folder import RunFolder
from study.session import reload
from study.settings import Settings
from tests.inputs.worlds import ROOT

TAIYUAN = ROOT / "scenarios" / "taiyuan_eurasia.yaml"
WORLD = """\
extends: {parent}
warm_up_days: 7
period_days: 35
stock: null
flows: ["M02*"]
"""
TRUTH = """\
extends: small.yaml
legs_set:
  RSX01: {1: {hours_mean: 45, hours_sd: 4}}
"""


def settings(out, **more):
    return Settings(
        "simulate", out, policies=("rule",), measure_replications=1, tune_replications=0,
        quiet=True, lang="en", replications=2, keep_all_tables=True,
        allow_outside=True, **more,
    )  # fmt: skip


def ride(service_id, left, arrived, gate_in=None, **more):
    at_h = {"departure": left, "arrival": arrived, **more}
    return Ride(service_id, at_h | ({} if gate_in is None else {"gate_in": gate_in}))


def test_boxes_of_one_train_are_one_observation_of_its_way_and_each_of_a_wait():
    found = seen(
        [ride("A", 10.0, 30.0, 4.0), ride("A", 11.0, 33.0, 9.0), ride("A", 178.0, 199.0, 170.0)]
    )["A"]
    assert (found.trains, found.boxes, found.boxes_per_train) == (2, 3, 1.5)
    assert found.hours[WAY] == (21.0, 21.0)
    assert sorted(found.hours[WAIT]) == [2.0, 6.0, 8.0]
    assert found.per_week is None
    assert rate_per_week(0.0, 7 * 24.0, 4) == 3.0


def test_replications_lie_side_by_side():
    one = seen([ride("A", 24.0 * day, 24.0 * day + 5.0) for day in range(8)])["A"]
    two = seen([ride("A", 48.0 * day, 48.0 * day + 9.0) for day in range(4)])["A"]
    both = together([one, two])
    assert (both.trains, both.per_week) == (6.0, (7.0 + 3.5) / 2)
    assert both.hours[WAY] == (5.0,) * 8 + (9.0,) * 4


@given(st.lists(st.floats(0.0, 2000.0), min_size=1, max_size=400))
def test_values_kept_are_those_observed_and_no_more_than_a_file_should_hold(hours):
    kept = values_of(hours)
    assert len(kept) == min(len(hours), MOST_VALUES)
    assert min(hours) - 0.005 <= min(kept) <= max(kept) <= max(hours) + 0.005
    assert kept == sorted(kept)


@pytest.fixture(scope="module")
def taiyuan():
    return load_scenario(TAIYUAN).scenario


def test_the_fit_makes_the_way_take_what_it_took(taiyuan):
    """With a border time, without one, and where China's border is not passed at all."""
    trains = [24.0 * 7 * week for week in range(12)]
    rides = []
    for n, at in enumerate(trains):
        rides.append(ride("RCE01", at, at + 420.0 + n, border_in=at + 120.0 + n,
                          border_out=at + 150.0 + n))  # fmt: skip
        rides.append(ride("RCA01", at, at + 260.0 + n))
        rides.append(ride("RSX02", at, at + 40.0 + n))
    made = fit(taiyuan, seen(rides))
    network = taiyuan.network

    def mean_h(service_id, first, last):
        service = network.services[service_id]
        total = 0.0
        for at in range(first, last + 1):
            told = made.legs[service_id][at + 1]
            total += (
                fmean(told["hours_observed"]) if "hours_observed" in told else told["hours_mean"]
            )
        for leg in service.legs[first:last]:
            process = network.process(leg.to_id, "border", "export", "dry", "rail")
            total += process.work.mean if process is not None else 0.0
        return total

    late = fmean(range(12))
    assert mean_h("RCE01", 0, 0) == pytest.approx(120.0 + late, abs=0.01)
    last = len(network.services["RCE01"].legs) - 1
    assert mean_h("RCE01", 1, last) == pytest.approx(270.0, abs=0.02)
    assert mean_h("RCA01", 0, len(network.services["RCA01"].legs) - 1) == pytest.approx(
        260.0 + late, abs=0.02
    )
    assert made.legs["RSX02"] == {1: {"hours_observed": [40.0 + n for n in range(12)]}}
    (dwell,) = made.processes.values()
    assert dwell["hours_observed"] == [30.0] * 12
    shared = {note.service_id for note in made.notes if note.key == "shared"}
    assert shared == {"RSX02"}, "a shared train is not thinned to the departures of one zone"
    assert made.services["RCE01"]["added_share"] == 1.0


def test_too_few_trains_fit_nothing(taiyuan):
    rides = [ride("RCA01", 168.0 * n, 168.0 * n + 300.0) for n in range(4)]
    made = fit(taiyuan, seen(rides))
    assert made.keys == {}
    assert {note.key for note in made.notes} == {"no_frequency", "too_few"}


def test_the_overlay_is_read_as_it_was_meant(tmp_path):
    path = tmp_path / "over.yaml"
    path.write_text(
        f"extends: {TAIYUAN.as_posix()}\n".replace(TAIYUAN.as_posix(), "parent.yaml")
        + "legs_set: {RSX02: {1: {hours_observed: [30, 40, 50]}}}\n"
        "services_set: {RSX02: {late_observed_h: [0, 0, 3]}}\n",
        encoding="utf-8",
    )
    (tmp_path / "parent.yaml").write_text(TAIYUAN.read_text(encoding="utf-8"), encoding="utf-8")
    service = load_scenario(path).scenario.network.services["RSX02"]
    assert service.legs[0].run == Distribution.observed([30.0, 40.0, 50.0])
    assert service.lateness == Distribution.observed([0.0, 0.0, 3.0])


def manifest(folder, path):
    """A list of the first replication of a run, as its terminal would write it."""
    scenario = reload(folder)
    network, start = scenario.network, scenario.clock.start_utc
    by_replication = rides_of(RunFolder(folder), scenario)
    rides = by_replication[min(by_replication)]
    head = ("箱号", "班列号", "进站时间", "实际发车", "到站时间")
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        for number, one in enumerate(rides):
            service = network.services[one.service_id]
            ends = (service.origin_id, service.origin_id, service.destination_id)
            times = [
                (start + timedelta(hours=one.at_h[name]))
                .astimezone(ZoneInfo(network.nodes[node].tz))
                .strftime("%Y/%m/%d %H:%M")
                for name, node in zip(("gate_in", "departure", "arrival"), ends, strict=True)
            ]
            out.writerow([f"TCLU{number:06d}", one.service_id, *times])
        out.writerow(["<script>", "=X()", "见备注", "2026/11/03 10:00", "2026/11/05 10:00"])
    return rides


@pytest.mark.slow
def test_what_was_true_is_found_again(tmp_path):
    small, parent = tmp_path / "small.yaml", Path(os.path.relpath(TAIYUAN, tmp_path)).as_posix()
    small.write_text(WORLD.format(parent=parent), encoding="utf-8")
    (tmp_path / "truth.yaml").write_text(TRUTH, encoding="utf-8")
    simulate_one(settings(tmp_path / "truth"), tmp_path / "truth.yaml")
    rides = manifest(tmp_path / "truth", tmp_path / "list.csv")
    out = tmp_path / "cal"
    done = calibrate(settings(out), small, Asked(tmp_path / "list.csv"))

    assert len(done.actuals.observed) == len(rides)
    assert [one.reason for one in done.actuals.left_out] == ["no_service"]
    observed, model, calibrated = (done.sides[name] for name in (OBSERVED, MODEL, CALIBRATED))
    assert done.fit.legs["RSX01"].keys() == {1}
    before, after = (fmean(side["RSX01"].hours[WAY]) for side in (model, calibrated))
    true = fmean(observed["RSX01"].hours[WAY])
    assert true == pytest.approx(45.0, abs=3.0)
    assert before < 35.0
    assert after == pytest.approx(true, abs=3.0)
    assert WAIT in model["RSX01"].hours
    assert "RSX01" not in done.fit.services or "thin_to_per_week" not in done.fit.services["RSX01"]

    facts = ListFacts("<list>.csv", done.actuals.rows, len(rides), 0, False, "overlay", "run")
    page = build_calibration(out, facts, "zh").read_text(encoding="utf-8")
    assert "&lt;script&gt;" not in page, "left out rows show the cell that was wrong"
    assert "&lt;list&gt;.csv" in page
    assert "=X()" in page
    assert "<script" not in page
    left = pd.read_parquet(out / "tables" / "rows_left_out.parquet")
    assert left.loc[0, "row"] == len(rides) + 2

    again = calibrate(settings(out), small, Asked(tmp_path / "list.csv"))
    assert again.sides == done.sides
    with pytest.raises(UnknownServiceError, match="RSX0"):
        calibrate(settings(out), small, Asked(tmp_path / "list.csv", only="RSX0"))
