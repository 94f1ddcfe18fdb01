"""The judge has power: an engine that does something else than the model says is found out.

Each mutation is the right scenario with one thing wrong, judged by the theory of the right one, as
if the engine had misread it: a server more, a place aboard less, another order of service.
"""

import pytest

from sim import departures
from sim.agenda import ARRIVAL
from tests.theory.case_list import ALL, BY_ID
from tests.theory.runs import key_figures, written

SHOWN = ("V1", "V2b", "V3b", "V5", "V6", "V7d", "T2", "T3", "V9b", "V10b", "U5", "V19e", "F7")


@pytest.mark.parametrize("case_id", SHOWN)
def test_a_wrong_engine_fails(case_id):
    case = BY_ID[case_id]
    # An error is found with fewer runs than a right engine needs.
    found = case.verdicts(*case.wrong[0], runs=2 * case.runs // 5)
    assert not all(one.inside for one in found), [one.says for one in found]


def test_a_train_that_leaves_before_who_comes_at_its_hour_fails(tmp_path, monkeypatch):
    # One lot an hour on the hour, a train a day: waits of 23, 22, ... 0 h.
    scenario = written(
        tmp_path,
        period_h=241.0,
        streams={"lots": {"every_h": 1.0, "path": ["train"], "lots": 240}},
        steps={"train": {"every_h": 24.0}},
    )
    assert key_figures(scenario)["train.wait_mean_h"] == 11.5
    monkeypatch.setattr(departures, "DEPARTURE", ARRIVAL - 1)
    assert key_figures(scenario)["train.wait_mean_h"] > 11.5


def test_most_cases_name_a_mutation():
    assert sum(bool(case.wrong) for case in ALL) >= 0.8 * len(ALL)
