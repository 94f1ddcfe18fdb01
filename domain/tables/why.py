"""Tables of `why`: ways of consignments compared, what room is worth, where the plan gains."""

from __future__ import annotations

from domain.tables.columns import hours, number, text, whole
from domain.tables.registry import Column, Table

_CONSIGNMENT = text("consignment_id", "发货批号", "consignment", "number in the order book")
_WAY = whole("way", "方案号", "way", "0: the chosen one; then by what they add")

WHY_WAYS = Table(
    "why_ways",
    "走法比较",
    "ways compared",
    "one row per consignment and way: the plan with it taken off and put there, all else as it is",
    (
        _CONSIGNMENT,
        _WAY,
        Column("kind", "str", "", "类别", "kind", "how it differs from the chosen way",
               choices=("chosen", "departure", "route", "box", "outsourced")),
        text("product_id", "产品", "product", "row of products.csv"),
        text("origin_id", "起点", "origin", "node"),
        text("destination_id", "终点", "destination", "node"),
        number("kg", "kg", "重量", "weight", "gross weight"),
        text("route_id", "线路", "route", "box route, + joined where parts differ"),
        text("box_type", "箱型", "box type", "row of boxes.csv"),
        text("departures", "班次", "departures", "service@scheduled hour, > joined"),
        hours("stuff_at_h", "装箱", "stuffed at", "hour of stuffing", optional=True),
        number("boxes", "", "增箱", "boxes opened", "boxes more with it than without it"),
        number("cny", "CNY", "增加成本", "added cost", "to the plan without it"),
        number("more_cny", "CNY", "比所选多", "more than chosen", "moving it there alone"),
        hours("ready_h", "备妥", "ready", "hour ready at the shipper"),
        hours("due_h", "应到", "due", "hour promised"),
        hours("expected_h", "期望送达", "expected arrival", "mean over the outlook's samples"),
        hours("latest_h", "最晚送达", "latest arrival", "of the outlook's samples"),
        number("in_time_share", "", "准时样本占比", "in time", "share of the outlook's samples"),
    ),
    key=("consignment_id", "way"),
)  # fmt: skip

WHY_LINES = Table(
    "why_lines",
    "走法费目",
    "lines of ways",
    "one row per consignment, way and cost line",
    (
        _CONSIGNMENT,
        _WAY,
        text("line", "费目", "line", "cost line"),
        number("booked_cny", "CNY", "分摊", "booked", "its share in the plan", optional=True),
        number("cny", "CNY", "增加", "added", "to the plan without it"),
    ),
    key=("consignment_id", "way", "line"),
)

WHY_CHANGES = Table(
    "why_changes",
    "翻转条件",
    "what would have to change",
    "one row per way and single change that makes it cost the same as the chosen one",
    (
        _CONSIGNMENT,
        _WAY,
        Column("what", "str", "", "条件", "change", "one thing, all else as it is",
               choices=("freight", "earlier", "due_later", "due_earlier", "fill", "outsource")),
        text("service_id", "班线", "service", "whose freight, if any"),
        number("amount", "", "数额", "amount", "in the unit of the row"),
        text("unit", "单位", "unit", "CNY per box, h, share of box, CNY per kg"),
    ),
    key=("consignment_id", "way", "what", "service_id"),
)  # fmt: skip

WHY_SHUT = Table(
    "why_shut",
    "不通的走法",
    "shut ways",
    "one row per way that is not open to a consignment, and why",
    (
        _CONSIGNMENT,
        whole("number", "序号", "number", "in the order told"),
        Column("reason", "str", "", "原因", "reason", "what shuts it",
               choices=("no_room", "class", "size", "no_departure", "deadline", "promise",
                        "no_path")),
        text("route_id", "线路", "route", "box route"),
        text("departures", "班次", "departures", "service@scheduled hour, > joined"),
        text("service_id", "满载班线", "full service", "where there is no room"),
        hours("scheduled_h", "满载班次", "full departure", "scheduled", optional=True),
        Column("leg", "int", "", "区段", "leg", "number from 0", optional=True),
        text("unit", "单位", "unit", "teu, t or plugs"),
        number("free", "", "余量", "free", "with its own room given back", optional=True),
        number("wanted", "", "所需", "wanted", "more than in the plan", optional=True),
        number("more_cny", "CNY", "约多", "about more", "than the chosen way, if it were open",
               optional=True),
    ),
    key=("consignment_id", "number"),
)  # fmt: skip

WHY_CAPACITY = Table(
    "why_capacity",
    "能力价值",
    "worth of room",
    "one row per full departure and unit, and per train path that runs",
    (
        text("service_id", "班线", "service", "row of services.csv"),
        hours("scheduled_h", "班次", "departure", "scheduled"),
        text("legs", "区段", "legs", "that are full, numbers from 0"),
        Column("unit", "str", "", "单位", "unit", "train: the departure itself",
               choices=("teu", "t", "plugs", "train")),
        number("step", "", "增量", "step", "how much more; a train: as it is against none"),
        number("room", "", "能力", "room", "of a leg", optional=True),
        number("used", "", "已用", "used", "on the fullest of the legs"),
        number("estimate_cny", "CNY", "估值", "estimate", "at the planner's desk"),
        number("price_cny", "CNY", "下界影子价格", "bound's price",
               "the step at the prices that prove the lower bound", optional=True),
        number("nearby_cny", "CNY", "就近重排", "improved nearby",
               "the plan improved around the departure, with it less without it", optional=True),
        number("confirmed_cny", "CNY", "整体重排", "planned again",
               "from nothing, with it less without it", optional=True),
        whole("movers", "移入批数", "movers", "consignments that would come (train: leave)"),
        text("first_mover", "首批", "first mover", "the one that gains most"),
    ),
    key=("service_id", "scheduled_h", "unit"),
)  # fmt: skip

WHY_WATERFALL = Table(
    "why_waterfall",
    "节省分解",
    "where the plan gains",
    "from the cost of the rule to that of the plan; steps sum to the difference",
    (
        whole("number", "序号", "number", "in the order of the chart"),
        Column("step", "str", "", "步骤", "step", "what changes",
               choices=("rule", "choice_ways", "choice_time", "filling", "trains", "misses",
                        "inspections", "plan")),
        number("cny", "CNY", "金额", "amount", "rule and plan: cost; steps: below 0 saves"),
        whole("replications", "重复数", "replications", "executed; 0: planned cost only"),
    ),
    key=("number",),
)  # fmt: skip

WHY_TABLES = (WHY_WATERFALL, WHY_CAPACITY, WHY_WAYS, WHY_LINES, WHY_CHANGES, WHY_SHUT)
"""All of them, in the order of the workbook."""
