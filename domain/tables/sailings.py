"""Tables of bookings on departures and of the free days of boxes."""

from __future__ import annotations

from domain.sailings import STATES
from domain.tables.columns import RUN, hours, number, text
from domain.tables.registry import Column, Table
from domain.wagon_sets import STATES as SET_STATES

BOOKINGS = Table(
    "bookings",
    "订舱",
    "bookings",
    "one row per state of a booking: a stuffed box on a departure of a service with terms",
    (
        *RUN,
        text("box_id", "箱单号", "box", "journey and number"),
        text("service_id", "班线", "service", "row of services.csv"),
        hours("scheduled_h", "计划班次", "scheduled", "identity of the departure"),
        Column(
            "state", "str", "", "状态", "state", "one of domain.sailings.STATES", choices=STATES
        ),
        hours("at_h", "时刻", "at", "when it came to this"),
        text("node_id", "地点", "node", "where it boards"),
        number("teu", "TEU", "箱量", "TEU", "of the box"),
    ),
    key=("policy", "replication", "box_id", "service_id", "scheduled_h", "state", "at_h"),
)

FREE_DAYS = Table(
    "free_days",
    "免费期",
    "free days",
    "one row per wait of a box in a yard, and per use outside of yards, on terms by steps",
    (
        *RUN,
        text("box_id", "箱单号", "box", "journey and number"),
        text("owner", "箱主", "owner", "pool, leased or a key of box_owners"),
        text("node_id", "地点", "node", "the yard, or where the box is given back"),
        Column(
            "kind", "str", "", "类别", "kind", "yard: demurrage; away: detention",
            choices=("yard", "away"),
        ),
        hours("since_h", "起始", "since", "in the yard, or stuffed"),
        hours("free_until_h", "免费至", "free until", "first charge", optional=True),
        hours("until_h", "止", "until", "left the yard, or given back"),
        number("left_h", "h", "剩余", "left", "free hours that were not used", optional=True),
        number("over_h", "h", "超期", "over", "hours beyond the free ones"),
        number("cny", "CNY", "费用", "owed", "demurrage or detention"),
    ),
    key=("policy", "replication", "box_id", "kind", "since_h"),
)  # fmt: skip

WAGON_SETS = Table(
    "wagon_sets",
    "车底",
    "wagon sets",
    "one row per thing that a set of wagons did, where services run with sets",
    (
        *RUN,
        text("set_id", "车底号", "set", "group and number"),
        Column(
            "doing", "str", "", "状态", "doing",
            "stand: ready; turn: turned round; run: a departure; return: home by itself",
            choices=SET_STATES,
        ),
        text("from_id", "起点", "from", "where it was then"),
        text("to_id", "终点", "to", "where it came"),
        hours("start_h", "起始", "start", "when it began"),
        hours("end_h", "止", "end", "when it was over, or the run ended"),
        text("service_id", "班线", "service", "of the departure; empty without one"),
        hours("scheduled_h", "计划班次", "scheduled", "identity of the departure", optional=True),
    ),
    key=("policy", "replication", "set_id", "start_h", "doing"),
)  # fmt: skip

SAILING_TABLES = (BOOKINGS, FREE_DAYS, WAGON_SETS)
