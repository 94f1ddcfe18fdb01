"""Tables of a run folder: what the simulation records and what the study makes of it."""

from __future__ import annotations

from domain.tables.calibration import CALIBRATION_TABLES
from domain.tables.columns import POLICY, RUN, hours, number, text
from domain.tables.faults import FAULTS
from domain.tables.lots import LOTS
from domain.tables.opening import OPENING_TABLES
from domain.tables.plans import PLAN_BOXES, PLAN_DEPARTURES, PLAN_PARTS
from domain.tables.registry import Column, Table
from domain.tables.rules import BREACHES
from domain.tables.sailings import SAILING_TABLES
from domain.tables.statistics import STATISTICS_TABLES
from domain.tables.stock import STOCK_TABLES
from domain.tables.streams import STREAM_TABLES
from domain.tables.why import WHY_TABLES

CONSIGNMENTS = Table(
    "consignments",
    "发货批结果",
    "consignments",
    "one row per consignment: when it was delivered, how fresh, at what cost",
    (
        *RUN,
        text("consignment_id", "发货批号", "consignment", "number in the order book"),
        text("flow_id", "流向", "flow", "row of flows.csv"),
        text("product_id", "产品", "product", "row of products.csv"),
        text("cargo_class", "货类", "cargo class", "dry, fresh, frozen, parcel"),
        text("trade_mode", "贸易方式", "trade mode", "customs supervision code"),
        text("origin_id", "起点", "origin", "node"),
        text("destination_id", "终点", "destination", "node"),
        Column("cohort", "bool", "", "计入指标", "in cohort", "counts in the KPIs"),
        number("kg", "kg", "重量", "weight", "gross weight"),
        number("m3", "m3", "体积", "volume", "as packed"),
        number("value_cny", "CNY", "货值", "value", "value of the goods"),
        hours("known_h", "获知时刻", "known at", "hour of announcement"),
        hours("ready_h", "备妥时刻", "ready", "hour ready at the shipper"),
        hours("due_h", "应到时刻", "due", "hour promised"),
        hours("delivered_h", "送达时刻", "delivered", "hour of the last part", optional=True),
        number("late_h", "h", "延误", "late by", "hours after due, 0 if on time", optional=True),
        Column("on_time", "bool", "", "准时", "on time", "delivered by the due hour"),
        Column("outsourced_units", "int", "", "外包件数", "outsourced units", "units given away"),
        Column("parts", "int", "", "分批数", "parts", "parts that travelled apart"),
        Column("missed", "int", "", "误班次数", "missed", "departures missed by its boxes"),
        Column("inspected", "bool", "", "被查验", "inspected", "selected for inspection"),
        hours("wait_departure_h", "候班时间", "departure wait", "boxes ready, waiting to leave"),
        number("life_left", "", "剩余寿命", "life left", "share of shelf life", optional=True),
        number("excursion_h", "h", "超温时间", "excursion", "hours outside the product's limits"),
        number("value_lost_cny", "CNY", "价值损失", "value lost", "on the way"),
        number("kgco2e", "kg", "碳排放", "CO2e", "well to wheel"),
        number("cost_cny", "CNY", "总成本", "cost", "all lines booked to it"),
    ),
    key=("policy", "replication", "consignment_id"),
)

MOVEMENTS = Table(
    "movements",
    "移动记录",
    "movements",
    "one row per stage of a part or of a box: where, from when to when",
    (
        *RUN,
        text("subject", "主体", "subject", "part or box"),
        text("subject_id", "主体号", "subject id", "part_id, or box_id"),
        text("box_id", "箱号", "box", "box that holds it, empty outside"),
        text("stage", "环节", "stage", "one of domain.route.STAGES, or recover"),
        text("node_id", "地点", "node", "where, or where from"),
        text("to_id", "去向", "to", "where to, the same node for steps"),
        text("service_id", "班线", "service", "service ridden, if any"),
        number("scheduled_h", "h", "计划班次", "scheduled", "departure ridden", optional=True),
        hours("start_h", "开始", "start", "arrival in the stage"),
        hours("opens_h", "开工", "work starts", "end of waiting for door or server"),
        hours("end_h", "结束", "end", "end of the stage"),
        number("temp_c", "°C", "温度", "temperature", "cargo, at the end", optional=True),
        number("life_used", "", "已用寿命", "life used", "share, at the end", optional=True),
        text("process_id", "工序", "process", "row of processes.csv that did it, if any"),
        hours("unplugged_h", "断电", "unplugged", "hours of the stage off power"),
    ),
    key=("policy", "replication", "subject_id", "start_h", "stage"),
)

