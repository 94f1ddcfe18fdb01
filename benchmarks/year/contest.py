"""A year of Taiyuan at a million parcels: the product against a process per parcel."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.race import Lap, Standing, lap, race, timed
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "taiyuan_eurasia.yaml"
SEED, REPLICATION, ROUNDS = 1, 3_000_000, 3
MILLION, TWO_MILLION = 0.375, 0.75
"""Factors on the demand of the whole year that make about 1.07 and 2.14 million parcels."""
OURS, OURS_DOUBLED = "Coldbridge", "Coldbridge, demand doubled"
PER_PARCEL = "SimPy, a process per parcel"


def _world(scale: float) -> tuple[Scenario, Plan]:
    from inputs import load_scenario
    from study.policies import policy

    scenario = load_scenario(
        SCENARIO, seed=SEED, overrides=["whole_year", "without_stock_and_mail"],
        sets=[f"demand.scale.*={scale}"],
    ).scenario  # fmt: skip
    return scenario, policy("habit").plan(scenario, Outlook(SEED))


def once(engine: str) -> Lap:
    """One replication of the year; loading and planning are not counted."""
    return lap(lambda: _run(engine))


def _run(engine: str) -> tuple[float, int, float]:
    scenario, plan = _world(TWO_MILLION if engine == OURS_DOUBLED else MILLION)
    units = {order.consignment_id: order.units for order in scenario.consignments}
    if engine == PER_PARCEL:
        from benchmarks.year import parcel_processes

        cpu_s, leads = timed(
            lambda: parcel_processes.run(scenario, plan, seed=SEED, replication=REPLICATION)
        )
        hours = [hour for lead in leads.values() for hour in lead]
        return cpu_s, sum(units.values()), statistics.fmean(hours)
    from sim import simulate

    cpu_s, result = timed(lambda: simulate(scenario, plan, seed=SEED, replication=REPLICATION))
    names = result.records.consignments.names()
    ready, delivered = names.index("ready_h"), names.index("delivered_h")
    there = [row for row in result.records.consignments.rows if row[delivered] is not None]
    weights = [units[str(row[0])] for row in there]
    lead = [float(row[delivered]) - float(row[ready]) for row in there]  # type: ignore[arg-type]
    return cpu_s, sum(units.values()), statistics.fmean(lead, weights)


def contest() -> list[Standing]:
    """Ours in `ROUNDS` rounds; the slow one once."""
    return [*race(once, [OURS, OURS_DOUBLED], ROUNDS), *race(once, [PER_PARCEL], 1)]


def report(standings: list[Standing]) -> str:
    """The table in Markdown and the ratios that are wanted."""
    by_name = {one.engine: one for one in standings}
    ours, doubled, other = (by_name[name] for name in (OURS, OURS_DOUBLED, PER_PARCEL))
    lines = [
        "| engine | parcels | CPU s a replication-year | us per parcel | peak MB | mean lead h |",
        "|---|---|---|---|---|---|",
    ]
    for one in standings:
        parcels = one.laps[0].parcels
        lines.append(
            f"| {one.engine} | {parcels:,} | {one.us_per_parcel * parcels / 1e6:.1f} "
            f"| {one.us_per_parcel:.2f} | {one.peak_mb:.0f} | {one.mean_h:.1f} |"
        )
    seconds = ours.us_per_parcel * ours.laps[0].parcels
    twice = doubled.us_per_parcel * doubled.laps[0].parcels
    return "\n".join(
        [
            *lines,
            "",
            (
                f"- over a process per parcel: **{other.us_per_parcel / ours.us_per_parcel:.1f}** "
                "(wanted 5)"
            ),
            f"- doubled demand takes **{twice / seconds:.2f}** times the time (wanted at most 2)",
        ]
    )
