"""Faults planted in the engine stop the run, and the story names the culprit.

Each fault is a small change to a part of the real engine; the records are left as it writes them.
"""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from domain.outlook import Outlook
from domain.tariff import Charge
from optimize import Foresight
from sim import box_journey, customs, delivery, departures, inspection, simulate, stuffing, summary
from sim.agenda import Agenda
from sim.books import Books
from sim.box_pool import BoxPools
from sim.checks import BrokenRunError
from sim.servers import Server, WeekBook
from sim.trucks import TruckPool
from sim.world import World
from tests.owned_boxes import orders, owned, railway
from tests.worlds import plain_plan, train, two_hubs, two_hubs_network


@contextmanager
def broken(rule):
    """The run breaks a rule; `caught.text` is the whole message."""

    class Caught:
        text = ""

    with pytest.raises(BrokenRunError, match=rule) as info:
        yield Caught
    error = info.value
    Caught.text = str(error)
    assert error.story, "a breach comes with a story"
    assert len(error.story) <= 25
    assert all(line == line.strip() and "\n" not in line for line in error.story)
    assert "seed 1, replication 0" in error.rule


def run(scenario=None, choose=lambda n: n, **options):
    scenario = scenario or two_hubs(16)
    return simulate(scenario, plain_plan(scenario, choose, **options), seed=1, replication=0)


def once(patch, where, name, change):
    """Replace a function; `change(original, *args)` is called the first time, then the original."""
    original = getattr(where, name)
    left = [True]

    def changed(*args, **options):
        if left:
            left.clear()
            return change(original, *args, **options)
        return original(*args, **options)

    patch.setattr(where, name, changed)


def busy_docks():
    """Docks and gates with one server each, so that goods wait."""
    network = two_hubs_network()
    slow = {
        key: replace(one, servers=1) if one.servers else one
        for key, one in network.processes.items()
    }
    return two_hubs(30, network=replace(network, processes=slow))


def test_the_worlds_are_sound():
    run()
    run(busy_docks(), lambda _: 0)


def test_a_lot_that_nobody_delivers_is_lost(monkeypatch):
    lost = []

    def nobody(_original, _world, lot, _t):
        lost.append(lot.lot_id)
        yield from ()

    once(monkeypatch, delivery, "deliver", nobody)
    with broken("is lost: nothing is to happen to it") as caught:
        run()
    assert f"lot {lost[0]} is lost" in caught.text
    assert "strip  DEPOT" in caught.text


def test_a_lot_left_out_of_its_box_is_found(monkeypatch):
    left_out = []

    def leave_one_out(*args):
        box = was(*args)
        if len(box.lots) > 1 and not left_out:
            left_out.append(box.lots.pop().part.part_id)
        return box

    was = stuffing._new_box
    monkeypatch.setattr(stuffing, "_new_box", leave_one_out)
    with broken("was stuffed with .* kg and holds") as caught:
        run(two_hubs(24), lambda _: 0, slot_h=96.0)
    assert f"load of {left_out[0]}" in caught.text


def test_a_lot_split_into_less_than_itself_is_found(monkeypatch):
    split = []

    def short(original, world, whole, units, share, piece, pieces):
        lot = original(world, whole, units, share, piece, pieces)
        if pieces > 1 and not split:
            lot.units -= 1
            split.append(whole.part.part_id)
        return lot

    was = stuffing._lot_in_box
    monkeypatch.setattr(stuffing, "_lot_in_box", lambda *args: short(was, *args))
    with broken("units planned") as caught:
        run()
    assert split[0] in caught.text


def test_a_lot_delivered_twice_is_found(monkeypatch):
    twice = []

    def deliver_again(original, world, lot, t):
        twice.append(lot.order.consignment_id)
        world.agenda.tell(original(world, lot, t))
        return original(world, lot, t)

    once(monkeypatch, delivery, "deliver", deliver_again)
    with broken("deliver ended at CITY, but deliver begins at DEPOT") as caught:
        run()
    assert twice[0] in caught.text


