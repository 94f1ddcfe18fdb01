"""The table of consignments, from which key figures are made, counted again from the movements."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from operator import itemgetter
from typing import cast

from domain.cargo import Consignment
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence, Trip
from sim.loads import Lot
from sim.moves import END, LIFE_USED, SERVICE, STAGE, START
from sim.story import last, move_line

Whole = tuple[float | None, float | None, bool, int, int, int, bool]
CLOSE = 1e-9
"""Relative difference that the order of adding may make."""


WHOLE = ("delivered_h", "late_h", "on_time", "outsourced_units", "parts", "missed", "inspected")
ADDED = ("wait_departure_h", "life_left", "kgco2e")
"""Columns that are counted again: equal at once, or up to the order of adding."""


def check_tallies(seen: Evidence) -> None:
    """Every figure of every consignment's row that can be counted is what was counted."""
    table = seen.world.records.consignments
    names = table.names()
    whole = itemgetter(*map(names.index, WHOLE))
    added = itemgetter(*map(names.index, ADDED))
    lots, missed, carbon = _lots_by_owner(seen), _missed(seen), _carbon(seen)
    waits = {name: _waited_h(trip) for name, trip in seen.trips.items() if trip.waits}
    for row, order in zip(table.rows, seen.world.scenario.consignments, strict=True):
        own = lots.get(order.consignment_id, [])
        counted = _count(seen, order, own, missed)
        sums = _add_up(seen, order, own, waits, carbon)
        if whole(row) == counted and all(map(_close, added(row), sums)):
            continue
        stated = zip((*WHOLE, *ADDED), (*whole(row), *added(row)), (*counted, *sums), strict=True)
        wrong = [
            f"{name} is {said}, counted {found}"
            for name, said, found in stated
            if not _close(said, found)
        ]
        rule = f"{order.consignment_id}: {'; '.join(wrong)}"
        raise BrokenRunError(rule, _story(seen, own))


def _count(seen: Evidence, order: Consignment, lots: list[Lot], missed: Counter[str]) -> Whole:
    """What the movements of a consignment's lots say, in the order of `WHOLE`."""
    delivered_h: float | None = None
    done = given_away = parts = 0
    inspected = False
    for lot in lots:
        parts += lot.lot_id == lot.part.part_id
        inspected = inspected or _inspected(seen, lot)
        if lot.where not in ("delivered", "outsourced"):
            continue
        end = seen.errands[lot.lot_id].end
        at_h = 0.0 if end is None else end[END]
        if lot.where == "outsourced":
            given_away += lot.units
            at_h = max(order.due_h, order.ready_h, at_h)
        else:
            done += lot.units
        delivered_h = at_h if delivered_h is None else max(at_h, delivered_h)
    if done + given_away != order.units:
        delivered_h = None
    late_h = None if delivered_h is None else max(0.0, delivered_h - order.due_h)
    name = order.consignment_id
    return delivered_h, late_h, late_h == 0.0, given_away, parts, missed[name], inspected


def _inspected(seen: Evidence, lot: Lot) -> bool:
    """Whether customs held the lot by itself, or the box that it is in because of it."""
    box = None if lot.hold_h is None else seen.box_of.get(lot.lot_id)
    rows = seen.errands[lot.lot_id].papers if box is None else seen.trips[box.box_id].rows
    return any(move[STAGE] == "inspect" for move in rows)


def _waited_h(trip: Trip) -> float:
    return math.fsum(move[END] - move[START] for move in trip.waits)


def _add_up(
    seen: Evidence,
    order: Consignment,
    lots: list[Lot],
    waits: Mapping[str, float],
    carbon: Mapping[str, float],
) -> tuple[float, float | None, float]:
    """Sums over a consignment's lots by weight, in the order of `ADDED`."""
    wait_kg_h = life_kg = aged_kg = kgco2e = 0.0
    for lot in lots:
        kgco2e += carbon[lot.lot_id]
        box = seen.box_of.get(lot.lot_id)
        if box is not None:
            wait_kg_h += waits.get(box.box_id, 0.0) * lot.kg
        if lot.where == "delivered" and lot.state is not None:
            end = seen.errands[lot.lot_id].end
            used = None if end is None else end[LIFE_USED]
            if used is not None:
                life_kg, aged_kg = life_kg + used * lot.kg, aged_kg + lot.kg
    return wait_kg_h / order.kg, 1.0 - life_kg / aged_kg if aged_kg else None, kgco2e


def _lots_by_owner(seen: Evidence) -> dict[str, list[Lot]]:
    lots: dict[str, list[Lot]] = {}
    for lot in seen.world.lots:
        lots.setdefault(lot.order.consignment_id, []).append(lot)
    return lots


def _missed(seen: Evidence) -> Counter[str]:
    """Departures missed in boxes, and hours of stuffing missed by lots that were booked again."""
    missed = Counter[str]()
    for box in seen.world.boxes:
        if box.missed:
            for lot in box.lots:
                missed[lot.order.consignment_id] += box.missed
    for lot in seen.world.lots:
        planned = seen.planned[lot.part.part_id]
        if lot.lot_id != lot.part.part_id or planned is None:
            continue
        gave_up = lot.where in ("outsourced", "stranded") and lot.lot_id not in seen.box_of
        if lot.part.journey_id != planned or gave_up:
            missed[lot.order.consignment_id] += 1
    return missed


def _carbon(seen: Evidence) -> dict[str, float]:
    """Kg CO2e of each lot, from what it rode."""
    scenario, services = seen.world.scenario, seen.world.network.services
    rates: dict[tuple[str, int, int, bool], float] = {}

    def per_kg(service_id: str, first: int, end: int, *, reefer: bool) -> float:
        key = (service_id, first, end, reefer)
        rate = rates.get(key)
        if rate is None:
            service = services[service_id]
            rate = scenario.transport_kgco2e(service, 1.0, service.km(first, end), reefer=reefer)
            rates[key] = rate
        return rate

    ridden = {
        box.box_id: math.fsum(
            per_kg(ride[0], ride[1], ride[2], reefer=box.box_type.reefer)
            for ride in seen.trips[box.box_id].rides
        )
        for box in seen.world.boxes
    }
    ends = {name: len(service.legs) - 1 for name, service in services.items()}
    found: dict[str, float] = {}
    for lot in seen.world.lots:
        box = seen.box_of.get(lot.lot_id)
        rate = 0.0 if box is None else ridden[box.box_id]
        for move in seen.errands[lot.lot_id].rode:
            rate += per_kg(move[SERVICE], 0, ends[move[SERVICE]], reefer=lot.cold)
        found[lot.lot_id] = lot.kg * rate
    return found


def _close(stated: object, found: object) -> bool:
    if stated is None or found is None:
        return stated is None and found is None
    one, other = cast("float", stated), cast("float", found)
    return abs(one - other) <= CLOSE * max(1.0, abs(other))


def _story(seen: Evidence, lots: list[Lot]) -> list[str]:
    return last(move_line(move, who=True) for lot in lots for move in seen.lot(lot))
