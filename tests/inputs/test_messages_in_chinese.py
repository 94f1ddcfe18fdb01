"""Messages of mistakes in a scenario say in Chinese what they say in English."""

import re

import pytest

from inputs.build import load_scenario
from inputs.findings import InputError
from inputs.levers import BASES
from tests.inputs.worlds import ROOT

TRAINS, HUB = BASES / "taiyuan_trains.yaml", BASES / "hezhou_week.yaml"
FULL = ROOT / "scenarios" / "examples" / "trains_when_full.yaml"
ENGLISH = re.compile(r"[a-z]{2,}(?: [a-z]{2,}){2,}")
"""Three English words in a row: no id, key or unit has them."""
POOL = "planning.path_pools={zhongding: {terminal: TY_ZD, services: [RCA*], paths: 1}}"


TIERS = "[{from_day: 3, cny_per_day: 5}, {from_day: 1, cny_per_day: 9}]"


@pytest.mark.parametrize(
    ("base", "wrong"),
    [
        (
            TRAINS,
            {
                "sailings.RCA01={length_by_leg: [50]}": "个长度",
                "sailings.RCA02={wagons_short_share: 0.5, wagons_short_by: 0.2}": "多少车皮",
                "sailings.RSX*={when_full: {full_teu: 14, longest_hold_h: 336}}": "有时刻表",
                "sailings.RCE*={when_full: {full_teu: 999, longest_hold_h: 336}}": "超过其运力",
                "sailings.RCA*={first_aboard: [frozen, frozen]}": "以前面为准",
            },
        ),
        (
            TRAINS,
            {
                "flows_set.M02*={credit_grades: {ordinary: 0.5}}": "合计为 1 的份额，",
                "flows_set.M04*={trade_modes: {'0110': 0.25}}": "实际为 0.25",
            },
        ),
        (TRAINS, {f"yard_tiers.TY_ZD={TIERS}": "前一档"}),
        (FULL, {POOL: "二者选一"}),
        (
            HUB,
            {
                "background.more.HZ_HUB:sleep={per_day: 3}": "无人在此等待",
                "background.more.HZ_ZS:terminal_out={per_day: 3}": "已有其流量",
            },
        ),
        (HUB, {"processes.D001={breaks: {up_h: 5, down_h: 1}}": "数量不限"}),
        (HUB, {"figures=[speed]": "可写"}),
    ],
)
def test_a_rule_is_said_in_chinese(base, wrong):
    with pytest.raises(InputError) as refused:
        load_scenario(base, sets=list(wrong), allow_outside=True)
    spoken = [found.text("zh") for found in refused.value.findings]
    for says in wrong.values():
        assert any(says in one for one in spoken), spoken
    assert not any(ENGLISH.search(one) for one in spoken), spoken


def test_a_mix_of_many_flows_is_named_once_at_its_pattern():
    with pytest.raises(InputError) as refused:
        load_scenario(TRAINS, sets=["flows_set.*={trade_modes: {'0110': 0.5}}"])
    (found,) = refused.value.findings
    assert found.path == "flows_set.*.trade_modes"
    assert found.message == "must be shares that add up to 1, found 0.5"
