"""Policies where goods may change boxes at a hub: the plan with that, or the one without it.

More ways leave a search more to look at, so that it may find a dearer plan than it does with fewer.
Whether goods change boxes at all is a setting, found like those of the rule: on the outlook.
"""

from __future__ import annotations

import math
from dataclasses import replace

from domain.outlook import Outlook
from domain.plan import Plan
from domain.policy import Policy
from domain.scenario import Scenario


class OrDirect:
    """A policy that also plans without restuffing, where there is some, and takes the cheaper."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @property
    def name(self) -> str:
        """That of the policy."""
        return self._policy.name

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """The plan that leaves fewer consignments, then that of less expected cost."""
        whole = self._policy.plan(scenario, outlook)
        direct = without_restuffing(scenario)
        if direct is None:
            return whole
        other = self._policy.plan(direct, outlook)
        if _rank(other) >= _rank(whole):
            return whole
        # What bounds all ways bounds the direct ones.
        return replace(other, bound_cny=whole.bound_cny, seconds=other.seconds + whole.seconds)


def without_restuffing(scenario: Scenario) -> Scenario | None:
    """The scenario with its direct ways; `None` where there are no others, or no direct ones."""
    ways = {
        key: tuple(way for way in found if way.feeder is None)
        for key, found in scenario.ways.items()
    }
    if all(len(own) == len(scenario.ways[key]) for key, own in ways.items()):
        return None
    if any(not own and scenario.ways[key] for key, own in ways.items()):
        return None
    return replace(scenario, ways=ways)


def _rank(plan: Plan) -> tuple[int, float]:
    return len(plan.unplanned), math.inf if plan.cost_cny is None else plan.cost_cny
