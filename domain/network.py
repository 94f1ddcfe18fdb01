"""Where goods can be and how they can move: nodes, processes, services, boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.breaks import Breaks
from domain.calendar import OpenHours
from domain.draws import Distribution
from domain.lookup import CLASS_ORDER, from_specific
from domain.sailings import Sailing
from domain.times import Times

if TYPE_CHECKING:
    from domain.cargo import Consignment
    from domain.collection import Station
    from domain.documents import Papers
    from domain.hubs import Hub
    from domain.parcel_lists import ParcelLists
    from domain.supervision import Supervision

CUSTOMS_TERRITORY = "CN"
STORE = "store:"
"""Beginning of the ids of stores, where a service's id could stand."""
DAY_H = 24.0
DATED = ("timetable", "path")
TRAILER = "trailer"
"""Ending of the names of box types that are trailers: they ride roads only, and drive home."""
VAN, ULD = "van", "ULD"
"""Beginnings of the names of box types that are vans of a round, and pallets of a freighter."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place. `functions` maps a function to the hours [from, to) in which it exists."""

    node_id: str
    name_en: str
    name_zh: str
    kind: str
    country: str
    tz: str
    lon: float
    lat: float
    climate_node: str
    functions: Mapping[str, tuple[float, float]]

    def has(self, function: str, at_h: float) -> bool:
        """Whether the function exists here at that hour."""
        window = self.functions.get(function)
        return window is not None and window[0] <= at_h < window[1]


@dataclass(frozen=True, slots=True)
class Process:
    """A step that takes time at a node, with its hours, its servers and its price.

    `work` is the time a lot, box or train spends besides queueing. A server is held for
    `slot_h` of it (`None`: for all of it). `servers` is `None` where nobody waits.
    `slot_h` is per `slot_unit` of what is served (train, vehicle, teu, t, m3, parcel, box,
    consignment), so a big lot holds a server longer. Rows that name the same `resource` share
    its servers. `beside` runs in parallel (clearance beside the port dwell); the later of both
    ends the step. Cargo is off power for the first `unplugged_h` of the step. Who waits is served
    in the order of coming (`fifo`) or of `priority`, never interrupting others. A server that has
    nothing to do goes on `vacation`, again and again. Work begun is finished after closing time,
    unless it `pauses` until the door opens again; in breakdowns (`breaks`) it always pauses.
    `down`: from an hour to an hour so many of its servers do not work, as if broken.
    `shifts` are servers with hours of their own: `opening` is when any of them is there, `servers`
    all of them.
    """

    process_id: str
    node_id: str
    step: str
    work: Distribution
    opening: OpenHours
    servers: int | None
    slot_h: float | None
    beside: Distribution | None
    unplugged_h: float
    cost_cny: float
    cost_unit: str
    slot_unit: str = ""
    resource: str = ""
    order: str = "fifo"
    breaks: Breaks | None = None
    vacation: Times | None = None
    pauses: bool = False
    down: tuple[tuple[float, float, int], ...] = ()
    shifts: tuple[tuple[OpenHours, int], ...] = ()

    @property
    def background_slot_h(self) -> float:
        """How long a unit of other people's traffic holds a server."""
        return self.work.nominal if self.slot_h is None else self.slot_h


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a service between two calls; in [from, to) of `shut` nobody begins it."""

    from_id: str
    to_id: str
    km: float
    run: Distribution
    shut: tuple[tuple[float, float], ...] = ()

    def open_h(self, at_h: float) -> float:
        """First hour at or after one at which it may be begun."""
        for from_h, to_h in self.shut:
            if from_h <= at_h < to_h:
                at_h = to_h
        return at_h


@dataclass(frozen=True, slots=True)
class Service:
    """A way to move: a timetable of dated departures, a set of train paths, or trucks on demand.

    Capacity is per (departure, leg): `capacity_teu`, `capacity_t`, `plugs` (`None`: no limit).
    Prices are per box of one or two TEU over the whole service, or per kg of loose goods; a van
    or an air pallet pays by weight where its service has no price per box.
    A `path` departure runs only where a Plan says so; below `least_load_teu` the network pays
    `dead_freight_share` of the missing TEU's price. `spells`: what it is on some days [from, to)
    instead, apart and in order: other room, another price (`domain.event_effects`). `crossing`: how
    it is handed over at a gate that knows several ways, the mode of its step `cross` there.
    `sailing` has the terms of its bookings, where it has any beside the two cut-offs.
    """

    service_id: str
    mode: str
    dispatch: str
    legs: tuple[Leg, ...]
    capacity_teu: float | None
    capacity_t: float | None
    plugs: float | None
    price_cny_per_teu: float | None
    price_cny_per_feu: float | None
    price_cny_per_kg: float | None
    reefer_factor: float | None
    least_load_teu: float
    dead_freight_share: float
    gate_in_cutoff_h: float
    documents_cutoff_h: float
    lateness: Distribution | None
    cancel_share: float
    trucks: int | None
    carries: frozenset[str]
    boards_until_left: bool = False
    spells: tuple[tuple[float, float, Service], ...] = ()
    crossing: str = ""
    sailing: Sailing | None = None

    def on(self, at_h: float) -> Service:
        """What it is for a departure scheduled at an hour, or a truck stuffed then."""
        for from_h, to_h, other in self.spells:
            if from_h <= at_h < to_h:
                return other
        return self

    @property
    def papers_cutoff_h(self) -> float:
        """So long before it leaves, documents are in and customs have released the goods."""
        customs_h = 0.0 if self.sailing is None else self.sailing.customs_cutoff_h
        return max(self.documents_cutoff_h, customs_h)

    @property
    def by_weight(self) -> bool:
        """Whether what rides it in a van or an air pallet pays per kg: no price per box."""
        return self.price_cny_per_teu is None and self.price_cny_per_feu is None

    @property
    def origin_id(self) -> str:
        """First call."""
        return self.legs[0].from_id

    @property
    def destination_id(self) -> str:
        """Last call."""
        return self.legs[-1].to_id

    @property
    def dated(self) -> bool:
        """Whether it leaves by a timetable rather than on demand."""
        return self.dispatch in DATED

    def km(self, first_leg: int, last_leg: int) -> float:
        """Length of the legs first_leg..last_leg (inclusive)."""
        if first_leg == last_leg:
            return self.legs[first_leg].km
        return sum([leg.km for leg in self.legs[first_leg : last_leg + 1]])

    def km_share(self, first_leg: int, last_leg: int) -> float:
        """Share of the whole service's length; prices of part-journeys follow it."""
        last = len(self.legs) - 1
        if (first_leg, last_leg) == (0, last):
            return 1.0
        return self.km(first_leg, last_leg) / self.km(0, last)


