"""Stations of a scenario: built from its keys, with the goods that go over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import cos, inf, pi, sin, sqrt

from domain.calendar import ALWAYS_OPEN
from domain.cargo import Consignment
from domain.collection import GATHER, ROUND, Leaving, Place, RoundPrices, Station, Vehicle
from domain.distribution import Distribution
from domain.draws import draw_u, snap_h
from domain.gathering import gathered
from domain.network import Network, Node, Process, Service
from domain.pace import nominal_pace
from domain.scenario import Scenario
from inputs.findings import did_you_mean
from inputs.hubs import waves_h
from inputs.schema_collection import RoundKeys, StationKeys
from inputs.source import BOOK, Source, fits
from inputs.ways import routes

ANY = "any"
ProcessKey = tuple[str, str, str, str, str]
WayKey = tuple[str, str, str]


def stations(
    source: Source, services: Mapping[str, Service], nodes: Mapping[str, Node], known: Sequence[str]
) -> tuple[Station, ...]:
    """Stations without goods; `known` are the flows of the scenario."""
    found: dict[str, Station] = {}
    taken: dict[str, str] = {}
    for name, keys in source.file.stations.items():
        trunk = services.get(keys.trunk)
        at = source.at("stations", name, "trunk")
        if trunk is None:
            source.findings.error(
                at, "unknown_id", what="service", what_zh="服务", found=keys.trunk,
                hint=did_you_mean(keys.trunk, list(services)),
            )  # fmt: skip
            continue
        if trunk.dispatch != "truck" or len(trunk.legs) != 1 or trunk.origin_id not in nodes:
            source.findings.error(at, "station_trunk", found=keys.trunk)
            continue
        flow_ids = _flows(source, name, keys.flows, known)
        for flow_id in sorted(flow_ids):
            if flow_id in taken:
                source.findings.error(
                    source.at("stations", name, "flows"), "station_twice", found=flow_id,
                    other=taken[flow_id],
                )  # fmt: skip
            taken.setdefault(flow_id, name)
        twin = next((o.name for o in found.values() if o.node_id == trunk.origin_id), None)
        if twin is not None:
            source.findings.error(at, "station_place", found=trunk.origin_id, other=twin)
            continue
        found[name] = _station(source, name, keys, trunk, nodes[trunk.origin_id], flow_ids)
    return tuple(found.values())


def _flows(
    source: Source, name: str, patterns: Sequence[str], known: Sequence[str]
) -> frozenset[str]:
    """Flows that fit a station's patterns; a pattern without any is a finding."""
    for index, pattern in enumerate(patterns):
        if not any(fits(flow_id, pattern) for flow_id in known):
            source.findings.error(
                source.at("stations", name, "flows", index), "no_match", found=pattern,
                what="flow", what_zh="货流", hint=did_you_mean(pattern.rstrip("*"), known),
            )  # fmt: skip
    return frozenset(one for one in known if any(fits(one, pattern) for pattern in patterns))


def _station(
    source: Source,
    name: str,
    keys: StationKeys,
    trunk: Service,
    node: Node,
    flow_ids: frozenset[str],
) -> Station:
    rounds, trucks, tz = keys.rounds, keys.trunk_trucks, node.tz
    cutoff_h = snap_h(trucks.cutoff_h)
    leave_h: Iterable[float] = waves_h(source, tz, trucks.leave_at)
    if trucks.before_waves_h is not None:
        leave_h = _before_waves(source, name, trunk, trucks.before_waves_h)
    elif not trucks.leave_at:
        source.findings.error(
            source.at("stations", name, "trunk_trucks"), "station_no_hours",
        )  # fmt: skip
    at = source.at("stations", name, "dock", "opening")
    opening = source.openings.hours(keys.dock.opening, tz, at)
    dock = _process(node, GATHER, keys.dock.docks, f"{GATHER}@{name}")
    return Station(
        name=name,
        node_id=node.node_id,
        trunk_id=trunk.service_id,
        collect={},
        flow_ids=flow_ids,
        rounds=Leaving(
            Vehicle(rounds.capacity_kg, rounds.capacity_m3, rounds.stops),
            waves_h(source, tz, rounds.leave_at),
            rounds.when_full,
        ),
        trunk=Leaving(
            Vehicle(trucks.capacity_kg, trucks.capacity_m3),
            tuple(snap_h(hour - cutoff_h) for hour in leave_h),
            trucks.when_full,
            inf if trucks.longest_hold_h is None else snap_h(trucks.longest_hold_h),
        ),
        vans=_process(node, ROUND, rounds.vehicles, f"{ROUND}@{name}"),
        dock=replace(dock, opening=opening),
        prices=RoundPrices(rounds.cny_per_km, rounds.cny_per_stop, rounds.cny_per_h),
        cny_per_trunk=trucks.cny_per_truck,
        speed_km_per_h=rounds.speed_km_per_h,
        stop_h=rounds.stop_h,
        spread=rounds.spread,
        road_factor=rounds.road_factor,
        kg_per_h=1000.0 * keys.dock.t_per_h,
        loading_h=cutoff_h,
    )


