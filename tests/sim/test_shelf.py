"""Shelves at work, against inventory theory and against tables worked by hand."""

import math
from itertools import accumulate

import pytest
from scipy.stats import t as student

from domain.network import Network
from domain.plan import Plan
from domain.scenario import Scenario
from domain.stock import Inventory
from domain.stream import Step, Stock, Stream
from domain.times import Times
from domain.timetable import Timetable
from sim.checks import BrokenRunError
from sim.checks.shelves import check_shelves
from sim.engine import simulate
from tests.worlds import CLOCK, PLANNING, TARIFF

DAY = 24.0
NO_NETWORK = Network({}, {}, {}, {}, {}, {}, {}, frozenset())
NOTHING_BOOKED = Plan("none", {}, (), frozenset())


def market(shelves, *streams, days=10.0, warm_up_days=0.0, drain_days=50.0, start_with=0):
    """Streams that ask at shelves, and nothing else."""
    end_h = days * DAY
    steps = {
        name: Step(name, "market", stock=stock, start_with=start_with if n == 0 else 0)
        for n, (name, stock) in enumerate(shelves.items())
    }
    return Scenario(
        "shelf", "货架", "Shelf", "", CLOCK, warm_up_days * DAY, end_h, end_h + drain_days * DAY,
        NO_NETWORK, Timetable({}), (), {}, (), {}, TARIFF, None, {}, PLANNING,
        redraw_demand=True, streams=streams, steps=steps,
    )  # fmt: skip


def run(shelves, *streams, replication=0, **changes):
    scenario = market(shelves, *streams, **changes)
    return simulate(scenario, NOTHING_BOOKED, seed=19, replication=replication).streams


def orders(at_h, parcels=None, path=("shelf",), name="orders"):
    """Demand by a list."""
    sizes = Times.fixed(1.0) if parcels is None else Times(listed=tuple(map(float, parcels)))
    return Stream(name, path, at_h=tuple(at_h), parcels=sizes)


def poisson_orders(per_day):
    return Stream("orders", ("shelf",), gaps=Times.exponential(DAY / per_day))


def fixed(days):
    return Times.fixed(days * DAY)


def figures(records, days, warm_up_days):
    """Share of demands met at once, and averages over the window."""
    demands = [
        (before.on_hand if before else None, event)
        for before, event in zip([None, *records.stock], records.stock, strict=False)
        if event.kind == "demand" and warm_up_days * DAY <= event.at_h < days * DAY
    ]
    met = sum(1 for on_hand, event in demands if on_hand is not None and event.on_hand < on_hand)
    means = [records.gauges[f"shelf.{name}"].mean for name in ("on_hand", "backorders", "on_order")]
    return [met / len(demands), *means]


def agrees(columns, expected):
    """Each column of measured means holds its value in a t-interval of 99.9%."""
    for values, value in zip(columns, expected, strict=True):
        n = len(values)
        mean = math.fsum(values) / n
        sd = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (n - 1))
        half = student.ppf(0.9995, n - 1) * sd / math.sqrt(n)
        assert abs(mean - value) <= half, f"{mean} is not {value} within {half}"
        # An interval too wide to tell would prove nothing.
        assert half < max(0.07 * value, 0.05)


def measured(stock, per_day, *, days, warm_up_days, replications):
    rows = [
        figures(
            run({"shelf": stock}, poisson_orders(per_day), days=days, warm_up_days=warm_up_days,
                replication=r),
            days, warm_up_days,
        )
        for r in range(replications)
    ]  # fmt: skip
    return list(zip(*rows, strict=True))


def poisson_weights(mean, upto):
    weights = [math.exp(-mean)]
    for n in range(1, upto + 1):
        weights.append(weights[-1] * mean / n)
    return weights


