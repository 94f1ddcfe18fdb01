"""Phrases of charts: titles, axes, legends, notes, and the sentences read from the data.

Pairs (Chinese, English) by key; `words.py` takes them in.
"""

# A phrase stays on its line, and a long one is two literals in its pair.
# ruff: noqa: E501, ISC004

from __future__ import annotations

CHART_PHRASES: dict[str, tuple[str, str]] = {
    "join_parts": ("；", "; "),
    "join": ("、", ", "),
    "none": ("无", "none"),
    # titles
    "chart.flow_map": ("货流图：各区段货量（{policy}）", "Flow map: what each stretch carried ({policy})"),
    "chart.marey": ("运行图：主要通道的实际与计划", "Space-time chart: the main corridors, as run and as scheduled"),
    "chart.corridor": (
        "{a}至{b}（{teu} 标箱经此通道，开出至末站中位 {days} 天）",
        "{a} to {b} ({teu} TEU went along it, median {days} days)",
    ),
    "chart.departure_board": ("班次满载表：每周满载率（%）", "Departure board: fill by week (%)"),
    "chart.kpis_layouts": ("各方案的主要指标", "KPIs by layout"),
    "chart.money": ("钱花在哪里", "Where the money goes"),
    "chart.payers": ("谁付给谁", "Who pays whom"),
    "chart.time": ("时间花在哪里", "Where the time goes"),
    "chart.kpis": ("各策略的主要指标", "KPIs by policy"),
    "chart.differences": ("{b}与{a}之差", "{b} against {a}"),
    "chart.difference_lines": (
        "成本差额按费目拆分（相加即总成本之差）",
        "The difference in cost by line (they sum to that of total cost)",
    ),
    "chart.wait_fill": ("候班时间与满载率（每班线一点）", "Wait against fill, one dot per service"),
    "chart.box_ledger": (
        "箱账：装箱地用箱与拆箱地返空",
        "Box ledger: boxes taken and boxes returned",
    ),
    "chart.life_left": ("各货物到货剩余保质期", "Shelf life left at delivery, by product"),
    "axis.life_left_spread": ("剩余保质期（%）；点为按重量中位，线为 10%–90%", "Life left (%); dot: median by weight, line: 10 to 90%"),
    "read.life_left": ("{policy}下 {n} 种货物中，{product}到货时剩余最少：中位 {middle}，最差一成不足 {low}。", "Of {n} products under the {policy}, {product} comes with least life left: {middle} in the median, {low} or less for the worst tenth."),
    "chart.excursion_map": ("各地各月超温小时（各批合计）", "Hours outside limits by place and month, all lots together"),
    "read.excursion_map": ("各批合计超温 {hours} 小时，{node} 最多（{own} 小时，{month} 最甚）。", "Lots were outside their limits for {hours} hours, most at {node}: {own} hours, the worst in {month}."),
    "read.no_excursion": ("没有批次超温。", "No lot was outside its limits."),
    "chart.queues": ("排队：逐小时等待数", "Queues hour by hour"),
    "chart.free_days": ("免费期：各地各箱主的余量与超期", "Free days: what is left and what overran, by place and owner"),
    "axis.waiting": ("等待数", "waiting"),
    "axis.boxes": ("箱次", "boxes"),
    "legend.own_waiting": ("本区", "the zone's"),
    "legend.others_waiting": ("他方", "others'"),
    "legend.nobody_served": ("有人等待而无人作业", "somebody waits, nobody is served"),
    "queues.most": ("最多 {most}（{at}）", "at most {most} ({at})"),
    "read.queue_gone": ("{node} 最多有 {most} 在等（{at}），到{gone}排队消散。", "{most} wait at {node} at the most ({at}); the queue is gone by {gone}."),
    "read.queue_stays": ("{node} 最多有 {most} 在等（{at}），到末尾仍未消散。", "{most} wait at {node} at the most ({at}); the queue is not gone by the end."),
    "read.no_queue": ("{node} 无人等待。", "Nobody waits at {node}."),
    "free_days.row": ("{node} {kind}（{owner}）", "{node}, {kind} ({owner})"),
    "free_days.yard": ("堆存", "yard"),
    "free_days.away": ("用箱", "away"),
    "free_days.owner.pool": ("自有箱池", "pool"),
    "free_days.owner.leased": ("租入", "leased"),
    "free_days.owed": ("{cny} 元", "{cny} CNY"),
    "free_days.band.ample": ("余 3 天以上", "3 days or more left"),
    "free_days.band.near": ("余不足 3 天", "less than 3 days left"),
    "free_days.band.over": ("超期 4 天内", "up to 4 days over"),
    "free_days.band.far_over": ("超期更久", "longer over"),
    "read.free_days": ("{n} 箱次中 {over} 次超期，共 {cny} 元；最多在 {node}，{most} 元。", "{over} of {n} waits and uses overran their free days and owe {cny} CNY, most of it at {node}: {most} CNY."),
    "read.free_days_kept": ("{n} 箱次均在免费期内。", "All {n} waits and uses kept within their free days."),
    "chart.cold_lot": ("一批货物的温度与品质：{product}", "Temperature and life of one lot: {product}"),
    "chart.quote": ("报价单：{name}，{lane}", "Quote sheet: {name}, {lane}"),
    # axes
    "axis.cost": ("成本（{unit}）", "Cost ({unit})"),
    "axis.amount": ("金额（{unit}）", "Amount ({unit})"),
    "axis.days_ready_delivered": (
        "备妥至送达（天，按吨加权）",
        "Ready to delivered (days, weighted by tonnes)",
    ),
    "axis.percent_of": ("相对{name}的变化（%）", "Change relative to {name} (%)"),
    "axis.difference": ("差额（{unit}）", "Difference ({unit})"),
    "axis.week": ("周（自场景开始）", "Week (from the scenario's start)"),
    "axis.fill_percent": ("满载率（%）", "Fill (%)"),
    "axis.wait_departure": ("平均候班时间（小时）", "Mean wait for departure (h)"),
    "axis.box_ledger": (
        "← 装箱用箱（个）    拆箱返空（个） →",
        "← boxes taken    boxes returned empty →",
    ),
    "axis.goods_temperature": ("货物温度（℃）", "Goods (°C)"),
    "axis.life_left": ("剩余保质期（%）", "Life left (%)"),
    "axis.corridor": ("站点（距上一站公里数）", "Stations (km from the one before)"),
    "axis.days_since_start": ("自开始的天数", "Days since the start"),
    "axis.date": ("日期（{year} 年）", "Date ({year})"),
    "axis.day_hour": ("第 {day} 天 {hour} 时", "day {day} {hour} h"),
    # legends
    "legend.better": ("更好（95% 可信）", "better (95% confident)"),
    "legend.worse": ("更差（95% 可信）", "worse (95% confident)"),
    "legend.undecided": ("未能判定或不分好坏", "undecided, or neither good nor bad"),
    "legend.booked": ("橙线长度：订舱占能力", "orange line: booked, share of capacity"),
    "legend.cancelled": ("停运（实心角：当周部分停运）", "cancelled (corner: some of the week)"),
    "legend.given_up": ("放弃图定线（左角：部分）", "path given up (left corner: some)"),
    "legend.no_wagons": ("无车底未开（下角：部分）", "no set of wagons (lower corner: some)"),
    "legend.fill_cell": ("数字与底色：装载占能力 %", "number and shade: loaded, % of capacity"),
    "board.loaded": ("装载\n标箱", "loaded\nTEU"),
    "board.booked": ("订舱\n标箱", "booked\nTEU"),
    "board.fill": ("满载率", "fill"),
    "board.stopped": ("未开行", "not run"),
    "legend.dwell": ("口岸停留", "stands at borders"),
    "legend.transfer": ("箱子候转", "boxes between services"),
    "legend.scheduled": ("计划", "scheduled"),
    "legend.others": ("其他班次", "other departures"),
    "legend.stopped": ("未开行", "did not run"),
    "legend.area_teu": ("面积：箱量", "area: TEU carried"),
    "legend.leased": ("其中临租", "of them leased in"),
    "legend.balance": ("返空减用箱", "returned less taken"),
    "legend.excursion": ("超出温度范围", "outside its limits"),
    "legend.limits": ("允许范围 {low} 至 {high} ℃", "limits {low} to {high} °C"),
    "legend.straight": ("直线示意", "sketch, no line"),
    "legend.node": ("节点", "node"),
    "map.leaves": ("→ {name}", "→ {name}"),
    "map.close": ("近景（左图方框）", "Close view (box in the map)"),
    # notes
    "note.mean_of": ("{n} 次重复的均值", "mean of {n} replications"),
    "note.intervals": (
        "圆点为均值，横线为 95% 置信区间，{n} 次重复；全知基准无法实现",
        "dot: mean; line: 95% interval, {n} replications; foresight is not attainable",
    ),
    "note.intervals_plain": (
        "圆点为均值，横线为 95% 置信区间，{n} 次重复",
        "dot: mean; line: 95% interval, {n} replications",
    ),
    "note.paired": (
        "配对差异及 95% 置信区间，{n} 对重复",
        "paired differences with 95% intervals, {n} pairs",
    ),
    "note.one_replication": (
        "{policy}，第 {replication} 号重复的实况",
        "{policy}, replication {replication} as it went",
    ),
    "note.services_left_out": ("另有 {n} 条班线未列出", "{n} more services not shown"),
    "note.lot": (
        "批号 {part}；线段连接各环节首末温度",
        "lot {part}; lines join the ends of stages",
    ),
    "note.drawn_short": ("此段 {days} 天，缩短绘制", "{days} days, drawn short"),
    "note.scheduled": (
        "计划线为计划开行时刻、名义运行时间与中途站中位停留",
        "scheduled: departure, nominal hours, median stands under way",
    ),
    "note.less_better": ("越低越好", "less is better"),
    "note.more_better": ("越高越好", "more is better"),
    # groups of KPIs
    "group.money": ("成本", "Money"),
    "group.time": ("时间", "Time"),
    "group.life": ("品质", "Life"),
    "group.carbon": ("碳排放", "CO2e"),
    "group.operations": ("运营", "Operations"),
    # roles
    "role.disposer": ("处置方", "disposal firm"),
    "role.shipper": ("货主", "shipper"),
    "role.stream_owner": ("货流货主", "owner of streams"),
    "role.carrier": ("承运人", "carrier"),
    "role.hub": ("枢纽", "hub"),
    "role.broker": ("报关行", "broker"),
    "role.terminal": ("场站", "terminal"),
    "role.box_owner": ("箱主", "box owner"),
    "role.bank": ("银行", "bank"),
    "role.customer": ("客户", "customer"),
    "role.nobody": ("损耗", "nobody (lost)"),
    "role.outsourcer": ("外包商", "outsourcer"),
    "role.network": ("运营方", "network"),
    "role.government": ("政府", "government"),
    "role.customs": ("海关", "customs"),
    "role.stock_owner": ("存货货主", "owner of stock"),
    "role.warehouse": ("仓库", "warehouse"),
    "role.state": ("国家", "state"),
    "role.fund": ("基金", "fund"),
    "role.courier": ("快递", "courier"),
    "role.owner": ("设施业主", "owner of the facility"),
    # parts too small to see
    "cost.other": ("其他", "Other"),
    "stage.other": ("其他", "Other"),
    # boxes that have no size code
    "box.reefer_trailer": ("13.6米冷藏挂车", "Reefer trailer 13.6 m"),
    # units
    "unit.times": ("次", "times"),
    "unit.trains": ("列", "trains"),
    "unit.boxes": ("个", "boxes"),
    # KPIs beside those of words.py
    "kpi.on_time_tonnes_share": ("准时率（按吨）", "On-time share of tonnes"),
    "kpi.promise_kept_share": ("承诺准时率", "On-time share of promised goods"),
    "kpi.late_mean_h": ("平均延误", "Mean lateness"),
    "kpi.outsourced_share": ("外包率", "Share outsourced"),
    "kpi.co2e_t": ("碳排放总量", "CO2e in all"),
    "kpi.subsidy_paid_cny": ("已付补贴", "Subsidies paid"),
    "kpi.subsidy_left_cny": ("补贴余额", "Subsidy budgets left"),
    "kpi.subsidy_ran_out_h": ("补贴用尽（自起点）", "Subsidy ran out (from the start)"),
    "kpi.block_bought_teu": ("包舱购入", "Block space bought"),
    "kpi.block_released_teu": ("包舱退回", "Block space given back"),
    "kpi.block_used_teu": ("包舱已用", "Block space used"),
    "kpi.block_empty_teu": ("包舱空置", "Block space left empty"),
    "kpi.empties_moved": ("调运空箱数", "Boxes moved empty"),
    "kpi.document_h": ("制单时间", "Hours for papers"),
    "kpi.match_failed_share": ("比对不符率", "Share of matches that failed"),
    "kpi.clearance_mean_h": ("平均通关时间", "Mean hours from receipt to release"),
    "kpi.clearance_p50_h": ("通关时间中位数", "Median hours from receipt to release"),
    "kpi.clearance_p90_h": ("通关时间 90 分位", "90th percentile of hours to release"),
    "kpi.platform_share": ("跨境电商占比", "Share under e-commerce codes"),
    "kpi.empty_share": ("空箱占比", "Share of boxes moved empty"),
    "kpi.leased_in_share": ("临租占比", "Share of boxes leased in"),
    "kpi.consignments": ("发货批数", "Consignments"),
    "kpi.tonnes": ("货量", "Tonnes"),
    "kpi.boxes": ("用箱数", "Boxes used"),
    "kpi.trains": ("装货列车数", "Trains with cargo"),
    "unit.points": ("百分点", "points"),
    "unit.cny_thousand": ("千元", "thousand CNY"),
    # quote sheet
    "quote.stage": ("环节", "Stage"),
    "quote.place": ("地点 / 班线", "Place / service"),
    "quote.from": ("开始", "From"),
    "quote.h": ("小时", "h"),
    "quote.line": ("费目", "Cost line"),
    "quote.who": ("付款方 → 收款方", "Payer → payee"),
    "quote.goods": (
        "{product} {t} 吨，{m3} 立方米，{mode}",
        "{product}, {t} t, {m3} m³, {mode}",
    ),
    "quote.number": ("批号 {name}，分 {parts} 批", "consignment {name}, in {parts} part(s)"),
    "quote.trade": ("监管方式 {mode}", "trade mode {mode}"),
    "quote.domestic": ("国内贸易", "domestic trade"),
    "quote.times": (
        "备妥 {ready}，应到 {due}，送达 {delivered}（{verdict}）",
        "ready {ready}, due {due}, delivered {delivered} ({verdict})",
    ),
    "quote.late": ("晚 {h} 小时", "{h} h late"),
    "quote.on_time": ("准时", "on time"),
    "quote.total": ("合计（元）", "Total (CNY)"),
    "quote.per_t": ("每吨（元）", "Per tonne (CNY)"),
    "quote.co2e": ("碳排放（千克 CO2e）", "CO2e (kg)"),
    "quote.life": ("到货剩余保质期", "Shelf life left"),
    "quote.more": ("另有 {n} 个环节未列出", "{n} more stages not shown"),
    # sentences made from the data
    "read.money": (
        "在{policy}下，{line}占支出的 {share}%。",
        "Under {policy}, {line} is {share}% of what is spent. ",
    ),
    "read.money_less": (
        "与经验规则相比，优化计划变化最大的是{line}，少 {amount} 百万元。",
        "Against the rule of thumb the plan changes {line} most: {amount} million CNY less.",
    ),
    "read.money_more": (
        "与经验规则相比，优化计划变化最大的是{line}，多 {amount} 百万元。",
        "Against the rule of thumb the plan changes {line} most: {amount} million CNY more.",
    ),
    "read.payers": (
        "在{policy}下，最大的一笔是{payer}付给{payee}的 {amount} 百万元。",
        "Under {policy} the largest flow of money is {amount} million CNY from {payer} to {payee}.",
    ),
    "read.time_one": ("{policy} {days} 天（等待占 {share}%）", "{policy} {days} days ({share}% waiting)"),
    "read.time": ("备妥到送达平均：{told}。", "Ready to delivered, on average: {told}."),
    "read.kpis": (
        "优化计划与经验规则的区间不重叠的指标中，{better} 项更好、{worse} 项更差；"
        "另有 {same} 项区间重叠。",
        "Where the intervals of plan and rule lie apart, {better} KPIs are better and {worse} worse; "
        "{same} overlap.",
    ),
    "read.kpis_plain": ("均值与 95% 置信区间。", "Means with 95% intervals."),
    "read.differences": (
        "{b}相对{a}，95% 置信度下更好：{better}；更差：{worse}；未能判定 {undecided} 项。",
        "{b} against {a}, at 95%: better in {better}; worse in {worse}; {undecided} undecided.",
    ),
    "read.board": (
        "{services} 条班线合计满载率 {fill}%，最满的是 {fullest}（{top}%）；停运 {cancelled} 班，"
        "计划放弃 {given_up} 条图定线。",
        "{services} services ran {fill}% full in all, the fullest {fullest} ({top}%); "
        "{cancelled} departures were cancelled and {given_up} paths given up by the plan.",
    ),
    "read.corridor": (
        "{a}至{b} {teu} 标箱、中位 {days} 天",
        "{a} to {b} {teu} TEU in {days} days (median)",
    ),
    "read.marey": ("主要通道：{told}。", "Main corridors: {told}. "),
    "read.marey_dwell": (
        "列车停留最久的是{station}：平均 {mean} 小时，90 分位 {p90} 小时。",
        "Trains stand longest at {station}: {mean} h on average, {p90} h at the 90th percentile.",
    ),
    "read.wait": (
        "箱子平均候班 {mean} 小时；等得最久的是 {service}（{hours} 小时，满载率 {fill}%）。",
        "Boxes wait {mean} h on average; longest for {service} ({hours} h, {fill}% full).",
    ),
    "read.wait_none": ("没有候班记录。", "No waits for departures were recorded."),
    "read.boxes": (
        "共用箱 {boxes} 个，其中临租 {leased} 个；缺空箱最多的是{node}（净缺 {missing} 个）。",
        "{boxes} boxes were used, {leased} of them leased in; empties run shortest at {node} "
        "({missing} net).",
    ),
    "read.cold_lot": (
        "{product}（批号 {part}）历时 {days} 天，最高 {warmest} ℃，超温 {excursion} 小时，"
        "到货剩余保质期 {left}%；{all} 批有保质期的货物中有 {others} 批曾超温。",
        "{product} (lot {part}) took {days} days, reached {warmest} °C, spent {excursion} h outside "
        "its limits and arrived with {left}% of its life; {others} of {all} lots with a shelf life "
        "left their limits.",
    ),
    "read.quote": (
        "一批{name}（{lane}）历时 {days} 天，每吨 {price} 元；用时最长的环节是“{stage}”。",
        "A consignment of {name} ({lane}) took {days} days at {price} CNY per tonne; its longest stage is “{stage}”.",
    ),
    "read.flow_map": (
        "吨公里构成：{modes}；货量最大的区段是{a}—{b}（{t} 吨）。",
        "Tonne-km by mode: {modes}; the busiest stretch is {a} – {b} ({t} t).",
    ),
    # headline
    "headline.less": (
        "{b}的{kpi}比{a}低 {amount} {unit}（−{percent}%），95% 置信区间 {low} 至 {high}，"
        "{n} 对重复。",
        "{b}: {kpi} is {amount} {unit} (\N{MINUS SIGN}{percent}%) below {a}; 95% interval {low} to {high}, "
        "{n} paired replications.",
    ),
    "headline.more": (
        "{b}的{kpi}比{a}高 {amount} {unit}（+{percent}%），95% 置信区间 {low} 至 {high}，"
        "{n} 对重复。",
        "{b}: {kpi} is {amount} {unit} (+{percent}%) above {a}; 95% interval {low} to {high}, "
        "{n} paired replications.",
    ),
    "headline.undecided": (
        "{b}与{a}的{kpi}之差未能判定：95% 置信区间 {low} 至 {high} {unit}，{n} 对重复。",
        "{b} against {a}: the difference in {kpi} is undecided; 95% interval {low} to {high} {unit}, "
        "{n} paired replications.",
    ),
    "headline.one": (
        "{b}与{a}的{kpi}相差 {amount} {unit}（{percent}%），只有 {n} 次重复，没有置信区间。",
        "{b} and {a} differ by {amount} {unit} ({percent}%) in {kpi}; {n} replication, no interval.",
    ),
    "headline.none": ("本次运行没有可比较的成本。", "This run holds no costs to compare."),
}  # fmt: skip
