"""Stations: vehicles carry no more than they hold, every unit comes once, and the shares add up.

What a vehicle cost is worked out again from the length of its tour, link by link, and from its
hours; each consignment bears its part of it by the larger of weight and volume.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import dist

from domain.collection import Leaving, Station
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.collection import CollectionRun, Ride
from sim.story import hour, last

CLOSE = 1e-6
Costs = dict[tuple[str, str], float]
"""What a consignment owes, by its id and stage."""


def check_collections(seen: Evidence) -> None:
    """Every station of a run."""
    for name, run in seen.world.collections.items():
        _check_rides(f"round of {name}", run.station.rounds, run.rounds)
        _check_rides(f"trunk truck of {name}", run.station.trunk, run.trunks)
        came = _units(run.rounds)
        for order_id in run.brought:
            came[order_id] = run.comings[order_id].order.units
        gone = _units(run.trunks)
        for order_id, coming in run.comings.items():
            units, on, off = coming.order.units, came[order_id], gone[order_id]
            if on > units or off > on or off not in (0, units) or coming.at_hub > off:
                rule = (
                    f"{name}: of {units} units of {order_id} {on} were collected, {off} left "
                    f"and {coming.at_hub} came to the hub"
                )
                raise BrokenRunError(rule, _story(order_id, (*run.rounds, *run.trunks)))


def collected_cny(run: CollectionRun) -> Costs:
    """What each consignment of a station owes for rounds and trunk trucks."""
    owed: defaultdict[tuple[str, str], float] = defaultdict(float)
    station = run.station
    for ride in run.rounds:
        _share(owed, "round", ride, station.rounds, _round_cny(station, ride))
    for ride in run.trunks:
        _share(owed, "trunk", ride, station.trunk, station.cny_per_trunk)
    for order_id in run.brought:
        x, y = station.places[run.comings[order_id].order.shipper_id]
        km = 2.0 * dist((x, y), (0.0, 0.0)) * station.road_factor
        owed[order_id, "brought"] += km * station.prices.cny_per_km
    return owed


def _round_cny(station: Station, ride: Ride) -> float:
    """Kilometres, stops and hours of a round; each stop is the nearest of those that are left."""
    places = {p.order.shipper_id: station.places[p.order.shipper_id] for p in ride.load}
    stops, at, km = len(places), (0.0, 0.0), 0.0
    while places:
        _, following = min((dist(at, place), name) for name, place in places.items())
        km += dist(at, places[following])
        at = places.pop(following)
    km += dist(at, (0.0, 0.0))
    prices = station.prices
    return (
        prices.cny_per_km * km * station.road_factor
        + prices.cny_per_stop * stops
        + prices.cny_per_h * ride.hours
    )


def _share(
    owed: defaultdict[tuple[str, str], float], kind: str, ride: Ride, rule: Leaving, cny: float
) -> None:
    sizes = [max(p.kg / rule.vehicle.kg, p.m3 / rule.vehicle.m3) for p in ride.load]
    for piece, size in zip(ride.load, sizes, strict=True):
        owed[piece.order.consignment_id, kind] += cny * size / sum(sizes)


def _check_rides(name: str, rule: Leaving, rides: Sequence[Ride]) -> None:
    vehicle = rule.vehicle
    for ride in rides:
        kg, m3 = sum(p.kg for p in ride.load), sum(p.m3 for p in ride.load)
        stops = len({p.order.shipper_id for p in ride.load})
        over = kg > vehicle.kg + CLOSE or m3 > vehicle.m3 + CLOSE
        over = over or (vehicle.stops is not None and stops > vehicle.stops)
        early = any(p.came_h > ride.called_h or p.came_h < p.order.ready_h for p in ride.load)
        late = any(ride.called_h > rule.latest_h(p.came_h) for p in ride.load)
        if over or early or late or not ride.called_h <= ride.left_h <= ride.there_h:
            held = f"{kg:g} kg, {m3:g} m3 and {stops} stops"
            rule_broken = "is overfull" if over else "leaves too early" if early else "is late"
            raise BrokenRunError(f"{name} at {hour(ride.called_h)} {rule_broken}: {held}", [
                f"{p.order.consignment_id}: {p.units} units since {hour(p.came_h)}"
                for p in ride.load[:20]
            ])  # fmt: skip


def _units(rides: Sequence[Ride]) -> defaultdict[str, int]:
    units: defaultdict[str, int] = defaultdict(int)
    for ride in rides:
        for piece in ride.load:
            units[piece.order.consignment_id] += piece.units
    return units


def _story(order_id: str, rides: Sequence[Ride]) -> list[str]:
    return last(
        f"{hour(ride.called_h)} - {hour(ride.there_h)}  {piece.units} units"
        for ride in rides
        for piece in ride.load
        if piece.order.consignment_id == order_id
    )
