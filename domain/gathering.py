"""How consignments come to their hub over a station: worked out for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from domain.collection import GATHER, ROUND, Station, Waiting, calls, shares_of

if TYPE_CHECKING:
    from domain.cargo import Consignment
    from domain.network import Network, Service
    from domain.pace import Pace

KEPT = 64
"""Paces whose trips are kept."""


class Hours(NamedTuple):
    """A stage of a trip: from an hour, work from an hour, to an hour."""

    start_h: float
    opens_h: float
    end_h: float


class Trip(NamedTuple):
    """How one consignment comes to the hub. `called` is `None` for goods that are brought.

    `ride` is its round or its own way, `unloaded` at the dock; `complete_h` when all of it is
    there; `truck` from the call of its last trunk truck to that truck's coming, `trunk` loading and
    ride; `there_h` when all of it is at the hub.
    """

    called: bool
    ride: Hours
    unloaded: Hours
    complete_h: float
    truck: Hours
    trunk: Hours
    there_h: float
    round_cny: float
    trunk_cny: float

    @property
    def costs(self) -> tuple[float, float]:
        """What the consignment bears of rounds, and of trunk trucks."""
        return self.round_cny, self.trunk_cny


def gathered(station: Station, trunk: Service, pace: Pace) -> dict[str, Trip]:
    """How every consignment of a station comes to the hub at a pace, with the measured waits."""
    key = None if pace.quiet else pace
    known = station.kept.get(key)
    if known is not None and known[0] is trunk:
        return known[1]
    rides: dict[str, tuple[bool, Hours, Hours]] = {}
    complete: dict[str, float] = {}
    paid: dict[str, float] = dict.fromkeys((o.consignment_id for o in station.orders), 0.0)
    comers = []
    for order in sorted(station.orders, key=lambda one: (one.ready_h, one.consignment_id)):
        if order.shipper_id in station.brings:
            there_h = order.ready_h + station.brought_h(order)
            ride = Hours(order.ready_h, order.ready_h, there_h)
            unloaded = _unloaded(station, there_h, order.kg, pace)
            rides[order.consignment_id] = (False, ride, unloaded)
            complete[order.consignment_id] = unloaded.end_h
            paid[order.consignment_id] = station.brought_cny(order)
        else:
            comers.append(Waiting(order.ready_h, order, order.units))
    for called in calls(comers, station.rounds):
        begin_h = called.at_h + pace.queue_h(station.node_id, ROUND, called.at_h)
        hours = pace.work_h(station.round_process(called.load), (called.at_h, called.number))
        back_h = begin_h + hours
        cny = station.round_cny(called.load, hours)
        unloaded = _unloaded(station, back_h, sum(piece.kg for piece in called.load), pace)
        shares = shares_of(called.load, station.rounds.vehicle)
        for piece, share in zip(called.load, shares, strict=True):
            name = piece.order.consignment_id
            paid[name] += cny * share
            complete[name] = max(complete.get(name, 0.0), unloaded.end_h)
            if piece.last:
                rides[name] = (True, Hours(called.at_h, begin_h, back_h), unloaded)
    trips = _by_trunk(station, trunk, pace, rides, complete, paid)
    while len(station.kept) >= KEPT:
        station.kept.pop(next(iter(station.kept)))
    station.kept[key] = (trunk, trips)
    return trips


def _unloaded(station: Station, at_h: float, kg: float, pace: Pace) -> Hours:
    wait_h = pace.queue_h(station.node_id, GATHER, at_h)
    begin_h = station.dock.opening.next_open_h(at_h + wait_h)
    return Hours(at_h, begin_h, begin_h + station.unloading_h(kg))


def _by_trunk(
    station: Station,
    trunk: Service,
    pace: Pace,
    rides: Mapping[str, tuple[bool, Hours, Hours]],
    complete: Mapping[str, float],
    paid: Mapping[str, float],
) -> dict[str, Trip]:
    """Trunk trucks for all that has come to a station."""
    comers = sorted(
        (Waiting(complete[o.consignment_id], o, o.units) for o in station.orders),
        key=lambda one: (one.came_h, one.order.consignment_id),
    )
    there: dict[str, float] = {}
    cost: dict[str, float] = dict.fromkeys(paid, 0.0)
    shown: dict[str, tuple[Hours, Hours]] = {}
    for called in calls(comers, station.trunk):
        here_h = called.at_h + pace.queue_h(
            station.node_id, truck_pool_step(trunk.service_id), called.at_h
        )
        left_h = trunk.legs[0].open_h(here_h + station.loading_h)
        end_h = left_h + pace.ride_h(trunk, 0, (station.name, called.at_h, called.number))
        shares = shares_of(called.load, station.trunk.vehicle)
        for piece, share in zip(called.load, shares, strict=True):
            name = piece.order.consignment_id
            cost[name] += station.cny_per_trunk * share
            there[name] = max(there.get(name, 0.0), end_h)
            if piece.last:
                shown[name] = (Hours(called.at_h, here_h, here_h), Hours(here_h, left_h, end_h))
    return {
        name: Trip(*rides[name], complete[name], *shown[name], there[name], paid[name], cost[name])
        for name in paid
    }


def truck_pool_step(service_id: str) -> str:
    """Name under which the waits for a service's trucks are measured, at its origin."""
    return f"truck_pool:{service_id}"


