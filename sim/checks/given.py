"""What was opened and given: room of stores day by day, paths of pools, nothing that is closed."""

from __future__ import annotations

from domain.paths import too_many_paths
from sim.checks.broken import BrokenRunError
from sim.checks.departures import ROOM
from sim.checks.evidence import Evidence
from sim.loads import Box
from sim.story import hour, last


def check_given(seen: Evidence) -> None:
    """No store over its room on any day, no more trains than paths, nobody on what is closed."""
    _check_stores(seen)
    _check_paths(seen)
    layout = seen.world.scenario.layout
    if layout is None:
        return
    for box in seen.world.boxes:
        for ride in seen.trips[box.box_id].rides:
            if ride.service_id in layout.closed_services:
                rule = f"{box.box_id} rode {ride.service_id}, which is not open"
                raise BrokenRunError(rule, [f"{hour(ride.left_h)}  {box.box_id} left"])


def _check_stores(seen: Evidence) -> None:
    """Boxes counted by the day of their stuffing, against the room and what was booked."""
    network = seen.world.network
    days: dict[tuple[str, float], list[Box]] = {}
    for box in seen.world.boxes:
        journey = box.journey
        day = network.store_day(journey.route.stuff_node, journey.stuff_at_h)
        if day is not None and journey.route.begun is None:
            days.setdefault(day, []).append(box)
    for day, boxes in sorted(days.items()):
        store = network.stores[day[0]]
        teu = sum(box.box_type.teu for box in boxes)
        reefers = sum(1.0 for box in boxes if box.box_type.reefer)
        told = [f"{hour(b.journey.stuff_at_h)}  {b.box_id} ({b.box_type.box_type})" for b in boxes]
        for used, limit, unit in (
            (teu, store.capacity_teu, "TEU"),
            (reefers, store.plugs, "reefers"),
        ):
            if limit is not None and used > limit + ROOM:
                rule = (
                    f"{store.node_id} has room for {limit:g} {unit} on day {day[1] / 24.0:.0f}, "
                    f"{used:g} were stuffed"
                )
                raise BrokenRunError(rule, last(told))
        pending = [
            one
            for one in seen.world.pending.values()
            if one.fills
            and network.store_day(one.journey.route.stuff_node, one.journey.stuff_at_h) == day
        ]
        booked = seen.world.stores.teu.get((day, 0), 0.0)
        if not pending and abs(booked - teu) > ROOM:
            rule = f"{store.node_id} day {day[1] / 24.0:.0f}: {booked:g} TEU booked, {teu:g} there"
            raise BrokenRunError(rule, last(told))


def _check_paths(seen: Evidence) -> None:
    """Trains with boxes aboard, counted by the paths that they took."""
    left = {key for box in seen.world.boxes for (key, _), _ in seen.trips[box.box_id].slots}
    for rule in too_many_paths(seen.world.scenario.path_pools, left):
        raise BrokenRunError(rule, [])
