"""How far each subsidy and each block of space was used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.contracts import Contracts, PoolKey, Settled

CENT_CNY = 0.005


class Use(NamedTuple):
    """A pool at the end: what there was, was given back, was used and is left, in `unit`.

    `bought` and `left` are `None` for a subsidy without a budget. `cny` is what was booked for it.
    `ran_out_h` is the departure by which a budget was used up, `None` where it was not.
    """

    contract: str
    kind: str
    service_id: str
    from_h: float
    unit: str
    bought: float | None
    released: float
    used: float
    left: float | None
    cny: float
    ran_out_h: float | None


def uses(
    contracts: Contracts, settled: Iterable[Settled], released: Mapping[PoolKey, float]
) -> list[Use]:
    """A row for each subsidy and each week or departure of a block."""
    of_pool: dict[PoolKey, list[Settled]] = {}
    for one in settled:
        of_pool.setdefault(one.pool, []).append(one)
    found = []
    for subsidy in contracts.subsidies:
        rows = of_pool.get(subsidy.pool, [])
        paid = -math.fsum(one.charge.cny for one in rows)
        budget = None if math.isinf(subsidy.budget_cny) else subsidy.budget_cny
        left = None if budget is None else max(0.0, budget - paid)
        ended = left is not None and left <= CENT_CNY and bool(rows)
        last_h = max((one.at_h for one in rows), default=0.0)
        found.append(
            Use(subsidy.name, "subsidy", "", subsidy.pool[2], "CNY", budget, 0.0, paid, left,
                -paid, last_h if ended else None)
        )  # fmt: skip
    for block in contracts.blocks:
        for period in block.periods:
            rows = of_pool.get(period.pool, [])
            used = math.fsum(one.teu for one in rows if one.box_id)
            given_back = released.get(period.pool, 0.0)
            found.append(
                Use(block.name, "block", period.pool[1], period.pool[2], "TEU", block.teu,
                    given_back, used, block.teu - given_back - used,
                    math.fsum(one.charge.cny for one in rows), None)
            )  # fmt: skip
    return found
