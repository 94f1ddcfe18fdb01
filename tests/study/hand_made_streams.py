"""One replication of streams that fits on paper: a gate, a bag, a train, a shelf at its end.

Lots `a` go gate > bag > train > open, lots `b` ask at the shelf. The window is [10, 60) h, the run
ends at 100 h.
"""

from math import nan

from domain.calendar import ALWAYS_OPEN
from domain.distribution import Distribution
from domain.network import Leg, Network, Process, Service
from domain.scenario import Scenario
from domain.stream import Pack, Ride, Step, Stock, Stream, StreamWatch
from domain.stream_records import GaugeReading, LotLog, StreamRecords, VisitLog
from domain.times import Times
from domain.timetable import Timetable
from study.stream_logs import observe_streams
from tests.worlds import CLOCK, PLANNING, TARIFF

FROM_H, TO_H, END_H = 10.0, 60.0, 100.0
HOUR = Times.fixed(1.0)
A, B, BOX = 0, 1, -1
STOCK = Stock("base_stock", Times.fixed(24.0), 4, up_to=4, holding_cny_per_day=2.4, order_cny=10.0)
# stream, number, parcels, born, done, inside, lost, missed, CNY
LOTS = (
    (A, 0, 2, 5.0, 30.0, 5, False, 0, 1.0),
    (A, 1, 1, 10.0, 30.0, 5, False, 0, 2.0),
    (A, 2, 3, 20.0, 78.0, 6, False, 0, 4.0),
    (A, 3, 1, 59.0, 78.0, 6, False, 0, 8.0),
    (A, 4, 1, 60.0, nan, -1, False, 0, 16.0),
    (BOX, 0, 3, 12.0, 30.0, -1, False, 0, 32.0),
    (BOX, 1, 4, 21.0, 78.0, -1, False, 2, 64.0),
    (B, 0, 3, 11.0, 11.0, -1, False, 0, 0.0),
    (B, 1, 4, 30.0, 35.0, -1, False, 0, 0.0),
    (B, 2, 2, 59.0, 59.0, -1, False, 0, 0.0),
)
# lot, entered, began, left
VISITS = {
    "gate": ((0, 5.0, 5.0, 12.0), (1, 10.0, 12.0, 15.0), (2, 20.0, 20.0, 21.0),
             (3, 59.0, 59.5, 61.0), (4, 60.0, 61.0, 62.0)),
    "bag": ((0, 12.0, 15.0, 15.0), (1, 15.0, 15.0, 15.0), (2, 21.0, 61.0, 61.0),
            (3, 61.0, 61.0, 61.0), (4, 62.0, nan, nan)),
    "train": ((5, 15.0, 24.0, 30.0), (6, 61.0, 72.0, 78.0)),
    "open": ((5, 30.0, 30.0, 30.0), (6, 78.0, 78.0, 78.0)),
    "shelf": ((7, 11.0, 11.0, 11.0), (8, 30.0, 35.0, 35.0), (9, 59.0, 59.0, 59.0)),
}  # fmt: skip
BOARDINGS = [
    ("train", "T", 0.0, 0.0, "ran", 7, 7.0, 9),
    ("train", "T", 24.0, 24.0, "ran", 1, 2.0, 0),
    ("train", "T", 36.0, nan, "cancelled", 0, 0.0, 5),
    ("train", "T", 48.0, 48.5, "ran", 2, 4.0, 3),
    ("train", "T", 60.0, 60.0, "ran", 9, 8.0, 9),
]
# step, at, event, parcels, on hand, backorders, on order
EVENTS = [
    ("shelf", 11.0, "demand", 3, 1, 0, 0),
    ("shelf", 11.0, "order", 3, 1, 0, 3),
    ("shelf", 30.0, "demand", 4, 0, 3, 3),
    ("shelf", 30.0, "order", 4, 0, 3, 7),
    ("shelf", 35.0, "receipt", 3, 0, 0, 4),
    ("shelf", 54.0, "receipt", 4, 4, 0, 0),
    ("shelf", 59.0, "demand", 2, 2, 0, 0),
    ("shelf", 59.0, "order", 2, 2, 0, 2),
    ("shelf", 60.0, "demand", 1, 1, 0, 2),
]


def process(servers=1, opening=ALWAYS_OPEN):
    return Process(
        "gate", "hub", "gate", Distribution.fixed(1.0), opening, servers, None, None, 0.0, 0.0, ""
    )


def steps(**more):
    return {
        "gate": Step("gate", "hub", process=process(), work=HOUR),
        "bag": Step("bag", "hub", pack=Pack(4)),
        "train": Step("train", "hub", ride=Ride("T")),
        "open": Step("open", "hub", unpack=True),
        "shelf": Step("shelf", "hub", stock=STOCK),
        **more,
    }


def service(capacity_teu=8.0):
    return Service(
        "T", "rail", "timetable", (Leg("hub", "far", 1.0, Distribution.fixed(6.0)),), capacity_teu,
        None, None, None, None, None, None, 0.0, 0.0, 0.0, 0.0, None, 0.0, None,
        frozenset({"box"}), boards_until_left=True,
    )  # fmt: skip


def scenario(*, watch=None, its_steps=None, from_h=FROM_H, to_h=TO_H, capacity_teu=8.0):
    network = Network({}, {"T": service(capacity_teu)}, {}, {}, {}, {}, {}, frozenset())
    return Scenario(
        "paper", "纸上", "Paper", "", CLOCK, from_h, to_h, END_H, network,
        Timetable({"T": (0.0, 24.0, 36.0, 48.0, 60.0, 72.0)}), (), {}, (), {}, TARIFF, None, {},
        PLANNING, redraw_demand=True,
        streams=(
            Stream("a", ("gate", "bag", "train", "open"), gaps=HOUR),
            Stream("b", ("shelf",), gaps=HOUR),
        ),
        steps=its_steps or steps(),
        watch=watch or StreamWatch((1.0,), (12.0, 120.0), {"door": ("gate", "train")}),
    )  # fmt: skip


def lot_log(rows=LOTS):
    return LotLog(*(list(column) for column in zip(*rows, strict=True)))


def visit_log(rows):
    return VisitLog(*(list(column) for column in zip(*rows, strict=True)) if rows else ())


def gauge(mean, variance=0.0, at_end=0.0, snapshots=(1.0,)):
    return GaugeReading(mean, variance, mean * END_H, 9.0, at_end, snapshots)


def records(**changes):
    made = {
        "lots": lot_log(),
        "visits": {name: visit_log(rows) for name, rows in VISITS.items()},
        "gauges": {
            "gate": gauge(0.2, 0.3), "bag": gauge(0.5), "train": gauge(0.7), "shelf": gauge(0.1),
            "shelf.on_hand": gauge(1.5, snapshots=(1.0, 3.0)), "shelf.backorders": gauge(0.3),
            "shelf.on_order": gauge(4.0), "all": gauge(2.0, at_end=1.0),
        },
        "busy_h": {"gate": 6.5},
        "boardings": BOARDINGS,
        "stock": EVENTS,
        "end_h": END_H,
    }  # fmt: skip
    return StreamRecords(**{**made, **changes})


def observed(**changes):
    return observe_streams(scenario(), records(**changes))
