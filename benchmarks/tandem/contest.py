"""The tandem in every engine: microseconds per parcel, ratios, and whether the means agree."""

from __future__ import annotations

import importlib
import statistics

from benchmarks.race import Lap, Standing, lap, race, timed
from benchmarks.tandem import product
from benchmarks.tandem.model import LOTS_OF_20, SCENARIO, scenario, tandem

PARCELS, SLOW_PARCELS, WARM_UP, ROUNDS = 100_000, 20_000, 2_000, 5
OURS, OURS_20 = "Coldbridge", "Coldbridge, lots of 20"
TEXTBOOK, CIW = "SimPy, textbook", "Ciw"
FLOOR = "heapq loop (the floor)"
OTHERS = {
    TEXTBOOK: "textbook",
    "SimPy, server processes": "server_processes",
    FLOOR: "heap_loop",
    CIW: "ciw_model",
    "salabim": "salabim_model",
}
SLOW = (CIW, "salabim")
ANOTHER_QUEUE = (OURS_20, CIW)
"""Whose mean is another one: one draw of work for 20 parcels; no bundles that close."""
WANTED = ((OURS, TEXTBOOK, 1.5), (OURS_20, TEXTBOOK, 15.0), (OURS_20, CIW, 200.0))


def once(engine: str) -> Lap:
    """One run of one engine after a small one; imports and set-up are not counted."""
    return lap(lambda: _run(engine))


def _run(engine: str) -> tuple[float, int, float]:
    parcels = SLOW_PARCELS if engine in SLOW else PARCELS
    if engine in (OURS, OURS_20):
        each = 20 if engine == OURS_20 else 1
        world = scenario(LOTS_OF_20 if engine == OURS_20 else SCENARIO, parcels, each)
        product.run(scenario(LOTS_OF_20 if engine == OURS_20 else SCENARIO, WARM_UP, each))
        cpu_s, records = timed(lambda: product.run(world))
        return cpu_s, parcels, statistics.fmean(product.times(records))
    run = importlib.import_module(f"benchmarks.tandem.{OTHERS[engine]}").run
    run(tandem(WARM_UP))
    model = tandem(parcels)
    cpu_s, times = timed(lambda: run(model))
    return cpu_s, parcels, statistics.fmean(times)


def contest() -> list[Standing]:
    """All engines that are installed, in turn."""
    there = [name for name in OTHERS if name not in SLOW or _installed(OTHERS[name])]
    return race(once, [OURS, OURS_20, *there], ROUNDS)


def _installed(module: str) -> bool:
    try:
        importlib.import_module(module.removesuffix("_model"))
    except ImportError:
        return False
    return True


def report(standings: list[Standing]) -> str:
    """The table in Markdown, the ratios that are wanted, and what agrees."""
    by_name = {one.engine: one for one in standings}
    base = by_name[TEXTBOOK].us_per_parcel
    lines = [
        (
            f"| engine | parcels | CPU us per parcel (median of {ROUNDS}) | slowest / fastest "
            "| times the textbook | mean h in the system |"
        ),
        "|---|---|---|---|---|---|",
    ]
    for one in sorted(standings, key=lambda s: s.us_per_parcel):
        lines.append(
            f"| {one.engine} | {one.laps[0].parcels:,} | {one.us_per_parcel:.2f} "
            f"| {one.spread:.2f} | {base / one.us_per_parcel:.1f} | {one.mean_h:.6f} |"
        )
    lines.append("")
    for ours, other, wanted in WANTED:
        if other in by_name:
            ratio = by_name[other].us_per_parcel / by_name[ours].us_per_parcel
            lines.append(f"- {ours} over {other}: **{ratio:.1f}** (wanted {wanted:g})")
    same = {round(one.mean_h, 9) for one in standings if one.engine not in (*ANOTHER_QUEUE, *SLOW)}
    told = "the same to 9 digits" if len(same) == 1 else f"NOT the same: {sorted(same)}"
    lines.append(f"- means of those that model the same on the same {PARCELS:,} parcels: {told}")
    return "\n".join(lines)
