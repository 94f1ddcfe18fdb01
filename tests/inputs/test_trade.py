"""Trade modes and papers, as files say them."""

from dataclasses import replace

import pytest

from domain.trade_modes import TradeMode, declared_at
from inputs.schema_trade import Documents
from inputs.trade import modes, papers
from tests.worlds import node

SMALL = """\
question: Where may parcels be declared?
name: {zh: 小, en: Small}
zone: hezhou
start: 2026-11-01
warm_up_days: 2
period_days: 7
drain_days: 30
services: [XRD06, XRD01, ROH07, LM28, "LC_HZ*", "FM_PR_HZ_ELEC*"]
flows: [M27-parcel_mixed-parcel-MK_HAN]
"""
TODAY = """\
documents: {prepare_h: 2, rekey_h: 2, print_h: 1, refile_h: 1, second_h: 1, match_h: 0.5,
            redo_h: 4, courier_h: 3, transit_h: 2, fail_share: 0.01, rekey_fail_share: 0.01}
"""


def mode(**changes):
    given = {
        "trade_mode": "1210", "direction": "export", "places": frozenset({"bonded"}),
        "away": False, "unit": "parcel_list", "matched": ("order",),
        "papers_known": False, "paper_effort": 1.0, "held_by": "box", "tax": "rebate",
    }  # fmt: skip
    return TradeMode(**{**given, **changes})


def test_a_mode_is_open_where_and_while_its_function_is():
    assert mode().window(node("Z", bonded=(48.0, 96.0))) == (48.0, 96.0)
    assert mode().window(node("Z", customs=True)) == (0.0, 0.0)
    assert mode(away=True).window(node("Z")) is None
    either = mode(places=frozenset({"bonded", "customs"}))
    assert either.window(node("Z", bonded=(48.0, 96.0), customs=(10.0, 60.0))) == (10.0, 96.0)


def test_exports_are_declared_where_stuffed_and_imports_where_they_go():
    assert declared_at("export", "HUB", "CITY") == "HUB"
    assert declared_at("import", "ABROAD", "ZONE") == "ZONE"


def test_the_shipped_modes_close_no_way_of_a_base_scenario(loaded):
    scenario = loaded("hezhou_asean_gba").scenario
    assert not scenario.network.papers
    for order in scenario.consignments[:: len(scenario.consignments) // 200]:
        key = (order.flow_id, order.origin_id, order.destination_id)
        assert scenario.ways_of(order) == scenario.ways[key]


def test_goods_under_a_mode_leave_places_without_its_function(project):
    wide = project.load(project.scenario(SMALL))
    free = {way.route.stuff_node for own in wide.scenario.ways.values() for way in own}
    assert "HZ_HUB" in free
    tight = project.load(project.scenario(SMALL + 'trade_modes: {"9610": {away: false}}\n'))
    held = {way.route.stuff_node for own in tight.scenario.ways.values() for way in own}
    assert held
    assert all("customs" in tight.scenario.network.nodes[name].functions for name in held)
    notes = [item.text("en") for item in tight.warnings if "closed to goods under" in item.message]
    assert any("HZ_HUB (trade_modes.csv row 2 wants customs)" in text for text in notes)


def test_a_mode_without_any_place_left_is_named_with_its_row(project):
    text = SMALL + 'flows_set: {"M27*": {trade_modes: {"1210": 1}}}\n'
    text += "functions: {HZ_CBEC: {bonded: {begins: never}}}\n"
    said = project.says(project.scenario(text))
    assert said
    assert all("goods under 1210 may not be declared at" in one for one in said)
    assert "trade_modes.csv row 5 wants bonded" in said[0]


def test_a_mode_that_has_not_begun_closes_its_ways(project):
    said = project.says(project.scenario(SMALL + 'trade_modes: {"9610": {begins: never}}\n'))
    assert said
    assert all("goods under 9610 may not be declared" in one for one in said)


def test_modes_begin_and_end_on_their_days(project):
    text = SMALL + 'trade_modes: {"9610": {begins: 2026-11-03}}\n'
    scenario = project.load(project.scenario(text)).scenario
    windows = {
        key: hours for key, hours in scenario.network.mode_windows.items() if key[0] == "9610"
    }
    assert windows
    assert {hours[0] for hours in windows.values()} == {48.0}


def test_flows_may_use_other_modes(project):
    text = SMALL + 'flows_set: {"M27*": {trade_modes: {"9710": 0.25, "9610": 0.75}}}\n'
    plain = project.load(project.scenario(SMALL)).scenario.consignments
    changed = project.load(project.scenario(text)).scenario.consignments
    assert {order.trade_mode for order in plain} == {"9610"}
    assert {order.trade_mode for order in changed} == {"9610", "9710"}
    assert [order.units for order in plain] == [order.units for order in changed]


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ('trade_modes: {"9611": {away: true}}\n', 'no trade mode "9611"'),
        ('trade_modes: {"9610": {places: [custom]}}\n', 'no function "custom"'),
        ('flows_set: {"M27*": {trade_modes: {"971": 1}}}\n', 'no trade mode for export "971"'),
        ('flows_set: {"M27*": {trade_modes: {"9710": 0.5}}}\n', "add up to 1"),
        ('flows_set: {"M27*": {trade_modes_free: ["1239"]}}\n', "no trade mode for export"),
        ('flows_set: {"M27*": {trade_modes_free: [personal_mail]}}\n', "has no price of a decl"),
        ("documents: {prepare_h: 2, opening: never_open}\n", 'no calendar "never_open"'),
        ('cash: {by_mode: {"98": {rebate_days: 3}}}\n', 'no trade mode "98"'),
    ],
)
def test_what_does_not_exist_is_named(project, added, message):
    said = project.says(project.scenario(SMALL + added))
    assert any(message in one for one in said), said


