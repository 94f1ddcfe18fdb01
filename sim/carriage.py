"""Freight and emissions of a box over a hop."""

from __future__ import annotations

from domain import tariff as price
from domain.emissions import transport_kgco2e
from domain.network import Service
from domain.plan import Hop
from sim.loads import Box
from sim.world import World


def leave_with(world: World, box: Box, hop: Hop, service: Service, at_h: float) -> None:
    """Freight and emissions of a box over a hop, booked when it leaves."""
    charge = price.box_freight(service, hop, box.box_type, box.cargo_kg)
    world.books.charge_box(at_h, box, charge, service.service_id)
    km = service.km(hop.first_leg, hop.last_leg)
    rate = world.scenario.g_per_tkm(service, reefer=box.box_type.reefer)
    tallies = world.books.tallies
    for lot in box.lots:
        tallies[lot.order.consignment_id].kgco2e += transport_kgco2e(lot.kg, km, rate)
