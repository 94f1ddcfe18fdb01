"""Every lever moves its figure as it says, under common random numbers."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from inputs.build import load_scenario
from inputs.findings import InputError
from inputs.levers import FOLDER, lever_keys, lever_path, read_lever, with_lists_added
from inputs.schema_levers import TableFigure
from study.lever_runs import Shown, figure_of, show

ROOT = Path(__file__).resolve().parents[2]
KEYS = sorted(lever_keys(), key=lambda key: YAML(typ="safe").load(lever_path(key))["base"])
"""By base, so that runs of a base alone are shared."""


def measures():
    with (ROOT / "data" / "levers.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def not_modelled():
    with (FOLDER / "not_modelled.yaml").open(encoding="utf-8") as file:
        return [key for group in YAML(typ="safe").load(file) for key in group["keys"]]


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_the_figure_moves_as_stated(key):
    shown = show(key)
    assert shown.moved, f"{key}: off {shown.off}, on {shown.on}, stated {shown.lever.moves}"


def test_every_lever_is_a_measure_of_a_plan():
    assert set(KEYS) <= set(measures())


def test_no_measure_is_both_a_lever_and_left_out():
    left = not_modelled()
    assert len(left) == len(set(left))
    assert set(left) <= set(measures()) - set(KEYS)


def test_indirect_measures_have_a_reason():
    away = {key for key, row in measures().items() if row["bears_on_logistics"] != "direct"}
    assert away <= set(not_modelled()) | set(KEYS)


def shown(off, on, moves="up"):
    lever, _ = read_lever("hezhou_industry_belt")
    return Shown("x", lever.model_copy(update={"moves": moves}), off, on)


@pytest.mark.parametrize(
    ("off", "on", "moves", "moved"),
    [
        ((1.0, 1.0), (2.0, 1.0), "up", True),
        ((1.0, 1.0), (1.0, 1.0), "up", False),
        ((1.0, 1.0), (5.0, 0.9), "up", False),
        ((1.0, 1.0), (0.5, 1.0), "down", True),
        ((1.0, 1.0), (1.0 - 1e-12, 1.0), "down", False),
        ((1.0, 1.0), (2.0, float("nan")), "up", False),
    ],
)
def test_a_figure_moves_when_no_replication_goes_back_and_one_goes_on(off, on, moves, moved):
    assert shown(off, on, moves).moved is moved


BOXES = pd.DataFrame(
    {"subject": ["box", "box", "box", "part"], "start_h": 0.0, "end_h": [24.0, 8.0, 30.0, 99.0]}
)


def test_a_share_counts_rows_that_reach_a_value():
    figure = {"table": "movements", "where": {"subject": "box"}, "column": "hours"}
    lever, _ = read_lever("taiyuan_multimodal_transit")
    share = TableFigure(**figure, take="share", at_least=24.0)
    of_none = TableFigure(**figure, take="share", at_least=31.0)
    taken = [
        figure_of(lever.model_copy(update={"figure": one}), {"movements": BOXES})
        for one in (share, of_none)
    ]
    assert taken == [2 / 3, 0.0]


@pytest.mark.parametrize("wrong", [{"take": "share"}, {"take": "mean", "at_least": 1.0}])
def test_a_share_and_nothing_else_says_what_counts(wrong):
    with pytest.raises(ValueError, match="at_least"):
        TableFigure(table="movements", column="hours", **wrong)


def test_no_two_levers_of_a_zone_are_the_same_measure():
    seen = {}
    for key in KEYS:
        lever, _ = read_lever(key)
        what = (lever.base, repr(lever.off), repr(lever.on))
        assert what not in seen, f"{key} is {seen.get(what)}"
        seen[what] = key


BASE = FOLDER / "bases" / "taiyuan_trains.yaml"


def test_levers_compose_and_keep_lists_of_the_scenario(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"extends: {BASE.relative_to(ROOT).as_posix()}\nquestion: x\n"
        "subsidies: [{name: own, services: [RCE*], cny_per_feu: 100}]\n".replace(
            BASE.relative_to(ROOT).as_posix(), BASE.as_posix()
        ),
        encoding="utf-8",
    )
    levers = ["lever:taiyuan_train_subsidy", "lever:taiyuan_credit_database=off"]
    resolved = load_scenario(path, overrides=levers, allow_outside=True).resolved
    assert [one["name"] for one in resolved["subsidies"]] == ["own", "train fund"]
    assert resolved["flows_set"]["*"]["credit_grades"]["discredited"] == 0.05


def test_lists_are_added_once():
    assert with_lists_added([1, 2], [2, 3]) == [1, 2, 3]
    assert with_lists_added({"a": {"b": [1]}}, {"a": {"b": [2]}, "c": 1}) == {
        "a": {"b": [1, 2]}, "c": 1,
    }  # fmt: skip
    assert with_lists_added(None, [1]) == [1]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("taiyuan_train_subsidi", "did you mean"),
        ("hezhou_cold_centre", "no lever"),
        ("taiyuan_train_subsidy=maybe", "neither on nor off"),
    ],
)
def test_wrong_levers_are_named(name, says):
    with pytest.raises(InputError, match=says):
        load_scenario(BASE, overrides=[f"lever:{name}"])


def test_a_mix_of_grades_adds_up():
    sets = ["flows_set.*.credit_grades={AEO_advanced: 0.5, gold: 0.1}"]
    with pytest.raises(InputError) as wrong:
        load_scenario(BASE, sets=sets)
    assert "gold" in str(wrong.value)
    assert "add up to 1" in str(wrong.value)
