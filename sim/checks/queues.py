"""Queues of booked goods: Little's law, and no resource works more than it can.

The number of goods in a queue is counted from the movement rows as they come and go; its integral
over the run is the sum of the waits that the resource counted on its own side. With nothing there
at the start this is Little's law, exactly (Little 2011, Operations Research 59(3) 536, eq. 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from domain.times import Floats
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence, ends, starts
from sim.moves import OPENS, PROCESS, START, Move
from sim.servers import HOURS_PER_WEEK, Passed, Server, WeekLoad
from sim.stations import Station
from sim.story import last, move_line

opens = itemgetter(OPENS)
CLOSE = 1e-9
"""Relative difference that the order of adding hours may make."""


def check_servers(seen: Evidence) -> None:
    """Every resource of the zone: its queue, its work, and its hours."""
    world = seen.world
    stays: defaultdict[int, list[Move]] = defaultdict(list)
    for (node_id, process_id), moves in seen.served.items():
        server = world.server_of(node_id, process_id)
        if server is None:
            rule = f"{process_id} works at {node_id}, where it has no server"
            raise BrokenRunError(rule, [move_line(move, who=True) for move in moves[:3]])
        stays[id(server)] += moves
    for server in world.servers.values():
        name = f"{server.node_id} {server.step}"
        moves = stays[id(server)]
        _check_passed(name, moves, server.passed)
        _check_work(seen, name, moves, server.passed)
        if server.count is not None:
            if not world.scenario.streams:
                check_weeks(name, server.weeks, server.passed)
            _check_hours(name, server)


def check_trucks(seen: Evidence) -> None:
    """Every pool of trucks: its queue, and no truck drives that is not there."""
    for service_id, pool in seen.world.trucks.items():
        if pool.total is None:
            continue
        if not 0 <= pool.home <= pool.total:
            raise BrokenRunError(f"{service_id}: {pool.home} of {pool.total} trucks at home")
        moves = seen.awaited.get(service_id, [])
        stated, found = (
            pool.passed.queued_h,
            area_h(list(map(starts, moves)), list(map(ends, moves))),
        )
        if not _close(stated, found):
            rule = (
                f"trucks of {service_id} were waited for {stated:.6f} h by their own count, "
                f"the goods waited {found:.6f} h"
            )
            raise BrokenRunError(rule, _longest(moves))
        if not seen.world.scenario.streams:
            check_weeks(service_id, pool.weeks, pool.passed)


def area_h(from_h: Sequence[float], to_h: Sequence[float]) -> float:
    """Integral over time of the number of goods that are there, swept event by event."""
    if not from_h:
        return 0.0
    at: Floats = np.concatenate((from_h, to_h))
    change = np.repeat((1, -1), (len(from_h), len(to_h)))
    order = np.argsort(at, kind="stable")
    there = np.cumsum(change[order])
    return float((there[:-1] * np.diff(at[order])).sum())


def _check_passed(name: str, moves: Sequence[Move], passed: Passed) -> None:
    """Goods and hours in the queue, the door's included."""
    if passed.goods != len(moves):
        rule = f"{name} served {passed.goods} by its own count, {len(moves)} stages were recorded"
        raise BrokenRunError(rule, last(move_line(move, who=True) for move in moves))
    stated = passed.shut_h + passed.queued_h
    found = area_h(list(map(starts, moves)), list(map(opens, moves)))
    if not _close(stated, found):
        rule = f"{name}: goods waited {found:.6f} h, the resource counted {stated:.6f} h"
        raise BrokenRunError(rule, _longest(moves))


def _check_work(seen: Evidence, name: str, moves: Sequence[Move], passed: Passed) -> None:
    """Hours at work; a stage may last longer than its work where something runs beside it."""
    found = area_h(list(map(opens, moves)), list(map(ends, moves)))
    by_id = seen.world.network.by_process_id
    kinds = {move[PROCESS] for move in moves}
    alone = all(kind in by_id and by_id[kind].beside is None for kind in kinds)
    same = _close(passed.worked_h, found)
    if not same and (alone or found < passed.worked_h):
        rule = f"{name}: goods were worked on {found:.6f} h, it counted {passed.worked_h:.6f} h"
        raise BrokenRunError(rule, _longest(moves))


def check_weeks(name: str, weeks: dict[int, WeekLoad], passed: Passed) -> None:
    """The weeks of the table of facilities add up to what passed."""
    served = sum(week.served for week in weeks.values())
    wait_h = sum(week.wait_h for week in weeks.values())
    if served != passed.jobs or not _close(wait_h, passed.jobs_queued_h):
        rule = (
            f"{name}: the weeks have {served} jobs that waited {wait_h:.6f} h, "
            f"{passed.jobs} jobs passed and waited {passed.jobs_queued_h:.6f} h"
        )
        raise BrokenRunError(rule, _weeks(weeks))


def check_weeks_of(name: str, stated_h: float, found_h: float, moves: Sequence[Move]) -> None:
    """Waits by a resource's own count are those of the goods."""
    if not _close(stated_h, found_h):
        rule = f"{name}: goods waited {found_h:.6f} h, {stated_h:.6f} h by its own count"
        raise BrokenRunError(rule, _longest(moves))


def _check_hours(name: str, server: Server | Station) -> None:
    """No server works more hours than a week has."""
    assert server.count is not None
    most_h = server.count * HOURS_PER_WEEK
    for number, week in server.weeks.items():
        if week.busy_h > most_h * (1.0 + CLOSE):
            rule = f"{name} worked {week.busy_h:.4f} h in week {number}, it has {most_h:g} h"
            raise BrokenRunError(rule, _weeks({number: week}))


def _weeks(weeks: dict[int, WeekLoad]) -> list[str]:
    return last(
        f"week {number}: {week.served} jobs, {week.wait_h:.4f} h waited, {week.busy_h:.4f} h busy"
        for number, week in sorted(weeks.items())
    )


def _longest(moves: Sequence[Move]) -> list[str]:
    """Those who waited longest, in order of coming."""
    longest = sorted(moves, key=lambda move: move[OPENS] - move[START])[-5:]
    told = [move_line(move, who=True) for move in sorted(longest, key=starts)]
    return told or ["nobody was recorded as waiting"]


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(1.0, abs(one), abs(other))
