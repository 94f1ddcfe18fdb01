"""What streams are charged: by hand, with a box on a train, and with planted faults."""

from dataclasses import replace

import pytest

from domain.draws import Chance
from domain.stream import Step, Stock
from domain.times import Times
from sim import simulate
from sim.checks import BrokenRunError
from sim.checks.stream_money import check_stream_money
from sim.engine import _begin, _world
from sim.streams.run import StreamsRun
from tests.sim.reading import rows
from tests.small_worlds import NOTHING_BOOKED, bench, gate, opened, ride, small, stream, train

DAY = 24.0


def shelf(**changes):
    stock = Stock(
        "base_stock", Times.fixed(2 * DAY), 5, up_to=5, holding_cny_per_day=0.5, order_cny=30.0
    )
    return Step("shelf", "shelf", stock=replace(stock, **changes))


def booked(scenario):
    result = simulate(scenario, NOTHING_BOOKED, seed=3, replication=0)
    found = {}
    for row in rows(result.records.costs):
        assert row["consignment_id"] == row["part_id"] == ""
        assert (row["at_h"], row["payer"]) == (scenario.period_end_h, "stream_owner")
        assert (row["reference"], row["line"]) not in found
        found[row["reference"], row["line"]] = (row["payee"], row["cny"])
    return found, result


def test_a_shelf_by_hand():
    # Asked for 2 at 12 h, 1 at 36 h, 1 at 60 h and 1 at 96 h; orders follow, two days under way.
    # On hand from day 1 to day 4: 3 until 36 h, 2 until 60 h, then 2 more and 1 less (3) until
    # 84 h, then 4: (3 x 12 + 2 x 24 + 3 x 24 + 4 x 12) / 24 = 8.5 parcel-days, 2 orders.
    demand = stream("orders", ("shelf",), at=[12.0, 36.0, 60.0, 96.0], parcels=[2, 1, 1, 1])
    scenario = small(demand, [shelf()], warm_up_h=DAY, period_h=4 * DAY)
    found, _ = booked(scenario)
    assert found == {
        ("shelf", "storage"): ("hub", pytest.approx(8.5 * 0.5)),
        ("shelf", "handling"): ("hub", 2 * 30.0),
    }


def test_a_shelf_without_prices_books_nothing():
    demand = stream("orders", ("shelf",), at=[12.0])
    scenario = small(demand, [shelf(holding_cny_per_day=0.0, order_cny=0.0)], period_h=DAY)
    assert booked(scenario)[0] == {}


def test_steps_charge_the_lots_that_came_in_the_window():
    # Lots come at 1, 5, 6 and 9 h, the window is [4, 10): the first does not count. A box of two
    # lots closes at 5 h (3 of its 4 parcels came in the window) and one at 9 h; 100 CNY each.
    lots = stream(
        path=("gate", "bag", "train", "open"), at=[1.0, 5.0, 6.0, 9.0], parcels=[1, 3, 2, 2]
    )
    steps = [
        gate(cost_cny=7.0, servers=None),
        bench(parcels=4),
        ride(cost_cny=100.0),
        opened(),
    ]
    scenario = small(
        lots, steps, services=[train(ride_h=1.0)], departs={"train": [8.0, 16.0]},
        warm_up_h=4.0, period_h=10.0,
    )  # fmt: skip
    found, result = booked(scenario)
    assert found == {
        ("lots:gate", "handling"): ("hub", 3 * 7.0),
        ("lots:train", "transport"): ("carrier", pytest.approx(75.0 + 100.0)),
    }
    assert result.streams.lots.cny[0] == pytest.approx(7.0 + 25.0)


def test_a_train_that_never_leaves_is_not_charged():
    steps = [ride(cost_cny=100.0)]
    scenario = small(
        stream(path=("train",), at=[1.0]), steps, services=[train()], departs={"train": []}
    )
    assert booked(scenario)[0] == {}


@pytest.fixture
def over():
    """A run of a gate and a shelf that is over, before it is checked."""
    demand = stream("orders", ("gate", "shelf"), gaps=Times.exponential(6.0))
    scenario = small(demand, [gate(cost_cny=2.0), shelf()], warm_up_h=DAY, period_h=20 * DAY)
    world = _world(scenario, NOTHING_BOOKED, Chance(1, 0), limited=True)
    _begin(world)
    streams = StreamsRun(world)
    streams.begin()
    world.agenda.run(scenario.cap_h)
    records = streams.close()
    check_stream_money(world, records)
    return world, records


@pytest.mark.parametrize(
    ("number", "words"), [(0, "orders pays 0.00 CNY"), (1, "shelf pays"), (2, "shelf pays")]
)
def test_a_booking_that_is_missing_is_found(over, number, words):
    world, records = over
    del world.records.costs.rows[number]
    with pytest.raises(BrokenRunError, match=words):
        check_stream_money(world, records)


def test_a_booking_made_twice_or_for_nothing_is_found(over):
    world, records = over
    world.records.costs.rows.append(world.records.costs.rows[-1])
    with pytest.raises(BrokenRunError, match="shelf pays"):
        check_stream_money(world, records)
    at_h, line, *names, _, cny = world.records.costs.rows.pop()
    world.records.costs.rows.append((at_h, line, *names, "nowhere", cny))
    with pytest.raises(BrokenRunError, match="nowhere pays"):
        check_stream_money(world, records)


def test_a_visit_that_no_lot_bears_is_found(over):
    world, records = over
    records.lots.cny[0] -= 2.0
    with pytest.raises(BrokenRunError, match="lots bear"):
        check_stream_money(world, records)
