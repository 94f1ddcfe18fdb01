"""A small scenario: streams and their steps alone, with no table of data/ read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from domain.calendar import Clock, zone
from domain.draws import snap_h
from domain.emissions import EmissionFactors
from domain.network import Network
from domain.scenario import PlanningRules, Scenario
from domain.tariff import ITEMS, Tariff
from domain.timetable import Timetable
from inputs.findings import Findings, did_you_mean
from inputs.schema import Planning
from inputs.schema_small import SmallFile
from inputs.schema_streams import MOST_H
from inputs.source import BEYOND_CAP_H
from inputs.stream_sense import check_streams
from inputs.stream_source import StreamSource
from inputs.streams import StreamWorld, stream_world
from inputs.trace_file import TraceFiles
from inputs.yaml_file import Document

ZONES = ("Asia/Shanghai", "Asia/Ho_Chi_Minh", "Asia/Almaty", "Europe/Berlin", "UTC")
"""Time zones offered where one is misspelt."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Ends of warm-up, period and run, hours since the start; `auto` for a warm-up by MSER-5."""

    warm_up_h: float
    period_end_h: float
    cap_h: float
    auto: bool


def small_scenario(
    file: SmallFile, document: Document, path: Path, traces: TraceFiles, findings: Findings
) -> Scenario | None:
    """Build a small scenario; `None` with findings where its frame is wrong."""
    clock = _clock(file, document, findings)
    hours = _hours(file, document, findings)
    if clock is None or hours is None:
        return None
    source = StreamSource(
        file, document, findings, traces, clock, file.tz, hours.warm_up_h, hours.period_end_h,
        hours.cap_h, hours.cap_h + BEYOND_CAP_H,
        file.warm_up_h is not None or file.warm_up_days is not None,
    )  # fmt: skip
    world = stream_world(source)
    if findings.errors:
        return None
    scenario = _scenario(file, path.stem, clock, hours, world)
    check_streams(source, scenario)
    return scenario


def _clock(file: SmallFile, document: Document, findings: Findings) -> Clock | None:
    try:
        return Clock(datetime.combine(file.start, time.min, tzinfo=zone(file.tz)))
    except (ZoneInfoNotFoundError, ValueError):
        findings.error(
            document.at(("tz",)), "unknown_id", what="time zone", what_zh="时区", found=file.tz,
            hint=did_you_mean(file.tz, ZONES),
        )  # fmt: skip
        return None


def _hours(file: SmallFile, document: Document, findings: Findings) -> Hours | None:
    """The run's window; each length is given in hours or in days, and never twice."""
    before = len(findings.errors)
    for name in ("warm_up", "period", "drain"):
        in_h, in_days = getattr(file, f"{name}_h"), getattr(file, f"{name}_days")
        if in_h is not None and in_days is not None:
            at = document.at((f"{name}_days",))
            findings.error(
                at, "not_one", choices=f"{name}_h, {name}_days", found=f"{name}_h, {name}_days",
                null=f"{name}_h",
            )  # fmt: skip
    auto = file.warm_up_h == "auto"
    if auto and file.state != "steady":
        findings.error(document.at(("warm_up_h",)), "auto_unsteady")
    if file.period_h is None and file.period_days is None:
        findings.error(document.at(("period_h",)), "missing_key")
    if len(findings.errors) > before:
        return None
    written_h = 0.0 if auto or not isinstance(file.warm_up_h, float | int) else file.warm_up_h
    warm_up_h = written_h if file.warm_up_days is None else 24.0 * file.warm_up_days
    period_h = file.period_h if file.period_h is not None else 24.0 * (file.period_days or 0.0)
    drain_h = period_h if file.drain_days is None else 24.0 * file.drain_days
    drain_h = drain_h if file.drain_h is None else file.drain_h
    cap_h = warm_up_h + period_h + drain_h
    if cap_h > MOST_H:
        findings.error(
            document.at(("period_h" if file.period_h is not None else "period_days",)),
            "too_long", found=f"{cap_h:,.0f}", limit=f"{MOST_H:,.0f}",
        )  # fmt: skip
        return None
    return Hours(snap_h(warm_up_h), snap_h(warm_up_h + period_h), snap_h(cap_h), auto)


def _scenario(
    file: SmallFile, name: str, clock: Clock, hours: Hours, world: StreamWorld
) -> Scenario:
    plan = Planning()
    title = file.name
    return Scenario(
        name=name,
        title_zh=name if title is None else title.zh,
        title_en=name if title is None else title.en,
        question=file.question or "",
        clock=clock,
        warm_up_h=hours.warm_up_h,
        period_end_h=hours.period_end_h,
        cap_h=hours.cap_h,
        network=Network(
            world.nodes, world.services, {}, world.processes, {}, {}, {}, frozenset()
        ),
        timetable=Timetable(world.departures),
        routes=(),
        products={},
        consignments=(),
        ways={},
        tariff=Tariff(**dict.fromkeys(ITEMS, 0.0)),  # type: ignore[arg-type]
        emissions=EmissionFactors({}),
        climate={},
        planning=PlanningRules(
            plan.epoch_h, plan.notice_h, plan.slot_h, plan.close_ahead_h, plan.hold_max_h,
            plan.options,
        ),
        state=file.state,
        redraw_demand=file.redraw_demand,
        streams=world.streams,
        steps=world.steps,
        watch=world.watch,
        warm_up_auto=hours.auto,
    )  # fmt: skip
