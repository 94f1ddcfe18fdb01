"""Servers that break one by one: what is interrupted stays where it is."""

import pytest

from tests.theory.breakdowns import number_at_servers_that_break
from tests.theory.judge import verdict
from tests.theory.queues import MMc, breakdown_number_of_servers
from tests.theory.runs import key_figures, shipped


def test_servers_that_hardly_break_are_m_m_c():
    found = number_at_servers_that_break(1.6, 1.0, 2, 1e-9, 1.0)
    assert found == pytest.approx(MMc(1.6, 1.0, 2).number, rel=1e-6)


def test_work_that_stays_at_a_broken_server_is_longer_under_way_than_work_that_moves():
    stays = number_at_servers_that_break(1.1, 1.0, 2, 0.05, 0.5)
    moves = breakdown_number_of_servers(1.1, 1.0, 2, 0.05, 0.5, each=True)
    together = breakdown_number_of_servers(1.1, 1.0, 2, 0.05, 0.5, each=False)
    assert moves < stays < together


def test_two_servers_that_break_one_by_one():
    scenario = shipped(
        "v12_breakdowns",
        ("streams.lots.per_h=1.1", "steps.gate.servers=2", "period_h=3500"),
    )
    measured = [key_figures(scenario, number, 12)["gate.number_mean"] for number in range(30)]
    found = verdict(measured, number_at_servers_that_break(1.1, 1.0, 2, 0.05, 0.5), widest=0.1)
    assert found.passed, found.says
