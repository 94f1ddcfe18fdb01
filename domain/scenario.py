"""One question, resolved: the network, its timetable, the order book and the rules of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.box_owners import Fleet
from domain.calendar import Clock, OpenHours
from domain.cargo import Consignment, Product
from domain.cash import AT_THE_DOOR, CashTerms
from domain.climate import Air
from domain.contracts import Contracts
from domain.emissions import EmissionFactors, transport_kgco2e
from domain.events import Event
from domain.faults import AnyFault
from domain.figures import QUEUES, Figure
from domain.network import Network, Process, Service
from domain.opening import Candidate, Layout
from domain.paths import PathPool
from domain.plan import BegunBox, BoxRoute, Way
from domain.rules import RulePack
from domain.stream import Step, Stream, StreamWatch
from domain.supervision import Supervision
from domain.tariff import Tariff
from domain.timetable import Timetable
from domain.trade_modes import declared_at
from domain.warehouse import StockWorld


@dataclass(frozen=True, slots=True)
class Background:
    """Other people's traffic at a finite resource: lumps of `lump` units, `per_day` in all.

    `spells`: a factor on it in [from, to).
    """

    node_id: str
    step: str
    per_day: float
    lump: float
    opening: OpenHours
    spells: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """A state of a node other than base: how often it begins, how long it lasts, what it does.

    `slow_factor` multiplies slot and work times; `None` closes the node. A rule with
    `from_h`/`to_h` is scheduled; otherwise spells begin `per_year` times, exponential.
    """

    node_id: str
    regime: str
    per_year: float
    mean_h: float
    slow_factor: float | None
    from_h: float | None = None
    to_h: float | None = None


@dataclass(frozen=True, slots=True)
class PlanningRules:
    """What every policy plans by.

    `slot_h`: boxes that leave by truck are stuffed on multiples of it. `close_ahead_h`: boxes
    for a dated departure are stuffed so that at nominal pace they are at the gate this long
    before the cut-off. `notice_h`: a path train is confirmed or given up this long before it
    leaves. `hold_max_h`: longest wait at a stuffing node. `options`: box journeys offered per
    consignment. `carbon_cap_kgco2e`: what plan and foresight may emit with the whole order book;
    `carbon_cny_per_t`: what offers pay on what they emit while a plan under a cap is sought
    (`optimize.carbon`); it is booked nowhere.
    """

    epoch_h: float
    notice_h: float
    slot_h: float
    close_ahead_h: float
    hold_max_h: float
    options: int
    carbon_cap_kgco2e: float | None = None
    carbon_cny_per_t: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a policy and a simulation need, in hours since `clock.start_utc`.

    The cohort is the consignments ready in [warm_up_h, period_end_h); a run goes on to
    `cap_h` at most. `routes` are the box routes that exist, in a fixed order; `ways` maps
    (flow, origin, destination) to the ways that its consignments may take; `guide` is the
    habit: per (product, destination) the service chains that are used today, best first.
    `state` says whether the period is an episode with a beginning and an end (`terminating`) or
    stands for always (`steady`); `warm_up_auto`: its warm-up is found from its output (MSER-5).
    `redraw_demand`: arrivals are new in every replication.
    `may_open` are facilities and services that may be opened; `layout` says what was, once that is
    decided (`domain.opening`). `path_pools` are train paths that services share (`domain.paths`).
    `streams` walk through `steps` beside the consignments; either may be empty.
    `fleet` has the owners of boxes; of types that it leaves out, the zone has pools.
    `events` are those that are not known from the start (`domain.events`); `figures` are asked for
    besides those that are always made.
    `rules`: packs that goods are held against (`domain.rules`).
    `trade_figures`: figures of papers, clearance and trade modes are asked for. `cash` has the
    terms of payment by trade mode and direction; what it leaves out is paid at the door.
    `stock` are warehouses that sell, with their market. `begun` are boxes that are under way at
    hour 0; every plan has their journeys.
    """

    name: str
    title_zh: str
    title_en: str
    question: str
    clock: Clock
    warm_up_h: float
    period_end_h: float
    cap_h: float
    network: Network
    timetable: Timetable
    routes: tuple[BoxRoute, ...]
    products: Mapping[str, Product]
    consignments: tuple[Consignment, ...]
    ways: Mapping[tuple[str, str, str], tuple[Way, ...]]
    tariff: Tariff
    emissions: EmissionFactors
    climate: Mapping[str, Air]
    planning: PlanningRules
    background: tuple[Background, ...] = ()
    regimes: tuple[RegimeRule, ...] = ()
    faults: tuple[AnyFault, ...] = ()
    contracts: Contracts = field(default_factory=Contracts)
    facility_cny_per_day: Mapping[tuple[str, str], float] | None = None
    guide: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]] | None = None
    state: Literal["terminating", "steady"] = "terminating"
    redraw_demand: bool = False
    streams: tuple[Stream, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)
    watch: StreamWatch = field(default_factory=StreamWatch)
    warm_up_auto: bool = False
    may_open: tuple[Candidate, ...] = ()
    layout: Layout | None = None
    path_pools: tuple[PathPool, ...] = ()
    fleet: Fleet = field(default_factory=Fleet)
    events: tuple[Event, ...] = ()
    trade_figures: bool = False
    figures: tuple[Figure, ...] = ()
    cash: Mapping[tuple[str, str], CashTerms] = field(default_factory=dict)
    stock: StockWorld | None = None
    begun: tuple[BegunBox, ...] = ()
    rules: tuple[RulePack, ...] = ()

    @property
    def watched(self) -> tuple[tuple[str, str], ...]:
        """Nodes and steps whose queues are recorded, because a figure of them is asked for."""
        asked = (one.of for one in self.figures if one.kind in QUEUES)
        return tuple(dict.fromkeys((node_id, step) for node_id, step in asked))

    @property
    def supervision(self) -> Supervision | None:
        """The rules of customs; `None`: selection by credit grade alone."""
        return self.network.supervision

    def ways_of(self, consignment: Consignment) -> tuple[Way, ...]:
        """The ways that a consignment may take; empty where the network has none."""
        key = (consignment.flow_id, consignment.origin_id, consignment.destination_id)
        ways = self.ways.get(key, ())
        if not self.network.mode_windows:
            return ways
        return tuple(
            way
            for way in ways
            if (hours := self.declares(consignment, way)) is None
            or max(0.0, hours[0]) < min(hours[1], self.cap_h)
        )

    def declares(self, consignment: Consignment, way: Way) -> tuple[float, float] | None:
        """Hours in which a way's goods may be declared under their trade mode; `None`: always."""
        windows = self.network.mode_windows
        if not windows:
            return None
        direction = consignment.direction
        place = declared_at(direction, way.route.stuff_node, consignment.destination_id)
        return windows.get((consignment.trade_mode, direction, place))

    def cash_of(self, consignment: Consignment) -> CashTerms:
        """When the money for a consignment comes."""
        if not self.cash:
            return AT_THE_DOOR
        return self.cash.get((consignment.trade_mode, consignment.direction), AT_THE_DOOR)

    def air_at(self, node_id: str) -> Air:
        """Outside air at a node."""
        return self.climate[self.network.nodes[node_id].climate_node]

    def process_by_id(self, process_id: str | None) -> Process | None:
        """A process by its id; `None` stays `None`."""
        return None if process_id is None else self.network.by_process_id[process_id]

    def transport_kgco2e(self, service: Service, kg: float, km: float, *, reefer: bool) -> float:
        """Emissions of some cargo over a distance by a service."""
        return transport_kgco2e(kg, km, self.g_per_tkm(service, reefer=reefer))

    def g_per_tkm(self, service: Service, *, reefer: bool) -> float:
        """Grams of CO2e per tonne-kilometre of a service."""
        region = self.network.region(service)
        return self.emissions.g_per_tkm(service.mode, "reefer" if reefer else "dry", region)

    def in_cohort(self, consignment: Consignment) -> bool:
        """Whether a consignment counts in the KPIs."""
        return self.warm_up_h <= consignment.ready_h < self.period_end_h
