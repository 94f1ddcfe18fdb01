"""Candidates to open and pools of train paths: what is read, and what is said where it is wrong."""

import pytest

from domain.network import STORE
from domain.opening import CLOSED, opened
from inputs.build import load_scenario
from inputs.findings import InputError
from tests.inputs.worlds import SMALL

TRAINS = SMALL.replace("zone: hezhou", "zone: taiyuan").replace(
    '["M21*", "M49*"]', "[M05-pv_module-fcl-MK_KZ, M12-apple_fuji-fcl-MK_KZ]"
).replace('"DL*"', '"DL*", RCA01, RCA02, "ROX*"')  # fmt: skip
STORE_KEYS = """\
planning:
  may_open:
    store:
      node: SX_YCCC
      functions: [stuffing, cold_store]
      steps:
        small: {plugs: 2, cny_per_day: 500, once_cny: 1000000, life_years: 15}
        large: {plugs: 9, teu: 30, cny_per_day: 900}
    train:
      services: [RCA01]
      steps:
        half: {teu: 50, cny_per_day: 100}
  path_pools:
    zhongding: {terminal: TY_ZD, services: [RCA01, RCA02], paths: 2, per: month}
"""


def load(folder, more="", **options):
    path = folder / "small.yaml"
    path.write_text(TRAINS + more, encoding="utf-8")
    return load_scenario(path, **options)


def test_candidates_and_pools_are_read(tmp_path):
    scenario = load(tmp_path, STORE_KEYS).scenario
    store, train = scenario.may_open
    assert (store.node_id, store.functions) == ("SX_YCCC", ("stuffing", "cold_store"))
    assert [step.plugs for step in store.steps] == [2.0, 9.0]
    assert train.choices == (CLOSED, "half")
    (pool,) = scenario.path_pools
    assert pool.service_ids == {"RCA01", "RCA02"}
    # Months begin at midnight of the scenario's zone: 1 November, then 1 December after 720 h.
    assert pool.begins_h[:3] == (0.0, 720.0, 720.0 + 744.0)
    assert (pool.window(719.9), pool.window(720.0)) == (0, 1)
    assert scenario.layout is None


def test_a_layout_that_is_fixed_is_built_and_others_stay_closed(tmp_path):
    fixed = load(tmp_path, STORE_KEYS, sets=["planning.opened.store=small"]).scenario
    assert fixed.layout.label == "store=small,train=closed"
    assert fixed.may_open == ()
    assert "RCA01" not in fixed.network.services
    assert fixed.network.stores[f"{STORE}SX_YCCC"].plugs == 2.0
    by_hand = opened(load(tmp_path, STORE_KEYS).scenario, {"store": "small"})
    assert by_hand == fixed
    large = load(tmp_path, STORE_KEYS, sets=["planning.opened={store: closed, train: half}"])
    assert large.scenario.network.services["RCA01"].capacity_teu == 50.0
    node = large.scenario.network.nodes["SX_YCCC"]
    assert "stuffing" not in node.functions
    assert "customs" in node.functions


def test_a_closed_layout_has_every_way_of_a_scenario_without_the_service(tmp_path):
    without = load(tmp_path, sets=["services=[ROX*, XRD0*, DL*, LC_*, FM_PR_*, RCA02]"]).scenario
    closed = load(tmp_path, STORE_KEYS, sets=["planning.opened.store=large"]).scenario
    for key, own in without.ways.items():
        assert set(own) <= set(closed.ways[key])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("services: [RCA01]\n", "services: [RCA99]\n", 'no service "RCA99"'),
        ("services: [RCA01]\n", "services: [RCE01]\n", "not among the scenario's services"),
        ("services: [RCA01]\n", "services: []\n", "name either services, or a node"),
        ("node: SX_YCCC", "node: SX_YCC", 'no node "SX_YCC" — did you mean "SX_YCCC"?'),
        ("      node: SX_YCCC\n", "", "functions need the node that has them"),
        ("[stuffing, cold_store]", "[stuffing, port]", "SX_YCCC has no such function; it has box"),
        ("[stuffing, cold_store]", "[cold_store]", "counts boxes stuffed there"),
        (", life_years: 15", "", "once_cny needs life_years"),
        ("half: {", "closed: {", "a step needs a name"),
        ("plugs: 2,", "plugs: -2,", "must be 0 or more"),
        ("terminal: TY_ZD", "terminal: TY_ZX", 'no node "TY_ZX"'),
        ("terminal: TY_ZD", "terminal: SX_YCCC", "no path train of the scenario begins there"),
        ("[RCA01, RCA02], paths", "[RCA01, RCB02], paths", '"RCB02" fits no path train'),
        ("paths: 2", "paths: two", "planning.path_pools.zhongding.paths"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, old, new, says):
    assert old in STORE_KEYS
    with pytest.raises(InputError) as wrong:
        load(tmp_path, STORE_KEYS.replace(old, new, 1))
    assert says in str(wrong.value)
    assert "small.yaml:" in str(wrong.value)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("stor=small", 'no candidate "stor" — did you mean "store"?'),
        ("store=smal", '"smal" is not one of closed, small, large — did you mean "small"?'),
    ],
)
def test_a_layout_that_does_not_exist_is_refused(tmp_path, wanted, says):
    with pytest.raises(InputError, match=r"planning\.opened") as wrong:
        load(tmp_path, STORE_KEYS, sets=[f"planning.opened.{wanted}"])
    assert says in str(wrong.value)


def test_two_candidates_may_not_open_the_same_thing_nor_two_pools_share_a_train(tmp_path):
    twice = STORE_KEYS.replace(
        "  path_pools:\n",
        "    again: {services: [RCA01], steps: {one: {}}}\n  path_pools:\n"
        "    other: {terminal: TY_ZD, services: [RCA02], paths: 1}\n",
    )
    with pytest.raises(InputError) as wrong:
        load(tmp_path, twice)
    assert "train opens it too" in str(wrong.value)
    with pytest.raises(InputError) as wrong:
        load(tmp_path, twice.replace("    again: {services: [RCA01], steps: {one: {}}}\n", ""))
    assert "RCA02 shares the paths of other already" in str(wrong.value)
