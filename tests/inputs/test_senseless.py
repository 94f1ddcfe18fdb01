"""Keys that are well-typed and mean nothing: refused with line and words, all of them at once."""

import functools

import pytest

from inputs.build import DATA, load_scenario
from inputs.findings import Findings, InputError
from inputs.levers import BASES
from inputs.tables import read_tables

BASE = BASES / "hezhou_week.yaml"
GATE = "gates={GX_YYG: {%s}}"
SORTER = "hubs={HZ_CBEC: {sorting: {parcels_per_h: 300, opening: hub_day, waves: %s}}}"
EVENT = "events=[{name: a, what: node, at: GX_YYG, begins: 30, ends: 60, %s}]"
SAILING = "sailings={BHZ01: {%s}}"
REGIME = "regimes=[{node: GX_YYG, regime: peak, %s}]"
FAULT = "faults=[{kind: late_plug_in, node: HZ_HUB, hours: 4, %s}]"
WRONG = [
    (GATE % "other_side: GX_YYG", "other_side", "the gate itself"),
    (GATE % "through: {at_once: 3, hours_mean: 1}", "through", "no service goes this way"),
    (GATE % "through: {at_once: 3, hours_mean: 1, unplugged_h: 9}", "unplugged_h", "longer than"),
    (SORTER % "['09:30', '03:00']", "waves[1]", "never open"),
    ("hubs={VN_HAN: {sorting: {parcels_per_h: 300}}}", "sorting", "abroad"),
    ("hubs={HZ_CBEC: {}}", "HZ_CBEC", "says nothing"),
    ("hubs={HZ_CBEC: {yard: {wait_cny_per_h: 5}}}", "yard", "limits nothing"),
    ("hubs={HZ_CBEC: {rooms: {spill: other_store}}}", "rooms", "limits nothing"),
    ("supervision={inspect_at: {export: entry_port}}", "export", "entry_port"),
    ("supervision={inspect_at: {import: exit_port}}", "import", "exit_port"),
    ("supervision={inspect_at: {'9610': destination}}", "9610", "destination"),
    ("supervision={inspect_at: {domestic: exit_port}}", "domestic", "nobody looks"),
    (
        "supervision={negative: [navel_orange], low_risk: [taro, navel_orange]}",
        "low_risk[1]",
        "negative list",
    ),
    (
        "supervision={clearance_inland: {nodes: [HZ_HUB], integrated: [HZ_CBEC]}}",
        "integrated[0]",
        "no site",
    ),
    ("supervision={laboratory: {servers: {HZ_HUB: 3}}}", "servers.HZ_HUB", "nothing is tested"),
    (EVENT % "closed: true, lost_share: 0.5", "lost_share", "goods: lose"),
    (EVENT % "closed: true, goods: lose, lost_share: 0", "lost_share", "nothing is lost"),
    (EVENT % "closed: true, mean_days: 3", "mean_days", "per_year"),
    (EVENT % "factor: 1", "factor", "changes nothing"),
    (SAILING % "short_by: 0.5", "short_by", "without short_share"),
    (SAILING % "short_share: 0.5, short_by: 0", "short_by", "nothing is missing"),
    (SAILING % "no_show_fee_share: 0.9", "no_show_fee_share", "without no_show_share"),
    (SAILING % "blank_notice_h: 5", "blank_notice_h", "without blank_share"),
    (REGIME % "mean_days: 2", "regimes[0]", "never comes"),
    (REGIME % "per_year: 3, begins: 2026-11-03", "per_year", "not both"),
    (REGIME % "per_year: 3, ends: 2026-11-03", "ends", "without begins"),
    (REGIME % "begins: 2026-11-09, ends: 2026-11-03", "ends", "after begins"),
    (REGIME % "begins: 2026-11-09, slow_factor: 1", "slow_factor", "changes nothing"),
    (FAULT % "begins: 2026-11-09, ends: 2026-11-03", "ends", "after begins"),
    (FAULT % "share: 0", "share", "harms nobody"),
    ("functions={HZ_HUB: {stuffing: {begins: 2026-12-01, ends: 2026-11-01}}}", "ends", "after"),
    ("cash={rebate_share: 0.1}", "rebate_share", "terms"),
    ("yard_tiers={HZ_HUB: []}", "HZ_HUB", "no tier"),
    ("flows_set={'M2*': {due_days: 30, hard_deadline_days: 3}}", "hard_deadline_days", "refused"),
    ("figures=['wait_h[GX_YYG:border]', 'wait_h[GX_YYG:border]']", "figures[1]", "twice"),
    ("background={more: {HZ_CBEC:receive: {per_day: 1e5}}}", "background", "2,000,000"),
    ("processes={A013: {breaks: {up_h: 0.001, down_h: 0.001}}}", "background", "breakdowns"),
]


