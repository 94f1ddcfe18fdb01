"""Offers that several workers value and share."""

import joblib

from domain.outlook import Outlook, replications
from optimize.rule import Rule
from study.planning import PlanJob, make_plan, share_outlook
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


def test_the_rule_plans_the_same_from_offers_that_others_valued(tmp_path):
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
        job = PlanJob(file, tmp_path / "plan", "rule", Rule().settings, outlook_file, False)
        plan = plan_of(make_plan(job))
    alone = Rule().plan(two_hubs(30), OUTLOOK)
    assert plan.parts == alone.parts
    assert plan.journeys == alone.journeys
    assert plan.runs == alone.runs
    assert plan.cost_cny == alone.cost_cny
