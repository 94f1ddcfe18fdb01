"""What a run of streams says on the terminal: tables of the main figures with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from domain.scenario import Scenario
from study.how_sure import read_together
from study.kpis import value_of
from study.statistics.intervals import Interval, paired, t_interval
from study.stream_kpis import TOTAL_COST
from study.stream_logs import PACK
from study.summary import common_values, units
from study.text_table import padded, table_lines


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: the figure, its title in both languages, and what values are multiplied by."""

    figure: str
    zh: str
    en: str
    scale: float = 1.0


STEPS = (
    Heading("visits", "到达批次", "visits"),
    Heading("wait_mean_h", "平均等待 h", "mean wait h"),
    Heading("wait_p90_h", "90分位 h", "90% wait h"),
    Heading("waited_share", "需等待 %", "wait at all %", 100.0),
    Heading("queue_mean", "平均排队", "queue"),
    Heading("number_mean", "平均数量", "number"),
    Heading("use_share", "利用率 %", "use %", 100.0),
)
RIDES = (
    Heading("departures", "开行班次", "departures"),
    Heading("aboard_mean", "平均装车", "lots aboard"),
    Heading("fill_share", "满载率 %", "fill %", 100.0),
    Heading("left_behind_mean", "平均甩下", "left behind"),
    Heading("left_behind_share", "甩货班次 %", "leave some behind %", 100.0),
)
SHELVES = (
    Heading("fill_rate", "即时满足 %", "met at once %", 100.0),
    Heading("on_hand_mean", "平均在库", "on hand"),
    Heading("backorders_mean", "平均欠货", "backorders"),
    Heading("on_order_mean", "在途订货", "on order"),
    Heading("lost", "流失件数", "lost"),
)
STREAMS = (
    Heading("lots", "到来批次", "lots"),
    Heading("delivered", "完成批次", "through"),
    Heading("lost", "流失批次", "lost"),
    Heading("time_mean_h", "平均用时 h", "mean time h"),
    Heading("time_p50_h", "中位 h", "median h"),
    Heading("time_p90_h", "90分位 h", "90% h"),
)
SPANS = (
    Heading("mean_h", "平均 h", "mean h"),
    Heading("sd_h", "标准差 h", "sd h"),
)
WHOLE = (
    Heading("number_mean", "平均在途批次", "lots inside"),
    Heading("time_mean_h", "平均用时 h", "mean time h"),
    Heading("in_system_end", "结束时仍在", "still inside at the end"),
)
COMPARED = (
    "wait_mean_h", "wait_p90_h", "queue_mean", "use_share", "left_behind_mean", "fill_rate",
    "on_hand_mean", "lost", "time_mean_h", "mean_h", "number_mean", TOTAL_COST,
)  # fmt: skip
"""Figures whose differences are told; all are in comparison.csv."""


def stream_headline(
    lang: str, scenario: Scenario, policy: str, figures: pd.DataFrame, file: str
) -> str:
    """Every block that the scenario has something for.

    Parameters
    ----------
    figures
        Table `replication_kpis`.
    file
        Where all figures are, named at the end.
    """
    zh = lang == "zh"
    n = figures["replication"].nunique()
    title = scenario.title_zh if zh else scenario.title_en
    window = f"{scenario.warm_up_h:,g}", f"{scenario.period_end_h:,g}"
    about = (
        f"{title}（{scenario.name}）：{len(scenario.streams)} 个货流，"
        f"{len(scenario.steps)} 个环节；统计第 {window[0]} 至 {window[1]} 小时；"
        f"C 组 {n} 次重复，± 为 95% 区间"
        if zh
        else f"{title} ({scenario.name}): {_counted(len(scenario.streams), 'stream')}, "
        f"{_counted(len(scenario.steps), 'step')}; hours {window[0]} to {window[1]} count; "
        f"{n} replications of set C, \N{PLUS-MINUS SIGN} is a 95% interval"
    )
    rest = f"全部指标见 {file}" if zh else f"all figures: {file}"
    return "\n\n".join([about, *stream_blocks(lang, scenario, policy, figures), rest])


def stream_blocks(lang: str, scenario: Scenario, policy: str, figures: pd.DataFrame) -> list[str]:
    """Tables of steps, departures, shelves, streams, stretches, what was asked for, the whole."""
    zh = lang == "zh"
    found = {kpi: t_interval(value_of(figures, policy, kpi)) for kpi in units(figures, policy)}
    steps = tuple(scenario.steps)
    served = [
        name
        for step in steps
        for name in (step, *(f"{step}.{stream.stream_id}" for stream in scenario.streams))
    ]
    streams = tuple(stream.stream_id for stream in scenario.streams)
    all_in_one = (("all", "总体" if zh else "all"),)
    blocks = [
        _block(zh, "环节" if zh else "step", _plain(served), STEPS, found),
        _block(zh, "班次" if zh else "departures", _plain(steps), RIDES, found),
        _block(zh, "库存" if zh else "shelf", _plain(steps), SHELVES, found),
        _block(zh, "货流" if zh else "stream", _plain(streams), STREAMS, found),
        _block(zh, "区间用时" if zh else "stretch", _plain(scenario.watch.spans), SPANS, found),
        _block(zh, "", all_in_one, WHOLE, found),
        _asked_for(zh, scenario, found),
        _cost(zh, found),
    ]
    return [block for block in blocks if block]


