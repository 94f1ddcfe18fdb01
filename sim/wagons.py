"""Boxes that a train leaves at the border, since the wagons beyond the gauge change are fewer.

They wait there in order of coming, and go on with the next slot of their service, whether or not it
brings boxes of the zone: first those who were left, then its own as room lasts. Beyond the border
trains run for everybody, so a slot is used there even where the zone has given up its path.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

from domain.network import Service
from domain.plan import Hop
from domain.route import Stage
from domain.timetable import DepartureKey
from sim import booking_log
from sim.agenda import Story
from sim.loads import Box
from sim.stages import pass_box
from sim.world import World

if TYPE_CHECKING:
    from sim.departures import Departure

ROOM_SLACK = 1e-6
Load = tuple[float, float, float]
"""TEU, tonnes and plugs."""
NOTHING: Load = (0.0, 0.0, 0.0)
RideOn = Callable[[World, "Departure", list[Box], int, float], Story]
"""Rides a departure with boxes from a leg on."""


def goes_on(
    world: World, leaving: Departure, boxes: list[Box], leg: int, t: float, ride_on: RideOn
) -> list[Box]:
    """Who goes on from a border: who was left there before, then who came, as room lasts."""
    service = leaving.service
    room = _room(world, leaving, leg)
    if room is None:
        return boxes
    passed = leaving.onward.get(leg, NOTHING)
    yard = world.left_boxes.setdefault((service.service_id, leg), [])
    waiting = len(yard)
    taken: list[Box] = []
    while yard and _fits(passed, yard[0], room):
        box = yard.pop(0)
        passed = _with(passed, box)
        _take_on(world, leaving, box, leg, t)
        taken.append(box)
    own: list[Box] = []
    left: list[Box] = []
    for box in boxes:
        if not left and _fits(passed, box, room):
            passed = _with(passed, box)
            own.append(box)
        else:
            left.append(box)
            _leave(leaving, box, leg, t)
    leaving.onward[leg] = passed
    yard.extend(left)
    if left and not waiting:
        world.agenda.tell(
            _next_trains(world, service, leg, leaving.key[1], ride_on), service.service_id
        )
    return [*taken, *own]


def _room(world: World, leaving: Departure, leg: int) -> Load | None:
    """TEU, tonnes and plugs from a border on; `None` where nobody is left there."""
    service, terms = leaving.service, leaving.service.sailing
    if terms is None or not 0 < leg < len(terms.teu_by_leg):
        return None
    limits = (service.capacity_teu, service.capacity_t, service.plugs)
    teu, t, plugs = (inf if one is None else one * leaving.room_share for one in limits)
    wagons = terms.teu_by_leg[leg] * world.pace.wagon_share(service, leaving.key, leg)
    return min(teu, wagons), t, plugs


def _with(load: Load, box: Box) -> Load:
    plug = 1.0 if box.box_type.reefer else 0.0
    return load[0] + box.box_type.teu, load[1] + box.gross_t, load[2] + plug


def _fits(load: Load, box: Box, room: Load) -> bool:
    after = _with(load, box)
    return all(now <= most + ROOM_SLACK for now, most in zip(after, room, strict=True))


def _legs(box: Box, leg: int) -> range:
    return range(leg, box.hops[0].last_leg + 1)


def _count(leaving: Departure, box: Box, leg: int, sign: float) -> None:
    for number in _legs(box, leg):
        run = leaving.legs[number]
        run.teu += sign * box.box_type.teu
        run.t += sign * box.gross_t
        run.plugs += sign * (1.0 if box.box_type.reefer else 0.0)
        run.empty_teu += 0.0 if box.lots else sign * box.box_type.teu


def _leave(leaving: Departure, box: Box, leg: int, t: float) -> None:
    _count(leaving, box, leg, -1.0)
    box.t, box.where = t, "border"


def _take_on(world: World, leaving: Departure, box: Box, leg: int, t: float) -> None:
    """A box that was left goes on with this train: its booking is now there."""
    service_id, at_h = leaving.key
    node_id, came = leaving.service.legs[leg].from_id, box.departures[0]
    assert came is not None
    pass_box(
        world, box, Stage("left_at_border", node_id, node_id, box.t, t, t, service_id), at_h
    )  # fmt: skip
    box.t, box.where = t, service_id
    legs = _legs(box, leg)
    world.ledger.book((service_id, came), legs, box.box_type, -box.gross_t)
    world.ledger.book(leaving.key, legs, box.box_type, box.gross_t)
    box.hops[0] = Hop(service_id, leg, box.hops[0].last_leg)
    box.departures[0] = at_h
    _count(leaving, box, leg, 1.0)
    if came != at_h:
        booking_log.booked(world, box, (leaving.key,), t)
        booking_log.note(world, box, leaving.key, "loaded", t)


def _next_trains(
    world: World, service: Service, leg: int, after_h: float, ride_on: RideOn
) -> Story:
    """The trains that pass a border after one, for who waits there; until nobody does."""
    service_id = service.service_id
    yard = world.left_boxes[service_id, leg]
    for at_h in world.scenario.timetable.after(service_id, after_h):
        key = (service_id, at_h)
        if at_h <= after_h or world.cancelled(key):
            continue
        yield world.agenda.until(_passes_h(world, service.on(at_h), key, leg, yard))
        if not yard:
            return
        coming = world.departures.get(key)
        if coming is None or coming.legs[leg].teu <= 0.0:
            coming = _empty_train(world, key)
        elif coming.legs[0].left_h is not None:
            continue  # it comes by itself
        if leg in coming.onward:
            continue
        boxes = goes_on(world, coming, [], leg, world.agenda.now_h, ride_on)
        if boxes:
            story = ride_on(world, coming, boxes, leg, world.agenda.now_h)
            world.agenda.tell(story, coming.name)
    while yard:
        _strand(world, yard.pop(0), leg)


def _strand(world: World, box: Box, leg: int) -> None:
    """No train of the timetable is to come any more: the box stays."""
    came = box.departures[0]
    assert came is not None
    key = (box.hops[0].service_id, came)
    world.ledger.book(key, _legs(box, leg), box.box_type, -box.gross_t)
    box.where = "stranded"
    for lot in box.lots:
        lot.where = "stranded"


def _empty_train(world: World, key: DepartureKey) -> Departure:
    from sim.departures import departure

    return departure(world, key)


def _passes_h(
    world: World, service: Service, key: DepartureKey, leg: int, yard: list[Box]
) -> float:
    """When a train that carries nobody is through a border, as far as no queue holds it."""
    t = key[1] + world.pace.late_h(service, key)
    for number in range(leg):
        t += world.pace.ride_h(service, number, key)
        box = yard[0] if yard else None
        process = None
        if box is not None:
            process = world.network.process(
                service.legs[number].to_id, "border", box.direction, box.journey.cargo_class,
                service.mode,
            )  # fmt: skip
        if process is not None:
            begin = process.opening.next_open_h(t)
            t = max(begin + world.pace.work_h(process, key), t + world.pace.beside_h(process, key))
    return t
