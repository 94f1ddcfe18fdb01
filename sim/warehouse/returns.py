"""What buyers send back: the way to the warehouse, a look at each piece, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.counts import binomial_count, part_of
from domain.draws import snap_h
from sim.agenda import RECEIPT, Story
from sim.warehouse.shelf_run import Parcels

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun
    from sim.warehouse.shelf_run import ShelfRun


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
    channel, wave, shelf = parcels.channel, parcels.wave, run.shelf
    name = f"{parcels.name}<"
    lot_id = parcels.taken[0].lot_id if parcels.taken else ""
    used = max((item.life_used for item in parcels.taken), default=0.0)

    def note(kind: str, count: int, start_h: float, opens_h: float, end_h: float) -> None:
        stock.note(run, kind, name, lot_id, count, start_h, opens_h, end_h,
                   channel=channel.channel_id)  # fmt: skip

    sent_h = snap_h(at_h + stock.chance.duration_h(channel.return_wait, "back", wave.wave_id))
    note("return_wait", pieces, at_h, at_h, sent_h)
    yield stock.agenda.until(sent_h)
    ride_h = stock.chance.duration_h(channel.return_ride, "back_ride", wave.wave_id)
    there_h = snap_h(sent_h + ride_h)
    yield stock.agenda.until(there_h)
    note("return_ride", pieces, sent_h, sent_h, there_h)
    stock.charge(there_h, price.return_ride(channel, pieces), name)
    opens_h, end_h = run.floor.triage.work(there_h, pieces * run.place.triage_h_per_piece)
    yield stock.agenda.until(end_h, RECEIPT)
    note("triage", pieces, there_h, opens_h, end_h)
    stock.charge(end_h, price.triage(run.place, pieces), name)
    again, sold, home, gone = _decided(stock, run, parcels, pieces, of_wave)
    if home:
        note("sent_home", home, at_h, end_h, end_h)
        stock.charge(end_h, price.sent_home(shelf, home), name)
    if sold:
        note("sold_off", sold, at_h, end_h, end_h)
        stock.charge(end_h, price.sold_off(shelf, sold), name)
    if gone:
        note("destroyed", gone, at_h, end_h, end_h)
        stock.charge(end_h, price.written_off(shelf, gone, 0.0), name)
        stock.charge(end_h, price.destroyed(run.place, shelf, gone), name)
    stock.put(run, "restock", name, name, again, at_h, end_h, life_used=used)


def _decided(
    stock: StockRun, run: ShelfRun, parcels: Parcels, pieces: int, of_wave: int
) -> tuple[int, int, int, int]:
    """How many are sold again, sold off, sent home, destroyed: a wave's draws, shared by place."""
    shelf, wave = run.shelf, parcels.wave

    def drawn(number: int, share: float, stream: str) -> int:
        if stock.chance.nominal:
            return round(number * share)
        return binomial_count(number, share, stock.chance.u(stream, wave.wave_id))

    upto = parcels.first + parcels.pieces
    fit = drawn(of_wave, shelf.restock_share, "fit")
    again = min(pieces, part_of(fit, wave.orders, parcels.first, upto))
    rest = pieces - again
    if shelf.home_value_cny is not None and shelf.piece_cny >= shelf.home_value_cny:
        return again, 0, rest, 0
    unfit = of_wave - fit
    off = drawn(unfit, shelf.liquidate_share, "sold_off")
    sold = min(rest, part_of(off, wave.orders, parcels.first, upto))
    return again, sold, 0, rest - sold
