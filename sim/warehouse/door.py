"""Orders from the shelf to the door: papers and release, packing, collection, the last mile.

Whatever is drawn is drawn by the wave, never by how its orders were met: of a wave so many papers
do not match and so many pieces come back, and its parts share these by their places in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import warehouse_charges as price
from domain.calendar import OpenHours
from domain.counts import binomial_count, part_of
from domain.draws import Chance, snap_h
from domain.warehouse import DAY_H, Wave
from sim.agenda import Story
from sim.warehouse.returns import come_back
from sim.warehouse.shelf_run import Parcels

if TYPE_CHECKING:
    from sim.warehouse.run import StockRun
    from sim.warehouse.shelf_run import ShelfRun


def of_wave(chance: Chance, wave: Wave, share: float, stream: str) -> int:
    """How many orders of a wave something happens to; the mean in nominal mode."""
    if chance.nominal:
        return round(share * wave.orders)
    return binomial_count(wave.orders, share, chance.u(stream, wave.wave_id))


def collected_h(opening: OpenHours, at_h: float) -> float:
    """When the carrier next collects: as the warehouse closes; where it never does, at midnight."""
    if opening.always_open:
        return DAY_H * (at_h // DAY_H + 1.0)
    return opening.closes_h(at_h)


def to_door(stock: StockRun, run: ShelfRun, parcels: Parcels, at_h: float) -> Story:
    """Some orders, met together, on their way to their buyers."""
    place = run.place
    if place.desks and run.shelf.source_id == "":
        failing = of_wave(stock.chance, parcels.wave, place.match_fail_share, "match")
        upto = parcels.first + parcels.pieces
        wrong = part_of(failing, parcels.wave.orders, parcels.first, upto)
        if wrong:
            late = _apart(parcels, parcels.pieces - wrong, wrong, "!")
            stock.agenda.tell(_again(stock, run, late, at_h), late.name)
            if wrong == parcels.pieces:
                return
            parcels = _apart(parcels, 0, parcels.pieces - wrong, "")
    yield from _onward(stock, run, parcels, at_h)


def _apart(parcels: Parcels, skip: int, pieces: int, mark: str) -> Parcels:
    """Some places of the orders, as orders of their own."""
    return Parcels(
        parcels.name + mark, parcels.wave, parcels.channel, parcels.first + skip, pieces,
        parcels.from_places(skip, pieces),
    )  # fmt: skip


def _again(stock: StockRun, run: ShelfRun, parcels: Parcels, at_h: float) -> Story:
    """Order, payment and logistics documents do not match: they are sent again."""
    end_h = snap_h(at_h + run.place.match_redo_h)
    stock.note(run, "documents", parcels.name, "", parcels.pieces, at_h, at_h, end_h,
               channel=parcels.channel.channel_id)  # fmt: skip
    yield stock.agenda.until(end_h)
    yield from _onward(stock, run, parcels, end_h)


def _onward(stock: StockRun, run: ShelfRun, parcels: Parcels, at_h: float) -> Story:
    place, channel, pieces, name = run.place, parcels.channel, parcels.pieces, parcels.name

    def note(kind: str, start_h: float, opens_h: float, end_h: float) -> None:
        stock.note(run, kind, name, "", pieces, start_h, opens_h, end_h,
                   channel=channel.channel_id)  # fmt: skip

    t = at_h
    if place.desks:
        opens_h, end_h = run.floor.desks.work(t, pieces * place.release_h_per_order)
        note("release", t, opens_h, end_h)
        yield stock.agenda.until(end_h)
        t = end_h
        stock.charge(t, price.release(place, pieces), parcels.wave.wave_id)
    opens_h, end_h = run.floor.packers.work(t, pieces * place.pick_h_per_order)
    walk_in = channel.kind == "shop"
    note("counter" if walk_in else "pick", t, opens_h, end_h)
    yield stock.agenda.until(end_h)
    t = end_h
    for due in (price.pick(place.on(t), pieces), price.demonstration(place, pieces)):
        stock.charge(t, due, parcels.wave.wave_id)
    if not walk_in:
        gone_h = collected_h(place.opening, t)
        note("collect", t, gone_h, gone_h)
        wave = parcels.wave
        ride_h = stock.chance.duration_h(
            channel.last_mile, "last_mile", wave.channel_id, wave.wave_id
        )
        end_h = snap_h(gone_h + ride_h)
        yield stock.agenda.until(end_h)
        note("last_mile", gone_h, gone_h, end_h)
        t = end_h
        stock.charge(t, price.last_mile(channel, pieces), wave.wave_id)
    stock.charge(t, price.sale_tax(channel, pieces), parcels.wave.wave_id)
    back = of_wave(stock.chance, parcels.wave, channel.return_share, "return")
    upto = parcels.first + pieces
    coming = part_of(back, parcels.wave.orders, parcels.first, upto)
    if coming:
        stock.agenda.tell(come_back(stock, run, parcels, coming, back, t), name)
