"""`--replications auto`, the warm-up by pilots, and the best of several layouts, on real queues."""

import json

import pandas as pd
import pytest

from domain.tables.statistics import KPI_QUANTILES, PRECISION, SELECTION, WARM_UP
from study.compare_job import compare
from study.errors import FigureWithoutValueError, UnknownFigureError
from study.main_job import simulate_one
from study.settings import Best, Settings, Until
from study.statistics.enough import Watched, enough_at, look_ahead
from study.statistics.intervals import t_interval

QUEUE = """\
state: {state}
warm_up_h: {warm_up}
period_h: {period}
streams:
  trucks: {{per_h: {rate}, path: [gate]}}
steps:
  gate: {{servers: {servers}, work_h: {{exponential: 1}}}}
"""


def queue(folder, name="queue", *, state="steady", warm_up=20, period=150, rate=0.5, servers=1):
    path = folder / f"{name}.yaml"
    text = QUEUE.format(state=state, warm_up=warm_up, period=period, rate=rate, servers=servers)
    path.write_text(text, encoding="utf-8")
    return path


def settings(out, **changes):
    return Settings("simulate", out, lang="en", quiet=True, **changes)


def table(folder, name):
    return pd.read_parquet(folder / "tables" / f"{name}.parquet")


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def values(folder, kpi):
    rows = table(folder, "replication_kpis")
    return rows[rows["kpi"] == kpi].sort_values("replication")["value"].tolist()


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A run that stopped when its mean number was known to a tenth."""
    folder = tmp_path_factory.mktemp("narrow")
    out = folder / "run"
    until = (Until("gate.number_mean", 0.1),)
    text = simulate_one(settings(out, replications=None, until=until), queue(folder))
    return out, text


def test_auto_stops_where_the_figure_is_narrow_and_stays_so(narrow):
    out, text = narrow
    (row,) = table(out, PRECISION.name).to_dict("records")
    facts = manifest(out)
    made = values(out, "gate.number_mean")
    found = facts["statistics"]["narrow_from"]
    assert len(made) == found + look_ahead(found) == facts["replications"]
    assert row["narrow"]
    assert row["half_width_share"] <= 0.1
    interval = t_interval(made)
    assert row["half_width_share"] == pytest.approx(interval.half_width / interval.mean)
    assert facts["statistics"]["stopped_by"] == "precision"
    assert "gate.number_mean" in text


def test_what_counts_does_not_depend_on_what_was_made_before(narrow, tmp_path):
    # A folder that already holds more replications stops at the same number.
    out, _ = narrow
    until = (Until("gate.number_mean", 0.1),)
    path = queue(tmp_path)
    simulate_one(settings(tmp_path / "run", replications=150), path)
    simulate_one(settings(tmp_path / "run", replications=None, until=until), path)
    assert values(tmp_path / "run", "gate.number_mean") == values(out, "gate.number_mean")
    # And a number given afterwards leaves no trace of the search.
    simulate_one(settings(tmp_path / "run", replications=25), path)
    assert not (tmp_path / "run" / "tables" / f"{PRECISION.name}.parquet").exists()
    assert manifest(tmp_path / "run")["statistics"]["stopped_by"] == "number"


def test_the_cap_is_said_with_the_figure_that_was_not_narrow(tmp_path):
    asked = settings(
        tmp_path / "run", replications=None, most=18,
        until=(Until("gate.use_share", 0.5), Until("gate.wait_mean_h", 0.001)),
    )  # fmt: skip
    text = simulate_one(asked, queue(tmp_path))
    rows = table(tmp_path / "run", PRECISION.name).set_index("figure")
    assert rows["narrow"].to_dict() == {"gate.use_share": True, "gate.wait_mean_h": False}
    assert manifest(tmp_path / "run")["replications"] == 18
    warning = next(line for line in text.splitlines() if "the cap of 18" in line)
    assert "gate.wait_mean_h" in warning
    assert "use_share" not in warning
    assert "fewer than 20" in text


def test_a_figure_that_is_not_there_is_found_out_after_one_replication(tmp_path):
    asked = settings(tmp_path / "run", replications=None, until=(Until("gate.wait_men_h"),))
    with pytest.raises(UnknownFigureError, match=r'did you mean "gate\.wait_mean_h"'):
        simulate_one(asked, queue(tmp_path))
    assert len(list((tmp_path / "run" / "parts" / "none").iterdir())) == 1


def test_quantiles_between_replications_are_kept_for_every_figure(narrow):
    out, _ = narrow
    rows = table(out, KPI_QUANTILES.name)
    assert set(rows["share"]) == {0.1, 0.5, 0.9}
    assert set(rows["kpi"]) == set(table(out, "replication_kpis")["kpi"])
    mine = rows[(rows["kpi"] == "gate.number_mean") & (rows["share"] == 0.5)].iloc[0]
    made = values(out, "gate.number_mean")
    assert mine["value"] == pytest.approx(pd.Series(made).median())
    assert mine["low"] < mine["value"] < mine["high"]


def test_warm_up_left_to_us_is_found_by_pilots_and_used(tmp_path):
    text = simulate_one(settings(tmp_path / "run", replications=3), queue(tmp_path, warm_up="auto"))
    rows = table(tmp_path / "run", WARM_UP.name)
    facts = manifest(tmp_path / "run")["statistics"]
    assert set(rows["series"]) == {"trucks.time_h", "in_system"}
    assert set(rows["replications"]) == {5}
    assert facts["warm_up_from"] == "mser5"
    assert facts["warm_up_h"] >= rows["found_h"].max()
    assert facts["period_end_h"] - facts["warm_up_h"] == pytest.approx(150.0)
    assert "5 pilot replications of set A" in text
    # What was run is on file with its number.
    assert "auto" not in (tmp_path / "run" / "scenario.yaml").read_text(encoding="utf-8")


def test_a_queue_that_grows_for_ever_shows_no_steady_state(tmp_path):
    path = queue(tmp_path, warm_up="auto", period=60, rate=1.5)
    text = simulate_one(settings(tmp_path / "run", replications=2), path)
    assert "sees no steady state" in text
    assert set(table(tmp_path / "run", WARM_UP.name)["verdict"]) == {"unsteady"}


def test_a_stated_warm_up_is_judged_and_that_of_an_episode_is_not(tmp_path):
    simulate_one(settings(tmp_path / "a", replications=7), queue(tmp_path, period=400))
    rows = table(tmp_path / "a", WARM_UP.name)
    assert set(rows["stated_h"]) == {20.0}
    assert set(rows["replications"]) == {5}
    episode = queue(tmp_path, "episode", state="terminating", warm_up=0)
    text = simulate_one(settings(tmp_path / "b", replications=2), episode)
    assert not (tmp_path / "b" / "tables" / f"{WARM_UP.name}.parquet").exists()
    assert text.count("terminating: hours 0 to 150 count, no warm-up") == 1


@pytest.mark.slow
def test_two_workers_stop_and_choose_like_one(tmp_path):
    until = (Until("gate.number_mean", 0.2),)
    best = Best("gate.wait_mean_h", "kn", 0.1)
    for workers in (1, 2):
        folder = tmp_path / f"{workers}"
        asked = settings(folder / "auto", replications=None, until=until, workers=workers)
        simulate_one(asked, queue(tmp_path, warm_up="auto"))
        asked = settings(
            folder / "best", replications=5, policies=("rule",), best=best, workers=workers
        )
        compare(asked, layouts(tmp_path))
    for name in ("auto", "best"):
        one, two = (manifest(tmp_path / workers / name) for workers in ("1", "2"))
        assert one["results_digest"] == two["results_digest"]
        assert one["statistics"] == two["statistics"]


def layouts(folder, **changes):
    return [queue(folder, f"servers_{n}", servers=n, rate=1.6, **changes) for n in (2, 3, 4)]


@pytest.mark.parametrize("by", ["kn", "ocba"])
def test_the_best_layout_is_chosen_and_said(tmp_path, by):
    best = Best("gate.wait_mean_h", by, 0.1)
    asked = settings(tmp_path / "run", replications=5, policies=("rule",), best=best)
    text = compare(asked, layouts(tmp_path))
    rows = table(tmp_path / "run", SELECTION.name).set_index("scenario")
    facts = manifest(tmp_path / "run")["statistics"]["best"]
    assert rows["chosen"].to_dict() == {"servers_2": False, "servers_3": False, "servers_4": True}
    assert facts["layout"] == "servers_4"
    assert facts["promised"] is (by == "kn")
    assert facts["probability"] >= 0.95
    assert facts["replications"] == rows["replications"].to_dict()
    for name, made in rows["replications"].items():
        assert len(values(tmp_path / "run" / f"layout_{name}", "gate.wait_mean_h")) == made
    assert "best of 3 layouts: servers_4" in text
    assert ("promised" if by == "kn" else "estimated") in text


def test_more_is_better_where_it_is_said_so(tmp_path):
    best = Best("gate.use_share", "kn", 0.1, maximise=True)
    asked = settings(tmp_path / "run", replications=5, policies=("rule",), best=best)
    compare(asked, layouts(tmp_path))
    assert manifest(tmp_path / "run")["statistics"]["best"]["layout"] == "servers_2"


def test_a_budget_that_is_spent_gives_no_promise(tmp_path):
    best = Best("gate.wait_mean_h", "kn", 0.0005, budget=20)
    asked = settings(tmp_path / "run", replications=5, policies=("rule",), best=best)
    paths = [queue(tmp_path, f"rate_{n}", rate=0.5 + 0.01 * n) for n in range(3)]
    text = compare(asked, paths)
    facts = manifest(tmp_path / "run")["statistics"]["best"]
    assert facts["spent_out"]
    assert not facts["promised"]
    assert sum(facts["replications"].values()) <= 20
    assert "budget was spent" in text


def test_a_choice_goes_on_where_it_stopped(tmp_path):
    best = Best("gate.wait_mean_h", "kn", 0.05)
    asked = settings(tmp_path / "run", replications=5, policies=("rule",), best=best)
    first = compare(asked, layouts(tmp_path))
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("facts.json")}
    assert compare(asked, layouts(tmp_path)) == first
    again = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("facts.json")}
    assert again == kept


def test_a_figure_without_a_value_cannot_choose(tmp_path):
    # Nobody comes, so nobody waits.
    paths = [queue(tmp_path, f"empty_{n}", rate=1e-6, servers=n) for n in (1, 2)]
    best = Best("gate.wait_mean_h", "kn", 0.1)
    asked = settings(tmp_path / "run", replications=5, policies=("rule",), best=best)
    with pytest.raises(FigureWithoutValueError, match=r"gate\.wait_mean_h has no value"):
        compare(asked, paths)


def test_layouts_with_different_numbers_are_compared_on_common_replications(tmp_path):
    # The number at a quiet gate is known long before that at a crowded one.
    paths = [queue(tmp_path, "quiet", servers=4), queue(tmp_path, "crowded", rate=0.85)]
    until = (Until("gate.number_mean", 0.12),)
    asked = settings(tmp_path / "run", replications=None, until=until, most=45, policies=("rule",))
    compare(asked, paths)
    made = [
        len(values(tmp_path / "run" / f"layout_{name}", "gate.number_mean"))
        for name in ("quiet", "crowded")
    ]
    assert made[0] < made[1]
    rows = pd.read_csv(tmp_path / "run" / "comparison.csv")
    assert set(rows.loc[rows["kpi"] == "gate.number_mean", "n"]) == {min(made)}


def test_stop_of_the_run_is_that_of_the_algorithm(narrow):
    out, _ = narrow
    made = values(out, "gate.number_mean")
    found = enough_at([Watched("x", 0.1, made, made)])
    assert found == manifest(out)["statistics"]["narrow_from"]
