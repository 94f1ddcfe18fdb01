"""Looks of customs that a lot was selected for, and what each must cost it."""

from __future__ import annotations

from collections.abc import Iterator

from domain import tariff as price
from domain.supervision import LABORATORY
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.loads import Lot
from sim.moves import LOOKED, NODE, PROCESS, STAGE, Move
from sim.story import move_line


def looks_of(seen: Evidence, lot: Lot) -> Iterator[tuple[Move, float]]:
    """Rows of looks that were for a lot, each with its fee and the penalty that it led to.

    What is looked into before stuffing is split afterwards, if at all, so rows and fees are those
    of the whole lot; a box is looked into for whoever in it was selected, by the causes of that.
    """
    world, errand = seen.world, seen.errands[lot.lot_id]
    rules, order = world.network.supervision, lot.order
    if rules is None:
        return
    own = [move for move in (*errand.papers, *errand.tests) if move[STAGE] in LOOKED]
    box = seen.box_of.get(lot.lot_id)
    if box is not None:
        rows = seen.trips[box.box_id].looks
        if len(rows) != len(box.looked):
            rule = f"box {box.box_id} was looked into {len(rows)} times, not {len(box.looked)}"
            raise BrokenRunError(rule, [move_line(move) for move in rows])
        points = zip(rows, box.looked, strict=True)
        own += [move for move, point in points if _looked_into(seen, lot, move, point)]
    last = rules.drawn_looks(world.scenario.consignments, order, world.chance)[-1:]
    for move in own:
        crew = world.network.by_process_id[move[PROCESS]]
        cny = price.look(crew).cny
        if (move[STAGE],) == last and rules.violates(world.chance, order):
            cny += price.penalty(rules).cny
        yield move, cny * lot.units / order.units


def _looked_into(seen: Evidence, lot: Lot, move: Move, point: str) -> bool:
    rules, order, chance = seen.world.network.supervision, lot.order, seen.world.chance
    assert rules is not None
    if move[STAGE] == LABORATORY:
        return rules.tested(chance, order, move[NODE])
    looks = rules.drawn_looks(seen.world.scenario.consignments, order, chance)
    return rules.point(order) == point and move[STAGE] in looks
