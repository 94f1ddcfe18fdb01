"""Goods that may enter China only at some places: ways removed, and the row that says so."""

from dataclasses import replace

import pytest

from domain.checkpoints import admitted, entry_node
from domain.ways import Demand, WaySearch
from optimize.verify import verify
from tests.harbours import harbours, shipped
from tests.inputs.worlds import Project

TIMBER = """\
question: Where may timber enter?
name: {zh: 木材, en: Timber}
zone: taiyuan
start: 2026-03-30
warm_up_days: 1
period_days: 14
drain_days: 60
services: ["RCA*", "LC_TY*"]
flows: [M17-timber_pulp-fcl-KZ_ALA]
"""
SITES = "supervision: {designated_sites: true}\n"
TO_ZD = "functions: {TY_ZD: {designated_timber: {begins: %s}}}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return Project(tmp_path_factory.mktemp("entry"))


def ways(project, text):
    scenario = project.load(project.scenario(TIMBER + text, "timber")).scenario
    return [way.route.route_id for some in scenario.ways.values() for way in some]


def test_goods_of_a_designated_site_enter_only_there_and_in_time(project):
    every = ways(project, "")
    assert every
    assert ways(project, SITES + TO_ZD % "always") == every
    assert ways(project, SITES + TO_ZD % "2026-03-31") == every, "from the end of the warm-up"
    for begins in ("never", "2026-04-01"):
        text = TIMBER + SITES + TO_ZD % begins
        (says,) = project.says(project.scenario(text, "none"))
        row = project.row_of("designated_goods", "designated_timber,hs:4407")
        assert "gives TY_ZD no designated_timber in time" in says
        assert f"designated_goods.csv row {row}" in says


MARKET = "supervision: {market_access: true}\n"


def with_row(project, row, text=MARKET):
    before = project.lines("market_access")
    project.write("market_access", [*before, f"{row},,,,assumed: a test,assumed"])
    try:
        return project.says(project.scenario(TIMBER + text, "market"))
    finally:
        project.write("market_access", before)


def test_goods_with_rows_are_admitted_only_as_the_nearest_row_says(project):
    assert with_row(project, "hs:4407,KZ,*,1") == []
    assert with_row(project, "timber_pulp,KZ,TY_ZD,1") == []
    number = len(project.lines("market_access")) + 1
    (says,) = with_row(project, "hs:4407,KZ,*,0")
    assert f"market_access.csv row {number}, which bars timber_pulp from KZ at TY_ZD" in says
    (says,) = with_row(project, "hs:4407,RU,*,1")
    assert "market_access.csv, which has no row for timber_pulp from KZ at TY_ZD" in says
    assert with_row(project, "hs:4407,KZ,*,0", "") == [], "nobody asked for it"
    unknown = "\n".join(with_row(project, "timbr,KZ,*,1"))
    assert '"timbr"' in unknown


def test_without_the_site_goods_take_the_longer_way_in():
    """By road over the gate, or by ship and train over the port."""
    scenario, _ = harbours()
    demand = Demand("ABROAD", "HUB", "apple", "pallet", "import", "dry", "40HC", 1_000.0, 1.0)
    inland = replace(demand, destination_id="INLAND")

    def found(asked, *barred):
        network = replace(scenario.network, barred_entry=frozenset(barred))
        return {
            ">".join(hop.service_id for hop in way.route.hops)
            for way in WaySearch(network, {"BACK": 24.0, "FEEDER": 24.0}).ways(asked, 9)
        }

    assert "FROM" in found(demand)
    for key in (("apple", "VN", "GATE"), ("apple", "*", "GATE")):
        assert "FROM" not in found(demand, key)
    assert "FROM" in found(demand, ("apple", "TH", "GATE"), ("pear", "*", "GATE"))
    assert found(inland) == {"BACK>FEEDER", "FROM>LORRY>FEEDER"}
    assert found(inland, ("apple", "*", "GATE")) == {"BACK>FEEDER"}
    assert not found(inland, ("apple", "*", "PORT"), ("apple", "VN", "GATE"))


def test_the_shortest_certificate_of_a_country_holds(project):
    before = project.lines("market_access")
    rows = ["hs:4407,KZ,*,1,,600,,assumed: a test,assumed",
            "timber_pulp,KZ,TY_ZD,1,,480,,assumed: a test,assumed"]  # fmt: skip
    project.write("market_access", [*before, *rows])
    try:
        network = project.load(project.scenario(TIMBER + MARKET, "papers")).scenario.network
        assert network.certificates == {("timber_pulp", "KZ"): 480.0}
        assert not project.load(project.scenario(TIMBER, "bare")).scenario.network.certificates
    finally:
        project.write("market_access", before)


def test_goods_cleared_inland_are_admitted_where_they_are_cleared():
    """By ship under seal the site must be designated, not the port; by truck still the gate."""
    scenario, ways = harbours()
    network = replace(scenario.network, inland=frozenset({"INLAND", "HUB"}))
    assert entry_node(network, ways["home"]) == "INLAND"
    assert entry_node(network, ways["home by road"]) == "GATE"
    assert entry_node(scenario.network, ways["home"]) == "PORT"
    barred = replace(network, barred_entry=frozenset({("apple", "*", "PORT")}))
    assert admitted(barred, "apple", "ABROAD", ways["home"])
    barred = replace(network, barred_entry=frozenset({("apple", "*", "INLAND")}))
    assert not admitted(barred, "apple", "ABROAD", ways["home"])


def test_verify_refuses_a_plan_that_enters_where_it_may_not():
    scenario, plan = shipped("home by road")
    assert verify(scenario, plan).feasible
    barred = replace(scenario.network, barred_entry=frozenset({("textiles", "VN", "GATE")}))
    verdict = verify(replace(scenario, network=barred), plan)
    assert any("textiles may not enter China" in problem for problem in verdict.problems)
