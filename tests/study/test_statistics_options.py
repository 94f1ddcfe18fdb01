"""Options about replications and the best layout: what does not go together is refused."""

import pytest
from typer.testing import CliRunner

from cli.asked import settings_of
from run import app
from study.settings import Until

FILES = ("a.yaml", "b.yaml")


def refused(*words):
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 2
    return done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--until", "gate.wait_mean_h"], "--until and --most go with --replications auto"),
        (["--most", "40"], "--until and --most go with --replications auto"),
        (["--replications", "auto", "--until", "kpi=often"], "write KPI or KPI=SHARE"),
        (["--replications", "auto", "--until", "=0.05"], "write KPI or KPI=SHARE"),
        (["--replications", "auto", "--until", "kpi=0"], "write KPI or KPI=SHARE"),
    ],
)  # fmt: skip
def test_until_that_makes_no_sense_is_refused(words, told, tmp_path):
    assert told in refused("simulate", "a.yaml", "--out", str(tmp_path / "run"), *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--best", "kpi"], "needs --delta X above 0"),
        (["--best", "kpi", "--delta", "0"], "needs --delta X above 0"),
        (["--best", "kpi", "--by", "ocba", "--delta", "-1"], "a difference is 0 or more"),
        (["--best", "kpi", "--delta", "1", "--replications", "auto"], "that of the first stage"),
        (["--best", "kpi", "--delta", "1", "--replications", "3"], "first stage of 5"),
        (["--delta", "1"], "go with --best KPI"),
        (["--maximise"], "go with --best KPI"),
    ],
)
def test_best_that_makes_no_sense_is_refused(words, told, tmp_path):
    assert told in refused("compare", *FILES, "--out", str(tmp_path / "run"), *words)


def test_figures_to_watch_are_read_with_their_shares(tmp_path):
    made = settings_of(
        "simulate", tmp_path, replications="auto", most=80,
        until=["gate.wait_mean_h=0.02", "all.number_mean"],
    )  # fmt: skip
    assert made.until == (Until("gate.wait_mean_h", 0.02), Until("all.number_mean", 0.05))
    assert made.replications is None
    assert made.most == 80
