"""One decision: some demands taken off, solved together by the path model, and put in place.

The solver's choice is stuffed for real; where that needs more room than the model thought, a part
goes to its next best offer. Local search follows. Whatever was there before is kept if it is
cheaper, so that no decision ever makes a plan worse at the desk's prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimize.consolidate import Solved, WorkLimits, consolidate
from optimize.desk import Demand, PlanDesk, Taken
from optimize.improve import GAIN_CNY, improve
from optimize.offer import Offer
from optimize.scarce import firsts


def reoptimise(
    desk: PlanDesk, demands: Sequence[Demand], limits: WorkLimits, rounds: int
) -> Solved | None:
    """Solve for some demands that are booked now; returns what the solver said."""
    by_name = {demand.name: demand for demand in demands}
    before = desk.cost_cny
    taken = [desk.take_off(by_name[name]) for name in sorted(by_name)]
    open_ones = []
    for one in taken:
        units = sum(booked.units for booked in one.parts.values()) + one.left
        if units:
            demand = one.demand
            offers = _shortlist(desk, demand, one)
            open_ones.append(Demand(demand.consignment, units, offers, demand.may_outsource))
    solved = consolidate(desk, open_ones, limits) if open_ones else None
    if solved is not None:
        order = sorted(open_ones, key=lambda d: (-d.units * d.consignment.m3_per_unit, d.name))
        for demand in order:
            desk.place(demand, solved.placements[demand.name])
        improve(desk, by_name, rounds)
    worse = desk.cost_cny > before - GAIN_CNY or bool(desk.booking.overfull)
    if solved is None or worse:
        for name in sorted(by_name):
            desk.take_off(by_name[name])
        for one in taken:
            desk.put_back(one)
        desk.cost_cny = before
        improve(desk, by_name, 1)
    return solved


def _shortlist(desk: PlanDesk, demand: Demand, taken: Taken) -> tuple[Offer, ...]:
    """What the model may choose from: the best offers as asked for, and those taken now."""
    held = {one.offer.name for one in taken.parts.values() if one.offer is not None}
    most = desk.scenario.planning.options
    if any(offer.feeder is not None for offer in demand.offers):
        through = [offer for offer in demand.offers if offer.feeder is None]
        fed = [offer for offer in demand.offers if offer.feeder is not None]
        held |= {offer.name for offer in fed[: most // 2]}
        demand = replace(demand, offers=(*through, *fed))
    best = demand.offers[:most]
    rest = demand.offers[most:]
    short = set(firsts(desk.scenario, (offer.timed for offer in demand.offers)))
    count = len(best)
    more = (
        offer
        for number, offer in enumerate(rest, start=count)
        if offer.name in held or number in short
    )
    return (*best, *more)
