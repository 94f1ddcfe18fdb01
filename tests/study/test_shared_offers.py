"""Offers that several workers value and share."""

import joblib
import pytest

from domain.outlook import Outlook, replications
from optimize.rule import RuleSettings
from study.planning import PlanJob, make_plan, share_outlook
from study.policies import policy
from study.progress import Watch
from study.replicate import plan_of, shared, take
from study.shared_offers import OffersJob, share_offers, split, value_offers
from tests.worlds import two_hubs

OUTLOOK = Outlook(1, replications("A", 2))


def test_shares_hold_every_consignment_once():
    scenario = two_hubs(30)
    for workers in (1, 2, 5):
        shares = split(scenario, workers)
        assert len(shares) == workers
        names = sorted(name for share in shares for name in share)
        assert names == sorted(order.consignment_id for order in scenario.consignments)


@pytest.mark.parametrize("name", ["rule", "plan", "foresight"])
def test_policies_plan_the_same_from_offers_that_others_valued(tmp_path, name):
    with shared(two_hubs(30)) as file:
        outlook_file = share_outlook(file, "outlook", OUTLOOK)
        share_offers(file, outlook_file, 1, Watch(quiet=True))
        (made,) = outlook_file.with_name("outlook_offers").glob("*.joblib")
        names = sorted(joblib.load(made))
        halves = frozenset(names[::2]), frozenset(names[1::2])
        made.unlink()
        for number, half in enumerate(halves):
            target = made.with_name(f"{number}.joblib")
            assert value_offers(OffersJob(file, outlook_file, target, half)) == target
            assert set(joblib.load(target)) == half
        take.cache_clear()  # another process would read the scenario anew
        job = PlanJob(file, tmp_path / "plan", name, RuleSettings(), outlook_file, False)
        plan = plan_of(make_plan(job))
    alone = policy(name, RuleSettings()).plan(two_hubs(30), OUTLOOK)
    assert plan.parts == alone.parts
    assert plan.journeys == alone.journeys
    assert plan.runs == alone.runs
    assert plan.cost_cny == alone.cost_cny
    assert plan.bound_cny == alone.bound_cny
