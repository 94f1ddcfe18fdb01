"""The choice of a layout in words and in the manifest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from study.best_job import Choice
from study.settings import Best
from study.text_table import table_lines


def choice_facts(choice: Choice, best: Best, names: Sequence[str]) -> dict[str, object]:
    """What the manifest says of a choice."""
    return {
        "layout": names[choice.best],
        "kpi": best.kpi,
        "maximise": best.maximise,
        "by": best.by,
        "delta": best.delta,
        "confidence": best.confidence,
        "probability": choice.probability,
        "promised": choice.promised,
        "spent_out": choice.spent_out,
        "replications": dict(zip(names, choice.used, strict=True)),
    }


def choice_text(lang: str, choice: Choice, best: Best, rows: pd.DataFrame) -> str:
    """The best layout, how sure that is, and what was spent on each.

    Parameters
    ----------
    rows
        Table `selection`.
    """
    zh = lang == "zh"
    name = str(rows.loc[rows["chosen"], "scenario"].iloc[0])
    unit = str(rows["unit"].iloc[0]).removeprefix("1")
    least = ("最大" if best.maximise else "最小") if zh else ("most" if best.maximise else "least")
    title = (
        f"{len(rows)} 个方案中最优：{name}（{best.kpi} {least}，{best.by.upper()}）"
        if zh
        else f"best of {len(rows)} layouts: {name} ({best.kpi} {least}, {best.by.upper()})"
    )
    head = (
        ["方案", "重复数", "均值", "95% 下限", "上限", "淘汰于", "落后于"]
        if zh
        else ["layout", "replications", "mean", "95% low", "high", "dropped after", "behind"]
    )
    columns = (
        "scenario", "replications", "mean", "ci95_low", "ci95_high", "dropped_after", "behind"
    )  # fmt: skip
    body = [
        [str(name), f"{count}", _number(mean), _number(low), _number(high),
         "-" if math.isnan(after) else f"{after:.0f}", str(behind)]
        for name, count, mean, low, high, after, behind in zip(
            *(rows[column] for column in columns), strict=True
        )
    ]  # fmt: skip
    table = table_lines([head, *body], "  ", texts=(6,))
    return "\n".join([title, *table, sureness(zh, choice, best, name, unit)])


def sureness(zh: bool, choice: Choice, best: Best, name: str, unit: str) -> str:
    """The probability of a correct selection, and on what it rests."""
    delta = f"{best.delta:g} {unit}".strip()
    if choice.promised:
        return (
            f"若最优方案比其他都好 {delta} 以上，KN 选中它的概率不低于 {choice.probability:.0%}"
            "（假定各次重复的指标近似正态；共同随机数）"
            if zh
            else f"promised: where the best is better than all others by {delta} or more, KN "
            f"chooses it with a probability of at least {choice.probability:.0%} (figures of "
            "replications near normal; common random numbers)"
        )
    within = "" if best.delta == 0.0 else (f"或相差不到 {delta}" if zh else f" or within {delta}")
    text = (
        f"{name} 确为最优{within}的概率估计为 {choice.probability:.1%}（估计值，并非保证）"
        if zh
        else f"estimated, not promised: {name} is the best{within} with probability "
        f"{choice.probability:.1%}"
    )
    if choice.spent_out:
        text += (
            f"；重复次数已用完，未达到 {best.confidence:.0%}"
            if zh
            else f"; the budget was spent before {best.confidence:.0%} was reached"
        )
    return text


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:,.6g}"