def _before_waves(source: Source, name: str, trunk: Service, ahead_h: float) -> tuple[float, ...]:
    """Hours at which trucks leave so as to be at the hub before its waves of sorting."""
    hub = source.file.hubs.get(trunk.destination_id)
    waves = [] if hub is None or hub.sorting is None else hub.sorting.waves
    if not waves:
        source.findings.error(
            source.at("stations", name, "trunk_trucks", "before_waves_h"), "station_no_waves",
            found=trunk.destination_id,
        )  # fmt: skip
        return ()
    tz = next(
        r.text("tz") for r in source.tables["nodes"] if r.text("node_id") == trunk.destination_id
    )
    ride_h = trunk.legs[0].run.nominal + ahead_h
    return tuple(snap_h(hour - ride_h) for hour in waves_h(source, tz, waves))


def _process(node: Node, step: str, servers: int, process_id: str) -> Process:
    return Process(
        process_id=process_id,
        node_id=node.node_id,
        step=step,
        work=Distribution.fixed(0.0),
        opening=ALWAYS_OPEN,
        servers=servers,
        slot_h=None,
        beside=None,
        unplugged_h=0.0,
        cost_cny=0.0,
        cost_unit="",
        resource=f"{node.node_id}:{step}",
    )


def station_steps(found: Iterable[Station]) -> dict[ProcessKey, Process]:
    """Processes of the stations, to stand beside those of the process table."""
    return {
        (one.node_id, process.step, ANY, ANY, ANY): process
        for one in found
        for process in (one.vans, one.dock)
    }


def with_stations(source: Source, scenario: Scenario) -> Scenario:
    """The scenario with its stations' goods: all of a flow's ways lead over its station.

    Who gives goods away pays for their place on rounds and trunk trucks all the same.
    """
    if not scenario.network.stations:
        return scenario
    _refuse_company(source)
    ways = dict(scenario.ways)
    built = []
    for station in scenario.network.stations:
        keys = source.file.stations[station.name]
        orders = [o for o in scenario.consignments if o.flow_id in station.flow_ids]
        collect = {}
        for key, own in scenario.ways.items():
            if key[0] not in station.flow_ids:
                continue
            over = tuple(way for way in own if way.before[-1:] == (station.trunk_id,))
            ways[key] = over
            if not over:
                source.findings.error(
                    source.at("stations", station.name, "flows"), "station_no_way", flow=key[0],
                    origin=key[1], found=station.trunk_id,
                )  # fmt: skip
            for way in over[:1]:
                if len(way.before) > 1:
                    collect[key[1]] = way.before[0]
        _refuse_heavy(source, station, orders)
        built.append(_with_goods(source, station, keys.rounds, scenario, collect, orders))
    if source.findings.errors:
        return scenario
    network = replace(scenario.network, stations=tuple(built))
    return replace(
        scenario,
        network=network,
        ways=ways,
        routes=routes(ways),
        consignments=_priced(network, scenario),
    )


def _with_goods(
    source: Source,
    station: Station,
    keys: RoundKeys,
    scenario: Scenario,
    collect: Mapping[str, str],
    orders: Sequence[Consignment],
) -> Station:
    """Shippers lie spread around the middle of their place, by their own draws."""
    places: dict[str, Place] = {}
    brings = set()
    for order in orders:
        name = order.shipper_id
        if name in places:
            continue
        service = scenario.network.services.get(collect.get(order.origin_id, ""))
        middle_km = 0.0 if service is None else service.km(0, 0) / keys.road_factor
        away_km = keys.radius_km * sqrt(draw_u(source.seed, BOOK, "shipper_km", name))
        turn = 2.0 * pi * draw_u(source.seed, BOOK, "shipper_turn", name)
        places[name] = (middle_km + away_km * cos(turn), away_km * sin(turn))
        if draw_u(source.seed, BOOK, "shipper_brings", name) < keys.brought_share:
            brings.add(name)
    return replace(
        station, collect=collect, places=places, brings=frozenset(brings), orders=tuple(orders)
    )


def _priced(network: Network, scenario: Scenario) -> tuple[Consignment, ...]:
    """Giving goods away costs their place on rounds and trunk trucks too, at nominal pace."""
    more: dict[str, float] = {}
    for station in network.stations:
        trips = gathered(station, network.services[station.trunk_id], nominal_pace())
        more.update({name: sum(trip.costs) for name, trip in trips.items()})
    return tuple(
        replace(o, outsource_cny_per_kg=o.outsource_cny_per_kg + more[o.consignment_id] / o.kg)
        if o.consignment_id in more and o.outsource_cny_per_kg is not None
        else o
        for o in scenario.consignments
    )


def _refuse_company(source: Source) -> None:
    """What stations do not go together with."""
    file = source.file
    others = (
        ("start_with", file.start_with is not None),
        ("planning.may_open", bool(file.planning.may_open)),
        ("redraw_demand", file.redraw_demand),
    )
    for name, there in others:
        if there:
            source.findings.error(source.at("stations"), "begun_with", found=name)


def _refuse_heavy(source: Source, station: Station, orders: Sequence[Consignment]) -> None:
    """A packing unit that does not go into a vehicle, once for each flow."""
    refused = set()
    for order in orders:
        for key, vehicle in (
            ("rounds", station.rounds.vehicle),
            ("trunk_trucks", station.trunk.vehicle),
        ):
            too_big = order.kg_per_unit > vehicle.kg or order.m3_per_unit > vehicle.m3
            if too_big and (key, order.flow_id) not in refused:
                refused.add((key, order.flow_id))
                source.findings.error(
                    source.at("stations", station.name, key), "station_heavy", flow=order.flow_id,
                    kg=f"{order.kg_per_unit:g}", m3=f"{order.m3_per_unit:g}",
                )  # fmt: skip