@pytest.mark.parametrize(
    "lead",
    [
        fixed(4.0),
        Times.exponential(4.0 * DAY),
        Times(observed=(0.0, 12.0, 30.0, 342.0)),
    ],
    ids=["fixed", "exponential", "observed"],
)
def test_base_stock_by_palm(lead):
    # V19. Orders are as many servers as there are orders: the number under way is Poisson with
    # mean rate times mean lead time, whatever the spread of lead times (Palm 1938).
    assert lead.mean == 96.0
    weights = poisson_weights(8.0, 200)
    fill = sum(weights[:12])
    waiting = sum((n - 12) * w for n, w in enumerate(weights) if n > 12)
    assert fill == pytest.approx(0.8880759990, abs=1e-10)
    assert waiting == pytest.approx(0.1298256473, abs=1e-10)
    stock = Stock("base_stock", lead, 12, up_to=12)
    columns = measured(stock, 2.0, days=2_050.0, warm_up_days=50.0, replications=20)
    agrees(columns, [fill, 12.0 - 8.0 + waiting, waiting, 8.0])


@pytest.mark.parametrize(
    "lead", [fixed(3.0), Times.exponential(3.0 * DAY)], ids=["fixed", "exponential"]
)
def test_base_stock_with_lost_demand_by_erlang(lead):
    # An order under way is a busy server of M/G/5/5 with 6 erlang; B by its recursion.
    blocked = 1.0
    for servers in range(1, 6):
        blocked = 6.0 * blocked / (servers + 6.0 * blocked)
    stock = Stock("base_stock", lead, 5, up_to=5, backorder=False)
    columns = measured(stock, 2.0, days=1_050.0, warm_up_days=50.0, replications=20)
    del columns[2]  # nobody waits
    agrees(columns, [1.0 - blocked, 5.0 - 6.0 * (1.0 - blocked), 6.0 * (1.0 - blocked)])


def end_of_days(records, days, opening, step_id="shelf"):
    """On hand, backorders and on order just before each midnight."""
    events = [event for event in records.stock if event.step_id == step_id]
    levels = []
    for day in range(1, days + 1):
        before = [event for event in events if event.at_h < day * DAY]
        levels.append(before[-1][4:] if before else (opening, 0, 0))
    return levels


def test_lead_as_long_as_the_review_by_hand():
    # (s, S) = (4, 10) daily, a day under way; all at midnight: receipt, review, then demand.
    stock = Stock("min_max", fixed(1.0), 10, up_to=10, reorder_at=4, review_h=DAY)
    demand = orders((n * DAY for n in range(6)), [3, 4, 6, 5, 1, 6])
    records = run({"shelf": stock}, demand, days=6.0)
    assert end_of_days(records, 6, 10) == [
        (7, 0, 0),
        (3, 0, 0),
        (0, 3, 7),  # position 3: order 7
        (0, 1, 6),  # 7 in, 3 to who waits; position 4: order 6
        (4, 0, 0),
        (0, 2, 6),
    ]
    visits = records.visits["shelf"]
    waits = dict(zip(visits.lot, (b - e for b, e in zip(visits.began_h, visits.entered_h,
                                                        strict=True)), strict=True))  # fmt: skip
    # The last is met by the order of its own morning, after the end of the period.
    assert waits == {0: 0.0, 1: 0.0, 2: DAY, 3: DAY, 4: 0.0, 5: DAY}


def test_lots_larger_than_the_stock_are_lost_by_hand():
    # Up to 6 daily, two days under way; see the table of tests/domain/test_stock.py.
    stock = Stock("order_up_to", fixed(2.0), 6, up_to=6, review_h=DAY, backorder=False)
    at_h = [0.0, 24.0, 24.0, 48.0, 72.0, 96.0]
    records = run({"shelf": stock}, orders(at_h, [4, 3, 2, 1, 7, 5]), days=5.0)
    assert end_of_days(records, 5, 6) == [(2, 0, 0), (0, 0, 4), (0, 0, 6), (4, 0, 2), (1, 0, 0)]
    assert list(records.lots.lost) == [False, True, False, True, True, False]
    assert list(records.lots.done_h) == at_h
    assert records.gauges["shelf"].peak == 0.0
    began_h = dict(zip(records.visits["shelf"].lot, records.visits["shelf"].began_h, strict=True))
    assert [math.isnan(began_h[lot]) for lot in range(6)] == records.lots.lost


