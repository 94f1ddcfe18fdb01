"""Every plan of a run shows its gap: which plans a bound is a bound on, and that it is one."""

import json
from dataclasses import replace

import pytest

from optimize.bound import lower_bound
from optimize.carbon import CAP_BROKEN
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from study.bounds import share_bound
from study.plan_folder import read_plan, write_plan
from study.planning import share_outlook
from study.progress import Watch
from study.replicate import shared
from tests.optimize.test_contracts import choosing
from tests.optimize.tiny import NOMINAL, tiny

POLICIES = (Habit(), Rule(), RollingPlan(), Foresight())


@pytest.fixture
def shared_out(tmp_path):
    def share(scenario, plans, *, seek):
        with shared(scenario) as file:
            outlook_file = share_outlook(file, "outlook", NOMINAL)
            folders = [tmp_path / str(at) for at in range(len(plans))]
            for folder, plan in zip(folders, plans, strict=True):
                write_plan(folder, scenario, plan)
            share_bound(file, outlook_file, folders, Watch(quiet=True), seek=seek)
        for folder in folders:
            about = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
            assert about["gap"] == read_plan(folder).gap
        return [read_plan(folder) for folder in folders]

    return share


def test_all_but_habit_get_the_bound_of_foresight(shared_out):
    scenario = tiny(1, 4)
    plans = [policy.plan(scenario, NOMINAL) for policy in POLICIES]
    habit, rule, rolling, foresight = shared_out(scenario, plans, seek=False)
    assert habit.bound_cny is None
    assert rule.bound_cny == rolling.bound_cny == foresight.bound_cny == plans[-1].bound_cny
    for before, after in zip(plans, (habit, rule, rolling, foresight), strict=True):
        same = {"bound_cny": None, "seconds": 0.0}
        assert replace(after, **same) == replace(before, **same)
    for plan in (rule, rolling, foresight):
        assert plan.gap == (plan.cost_cny - plan.bound_cny) / plan.cost_cny
        assert plan.gap >= 0.0


def test_without_foresight_a_bound_is_sought_only_where_asked(shared_out):
    scenario = tiny(2, 4)
    plan = Rule().plan(scenario, NOMINAL)
    assert plan.bound_cny is None
    assert shared_out(scenario, [plan], seek=False)[0].bound_cny is None
    (found,) = shared_out(scenario, [plan], seek=True)
    assert found.bound_cny == lower_bound(scenario, OfferBook(scenario, NOMINAL), plan=plan)


def test_a_plan_that_leaves_goods_or_breaks_the_cap_has_no_gap(shared_out):
    scenario = tiny(3, 4)
    best = Foresight().plan(scenario, NOMINAL)
    left = replace(best, policy="plan", bound_cny=None, unplanned={"A-1": "no way"})
    capped = replace(scenario, planning=replace(scenario.planning, carbon_cap_kgco2e=1e9))
    broken = replace(best, policy="plan", bound_cny=None, status=CAP_BROKEN)
    rule = replace(best, policy="rule", bound_cny=None)
    kept = replace(best, policy="plan", bound_cny=None)
    assert shared_out(scenario, [best, left], seek=False)[1].bound_cny is None
    _, *others = shared_out(capped, [best, broken, rule, kept], seek=False)
    assert [one.bound_cny for one in others] == [None, None, best.bound_cny]


def test_the_bound_of_an_open_block_holds_for_every_size():
    scenario = choosing(tiny(4, 3), cny_per_teu=1_000.0, take_or_pay_share=0.5)
    bound = lower_bound(scenario, OfferBook(scenario, NOMINAL))
    for teu in (0.0, 4.0, 8.0):
        sized = replace(scenario, contracts=scenario.contracts.sized({"space": teu}))
        assert bound <= Foresight().plan(sized, NOMINAL).cost_cny + 0.01
