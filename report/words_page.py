"""Phrases of the page and the workbook.

Pairs (Chinese, English) by key; `words.py` takes them in.
"""

# A phrase stays on its line, and a long one is two literals in its pair.
# ruff: noqa: E501, ISC004

from __future__ import annotations

PAGE_PHRASES: dict[str, tuple[str, str]] = {
    "page.title": ("Coldbridge 运行报告，运行 {run}", "Coldbridge report, run {run}"),
    "page.headline": ("结论", "Headline"),
    "page.interval": ("95% 区间 {low} 至 {high}", "95%: {low} to {high}"),
    "page.trade_price": ("省钱的代价：{items}。", "What the saving costs: {items}. "),
    "page.trade_worse": ("变差的：{items}。", "Worse: {items}. "),
    "page.trade_better": ("同时更好：{items}。", "Better as well: {items}. "),
    "page.trade_gain": ("多花的钱换来：{items}。", "What the extra money buys: {items}. "),
    "page.trade_none": (
        "其他主要指标没有一项变差（95% 可信）。",
        "No other main figure is worse (at 95%). ",
    ),
    "page.trade_item": ("{kpi} {a} → {b}{unit}", "{kpi} {a} → {b}{unit}"),
    "page.money_moved": (
        "成本差额的主要来源（{unit}）：{items}。",
        "Where the cost moved ({unit}): {items}. ",
    ),
    "page.from_to": ("{a} → {b}", "{a} → {b}"),
    "page.kpis": ("主要指标", "Key figures"),
    "page.kpis_note": (
        "均值及 95% 置信区间。全知基准事先知道全部货物，无法实现，只作参照。",
        "Means with 95% intervals. Foresight knows every consignment beforehand: not attainable, "
        "a yardstick only.",
    ),
    "page.kpis_note_plain": ("均值及 95% 置信区间。", "Means with 95% intervals."),
    "page.not_attainable": ("无法实现", "not attainable"),
    "page.kpi": ("指标", "KPI"),
    "page.unit": ("单位", "Unit"),
    "page.scenario": ("方案：{name}", "Scenario: {name}"),
    "page.charts": ("图表", "Charts"),
    "page.plan": ("计划质量", "Quality of the plan"),
    "page.plan_row": (
        "{name}：状态 {status}，计划成本 {cost} 百万元，下界 {bound} 百万元，差距 {gap}%，用时 {seconds} 秒{clock}。",
        "{name}: status {status}, planned cost {cost} million CNY, bound {bound} million CNY, "
        "gap {gap}%, {seconds} s{clock}.",
    ),
    "page.plan_row_unbounded": (
        "{name}：状态 {status}，计划成本 {cost} 百万元，未求下界，用时 {seconds} 秒{clock}。",
        "{name}: status {status}, planned cost {cost} million CNY, no bound sought, {seconds} s{clock}.",
    ),
    "page.clock": ("（被时钟截断，不可重复）", " (cut by the clock, not repeatable)"),
    "page.assumptions": ("可能改变结论的假设", "Assumptions that could move the answer"),
    "page.assumption_line": (
        "{line}（{payer}付给{payee}）：占支出 {share}%；若整体变动 ±10%，总成本变动 ±{move} 百万元；"
        "优化计划与经验规则之差变动 ±{gap} 百万元。",
        "{line} ({payer} to {payee}): {share}% of what is spent; 10% up or down moves the total "
        "by ±{move} million CNY and the gap between plan and rule by ±{gap} million CNY.",
    ),
    "page.assumption_line_alone": (
        "{line}（{payer}付给{payee}）：占支出 {share}%；若整体变动 ±10%，总成本变动 ±{move} 百万元。",
        "{line} ({payer} to {payee}): {share}% of what is spent; 10% up or down moves the total "
        "by ±{move} million CNY.",
    ),
    "page.assumption_note": (
        "按费目与收付方排序，取影响最大的十项；这是价格变动 10% 而决策不变时的账面影响，不是重新规划的结果。",
        "The ten prices that weigh most, by cost line and roles. It is the arithmetic effect of 10% "
        "with decisions unchanged, not a new plan.",
    ),
    "page.provenance": (
        "输入数据：有出处 {sourced} 行，估计或假定 {assumed} 行。",
        "Inputs: {sourced} rows with a source, {assumed} estimated or assumed.",
    ),
    "page.provenance_unknown": (
        "本次运行没有记录输入数据的出处统计；见 data/SOURCES.md。",
        "This run did not record how many inputs are sourced; see data/SOURCES.md.",
    ),
    "page.run": ("运行信息", "About this run"),
    "page.not_drawn": ("未能绘制", "Not drawn"),
    "status.built": ("已生成", "built"),
    "status.feasible": ("可行", "feasible"),
    "status.optimal": ("最优", "optimal"),
    "status.running": ("运行中", "running"),
    "status.interrupted": ("已中断", "interrupted"),
    "status.done": ("完成", "done"),
    "status.failed": ("失败", "failed"),
    "page.nothing_of": ("{name}：没有相应的记录", "{name}: nothing of it was recorded"),
    "page.status": ("状态", "Status"),
    "page.command": ("命令", "Command"),
    "page.seed": ("随机种子", "Seed"),
    "page.incomplete": (
        "注意：这次运行尚未完成（{status}），数字只反映已完成的部分。",
        "Note: this run is not complete ({status}); figures show what was finished.",
    ),
    "page.few": (
        "注意：只有 {n} 次重复，仅供快速预览；少于 20 次时，偏态指标的 95% 区间实际只覆盖约 92%（5 至 10 次）。",
        "Note: {n} replications only; a quick look, not a published figure. Below 20, a 95% interval of a skewed figure covers less: about 92% at 5 to 10.",
    ),
    "page.foot": (
        "本页可离线打开。地图只画陆地，不含行政界线。线路几何 © OpenStreetMap contributors（ODbL-1.0）；"
        "陆地 Natural Earth；海运线 Eurostat SeaRoute。",
        "This page opens offline. Maps draw land only, no boundaries. Line geometry © OpenStreetMap "
        "contributors (ODbL-1.0); land Natural Earth; sea lines Eurostat SeaRoute.",
    ),
    # workbook
    "sheet.agenda": ("目录", "Agenda"),
    "sheet.units": ("单位", "Units"),
    "sheet.names": ("名称", "Names"),
    "sheet.table": ("表", "Sheet"),
    "sheet.rows": ("行数", "Rows"),
    "sheet.meaning": ("内容", "Meaning"),
    "sheet.column": ("列", "Column"),
    "sheet.truncated": (
        "只列前 {shown} 行，共 {all} 行；全部数据见 {file}",
        "first {shown} of {all} rows; all of them are in {file}",
    ),
    "sheet.run": ("运行", "Run"),
    "sheet.editable": (
        "计划分批表的箱程与锁定两列可用下拉列表修改",
        "box journey and locked of planned parts offer drop-downs",
    ),
    "sheet.hours": (
        "时刻为自场景开始（{start}）的小时数",
        "moments are hours since the scenario's start ({start})",
    ),
}
