"""Sets of wagons under way: a departure takes one, comes in with it, and it is turned round.

A departure asks for a set at its cut-off. Where none stands ready it waits for the next, in order
of asking, at most `wait_h` beyond its hour; then it does not run, and who was booked on it goes on
as after a cancellation. A set whose service has no return service comes home by a path of its own.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from domain.timetable import DepartureKey
from domain.wagon_sets import BEYOND, HOME, WagonSets, all_sets, return_h, sets_of
from sim.agenda import DEPARTURE, Story, Telling
from sim.world import World

if TYPE_CHECKING:
    from sim.departures import Departure


@dataclass(slots=True, eq=False)
class WagonSet:
    """One set: what it does, since when, and where from and to; `doing` is a row to be written."""

    name: str
    group: WagonSets
    doing: str
    from_id: str
    to_id: str
    since_h: float = 0.0
    key: DepartureKey | None = None


@dataclass(slots=True)
class SetYard:
    """Sets that stand ready at one end, and departures that wait for one."""

    standing: deque[WagonSet] = field(default_factory=deque)
    waiting: deque[simpy.Event] = field(default_factory=deque)


def begin_sets(world: World) -> None:
    """Put every set where it is at hour 0, and every departure that needs one on the agenda."""
    from sim.departures import departure

    for group in all_sets(world.network):
        for end, count in ((HOME, group.at_home), (BEYOND, group.beyond)):
            yard = world.set_yards[group.name, end] = SetYard()
            for _ in range(count):
                node_id = group.node_of(end)
                name = f"{group.name}#{len(world.wagon_sets) + 1}"
                made = WagonSet(name, group, "stand", node_id, node_id)
                world.wagon_sets.append(made)
                yard.standing.append(made)
        for key in group.slots:
            if key[1] <= world.scenario.cap_h:
                departure(world, key)


def claim(world: World, leaving: Departure) -> Telling[WagonSet | None]:
    """Take a set for a departure, or wait for one; `None` where it runs without or not at all."""
    group = sets_of(leaving.service)
    if group is None or leaving.cancelled:
        return None
    on_path = group.back is None and leaving.service.dispatch == "path"
    if on_path and leaving.key not in world.plan.runs:
        return None
    yard = world.set_yards[group.name, group.end_of(leaving.key[0])]
    if not yard.standing:
        asked = world.agenda.signal()
        yard.waiting.append(asked)
        world.agenda.tell(_give_up(world, yard, asked, leaving, group), leaving.name)
        if not (yield asked):
            leaving.cancelled = True
            world.without_set.add(leaving.key)
            return None
    taken = yard.standing.popleft()
    leaving.left_h = max(leaving.left_h, world.agenda.now_h)
    return taken


def _give_up(
    world: World, yard: SetYard, asked: simpy.Event, leaving: Departure, group: WagonSets
) -> Story:
    """A departure waits for a set so long, and no longer."""
    yield world.agenda.until(leaving.key[1] + group.wait_h, DEPARTURE)
    if asked in yard.waiting:
        yard.waiting.remove(asked)
        asked.succeed(False)


def leave(world: World, one: WagonSet, leaving: Departure, at_h: float) -> None:
    """A set leaves with a departure."""
    service = leaving.service
    _turns_to(world, one, "run", at_h, service.origin_id, service.destination_id, leaving.key)


def arrive(world: World, one: WagonSet, at_h: float) -> None:
    """A set is at the end of its run."""
    world.agenda.tell(_turn_round(world, one, at_h), one.name)


def _turn_round(world: World, one: WagonSet, at_h: float) -> Story:
    """Cleaned, looked over, made up: then it stands ready, or goes home by itself."""
    group, key = one.group, one.key
    assert key is not None
    end = BEYOND if group.end_of(key[0]) == HOME else HOME
    node_id = group.node_of(end)
    _turns_to(world, one, "turn", at_h, node_id, node_id, None)
    t = at_h + group.turn_h[end]
    yield world.agenda.until(t)
    if group.back is None:
        home_id = group.node_of(HOME)
        _turns_to(world, one, "return", t, node_id, home_id, key)
        t += return_h(group, world.pace, key)
        yield world.agenda.until(t)
        _turns_to(world, one, "turn", t, home_id, home_id, None)
        t += group.turn_h[HOME]
        yield world.agenda.until(t)
        end, node_id = HOME, home_id
    _turns_to(world, one, "stand", t, node_id, node_id, None)
    yard = world.set_yards[group.name, end]
    yard.standing.append(one)
    if yard.waiting:
        yard.waiting.popleft().succeed(True)


def _turns_to(
    world: World,
    one: WagonSet,
    doing: str,
    at_h: float,
    from_id: str,
    to_id: str,
    key: DepartureKey | None,
) -> None:
    """Write what it did, and begin another thing."""
    _write(world, one, at_h)
    one.doing, one.since_h, one.from_id, one.to_id, one.key = doing, at_h, from_id, to_id, key


def _write(world: World, one: WagonSet, end_h: float) -> None:
    service_id, scheduled_h = one.key or ("", None)
    world.records.wagon_sets.add(
        one.name, one.doing, one.from_id, one.to_id, one.since_h, end_h, service_id, scheduled_h
    )


def write_sets(world: World) -> None:
    """What every set does when all is over."""
    for one in world.wagon_sets:
        _write(world, one, max(one.since_h, world.agenda.now_h))
