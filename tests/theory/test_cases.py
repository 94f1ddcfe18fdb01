"""Every case of theory through its scenario: V1 to V19, and further ones."""

import re

import pytest

from tests.theory.case_list import ALL
from tests.theory.judge import FIGURES, verdict
from tests.theory.runs import FOLDER

NOT_FROM_INTERVALS = {
    "V16": "test_cold_chain.py",
    "V21": "test_exact.py",
    "V22": "test_little.py",
}
OTHER_FIGURES = 7


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.case_id)
def test_theory_lies_in_the_interval(case):
    wrong = [
        f"{figure.kpi}: {found.says}"
        for figure, found in zip(case.figures, case.verdicts(), strict=True)
        if not found.passed
    ]
    assert not wrong, "\n".join([case.model, *wrong])


def test_every_case_of_the_table_is_there():
    asked = {f"V{number}" for number in range(1, 23)} - {"V8", "V11", "V15", "V20"}
    held = {re.match(r"V\d+", case.case_id)[0] for case in ALL if case.case_id.startswith("V")}
    assert held | set(NOT_FROM_INTERVALS) == asked
    names = [case.case_id for case in ALL]
    assert len(set(names)) == len(names)


def test_no_more_figures_are_judged_than_the_level_allows_for():
    assert sum(len(case.figures) for case in ALL) + OTHER_FIGURES <= FIGURES


def test_every_scenario_of_theory_is_short_enough_to_write_by_hand():
    for file in FOLDER.glob("*.yaml"):
        assert len(file.read_text(encoding="utf-8").splitlines()) < 30, file.name


def test_a_verdict_needs_an_interval_that_could_show_an_error():
    good = [0.99, 1.01] * 10
    assert verdict(good, 1.0).passed
    assert not verdict(good, 1.02).inside
    wide = verdict([0.2, 1.8] * 10, 1.0)
    assert wide.inside
    assert not wide.passed
