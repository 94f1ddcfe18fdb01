"""Runs of several engines in turn, each in a fresh process, and their CPU seconds."""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.machine import peak_mb

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lap:
    """One run: what it took, how many parcels it moved, their mean hours, its peak memory."""

    cpu_s: float
    parcels: int
    mean_h: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Standing:
    """The laps of one engine."""

    engine: str
    laps: tuple[Lap, ...]

    @property
    def us_per_parcel(self) -> float:
        """Median CPU microseconds per parcel."""
        return statistics.median(lap.cpu_s / lap.parcels * 1e6 for lap in self.laps)

    @property
    def spread(self) -> float:
        """Slowest over fastest lap."""
        times = [lap.cpu_s / lap.parcels for lap in self.laps]
        return max(times) / min(times)

    @property
    def mean_h(self) -> float:
        """Mean hours of a parcel in the system, of the first lap."""
        return self.laps[0].mean_h

    @property
    def peak_mb(self) -> float:
        """Highest memory of all laps."""
        return max(lap.peak_mb for lap in self.laps)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """CPU seconds of some work, without the garbage collector, as the product runs it."""
    gc.collect()
    gc.freeze()
    gc.disable()
    begun = time.process_time()
    result = work()
    cpu_s = time.process_time() - begun
    gc.enable()
    return cpu_s, result


def lap(work: Callable[[], tuple[float, int, float]]) -> Lap:
    """One lap of (CPU seconds, parcels, mean hours)."""
    cpu_s, parcels, mean_h = work()
    return Lap(cpu_s, parcels, mean_h, peak_mb())


def race(once: Callable[[str], Lap], engines: Sequence[str], rounds: int) -> list[Standing]:
    """Every engine in turn, round after round, so that a busy machine is busy for all."""
    laps: dict[str, list[Lap]] = {engine: [] for engine in engines}
    spawn = multiprocessing.get_context("spawn")
    for _ in range(rounds):
        for engine in engines:
            with spawn.Pool(1) as pool:
                laps[engine].append(pool.apply(once, (engine,)))
    return [Standing(engine, tuple(done)) for engine, done in laps.items()]
