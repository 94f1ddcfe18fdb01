"""Empty boxes that the plan moves: taken from their pool, hop by hop, into another place's pool.

Fewer go where fewer stand there at the hour of leaving. One that misses its departure goes on by
the same rule as a stuffed box; where nothing goes on any more it stays where it is.
"""

from __future__ import annotations

from domain.box_owners import EMPTY_CLASS
from domain.empties import empty_direction, unpowered
from domain.plan import BoxJourney, EmptyMove
from domain.stuffing import BoxFill, BoxSize
from domain.thermal import BoxLoad
from sim.agenda import STUFFING, Story
from sim.box_journey import ride
from sim.loads import Box
from sim.world import World

NEVER_DUE_H = 1e12
"""Empties wait behind everybody who is due some time."""


def begin_empties(world: World) -> None:
    """Book the slots of every move, and send it on its way when its hour comes."""
    for move in world.plan.empties:
        boxes = [_box(world, move, number) for number in range(1, move.boxes + 1)]
        for box in boxes:
            world.book_box(box)
        world.agenda.tell(_leave(world, move, boxes), move.move_id)


def _leave(world: World, move: EmptyMove, boxes: list[Box]) -> Story:
    route = move.journey.route
    yield world.agenda.until(move.journey.stuff_at_h, STUFFING)
    for box in boxes:
        box.empty = world.pools.take_empty(move.owner, route.stuff_node, route.box_type)
        if box.empty is None:
            world.book_box(box, take_off=True)
            continue
        world.boxes.append(box)
        world.agenda.tell(_travel(world, box), box.box_id)


def _travel(world: World, box: Box) -> Story:
    if (yield from ride(world, box)) is not None:
        box.stripped_h = box.t
        box.where = "stripped"
        assert box.empty is not None
        world.pools.give_back(box.node_id, box.box_type.box_type, box.empty)


def _box(world: World, move: EmptyMove, number: int) -> Box:
    journey: BoxJourney = move.journey
    assert journey.cargo_class == EMPTY_CLASS
    route = journey.route
    box_type = unpowered(world.network.boxes[route.box_type])
    fill = BoxFill(BoxSize(box_type.m3, box_type.payload_kg), ())
    return Box(
        f"{move.move_id}#{number}", number, journey, box_type, 0.0,
        empty_direction(world.network, route), fill, BoxLoad(box_type, None, 0.0, 0.0), [],
        list(route.hops), list(journey.departures), journey.stuff_at_h, journey.stuff_at_h,
        route.stuff_node, NEVER_DUE_H,
    )  # fmt: skip
