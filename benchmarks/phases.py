"""Load, plan, simulate and aggregate one base scenario, each phase timed apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.machine import peak_mb
from domain.outlook import Outlook, replications
from domain.plan import Plan
from domain.scenario import Scenario

POLICIES = ("habit", "rule", "plan", "foresight")
SEED, LOOK_AHEAD, RUNS = 1, 3, 3
Result = TypeVar("Result")
Row = dict[str, object]
Figures = dict[str, Any]


def measure(scenario_name: str) -> list[Row]:
    """Every phase of one scenario, in a process of its own so that its memory is its own."""
    from inputs import load_scenario
    from study.policies import policy

    path = Path(__file__).resolve().parents[1] / "scenarios" / f"{scenario_name}.yaml"
    rows: list[Row] = []

    def note(phase: str, cpu_s: float, wall_s: float, **figures: object) -> None:
        rows.append(
            {"scenario": scenario_name, "phase": phase, "cpu_s": round(cpu_s, 2),
             "wall_s": round(wall_s, 2), **figures, "peak_mb": round(peak_mb())}
        )  # fmt: skip

    loaded, cpu_s, wall_s = timed(lambda: load_scenario(path, seed=SEED))
    scenario = loaded.scenario
    note("load", cpu_s, wall_s, consignments=len(scenario.consignments))
    outlook = Outlook(SEED, replications("A", LOOK_AHEAD))
    for name in POLICIES:
        # The first policy on an outlook pays for the offers that the next ones share.
        plan, cpu_s, wall_s = timed(partial(policy(name).plan, scenario, outlook))
        gap = None if plan.gap is None else round(plan.gap, 4)
        cost = None if plan.cost_cny is None else round(plan.cost_cny)
        note(f"plan {name}", cpu_s, wall_s, cost_cny=cost, gap=gap)
        if name == "rule":
            for phase, figures in _executed(scenario, plan):
                note(phase, **figures)
    return rows


def _executed(scenario: Scenario, plan: Plan) -> list[tuple[str, Figures]]:
    """A plan simulated on some replications of C, and its key figures made once."""
    from sim import simulate
    from study.aggregate import aggregates
    from study.kpis import observe

    events = lots = 0
    spent = waited = 0.0
    numbers = replications("C", RUNS)
    for number in numbers:
        result, cpu_s, wall_s = timed(
            partial(simulate, scenario, plan, seed=SEED, replication=number)
        )
        events, lots = events + result.events, lots + result.lots
        spent, waited = spent + cpu_s, waited + wall_s
    seen, cpu_s, wall_s = timed(
        lambda: aggregates(observe(scenario, result.records, plan.policy, numbers[-1]))
    )
    return [
        (
            "simulate",
            {
                "cpu_s": spent / RUNS, "wall_s": waited / RUNS, "events": events // RUNS,
                "lots": lots // RUNS, "events_per_cpu_s": round(events / spent),
                "lots_per_cpu_s": round(lots / spent),
            },
        ),
        ("aggregate", {"cpu_s": cpu_s, "wall_s": wall_s, "tables": len(seen)}),
    ]  # fmt: skip


def timed(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """A result with the CPU and wall seconds that it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return result, time.process_time() - cpu, time.perf_counter() - wall
