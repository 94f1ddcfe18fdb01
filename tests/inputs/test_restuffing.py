"""Hubs at which goods change boxes, as scenarios name them."""

from pathlib import Path

import pytest

from inputs import InputError, load_scenario

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "scenarios" / "examples" / "nanning_restuffing.yaml"


def test_ways_over_the_hub_are_beside_the_others_and_nobody_crosses_on_the_way_there():
    scenario = load_scenario(FILE).scenario
    without = load_scenario(FILE, overrides=["nobody_restuffs"]).scenario
    network = scenario.network
    crew = network.process("GX_NNG", "restuff", "export", "dry", "road")
    assert crew is not None
    assert (crew.servers, crew.cost_cny, crew.unplugged_h) == (2, 500.0, 2.0)
    assert without.network.process("GX_NNG", "restuff", "export", "dry", "road") is None
    for key, ways in scenario.ways.items():
        fed = [way for way in ways if way.feeder is not None]
        assert fed
        assert tuple(way for way in ways if way.feeder is None) == without.ways[key]
        for way in fed:
            assert way.feeder.restuffed
            assert not way.route.restuffed
            assert way.feeder.strip_node == way.route.stuff_node == "GX_NNG"
            assert not network.abroad(way.feeder.stuff_node)
            assert way.feeder in scenario.routes


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["functions.GX_NNG.stuffing.begins=never"], "does not stuff"),
        (["documents.prepare_h=2"], "papers take time"),
        (["hubs.GX_NOWHERE={restuffing: {crews: 1, hours_mean: 1}}"], "no node"),
    ],
)
def test_what_cannot_be_is_said(more, said):
    with pytest.raises(InputError, match=said):
        load_scenario(FILE, sets=more)
