"""Planning under a cap on CO2e: a price per tonne, found by bisection, makes a plan keep it.

A plan is made at a price that every offer pays on what it emits (and giving away on what it is
counted to emit); the price is for choosing only and is booked nowhere. Without a price first; if
the cap is broken the price is doubled until it is kept, then halved in between. The cheapest plan
that keeps the cap is taken. Emissions fall in steps and not quite steadily with the price, so a
cheaper plan may exist in between; how much cheaper at most, the bound says: for every price p, cost
plus p times emissions is at least B(p), so a plan within the cap costs at least B(p) - p x cap.

The rolling plan's price is found by rolling again and again over the whole book; each decision
still sees only what is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.carbon import SAME_SHARE, given_away_kgco2e_per_kg, least_kgco2e, plan_kgco2e
from domain.expected import with_expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario

FIRST_CNY_PER_T = 50.0
DOUBLINGS = 14
HALVINGS = 7
CAP_BROKEN = "cap broken"
"""Status of a plan that emits more than it may."""

Make = Callable[[Scenario, Outlook], Plan]


def within_cap(make: Make, scenario: Scenario, outlook: Outlook) -> Plan:
    """The cheapest plan found that keeps `planning.carbon_cap_kgco2e`.

    Where none does, the plan of least emissions, with `status` CAP_BROKEN; `notes` say price,
    emissions and the least that is possible at all.
    """
    cap = scenario.planning.carbon_cap_kgco2e
    assert cap is not None
    search = _Search(make, scenario, outlook, cap)
    price = 0.0
    if not search.tried(price):
        low, price = 0.0, FIRST_CNY_PER_T
        for _ in range(DOUBLINGS):
            if search.tried(price):
                break
            low, price = price, 2.0 * price
        else:
            return search.best()
        high = price
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            if search.tried(middle):
                high = middle
            else:
                low = middle
    return search.best()


class _Search:
    """Plans made at several prices."""

    def __init__(self, make: Make, scenario: Scenario, outlook: Outlook, cap: float) -> None:
        self.make, self.scenario, self.outlook, self.cap = make, scenario, outlook, cap
        self.found: list[tuple[bool, float, float, Plan]] = []
        self.bound_cny: float | None = None
        self.seconds = 0.0

    def tried(self, cny_per_t: float) -> bool:
        """Make a plan at a price; whether it keeps the cap."""
        plan = self.make(priced(self.scenario, cny_per_t), self.outlook)
        if plan.bound_cny is not None:
            bound = plan.bound_cny - cny_per_t * self.cap / 1000.0
            self.bound_cny = bound if self.bound_cny is None else max(bound, self.bound_cny)
        self.seconds += plan.seconds
        emitted = plan_kgco2e(self.scenario, plan)
        kept = emitted <= self.cap * (1.0 + SAME_SHARE)
        true = with_expected_cost(self.scenario, self.outlook, plan)
        self.found.append((kept, emitted, cny_per_t, true))
        return kept

    def best(self) -> Plan:
        """The cheapest within the cap, else the one that emits least."""
        within = [one for one in self.found if one[0]]
        if within:
            _, emitted, price, plan = min(within, key=lambda one: (_cost(one[3]), one[2]))
        else:
            _, emitted, price, plan = min(self.found, key=lambda one: (one[1], one[2]))
        notes = {
            **plan.notes,
            "carbon_price_cny_per_t": f"{price:g}",
            "kgco2e": f"{emitted:.1f}",
            "least_kgco2e": f"{least_kgco2e(self.scenario):.1f}",
            "plans_made": str(len(self.found)),
        }
        return replace(
            plan,
            bound_cny=self.bound_cny,
            status=plan.status if within else CAP_BROKEN,
            seconds=self.seconds,
            notes=notes,
        )


def priced(scenario: Scenario, cny_per_t: float) -> Scenario:
    """The scenario as plans are made at a price on what they emit, and without a cap."""
    orders = tuple(
        order
        if order.outsource_cny_per_kg is None
        else replace(
            order,
            outsource_cny_per_kg=order.outsource_cny_per_kg
            + cny_per_t / 1000.0 * given_away_kgco2e_per_kg(scenario, order),
        )
        for order in scenario.consignments
    )
    planning = replace(scenario.planning, carbon_cap_kgco2e=None, carbon_cny_per_t=cny_per_t)
    return replace(scenario, consignments=orders, planning=planning)


def _cost(plan: Plan) -> float:
    assert plan.cost_cny is not None
    return plan.cost_cny
