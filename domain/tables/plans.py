"""Tables of a planned folder: parts, boxes, departures."""

from __future__ import annotations

from domain.tables.columns import hours, number, text
from domain.tables.registry import Column, Table

PLAN_PARTS = Table(
    "parts",
    "计划分批",
    "planned parts",
    "plan/parts.csv: one row per part of a consignment",
    (
        text("part_id", "批号", "part", "identity"),
        text("consignment_id", "发货批号", "consignment", "number in the order book"),
        Column("units", "int", "", "件数", "units", "packing units"),
        Column("priority", "int", "", "优先级", "priority", "order of stuffing, low first"),
        text("before", "前段", "before", "road services to the stuffing node, > joined"),
        text("journey_id", "箱程", "box journey", "empty: outsourced"),
        text("after", "后段", "after", "services from the stripping node, > joined"),
        Column("locked", "bool", "", "锁定", "locked", "may not be changed"),
        hours("available_h", "可装时刻", "available", "received and released", optional=True),
        hours("delivered_h", "计划送达", "delivered", "at nominal pace", optional=True),
        number("cost_cny", "CNY", "计划成本", "cost", "at nominal pace"),
        number("kgco2e", "kg", "碳排放", "CO2e", "at nominal pace"),
        Column(
            "trade_mode",
            "str",
            "",
            "贸易方式",
            "trade mode",
            "where not the consignment's own",
            optional=True,
        ),
    ),
    key=("part_id",),
)

PLAN_BOXES = Table(
    "plan_boxes",
    "计划用箱",
    "planned boxes",
    "plan/boxes.csv: one row per box and part inside",
    (
        text("box_id", "箱单号", "box", "journey and number"),
        text("journey_id", "箱程", "box journey", "identity"),
        text("box_type", "箱型", "box type", "row of boxes.csv"),
        text("route_id", "线路", "route", "box route"),
        hours("stuff_at_h", "装箱", "stuffed at", "hour of stuffing"),
        text("part_id", "批号", "part", "part inside"),
        Column("units", "int", "", "件数", "units", "units of the part inside"),
        number("kg", "kg", "重量", "weight", "of these units"),
        number("m3", "m3", "体积", "volume", "of these units"),
    ),
    key=("box_id", "part_id"),
)

PLAN_DEPARTURES = Table(
    "plan_departures",
    "计划班次",
    "planned departures",
    "plan/departures.csv: one row per departure and leg booked, or path run",
    (
        text("service_id", "班线", "service", "row of services.csv"),
        text("dispatch", "类型", "dispatch", "timetable or path"),
        hours("scheduled_h", "计划发车", "scheduled", "identity of the departure"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        text("from_id", "起", "from", "node"),
        text("to_id", "止", "to", "node"),
        Column("runs", "bool", "", "开行", "runs", "false: path given up"),
        number("capacity_teu", "TEU", "能力", "capacity", "open to the zone", optional=True),
        number("booked_teu", "TEU", "订舱", "booked", "boxes times TEU"),
        number("booked_t", "t", "订舱重量", "booked weight", "cargo and tare"),
        number("booked_plugs", "", "插头", "plugs", "reefers"),
        number("least_load_teu", "TEU", "最低成列", "least load", "below it, dead freight"),
    ),
    key=("service_id", "scheduled_h", "leg"),
)
