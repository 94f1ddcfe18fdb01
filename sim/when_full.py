"""Trains that go when full, slot by slot: who stands in the yard decides (`domain.when_full`)."""

from __future__ import annotations

from collections.abc import Iterable

from domain.network import Service
from domain.paths import could_run
from domain.timetable import DepartureKey
from domain.when_full import Waiting, boarding, goes, order_of, ready, rule_of, slots
from sim import booking_log
from sim.agenda import DEPARTURE, Story, Telling
from sim.departures import departure
from sim.loads import Box
from sim.world import World


def board(world: World, box: Box, service: Service) -> Telling[bool]:
    """Wait in the yard for the first train that goes; `True` once the box has alighted."""
    booked = box.departures[0]
    assert booked is not None
    key = (service.service_id, booked)
    booking_log.note(world, box, key, "documents_in", max(box.papers_h, box.booked_h))
    booking_log.note(world, box, key, "gated_in", max(box.gated_h, box.booked_h))
    box.signal = world.agenda.signal()
    world.yards.setdefault(service.service_id, {})[box.box_id] = box
    if not world.yards_watched:
        world.yards_watched = True
        world.agenda.tell(_watch(world), "yards")
    aboard = bool((yield box.signal))
    box.signal = None
    if not aboard:
        box.t = world.agenda.now_h
    return aboard


def _watch(world: World) -> Story:
    """Look at every slot from now on, until nobody waits any more.

    Who still waits after the last slot goes on another way, where there is one.
    """
    timetable = world.scenario.timetable.departures
    last: dict[str, DepartureKey] = {}
    for cut_off_h, key in slots(world.network, timetable, world.agenda.now_h):
        last[key[0]] = key
        yield world.agenda.until(cut_off_h, DEPARTURE)
        yard = world.yards.get(key[0], {})
        if yard:
            _decide(world, key, cut_off_h, yard)
        if not any(world.yards.values()):
            break
    world.yards_watched = False
    for service_id, yard in world.yards.items():
        for box in list(yard.values()):
            del yard[box.box_id]
            if service_id in last:
                box.refused.add(last[service_id])
            assert box.signal is not None
            box.signal.succeed(False)


def _decide(world: World, key: DepartureKey, cut_off_h: float, yard: dict[str, Box]) -> None:
    """Send the train of a slot, if it goes."""
    service = world.network.services[key[0]].on(key[1])
    rule = rule_of(service)
    there = ready(service, key[1], _waiting(yard.values()))
    if rule is None or world.cancelled(key) or not goes(rule, cut_off_h, there):
        return
    if not could_run(world.scenario.path_pools, world.path_runs(), key):
        return
    world.went.add(key)
    coming = departure(world, key)
    named = {one.name for one in boarding(service, there)}
    for box in [one for one in yard.values() if one.journey.journey_id in named]:
        del yard[box.box_id]
        _take(world, box, key)
        coming.waiting[box.box_id] = box


def _waiting(boxes: Iterable[Box]) -> list[Waiting]:
    """Boxes in a yard by journey: those of one are there when the last of them is."""
    groups: dict[str, list[Box]] = {}
    for box in boxes:
        groups.setdefault(box.journey.journey_id, []).append(box)
    found = []
    for name, group in groups.items():
        hop, reefers = group[0].hops[0], sum(box.box_type.reefer for box in group)
        found.append(
            Waiting(
                name, max(box.gated_h for box in group), max(box.papers_h for box in group),
                (hop.first_leg, hop.last_leg), sum(box.box_type.teu for box in group),
                sum(box.gross_t for box in group), float(reefers), order_of(group[0].journey),
            )
        )  # fmt: skip
    return found


def _take(world: World, box: Box, key: DepartureKey) -> None:
    """A box goes with this train, whichever it had booked."""
    booked = box.departures[0]
    assert booked is not None
    if booked == key[1]:
        return
    world.book_box(box, take_off=True)
    booking_log.note(world, box, (key[0], booked), "given_back", world.agenda.now_h)
    box.departures[0] = key[1]
    world.book_box(box)
    booking_log.booked(world, box, (key,), world.agenda.now_h)
