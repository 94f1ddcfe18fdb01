"""The least room that would have to be added for some consignments to be carried.

An elastic model: the path model of an epoch with capacities that may be exceeded, and nothing but
the excess counted. Sets. Consignments c to be placed, with offers o (a box journey j each);
departures k with their legs; what others have booked stays.
Variables. x_co: whole consignment or not (full loads: units); n_j: boxes of a journey, whole;
e_kr: room added on departure k in resource r (TEU, tonnes, plugs), the same for all its legs.
Minimise the sum of e_kr / `EQUAL[r]`, subject to place_all, box_volume, box_weight, open_box
(x <= n) and, per leg, what is booked <= capacity + e. Of equal answers the one is taken, by a
second solve, that adds least to any one departure of a service, and then costs least.

The choice is then stuffed for real, without limits; what it exceeds is what must be added, and is
enough by construction. It is proven least where it equals the solver's bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.cargo import Consignment
from domain.network import Store
from domain.scenario import Scenario
from domain.stuffing import SLACK, BoxSize, Goods, units_that_fit
from domain.timetable import DepartureKey
from optimize.booking import ROOM_SLACK, Booked, Booking, box_of
from optimize.lane import Slot, TimedJourney
from optimize.offer import Offer
from optimize.quiet import quiet_output

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

RESOURCES = ("TEU", "t", "plugs")
EQUAL = (1.0, 10.0, 1.0)
"""Amounts of the resources that count the same: a TEU, ten tonnes, a plug."""
CHOOSING = 1e-3
"""What all that is paid may weigh beside a unit of room, where answers are equal."""
ROUNDING, SAME = 1e-6, 1e-4
NODES = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of a consignment that must be placed, with the offers that could take them."""

    consignment: Consignment
    units: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class MoreRoom:
    """Room to be added on a departure, on the leg where most is lacking."""

    service_id: str
    at_h: float
    from_id: str
    to_id: str
    resource: str
    there: float
    more: float


@dataclass(frozen=True, slots=True)
class LeastRoom:
    """What must be added; `proven` where nothing less would do for these consignments."""

    added: tuple[MoreRoom, ...]
    proven: bool


@dataclass(slots=True)
class _Model:
    scenario: Scenario
    kept: Booking
    wanted: Sequence[Wanted]
    model: mathopt.Model
    x: dict[tuple[str, int], mathopt.Variable] = field(default_factory=dict)
    boxes: dict[str, mathopt.Variable] = field(default_factory=dict)
    timed: dict[str, TimedJourney] = field(default_factory=dict)
    riders: dict[str, list[tuple[Wanted, int]]] = field(default_factory=dict)
    more: dict[tuple[DepartureKey, int], mathopt.Variable] = field(default_factory=dict)


def least_room(
    scenario: Scenario, kept: Iterable[Booked], wanted: Sequence[Wanted]
) -> LeastRoom | None:
    """Least room to add so that all that is wanted finds a place beside what is kept.

    `None` where the solver found nothing within its work.
    """
    from ortools.math_opt.python import mathopt

    roomy = without_limits(scenario)
    booking = Booking(roomy)
    for booked in kept:
        booking.add(booked.consignment, booked.units, booked.offer)
    made = _Model(scenario, booking, wanted, mathopt.Model(name="least_room"))
    _variables(made)
    _box_contents(made)
    _room(made)
    least = _solved(made, _added(made))
    if least is None:
        return None
    total = least.objective_value()
    made.model.add_linear_constraint(_added(made) <= total * (1.0 + ROUNDING) + ROUNDING)
    chosen = _solved(made, _spread(made)) or least
    _book(made, chosen.variable_values())
    added = _excess(scenario, booking)
    really = math.fsum(one.more / EQUAL[RESOURCES.index(one.resource)] for one in added)
    return LeastRoom(added, really <= least.dual_bound() * (1.0 + SAME) + SAME)


def _solved(made: _Model, objective: mathopt.LinearTypes) -> mathopt.SolveResult | None:
    from ortools.math_opt.python import mathopt

    made.model.minimize(objective)
    parameters = mathopt.SolveParameters(node_limit=NODES, relative_gap_tolerance=ROUNDING)
    with quiet_output():
        result = mathopt.solve(made.model, mathopt.SolverType.HIGHS, params=parameters)
    return result if result.has_primal_feasible_solution() else None


def _added(made: _Model) -> mathopt.LinearTypes:
    """Room added in all."""
    from ortools.math_opt.python import mathopt

    return mathopt.fast_sum([one / EQUAL[axis] for (_, axis), one in made.more.items()])


def _spread(made: _Model) -> mathopt.LinearTypes:
    """Most room added to one departure of each service, and a little of what everybody pays."""
    from ortools.math_opt.python import mathopt

    most: dict[tuple[str, int], mathopt.Variable] = {}
    for (key, axis), more in made.more.items():
        top = most.get((key[0], axis))
        if top is None:
            top = most[key[0], axis] = made.model.add_variable(lb=0.0)
        made.model.add_linear_constraint(top - more >= 0.0)
    units = math.fsum(one.units for one in made.wanted)
    dearest = max((o.estimate_cny for one in made.wanted for o in one.offers), default=0.0)
    cheap = CHOOSING / max(units * dearest, 1.0)
    terms: list[mathopt.LinearTypes] = [top / EQUAL[axis] for (_, axis), top in most.items()]
    terms.extend(
        cheap * one.offers[number].estimate_cny * made.x[one.consignment.consignment_id, number]
        for one in made.wanted
        for number in range(len(one.offers))
    )
    return mathopt.fast_sum(terms)


