"""Key figures of the streams of one replication, by name.

Names are `<step>.<figure>`, `<stream>.<figure>`, `<span>.<figure>` and `all.<figure>`; where a step
serves by priority, `<step>.<stream>.<figure>` besides. Which there are depends on the scenario
alone, so every replication has the same; NaN where there is nothing that it could be of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

import numpy as np

from domain.scenario import Scenario
from domain.stream import OUT, Step
from domain.stream_records import GaugeReading
from study.stream_logs import PROCESS, RIDE, STOCK, UNPACK, StreamsObserved, kind_of
from study.stream_rides import Boarded, boarded, room_of
from study.stream_spans import span
from study.stream_stock import ShelfFigures, shelf_figures
from study.stream_waits import Waits, queue_mean, use_share, waits

SHARE, HOURS, COUNT, CNY = "1", "h", "1", "CNY"
PRIORITY = "priority"
TOTAL_COST = "total_cost_cny"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure of one replication."""

    name: str
    unit: str
    value: float


@dataclass(frozen=True, slots=True)
class StepFigures:
    """The figures of one step; parts that its kind does not have are `None`."""

    step_id: str
    kind: str
    waits: Waits
    queue_mean: float
    number_mean: float
    number_variance: float
    use_share: float
    boarded: Boarded | None
    shelf: ShelfFigures | None


def figures_of_steps(seen: StreamsObserved) -> list[StepFigures]:
    """The figures of every step, in the order of the scenario."""
    return [_figures(seen, step_id, step) for step_id, step in seen.scenario.steps.items()]


def _figures(seen: StreamsObserved, step_id: str, step: Step) -> StepFigures:
    number = seen.records.gauges.get(step_id)
    return StepFigures(
        step_id,
        kind_of(step),
        waits(seen, step_id, seen.scenario.watch.wait_over_h),
        queue_mean(seen, step_id),
        number.mean if number else nan,
        number.variance if number else nan,
        use_share(seen, step_id, step.process) if step.process else nan,
        boarded(seen, step_id) if step.ride else None,
        shelf_figures(seen, step_id, step.stock) if step.stock else None,
    )


def stream_kpis(seen: StreamsObserved, steps: list[StepFigures]) -> list[Kpi]:
    """Every key figure of one replication, in the order of kpis.csv."""
    return [
        *(kpi for figures in steps for kpi in _of_step(seen, figures)),
        *(kpi for place in range(len(seen.scenario.streams)) for kpi in _of_stream(seen, place)),
        *_of_spans(seen),
        *_of_all(seen, steps),
    ]


def over_name(step_id: str, limit_h: float) -> str:
    """Name of the share of visits that wait longer than a limit.

    Examples
    --------
    >>> over_name("gate", 5.0)
    'gate.wait_over_5h_share'
    """
    return f"{step_id}.wait_over_{limit_h:g}h_share"


def _of_step(seen: StreamsObserved, figures: StepFigures) -> Iterator[Kpi]:
    name, found = figures.step_id, figures.waits
    yield Kpi(f"{name}.visits", COUNT, float(found.visits))
    if figures.kind == UNPACK:
        return
    yield Kpi(f"{name}.wait_mean_h", HOURS, found.mean_h)
    yield Kpi(f"{name}.wait_sd_h", HOURS, found.sd_h)
    yield Kpi(f"{name}.wait_p50_h", HOURS, found.p50_h)
    yield Kpi(f"{name}.wait_p90_h", HOURS, found.p90_h)
    yield Kpi(f"{name}.waited_share", SHARE, found.waited_share)
    for limit_h, share in zip(seen.scenario.watch.wait_over_h, found.over_share, strict=True):
        yield Kpi(over_name(name, limit_h), SHARE, share)
    yield Kpi(f"{name}.queue_mean", COUNT, figures.queue_mean)
    yield Kpi(f"{name}.number_mean", COUNT, figures.number_mean)
    yield Kpi(f"{name}.number_variance", COUNT, figures.number_variance)
    process = seen.scenario.steps[name].process
    if figures.kind == PROCESS and process is not None and process.servers is not None:
        yield Kpi(f"{name}.use_share", SHARE, figures.use_share)
    if figures.kind == RIDE and figures.boarded is not None:
        yield from _of_ride(seen, name, figures.boarded)
    if figures.kind == STOCK and figures.shelf is not None:
        yield from _of_shelf(name, figures.shelf)
        yield from _snapshots(seen, f"{name}.on_hand", f"{name}.on_hand")
    yield from _snapshots(seen, name, f"{name}.number")
    if process is not None and process.order == PRIORITY:
        yield from _of_classes(seen, name)


