"""Ours: the scenario file through `sim.simulate`; lots, visits, departures, gauges recorded."""

from __future__ import annotations

from benchmarks.tandem.model import REPLICATION, SEED
from domain.plan import Plan
from domain.scenario import Scenario
from domain.stream_records import StreamRecords

NO_PLAN = Plan("none", {}, (), frozenset())


def run(scenario: Scenario) -> StreamRecords:
    """One replication."""
    from sim import simulate

    result = simulate(scenario, NO_PLAN, seed=SEED, replication=REPLICATION)
    assert result.streams is not None
    return result.streams


def times(records: StreamRecords) -> list[float]:
    """Hours of every lot in the system."""
    lots = records.lots
    return [
        done_h - born_h
        for stream, born_h, done_h in zip(lots.stream, lots.born_h, lots.done_h, strict=True)
        if stream >= 0
    ]
