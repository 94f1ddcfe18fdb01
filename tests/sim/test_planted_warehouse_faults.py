"""Faults planted in warehouses stop the run, and the story names the culprit."""

from dataclasses import replace

import pytest

from domain import warehouse_charges as price
from domain.distribution import Distribution
from domain.shelf_lots import ShelfLots
from sim.checks import BrokenRunError
from sim.warehouse import days, door, post, returns
from sim.warehouse.run import StockRun
from tests.stock_worlds import channel, place, run, shelf, stock, waves, world
from tests.worlds import DAYTIME


def sound():
    home = channel(last_mile=Distribution.fixed(30.0), last_mile_cny=20.0, return_share=0.2)
    line = shelf(restock_share=0.5, write_off_days=8.0)
    return world(stock(waves((5.0, 40), (60.0, 70)), channels=[home], shelves=[line],
                       places=[place(tiers=(), pick_cny_per_order=3.0)]))  # fmt: skip


def broken(rule, made=None):
    with pytest.raises(BrokenRunError, match=rule) as info:
        run(made or sound())
    assert info.value.story


def test_a_sound_run_is_sound():
    run(sound())


def test_pieces_that_are_taken_and_stay(monkeypatch):
    whole = ShelfLots.take

    def take(self, pieces):
        taken = whole(self, pieces)
        for lot, part in taken[:1]:
            lot.pieces += part
            self.on_hand += part
            if lot not in self.lots:
                self.lots.append(lot)
        return taken

    monkeypatch.setattr(ShelfLots, "take", take)
    broken("pieces on hand|pieces of")


def test_a_lot_that_comes_twice(monkeypatch):
    whole = StockRun.put

    def put(self, run_, kind, *args, **options):
        whole(self, run_, kind, *args, **options)
        if kind == "restock":
            whole(self, run_, kind, *args, **options)

    monkeypatch.setattr(StockRun, "put", put)
    broken("comes twice")


def test_a_return_that_is_lost_in_triage(monkeypatch):
    whole = returns._decided
    monkeypatch.setattr(
        returns, "_decided", lambda *args: (0, *whole(*args)[1:])
    )  # fmt: skip
    broken("neither here nor there")


def test_a_day_that_nobody_bills(monkeypatch):
    monkeypatch.setattr(
        days.price, "aging_day", lambda *_: replace_cny(price.fixed_day(place()), 1.0)
    )  # fmt: skip
    seen = []
    monkeypatch.setattr(StockRun, "charge", _skip(StockRun.charge, seen, "capital"))
    broken("warehouses pay .* CNY for capital")
    assert seen


def replace_cny(charge, cny):
    return charge._replace(cny=cny)


def _skip(whole, seen, line):
    def charge(self, at_h, due, reference):
        if due.line == line and not seen:
            seen.append(due)
            return
        whole(self, at_h, due, reference)

    return charge


def test_a_last_mile_that_nobody_pays(monkeypatch):
    seen = []
    monkeypatch.setattr(StockRun, "charge", _skip(StockRun.charge, seen, "transport"))
    broken("warehouses pay .* CNY for transport")


def test_orders_that_are_packed_twice(monkeypatch):
    whole = door._onward

    def onward(stock_run, shelf_run, parcels, at_h):
        twice = replace(parcels, pieces=2 * parcels.pieces)
        yield from whole(stock_run, shelf_run, twice, at_h)

    monkeypatch.setattr(door, "_onward", onward)
    broken("packed, .* set aside")


def test_a_dispatch_over_its_room(monkeypatch):
    office = place("O", kind="mail")
    mail = channel("mail", "", kind="post", office_id="O", piece_kg=1.0, dispatch=DAYTIME,
                   dispatch_kg=50.0)  # fmt: skip
    made = world(stock(waves((10.0, 80), channel_id="mail"), places=[place(), office],
                       channels=[mail]))  # fmt: skip
    run(made)
    monkeypatch.setattr(post, "_next_dispatch", lambda *_: (20.0, 10**6))
    broken("dispatch of mail", made)