def _of_classes(seen: StreamsObserved, name: str) -> Iterator[Kpi]:
    """Waits of each stream that may come to a step, where there are several."""
    scenario = seen.scenario
    coming = [place for place in range(len(scenario.streams)) if may_come(scenario, place, name)]
    for place in coming if len(coming) > 1 else ():
        found = waits(seen, name, stream=place)
        subject = f"{name}.{scenario.streams[place].stream_id}"
        yield Kpi(f"{subject}.visits", COUNT, float(found.visits))
        yield Kpi(f"{subject}.wait_mean_h", HOURS, found.mean_h)
        yield Kpi(f"{subject}.wait_p90_h", HOURS, found.p90_h)
        yield Kpi(f"{subject}.waited_share", SHARE, found.waited_share)


def may_come(scenario: Scenario, place: int, step_id: str) -> bool:
    """Whether lots of a stream may come to a step, by its path or by chance on the way."""
    reached: dict[str, None] = {}
    ahead = list(scenario.streams[place].path)
    while ahead:
        name = ahead.pop()
        if name not in reached and name != OUT:
            reached[name] = None
            ahead.extend(scenario.steps[name].then or ())
    return step_id in reached


def _of_ride(seen: StreamsObserved, name: str, found: Boarded) -> Iterator[Kpi]:
    yield Kpi(f"{name}.departures", COUNT, float(found.departures))
    yield Kpi(f"{name}.aboard_mean", COUNT, found.aboard_mean)
    if room_of(seen, name) is not None:
        yield Kpi(f"{name}.fill_share", SHARE, found.fill_share)
    yield Kpi(f"{name}.left_behind_mean", COUNT, found.left_behind_mean)
    yield Kpi(f"{name}.left_behind_share", SHARE, found.left_behind_share)


def _of_shelf(name: str, found: ShelfFigures) -> Iterator[Kpi]:
    yield Kpi(f"{name}.fill_rate", SHARE, found.fill_rate)
    yield Kpi(f"{name}.on_hand_mean", COUNT, found.on_hand_mean)
    yield Kpi(f"{name}.backorders_mean", COUNT, found.backorders_mean)
    yield Kpi(f"{name}.on_order_mean", COUNT, found.on_order_mean)
    yield Kpi(f"{name}.lost", COUNT, float(found.lost))


def _of_stream(seen: StreamsObserved, place: int) -> Iterator[Kpi]:
    """Lots that came in the window, and the time in the system of those that are through."""
    lots = seen.lots
    mine = (lots.stream == place) & seen.within(lots.born_h)
    through = mine & ~lots.lost & ~np.isnan(lots.done_h)
    time_h = lots.done_h[through] - lots.born_h[through]
    p50_h, p90_h = np.percentile(time_h, (50.0, 90.0)) if len(time_h) else (nan, nan)
    name = seen.scenario.streams[place].stream_id
    yield Kpi(f"{name}.time_mean_h", HOURS, float(np.mean(time_h)) if len(time_h) else nan)
    yield Kpi(f"{name}.time_p50_h", HOURS, float(p50_h))
    yield Kpi(f"{name}.time_p90_h", HOURS, float(p90_h))
    yield Kpi(f"{name}.lots", COUNT, float(np.count_nonzero(mine)))
    yield Kpi(f"{name}.delivered", COUNT, float(np.count_nonzero(through)))
    yield Kpi(f"{name}.lost", COUNT, float(np.count_nonzero(mine & lots.lost)))


def _of_spans(seen: StreamsObserved) -> Iterator[Kpi]:
    for name, (first, last) in seen.scenario.watch.spans.items():
        found = span(seen, first, last)
        yield Kpi(f"{name}.mean_h", HOURS, found.mean_h)
        yield Kpi(f"{name}.sd_h", HOURS, found.sd_h)


def _of_all(seen: StreamsObserved, steps: list[StepFigures]) -> Iterator[Kpi]:
    lots, whole = seen.lots, seen.records.gauges.get("all")
    came = seen.within(lots.born_h)
    through = came & (lots.stream >= 0) & ~lots.lost & ~np.isnan(lots.done_h)
    time_h = lots.done_h[through] - lots.born_h[through]
    yield Kpi("all.number_mean", COUNT, whole.mean if whole else nan)
    yield Kpi("all.time_mean_h", HOURS, float(np.mean(time_h)) if len(time_h) else nan)
    yield Kpi("all.in_system_end", COUNT, whole.at_end if whole else nan)
    yield from _snapshots(seen, "all", "all.number")
    shelves = sum(figures.shelf.cny for figures in steps if figures.shelf is not None)
    cny = float(lots.cny[came].sum()) + shelves
    yield Kpi(f"all.{TOTAL_COST}", CNY, cny)
    if not seen.scenario.consignments:
        yield Kpi(TOTAL_COST, CNY, cny)


def _snapshots(seen: StreamsObserved, gauge: str, figure: str) -> Iterator[Kpi]:
    """Values of a gauge at the hours asked for; NaN where the run had ended."""
    hours = seen.scenario.watch.snapshots_h
    reading: GaugeReading | None = seen.records.gauges.get(gauge)
    values = reading.snapshots if reading is not None else ()
    for place, at_h in enumerate(hours):
        value = float(values[place]) if place < len(values) else nan
        yield Kpi(f"{figure}_at_{at_h:g}h", COUNT, value)
