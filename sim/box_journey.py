"""A box journey: stuffed at A, hop by hop, stripped at B, its goods brought to the door."""

from __future__ import annotations

from domain import tariff as price
from domain.charges import HANDLED
from domain.crossings import CLEAR_INLAND, RESTUFF, clears_inland, crossing, sealed_step
from domain.network import Process, Service
from domain.pace import Cause
from domain.plan import Hop, UnderWay
from domain.route import Stage, aboard, alight_step, truck_cause
from domain.supervision import DESTINATION, ENTRY, EXIT
from domain.when_full import rule_of
from sim import (
    delivery,
    departures,
    faults,
    gate_window,
    inspection,
    rebook,
    restuff,
    roll_over,
    when_full,
    yard,
)
from sim.agenda import Story, Telling
from sim.border_yard import enter_border, leave_border
from sim.carriage import leave_with
from sim.disruptions import asks_again, heard, hold_train, lose, write_off
from sim.loads import Box
from sim.serve import serve
from sim.stages import pass_box
from sim.world import World


def travel(world: World, box: Box) -> Story:
    """From the first pallet in to the last one out, then to the doors."""
    journey, tariff = box.journey, world.scenario.tariff
    route = journey.route
    cause: Cause = (route.route_id, journey.stuff_at_h)
    if route.begun is None:
        owner = world.plan.owners.get(box.box_id)
        box.empty, leased = world.pools.take(
            route.stuff_node, route.box_type, owner, route.strip_node
        )
        if leased:
            world.books.charge_network(box.t, price.lease_in(box.box_type), box.box_id)
        world.books.charge_box(box.t, box, price.stuffing(tariff, box.box_type), box.box_id)
        if world.faulty:
            faults.at_stuffing(world, box)
        yield from _work(world, box, "stuff", route.stuff_node, "road", cause)
        if not route.restuffed:
            box.t = yield from inspection.inspect_box(world, box)
    else:
        box.empty = world.pools.bring_in(route.begun.box_no)
        if route.begun.aboard:
            cause = yield from _come(world, box, route.begun)
    came = yield from ride(world, box, cause)
    if came is None:
        return
    if clears_inland(world.network, route.hops, route.strip_node, box.direction):
        yield from _work(world, box, CLEAR_INLAND, route.strip_node, "road", came)
    if route.restuffed:
        yield from _work(world, box, RESTUFF, route.strip_node, "road", came)
        delivery.give_back(world, box)
        restuff.unload(world, box)
        return
    yield from inspection.pass_checkpoint(world, box, DESTINATION, route.strip_node)
    yield from _work(world, box, "strip", route.strip_node, "road", came)
    delivery.give_back(world, box)
    for lot in box.lots:
        world.agenda.tell(delivery.deliver(world, lot, box.t), lot.lot_id)


def _come(world: World, box: Box, begun: UnderWay) -> Telling[Cause]:
    """Ride to the end of a hop that was begun before hour 0, and alight."""
    stage = aboard(world.network, box.journey.route, box.t)
    service = world.network.services[begun.service_id]
    cause: Cause = (begun.service_id, begun.departed_h)
    box.where = service.service_id
    pass_box(world, box, stage)
    yield world.agenda.until(stage.end_h)
    box.t, box.node_id = stage.end_h, stage.to_id
    step = alight_step(world.network, service, begun.hop)
    if step is not None:
        box.where = "terminal"
        yield from _work(world, box, step, box.node_id, service.mode, cause)
    return cause


