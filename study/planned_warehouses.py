"""What the warehouses of a scenario cost under a plan, for plan.json."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from domain.account import PlanAccount
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario
from domain.stock_account import expected_stock, nominal_stock


@dataclass(frozen=True, slots=True)
class PlannedWarehouses:
    """Beside the cost of freight: at nominal pace, and the mean over the paces of an outlook.

    `expected_standing_cny` is the part that depends on when goods arrive, for goods that stand on
    shelves; `lost_orders` the mean of orders that find nothing.
    """

    nominal_cny: float
    expected_cny: float
    expected_standing_cny: float
    lost_orders: float

    def whole_gap(self, cost_cny: float | None, bound_cny: float | None) -> float | None:
        """The gap of freight and warehouses together, among plans that lose no order.

        Such plans pay the same for orders, mail and returns, and nothing below 0 for what stands.
        `None` without a bound, or where orders are lost, which costs less than serving them may.
        """
        if cost_cny is None or bound_cny is None or self.lost_orders > 0.0:
            return None
        whole_cny = cost_cny + self.expected_cny
        return (cost_cny - bound_cny + self.expected_standing_cny) / whole_cny


def warehouses_of(
    scenario: Scenario, plan: Plan, books: PlanAccount, outlook: Outlook | None
) -> PlannedWarehouses | None:
    """What they cost under a plan; `None` where there are none, or the books do not know them."""
    nominal = nominal_stock(scenario, plan, books)
    if nominal is None:
        return None
    seen = expected_stock(scenario, outlook, plan) if outlook is not None else (nominal,)
    return PlannedWarehouses(
        nominal.cost_cny,
        fmean(one.cost_cny for one in seen),
        fmean(one.standing_cny for one in seen),
        fmean(one.lost for one in seen),
    )
