"""Waterfall of where the plan gains on the rule: choice, filling, trains, misses."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from report.canvas import canvas
from report.differences import BETTER, WORSE
from report.names import policy_name
from report.rows import each_row
from report.theme import INK, MUTED, POLICIES, themed
from report.words import Lang, say

MILLION = 1e6
ENDS = ("rule", "plan")


@themed()
def plot_why_waterfall(
    waterfall: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh", source: str = ""
) -> Axes:
    """Steps from the rule's cost (at 0) to that of the plan, each beginning where the last ended.

    Parameters
    ----------
    waterfall
        Table `why_waterfall` of a run.
    """
    n = int(waterfall["replications"].max())
    note = say(lang, "note.mean_of", n=n) if n else say(lang, "note.why_planned")
    steps = [(str(row.step), float(row.cny) / MILLION) for row in _steps(waterfall)]
    ax = canvas(ax, 9.0, 1.6 + 0.42 * (len(steps) + 1), source=source, note=note, lang=lang)
    at, edges = 0.0, [0.0]
    for place, (name, amount) in enumerate(steps):
        y = -float(place)
        fill = BETTER if amount < 0.0 else WORSE
        ax.barh([y], [amount], left=at, height=0.6, color=fill, alpha=0.8, zorder=2,
                gid=f"step:{name}")  # fmt: skip
        ax.plot([at + amount] * 2, [y + 0.3, y - 1.3], color=MUTED, linewidth=0.8, zorder=1)
        _number(ax, amount, min(at, at + amount), y)
        at += amount
        edges.append(at)
    y = -float(len(steps))
    ax.barh([y], [at], height=0.6, color=POLICIES["plan"], zorder=2, gid="step:total")
    _number(ax, at, min(at, 0.0), y)
    ends = {name: _end(waterfall, name) for name in ENDS}
    ax.annotate(
        "   ".join(
            f"{policy_name(name, lang)}: {ends[name]:,.2f} {say(lang, 'unit.cny_million')}"
            for name in ENDS
        ),
        (0.0, 1.0), (0, 5), xycoords="axes fraction", textcoords="offset points", fontsize=8.5,
        color=MUTED,
    )  # fmt: skip
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    names = [say(lang, f"why.{name}") for name, _ in steps]
    ax.set_yticks([-float(i) for i in range(len(steps) + 1)], [*names, say(lang, "why.difference")])
    ax.set_ylim(y - 0.6, 0.6)
    spread = (max(edges) - min(edges)) or 1.0
    ax.set_xlim(min(edges) - 0.16 * spread, max(edges) + 0.04 * spread)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(say(lang, "axis.why_waterfall"))
    ax.set_title(say(lang, "chart.why_waterfall"), pad=20.0)
    return ax


def _number(ax: Axes, amount: float, left: float, y: float) -> None:
    ax.annotate(
        _signed(amount), (left, y), (-4, 0), textcoords="offset points", ha="right", va="center",
        fontsize=8.5, color=INK,
    )  # fmt: skip


def _steps(waterfall: pd.DataFrame) -> list[pd.Series]:
    """Steps that move anything, in their order."""
    rows = waterfall.sort_values("number", kind="stable")
    moved = rows[~rows["step"].isin(ENDS) & (rows["cny"].abs() >= 0.005)]
    return list(each_row(moved))


def _end(waterfall: pd.DataFrame, name: str) -> float:
    return float(waterfall.loc[waterfall["step"] == name, "cny"].iloc[0]) / MILLION


def read_why_waterfall(waterfall: pd.DataFrame, lang: Lang) -> str:
    """One sentence: both costs, and the step that moves most."""
    steps = _steps(waterfall)
    rule, plan = _end(waterfall, "rule"), _end(waterfall, "plan")
    most = max(steps, key=lambda row: abs(float(row.cny)), default=None)
    return say(
        lang, "read.why_waterfall", rule=f"{rule:,.2f}", plan=f"{plan:,.2f}",
        gain=_signed(plan - rule),
        step="-" if most is None else say(lang, f"why.{most.step}"),
        amount="0" if most is None else _signed(float(most.cny) / MILLION),
    )  # fmt: skip


def _signed(amount: float) -> str:
    """With its sign, but for what is nothing to two digits."""
    if abs(amount) < 0.005:
        return "0.00"
    return f"{amount:+,.2f}".replace("-", "\N{MINUS SIGN}")
