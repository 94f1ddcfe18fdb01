"""Phrases of charts and pages in Chinese and English, looked up by key.

Keys are `subject.thing`: `mode.rail`, `policy.plan`, `cost.transport`, `stage.border`,
`kpi.on_time_share`, `unit.h`. A phrase may hold places for values: `{run}`.
Terms are those of docs/glossary.zh-en.md.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal, NamedTuple

from report.words_calibration import CALIBRATION_PHRASES
from report.words_charts import CHART_PHRASES
from report.words_page import PAGE_PHRASES
from report.words_rules import RULE_CHART_PHRASES
from report.words_statistics import STATISTICS_PHRASES
from report.words_stock import STOCK_PHRASES
from report.words_streams import STREAM_PHRASES
from report.words_why import WHY_PHRASES

Lang = Literal["zh", "en"]


class Phrase(NamedTuple):
    """The same thing said in both languages."""

    zh: str
    en: str


PHRASES: dict[str, Phrase] = {
    "caption.source": Phrase("数据来源：运行 {run}", "Source run: {run}"),
    "caption.replications": Phrase("{n} 次重复", "{n} replications"),
    "caption.interval": Phrase("误差线为 95% 置信区间", "bars are 95% confidence intervals"),
    "caption.quick_look": Phrase("快速预览，非正式结果", "a quick look, not a published figure"),
    "map.schematic": Phrase("示意图，不含行政界线", "Schematic, no boundaries shown"),
    "map.reviewed": Phrase("底图审图号：{number}", "Reviewed base map no. {number}"),
    # modes
    "mode.rail": Phrase("铁路", "Rail"),
    "mode.sea": Phrase("海运", "Sea"),
    "mode.barge": Phrase("内河驳船", "Barge"),
    "mode.air": Phrase("航空", "Air"),
    "mode.road": Phrase("公路", "Road"),
    "mode.post": Phrase("邮路", "Post"),
    # policies
    "policy.habit": Phrase("现行做法", "Habit"),
    "policy.rule": Phrase("经验规则", "Rule of thumb"),
    "policy.plan": Phrase("优化计划", "Optimised plan"),
    "policy.foresight": Phrase("全知基准", "Foresight (not attainable)"),
    # cost lines
    "cost.transport": Phrase("运费", "Transport"),
    "cost.box_use": Phrase("用箱费", "Box use"),
    "cost.handling": Phrase("装卸费", "Handling"),
    "cost.clearance": Phrase("报关费", "Clearance"),
    "cost.inspection": Phrase("查验费", "Inspection"),
    "cost.storage": Phrase("仓储费", "Storage"),
    "cost.demurrage": Phrase("滞箱费", "Demurrage"),
    "cost.energy": Phrase("制冷用能", "Energy"),
    "cost.carbon": Phrase("碳排放费", "Carbon price"),
    "cost.duty": Phrase("关税及进口税", "Duty and import tax"),
    "cost.tax_rebate": Phrase("出口退税", "Tax rebate"),
    "cost.capital": Phrase("资金占用", "Capital"),
    "cost.lateness": Phrase("延误损失", "Lateness"),
    "cost.value_lost": Phrase("货值损失", "Value lost"),
    "cost.disposal": Phrase("报废处置", "Disposal"),
    "cost.repositioning": Phrase("空箱调运", "Repositioning"),
    "cost.dead_freight": Phrase("亏舱费", "Dead freight"),
    "cost.facility": Phrase("设施费", "Facility"),
    "cost.subsidy": Phrase("补贴", "Subsidy"),
    # stages between ready and delivered
    "stage.await_round": Phrase("等待上门揽收", "Waiting for a collection round"),
    "stage.round": Phrase("揽收巡回", "Collection round"),
    "stage.brought": Phrase("货主自送", "Brought by the shipper"),
    "stage.gather": Phrase("集货站卸货", "Unloading at the station"),
    "stage.await_trunk": Phrase("集货待发干线", "Waiting for the trunk truck"),
    "stage.trunk": Phrase("干线运输", "Trunk truck to the hub"),
    "stage.await_truck": Phrase("等车", "Waiting for a truck"),
    "stage.fetch": Phrase("提货运输", "Collection"),
    "stage.prepare": Phrase("制单", "Making the papers"),
    "stage.file_again": Phrase("重复填报", "Filing again"),
    "stage.match": Phrase("单证比对", "Matching the papers"),
    "stage.redo": Phrase("比对不符，返工", "Redoing papers that did not match"),
    "stage.carry_papers": Phrase("递送单证", "Carrying the papers"),
    "stage.receive": Phrase("入库验收", "Receiving"),
    "stage.await_wave": Phrase("等待分拣波次", "Waiting for the sorting wave"),
    "stage.sort": Phrase("分拣", "Sorting"),
    "stage.overflow": Phrase("库满待位", "No room in the store"),
    "stage.aboard": Phrase("开始时已在途", "Aboard since before the start"),
    "stage.await_gate": Phrase("港区未开舱，场外等候", "Too early for its gate, in a yard outside"),
    "stage.await_slot": Phrase("场外等箱位", "Waiting outside a full yard"),
    "stage.declare": Phrase("申报放行", "Declaration and release"),
    "stage.transit": Phrase("转关申报", "Transit declaration"),
    "stage.status_change": Phrase("海关状态转换", "Change of customs status"),
    "stage.x_ray": Phrase("机检", "X-ray"),
    "stage.partial": Phrase("抽查", "Partial inspection"),
    "stage.full": Phrase("彻底查验", "Full inspection"),
    "stage.laboratory": Phrase("实验室检测", "Laboratory"),
    "stage.await_result": Phrase("等待检测结果", "Waiting for a result"),
    "stage.store": Phrase("集货待装", "Waiting to be stuffed"),
    "stage.stuff": Phrase("装箱", "Stuffing"),
    "stage.inspect": Phrase("查验", "Inspection"),
    "stage.terminal_out": Phrase("进站装运作业", "Origin terminal"),
    "stage.no_show": Phrase("未按订舱到场", "Not brought to its departure"),
    "stage.await_departure": Phrase("等待发运", "Waiting for departure"),
    "stage.left_at_border": Phrase("甩在口岸等车板", "Left at the border"),
    "stage.held": Phrase("途中受阻等待", "Held before a closed leg"),
    "stage.ride": Phrase("在途", "On the move"),
    "stage.blocked": Phrase("口岸场外等位", "Outside a full border yard"),
    "stage.cross": Phrase("口岸换挂或换装", "Handing over at the gate"),
    "stage.border": Phrase("口岸", "Border"),
    "stage.terminal_in": Phrase("到达场站与清关", "Arrival terminal and clearance"),
    "stage.transfer_in": Phrase("中转作业", "Transfer"),
    "stage.clear_inland": Phrase("内地清关", "Clearance inland"),
    "stage.restuff": Phrase("枢纽换箱", "Restuffing at a hub"),
    "stage.strip": Phrase("拆箱", "Stripping"),
    "stage.deliver": Phrase("末端配送", "Last leg"),
    "stage.recover": Phrase("改配等待", "Rebooking"),
    "stage.lost": Phrase("灭失", "Lost"),
    # KPIs
    "kpi.total_cost_cny": Phrase("总成本", "Total cost"),
    "kpi.fill_rate": Phrase("现货满足率", "Orders that found stock"),
    "kpi.stock_days": Phrase("库存天数", "Days of stock"),
    "kpi.stock_turns": Phrase("库存周转", "Stock turns a year"),
    "kpi.stock_out_share": Phrase("断货日占比", "Days without stock"),
    "kpi.written_off_share": Phrase("报废占比", "Written off, sold off or destroyed"),
    "kpi.sell_through_share": Phrase("售出率", "Sold of what came"),
    "kpi.order_to_door_h": Phrase("下单到门时间", "Order to door"),
    "kpi.order_to_door_p90_h": Phrase("下单到门 90 分位", "90th percentile of order to door"),
    "kpi.return_cycle_days": Phrase("退货周期", "Days of a return"),
    "kpi.restocked_share": Phrase("退货再售率", "Returns sold again"),
    "kpi.mail_dwell_h": Phrase("互换局停留", "Hours at the exchange office"),
    "kpi.orders_served": Phrase("送达订单", "Orders served"),
    "kpi.order_cost_cny": Phrase("单均成本", "Cost per order"),
    "kpi.way_cost_cny_per_order": Phrase("单均头程", "First leg per order"),
    "kpi.pieces_received": Phrase("到货件数", "Pieces received"),
    "kpi.cost_cny_per_t": Phrase("吨成本", "Cost per tonne"),
    "kpi.on_time_share": Phrase("准时率", "On-time share"),
    "kpi.lead_time_mean_h": Phrase("平均全程时间", "Mean lead time"),
    "kpi.lead_time_p50_h": Phrase("全程时间中位数", "Median lead time"),
    "kpi.lead_time_p90_h": Phrase("全程时间 90 分位", "90th percentile of lead time"),
    "kpi.departure_wait_h": Phrase("候班时间", "Wait for departure"),
    "kpi.missed_departures": Phrase("误班次数", "Missed departures"),
    "kpi.inspected_share": Phrase("查验率", "Share inspected"),
    "kpi.customs_h": Phrase("通关时间", "Hours at customs"),
    "kpi.customs_p90_h": Phrase("通关时间 90 分位", "90th percentile of hours at customs"),
    "kpi.customs_sd_h": Phrase("通关时间标准差", "Standard deviation of hours at customs"),
    "kpi.held_with_others_h": Phrase("同箱连带查验时间", "Hours held because of others in the box"),
    "kpi.x_ray_share": Phrase("机检率", "Share X-rayed"),
    "kpi.physical_share": Phrase("人工查验率", "Share physically inspected"),
    "kpi.tested_share": Phrase("送检率", "Share tested"),
    "kpi.look_h": Phrase("查验时间（受检货物）", "Hours of looks of goods selected"),
    "kpi.hits": Phrase("查获票数", "Declarations found wrong"),
    "kpi.hit_share": Phrase("查获率", "Share of looks that find something"),
    "kpi.fill_share_box": Phrase("装箱率", "Fill of boxes"),
    "kpi.fill_share_train": Phrase("列车满载率", "Fill of trains"),
    "kpi.value_lost_share": Phrase("货值损失率", "Share of value lost"),
    "kpi.excursion_h": Phrase("超温时间", "Hours out of temperature"),
    "kpi.life_left_share": Phrase("到货剩余保质期", "Shelf life left at delivery"),
    "kpi.co2e_kg_per_t": Phrase("吨货碳排放", "CO2e per tonne"),
    "kpi.capital_cost_cny": Phrase("资金占用成本", "Cost of capital"),
    "kpi.backlog_end_t": Phrase("期末积压", "Backlog at the end"),
    # units
    "unit.h": Phrase("小时", "h"),
    "unit.d": Phrase("天", "days"),
    "unit.km": Phrase("公里", "km"),
    "unit.t": Phrase("吨", "t"),
    "unit.kg": Phrase("千克", "kg"),
    "unit.m3": Phrase("立方米", "m³"),
    "unit.teu": Phrase("标箱", "TEU"),
    "unit.c": Phrase("℃", "°C"),
    "unit.cny": Phrase("元", "CNY"),
    "unit.cny_million": Phrase("百万元", "million CNY"),
    "unit.cny_per_t": Phrase("元/吨", "CNY/t"),
    "unit.kgco2e": Phrase("千克二氧化碳当量", "kg CO2e"),
    "unit.kgco2e_per_t": Phrase("千克二氧化碳当量/吨", "kg CO2e/t"),
    "unit.share": Phrase("占比", "share"),
    "unit.percent": Phrase("%", "%"),
    "unit.per_week": Phrase("每周", "per week"),
    **{
        key: Phrase(*pair)
        for phrases in (
            CHART_PHRASES,
            PAGE_PHRASES,
            STREAM_PHRASES,
            STOCK_PHRASES,
            STATISTICS_PHRASES,
            WHY_PHRASES,
            CALIBRATION_PHRASES,
            RULE_CHART_PHRASES,
        )
        for key, pair in phrases.items()
    },
}


def phrase(key: str) -> Phrase:
    """Return both versions of a phrase.

    Raises
    ------
    KeyError
        If the key is unknown; the message offers the nearest one.
    """
    found = PHRASES.get(key)
    if found is None:
        near = get_close_matches(key, PHRASES, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise KeyError(f'no phrase "{key}" in report/words.py{hint}')
    return found


def say(lang: Lang, key: str, **values: object) -> str:
    """Say a phrase in one language, with its places filled.

    Examples
    --------
    >>> say("en", "caption.replications", n=20)
    '20 replications'
    >>> say("zh", "mode.rail")
    '铁路'
    """
    text = phrase(key).zh if lang == "zh" else phrase(key).en
    return text.format(**values) if values else text


def say_both(key: str, **values: object) -> str:
    """Say a phrase in Chinese and English, for tables that serve both readers.

    Examples
    --------
    >>> say_both("stage.border")
    '口岸 Border'
    """
    return f"{say('zh', key, **values)} {say('en', key, **values)}"
