"""What one more train path is worth, window by window, where all of a pool's paths are given.

Two answers. *Nearby*: the plan is improved over everybody who rides or could ride the window's
trains, first with the paths that there are, then from there once more without and once more with
one path more; the difference is what only the path makes possible. *Price*: what the lower bound on
the whole book would fall by at the margin, at the prices that prove it; it looks at a relaxed
problem in which a path may be used in parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.paths import PathPool, PoolWindow, paths_there, runs_by_window
from domain.plan import Plan
from domain.scenario import Scenario
from optimize.bound import priced
from optimize.consolidate import WorkLimits
from optimize.desk import Demand, PlanDesk
from optimize.improve import improve
from optimize.offers import OfferBook
from optimize.reoptimise import reoptimise
from optimize.scenario_freight import path_room, pool_slot
from optimize.why.room import desk_of

MOST_DEMANDS = 100
"""Consignments that are decided anew for a window, as many as go into one model of the plan."""
LIMITS = WorkLimits(nodes=100, relative_gap=0.001)
ROUNDS = 2
PRICE_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class PathWorth:
    """A window whose paths are all given; `trains` are the services that have them."""

    pool_id: str
    window: int
    begins_h: float
    there: int
    trains: tuple[str, ...]
    nearby_cny: float
    price_cny: float


def path_worths(scenario: Scenario, offers: OfferBook, plan: Plan) -> tuple[PathWorth, ...]:
    """Every window without a path left, in order of pool and window."""
    pools = {pool.pool_id: pool for pool in scenario.path_pools}
    given = runs_by_window(scenario.path_pools, plan.runs)
    full = [
        one for one in sorted(given) if len(given[one]) >= paths_there(scenario.path_pools, one)
    ]
    if not full:
        return ()
    made, bound = priced(scenario, offers, rounds=PRICE_ROUNDS)
    number = {name: i for i, name in enumerate(made.problem.slots.slot_id)}
    found = []
    for window in full:
        pool = pools[window[0]]
        row = number.get(pool_slot(window))
        price = 0.0
        if row is not None:
            room = path_room(scenario, pool)
            price = sum(
                float(bound.slot_price[axis, row]) * more
                for axis, more in enumerate(room)
                if bound.slot_price[axis, row] > 0.0
            )
        found.append(
            PathWorth(
                window[0], window[1], pool.begins_h[window[1]], pool.there(window[1]),
                tuple(key[0] for key in given[window]),
                one_more_cny(scenario, offers, plan, window), price,
            )
        )  # fmt: skip
    return tuple(found)


def one_more_cny(scenario: Scenario, offers: OfferBook, plan: Plan, window: PoolWindow) -> float:
    """Fall of the plan's cost with one more path in a window, improved nearby."""
    desk = desk_of(scenario, offers, plan)
    demands = _related(scenario, offers, desk, window)
    _improve(desk, demands)
    settled_cny = desk.cost_cny
    state = [desk.take_off(demand) for demand in demands]
    for one in state:
        desk.put_back(one)
    _improve(desk, demands)
    without_cny = desk.cost_cny
    for demand in demands:
        desk.take_off(demand)
    for one in state:
        desk.put_back(one)
    desk.cost_cny = settled_cny
    desk.booking.path_use.pools = with_one_more(scenario.path_pools, window)
    _improve(desk, demands)
    return without_cny - desk.cost_cny


def with_one_more(pools: Sequence[PathPool], window: PoolWindow) -> tuple[PathPool, ...]:
    """The pools with one more path in a window."""
    pool_id, number = window
    found = []
    for pool in pools:
        known = dict(pool.more or {})
        if pool.pool_id == pool_id:
            known[number] = known.get(number, 0) + 1
        found.append(replace(pool, more=known))
    return tuple(found)


def _related(
    scenario: Scenario, offers: OfferBook, desk: PlanDesk, window: PoolWindow
) -> list[Demand]:
    """Riders of the window's trains, then others that could ride one, by id."""
    use = desk.booking.path_use
    riding, others = [], []
    for order in sorted(scenario.consignments, key=lambda c: c.consignment_id):
        held = desk.booking.of_consignment.get(order.consignment_id, {})
        units = sum(one.units for one in held.values())
        if not units:
            continue
        taken = [one.offer for one in held.values() if one.offer is not None]
        pool = offers.pool(order)
        names = {one.name for one in pool}
        demand = Demand(
            order, units, (*pool, *(one for one in taken if one.name not in names)),
            may_outsource=True,
        )  # fmt: skip
        if any(use.window(key) == window for one in taken for key in one.paths):
            riding.append(demand)
        elif any(use.window(key) == window for one in pool for key in one.paths):
            others.append(demand)
    return [*riding, *others][:MOST_DEMANDS]


def _improve(desk: PlanDesk, demands: Sequence[Demand]) -> None:
    reoptimise(desk, demands, LIMITS, ROUNDS)
    improve(desk, {demand.name: demand for demand in demands}, ROUNDS)
