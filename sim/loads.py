"""What moves: lots of goods, the boxes around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

import simpy

from domain.cargo import Consignment, Product
from domain.network import BoxType
from domain.plan import BoxJourney, Hop, Part
from domain.planned_boxes import goods_of
from domain.stuffing import BoxFill, Goods
from domain.thermal import BoxLoad, CargoState
from domain.timetable import DepartureKey
from sim.box_pool import Empty


@dataclass(slots=True, eq=False)
class Lot:
    """Units of one part that move together; split at stuffing, together again where restuffed.

    `hold_h` is how long customs will hold its box, `None` where it was not selected; `goods` is
    its part as the stuffing floor sees it; `rebooked` how often its box journey was lost
    before it was stuffed; `kg` is gross, `m3` as packed. `left_h` is when it was stuffed;
    `parent` the lot of which customs held a part, where it is the rest or that part. `result`
    comes from a laboratory, where the goods were released on condition. `ended_h` is when it was
    delivered, given away, split or restuffed. `sound` is the state that it would be in without
    faults of equipment, as long as it differs. `came` are the lots that were restuffed into it.
    """

    lot_id: str
    part: Part
    order: Consignment
    product: Product
    units: int
    after: tuple[str, ...]
    state: CargoState | None
    cold: bool
    received_h: float = 0.0
    available_h: float = 0.0
    left_h: float = 0.0
    hold_h: float | None = None
    share: float = 1.0
    where: str = "shipper"
    parent: str = ""
    rebooked: int = 0
    result: simpy.Event | None = None
    ended_h: float | None = None
    sound: CargoState | None = None
    came: tuple[Lot, ...] = ()
    goods: Goods = field(init=False)
    kg: float = field(init=False)
    m3: float = field(init=False)

    def __post_init__(self) -> None:
        """Measure it once."""
        self.goods = goods_of(self.part, self.order, self.product)
        self.kg = self.units * self.order.kg_per_unit
        self.m3 = self.units * self.order.m3_per_unit

    @property
    def due_h(self) -> float:
        """Hour promised."""
        return self.order.due_h


class Spell(NamedTuple):
    """Hours of a box under a fault. `mended_h` may lie after the box has power again."""

    kind: str
    from_h: float
    mended_h: float


@dataclass(slots=True, eq=False)
class Box:
    """A stuffed box on its way. `hops` and `departures` are what lies ahead of it.

    `t` is its own time on the grid. `papers_h` is when its documents are complete;
    `through` names the terminal whose yard it stands in, `yard_h` is how long it has waited in
    yards for departures that it took. One without lots is moved empty. `asked` are events because
    of which it has asked for another way, `asking` that it does so just now; `lost`: its goods are,
    as will be seen where it alights. `booked_h` is when it was booked on what lies
    ahead; `shown`: it was asked for once; `refused` are departures that it was not brought to.
    `checked` are the points (`domain.supervision.POINTS`) at which customs have seen it, `looked`
    the point of each look. `faults` are those of its unit that are not over; until `wrong_until_h`
    it is set `wrong_by_c` off; `fuel_h` is how long it has run on its own fuel.
    """

    box_id: str
    number: int
    journey: BoxJourney
    box_type: BoxType
    cargo_kg: float
    direction: str
    fill: BoxFill
    load: BoxLoad
    lots: list[Lot]
    hops: list[Hop]
    departures: list[float | None]
    t: float
    papers_h: float
    node_id: str
    due_h: float
    through: str = ""
    gated_h: float = 0.0
    yard_h: float = 0.0
    missed: int = 0
    unplugged_h: float = 0.0
    off_power_until_h: float = 0.0
    hot_air_c: float | None = None
    faults: list[Spell] = field(default_factory=list)
    last_fault: str = ""
    wrong_by_c: float = 0.0
    wrong_until_h: float = -inf
    fuel_h: float = 0.0
    empty: Empty | None = None
    signal: simpy.Event | None = None
    stripped_h: float | None = None
    where: str = "stuffing"
    asked: set[int] = field(default_factory=set)
    asking: bool = False
    lost: bool = False
    booked_h: float = 0.0
    shown: bool = False
    refused: set[DepartureKey] = field(default_factory=set)
    checked: set[str] = field(default_factory=set)
    looked: list[str] = field(default_factory=list)

    @property
    def gross_t(self) -> float:
        """Weight on a train: goods and tare."""
        return (self.cargo_kg + self.box_type.tare_kg) / 1000.0


@dataclass(slots=True, eq=False)
class Pending:
    """A box journey whose stuffing is still to come: who is expected, who is there, what is booked.

    `here` is asked for membership only; order comes from `expected`.
    """

    journey: BoxJourney
    direction: str
    expected: dict[str, Lot] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    fills: tuple[BoxFill, ...] = ()
    stuffed: bool = False