def ride(world: World, box: Box, came: Cause | None = None) -> Telling[Cause | None]:
    """Hop by hop to where it is stripped.

    Parameters
    ----------
    came
        The cause so far, where it is not that it was stuffed.

    Returns
    -------
    The cause of the durations of its last hop; `None` where it does not get there.
    """
    journey = box.journey
    route = journey.route
    cause: Cause = (route.route_id, journey.stuff_at_h) if came is None else came
    while box.hops:
        hop = box.hops[0]
        service = world.network.services[hop.service_id]
        if service.dated:
            box.where = "yard"
            key = (hop.service_id, scheduled_h(box))
            if roll_over.stays_away(world, box, service, key):
                yield from roll_over.stay_away(world, box, service, key)
                if not _missed(world, box):
                    return None
                continue
            if box.through != (terminal := f"{box.node_id}:{service.mode}"):
                _leave_yard(world, box)
                if service.sailing is not None:
                    yield from gate_window.await_window(world, box, service, key)
                yield from yard.enter(world, box)
                yield from _through_terminal(world, box, service)
                yield from _leave_home(world, box, hop, None)
                box.through = terminal
                box.gated_h = box.t
                yard.plug_in(world, box)
            if rule_of(service) is None:
                aboard = yield from departures.board(world, box, key)
            else:
                aboard = yield from when_full.board(world, box, service)
            if not aboard:
                if not _missed(world, box):
                    return None
                continue
            cause = (hop.service_id, box.departures[0] or 0.0)
        elif asks_again(world, box) and heard(box):
            if not box.through:
                box.gated_h = box.t
            if not rebook.rebook(world, box):
                return None
            continue
        else:
            _leave_yard(world, box)
            yield from _leave_home(world, box, hop, None)
            yield from _drive(world, box, hop, service)
            cause = truck_cause(route, hop, journey.stuff_at_h)
        box.through = ""
        box.hops.pop(0)
        box.departures.pop(0)
        box.node_id = service.legs[hop.last_leg].to_id
        if box.lost:
            write_off(world, box)
            return None
        step = alight_step(world.network, service, hop)
        if step is not None:
            box.where = "terminal"
            yield from _work(world, box, step, box.node_id, service.mode, cause)
        if (yield from _enter_home(world, box, hop, hop.last_leg)):
            write_off(world, box)
            return None
    return cause


def scheduled_h(box: Box) -> float:
    """The departure of the next hop, which is dated."""
    scheduled = box.departures[0]
    assert scheduled is not None
    return scheduled


def _missed(world: World, box: Box) -> bool:
    """A box goes on another way; `False` where there is none."""
    if not heard(box):
        box.missed += 1
        for lot in box.lots:
            world.books.tallies[lot.order.consignment_id].missed += 1
    return rebook.rebook(world, box)


def _leave_home(world: World, box: Box, hop: Hop, leg: int | None) -> Story:
    """Customs at the port of exit, if this is it."""
    if world.network.supervision is not None:
        place = crossing(world.network, hop, EXIT)
        if place is not None and place.leg == leg:
            yield from inspection.pass_checkpoint(world, box, EXIT, place.node_id)


def _enter_home(world: World, box: Box, hop: Hop, leg: int) -> Telling[bool]:
    """Customs at the port of entry, if this is it; `True` where they refuse the goods."""
    if world.network.supervision is None:
        return False
    place = crossing(world.network, hop, ENTRY)
    if place is None or place.leg != leg:
        return False
    yield from inspection.pass_checkpoint(world, box, ENTRY, place.node_id)
    return inspection.refused(world, box)


def _through_terminal(world: World, box: Box, service: Service) -> Story:
    """Lift-on and yard before a train or vessel; a late plug-in begins here."""
    if world.faulty:
        faults.at_yard(world, box)
    cause: Cause = (box.node_id, box.journey.route.route_id, box.journey.stuff_at_h)
    yield from _work(world, box, "terminal_out", box.node_id, service.mode, cause)


def _leave_yard(world: World, box: Box) -> None:
    """A box that was waiting in one yard goes on by another way."""
    if box.through:
        node_id = box.node_id
        off_h = yard.leave(world, box, box.t)
        stage = Stage(
            "recover", node_id, node_id, box.gated_h, box.t, box.t, unplugged_h=off_h
        )  # fmt: skip
        pass_box(world, box, stage)
        box.through = ""


