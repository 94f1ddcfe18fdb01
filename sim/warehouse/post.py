"""Mail: orders are posted, sorted at the exchange office, and leave in closed dispatches.

A dispatch leaves when its hours close, as far as it has room; what does not fit waits for the next
one, behind nobody. Between the office and the door mail is in other hands: hours and a price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.draws import snap_h
from domain.warehouse import Channel, Wave
from sim.agenda import Story

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun


def post(stock: StockRun, channel: Channel, wave: Wave, at_h: float) -> Story:
    """Orders of a wave as mail."""
    floor = stock.floors[channel.office_id]
    place, pieces, name = floor.place, wave.orders, channel.channel_id
    begin_h, end_h = floor.packers.work(at_h, pieces * place.pick_h_per_order)
    stock.note(None, "sort", wave.wave_id, "", pieces, at_h, begin_h, end_h, channel=name)
    yield stock.agenda.until(end_h)
    stock.charge(end_h, price.pick(place.on(end_h), pieces), wave.wave_id)
    part = 0
    while pieces:
        leaves_h, room = _next_dispatch(stock, channel, end_h)
        going = min(pieces, room)
        stock.mailed_kg[name, leaves_h] = (
            stock.mailed_kg.get((name, leaves_h), 0.0) + going * channel.piece_kg
        )
        subject = f"{wave.wave_id}.{part}"
        stock.agenda.tell(_fly(stock, channel, wave, subject, going, end_h, leaves_h), subject)
        pieces, part = pieces - going, part + 1


def _next_dispatch(stock: StockRun, channel: Channel, from_h: float) -> tuple[float, int]:
    """Hour of the first dispatch with room for a piece, and how many it has room for."""
    leaves_h = channel.dispatch.closes_h(from_h)
    while True:
        if channel.dispatch_kg is None:
            return leaves_h, 10**9
        left = channel.dispatch_kg - stock.mailed_kg.get((channel.channel_id, leaves_h), 0.0)
        room = int(left / channel.piece_kg + 1e-9)
        if room > 0:
            return leaves_h, room
        leaves_h = channel.dispatch.closes_h(leaves_h)


def _fly(
    stock: StockRun,
    channel: Channel,
    wave: Wave,
    subject: str,
    pieces: int,
    sorted_h: float,
    leaves_h: float,
) -> Story:
    name = channel.channel_id
    stock.note(None, "dispatch", subject, "", pieces, sorted_h, leaves_h, leaves_h, channel=name)
    # The cause is the dispatch: what leaves together arrives together.
    ride_h = stock.chance.duration_h(channel.last_mile, "mail", name, leaves_h)
    end_h = snap_h(leaves_h + ride_h)
    yield stock.agenda.until(end_h)
    stock.note(None, "mail", subject, "", pieces, leaves_h, leaves_h, end_h, channel=name)
    stock.charge(end_h, price.last_mile(channel, pieces), wave.wave_id)
    stock.charge(end_h, price.sale_tax(channel, pieces), wave.wave_id)