def work_h(found, connected=False):
    """Mean hours of everything in a row, filed at two places."""
    steps = (
        found.connected if connected else found.typed, found.again, found.again, found.second,
        found.match, found.carry,
    )  # fmt: skip
    return sum(0.0 if one is None else one.work.mean for one in steps)


def test_papers_are_made_of_their_parts(project):
    source = project.load(project.scenario(SMALL + TODAY)).source
    found = papers(source, modes(source))
    general, list_mode = found["0110", "export"], found["9610", "export"]
    # 2 + 2 + 1 typed and printed, twice 1 again, 1 for the second system, 0.5 matched, 3 carried.
    assert work_h(general) == pytest.approx(11.5)
    # A parcel list takes a quarter of a clerk's work: (5 + 2 + 1) / 4.
    assert work_h(list_mode) == pytest.approx(2.0 + 3.5)
    assert work_h(general, connected=True) == pytest.approx(9.5)
    assert all(direction == "export" for _, direction in found)
    assert general.transit.work.mean == 2.0


def test_switches_take_away_what_they_say(project):
    source = project.load(project.scenario(SMALL + TODAY)).source
    base = source.file.documents
    known = modes(source)

    def general(**changes):
        keys = base.model_copy(update=changes)
        file = source.file.model_copy(update={"documents": keys})
        return papers(replace(source, file=file), known)["0110", "export"]

    assert work_h(general(paperless=True)) == pytest.approx(11.5 - 1.0 - 3.0)
    assert general(paperless=True).transit.work.mean == 0.5
    assert work_h(general(file_once=True)) == pytest.approx(11.5 - 2.0)
    single = general(single_window=True)
    assert work_h(single) == pytest.approx(11.5 - 1.0)
    assert single.transit.work.mean == 0.5
    assert work_h(general()) == pytest.approx(11.5)
    assert papers(source, {}) == {}
    assert Documents() == Documents(prepare_h=0)


def test_the_same_shippers_stay_connected_as_more_join(project):
    def connected(share):
        text = SMALL + f"documents: {{prepare_h: 2, api_share: {share}}}\n"
        book = project.load(project.scenario(text)).scenario.consignments
        return {o.shipper_id for o in book if o.connected}, {o.shipper_id for o in book}

    few, everyone = connected(0.3)
    many, _ = connected(0.7)
    assert few < many < everyone
    assert connected(1)[0] == everyone
    assert connected(0)[0] == set()


def test_a_summary_is_shared_by_its_parcels(project):
    lists = "parcel_lists: {held_share: 0.02, list_cny: 5, summary: week, summary_cny: 350}\n"
    loaded = project.load(project.scenario(SMALL + lists))
    book, clock = loaded.scenario.consignments, loaded.scenario.clock
    weeks = {}
    for order in book:
        week = clock.local(order.ready_h, "Asia/Shanghai").isocalendar()[:2]
        weeks.setdefault(week, []).append(order)
    assert len(weeks) >= 2
    for own in weeks.values():
        parcels = sum(order.units for order in own)
        assert sum(o.list_fee_cny for o in own) == pytest.approx(350.0 + 5.0 * len(own))
        for order in own:
            assert order.list_fee_cny == pytest.approx(5.0 + 350.0 * order.units / parcels)
    assert loaded.scenario.network.lists.modes == {"9610"}


def test_terms_of_money_are_those_of_the_table_with_what_the_scenario_changes(project):
    text = 'cash: {terms: table, rebate_share: 0.115, by_mode: {"9610": {rebate_days: 7}}}\n'
    cash = project.load(project.scenario(SMALL + text)).scenario.cash
    assert cash["9610", "export"].rebate_days == 7.0
    assert cash["9610", "export"].rebate_from == "delivery"
    assert cash["9810", "export"].rebate_from == "departure"
    assert cash["9810", "export"].settled_h == 24.0 * (60.0 + 14.0)
    assert cash["personal_mail", "export"].rebate_share == 0.0
    only = project.load(
        project.scenario(SMALL + 'cash: {by_mode: {"9610": {settlement_days: 3}}}\n')
    )
    assert only.scenario.cash["9610", "export"].settled_h == 72.0
    assert only.scenario.cash["0110", "export"].settled_h == 0.0


def test_goods_given_away_wait_for_their_money_too(project):
    bare, paid = (
        project.load(project.scenario(SMALL + added)).scenario.consignments
        for added in ("", 'cash: {by_mode: {"9610": {settlement_days: 36.5}}}\n')
    )
    for one, other in zip(bare, paid, strict=True):
        apart = other.outsource_loss_cny_per_kg - one.outsource_loss_cny_per_kg
        # A tenth of a year at 6 % a year.
        assert apart * one.kg == pytest.approx(0.006 * one.value_cny)
