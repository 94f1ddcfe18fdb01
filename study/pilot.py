"""The warm-up of a steady scenario, where its file leaves it to us: pilot runs, then MSER-5.

The pilots are replications of set A from an empty start over the scenario's period; where that is
too short to show a steady state, over twice, four and eight times as much. The longest cut of all
series is the warm-up (Hoad, Robinson and Davies 2010 average over replications as we do).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.outlook import replications
from domain.plan import Plan
from domain.scenario import Scenario
from study.progress import Watch
from study.replicate import shared, take
from study.session import DEFAULT_SEED
from study.settings import Settings
from study.statistics.series import Series
from study.stream_job import UNBOOKED
from study.stream_logs import observe_streams
from study.warm_up_check import WarmUpCheck, judged, stream_series
from study.workers import run_units

if TYPE_CHECKING:
    from inputs.build import Loaded

PILOTS = 5
LENGTHS = (1, 2, 4, 8)
"""Lengths of the pilots, in periods of the scenario, until one shows a steady state."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A scenario whose warm-up is a number; `check` is what pilots showed, if there were any."""

    loaded: Loaded
    check: WarmUpCheck | None = None


@dataclass(frozen=True, slots=True)
class PilotJob:
    """One pilot replication."""

    scenario_file: Path
    replication: int
    seed: int


def settle_warm_up(settings: Settings, path: Path, loaded: Loaded) -> Settled:
    """Replace `warm_up_h: auto` by the hours that the pilots call for.

    Where no pilot shows a steady state, half of the longest is left out, and the check says so.
    """
    from inputs.schema_streams import MOST_H

    seed = DEFAULT_SEED if settings.seed is None else settings.seed
    if not loaded.scenario.warm_up_auto:
        return Settled(loaded)
    for length in LENGTHS:
        if length > 1 and length * loaded.scenario.cap_h > MOST_H:
            break
        pilot = _load(settings, path, seed, {"warm_up_h": 0.0, **_period(loaded, length)})
        found = _series(settings, pilot.scenario, seed)
        cuts = [series.cut_h for series in found]
        if found and None not in cuts:
            break
    longest = max((cut for cut in cuts if cut is not None), default=0.0)
    if None in cuts or not cuts:
        longest = pilot.scenario.period_end_h / 2.0
    # Whole hours read better; of a short run they would be too coarse.
    hours = float(math.ceil(longest)) if longest >= 10.0 else math.ceil(100.0 * longest) / 100.0
    settled = _load(settings, path, seed, {"warm_up_h": hours})
    return Settled(settled, judged([(UNBOOKED, series) for series in found], hours))


def _load(settings: Settings, path: Path, seed: int, changes: dict[str, float]) -> Loaded:
    from inputs.build import load_scenario

    return load_scenario(
        path,
        sets=(*settings.sets, *(f"{key}={value!r}" for key, value in changes.items())),
        overrides=settings.overrides,
        seed=seed,
        allow_outside=settings.allow_outside,
    )


def _period(loaded: Loaded, length: int) -> dict[str, float]:
    """The key that gives the period, and what it is to be in a pilot."""
    period_h = loaded.scenario.period_end_h - loaded.scenario.warm_up_h
    if "period_days" in loaded.resolved:
        return {"period_days": length * period_h / 24.0}
    return {"period_h": length * period_h}


def _series(settings: Settings, scenario: Scenario, seed: int) -> list[Series]:
    """What the pilots show, each series the mean over all of them."""
    watch = Watch(quiet=settings.quiet, label=settings.out.name)
    numbers = replications("A", PILOTS)
    with (
        shared(replace(scenario, warm_up_auto=False)) as file,
        watch.step("find the warm-up", len(numbers)) as step,
    ):
        lots: dict[int, pd.DataFrame] = {}
        jobs = [PilotJob(file, number, seed) for number in numbers]
        for number, frame in run_units(
            pilot_unit, jobs, settings.workers, lambda job: job.replication not in lots
        ):
            lots[number] = frame
            step.advance()
    return series_of(scenario, [lots[number] for number in numbers if number in lots])


def series_of(scenario: Scenario, lots: Sequence[pd.DataFrame]) -> list[Series]:
    """Time in the system per stream, and lots in the system."""
    names = [stream.stream_id for stream in scenario.streams]
    return list(stream_series(names, lots, scenario.period_end_h))


def pilot_unit(job: PilotJob) -> tuple[int, pd.DataFrame]:
    """Simulate a pilot; of its lots what `stream_series` reads."""
    from sim import simulate

    scenario = take(job.scenario_file)
    empty = Plan(UNBOOKED, {}, (), frozenset(), status="nothing to plan")
    result = simulate(scenario, empty, seed=job.seed, replication=job.replication)
    assert result.streams is not None
    lots = observe_streams(scenario, result.streams).lots
    # A box has no stream: -1 takes the last name.
    names = np.asarray([*(stream.stream_id for stream in scenario.streams), ""], dtype=object)
    columns = {
        "stream": names[lots.stream],
        "born_h": lots.born_h,
        "done_h": lots.done_h,
        "lost": lots.lost,
    }
    return job.replication, pd.DataFrame(columns)
