"""How figures were made and how sure they are, in words for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from domain.scenario import Scenario
from domain.tables.statistics import SHORT, UNSTEADY
from study.statistics.intervals import Difference
from study.statistics.together import clear_of_zero, joint_confidence, widening

FEW = 20
"""Below so many replications an interval of a skewed figure covers clearly less than 95 %."""
SERIES_NAMES = {
    "lead_time": ("全程时间", "lead time"),
    "boxes_under_way": ("在途箱数", "boxes under way"),
    "in_system": ("系统内批次", "lots in the system"),
}


def how_sure(
    lang: str,
    scenario: Scenario,
    notes: Mapping[str, object],
    warm_up: pd.DataFrame | None,
    precision: pd.DataFrame | None,
) -> str:
    """What was counted and from when, whether that was late enough, why so many replications.

    Parameters
    ----------
    notes
        Of the session, see `study.session.Session`.
    warm_up, precision
        Tables of those names, where the run has them.
    """
    zh = lang == "zh"
    lines = [_counted(zh, scenario, notes)]
    if warm_up is not None:
        lines.extend(_warm_up(zh, scenario.state, warm_up))
    if precision is not None:
        lines.append(_precision(zh, notes, precision))
    lines.append(few_line(lang, _whole(notes, "replications")))
    return "\n".join(line for line in lines if line)


def few_line(lang: str, replications: int) -> str:
    """A warning where replications are few, else nothing."""
    zh = lang == "zh"
    if replications >= FEW:
        return ""
    if replications < 2:
        return "警告：只有 1 次重复，没有区间" if zh else "warning: one replication has no interval"
    if zh:
        return (
            f"警告：只有 {replications} 次重复（少于 {FEW}）；偏态指标的 95% 区间在 5 至 10 次时"
            "实际覆盖约 92%"
        )
    return (
        f"warning: {replications} replications, fewer than {FEW}; at 5 to 10 a 95% interval of a "
        "skewed figure covers about 92%"
    )


def read_together(lang: str, rows: Mapping[str, Difference]) -> str:
    """What several differences, each with its own interval, promise together.

    Those that never varied need no promise; "" where fewer than two are left.
    """
    made = {name: one.interval for name, one in rows.items() if one.interval.half_width}
    if len(made) < 2:
        return ""
    factor = widening(len(made), min(one.n for one in made.values()))
    clear = [name for name, one in made.items() if clear_of_zero(one, factor)]
    joint = joint_confidence(len(made))
    if lang == "zh":
        held = f"合起来至少 {joint:.0%}（Bonferroni）" if joint else "合起来没有保证（Bonferroni）"
        return (
            f"同读 {len(made)} 个 95% 区间：{held}；放宽到 {factor:.2f} 倍后合起来 95%，"
            f"仍异于零：{'、'.join(clear) or '无'}"
        )
    held = f"hold together with at least {joint:.0%}" if joint else "promise nothing together"
    return (
        f"read together: {len(made)} intervals of 95% each {held} (Bonferroni); {factor:.2f} times "
        f"as wide they hold together with 95%, and clear of zero are then: "
        f"{', '.join(clear) or 'none'}"
    )


def series_name(zh: bool, series: str) -> str:
    """A series in words."""
    found = SERIES_NAMES.get(series)
    if found is not None:
        return found[0] if zh else found[1]
    stream = series.removesuffix(".time_h")
    return f"{stream} 用时" if zh else f"time of {stream}"


def _counted(zh: bool, scenario: Scenario, notes: Mapping[str, object]) -> str:
    """Terminating or steady, what counts, and where the warm-up is from."""
    from_h, to_h = f"{scenario.warm_up_h:,g}", f"{scenario.period_end_h:,g}"
    pilots = notes.get("warm_up_pilots")
    if zh:
        state = "稳态" if scenario.state == "steady" else "有限期（有始有终）"
        source = f"由 {pilots} 次 A 组试运行按 MSER-5 求得" if pilots else "按场景所给"
        warm = f"预热 {from_h} 小时（{source}）" if scenario.warm_up_h or pilots else "不设预热"
        demand = "每次重复重抽需求" if scenario.redraw_demand else "各次重复需求相同"
        return f"{state}：统计第 {from_h} 至 {to_h} 小时，{warm}；{demand}"
    state = "steady state" if scenario.state == "steady" else "terminating"
    source = f"by MSER-5 on {pilots} pilot replications of set A" if pilots else "as stated"
    warm = f"warm-up {from_h} h ({source})" if scenario.warm_up_h or pilots else "no warm-up"
    demand = "new in every replication" if scenario.redraw_demand else "the same in all"
    return f"{state}: hours {from_h} to {to_h} count, {warm}; demand is {demand}"


def _warm_up(zh: bool, state: str, rows: pd.DataFrame) -> list[str]:
    """One line per verdict that asks for attention; one where all is well.

    A series that shows no steady state under one policy is not called short under another.
    """
    stated_h = float(rows["stated_h"].iloc[0])
    lines = []
    unsteady = rows[rows["verdict"] == UNSTEADY]
    short = rows[(rows["verdict"] == SHORT) & ~rows["series"].isin(unsteady["series"])]
    if len(short):
        found_h, names = float(short["found_h"].max()), _names(zh, short["series"])
        lines.append(
            f"警告：预热偏短：MSER-5 会去掉 {found_h:,.0f} 小时（{names}），"
            f"现为 {stated_h:,.0f} 小时"
            if zh
            else f"warning: the warm-up looks short: MSER-5 would leave out {found_h:,.0f} h "
            f"({names}), left out are {stated_h:,.0f} h"
        )
    if len(unsteady):
        names = _names(zh, unsteady["series"])
        # An episode need not have a steady state, but then nothing says that its warm-up is right.
        word = ("警告" if state == "steady" else "提示") if zh else (
            "warning" if state == "steady" else "note"
        )  # fmt: skip
        lines.append(
            f"{word}：MSER-5 看不出稳态（{names}）：运行太短，或一直在变"
            if zh
            else f"{word}: MSER-5 sees no steady state in {names}: the run is too short, or "
            "things go on changing"
        )
    if not lines:
        found_h = float(rows["found_h"].max())
        lines.append(
            f"预热够长：MSER-5 会去掉 {found_h:,.0f} 小时"
            if zh
            else f"the warm-up is long enough: MSER-5 would leave out {found_h:,.0f} h"
        )
    return lines


def _precision(zh: bool, notes: Mapping[str, object], rows: pd.DataFrame) -> str:
    """Which figure kept the replications going, or was not narrow at the cap."""
    made = _whole(notes, "replications")
    if notes.get("stopped_by") == "cap":
        left = rows[~rows["narrow"]]
        told = _figures(left if len(left) else rows)
        return (
            f"警告：到 {made} 次上限仍未达到要求的精度：{told}"
            if zh
            else f"warning: the cap of {made} replications came before these were narrow: {told}"
        )
    last = rows.loc[[(rows["half_width_share"] / rows["wanted_share"]).idxmax()]]
    narrow_from = notes.get("narrow_from")
    return (
        f"{made} 次重复：自第 {narrow_from} 次起达到精度并保持；最后达标的是 {_figures(last)}"
        if zh
        else f"{made} replications: narrow enough from {narrow_from} on; the last to be so was "
        f"{_figures(last)}"
    )


def _figures(rows: pd.DataFrame) -> str:
    """Each figure, how narrow it is and how narrow it was to be."""
    told = []
    columns = ("figure", "policy", "half_width_share", "wanted_share")
    for figure, policy, made, wanted in zip(*(rows[name] for name in columns), strict=True):
        name = f"{figure} ({policy})" if policy not in ("", "none") else str(figure)
        told.append(f"{name} \N{PLUS-MINUS SIGN}{made:.2%} / {wanted:.2%}")
    return ", ".join(told)


def _names(zh: bool, series: Sequence[str] | pd.Series) -> str:
    names = [series_name(zh, str(name)) for name in dict.fromkeys(series)]
    return ("、" if zh else ", ").join(names)


def _whole(notes: Mapping[str, object], name: str) -> int:
    found = notes.get(name)
    return found if isinstance(found, int) else 0
