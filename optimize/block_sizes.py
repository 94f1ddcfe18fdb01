"""How much block space to buy, where a scenario leaves the choice: the cheapest plan decides.

A plan is made for every combination of the sizes offered, and the cheapest in expectation over the
outlook (set A) is taken; of equal ones, that with least space. Beyond `MOST_PLANS` combinations the
sizes are changed one contract after the other, from those that the scenario states, as long as that
pays. A rolling plan is rolled anew for each size over the whole book; its decisions see only what
is known, the size bought does not.

Where all combinations are tried the least of their bounds bounds them all. Else the bound is that
of all sizes (`optimize.bound`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product

from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario
from optimize.bound import lower_bound
from optimize.offers import OfferBook

MOST_PLANS = 16
Make = Callable[[Scenario, Outlook], Plan]
Sizes = tuple[float, ...]


def with_best_sizes(make: Make, scenario: Scenario, outlook: Outlook) -> Plan:
    """The cheapest plan over the sizes that contracts offer, with what it buys."""
    names = [block.name for block in scenario.contracts.blocks]
    stated = {block.name: block.teu for block in scenario.contracts.blocks}
    offered = [
        tuple(sorted({*block.choices, block.teu})) if block.choices else (block.teu,)
        for block in scenario.contracts.blocks
    ]
    made: dict[Sizes, Plan] = {}

    def tried(sizes: Sizes) -> tuple[float, float, Sizes]:
        if sizes not in made:
            bought = dict(zip(names, sizes, strict=True))
            plan = make(replace(scenario, contracts=scenario.contracts.sized(bought)), outlook)
            made[sizes] = replace(plan, block_teu=bought)
        return _cost(made[sizes]), math.fsum(sizes), sizes

    everything = math.prod(len(sizes) for sizes in offered) <= MOST_PLANS
    if everything:
        best = min(tried(sizes) for sizes in product(*offered))
    else:
        best = tried(tuple(stated[name] for name in names))
        for number, sizes in enumerate(offered):
            now = best[2]
            best = min(tried((*now[:number], teu, *now[number + 1 :])) for teu in sizes)
    plan = made[best[2]]
    bound_cny = plan.bound_cny
    if bound_cny is not None:
        bounds = [one.bound_cny for one in made.values() if one.bound_cny is not None]
        bound_cny = (
            min(bounds) if everything else lower_bound(scenario, OfferBook(scenario, outlook))
        )
    notes = {**plan.notes, "sizes_tried": str(len(made))}
    seconds = math.fsum(one.seconds for one in made.values())
    return replace(plan, bound_cny=bound_cny, notes=notes, seconds=seconds)


def _cost(plan: Plan) -> float:
    assert plan.cost_cny is not None
    return plan.cost_cny
