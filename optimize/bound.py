"""A lower bound on the expected cost of every Plan over the scenario's box journeys.

The scenario becomes a freight problem (`optimize.scenario_freight`), of which every Plan that
carries the same consignments is an answer that costs no more there; prices on what boxes,
departures and path trains share bound that problem (`optimize.freight.bound`), and facilities are
added. The bound counts box journeys, whole boxes as far as goods are sure to fill them, capacity
per leg, outsourcing and dead freight. What it leaves out only adds cost: goods that may not share a
box, packing units beyond their sure shares, temperatures above the lowest, hours of decision, what
is known when.

The family is that of `optimize.journeys`; consignments without any journey and price count as zero.
Hard deadlines and on-time promises take journeys out of the family; the bound is over those that
are left, so it holds for every Plan that keeps them (`habit` promises nothing and may cost less).

Where a plan chooses how much of a block to buy, the bound is of all sizes. A cap on CO2e is
ignored, which costs nothing more.
"""

from __future__ import annotations

from dataclasses import replace

from domain.plan import Plan
from domain.scenario import Scenario
from optimize.freight.bound import Bound
from optimize.offers import OfferBook
from optimize.pool_prices import PoolPrices, pool_prices
from optimize.scenario_freight import NO_PRICES, ScenarioFreight, scenario_freight

ROUNDS = 60
"""Looks at the whole problem; twice as many lift the base scenarios' bounds by 0.1%."""


def lower_bound(
    scenario: Scenario,
    offers: OfferBook,
    *,
    rounds: int = ROUNDS,
    plan: Plan | None = None,
) -> float:
    """The bound in CNY; see the module.

    Parameters
    ----------
    plan
        A plan whose use of subsidies and block space tells what their limits may be worth.
    """
    if scenario.contracts.sizes_open:
        scenario = replace(scenario, contracts=scenario.contracts.of_any_size())
        offers = OfferBook(scenario, offers.outlook)
    tried: list[PoolPrices] = [NO_PRICES]
    if plan is not None and scenario.contracts:
        told = pool_prices(scenario, plan)
        funds = {one.pool for one in scenario.contracts.subsidies}
        tried.extend([{pool: told[pool] for pool in told if pool in funds}, told])
    found = []
    for number, prices in enumerate(tried):
        if prices in tried[:number]:
            continue
        made, bound = priced(scenario, offers, rounds=rounds, prices=prices)
        found.append(made.constant_cny + bound.value)
    return max(found)


def priced(
    scenario: Scenario,
    offers: OfferBook,
    *,
    rounds: int = ROUNDS,
    prices: PoolPrices = NO_PRICES,
) -> tuple[ScenarioFreight, Bound]:
    """The freight problem of a scenario, and its bound with the prices that prove it."""
    made = scenario_freight(scenario, offers, prices=prices)
    bound = Bound(made.problem, least_boxes=made.least_boxes)
    bound.improve(rounds)
    return made, bound
