"""Everything that is open on a desk placed anew by the core's search, at true prices.

The search (`optimize.freight.search`) looks at whole boxes, room and trains, starting from the
prices of a bound on the same problem. Its choices are stuffed for real; what finds no room goes to
its next best offer, and local search at the desk's prices follows. What was there is put back
unless the new placing costs less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.freight import FreightPlan, FreightProblem
from optimize.booking import Booked
from optimize.desk import Demand, PlanDesk, Taken
from optimize.desk_freight import desk_freight
from optimize.freight.bound import Bound
from optimize.freight.search import Search, typical_box_cny
from optimize.improve import GAIN_CNY, improve


@dataclass(frozen=True, slots=True)
class SearchWork:
    """Counts of work: looks of the bound, sweeps, and rounds of search per parcel (with a least).

    `hot` and `cold` are temperatures, in parts of the median price of a box. `rounds` of local
    search follow at the desk's prices.
    """

    bound_rounds: int = 60
    sweeps: int = 12
    rounds_per_parcel: float = 8.0
    least_rounds: int = 1_000
    chunk: int = 1_000
    hot: float = 0.12
    cold: float = 0.003
    rounds: int = 3


def replan(desk: PlanDesk, demands: Mapping[str, Demand], work: SearchWork) -> bool:
    """Place demands that are booked now anew; returns whether that pays.

    `demands` holds every consignment that may be changed, with its offers.
    """
    before = desk.cost_cny
    desk.booking.pools.note_shares()
    taken = [desk.take_off(demands[name]) for name in sorted(demands)]
    open_ones = []
    for one in taken:
        units = sum(booked.units for booked in one.parts.values()) + one.left
        if units:
            order, offers = one.demand.consignment, one.demand.offers
            open_ones.append(Demand(order, units, offers, one.demand.may_outsource))
    if open_ones:
        made = desk_freight(desk, open_ones)
        placements = made.placements(searched(made.problem, work))
        for demand in sorted(
            open_ones, key=lambda d: (-d.units * d.consignment.m3_per_unit, d.name)
        ):
            desk.place(demand, placements[demand.name])
        moved = {one.demand.name: demands[one.demand.name] for one in taken if _moved(desk, one)}
        improve(desk, moved, work.rounds)
        if desk.cost_cny < before - GAIN_CNY and not desk.booking.overfull:
            return True
        for name in sorted(demands):
            desk.take_off(demands[name])
    for one in taken:
        desk.put_back(one)
    desk.cost_cny = before
    return False


def _moved(desk: PlanDesk, before: Taken) -> bool:
    """Whether a demand travels otherwise than before it was taken off."""
    return _travels(before.parts) != _travels(
        {
            part_id: booked
            for part_id, booked in desk.booking.of_consignment.get(before.demand.name, {}).items()
            if booked.offer is not None or before.demand.may_outsource
        }
    )


def _travels(parts: Mapping[str, Booked]) -> list[tuple[str, int]]:
    return sorted(
        ("" if one.offer is None else one.offer.name, one.units) for one in parts.values()
    )


def searched(problem: FreightProblem, work: SearchWork) -> FreightPlan:
    """The best plan of a problem that the search finds with so much work."""
    bound = Bound(problem)
    bound.improve(work.bound_rounds)
    search = Search(problem, share=bound.share)
    search.place_all(work.sweeps)
    rounds = max(work.least_rounds, int(work.rounds_per_parcel * len(problem.items.m3)))
    chunks = max(1, rounds // work.chunk)
    top = work.hot * typical_box_cny(problem)
    fall = (work.cold / work.hot) ** (1.0 / chunks)
    for number in range(chunks):
        search.run(work.chunk, top * fall**number, top * fall ** (number + 1))
    return search.plan()
