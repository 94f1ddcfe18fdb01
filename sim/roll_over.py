"""Who gets aboard first, and what a box that does not: it is rolled, and waits for the next.

A departure may come short (`short_share`): then there is less room than was booked. Boxes in block
space are loaded first, then by the service's order of flows and classes, then by the hour of
booking.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain import tariff as price
from domain.contracts import SAME_TEU, Block
from domain.network import Service
from domain.route import Stage
from domain.timetable import DepartureKey
from sim import booking_log
from sim.agenda import Story
from sim.loads import Box
from sim.stages import pass_box
from sim.world import World

if TYPE_CHECKING:
    from sim.departures import Departure


def in_order(world: World, leaving: Departure, boxes: Iterable[Box]) -> list[Box]:
    """Boxes that booked a departure, in the order in which they are loaded."""
    terms = leaving.service.sailing
    if terms is None:
        return sorted(boxes, key=lambda box: (box.due_h, box.box_id))
    ranks = {}
    for box in boxes:
        names = {lot.order.flow_id for lot in box.lots} | {box.journey.cargo_class}
        ranks[box.box_id] = (terms.rank(names), box.booked_h, box.due_h, box.box_id)
    ranked = sorted(boxes, key=lambda box: ranks[box.box_id])
    in_block = _in_block(world, leaving.key, ranked)
    return sorted(ranked, key=lambda box: box.box_id not in in_block)


def _in_block(world: World, key: DepartureKey, ranked: Iterable[Box]) -> frozenset[str]:
    """Boxes for which there is block space on a departure, what others took before taken off."""
    found = set()
    contracts = world.scenario.contracts
    left: dict[str, float] = {}
    for box in ranked:
        if not box.lots:
            continue
        for claim in contracts.claims_of(world.network, box.hops[0], key, box.box_type):
            block = contracts.of(claim.pool)
            if not isinstance(block, Block):
                continue
            kept = block.teu - world.plan.released.get(claim.pool, 0.0)
            room = left.setdefault(block.name, kept - world.in_block_teu.get(claim.pool, 0.0))
            if room + SAME_TEU >= claim.teu:
                left[block.name] = room - claim.teu
                found.add(box.box_id)
                break
    return frozenset(found)


def loaded(world: World, key: DepartureKey, box: Box) -> None:
    """A box is aboard; where it may, it takes block space."""
    booking_log.note(world, box, key, "loaded", world.agenda.now_h)
    if world.network.services[key[0]].sailing is None or not box.lots:
        return
    contracts = world.scenario.contracts
    for claim in contracts.claims_of(world.network, box.hops[0], key, box.box_type):
        if isinstance(contracts.of(claim.pool), Block):
            taken = world.in_block_teu.get(claim.pool, 0.0)
            world.in_block_teu[claim.pool] = taken + claim.teu


def left_behind(world: World, leaving: Departure, box: Box) -> None:
    """A box that was there in time, and is not aboard."""
    state = "cancelled" if leaving.cancelled else "rolled"
    booking_log.note(world, box, leaving.key, state, world.agenda.now_h)


def stays_away(world: World, box: Box, service: Service, key: DepartureKey) -> bool:
    """Whether the shipper does not bring a box to the first departure that it booked."""
    if box.shown or not box.lots:
        return False
    box.shown = True
    cause = (box.journey.route.route_id, box.journey.stuff_at_h)
    return world.pace.no_show(service, key, cause)


def stay_away(world: World, box: Box, service: Service, key: DepartureKey) -> Story:
    """Outside of the gate until it has closed; the freight of the empty slot is owed in part."""
    node_id, gate_h = box.node_id, max(box.t, key[1] - service.gate_in_cutoff_h)
    stage = Stage("no_show", node_id, node_id, box.t, box.t, gate_h, service.service_id)
    pass_box(world, box, stage, key[1])
    charge = price.no_show(service, box.hops[0], box.box_type, box.cargo_kg)
    world.books.charge_box(gate_h, box, charge, service.service_id)
    yield world.agenda.until(gate_h)
    box.t = gate_h
    box.refused.add(key)
    booking_log.note(world, box, key, "no_show", gate_h)
