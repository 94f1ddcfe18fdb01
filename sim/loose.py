"""Loose goods by truck: collection at the shipper's, and the last leg."""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.network import Service
from domain.pace import Cause
from domain.route import Stage
from domain.thermal import is_cold
from sim.agenda import Telling
from sim.carriage import emit
from sim.loads import Lot
from sim.stages import pass_lot
from sim.world import World


def loose_ride(
    world: World, lots: Sequence[Lot], service: Service, t: float, kind: str, cause: Cause
) -> Telling[float]:
    """Loose goods ride one truck service together; returns the hour of arrival."""
    leg = service.legs[0]
    pool = world.truck_pool(service)
    count = pool.asked(sum([lot.kg for lot in lots]), sum([lot.m3 for lot in lots]))
    coming = pool.take(count, len(lots))
    if coming is not None:
        yield coming
        now_h = world.agenda.now_h
        stage = Stage(
            "await_truck", leg.from_id, leg.from_id, t, now_h, now_h, service.service_id
        )  # fmt: skip
        for lot in lots:
            pass_lot(world, lot, stage, cold_room=False)
        t = now_h
    open_h = leg.open_h(t)
    if open_h > t:
        held = Stage("held", leg.from_id, leg.from_id, t, open_h, open_h, service.service_id)
        for lot in lots:
            pass_lot(world, lot, held, cold_room=lot.cold)
        yield world.agenda.until(open_h)
        t = open_h
    ride_h = world.pace.ride_h(service, 0, cause)
    km = service.km(0, len(service.legs) - 1)
    stage = Stage(kind, leg.from_id, leg.to_id, t, t, t + ride_h, service.service_id, 0)
    for lot in lots:
        full = lot.order.unit == "fcl"
        charge = price.loose_freight(service, lot.kg, lot.m3, full_loads=full)
        world.books.charge_lot(t, lot, charge, service.service_id)
        emitted = world.scenario.transport_kgco2e(service, lot.kg, km, reefer=is_cold(lot.product))
        emit(world, lot, emitted, service.service_id, t)
        lot.where = service.service_id
        pass_lot(world, lot, stage, cold_room=lot.cold)
    yield world.agenda.until(t + ride_h)
    pool.away(count, ride_h)
    return t + ride_h
