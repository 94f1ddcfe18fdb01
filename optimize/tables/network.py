"""Goods over arcs in one period: fixed-charge network design and facility location.

Sets. Consignments c of quantity q; arcs a (services) with u = capacity per module; nodes v.
Variables. x_ca: share of c on a; s_cv, e_cv: share that begins or ends at v where there is a
choice; n_c: share not served; y_a, z_v: modules of an arc or a node in use.
Minimise unit costs of x, handling at nodes, fixed costs of y and z, prices of n, subject to
conserve (what enters a node leaves it), begin_and_end, room_of_arc (sum of q x <= u y),
room_of_node, open_exactly, and the strong linking x <= min(1, u / q) y, that makes the
relaxation tight. `cut_sets` repeats what follows from them: modules that leave a node suffice for
all that must leave it.

Whole consignments have x, s, e and n of 0 or 1. An arc that leads into the only origin or out of a
destination is left out, as no least-cost way uses it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimize.tables.program import Program
from optimize.tables.rows import Consignment, Node, Service, World


@dataclass(slots=True)
class NetworkModel:
    """The program with its columns by what they mean."""

    world: World
    program: Program
    x: dict[tuple[int, int], int] = field(default_factory=dict)
    begin: dict[tuple[int, str], int] = field(default_factory=dict)
    end: dict[tuple[int, str], int] = field(default_factory=dict)
    unserved: dict[int, int] = field(default_factory=dict)
    arcs: dict[int, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    more: dict[str, tuple[int, float]] = field(default_factory=dict)
    """In the elastic model: what is relaxed, its column and the unit of one."""
    handled: dict[str, list[tuple[int, int, float]]] = field(default_factory=dict)
    """Per node: consignment, column and share that counts there."""


def ways_of(world: World) -> list[list[int]]:
    """Per consignment, the services on some way from an origin to a destination.

    Empty where there is no way; also empty where it begins where it ends.
    """
    out: dict[str, list[int]] = {}
    into: dict[str, list[int]] = {}
    for number, service in enumerate(world.services):
        out.setdefault(service.origin, []).append(number)
        into.setdefault(service.destination, []).append(number)
    reached: dict[tuple[str, ...], set[str]] = {}
    reaching: dict[tuple[str, ...], set[str]] = {}
    ways: list[list[int]] = []
    for goods in world.consignments:
        if goods.origins not in reached:
            reached[goods.origins] = _spread(goods.origins, out, world, forward=True)
        if goods.destinations not in reaching:
            reaching[goods.destinations] = _spread(goods.destinations, into, world, forward=False)
        ends, begins = set(goods.destinations), set(goods.origins)
        ways.append(
            [
                number
                for number, service in enumerate(world.services)
                if service.origin in reached[goods.origins]
                and service.destination in reaching[goods.destinations]
                and service.origin not in ends
                and service.destination not in begins
                and service.origin != service.destination
                and world.most(goods, service) > 0.0
            ]
        )
    return ways


def _spread(
    begins: Sequence[str], arcs: Mapping[str, list[int]], world: World, *, forward: bool
) -> set[str]:
    """Nodes that can be reached from some, or from which they can be reached."""
    seen = set(begins)
    todo = list(begins)
    while todo:
        for number in arcs.get(todo.pop(), ()):
            service = world.services[number]
            other = service.destination if forward else service.origin
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def no_way(world: World, ways: Sequence[Sequence[int]]) -> list[str]:
    """Consignments that must be served and have no way at all, capacity ignored."""
    lost: list[str] = []
    for goods, arcs in zip(world.consignments, ways, strict=True):
        if goods.quantity == 0.0 or math.isfinite(goods.unserved_cost):
            continue
        if set(goods.origins) & set(goods.destinations):
            continue
        starts = {world.services[a].origin for a in arcs} & set(goods.origins)
        stops = {world.services[a].destination for a in arcs} & set(goods.destinations)
        if not starts or not stops:
            lost.append(goods.name)
    return lost


def build(
    world: World,
    ways: Sequence[Sequence[int]],
    open_exactly: int | None = None,
    *,
    elastic: bool = False,
) -> NetworkModel:
    """The model; elastic: capacities may be exceeded, and only the excess is minimised."""
    made = NetworkModel(world, Program("network"))
    price = 0.0 if elastic else 1.0
    candidates = candidates_of(world) if open_exactly is not None else ()
    for number, service in enumerate(world.services):
        if service.fixed_cost > 0.0 or (service.modules != 1 and math.isfinite(service.capacity)):
            made.arcs[number] = made.program.column(
                price * service.fixed_cost, 0.0, service.modules, integer=True
            )
    for name, node in world.nodes.items():
        if node.decides or name in candidates:
            made.nodes[name] = made.program.column(
                price * node.fixed_cost, 0.0, node.modules, integer=True
            )
    for number, goods in enumerate(world.consignments):
        if goods.quantity > 0.0:
            _consignment(made, number, goods, ways[number], price, elastic=elastic)
    _room_of_arcs(made, elastic=elastic)
    _room_of_nodes(made, elastic=elastic)
    _cut_sets(made)
    if open_exactly is not None:
        _open_exactly(made, candidates, open_exactly)
    return made


def candidates_of(world: World) -> tuple[str, ...]:
    """Nodes that `open_exactly` counts: those flagged, else those goods choose, else all."""
    flagged = tuple(name for name, node in world.nodes.items() if node.candidate)
    if flagged:
        return flagged
    chosen = {
        name
        for goods in world.consignments
        for ends in (goods.origins, goods.destinations)
        if len(ends) > 1
        for name in ends
    }
    return tuple(sorted(chosen)) or tuple(world.nodes)


def _consignment(
    made: NetworkModel,
    number: int,
    goods: Consignment,
    arcs: Sequence[int],
    price: float,
    *,
    elastic: bool,
) -> None:
    """Columns and conservation of one consignment, and what it counts at nodes."""
    program, world, q = made.program, made.world, goods.quantity
    balance: dict[str, list[tuple[int, float]]] = {}
    for a in arcs:
        service = world.services[a]
        most = min(1.0, world.most(goods, service) / q, service.modules * service.capacity / q)
        if goods.whole and most < 1.0:
            most = 0.0
        cost = price * q * world.unit_cost(goods, service)
        column = program.column(cost, 0.0, 1.0 if elastic else most, integer=goods.whole)
        own = world.most(goods, service)
        if elastic and own < q:
            excess = _relaxed(made, f"capacity of {_arc(service)} for {goods.name}", 1.0)
            program.row(-math.inf, own, [column, excess], [q, -1.0])
        made.x[number, a] = column
        balance.setdefault(service.origin, []).append((column, -1.0))
        balance.setdefault(service.destination, []).append((column, 1.0))
    away = math.isfinite(goods.unserved_cost)
    made.unserved[number] = program.column(
        price * goods.unserved_cost if away else 0.0, 0.0, 1.0 if away else 0.0, goods.whole
    )
    for ends, columns, sign in (
        (goods.origins, made.begin, 1.0),
        (goods.destinations, made.end, -1.0),
    ):
        for node in ends:
            columns[number, node] = program.column(0.0, 0.0, 1.0, goods.whole)
            balance.setdefault(node, []).append((columns[number, node], sign))
        used = [columns[number, node] for node in ends]
        program.row(1.0, 1.0, [*used, made.unserved[number]], [1.0] * (len(used) + 1))
    for node in sorted(balance):
        terms = balance[node]
        program.row(0.0, 0.0, [j for j, _ in terms], [v for _, v in terms])
        _handled(made, number, goods, node, terms, price)


def _handled(
    made: NetworkModel,
    number: int,
    goods: Consignment,
    node: str,
    terms: Sequence[tuple[int, float]],
    price: float,
) -> None:
    """Goods that begin at or pass a node count there; those that end do where they had a choice."""
    place = made.world.nodes[node]
    begins = made.begin.get((number, node))
    ends = made.end.get((number, node))
    counted: list[tuple[int, float]] = []
    if begins is not None:
        counted.append((begins, 1.0))
    if ends is not None:
        if len(goods.destinations) > 1 and begins is None:
            counted.append((ends, 1.0))
    elif begins is None and place.passing_counts:
        counted.extend((j, 1.0) for j, sign in terms if sign > 0.0)
    for column, share in counted:
        made.program.cost[column] += price * place.cost * goods.quantity * share
        made.handled.setdefault(node, []).append((number, column, share))


def _relaxed(made: NetworkModel, what: str, weight: float) -> int:
    """A column of the elastic model: so much more of something."""
    column = made.program.column(weight)
    made.more[what] = (column, 1.0)
    return column


def _room_of_arcs(made: NetworkModel, *, elastic: bool) -> None:
    """Quantity on an arc within its modules; a consignment only on an arc that is open."""
    users: dict[int, list[int]] = {}
    for number, a in made.x:
        users.setdefault(a, []).append(number)
    for a, service in enumerate(made.world.services):
        if a not in users:
            continue
        columns = [made.x[number, a] for number in users[a]]
        sizes = [made.world.consignments[number].quantity for number in users[a]]
        opened = made.arcs.get(a)
        if math.isfinite(service.capacity):
            room = service.capacity
            if elastic:
                columns_, sizes_ = [*columns], [*sizes]
                columns_.append(_relaxed(made, f"capacity of {_arc(service)}", 1.0))
                sizes_.append(-1.0)
                made.program.row(-math.inf, service.modules * room, columns_, sizes_)
                continue
            if opened is None:
                made.program.row(-math.inf, service.modules * room, columns, sizes)
            else:
                made.program.row(-math.inf, 0.0, [*columns, opened], [*sizes, -room])
        if opened is not None and not elastic:
            for column, size in zip(columns, sizes, strict=True):
                made.program.strong.append((column, opened, min(1.0, service.capacity / size)))
            if math.isinf(service.capacity):
                made.program.row(
                    -math.inf, 0.0, [*columns, opened], [*([1.0] * len(columns)), -len(columns)]
                )


def _arc(service: Service) -> str:
    ends = f"{service.origin}->{service.destination}"
    return (
        ends
        if service.name == f"{service.origin}>{service.destination}"
        else (f"{service.name} ({ends})")
    )


def _room_of_nodes(made: NetworkModel, *, elastic: bool) -> None:
    """Quantity at a node within its modules; nothing at a node that is not open."""
    goods = made.world.consignments
    for name in sorted(made.handled):
        node: Node = made.world.nodes[name]
        columns = [column for _, column, _ in made.handled[name]]
        sizes = [goods[number].quantity * share for number, _, share in made.handled[name]]
        opened = made.nodes.get(name)
        if math.isfinite(node.capacity):
            if elastic:
                excess = _relaxed(made, f"capacity of node {name}", 1.0)
                limit = 0.0 if opened is not None else node.modules * node.capacity
                terms = [*columns, excess], [*sizes, -1.0]
                if opened is not None:
                    terms[0].append(opened)
                    terms[1].append(-node.capacity)
                made.program.row(-math.inf, limit, *terms)
            elif opened is None:
                made.program.row(-math.inf, node.modules * node.capacity, columns, sizes)
            else:
                made.program.row(-math.inf, 0.0, [*columns, opened], [*sizes, -node.capacity])
        if opened is not None:
            for column, size in zip(columns, sizes, strict=True):
                factor = 1.0 if elastic else min(1.0, node.capacity / size)
                made.program.strong.append((column, opened, factor))
            if math.isinf(node.capacity) or elastic:
                made.program.row(
                    -math.inf, 0.0, [*columns, opened], [*([1.0] * len(columns)), -len(columns)]
                )


def _cut_sets(made: NetworkModel) -> None:
    """Modules around a node suffice for what must leave or enter it; facilities for all goods."""
    world = made.world
    must = [
        goods
        for goods in world.consignments
        if math.isinf(goods.unserved_cost) and not set(goods.origins) & set(goods.destinations)
    ]
    if made.more:
        return
    for name in world.nodes:
        for side in ("origin", "destination"):
            demand = math.fsum(
                goods.quantity
                for goods in must
                if (goods.origins if side == "origin" else goods.destinations) == (name,)
            )
            arcs = [a for a, s in enumerate(world.services) if getattr(s, side) == name]
            if demand and arcs and all(a in made.arcs for a in arcs):
                rooms = [world.services[a].capacity for a in arcs]
                if all(math.isfinite(room) for room in rooms):
                    made.program.row(demand, math.inf, [made.arcs[a] for a in arcs], rooms)
    choosing = [goods for goods in must if len(goods.origins) > 1]
    sites = sorted({name for goods in choosing for name in goods.origins})
    rooms = [world.nodes[name].capacity for name in sites]
    if choosing and all(
        name in made.nodes and math.isfinite(world.nodes[name].capacity) for name in sites
    ):
        total = math.fsum(goods.quantity for goods in choosing)
        made.program.row(total, math.inf, [made.nodes[name] for name in sites], rooms)


def _open_exactly(made: NetworkModel, candidates: Sequence[str], count: int) -> None:
    """So many of the candidates are open."""
    columns: list[int] = []
    for name in candidates:
        column = made.nodes[name]
        if made.world.nodes[name].modules != 1.0:
            indicator = made.program.column(0.0, 0.0, 1.0, integer=True)
            most = made.world.nodes[name].modules
            made.program.row(-math.inf, 0.0, [column, indicator], [1.0, -most])
            made.program.row(0.0, math.inf, [column, indicator], [1.0, -1.0])
            column = indicator
        columns.append(column)
    made.program.row(float(count), float(count), columns, [1.0] * len(columns))
