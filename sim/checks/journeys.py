"""Time and place in the story of each lot and box: stages join, and nothing runs back."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter, le

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence, ends, starts
from sim.loads import Box, Lot
from sim.moves import END, NODE, OPENS, PAPERS, STAGE, START, TO, Move
from sim.story import around, hour, move_line

opens, nodes, tos = itemgetter(OPENS), itemgetter(NODE), itemgetter(TO)
what = itemgetter(STAGE, START, OPENS, END, NODE, TO)


def check_journeys(seen: Evidence) -> None:
    """From the shipper to the door, every lot; from stuffing to stripping, every box."""
    for box in seen.world.boxes:
        rows = seen.trips[box.box_id].rows
        check_joined(f"box {box.box_id}", rows)
        _check_ends_of_box(box, rows)
        own = list(map(what, rows))
        for lot in box.lots:
            inside = seen.boxed.get(lot.lot_id, [])
            if list(map(what, inside)) != own:
                _refuse_other_way(box, rows, lot, inside)
    for lot in seen.world.lots:
        loose = seen.loose.get(lot.lot_id, [])
        main = [move for move in loose if move[STAGE] not in PAPERS]
        if len(main) < len(loose):
            _check_papers(lot, loose)
        if lot.lot_id in seen.boxed:
            main = _with_boxed(main, seen.boxed[lot.lot_id])
        check_joined(f"lot {lot.lot_id}", main)
        _check_begins(seen, lot, main)
        if lot.where == "delivered" and main[-1][TO] != lot.order.destination_id:
            rule = f"lot {lot.lot_id} was delivered, but not at {lot.order.destination_id}"
            raise BrokenRunError(rule, around(main, len(main) - 1))


def check_joined(name: str, rows: Sequence[Move]) -> None:
    """Each stage begins when and where the one before it ended; none ends before it begins."""
    begun, begun_at = list(map(starts, rows)), list(map(nodes, rows))
    ended, ended_at = list(map(ends, rows)), list(map(tos, rows))
    opened = list(map(opens, rows))
    if (
        begun[1:] == ended[:-1]
        and begun_at[1:] == ended_at[:-1]
        and all(map(le, begun, opened))
        and all(map(le, opened, ended))
    ):
        return
    for position, move in enumerate(rows):
        if not move[START] <= move[OPENS] <= move[END]:
            rule = f"{name}: {move[STAGE]} at {move[NODE]} ends before it begins"
            raise BrokenRunError(rule, around(rows, position))
        before = rows[position - 1] if position else None
        if before is not None and (before[END], before[TO]) != (move[START], move[NODE]):
            raise BrokenRunError(f"{name}: {_gap(before, move)}", around(rows, position))


def _gap(before: Move, move: Move) -> str:
    if before[TO] != move[NODE]:
        return f"{before[STAGE]} ended at {before[TO]}, but {move[STAGE]} begins at {move[NODE]}"
    way = "before" if move[START] < before[END] else "after"
    apart_h = abs(move[START] - before[END])
    return f"{move[STAGE]} begins {apart_h:g} h {way} {before[STAGE]} ended at {hour(before[END])}"


def _with_boxed(loose: Sequence[Move], boxed: Sequence[Move]) -> list[Move]:
    """Stages before the box, in it, and after it: the box is stuffed where storage ends."""
    stored = next((n for n, move in enumerate(loose, start=1) if move[STAGE] == "store"), 0)
    return [*loose[:stored], *boxed, *loose[stored:]]


def _check_ends_of_box(box: Box, rows: Sequence[Move]) -> None:
    route = box.journey.route
    if rows and (rows[0][START], rows[0][NODE]) != (box.journey.stuff_at_h, route.stuff_node):
        rule = (
            f"box {box.box_id} is stuffed at {hour(box.journey.stuff_at_h)} in {route.stuff_node}, "
            "but begins elsewhere"
        )
        raise BrokenRunError(rule, around(rows, 0))
    if box.stripped_h is not None and rows:
        end = rows[-1]
        if (end[END], end[TO]) != (box.stripped_h, route.strip_node):
            rule = (
                f"box {box.box_id} is empty at {hour(box.stripped_h)} in {route.strip_node}, "
                "but ends elsewhere"
            )
            raise BrokenRunError(rule, around(rows, len(rows) - 1))


def _refuse_other_way(box: Box, rows: Sequence[Move], lot: Lot, inside: Sequence[Move]) -> None:
    """A lot has another story than the box that it is in."""
    pairs = zip(rows, inside, strict=False)
    at = next((n for n, (its, own) in enumerate(pairs) if what(its) != what(own)), None)
    if at is None:
        at = min(len(rows), len(inside))
    rule = f"lot {lot.lot_id} does not go where its box {box.box_id} goes"
    story = [f"box  {line}" for line in around(rows, at, before=1, after=0)]
    story += [f"lot  {line}" for line in around(inside, at, before=1, after=0)]
    raise BrokenRunError(rule, story)


def _check_papers(lot: Lot, loose: Sequence[Move]) -> None:
    """Papers follow one another from the receipt on, and are ready before goods are stuffed."""
    papers = [move for move in loose if move[STAGE] in PAPERS]
    check_joined(f"papers of lot {lot.lot_id}", papers)
    stored = next((move for move in loose if move[STAGE] == "store"), None)
    if stored is None or not papers:
        return
    if papers[0][START] != stored[START] or papers[-1][END] > stored[END]:
        rule = f"lot {lot.lot_id} is stuffed at {hour(stored[END])} without its papers"
        raise BrokenRunError(rule, [move_line(move) for move in (*papers, stored)])


def _check_begins(seen: Evidence, lot: Lot, main: Sequence[Move]) -> None:
    """A whole lot moves from the hour at which it is ready, a piece from where it was split."""
    if not main:
        return
    first = main[0]
    if lot.lot_id == lot.part.part_id:
        if first[START] != lot.order.ready_h:
            rule = (
                f"lot {lot.lot_id} is ready at {hour(lot.order.ready_h)}, not when it first moves"
            )
            raise BrokenRunError(rule, around(main, 0))
        return
    whole = [m for m in seen.loose.get(lot.part.part_id, ()) if m[STAGE] not in PAPERS]
    if whole and (whole[-1][END], whole[-1][TO]) != (first[START], first[NODE]):
        rule = f"lot {lot.lot_id}: {_gap(whole[-1], first)}"
        raise BrokenRunError(rule, [*around(whole, len(whole) - 1), *around(main, 0)])