def without_limits(scenario: Scenario) -> Scenario:
    """The same scenario with room for everything on every departure."""
    services = {
        name: replace(service, capacity_teu=None, capacity_t=None, plugs=None)
        for name, service in scenario.network.services.items()
    }
    stores = {
        name: replace(store, capacity_teu=None, plugs=None)
        for name, store in scenario.network.stores.items()
    }
    network = replace(scenario.network, services=services, stores=stores)
    return replace(scenario, network=network, path_pools=())


def _units(one: Wanted) -> float:
    """Units that one unit of x stands for."""
    return 1.0 if one.consignment.unit == "fcl" else float(one.units)


def _variables(made: _Model) -> None:
    for one in made.wanted:
        name, top = one.consignment.consignment_id, one.units / _units(one)
        row = made.model.add_linear_constraint(lb=top, ub=top)
        for number, offer in enumerate(one.offers):
            column = made.model.add_integer_variable(lb=0.0, ub=top)
            made.x[name, number] = column
            row.set_coefficient(column, 1.0)
            for timed in offer.rides:
                made.timed[timed.name] = timed
                made.riders.setdefault(timed.name, []).append((one, number))
    for name in sorted(made.timed):
        loaded = made.kept.loads.get(name)
        made.boxes[name] = made.model.add_integer_variable(
            lb=0.0 if loaded is None else float(len(loaded.boxes))
        )


def _box_contents(made: _Model) -> None:
    """Volume and weight of what rides fit into the boxes, and nobody rides without one."""
    for name in sorted(made.timed):
        box = box_of(made.scenario, made.timed[name])
        loaded = made.kept.loads.get(name)
        inside = [] if loaded is None else loaded.boxes
        size = BoxSize(box.m3, box.payload_kg)
        for axis, limit in ((0, box.m3), (1, box.payload_kg)):
            row = made.model.add_linear_constraint(ub=-sum(b[axis] for b in inside) / limit)
            row.set_coefficient(made.boxes[name], -1.0 - SLACK)
            for one, number in made.riders[name]:
                each = one.consignment.m3_per_unit if axis == 0 else one.consignment.kg_per_unit
                x = made.x[one.consignment.consignment_id, number]
                row.set_coefficient(x, each * _units(one) / limit)
        for one, number in made.riders[name]:
            order = one.consignment
            goods = Goods("", 0, one.units, order.kg_per_unit, order.m3_per_unit)
            fits = max(1, units_that_fit(goods, 0.0, 0.0, size))
            needed = 1.0 / fits if order.unit == "fcl" else 1.0
            row = made.model.add_linear_constraint(ub=0.0)
            row.set_coefficient(made.x[order.consignment_id, number], needed)
            row.set_coefficient(made.boxes[name], -1.0)


def _room(made: _Model) -> None:
    """Per departure, leg and resource: what is booked is at most capacity and what is added."""
    users: dict[Slot, list[str]] = {}
    for name in sorted(made.timed):
        for slot in made.timed[name].slots:
            users.setdefault(slot, []).append(name)
    for slot in sorted(users):
        for axis, limit in enumerate(_limits(made.scenario, slot[0])):
            if limit is None:
                continue
            key = (slot[0], axis)
            if key not in made.more:
                made.more[key] = made.model.add_variable(lb=0.0)
            fixed, row = made.kept.used(slot)[axis], made.model.add_linear_constraint()
            for name in users[slot]:
                box = box_of(made.scenario, made.timed[name])
                per_box = (box.teu, box.tare_kg / 1000.0, float(box.reefer))[axis]
                row.set_coefficient(made.boxes[name], per_box)
                loaded = made.kept.loads.get(name)
                fixed -= 0.0 if loaded is None else per_box * len(loaded.boxes)
                for one, number in made.riders[name] if axis == 1 else ():
                    x = made.x[one.consignment.consignment_id, number]
                    row.set_coefficient(x, one.consignment.kg_per_unit * _units(one) / 1000.0)
            row.set_coefficient(made.more[key], -1.0)
            row.upper_bound = limit - fixed


def _limits(scenario: Scenario, key: DepartureKey) -> tuple[float | None, ...]:
    service = scenario.network.holder(key[0]).on(key[1])
    return service.capacity_teu, service.capacity_t, service.plugs


def _book(made: _Model, values: Mapping[mathopt.Variable, float]) -> None:
    """Put what the model chose beside what is kept."""
    for one in made.wanted:
        left = one.units
        for number, offer in enumerate(one.offers):
            x = values[made.x[one.consignment.consignment_id, number]]
            units = min(left, round(x * _units(one)))
            if units > 0:
                made.kept.add(one.consignment, units, offer)
                left -= units


def _excess(scenario: Scenario, booking: Booking) -> tuple[MoreRoom, ...]:
    """What is booked beyond the capacities, per departure on the leg where most is lacking."""
    slots = {slot for loaded in booking.loads.values() for slot in loaded.timed.slots}
    worst: dict[tuple[DepartureKey, int], MoreRoom] = {}
    for key, leg in sorted(slots):
        holder = scenario.network.holder(key[0])
        for axis, limit in enumerate(_limits(scenario, key)):
            lacks = 0.0 if limit is None else booking.used((key, leg))[axis] - limit
            found = worst.get((key, axis))
            if limit is None or lacks <= ROOM_SLACK or (found and found.more >= lacks):
                continue
            begins, ends = (
                (holder.node_id, holder.node_id)
                if isinstance(holder, Store)
                else (holder.legs[leg].from_id, holder.legs[leg].to_id)
            )
            worst[key, axis] = MoreRoom(key[0], key[1], begins, ends, RESOURCES[axis], limit, lacks)
    return tuple(worst[key] for key in sorted(worst, key=lambda k: (k[0][1], k[0][0], k[1])))
