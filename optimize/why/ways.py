"""The ways that a consignment could go, given everybody else's bookings: taken, open and shut.

Every journey in the hold window is ranked by what it would add: own cost, the boxes that would be
opened for it (none where it fits into those that others fill), dead freight of a train that does
not run yet. The best of each kind are then priced exactly by `optimize.why.books`: the whole plan
with this consignment taken off and put there, all else as it is. Those without room are shut, and
the departure, leg and unit that are full are named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain import tariff as price
from domain.cargo import Consignment
from domain.paths import could_run
from domain.plan import BoxJourney, Part, Way
from domain.stuffing import UnitTooLargeError
from domain.timetable import DepartureKey
from domain.wagon_sets import run_cny
from optimize.booking import ROOM_SLACK, priority_of
from optimize.boxes_needed import boxes_needed
from optimize.lane import TimedJourney
from optimize.offers import OfferBook
from optimize.why.books import Difference, Loading, PlanBooks
from optimize.why.cut_offs import CutOff, cut_offs

KEPT_PER_KIND = 3
"""Ways of a kind that are priced exactly."""
SHUT_KEPT = 5
UNITS = ("teu", "t", "plugs")
NEW_PART = "new"


@dataclass(frozen=True, slots=True)
class Option:
    """A way for the whole consignment, or for the parts that the plan made of it.

    `kind`: `chosen`, `departure` (the same route at another time), `route`, `box` (another kind of
    box), `outsourced`. `added` is what it adds to the plan without this consignment; `own_boxes`
    how many boxes its goods would fill; `journeys` are empty where it is outsourced.
    """

    kind: str
    ways: tuple[Way, ...]
    journeys: tuple[BoxJourney, ...]
    added: Difference
    own_boxes: float
    delivered_h: tuple[float, ...]

    @property
    def cny(self) -> float:
        """What it adds in all."""
        return self.added.cny

    @property
    def expected_h(self) -> float:
        """Mean arrival over the outlook's samples."""
        return math.fsum(self.delivered_h) / len(self.delivered_h)

    def in_time_share(self, due_h: float) -> float:
        """Share of the outlook's samples in which it arrives by due."""
        return sum(at_h <= due_h + 1e-6 for at_h in self.delivered_h) / len(self.delivered_h)


@dataclass(frozen=True, slots=True)
class Shut:
    """A way that is not open: `reason` is `no_room`, `class`, `size`, `no_departure`, `deadline`,
    `promise` or `no_path`.

    `slot` (service, scheduled hour, leg), `unit`, `free` and `wanted` say what is full; `more_cny`
    is what the way would cost more than the plan's if it were open, roughly.
    """

    reason: str
    way: Way | None = None
    journey: BoxJourney | None = None
    slot: tuple[str, float, int] | None = None
    unit: str = ""
    free: float = math.nan
    wanted: float = math.nan
    more_cny: float = math.nan


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is said about one consignment; the chosen way comes first.

    `cut_offs`: the room before each of its cut-offs.
    """

    order: Consignment
    booked: dict[str, float]
    chosen: Option
    others: tuple[Option, ...]
    shut: tuple[Shut, ...]
    cut_offs: tuple[CutOff, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A journey of the hold window with what it would add, roughly."""

    way: Way
    timed: TimedJourney
    cny: float
    trade_mode: str = ""