def _work(world: World, box: Box, kind: str, node_id: str, mode: str, cause: Cause) -> Story:
    """One step of one box at a node: server and door, work, what runs beside it, its charge."""
    step = sealed_step(world.network, kind, node_id, box.journey.route.strip_node, box.direction)
    process = world.network.process(node_id, step, box.direction, box.journey.cargo_class, mode)
    if process is None:
        return
    work_h = world.pace.work_h(process, cause)
    begin_h, work_h = yield from serve(
        world, node_id, process, box.t, work_h, _slot_units(process, box)
    )
    end_h = max(begin_h + work_h, box.t + world.pace.beside_h(process, cause))
    stage = Stage(
        kind, node_id, node_id, box.t, begin_h, end_h, process_id=process.process_id,
        unplugged_h=process.unplugged_h,
    )  # fmt: skip
    pass_box(world, box, stage)
    if kind in HANDLED:
        world.books.charge_box(end_h, box, price.node_handling(process, box.box_type), node_id)
    yield world.agenda.until(end_h)
    box.t = end_h


def _slot_units(process: Process, box: Box) -> float:
    unit = process.slot_unit
    if unit == "teu":
        return box.box_type.teu
    if unit == "t":
        return box.cargo_kg / 1000.0
    return box.fill.m3 if unit == "m3" else 1.0


def _drive(world: World, box: Box, hop: Hop, service: Service) -> Story:
    """A box on its own truck, with the gates on the way; the truck rides back empty."""
    pool = world.truck_pool(service)
    coming = pool.take(1)
    if coming is not None:
        box.where = "yard"
        yield coming
        now_h = world.agenda.now_h
        stage = Stage(
            "await_truck", box.node_id, box.node_id, box.t, now_h, now_h, service.service_id
        )  # fmt: skip
        pass_box(world, box, stage)
        box.t = now_h
    box.where = service.service_id
    leave_with(world, box, hop, service.on(box.journey.stuff_at_h), box.t)
    cause = truck_cause(box.journey.route, hop, box.journey.stuff_at_h)
    ridden_h = 0.0
    for leg in range(hop.first_leg, hop.last_leg + 1):
        stretch = service.legs[leg]
        box.t = yield from hold_train(world, (box,), service, leg, box.t, None)
        ride_h = world.pace.ride_h(service, leg, cause)
        ridden_h += ride_h
        stage = Stage(
            "ride", stretch.from_id, stretch.to_id, box.t, box.t, box.t + ride_h,
            service.service_id, leg,
        )  # fmt: skip
        pass_box(world, box, stage)
        yield world.agenda.until(box.t + ride_h)
        if world.events:
            lose(world, (box,), service, leg, box.t, box.t + ride_h)
        box.t += ride_h
        if leg < hop.last_leg:
            yield from _pass_border(world, box, service, stretch.to_id, cause)
            yield from _leave_home(world, box, hop, leg)
            refused = yield from _enter_home(world, box, hop, leg)
            box.lost = box.lost or refused
    pool.away(1, ridden_h)


def _pass_border(world: World, box: Box, service: Service, node_id: str, cause: Cause) -> Story:
    """Wait outside for a slot of the yard, if there are few; then the gate, and handing over."""
    if (node_id, service.mode) not in world.network.yards:
        yield from _work(world, box, "border", node_id, service.mode, cause)
        yield from _hand_over(world, box, service, node_id, cause)
        return
    box.t = yield from enter_border(world, (box,), service, node_id, box.t, None)
    yield from _work(world, box, "border", node_id, service.mode, cause)
    yield from _hand_over(world, box, service, node_id, cause)
    leave_border(world, service, node_id)


def _hand_over(world: World, box: Box, service: Service, node_id: str, cause: Cause) -> Story:
    if world.network.cross(service, node_id, box.direction, box.journey.cargo_class) is not None:
        yield from _work(world, box, "cross", node_id, service.crossing, cause)
