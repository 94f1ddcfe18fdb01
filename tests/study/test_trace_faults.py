"""The faults of a box in its story."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from domain.faults import FAULT_KINDS
from domain.tables.faults import FAULTS
from study.trace import Told
from study.trace_faults import FAULT_WORDS, fault_lines


def told(*, zh):
    row = (
        "plan", 0, "generator", "B#1", "ride", "HUB", "GATE", "RAIL", 30.0, 42.5, 2, 9_000.0, 7.25,
        6.5, 0.0123, 1_530.4,
    )  # fmt: skip
    rows = pd.DataFrame([row], columns=list(FAULTS.column_names))
    names = {"HUB": "枢纽" if zh else "the hub"}
    return Told({FAULTS.name: rows}, names, datetime(2026, 3, 1, tzinfo=UTC), {}, zh, str)


def test_every_fault_has_a_name_in_both_languages():
    assert set(FAULT_WORDS) == set(FAULT_KINDS)
    assert all(zh and en for zh, en in FAULT_WORDS.values())


FIRST = "2026-03-02 06:00     12.50 h  "


@pytest.mark.parametrize(
    ("zh", "what", "lost"),
    [
        (True, "发电机故障  枢纽 HUB > GATE", "损失寿命"),
        (False, "generator failed  the hub HUB > GATE", "life lost"),
    ],
)
def test_a_fault_is_told_with_place_hours_and_cost(zh, what, lost):
    said = f"{FIRST}{what}  6.5 / 7.2 °C  {lost} 1.23%, 1,530 CNY"
    assert fault_lines(told(zh=zh), "B#1")[1].strip() == said
    assert fault_lines(told(zh=zh), "B#2") == []
