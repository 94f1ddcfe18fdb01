"""Telling what happened to one lot, box, departure or account, as lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sim.moves import END, NODE, OPENS, SCHEDULED, SERVICE, STAGE, START, TO, WHO, Move

if TYPE_CHECKING:
    from domain.timetable import DepartureKey
    from sim.world import World

MOST_LINES = 12
"""A story is short: of a longer one, the last lines count."""


def hour(at_h: float) -> str:
    """An hour since the scenario's start, to a third of a second."""
    return f"{at_h:.4f} h"


def departure_name(key: DepartureKey) -> str:
    """A departure by its service and scheduled hour."""
    return f"{key[0]}@{key[1]:.2f}"


def move_line(move: Move, *, who: bool = False) -> str:
    """One stage: from when to when, what, where, by which service."""
    text = f"{hour(move[START])} - {hour(move[END])}  {move[STAGE]}  {move[NODE]}"
    if move[TO] != move[NODE]:
        text += f" > {move[TO]}"
    if move[OPENS] > move[START]:
        text += f", work from {hour(move[OPENS])}"
    if move[SERVICE]:
        scheduled = move[SCHEDULED]
        name = move[SERVICE]
        text += f"  [{name if scheduled is None else departure_name((name, scheduled))}]"
    return f"{move[WHO]}: {text}" if who else text


def gap(before: Move, move: Move) -> str:
    """How a stage does not follow the one before it."""
    if before[TO] != move[NODE]:
        return f"{before[STAGE]} ended at {before[TO]}, but {move[STAGE]} begins at {move[NODE]}"
    way = "before" if move[START] < before[END] else "after"
    apart_h = abs(move[START] - before[END])
    return f"{move[STAGE]} begins {apart_h:g} h {way} {before[STAGE]} ended at {hour(before[END])}"


def cost_line(row: Sequence[object]) -> str:
    """One booking: when, how much, what for, who pays whom."""
    at_h, line, consignment_id, part_id, payer, payee, reference, cny = row
    owner = part_id or consignment_id or "the network"
    return (
        f"{hour(float(at_h))}  {float(cny):.4f} CNY  {line}  {owner}  "  # type: ignore[arg-type]
        f"{payer} > {payee}  {reference}"
    )


def around(moves: Sequence[Move], position: int, before: int = 2, after: int = 1) -> list[str]:
    """The stages next to the one where something is wrong."""
    first = max(0, position - before)
    return [move_line(move) for move in moves[first : position + after + 1]]


def last(lines: Iterable[str]) -> list[str]:
    """The end of a story that may be long."""
    told = list(lines)
    if len(told) <= MOST_LINES:
        return told
    left = len(told) - MOST_LINES
    return [f"... {left} lines before", *told[left:]]


def setting(world: World) -> str:
    """Which run it was, so that it can be run again."""
    chance = world.chance
    return (
        f"scenario {world.scenario.name}, plan {world.plan.policy}, seed {chance.seed}, "
        f"replication {chance.replication}"
    )
