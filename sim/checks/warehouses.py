"""Warehouses: every piece that came is sold, held, sent back, written off or under way, and paid.

Shelves are kept again here from the rows of movements alone, in their order: what each row says of
the shelf must follow from those before it. The bill is made again from the rows, days included.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import cast

from domain import warehouse_charges as price
from domain.stock_records import OFF_SHELF, ONTO_SHELF, OUTCOMES, StockMove
from domain.tariff import Charge
from domain.warehouse import STOCK_OWNER, Channel, StockWorld
from sim.checks.broken import BrokenRunError
from sim.checks.homeward import check_home
from sim.checks.money import CENT_CNY, PAYER, Booking
from sim.story import cost_line, last
from sim.world import World

SERVED = ("pick", "counter")
Lots = dict[str, tuple[int, float]]
"""Pieces of each lot on a shelf, and when it came."""


def check_warehouses(world: World) -> None:
    """Hold what warehouses did against their own rows.

    Raises
    ------
    BrokenRunError
        With the rows that lead up to the breach.
    """
    stock = world.scenario.stock
    if stock is None:
        return
    rows = cast("list[StockMove]", world.records.stock_moves.rows)
    _check_order(rows)
    _check_opening(stock, rows)
    _check_shelves(stock, rows)
    _check_orders(stock, rows)
    _check_returns(rows)
    check_home(stock, rows)
    _check_mail(stock, rows)
    _check_bill(world, stock, rows)


def _told(rows: Sequence[StockMove]) -> list[str]:
    return last(
        f"{row.start_h:.4f}-{row.end_h:.4f} h  {row.kind} {row.pieces} {row.subject_id} "
        f"{row.lot_id}: {row.on_hand} on hand, {row.backorders} wait"
        for row in rows
    )


def _check_order(rows: Sequence[StockMove]) -> None:
    for row in rows:
        if not row.start_h <= row.opens_h <= row.end_h or row.pieces < 0:
            raise BrokenRunError(f"{row.shelf_id}: {row.kind} ends before it begins", _told([row]))


def _check_shelves(stock: StockWorld, rows: Sequence[StockMove]) -> None:
    """Count each shelf again, piece by piece and lot by lot."""
    held: dict[str, Lots] = {name: {} for name in stock.shelves}
    owed: defaultdict[str, int] = defaultdict(int)
    for number, row in enumerate(rows):
        if not row.shelf_id:
            continue
        lots = held[row.shelf_id]
        if row.kind in ONTO_SHELF:
            if row.lot_id in lots:
                raise BrokenRunError(f"lot {row.lot_id} comes twice", _told(rows[: number + 1]))
            lots[row.lot_id] = row.pieces, _came_h(row)
        elif row.kind in OFF_SHELF:
            pieces, came_h = lots.get(row.lot_id, (0, 0.0))
            if pieces < row.pieces:
                rule = f"{row.shelf_id}: {row.pieces} pieces of {row.lot_id} leave, it has {pieces}"
                raise BrokenRunError(rule, _told(_of_lot(rows[: number + 1], row.lot_id)))
            lots[row.lot_id] = pieces - row.pieces, came_h
            if pieces == row.pieces:
                del lots[row.lot_id]
        if row.kind == "order":
            owed[row.shelf_id] += row.found if stock.shelves[row.shelf_id].lost else row.pieces
        elif row.kind == "set_aside":
            owed[row.shelf_id] -= row.pieces
        # Pieces set aside together leave the shelf at once; each has a row of its own.
        together = number + 1 < len(rows) and _same_giving(row, rows[number + 1])
        on_hand = sum(pieces for pieces, _ in lots.values())
        if row.kind in (*ONTO_SHELF, *OFF_SHELF, "day") and not together and on_hand != row.on_hand:
            rule = f"{row.shelf_id}: {row.on_hand} pieces on hand, its rows come to {on_hand}"
            raise BrokenRunError(rule, _told(_of_shelf(rows[: number + 1], row.shelf_id)))
        if row.kind == "day" and owed[row.shelf_id] != row.backorders:
            rule = f"{row.shelf_id}: {row.backorders} orders wait, its rows come to "
            story = _told(_of_shelf(rows[: number + 1], row.shelf_id))
            raise BrokenRunError(f"{rule}{owed[row.shelf_id]}", story)


def _came_h(row: StockMove) -> float:
    """Since when pieces that come to a shelf are stored: lots that were there, since long."""
    return row.start_h if row.kind == "opening" else row.end_h


def _check_opening(stock: StockWorld, rows: Sequence[StockMove]) -> None:
    """Counted lots stand there as counted, and nobody sells what is held."""
    for name, lots in stock.lots.items():
        there = {row.lot_id: (row.pieces, row.start_h) for row in rows
                 if row.kind == "opening" and row.shelf_id == name}  # fmt: skip
        counted = {lot.lot_id: (lot.pieces, lot.received_h) for lot in lots
                   if lot.status != "returned"}  # fmt: skip
        if there != counted:
            wrong = min(set(there.items()) ^ set(counted.items()))[0]
            story = _told(_of_shelf(rows, name)[:20])
            raise BrokenRunError(f"{name}: lot {wrong} does not stand there as counted", story)
        until_h = {lot.lot_id: lot.until_h for lot in lots}
        for row in rows:
            sold = row.kind in {"set_aside", "display_out"}
            if sold and row.shelf_id == name and row.end_h < until_h.get(row.lot_id, 0.0):
                story = _told(_of_lot(rows, row.lot_id))
                raise BrokenRunError(f"{name}: lot {row.lot_id} is sold while it is held", story)


def _same_giving(row: StockMove, after: StockMove) -> bool:
    return row.kind in OFF_SHELF and (row.kind, row.shelf_id, row.end_h) == (
        after.kind, after.shelf_id, after.end_h
    )  # fmt: skip


def _of_shelf(rows: Sequence[StockMove], name: str) -> list[StockMove]:
    return [row for row in rows if row.shelf_id == name]


def _of_lot(rows: Sequence[StockMove], name: str) -> list[StockMove]:
    return [row for row in rows if row.lot_id == name]


def _check_orders(stock: StockWorld, rows: Sequence[StockMove]) -> None:
    """Orders asked for are set aside, lost, or still wait; nobody is served twice."""
    asked: defaultdict[str, int] = defaultdict(int)
    aside: defaultdict[str, int] = defaultdict(int)
    served: defaultdict[str, int] = defaultdict(int)
    waves = {wave.wave_id: wave for wave in stock.waves}
    for row in rows:
        wave_id, dot, _ = row.subject_id.rpartition(".")
        if row.kind == "order":
            asked[row.subject_id] += row.pieces
        elif row.kind == "lost":
            aside[row.subject_id] += row.pieces
        elif row.kind == "set_aside":
            aside[wave_id] += row.pieces
        elif row.kind in SERVED and dot and wave_id in waves:
            served[wave_id] += row.pieces
    for name, pieces in aside.items():
        if pieces > asked[name] or asked[name] != waves[name].orders:
            rule = f"{name}: {waves[name].orders} orders, {asked[name]} asked, {pieces} answered"
            story = _told([row for row in rows if row.subject_id.startswith(name)])
            raise BrokenRunError(rule, story)
    for name, pieces in served.items():
        if pieces > aside[name]:
            story = _told([row for row in rows if row.subject_id.startswith(name)])
            raise BrokenRunError(f"{name}: {pieces} packed, {aside[name]} set aside", story)


def _check_returns(rows: Sequence[StockMove]) -> None:
    """What triage looks at is sold again, sold off, sent home or destroyed."""
    looked: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if row.kind == "triage":
            looked[row.subject_id] += row.pieces
        elif row.kind in OUTCOMES:
            looked[row.subject_id] -= row.pieces
    for name, pieces in looked.items():
        if pieces:
            story = _told([row for row in rows if row.subject_id == name])
            raise BrokenRunError(
                f"return {name}: {pieces} pieces are neither here nor there", story
            )


def _check_mail(stock: StockWorld, rows: Sequence[StockMove]) -> None:
    """What is sorted leaves once, and no dispatch is over its room."""
    sorted_pieces: defaultdict[str, int] = defaultdict(int)
    kg: defaultdict[tuple[str, float], float] = defaultdict(float)
    for row in rows:
        if row.kind == "sort":
            sorted_pieces[row.subject_id] += row.pieces
        elif row.kind == "dispatch":
            sorted_pieces[row.subject_id.rpartition(".")[0]] -= row.pieces
            channel = stock.channels[row.channel_id]
            kg[row.channel_id, row.end_h] += row.pieces * channel.piece_kg
    for name, pieces in sorted_pieces.items():
        if pieces < 0:
            story = _told([row for row in rows if row.subject_id.startswith(name)])
            raise BrokenRunError(f"mail {name}: {-pieces} pieces leave twice", story)
    for (name, leaves_h), weight in kg.items():
        room = stock.channels[name].dispatch_kg
        if room is not None and weight > room + 1e-6:
            own = [
                r for r in rows if (r.kind, r.channel_id, r.end_h) == ("dispatch", name, leaves_h)
            ]
            rule = f"dispatch of {name} at {leaves_h:.2f} h: {weight:.1f} kg, room for {room:.1f}"
            raise BrokenRunError(rule, _told(own))


def _check_bill(world: World, stock: StockWorld, rows: Sequence[StockMove]) -> None:
    due: defaultdict[str, float] = defaultdict(float)
    for charge in _dues(world, stock, rows):
        due[charge.line] += charge.cny
    booked: defaultdict[str, list[Booking]] = defaultdict(list)
    for row in cast("list[Booking]", world.records.costs.rows):
        if row[PAYER] == STOCK_OWNER:
            booked[row[1]].append(row)
    for line in sorted({*due, *booked}):
        paid = math.fsum(row[-1] for row in booked[line])
        if abs(paid - due[line]) > CENT_CNY + 1e-9 * abs(due[line]):
            rule = f"warehouses pay {paid:.2f} CNY for {line}, their movements cost {due[line]:.2f}"
            raise BrokenRunError(rule, last(cost_line(row) for row in booked[line]))


def _dues(world: World, stock: StockWorld, rows: Sequence[StockMove]) -> Iterator[Charge]:
    """Every charge that the rows bring about."""
    end_h = world.agenda.now_h
    for row in rows:
        if row.kind == "direct":
            yield price.sale_tax(stock.channels[row.channel_id], row.pieces)
        elif row.kind in {"sort", "mail"} and row.end_h <= end_h:
            yield from _of_mail(stock, row)
        elif row.shelf_id:
            channel = stock.channels.get(row.channel_id)
            # A stretch that is not over when the run ends is not paid.
            if row.end_h <= end_h:
                yield from _of_row(stock, row, channel)
    yield from _of_days(world, stock, rows)


def _of_mail(stock: StockWorld, row: StockMove) -> Iterator[Charge]:
    channel = stock.channels[row.channel_id]
    if row.kind == "sort":
        yield price.pick(stock.warehouses[channel.office_id].on(row.end_h), row.pieces)
    else:
        yield price.last_mile(channel, row.pieces)
        yield price.sale_tax(channel, row.pieces)


def _of_row(stock: StockWorld, row: StockMove, channel: Channel | None) -> Iterator[Charge]:
    shelf, place = stock.shelves[row.shelf_id], stock.warehouse_of(row.shelf_id).on(row.end_h)
    pieces = row.pieces
    if row.kind == "unload":
        yield price.inbound(place, shelf, pieces)
    elif row.kind == "lost":
        yield price.lost_sale(shelf, pieces)
    elif row.kind == "set_aside":
        yield price.waiting(shelf, pieces, row.end_h - row.start_h)
    elif row.kind == "release":
        yield price.release(place, pieces)
    elif row.kind in SERVED and channel is not None:
        yield price.pick(place, pieces)
        yield price.demonstration(place, pieces)
        if row.kind == "counter":
            yield price.sale_tax(channel, pieces)
    elif row.kind == "last_mile" and channel is not None:
        yield price.last_mile(channel, pieces)
        yield price.sale_tax(channel, pieces)
    elif row.kind == "truck":
        yield price.transfer(shelf, pieces)
    elif row.kind == "return_ride" and channel is not None:
        yield price.return_ride(channel, pieces)
    elif row.kind == "triage":
        yield price.triage(place, pieces)
    elif row.kind == "sent_home" and row.shelf_id not in stock.home_ways:
        yield price.sent_home(shelf, pieces)
    elif row.kind == "home_look":
        yield price.home_look(stock.home_ways[row.shelf_id], pieces)
    elif row.kind == "home_sold":
        yield price.home_sold(stock.home_ways[row.shelf_id], shelf, pieces)
    elif row.kind == "sold_off":
        yield price.sold_off(shelf, pieces)
    elif row.kind in {"destroyed", "write_off"}:
        age_h = row.end_h - row.start_h if row.kind == "write_off" else 0.0
        yield price.written_off(shelf, pieces, age_h)
        yield price.destroyed(place, shelf, pieces)


def _of_days(world: World, stock: StockWorld, rows: Sequence[StockMove]) -> Iterator[Charge]:
    """Storage, interest and age at the end of each day, from the lots that the rows leave."""
    rate = world.scenario.tariff.capital_rate_per_year
    held: dict[str, Lots] = {name: {} for name in stock.shelves}
    floor_m3: defaultdict[tuple[str, float], float] = defaultdict(float)
    for row in rows:
        lots = held.get(row.shelf_id, {})
        if row.kind in ONTO_SHELF:
            lots[row.lot_id] = row.pieces, _came_h(row)
        elif row.kind in OFF_SHELF:
            pieces, came_h = lots.pop(row.lot_id)
            if pieces > row.pieces:
                lots[row.lot_id] = pieces - row.pieces, came_h
        elif row.kind == "day":
            shelf = stock.shelves[row.shelf_id]
            place = stock.warehouse_of(row.shelf_id).on(row.end_h)
            for pieces, came_h in lots.values():
                yield price.storage_day(place, shelf, pieces, row.end_h - came_h)
            pieces = sum(pieces for pieces, _ in lots.values())
            yield price.capital_day(rate, place, shelf, pieces)
            yield price.aging_day(shelf, pieces)
            floor_m3[place.warehouse_id, row.end_h] += pieces * shelf.piece_m3
    for (name, at_h), m3 in floor_m3.items():
        yield price.overflow_day(stock.warehouses[name].on(at_h), m3)
        yield price.fixed_day(stock.warehouses[name].on(at_h))