def test_no_lead_time_by_hand():
    # Up to 8 every second day from noon of day 1 on; demand at the hour of the review comes after.
    stock = Stock("order_up_to", fixed(0.0), 5, up_to=8, review_h=48.0, first_review_h=12.0)
    demand = orders([0.0, 12.0, 59.0, 60.0, 61.0], [4, 3, 6, 2, 7])
    records = run({"shelf": stock}, demand, days=4.0)
    assert [tuple(event[1:]) for event in records.stock] == [
        (0.0, "demand", 4, 1, 0, 0),
        (12.0, "order", 7, 1, 0, 7),
        (12.0, "receipt", 7, 8, 0, 0),
        (12.0, "demand", 3, 5, 0, 0),
        (59.0, "demand", 6, 0, 1, 0),
        (60.0, "order", 9, 0, 1, 9),
        (60.0, "receipt", 9, 8, 0, 0),
        (60.0, "demand", 2, 6, 0, 0),
        (61.0, "demand", 7, 0, 1, 0),
        # Somebody still waits after the end at 96 h, so the shelf is looked at once more.
        (108.0, "order", 9, 0, 1, 9),
        (108.0, "receipt", 9, 8, 0, 0),
    ]
    assert list(records.lots.done_h) == [0.0, 12.0, 60.0, 60.0, 108.0]


def test_reviews_end_with_the_period_when_nobody_waits():
    stock = Stock("order_up_to", fixed(1.0), 0, up_to=2, review_h=DAY)
    records = run({"shelf": stock}, orders([60.0]), days=4.0)
    placed = [event.at_h for event in records.stock if event.kind == "order"]
    assert placed == [0.0, 72.0]
    assert records.end_h == 96.0
    # A shelf that never orders enough is looked at until the cap.
    low = Stock("min_max", fixed(1.0), 0, up_to=0, reorder_at=-9, review_h=DAY)
    records = run({"shelf": low}, orders([60.0]), days=4.0, drain_days=3.0)
    assert math.isnan(records.lots.done_h[0])
    assert records.gauges["all"].at_end == 1.0


def test_two_shelves_in_one_instant():
    # What the first hands out at 10 h asks at the second at 10 h, whose order is in by then too.
    front = Stock("base_stock", Times.fixed(10.0), 0, up_to=0)
    back = Stock("order_up_to", Times.fixed(10.0), 0, up_to=1, review_h=500.0)
    for names in (("front", "back"), ("back", "front")):
        stocks = {"front": front, "back": back}
        records = run({name: stocks[name] for name in names}, orders([0.0], path=("front", "back")))
        assert list(records.lots.done_h) == [10.0]
        asked = next(e for e in records.stock if e.step_id == "back" and e.kind == "demand")
        assert (asked.at_h, asked.backorders) == (10.0, 0)


def test_lots_there_at_the_start_ask_after_the_first_look():
    stock = Stock("min_max", fixed(0.0), 1, up_to=5, reorder_at=2)
    records = run({"shelf": stock}, orders([30.0]), start_with=3)
    assert [(event.at_h, event.kind, event.parcels) for event in records.stock[:3]] == [
        (0.0, "order", 4),
        (0.0, "receipt", 4),
        (0.0, "demand", 1),
    ]
    assert list(records.lots.done_h[:3]) == [0.0, 0.0, 0.0]


@pytest.fixture(scope="module")
def busy():
    stock = Stock("fixed_lot", Times.exponential(60.0), 20, reorder_at=15, lot=12, review_h=0.0)
    sizes = Times(observed=(1.0, 1.0, 2.0, 9.0))
    stream = Stream("orders", ("shelf",), gaps=Times.exponential(8.0), parcels=sizes)
    return run({"shelf": stock}, stream, days=300.0)


def test_events_replayed_give_the_gauges(busy):
    hours = [event.at_h for event in busy.stock]
    assert hours == sorted(hours)
    for place, name, start in ((4, "on_hand", 20), (5, "backorders", 0), (6, "on_order", 0)):
        levels = [start, *(event[place] for event in busy.stock)]
        spans = [b - a for a, b in zip([0.0, *hours], [*hours, busy.end_h], strict=True)]
        area = math.fsum(n * span for n, span in zip(levels, spans, strict=True))
        reading = busy.gauges[f"shelf.{name}"]
        assert reading.area == pytest.approx(area, rel=1e-12)
        assert reading.at_end == levels[-1]


