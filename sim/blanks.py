"""Blank sailings: a departure that does not run is told ahead, and who booked it books again.

Who waits in its yard goes on by the rule of recovery, and so do goods whose boxes are not stuffed
yet; boxes on their way to it hear of it when they come to the yard.
"""

from __future__ import annotations

from domain.network import Service
from domain.timetable import DepartureKey
from sim import left_behind
from sim.agenda import Story
from sim.bookings import take_bookings_off
from sim.roll_over import left_behind as note_left
from sim.world import World


def announce_blanks(world: World) -> None:
    """Set the announcement of every blank departure on the agenda."""
    scenario = world.scenario
    for service in world.network.services.values():
        if service.sailing is None or service.sailing.blank_share <= 0.0:
            continue
        for at_h in scenario.timetable.after(service.service_id, 0.0):
            key = (service.service_id, at_h)
            if at_h <= scenario.cap_h and world.pace.blanked(service, key):
                world.agenda.tell(_announce(world, service, key), f"{key[0]}@{at_h:.2f}")


def _announce(world: World, service: Service, key: DepartureKey) -> Story:
    assert service.sailing is not None
    yield world.agenda.until(key[1] - service.sailing.blank_notice_h)
    world.blanks_told.add(key)
    coming = world.departures.get(key)
    if coming is not None:
        for box in coming.waiting.values():
            note_left(world, coming, box)
            world.standby.get(service.service_id, {}).pop(box.box_id, None)
            assert box.signal is not None
            box.signal.succeed(False)
        coming.waiting = {}
    for name in sorted(world.pending):
        pending = world.pending[name]
        if pending.stuffed or key not in {one for _, one in pending.journey.dated()}:
            continue
        take_bookings_off(world, pending)
        pending.stuffed = True
        there = [lot for part, lot in pending.expected.items() if part in pending.here]
        pending.expected = {}
        for lot in there:
            left_behind.recover(world, lot)
