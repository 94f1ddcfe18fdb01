"""What `python run.py validate` says of a scenario, as values that a terminal can lay out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.scenario import Scenario
from inputs.build import load_scenario
from inputs.checks import check_all
from inputs.differences import Difference, differences
from inputs.findings import Finding, InputError, strict
from inputs.lane_load import LaneLoad, lane_loads
from inputs.levers import lever_keys
from inputs.source import Source
from inputs.stream_report import StreamReport, stream_lines, stream_report


@dataclass(frozen=True, slots=True)
class Counts:
    """How large a scenario is. `pack_services` is the whole table, `used_services` are on a way."""

    consignments: int
    cohort: int
    tonnes: float
    teu_lanes: int
    flows: int
    nodes: int
    pack_services: int
    open_services: int
    used_services: int
    departures: int
    routes: int
    ways: int


@dataclass(frozen=True, slots=True)
class Report:
    """Findings first; the rest is there unless an error kept the scenario from being built.

    A small scenario has no `counts` and `loads`, one without streams no `streams`. `levers` are
    measures of the zone's plan that may be laid over it.
    """

    path: str
    findings: tuple[Finding, ...]
    counts: Counts | None = None
    differences: tuple[Difference, ...] = ()
    loads: tuple[LaneLoad, ...] = ()
    streams: StreamReport | None = None
    levers: tuple[str, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether there is any error."""
        return any(item.severity == "error" for item in self.findings)


def validate(
    path: Path,
    *,
    sets: Sequence[str] = (),
    overrides: Sequence[str] = (),
    seed: int = 1,
    allow_outside: bool = False,
    strictly: bool = False,
) -> Report:
    """Check a scenario and measure it; never raises for wrong input."""
    try:
        loaded = load_scenario(
            path, sets=sets, overrides=overrides, seed=seed, allow_outside=allow_outside
        )
    except InputError as wrong:
        return Report(str(path), wrong.findings)
    found = (*loaded.warnings, *check_all(loaded))
    source = loaded.source
    return Report(
        str(path), strict(found) if strictly else found,
        None if source is None else counts(loaded.scenario, source),
        () if loaded.parent is None else differences(loaded.parent, loaded.resolved),
        () if source is None else lane_loads(loaded.scenario),
        stream_report(loaded.scenario),
        () if source is None else lever_keys(source.file.zone),
    )  # fmt: skip


def counts(scenario: Scenario, source: Source) -> Counts:
    """Size of the scenario of a zone."""
    cohort = [c for c in scenario.consignments if scenario.in_cohort(c)]
    used = {
        service_id
        for some in scenario.ways.values()
        for way in some
        for service_id in (
            *way.before, *(hop.service_id for hop in way.route.hops), *way.after,
        )
    }  # fmt: skip
    return Counts(
        consignments=len(scenario.consignments),
        cohort=len(cohort),
        tonnes=sum(c.t for c in cohort),
        teu_lanes=len(scenario.timetable.departures),
        flows=len(scenario.ways),
        nodes=len(scenario.network.nodes),
        pack_services=len(source.tables["services"]),
        open_services=len(scenario.network.services),
        used_services=len(used),
        departures=sum(len(times) for times in scenario.timetable.departures.values()),
        routes=len(scenario.routes),
        ways=sum(len(some) for some in scenario.ways.values()),
    )


LOAD_TITLES = {
    "en": ("lane", "kind", "departures", "offered TEU", "first choice", "after overflow"),
    "zh": ("通道", "类别", "班次", "供给 TEU", "首选负荷", "溢出后负荷"),
}


def load_rows(report: Report) -> list[tuple[str, ...]]:
    """Loads as cells, the fullest first; lanes that nobody asks for are left out."""
    asked = [load for load in report.loads if load.cheapest_teu or load.spread_teu]
    asked.sort(key=lambda load: (-load.spread_share, load.lane))
    return [
        (
            load.lane, load.kind, f"{load.departures:.1f}", f"{load.offered_teu:.0f}",
            f"{load.cheapest_share:.0%}", f"{load.spread_share:.0%}",
        )
        for load in asked
    ]  # fmt: skip


def count_lines(report: Report, lang: str = "en") -> list[str]:
    """Counts in words; of streams after those of the zone."""
    streams = [] if report.streams is None else stream_lines(report.streams, lang)
    return [*([] if report.counts is None else _zone_lines(report.counts, lang)), *streams]


def _zone_lines(size: Counts, lang: str) -> list[str]:
    if lang == "zh":
        return [
            (
                f"货运单 {size.consignments:,} 票，统计期 {size.cohort:,} 票、"
                f"{size.tonnes:,.0f} 吨，{size.flows} 条货流"
            ),
            (
                f"服务：数据表 {size.pack_services}，开放（含反向）{size.open_services}，"
                f"通路使用 {size.used_services}；节点 {size.nodes}"
            ),
            (
                f"定班 {size.teu_lanes} 条、班次 {size.departures:,}；箱路径 {size.routes}，"
                f"通路 {size.ways}"
            ),
        ]
    return [
        (
            f"{size.consignments:,} consignments, {size.cohort:,} of them in the period with "
            f"{size.tonnes:,.0f} t, in {size.flows} flows"
        ),
        (
            f"services: {size.pack_services} in the table, {size.open_services} open (ways back "
            f"counted), {size.used_services} on some way; {size.nodes} nodes"
        ),
        (
            f"{size.teu_lanes} dated services with {size.departures:,} departures; {size.routes} "
            f"box routes, {size.ways} ways"
        ),
    ]
