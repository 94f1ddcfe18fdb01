"""Tables of a run with streams: what happened to each lot, and the figures of each step."""

from __future__ import annotations

from domain.tables.columns import RUN, hours, number, text, whole
from domain.tables.registry import Column, Table

_STEP = text("step_id", "环节", "step", "step of the scenario")

STREAM_LOTS = Table(
    "stream_lots",
    "流货批",
    "lots of streams",
    "one row per lot, and per box that a packing step filled",
    (
        *RUN,
        whole("lot", "序号", "lot", "entry, from 0, in order of creation"),
        text("stream", "货流", "stream", "stream of the scenario; empty for a box"),
        whole("number", "流内序号", "number", "within the stream, or of the boxes of its step"),
        whole("parcels", "件数", "parcels", "in the lot or box"),
        hours("born_h", "到来时刻", "came", "hour of arrival, or of the box's first lot"),
        hours("done_h", "离开时刻", "out", "hour out of the system", optional=True),
        whole("inside", "所在箱", "inside", "entry of the box it was packed into last",
              optional=True),
        Column("lost", "bool", "", "流失", "lost", "turned away: no stock"),
        whole("missed", "被甩次数", "left behind", "departures that left it behind"),
        number("cny", "CNY", "费用", "cost", "charged to the lot or box"),
    ),
    key=("policy", "replication", "lot"),
)  # fmt: skip

VISITS = Table(
    "visits",
    "环节停留",
    "visits",
    "one row per visit of a lot or box to a step",
    (
        *RUN,
        _STEP,
        whole("lot", "序号", "lot", "row of stream_lots"),
        hours("entered_h", "进入", "entered", "hour of coming to the step"),
        hours("began_h", "开始", "began", "end of waiting; empty: still waiting", optional=True),
        hours("left_h", "离开", "left", "through; empty: not yet", optional=True),
    ),
    key=(),
)

BOARDINGS = Table(
    "boardings",
    "上车记录",
    "boardings",
    "one row per departure that a ride step waits for",
    (
        *RUN,
        _STEP,
        text("service_id", "班线", "service", "service ridden"),
        hours("scheduled_h", "计划发车", "scheduled", "identity of the departure"),
        hours("left_h", "实际发车", "left", "hour of leaving", optional=True),
        text("status", "状态", "status", "ran or cancelled"),
        whole("lots", "装车批数", "lots aboard", "lots or boxes that boarded here"),
        number("teu", "TEU", "装车箱量", "TEU aboard", "that boarded here"),
        number("room_teu", "TEU", "能力", "room", "of the departure; empty: no limit",
               optional=True),
        whole("left_behind", "甩下批数", "left behind", "lots or boxes that found no room"),
    ),
    key=("policy", "replication", "step_id", "scheduled_h"),
)  # fmt: skip

STOCK_EVENTS = Table(
    "stock_events",
    "库存事件",
    "stock events",
    "one row per receipt, demand or order of a shelf, in order",
    (
        *RUN,
        _STEP,
        hours("at_h", "时刻", "at", "hour of the event"),
        text("event", "事件", "event", "receipt, demand or order"),
        whole("parcels", "件数", "parcels", "received, asked for or ordered"),
        whole("on_hand", "在库", "on hand", "after it"),
        whole("backorders", "欠货", "backorders", "after it"),
        whole("on_order", "在途订货", "on order", "after it"),
    ),
    key=(),
)

STOCK_PERIODS = Table(
    "stock_periods",
    "库存周期",
    "stock by period",
    "one row per shelf and period: its review period, or a day where it is looked at always",
    (
        *RUN,
        _STEP,
        hours("from_h", "起", "from", "begins, inclusive"),
        hours("to_h", "止", "to", "ends, exclusive"),
        whole("opening", "期初在库", "opening", "on hand before anything happens"),
        whole("received", "到货", "received", "parcels"),
        whole("demanded", "需求", "demanded", "parcels"),
        whole("met", "即时满足", "met at once", "parcels handed out on demand"),
        whole("lost", "流失", "lost", "parcels turned away"),
        whole("ordered", "订货", "ordered", "parcels"),
        whole("on_hand", "期末在库", "on hand", "when the period ends"),
        whole("backorders", "期末欠货", "backorders", "when the period ends"),
        whole("on_order", "期末在途订货", "on order", "when the period ends"),
    ),
    key=("policy", "replication", "step_id", "from_h"),
)

STEP_FIGURES = Table(
    "step_figures",
    "环节指标",
    "figures by step",
    "one row per step: waits of visits that began in the window, averages over the window",
    (
        *RUN,
        _STEP,
        text("kind", "类别", "kind", "process, pack, ride, stock or unpack"),
        hours("from_h", "统计起", "from", "end of the warm-up"),
        hours("to_h", "统计止", "to", "end of the period"),
        whole("visits", "到达批次", "visits", "lots or boxes that entered in the window"),
        whole("unfinished", "未了批次", "unfinished", "of them still waiting when the run ended"),
        hours("wait_mean_h", "平均等待", "mean wait", "per visit", optional=True),
        hours("wait_sd_h", "等待标准差", "sd of waits", "per visit", optional=True),
        hours("wait_p50_h", "等待中位数", "median wait", "per visit", optional=True),
        hours("wait_p90_h", "等待90分位", "90th percentile of waits", "per visit", optional=True),
        number("waited_share", "", "需等待比例", "share that waits", "of visits", optional=True),
        number("queue_mean", "", "平均排队", "mean queue", "waiting, over time", optional=True),
        number("number_mean", "", "平均数量", "mean number", "in the step, over time",
               optional=True),
        number("number_variance", "", "数量方差", "variance of the number", "over time",
               optional=True),
        number("use_share", "", "利用率", "use", "of open server-hours", optional=True),
        whole("departures", "开行班次", "departures", "scheduled in the window that ran"),
        number("aboard_mean", "", "平均装车", "mean aboard", "lots or boxes per departure",
               optional=True),
        number("fill_share", "", "满载率", "fill", "TEU aboard over room", optional=True),
        number("left_behind_mean", "", "平均甩下", "mean left behind", "per departure",
               optional=True),
        number("left_behind_share", "", "甩货班次比例", "departures that leave some behind",
               "of those that ran", optional=True),
        number("fill_rate", "", "即时满足率", "fill rate", "parcels met at once over demand",
               optional=True),
        number("on_hand_mean", "", "平均在库", "mean on hand", "parcels, over time",
               optional=True),
        number("backorders_mean", "", "平均欠货", "mean backorders", "parcels, over time",
               optional=True),
        number("on_order_mean", "", "平均在途订货", "mean on order", "parcels, over time",
               optional=True),
        number("lost", "", "流失件数", "lost", "parcels turned away in the window",
               optional=True),
    ),
    key=("policy", "replication", "step_id"),
)  # fmt: skip

STREAM_TABLES = (STREAM_LOTS, VISITS, BOARDINGS, STOCK_EVENTS, STOCK_PERIODS, STEP_FIGURES)
"""All of them, in the order of the workbook."""
