"""What events do to goods that are on their way: they wait, ask for another way, or are lost."""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.event_effects import fits
from domain.events import Event
from domain.network import Service
from domain.plan import Hop
from domain.route import Stage
from sim import booking_log, delivery
from sim.agenda import ARRIVAL, Telling
from sim.loads import Box
from sim.stages import pass_box, pass_train
from sim.world import World


def announce(world: World) -> None:
    """Have events that turn goods round heard when they begin."""
    for number, event in enumerate(world.events):
        if event.goods == "reroute" and event.from_h is not None:
            world.agenda.call(
                event.from_h, lambda at, _: _heard_in_yards(world, at), number, ARRIVAL
            )


def _heard_in_yards(world: World, number: int) -> None:
    """Boxes that wait for a departure into what is closed now ask for another way, once."""
    for leaving in list(world.departures.values()):
        for box in list(leaving.waiting.values()):
            stands = box.signal is not None and not box.signal.triggered
            if stands and _before(world, world.events[number], box):
                box.asked.add(number)
                box.asking = True
                del leaving.waiting[box.box_id]
                booking_log.note(world, box, leaving.key, "given_back", world.agenda.now_h)
                world.standby.get(box.hops[0].service_id, {}).pop(box.box_id, None)
                assert box.signal is not None
                box.signal.succeed(False)


def asks_again(world: World, box: Box) -> bool:
    """Whether a box has come before what is closed, and has not yet asked for another way."""
    for number, event in enumerate(world.events):
        if event.goods != "reroute" or number in box.asked:
            continue
        if event.lasts_at(world.agenda.now_h) and _before(world, event, box):
            box.asked.add(number)
            box.asking = True
            return True
    return False


def heard(box: Box) -> bool:
    """Whether a box goes another way because of an event: it has missed nothing."""
    asking, box.asking = box.asking, False
    return asking


def _before(world: World, event: Event, box: Box) -> bool:
    """Whether the next hop of a box leads into what an event closes."""
    if not box.hops:
        return False
    hop = box.hops[0]
    return touches(event, world.network.services[hop.service_id], hop)


def touches(event: Event, service: Service, hop: Hop) -> bool:
    """Whether an event closes a service on the legs of a hop."""
    legs = service.legs[hop.first_leg : hop.last_leg + 1]
    if event.what == "service":
        return fits(service.service_id, event.at)
    if not event.closed:
        return False
    if event.what == "node":
        return any(event.at in (leg.from_id, leg.to_id) for leg in legs)
    if event.what == "link":
        return any(event.at == f"{leg.from_id}>{leg.to_id}" for leg in legs)
    return False


def hold_train(
    world: World,
    boxes: Sequence[Box],
    service: Service,
    leg: int,
    t: float,
    scheduled_h: float | None,
) -> Telling[float]:
    """Wait before a leg that is closed; returns the hour at which it is begun."""
    stretch = service.legs[leg]
    open_h = stretch.open_h(t)
    if open_h > t:
        at = stretch.from_id
        stage = Stage("held", at, at, t, open_h, open_h, service.service_id)
        if boxes:
            pass_train(world, boxes, stage, scheduled_h)
        yield world.agenda.until(open_h)
    return open_h


def lose(
    world: World, boxes: Sequence[Box], service: Service, leg: int, from_h: float, to_h: float
) -> None:
    """Settle which boxes are lost that have ridden a leg while something happened to it."""
    for event in world.events:
        if event.goods != "lose" or not _hits(event, service, leg, from_h, to_h):
            continue
        for box in boxes:
            if not box.lost and world.chance.happens(
                event.lost_share, "lost", event.name, box.journey.route.route_id,
                box.journey.stuff_at_h, box.number, leg,
            ):  # fmt: skip
                box.lost = True


def _hits(event: Event, service: Service, leg: int, from_h: float, to_h: float) -> bool:
    """Whether an event finds someone on a leg between two hours."""
    stretch = service.legs[leg]
    if event.from_h is None or event.from_h >= to_h or event.to_h <= from_h:
        return False
    if event.what == "service":
        return fits(service.service_id, event.at)
    return event.at in (f"{stretch.from_id}>{stretch.to_id}", stretch.to_id)


def write_off(world: World, box: Box) -> None:
    """The goods of a box are lost where it should have alighted; the box is given back there."""
    node_id = box.node_id
    world.book_box(box, take_off=True)
    box.hops, box.departures = [], []
    pass_box(world, box, Stage("lost", node_id, node_id, box.t, box.t, box.t))
    delivery.empty_out(world, box)
    for lot in box.lots:
        for charge in price.lost(world.scenario.tariff, lot.order, lot.units, box.t):
            world.books.charge_lot(box.t, lot, charge, "lost")
        world.books.tallies[lot.order.consignment_id].lost_units += lot.units
        lot.where, lot.ended_h = "lost", box.t
