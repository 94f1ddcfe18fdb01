"""Consolidation stations at work: vans on their rounds, a dock, trunk trucks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import simpy

from domain import tariff as price
from domain.cargo import Consignment
from domain.collection import (
    GATHER,
    Leaving,
    Load,
    Piece,
    Station,
    Waiting,
    left_of,
    loads_of,
    shares_of,
)
from domain.gathering import Row, station_of, waited
from domain.route import Stage
from domain.stage_kinds import ON_THE_ROAD
from domain.thermal import is_cold, kept_cold
from sim.agenda import CHOICE, STUFFING, Agenda, Story, Telling
from sim.carriage import emit
from sim.loads import Lot
from sim.serve import serve
from sim.stages import pass_lot
from sim.world import World


@dataclass(slots=True)
class Coming:
    """A consignment on its way to the hub: how much of it is where, and who told of it last.

    `at_station` and `at_hub` are units that have come; `since_h` is when its last stage ended.
    """

    order: Consignment
    lots: list[Lot]
    there: simpy.Event
    since_h: float
    owed_cny: float = 0.0
    at_station: int = 0
    at_hub: int = 0


@dataclass(frozen=True, slots=True)
class Ride:
    """A vehicle that went: when called, off and there, with what, and what it costs.

    `hours` are those of a round that are paid for; slower traffic makes it longer, not dearer.
    """

    called_h: float
    left_h: float
    there_h: float
    load: Load
    hours: float


@dataclass(slots=True)
class Line:
    """Goods that wait for vehicles, and whoever calls those."""

    run: CollectionRun
    rule: Leaving
    trunk: bool
    waiting: list[Waiting] = field(default_factory=list)
    _called: tuple[float, int] = (-1.0, 0)

    def come(self, order: Consignment) -> None:
        """Goods are there: look whether a vehicle is full, and be gone by the latest hour."""
        agenda = self.run.world.agenda
        now_h = agenda.now_h
        self.waiting.append(Waiting(now_h, order, order.units))
        agenda.call(now_h, self._look, None, CHOICE)
        agenda.call(self.rule.latest_h(now_h), self._go, order.consignment_id, STUFFING)

    def _look(self, _: object, at_h: float) -> None:
        """Call the vehicles that are full."""
        if not self.rule.when_full:
            return
        loads = self._loads()
        for load in loads[:-1]:
            self._call(load, at_h)
        self.waiting = left_of(loads[-1:])

    def _go(self, name: object, at_h: float) -> None:
        """Call vehicles for all who wait, unless he whose hour it is has gone."""
        if not any(one.order.consignment_id == name for one in self.waiting):
            return
        loads, self.waiting = self._loads(), []
        for load in loads:
            self._call(load, at_h)

    def _loads(self) -> list[Load]:
        by_coming = sorted(self.waiting, key=lambda one: (one.came_h, one.order.consignment_id))
        return loads_of(by_coming, self.rule.vehicle)

    def _call(self, load: Load, at_h: float) -> None:
        number = self._called[1] + 1 if self._called[0] == at_h else 0
        self._called = (at_h, number)
        story = self.run.drive if self.trunk else self.run.go_round
        self.run.world.agenda.tell(story(load, number), self.run.station.name)


@dataclass(slots=True)
class CollectionRun:
    """One station in one run, with all vehicles that went."""

    world: World
    station: Station
    comings: Mapping[str, Coming]
    rounds: list[Ride] = field(default_factory=list)
    trunks: list[Ride] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    _vans: Line = field(init=False)
    _trucks: Line = field(init=False)

    def __post_init__(self) -> None:
        """Nobody waits yet."""
        self._vans = Line(self, self.station.rounds, trunk=False)
        self._trucks = Line(self, self.station.trunk, trunk=True)

    def come(self, coming: Coming) -> Story:
        """A consignment gets ready: it waits for a round, or its shipper sets off."""
        order, station = coming.order, self.station
        yield self.world.agenda.until(order.ready_h)
        if order.shipper_id not in station.brings:
            self._vans.come(order)
            return
        there_h = order.ready_h + station.brought_h(order)
        piece = Piece(order, order.units, order.ready_h, last=True)
        self.brought.append(order.consignment_id)
        self._owe(piece, order.ready_h, station.brought_cny(order))
        service_id = station.service_to(order) or ""
        row = ("brought", order.origin_id, station.node_id, order.ready_h, order.ready_h, there_h)
        self._pass(coming, (*row, service_id, 0, None))
        yield self.world.agenda.until(there_h)
        yield from self._unload((piece,), there_h)

    def go_round(self, load: Load, number: int) -> Story:
        """A van visits its shippers and comes back."""
        world, station = self.world, self.station
        called_h = world.agenda.now_h
        process = station.round_process(load)
        hours = world.pace.work_h(process, (called_h, number))
        cny = station.round_cny(load, hours)
        for piece, share in zip(load, shares_of(load, station.rounds.vehicle), strict=True):
            self._owe(piece, called_h, cny * share)
        begin_h, took_h = yield from serve(
            world, station.node_id, process, called_h, hours, 1.0, self._told(load)
        )
        back_h = begin_h + took_h
        self.rounds.append(Ride(called_h, begin_h, back_h, load, hours))
        for piece in load:
            order = piece.order
            coming = self.comings[order.consignment_id]
            if piece.last:
                service_id = station.service_to(order) or ""
                wait = waited("await_round", order.origin_id, order.ready_h, called_h, service_id)
                ride = ("round", order.origin_id, station.node_id, called_h, begin_h, back_h)
                self._pass(coming, wait)
                self._pass(coming, (*ride, service_id, 0, station.vans.process_id))
        yield world.agenda.until(back_h)
        yield from self._unload(load, back_h)

    def _unload(self, load: Load, at_h: float) -> Telling[None]:
        """The dock takes a vehicle's goods; what is complete waits for a trunk truck."""
        world, station = self.world, self.station
        kg = sum(piece.kg for piece in load)
        begin_h, hours = yield from serve(
            world, station.node_id, station.dock, at_h, station.unloading_h(kg), 1.0,
            self._told(load),
        )  # fmt: skip
        end_h = begin_h + hours
        for piece in load:
            if piece.last:
                coming = self.comings[piece.order.consignment_id]
                at = (GATHER, station.node_id, station.node_id, at_h, begin_h, end_h)
                self._pass(coming, (*at, None, None, station.dock.process_id))
        yield world.agenda.until(end_h)
        for piece in load:
            coming = self.comings[piece.order.consignment_id]
            coming.at_station += piece.units
            if coming.at_station == piece.order.units:
                self._trucks.come(piece.order)

    def drive(self, load: Load, number: int) -> Story:
        """A trunk truck comes, is loaded and rides to the hub."""
        world, station = self.world, self.station
        trunk, called_h = world.network.services[station.trunk_id], world.agenda.now_h
        name, pool = trunk.service_id, world.truck_pool(trunk)
        told = [self.comings[piece.order.consignment_id] for piece in load if piece.last]
        for piece, share in zip(load, shares_of(load, station.trunk.vehicle), strict=True):
            self._owe(piece, called_h, station.cny_per_trunk * share)
        for coming in told:
            self._pass(
                coming, waited("await_trunk", station.node_id, coming.since_h, called_h, name)
            )
        truck = pool.take(1, self._told(load))
        here_h = called_h
        if truck is not None:
            yield truck
            here_h = world.agenda.now_h
            for coming in told:
                self._pass(coming, waited("await_truck", station.node_id, called_h, here_h, name))
        left_h = trunk.legs[0].open_h(here_h + station.loading_h)
        ride_h = world.pace.ride_h(trunk, 0, (station.name, called_h, number))
        end_h = left_h + ride_h
        self.trunks.append(Ride(called_h, left_h, end_h, load, ride_h))
        for piece in load:
            coming = self.comings[piece.order.consignment_id]
            if piece.last:
                hub = trunk.legs[0].to_id
                row = ("trunk", station.node_id, hub, here_h, left_h, end_h, name, 0, None)
                self._pass(coming, row)
        yield world.agenda.until(end_h)
        pool.away(1, ride_h)
        for piece in load:
            coming = self.comings[piece.order.consignment_id]
            coming.at_hub += piece.units
            if coming.at_hub == piece.order.units:
                if end_h > coming.since_h:
                    rest = waited("await_trunk", trunk.legs[0].to_id, coming.since_h, end_h, name)
                    self._pass(coming, rest)
                coming.there.succeed(end_h)

    def _told(self, load: Load) -> int:
        """Lots whose stages tell of this vehicle: those of whom it carries the last units."""
        return sum(len(self.comings[p.order.consignment_id].lots) for p in load if p.last)

    def _owe(self, piece: Piece, at_h: float, cny: float) -> None:
        """A part of a vehicle's cost; booked when the last units of a consignment are called."""
        coming = self.comings[piece.order.consignment_id]
        coming.owed_cny += cny
        if piece.last:
            for lot in coming.lots:
                charge = price.collected(coming.owed_cny * lot.units / coming.order.units)
                self.world.books.charge_lot(at_h, lot, charge, self.station.name)
            coming.owed_cny = 0.0

    def _pass(self, coming: Coming, row: Row) -> None:
        """Take the lots of a consignment through a stage."""
        stage, world = Stage(*row), self.world
        for lot in coming.lots:
            node = world.network.nodes[stage.node_id]
            ridden = stage.kind in ON_THE_ROAD
            cold = lot.cold if ridden else kept_cold(lot.product, node, stage.start_h)
            pass_lot(world, lot, stage, cold_room=cold)
            if ridden and stage.service_id:
                service = world.network.services[stage.service_id]
                km = service.km(0, len(service.legs) - 1)
                emitted = world.scenario.transport_kgco2e(
                    service, lot.kg, km, reefer=is_cold(lot.product)
                )
                emit(world, lot, emitted, service.service_id, stage.start_h)
            lot.where = stage.service_id or self.station.name
        coming.since_h = stage.end_h


def begin_collections(
    world: World, together: Mapping[tuple[str, tuple[str, ...], str, str, bool], Sequence[Lot]]
) -> None:
    """Every station waits for its consignments; those that are given away keep their place."""
    agenda: Agenda = world.agenda
    for station in world.network.stations:
        comings = {
            order.consignment_id: Coming(order, [], agenda.signal(), order.ready_h)
            for order in sorted(station.orders, key=attrgetter("ready_h", "consignment_id"))
        }
        run = world.collections[station.name] = CollectionRun(world, station, comings)
        for (name, before, *_), lots in together.items():
            if name in comings and station.serves(lots[0].order, before):
                comings[name].lots.extend(lots)
        for coming in comings.values():
            agenda.tell(run.come(coming), coming.order.consignment_id)


def over_station(world: World, lots: Sequence[Lot], before: Sequence[str]) -> Telling[float | None]:
    """Wait until a station has brought lots to the hub; `None` where they go otherwise."""
    order = lots[0].order
    station = station_of(world.network, order, before)
    run = None if station is None else world.collections[station.name]
    coming = None if run is None else run.comings.get(order.consignment_id)
    if coming is None:
        return None
    yield coming.there
    return world.agenda.now_h
