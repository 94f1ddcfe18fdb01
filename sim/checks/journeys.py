"""Where the story of each lot and box begins and ends; that its stages join is seen on reading."""

from __future__ import annotations

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence, Trip
from sim.checks.restuffed import gathered_h
from sim.loads import Box, Lot
from sim.moves import END, NODE, START, TO
from sim.story import gap, hour, move_line


def check_journeys(seen: Evidence) -> None:
    """From the shipper to the door, every lot; from stuffing to stripping, every box."""
    for box in seen.world.boxes:
        _check_box(box, seen.trips[box.box_id])
    for lot in seen.world.lots:
        errand = seen.errands[lot.lot_id]
        first = errand.first
        if lot.lot_id == lot.part.part_id and first is not None:
            before = seen.errands[lot.parent].last if lot.parent else None
            ready_h = lot.order.ready_h if before is None else before[END]
            if lot.came:
                ready_h = gathered_h(seen, lot, first[START])
            if first[START] != ready_h:
                rule = f"lot {lot.lot_id} is ready at {hour(ready_h)}, not when it first moves"
                raise BrokenRunError(rule, [move_line(first)])
        if errand.boxed or lot.lot_id in seen.box_of:
            _check_stuffed(seen, lot, seen.box_of.get(lot.lot_id))
        if lot.where == "delivered":
            end = errand.end
            if end is None or end[TO] != lot.order.destination_id:
                rule = f"lot {lot.lot_id} was delivered, but not at {lot.order.destination_id}"
                raise BrokenRunError(rule, [move_line(move) for move in seen.rows_of_lot(lot)[-3:]])


def _check_box(box: Box, trip: Trip) -> None:
    """A box begins where it is stuffed and ends where it is stripped."""
    first, last, route = trip.first, trip.last, box.journey.route
    if first is None or last is None:
        return
    if first[START] != box.journey.stuff_at_h or first[NODE] != route.stuff_node:
        stuffed = f"{hour(box.journey.stuff_at_h)} in {route.stuff_node}"
        rule = f"box {box.box_id} is stuffed at {stuffed}, not where it first moves"
        raise BrokenRunError(rule, [move_line(first)])
    if box.stripped_h is not None and (last[END], last[TO]) != (box.stripped_h, route.strip_node):
        stripped = f"{hour(box.stripped_h)} in {route.strip_node}"
        rule = f"box {box.box_id} is stripped at {stripped}, not where it last moves"
        raise BrokenRunError(rule, [move_line(last)])


def _check_stuffed(seen: Evidence, lot: Lot, box: Box | None) -> None:
    """A lot is in its box for every stage of it, from where it was stored; papers are ready."""
    trip = Trip() if box is None else seen.trips[box.box_id]
    boxed = seen.errands[lot.lot_id].boxed
    if boxed != trip.count:
        name = "no box" if box is None else f"box {box.box_id}"
        rule = f"lot {lot.lot_id} has {boxed} stages in boxes, {name} has {trip.count}"
        raise BrokenRunError(rule, [move_line(move) for move in seen.rows_of_lot(lot)[-8:]])
    first = trip.first
    errand = seen.errands.get(lot.part.part_id)
    stored = None if errand is None else errand.stored
    if first is None:
        return
    if errand is None or stored is None:
        rule = f"lot {lot.lot_id} goes into a box where it was not stored"
        raise BrokenRunError(rule, [move_line(move) for move in seen.rows_of_lot(lot)[:3]])
    if stored[END] != first[START] or stored[TO] != first[NODE]:
        rule = f"lot {lot.lot_id}: {gap(stored, first)}"
        raise BrokenRunError(rule, [move_line(stored), move_line(first)])
    papers, there = errand.papers, errand.spilled or stored
    if papers and (papers[0][START] < there[START] or papers[-1][END] > stored[END]):
        rule = f"lot {lot.lot_id} is stuffed at {hour(stored[END])} without its papers"
        raise BrokenRunError(rule, [move_line(move) for move in (*papers, stored)])
