"""Tuning the rule of thumb on set A, so that it is a real opponent.

One setting at a time over a few values, from the usual one, under common random numbers; the
least mean cost wins. Replications of set C are never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from domain.outlook import Outlook, replications
from domain.tables.registry import Column, Table
from optimize.rule import RuleSettings
from study.frames import table_frame
from study.measure import Lab, Measured, measure_rules
from study.planning import share_outlook

TUNING = Table(
    "tuning",
    "经验规则调参",
    "tuning of the rule",
    "one row per setting and replication of set A",
    (
        Column("setting", "str", "", "设定", "setting", "what was tried"),
        Column("buffer_h", "float", "h", "安全余量", "buffer", "added to the expected arrival"),
        Column("longest_hold_h", "float", "h", "最长集货", "longest hold", "wait for others"),
        Column("least_fill_share", "float", "1", "最低装载", "least fill", "to run a train path"),
        Column("expected_fill_share", "float", "1", "预期装载", "expected fill", "to price a box"),
        Column("joining_share", "float", "1", "拼入折扣", "joining share", "quote in an open box"),
        Column("least_box_share", "float", "1", "最低箱满", "least box fill", "else it waits"),
        Column("replication", "int", "", "重复号", "replication", "of set A"),
        Column("total_cost_cny", "float", "CNY", "总成本", "total cost", "of the cohort"),
        Column("on_time_share", "float", "1", "准时率", "on-time share", "of consignments"),
        Column("chosen", "bool", "", "选用", "chosen", "the setting that was taken"),
    ),
    key=("setting", "replication"),
)

TRIALS: Mapping[str, Sequence[float]] = {
    "buffer_h": (0.0, 12.0, 48.0),
    "longest_hold_h": (72.0, 144.0),
    "expected_fill_share": (0.5, 0.9),
    "joining_share": (0.2, 1.0),
    "least_box_share": (0.0, 0.75),
    "least_fill_share": (0.25, 0.75),
}
"""Values tried per setting, in this order; the usual value is tried besides."""


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
    """Find good settings of the rule on the first `count` replications of set A."""
    numbers = replications("A", count)
    outlook_file = share_outlook(lab.scenario_file, "outlook", outlook)
    best = RuleSettings()
    if not numbers:
        return Tuned(best, table_frame(TUNING, []))
    runs: dict[RuleSettings, tuple[Measured, ...]] = {}
    for field, values in trials.items():
        tried = [best, *(_with(best, field, value) for value in values)]
        fresh = {_name(rule): rule for rule in tried if rule not in runs}
        found = measure_rules(lab, fresh, outlook_file, numbers, f"tune {field}")
        runs |= {rule: found[name] for name, rule in fresh.items()}
        best = min(dict.fromkeys(tried), key=lambda rule: _mean_cny(runs[rule]))
    rows = [
        (
            _name(rule), rule.buffer_h, rule.longest_hold_h, rule.least_fill_share,
            rule.expected_fill_share, rule.joining_share, rule.least_box_share, run.replication,
            run.kpis["total_cost_cny"], run.kpis["on_time_share"], rule == best,
        )
        for rule, group in runs.items()
        for run in group
    ]  # fmt: skip
    return Tuned(best, table_frame(TUNING, rows))


def _with(rule: RuleSettings, field: str, value: float) -> RuleSettings:
    changes: dict[str, float] = {field: value}
    return replace(rule, **changes)


def _mean_cny(runs: Sequence[Measured]) -> float:
    return sum(run.kpis["total_cost_cny"] for run in runs) / len(runs)


def _name(rule: RuleSettings) -> str:
    return (
        f"b{rule.buffer_h:g}_h{rule.longest_hold_h:g}_"
        f"f{rule.least_fill_share:g}_e{rule.expected_fill_share:g}"
        f"_j{rule.joining_share:g}_x{rule.least_box_share:g}"
    )
