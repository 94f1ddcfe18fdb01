"""Lots and consignments: nothing appears, nothing is lost, nothing is in two places."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.loads import Lot
from sim.moves import END, TO
from sim.story import hour, last, move_line

DONE = ("delivered", "outsourced", "stranded", "lost", "disposed", "split", "restuffed")
"""Where a lot is when nothing more happens to it."""


def check_lots(seen: Evidence) -> None:
    """Units and kilograms of every consignment: delivered, given away, or still on their way."""
    check_units(seen)
    check_pieces(seen)
    check_boxed_once(seen)
    check_going_on(seen)


def check_going_on(seen: Evidence) -> None:
    """What is not done is under way at the end of the run, or with a server that chooses."""
    served = _at_stations(seen)
    with_server: defaultdict[str, set[str]] = defaultdict(set)
    for lot in seen.world.lots:
        if lot.where in DONE or _under_way(seen, lot):
            continue
        box, end = seen.box_of.get(lot.lot_id), seen.errands[lot.lot_id].end
        place = lot.order.origin_id if box is None else box.journey.route.stuff_node
        if end is not None:
            place = end[TO]
        there = with_server[place]
        there.add(lot.lot_id if box is None else box.box_id)
        if len(there) > served[place]:
            rule = f"lot {lot.lot_id} is lost: nothing is to happen to it any more"
            raise BrokenRunError(rule, lot_story(seen, lot))


def _at_stations(seen: Evidence) -> Counter[str]:
    """Goods that have asked for a server that chooses and are not through, by node."""
    found = Counter[str]()
    for server in seen.world.servers.values():
        found[server.node_id] += server.passed.asked - server.passed.goods
    return found


def check_units(seen: Evidence) -> None:
    """Units planned are units in lots; units done are those of the lots that are done."""
    there, delivered, away = Counter[str](), Counter[str](), Counter[str]()
    lost = Counter[str]()
    for lot in seen.world.lots:
        name = lot.order.consignment_id
        if lot.where not in ("split", "restuffed"):
            there[name] += lot.units
        if lot.where == "delivered":
            delivered[name] += lot.units
        elif lot.where == "outsourced":
            away[name] += lot.units
        elif lot.where in ("lost", "disposed"):
            lost[name] += lot.units
    planned = Counter[str]()
    for part in seen.world.plan.parts:
        if part.feeds:
            continue
        planned[part.consignment_id] += part.units
    for order in seen.world.scenario.consignments:
        name = order.consignment_id
        tally = seen.world.books.tallies[name]
        if there[name] != planned[name]:
            rule = f"{name}: {planned[name]} units planned, {there[name]} in lots"
            raise BrokenRunError(rule, list(_lots_of(seen, name)))
        if tally.delivered_units != delivered[name] or tally.outsourced_units != away[name]:
            rule = (
                f"{name}: {delivered[name]} units in lots delivered and {away[name]} given away, "
                f"but {tally.delivered_units} and {tally.outsourced_units} in the books"
            )
            raise BrokenRunError(rule, [*_lots_of(seen, name), *_ends_of(seen, name)])
        if tally.lost_units != lost[name]:
            rule = f"{name}: {lost[name]} units in lots lost, {tally.lost_units} in the books"
            raise BrokenRunError(rule, [*_lots_of(seen, name), *_ends_of(seen, name)])


def check_pieces(seen: Evidence) -> None:
    """A lot has one name; the pieces of one that was split at stuffing add up to it."""
    pieces: dict[str, list[Lot]] = {}
    known: dict[str, Lot] = {}
    for lot in seen.world.lots:
        if known.setdefault(lot.lot_id, lot) is not lot:
            raise BrokenRunError(f"lot {lot.lot_id} is there twice", lot_story(seen, lot))
        if lot.lot_id != lot.part.part_id:
            pieces.setdefault(lot.part.part_id, []).append(lot)
        elif lot.parent:
            pieces.setdefault(lot.parent, []).append(lot)
    for lot in seen.world.lots:
        if lot.where == "split":
            parts = pieces.get(lot.lot_id, [])
            kg = math.fsum(piece.kg for piece in parts)
            if abs(kg - lot.kg) > 1e-6 * max(1.0, lot.kg):
                rule = f"lot {lot.lot_id}: {lot.kg:g} kg were split into {kg:g} kg"
                raise BrokenRunError(rule, [_state(piece) for piece in (lot, *parts)])


def check_boxed_once(seen: Evidence) -> None:
    """A lot goes into one box, once. Boxes hold what they weigh."""
    for box in seen.world.boxes:
        for lot in box.lots:
            other = seen.box_of[lot.lot_id]
            if other is not box or box.lots.count(lot) > 1:
                rule = f"lot {lot.lot_id} is in two boxes, or twice in one"
                found = [f"in box {one.box_id}" for one in (other, box)]
                raise BrokenRunError(rule, [*lot_story(seen, lot), *found])
        inside = math.fsum(lot.kg for lot in box.lots)
        if abs(inside - box.cargo_kg) > 1e-6 * max(1.0, inside):
            rule = f"box {box.box_id} was stuffed with {box.cargo_kg:g} kg and holds {inside:g} kg"
            loads = [f"load of {one.part_id}: {one.units} units" for one in box.fill.loads]
            raise BrokenRunError(rule, [*loads, *(_state(lot) for lot in box.lots)])


def _under_way(seen: Evidence, lot: Lot) -> bool:
    """Whether something is still to happen to a lot after the end of the run."""
    end_h, end, box = seen.end_h, seen.errands[lot.lot_id].end, seen.box_of.get(lot.lot_id)
    at_h = lot.order.ready_h if end is None else end[END]
    if at_h > end_h or (lot.result is not None and not lot.result.processed):
        return True
    if lot.where == "unloaded":  # its mates are waited for until then
        name = seen.world.coming[lot.part.feeds].part.journey_id
        return seen.world.pending[name or ""].journey.stuff_at_h > end_h
    if box is None:
        pending = seen.world.pending.get(lot.part.journey_id or "")
        waits = pending is not None and pending.journey.stuff_at_h > end_h
        waits = waits or _at_station(seen, lot)
        return waits or _asked_for_truck(seen, (*lot.part.before, *lot.after), at_h)
    if not box.hops:
        return _asked_for_truck(seen, lot.after, at_h)
    if box.where == "gate":
        run = seen.world.slots.get(box.node_id)
        return run is not None and any(other is box for other, _ in run.line)
    service_id, scheduled = box.hops[0].service_id, box.departures[0]
    if scheduled is None:
        return _asked_for_truck(seen, (service_id,), at_h)
    if box.where == "border":
        return any(box in yard for yard in seen.world.left_boxes.values())
    if seen.world.yards_watched and box.box_id in seen.world.yards.get(service_id, {}):
        return True
    coming = seen.world.departures.get((service_id, scheduled))
    return coming is not None and max(coming.left_h, coming.cut_off_h) > end_h


def _at_station(seen: Evidence, lot: Lot) -> bool:
    """Whether a station has not brought a lot to its hub yet."""
    runs = seen.world.collections.values()
    mine = [run.comings.get(lot.order.consignment_id) for run in runs]
    return any(coming is not None and not coming.there.processed for coming in mine)


def _asked_for_truck(seen: Evidence, services: tuple[str, ...], at_h: float) -> bool:
    """Whether somebody has waited for a truck of these services since an hour."""
    pools = (seen.world.trucks.get(service_id) for service_id in services)
    return any(pool is not None and at_h in pool.waiting_since() for pool in pools)


def lot_story(seen: Evidence, lot: Lot) -> list[str]:
    """What a lot is, and where it has been, with what happened before it was split off."""
    order = lot.order
    head = f"{hour(order.ready_h)}  ready at {order.origin_id}, for {order.destination_id}"
    twins = [_state(one) for one in seen.world.lots if one.lot_id == lot.lot_id]
    return [*twins, head, *last(move_line(move) for move in seen.rows_of_lot(lot))]


def _lots_of(seen: Evidence, consignment_id: str) -> Iterator[str]:
    for part in seen.world.plan.parts:
        if part.consignment_id == consignment_id:
            yield f"part {part.part_id}: {part.units} units planned"
    for lot in seen.world.lots:
        if lot.order.consignment_id == consignment_id:
            yield _state(lot)


def _ends_of(seen: Evidence, consignment_id: str) -> Iterator[str]:
    for lot in seen.world.lots:
        end = seen.errands[lot.lot_id].end
        if lot.order.consignment_id == consignment_id and end is not None:
            yield move_line(end, who=True)


def _state(lot: Lot) -> str:
    return f"lot {lot.lot_id}: {lot.units} units, {lot.kg:g} kg, {lot.where}"
