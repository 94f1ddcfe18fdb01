"""What `validate` says of streams: how many lots come, and what each step is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.scenario import Scenario
from inputs.stream_load import StepLoad, StreamLoad, step_loads, stream_loads

STREAM_TITLES: Final = {
    "en": ("stream", "lots expected", "per hour", "parcels", "path"),
    "zh": ("货流", "预计批数", "每小时", "件数", "步骤"),
}
STEP_TITLES: Final = {
    "en": ("step", "kind", "visits", "units", "load", "remark"),
    "zh": ("步骤", "类别", "访问次数", "数量", "负荷", "说明"),
}
KINDS_ZH: Final = {
    "servers": "服务台", "ride": "班次", "pack": "装箱", "stock": "货架", "unpack": "拆箱"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StreamReport:
    """Streams of a scenario and the loads of their steps, expected before anything runs."""

    state: str
    warm_up_h: float
    warm_up_auto: bool
    period_h: float
    cap_h: float
    streams: tuple[StreamLoad, ...]
    steps: tuple[StepLoad, ...]


def stream_report(scenario: Scenario) -> StreamReport | None:
    """The report; `None` for a scenario without streams."""
    if not scenario.streams:
        return None
    return StreamReport(
        scenario.state, scenario.warm_up_h, scenario.warm_up_auto,
        scenario.period_end_h - scenario.warm_up_h, scenario.cap_h, stream_loads(scenario),
        step_loads(scenario),
    )  # fmt: skip


def stream_lines(report: StreamReport, lang: str = "en") -> list[str]:
    """The frame in words."""
    lots = sum(stream.lots for stream in report.streams)
    if lang == "zh":
        state = "稳态" if report.state == "steady" else "终止型"
        warm = "自动（MSER-5）" if report.warm_up_auto else f"{report.warm_up_h:,g} 小时"
        frame = f"{state}场景：预热 {warm}，统计期 {report.period_h:,g} 小时，"
        size = f"{len(report.streams)} 条货流，每次重复预计 {lots:,.0f} 批；"
        return [f"{frame}至多运行到 {report.cap_h:,g} 小时", f"{size}{len(report.steps)} 个步骤"]
    warm = "found by MSER-5" if report.warm_up_auto else f"{report.warm_up_h:,g} h"
    frame = f"{report.state} scenario: warm-up {warm}, period {report.period_h:,g} h, "
    size = f"{_many(len(report.streams), 'stream')}, about {lots:,.0f} lots in a replication; "
    return [
        f"{frame}run to {report.cap_h:,g} h at most",
        f"{size}{_many(len(report.steps), 'step')}",
    ]


def stream_rows(report: StreamReport) -> list[tuple[str, ...]]:
    """Streams as cells."""
    return [
        (
            one.stream_id, f"{one.lots:,.0f}", f"{one.per_h:.4g}", f"{one.parcels:,.0f}",
            " > ".join(one.path),
        )
        for one in report.streams
    ]  # fmt: skip


def step_rows(report: StreamReport, lang: str = "en") -> list[tuple[str, ...]]:
    """Steps as cells; a load that is not finite stays empty."""
    return [
        (
            one.step_id, KINDS_ZH[one.kind] if lang == "zh" else one.kind, f"{one.visits:,.0f}",
            _units(one), "" if one.share is None else f"{one.share:.3f}", _remark(one, lang),
        )
        for one in report.steps
    ]  # fmt: skip


def _units(load: StepLoad) -> str:
    if load.units is None:
        return "many" if load.kind == "servers" else ""
    return f"{load.units:,.0f}"


def _remark(load: StepLoad, lang: str) -> str:
    """What the numbers of a kind of step stand for."""
    zh = lang == "zh"
    if load.kind == "pack":
        return "件/箱" if zh else "parcels per box"
    if load.kind == "stock":
        assert load.lead_parcels is not None
        if zh:
            return f"期初件数；一个补货期内需求 {load.lead_parcels:.4g} 件"
        return f"parcels at hour 0; {load.lead_parcels:.4g} asked for in a lead time"
    if load.kind == "servers":
        if load.units is None:
            return "无需等待" if zh else "nobody waits"
        return "利用率" if zh else "utilisation"
    if load.kind != "ride":
        return ""
    if load.room_lots is None or not load.units:
        return "个班次，不限量" if zh else "departures, room for all"
    asked = load.visits / load.units
    if zh:
        return f"个班次；每班次来 {asked:.1f}，可容 {load.room_lots:.1f}"
    return f"departures; {asked:.1f} come for each, room for {load.room_lots:.1f}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
