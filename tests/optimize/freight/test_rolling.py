"""Rolling plans: feasible, never below foresight, nothing known early, closed loads left alone."""

from dataclasses import replace

import numpy as np
import pytest

from domain.freight import count
from optimize.freight import rolling as module
from optimize.freight.instances import generate
from optimize.freight.rolling import rolling
from optimize.freight.solve import Effort
from tests.optimize.freight.brute import brute
from tests.optimize.freight.tiny import tiny

LITTLE = Effort(turns=1, bound_rounds=10, search_rounds=200, chunk=100, size=5, exact_gap=1e-6)
QUICK = replace(LITTLE, exact_options=-1)


def test_rolling_plan_is_feasible_and_no_cheaper_than_foresight():
    served = 0
    for number in range(30):
        problem = tiny(number)
        best = brute(problem)
        plan = rolling(problem, 24.0, effort=LITTLE)
        if best is None or plan.status != "feasible":
            continue
        served += 1
        assert not count(problem, plan).problems
        assert plan.bound_cny <= best.cost_cny + 1e-6
        assert plan.cost_cny >= best.cost_cny - 1e-6
    assert served >= 18


def test_with_everything_known_at_once_rolling_is_foresight():
    for number in range(20):
        problem = tiny(number)
        problem = replace(problem, items=replace(problem.items, known_h=problem.items.m3 * 0.0))
        problem = replace(
            problem, loads=replace(problem.loads, close_h=problem.loads.close_h + 24.0)
        )
        best = brute(problem)
        if best is not None:
            plan = rolling(problem, 24.0, effort=LITTLE)
            assert plan.cost_cny == pytest.approx(best.cost_cny)


def test_locked_items_keep_their_options_and_no_newcomer_takes_a_closed_load(monkeypatch):
    problem = generate(120, 2)
    seen = []
    solve = module.solve

    def watched(part, **more):
        plan = solve(part, **more)
        seen.append((part, plan))
        return plan

    monkeypatch.setattr(module, "solve", watched)
    epoch_h = 24.0 * 7.0
    plan = rolling(problem, epoch_h, effort=QUICK)
    assert plan.notes["epochs"] == len(seen) > 2
    before = {}
    for part, answer in seen:
        now_h = epoch_h * np.ceil(part.items.known_h.max() / epoch_h)
        now = {}
        for option in answer.taken.tolist():
            item = part.items.item_id[int(part.item_of_option[option])]
            first, end = part.options.load_first[option], part.options.load_first[option + 1]
            loads = tuple(part.options.load[first:end].tolist())
            now[item] = (loads, min((part.loads.close_h[g] for g in loads), default=np.inf))
        for item, (loads, close_h) in now.items():
            assert close_h >= now_h or before[item][0] == loads
        for item, (loads, close_h) in before.items():
            if close_h < now_h:
                assert now[item][0] == loads
        before = now
    assert not count(problem, plan).problems


def test_epoch_must_advance():
    with pytest.raises(ValueError, match="epoch"):
        rolling(tiny(1), 0.0)
