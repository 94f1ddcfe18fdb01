"""Services that are only options: closed in base scenarios, running where a scenario says so."""

import pytest

from inputs.build import load_scenario
from tests.inputs.worlds import SMALL

WEEK_H = 168.0
# What the sums of the reference notes add to the data: departures a week.
ADDED = {"SBG08": 3, "SDS04": 5, "SDS08": 7, "SNC01": 7}
SERVICES = 'services: ["ROH*", "XRD0*", "DL*", "LC_*", "FM_PR_*"'
OPEN = "services_set:\n" + "".join(f"  {name}: {{status: active}}\n" for name in ADDED)


def small(folder, more=""):
    path = folder / "small.yaml"
    named = "".join(f', "{name}"' for name in ADDED)
    path.write_text(SMALL.replace(SERVICES, SERVICES + named) + more, encoding="utf-8")
    return load_scenario(path).scenario


@pytest.mark.parametrize("name", ["hezhou_asean_gba", "taiyuan_eurasia"])
def test_no_option_runs_in_a_base_scenario(loaded, name):
    one = loaded(name)
    options = {
        row.text("service_id")
        for row in one.source.tables["services"]
        if row.text("status") == "option"
    }
    assert set(ADDED) < options
    assert options.isdisjoint(one.scenario.network.services)
    assert options.isdisjoint(one.scenario.timetable.departures)
    assert "PT_RZH" not in one.scenario.network.nodes


def test_a_scenario_opens_an_option_with_its_departures(tmp_path):
    assert set(ADDED).isdisjoint(small(tmp_path).network.services)
    scenario = small(tmp_path, OPEN)
    weeks = scenario.cap_h / WEEK_H
    for name, per_week in ADDED.items():
        assert scenario.network.services[name].dated
        times = scenario.timetable.departures[name]
        inside = sum(at_h < scenario.cap_h for at_h in times)
        assert abs(inside - per_week * weeks) <= 1.0, name
    assert scenario.network.process("PT_RZH", "transfer_in", "domestic", "dry", "sea")