def stream_differences(lang: str, title: str, policy: str, a: pd.DataFrame, b: pd.DataFrame) -> str:
    """Paired differences b minus a of the main figures that both have, with intervals.

    Figures that are the same in every replication are only named.
    """
    rows, same = [], []
    told = {}
    there = units(b, policy)
    for kpi, unit in units(a, policy).items():
        if kpi.rpartition(".")[2] not in COMPARED or kpi not in there:
            continue
        made = paired(*common_values((a, policy), (b, policy), kpi))
        one = made.interval
        if math.isnan(one.mean):
            continue
        if not (one.mean or one.low or one.high):
            same.append(kpi)
            continue
        told[kpi] = made
        digits = _digits(max(abs(one.mean), abs(one.low or 0.0), abs(one.high or 0.0)))
        between = ""
        if one.low is not None and one.high is not None:
            between = f"[{one.low:+,.{digits}f}, {one.high:+,.{digits}f}]"
        ratio = "" if made.variance_ratio is None else f"{made.variance_ratio:,.1f}"
        rows.append(
            [kpi, unit.removeprefix("1") or "-", f"{one.mean:+,.{digits}f}", between, ratio]
        )
    if lang == "zh":
        head = ["指标", "单位", "差值", "95% 区间", "方差比"]
    else:
        head = ["figure", "unit", "difference", "95% interval", "variance ratio"]
    together = read_together(lang, told)
    lines = [title, *(table_lines([head, *rows], "  ") if rows else ())]
    if same:
        lines.append(("  不变：" if lang == "zh" else "  the same: ") + ", ".join(same))
    return "\n".join([*lines, f"  {together}"] if together else lines)


def unfinished_line(lang: str, step_figures: pd.DataFrame) -> str | None:
    """A warning where lots still waited when runs ended; their waits are cut short.

    That a box was not full is no news.
    """
    rows = step_figures[(step_figures["unfinished"] > 0) & (step_figures["kind"] != PACK)]
    if rows.empty:
        return None
    sums = rows.groupby("step_id", sort=False)["unfinished"].sum()
    where = ", ".join(f"{step} {count}" for step, count in sums.items())
    if lang == "zh":
        return (
            f"警告：运行结束时仍有货在等待（各次重复合计：{where}），只计到结束为止；可加大 drain_h"
        )
    return (
        f"warning: lots still waited when runs ended (over all replications: {where}); they count "
        "with what they had waited; a longer drain_h lets them go on"
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _plain(names: Iterable[str]) -> Sequence[tuple[str, str]]:
    return [(name, name) for name in names]


def _block(
    zh: bool,
    title: str,
    subjects: Sequence[tuple[str, str]],
    headings: Sequence[Heading],
    found: Mapping[str, Interval],
) -> str:
    """A row per subject that has a figure, a column per heading that has one; "" without any."""
    kept = [h for h in headings if any(f"{name}.{h.figure}" in found for name, _ in subjects)]
    rows = [
        [told, *(_cell(found.get(f"{name}.{h.figure}"), h.scale) for h in kept)]
        for name, told in subjects
        if any(f"{name}.{h.figure}" in found for h in kept)
    ]
    if not rows:
        return ""
    return "\n".join(table_lines([[title, *(h.zh if zh else h.en for h in kept)], *rows]))


def _asked_for(zh: bool, scenario: Scenario, found: Mapping[str, Interval]) -> str:
    """Shares that wait longer, and numbers at an hour."""
    watch = scenario.watch
    headings = [
        *(Heading(f"wait_over_{h:g}h_share", f"等待超过{h:g}h %", f"wait > {h:g} h %", 100.0)
          for h in watch.wait_over_h),
        *(Heading(f"number_at_{h:g}h", f"第{h:g}h数量", f"number at {h:g} h")
          for h in watch.snapshots_h),
        *(Heading(f"on_hand_at_{h:g}h", f"第{h:g}h在库", f"on hand at {h:g} h")
          for h in watch.snapshots_h),
    ]  # fmt: skip
    subjects = [*_plain(scenario.steps), ("all", "总体" if zh else "all")]
    return _block(zh, "所问" if zh else "asked for", subjects, headings, found)


def _cost(zh: bool, found: Mapping[str, Interval]) -> str:
    made = found.get(f"all.{TOTAL_COST}")
    if made is None or made.mean == 0.0:
        return ""
    return f"{padded('总成本' if zh else 'total cost', 12)}{_cell(made, 1.0)} CNY"


def _cell(made: Interval | None, scale: float) -> str:
    if made is None or math.isnan(made.mean):
        return "-"
    value = made.mean * scale
    digits = _digits(abs(value))
    half = made.half_width
    spread = "" if half is None else f" \N{PLUS-MINUS SIGN}{half * scale:,.{digits}f}"
    return f"{value:,.{digits}f}{spread}"


def _digits(size: float) -> int:
    """Decimals that show four significant figures, at most six."""
    if size == 0.0:
        return 0
    return min(6, max(0, 3 - math.floor(math.log10(size))))
