"""Subsidies and block space as a scenario names them, and what is said of wrong ones."""

import math

import pytest

from inputs.build import load_scenario
from inputs.contracts import OF_TARIFF
from inputs.findings import InputError
from tests.inputs.worlds import ROOT

EXAMPLE = ROOT / "scenarios/examples/train_space.yaml"


@pytest.fixture(scope="module")
def example():
    return load_scenario(EXAMPLE).scenario


def test_a_subsidy_of_the_tariff_is_for_all_trains_without_end():
    scenario = load_scenario(
        EXAMPLE, overrides=["no_fund"], sets=["tariffs.subsidy_cny_per_feu=600", "start=2026-11-04"]
    ).scenario
    (subsidy,) = scenario.contracts.subsidies
    assert (subsidy.name, subsidy.cny_per_feu, subsidy.budget_cny) == (OF_TARIFF, 600.0, math.inf)
    services = scenario.network.services
    assert subsidy.lane.services == {
        name for name, one in services.items() if one.mode == "rail" and one.dated
    }
    # The run begins on a Wednesday, two days into the first week of the block.
    assert [one.pool[2] for one in scenario.contracts.blocks[0].periods[:2]] == [-48.0, 120.0]


def test_the_example_says_what_its_file_says(example):
    (subsidy,) = example.contracts.subsidies
    assert subsidy.lane.services == {"RHZ04"}
    assert subsidy.budget_cny == 12_000.0
    assert subsidy.lane.until_h == 14 * 24.0
    (block,) = example.contracts.blocks
    assert block.weekly
    assert [period.pool[2] for period in block.periods] == [0.0, 168.0, 336.0]
    departures = [key for period in block.periods for key in period.departures]
    assert departures == [
        ("RHZ01", at) for at in example.timetable.departures["RHZ01"] if at < example.period_end_h
    ]


WRONG = """\
subsidies:
  - {name: a, services: [RHZ99], cny_per_feu: 1}
  - {name: b, services: [RHZ01], to_node: GX_TSPP, cny_per_feu: 1}
block_space:
  - {name: b, services: [RHZ01], teu: 16, per: departure, cny_per_teu: 1}
  - {name: c, services: [LC_HZ_PX], teu: 2, cny_per_teu: 1}
  - {name: d, services: [RHZ01], teu: 2, cny_per_teu: 1, ends: 2026-01-01}
"""
SAID = (
    'wrong.yaml:3:26  subsidies[0].services[0]: "RHZ99" fits no dated service',
    'wrong.yaml:4:34  subsidies[1].to_node: no node "GX_TSPP" — did you mean "GX_TSP"?',
    'wrong.yaml:6:6  block_space[0].name: two contracts are named "b"; give each a name of its own',
    "wrong.yaml:6:34  block_space[0].teu: 16 TEU is more than the 15 TEU that its departures have",
    'wrong.yaml:7:26  block_space[1].services[0]: "LC_HZ_PX" fits no service with a timetable',
    "wrong.yaml:8:6  block_space[2].name: d: none of its services leaves within its dates",
)


def refused(text, folder):
    path = folder / "wrong.yaml"
    path.write_text(f"extends: {EXAMPLE}\n{text}", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_scenario(path, allow_outside=True)
    return str(raised.value)


def test_all_that_is_wrong_is_said_at_once_with_its_place(tmp_path):
    found = refused(WRONG, tmp_path)
    assert [said for said in SAID if said not in found] == [], found


def test_a_share_is_no_percentage(tmp_path):
    text = "block_space: [{name: a, services: [X], teu: 2, cny_per_teu: 1, take_or_pay_share: 80}]"
    said = "block_space[0].take_or_pay_share: must be at most 1, found 80"
    assert said in refused(text, tmp_path)
