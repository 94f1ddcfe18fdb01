"""`plan`: optimising epoch by epoch with what is known, as a planner would.

At each announcement epoch the newly known consignments are placed. When enough has become known,
everything that is still open is placed anew together (`optimize.replan`). At other epochs, where
little is open, or where that does not pay, the new ones and those whose boxes are stuffed within
`urgent_epochs` are solved by the path model. A part is locked once its boxes are stuffed before the
epoch; a consignment whose collection has begun keeps its stuffing node, and may no longer be given
away. What subsidies have left, and block space, are known; space that is not booked is given back
at the last epoch before its deadline (`optimize.pools`). A path train is confirmed, or given up for
good, at the last epoch before its notice. Where services share paths, everybody who could use the
trains of a window is decided anew together before the first of them has to be confirmed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter

from domain.cargo import Consignment
from domain.events import Views
from domain.expected import with_expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.policy import announcements
from domain.scenario import Scenario
from optimize.block_sizes import with_best_sizes
from optimize.booking import Booking
from optimize.box_desk import FLOW, BoxDesk
from optimize.carbon import within_cap
from optimize.consolidate import WorkLimits
from optimize.desk import Demand, PlanDesk
from optimize.offers import OfferBook, offer_book
from optimize.reasons import NO_ROOM, why_no_offer
from optimize.reoptimise import reoptimise
from optimize.replan import SearchWork, replan

EPOCH_WORK = SearchWork(
    bound_rounds=20, sweeps=8, rounds_per_parcel=3.0, least_rounds=500, chunk=250, rounds=1
)


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Counts of work per epoch, and how far a decision looks.

    `urgent_epochs`: open decisions are looked at again when they fall due within so many epochs.
    With 2 and a gap of 0.3% in the models the base scenarios cost 0.1-0.7% less and took half as
    much time again.

    `most_demands`: consignments in one model; where more are open, those stuffed first are solved
    first. `rounds`: of local search. `lead_h`: boxes stuffed later than this after the epoch are
    priced by share; `None`: the median notice that consignments have given so far.

    `small`: the most open consignments that are solved by the path model as well. `search`: work of
    placing everything anew, done when what has become known since the last time makes up
    `anew_share` of what is open. On three weeks of the base scenarios (seed 1) doing that at every
    epoch made the plan 1.5% (Taiyuan) and 1.7% (Hezhou) cheaper than the path model alone and took
    twice as long; with three times the work 2.2% and 2.0%. With 0.15 it takes a third less time and
    costs 0.1% more (Taiyuan).
    """

    limits: WorkLimits = field(default_factory=WorkLimits)
    urgent_epochs: int = 1
    most_demands: int = 100
    rounds: int = 2
    lead_h: float | None = None
    small: int = 60
    search: SearchWork = EPOCH_WORK
    anew_share: float = 0.15


class RollingPlan:
    """See the module."""

    name = "plan"

    def __init__(self, settings: PlanSettings | None = None) -> None:
        self.settings = settings or PlanSettings()

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """Decide epoch by epoch."""
        if scenario.planning.carbon_cap_kgco2e is not None:
            return within_cap(self.plan, scenario, outlook)
        if scenario.contracts.sizes_open:
            return with_best_sizes(self.plan, scenario, outlook)
        begun = perf_counter()
        views = Views(scenario, scenario.events, begun=False)
        roll = _Roll(scenario, offer_book(scenario, outlook), self.settings)
        for at_h, fresh in announcements(scenario):
            roll.offers = offer_book(views.at(at_h), outlook, roll.offers)
            roll.epoch(at_h, fresh)
        roll.close()
        booking = roll.desk.booking
        runs = frozenset({*booking.paths(), *roll.desk.running})
        plan = roll.boxes.finish(booking.plan(self.name, runs, roll.unplanned()))
        plan = with_expected_cost(scenario, outlook, plan)
        notes = {"models": str(roll.models), "variables": str(roll.variables)}
        return replace(plan, status="feasible", seconds=perf_counter() - begun, notes=notes)


