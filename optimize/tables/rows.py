"""What the plain tables say, as values: nodes, services, consignments, boxes and own costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Node:
    """A place; costs and capacity per module. `candidate` is None where the table does not say."""

    name: str
    fixed_cost: float = 0.0
    capacity: float = math.inf
    modules: float = 1.0
    cost: float = 0.0
    candidate: bool | None = None
    passing_counts: bool = True
    storage_cost_per_m3_day: float = 0.0
    handling_h: float = 0.0

    @property
    def decides(self) -> bool:
        """Whether using the node is a decision of its own."""
        return self.fixed_cost > 0.0 or (self.modules != 1.0 and not math.isinf(self.capacity))


@dataclass(frozen=True, slots=True)
class Service:
    """An arc or a timetabled service; `row` is its place in the sorted table.

    `departs_h` lists the hours of departure, empty without a timetable.
    """

    name: str
    origin: str
    destination: str
    mode: str = ""
    capacity: float = math.inf
    cost: float = 0.0
    cost_per_t: float = 0.0
    fixed_cost: float = 0.0
    modules: float = 1.0
    departs_h: tuple[float, ...] = ()
    transit_h: float = 0.0
    boxes: tuple[str, ...] = ("*",)
    box_cost: float = 0.0
    most_boxes: float = math.inf
    teu: float = math.inf
    t: float = math.inf
    plugs: float = math.inf
    duty_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Consignment:
    """What must be carried; `m3` is its volume where boxes are filled, else its quantity counts."""

    name: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    quantity: float = 1.0
    m3: float = 1.0
    t: float = 0.0
    whole: bool = False
    unserved_cost: float = math.inf
    goods_class: str = ""
    release_h: float = 0.0
    due_h: float | None = None
    deadline_h: float | None = None
    late_cost_per_day: float = 0.0
    holding_cost_per_day: float = 0.0
    value: float = 0.0
    tax_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A type of box."""

    name: str
    m3: float = math.inf
    t: float = math.inf
    teu: float = 1.0
    tare_t: float = 0.0
    plugs: float = 0.0
    cost: float = 0.0
    classes: tuple[str, ...] = ("*",)

    def takes(self, goods_class: str) -> bool:
        """Whether goods of this class may go in it."""
        return "*" in self.classes or goods_class in self.classes


@dataclass(frozen=True, slots=True)
class OwnCost:
    """What one consignment pays and may send on one service."""

    cost: float | None
    capacity: float


@dataclass(frozen=True, slots=True)
class World:
    """All tables together, each sorted by name, so that the order of rows means nothing."""

    nodes: dict[str, Node]
    services: tuple[Service, ...]
    consignments: tuple[Consignment, ...]
    boxes: dict[str, Box]
    own: dict[tuple[str, str], OwnCost] = field(default_factory=dict)
    timetabled: bool = False
    day_zero: str | None = None

    def unit_cost(self, consignment: Consignment, service: Service) -> float:
        """Cost per unit of a consignment on a service."""
        own = self.own.get((consignment.name, service.name))
        return service.cost if own is None or own.cost is None else own.cost

    def most(self, consignment: Consignment, service: Service) -> float:
        """Most of a consignment that a service may carry."""
        own = self.own.get((consignment.name, service.name))
        return math.inf if own is None else own.capacity
