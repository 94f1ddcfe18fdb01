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
from domain.network import BoxType, Network
from domain.pace import Pace
from domain.plan import BoxJourney, Part
from domain.planned_boxes import PlannedBox
from domain.scenario import Scenario
from domain.tariff import Charge
from domain.thermal import CargoState, is_cold

HELD_BOX_LINES = ("box_use", "energy")
"""Lines of a box that is held; whoever is in it shares them."""


class Look(NamedTuple):
    """How a declaration may be looked into: how often, for how long, for what fee.

    `holds_box`: after stuffing, with the whole box; otherwise before it.
    """

    share: float
    hold_h: float
    fee_cny: float
    holds_box: bool


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


def look_of(network: Network, order: Consignment, node_id: str, pace: Pace) -> Look | None:
    """The look that a consignment declared at a node may get; `None` where there is no chance."""
    rule = network.clearance(node_id, order.trade_mode, order.direction, order.cargo_class)
    grade = network.inspections.get(order.credit_grade)
    if rule is None or grade is None:
        return None
    grade = grade.on(node_id, order.ready_h)
    share = pace.inspected_share(grade)
    if share <= 0.0:
        return None
    fee_cny = price.inspection(grade).cny
    return Look(share, grade.work.nominal, fee_cny, rule.holds == "box")


def look_hours(network: Network) -> tuple[float, ...]:
    """Every length of a look, ascending."""
    return tuple(sorted({grade.work.nominal for grade in network.inspections.values()}))


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
    return _longest(tuple([look for look in looks if look is not None and look.holds_box]))


@lru_cache(maxsize=65_536)
def _longest(looks: tuple[Look, ...]) -> tuple[tuple[float, float], ...]:
    """Kept, because planners ask it of the same few looks for every box that they try."""
    found: dict[float, float] = {}
    nobody = 1.0
    for look in sorted(looks, key=lambda one: (-one.hold_h, one.share)):
        found[look.hold_h] = found.get(look.hold_h, 0.0) + nobody * look.share
        nobody *= 1.0 - look.share
    return tuple(found.items())


def held_up_h(scenario: Scenario, journey: BoxJourney, hold_h: float) -> float:
    """How much later a box is stripped that is held for some hours after stuffing.

    By dated departures: it was to be at the gate `close_ahead_h` before the first one's cut-off,
    and takes the first later departure that it then meets. By trucks alone: as long as it is held.
    """
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
    for hold_h, chance in longest_look(looks.values()):
        later_h = held_up_h(scenario, journey, hold_h)
        if later_h <= 0.0:
            continue
        for charge in held_box_charges(scenario, box_type, later_h):
            for part_id, share in box.shares.items():
                yield part_id, _times(charge, chance * share)
        for load, rider in zip(box.fill.loads, inside, strict=True):
            share = load.units / rider.part.units
            for charge in later_charges(scenario, rider, later_h):
                yield load.part_id, _times(charge, chance * share)


def fee_charges(riders: Sequence[Rider]) -> Iterator[tuple[str, Charge]]:
    """What being selected is expected to cost each part in fees."""
    for rider in riders:
        if rider.look is not None:
            share = rider.part.units / rider.order.units
            fee = Charge("inspection", "shipper", "terminal", rider.look.fee_cny)
            yield rider.part.part_id, _times(fee, rider.look.share * share)


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
    hours = rider.delivered_h + later_h
    for _, charge in door_charges(scenario, rider.order, rider.part, hours, held):
        made[charge.line] = charge
    for _, charge in door_charges(scenario, rider.order, rider.part, rider.delivered_h, state):
        made[charge.line] = _less(made[charge.line], charge.cny)
    return list(made.values())


def _less(charge: Charge, cny: float) -> Charge:
    return Charge(charge.line, charge.payer, charge.payee, charge.cny - cny)


def _times(charge: Charge, factor: float) -> Charge:
    return Charge(charge.line, charge.payer, charge.payee, charge.cny * factor)
