"""Tuning and outlook with plans and runs made up: what is tried, kept, and never looked at."""

from pathlib import Path

import pytest

from domain.outlook import Outlook, replications
from domain.plan import Plan
from optimize.rule import RuleSettings
from study import outlook as outlooks
from study import tune
from study.measure import Lab, Measured
from study.progress import Watch
from study.run_folder import RunFolder

TRIALS = {"buffer_h": (0.0, 48.0), "longest_hold_h": (72.0,)}


@pytest.fixture
def lab(tmp_path):
    return Lab(tmp_path / "scenario.joblib", RunFolder(tmp_path), 1, 1, Watch(quiet=True))


@pytest.fixture
def made_up(monkeypatch):
    """Planned cost grows with the buffer; executed cost says that a buffer pays."""
    seen = {"replications": set(), "rules": {}}

    def plan_rules(lab, rules, outlook_file, title):
        assert Path(outlook_file).name in {"outlook.joblib", "nominal.joblib"}
        seen["rules"].update(rules)
        return {
            name: Plan("rule", {}, (), frozenset(),
                       cost_cny=1000.0 + rule.buffer_h + rule.longest_hold_h / 1000.0)
            for name, rule in rules.items()
        }  # fmt: skip

    def execute_rules(lab, names, numbers, title):
        seen["replications"].update(numbers)
        return {
            name: tuple(
                Measured(n, {"total_cost_cny": 900.0 - seen["rules"][name].buffer_h,
                             "on_time_share": 0.9}, {("GATE", "border", 2): float(n % 10)})
                for n in numbers
            )
            for name in names
        }  # fmt: skip

    for module in (tune, outlooks):
        monkeypatch.setattr(module, "plan_rules", plan_rules)
        monkeypatch.setattr(module, "execute_rules", execute_rules)
    return seen


def test_least_executed_cost_wins_among_the_best_planned(lab, made_up):
    tuned = tune.tune_rule(lab, Outlook(1), 2, TRIALS)
    # planned best: buffer 0 with hold 72, then 0 with 240; executed: the usual 24 h beats them
    assert tuned.rule == RuleSettings()
    rows = tuned.table.set_index("setting")
    assert rows["chosen"].sum() == 1
    assert (rows["replications"] == 2).sum() == 3
    assert len(rows) == 4


def test_set_c_is_never_looked_at(lab, made_up):
    tune.tune_rule(lab, Outlook(1), 3, TRIALS)
    outlooks.build_outlook(lab, 4)
    assert made_up["replications"] == set(replications("A", 4))


def test_without_replications_the_rule_is_the_usual_one(lab, made_up):
    tuned = tune.tune_rule(lab, Outlook(1), 0, TRIALS)
    assert tuned.rule == RuleSettings()
    assert tuned.table.empty


def test_outlook_keeps_waits_by_replication_and_comes_back_from_its_table(lab, made_up):
    found = outlooks.build_outlook(lab, 3)
    first, second, _ = replications("A", 3)
    assert found.waits["GATE", "border", 2, second] == 1.0
    assert found.paces()[1].queue_h("GATE", "border", 2.5 * 168.0) == 1.0
    assert found.paces()[0].queue_h("GATE", "border", 0.0) == 0.0
    assert first in found.replications
    assert outlooks.outlook_from(outlooks.waits_frame(found), 1, 3) == found


def test_without_look_ahead_the_outlook_is_the_nominal_world(lab, made_up):
    assert outlooks.build_outlook(lab, 0) == Outlook(1)
