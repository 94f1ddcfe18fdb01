"""The result in words and one table, for the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean as mean

import pandas as pd

from domain.plan import Plan
from domain.scenario import Scenario
from study.how_sure import read_together
from study.kpis import value_of
from study.statistics.intervals import Difference, paired, t_interval
from study.text_table import padded, table_lines

COLUMNS = (
    ("total_cost_cny", "总成本 百万元", "cost, million CNY", 1e-6, 3),
    ("cost_cny_per_t", "元/吨", "CNY/t", 1.0, 0),
    ("on_time_share", "准时率 %", "on time %", 100.0, 1),
    ("lead_time_mean_h", "平均全程 h", "lead time h", 1.0, 1),
    ("life_left_share", "剩余寿命 %", "life left %", 100.0, 1),
    ("co2e_kg_per_t", "碳排放 kg/t", "CO2e kg/t", 1.0, 1),
    ("fill_share_box", "装箱率 %", "box fill %", 100.0, 1),
    ("backlog_end_t", "积压 t", "backlog t", 1.0, 1),
)
SPLIT = (
    ("total_cost_cny", "成本", "cost", "CNY", 1.0, 0),
    ("transport_cost_cny", "其中运费", "of which transport", "CNY", 1.0, 0),
    ("lateness_cost_cny", "其中延误", "of which lateness", "CNY", 1.0, 0),
    ("value_lost_cost_cny", "其中货值损失", "of which value lost", "CNY", 1.0, 0),
    ("lead_time_mean_h", "平均全程时间", "mean lead time", "h", 1.0, 2),
    ("on_time_share", "准时率", "on-time share", "%-pt", 100.0, 2),
    ("life_left_share", "剩余寿命", "shelf life left", "%-pt", 100.0, 3),
    ("co2e_kg_per_t", "碳排放", "CO2e", "kg/t", 1.0, 2),
)
NAMES = {
    "habit": ("现行做法", "habit"),
    "rule": ("经验规则", "rule of thumb"),
    "plan": ("优化计划", "optimised plan"),
    "foresight": ("全知基准(不可达)", "foresight (not attainable)"),
}


def headline(
    lang: str,
    figures: pd.DataFrame,
    policies: Sequence[str],
    plans: Mapping[str, Plan],
    scenario: Scenario,
) -> str:
    """Policy table, rule against plan with its interval and split, and what the plans say."""
    zh = lang == "zh"
    n = figures["replication"].nunique()
    cohort = sum(scenario.in_cohort(c) for c in scenario.consignments)
    title = scenario.title_zh if zh else scenario.title_en
    about = (
        f"{title}（{scenario.name}）：{len(scenario.consignments)} 批，计入指标 {cohort} 批；"
        f"C 组 {n} 次重复"
        if zh
        else f"{title} ({scenario.name}): {len(scenario.consignments)} consignments, {cohort} in "
        f"the cohort; {n} replications of set C"
    )
    blocks = [about, _policy_table(zh, figures, policies)]
    if {"rule", "plan"} <= set(policies):
        blocks.append(_rule_against_plan(zh, figures))
    blocks.append(plan_lines(lang, plans))
    return "\n\n".join(blocks)


def plan_lines(lang: str, plans: Mapping[str, Plan]) -> str:
    """One line per plan: planned cost, bound and gap, work."""
    zh = lang == "zh"
    lines = []
    for policy, plan in plans.items():
        name = _name(zh, policy)
        cost = "-" if plan.cost_cny is None else f"{plan.cost_cny:,.0f}"
        text = f"{name}: {plan.status}, " + (f"计划成本 {cost}" if zh else f"planned cost {cost}")
        if plan.bound_cny is not None and plan.gap is not None:
            text += (
                f"，下界 {plan.bound_cny:,.0f}，差距 {plan.gap:.1%}"
                if zh
                else f", bound {plan.bound_cny:,.0f}, gap {plan.gap:.1%}"
            )
        if plan.unplanned:
            count = len(plan.unplanned)
            text += f"，{count} 批未能安排" if zh else f", {count} consignments not planned"
        lines.append(text)
    return "\n".join(lines)


def difference_lines(lang: str, title: str, a_cost: float, rows: Mapping[str, Difference]) -> str:
    """A comparison split in money, time, life and CO2e, each with its 95 % interval."""
    zh = lang == "zh"
    lines = [title]
    for kpi, name_zh, name_en, unit, scale, digits in SPLIT:
        made = rows[kpi].interval
        if math.isnan(made.mean):
            continue
        name = padded(name_zh if zh else name_en, 20)
        text = f"  {name} {_signed(made.mean * scale, digits)} {unit}"
        if made.low is not None and made.high is not None:
            low, high = _signed(made.low * scale, digits), _signed(made.high * scale, digits)
            text += f"  [{low}, {high}]"
        if kpi == "total_cost_cny" and a_cost:
            text += f"  ({made.mean / a_cost:+.2%})"
        ratio = rows[kpi].variance_ratio
        if kpi == "total_cost_cny" and ratio is not None:
            text += f"  {'方差比' if zh else 'variance ratio'} {ratio:.1f}"
        lines.append(text)
    told = {zh_name if zh else en: rows[kpi] for kpi, zh_name, en, *_ in SPLIT}
    together = read_together(lang, told)
    return "\n".join([*lines, f"  {together}"] if together else lines)


def _rule_against_plan(zh: bool, figures: pd.DataFrame) -> str:
    rule_cny = mean(value_of(figures, "rule", "total_cost_cny"))
    rows = {
        kpi: paired(value_of(figures, "rule", kpi), value_of(figures, "plan", kpi))
        for kpi, *_ in SPLIT
    }
    title = (
        "优化计划减经验规则（同一信息，配对差，95% 置信区间）："
        if zh
        else "optimised plan minus rule of thumb (same information, paired, 95% interval):"
    )
    return difference_lines("zh" if zh else "en", title, rule_cny, rows)


def _policy_table(zh: bool, figures: pd.DataFrame, policies: Sequence[str]) -> str:
    head = ["策略" if zh else "policy", *(c[1] if zh else c[2] for c in COLUMNS)]
    body = [head]
    for policy in policies:
        cells = [_name(zh, policy)]
        for kpi, _, _, scale, digits in COLUMNS:
            made = t_interval(value_of(figures, policy, kpi))
            half = made.half_width
            spread = "" if half is None else f" ±{half * scale:,.{digits}f}"
            cells.append(
                "-" if math.isnan(made.mean) else f"{made.mean * scale:,.{digits}f}{spread}"
            )
        body.append(cells)
    return "\n".join(table_lines(body))


def _name(zh: bool, policy: str) -> str:
    found = NAMES.get(policy)
    if found is None:
        return policy
    return found[0] if zh else found[1]


def _signed(value: float, digits: int) -> str:
    return f"{value:+,.{digits}f}"
