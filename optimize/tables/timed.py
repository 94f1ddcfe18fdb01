"""Goods on dated departures: which departures each consignment takes, and the boxes they fill.

Goods change boxes at every node. Sets: consignments c; departures d of a row of the services table;
loads g (a departure's goods of one class); box types b.
Variables. x_cd: c takes d (0 or 1 where it is whole); n_c: share not served; h_cvk: share that
waits at node v up to the k-th departure; y_gb: boxes of a load; w_d: a departure with fixed cost is
used. Minimise what x costs (carrying, handling, duty, lateness, holding, storage) + boxes + fixed
costs + unserved, subject to wait (nothing leaves before it is there), once (a node is left once),
arrive, fill (m3 and t within the boxes), open_box (x <= y), open_departure (x <= w), and room per
departure in boxes, TEU, t and plugs.

Storage is paid per m3 and day from arrival (at the origin: release) to departure. It is laid on
the departures themselves: each takes on rate x departure hour where it begins and gives back
rate x arrival hour where it ends, so waiting columns cost nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from optimize.tables.dated import Departure, Window
from optimize.tables.program import Program
from optimize.tables.rows import Box, Consignment, Service, World

SLACK = 1e-9
"""Relative room for rounding when boxes are filled."""


@dataclass(slots=True)
class TimedModel:
    """The program with its columns by what they mean."""

    world: World
    departures: Sequence[Departure]
    program: Program
    x: dict[tuple[int, int], int] = field(default_factory=dict)
    begin: dict[tuple[int, str], int] = field(default_factory=dict)
    unserved: dict[int, int] = field(default_factory=dict)
    boxes: dict[tuple[int, str, str], int] = field(default_factory=dict)
    """By departure, class and box type."""
    used: dict[tuple[str, float], int] = field(default_factory=dict)
    more: dict[str, tuple[int, str]] = field(default_factory=dict)
    """In the elastic models: what is relaxed, its column and unit."""
    late: dict[tuple[int, int], float] = field(default_factory=dict)
    """In the model of later deadlines: hours over, by consignment and departure."""


def build_timed(
    world: World,
    departures: Sequence[Departure],
    windows: Sequence[Window],
    *,
    elastic: str = "",
) -> TimedModel:
    """The model; elastic "capacity" or "deadlines": only that excess is minimised."""
    made = TimedModel(world, departures, Program("timed"))
    price = 0.0 if elastic else 1.0
    for number, goods in enumerate(world.consignments):
        _consignment(made, number, goods, windows[number], price, elastic == "deadlines")
    riders: dict[tuple[int, str], list[int]] = {}
    for number, d in made.x:
        riders.setdefault((d, world.consignments[number].goods_class), []).append(number)
    for (d, goods_class), numbers in sorted(riders.items()):
        _load(made, d, goods_class, numbers, price)
    _departures(made, price, elastic == "capacity")
    return made


def boxes_of(world: World, service: Service, goods_class: str) -> list[Box]:
    """Box types for goods of a class on a service; without box types, the service's capacity."""
    if not world.boxes:
        return [Box("", service.capacity, math.inf, 0.0, cost=service.fixed_cost)]
    return [
        box
        for name, box in world.boxes.items()
        if ("*" in service.boxes or name in service.boxes) and box.takes(goods_class)
    ]


def own_cost(world: World, goods: Consignment, departure: Departure) -> float:
    """What a whole consignment pays for a passage itself, without storage and boxes."""
    service = departure.service
    own = world.own.get((goods.name, service.name))
    if own is not None and own.cost is not None:
        carrying = own.cost * goods.quantity
    else:
        carrying = service.cost * goods.m3
    handling = world.nodes[service.origin].cost * goods.m3
    duty = goods.value * service.duty_share
    return carrying + service.cost_per_t * goods.t + handling + duty


def arrival_cost(goods: Consignment, arrives_h: float) -> float:
    """Lateness and holding of a whole consignment that arrives then."""
    late_h = 0.0 if goods.due_h is None else max(0.0, arrives_h - goods.due_h)
    held_h = arrives_h - goods.release_h
    return (goods.late_cost_per_day * late_h + goods.holding_cost_per_day * held_h) / 24.0


def storage_rate(world: World, goods: Consignment, node: str) -> float:
    """Storage of a whole consignment at a node, per hour."""
    return world.nodes[node].storage_cost_per_m3_day * goods.m3 / 24.0


