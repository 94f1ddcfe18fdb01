"""Border yards: never more inside than there are slots, and nobody outside while one is free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.moves import END, NODE, PROCESS, SCHEDULED, SERVICE, STAGE, START, SUBJECT, WHO, Move
from sim.story import hour, last, move_line

Stay = tuple[float, float, float, Move]
"""Hours of coming, of entering and of leaving, with the row at the border."""


def check_yards(seen: Evidence) -> None:
    """Count every yard with slots again from the movements."""
    if not seen.world.limited:
        return
    for (node_id, mode), slots in seen.world.network.yards.items():
        stays = sorted(_stays(seen, node_id, mode), key=lambda stay: stay[1])
        inside: list[float] = []
        for came_h, entered_h, left_h, move in stays:
            inside = [one for one in inside if one > entered_h]
            if len(inside) >= slots:
                rule = f"{node_id} has {slots} slots for {mode}, {len(inside) + 1} are inside"
                raise BrokenRunError(rule, [move_line(move, who=True), *map(hour, inside[:8])])
            if came_h < entered_h and not _full(stays, came_h, entered_h, slots):
                rule = f"{move[WHO]} waits outside {node_id}, where a slot is free"
                raise BrokenRunError(rule, last([move_line(move, who=True)]))
            inside.append(left_h)


def _full(stays: list[Stay], came_h: float, entered_h: float, slots: int) -> bool:
    """Whether all slots were held from coming to entering, by those who have entered before."""
    at_h = [came_h, *(left for _, _, left, _ in stays if came_h < left < entered_h)]
    return all(
        sum(entered <= one < left or (entered <= one == left) for _, entered, left, _ in stays)
        >= slots
        for one in at_h
    )


def _stays(seen: Evidence, node_id: str, mode: str) -> Iterator[Stay]:
    """Trucks and trains at a border: a train is one, whatever it carries."""
    services, processes = seen.world.network.services, seen.world.network.by_process_id
    outside: dict[str, float] = {}
    at: dict[object, tuple[float, float, float, Move]] = {}
    now: dict[str, object] = {}
    rode: dict[str, str] = {}
    for move in cast("list[Move]", seen.world.records.movements.rows):
        if move[SUBJECT] != "box":
            continue
        who = move[WHO]
        if move[STAGE] == "ride":
            rode[who] = move[SERVICE]
        if move[NODE] != node_id or who not in rode or services[rode[who]].mode != mode:
            continue
        if move[STAGE] == "blocked":
            outside[who] = move[START]
        elif move[STAGE] == "border" and move[PROCESS] in processes:
            train = move[SCHEDULED] is not None
            key: object = (rode[who], move[SCHEDULED], move[START]) if train else (who, move[START])
            came_h = outside.pop(who, move[START])
            at[key], now[who] = (came_h, move[START], move[END], move), key
        elif move[STAGE] == "cross" and who in now:
            came_h, entered_h, _, row = at[now[who]]
            at[now[who]] = (came_h, entered_h, move[END], row)
    yield from at.values()
