"""Freight and emissions of a box over a hop."""

from __future__ import annotations

from domain import tariff as price
from domain.emissions import transport_kgco2e
from domain.empties import empty_freight
from domain.network import Service
from domain.plan import Hop
from sim.loads import Box, Lot
from sim.world import World


def leave_with(world: World, box: Box, hop: Hop, service: Service, at_h: float) -> None:
    """Freight and emissions of a box over a hop, booked when it leaves."""
    charge = price.box_freight(service, hop, box.box_type, box.cargo_kg)
    if not box.lots:
        charge = empty_freight(world.scenario.fleet, service, hop, box.box_type)
    world.books.charge_box(at_h, box, charge, service.service_id)
    km = service.km(hop.first_leg, hop.last_leg)
    rate = world.scenario.g_per_tkm(service, reefer=box.box_type.reefer)
    for lot in box.lots:
        emit(world, lot, transport_kgco2e(lot.kg, km, rate), service.service_id, at_h)


def emit(world: World, lot: Lot, kgco2e: float, service_id: str, at_h: float) -> None:
    """Count emissions of a lot on a service, and book what they cost at the carbon price."""
    world.books.tallies[lot.order.consignment_id].kgco2e += kgco2e
    charge = price.carbon(world.scenario.tariff, kgco2e)
    if charge is not None:
        world.books.charge_lot(at_h, lot, charge, service_id)
