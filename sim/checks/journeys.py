"""Where the story of each lot and box begins and ends; that its stages join is seen on reading."""

from __future__ import annotations

from collections.abc import Sequence

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.loads import Box, Lot
from sim.moves import END, NODE, START, TO, Move
from sim.story import around, gap, hour, move_line


def check_journeys(seen: Evidence) -> None:
    """From the shipper to the door, every lot; from stuffing to stripping, every box."""
    for box in seen.world.boxes:
        _check_box(box, seen.trips[box.box_id].rows)
    for lot in seen.world.lots:
        errand = seen.errands[lot.lot_id]
        rows, end = errand.rows, errand.end
        whole = lot.lot_id == lot.part.part_id
        if whole and rows and rows[0][START] != lot.order.ready_h:
            ready = hour(lot.order.ready_h)
            rule = f"lot {lot.lot_id} is ready at {ready}, not when it first moves"
            raise BrokenRunError(rule, around(rows, 0))
        if lot.lot_id in seen.box_of:
            _check_stuffed(seen, lot)
        if lot.where == "delivered" and (end is None or end[TO] != lot.order.destination_id):
            rule = f"lot {lot.lot_id} was delivered, but not at {lot.order.destination_id}"
            raise BrokenRunError(rule, [move_line(move) for move in seen.lot(lot)[-3:]])


def _check_box(box: Box, rows: Sequence[Move]) -> None:
    """A box begins where it is stuffed and ends where it is stripped."""
    if not rows:
        return
    route, first, last = box.journey.route, rows[0], rows[-1]
    if first[START] != box.journey.stuff_at_h or first[NODE] != route.stuff_node:
        stuffed = f"{hour(box.journey.stuff_at_h)} in {route.stuff_node}"
        rule = f"box {box.box_id} is stuffed at {stuffed}, not where it first moves"
        raise BrokenRunError(rule, around(rows, 0))
    if box.stripped_h is not None and (last[END], last[TO]) != (box.stripped_h, route.strip_node):
        stripped = f"{hour(box.stripped_h)} in {route.strip_node}"
        rule = f"box {box.box_id} is stripped at {stripped}, not where it last moves"
        raise BrokenRunError(rule, around(rows, len(rows) - 1))


def _check_stuffed(seen: Evidence, lot: Lot) -> None:
    """Storage ends where the box begins, and papers are ready by then."""
    rows = seen.trips[seen.box_of[lot.lot_id].box_id].rows
    errand = seen.errands.get(lot.part.part_id)
    stored = None if errand is None else errand.stored
    if errand is None or stored is None or not rows:
        if rows:
            rule = f"lot {lot.lot_id} goes into a box where it was not stored"
            raise BrokenRunError(rule, [move_line(move) for move in seen.lot(lot)[:3]])
        return
    if stored[END] != rows[0][START] or stored[TO] != rows[0][NODE]:
        rule = f"lot {lot.lot_id}: {gap(stored, rows[0])}"
        raise BrokenRunError(rule, [move_line(stored), move_line(rows[0])])
    papers = errand.papers
    if papers and (papers[0][START] < stored[START] or papers[-1][END] > stored[END]):
        rule = f"lot {lot.lot_id} is stuffed at {hour(stored[END])} without its papers"
        raise BrokenRunError(rule, [move_line(move) for move in (*papers, stored)])
