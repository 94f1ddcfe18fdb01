"""Tables of a run folder: what the simulation records and what the study makes of it."""

from __future__ import annotations

from domain.tables.registry import Column, Table

_POLICY = Column("policy", "str", "", "策略", "policy", "habit, rule, plan or foresight")
_REPLICATION = Column(
    "replication", "int", "", "重复号", "replication", "number of the replication"
)
_RUN = (_POLICY, _REPLICATION)


def _text(name: str, zh: str, en: str, meaning: str) -> Column:
    return Column(name, "str", "", zh, en, meaning)


def _hours(name: str, zh: str, en: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, "float", "h", zh, en, meaning, optional=optional)


def _number(
    name: str, unit: str, zh: str, en: str, meaning: str, *, optional: bool = False
) -> Column:
    return Column(name, "float", unit, zh, en, meaning, optional=optional)


CONSIGNMENTS = Table(
    "consignments",
    "发货批结果",
    "consignments",
    "one row per consignment: when it was delivered, how fresh, at what cost",
    (
        *_RUN,
        _text("consignment_id", "发货批号", "consignment", "number in the order book"),
        _text("flow_id", "流向", "flow", "row of flows.csv"),
        _text("product_id", "产品", "product", "row of products.csv"),
        _text("cargo_class", "货类", "cargo class", "dry, fresh, frozen, parcel"),
        _text("trade_mode", "贸易方式", "trade mode", "customs supervision code"),
        _text("origin_id", "起点", "origin", "node"),
        _text("destination_id", "终点", "destination", "node"),
        Column("cohort", "bool", "", "计入指标", "in cohort", "counts in the KPIs"),
        _number("kg", "kg", "重量", "weight", "gross weight"),
        _number("m3", "m3", "体积", "volume", "as packed"),
        _number("value_cny", "CNY", "货值", "value", "value of the goods"),
        _hours("known_h", "获知时刻", "known at", "hour of announcement"),
        _hours("ready_h", "备妥时刻", "ready", "hour ready at the shipper"),
        _hours("due_h", "应到时刻", "due", "hour promised"),
        _hours("delivered_h", "送达时刻", "delivered", "hour of the last part", optional=True),
        _number("late_h", "h", "延误", "late by", "hours after due, 0 if on time", optional=True),
        Column("on_time", "bool", "", "准时", "on time", "delivered by the due hour"),
        Column("outsourced_units", "int", "", "外包件数", "outsourced units", "units given away"),
        Column("parts", "int", "", "分批数", "parts", "parts that travelled apart"),
        Column("missed", "int", "", "误班次数", "missed", "departures missed by its boxes"),
        Column("inspected", "bool", "", "被查验", "inspected", "selected for inspection"),
        _hours("wait_departure_h", "候班时间", "departure wait", "boxes ready, waiting to leave"),
        _number("life_left", "", "剩余寿命", "life left", "share of shelf life", optional=True),
        _number("excursion_h", "h", "超温时间", "excursion", "hours outside the product's limits"),
        _number("value_lost_cny", "CNY", "价值损失", "value lost", "on the way"),
        _number("kgco2e", "kg", "碳排放", "CO2e", "well to wheel"),
        _number("cost_cny", "CNY", "总成本", "cost", "all lines booked to it"),
    ),
    key=("policy", "replication", "consignment_id"),
)

MOVEMENTS = Table(
    "movements",
    "移动记录",
    "movements",
    "one row per stage of a part or of a box: where, from when to when",
    (
        *_RUN,
        _text("subject", "主体", "subject", "part or box"),
        _text("subject_id", "主体号", "subject id", "part_id, or box_id"),
        _text("box_id", "箱号", "box", "box that holds it, empty outside"),
        _text("stage", "环节", "stage", "one of domain.route.STAGES, or recover"),
        _text("node_id", "地点", "node", "where, or where from"),
        _text("to_id", "去向", "to", "where to, the same node for steps"),
        _text("service_id", "班线", "service", "service ridden, if any"),
        _number("scheduled_h", "h", "计划班次", "scheduled", "departure ridden", optional=True),
        _hours("start_h", "开始", "start", "arrival in the stage"),
        _hours("opens_h", "开工", "work starts", "end of waiting for door or server"),
        _hours("end_h", "结束", "end", "end of the stage"),
        _number("temp_c", "°C", "温度", "temperature", "cargo, at the end", optional=True),
        _number("life_used", "", "已用寿命", "life used", "share, at the end", optional=True),
    ),
    key=("policy", "replication", "subject_id", "start_h", "stage"),
)

