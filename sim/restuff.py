"""At a hub: boxes are opened, and their goods go on in others.

The goods of a part wait for one another until the last is unloaded, or until the hour at which the
boxes in which they go on are stuffed: who comes after it goes on alone, having missed them.
What was in several boxes is mixed by weight. From then on it is a lot like any other at the hub.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.plan import Way
from domain.restuff import mixed
from sim import customs, hub, rooms
from sim.agenda import Story
from sim.loads import Box, Lot, Pending
from sim.world import World

OVER = frozenset({
    "delivered", "outsourced", "stranded", "lost", "disposed", "split", "unloaded", "restuffed",
})  # fmt: skip
"""Where a lot is that nobody at the hub waits for any more."""


def unload(world: World, box: Box) -> None:
    """The crew has taken the goods out of a box."""
    for lot in box.lots:
        lot.where = "unloaded"
        lot.available_h = box.t
    for feeds in sorted({lot.part.feeds for lot in box.lots}):
        mates = _mates(world, feeds)
        if _too_late(world, feeds) or all(one.where in OVER for one in mates):
            _go_on(world, feeds, box.t)


def await_goods(world: World, pending: Pending, lot: Lot) -> Story:
    """When the boxes are stuffed in which goods are to go on, nobody waits for the rest."""
    world.coming[lot.part.part_id] = lot
    yield world.agenda.until(pending.journey.stuff_at_h)
    _go_on(world, lot.part.part_id, pending.journey.stuff_at_h)


def _mates(world: World, feeds: str) -> list[Lot]:
    return [lot for lot in world.lots if lot.part.feeds == feeds]


def _too_late(world: World, feeds: str) -> bool:
    name = world.coming[feeds].part.journey_id
    return name is None or world.pending[name].stuffed


def _go_on(world: World, feeds: str, t: float) -> None:
    """What was unloaded and has not gone on does so, as one lot."""
    there = [lot for lot in _mates(world, feeds) if lot.where == "unloaded"]
    if not there:
        return
    planned = world.coming[feeds]
    number = sum(lot.part.fed_by == planned.part.fed_by for lot in world.lots)
    part = planned.part
    units = sum(lot.units for lot in there)
    if number or units < planned.units:
        name = f"{part.part_id}+{number}" if number else part.part_id
        part = replace(part, part_id=name, units=units)
    states = [(lot.state, lot.kg) for lot in there if lot.state is not None]
    lot = Lot(
        part.part_id, part, planned.order, planned.product, units, planned.after,
        mixed(states) if states else None, planned.cold, received_h=t, came=tuple(there),
    )  # fmt: skip
    if any(one.sound is not None for one in there):
        sound = [(one.sound or one.state, one.kg) for one in there]
        lot.sound = mixed([(state, kg) for state, kg in sound if state is not None])
    for one in there:
        one.where, one.ended_h = "restuffed", t
    world.lots.append(lot)
    pending = world.pending.get(planned.part.journey_id or "")
    if pending is not None and part.part_id in pending.expected:
        pending.expected[part.part_id] = lot
    world.agenda.tell(_declare(world, lot, t), lot.lot_id)


def _declare(world: World, lot: Lot, t: float) -> Story:
    node_id = _hub(world, lot.came[0].part.feeds)
    lot.where = node_id
    rooms.take_in(world, lot, node_id)
    lot.available_h = yield from customs.declare(world, [lot], node_id, t)
    hub.hand_over(world, lot)


def feeders(world: World, lot: Lot) -> Iterator[Way]:
    """Ways in boxes from where a lot stands to the hub at which it is restuffed."""
    hub_id, seen = _hub(world, lot.part.feeds), set[str]()
    for way in world.scenario.ways_of(lot.order):
        route = way.feeder
        if route is None or (route.stuff_node, route.strip_node) != (lot.where, hub_id):
            continue
        if route.route_id not in seen:
            seen.add(route.route_id)
            yield Way(way.before, route, ())


def _hub(world: World, feeds: str) -> str:
    name = world.coming[feeds].part.journey_id
    assert name is not None
    return world.plan.journeys[name].route.stuff_node
