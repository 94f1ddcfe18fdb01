"""Two hubs with subsidies and block space on the daily train."""

import math
from dataclasses import replace

from domain.contracts import Block, Contracts, Lane, Subsidy, periods

RAIL = frozenset({"RAIL"})


def subsidy(cny_per_feu=3_000.0, budget_cny=math.inf, from_h=-math.inf, until_h=math.inf):
    lane = Lane(RAIL, from_h=from_h, until_h=until_h)
    return Subsidy("fund", lane, cny_per_feu, budget_cny)


def block(scenario, teu=4.0, cny_per_teu=2_500.0, **changes):
    """Space on the train at a price below the 4,500 CNY of spot, until the period ends."""
    made = Block(
        "space", Lane(RAIL, from_h=0.0, until_h=scenario.period_end_h), teu, cny_per_teu, **changes
    )
    return replace(made, periods=periods(made, scenario.timetable))


def with_contracts(scenario, *contracts):
    return replace(
        scenario,
        contracts=Contracts(
            tuple(one for one in contracts if isinstance(one, Subsidy)),
            tuple(one for one in contracts if isinstance(one, Block)),
        ),
    )