class _Roll:
    def __init__(self, scenario: Scenario, offers: OfferBook, settings: PlanSettings) -> None:
        self.scenario, self.offers, self.settings = scenario, offers, settings
        self.desk = PlanDesk(scenario, Booking(scenario))
        self.boxes = BoxDesk(scenario, self.desk.booking, FLOW)
        self.open: dict[str, Consignment] = {}
        self.notices_h: list[float] = []
        self.without_way: dict[str, str] = {}
        self.models = self.variables = 0
        self.news = 0
        """Consignments that have become known since everything was placed anew."""
        self.at_h = 0.0

    def epoch(self, at_h: float, fresh: Sequence[Consignment]) -> None:
        """Decide at an hour with what has become known by then."""
        self.at_h = at_h
        self.desk.shut_before_h = at_h
        self.desk.booking.pools.now_h = at_h
        self.desk.cost_cny = 0.0
        self._reprice(at_h, fresh)
        demands: dict[str, Demand] = {}
        for name in sorted(self.open):
            demand = self._demand(self.open[name], at_h)
            if demand is None:
                del self.open[name]
            else:
                demands[name] = demand
        for order in sorted(fresh, key=lambda c: (c.known_at_h, c.consignment_id)):
            offers = tuple(
                one
                for one in self.offers.pool(order)
                if one.decide_by_h >= at_h and self.desk.open_paths(one)
            )
            if not offers:
                self.without_way[order.consignment_id] = why_no_offer(self.offers, order)
            demand = Demand(order, order.units, offers, may_outsource=True)
            self.desk.place(demand, ())
            self.open[demand.name] = order
            demands[demand.name] = demand
        self._solve(demands, fresh)
        until_h = at_h + self.scenario.planning.epoch_h
        self._confirm(until_h)
        self.desk.booking.pools.release_due(at_h, until_h)
        end_h = math.inf if math.isinf(self.desk.near_h) else until_h
        self.boxes.settle(at_h, end_h, self.desk.near_h, self.desk.running)

    def close(self) -> None:
        """Decide once more on what is open, when nothing more will be announced."""
        self.settings = replace(self.settings, lead_h=math.inf)
        self.epoch(self.at_h + self.scenario.planning.epoch_h, ())
        self.desk.booking.pools.release_rest(self.at_h)

    def unplanned(self) -> dict[str, str]:
        """What was left, and why."""
        return {name: self.without_way.get(name, NO_ROOM) for name in sorted(self.desk.left)}

    def _reprice(self, at_h: float, fresh: Sequence[Consignment]) -> None:
        """Move the horizon beyond which boxes are priced by share."""
        self.notices_h.extend(max(0.0, c.ready_h - c.known_at_h) for c in fresh)
        lead = self.settings.lead_h
        if lead is None:
            lead = median(self.notices_h) if self.notices_h else 0.0
        self.desk.near_h = at_h + self.scenario.planning.epoch_h + lead

    def _demand(self, order: Consignment, at_h: float) -> Demand | None:
        """What of a consignment may still be decided, `None` when it is all locked."""
        held = self.desk.booking.of_consignment.get(order.consignment_id, {})
        begun = order.ready_h <= at_h
        movable = [
            one
            for one in held.values()
            if (one.offer is None and not begun)
            or (one.offer is not None and one.offer.decide_by_h >= at_h)
        ]
        left = self.desk.left.get(order.consignment_id, 0)
        units = sum(one.units for one in movable) + left
        if units == 0:
            return None
        fixed = {
            (one.offer.way.collection, one.offer.trade_mode)
            for one in movable
            if one.offer is not None
        }
        offers = tuple(
            offer
            for offer in self.offers.pool(order)
            if offer.decide_by_h >= at_h
            and self.desk.open_paths(offer)
            and (not begun or not fixed or (offer.way.collection, offer.trade_mode) in fixed)
        )
        if begun and len(fixed) > 1:
            return None
        return Demand(order, units, offers, not begun)

    def _solve(self, demands: dict[str, Demand], fresh: Sequence[Consignment]) -> None:
        """Place anew all that is open, if it is time; else, or if that did not pay, path models."""
        self.news += len(fresh)
        small = len(demands) <= self.settings.small
        if small:
            self._solve_models(demands, fresh)
        last = math.isinf(self.desk.near_h)
        if last or self.news >= self.settings.anew_share * len(demands):
            self.news = 0
            if replan(self.desk, demands, self.settings.search):
                return
        if not small:
            self._solve_models(demands, fresh)

    def _solve_models(self, demands: dict[str, Demand], fresh: Sequence[Consignment]) -> None:
        """Decide together what is new and what is about to be locked, most urgent first."""
        new = {order.consignment_id for order in fresh}
        soon_h = self.at_h + self.settings.urgent_epochs * self.scenario.planning.epoch_h
        if math.isinf(self.desk.near_h):
            soon_h = math.inf
        contested = self._contested(demands)
        urgent = [
            name
            for name in demands
            if name in new or name in contested or self._first_h(name) < soon_h
        ]
        names = sorted(urgent, key=lambda name: (self._first_h(name), name))
        size = self.settings.most_demands
        for begin in range(0, len(names), size):
            chunk = [demands[name] for name in names[begin : begin + size]]
            solved = reoptimise(self.desk, chunk, self.settings.limits, self.settings.rounds)
            if solved is not None:
                self.models += 1
                self.variables += solved.variables

    def _contested(self, demands: dict[str, Demand]) -> set[str]:
        """Who could use the trains of a pool whose paths are given out before the next epoch."""
        use = self.desk.booking.path_use
        if not use.pools:
            return set()
        from_h = self.at_h + self.scenario.planning.notice_h
        due = use.due(from_h, from_h + self.scenario.planning.epoch_h)
        return {
            name
            for name, demand in demands.items()
            if any(use.window(key) in due for one in demand.offers for key in one.paths)
        }

    def _first_h(self, name: str) -> float:
        held = self.desk.booking.of_consignment.get(name, {})
        return min(
            (one.offer.first_stuff_h for one in held.values() if one.offer is not None),
            default=math.inf,
        )

    def _confirm(self, until_h: float) -> None:
        """Confirm the trains in use whose notice falls before the next epoch."""
        for key in self.desk.booking.paths():
            if key[1] - self.scenario.planning.notice_h < until_h:
                self.desk.running.add(key)
