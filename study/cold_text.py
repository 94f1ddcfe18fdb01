"""What `cold` says on a terminal, in Chinese and English."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from domain.cold.arrays import as_given
from domain.cold.excursions import Excursion
from domain.cold.life import LifeModel
from domain.cold.mkt import Window
from study.cold_job import ColdStory
from study.text_table import table_lines

SHOWN: Final = 20
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "readings": ("{count} readings of {sensor}, {start} to {end}: {hours} h known",
                 "{sensor} 共 {count} 个读数，{start} 至 {end}：已知 {hours} 小时"),
    "unknown": (", {hours} h not known", "，{hours} 小时不明"),
    "linear": ("straight lines between readings", "读数之间按直线"),
    "step": ("each reading holds until the next", "每个读数保持到下一个"),
    "temps": ("Temperature: lowest {low} C, mean {mean} C, highest {high} C",
              "温度：最低 {low} ℃，平均 {mean} ℃，最高 {high} ℃"),
    "model": ("Life: {days} d at {ref} C by {name}", "寿命：{ref} ℃ 下 {days} 天，模型 {name}"),
    "used": ("Life used: {share}, as {days} d at {ref} C",
             "已用寿命：{share}，相当于 {ref} ℃ 下 {days} 天"),
    "left": ("Life left: {share}, {days} d at {ref} C", "剩余寿命：{share}，{ref} ℃ 下 {days} 天"),
    "stored": (", {days} d at the storage temperature of {at} C", "，储存温度 {at} ℃ 下 {days} 天"),
    "past": ("The goods are past their life by {share}.", "货物已超过寿命 {share}。"),
    "quality": ("Quality left: {share} of 1 (life ends at {limit})",
                "剩余品质：{share}（初始为 1，寿命终点为 {limit}）"),
    "gap_life": ("with the hours not known at the warmer end of their gap, life used is {share}",
                 "若不明时段均处于缺口较热一端的温度，已用寿命将为 {share}"),
    "no_life": ("No model of life: temperatures and limits only.",
                "没有寿命模型：仅给出温度和限值。"),
    "mkt": ("Mean kinetic temperature: {whole} C (readings alike {alike} C); {month}; {day}",
            "平均动力学温度：{whole} ℃（读数等权 {alike} ℃）；{month}；{day}"),
    "month": ("worst 30 days", "最差 30 天"),
    "day": ("worst 24 hours", "最差 24 小时"),
    "window": ("{name} {mkt} C from {start}", "{name} {mkt} ℃，自 {start}"),
    "whole": ("{name}: the record is shorter", "{name}：记录不足此长度"),
    "none_over": ("No excursion beyond {limits}.", "未超出 {limits}。"),
    "no_limits": ("No limits: --limit-low, --limit-high.", "没有限值：--limit-low、--limit-high。"),
    "over": ("{count} excursion(s) beyond {limits}, {hours} h in all:",
             "超出 {limits} 共 {count} 次，合计 {hours} 小时："),
    "more": ("... and {count} more (--json lists all)", "……另有 {count} 次（--json 列出全部）"),
    "chilling": ("Chilling: {hours} h below {at} C", "低温伤害：低于 {at} ℃ 共 {hours} 小时"),
    "freezing": ("Freezing: {hours} h below {at} C", "冻害：低于 {at} ℃ 共 {hours} 小时"),
    "gap": ("gap of {hours} h from {start}: {how}", "自 {start} 起缺口 {hours} 小时：{how}"),
    "bridged": ("bridged", "已连接"),
    "not_bridged": ("not bridged, counts for nothing (--max-gap)", "未连接，不计入（--max-gap）"),
    "more_gaps": ("... and {count} more gaps", "……另有 {count} 个缺口"),
    "warning": ("warning", "警告"), "note": ("note", "说明"),
    "start": ("start", "开始"), "end": ("end", "结束"), "kind": ("kind", "类型"),
    "high": ("too warm", "过热"), "low": ("too cold", "过冷"), "hours": ("hours", "小时"),
    "extreme": ("extreme C", "极值 ℃"), "degree_hours": ("degree-hours", "度时"),
}  # fmt: skip


class _Words:
    """Words of one language."""

    def __init__(self, lang: str) -> None:
        self._at = 1 if lang == "zh" else 0

    def __call__(self, key: str, **values: object) -> str:
        return _WORDS[key][self._at].format(**values)


def cold_text(story: ColdStory, lang: str) -> str:
    """The story in lines."""
    say, found, goods, record = _Words(lang), story.found, story.goods, story.record
    name = goods.name_zh if lang == "zh" else goods.name
    lines = [name if not goods.product_id else f"{name} ({goods.product_id})"]
    told = say(
        "readings", count=record.times_h.size, sensor=record.sensor, start=_time(story, 0.0),
        end=_time(story, float(record.times_h[-1])), hours=_plain(found.known_h),
    )  # fmt: skip
    if found.unknown_h:
        told += say("unknown", hours=_plain(found.unknown_h))
    lines.append(f"{told}; {say(story.kind)}")
    lines.append(
        say("temps", low=_c(found.lowest_c), mean=_c(found.mean_c), high=_c(found.highest_c))
    )
    lines += _life_lines(story, say)
    windows = [
        _window(story, say, key, window)
        for key, window in (("month", found.worst_month), ("day", found.worst_day))
    ]
    alike = _c(found.mkt_of_readings_c)
    lines.append(say("mkt", whole=_c(found.mkt_c), alike=alike, month=windows[0], day=windows[1]))
    lines += _excursion_lines(story, say)
    for key, hours, at_c in (
        ("chilling", found.chilling_h, goods.limits.chill_c),
        ("freezing", found.freezing_h, goods.limits.freeze_c),
    ):
        if hours is not None and at_c is not None:
            lines.append(say(key, hours=_plain(hours), at=f"{at_c:g}"))
    for gap in record.gaps[:SHOWN]:
        how = say("bridged" if gap.bridged else "not_bridged")
        told = say(
            "gap", hours=_plain(gap.end_h - gap.start_h), start=_time(story, gap.start_h), how=how
        )
        lines.append(f"{say('note')}: {told}")
    if len(record.gaps) > SHOWN:
        lines.append(say("more_gaps", count=len(record.gaps) - SHOWN))
    lines += [f"{say('note')}: {note}" for note in story.notes(lang)]
    lines += [f"{say('warning')}: {warning}" for warning in story.warnings(lang)]
    return "\n".join(lines)


def _life_lines(story: ColdStory, say: _Words) -> list[str]:
    used, model = story.found.used, story.goods.model
    if used is None or model is None:
        return [say("no_life")]
    share, ref = float(used), f"{model.ref_c:g}"
    lines = [
        say("model", days=f"{model.life_days:g}", ref=ref, name=_name(model)),
        say("used", share=f"{share:.2%}", days=f"{share * model.life_days:.2f}", ref=ref),
    ]
    left = say("left", share=f"{used.left:.2%}", days=f"{used.left * model.life_days:.2f}", ref=ref)
    days, at_c = story.storage_days, story.goods.storage_c
    if days is not None and at_c is not None and at_c != model.ref_c and math.isfinite(days):
        left += say("stored", days=f"{days:.2f}", at=f"{at_c:g}")
    lines.append(left)
    if share > 1.0:
        lines.append(say("past", share=f"{share - 1.0:.2%}"))
    if model.order is not None:
        quality = as_given(model.quality_left(share))
        lines.append(say("quality", share=f"{quality:.4f}", limit=f"{model.quality_limit:g}"))
    if story.found.gap_share:
        lines.append(
            f"{say('note')}: " + say("gap_life", share=f"{share + story.found.gap_share:.2%}")
        )
    return lines


def _name(model: LifeModel) -> str:
    parts = {
        "q10": f"Q10 {model.q10}", "arrhenius": f"Arrhenius {model.ea_kj_mol} kJ/mol",
        "exponential": f"exp({model.k_per_k}/K)", "sqrt": f"square root, Tmin {model.t_min_c} C",
        "bands": "Q10 by band", "constant": "constant rate",
    }  # fmt: skip
    order = {None: "", 0: ", zero order", 1: ", first order"}[model.order]
    return parts.get(model.model, model.model) + order


def _excursion_lines(story: ColdStory, say: _Words) -> list[str]:
    limits, found = story.goods.limits, story.found.excursions
    given = [f"{c:g}" for c in (limits.low_c, limits.high_c) if c is not None]
    if not given:
        return [say("no_limits")]
    words = f"{' / '.join(given)} C"
    if not found:
        return [say("none_over", limits=words)]
    total_h = sum(one.hours for one in found)
    lines = [say("over", count=len(found), limits=words, hours=_plain(total_h))]
    head = [say(key) for key in ("kind", "start", "end", "hours", "extreme", "degree_hours")]
    lines += table_lines([head, *([*_row(story, say, one)] for one in found[:SHOWN])])
    if len(found) > SHOWN:
        lines.append(say("more", count=len(found) - SHOWN))
    return lines


def _row(story: ColdStory, say: _Words, one: Excursion) -> list[str]:
    return [
        say(one.kind), ("< " if one.open_start else "") + _time(story, one.start_h),
        _time(story, one.end_h) + (" >" if one.open_end else ""), _plain(one.hours),
        _c(one.extreme_c), f"{one.degree_hours:.2f}",
    ]  # fmt: skip


def _window(story: ColdStory, say: _Words, key: str, window: Window) -> str:
    if window.whole:
        return say("whole", name=say(key))
    return say(
        "window", name=say(key), mkt=_c(window.mkt_c), start=_time(story, window.start_h)
    )  # fmt: skip


def _time(story: ColdStory, hours: float) -> str:
    at = story.at(hours)
    if isinstance(at, datetime):
        return at.isoformat(sep=" ", timespec="minutes")
    return f"{at:.2f} h"


def _c(temp_c: float) -> str:
    return f"{temp_c:.2f}"


def _plain(hours: float) -> str:
    return f"{hours:.2f}".rstrip("0").rstrip(".")