@dataclass(frozen=True, slots=True)
class Store:
    """A stuffing node whose boxes of one day are limited: TEU, and reefers that find a plug.

    A day is 24 hours from the scenario's start. A box takes its room on the day of its stuffing.
    """

    store_id: str
    node_id: str
    capacity_teu: float | None
    plugs: float | None
    capacity_t: float | None = None
    dispatch: str = "store"

    def on(self, _: float) -> Store:
        """The same on every day."""
        return self


@dataclass(frozen=True, slots=True)
class BoxType:
    """A load unit and what it costs to have one."""

    box_type: str
    name_en: str
    name_zh: str
    m3: float
    payload_kg: float
    teu: float
    tare_kg: float
    plug_kw: float
    ua_w_per_k: float
    rent_cny_per_day: float
    return_fee_cny: float
    free_h: float
    demurrage_cny_per_day: float
    lease_in_cny: float
    temp_classes: frozenset[str]
    point_c: float | None = None
    """The one temperature at which it runs with chilled goods (vans of a round); `None`: that of
    the goods."""
    handling_cny: float | None = None
    """What stuffing it costs, and again stripping it; `None`: as the tariff has it."""
    reefer: bool = field(init=False, compare=False)
    """Whether it can hold a temperature."""

    def __post_init__(self) -> None:
        """Tell reefers from dry boxes."""
        cold = "chilled" in self.temp_classes or "frozen" in self.temp_classes
        object.__setattr__(self, "reefer", cold)

    @property
    def goes_home(self) -> bool:
        """Whether it belongs to its truck and drives back with it."""
        return goes_home(self.box_type)

    @property
    def rides_as(self) -> str:
        """What a service must carry to take it: box, or van (a round) or uld (a freighter)."""
        if self.box_type.startswith(VAN):
            return VAN
        return "uld" if self.box_type.startswith(ULD) else "box"


def goes_home(box_type: str) -> bool:
    """Whether boxes of a type drive back to where they were stuffed: trailers and vans.

    Examples
    --------
    >>> goes_home("reefer_trailer"), goes_home("van_reefer"), goes_home("40RF")
    (True, True, False)
    """
    return box_type.endswith(TRAILER) or box_type.startswith(VAN)


@dataclass(frozen=True, slots=True)
class ClearanceRule:
    """How a trade mode is declared: the hall's process, the fee, and what an inspection holds.

    `holds` is `parcel` where a consignment is inspected before stuffing (9610), `box` where the
    whole box is held after it.
    """

    trade_mode: str
    direction: str
    process: Process
    fee_cny: float
    holds: str


@dataclass(frozen=True, slots=True)
class InspectionRule:
    """Selection of a credit grade for physical inspection.

    `spells`: the rule that holds instead in [from, to) at a node, everywhere where that is empty;
    of several the last.
    """

    credit_grade: str
    share: float
    work: Distribution
    cost_cny: float
    spells: tuple[tuple[float, float, str, InspectionRule], ...] = ()

    def on(self, node_id: str, at_h: float) -> InspectionRule:
        """The rule for what is declared at a node at an hour."""
        for from_h, to_h, where, other in reversed(self.spells):
            if where in ("", node_id) and from_h <= at_h < to_h:
                return other
        return self


