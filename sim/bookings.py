"""What is booked for a box journey until its boxes exist."""

from __future__ import annotations

from domain.plan import BoxJourney
from domain.stuffing import BoxFill, BoxSize, stuff
from sim.loads import Pending
from sim.world import World


def fills_expected(world: World, pending: Pending) -> tuple[BoxFill, ...]:
    """Boxes of a journey if everyone expected comes."""
    box_type = world.network.boxes[pending.journey.route.box_type]
    goods = [lot.goods for lot in pending.expected.values()]
    return stuff(goods, BoxSize(box_type.m3, box_type.payload_kg))


def take_bookings_off(world: World, pending: Pending) -> None:
    """Give back what was booked for the boxes expected."""
    book_fills(world, pending.journey, pending.fills, take_off=True)
    pending.fills = ()


def book_fills(
    world: World, journey: BoxJourney, fills: tuple[BoxFill, ...], *, take_off: bool = False
) -> None:
    """Book the departures of a journey for some boxes, or give them back."""
    box_type = world.network.boxes[journey.route.box_type]
    dated = journey.dated()
    for fill in fills:
        gross_t = (fill.kg + box_type.tare_kg) / 1000.0
        for hop, key in dated:
            legs = range(hop.first_leg, hop.last_leg + 1)
            world.ledger.book(key, legs, box_type, -gross_t if take_off else gross_t)
        world.book_store(journey, box_type, -gross_t if take_off else gross_t)
