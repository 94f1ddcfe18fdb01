"""Owners of boxes in a scenario file: what they become, and what a reader is told that is wrong."""

import pytest

from domain.box_owners import Fleet
from domain.tiers import Tier
from inputs.build import load_scenario
from inputs.findings import InputError
from tests.inputs.worlds import ROOT, SMALL

EXAMPLE = ROOT / "scenarios" / "examples" / "hezhou_boxes_by_owner.yaml"
OWNER = "box_owners: {owners: {railway: {kind: railway, boxes: {40HC: {%s}}}}%s}\n"


def told(folder, terms="returns: {HZ_HUB: 0}", more=""):
    path = folder / "small.yaml"
    path.write_text(SMALL + OWNER % (terms, more), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    return str(caught.value)


def test_the_example_says_who_has_which_boxes_where():
    fleet = load_scenario(EXAMPLE).scenario.fleet
    assert [one.owner for one in fleet.owners("20GP")] == ["railway", "carrier", "lessor"]
    assert fleet.opening()["carrier", "GX_TSP", "20GP"] == 60
    assert fleet.of("railway", "20GP").demurrage == (Tier(3.0, 40.0), Tier(7.0, 80.0))
    assert [one.owner for one in fleet.open_to("20GP", "HZ_ZS", "VN_HPH")] == [
        "railway", "carrier", "lessor",
    ]  # fmt: skip
    assert [one.owner for one in fleet.open_to("20GP", "GX_TSP", "VN_HPH")] == [
        "railway", "carrier",
    ]  # fmt: skip
    assert {(lane.from_id, lane.to_id) for lane in fleet.lanes} == {
        ("GX_TSP", "HZ_ZS"), ("GX_WUZP", "HZ_ZS"),
    }  # fmt: skip
    assert fleet.covers("20GP")
    assert not fleet.covers("40HC")


def test_nobody_owns_boxes_where_the_file_names_nobody(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load_scenario(path).scenario.fleet == Fleet()


@pytest.mark.parametrize(
    ("terms", "more", "message"),
    [
        ("stock: {HZ_HUBB: 3}, returns: {HZ_HUB: 0}", "", 'no node "HZ_HUBB" — did you mean'),
        ("returns: {}", "", "returns: "),
        ("returns: {HZ_HUB: 0}, pick_up: [HZ_HUB]", "", "only a lease has it"),
        (
            (
                "returns: {HZ_HUB: 0}, detention: "
                "[{from_day: 5, cny_per_day: 1}, {from_day: 3, cny_per_day: 2}]"
            ),
            "",
            "detention[1].from_day: 3: a tier begins after the one before it",
        ),
        ("returns: {HZ_HUB: 0}", ", lanes: {home: [ROH01, ROH01]}", "the one before it ends at"),
        ("returns: {HZ_HUB: 0}", ", lanes: {home: [ROH001]}", 'no service "ROH001"'),
        ("returns: {HZ_HUB: 0}, use: 3", "", 'unknown key "use"'),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, terms, more, message):
    assert message in told(tmp_path, terms, more)


def test_a_lease_says_where_its_boxes_are_had(tmp_path):
    path = tmp_path / "small.yaml"
    lease = (OWNER % ("returns: {HZ_HUB: 0}, stock: {HZ_HUB: 1}", "")).replace(
        "kind: railway", "kind: lease"
    )
    path.write_text(SMALL + lease, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert "a lease needs pick_up" in str(caught.value)
    assert "a lease has pick_up and no stock" in str(caught.value)
