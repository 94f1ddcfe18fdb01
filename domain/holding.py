"""The risk that customs hold a box, and what that costs everyone in it.

A declaration is selected for inspection with the share of its credit grade. Where its trade mode is
inspected after stuffing (`ClearanceRule.holds` is `box`), the whole box waits, with everybody's
goods in it, for the longest look that anyone in it gets. A box is late for its departure then and
goes one chain later; what that costs is weighed by its chance:

    expected cost of holding = sum over h of P(longest look is h) x (box and goods, so much later).

So goods of a grade that is often inspected cost their neighbours something, and the dearer the
neighbours' time, the more. Looks count at their nominal hours; opening hours and queues of the
inspection bay, yard rent and other ways on are the simulation's business. A parcel that is
inspected before stuffing (9610) holds nobody else, and only its fee is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from domain import tariff as price
from domain.cargo import Consignment
from domain.catch_up import LOST_H
from domain.charges import door_charges
from domain.checkpoints import held_on_way_h, look_node
from domain.network import BoxType
from domain.pace import Pace
from domain.plan import BoxJourney, BoxRoute, Part
from domain.planned_boxes import PlannedBox
from domain.scenario import Scenario
from domain.supervision import (
    AFTER,
    BEFORE,
    DOOR,
    LABORATORY,
    TESTED,
    TESTED_INLAND,
    Outcome,
    Supervision,
    look_process,
)
from domain.tariff import Charge
from domain.thermal import CargoState, is_cold

HELD_BOX_LINES = ("box_use", "energy")
"""Lines of a box that is held; whoever is in it shares them."""


class Look(NamedTuple):
    """How a declaration may be looked into: how often, for how long, for what fee.

    `holds_box`: after stuffing, with the whole box; otherwise before it. `point` is where, if
    supervision says so (`domain.supervision.POINTS`); `also` are further looks: of one point they
    exclude each other, of several they are independent.
    """

    share: float
    hold_h: float
    fee_cny: float
    holds_box: bool
    point: str = ""
    also: tuple[Look, ...] = ()

    @property
    def delays(self) -> bool:
        """Whether its own goods come later for it: before stuffing they have time."""
        return self.holds_box or self.point == DOOR

    @property
    def each(self) -> tuple[Look, ...]:
        """All of them, one by one."""
        return (self, *self.also) if self.also else (self,)


Delay = tuple[str, float]
"""Where goods are held, and for how many hours."""


@dataclass(frozen=True, slots=True)
class Rider:
    """A part in a box: when it is delivered if nobody is held, and in what state.

    `state` has the life that is used up at the door, and the temperature when stuffed.
    """

    part: Part
    order: Consignment
    look: Look | None
    delivered_h: float
    state: CargoState | None


def look_of(scenario: Scenario, order: Consignment, route: BoxRoute, pace: Pace) -> Look | None:
    """The look that a consignment may get on a route; `None` where there is no chance."""
    network, node_id = scenario.network, route.stuff_node
    if order.begun is not None:
        return None
    rule = network.clearance(node_id, order.trade_mode, order.direction, order.cargo_class)
    lists = network.lists
    if lists is not None and lists.has(order):
        if rule is None or pace.quiet or lists.held_share == 0.0:
            return None
        fee_cny = lists.fee(order.units).cny
        return Look(lists.held_share, lists.look.nominal, fee_cny, holds_box=False)
    if scenario.supervision is not None:
        if rule is None or pace.quiet:
            return None
        return supervised_look(scenario, scenario.supervision, order, route)
    grade = network.inspections.get(order.credit_grade)
    if rule is None or grade is None:
        return None
    grade = grade.on(node_id, order.ready_h)
    share = pace.inspected_share(grade)
    if share <= 0.0:
        return None
    fee_cny = price.inspection(grade).cny
    return Look(share, grade.work.nominal, fee_cny, rule.holds == "box")


def supervised_look(
    scenario: Scenario, rules: Supervision, order: Consignment, route: BoxRoute
) -> Look | None:
    """The chances of every look under supervision, by the nominal hours of the crews there."""
    found = []
    for outcome in rules.expected_looks(scenario.consignments, order):
        node_id = look_node(scenario.network, route, outcome.point)
        if node_id is not None and outcome.share > 0.0:
            found.append(_supervised(scenario, order, node_id, outcome))
    point = TESTED
    if route.strip_node in rules.inland_tests:
        point = TESTED_INLAND
    elif rules.conditional:
        point = DOOR
    node_id = look_node(scenario.network, route, point)
    tested = 0.0 if node_id is None else rules.tested_share(order, node_id)
    if node_id is not None and tested > 0.0:
        outcome = Outcome(point, (LABORATORY,), tested)
        found.append(_supervised(scenario, order, node_id, outcome))
    if not found:
        return None
    found.sort(key=lambda look: (look.point, -look.hold_h, look.share))
    return found[0]._replace(also=tuple(found[1:]))


def _supervised(scenario: Scenario, order: Consignment, node_id: str, outcome: Outcome) -> Look:
    crews = [look_process(scenario.network, node_id, kind, order) for kind in outcome.kinds]
    hold_h = sum([crew.work.nominal for crew in crews if crew is not None])
    fee_cny = sum([price.look(crew).cny for crew in crews if crew is not None])
    if outcome.wrong_share > 0.0 and scenario.supervision is not None:
        fee_cny += price.penalty(scenario.supervision).cny * outcome.wrong_share / outcome.share
    holds_box = outcome.point not in (BEFORE, DOOR)
    return Look(outcome.share, hold_h, fee_cny, holds_box, outcome.point)


def look_delays(scenario: Scenario) -> tuple[Delay, ...]:
    """Every length of a look with its point, ascending; kept for the scenario asked last."""
    if scenario.supervision is None:
        hours = {grade.work.nominal for grade in scenario.network.inspections.values()}
        return tuple([("", hold_h) for hold_h in sorted(hours)])
    if not _KNOWN or _KNOWN[0][0] is not scenario:
        _KNOWN[:] = [(scenario, _delays(scenario, scenario.supervision))]
    return _KNOWN[0][1]


_KNOWN: list[tuple[Scenario, tuple[Delay, ...]]] = []


def _delays(scenario: Scenario, rules: Supervision) -> tuple[Delay, ...]:
    found: set[Delay] = set()
    asked = set()
    for order in scenario.consignments:
        kind = (order.flow_id, order.destination_id, order.trade_mode, order.credit_grade)
        if kind in asked:
            continue
        asked.add(kind)
        for way in scenario.ways_of(order):
            look = supervised_look(scenario, rules, order, way.route)
            if look is not None:
                found.update((one.point, one.hold_h) for one in look.each if one.delays)
    return tuple(sorted(found))


def longest_look(looks: Iterable[Look | None]) -> tuple[tuple[float, float], ...]:
    """Hours of the longest look that a box gets, each with its probability.

    Declarations are selected independently. What is left to 1 is the chance that nobody is.

    Examples
    --------
    >>> often, never = Look(0.5, 24.0, 600.0, True), None
    >>> longest_look([often, never])
    ((24.0, 0.5),)
    >>> longest_look([often, Look(0.5, 24.0, 600.0, True)])
    ((24.0, 0.75),)
    >>> longest_look([often, Look(0.2, 6.0, 600.0, True)])
    ((24.0, 0.5), (6.0, 0.1))
    """
    flat = [look for look in looks if look is not None]
    if any(look.also for look in flat):
        return _longest_of_many(tuple(flat))
    return _longest(tuple([look for look in flat if look.holds_box]))


def longest_looks(looks: Iterable[Look | None]) -> tuple[tuple[Delay, float], ...]:
    """The same at every point: where a box is held, for how long, with its probability."""
    there = [look for look in looks if look is not None]
    if not any(look.point or look.also for look in there):
        return tuple([(("", hold_h), chance) for hold_h, chance in longest_look(there)])
    points = sorted({one.point for look in there for one in look.each if one.holds_box})
    return tuple(
        [
            ((point, hold_h), chance)
            for point in points
            for hold_h, chance in longest_look([_at(look, point) for look in there])
        ]
    )


def _at(look: Look, point: str) -> Look | None:
    """What of a look happens to its box at a point."""
    own = [one._replace(also=()) for one in look.each if one.point == point and one.holds_box]
    return own[0]._replace(also=tuple(own[1:])) if own else None


@lru_cache(maxsize=65_536)
def _longest_of_many(looks: tuple[Look, ...]) -> tuple[tuple[float, float], ...]:
    """Of declarations that each get one of several looks, or none: 1 less the chance of less."""
    hours = {one.hold_h for look in looks for one in look.each}
    found = []
    reached = 0.0
    for hold_h in sorted(hours, reverse=True):
        shorter = 1.0
        for look in looks:
            shorter *= 1.0 - sum([one.share for one in look.each if one.hold_h >= hold_h])
        found.append((hold_h, (1.0 - shorter) - reached))
        reached = 1.0 - shorter
    return tuple(found)


@lru_cache(maxsize=65_536)
def _longest(looks: tuple[Look, ...]) -> tuple[tuple[float, float], ...]:
    """Kept, because planners ask it of the same few looks for every box that they try."""
    found: dict[float, float] = {}
    nobody = 1.0
    for look in sorted(looks, key=lambda one: (-one.hold_h, one.share)):
        found[look.hold_h] = found.get(look.hold_h, 0.0) + nobody * look.share
        nobody *= 1.0 - look.share
    return tuple(found.items())


def held_up_h(scenario: Scenario, journey: BoxJourney, hold_h: float, point: str = "") -> float:
    """How much later a box is stripped that is held for some hours after stuffing.

    By dated departures: it was to be at the gate `close_ahead_h` before the first one's cut-off,
    and takes the first later departure that it then meets. By trucks alone: as long as it is held.
    At other points of its way: see `domain.checkpoints`.
    """
    if point not in ("", AFTER):
        return held_on_way_h(scenario, journey, hold_h, point)
    for hop, at_h in zip(journey.route.hops, journey.departures, strict=True):
        if at_h is not None:
            late_h = hold_h - scenario.planning.close_ahead_h
            if late_h <= 0.0:
                return 0.0
            later = scenario.timetable.next_h(hop.service_id, at_h + late_h)
            return hold_h + LOST_H if later is None else later - at_h
    return hold_h


def held_box_charges(scenario: Scenario, box: BoxType, later_h: float) -> list[Charge]:
    """Rent and power of a box that is so much longer on its way."""
    powered = price.energy(scenario.tariff, box, later_h)
    return [price.box_use(box, later_h), *([] if powered is None else [powered])]


def held_box_cny(scenario: Scenario, box: BoxType, later_h: float) -> float:
    """The same in all."""
    return sum(charge.cny for charge in held_box_charges(scenario, box, later_h))


def look_charges(
    scenario: Scenario, box: PlannedBox, riders: Mapping[str, Rider]
) -> Iterator[tuple[str, Charge]]:
    """What holding a box is expected to cost each part in it, by its share of the box."""
    journey = box.journey
    box_type = scenario.network.boxes[journey.route.box_type]
    inside = [riders[load.part_id] for load in box.fill.loads]
    looks = {rider.order.consignment_id: rider.look for rider in inside}
    for (point, hold_h), chance in longest_looks(looks.values()):
        later_h = held_up_h(scenario, journey, hold_h, point)
        if later_h <= 0.0:
            continue
        for charge in held_box_charges(scenario, box_type, later_h):
            for part_id, share in box.shares.items():
                yield part_id, _times(charge, chance * share)
        for load, rider in zip(box.fill.loads, inside, strict=True):
            share = load.units / rider.part.units
            for charge in later_charges(scenario, rider, later_h):
                yield load.part_id, _times(charge, chance * share)


def own_delay_charges(
    scenario: Scenario, journey: BoxJourney, riders: Sequence[Rider]
) -> Iterator[tuple[str, Charge]]:
    """What waiting for a result is expected to cost goods that were released on condition."""
    for rider in riders:
        for look in () if rider.look is None else rider.look.each:
            if look.point == DOOR:
                later_h = held_up_h(scenario, journey, look.hold_h, DOOR)
                for charge in later_charges(scenario, rider, later_h):
                    yield rider.part.part_id, _times(charge, look.share)


def fee_charges(riders: Sequence[Rider]) -> Iterator[tuple[str, Charge]]:
    """What being selected is expected to cost each part in fees."""
    for rider in riders:
        for look in () if rider.look is None else rider.look.each:
            share = rider.part.units / rider.order.units
            fee = Charge("inspection", "shipper", "terminal", look.fee_cny)
            yield rider.part.part_id, _times(fee, look.share * share)


def later_charges(scenario: Scenario, rider: Rider, later_h: float) -> list[Charge]:
    """What a part is charged more at the door when it comes so much later."""
    state, product = rider.state, scenario.products[rider.order.product_id]
    held = state
    if state is not None and product.life is not None:
        point = product.setpoint_c if is_cold(product) else None
        temp_c = state.temp_c if point is None else point
        more = product.life.rate_per_h(temp_c) * later_h
        held = state._replace(life_used=state.life_used + more)
    made: dict[str, Charge] = {}
    left_h, hours = rider.order.ready_h, rider.delivered_h + later_h  # stuffed before it is held
    for _, charge in door_charges(scenario, rider.order, rider.part, hours, held, left_h):
        made[charge.line] = charge
    for _, charge in door_charges(
        scenario, rider.order, rider.part, rider.delivered_h, state, left_h
    ):
        made[charge.line] = _less(made[charge.line], charge.cny)
    return list(made.values())


def _less(charge: Charge, cny: float) -> Charge:
    return Charge(charge.line, charge.payer, charge.payee, charge.cny - cny)


def _times(charge: Charge, factor: float) -> Charge:
    return Charge(charge.line, charge.payer, charge.payee, charge.cny * factor)