@dataclass(frozen=True, slots=True)
class Network:
    """Everything fixed that goods move over. Keys are ids; order is the order of the files.

    `papers` are by trade mode and direction, none where papers take no time. `mode_windows` are the
    hours in which goods at a node may be declared, by (trade mode, direction, node), of the nodes
    where that is not always so. `barred_entry` are (product, country of origin or *, node) of goods
    that may not enter China there. `yards` are the slots before a border by node and mode, of
    those that are limited: a truck or train holds one until it has passed.
    """

    nodes: Mapping[str, Node]
    services: Mapping[str, Service]
    boxes: Mapping[str, BoxType]
    processes: Mapping[tuple[str, str, str, str, str], Process]
    clearances: Mapping[tuple[str, str, str, str], ClearanceRule]
    inspections: Mapping[str, InspectionRule]
    box_stocks: Mapping[tuple[str, str], int]
    forbidden: frozenset[tuple[str, str]]
    away_from_customs_h: float = 12.0
    stores: Mapping[str, Store] = field(default_factory=dict)
    papers: Mapping[tuple[str, str], Papers] = field(default_factory=dict)
    lists: ParcelLists | None = None
    mode_windows: Mapping[tuple[str, str, str], tuple[float, float]] = field(default_factory=dict)
    supervision: Supervision | None = None
    hubs: Mapping[str, Hub] = field(default_factory=dict)
    barred_entry: frozenset[tuple[str, str, str]] = frozenset()
    inland: frozenset[str] = frozenset()
    certificates: Mapping[tuple[str, str], float] = field(default_factory=dict)
    yards: Mapping[tuple[str, str], int] = field(default_factory=dict)
    stations: tuple[Station, ...] = ()
    by_process_id: Mapping[str, Process] = field(init=False, compare=False, repr=False)
    _found: dict[tuple[str, str, str, str, str], Process | None] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        """Index the processes by id."""
        by_id = {process.process_id: process for process in self.processes.values()}
        object.__setattr__(self, "by_process_id", by_id)

    def holder(self, name: str) -> Service | Store:
        """The service or store of an id: whatever has room to be booked."""
        return self.stores[name] if name.startswith(STORE) else self.services[name]

    def store_day(self, node_id: str, stuff_at_h: float) -> tuple[str, float] | None:
        """What boxes stuffed at a node at an hour take room of: a store, and its day's hour."""
        name = f"{STORE}{node_id}"
        if name not in self.stores:
            return None
        return name, DAY_H * (stuff_at_h // DAY_H)

    def region(self, service: Service) -> str:
        """Region of a service's emission factor: CN at home, else `*`."""
        ends = (self.nodes[service.origin_id].country, self.nodes[service.destination_id].country)
        return CUSTOMS_TERRITORY if ends == (CUSTOMS_TERRITORY, CUSTOMS_TERRITORY) else "*"

    def process(
        self, node_id: str, step: str, direction: str, cargo_class: str, mode: str
    ) -> Process | None:
        """The most specific process for a step at a node, or `None` where there is none.

        A row for the node beats `*`, then a row for the direction, the class (in `CLASS_ORDER`)
        and the mode beat `any`, in this order.
        """
        asked = (node_id, step, direction, cargo_class, mode)
        if asked not in self._found:
            self._found[asked] = next(
                (self.processes[key] for key in from_specific(*asked) if key in self.processes),
                None,
            )
        return self._found[asked]

    def cross(
        self, service: Service, node_id: str, direction: str, cargo_class: str
    ) -> Process | None:
        """How a service is handed over at a node after its border; `None` where it is not."""
        if not service.crossing:
            return None
        return self.process(node_id, "cross", direction, cargo_class, service.crossing)

    def clearance(
        self, node_id: str, trade_mode: str, direction: str, cargo_class: str
    ) -> ClearanceRule | None:
        """The rule for a declaration made at a node, or `None` where none is made.

        Keys of `clearances` are (node, trade mode, direction, cargo class); a row for the node
        beats `*`, then the class in `CLASS_ORDER`.
        """
        for node in (node_id, "*"):
            for cargo in CLASS_ORDER.get(cargo_class, (cargo_class, "any")):
                found = self.clearances.get((node, trade_mode, direction, cargo))
                if found is not None:
                    return found
        return None

    def papers_of(self, order: Consignment) -> Papers | None:
        """How the papers of a consignment are made; `None` where they take no time."""
        return self.papers.get((order.trade_mode, order.direction)) if self.papers else None

    def listed(self, order: Consignment) -> bool:
        """Whether a consignment is declared as a list of parcels, released one by one."""
        return self.lists is not None and self.lists.has(order)

    def seals(self, node_id: str) -> bool:
        """Whether goods declared at a node still go to the border under seal."""
        functions = self.nodes[node_id].functions
        return "port" not in functions and "border" not in functions

    def abroad(self, node_id: str) -> bool:
        """Whether the node lies outside China's customs territory."""
        return self.nodes[node_id].country != CUSTOMS_TERRITORY

    def may_receive(self, product_id: str, node_id: str) -> bool:
        """Whether the access table lets the product be at the node."""
        return (product_id, node_id) not in self.forbidden
