"""What a booking comes to, state by state: rows of `bookings`, where a service has terms.

A booking is a box on a departure. Boxes moved empty are not told.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.sailings import booked_at_h
from domain.timetable import DepartureKey
from sim.loads import Box
from sim.world import World


def dated(box: Box) -> list[DepartureKey]:
    """Departures that lie ahead of a box."""
    return [
        (hop.service_id, at)
        for hop, at in zip(box.hops, box.departures, strict=True)
        if at is not None
    ]


def note(world: World, box: Box, key: DepartureKey, state: str, at_h: float) -> None:
    """The booking of a box on a departure has come to a state."""
    service = world.network.services[key[0]]
    if service.sailing is None or not box.lots:
        return
    node_id = service.origin_id
    world.records.bookings.rows.append(
        (box.box_id, key[0], key[1], state, at_h, node_id, box.box_type.teu)
    )


def booked(world: World, box: Box, keys: Iterable[DepartureKey], at_h: float | None) -> None:
    """A box is booked on departures: now, or (`None`) when its goods could first be booked."""
    known_h = booked_h = 0.0 if at_h is None else at_h
    if at_h is None and box.lots:
        known_h = min(lot.order.known_at_h for lot in box.lots)
        booked_h = min(
            booked_at_h(known_h, world.scenario.planning.epoch_h), box.journey.stuff_at_h
        )
    box.booked_h = booked_h
    for key in keys:
        note(world, box, key, "requested", min(known_h, booked_h))
        note(world, box, key, "confirmed", booked_h)