@functools.cache
def tables():
    return read_tables(DATA, Findings(), "data")


def load(*sets):
    return load_scenario(BASE, sets=sets, tables=tables())


def batches():
    """One wrong setting of each section at a time, so that a load tells of many; events alone."""
    left = list(WRONG)
    while left:
        taken = {}
        for row in left:
            section = row[1] if row[1] == "background" else row[0].partition("=")[0]
            if not taken or (section != "events" and "events" not in taken):
                taken.setdefault(section, row)
        left = [row for row in left if row not in taken.values()]
        yield list(taken.values())


@pytest.mark.parametrize("rows", list(batches()))
def test_what_means_nothing_is_refused(rows):
    with pytest.raises(InputError) as refused:
        load(*(setting for setting, _, _ in rows))
    for setting, key, says in rows:
        found = [
            one
            for one in refused.value.findings
            if (one.file == f"--set {setting}" or key == "background")
            and one.path.endswith(key)
            and says in one.text()
        ]
        assert found, (setting, refused.value)
        assert found[0].message_zh
        assert found[0].message_zh != found[0].message
    assert len(refused.value.findings) >= len(rows)


def test_all_of_it_is_said_at_once_with_its_line(tmp_path):
    text = BASE.read_text(encoding="utf-8").replace(
        "../../scenarios", str(DATA.parent / "scenarios")
    )
    own = tmp_path / "wrong.yaml"
    own.write_text(
        text + "gates:\n  GX_YYG: {other_side: GX_YYG}\ncash: {rebate_share: 0.1}\n"
        "regimes:\n- {node: GX_YYG, regime: peak}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        load_scenario(own, tables=tables(), allow_outside=True)
    before = text.count("\n")
    assert sorted(one.line - before for one in refused.value.findings) == [2, 3, 5]


def test_many_events_are_told_and_the_limit_may_be_raised():
    more = "background.more={HZ_CBEC:receive: {per_day: 1e4}}"
    (told,) = [one for one in load(more).warnings if "events" in one.message]
    assert told.severity == "warning"
    days = load(more).scenario.cap_h / 24.0
    count = float(told.message.split(" events")[0].split()[-1].replace(",", ""))
    assert 1e4 * days < count < 1.05e4 * days  # a few of background.csv
    most = "background.most_events=100000000"
    assert load("background.more={HZ_CBEC:receive: {per_day: 1e5}}", most).scenario
    with pytest.raises(InputError, match="most_events"):
        load(more, "background.most_events=1000")


def wrong(*sets):
    with pytest.raises(InputError) as refused:
        load(*sets)
    return [(one.path, one.message) for one in refused.value.findings]


def test_mistakes_of_shape_and_of_sense_are_told_together():
    found = dict(
        wrong(
            "cash={rebate: 1}",
            "planning.slot_h=soon",
            "gates={GX_YYG: {other_side: GX_YYG}}",
            "hubs={HZ_CBE: {yard: {slots_teu: 3}}}",
        )
    )
    assert set(found) == {
        "cash.rebate", "planning.slot_h", "gates.GX_YYG.other_side", "hubs.HZ_CBE"
    }  # fmt: skip
    assert "did you mean" in found["hubs.HZ_CBE"]


def test_what_leans_on_a_wrong_section_is_not_blamed():
    gate = "gates={GX_YYG: {other_side: GX_YYG}}"
    assert [path for path, _ in wrong("nodes=[3]", gate)] == ["nodes[0]"]
    assert [path for path, _ in wrong("services=[]", gate)] == ["services"]
    station = (
        "stations={ST: {trunk: FM_PR_HZ_ELEC_HZ_CBEC, flows: ['M2*'], dock: {docks: 1, t_per_h: 4},"
        "rounds: {leave_at: ['10:00'], vehicles: 2, capacity_kg: 15, capacity_m3: 9, stops: 8,"
        "radius_km: 12, speed_km_per_h: 28, stop_h: 0.2, cny_per_km: 2, cny_per_stop: 6,"
        "cny_per_h: 55}, trunk_trucks: {before_waves_h: 1, capacity_kg: 5, capacity_m3: 30,"
        "cny_per_truck: 320}}}"
    )
    (only,) = wrong("hubs={HZ_CBEC: {sorting: {parcels: 3}}}", station)[:1]
    assert only[0].startswith("hubs.HZ_CBEC.sorting")
    assert not any("wave" in message for _, message in wrong("hubs={HZ_CBEC: 3}", station))
