"""Subsidies and block space in the path model: what is paid out, and which space is filled.

Sets. Pools p that journeys of the model claim; savings d per TEU among their claims.
Variables. z_p: money of a subsidy paid, at most its budget; v_pd: TEU filled of a block.
Constraints: z_p <= sum of d x TEU claimed; v_pd <= TEU claimed at d; sum of v_pd <= space kept.
Objective: less z_p; less (d + what an unused TEU costs) v_pd. Bookings outside the model count as
they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, TypeAlias

from domain.contracts import PoolKey, Subsidy
from optimize.desk import PlanDesk
from optimize.lane import TimedJourney

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

Linear: TypeAlias = "mathopt.LinearTypes"
Sums: TypeAlias = dict[float, list[Linear]]


def pool_cost(
    model: mathopt.Model,
    desk: PlanDesk,
    timed: Mapping[str, TimedJourney],
    counted: Collection[str],
    boxes_of: Callable[[str], Linear],
) -> Linear:
    """What contracts add to the objective, but for a constant.

    Parameters
    ----------
    counted
        Journeys whose boxes, as `boxes_of` gives them, hold those that are booked already.
    """
    from ortools.math_opt.python import mathopt

    terms: list[Linear] = []
    book = desk.booking.pools
    for pool, sums in sorted(_claims(desk, timed, counted, boxes_of).items()):
        contract = desk.scenario.contracts.of(pool)
        claimed = {cny: mathopt.fast_sum(sums[cny]) for cny in sorted(sums)}
        if isinstance(contract, Subsidy):
            paid = model.add_variable(lb=0.0, ub=contract.budget_cny)
            all_of_it = mathopt.fast_sum([cny * teu for cny, teu in claimed.items()])
            model.add_linear_constraint(paid <= all_of_it)
            terms.append(-paid)
        else:
            kept_teu = contract.teu - book.released.get(pool, 0.0)
            terms.extend(_filled(model, book.unused_cny(pool), kept_teu, claimed))
    return mathopt.fast_sum(terms)


def _filled(
    model: mathopt.Model, unused_cny: float, kept_teu: float, claimed: Mapping[float, Linear]
) -> list[Linear]:
    from ortools.math_opt.python import mathopt

    filled = []
    terms: list[Linear] = []
    for cny, teu in claimed.items():
        worth = cny + unused_cny
        if worth > 0.0:
            variable = model.add_variable(lb=0.0, ub=kept_teu)
            model.add_linear_constraint(variable <= teu)
            filled.append(variable)
            terms.append(-worth * variable)
    model.add_linear_constraint(mathopt.fast_sum(filled) <= kept_teu)
    return terms


def _claims(
    desk: PlanDesk,
    timed: Mapping[str, TimedJourney],
    counted: Collection[str],
    boxes_of: Callable[[str], Linear],
) -> dict[PoolKey, Sums]:
    """TEU that claim each pool by saving: of the model's journeys, and what is booked beside."""
    found: dict[PoolKey, Sums] = {}
    beside: dict[PoolKey, dict[float, float]] = {}
    for name in sorted(timed):
        loaded = desk.booking.loads.get(name)
        boxes = len(loaded.boxes) if loaded is not None and name in counted else 0
        for claim in timed[name].claims:
            sums = found.setdefault(claim.pool, {})
            sums.setdefault(claim.cny_per_teu, []).append(claim.teu * boxes_of(name))
            if claim.pool not in beside:
                beside[claim.pool] = dict(desk.booking.pools.claimed.get(claim.pool, {}))
            rest = beside[claim.pool]
            rest[claim.cny_per_teu] = rest.get(claim.cny_per_teu, 0.0) - claim.teu * boxes
    for pool, rest in beside.items():
        for cny, teu in rest.items():
            if not math.isclose(teu, 0.0, abs_tol=1e-9):
                found[pool].setdefault(cny, []).append(teu)
    return found
