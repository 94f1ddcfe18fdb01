"""Money and energy: what was booked is what the movements cost, per consignment and line."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from domain.stream_charges import STREAM_OWNER
from domain.timetable import DepartureKey
from domain.warehouse import STOCK_OWNER
from sim.checks.broken import BrokenRunError
from sim.checks.dues import Due, Dues, dues_of_network
from sim.checks.evidence import Evidence
from sim.moves import UNPLUGGED
from sim.story import cost_line, hour, last, move_line

CENT_CNY = 0.01
HAIR_CNY = 1e-4
"""What rounding may add up to in the bill of one consignment on one line."""
NETWORK = ""
"""Owner of what belongs to no consignment."""
Booking = tuple[float, str, str, str, str, str, str, float]
"""Row of the table of costs: hour, line, consignment, part, payer, payee, reference, CNY."""
PAYER = 4
"""Place of the payer in it."""
Sums = Mapping[str, Mapping[str, float]]
"""CNY by line and consignment."""


def check_money(seen: Evidence, most_teu: Mapping[DepartureKey, float]) -> None:
    """Rows, lines and payers give one total; each consignment pays what it moved, once."""
    rows = cast("list[Booking]", seen.world.records.costs.rows)
    booked = _by_line(rows)
    _check_totals(seen, rows, booked)
    scenario = seen.world.scenario
    if scenario.streams or scenario.stock is not None:
        # What streams pay is held against their visits and shelves (sim.checks.stream_money),
        # what the owner of stock pays against the rows of warehouses (sim.checks.warehouses).
        rows = [row for row in rows if row[PAYER] not in (STREAM_OWNER, STOCK_OWNER)]
        booked = _by_line(rows)
    apart = booked
    take_off(apart, seen, most_teu)
    for line in sorted(apart):
        owners = apart[line]
        if max(map(abs, owners.values())) > HAIR_CNY:
            owner = min(name for name, cny in owners.items() if abs(cny) > HAIR_CNY)
            found = math.fsum(row[7] for row in rows if (row[1], row[2]) == (line, owner))
            rule = (
                f"{owner or 'the network'} pays {found:.4f} CNY for {line}, "
                f"its movements cost {found - owners[owner]:.4f}"
            )
            raise BrokenRunError(rule, _apart(seen, rows, owner, line, most_teu))


def _by_line(rows: Sequence[Booking]) -> defaultdict[str, defaultdict[str, float]]:
    booked = _sums()
    for _, line, owner, _, _, _, _, cny in rows:
        booked[line][owner] += cny
    return booked


def _sums() -> defaultdict[str, defaultdict[str, float]]:
    return defaultdict(lambda: defaultdict(float))


def _check_totals(seen: Evidence, rows: Sequence[Booking], booked: Sums) -> None:
    """Rows = lines = payers, over all and per payer."""
    books = seen.world.books
    owners: defaultdict[str, float] = defaultdict(float)
    for line in sorted({*booked, *books.by_line}):
        paid = booked.get(line, {})
        for owner, cny in paid.items():
            owners[owner] += cny
        stated, found = books.by_line.get(line, 0.0), math.fsum(paid.values())
        if abs(stated - found) > CENT_CNY:
            rule = f"line {line} stands at {stated:.2f} CNY, its rows come to {found:.2f}"
            raise BrokenRunError(rule, last(cost_line(row) for row in rows if row[1] == line))
    payers = {name: tally.cost_cny for name, tally in books.tallies.items()}
    payers[NETWORK] = books.network_cny
    for owner in {*owners, *payers}:
        pays, found = payers.get(owner, 0.0), owners[owner]
        if abs(pays - found) > CENT_CNY:
            rule = f"{owner or 'the network'} pays {pays:.2f} CNY, its rows come to {found:.2f}"
            raise BrokenRunError(rule, last(cost_line(row) for row in rows if row[2] == owner))


def take_off(
    apart: defaultdict[str, defaultdict[str, float]],
    seen: Evidence,
    most_teu: Mapping[DepartureKey, float],
) -> None:
    """Subtract what each consignment, and the network, must pay from what it paid."""
    dues = Dues(seen)
    for lot in seen.world.lots:
        owner = lot.order.consignment_id
        for _, line, _, cny in dues.of_lot(lot):
            apart[line][owner] -= cny
    for box in seen.world.boxes:
        if not box.lots:
            for _, line, _, cny in dues.of_empty(box):
                apart[line][NETWORK] -= cny
            continue
        bill = dues.bill_of_box(box).items()
        for lot in box.lots:
            owner, share = lot.order.consignment_id, lot.share
            for line, cny in bill:
                apart[line][owner] -= cny * share
    for _, line, _, cny in dues_of_network(seen, most_teu):
        apart[line][NETWORK] -= cny


def _apart(
    seen: Evidence,
    rows: Sequence[Booking],
    owner: str,
    line: str,
    most_teu: Mapping[DepartureKey, float],
) -> list[str]:
    """Bookings without a cause, and causes without a booking; equal ones cancel."""
    booked = sorted(row for row in rows if (row[1], row[2]) == (line, owner))
    due = sorted(one for one in _dues_of(seen, owner, most_teu) if one[1] == line)
    for one in tuple(due):
        match = next((row for row in booked if abs(row[7] - one[3]) <= HAIR_CNY), None)
        if match is not None:
            booked.remove(match)
            due.remove(one)
    told = [f"booked, not due: {cost_line(row)}" for row in booked]
    told += [
        f"due, not booked: {hour(at_h)}  {cny:.4f} CNY  {line}  {where}"
        for at_h, _, where, cny in due
    ]
    return last(told)


def _dues_of(seen: Evidence, owner: str, most_teu: Mapping[DepartureKey, float]) -> list[Due]:
    dues = Dues(seen)
    if owner == NETWORK:
        empties = [due for box in seen.world.boxes if not box.lots for due in dues.of_empty(box)]
        return [*empties, *dues_of_network(seen, most_teu)]
    found: list[Due] = []
    for lot in seen.world.lots:
        if lot.order.consignment_id == owner:
            found += dues.of_lot(lot)
    for box in seen.world.boxes:
        for lot in box.lots:
            if lot.order.consignment_id == owner:
                found += [(*one[:3], one[3] * lot.share) for one in dues.of_box(box)]
    return found


def check_energy(seen: Evidence) -> None:
    """KWh of each box from its stages under power, against the table of boxes; shares add up.

    That the kWh are paid is part of `check_money`, which prices the same hours.
    """
    table = seen.world.records.boxes.rows
    for box, row in zip(seen.world.boxes, table, strict=True):
        shares = math.fsum(lot.share for lot in box.lots)
        if box.lots and abs(shares - 1.0) > 1e-9:
            rule = f"box {box.box_id}: its lots pay {shares:.9f} of it"
            raise BrokenRunError(rule, [f"lot {lot.lot_id} {lot.share:.9f}" for lot in box.lots])
        trip, stated = seen.trips[box.box_id], cast("float", row[-1])
        given_back = box.where in ("stripped", "emptied")
        powered = given_back and box.box_type.reefer and box.lots
        kwh = box.box_type.plug_kw * trip.plugged_h if powered else 0.0
        if row[0] != box.box_id or abs(kwh - stated) > 1e-6 * max(1.0, kwh):
            rule = (
                f"box {box.box_id} used {kwh:.3f} kWh by its stages, "
                f"{row[0]} {stated:.3f} kWh by the table of boxes"
            )
            rows = seen.rows_of_box(box.box_id)
            story = [f"{move_line(move)}, off power {move[UNPLUGGED]:g} h" for move in rows]
            raise BrokenRunError(rule, last(story))
