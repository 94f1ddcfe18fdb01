"""The rule of thumb: a careful forwarder who books in order of announcement.

Each consignment takes the offer of least cost whose expected arrival plus a safety buffer meets
the due time, else the earliest arrival (or outsourcing, where that is cheaper than arriving late).
Boxes already open on a journey are shared, and who fills them up is quoted a discount, less what
its customs looks would bring upon the others (`domain.holding`). Before a
box is stuffed that is too empty, its goods are moved to a later departure that still arrives in
time and costs less. Path trains that at their notice are below a share of their least load are
given up, and their consignments book again. Paths that services share are given to them in
proportion to what is booked on them (`optimize.path_shares`). Subsidies count as far as their
budget lasts, block space as far as it is free; what is not booked is given back at its deadline. It
sees the same timetable, prices and outlook as the plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from domain.cargo import Consignment
from domain.events import Views
from domain.expected import with_expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.policy import announcements
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.block_sizes import with_best_sizes
from optimize.booking import Booking, box_of
from optimize.box_desk import TARGET, BoxDesk
from optimize.offer import Offer
from optimize.offers import OfferBook, offer_book
from optimize.path_shares import PathShares
from optimize.reasons import NO_ROOM, why_no_offer


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What is tuned on set A.

    `buffer_h`: safety before the due time. `longest_hold_h`: longest wait between availability and
    stuffing. `least_fill_share`: a path train with less than this share of its least load at the
    notice is given up. `expected_fill_share`: a new box is charged as if it will be filled to this
    share by others, as a consolidator would quote; `joining_share`: of that quote, what goods pay
    that fit into a box already open. `least_box_share`: a box filled less than this on the eve of
    stuffing waits for another departure, if its goods can. `box_weeks`: where owners' boxes stand,
    empties are sent to a place that has less than so many weeks' use (`optimize.box_desk`).
    """

    buffer_h: float = 24.0
    longest_hold_h: float = 240.0
    least_fill_share: float = 0.5
    expected_fill_share: float = 0.7
    joining_share: float = 0.5
    least_box_share: float = 0.5
    box_weeks: float = 1.0


class Rule:
    """See the module."""

    name = "rule"

    def __init__(self, settings: RuleSettings | None = None) -> None:
        self.settings = settings or RuleSettings()

    def plan(self, scenario: Scenario, outlook: Outlook) -> Plan:
        """Book every consignment in order of announcement."""
        if scenario.contracts.sizes_open:
            return with_best_sizes(self.plan, scenario, outlook)
        desk = RuleDesk(scenario, offer_book(scenario, outlook), self.settings)
        weeks = self.settings.box_weeks
        boxes = BoxDesk(scenario, desk.booking, TARGET, target_weeks=weeks)
        at_h, epoch_h = 0.0, scenario.planning.epoch_h
        views = Views(scenario, scenario.events, begun=False)
        for at_h, fresh in announcements(scenario):
            desk.offers = offer_book(views.at(at_h), outlook, desk.offers)
            desk.decide(at_h, fresh)
            boxes.settle(at_h, at_h + epoch_h, running=desk.kept)
        desk.close()
        boxes.settle(at_h + epoch_h, math.inf)
        plan = desk.booking.plan(self.name, frozenset(desk.booking.paths()), desk.unplanned)
        plan = boxes.finish(plan)
        return with_expected_cost(scenario, outlook, plan)


