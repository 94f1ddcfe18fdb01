"""The Outlook: draws of set A, and the waits that the rule's plan meets there."""

from __future__ import annotations

import pandas as pd

from domain.outlook import Outlook, replications
from domain.tables.registry import Column, Table
from optimize.rule import RuleSettings
from study.frames import table_frame
from study.measure import Lab, execute_rules, plan_rules
from study.planning import share_outlook

WAITS = Table(
    "waits",
    "实测等待",
    "measured waits",
    "what policies expect: waits that the rule's plan met on set A",
    (
        Column("node_id", "str", "", "地点", "node", "node"),
        Column("step", "str", "", "环节", "step", "process step"),
        Column("week", "int", "", "周", "week", "from the scenario's start"),
        Column("replication", "int", "", "重复号", "replication", "of set A"),
        Column("wait_h", "float", "h", "等待", "wait", "mean for a server"),
    ),
    key=("node_id", "step", "week", "replication"),
)


def build_outlook(lab: Lab, count: int) -> Outlook:
    """Execute the rule, planned at nominal pace, on set A and gather its waits.

    With no replications the outlook is the nominal world.
    """
    numbers = replications("A", count)
    if not numbers:
        return Outlook(lab.seed)
    nominal = Outlook(lab.seed)
    file = share_outlook(lab.scenario_file, "nominal", nominal)
    plan_rules(lab, {"waits": RuleSettings()}, file, "plan by the rule")
    runs = execute_rules(lab, ["waits"], numbers, "measure waits on set A")["waits"]
    waits = {
        (node, step, week, run.replication): wait_h
        for run in runs
        for (node, step, week), wait_h in run.waits.items()
    }
    return Outlook(lab.seed, numbers, waits)


def waits_frame(outlook: Outlook) -> pd.DataFrame:
    """The measured waits of an outlook as a table."""
    return table_frame(WAITS, [(*key, wait_h) for key, wait_h in sorted(outlook.waits.items())])


def outlook_from(frame: pd.DataFrame, seed: int, count: int) -> Outlook:
    """The outlook of a run folder: its waits, and how many replications of A it used."""
    waits = {
        (str(node), str(step), int(week), int(number)): float(wait_h)
        for node, step, week, number, wait_h in frame.itertuples(index=False, name=None)
    }
    return Outlook(seed, replications("A", count), waits)
