"""Recomputing any Plan from the domain alone: is it possible, and what does it cost?

It shares nothing with the optimisers but the domain, so that an error of theirs shows here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.account import PlanAccount, account
from domain.carbon import broken_cap
from domain.checkpoints import admitted, certificate_ends_h, entered_h
from domain.expected import expected_cost
from domain.outlook import Outlook
from domain.plan import Plan
from domain.promise import broken_promises
from domain.restuff import wrong_feeding
from domain.sailings import booked_at_h
from domain.scenario import Scenario
from domain.sharing import clashes
from domain.thermal import point_in
from domain.trade_modes import declared_at
from domain.when_full import settled

COST_TOLERANCE_CNY = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: problems (none: feasible), the nominal books, the expected cost."""

    problems: tuple[str, ...]
    account: PlanAccount
    planned_cny: float
    expected_cny: float | None

    @property
    def feasible(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(scenario: Scenario, plan: Plan, outlook: Outlook | None = None) -> Verdict:
    """Check a plan and price it at nominal pace; with an outlook, in expectation too.

    On-time promises are held against the outlook's samples, but for `habit`, which makes none.
    """
    wrong = tuple(_malformed(scenario, plan))
    if wrong:
        empty = account(scenario, Plan(plan.policy, {}, (), frozenset()))
        return Verdict(wrong, empty, empty.cost_cny, None)
    books = account(scenario, plan)
    problems = [
        *books.problems,
        *_misplaced(scenario, plan),
        *wrong_feeding(scenario, plan),
        *_mixed(scenario, books),
        *_too_late(books),
        *_unsettled(scenario, plan),
        *_booked_late(scenario, plan),
    ]
    over_cap = broken_cap(scenario, plan)
    if over_cap is not None:
        problems.append(over_cap)
    expected = None
    if outlook is not None and not any("cannot be met" in one for one in books.problems):
        expected = expected_cost(scenario, outlook, plan)
        problems.extend(broken_promises(scenario, outlook, plan))
        if plan.cost_cny is not None and abs(expected - plan.cost_cny) > COST_TOLERANCE_CNY:
            problems.append(f"cost {plan.cost_cny:.2f} CNY is stated, {expected:.2f} CNY is found")
        if plan.bound_cny is not None and plan.bound_cny > expected + COST_TOLERANCE_CNY:
            problems.append(f"bound {plan.bound_cny:.2f} CNY is above the cost {expected:.2f} CNY")
    return Verdict(tuple(problems), books, books.cost_cny, expected)


def _malformed(scenario: Scenario, plan: Plan) -> Iterable[str]:
    """References that lead nowhere, without which no books can be made."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    seen: set[str] = set()
    for part in plan.parts:
        if part.part_id in seen:
            yield f"{part.part_id}: listed twice"
        seen.add(part.part_id)
        order = orders.get(part.consignment_id)
        if order is None:
            yield f"{part.part_id}: no consignment {part.consignment_id!r} in the order book"
        elif part.trade_mode and part.trade_mode not in order.modes:
            yield f"{part.part_id}: may not go under {part.trade_mode}"
        elif part.units <= 0:
            yield f"{part.part_id}: {part.units} units"
        elif part.outsourced and order.outsource_cny_per_kg is None:
            yield f"{part.part_id}: outsourced, but {part.consignment_id} has no price for it"
        if part.journey_id is not None and part.journey_id not in plan.journeys:
            yield f"{part.part_id}: no box journey {part.journey_id!r} in the plan"
    for key in sorted(plan.runs):
        if key[0] not in scenario.network.services:
            yield f"{key[0]}@{key[1]:.2f}: {_unknown(scenario, key[0])}"
        elif key[1] not in scenario.timetable.departures.get(key[0], ()):
            yield f"{key[0]}@{key[1]:.2f}: not in the timetable"
    for part in plan.parts:
        for service_id in (*part.before, *part.after):
            if service_id not in scenario.network.services:
                yield f"{part.part_id}: {_unknown(scenario, service_id)}"
    yield from _released(scenario, plan)
    for name in sorted(plan.journeys):
        yield from _bad_departures(scenario, plan, name)
    if scenario.may_open:
        yield "the scenario has candidates, and no layout is decided"
    made_for, layout = plan.notes.get("opened"), scenario.layout
    if made_for is not None and (layout is None or made_for != layout.label):
        here = "nothing to open" if layout is None else layout.label
        yield f"made for the layout {made_for}, held against {here}"


def _unknown(scenario: Scenario, service_id: str) -> str:
    layout = scenario.layout
    if layout is not None and service_id in layout.closed_services:
        return f"{service_id} is not open"
    return f"no service {service_id!r}"


def _released(scenario: Scenario, plan: Plan) -> Iterable[str]:
    """Block space bought that is not offered, given back that is not there, or may not be."""
    offered = {block.name: (block.teu, *block.choices) for block in scenario.contracts.blocks}
    for name, bought in sorted(plan.block_teu.items()):
        if bought not in offered.get(name, ()):
            yield f"{name}: {bought:g} TEU bought, which is not offered"
    blocks = scenario.contracts.sized(plan.block_teu).blocks
    known = {period.pool: block for block in blocks for period in block.periods}
    for pool, teu in sorted(plan.released.items()):
        block, shown = known.get(pool), "@".join(str(one) for one in pool if one != "")
        if block is None:
            yield f"{shown}: no such block space"
        elif block.release_h is None:
            yield f"{shown}: {block.name} takes no space back"
        elif not 0.0 <= teu <= block.teu:
            yield f"{shown}: {teu:g} TEU released of {block.teu:g}"


def _bad_departures(scenario: Scenario, plan: Plan, name: str) -> Iterable[str]:
    journey = plan.journeys[name]
    if len(journey.departures) != len(journey.route.hops):
        yield f"{name}: {len(journey.departures)} departures for {len(journey.route.hops)} hops"
        return
    for hop, at_h in zip(journey.route.hops, journey.departures, strict=True):
        service = scenario.network.services.get(hop.service_id)
        if service is None:
            yield f"{name}: {_unknown(scenario, hop.service_id)}"
        elif service.dated != (at_h is not None):
            yield f"{name}: {hop.service_id} has the wrong kind of departure"
        elif at_h is not None and at_h not in scenario.timetable.departures.get(hop.service_id, ()):
            yield f"{name}: {hop.service_id} does not leave at {at_h:.2f} h"


def _misplaced(scenario: Scenario, plan: Plan) -> Iterable[str]:
    """Parts in boxes that they may not share, or that do not join their ends."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    services = scenario.network.services
    for part in plan.parts:
        if part.journey_id is None:
            continue
        journey = plan.journeys[part.journey_id]
        order = orders[part.consignment_id].under(part.trade_mode)
        route = journey.route
        product = scenario.products[order.product_id]
        if order.box_class != journey.cargo_class:
            yield f"{part.part_id}: {order.box_class} in a box of {journey.cargo_class}"
        if order.box_types and route.box_type not in order.box_types:
            yield f"{part.part_id}: may not travel in a {route.box_type}"
        point_c = point_in(product, scenario.network.boxes[route.box_type])
        if journey.setpoint_c is not None and journey.setpoint_c != point_c:
            yield (f"{part.part_id}: set point {point_c} C in a box of {journey.setpoint_c} C")
        at = route.stuff_node if part.fed_by else order.origin_id
        for service_id in (*part.before, "", *part.after):
            if not service_id:
                if at != route.stuff_node:
                    yield f"{part.part_id}: brought to {at}, stuffed at {route.stuff_node}"
                at = route.strip_node
            elif services[service_id].origin_id != at:
                yield f"{part.part_id}: {service_id} does not leave from {at}"
            else:
                at = services[service_id].destination_id
        if at != order.destination_id and not part.feeds:
            yield f"{part.part_id}: ends at {at}, not at {order.destination_id}"
        place = declared_at(order.direction, route.stuff_node, order.destination_id)
        hours = scenario.network.mode_windows.get((order.trade_mode, order.direction, place))
        if part.feeds:
            hours = None  # declared where it is restuffed
        if hours is not None and not hours[0] <= journey.stuff_at_h < hours[1]:
            yield (
                f"{part.part_id}: may not be declared at {place} under {order.trade_mode} at "
                f"{journey.stuff_at_h:.2f} h"
            )
        if not admitted(scenario.network, order.product_id, order.origin_id, route):
            yield f"{part.part_id}: {order.product_id} may not enter China by {route.route_id}"
        if entered_h(scenario, journey) > certificate_ends_h(scenario.network, order):
            yield f"{part.part_id}: its certificate runs out before it enters China"
        stuffs = scenario.network.nodes[route.stuff_node].has("stuffing", journey.stuff_at_h)
        if not stuffs and route.begun is None:
            yield f"{part.part_id}: {route.stuff_node} does not stuff at {journey.stuff_at_h:.2f} h"


def _mixed(scenario: Scenario, books: PlanAccount) -> Iterable[str]:
    """Boxes with goods that may not share one."""
    product_of = {row.part.part_id: row.consignment.product_id for row in books.parts}
    for box in books.boxes:
        inside = {product_of[load.part_id] for load in box.fill.loads if load.part_id in product_of}
        for a, b in clashes(scenario.products[name] for name in sorted(inside)):
            yield f"{box.box_id}: {a.product_id} and {b.product_id} may not share a box"


def _booked_late(scenario: Scenario, plan: Plan) -> Iterable[str]:
    """Goods on departures that took no booking any more when they could first be booked."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    for part in plan.parts:
        if part.journey_id is None or plan.journeys[part.journey_id].route.begun is not None:
            continue
        known_h = orders[part.consignment_id].known_at_h
        booked_h = booked_at_h(known_h, scenario.planning.epoch_h)
        for _, key in plan.journeys[part.journey_id].dated():
            terms = scenario.network.services[key[0]].sailing
            if terms is None or terms.when_full is not None:
                continue
            closes_h = key[1] - terms.booking_cutoff_h
            if booked_h > closes_h:
                yield (
                    f"{part.part_id}: booked at {booked_h:.2f} h at the earliest, "
                    f"{key[0]}@{key[1]:.2f} takes bookings until {closes_h:.2f} h"
                )


def _unsettled(scenario: Scenario, plan: Plan) -> Iterable[str]:
    """Journeys on slots on which their train, which goes when full, does not go."""
    after = settled(scenario, plan)
    for key in sorted(plan.runs ^ after.runs):
        does = "goes" if key in after.runs else "does not go"
        yield f"{key[0]}@{key[1]:.2f}: a train that leaves when full {does} then"
    for name in sorted(plan.journeys.keys() - after.journeys.keys()):
        yield f"{name}: its train, which leaves when full, goes on another slot"


def _too_late(books: PlanAccount) -> Iterable[str]:
    for row in books.parts:
        deadline_h = row.consignment.deadline_h
        if deadline_h is not None and row.delivered_h > deadline_h and not row.part.outsourced:
            yield (
                f"{row.part.part_id}: delivered at {row.delivered_h:.2f} h, "
                f"deadline {deadline_h:.2f} h"
            )
