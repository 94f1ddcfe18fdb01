"""How long lots wait at each step, how many wait, and how much its servers work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from domain.network import Process
from study.stream_logs import Floats, StreamsObserved, VisitColumns


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of the visits that entered a step within the window; NaN where there were none.

    Every visit counts once, whatever is in the lot or box. What still waits when the run ends
    counts with what it has waited so far, in an open box until the end of the period: nothing
    comes after that could fill it. `unfinished` says how many do.
    """

    visits: int
    unfinished: int
    mean_h: float
    sd_h: float
    p50_h: float
    p90_h: float
    waited_share: float
    over_share: tuple[float, ...]


def waits(
    seen: StreamsObserved, step_id: str, over_h: Sequence[float] = (), stream: int | None = None
) -> Waits:
    """Waits at a step.

    Parameters
    ----------
    over_h
        `over_share` has the share of visits that wait longer, for each of these.
    stream
        Only lots of the stream at this position in the scenario.

    Notes
    -----
    The standard deviation is that of a sample (divisor n - 1); percentiles are interpolated as
    numpy does by default (type 7 of Hyndman and Fan 1996, Am. Statistician 50(4) 361).
    """
    log = seen.visits[step_id]
    counts = seen.within(log.entered_h)
    if stream is not None:
        counts &= seen.lots.stream[log.lot] == stream
    log = log.only(counts)
    n = len(log)
    unfinished = int(np.count_nonzero(np.isnan(log.began_h)))
    if n == 0:
        return Waits(0, 0, nan, nan, nan, nan, nan, tuple(nan for _ in over_h))
    hours = waiting_ends_h(seen, step_id, log) - log.entered_h
    p50_h, p90_h = np.percentile(hours, (50.0, 90.0))
    return Waits(
        n,
        unfinished,
        float(np.mean(hours)),
        float(np.std(hours, ddof=1)) if n > 1 else nan,
        float(p50_h),
        float(p90_h),
        float(np.mean(hours > 0.0)),
        tuple(float(np.mean(hours > limit_h)) for limit_h in over_h),
    )


def queue_mean(seen: StreamsObserved, step_id: str) -> float:
    """Lots that wait at a step, averaged over the window."""
    log = seen.visits[step_id]
    return time_average(seen, log.entered_h, waiting_ends_h(seen, step_id, log))


def waiting_ends_h(seen: StreamsObserved, step_id: str, log: VisitColumns) -> Floats:
    """When each visit's waiting ends; where it has not, how far it is followed."""
    packs = seen.scenario.steps[step_id].pack is not None
    end_h = min(seen.records.end_h, seen.to_h) if packs else seen.records.end_h
    return np.where(np.isnan(log.began_h), np.maximum(end_h, log.entered_h), log.began_h)


def time_average(seen: StreamsObserved, begins_h: Floats, ends_h: Floats) -> float:
    """How many of some spells are under way, averaged over the window."""
    inside = np.minimum(ends_h, seen.to_h) - np.maximum(begins_h, seen.from_h)
    return float(np.sum(np.maximum(inside, 0.0))) / seen.hours


def use_share(seen: StreamsObserved, step_id: str, process: Process) -> float:
    """Share of a step's server-hours in the window that are worked.

    Server-hours are those of open doors, and what is worked past closing; NaN where servers are
    without number.
    """
    if process.servers is None:
        return nan
    busy_h = seen.records.busy_h.get(step_id, 0.0)
    opening = process.opening
    open_h = seen.hours
    if not opening.always_open:
        end_h = min(seen.to_h, opening.until_h)
        open_h = opening.open_h_between(seen.from_h, end_h) if end_h > seen.from_h else 0.0
    there_h = max(open_h, busy_h / process.servers)
    return busy_h / (process.servers * there_h) if there_h > 0.0 else 0.0