def test_a_lot_in_two_boxes_is_found(monkeypatch):
    boxes = []

    def also_in_the_next(original, world, pending, number, fill, lots):
        if boxes:
            lots = [*lots, boxes[0].lots[0]]
        box = original(world, pending, number, fill, lots)
        boxes.append(box)
        return box

    was = stuffing._new_box
    monkeypatch.setattr(stuffing, "_new_box", lambda *args: also_in_the_next(was, *args))
    with broken("C000.1: stuff begins .* after terminal_out ended") as caught:
        run()
    assert boxes[0].lots[0].lot_id in caught.text


def test_a_slot_that_is_not_booked_can_be_sold_twice(monkeypatch):
    sold = []

    def forget(original, world, box, *, take_off=False):
        if box.journey.dated():
            sold.append(box.box_id)
        else:
            original(world, box, take_off=take_off)

    once(monkeypatch, World, "book_box", forget)
    with broken("TEU are booked, the boxes that ride or wait come to") as caught:
        run(choose=lambda _: 0)
    assert sold[0] in caught.text


def small_trains():
    """Two legs, room for two boxes."""
    network = two_hubs_network()
    rail = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=4.0, plugs=1.0)
    services = {**network.services, "RAIL": rail}
    return two_hubs(30, network=replace(network, services=services))


def test_an_overfull_leg_is_counted_from_who_rode_it(monkeypatch):
    monkeypatch.setattr(departures, "_fits", lambda *_, **__: True)
    with broken("RAIL@.* has .* from HUB to GATE") as caught:
        run(small_trains(), lambda _: 0, slot_h=72.0)
    assert "aboard" in caught.text


def test_a_departure_that_forgets_whom_it_took_is_found(monkeypatch):
    monkeypatch.setattr(departures, "_take_aboard", lambda *_: None)
    with broken("says that it carried 0 |has .* from HUB"):
        run(choose=lambda _: 0)


def test_a_box_out_of_an_empty_pool_is_a_negative_stock(monkeypatch):
    def conjure(self, node_id, box_type, *_):
        line = self._empties.get((node_id, box_type))
        if line:
            return line.popleft(), False
        self.opening += 1
        return self._new(box_type, leased=False), False

    monkeypatch.setattr(BoxPools, "take", conjure)
    with broken("HUB: a 40.. is taken from an empty pool") as caught:
        run(two_hubs(60), lambda _: 0)
    assert "-1  CDBU" in caught.text
    assert "-1 stand" in caught.text


def test_a_box_that_is_not_given_back_is_lost(monkeypatch):
    gone = []

    def keep(_original, _pools, _node_id, _box_type, empty):
        gone.append(empty.box_no)

    once(monkeypatch, BoxPools, "give_back", keep)
    with broken("must stand there at the end") as caught:
        run()
    assert f"{gone[0]} comes back" in caught.text


def test_a_box_used_twice_at_once_is_found(monkeypatch):
    twice = []

    def peek(_original, pools, node_id, box_type, *_):
        empty = pools._empties[node_id, box_type][0]
        twice.append(empty.box_no)
        return empty, False

    once(monkeypatch, BoxPools, "take", peek)
    with broken("is stuffed at .* but came back") as caught:
        run()
    assert f"box {twice[0]}" in caught.text
    assert len(caught.text.splitlines()) == 3


def test_a_cost_booked_twice_is_found(monkeypatch):
    paid = []

    def pay_again(original, books, at_h, box, charge, reference):
        paid.append(box.lots[0].order.consignment_id)
        original(books, at_h, box, charge, reference)
        original(books, at_h, box, charge, reference)

    once(monkeypatch, Books, "charge_box", pay_again)
    with broken("pays .* CNY for handling, its movements cost") as caught:
        run()
    assert paid[0] in caught.text
    assert caught.text.count("booked, not due") == 1


