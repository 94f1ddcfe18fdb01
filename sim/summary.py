"""The rows that are written when a run is over: consignments, boxes, departures, facilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

from domain import tariff as price
from domain.charges import facility_charges
from domain.contract_use import uses
from domain.contracts import settle
from domain.gathering import truck_pool_step
from domain.timetable import DepartureKey
from domain.wagon_sets import return_charges
from sim.departures import LegRun
from sim.free_days import owner_of
from sim.rooms import close_rooms
from sim.servers import HOURS_PER_WEEK, Server, WeekBook, WeekLoad
from sim.stations import Station
from sim.world import World
from sim.yard import close_yards, use_of

Waits = Mapping[tuple[str, str, int], tuple[int, float]]


def close_network(world: World) -> None:
    """What is settled when all is over: train paths run too empty, contracts, facilities."""
    for key in sorted(world.path_runs()):
        service = world.network.services[key[0]]
        if world.cancelled(key):
            continue
        ran = world.departures.get(key)
        teu = 0.0
        if ran is not None:
            teu = max((leg.teu - leg.empty_teu for leg in ran.legs), default=0.0)
        charge = price.dead_freight(service, teu)
        if charge.cny > 0.0:
            world.books.charge_network(key[1], charge, f"{key[0]}@{key[1]:.2f}")
    settle_contracts(world)
    went = {name for name, one in world.departures.items() if one.legs[0].left_h is not None}
    for at_h, name, charge in return_charges(world.scenario, world.plan.runs, went.__contains__):
        world.books.charge_network(at_h, charge, name)
    for reference, charge in facility_charges(world.scenario):
        world.books.charge_network(world.scenario.period_end_h, charge, reference)


def settle_contracts(world: World) -> None:
    """What subsidies and block space change of the freight of what rode, and space unused."""
    contracts, released = world.scenario.contracts, world.plan.released
    if not contracts:
        return
    boxes = {box.box_id: box for box in world.boxes}
    settled = list(
        settle(
            contracts, world.network, world.rides, released,
            lambda key: not world.cancelled(key),
        )
    )  # fmt: skip
    for one in settled:
        if one.box_id:
            world.books.charge_box(one.at_h, boxes[one.box_id], one.charge, one.reference)
        else:
            world.books.charge_network(one.at_h, one.charge, one.reference)
    world.records.contracts.rows.extend(tuple(use) for use in uses(contracts, settled, released))


def write_consignments(world: World) -> int:
    """One row per consignment; returns how many were not delivered in full."""
    backlog = 0
    rows = world.records.consignments.rows
    chosen: dict[str, set[str]] = {}
    for part in world.plan.parts:
        if part.trade_mode:
            chosen.setdefault(part.consignment_id, set()).add(part.trade_mode)
    for order in world.scenario.consignments:
        tally = world.books.tallies[order.consignment_id]
        whole = tally.delivered_units + tally.outsourced_units == order.units
        backlog += not whole
        delivered_h = tally.last_h if whole else None
        late_h = None if delivered_h is None else max(0.0, delivered_h - order.due_h)
        left = 1.0 - tally.life_kg / tally.aged_kg if tally.aged_kg else None
        rows.append(
            (
                order.consignment_id, order.flow_id, order.product_id, order.cargo_class,
                "+".join(sorted(chosen.get(order.consignment_id, {order.trade_mode}))),
                order.origin_id, order.destination_id,
                world.scenario.in_cohort(order), order.kg, order.m3, order.value_cny,
                order.known_at_h, order.ready_h, order.due_h, delivered_h, late_h,
                late_h == 0.0, tally.outsourced_units, tally.parts, tally.missed,
                tally.inspected, tally.wait_kg_h / order.kg, left,
                tally.excursion_kg_h / tally.aged_kg if tally.aged_kg else 0.0,
                tally.value_lost_cny, tally.kgco2e, tally.cost_cny,
            )
        )  # fmt: skip
    return backlog


def write_boxes(world: World) -> None:
    """One row per stuffed box, and per box moved empty: that one holds no part."""
    rows = world.records.boxes.rows
    for box in world.boxes:
        route = box.journey.route
        end_h = box.t if box.where == "emptied" else box.stripped_h
        hours = 0.0 if end_h is None else end_h - box.journey.stuff_at_h
        powered = box.box_type.reefer and box.lots
        kwh = box.box_type.plug_kw * max(0.0, hours - box.unplugged_h) if powered else 0
        no, owner = "" if box.empty is None else box.empty.box_no, owner_of(box)
        rows.append(
            (
                box.box_id, no, route.box_type, owner, route.route_id, route.stuff_node,
                route.strip_node, box.journey.stuff_at_h, box.stripped_h, box.cargo_kg, box.fill.m3,
                box.fill.fill_share, len(box.lots), box.missed, box.unplugged_h, float(kwh),
            )
        )  # fmt: skip


def write_lots(world: World) -> None:
    """One row per lot: a piece of a split one names it, a restuffed one what it became part of."""
    rows = world.records.lots.rows
    into = {one.lot_id: lot.lot_id for lot in world.lots for one in lot.came}
    for lot in world.lots:
        parent = lot.parent
        if not parent and lot.lot_id != lot.part.part_id:
            parent = lot.lot_id.rpartition("/")[0]  # `sim.stuffing` names pieces so
        name = lot.order.consignment_id
        joined = into.get(lot.lot_id, "")
        rows.append((lot.lot_id, name, parent, joined, lot.units, lot.kg, lot.where, lot.ended_h))


def _paths_given_up(world: World) -> set[DepartureKey]:
    """Paths of the period that the plan lets go, of services of which it runs others."""
    scenario, runs = world.scenario, world.path_runs()
    return {
        (service_id, at_h)
        for service_id in sorted({service_id for service_id, _ in runs})
        for at_h in scenario.timetable.after(service_id, 0.0)
        if at_h < scenario.period_end_h and (service_id, at_h) not in runs
    }


def write_departures(world: World) -> None:
    """One row per departure and leg that was booked, used, or run by the plan.

    And those paths of the services it runs that the plan gives up.
    """
    keys: set[DepartureKey] = set(world.departures) | set(world.path_runs())
    keys |= {key for key, _ in world.booked_teu}
    keys |= _paths_given_up(world)
    rows, runs = world.records.departures.rows, world.path_runs()
    for key in sorted(keys):
        service = world.network.services[key[0]]
        ran = world.departures.get(key)
        legs = ran.legs if ran is not None else [LegRun() for _ in service.legs]
        status = "ran"
        if service.dispatch == "path" and key not in runs:
            status = "given_up"
        elif world.cancelled(key):
            status = "no_wagons" if key in world.without_set else "cancelled"
        for number, (leg, run) in enumerate(zip(service.legs, legs, strict=True)):
            left_h = run.left_h
            if left_h is None and number == 0 and status == "ran":
                left_h = key[1] + world.pace.late_h(service, key)
            rows.append(
                (
                    key[0], service.mode, number, leg.from_id, leg.to_id, key[1], status, left_h,
                    run.arrived_h, service.on(key[1]).capacity_teu,
                    world.booked_teu.get((key, number), 0.0), run.teu, run.t, run.plugs,
                )
            )  # fmt: skip


def write_facilities(world: World) -> Waits:
    """One row per finite resource and week, rows of one step added up; returns the waits."""
    rows = world.records.facilities.rows
    sums: dict[tuple[str, str, int], WeekLoad] = {}
    shares: dict[tuple[str, str, int], float] = {}
    for server in world.servers.values():
        if server.count is None:
            continue
        last = max((w for w, load in server.weeks.items() if load.served), default=-1)
        server.absorb((last + 1) * HOURS_PER_WEEK)
        for week, load in server.weeks.items():
            if week > last:
                continue
            key = (server.node_id, server.step, week)
            _add(sums.setdefault(key, WeekLoad()), load)
            shares[key] = max(shares.get(key, 0.0), busy_share(server, week, load))
    for service_id, pool in world.trucks.items():
        for week, load in pool.weeks.items():
            key = (pool.service.origin_id, truck_pool_step(service_id), week)
            sums[key] = load
            shares[key] = pool.busy_share(week)
    for node_id, step, book, size in _space(world):
        for week, load in book.weeks.items():
            key = (node_id, step, week)
            sums[key] = load
            shares[key] = load.busy_h / (size * HOURS_PER_WEEK)
    waits: dict[tuple[str, str, int], tuple[int, float]] = {}
    for key in sorted(sums):
        load = sums[key]
        mean_h = load.wait_h / load.served if load.served else 0.0
        rows.append((*key, load.served, mean_h, load.longest_h, shares[key]))
        if load.served:
            waits[key] = (load.served, mean_h)
    return waits


def _space(world: World) -> Iterator[tuple[str, str, WeekBook, float]]:
    """Node, step, weeks and size of slots, plugs and rooms that have a limit."""
    close_yards(world)
    close_rooms(world)
    for run in world.slots.values():
        for step, book, size in use_of(run):
            if 0.0 < size < inf:
                yield run.node_id, step, book, size
    for room in world.rooms.values():
        if room.limit_t > 0.0:
            yield room.node_id, room.name, room.book, room.limit_t


def busy_share(server: Server | Station, week: int, load: WeekLoad) -> float:
    """Share of the servers' time in use: of open hours, and of what is worked past closing."""
    assert server.count is not None
    begin_h = week * HOURS_PER_WEEK
    opening = server.process.opening
    end_h = min(begin_h + HOURS_PER_WEEK, opening.until_h)
    open_h = opening.open_h_between(begin_h, end_h) if end_h > begin_h else 0.0
    there_h = max(open_h, load.busy_h / server.count)
    return load.busy_h / (server.count * there_h) if there_h > 0.0 else 0.0


def _add(total: WeekLoad, load: WeekLoad) -> None:
    total.served += load.served
    total.wait_h += load.wait_h
    total.longest_h = max(total.longest_h, load.longest_h)
    total.busy_h += load.busy_h
