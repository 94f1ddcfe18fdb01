"""One lower bound for the plans of a run, so that each of them shows its own gap.

Foresight brings a bound on every plan on the same outlook. It is no bound on what keeps fewer
rules: `habit`, which promises nothing, what breaks a cap on CO2e, and plans that leave
consignments, which cost less by what they do not carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from domain.plan import Plan
from domain.scenario import Scenario
from optimize.bound import lower_bound
from optimize.carbon import CAP_BROKEN
from optimize.offers import offer_book
from study.plan_folder import read_plan, write_bound
from study.planning import POOLED, RULE, take_outlook
from study.progress import Watch
from study.replicate import take
from study.shared_offers import adopt_offers


def share_bound(
    scenario_file: Path, outlook_file: Path, folders: Iterable[Path], watch: Watch, *, seek: bool
) -> None:
    """Write the best bound of these plans into all that it bounds.

    Parameters
    ----------
    seek
        Where no plan brought a bound, seek one (a quarter takes about half a minute).
    """
    scenario = take(scenario_file)
    plans = {folder: read_plan(folder) for folder in folders}
    bounded = {folder: plan for folder, plan in plans.items() if _is_bounded(scenario, plan)}
    bounds = [plan.bound_cny for plan in plans.values() if plan.bound_cny is not None]
    if seek and bounded and not bounds and not scenario.begun:
        with watch.step("bound", 1) as step:
            outlook = take_outlook(outlook_file)
            adopt_offers(scenario, outlook, outlook_file)
            likely = next(iter(bounded.values()))
            bounds.append(lower_bound(scenario, offer_book(scenario, outlook), plan=likely))
            step.advance()
    for folder, plan in bounded.items():
        if bounds and plan.bound_cny != max(bounds):
            write_bound(folder, max(bounds))


def _is_bounded(scenario: Scenario, plan: Plan) -> bool:
    free = scenario.planning.carbon_cap_kgco2e is None
    in_cap = free or (plan.policy != RULE and plan.status != CAP_BROKEN)
    return plan.policy in POOLED and in_cap and not plan.unplanned