class RuleDesk:
    """The rule at work on one booking; the plan uses it for its first guess."""

    def __init__(
        self,
        scenario: Scenario,
        offers: OfferBook,
        settings: RuleSettings,
        booking: Booking | None = None,
    ) -> None:
        self.scenario, self.offers, self.settings = scenario, offers, settings
        self.booking = Booking(scenario) if booking is None else booking
        self.booking.path_use.strict = False
        self.given_up: set[DepartureKey] = set()
        self.kept: set[DepartureKey] = set()
        self.noticed_h = -math.inf
        self.unplanned: dict[str, str] = {}
        self.path_shares = PathShares(self.booking, scenario.timetable)

    def decide(self, at_h: float, fresh: tuple[Consignment, ...]) -> None:
        """Book what is newly known, then judge the path trains whose notice comes."""
        self.booking.pools.now_h = at_h
        for consignment in fresh:
            self.book(at_h, consignment, consignment.units)
        self._empty_poor_boxes(at_h, at_h + self.scenario.planning.epoch_h)
        self._give_paths(at_h, at_h + self.scenario.planning.epoch_h)
        self.booking.pools.release_due(at_h, at_h + self.scenario.planning.epoch_h)
        self._judge(at_h, at_h + self.scenario.planning.epoch_h)

    def close(self) -> None:
        """Judge the trains whose notice comes after the last announcement, epoch by epoch."""
        epoch_h = self.scenario.planning.epoch_h
        known_h = self.noticed_h
        while any(key not in self.kept for key in self.booking.paths()):
            at_h = self.noticed_h
            self._give_paths(at_h, at_h + epoch_h)
            self._judge(at_h, at_h + epoch_h)
        self.booking.path_use.strict = True
        self.booking.pools.release_rest(known_h)

    def book(
        self, at_h: float, consignment: Consignment, units: int, like: Offer | None = None
    ) -> None:
        """Book some units; `like` holds the stuffing node where collection has begun."""
        offers = [o for o in self.offers.pool(consignment) if self._open(o, at_h, like)]
        left = units
        while left > 0:
            chosen, fits = self._choose(consignment, left, offers)
            if fits == 0:
                self._outsource(consignment, left, known_way=bool(offers))
                return
            self.booking.add(consignment, fits, chosen)
            left -= fits

    def _open(self, offer: Offer, at_h: float, like: Offer | None) -> bool:
        if offer.decide_by_h < at_h or any(self._shut(key) for key in offer.paths):
            return False
        return like is None or (
            offer.way.collection == like.way.collection and offer.trade_mode == like.trade_mode
        )

    def _shut(self, key: DepartureKey) -> bool:
        """Given up, or not confirmed although its notice is past."""
        if key in self.given_up or self.path_shares.refused(key):
            return True
        return key not in self.kept and key[1] - self.scenario.planning.notice_h < self.noticed_h

    def _choose(
        self, consignment: Consignment, units: int, offers: list[Offer]
    ) -> tuple[Offer | None, int]:
        """The offer taken and how many units go with it; (None, 0): outsource, if priced."""
        priced = consignment.given_away_cny_per_kg
        limit = None if priced is None else priced * units * consignment.kg_per_unit
        on_time, late = [], []
        for offer in offers:
            if offer.stuff_h - offer.available_h > self.settings.longest_hold_h:
                late.append(offer)
            elif offer.expected_h + self.settings.buffer_h <= consignment.due_h:
                on_time.append(offer)
            else:
                late.append(offer)
        costs = [self._cost_cny(consignment, units, offer) for offer in on_time]
        for cost, offer in _cheapest_first(costs, on_time):
            if limit is not None and limit < cost:
                return None, 0
            fits = self._fits(consignment, units, offer)
            if fits:
                return offer, fits
        for offer in sorted(late, key=lambda one: (one.expected_h, one.estimate_cny, one.name)):
            fits = self._fits(consignment, units, offer)
            if fits:
                if limit is not None and limit < self._cost_cny(consignment, units, offer):
                    return None, 0
                return offer, fits
        return None, 0

    def _fits(self, consignment: Consignment, units: int, offer: Offer) -> int:
        """All units, or for full loads as many as find room."""
        if self.booking.change(offer, consignment, units) is not None:
            return units
        if consignment.unit == "fcl":
            return min(units, self.booking.room_units(offer, consignment))
        return 0

    def _cost_cny(self, consignment: Consignment, units: int, offer: Offer) -> float:
        """Own cost and the share of the boxes: of those that are open, or of new ones."""
        share = units / consignment.units
        own = offer.own_cny * share
        kg = units * consignment.kg_per_unit
        m3 = units * consignment.m3_per_unit
        if consignment.unit == "fcl":
            boxes = offer.boxes * share
            return own + (offer.estimate_cny - offer.own_cny) * share + self._missed(offer, boxes)
        cny = 0.0
        for timed in offer.rides:
            box = box_of(self.scenario, timed)
            needed = max(m3 / box.m3, kg / box.payload_kg)
            per_box = timed.box_cny(kg / max(needed, 1.0))
            quote = min(needed / self.settings.expected_fill_share, float(int(needed) + 1))
            if offer.feeder is not None:
                quote = float(int(needed) + 1)  # who changes boxes counts on nobody to fill them
            joined = self.booking.box_to_join(timed, consignment, units)
            if joined is not None:
                quote = min(needed / self.settings.expected_fill_share, quote)
                quote *= self.settings.joining_share
            if timed is offer.timed:
                own += self.booking.neighbours_cny(offer, consignment, units, joined)
            if timed.claims:
                own += self.booking.pools.cny(timed.claims, quote)
            cny += per_box * quote
        return own + cny

    def _missed(self, offer: Offer, boxes: float) -> float:
        """What of the most that contracts can save is used up by others."""
        total = 0.0
        for timed in offer.rides:
            if timed.claims:
                total += timed.saved_cny * boxes + self.booking.pools.cny(timed.claims, boxes)
        return total

    def _empty_poor_boxes(self, at_h: float, until_h: float) -> None:
        """Move goods out of boxes too empty to go, where a later departure costs less in time."""
        names = sorted(
            name
            for name, loaded in self.booking.loads.items()
            if at_h <= loaded.timed.journey.stuff_at_h < until_h
        )
        for name in names:
            loaded = self.booking.loads[name]
            box = box_of(self.scenario, loaded.timed)
            if len(loaded.boxes) != 1:
                continue
            ((m3, kg),) = loaded.boxes
            if max(m3 / box.m3, kg / box.payload_kg) >= self.settings.least_box_share:
                continue
            for part_id in sorted(loaded.parts):
                self._postpone(part_id, name, until_h)

    def _postpone(self, part_id: str, name: str, until_h: float) -> None:
        """Book a part on the cheapest later offer in time, if that costs less than staying."""
        booked = self.booking.parts[part_id]
        consignment, units, offer = booked.consignment, booked.units, booked.offer
        if (
            offer is None
            or offer.feeder is not None
            or consignment.unit == "fcl"
            or not self.booking.may_leave(part_id)
        ):
            return
        loaded = self.booking.loads[name]
        ((m3, kg),) = loaded.boxes
        share = max(units * consignment.m3_per_unit / m3, units * consignment.kg_per_unit / kg)
        box_cny = offer.timed.box_cny(kg)
        if offer.timed.claims:
            box_cny -= self.booking.pools.cny(offer.timed.claims, -1.0)
        stay = offer.own_cny * units / consignment.units + box_cny * min(share, 1.0)
        later = [
            other
            for other in self.offers.pool(consignment)
            if other.timed.name != name
            and self._open(other, until_h, offer if consignment.ready_h <= until_h else None)
            and other.stuff_h - other.available_h <= self.settings.longest_hold_h
            and other.expected_h + self.settings.buffer_h <= consignment.due_h
        ]
        costs = [self._cost_cny(consignment, units, other) for other in later]
        for cost, other in _cheapest_first(costs, later):
            if cost >= stay:
                return
            if self.booking.change(other, consignment, units) is not None:
                self.booking.remove(part_id)
                self.booking.add(consignment, units, other)
                return

    def _outsource(self, consignment: Consignment, units: int, *, known_way: bool) -> None:
        if consignment.outsource_cny_per_kg is not None:
            self.booking.add(consignment, units, None)
        else:
            why = NO_ROOM if known_way else why_no_offer(self.offers, consignment)
            self.unplanned[consignment.consignment_id] = why

    def _give_paths(self, at_h: float, until_h: float) -> None:
        """Give the paths of the windows whose first notice falls before `until_h`."""
        for refused in self.path_shares.give(until_h + self.scenario.planning.notice_h):
            self._book_again(at_h, refused)

    def _book_again(self, at_h: float, key: DepartureKey) -> None:
        """Everybody on a departure that does not run looks for another."""
        for part_id in self.booking.parts_on(key):
            booked = self.booking.remove(part_id)
            begun = booked.consignment.ready_h <= at_h
            self.book(at_h, booked.consignment, booked.units, booked.offer if begun else None)

    def _judge(self, at_h: float, until_h: float) -> None:
        """Give up the path trains with too little on board whose notice falls before `until_h`."""
        notice_h = self.scenario.planning.notice_h
        self.noticed_h = until_h
        for key in sorted(self.booking.paths(), key=lambda one: (one[1], one[0])):
            if key in self.kept or key[1] - notice_h >= until_h:
                continue
            service = self.booking.network.services[key[0]]
            least = self.settings.least_fill_share * service.least_load_teu
            if self.booking.loaded_teu(key) >= least:
                self.kept.add(key)
                continue
            self.given_up.add(key)
            self._book_again(at_h, key)


def _cheapest_first(costs: list[float], offers: list[Offer]) -> Iterator[tuple[float, Offer]]:
    """Offers with their costs, ascending; names are written out only where costs are equal."""
    order = sorted(range(len(costs)), key=costs.__getitem__)
    for cost, same in groupby(order, key=costs.__getitem__):
        tied = [offers[i] for i in same]
        if len(tied) > 1:
            tied.sort(key=lambda one: one.name)
        for offer in tied:
            yield cost, offer