DEPARTURES = Table(
    "departures",
    "班次",
    "departures",
    "one row per departure and leg: what was scheduled, booked and carried",
    (
        *RUN,
        text("service_id", "班线", "service", "row of services.csv"),
        text("mode", "方式", "mode", "rail, sea, barge, road, post"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        text("from_id", "起", "from", "node"),
        text("to_id", "止", "to", "node"),
        hours("scheduled_h", "计划发车", "scheduled", "identity of the departure"),
        text("status", "状态", "status", "ran, cancelled, given_up or no_wagons"),
        hours("left_h", "实际发车", "left", "departed this leg", optional=True),
        hours("arrived_h", "到达", "arrived", "arrived at the leg's end", optional=True),
        number("capacity_teu", "TEU", "能力", "capacity", "open to the zone", optional=True),
        number("booked_teu", "TEU", "订舱", "booked", "by the plan"),
        number("loaded_teu", "TEU", "装载", "loaded", "carried on this leg"),
        number("loaded_t", "t", "载重", "loaded weight", "cargo and tare"),
        number("plugs", "", "插头", "plugs", "reefers aboard"),
    ),
    key=("policy", "replication", "service_id", "scheduled_h", "leg"),
)

BOXES = Table(
    "boxes",
    "箱",
    "boxes",
    "one row per stuffed box, and per box moved empty",
    (
        *RUN,
        text("box_id", "箱单号", "box", "journey and number"),
        text("box_no", "箱号", "container number", "ISO 6346"),
        text("box_type", "箱型", "box type", "row of boxes.csv"),
        text("owner", "箱主", "owner", "pool, leased or a key of box_owners"),
        text("route_id", "线路", "route", "box route"),
        text("stuff_node", "装箱地", "stuffed at", "node"),
        text("strip_node", "拆箱地", "stripped at", "node"),
        hours("stuffed_h", "装箱", "stuffed", "start of stuffing"),
        hours("stripped_h", "拆箱", "stripped", "end of stripping", optional=True),
        number("kg", "kg", "货重", "cargo", "weight of goods"),
        number("m3", "m3", "货积", "cargo volume", "volume of goods"),
        number("fill", "", "满载率", "fill", "larger of weight and volume share"),
        Column("parts", "int", "", "批数", "parts", "parts inside; 0: moved empty"),
        Column("missed", "int", "", "误班", "missed", "departures missed"),
        hours("unplugged_h", "断电", "unplugged", "hours off power"),
        number("kwh", "kWh", "电量", "energy", "reefer energy"),
    ),
    key=("policy", "replication", "box_id"),
)

FACILITIES = Table(
    "facilities",
    "设施",
    "facilities",
    "one row per finite resource and week: load and waits",
    (
        *RUN,
        text("node_id", "地点", "node", "node"),
        text("step", "环节", "step", "process step, truck pool or box pool"),
        Column("week", "int", "", "周", "week", "from the scenario's start"),
        Column("served", "int", "", "服务数", "served", "requests of the zone"),
        number("wait_mean_h", "h", "平均等待", "mean wait", "for a server, doors apart"),
        number("wait_max_h", "h", "最长等待", "longest wait", "for a server"),
        number("busy_share", "", "利用率", "utilisation", "servers busy, with background"),
    ),
    key=("policy", "replication", "node_id", "step", "week"),
)

TEMPERATURES = Table(
    "temperatures",
    "温度",
    "temperatures",
    "one row per stage of a part whose temperature matters",
    (
        *RUN,
        text("part_id", "批号", "part", "part of a consignment"),
        text("product_id", "产品", "product", "row of products.csv"),
        text("stage", "环节", "stage", "stage of the journey"),
        text("node_id", "地点", "node", "where, or where from"),
        hours("start_h", "开始", "start", "of the stage"),
        hours("end_h", "结束", "end", "of the stage"),
        number("start_c", "°C", "起始温度", "from", "cargo temperature"),
        number("end_c", "°C", "结束温度", "to", "cargo temperature"),
        number("life_used", "", "已用寿命", "life used", "share used so far"),
        number("excursion_h", "h", "超温", "excursion", "hours outside limits so far"),
    ),
    key=("policy", "replication", "part_id", "start_h", "stage"),
)

COSTS = Table(
    "costs",
    "费用",
    "costs",
    "one row per amount booked: when, what for, who pays whom",
    (
        *RUN,
        hours("at_h", "时刻", "at", "hour of booking"),
        text("line", "费目", "line", "one of domain.tariff.COST_LINES"),
        text("consignment_id", "发货批号", "consignment", "empty: the network's"),
        text("part_id", "批号", "part", "empty: the network's"),
        text("payer", "付方", "payer", "role"),
        text("payee", "收方", "payee", "role"),
        text("reference", "依据", "reference", "box, departure, node or service"),
        number("cny", "CNY", "金额", "amount", "negative is received"),
    ),
    key=(),
)

KPIS = Table(
    "kpis",
    "指标",
    "KPIs",
    "mean over replications with its 95 % interval",
    (
        text("scenario", "方案", "scenario", "name"),
        POLICY,
        text("kpi", "指标", "KPI", "name"),
        text("unit", "单位", "unit", "unit"),
        number("mean", "", "均值", "mean", "over replications"),
        number("ci95_low", "", "95%下限", "95 % low", "t-interval", optional=True),
        number("ci95_high", "", "95%上限", "95 % high", "t-interval", optional=True),
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
        text("a_scenario", "方案A", "scenario a", "name"),
        text("a_policy", "策略A", "policy a", "name"),
        text("b_scenario", "方案B", "scenario b", "name"),
        text("b_policy", "策略B", "policy b", "name"),
        text("kpi", "指标", "KPI", "name"),
        text("unit", "单位", "unit", "unit"),
        number("mean_difference", "", "平均差", "mean difference", "b minus a"),
        number("ci95_low", "", "95%下限", "95 % low", "paired t-interval", optional=True),
        number("ci95_high", "", "95%上限", "95 % high", "paired t-interval", optional=True),
        Column("n", "int", "", "重复数", "n", "pairs"),
        number(
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
        *RUN,
        text("kpi", "指标", "KPI", "name"),
        text("unit", "单位", "unit", "unit"),
        number("value", "", "数值", "value", "of this replication", optional=True),
    ),
    key=("policy", "replication", "kpi"),
)

STAGE_HOURS = Table(
    "stage_hours",
    "环节时间",
    "hours by stage",
    "where the time goes: hours per tonne of the cohort, by stage",
    (
        *RUN,
        text("stage", "环节", "stage", "one of domain.route.STAGES, or recover"),
        number("hours_mean", "h", "平均小时", "mean hours", "per consignment, by tonnes"),
    ),
    key=("policy", "replication", "stage"),
)

COST_LINES_TABLE = Table(
    "cost_lines",
    "费目",
    "cost lines",
    "where the money goes: sums by line, payer and payee",
    (
        *RUN,
        text("line", "费目", "line", "one of domain.tariff.COST_LINES"),
        text("payer", "付方", "payer", "role"),
        text("payee", "收方", "payee", "role"),
        number("cny", "CNY", "金额", "amount", "of the cohort and the network"),
    ),
    key=("policy", "replication", "line", "payer", "payee"),
)

LANES = Table(
    "lanes",
    "线路结果",
    "lanes",
    "results by origin and destination",
    (
        *RUN,
        text("flow_id", "流向", "flow", "row of flows.csv"),
        text("origin_id", "起点", "origin", "node"),
        text("destination_id", "终点", "destination", "node"),
        Column("consignments", "int", "", "批数", "consignments", "of the cohort"),
        number("t", "t", "吨", "tonnes", "of the cohort"),
        number("on_time_share", "", "准时率", "on time", "of consignments"),
        number("lead_time_mean_h", "h", "平均全程", "mean lead time", "ready to delivered"),
        number("cost_cny_per_t", "CNY/t", "吨成本", "cost per tonne", "all lines"),
        number("life_left", "", "剩余寿命", "life left", "mean, cold goods", optional=True),
    ),
    key=("policy", "replication", "flow_id", "origin_id", "destination_id"),
)

LEG_FLOWS = Table(
    "leg_flows",
    "区段流量",
    "flows by leg",
    "what each leg of each service carried",
    (
        *RUN,
        text("service_id", "班线", "service", "row of services.csv"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        number("teu", "TEU", "箱量", "TEU", "boxes carried"),
        number("t", "t", "货量", "tonnes", "cargo carried, loose goods included"),
    ),
    key=("policy", "replication", "service_id", "leg"),
)

NETWORK_NODES = Table(
    "network_nodes",
    "地点",
    "nodes",
    "the places of the scenario, for maps and names",
    (
        text("node_id", "地点", "node", "identity"),
        text("name_zh", "中文名", "Chinese name", "display"),
        text("name_en", "英文名", "English name", "display"),
        text("kind", "类别", "kind", "hub, port, border_port, market ..."),
        text("country", "国别", "country", "ISO code, never drawn"),
        number("lon", "deg", "经度", "longitude", "WGS84"),
        number("lat", "deg", "纬度", "latitude", "WGS84"),
    ),
    key=("node_id",),
)

NETWORK_LEGS = Table(
    "network_legs",
    "区段",
    "legs",
    "the legs of the scenario's services with their lines",
    (
        text("service_id", "班线", "service", "identity"),
        Column("leg", "int", "", "区段", "leg", "number from 0"),
        text("mode", "方式", "mode", "rail, sea, barge, road, post"),
        text("dispatch", "发班方式", "dispatch", "timetable, path or truck"),
        text("from_id", "起", "from", "node"),
        text("to_id", "止", "to", "node"),
        number("km", "km", "里程", "length", "to plan with"),
        number("hours", "h", "时间", "hours", "nominal"),
        text("wkt", "线形", "line", "WKT in EPSG:4326, longitudes may pass 180"),
    ),
    key=("service_id", "leg"),
)

NETWORK_PRODUCTS = Table(
    "network_products",
    "产品",
    "products",
    "the products of the scenario: names and temperature limits",
    (
        text("product_id", "产品", "product", "row of products.csv"),
        text("name_zh", "中文名", "Chinese name", "display"),
        text("name_en", "英文名", "English name", "display"),
        text("temp_class", "温度等级", "temperature class", "ambient, chilled or frozen"),
        number("setpoint_c", "°C", "设定温度", "setpoint", "of boxes and rooms", optional=True),
        number("min_c", "°C", "下限", "lower limit", "colder is an excursion", optional=True),
        number("max_c", "°C", "上限", "upper limit", "warmer is an excursion", optional=True),
    ),
    key=("product_id",),
)

CONTRACTS = Table(
    "contracts",
    "合同",
    "contracts",
    "subsidies and block space, over the whole run: what there was, was used and is left",
    (
        *RUN,
        text("contract", "合同", "contract", "name in the scenario"),
        text("kind", "类别", "kind", "subsidy or block"),
        text("service_id", "服务", "service", "of one departure; empty: of a week or of all"),
        hours("from_h", "起始", "from", "hour of the departure, the week or the first day"),
        text("unit", "单位", "unit", "CNY of subsidies, TEU of space"),
        number("bought", "", "总额", "in all", "budget or space bought", optional=True),
        number("released", "", "退回", "given back", "space released in time"),
        number("used", "", "已用", "used", "paid out, or filled"),
        number("left", "", "剩余", "left", "not paid out, or empty", optional=True),
        number("cny", "CNY", "费用", "cost", "added to the freight at spot prices"),
        hours("ran_out_h", "用尽", "ran out", "departure that took the last of it", optional=True),
    ),
    key=("policy", "replication", "contract", "service_id", "from_h"),
)

QUEUES = Table(
    "queues",
    "排队",
    "queues",
    "one row per watched queue and hour: who waits and who is served, of the zone and of others",
    (
        *RUN,
        text("node_id", "地点", "node", "node"),
        text("step", "环节", "step", "process step"),
        hours("at_h", "时刻", "at", "full hour from the start"),
        Column("waiting", "int", "", "等待", "waiting", "boxes or loose lots; a train is one"),
        Column("working", "int", "", "作业中", "in service", "of the zone"),
        Column("others_waiting", "int", "", "他方等待", "others waiting", "background traffic"),
        Column("others_working", "int", "", "他方作业中", "others in service", "by their slots"),
    ),
    key=("policy", "replication", "node_id", "step", "at_h"),
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
        LOTS,
        CONTRACTS,
        QUEUES,
        FAULTS,
        BREACHES,
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
        *OPENING_TABLES,
        *SAILING_TABLES,
        *STOCK_TABLES,
        *STREAM_TABLES,
        *STATISTICS_TABLES,
        *WHY_TABLES,
        *CALIBRATION_TABLES,
    )
}