def _consignment(
    made: TimedModel,
    number: int,
    goods: Consignment,
    window: Window,
    price: float,
    later: bool,
) -> None:
    program, world = made.program, made.world
    away = math.isfinite(goods.unserved_cost)
    tax = goods.value * goods.tax_share
    program.offset += price * tax
    cost = goods.unserved_cost - tax if away else 0.0
    none = program.column(price * cost, 0.0, 1.0 if away else 0.0, goods.whole)
    made.unserved[number] = none
    ends = set(goods.destinations)
    if set(goods.origins) & ends or goods.quantity == 0.0:
        program.low[none] = 0.0
        program.high[none] = 0.0
        return
    leaving: dict[str, list[tuple[float, int]]] = {}
    ready: dict[str, list[tuple[float, int]]] = {}
    for d in window.departures:
        departure = made.departures[d]
        origin, destination = departure.service.origin, departure.service.destination
        cost = own_cost(world, goods, departure)
        cost += storage_rate(world, goods, origin) * departure.departs_h
        if destination in ends:
            cost += arrival_cost(goods, departure.arrives_h)
        else:
            cost -= storage_rate(world, goods, destination) * departure.arrives_h
        column = program.column(price * cost, 0.0, 1.0, goods.whole)
        made.x[number, d] = column
        leaving.setdefault(origin, []).append((departure.departs_h, column))
        wait_h = 0.0 if destination in ends else world.nodes[destination].handling_h
        ready.setdefault(destination, []).append((departure.arrives_h + wait_h, column))
        if later and destination in ends and goods.deadline_h is not None:
            over_h = max(0.0, departure.arrives_h - goods.deadline_h)
            program.cost[column] += over_h
            made.late[number, d] = over_h
    for node in goods.origins:
        rate = storage_rate(world, goods, node)
        column = program.column(-price * rate * goods.release_h, 0.0, 1.0, goods.whole)
        made.begin[number, node] = column
        ready.setdefault(node, []).append((goods.release_h, column))
    starts = [made.begin[number, node] for node in goods.origins]
    program.row(1.0, 1.0, [*starts, none], [1.0] * (len(starts) + 1))
    arriving = [column for node in sorted(ends) for _, column in ready.get(node, [])]
    program.row(1.0, 1.0, [*arriving, none], [1.0] * (len(arriving) + 1))
    for node in sorted({*leaving, *ready} - ends):
        _wait(program, leaving.get(node, []), ready.get(node, []))


def _wait(
    program: Program, leaving: Sequence[tuple[float, int]], ready: Sequence[tuple[float, int]]
) -> None:
    """What leaves a node was there before; a node is left once, and nothing stays."""
    left = sorted(leaving)
    here = sorted(ready)
    held: int | None = None
    position = 0
    for hour in sorted({hour for hour, _ in left}):
        columns: list[int] = []
        while position < len(here) and here[position][0] <= hour + SLACK:
            columns.append(here[position][1])
            position += 1
        signs = [1.0] * len(columns)
        if held is not None:
            columns.append(held)
            signs.append(1.0)
        out = [column for at, column in left if at == hour]
        held = program.column(0.0, 0.0, 1.0)
        program.row(0.0, 0.0, [*columns, *out, held], [*signs, *[-1.0] * len(out), -1.0])
    if held is not None:
        program.high[held] = 0.0
    for _, column in here[position:]:
        program.high[column] = 0.0
    if len(left) > 1:
        program.row(-math.inf, 1.0, [column for _, column in left], [1.0] * len(left))


def _load(made: TimedModel, d: int, goods_class: str, numbers: Sequence[int], price: float) -> None:
    """The goods of one class on a departure fit into its boxes, and open one."""
    program, world = made.program, made.world
    service = made.departures[d].service
    goods = [world.consignments[number] for number in numbers]
    columns = [made.x[number, d] for number in numbers]
    types = boxes_of(world, service, goods_class)
    total_m3 = math.fsum(each.m3 for each in goods)
    total_t = math.fsum(each.t for each in goods)
    opened: list[int] = []
    fixed = not world.boxes and service.fixed_cost == 0.0
    for box in types:
        most = _most_boxes(world, service, box, total_m3, total_t)
        cost = price * (box.cost + service.box_cost)
        low = most if fixed else 0.0
        column = program.column(cost, low, most, integer=not fixed)
        made.boxes[d, goods_class, box.name] = column
        opened.append(column)
    if not types:
        for column in columns:
            program.high[column] = 0.0
        return
    for sizes, rooms, total in (
        ([each.m3 for each in goods], [box.m3 for box in types], total_m3),
        ([each.t for each in goods], [box.t for box in types], total_t),
    ):
        if total > 0.0:
            room = [-min(each, total) * (1.0 + SLACK) for each in rooms]
            program.row(-math.inf, 0.0, [*columns, *opened], [*sizes, *room])
    if fixed:
        return
    for column, each in zip(columns, goods, strict=True):
        shares = [min(1.0, box.m3 / each.m3) if each.m3 > 0.0 else 1.0 for box in types]
        if len(opened) == 1:
            program.strong.append((column, opened[0], shares[0] * (1.0 + SLACK)))
            if each.m3 == 0.0:
                program.row(-math.inf, 0.0, [column, opened[0]], [1.0, -1.0])
        else:
            widened = [-share * (1.0 + SLACK) for share in shares]
            program.row(-math.inf, 0.0, [column, *opened], [1.0, *widened])


