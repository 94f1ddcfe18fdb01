"""Prices on the pools of subsidies and block space, for a lower bound.

A pool lowers the cost of what claims it, but only as far as its budget or space goes. With a price
on that limit (a share m of each subsidy paid, l CNY per TEU of a block) a plan costs at least

    subsidy   -(1 - m) x sum of d_j u_j - m x budget                        0 <= m <= 1
    block     (c - l) K - sum of max(0, d_j + c - l) u_j                    l >= 0

in the notation of `domain.contracts`, c being the least that a TEU costs that nobody uses. Every
box is then cheaper by its own terms, and the rest is a constant. At m = l = 0 every box gets all
that it may; the prices that a good plan suggests are closer: m = 1 where its budget runs out, l
what the last box in a full block saves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from domain.contracts import Block, Claim, Contracts, PoolKey, Subsidy, claimed_teu
from domain.plan import Part, Plan
from domain.planned_boxes import planned_boxes
from domain.scenario import Scenario

FULL = 1.0 - 1e-9
PoolPrices = Mapping[PoolKey, float]
"""By pool: the share m of a subsidy, CNY per TEU of a block; 0 where there is none."""


def pool_prices(scenario: Scenario, plan: Plan) -> dict[PoolKey, float]:
    """Prices of the pools that a plan uses up."""
    contracts = scenario.contracts
    inside: dict[str, list[Part]] = {}
    for part in plan.parts:
        if part.journey_id is not None:
            inside.setdefault(part.journey_id, []).append(part)
    counts = ((box.journey, 1.0) for box in planned_boxes(scenario, plan, inside))
    found: dict[PoolKey, float] = {}
    for pool, sums in claimed_teu(contracts, scenario.network, counts).items():
        contract = contracts.of(pool)
        if isinstance(contract, Subsidy):
            if math.fsum(cny * teu for cny, teu in sums.items()) >= FULL * contract.budget_cny:
                found[pool] = 1.0
        else:
            price = _last_saving(contract, sums)
            if price > 0.0:
                found[pool] = price
    return found


def _last_saving(block: Block, sums: Mapping[float, float]) -> float:
    """What the last box in a full block saves, 0 where there is space left."""
    left = block.teu * FULL
    for cny in sorted(sums, reverse=True):
        left -= sums[cny]
        if left <= 0.0:
            return max(0.0, cny + block.least_unused_cny_per_teu)
    return 0.0


def box_saving_cny(contracts: Contracts, claims: Iterable[Claim], prices: PoolPrices) -> float:
    """What a box is cheaper by at some prices."""
    total = 0.0
    for claim in claims:
        contract, price = contracts.of(claim.pool), prices.get(claim.pool, 0.0)
        if isinstance(contract, Subsidy):
            total += (1.0 - price) * claim.cny_per_teu * claim.teu
        else:
            each = claim.cny_per_teu + contract.least_unused_cny_per_teu - price
            total += max(0.0, each) * claim.teu
    return total


def pools_constant_cny(contracts: Contracts, prices: PoolPrices) -> float:
    """What all pools cost whatever rides."""
    subsidies = [
        -prices[one.pool] * one.budget_cny for one in contracts.subsidies if prices.get(one.pool)
    ]
    blocks = [
        (block.least_unused_cny_per_teu - prices.get(period.pool, 0.0)) * block.teu
        for block in contracts.blocks
        for period in block.periods
    ]
    return math.fsum((*subsidies, *blocks))