def skipping(line):
    """Books that leave out the first charge of a line."""
    original = Books.charge_box
    left = [True]

    def charge_box(books, at_h, box, charge, reference):
        if left and charge is not None and charge.line == line:
            left[0] = (box.box_id, box.lots[0].order.consignment_id)
            if len(left) == 1:
                left.append(None)
                return
        original(books, at_h, box, charge, reference)

    return charge_box


@pytest.mark.parametrize("line", ["transport", "box_use", "energy"])
def test_a_cost_that_is_not_booked_is_found(monkeypatch, line):
    monkeypatch.setattr(Books, "charge_box", skipping(line))
    with broken(f"CNY for {line}, its movements cost") as caught:
        run()
    assert "due, not booked" in caught.text


def test_a_cost_booked_to_another_consignment_is_found(monkeypatch):
    def charge_lot(books, at_h, lot, charge, *args):
        if charge.line == "capital" and lot.order.consignment_id == "C005":
            order = replace(lot.order, consignment_id="C000")
            lot = type(lot)(
                lot.lot_id, lot.part, order, lot.product, lot.units, lot.after, lot.state, lot.cold
            )
        was(books, at_h, lot, charge, *args)

    was = Books.charge_lot
    monkeypatch.setattr(Books, "charge_lot", charge_lot)
    with broken("C000 pays .* for capital") as caught:
        run()
    assert "C005.1" in caught.text


def test_money_that_is_in_no_row_is_found(monkeypatch):
    def unwritten(_original, books, _at_h, charge, _reference):
        books.network_cny += charge.cny
        books.by_line[charge.line] = books.by_line.get(charge.line, 0.0) + charge.cny

    once(monkeypatch, Books, "charge_network", unwritten)
    with broken("its rows come to"):
        run()


def test_hours_off_power_that_no_stage_had_are_found(monkeypatch):
    def unplug(original, world, box, *args):
        original(world, box, *args)
        if box.box_type.reefer and not box.unplugged_h > 100.0:
            box.unplugged_h += 100.0

    was = box_journey.pass_box
    monkeypatch.setattr(box_journey, "pass_box", lambda *args: unplug(was, *args))
    with broken("kWh by its stages") as caught:
        run()
    assert "off power" in caught.text


def test_a_wait_that_is_not_recorded_is_found(monkeypatch):
    waited = []

    def begin_at_once(server, process, at_h, work_h, amount, goods=0):
        begin_h, work_h = was(server, process, at_h, work_h, amount, goods)
        if begin_h > at_h and not waited:
            waited.append(server.node_id)
            return at_h, work_h
        return begin_h, work_h

    was = Server.begin
    monkeypatch.setattr(Server, "begin", begin_at_once)
    with broken("goods waited .* the resource counted") as caught:
        run(busy_docks(), lambda _: 0)
    assert waited[0] in caught.text


def test_a_wait_that_the_weeks_forget_is_found(monkeypatch):
    was = WeekBook.serve
    monkeypatch.setattr(WeekBook, "serve", lambda book, at_h, wait_h: was(book, at_h, wait_h / 2))
    with broken("the weeks have"):
        run(busy_docks(), lambda _: 0)


def test_a_wait_for_trucks_that_is_not_counted_is_found(monkeypatch):
    was = TruckPool._served
    monkeypatch.setattr(
        TruckPool, "_served", lambda pool, since_h, _, goods: was(pool, since_h, 0.0, goods)
    )
    network = two_hubs_network()
    one = replace(network.services["FM_FARM_HUB"], trucks=1)
    services = {**network.services, "FM_FARM_HUB": one}
    orders = two_hubs(30).consignments
    together = [replace(order, ready_h=12.0) for order in orders]
    with broken("trucks of FM_FARM_HUB were waited for 0.000000 h"):
        run(two_hubs(network=replace(network, services=services), consignments=together))


