"""A plan's expected cost by consignment and cost line, and what one change in it would do.

The entries that `domain.expected` makes, summed by part and line: the lines of all parts and those
of the network sum to the plan's `cost_cny`. A change names box journeys with the parts that would
then be in them; only those are stuffed, walked and priced again, so a change costs milliseconds and
is exact, with all else as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.charges import dead_freight, network_charges, outsourced_charges
from domain.empties import fleet_charges, unwalkable
from domain.expected import journey_entries
from domain.fetching import AtHub
from domain.outlook import Outlook
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, Part, Plan
from domain.planned_boxes import (
    PlannedBox,
    by_journey,
    contract_charges,
    ledger_of,
    planned_boxes,
)
from domain.scenario import Scenario
from domain.tariff import COST_LINES, Charge
from domain.timetable import DepartureKey
from domain.wagon_sets import run_cny
from optimize.pools import PoolBook

Lines = dict[str, float]
"""CNY by cost line."""


@dataclass(frozen=True, slots=True)
class PartBooks:
    """What a part is booked, in expectation: its own lines, and its share of boxes.

    `delivered_h` has one hour per pace of the outlook.
    """

    part: Part
    own_lines: Lines
    box_lines: Lines
    delivered_h: tuple[float, ...]

    @property
    def lines(self) -> Lines:
        """Own lines and boxes."""
        return add(self.own_lines, self.box_lines)

    @property
    def box_cny(self) -> float:
        """Its share of boxes."""
        return math.fsum(self.box_lines.values())

    @property
    def cost_cny(self) -> float:
        """All lines."""
        return math.fsum((*self.own_lines.values(), *self.box_lines.values()))


@dataclass(frozen=True, slots=True)
class JourneyBooks:
    """A box journey with its boxes and what its parts are booked."""

    boxes: tuple[PlannedBox, ...]
    parts: tuple[PartBooks, ...]

    @property
    def lines(self) -> Lines:
        """Sum of all parts."""
        return add(*(part.lines for part in self.parts))


Loading = tuple[BoxJourney, tuple[Part, ...]]
"""A box journey and the parts that are to be in it; none: it is not made."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change adds to the plan's cost by line, and how boxes and arrivals become.

    `boxes` maps journeys to boxes more (or fewer); `parts` are the books of all parts in the
    journeys that were changed.
    """

    lines: Lines
    boxes: Mapping[str, int]
    parts: Mapping[str, PartBooks]

    @property
    def cny(self) -> float:
        """All lines."""
        return math.fsum(self.lines.values())


class PlanBooks:
    """See the module. Journeys are priced when asked for, and kept."""

    def __init__(self, scenario: Scenario, outlook: Outlook, plan: Plan) -> None:
        if plan.block_teu:
            scenario = replace(scenario, contracts=scenario.contracts.sized(plan.block_teu))
        self.scenario, self.plan = scenario, plan
        self.paces = outlook.paces()
        self.orders = {c.consignment_id: c for c in scenario.consignments}
        self.inside = plan.parts_by_journey()
        self.parts_of: dict[str, list[Part]] = {}
        for part in plan.parts:
            self.parts_of.setdefault(part.consignment_id, []).append(part)
        boxes = planned_boxes(scenario, plan, self.inside)
        self.boxes = by_journey(boxes)
        self.ledger = ledger_of(scenario.network, boxes)
        self.pools = PoolBook(scenario, released=dict(plan.released), now_h=math.inf)
        for box in boxes:
            self.pools.book(scenario.contracts.claims(scenario.network, box.journey), 1.0)
        self._settled: dict[str, list[Charge]] = {}
        for settled in contract_charges(scenario, plan, boxes):
            self._settled.setdefault(settled.box_id, []).append(settled.charge)
        self._spot: dict[str, JourneyBooks] = {}
        self._kept: dict[str, JourneyBooks] = {}

    def journey(self, name: str) -> JourneyBooks:
        """Books of a journey of the plan."""
        found = self._kept.get(name)
        if found is None:
            found = self._kept[name] = self._contracted(self._at_spot(name))
        return found

    def _at_spot(self, name: str) -> JourneyBooks:
        """Books of a journey without what contracts add."""
        found = self._spot.get(name)
        if found is None:
            found = self._spot[name] = self._price(self.boxes[name], self.inside[name])
        return found

    def _contracted(self, spot: JourneyBooks) -> JourneyBooks:
        """With what contracts add to each box, shared like the box."""
        more: dict[str, Lines] = {}
        for box in spot.boxes:
            for charge in self._settled.get(box.box_id, ()):
                for part_id, share in box.shares.items():
                    _put(more.setdefault(part_id, {}), charge.line, charge.cny * share)
        if not more:
            return spot
        parts = [
            replace(one, box_lines=add(one.box_lines, more.get(one.part.part_id, {})))
            for one in spot.parts
        ]
        return JourneyBooks(spot.boxes, tuple(parts))

    def part(self, part: Part) -> PartBooks:
        """Books of one part of the plan."""
        if part.journey_id is None:
            return self._outsourced(part)
        mine = self.journey(part.journey_id).parts
        return next(one for one in mine if one.part.part_id == part.part_id)

    def consignment(self, name: str) -> tuple[PartBooks, ...]:
        """Books of all parts of a consignment."""
        return tuple(self.part(part) for part in self.parts_of.get(name, ()))

    def network(self, counts: Callable[[DepartureKey], bool] = lambda _: True) -> Lines:
        """Dead freight of the paths that run and count, unused block space, facilities, empties."""
        runs = frozenset(filter(counts, self.plan.runs))
        charges = [charge for _, charge in network_charges(self.scenario, runs, self.ledger.teu)]
        charges.extend(self._settled.get("", ()))
        walks, _ = unwalkable(self.scenario, self.plan, nominal_pace())
        boxes = [box for some in self.boxes.values() for box in some]
        fleet = fleet_charges(self.scenario, self.plan, boxes, walks)
        charges.extend(charge for _, charge in fleet)
        return add(*({charge.line: charge.cny} for charge in charges))

    def lines(self) -> Lines:
        """The whole plan; sums to its `cost_cny`."""
        priced = [self.part(part).lines for part in self.plan.parts]
        return add(*priced, self.network())

    def difference(
        self, loadings: Mapping[str, Loading], gone: Iterable[Part] = (), new: Iterable[Part] = ()
    ) -> Difference:
        """What it adds to give some journeys other parts.

        `loadings` holds by journey all parts that are then in it; `gone` and `new` are outsourced
        parts that vanish or come. A path train that loses its last box is not run, one that gets
        its first is.
        """
        before = [self._at_spot(name).lines for name in loadings if name in self.inside]
        stuffed = self._stuffed(loadings)
        after = {name: self._price(boxes, loadings[name][1]) for name, boxes in stuffed.items()}
        books = {one.part.part_id: one for found in after.values() for one in found.parts}
        for part in new:
            books[part.part_id] = self._outsourced(part)
        lines = subtract(
            add(*(found.lines for found in after.values()), *(books[p.part_id].lines for p in new)),
            add(*before, *(self._outsourced(part).lines for part in gone)),
        )
        dead = self._dead_difference(loadings, stuffed)
        boxes = {
            name: len(stuffed.get(name, ())) - len(self.boxes.get(name, ())) for name in loadings
        }
        beside = self.pools.lines(
            (claim, float(more))
            for name, more in boxes.items()
            for claim in self.scenario.contracts.claims(self.scenario.network, loadings[name][0])
        )
        dead_line = {"dead_freight": dead} if dead else {}
        return Difference(add(lines, dead_line, beside), boxes, books)

    def room_left(self, key: DepartureKey, leg: int) -> tuple[float, float, float]:
        """TEU, tonnes and plugs that are still free on a leg; inf where there is no limit."""
        service = self.scenario.network.services[key[0]].on(key[1])
        slot = (key, leg)
        return (
            _left(service.capacity_teu, self.ledger.teu.get(slot, 0.0)),
            _left(service.capacity_t, self.ledger.t.get(slot, 0.0)),
            _left(service.plugs, self.ledger.plugs.get(slot, 0.0)),
        )

    def stuff(self, journey: BoxJourney, parts: Sequence[Part]) -> tuple[PlannedBox, ...]:
        """Boxes of a journey if these parts were in it."""
        name = journey.journey_id
        return self._stuffed({name: (journey, tuple(parts))}).get(name, ())

    def _stuffed(self, loadings: Mapping[str, Loading]) -> dict[str, tuple[PlannedBox, ...]]:
        """Boxes of the journeys that have parts."""
        plan = replace(self.plan, journeys={name: one for name, (one, _) in loadings.items()})
        inside = {name: parts for name, (_, parts) in loadings.items() if parts}
        return by_journey(planned_boxes(self.scenario, plan, inside))

    def _dead_cny(self, key: DepartureKey, teu: Mapping[tuple[DepartureKey, int], float]) -> float:
        cny = dead_freight(self.scenario.network, key, teu).cny
        return cny + run_cny(self.scenario.network.services[key[0]])

    def _dead_difference(
        self, loadings: Mapping[str, Loading], stuffed: Mapping[str, tuple[PlannedBox, ...]]
    ) -> float:
        """Dead freight more than in the plan."""
        services = self.scenario.network.services
        teu: dict[tuple[DepartureKey, int], float] = {}
        touched: set[DepartureKey] = set()
        for name, (journey, _) in loadings.items():
            more = len(stuffed.get(name, ())) - len(self.boxes.get(name, ()))
            size = self.scenario.network.boxes[journey.route.box_type].teu
            for hop, key in journey.dated():
                if services[key[0]].dispatch != "path":
                    continue
                touched.add(key)
                for leg in range(hop.first_leg, hop.last_leg + 1):
                    slot = (key, leg)
                    held = teu.get(slot, self.ledger.teu.get(slot, 0.0))
                    teu[slot] = held + size * more
        total = 0.0
        for key in sorted(touched):
            legs = [(key, leg) for leg in range(len(services[key[0]].legs))]
            after = {slot: teu.get(slot, self.ledger.teu.get(slot, 0.0)) for slot in legs}
            before_teu = max(self.ledger.teu.get(slot, 0.0) for slot in legs)
            idle = max(after.values()) <= 1e-9 < before_teu
            runs = not idle and (key in self.plan.runs or max(after.values()) > 1e-9)
            was = self._dead_cny(key, self.ledger.teu) if key in self.plan.runs else 0.0
            total += (self._dead_cny(key, after) if runs else 0.0) - was
        return total

    def _outsourced(self, part: Part) -> PartBooks:
        order = self.orders[part.consignment_id]
        lines = add(*({one.line: one.cny} for one in outsourced_charges(order, part)))
        arrival = max(order.due_h, order.ready_h)
        return PartBooks(part, lines, {}, (arrival,) * len(self.paces))

    def at_hub(self, part: Part, pace: Pace) -> AtHub | None:
        """When and how goods of the plan came to where they are restuffed; `None`: they are not."""
        if not part.fed_by:
            return None
        name = next(one.journey_id for one in self.plan.parts if one.part_id == part.fed_by)
        assert name is not None
        booked = journey_entries(
            self.scenario, self.orders, self.boxes[name], self.inside[name], pace
        )
        return booked.at_hub[part.part_id]

    def _at_hub(self, parts: Sequence[Part], pace: Pace) -> dict[str, AtHub]:
        found = {part.part_id: self.at_hub(part, pace) for part in parts if part.fed_by}
        return {name: hub for name, hub in found.items() if hub is not None}

    def _price(self, boxes: Sequence[PlannedBox], parts: Sequence[Part]) -> JourneyBooks:
        """Mean over the paces, as `domain.expected` takes it."""
        n = len(self.paces)
        lines: dict[str, Lines] = {part.part_id: {} for part in parts}
        of_boxes: dict[str, Lines] = {part.part_id: {} for part in parts}
        arrivals: dict[str, list[float]] = {part.part_id: [] for part in parts}
        for pace in self.paces:
            at_hub = self._at_hub(parts, pace)
            booked = journey_entries(self.scenario, self.orders, boxes, parts, pace, at_hub)
            for entry in booked.entries:
                charge, of = entry.charge, of_boxes if entry.of_box else lines
                for part_id, share in entry.shares.items():
                    _put(of[part_id], charge.line, charge.cny * share / n)
            for part_id, delivered_h in booked.delivered_h.items():
                arrivals[part_id].append(delivered_h)
        priced = [
            PartBooks(part, lines[part.part_id], of_boxes[part.part_id],
                      tuple(arrivals[part.part_id]))
            for part in parts
        ]  # fmt: skip
        return JourneyBooks(tuple(boxes), tuple(priced))


def add(*parts: Lines) -> Lines:
    """Sums by line, in the order of `COST_LINES`."""
    sums: dict[str, list[float]] = {}
    for part in parts:
        for line, cny in part.items():
            sums.setdefault(line, []).append(cny)
    return {line: math.fsum(sums[line]) for line in COST_LINES if line in sums}


def subtract(a: Lines, b: Lines) -> Lines:
    """A less b, by line."""
    return add(a, {line: -cny for line, cny in b.items()})


def _put(lines: Lines, line: str, cny: float) -> None:
    lines[line] = lines.get(line, 0.0) + cny


def _left(limit: float | None, used: float) -> float:
    return math.inf if limit is None else limit - used
