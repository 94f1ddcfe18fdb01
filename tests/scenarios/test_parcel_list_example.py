"""The list that the example tells of: its papers do not match at once, and a part of it is held."""

from pathlib import Path

from domain.documents import steps
from domain.draws import Chance
from domain.outlook import SET_BASE
from domain.pace import SampledPace
from inputs import load_scenario

EXAMPLE = Path(__file__).resolve().parents[2] / "scenarios/examples/parcel_list.yaml"
TOLD = "M27-parcel_mixed-parcel-MK_HAN/2026-11/0006"


def test_the_list_that_is_named_fails_to_match_and_is_held_in_part():
    assert TOLD in EXAMPLE.read_text(encoding="utf-8")
    scenario = load_scenario(EXAMPLE).scenario
    order = next(one for one in scenario.consignments if one.consignment_id == TOLD)
    network, chance = scenario.network, Chance(1, SET_BASE["C"])
    papers = network.papers_of(order)
    kinds = [step.kind for step in steps(papers, order, 1, SampledPace(chance))]
    assert kinds.count("redo") == 1
    assert 0 < network.lists.held_units(chance, order, 0, order.units) < order.units


def test_the_platform_makes_shorter_papers_and_fewer_slips():
    today, platform = (
        load_scenario(EXAMPLE, overrides=names).scenario for names in ([], ["platform"])
    )
    for one, other in zip(today.consignments, platform.consignments, strict=True):
        before, after = (s.network.papers_of(o) for s, o in ((today, one), (platform, other)))
        assert not one.connected
        assert other.connected
        assert after.fails_share(other, 2) < before.fails_share(one, 2) / 5.0
        assert (after.again, after.second, after.carry) == (None, None, None)