DEPARTURES = Table(
    "departures",
    "班次",
    "departures",
    "one row per departure and leg: what was scheduled, booked and carried",
    (
        *_RUN,
        _text("service_id", "班线", "service", "row of services.csv"),
        _text("mode", "方式", "mode", "rail, sea, barge, road, post"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        _text("from_id", "起", "from", "node"),
        _text("to_id", "止", "to", "node"),
        _hours("scheduled_h", "计划发车", "scheduled", "identity of the departure"),
        _text("status", "状态", "status", "ran, cancelled or given_up"),
        _hours("left_h", "实际发车", "left", "departed this leg", optional=True),
        _hours("arrived_h", "到达", "arrived", "arrived at the leg's end", optional=True),
        _number("capacity_teu", "TEU", "能力", "capacity", "open to the zone", optional=True),
        _number("booked_teu", "TEU", "订舱", "booked", "by the plan"),
        _number("loaded_teu", "TEU", "装载", "loaded", "carried on this leg"),
        _number("loaded_t", "t", "载重", "loaded weight", "cargo and tare"),
        _number("plugs", "", "插头", "plugs", "reefers aboard"),
    ),
    key=("policy", "replication", "service_id", "scheduled_h", "leg"),
)

BOXES = Table(
    "boxes",
    "箱",
    "boxes",
    "one row per stuffed box",
    (
        *_RUN,
        _text("box_id", "箱单号", "box", "journey and number"),
        _text("box_no", "箱号", "container number", "ISO 6346"),
        _text("box_type", "箱型", "box type", "row of boxes.csv"),
        _text("owner", "箱主", "owner", "pool or leased"),
        _text("route_id", "线路", "route", "box route"),
        _text("stuff_node", "装箱地", "stuffed at", "node"),
        _text("strip_node", "拆箱地", "stripped at", "node"),
        _hours("stuffed_h", "装箱", "stuffed", "start of stuffing"),
        _hours("stripped_h", "拆箱", "stripped", "end of stripping", optional=True),
        _number("kg", "kg", "货重", "cargo", "weight of goods"),
        _number("m3", "m3", "货积", "cargo volume", "volume of goods"),
        _number("fill", "", "满载率", "fill", "larger of weight and volume share"),
        Column("parts", "int", "", "批数", "parts", "parts inside"),
        Column("missed", "int", "", "误班", "missed", "departures missed"),
        _hours("unplugged_h", "断电", "unplugged", "hours off power"),
        _number("kwh", "kWh", "电量", "energy", "reefer energy"),
    ),
    key=("policy", "replication", "box_id"),
)

FACILITIES = Table(
    "facilities",
    "设施",
    "facilities",
    "one row per finite resource and week: load and waits",
    (
        *_RUN,
        _text("node_id", "地点", "node", "node"),
        _text("step", "环节", "step", "process step, truck pool or box pool"),
        Column("week", "int", "", "周", "week", "from the scenario's start"),
        Column("served", "int", "", "服务数", "served", "requests of the zone"),
        _number("wait_mean_h", "h", "平均等待", "mean wait", "for a server, doors apart"),
        _number("wait_max_h", "h", "最长等待", "longest wait", "for a server"),
        _number("busy_share", "", "利用率", "utilisation", "servers busy, with background"),
    ),
    key=("policy", "replication", "node_id", "step", "week"),
)

TEMPERATURES = Table(
    "temperatures",
    "温度",
    "temperatures",
    "one row per stage of a part whose temperature matters",
    (
        *_RUN,
        _text("part_id", "批号", "part", "part of a consignment"),
        _text("product_id", "产品", "product", "row of products.csv"),
        _text("stage", "环节", "stage", "stage of the journey"),
        _text("node_id", "地点", "node", "where, or where from"),
        _hours("start_h", "开始", "start", "of the stage"),
        _hours("end_h", "结束", "end", "of the stage"),
        _number("start_c", "°C", "起始温度", "from", "cargo temperature"),
        _number("end_c", "°C", "结束温度", "to", "cargo temperature"),
        _number("life_used", "", "已用寿命", "life used", "share used so far"),
        _number("excursion_h", "h", "超温", "excursion", "hours outside limits so far"),
    ),
    key=("policy", "replication", "part_id", "start_h", "stage"),
)

COSTS = Table(
    "costs",
    "费用",
    "costs",
    "one row per amount booked: when, what for, who pays whom",
    (
        *_RUN,
        _hours("at_h", "时刻", "at", "hour of booking"),
        _text("line", "费目", "line", "one of domain.tariff.COST_LINES"),
        _text("consignment_id", "发货批号", "consignment", "empty: the network's"),
        _text("part_id", "批号", "part", "empty: the network's"),
        _text("payer", "付方", "payer", "role"),
        _text("payee", "收方", "payee", "role"),
        _text("reference", "依据", "reference", "box, departure, node or service"),
        _number("cny", "CNY", "金额", "amount", "negative is received"),
    ),
    key=(),
)

KPIS = Table(
    "kpis",
    "指标",
    "KPIs",
    "mean over replications with its 95 % interval",
    (
        _text("scenario", "方案", "scenario", "name"),
        _POLICY,
        _text("kpi", "指标", "KPI", "name"),
        _text("unit", "单位", "unit", "unit"),
        _number("mean", "", "均值", "mean", "over replications"),
        _number("ci95_low", "", "95%下限", "95 % low", "t-interval", optional=True),
        _number("ci95_high", "", "95%上限", "95 % high", "t-interval", optional=True),
        Column("n", "int", "", "重复数", "n", "replications"),
    ),
    key=("scenario", "policy", "kpi"),
)

COMPARISON = Table(
    "comparison",
    "对比",
    "comparison",
    "paired differences, b minus a, over common random numbers",
    (
        _text("a_scenario", "方案A", "scenario a", "name"),
        _text("a_policy", "策略A", "policy a", "name"),
        _text("b_scenario", "方案B", "scenario b", "name"),
        _text("b_policy", "策略B", "policy b", "name"),
        _text("kpi", "指标", "KPI", "name"),
        _text("unit", "单位", "unit", "unit"),
        _number("mean_difference", "", "平均差", "mean difference", "b minus a"),
        _number("ci95_low", "", "95%下限", "95 % low", "paired t-interval", optional=True),
        _number("ci95_high", "", "95%上限", "95 % high", "paired t-interval", optional=True),
        Column("n", "int", "", "重复数", "n", "pairs"),
        _number(
            "variance_ratio",
            "",
            "方差比",
            "variance ratio",
            "unpaired variance over paired variance",
            optional=True,
        ),
    ),
    key=("a_scenario", "a_policy", "b_scenario", "b_policy", "kpi"),
)

REPLICATION_KPIS = Table(
    "replication_kpis",
    "各次指标",
    "KPIs per replication",
    "one row per replication and KPI",
    (
        *_RUN,
        _text("kpi", "指标", "KPI", "name"),
        _text("unit", "单位", "unit", "unit"),
        _number("value", "", "数值", "value", "of this replication", optional=True),
    ),
    key=("policy", "replication", "kpi"),
)

PLAN_PARTS = Table(
    "parts",
    "计划分批",
    "planned parts",
    "plan/parts.csv: one row per part of a consignment",
    (
        _text("part_id", "批号", "part", "identity"),
        _text("consignment_id", "发货批号", "consignment", "number in the order book"),
        Column("units", "int", "", "件数", "units", "packing units"),
        Column("priority", "int", "", "优先级", "priority", "order of stuffing, low first"),
        _text("before", "前段", "before", "road services to the stuffing node, > joined"),
        _text("journey_id", "箱程", "box journey", "empty: outsourced"),
        _text("after", "后段", "after", "services from the stripping node, > joined"),
        Column("locked", "bool", "", "锁定", "locked", "may not be changed"),
        _hours("available_h", "可装时刻", "available", "received and released", optional=True),
        _hours("delivered_h", "计划送达", "delivered", "at nominal pace", optional=True),
        _number("cost_cny", "CNY", "计划成本", "cost", "at nominal pace"),
        _number("kgco2e", "kg", "碳排放", "CO2e", "at nominal pace"),
    ),
    key=("part_id",),
)

PLAN_BOXES = Table(
    "plan_boxes",
    "计划用箱",
    "planned boxes",
    "plan/boxes.csv: one row per box and part inside",
    (
        _text("box_id", "箱单号", "box", "journey and number"),
        _text("journey_id", "箱程", "box journey", "identity"),
        _text("box_type", "箱型", "box type", "row of boxes.csv"),
        _text("route_id", "线路", "route", "box route"),
        _hours("stuff_at_h", "装箱", "stuffed at", "hour of stuffing"),
        _text("part_id", "批号", "part", "part inside"),
        Column("units", "int", "", "件数", "units", "units of the part inside"),
        _number("kg", "kg", "重量", "weight", "of these units"),
        _number("m3", "m3", "体积", "volume", "of these units"),
    ),
    key=("box_id", "part_id"),
)

PLAN_DEPARTURES = Table(
    "plan_departures",
    "计划班次",
    "planned departures",
    "plan/departures.csv: one row per departure and leg booked, or path run",
    (
        _text("service_id", "班线", "service", "row of services.csv"),
        _text("dispatch", "类型", "dispatch", "timetable or path"),
        _hours("scheduled_h", "计划发车", "scheduled", "identity of the departure"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        _text("from_id", "起", "from", "node"),
        _text("to_id", "止", "to", "node"),
        Column("runs", "bool", "", "开行", "runs", "false: path given up"),
        _number("capacity_teu", "TEU", "能力", "capacity", "open to the zone", optional=True),
        _number("booked_teu", "TEU", "订舱", "booked", "boxes times TEU"),
        _number("booked_t", "t", "订舱重量", "booked weight", "cargo and tare"),
        _number("booked_plugs", "", "插头", "plugs", "reefers"),
        _number("least_load_teu", "TEU", "最低成列", "least load", "below it, dead freight"),
    ),
    key=("service_id", "scheduled_h", "leg"),
)

STAGE_HOURS = Table(
    "stage_hours",
    "环节时间",
    "hours by stage",
    "where the time goes: hours per tonne of the cohort, by stage",
    (
        *_RUN,
        _text("stage", "环节", "stage", "one of domain.route.STAGES, or recover"),
        _number("hours_mean", "h", "平均小时", "mean hours", "per consignment, by tonnes"),
    ),
    key=("policy", "replication", "stage"),
)

COST_LINES_TABLE = Table(
    "cost_lines",
    "费目",
    "cost lines",
    "where the money goes: sums by line, payer and payee",
    (
        *_RUN,
        _text("line", "费目", "line", "one of domain.tariff.COST_LINES"),
        _text("payer", "付方", "payer", "role"),
        _text("payee", "收方", "payee", "role"),
        _number("cny", "CNY", "金额", "amount", "of the cohort and the network"),
    ),
    key=("policy", "replication", "line", "payer", "payee"),
)

LANES = Table(
    "lanes",
    "线路结果",
    "lanes",
    "results by origin and destination",
    (
        *_RUN,
        _text("flow_id", "流向", "flow", "row of flows.csv"),
        _text("origin_id", "起点", "origin", "node"),
        _text("destination_id", "终点", "destination", "node"),
        Column("consignments", "int", "", "批数", "consignments", "of the cohort"),
        _number("t", "t", "吨", "tonnes", "of the cohort"),
        _number("on_time_share", "", "准时率", "on time", "of consignments"),
        _number("lead_time_mean_h", "h", "平均全程", "mean lead time", "ready to delivered"),
        _number("cost_cny_per_t", "CNY/t", "吨成本", "cost per tonne", "all lines"),
        _number("life_left", "", "剩余寿命", "life left", "mean, cold goods", optional=True),
    ),
    key=("policy", "replication", "flow_id", "origin_id", "destination_id"),
)

LEG_FLOWS = Table(
    "leg_flows",
    "区段流量",
    "flows by leg",
    "what each leg of each service carried",
    (
        *_RUN,
        _text("service_id", "班线", "service", "row of services.csv"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        _number("teu", "TEU", "箱量", "TEU", "boxes carried"),
        _number("t", "t", "货量", "tonnes", "cargo carried, loose goods included"),
    ),
    key=("policy", "replication", "service_id", "leg"),
)

NETWORK_NODES = Table(
    "network_nodes",
    "地点",
    "nodes",
    "the places of the scenario, for maps and names",
    (
        _text("node_id", "地点", "node", "identity"),
        _text("name_zh", "中文名", "Chinese name", "display"),
        _text("name_en", "英文名", "English name", "display"),
        _text("kind", "类别", "kind", "hub, port, border_port, market ..."),
        _text("country", "国别", "country", "ISO code, never drawn"),
        _number("lon", "deg", "经度", "longitude", "WGS84"),
        _number("lat", "deg", "纬度", "latitude", "WGS84"),
    ),
    key=("node_id",),
)

NETWORK_LEGS = Table(
    "network_legs",
    "区段",
    "legs",
    "the legs of the scenario's services with their lines",
    (
        _text("service_id", "班线", "service", "identity"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        _text("mode", "方式", "mode", "rail, sea, barge, road, post"),
        _text("dispatch", "发班方式", "dispatch", "timetable, path or truck"),
        _text("from_id", "起", "from", "node"),
        _text("to_id", "止", "to", "node"),
        _number("km", "km", "里程", "length", "to plan with"),
        _number("hours", "h", "时间", "hours", "nominal"),
        _text("wkt", "线形", "line", "WKT in EPSG:4326, longitudes may pass 180"),
    ),
    key=("service_id", "leg"),
)

NETWORK_PRODUCTS = Table(
    "network_products",
    "产品",
    "products",
    "the products of the scenario: names and temperature limits",
    (
        _text("product_id", "产品", "product", "row of products.csv"),
        _text("name_zh", "中文名", "Chinese name", "display"),
        _text("name_en", "英文名", "English name", "display"),
        _text("temp_class", "温度等级", "temperature class", "ambient, chilled or frozen"),
        _number("setpoint_c", "°C", "设定温度", "setpoint", "of boxes and rooms", optional=True),
        _number("min_c", "°C", "下限", "lower limit", "colder is an excursion", optional=True),
        _number("max_c", "°C", "上限", "upper limit", "warmer is an excursion", optional=True),
    ),
    key=("product_id",),
)

RESULT_TABLES = {
    table.name: table
    for table in (
        CONSIGNMENTS,
        MOVEMENTS,
        DEPARTURES,
        BOXES,
        FACILITIES,
        TEMPERATURES,
        COSTS,
        KPIS,
        COMPARISON,
        REPLICATION_KPIS,
        PLAN_PARTS,
        PLAN_BOXES,
        PLAN_DEPARTURES,
        STAGE_HOURS,
        COST_LINES_TABLE,
        LANES,
        LEG_FLOWS,
        NETWORK_NODES,
        NETWORK_LEGS,
        NETWORK_PRODUCTS,
    )
}
