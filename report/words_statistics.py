"""Phrases about how sure figures are: warm-up, replications, intervals, the choice of a layout.

Pairs (Chinese, English) by key; `words.py` takes them in.
"""

# A phrase stays on its line.
# ruff: noqa: E501

from __future__ import annotations

STATISTICS_PHRASES: dict[str, tuple[str, str]] = {
    "join_sentences": ("", " "),
    "page.sure": ("结果有多可信", "How sure the figures are"),
    # what was counted
    "sure.terminating": (
        "有限期仿真（terminating）：只看这一段时间，{from_at}至{to_at}到来的计入指标，逐一跟踪到离开。",
        "A terminating simulation, about this episode: what comes from {from_at} to {to_at} counts, and is followed until it is out.",
    ),
    "sure.steady": (
        "稳态仿真：这一段时间代表长期，{from_at}至{to_at}到来的计入指标。",
        "A steady-state simulation, whose period stands for always: what comes from {from_at} to {to_at} counts.",
    ),
    "sure.day": ("第 {value} 天", "day {value}"),
    "sure.hour": ("第 {value} 小时", "hour {value}"),
    "sure.days": ("{value} 天", "{value} days"),
    "sure.hours": ("{value} 小时", "{value} h"),
    "sure.warm_none": ("从开头就计入，不设预热。", "Nothing is left out at the beginning."),
    "sure.warm_stated": (
        "此前 {warm}用来把系统填满，不计入；长度按场景所给。",
        "The {warm} before fill the system and do not count; so long because the scenario says so.",
    ),
    "sure.warm_found": (
        "此前 {warm}用来把系统填满，不计入；长度由 {n} 次 A 组试运行按 MSER-5 求得。",
        "The {warm} before fill the system and do not count; so long by MSER-5 on {n} pilot replications of set A.",
    ),
    "sure.demand_same": (
        "各次重复的需求相同：区间反映运行中的偶然，不含需求本身的偶然。",
        "Demand is the same in all replications: intervals tell the chance of running, not that of demand.",
    ),
    "sure.demand_new": (
        "每次重复都重抽需求：区间也含需求的偶然。",
        "Demand is new in every replication: intervals hold its chance too.",
    ),
    # the check of the warm-up
    "sure.enough": (
        "预热检验：够长，MSER-5 至多会去掉开头 {found}。",
        "Warm-up check: long enough; MSER-5 would leave out {found} at most.",
    ),
    "sure.short": (
        "预热检验：可能偏短，按“{series}”MSER-5 会去掉开头 {found}，现为 {stated}。",
        "Warm-up check: perhaps too short; by {series} MSER-5 would leave out {found}, {stated} are left out.",
    ),
    "sure.unsteady": (
        "预热检验：从“{series}”看不出稳态；运行太短，或季节在变。有限期仿真可以如此，但“预热已够”就无从说起。",
        "Warm-up check: {series} shows no steady state; the run is too short, or the season changes. A terminating simulation may be like that, but nothing then says that its warm-up is long enough.",
    ),
    "series.lead_time": ("全程时间", "lead time"),
    "series.boxes_under_way": ("在途箱数", "boxes under way"),
    "series.in_system": ("系统内批次", "lots in the system"),
    "series.time_of": ("{stream} 用时", "time of {stream}"),
    # how many replications
    "sure.number": ("{n} 次重复，次数由命令给定。", "{n} replications, as the command asked for."),
    "sure.precision": (
        "{n} 次重复：从第 {narrow} 次起所看指标都达到要求的精度并保持；最后达标的是 {figures}。",
        "{n} replications: from {narrow} on all watched figures were narrow and stayed so; the last to be so was {figures}.",
    ),
    "sure.cap": (
        "{n} 次重复，到了上限；尚未达到要求的精度：{figures}。",
        "{n} replications, the cap; not yet narrow enough: {figures}.",
    ),
    "sure.figure": (
        "{figure}（±{made}%，要求 {wanted}%）",
        "{figure} (±{made}%, asked for {wanted}%)",
    ),
    "sure.together": (
        "同时读 {m} 项差异时：每个 95% 区间单独可信，合起来的把握{joint}（Bonferroni）；把区间放宽到 {factor} 倍，合起来才有 95%。",
        "Reading {m} differences at once: each 95% interval holds on its own, all together {joint} (Bonferroni); {factor} times as wide they hold together with 95%.",
    ),
    "sure.joint": ("至少 {percent}%", "with at least {percent}%"),
    "sure.joint_none": ("没有保证", "with no promise"),
    # the choice of a layout
    "sure.choice": ("选出的方案：{name}", "The layout chosen: {name}"),
    "sure.promised": (
        "按“{kpi}”{least}选优（KN，共同随机数）：若最优方案比其他都好 {delta}以上，选中它的概率不低于 {p}%（假定各次重复的指标近似正态）。",
        "Chosen for the {least} {kpi} (KN, common random numbers): where the best is better than all others by {delta} or more, it is chosen with a probability of at least {p}% (figures of replications near normal).",
    ),
    "sure.estimated": (
        "按“{kpi}”{least}选优（{by}）：选对的概率估计为 {p}%，是估计而非保证。",
        "Chosen for the {least} {kpi} ({by}): the probability that the choice is right is estimated at {p}%, which is no promise.",
    ),
    "sure.spent_out": ("重复次数先用完了。", "The budget was spent first."),
    "sure.least": ("最小", "least"),
    "sure.most": ("最大", "most"),
    "sure.layout": ("方案", "Layout"),
    "sure.replications": ("重复次数", "Replications"),
    "sure.mean": ("均值", "Mean"),
    "sure.dropped": ("淘汰", "Dropped"),
    "sure.dropped_at": ("第 {n} 次后，落后于 {behind}", "after {n}, behind {behind}"),
    "sure.kept": ("留到最后", "stayed to the end"),
    # quantiles between replications
    "sure.quantiles": (
        "同样一段时间可能出现的结果（各次重复之间的分位数及其 95% 区间）",
        "What one such period may bring (quantiles between replications, with 95% intervals)",
    ),
    "sure.tenth": ("十次中最低的一次", "one in ten below"),
    "sure.middle": ("中位数", "median"),
    "sure.ninth": ("十次中最高的一次", "one in ten above"),
    # the picture
    "chart.warm_up": (
        "预热检验：开头多长不该计入",
        "Warm-up check: how much of the beginning to leave out",
    ),
    "legend.left_out": ("预热，不计入", "warm-up, not counted"),
    "legend.mser5": ("MSER-5 会去掉到这里", "MSER-5 would leave out up to here"),
    "legend.stretch_mean": ("分段均值", "mean of a stretch"),
    "legend.level": ("其后的均值", "mean of what is left"),
    "note.warm_up": ("{n} 次重复的平均", "replications averaged: {n}"),
    "note.series_enough": ("去掉 {found}即可", "leave out {found}"),
    "note.series_unsteady": ("看不出稳态", "no steady state to be seen"),
    "read.warm_up": (
        "读法：曲线在虚线以后应围绕细线所示的水平波动。灰色为本次不计入的预热；虚线在灰色之内，说明预热够长；没有虚线，说明曲线直到最后还在变。{told}",
        "How to read: after the dashed line a curve should move about the level of the thin line. Grey is the warm-up that did not count; a dashed line inside the grey says that it was long enough; no dashed line says that the curve goes on changing to the end. {told}",
    ),
}