def _most_boxes(world: World, service: Service, box: Box, total_m3: float, total_t: float) -> float:
    """Boxes that a load can use at most."""
    if not world.boxes:
        return service.modules
    needed = max(1.0, math.ceil(total_m3 / box.m3), math.ceil(total_t / box.t))
    return min(needed, math.floor(service.most_boxes)) if service.most_boxes < needed else needed


def _departures(made: TimedModel, price: float, elastic: bool) -> None:
    """Room of departures in boxes, TEU, t and plugs, and their fixed cost."""
    program, world = made.program, made.world
    by_row: dict[int, list[tuple[int, Box]]] = {}
    by_departure: dict[tuple[str, float], list[tuple[int, Box]]] = {}
    carried: dict[tuple[str, float], list[tuple[int, float]]] = {}
    rows: dict[tuple[str, float], list[int]] = {}
    for (d, _, name), column in made.boxes.items():
        box = world.boxes.get(name, Box(name, teu=0.0))
        by_row.setdefault(d, []).append((column, box))
        by_departure.setdefault(made.departures[d].key, []).append((column, box))
    for (number, d), column in made.x.items():
        key = made.departures[d].key
        carried.setdefault(key, []).append((column, world.consignments[number].t))
        if d not in rows.setdefault(key, []):
            rows[key].append(d)
    for d, terms in sorted(by_row.items()):
        departure = made.departures[d]
        count = departure.service.most_boxes if world.boxes else departure.service.modules
        needed = math.fsum(program.high[column] for column, _ in terms)
        if count < needed or (elastic and math.isfinite(count)):
            what = f"boxes of {departure.text}" if world.boxes else f"capacity of {departure.text}"
            unit = "boxes" if world.boxes else "modules"
            _room(made, what, unit, count, [(c, 1.0) for c, _ in terms], elastic=elastic)
    for key in sorted(rows):
        services = [made.departures[d].service for d in sorted(rows[key])]
        text = made.departures[min(rows[key])].text
        terms = by_departure.get(key, [])
        teu = [(column, box.teu) for column, box in terms]
        tons = [(column, box.tare_t) for column, box in terms] + carried[key]
        plugs = [(column, box.plugs) for column, box in terms]
        for unit, limit, parts in (
            ("TEU", min(service.teu for service in services), teu),
            ("t", min(service.t for service in services), tons),
            ("plugs", min(service.plugs for service in services), plugs),
        ):
            used = [(column, size) for column, size in parts if size > 0.0]
            if math.isfinite(limit) and used:
                _room(made, f"{unit} of {text}", unit, limit, used, elastic=elastic)
        fixed = max(service.fixed_cost for service in services)
        if fixed > 0.0 and world.boxes:
            column = program.column(price * fixed, 0.0, 1.0, integer=True)
            made.used[key] = column
            for rider, _ in carried[key]:
                program.strong.append((rider, column, 1.0))
            riders = [rider for rider, _ in carried[key]]
            ones = [1.0] * len(riders)
            program.row(-math.inf, 0.0, [*riders, column], [*ones, -float(len(riders))])


def _room(
    made: TimedModel,
    what: str,
    unit: str,
    limit: float,
    terms: Sequence[tuple[int, float]],
    *,
    elastic: bool,
) -> None:
    """One capacity, which the elastic model may exceed."""
    columns, sizes = [c for c, _ in terms], [size for _, size in terms]
    if elastic:
        excess = made.program.column(1.0)
        made.more[what] = (excess, unit)
        if unit in {"boxes", "modules"}:
            for column in columns:
                made.program.high[column] = math.inf
        columns.append(excess)
        sizes.append(-1.0)
    made.program.row(-math.inf, limit * (1.0 + SLACK), columns, sizes)
