"""Policies where boxes are under way at hour 0: those go as given, the policy plans the rest."""

from __future__ import annotations

from dataclasses import replace
from math import fsum

from domain.begun import plan_of, with_begun, without_begun
from domain.cargo import Consignment
from domain.expected import expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.policy import Policy
from domain.scenario import Scenario


class AfterBegun:
    """A policy that leaves boxes under way alone; without any it is the policy itself."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @property
    def name(self) -> str:
        """That of the policy."""
        return self._policy.name

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """Plan the rest, then add the boxes under way with what they are expected to cost."""
        if not scenario.begun:
            return self._policy.plan(scenario, outlook)
        found = self._policy.plan(without_begun(scenario), outlook)
        whole = with_begun(scenario, found)
        cost_cny = expected_cost(scenario, outlook, whole)
        return replace(whole, cost_cny=cost_cny, bound_cny=_bound(scenario, outlook, found))


def _bound(scenario: Scenario, outlook: Outlook, found: Plan) -> float | None:
    """The bound on the rest, and the boxes alone; `None` where both share what has one price.

    Train paths with a least load and space under contract cost less or more for the rest with
    these boxes aboard, so a sum would be no bound.
    """
    services = scenario.network.services
    given = plan_of(scenario.begun)
    shared = any(
        services[key[0]].dispatch == "path"
        for journey in given.journeys.values()
        for _, key in journey.dated()
    )
    if found.bound_cny is None or shared or scenario.contracts:
        return None
    alone = replace(scenario, consignments=_of(scenario, given), facility_cny_per_day=None)
    return fsum((found.bound_cny, expected_cost(alone, outlook, given)))


def _of(scenario: Scenario, given: Plan) -> tuple[Consignment, ...]:
    names = {part.consignment_id for part in given.parts}
    return tuple(c for c in scenario.consignments if c.consignment_id in names)