def test_parcels_asked_for_are_those_of_the_lots(busy):
    asked = [event.parcels for event in busy.stock if event.kind == "demand"]
    assert asked == list(busy.lots.parcels)
    # Little's law for backorders of parcels would need partial hand-overs; for lots it is plain.
    waits = [
        left - entered
        for entered, left in zip(
            busy.visits["shelf"].entered_h, busy.visits["shelf"].left_h, strict=True
        )
    ]
    assert math.fsum(waits) == pytest.approx(busy.gauges["shelf"].area, rel=1e-12)


def test_lots_wait_until_enough_has_come_in(busy):
    # Independently of the shelf: the n-th lot leaves when opening stock and receipts reach the
    # sum of the first n sizes.
    need = list(accumulate(busy.lots.parcels))
    receipts = [(event.at_h, event.parcels) for event in busy.stock if event.kind == "receipt"]
    there = list(accumulate((parcels for _, parcels in receipts), initial=20))
    for lot, (born_h, done_h) in enumerate(zip(busy.lots.born_h, busy.lots.done_h, strict=True)):
        enough = next(n for n, parcels in enumerate(there) if parcels >= need[lot])
        came_h = 0.0 if enough == 0 else receipts[enough - 1][0]
        assert done_h == max(born_h, came_h)


def test_another_shelf_changes_no_lead_time():
    stock = Stock("base_stock", Times.exponential(50.0), 3, up_to=3)
    alone = run({"shelf": stock}, poisson_orders(2.0), days=50.0)
    other = orders([float(n) for n in range(300)], path=("other",), name="others")
    both = run({"other": stock, "shelf": stock}, other, poisson_orders(2.0), days=50.0)
    assert [e for e in both.stock if e.step_id == "shelf"] == alone.stock


def hand_out_without_taking(inventory, at_h, asker, parcels):
    inventory.on_hand += parcels
    return asked(inventory, at_h, asker, parcels)


def sell_what_is_not_there(inventory, at_h, asker, parcels):
    inventory.on_hand -= parcels
    inventory._report(at_h, "demand", parcels)
    return "met"


def tell_nothing(inventory, at_h, asker, parcels):
    tell, inventory.tell = inventory.tell, lambda _: None
    answer = asked(inventory, at_h, asker, parcels)
    inventory.tell = tell
    return answer


asked = Inventory.ask


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (hand_out_without_taking, "2 on hand, 0 backorders"),
        (sell_what_is_not_there, "there cannot be -1 on hand"),
        (tell_nothing, "0 on hand, 1 backorders, 3 on order, expected 2 on hand"),
    ],
)
def test_a_planted_fault_stops_the_run(monkeypatch, fault, words):
    stock = Stock("order_up_to", fixed(1.0), 2, up_to=2, review_h=DAY)
    scenario = market({"shelf": stock}, orders([1.0, 2.0, 3.0, 50.0, 51.0]), days=4.0)
    monkeypatch.setattr(Inventory, "ask", fault)
    with pytest.raises(BrokenRunError, match=words):
        simulate(scenario, NOTHING_BOOKED, seed=19, replication=0)


def test_a_lost_lot_is_missed():
    stock = Stock("base_stock", fixed(1.0), 2, up_to=2)
    scenario = market({"shelf": stock}, orders([1.0, 2.0, 3.0]), days=4.0)
    records = simulate(scenario, NOTHING_BOOKED, seed=19, replication=0).streams
    visits = records.visits["shelf"]
    for column in (visits.lot, visits.entered_h, visits.began_h, visits.left_h):
        del column[-1]
    with pytest.raises(BrokenRunError, match="3 parcels were asked for, but lots took 2"):
        check_shelves(scenario, records)


def test_a_gauge_that_drifts_is_seen():
    stock = Stock("base_stock", fixed(1.0), 2, up_to=2)
    scenario = market({"shelf": stock}, orders([1.0, 2.0, 3.0]), days=4.0)
    records = simulate(scenario, NOTHING_BOOKED, seed=19, replication=0).streams
    records.gauges["shelf.on_hand"].area += 0.5
    with pytest.raises(BrokenRunError, match="parcel-hours on hand by the gauge"):
        check_shelves(scenario, records)
