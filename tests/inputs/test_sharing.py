"""Which goods may not share a box, as files say it."""

from domain.sharing import may_share
from inputs.checks import check_sharing
from inputs.sharing import routes_in_common


def tea_beside_textiles(loaded):
    products = loaded.scenario.products
    return may_share(products["green_tea"], products["home_textile"])


def test_the_table_keeps_tea_from_scents_and_a_scenario_may_lift_that(project, small_text):
    assert not tea_beside_textiles(project.load(project.scenario()))
    lifts = "sharing: {odour:takes: {odour:gives: together}}\n"
    assert tea_beside_textiles(project.load(project.scenario(small_text + lifts)))
    one = "sharing: {product:green_tea: {product:home_textile: together}}\n"
    loaded = project.load(project.scenario(small_text + one))
    assert tea_beside_textiles(loaded)
    products = loaded.scenario.products
    assert not may_share(products["green_tea"], products["navel_orange"])


def test_a_scenario_may_keep_more_goods_apart(project, small_text):
    added = "sharing: {product:stone: {product:electronics: apart}}\n"
    products = project.load(project.scenario(small_text + added)).scenario.products
    assert not may_share(products["stone"], products["electronics"])
    assert may_share(products["stone"], products["ceramics"])


def test_a_property_that_nothing_can_have_is_named(project, small_text):
    row = project.spoil("sharing", "odour:gives", "property_b", "odour:take")
    said = project.says()
    where = f"data/sharing.csv  row {row}  column property_b"
    assert said == [f'{where}: no property of goods "odour:take" — did you mean "odour:takes"?']


def test_a_property_of_a_scenario_that_nothing_can_have_is_named(project, small_text):
    said = project.says(
        project.scenario(small_text + "sharing: {odor:gives: {odour:takes: apart}}\n")
    )
    assert len(said) == 1
    assert said[0].startswith("scenarios/small.yaml:11:24  sharing.odor:gives.odour:takes: no prop")
    assert said[0].endswith('"odor:gives" — did you mean "odour:gives"?')


def test_goods_that_meet_and_clash_are_noted_once_a_pair(loaded):
    found = check_sharing(loaded("hezhou_asean_gba"))
    assert [item.severity for item in found] == ["note"]
    assert "green_tea and home_textile may not share a box (odour:gives, odour:takes)" in (
        found[0].message
    )
    scenario = loaded("hezhou_asean_gba").scenario
    tea, orange = scenario.products["green_tea"], scenario.products["navel_orange"]
    assert not may_share(tea, orange)
    assert routes_in_common(scenario, tea, orange) == 0
    assert check_sharing(loaded("taiyuan_eurasia")) == []
