"""Queues hour by hour where a scenario asks for them: goods of the zone, and others' traffic."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import cast

import numpy as np

from sim.moves import END, NODE, OPENS, SCHEDULED, STAGE, START, SUBJECT, WHO, Move
from sim.servers import Server
from sim.stations import Station
from sim.world import World

Stay = tuple[float, float, float]
"""Hours of coming, of the beginning of work, and of its end."""


def open_watched(world: World) -> None:
    """Servers that are watched exist from hour 0, whoever asks for them."""
    for node_id, step in world.scenario.watched:
        for (place, kind, *_), process in world.network.processes.items():
            if kind == step and place == node_id and process.servers is not None:
                world.server(node_id, process)


def write_queues(world: World) -> None:
    """A row per watched queue and hour of the period, warm-up included."""
    hours = np.arange(0.0, world.scenario.period_end_h, 1.0)
    rows = world.records.queues.rows
    for node_id, step in world.scenario.watched:
        own = _there(_jobs(world, node_id, step), hours)
        others = _there(_others(world, node_id, step), hours)
        for number, at_h in enumerate(hours.tolist()):
            rows.append((node_id, step, at_h, *(int(one[number]) for one in (*own, *others))))


def _jobs(world: World, node_id: str, step: str) -> Iterable[Stay]:
    """Jobs of the zone by the movements: a train is one, a box or loose lot is one."""
    moves = cast("list[Move]", world.records.movements.rows)
    found: dict[tuple[object, float], Stay] = {}
    for move in moves:
        if (
            move[STAGE] == step
            and move[NODE] == node_id
            and (move[SUBJECT] == "box" or not move[2])
        ):
            train = step == "border" and move[SCHEDULED] is not None
            who = move[SCHEDULED] if train else move[WHO]
            found[who, move[START]] = (move[START], move[OPENS], move[END])
    return found.values()


def _others(world: World, node_id: str, step: str) -> Iterable[Stay]:
    """Others' traffic as its servers saw it."""
    for server in world.servers.values():
        if (server.node_id, server.step) != (node_id, step) or server.log is None:
            continue
        if isinstance(server, Server):
            server.absorb(world.scenario.period_end_h)
        yield from server.log
        if isinstance(server, Station):
            yield from ((job.came_h, inf, inf) for job in server.waiting() if job.done is None)


def _there(stays: Iterable[Stay], hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many wait, and how many are worked on, at each hour."""
    came, began, ended = (np.sort(column) for column in _columns(stays))
    upto = [np.searchsorted(column, hours, side="right") for column in (came, began, ended)]
    return upto[0] - upto[1], upto[1] - upto[2]


def _columns(stays: Iterable[Stay]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.array(list(stays), dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