class WayDesk:
    """Compares the ways of consignments under one plan."""

    def __init__(self, books: PlanBooks, offers: OfferBook) -> None:
        self.books, self.offers = books, offers
        self.scenario = books.scenario

    def sheet(self, name: str) -> Sheet:
        """Chosen way, next best ways and shut ways of a consignment.

        Raises
        ------
        KeyError
            Where the plan does not carry it.
        """
        books = self.books
        order = books.orders[name]
        parts = books.parts_of[name]
        chosen = self._chosen(order, parts)
        rows = self._rows(order)
        taken = {(way, journey.journey_id) for way, journey in self._placed(parts)}
        others: list[Option] = []
        shut: list[Shut] = []
        for kind in ("departure", "route", "box"):
            found = 0
            for row in rows:
                key = (row.way, row.timed.name)
                if key in taken or self._kind(row.way, chosen) != kind:
                    continue
                closed = self._no_room(order, row, chosen)
                if closed is not None:
                    if found == 0:
                        shut.append(closed)
                    continue
                others.append(self._option(kind, order, row))
                found += 1
                if found == KEPT_PER_KIND:
                    break
        if order.outsource_cny_per_kg is not None and chosen.journeys:
            others.append(self._outsourced(order))
        others.sort(key=lambda one: (one.cny, one.journeys[0].journey_id if one.journeys else ""))
        shut.sort(key=lambda one: one.more_cny)
        return Sheet(
            order,
            self._booked(name),
            chosen,
            tuple(others),
            (*shut[:SHUT_KEPT], *self._forbidden(order)),
            cut_offs(books, parts),
        )

    def without(self, name: str) -> Difference:
        """What the plan would cost more (less) without a consignment."""
        loadings, gone = self._off(name)
        return self.books.difference(loadings, gone=gone)

    def _booked(self, name: str) -> dict[str, float]:
        lines: dict[str, float] = {}
        for one in self.books.consignment(name):
            for line, cny in one.lines.items():
                lines[line] = lines.get(line, 0.0) + cny
        return {line: lines[line] for line in price.COST_LINES if line in lines}

    def _off(self, name: str) -> tuple[dict[str, Loading], list[Part]]:
        """The plan's journeys without a consignment, and its parts that were outsourced."""
        books = self.books
        loadings: dict[str, Loading] = {}
        for part in books.parts_of[name]:
            if part.journey_id is not None:
                left = tuple(
                    p for p in books.inside[part.journey_id] if p.consignment_id != name
                )  # fmt: skip
                loadings[part.journey_id] = (books.plan.journeys[part.journey_id], left)
        return loadings, [part for part in books.parts_of[name] if part.journey_id is None]

    def _placed(self, parts: Sequence[Part]) -> Iterator[tuple[Way, BoxJourney]]:
        for part in parts:
            if part.journey_id is not None:
                journey = self.books.plan.journeys[part.journey_id]
                yield Way(part.before, journey.route, part.after), journey

    def _chosen(self, order: Consignment, parts: Sequence[Part]) -> Option:
        name = order.consignment_id
        off = self.without(name)
        added = Difference(
            {line: -cny for line, cny in off.lines.items()},
            {journey: -more for journey, more in off.boxes.items()},
            {one.part.part_id: one for one in self.books.consignment(name)},
        )
        placed = list(self._placed(parts))
        own = math.fsum(
            self._own_boxes(order, part.units, self.books.plan.journeys[part.journey_id])
            for part in parts
            if part.journey_id is not None
        )
        ways = tuple(dict.fromkeys(way for way, _ in placed))
        journeys = tuple(dict.fromkeys(journey for _, journey in placed))
        return Option("chosen", ways, journeys, added, own, _latest(added, order))

    def _rows(self, order: Consignment) -> list[_Row]:
        """All journeys in the hold window, ascending by what they would add."""
        valued = self.offers.valued(order, simple=True)
        if valued is None:
            return []
        alone: dict[str, tuple[float, bool] | None] = {}
        found: list[_Row] = []
        pools = self.scenario.path_pools
        for i, timed in enumerate(valued.journeys):
            way = valued.ways[int(valued.way[i])]
            if not all(could_run(pools, self.books.plan.runs, key) for key in timed.paths):
                continue  # its train has no path
            box_type = way.route.box_type
            if box_type not in alone:
                alone[box_type] = boxes_needed(self.scenario, order, box_type)
            needed = alone[box_type]
            if needed is None:
                continue
            more = float(math.ceil(needed[0] - 1e-9))
            if timed.name in self.books.boxes:
                more = float(self._more_boxes(order, timed.journey))
            per_box = timed.heavy_cny if needed[1] else timed.light_cny
            cny = float(valued.own_cny[i]) + per_box * more
            cny += self.books.pools.cny(timed.claims, more)
            for key in timed.paths:
                if key not in self.books.plan.runs:
                    service = self.scenario.network.services[key[0]]
                    cny += price.dead_freight(service, more).cny + run_cny(service)
            found.append(_Row(way, timed, cny, valued.trade_modes[int(valued.way[i])]))
        return sorted(found, key=lambda row: (row.cny, row.timed.name, row.way.before))

    def _more_boxes(self, order: Consignment, journey: BoxJourney) -> int:
        name = journey.journey_id
        before = tuple(
            part
            for part in self.books.inside.get(name, ())
            if part.consignment_id != order.consignment_id
        )
        after = self.books.stuff(journey, (*before, self._part(order, journey, (), ())))
        return len(after) - (len(self.books.stuff(journey, before)) if before else 0)

    @staticmethod
    def _part(
        order: Consignment, journey: BoxJourney, before: tuple[str, ...], after: tuple[str, ...]
    ) -> Part:
        return Part(
            f"{order.consignment_id}.{NEW_PART}", order.consignment_id, order.units,
            priority_of(order), before, journey.journey_id, after,
        )  # fmt: skip

    def _kind(self, way: Way, chosen: Option) -> str:
        if not chosen.ways:
            return "route"
        boxes = self.scenario.network.boxes
        mine = chosen.ways[0].route
        if boxes[way.route.box_type].reefer != boxes[mine.box_type].reefer:
            return "box"
        same = any(
            one.route.hops == way.route.hops and one.route.stuff_node == way.route.stuff_node
            for one in chosen.ways
        )
        if same:
            return "departure" if way.route.box_type == mine.box_type else "box"
        return "route"

    def _loadings(
        self, order: Consignment, way: Way, journey: BoxJourney, trade_mode: str
    ) -> tuple[dict[str, Loading], list[Part]]:
        """The plan with the consignment on this way only."""
        loadings, gone = self._off(order.consignment_id)
        name = journey.journey_id
        part = self._part(order, journey, way.before, way.after)
        part = replace(part, trade_mode=trade_mode)
        others = tuple(
            one
            for one in self.books.inside.get(name, ())
            if one.consignment_id != order.consignment_id
        )
        loadings[name] = (journey, (*others, part))
        return loadings, gone

    def _option(self, kind: str, order: Consignment, row: _Row) -> Option:
        loadings, gone = self._loadings(order, row.way, row.timed.journey, row.trade_mode)
        moved = self.books.difference(loadings, gone=gone)
        added = self._added(order, moved)
        own = self._own_boxes(order, order.units, row.timed.journey)
        return Option(
            kind, (row.way,), (row.timed.journey,), added, own, _latest(moved, order)
        )  # fmt: skip

    def _outsourced(self, order: Consignment) -> Option:
        loadings, gone = self._off(order.consignment_id)
        part = Part(
            f"{order.consignment_id}.{NEW_PART}", order.consignment_id, order.units,
            priority_of(order), (), None, (),
        )  # fmt: skip
        moved = self.books.difference(loadings, gone=gone, new=[part])
        return Option(
            "outsourced", (), (), self._added(order, moved), 0.0, _latest(moved, order)
        )  # fmt: skip

    def _added(self, order: Consignment, moved: Difference) -> Difference:
        """From "moved there" to "added to the plan without it"."""
        off = self.without(order.consignment_id)
        lines = dict(moved.lines)
        for line, cny in off.lines.items():
            lines[line] = lines.get(line, 0.0) - cny
        boxes = dict(moved.boxes)
        for name, more in off.boxes.items():
            boxes[name] = boxes.get(name, 0) - more
        ordered = {line: lines[line] for line in price.COST_LINES if line in lines}
        return Difference(ordered, {n: more for n, more in boxes.items() if more}, moved.parts)

    def _own_boxes(self, order: Consignment, units: int, journey: BoxJourney) -> float:
        """Boxes that some units would fill if others filled the rest."""
        box = self.scenario.network.boxes[journey.route.box_type]
        return max(
            units * order.m3_per_unit / box.m3, units * order.kg_per_unit / box.payload_kg
        )  # fmt: skip

    def _no_room(self, order: Consignment, row: _Row, chosen: Option) -> Shut | None:
        """Where the consignment does not fit, with its own room given back; `None` if it does."""
        loadings, _ = self._loadings(order, row.way, row.timed.journey, row.trade_mode)
        try:
            more = {slot: list(used) for slot, used in self._used(loadings)}
        except UnitTooLargeError:
            return None
        for (key, leg), wanted in sorted(more.items()):
            free = self.books.room_left(key, leg)
            for axis, unit in enumerate(UNITS):
                if wanted[axis] > 0.0 and wanted[axis] > free[axis] + ROOM_SLACK:
                    return Shut(
                        "no_room", row.way, row.timed.journey, (*key, leg), unit,
                        free[axis], wanted[axis], row.cny - chosen.cny,
                    )  # fmt: skip
        return None

    def _used(
        self, loadings: dict[str, Loading]
    ) -> Iterable[tuple[tuple[DepartureKey, int], tuple[float, float, float]]]:
        """Room that the changed journeys take more than in the plan, by departure and leg."""
        sums: dict[tuple[DepartureKey, int], tuple[float, float, float]] = {}
        for name, (journey, parts) in loadings.items():
            box = self.scenario.network.boxes[journey.route.box_type]
            after = self.books.stuff(journey, parts) if parts else ()
            before = self.books.boxes.get(name, ())
            boxes = len(after) - len(before)
            kg = math.fsum(b.fill.kg for b in after) - math.fsum(b.fill.kg for b in before)
            for hop, key in journey.dated():
                for leg in range(hop.first_leg, hop.last_leg + 1):
                    teu, t, plugs = sums.get((key, leg), (0.0, 0.0, 0.0))
                    sums[key, leg] = (
                        teu + box.teu * boxes,
                        t + (kg + box.tare_kg * boxes) / 1000.0,
                        plugs + (boxes if box.reefer else 0.0),
                    )
        return sums.items()

    def _forbidden(self, order: Consignment) -> Iterator[Shut]:
        """Ways without any journey, and why."""
        ways = self.scenario.ways_of(order)
        if not ways:
            yield Shut("no_path")
            return
        open_ways = self._valued_ways(order)
        in_any_time = self._valued_ways(
            replace(order, deadline_h=None, on_time_promise_share=None)
        )  # fmt: skip
        in_due_time = self._valued_ways(replace(order, on_time_promise_share=None))
        told: set[tuple[str, str]] = set()
        for way in ways:
            if way in open_ways and self._fits(order, way):
                continue
            if order.box_types and way.route.box_type not in order.box_types:
                reason = "class"
            elif not self._fits(order, way):
                reason = "size"
            elif way in in_due_time:
                reason = "promise"
            elif way in in_any_time:
                reason = "deadline"
            else:
                reason = "no_departure"
            if (way.route.route_id, reason) not in told:
                told.add((way.route.route_id, reason))
                yield Shut(reason, way)

    def _fits(self, order: Consignment, way: Way) -> bool:
        return boxes_needed(self.scenario, order, way.route.box_type) is not None

    def _valued_ways(self, order: Consignment) -> set[Way]:
        valued = self.offers.valued(order)
        if valued is None:
            return set()
        return {valued.ways[int(number)] for number in sorted(set(valued.way.tolist()))}


def _latest(found: Difference, order: Consignment) -> tuple[float, ...]:
    """Arrival of the last part, sample by sample."""
    mine = [
        one.delivered_h
        for one in found.parts.values()
        if one.part.consignment_id == order.consignment_id
    ]
    return tuple(max(hours) for hours in zip(*mine, strict=True))
