"""Tuning the rule of thumb on set A, so that it is a real opponent.

One setting at a time over a few values, from the usual one: the plan of least expected cost on the
outlook, which is made of set A, goes on. The best few are then executed on set A under common
random numbers, where servers, misses and recovery count too, and the least mean cost wins.
Replications of set C are never looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import pandas as pd

from domain.outlook import Outlook, replications
from domain.tables.registry import Column, Table
from optimize.rule import RuleSettings
from study.frames import table_frame
from study.measure import Lab, Measured, execute_rules, plan_rules
from study.planning import share_outlook
from study.replicate import take

TUNING = Table(
    "tuning",
    "经验规则调参",
    "tuning of the rule",
    "one row per setting of the rule that was tried on set A",
    (
        Column("setting", "str", "", "设定", "setting", "what was tried"),
        Column("buffer_h", "float", "h", "安全余量", "buffer", "added to the expected arrival"),
        Column("longest_hold_h", "float", "h", "最长集货", "longest hold", "wait for others"),
        Column("least_fill_share", "float", "1", "最低装载", "least fill", "to run a train path"),
        Column("expected_fill_share", "float", "1", "预期装载", "expected fill", "to price a box"),
        Column("joining_share", "float", "1", "并箱计价", "joining share", "to price shared boxes"),
        Column("least_box_share", "float", "1", "最低箱装载", "least box share", "to leave"),
        Column("box_weeks", "float", "week", "空箱备量", "box weeks", "use that a place keeps"),
        Column("planned_cost_cny", "float", "CNY", "计划成本", "planned cost", "expected"),
        Column(
            "total_cost_cny", "float", "CNY", "总成本", "total cost", "executed, of the cohort",
            optional=True,
        ),
        Column("on_time_share", "float", "1", "准时率", "on-time share", "executed", optional=True),
        Column("replications", "int", "", "重复数", "replications", "of set A, executed"),
        Column("chosen", "bool", "", "选用", "chosen", "the setting that was taken"),
    ),
    key=("setting",),
)  # fmt: skip

TRIALS: Mapping[str, Sequence[float]] = {
    "buffer_h": (0.0, 48.0),
    "longest_hold_h": (72.0, 144.0),
    "expected_fill_share": (0.5, 0.9),
    "joining_share": (0.2, 1.0),
    "least_box_share": (0.0, 0.75),
    "least_fill_share": (0.25, 0.75),
    "box_weeks": (0.0, 0.5, 2.0),
}
"""Values tried per setting, in this order; the usual value is tried besides."""
FINALISTS = 2
"""Settings that are executed, beside the usual one."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """The settings taken, and the table of what was tried."""

    rule: RuleSettings
    table: pd.DataFrame


def tune_rule(
    lab: Lab,
    outlook: Outlook,
    count: int,
    trials: Mapping[str, Sequence[float]] = TRIALS,
) -> Tuned:
    """Find good settings of the rule: screened on the outlook, chosen on `count` runs of set A."""
    numbers = replications("A", count)
    if not numbers:
        return Tuned(RuleSettings(), table_frame(TUNING, []))
    if "box_weeks" in trials and not take(lab.scenario_file).fleet.terms:
        trials = {name: tried for name, tried in trials.items() if name != "box_weeks"}
    planned = _screen(lab, outlook, trials)
    usual = RuleSettings()
    ranked = sorted(planned, key=lambda rule: planned[rule])
    finalists = list(dict.fromkeys([*ranked[:FINALISTS], usual]))
    runs = execute_rules(lab, [_name(rule) for rule in finalists], numbers, "tune: runs on set A")
    best = min(finalists, key=lambda rule: _mean(runs[_name(rule)], "total_cost_cny"))
    rows = []
    for rule, cost_cny in planned.items():
        group = runs.get(_name(rule), ())
        rows.append(
            (
                _name(rule), rule.buffer_h, rule.longest_hold_h, rule.least_fill_share,
                rule.expected_fill_share, rule.joining_share, rule.least_box_share,
                rule.box_weeks, cost_cny,
                _mean(group, "total_cost_cny") if group else None,
                _mean(group, "on_time_share") if group else None, len(group), rule == best,
            )
        )  # fmt: skip
    return Tuned(best, table_frame(TUNING, rows))


def _screen(
    lab: Lab, outlook: Outlook, trials: Mapping[str, Sequence[float]]
) -> dict[RuleSettings, float]:
    """Expected cost of the plan of every setting tried, in the order of trying."""
    outlook_file = share_outlook(lab.scenario_file, "outlook", outlook)
    best = RuleSettings()
    planned: dict[RuleSettings, float] = {}
    for field, values in trials.items():
        tried = list(dict.fromkeys([best, *(_with(best, field, value) for value in values)]))
        fresh = {_name(rule): rule for rule in tried if rule not in planned}
        plans = plan_rules(lab, fresh, outlook_file, f"tune: {field}")
        for name, rule in fresh.items():
            cost_cny = plans[name].cost_cny
            planned[rule] = math.inf if cost_cny is None or plans[name].unplanned else cost_cny
        best = min(tried, key=lambda rule: planned[rule])
    return planned


def _with(rule: RuleSettings, field: str, value: float) -> RuleSettings:
    changes: dict[str, float] = {field: value}
    return replace(rule, **changes)


def _mean(runs: Sequence[Measured], kpi: str) -> float:
    return fmean(run.kpis[kpi] for run in runs)


def _name(rule: RuleSettings) -> str:
    return (
        f"b{rule.buffer_h:g}_h{rule.longest_hold_h:g}_"
        f"f{rule.least_fill_share:g}_e{rule.expected_fill_share:g}"
        f"_j{rule.joining_share:g}_x{rule.least_box_share:g}"
        + ("" if rule.box_weeks == RuleSettings().box_weeks else f"_w{rule.box_weeks:g}")
    )
