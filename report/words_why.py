"""Phrases of `why`: ways compared, the worth of room, where a plan gains.

Pairs (Chinese, English) by key; `words.py` takes them in.
"""

# A phrase stays on its line.
# ruff: noqa: E501

from __future__ import annotations

WHY_PHRASES: dict[str, tuple[str, str]] = {
    "why.chosen": ("所选", "chosen"),
    "why.departure": ("换班次", "other departure"),
    "why.route": ("换线路", "other route"),
    "why.box": ("换箱型", "other box"),
    "why.outsourced": ("外包", "outsourced"),
    "why.head": ("费目（CNY）", "CNY by line"),
    "why.booked": ("计划分摊", "booked"),
    "why.total": ("合计", "total"),
    "why.more": ("比所选多", "more than chosen"),
    "why.boxes": ("增开箱数", "boxes opened"),
    "why.hours": ("全程小时", "hours door to door"),
    "why.arrival": ("期望送达", "expected arrival"),
    "why.latest": ("最晚送达", "latest arrival"),
    "why.in_time": ("准时样本", "samples in time"),
    "why.ways": ("走法", "Ways"),
    "why.shut": ("不通的走法", "Shut ways"),
    "why.cut_offs": ("截止前的余量（小时）", "Hours of room before each cut-off"),
    "why.closes": ("截止时刻", "closes"),
    "why.left_h": ("计划余量", "as planned"),
    "why.least_h": ("样本最小", "least of samples"),
    "why.missed": ("错过的样本", "samples missed"),
    "why.stuffing": ("装箱", "stuffing"),
    "why.change": ("要让它胜出", "What would make it win"),
    "why.nothing": ("没有单独一项改变能做到", "no single change would do"),
    "why.capacity": ("能力的价值（CNY）", "What room is worth (CNY)"),
    "why.none_full": (
        "没有满载的班次，也没有开行的图定线",
        "no departure is full and no path runs",
    ),
    "why.waterfall": ("从经验规则到优化计划（CNY）", "From the rule to the plan (CNY)"),
    "why.rule": ("经验规则", "rule"),
    "why.plan": ("优化计划", "plan"),
    "why.choice_ways": ("选择：走法与用箱", "choice: ways and boxes"),
    "why.choice_time": ("选择：时间与货值", "choice: time and value"),
    "why.filling": ("装箱满度", "filling of boxes"),
    "why.trains": ("列车亏舱", "trains: dead freight"),
    "why.misses": ("计划外：误班与延误", "beyond the plan: misses and delays"),
    "why.inspections": ("计划外：查验", "beyond the plan: inspections"),
    "why.teu": ("标箱", "TEU"),
    "why.t": ("吨", "t"),
    "why.plugs": ("插头", "plugs"),
    "why.train": ("整列", "the train"),
    "why.service": ("班线", "service"),
    "why.at": ("班次", "departure"),
    "why.step": ("增量", "step"),
    "why.room": ("能力", "room"),
    "why.used": ("已用", "used"),
    "why.estimate": ("估值", "estimate"),
    "why.price": ("下界影子价格", "bound's price"),
    "why.nearby": ("就近重排", "improved nearby"),
    "why.confirmed": ("整体重排", "planned again"),
    "why.movers": ("移入批数", "movers"),
    "why.unit": ("单位", "unit"),
    "why.say.sentence.more": (
        "只把 {name} 改走 [{n}] 而其余不动，总成本增加 {cny:,.2f} CNY。",
        "Moving {name} to [{n}] alone, all else as it is, would cost {cny:,.2f} CNY more.",
    ),
    "why.say.sentence.less": (
        "只把 {name} 改走 [{n}] 而其余不动，总成本减少 {cny:,.2f} CNY：计划逐期决定，当时未见全部货单，且搜索有限。",
        "Moving {name} to [{n}] alone, all else as it is, would cost {cny:,.2f} CNY less: the plan decides epoch by epoch without knowing later bookings, and its search is limited.",
    ),
    "why.say.freight": (
        "{service} 运费每箱降低 {amount:,.0f} CNY",
        "freight of {service} lower by {amount:,.0f} CNY per box",
    ),
    "why.say.earlier": (
        "早到 {amount:,.1f} 小时（班次更早或更快）",
        "arriving {amount:,.1f} h earlier (an earlier or faster departure)",
    ),
    "why.say.due_later": (
        "应到时刻推迟 {amount:,.1f} 小时",
        "the due hour {amount:,.1f} h later",
    ),
    "why.say.due_earlier": (
        "应到时刻提前 {amount:,.1f} 小时",
        "the due hour {amount:,.1f} h earlier",
    ),
    "why.say.fill": (
        "箱子装到至少 {amount:.0%}，由他人分摊",
        "its box filled to at least {amount:.0%} by others who pay their share",
    ),
    "why.say.outsource": (
        "外包价每公斤降低 {amount:,.2f} CNY",
        "outsourcing cheaper by {amount:,.2f} CNY per kg",
    ),
    "why.say.no_room": (
        "没有空间：{service} {at} 班次第 {leg} 区段还剩 {free:,.1f} {unit}，需要 {wanted:,.1f}（若有空间约 {more:+,.0f} CNY）",
        "no room: {service} of {at}, leg {leg}, has {free:,.1f} {unit} left and {wanted:,.1f} are wanted (about {more:+,.0f} CNY if there were)",
    ),
    "why.say.class": (
        "这种货不装这种箱",
        "this class of goods may not travel in this box",
    ),
    "why.say.size": (
        "一件货大于箱子",
        "a packing unit is larger than the box",
    ),
    "why.say.no_departure": (
        "集货期内没有赶得上的班次",
        "no departure is reached within the hold window",
    ),
    "why.say.deadline": (
        "每个班次都晚于硬性期限",
        "every departure arrives after the hard deadline",
    ),
    "why.say.promise": (
        "没有班次能守住准时承诺",
        "no departure keeps the on-time promise",
    ),
    "why.say.no_path": (
        "没有任何服务链通到那里",
        "no chain of services leads there",
    ),
    "why.say.lines": (
        "“{booked}”为计划中的分摊，全部货批与网络费用之和即计划成本；其余各列为不含此批的计划加上此批后增加的成本。",
        "'{booked}' is its share in the plan, which with all others and the network sums to the plan's cost; the other columns are what it adds to the plan without it.",
    ),
    "why.say.worth": (
        "估值：其余照旧，谁移入、省多少。下界影子价格：证明下界的价格（松弛问题，--prices N）。就近重排：从现计划出发，只在该班次周围再优化，有此能力与无此能力之差。整体重排：从零重做全部计划之差，搜索的偶然变动也在其中，常大于一个箱位的价值。括号内为与估值之差。",
        "estimate: all else as booked, who moves in and what that saves. bound's price: the prices that prove the lower bound, of a relaxed problem (--prices N). improved nearby: the plan improved around the departure, with the room less without it. planned again: the whole plan from nothing; what the search happens to find differently is in it, often more than a box is worth. In brackets: against the estimate.",
    ),
    "why.say.water_executed": (
        "{n} 次重复的均值",
        "mean of {n} replications",
    ),
    "why.say.water_planned": (
        "仅计划成本，没有执行结果",
        "planned cost only, nothing was executed",
    ),
    # charts
    "chart.why_waterfall": ("优化计划比经验规则省在哪里", "Where the plan gains on the rule"),
    "chart.why_sheet": ("为什么这样走：{name}", "Why this way: {name}"),
    "chart.why_capacity": ("多一点能力值多少", "What a little more room is worth"),
    "axis.why_waterfall": (
        "与经验规则之差（百万元，负数为节省）",
        "Difference to the rule (million CNY, below 0 saves)",
    ),
    "axis.why_capacity": ("价值（元）", "Worth (CNY)"),
    "axis.why_sheet": ("此批增加的成本（元）", "Cost that it adds (CNY)"),
    "legend.estimate": ("估值", "estimate"),
    "legend.price": ("下界影子价格", "bound's price"),
    "legend.nearby": ("就近重排", "plan improved nearby"),
    "legend.confirmed": ("整体重排", "planned again from nothing"),
    "note.why_planned": ("计划成本，未执行", "planned cost, not executed"),
    "why.difference": ("相差合计", "difference in all"),
    "why.more_unit": ("+{step} {unit}", "+{step} {unit}"),
    "why.whole_train": ("整列，相对不开", "the train, against none"),
    "read.why_waterfall": (
        "经验规则 {rule} 百万元，优化计划 {plan} 百万元，相差 {gain} 百万元；变化最大的是“{step}”：{amount} 百万元。",
        "The rule costs {rule} and the plan {plan} million CNY, a difference of {gain}; most of it is “{step}”: {amount} million CNY.",
    ),
    "read.why_capacity": (
        "{n} 个班次满载或为图定线；最值钱的是 {service} {at}：{amount} 元{sure}。",
        "{n} departures are full or run as paths; the dearest is {service} of {at}: {amount} CNY{sure}.",
    ),
    "read.why_sure": (
        "，就近重排 {amount} 元",
        ", {amount} CNY when the plan is improved around it",
    ),
    "read.why_sheet": (
        "{name}：所选走法增加 {cny} 元；次优为“{kind}”，多 {more} 元。",
        "{name}: the way chosen adds {cny} CNY; the next best is “{kind}”, {more} CNY more.",
    ),
    "read.why_sheet_alone": ("{name}：没有别的走法。", "{name}: there is no other way."),
}
