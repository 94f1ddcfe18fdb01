"""What must hold after every run: nothing appears, nothing is lost, nothing is overfull."""

from __future__ import annotations

import math

from sim.servers import HOURS_PER_WEEK
from sim.world import World

CENT_CNY = 0.01


class BrokenRunError(AssertionError):
    """A run in which something was not conserved; our fault, never the input's."""


def check_run(world: World) -> None:
    """Raise at the first breach, with the smallest story that shows it."""
    check_lots(world)
    check_boxes(world)
    check_money(world)
    check_departures(world)
    check_servers(world)


def check_lots(world: World) -> None:
    """Units of a consignment: delivered, given away or still somewhere."""
    units: dict[str, int] = {}
    for lot in world.lots:
        if lot.where == "split":
            continue
        units[lot.order.consignment_id] = units.get(lot.order.consignment_id, 0) + lot.units
    planned: dict[str, int] = {}
    for part in world.plan.parts:
        planned[part.consignment_id] = planned.get(part.consignment_id, 0) + part.units
    for order in world.scenario.consignments:
        name = order.consignment_id
        tally = world.books.tallies[name]
        done = tally.delivered_units + tally.outsourced_units
        if units.get(name, 0) != planned.get(name, 0) or done > planned.get(name, 0):
            message = (
                f"{name}: {planned.get(name, 0)} units planned, {units.get(name, 0)} in lots, "
                f"{done} delivered or given away"
            )
            raise BrokenRunError(message)


def check_boxes(world: World) -> None:
    """Boxes: opening stock and leases are empty somewhere or on their way."""
    back = ("stripped", "emptied")
    out = sum(1 for box in world.boxes if box.empty is not None and box.where not in back)
    there = world.pools.opening + world.pools.leased
    if world.pools.standing() + out != there:
        message = f"{there} boxes in all, but {world.pools.standing()} stand and {out} travel"
        raise BrokenRunError(message)
    for box in world.boxes:
        inside = math.fsum(lot.kg for lot in box.lots)
        if abs(inside - box.cargo_kg) > 1e-6 * max(1.0, inside):
            message = f"{box.box_id}: stuffed with {box.cargo_kg} kg, holds {inside} kg"
            raise BrokenRunError(message)


def check_money(world: World) -> None:
    """Cost lines, consignments with the network, and rows give one total."""
    rows = math.fsum(float(row[-1]) for row in world.records.costs.rows)  # type: ignore[arg-type]
    lines = math.fsum(world.books.by_line.values())
    owners = math.fsum(t.cost_cny for t in world.books.tallies.values()) + world.books.network_cny
    if abs(rows - lines) > CENT_CNY or abs(rows - owners) > CENT_CNY:
        message = f"rows {rows:.2f}, lines {lines:.2f}, payers {owners:.2f} CNY"
        raise BrokenRunError(message)


def check_departures(world: World) -> None:
    """No departure carries more than it can."""
    for key, ran in world.departures.items():
        service = ran.service
        for number, leg in enumerate(ran.legs):
            for used, limit, unit in (
                (leg.teu, service.capacity_teu, "TEU"),
                (leg.t, service.capacity_t, "t"),
                (leg.plugs, service.plugs, "plugs"),
            ):
                if limit is not None and used > limit + 1e-5:
                    message = f"{key[0]}@{key[1]:.2f} leg {number}: {used:g} {unit} of {limit:g}"
                    raise BrokenRunError(message)


def check_servers(world: World) -> None:
    """No server works more hours than a week has."""
    for server in world.servers.values():
        for week, load in server.weeks.items():
            if server.count is not None and load.busy_h > server.count * HOURS_PER_WEEK + 1e-6:
                message = f"{server.node_id} {server.step} week {week}: {load.busy_h:.1f} h busy"
                raise BrokenRunError(message)
    for pool in world.trucks.values():
        if pool.total is not None and not 0 <= pool.home <= pool.total:
            message = f"{pool.service.service_id}: {pool.home} of {pool.total} trucks at home"
            raise BrokenRunError(message)