def station_of(network: Network, order: Consignment, before: Sequence[str]) -> Station | None:
    """The station over which a consignment reaches its hub by these services."""
    return next((one for one in network.stations if one.serves(order, before)), None)


def station_name(network: Network, order: Consignment, before: Sequence[str]) -> str:
    """Name of that station; empty where there is none."""
    station = station_of(network, order, before) if network.stations else None
    return "" if station is None else station.name


def trip_of(
    network: Network, order: Consignment, before: Sequence[str], pace: Pace
) -> tuple[Station, Trip] | None:
    """How a consignment comes to its hub over a station; `None` where it does not."""
    station = station_of(network, order, before) if network.stations else None
    if station is None:
        return None
    trips = gathered(station, network.services[station.trunk_id], pace)
    trip = trips.get(order.consignment_id)
    return None if trip is None else (station, trip)


Row = tuple[str, str, str, float, float, float, str | None, int | None, str | None]
"""Kind, from, to, start, opens, end, service, leg, process: a stage without its time off power."""


def rows_of(station: Station, trunk: Service, order: Consignment, trip: Trip) -> list[Row]:
    """The stages of a trip, one after the other."""
    from_id, here, hub = order.origin_id, station.node_id, trunk.legs[0].to_id
    ride, unloaded, truck, ridden = trip.ride, trip.unloaded, trip.truck, trip.trunk
    service_id, rows = station.service_to(order), list[Row]()
    if trip.called:
        rows.append(waited("await_round", from_id, order.ready_h, ride.start_h, service_id))
        rows.append(("round", from_id, here, *ride, service_id, 0, station.vans.process_id))
    else:
        rows.append(("brought", from_id, here, *ride, service_id, 0, None))
    rows.append((GATHER, here, here, *unloaded, None, None, station.dock.process_id))
    rows.append(waited("await_trunk", here, unloaded.end_h, truck.start_h, trunk.service_id))
    if truck.end_h > truck.start_h:
        rows.append(waited("await_truck", here, truck.start_h, truck.end_h, trunk.service_id))
    rows.append(("trunk", here, hub, *ridden, trunk.service_id, 0, None))
    if trip.there_h > ridden.end_h:
        rows.append(waited("await_trunk", hub, ridden.end_h, trip.there_h, trunk.service_id))
    return rows


def waited(kind: str, node_id: str, from_h: float, to_h: float, service_id: str | None) -> Row:
    """A wait that ends with no work."""
    return (kind, node_id, node_id, from_h, to_h, to_h, service_id, None, None)