def test_a_train_that_leaves_before_its_boxes_come_is_found(monkeypatch):
    def early(world, boxes, stage, *args):
        if stage.kind == "ride" and stage.service_id == "RAIL":
            stage = stage._replace(start_h=stage.start_h - 30.0, opens_h=stage.opens_h - 30.0)
        was(world, boxes, stage, *args)

    was = departures.pass_train
    monkeypatch.setattr(departures, "pass_train", early)
    with broken("ride begins 30 h before await_departure ended") as caught:
        run(choose=lambda _: 0)
    assert "[RAIL@" in caught.text


def test_a_box_that_jumps_to_another_place_is_found(monkeypatch):
    def elsewhere(world, box, stage, *args):
        if stage.kind == "strip":
            stage = stage._replace(node_id="CITY", to_id="CITY")
        was(world, box, stage, *args)

    was = box_journey.pass_box
    monkeypatch.setattr(box_journey, "pass_box", elsewhere)
    with broken("ended at DEPOT, but strip begins at CITY"):
        run()


def test_a_lot_stuffed_before_its_papers_are_ready_is_found(monkeypatch):
    was = Agenda.until

    def hall(world, lots, node_id, t):
        story = declare(world, lots, node_id, t)
        try:
            story.send(None)
        except StopIteration as done:
            return done.value
        yield was(world.agenda, t)
        return t

    declare = customs.declare
    monkeypatch.setattr(customs, "declare", hall)
    scenario = two_hubs(16)
    plan = plain_plan(scenario, lambda n: n, slot_h=3.0)
    early = {
        name: replace(journey, stuff_at_h=journey.stuff_at_h - 3.0)
        for name, journey in plan.journeys.items()
    }
    with broken("without its papers") as caught:
        simulate(scenario, replace(plan, journeys=early), seed=1, replication=0)
    assert "declare" in caught.text


@pytest.mark.parametrize(
    ("field", "said"),
    [("on_time", "on_time is"), ("missed", "missed is"), ("kgco2e", "kgco2e is"),
     ("delivered_h", "delivered_h is")],
)  # fmt: skip
def test_a_count_that_is_wrong_in_the_table_of_consignments_is_found(monkeypatch, field, said):
    was = summary.write_consignments

    def write(world):
        backlog = was(world)
        table = world.records.consignments
        row, at = list(table.rows[5]), table.names().index(field)
        row[at] = not row[at] if field == "on_time" else row[at] + 1
        table.rows[5] = tuple(row)
        return backlog

    monkeypatch.setattr("sim.engine.write_consignments", write)
    with broken(f"C005: {said}") as caught:
        run()
    assert "C005.1" in caught.text


def test_an_inspection_that_is_not_counted_is_found(monkeypatch):
    def unseen(world, lot, at_h, node_id):
        was(world, lot, at_h, node_id)
        world.books.tallies[lot.order.consignment_id].inspected = False

    was = inspection._pay
    monkeypatch.setattr(inspection, "_pay", unseen)
    with broken("inspected is False, counted True") as caught:
        run()
    assert "inspect" in caught.text


def test_an_owners_box_that_is_not_given_back_is_lost(monkeypatch):
    world = owned((railway(4),), orders((37, 37)))
    plan = Foresight().plan(world, Outlook(1))
    once(monkeypatch, BoxPools, "give_back", lambda *_: None)
    with broken(r"DEPOT \(railway\): . 40HC must stand there at the end"):
        simulate(world, plan, seed=1, replication=0)


def test_an_empty_that_pays_no_freight_is_found(monkeypatch):
    world = owned((railway(2),), orders((37,) * 8))
    plan = Foresight().plan(world, Outlook(1))
    assert plan.empties
    free = Charge("repositioning", "network", "carrier", 0.0)
    monkeypatch.setattr("sim.carriage.empty_freight", lambda *_: free)
    with broken("the network pays .* CNY for repositioning"):
        simulate(world, plan, seed=1, replication=0)
