"""Everything that one run shares: clock, chance, resources, bookings, books."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.climate import Air
from domain.contracts import PoolKey, Ride
from domain.draws import Chance
from domain.events import Event, Views
from domain.ledger import Ledger
from domain.network import BoxType, Network, Process, Service
from domain.pace import SampledPace
from domain.plan import BoxJourney, Hop, Plan
from domain.records import Records
from domain.scenario import Background, Scenario
from domain.timetable import DepartureKey
from domain.when_full import rule_of
from sim.agenda import Agenda
from sim.background import lump_hours
from sim.books import Books
from sim.box_pool import BoxPools
from sim.loads import Box, Lot, Pending
from sim.regimes import BASE, RegimePath
from sim.servers import Server
from sim.stations import Station, needs_station
from sim.trucks import TruckPool

if TYPE_CHECKING:
    from domain.plan import BoxRoute
    from sim.border_yard import BorderYard
    from sim.collection import CollectionRun
    from sim.departures import Departure
    from sim.rooms import RoomRun
    from sim.streams.riding import Platform
    from sim.wagon_sets import SetYard, WagonSet
    from sim.warehouse.run import StockRun
    from sim.yard import YardRun


Kind = tuple[str, str, float | None]
"""What may share a box: route, cargo class, set point."""


@dataclass(slots=True)
class World:
    """One replication of one plan, under way.

    `scenario` is as it turns out, with all `events` laid on it; `views` is what is known of them.
    """

    scenario: Scenario
    plan: Plan
    chance: Chance
    pace: SampledPace
    limited: bool
    agenda: Agenda
    records: Records
    books: Books
    pools: BoxPools
    regimes: dict[str, RegimePath]
    ledger: Ledger = field(default_factory=Ledger)
    stores: Ledger = field(default_factory=Ledger)
    booked_teu: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)
    servers: dict[tuple[str, str], Server | Station] = field(default_factory=dict)
    trucks: dict[str, TruckPool] = field(default_factory=dict)
    slots: dict[str, YardRun] = field(default_factory=dict)
    rooms: dict[tuple[str, str], RoomRun] = field(default_factory=dict)
    collections: dict[str, CollectionRun] = field(default_factory=dict)
    departures: dict[DepartureKey, Departure] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)
    open_on: dict[Kind, list[tuple[float, str]]] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    standby: dict[str, dict[str, Box]] = field(default_factory=dict)
    blanks_told: set[DepartureKey] = field(default_factory=set)
    left_boxes: dict[tuple[str, int], list[Box]] = field(default_factory=dict)
    yards: dict[str, dict[str, Box]] = field(default_factory=dict)
    yards_watched: bool = False
    went: set[DepartureKey] = field(default_factory=set)
    wagon_sets: list[WagonSet] = field(default_factory=list)
    set_yards: dict[tuple[str, int], SetYard] = field(default_factory=dict)
    without_set: set[DepartureKey] = field(default_factory=set)
    in_block_teu: dict[PoolKey, float] = field(default_factory=dict)
    stock: StockRun | None = None
    lots: list[Lot] = field(default_factory=list)
    coming: dict[str, Lot] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)
    rides: list[Ride] = field(default_factory=list)
    chains: dict[tuple[str, str, str], tuple[tuple[Hop, ...], ...]] = field(default_factory=dict)
    trucks_from: dict[str, list[Service]] = field(default_factory=dict)
    border_yards: dict[tuple[str, str], BorderYard] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    views: Views | None = None
    _places: dict[tuple[str, str], Server | Station] = field(default_factory=dict)
    _airs: dict[str, Air] = field(default_factory=dict)

    @property
    def known(self) -> Scenario:
        """The scenario as recovery knows it now: events announced, and those that have begun."""
        return self.scenario if self.views is None else self.views.at(self.agenda.now_h)

    def cancelled(self, key: DepartureKey) -> bool:
        """Whether a departure does not run: by chance, by an event, or for want of a set."""
        if key in self.without_set:
            return True
        if self.pace.cancelled(self.network.services[key[0]], key):
            return True
        return bool(self.events) and self.scenario.timetable.next_h(*key) != key[1]

    def path_runs(self) -> frozenset[DepartureKey]:
        """Path departures that run: by the plan, or since they were full."""
        services = self.network.services
        own = {key for key in self.plan.runs if rule_of(services[key[0]]) is None}
        return frozenset(own | self.went)

    @property
    def faulty(self) -> bool:
        """Whether cold equipment may fail."""
        return bool(self.scenario.faults) and not self.chance.nominal

    @property
    def network(self) -> Network:
        """The network of the scenario."""
        return self.scenario.network

    def server(self, node_id: str, process: Process) -> Server | Station:
        """The servers that do a process at a node."""
        asked = (node_id, process.process_id)
        found = self._places.get(asked)
        if found is None:
            name = process.resource or f"{process.step}:{process.servers}"
            key = (node_id, name)
            if key not in self.servers:
                self.servers[key] = self._new_server(node_id, process)
            found = self._places[asked] = self.servers[key]
        return found

    def server_of(self, node_id: str, process_id: str) -> Server | Station | None:
        """The servers that did a process at a node; `None` where nobody was served."""
        return self._places.get((node_id, process_id))

    def _new_server(self, node_id: str, process: Process) -> Server | Station:
        server = self._made_server(node_id, process)
        if (node_id, process.step) in self.scenario.watched:
            server.log = []
        return server

    def _made_server(self, node_id: str, process: Process) -> Server | Station:
        count = process.servers if self.limited else None
        regime = self.regimes.get(node_id, BASE)
        other = self._background(node_id, process.step)
        lumps, units = None, 1
        if count is not None and other is not None and not self.chance.nominal:
            lumps, units = lump_hours(other, self.chance), max(1, round(other.lump))
        for row in self._sharing(node_id, process):
            if needs_station(row, count, nominal=self.chance.nominal):
                key = row.resource or row.step
                return Station(
                    node_id, key, count, row, self.agenda, self.chance, regime, lumps, units
                )
        return Server(node_id, process.step, count, process, regime, lumps, units)

    def open_stations(self) -> None:
        """Servers that choose, and have background traffic, are at work from hour 0.

        All others begin when somebody asks for them; a recursion takes in what came before.
        """
        network, nominal = self.network, self.chance.nominal
        rules = [(key[0], rule.process) for key, rule in network.clearances.items()]
        rows = [(row.node_id, row) for row in network.by_process_id.values()]
        for other in self.scenario.background:
            for node_id, row in (*rows, *rules):
                count = row.servers if self.limited else None
                here = node_id in (other.node_id, "*") and row.step == other.step
                if here and needs_station(row, count, nominal=nominal):
                    self.server(other.node_id, row)

    def _sharing(self, node_id: str, process: Process) -> Sequence[Process]:
        """Rows of the process table that share the servers of one."""
        if not process.resource:
            return (process,)
        rows = self.network.by_process_id.values()
        there = (node_id, "*")
        return [r for r in rows if r.resource == process.resource and r.node_id in there]

    def _background(self, node_id: str, step: str) -> Background | None:
        return next(
            (b for b in self.scenario.background if (b.node_id, b.step) == (node_id, step)), None
        )

    def truck_pool(self, service: Service) -> TruckPool:
        """The trucks of a service on demand."""
        pool = self.trucks.get(service.service_id)
        if pool is None:
            total = service.trucks if self.limited else None
            pool = TruckPool(service, self.agenda, total)
            self.trucks[service.service_id] = pool
        return pool

    def air_at(self, node_id: str) -> Air:
        """Outside air at a node."""
        air = self._airs.get(node_id)
        if air is None:
            air = self._airs[node_id] = self.scenario.air_at(node_id)
        return air

    def expect(self, pending: Pending) -> None:
        """A box journey is to be stuffed; others may still join it."""
        journey = pending.journey
        self.pending[journey.journey_id] = pending
        kind = (journey.route.route_id, journey.cargo_class, journey.setpoint_c)
        insort(self.open_on.setdefault(kind, []), (journey.stuff_at_h, journey.journey_id))

    def still_open(self, kind: Kind, until_h: float) -> Iterator[Pending]:
        """Journeys of a kind stuffed from now until an hour, soonest first."""
        line = self.open_on.get(kind, [])
        for stuff_at_h, name in line[bisect_left(line, (self.agenda.now_h, "")) :]:
            if stuff_at_h > until_h:
                return
            if not self.pending[name].stuffed:
                yield self.pending[name]

    def has_room(self, key: DepartureKey, hop: Hop, teu: float, t: float, plugs: float) -> bool:
        """Whether a departure runs and has this much room left on the legs of a hop."""
        service = self.known.network.services[key[0]].on(key[1])
        on_path = service.dispatch == "path" and rule_of(service) is None
        if on_path and key not in self.plan.runs:
            return False
        known = self.departures.get(key)
        if known is not None and known.closed:
            return False
        if service.sailing is not None and (
            key in self.blanks_told or self.agenda.now_h > key[1] - service.sailing.booking_cutoff_h
        ):
            return False
        for leg in range(hop.first_leg, hop.last_leg + 1):
            slot = (key, leg)
            if (
                _over(self.ledger.teu.get(slot, 0.0) + teu, service.capacity_teu)
                or _over(self.ledger.t.get(slot, 0.0) + t, service.capacity_t)
                or _over(self.ledger.plugs.get(slot, 0.0) + plugs, service.plugs)
            ):
                return False
        return True

    def book_box(self, box: Box, *, take_off: bool = False) -> None:
        """Book the dated hops that lie ahead of a box, or give them back."""
        gross_t = -box.gross_t if take_off else box.gross_t
        for hop, at in zip(box.hops, box.departures, strict=True):
            if at is not None:
                self.ledger.book(
                    (hop.service_id, at), range(hop.first_leg, hop.last_leg + 1), box.box_type,
                    gross_t,
                )  # fmt: skip

    def book_store(self, journey: BoxJourney, box_type: BoxType, gross_t: float) -> None:
        """Book the day of stuffing where boxes of one day are limited; below 0: give it back."""
        day = self.network.store_day(journey.route.stuff_node, journey.stuff_at_h)
        if day is not None and journey.route.begun is None:
            self.stores.book(day, (0,), box_type, gross_t)

    def store_has_room(self, node_id: str, stuff_at_h: float, teu: float, plugs: float) -> bool:
        """Whether so much more may be stuffed at a node on the day of an hour."""
        day = self.network.store_day(node_id, stuff_at_h)
        if day is None:
            return True
        store, slot = self.network.stores[day[0]], (day, 0)
        over_teu = teu > 0.0 and _over(self.stores.teu.get(slot, 0.0) + teu, store.capacity_teu)
        over = plugs > 0.0 and _over(self.stores.plugs.get(slot, 0.0) + plugs, store.plugs)
        return not (over_teu or over)

    def index_chains(self) -> None:
        """Every chain of hops that leads on from a node to a stripping node, per box type.

        And the trucks for boxes that leave a node and stay on its side of the customs border.
        """
        network = self.network
        for service in network.services.values():
            ends = (service.origin_id, service.destination_id)
            if (
                not service.dated
                and "box" in service.carries
                and network.abroad(ends[0]) == network.abroad(ends[1])
            ):
                self.trucks_from.setdefault(ends[0], []).append(service)
        found: dict[tuple[str, str, str], dict[tuple[Hop, ...], None]] = {}
        for route in self.scenario.routes:
            for number in range(len(route.hops)):
                key = (self._begins(route, number), route.strip_node, route.box_type)
                found.setdefault(key, {})[route.hops[number:]] = None
        self.chains = {key: tuple(chains) for key, chains in found.items()}

    def _begins(self, route: BoxRoute, number: int) -> str:
        hop = route.hops[number]
        return self.network.services[hop.service_id].legs[hop.first_leg].from_id


def _over(used: float, limit: float | None) -> bool:
    return limit is not None and used > limit + 1e-6
