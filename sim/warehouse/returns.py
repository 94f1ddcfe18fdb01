"""What buyers send back: the way to the warehouse, a look at each piece, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.counts import binomial_count, part_of
from domain.draws import snap_h
from domain.warehouse import Wave
from sim.agenda import RECEIPT, Story
from sim.warehouse.shelf_run import Parcels

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun
    from sim.warehouse.shelf_run import ShelfRun


@dataclass(frozen=True, slots=True)
class Back:
    """Pieces that lie at the triage table: places first..first+asked-1 of a wave of orders.

    `pieces` of these came back, `of_wave` of the whole wave; `lot_id` is where they came from.
    """

    name: str
    lot_id: str
    life_used: float
    channel_id: str
    wave: Wave
    first: int
    asked: int
    of_wave: int
    pieces: int = -1
    label_h: float = inf

    @property
    def count(self) -> int:
        """How many lie there; all of the places if nobody says."""
        return self.asked if self.pieces < 0 else self.pieces


def come_back(
    stock: StockRun, run: ShelfRun, parcels: Parcels, pieces: int, of_wave: int, at_h: float
) -> Story:
    """Pieces of some orders come back.

    Parameters
    ----------
    pieces, of_wave
        How many of these orders come back, and of the whole wave.
    at_h
        When they were at the door.
    """
    channel, wave = parcels.channel, parcels.wave
    name = f"{parcels.name}<"
    lot_id = parcels.taken[0].lot_id if parcels.taken else ""
    used = max((item.life_used for item in parcels.taken), default=0.0)
    sent_h = snap_h(at_h + stock.chance.duration_h(channel.return_wait, "back", wave.wave_id))
    stock.note(run, "return_wait", name, lot_id, pieces, at_h, at_h, sent_h,
               channel=channel.channel_id)  # fmt: skip
    yield stock.agenda.until(sent_h)
    ride_h = stock.chance.duration_h(channel.return_ride, "back_ride", wave.wave_id)
    there_h = snap_h(sent_h + ride_h)
    yield stock.agenda.until(there_h)
    stock.note(run, "return_ride", name, lot_id, pieces, sent_h, sent_h, there_h,
               channel=channel.channel_id)  # fmt: skip
    stock.charge(there_h, price.return_ride(channel, pieces), name)
    label_h = min((item.label_h for item in parcels.taken), default=inf)
    back = Back(name, lot_id, used, channel.channel_id, wave, parcels.first, parcels.pieces,
                of_wave, pieces, label_h)  # fmt: skip
    yield from looked_at(stock, run, back, at_h, there_h)


def looked_at(stock: StockRun, run: ShelfRun, back: Back, at_h: float, there_h: float) -> Story:
    """Triage of what came back, and where each piece goes.

    Parameters
    ----------
    at_h, there_h
        When it was last at the door, or reached the warehouse; when it waits for triage.
    """
    name, shelf, pieces = back.name, run.shelf, back.count

    def note(kind: str, count: int, start_h: float, opens_h: float, end_h: float) -> None:
        stock.note(run, kind, name, back.lot_id, count, start_h, opens_h, end_h,
                   channel=back.channel_id)  # fmt: skip

    opens_h, end_h = run.floor.triage.work(there_h, pieces * run.place.triage_h_per_piece)
    yield stock.agenda.until(end_h, RECEIPT)
    note("triage", pieces, there_h, opens_h, end_h)
    stock.charge(end_h, price.triage(run.place.on(end_h), pieces), name)
    again, sold, home, gone = _decided(stock, run, back)
    if home:
        note("sent_home", home, at_h, end_h, end_h)
        if shelf.shelf_id in stock.stock.home_ways:
            stock.home.pile[shelf.shelf_id] += home
        else:
            stock.charge(end_h, price.sent_home(shelf, home), name)
    if sold:
        note("sold_off", sold, at_h, end_h, end_h)
        stock.charge(end_h, price.sold_off(shelf, sold), name)
    if gone:
        note("destroyed", gone, at_h, end_h, end_h)
        stock.charge(end_h, price.written_off(shelf, gone, 0.0), name)
        stock.charge(end_h, price.destroyed(run.place.on(end_h), shelf, gone), name)
    stock.put(run, "restock", name, name, again, at_h, end_h, life_used=back.life_used,
              label_h=back.label_h)  # fmt: skip


def _decided(stock: StockRun, run: ShelfRun, back: Back) -> tuple[int, int, int, int]:
    """How many are sold again, sold off, sent home, destroyed: a wave's draws, shared by place."""
    shelf, wave = run.shelf, back.wave

    def drawn(number: int, share: float, stream: str) -> int:
        if stock.chance.nominal:
            return round(number * share)
        return binomial_count(number, share, stock.chance.u(stream, wave.wave_id))

    upto = back.first + back.asked
    fit = drawn(back.of_wave, shelf.restock_share, "fit")
    again = min(back.count, part_of(fit, wave.orders, back.first, upto))
    rest = back.count - again
    if shelf.home_value_cny is not None and shelf.piece_cny >= shelf.home_value_cny:
        return again, 0, rest, 0
    off = drawn(back.of_wave - fit, shelf.liquidate_share, "sold_off")
    sold = min(rest, part_of(off, wave.orders, back.first, upto))
    return again, sold, 0, rest - sold
