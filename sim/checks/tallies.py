"""The table of consignments, from which key figures are made, counted again from the movements."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import itemgetter
from typing import cast

from domain.cargo import Consignment
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.checks.looks import looks_of
from sim.loads import Box, Lot
from sim.moves import END, LIFE_USED, SERVICE, STAGE, START
from sim.story import last, move_line

CLOSE = 1e-9
"""Relative difference that the order of adding may make."""


WHOLE = ("delivered_h", "late_h", "on_time", "outsourced_units", "parts", "missed", "inspected")
ADDED = ("wait_departure_h", "life_left", "kgco2e")
"""Columns that are counted again: equal at once, or up to the order of adding."""


@dataclass(slots=True)
class Counted:
    """What the movements of one consignment's lots say; sums are weighted by kg."""

    delivered_h: float | None = None
    done: int = 0
    outsourced: int = 0
    parts: int = 0
    missed: int = 0
    inspected: bool = False
    wait_kg_h: float = 0.0
    life_kg: float = 0.0
    aged_kg: float = 0.0
    kgco2e: float = 0.0

    def whole(self, order: Consignment) -> tuple[float | None, float | None, bool, int, int, int,
                                                 bool]:  # fmt: skip
        """In the order of `WHOLE`."""
        complete = self.done + self.outsourced == order.units
        delivered_h = self.delivered_h if complete else None
        late_h = None if delivered_h is None else max(0.0, delivered_h - order.due_h)
        return (
            delivered_h, late_h, late_h == 0.0, self.outsourced, self.parts, self.missed,
            self.inspected,
        )  # fmt: skip

    def added(self, order: Consignment) -> tuple[float, float | None, float]:
        """In the order of `ADDED`."""
        left = 1.0 - self.life_kg / self.aged_kg if self.aged_kg else None
        return self.wait_kg_h / order.kg, left, self.kgco2e


def check_tallies(seen: Evidence) -> None:
    """Every figure of every consignment's row that can be counted is what was counted."""
    table, orders = seen.world.records.consignments, seen.world.scenario.consignments
    names = table.names()
    whole = itemgetter(*map(names.index, WHOLE))
    added = itemgetter(*map(names.index, ADDED))
    found = count_lots(seen)
    for row, order in zip(table.rows, orders, strict=True):
        counted = found[order.consignment_id]
        sums, certain = counted.added(order), counted.whole(order)
        if whole(row) == certain and all(map(_close, added(row), sums)):
            continue
        stated = zip((*WHOLE, *ADDED), (*whole(row), *added(row)), (*certain, *sums), strict=True)
        wrong = [
            f"{name} is {said}, counted {figure}"
            for name, said, figure in stated
            if not _close(said, figure)
        ]
        name = order.consignment_id
        own = [lot for lot in seen.world.lots if lot.order.consignment_id == name]
        raise BrokenRunError(f"{name}: {'; '.join(wrong)}", _story(seen, own))


def count_lots(seen: Evidence) -> dict[str, Counted]:
    """Figures by consignment, lot after lot."""
    found = {order.consignment_id: Counted() for order in seen.world.scenario.consignments}
    carbon = Carbon(seen)
    ridden = {box.box_id: carbon.of_box(box) for box in seen.world.boxes}
    for lot in seen.world.lots:
        order, where, units = lot.order, lot.where, lot.units
        counted, errand = found[order.consignment_id], seen.errands[lot.lot_id]
        kg, rate = units * order.kg_per_unit, carbon.of_loose(lot)
        whole = lot.lot_id == lot.part.part_id
        counted.parts += whole and not (lot.parent or lot.came)
        box = seen.box_of.get(lot.lot_id)
        looked_at = any(move[STAGE] == "inspect" for move in errand.papers)
        if box is not None:
            trip = seen.trips[box.box_id]
            rate += ridden[box.box_id]
            counted.missed += box.missed
            for move in trip.waits:
                counted.wait_kg_h += (move[END] - move[START]) * kg
            if lot.hold_h is not None:
                looked_at = looked_at or trip.inspected is not None
        if seen.world.network.supervision is not None:
            looked_at = looked_at or next(looks_of(seen, lot), None) is not None
        counted.kgco2e += kg * rate
        if whole:
            again = _booked_again(seen, lot)
            counted.missed += lot.rebooked if again == (lot.rebooked > 0) else again
        counted.inspected |= looked_at
        end = errand.end
        at_h = 0.0 if end is None else end[END]
        if where == "outsourced":
            counted.outsourced += units
            at_h = max(order.due_h, order.ready_h, at_h)
        elif where == "delivered":
            counted.done += units
            used = None if end is None else end[LIFE_USED]
            if used is not None and lot.state is not None:
                counted.life_kg += used * kg
                counted.aged_kg += kg
        else:
            continue
        if counted.delivered_h is None or at_h > counted.delivered_h:
            counted.delivered_h = at_h
    return found


def _booked_again(seen: Evidence, lot: Lot) -> bool:
    """Whether a whole lot missed its hour of stuffing, and was booked again or given up."""
    planned = seen.planned[lot.part.part_id]
    if planned is None:
        return False
    gave_up = lot.where in ("outsourced", "stranded") and lot.lot_id not in seen.box_of
    return gave_up or lot.part.journey_id != planned


class Carbon:
    """Emissions per kg of what rode; rates that recur are asked for once."""

    def __init__(self, seen: Evidence) -> None:
        self._seen = seen
        self._rates: dict[tuple[str, int, int, bool], float] = {}
        self._whole: dict[tuple[str, bool], float] = {}

    def of_box(self, box: Box) -> float:
        """Kg CO2e per kg in a box, over its hops."""
        reefer = box.box_type.reefer
        return math.fsum(
            self._rate(ride[0], ride[1], ride[2], reefer)
            for ride in self._seen.trips[box.box_id].rides
        )

    def of_loose(self, lot: Lot) -> float:
        """Kg CO2e per kg of a lot, over its rides outside of boxes."""
        rate = 0.0
        for move in self._seen.errands[lot.lot_id].rode:
            if not move[SERVICE]:
                continue
            key = (move[SERVICE], lot.cold)
            one = self._whole.get(key)
            if one is None:
                legs = self._seen.world.network.services[key[0]].legs
                one = self._whole[key] = self._rate(key[0], 0, len(legs) - 1, lot.cold)
            rate += one
        return rate

    def _rate(self, service_id: str, first: int, end: int, reefer: bool) -> float:
        key = (service_id, first, end, reefer)
        rate = self._rates.get(key)
        if rate is None:
            world = self._seen.world
            service = world.network.services[service_id]
            km = service.km(first, end)
            rate = world.scenario.transport_kgco2e(service, 1.0, km, reefer=reefer)
            self._rates[key] = rate
        return rate


def _close(stated: object, found: object) -> bool:
    if stated is None or found is None:
        return stated is None and found is None
    one, other = cast("float", stated), cast("float", found)
    return abs(one - other) <= CLOSE * max(1.0, abs(other))


def _story(seen: Evidence, lots: list[Lot]) -> list[str]:
    return last(move_line(move, who=True) for lot in lots for move in seen.rows_of_lot(lot))
