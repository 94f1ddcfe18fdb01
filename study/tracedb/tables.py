"""Tables of the trace database, with what each column means; the database holds the same words."""

from __future__ import annotations

from domain.tables.columns import hours, number, text, whole
from domain.tables.registry import Column, Table

LOT = text("lot_id", "批号", "lot", "lot that moved together")
BOX = text("box_id", "箱单号", "box", "journey and number; empty: in no box")
FROM = hours("from_h", "起", "from", "hours since the start of the scenario")
TO = hours("to_h", "止", "to", "hours since the start; empty: still so when the run ended",
           optional=True)  # fmt: skip
PLACE = text("node_id", "地点", "place", "row of places")
HOLDER = text("holder_id", "保管方", "holder", "row of holders")


def _c(name: str, unit: str, zh: str, en: str, meaning: str) -> Column:
    """Number that may be unknown."""
    return number(name, unit, zh, en, meaning, optional=True)


META = Table(
    "meta", "说明", "facts", "which run this is, when hour 0 is, what made it",
    (text("key", "项", "key", "name"), text("value", "值", "value", "text")), ("key",),
)  # fmt: skip
SOURCES = Table(
    "sources", "来源文件", "sources", "files of the run folder that everything here was made from",
    (
        text("file", "文件", "file", "below the run folder"),
        whole("bytes", "字节", "bytes", "size"),
        text("sha256", "摘要", "SHA-256", "of the file; another one and all is built again"),
    ),
    ("file",),
)  # fmt: skip
DOCUMENTATION = Table(
    "documentation", "数据字典", "documentation", "every table and column in words",
    (
        text("table_name", "表", "table", "name"),
        text("column_name", "列", "column", "name; empty: the table itself"),
        text("unit", "单位", "unit", "unit"),
        text("title_zh", "中文", "Chinese", "title"),
        text("title_en", "英文", "English", "title"),
        text("meaning", "含义", "meaning", "what it says"),
    ),
    ("table_name", "column_name"),
)  # fmt: skip
PLACES = Table(
    "places", "地点", "places", "where goods were",
    (
        text("node_id", "地点", "place", "identity"),
        text("name_zh", "中文名", "Chinese name", "display"),
        text("name_en", "英文名", "English name", "display"),
        text("kind", "类别", "kind", "hub, port, border_port, market ..."),
        text("tz", "时区", "time zone", "IANA name"),
    ),
    ("node_id",),
)  # fmt: skip
HOLDERS = Table(
    "holders", "保管方", "holders", "parties that held goods: a role at a place or of a service",
    (
        text("holder_id", "保管方", "holder", "role:place, or carrier:service"),
        text("role", "角色", "role", "shipper, carrier, hub, terminal, consignee, warehouse"),
        text("at", "何处", "of", "place, or service of a carrier"),
    ),
    ("holder_id",),
)  # fmt: skip
PRODUCTS = Table(
    "products", "产品", "products", "names and limits of temperature",
    (
        text("product_id", "产品", "product", "identity"),
        text("name_zh", "中文名", "Chinese name", "display"),
        text("name_en", "英文名", "English name", "display"),
        text("temp_class", "温度等级", "temperature class", "ambient, chilled or frozen"),
        _c("min_c", "°C", "下限", "lower limit", "colder is an excursion"),
        _c("max_c", "°C", "上限", "upper limit", "warmer is an excursion"),
    ),
    ("product_id",),
)  # fmt: skip
CONSIGNMENTS = Table(
    "consignments", "发货批", "consignments", "what was ordered, by whom for whom",
    (
        text("consignment_id", "发货批号", "consignment", "number in the order book"),
        text("product_id", "产品", "product", "row of products"),
        text("origin_id", "起点", "origin", "place of the shipper"),
        text("destination_id", "终点", "destination", "place of the customer"),
        number("kg", "kg", "重量", "weight", "gross"),
        hours("ready_h", "备妥", "ready", "at the shipper"),
        hours("due_h", "应到", "due", "promised"),
        hours("delivered_h", "送达", "delivered", "the last part", optional=True),
    ),
    ("consignment_id",),
)  # fmt: skip
LOTS = Table(
    "lots", "批次", "lots", "goods that moved together: of a consignment, a piece of another, "
    "or pieces on a shelf",
    (
        LOT,
        text("parent_id", "母批", "split from", "lot that it was split from; empty: none"),
        text("consignment_id", "发货批号", "consignment", "empty: stock that never travelled here"),
        text("product_id", "产品", "product", "row of products"),
        _c("units", "", "件数", "units", "packing units, or pieces on a shelf"),
        _c("kg", "kg", "重量", "weight", "gross"),
        text("ended", "结局", "ended", "delivered, outsourced, lost, split ... or where it stood"),
        hours("from_h", "起", "from", "first stage", optional=True),
        TO,
        hours("keep_until_h", "记录保存至", "keep records until", "from the lot's end, or delivery",
              optional=True),
        text("keep_rule", "依据", "by rule", "pack that asks for it; empty: none does"),
    ),
    ("lot_id",),
)  # fmt: skip
LINKS = Table(
    "links", "来龙去脉", "links", "what became of what: the graph of every trace",
    (
        text("from_kind", "源类", "from kind", "consignment, lot or order"),
        text("from_id", "源", "from", "identity of its kind"),
        text("to_kind", "去类", "to kind", "lot or order"),
        text("to_id", "去", "to", "identity of its kind"),
        text("how", "方式", "how", "ships, split, restuffed, display, term_over, sold, restocked"),
        hours("at_h", "时刻", "at", "hour", optional=True),
        _c("units", "", "件数", "units", "units or pieces"),
    ),
    ("from_kind", "from_id", "to_kind", "to_id", "how", "at_h"),
)  # fmt: skip
BOXES = Table(
    "boxes", "箱", "boxes", "boxes that were stuffed, or moved empty",
    (
        text("box_id", "箱单号", "box", "journey and number"),
        text("box_no", "箱号", "container number", "ISO 6346"),
        text("box_type", "箱型", "box type", "row of boxes.csv"),
        text("owner", "箱主", "owner", "pool, leased or who"),
        text("stuff_node", "装箱地", "stuffed at", "place"),
        text("strip_node", "拆箱地", "stripped at", "place"),
        hours("stuffed_h", "装箱", "stuffed", "start of stuffing"),
        hours("stripped_h", "拆箱", "stripped", "end of stripping", optional=True),
    ),
    ("box_id",),
)  # fmt: skip
IN_BOXES = Table(
    "box_contents", "箱内货物", "box contents", "which lot was in which box, from when to when",
    (BOX, LOT, FROM, TO), (),
)  # fmt: skip
IN_ROOMS = Table(
    "room_contents", "库内货物", "room contents", "which lot stood in which room, when",
    (
        text("room_id", "库房", "room", "place/cold, place/floor, or a shelf of a warehouse"),
        PLACE, LOT, FROM, TO,
    ),
    (),
)  # fmt: skip
STAYS = Table(
    "stays", "逐段经历", "stays", "every stage that goods themselves went through, in order",
    (
        LOT,
        whole("seq", "序", "number", "of the lot, from 0"),
        text("stage", "环节", "stage", "kind of stage"),
        PLACE,
        text("to_id", "去向", "to", "the same place for work and waiting"),
        text("service_id", "班线", "service", "ridden; empty: none"),
        BOX, HOLDER, FROM, TO,
        _c("temp_c", "°C", "温度", "temperature", "of the cargo, at the end"),
    ),
    ("lot_id", "seq"),
)  # fmt: skip
CUSTODY = Table(
    "custody", "保管链", "custody", "who held a lot from when to when, without gap or overlap",
    (
        LOT,
        whole("seq", "序", "number", "of the lot, from 0"),
        HOLDER,
        text("from_id", "接于", "taken at", "place"),
        text("to_id", "交于", "handed on at", "place"),
        FROM, TO,
        _c("taken_c", "°C", "接时温度", "temperature when taken", "of the cargo"),
        _c("given_c", "°C", "交时温度", "temperature when handed on", "of the cargo"),
        _c("min_c", "°C", "最低", "lowest", "of the recorded temperatures"),
        _c("max_c", "°C", "最高", "highest", "of the recorded temperatures"),
    ),
    ("lot_id", "seq"),
)  # fmt: skip
TEMPERATURES = Table(
    "temperatures", "温度", "temperatures",
    "temperature of the cargo in every stage: at its ends, and where power came back",
    (
        LOT,
        text("stage", "环节", "stage", "kind of stage"),
        PLACE, BOX, HOLDER, FROM, TO,
        number("start_c", "°C", "始", "at the start", "cargo"),
        number("end_c", "°C", "终", "at the end", "cargo"),
        hours("turn_h", "转折", "turn", "when power came back within the stage; else its end"),
        number("turn_c", "°C", "转折温度", "at the turn", "cargo"),
        number("min_c", "°C", "最低", "lowest of these", "cargo"),
        number("max_c", "°C", "最高", "highest of these", "cargo"),
        _c("life_used", "1", "已用寿命", "life used", "share of shelf life, at the end"),
        number("outside_h", "h", "超限时间", "hours outside", "the product's limits, in the stage"),
    ),
    (),
)  # fmt: skip
EXCURSIONS = Table(
    "excursions", "超温事件", "excursions", "stretches of time outside the product's limits, each "
    "in the hands of one holder at one place",
    (
        LOT,
        whole("seq", "序", "number", "of the lot, from 0"),
        text("side", "方向", "side", "above or below the limits"),
        PLACE, BOX, HOLDER,
        text("stage", "环节", "stage", "first stage of it"),
        FROM, TO,
        number("worst_c", "°C", "极值", "worst", "highest, or lowest, recorded"),
        number("limit_c", "°C", "限值", "limit", "of the product"),
        number("hours", "h", "时长", "hours", "outside"),
        number("degree_h", "K·h", "度时", "degree-hours", "straight lines between records"),
    ),
    ("lot_id", "seq"),
)  # fmt: skip
DELIVERIES = Table(
    "deliveries", "交付", "deliveries", "lots that came to their customers",
    (
        LOT,
        text("consignment_id", "发货批号", "consignment", "row of consignments"),
        text("customer_id", "客户", "customer", "place of delivery, or warehouse"),
        hours("at_h", "时刻", "at", "at the door"),
        _c("temp_c", "°C", "温度", "temperature", "of the cargo, when handed over"),
        _c("kg", "kg", "重量", "weight", "gross"),
    ),
    ("lot_id",),
)  # fmt: skip
SALES = Table(
    "sales", "销售", "sales", "pieces of a lot on a shelf that went into an order",
    (
        text("shelf_id", "货架", "shelf", "warehouse/product"),
        LOT,
        text("order_id", "订单", "order", "orders of a channel, or part of them"),
        text("channel_id", "渠道", "channel", "channel of the market"),
        whole("pieces", "件数", "pieces", "set aside"),
        hours("at_h", "时刻", "at", "set aside"),
        hours("door_h", "到门", "at the door", "empty: not when the run ended", optional=True),
    ),
    ("order_id", "lot_id"),
)  # fmt: skip
DISPOSALS = Table(
    "disposals", "处置", "disposals", "goods that were destroyed, sold off, sent home or lost",
    (
        LOT,
        text("subject_id", "对象", "subject", "lot, or return of an order (ends with <)"),
        text("how", "方式", "how", "write_off, destroyed, sold_off, sent_home, disposed, lost"),
        text("node_id", "地点", "place", "shelf, or place"),
        _c("units", "", "件数", "units", "units or pieces"),
        hours("at_h", "时刻", "at", "hour", optional=True),
    ),
    (),
)  # fmt: skip
TABLES = (
    META, SOURCES, DOCUMENTATION, PLACES, HOLDERS, PRODUCTS, CONSIGNMENTS, LOTS, LINKS, BOXES,
    IN_BOXES, IN_ROOMS, STAYS, CUSTODY, TEMPERATURES, EXCURSIONS, DELIVERIES, SALES, DISPOSALS,
)  # fmt: skip
INDEXES = (
    ("temperatures", "lot_id, from_h"), ("lots", "consignment_id"), ("lots", "parent_id"),
    ("links", "from_id, from_kind"),
    ("links", "to_id, to_kind"), ("boxes", "box_no"), ("box_contents", "lot_id"),
    ("box_contents", "box_id, from_h"), ("room_contents", "lot_id"),
    ("room_contents", "room_id, from_h"), ("custody", "holder_id, from_h"),
    ("excursions", "holder_id"), ("deliveries", "customer_id"), ("sales", "lot_id"),
    ("sales", "order_id"), ("disposals", "lot_id"),
)  # fmt: skip
"""Table and columns of every index."""
