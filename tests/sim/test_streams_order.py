"""Order within an instant: who is ready at an hour is in time for all that happens at it."""

from domain.stream import Stock
from domain.times import Times
from sim import simulate
from sim.agenda import (
    ARRIVAL,
    CALENDAR,
    CHOICE,
    DEPARTURE,
    NORMAL,
    RECEIPT,
    STUFFING,
    Agenda,
)
from tests.small_worlds import NOTHING_BOOKED, Step, bench, gate, ride, small, stream, train


def run(scenario):
    return simulate(scenario, NOTHING_BOOKED, seed=3, replication=0).streams


def test_calls_of_an_instant_are_made_in_their_order():
    agenda, made = Agenda(), []
    order = [CALENDAR, RECEIPT, ARRIVAL, NORMAL, CHOICE, STUFFING, DEPARTURE]
    for priority in reversed(order):
        agenda.call(5.0, lambda subject, _: made.append(subject), priority, priority)
    agenda.run(10.0)
    assert made == order


def test_a_call_sees_its_hour_and_calls_beyond_the_cap_are_not_made():
    agenda, made = Agenda(), []
    for hour in (7.0, 3.0, 10.0, 10.5):
        agenda.call(hour, lambda subject, at_h: made.append((subject, at_h)), "x")
    agenda.run(10.0)
    assert made == [("x", 3.0), ("x", 7.0), ("x", 10.0)]
    assert agenda.events == 3
    assert agenda.now_h == 10.0


def test_a_witness_sees_every_call_before_it_is_made():
    agenda, seen = Agenda(), []
    agenda.witness = lambda at_h, priority, _, subject: seen.append((at_h, priority, subject))
    agenda.call(2.0, lambda *_: seen.append("made"), "it", ARRIVAL)
    agenda.run(5.0)
    assert seen == [(2.0, ARRIVAL, "it"), "made"]


def test_a_chain_without_duration_makes_the_train():
    steps = [gate("a"), bench("bag", 1), gate("b", servers=None), ride("train")]
    scenario = small(
        stream(path=["a", "bag", "b", "train"], at=[10]), steps, services=[train("train")],
        departs={"train": [10, 20]}, period_h=30.0,
    )  # fmt: skip
    assert list(run(scenario).visits["train"].began_h) == [10.0]


def test_a_box_that_grows_too_old_as_the_train_leaves_is_aboard():
    scenario = small(
        stream(path=["bag", "train"], at=[6]), [bench("bag", 9, 4.0), ride("train")],
        services=[train("train")], departs={"train": [10, 20]}, period_h=30.0,
    )  # fmt: skip
    assert list(run(scenario).visits["train"].began_h) == [10.0]


def test_who_arrives_by_train_is_in_time_for_the_next():
    services = [train("one", ride_h=5.0), train("two")]
    scenario = small(
        stream(path=["one", "two"], at=[0]), [ride("one"), ride("two")], services=services,
        departs={"one": [5], "two": [10, 20]}, period_h=30.0,
    )  # fmt: skip
    assert list(run(scenario).visits["two"].began_h) == [10.0]


def test_a_receipt_is_there_for_who_asks_at_its_hour():
    shelf = Step("shelf", "shelf", stock=Stock("base_stock", Times.fixed(6.0), 1, up_to=1))
    records = run(small(stream(path=["shelf"], at=[4, 10]), [shelf], period_h=30.0))
    assert list(records.visits["shelf"].left_h) == [4.0, 10.0]


def test_who_is_there_at_hour_0_is_before_who_comes_at_hour_0():
    early = gate("early")
    step = gate(work=5.0, start_with=1)
    streams = [stream("first", ["early", "gate"], at=[0]), stream("second", at=[0])]
    records = run(small(streams, [early, step], period_h=30.0))
    order = [(records.lots.stream[lot], records.lots.number[lot]) for lot in
             records.visits["gate"].lot]  # fmt: skip
    # Who comes at once is before who comes through a step, though that takes no time.
    assert order == [(0, 0), (1, 0), (0, 1)]


def test_a_door_that_opens_serves_in_order_of_coming_whoever_comes_at_that_hour():
    from domain.calendar import OpenHours

    opening = OpenHours.of([(8.0, 20.0), (104.0, 116.0)], 168.0)
    for order in ("fifo", "priority"):
        step = gate(work=2.0, opening=opening, order=order)
        records = run(small(stream(at=[3, 8, 20]), [step], period_h=30.0, cap_h=150.0))
        began = list(records.visits["gate"].began_h)
        assert began == [8.0, 10.0, 104.0]
