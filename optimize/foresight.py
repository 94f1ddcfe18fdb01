"""`foresight`: the whole order book at once, with a lower bound. Nobody can plan like this.

It begins with what the rule would book; what found no room there is tried again with the rest. The
core's search places everything anew (`optimize.replan`). A small book, and one where that does not
pay, is solved window after window of consignments as well, in order of stuffing, with everything
outside the window as it is. Path trains may be run or not until the end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

from domain.expected import with_expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.policy import announcements
from domain.scenario import Scenario
from domain.when_full import rule_of
from optimize.block_sizes import with_best_sizes
from optimize.bound import lower_bound
from optimize.box_desk import FLOW, BoxDesk
from optimize.carbon import within_cap
from optimize.consolidate import WorkLimits
from optimize.desk import Demand, PlanDesk
from optimize.improve import improve
from optimize.offers import offer_book
from optimize.reasons import NO_ROOM
from optimize.reoptimise import reoptimise
from optimize.replan import SearchWork, replan
from optimize.rule import RuleDesk, RuleSettings


@dataclass(frozen=True, slots=True)
class ForesightSettings:
    """Counts of work: consignments in one model, passes over the book, rounds of local search.

    `small`: the most consignments of a small book. On two weeks of the base scenarios (900 and
    1,100 consignments) windows after the search saved 0.02% and 0.00%, and took longer than it.
    """

    limits: WorkLimits = field(default_factory=WorkLimits)
    window: int = 120
    passes: int = 1
    rounds: int = 3
    small: int = 240
    search: SearchWork = field(default_factory=SearchWork)


class Foresight:
    """See the module."""

    name = "foresight"

    def __init__(self, settings: ForesightSettings | None = None) -> None:
        self.settings = settings or ForesightSettings()

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """Decide on the whole book and bound it."""
        if scenario.planning.carbon_cap_kgco2e is not None:
            return within_cap(self.plan, scenario, outlook)
        if scenario.contracts.sizes_open:
            return with_best_sizes(self.plan, scenario, outlook)
        begun = perf_counter()
        offers = offer_book(scenario, outlook)
        first = RuleDesk(scenario, offers, RuleSettings(buffer_h=0.0))
        for at_h, fresh in announcements(scenario):
            first.decide(at_h, fresh)
        first.close()
        desk = PlanDesk(scenario, first.booking)
        desk.booking.pools.reopen()
        demands = {
            order.consignment_id: Demand(order, order.units, offers.pool(order), may_outsource=True)
            for order in scenario.consignments
            if order.consignment_id not in first.unplanned or offers.pool(order)
        }
        for name in sorted(set(first.unplanned) & set(demands)):
            desk.leave(demands[name])
        small = len(demands) <= self.settings.small
        if small:
            self._windows(desk, demands)
        if not replan(desk, demands, self.settings.search) and not small:
            self._windows(desk, demands)
        desk.booking.pools.release_rest()
        unplanned = {name: why for name, why in first.unplanned.items() if name not in demands}
        unplanned.update(dict.fromkeys(sorted(desk.left), NO_ROOM))
        runs = frozenset(desk.booking.paths())
        boxes = BoxDesk(scenario, desk.booking, FLOW)
        boxes.settle(0.0, math.inf, running=runs)
        plan = boxes.finish(desk.booking.plan(self.name, runs, unplanned))
        plan = with_expected_cost(scenario, outlook, plan)
        # A plan that is settled has journeys that the bound does not know.
        settles = any(rule_of(one) is not None for one in scenario.network.services.values())
        return replace(
            plan,
            bound_cny=None if settles else lower_bound(scenario, offers, plan=plan),
            status="feasible",
            seconds=perf_counter() - begun,
        )

    def _windows(self, desk: PlanDesk, demands: Mapping[str, Demand]) -> None:
        for number in range(self.settings.passes):
            names = sorted(demands, key=lambda name: (_first_h(desk, name), name))
            skip = number * self.settings.window // 2
            for begin in range(skip, len(names), self.settings.window):
                chunk = [demands[name] for name in names[begin : begin + self.settings.window]]
                reoptimise(desk, chunk, self.settings.limits, rounds=1)
        improve(desk, demands, self.settings.rounds)


def _first_h(desk: PlanDesk, name: str) -> float:
    held = desk.booking.of_consignment.get(name, {})
    return min(
        (one.offer.stuff_h for one in held.values() if one.offer is not None), default=math.inf
    )
