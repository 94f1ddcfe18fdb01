"""A plan's expected cost by consignment and cost line, and what one change in it would do.

The same money as `domain.expected.expected_cost`, kept apart by line: the lines of all parts and
those of the network sum to the plan's `cost_cny`. A change names box journeys with the parts that
would then be in them; only those are stuffed, walked and priced again, so a change costs
milliseconds and is exact, with all else as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain import tariff as price
from domain.catch_up import catch_up_h
from domain.charges import box_charges, door_charges, facility_charges, loose_state, own_charges
from domain.expected import lenient_walk
from domain.holding import Rider, fee_charges, look_charges, look_of
from domain.ledger import Ledger
from domain.outlook import Outlook
from domain.plan import BoxJourney, Part, Plan
from domain.planned_boxes import PlannedBox, load_of, planned_boxes
from domain.route import Fetched, Stage, Walk, fetch, last_leg
from domain.scenario import Scenario
from domain.thermal import BoxLoad, CargoState, after_stage, is_cold
from domain.timetable import DepartureKey

BOX_LINES = ("box_use", "energy")
"""Lines of a held box that its parts share; the others are each part's own."""
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
        self.scenario, self.plan = scenario, plan
        self.paces = outlook.paces()
        self.orders = {c.consignment_id: c for c in scenario.consignments}
        self.inside: dict[str, tuple[Part, ...]] = {}
        self.parts_of: dict[str, list[Part]] = {}
        for part in plan.parts:
            self.parts_of.setdefault(part.consignment_id, []).append(part)
            if part.journey_id is not None:
                self.inside[part.journey_id] = (*self.inside.get(part.journey_id, ()), part)
        self.boxes = self._stuffed({name: list(parts) for name, parts in self.inside.items()})
        self.ledger = Ledger()
        for boxes in self.boxes.values():
            for box in boxes:
                self._book(self.ledger, box)
        self._kept: dict[str, JourneyBooks] = {}

    def journey(self, name: str) -> JourneyBooks:
        """Books of a journey of the plan."""
        found = self._kept.get(name)
        if found is None:
            journey = self.plan.journeys[name]
            found = self._kept[name] = self._price(journey, self.inside[name], self.boxes[name])
        return found

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
        """Dead freight of the paths that run and count, and facilities."""
        dead = [
            self._dead_cny(key, self.ledger.teu) for key in sorted(self.plan.runs) if counts(key)
        ]
        facilities = [charge.cny for _, charge in facility_charges(self.scenario)]
        found = {"dead_freight": math.fsum(dead), "facility": math.fsum(facilities)}
        return {line: cny for line, cny in found.items() if cny}

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
        before: list[Lines] = [self.journey(name).lines for name in loadings if name in self.inside]
        wanted = {name: list(parts) for name, (_, parts) in loadings.items() if parts}
        stuffed = self._stuffed(wanted, {name: one for name, (one, _) in loadings.items()})
        after = {
            name: self._price(loadings[name][0], loadings[name][1], stuffed[name])
            for name in stuffed
        }
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
        return Difference(add(lines, {"dead_freight": dead} if dead else {}), boxes, books)

    def room_left(self, key: DepartureKey, leg: int) -> tuple[float, float, float]:
        """TEU, tonnes and plugs that are still free on a leg; inf where there is no limit."""
        service = self.scenario.network.services[key[0]]
        slot = (key, leg)
        return (
            _left(service.capacity_teu, self.ledger.teu.get(slot, 0.0)),
            _left(service.capacity_t, self.ledger.t.get(slot, 0.0)),
            _left(service.plugs, self.ledger.plugs.get(slot, 0.0)),
        )

    def stuff(self, journey: BoxJourney, parts: Sequence[Part]) -> tuple[PlannedBox, ...]:
        """Boxes of a journey if these parts were in it."""
        name = journey.journey_id
        return tuple(self._stuffed({name: list(parts)}, {name: journey}).get(name, ()))

    def _stuffed(
        self, inside: Mapping[str, list[Part]], journeys: Mapping[str, BoxJourney] | None = None
    ) -> dict[str, tuple[PlannedBox, ...]]:
        plan = self.plan if journeys is None else replace(self.plan, journeys=journeys)
        found: dict[str, tuple[PlannedBox, ...]] = {}
        for box in planned_boxes(self.scenario, plan, dict(inside)):
            name = box.journey.journey_id
            found[name] = (*found.get(name, ()), box)
        return found

    def _book(self, ledger: Ledger, planned: PlannedBox) -> None:
        box = self.scenario.network.boxes[planned.journey.route.box_type]
        gross_t = (planned.fill.kg + box.tare_kg) / 1000.0
        for hop, key in planned.journey.dated():
            ledger.book(key, range(hop.first_leg, hop.last_leg + 1), box, gross_t)

    def _dead_cny(self, key: DepartureKey, teu: Mapping[tuple[DepartureKey, int], float]) -> float:
        service = self.scenario.network.services[key[0]]
        loaded = max(teu.get((key, leg), 0.0) for leg in range(len(service.legs)))
        return price.dead_freight(service, loaded).cny

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
        charges = price.outsourced(order, part.units * order.kg_per_unit)
        lines = add(*({charge.line: charge.cny} for charge in charges))
        arrival = max(order.due_h, order.ready_h)
        return PartBooks(part, lines, {}, (arrival,) * len(self.paces))

    def _price(
        self, journey: BoxJourney, parts: Sequence[Part], boxes: Sequence[PlannedBox]
    ) -> JourneyBooks:
        """Mean over the paces, as `domain.expected` takes it."""
        scenario, n = self.scenario, len(self.paces)
        lines: dict[str, Lines] = {part.part_id: {} for part in parts}
        of_boxes: dict[str, Lines] = {part.part_id: {} for part in parts}
        arrivals: dict[str, list[float]] = {part.part_id: [] for part in parts}
        loads = self._loads(journey, parts, boxes)
        direction = self.orders[parts[0].consignment_id].direction
        for pace in self.paces:
            walked = lenient_walk(scenario, journey, direction, pace)
            for box in boxes:
                for _, charge in box_charges(scenario, box, walked):
                    for part_id, share in box.shares.items():
                        _put(of_boxes[part_id], charge.line, charge.cny * share / n)
            riders: dict[str, Rider] = {}
            for part in parts:
                order = self.orders[part.consignment_id]
                fetched = fetch(
                    scenario.network, order, part.before, journey.route.stuff_node, pace
                )
                shift_h = catch_up_h(scenario, journey, fetched.available_h - journey.stuff_at_h)
                stuffed = replace(journey, stuff_at_h=journey.stuff_at_h + shift_h)
                tail, delivered_h = last_leg(
                    scenario.network, order, part.after, walked.stripped_h + shift_h, pace
                )
                state = self._state(part, stuffed, fetched, walked, tail, loads[part.part_id])
                own, _ = own_charges(scenario, order, part, stuffed, fetched)
                own.extend(door_charges(scenario, order, part, delivered_h, state))
                for _, charge in own:
                    _put(lines[part.part_id], charge.line, charge.cny / n)
                arrivals[part.part_id].append(delivered_h)
                look = look_of(scenario.network, order, journey.route.stuff_node, pace)
                riders[part.part_id] = Rider(part, order, look, delivered_h, state)
            looked = [charge for box in boxes for charge in look_charges(scenario, box, riders)]
            for part_id, charge in (*fee_charges(list(riders.values())), *looked):
                of = of_boxes if charge.line in BOX_LINES else lines
                _put(of[part_id], charge.line, charge.cny / n)
        priced = [
            PartBooks(part, lines[part.part_id], of_boxes[part.part_id],
                      tuple(arrivals[part.part_id]))
            for part in parts
        ]  # fmt: skip
        return JourneyBooks(tuple(boxes), tuple(priced))

    def _loads(
        self, journey: BoxJourney, parts: Sequence[Part], boxes: Sequence[PlannedBox]
    ) -> dict[str, list[tuple[BoxLoad, float]]]:
        """Thermal loads of the boxes that hold a part, each with the part's kg in it."""
        products = self.scenario.products
        cp = {
            part.part_id: products[self.orders[part.consignment_id].product_id].cp_kj_kgk
            for part in parts
        }
        box = self.scenario.network.boxes[journey.route.box_type]
        found: dict[str, list[tuple[BoxLoad, float]]] = {part.part_id: [] for part in parts}
        for planned in boxes:
            load = load_of(planned.fill, box, journey, cp)
            for item in planned.fill.loads:
                found[item.part_id].append((load, item.kg))
        return found

    def _state(
        self,
        part: Part,
        journey: BoxJourney,
        fetched: Fetched,
        walked: Walk,
        tail: tuple[Stage, ...],
        loads: Sequence[tuple[BoxLoad, float]],
    ) -> CargoState | None:
        """Quality at the door, mean by weight over the boxes; `None` for goods that do not age."""
        scenario, order = self.scenario, self.orders[part.consignment_id]
        product = scenario.products[order.product_id]
        if product.life is None:
            return None
        start = loose_state(scenario, product, order, fetched, journey)
        used: list[float] = []
        for load, kg in loads:
            state = start
            for stage in walked.stages:
                air = scenario.air_at(stage.node_id)
                state = after_stage(state, product, stage, load, air, cold_room=False)
            for stage in tail:
                air, room = scenario.air_at(stage.node_id), is_cold(product)
                state = after_stage(state, product, stage, None, air, cold_room=room)
            used.append(state.life_used * kg)
        weight = math.fsum(kg for _, kg in loads)
        return CargoState(start.temp_c, math.fsum(used) / weight) if weight else start


def add(*parts: Lines) -> Lines:
    """Sums by line, in the order of `COST_LINES`."""
    sums: dict[str, list[float]] = {}
    for part in parts:
        for line, cny in part.items():
            sums.setdefault(line, []).append(cny)
    return {line: math.fsum(sums[line]) for line in price.COST_LINES if line in sums}


def subtract(a: Lines, b: Lines) -> Lines:
    """A less b, by line."""
    return add(a, {line: -cny for line, cny in b.items()})


def _put(lines: Lines, line: str, cny: float) -> None:
    lines[line] = lines.get(line, 0.0) + cny


def _left(limit: float | None, used: float) -> float:
    return math.inf if limit is None else limit - used
