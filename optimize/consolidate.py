"""The path model of one epoch: which journey takes which goods, in how many boxes, on which trains.

Sets. Demands c with units u_c; their offers o (a box journey j each); path trains k whose notice is
still to come; slots (departure, leg) with what is already booked on them.
Variables. x_co: share of the demand on the offer (binary; for full loads integer units);
g_c: units given away; n_j: boxes (integer where stuffing is near, else continuous);
y_k: the train runs; s_k: TEU that it misses of its least load.
Minimise own cost of x + box cost of n + outsourcing of g + dead freight of s, less what subsidies
and block space save (`optimize.pool_rows`), subject to
place_all, box_volume, box_weight, open_box (x <= n), apart (goods that may not share a box), room
in TEU, t and plugs per slot, train_runs (x <= y) and least_load. Heavy goods pay the heavy box on
journeys that they may use.

The relaxation is solved first. It is strong, so what it leaves unused at a high reduced cost is
dropped before integrality is asked for; the bound reported is that of the relaxation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from domain import tariff as price
from domain.stuffing import SLACK, BoxSize, Goods, units_that_fit
from domain.timetable import DepartureKey
from domain.wagon_sets import run_cny
from optimize.apart import groups_apart
from optimize.booking import box_of
from optimize.desk import FAR_FILL_SHARE, Demand, Placement, PlanDesk
from optimize.lane import Slot, TimedJourney
from optimize.offer import Offer
from optimize.path_use import limit_paths
from optimize.pool_rows import pool_cost
from optimize.quiet import quiet_output
from optimize.scarce import firsts_of

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

KEPT_OFFERS = 3
"""Offers of least reduced cost that each demand keeps beside those that the relaxation uses."""
TINY = 1e-6

Linear: TypeAlias = "mathopt.LinearTypes"
Variable: TypeAlias = "mathopt.Variable"


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """Counts of work after which the solver stops; the clock is no limit."""

    nodes: int = 50
    relative_gap: float = 0.005


@dataclass(frozen=True, slots=True)
class Solved:
    """Placements by consignment, with what the solver says of itself."""

    placements: dict[str, Placement]
    status: str
    objective_cny: float
    bound_cny: float
    variables: int


@dataclass(slots=True)
class _Model:
    desk: PlanDesk
    demands: Sequence[Demand]
    model: mathopt.Model
    x: dict[tuple[str, int], Variable] = field(default_factory=dict)
    away: dict[str, Variable] = field(default_factory=dict)
    boxes: dict[str, Variable] = field(default_factory=dict)
    runs: dict[DepartureKey, Variable] = field(default_factory=dict)
    missing: dict[DepartureKey, Variable] = field(default_factory=dict)
    timed: dict[str, TimedJourney] = field(default_factory=dict)
    riders: dict[str, list[tuple[Demand, int, Offer]]] = field(default_factory=dict)
    whole: list[Variable] = field(default_factory=list)

    def whole_variable(self, lb: float, ub: float = math.inf) -> Variable:
        """A variable that is relaxed at first and whole in the end."""
        variable = self.model.add_variable(lb=lb, ub=ub)
        self.whole.append(variable)
        return variable


def consolidate(desk: PlanDesk, demands: Sequence[Demand], limits: WorkLimits) -> Solved | None:
    """Solve the model for some demands, all else booked as it is; `None` without a solution."""
    from ortools.math_opt.python import mathopt

    made = _Model(desk, demands, mathopt.Model(name="consolidate"))
    _variables(made)
    _place_all(made)
    _box_contents(made)
    _open_box(made)
    _apart(made)
    _room(made)
    _trains(made)
    limit_paths(made.model, desk.booking.path_use, made.runs)
    objective = _own_cost(made) + _box_cost(made) + _outsourcing(made) + _dead_freight(made)
    if desk.scenario.contracts:
        objective += pool_cost(made.model, desk, made.timed, made.boxes, partial(_boxes_of, made))
    made.model.minimize(objective)
    relaxed = _relax(made)
    if relaxed is None:
        return None
    bound_cny = relaxed.objective_value()
    _narrow(made, relaxed)
    gap = limits.relative_gap
    work = mathopt.SolveParameters(node_limit=limits.nodes, relative_gap_tolerance=gap)
    with quiet_output():
        result = mathopt.solve(made.model, mathopt.SolverType.HIGHS, params=work)
    if not result.has_primal_feasible_solution():
        return None
    return Solved(
        _placements(made, result.variable_values()),
        result.termination.reason.name.lower(),
        result.objective_value(),
        bound_cny,
        len(made.whole),
    )


def _relax(made: _Model) -> mathopt.SolveResult | None:
    """The model without integrality, whose value bounds it."""
    from ortools.math_opt.python import mathopt

    with quiet_output():
        result = mathopt.solve(made.model, mathopt.SolverType.HIGHS)
    return result if result.has_primal_feasible_solution() else None


def _narrow(made: _Model, relaxed: mathopt.SolveResult) -> None:
    """Make the model integer, leaving each demand what the relaxation uses or nearly would."""
    values, reduced = relaxed.variable_values(), relaxed.reduced_costs()
    for demand in made.demands:
        columns = [made.x[demand.name, number] for number in range(len(demand.offers))]
        ranked = sorted(
            range(len(columns)),
            key=lambda i: (-values[columns[i]], reduced[columns[i]], demand.offers[i].name),
        )
        kept = {*ranked[:KEPT_OFFERS], *firsts_of(made.desk.scenario, demand.offers, ranked)}
        for number in ranked:
            if number not in kept and values[columns[number]] < TINY:
                columns[number].upper_bound = 0.0
    for variable in made.whole:
        variable.integer = True


def _variables(made: _Model) -> None:
    model, desk = made.model, made.desk
    for demand in made.demands:
        whole = demand.consignment.unit != "fcl"
        for number, offer in enumerate(demand.offers):
            bound = 1.0 if whole else float(demand.units)
            made.x[demand.name, number] = made.whole_variable(lb=0.0, ub=bound)
            for timed in offer.rides:
                made.timed[timed.name] = timed
                made.riders.setdefault(timed.name, []).append((demand, number, offer))
        top = 1.0 if whole else float(demand.units)
        made.away[demand.name] = model.add_variable(lb=0.0, ub=top)
    for name in sorted(made.timed):
        timed = made.timed[name]
        if timed.journey.stuff_at_h < desk.near_h:
            loaded = desk.booking.loads.get(name)
            made.boxes[name] = made.whole_variable(
                lb=0.0 if loaded is None else float(len(loaded.boxes))
            )
        for key in timed.paths:
            if key not in desk.running and key not in made.runs:
                made.runs[key] = made.whole_variable(lb=0.0, ub=1.0)
    for key in sorted({key for name in made.timed for key in made.timed[name].paths}):
        made.missing[key] = model.add_variable(lb=0.0)


def _units(demand: Demand) -> float:
    """Units that one unit of x stands for."""
    return 1.0 if demand.consignment.unit == "fcl" else float(demand.units)


def _sum(terms: list[Linear]) -> Linear:
    from ortools.math_opt.python import mathopt

    return mathopt.fast_sum(terms)


def _place_all(made: _Model) -> None:
    for demand in made.demands:
        top = demand.units / _units(demand)
        taken = [made.x[demand.name, number] for number in range(len(demand.offers))]
        made.model.add_linear_constraint(_sum([*taken, made.away[demand.name]]) == top)


def _box_contents(made: _Model) -> None:
    """Volume and weight of what rides fit into the boxes."""
    for name in sorted(made.boxes):
        box = box_of(made.desk.scenario, made.timed[name])
        loaded = made.desk.booking.loads.get(name)
        inside = [] if loaded is None else loaded.boxes
        for axis, limit in ((0, box.m3), (1, box.payload_kg)):
            already = math.fsum(one[axis] for one in inside)
            row = made.model.add_linear_constraint(ub=-already / limit)
            for demand, number, _ in made.riders[name]:
                order = demand.consignment
                size = order.m3_per_unit if axis == 0 else order.kg_per_unit
                share = size * _units(demand) / limit
                row.set_coefficient(made.x[demand.name, number], share)
            row.set_coefficient(made.boxes[name], -1.0 - SLACK)


def _open_box(made: _Model) -> None:
    """Nobody rides without a box: x <= n, and full loads no more than fit into n boxes."""
    for name in sorted(made.boxes):
        box = box_of(made.desk.scenario, made.timed[name])
        size = BoxSize(box.m3, box.payload_kg)
        for demand, number, _ in made.riders[name]:
            order = demand.consignment
            goods = Goods("", 0, demand.units, order.kg_per_unit, order.m3_per_unit)
            fits = max(1, units_that_fit(goods, 0.0, 0.0, size))
            needed = 1.0 / fits if order.unit == "fcl" else float(math.ceil(demand.units / fits))
            loaded = made.desk.booking.loads.get(name)
            if order.unit != "fcl" and loaded is not None:
                needed = 1.0
            row = made.model.add_linear_constraint(ub=0.0)
            row.set_coefficient(made.x[demand.name, number], needed)
            row.set_coefficient(made.boxes[name], -1.0)


def _apart(made: _Model) -> None:
    """Goods that may not share a box fill boxes of their own.

    m_p counts the boxes of a journey that hold product p: m_p >= volume, weight and share of its
    riders. Of products that clash with one another the m_p, and the boxes already loaded with what
    p shuns, together are no more than n.
    """
    products = made.desk.scenario.products
    for name in sorted(made.boxes):
        riders: dict[str, list[tuple[Demand, int, Offer]]] = {}
        for rider in made.riders[name]:
            riders.setdefault(rider[0].consignment.product_id, []).append(rider)
        loaded = made.desk.booking.loads.get(name)
        inside = [] if loaded is None else [loaded.products(i) for i in range(len(loaded.boxes))]
        aboard = {*riders, *(product_id for box in inside for product_id in box)}
        shuns = {product_id: products[product_id].shuns & aboard for product_id in riders}
        own: dict[str, Variable] = {}
        for product_id in sorted(riders):
            if not shuns[product_id]:
                continue
            own[product_id] = _boxes_with(made, name, riders[product_id])
            kept = sum(1 for box in inside if not box.isdisjoint(shuns[product_id]))
            if kept:
                made.model.add_linear_constraint(own[product_id] + kept <= made.boxes[name])
        for group in groups_apart({product_id: shuns[product_id] for product_id in own}):
            together = _sum([own[product_id] for product_id in group])
            made.model.add_linear_constraint(together <= made.boxes[name])


def _boxes_with(made: _Model, name: str, riders: list[tuple[Demand, int, Offer]]) -> Variable:
    """No more than the boxes of a journey that hold some goods."""
    box = box_of(made.desk.scenario, made.timed[name])
    size = BoxSize(box.m3, box.payload_kg)
    count = made.model.add_variable(lb=0.0)
    by_m3 = made.model.add_linear_constraint(ub=0.0)
    by_kg = made.model.add_linear_constraint(ub=0.0)
    by_m3.set_coefficient(count, -1.0 - SLACK)
    by_kg.set_coefficient(count, -1.0 - SLACK)
    for demand, number, _ in riders:
        order, x = demand.consignment, made.x[demand.name, number]
        by_m3.set_coefficient(x, order.m3_per_unit * _units(demand) / box.m3)
        by_kg.set_coefficient(x, order.kg_per_unit * _units(demand) / box.payload_kg)
        goods = Goods("", 0, demand.units, order.kg_per_unit, order.m3_per_unit)
        fits = max(1, units_that_fit(goods, 0.0, 0.0, size))
        needed = 1.0 / fits if order.unit == "fcl" else float(math.ceil(demand.units / fits))
        made.model.add_linear_constraint(needed * x <= count)
    return count


def _boxes_of(made: _Model, name: str) -> Linear:
    """Boxes of a journey: its variable, or the boxes that its riders will be charged."""
    if name in made.boxes:
        return made.boxes[name]
    box = box_of(made.desk.scenario, made.timed[name])
    terms = []
    for demand, number, _ in made.riders[name]:
        order = demand.consignment
        units = _units(demand)
        share = max(order.m3_per_unit / box.m3, order.kg_per_unit / box.payload_kg) * units
        terms.append(share / FAR_FILL_SHARE * made.x[demand.name, number])
    return _sum(terms)


def _room(made: _Model) -> None:
    """TEU, tonnes and plugs per departure and leg, with what others have booked."""
    users: dict[Slot, list[str]] = {}
    for name in sorted(made.timed):
        for slot in made.timed[name].slots:
            users.setdefault(slot, []).append(name)
    seen: set[tuple[object, ...]] = set()
    for slot in sorted(users):
        service = made.desk.scenario.network.holder(slot[0][0]).on(slot[0][1])
        limits = (service.capacity_teu, service.capacity_t, service.plugs)
        kept = made.desk.booking.used(slot)
        mark = (slot[0], tuple(users[slot]), kept)
        if mark in seen:
            continue
        seen.add(mark)
        for axis, limit in enumerate(limits):
            if limit is not None and _could_exceed(made, users[slot], axis, limit - kept[axis]):
                _room_of(made, users[slot], slot, axis, limit - kept[axis])


def _could_exceed(made: _Model, names: Sequence[str], axis: int, room: float) -> bool:
    """Whether all riders together could pass the limit (20% is left for part-filled boxes)."""
    most: dict[str, float] = {}
    for name in names:
        box = box_of(made.desk.scenario, made.timed[name])
        for demand, _, _ in made.riders[name]:
            order = demand.consignment
            share = demand.units * max(
                order.m3_per_unit / box.m3, order.kg_per_unit / box.payload_kg
            )
            boxes = math.ceil(share) + 1
            per_box = (box.teu, (box.payload_kg + box.tare_kg) / 1000.0, float(box.reefer))
            most[demand.name] = max(most.get(demand.name, 0.0), boxes * per_box[axis])
    return math.fsum(most.values()) > room


def _room_of(made: _Model, names: Sequence[str], slot: Slot, axis: int, room: float) -> None:
    terms: list[Linear] = []
    already = 0.0
    for name in names:
        box = box_of(made.desk.scenario, made.timed[name])
        per_box = (box.teu, box.tare_kg / 1000.0, float(box.reefer))[axis]
        if per_box:
            terms.append(per_box * _boxes_of(made, name))
            loaded = made.desk.booking.loads.get(name)
            if loaded is not None and name in made.boxes:
                already += per_box * len(loaded.boxes)
        if axis == 1:
            for demand, number, _ in made.riders[name]:
                t = demand.consignment.kg_per_unit * _units(demand) / 1000.0
                terms.append(t * made.x[demand.name, number])
    if not terms:
        return
    space = max(0.0, room + already)
    if slot[0] in made.runs:
        made.model.add_linear_constraint(_sum(terms) <= space * made.runs[slot[0]])
    else:
        made.model.add_linear_constraint(_sum(terms) <= space)


def _trains(made: _Model) -> None:
    """Nobody rides a train that does not run; what is missing of its least load is paid."""
    riders: dict[DepartureKey, list[str]] = {}
    for name in sorted(made.timed):
        for key in made.timed[name].paths:
            riders.setdefault(key, []).append(name)
    for key in sorted(riders):
        service = made.desk.scenario.network.services[key[0]]
        runs = made.runs.get(key)
        loaded = made.desk.booking.loaded_teu(key)
        if runs is not None:
            if loaded > 0.0:
                made.model.add_linear_constraint(runs >= 1.0)
            for name in riders[key]:
                for demand, number, _ in made.riders[name]:
                    top = demand.units / _units(demand)
                    row = made.model.add_linear_constraint(ub=0.0)
                    row.set_coefficient(made.x[demand.name, number], 1.0)
                    row.set_coefficient(runs, -top)
        teu = []
        already = loaded
        for name in riders[key]:
            box = box_of(made.desk.scenario, made.timed[name])
            teu.append(box.teu * _boxes_of(made, name))
            held = made.desk.booking.loads.get(name)
            if held is not None and name in made.boxes:
                already -= box.teu * len(held.boxes)
        needed = service.least_load_teu * (1.0 if runs is None else runs)
        made.model.add_linear_constraint(
            made.missing[key] >= needed - _sum(teu) - max(0.0, already)
        )


def _own_cost(made: _Model) -> Linear:
    terms = []
    for demand in made.demands:
        for number, offer in enumerate(demand.offers):
            order = demand.consignment
            per_x = offer.own_cny * _units(demand) / order.units
            kg, m3 = _units(demand) * order.kg_per_unit, _units(demand) * order.m3_per_unit
            for timed in offer.rides:
                if timed.name not in made.boxes:
                    per_x += made.desk.far_cny(timed, kg, m3, alone=offer.feeder is not None)
            terms.append(per_x * made.x[demand.name, number])
    return _sum(terms)


def _box_cost(made: _Model) -> Linear:
    terms = []
    for name in sorted(made.boxes):
        timed = made.timed[name]
        box = box_of(made.desk.scenario, timed)
        heavy = False
        if timed.heavy_cny != timed.light_cny:
            for demand, _, _ in made.riders[name]:
                order = demand.consignment
                per_box = min(box.payload_kg, order.kg_per_unit * box.m3 / order.m3_per_unit)
                heavy = heavy or per_box > price.HEAVY_BOX_KG
        terms.append((timed.heavy_cny if heavy else timed.light_cny) * made.boxes[name])
    return _sum(terms)


def _outsourcing(made: _Model) -> Linear:
    return _sum(
        [
            demand.outsource_cny(1) * _units(demand) * made.away[demand.name]
            for demand in made.demands
        ]
    )


def _dead_freight(made: _Model) -> Linear:
    of = made.desk.scenario.network.services
    terms = [run_cny(of[key[0]]) * run for key, run in made.runs.items() if run_cny(of[key[0]])]
    for key in sorted(made.missing):
        if (least := of[key[0]].least_load_teu) > 0.0:
            terms.append(price.dead_freight(of[key[0]], 0.0).cny / least * made.missing[key])
    return _sum(terms)


def _placements(made: _Model, values: dict[Variable, float]) -> dict[str, Placement]:
    found: dict[str, Placement] = {}
    for demand in made.demands:
        chosen: list[tuple[Offer | None, int]] = []
        left = demand.units
        for number, offer in enumerate(demand.offers):
            units = round(values[made.x[demand.name, number]] * _units(demand))
            units = min(units, left)
            if units > 0:
                chosen.append((offer, units))
                left -= units
        if left > 0:
            chosen.append((None, left))
        found[demand.name] = tuple(chosen)
    return found
