"""Where the money goes: cost lines per policy, and who pays whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from domain.tariff import COST_LINES
from report.canvas import canvas
from report.names import known, policy_colour, policy_name
from report.run_tables import order_policies
from report.stack import draw_stack, fold_small, half_widths, in_order, mean_parts, total_intervals
from report.theme import COSTS, INK, MUTED, themed
from report.words import Lang, say

MILLION = 1e6
_MOST_PAIRS = 10
_SEEN = 0.004
_JOINT = "|"


@themed()
def plot_money(
    cost_lines: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh", source: str = ""
) -> Axes:
    """Cost lines per policy, stacked; mean over replications, with the interval of the total.

    Parameters
    ----------
    cost_lines
        Table `cost_lines` of a run.
    """
    totals = total_intervals(cost_lines, "cny")
    note = say(lang, "note.mean_of", n=int(totals["n"].max()))
    ax = canvas(ax, 9.0, 4.2, source=source, note=note, lang=lang)
    parts = mean_parts(cost_lines, "line", "cny") / MILLION
    parts = fold_small(in_order(parts, COST_LINES))
    labels = {str(name): known(lang, "cost", str(name)) for name in parts}
    draw_stack(
        ax, parts, order_policies(parts.index), COSTS, labels, lang, decimals=2,
        halves=half_widths(totals, MILLION),
    )  # fmt: skip
    ax.set_xlabel(say(lang, "axis.cost", unit=say(lang, "unit.cny_million")))
    ax.set_title(say(lang, "chart.money"))
    return ax


@themed()
def plot_payers(
    cost_lines: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh", source: str = ""
) -> Axes:
    """Who pays whom: the largest pairs of payer and payee, one bar per policy.

    The numbers are those of rule and plan, where both are there.
    """
    n = int(cost_lines["replication"].nunique())
    ax = canvas(ax, 9.0, 5.4, source=source, note=say(lang, "note.mean_of", n=n), lang=lang)
    pairs = _pairs(cost_lines)
    policies = order_policies(pairs.index)
    amounts = {policy: _by_name(pairs, policy) for policy in policies}
    size = {
        str(name): max(abs(mine[str(name)]) for mine in amounts.values()) for name in pairs.columns
    }
    ranked = sorted(size, key=lambda name: (-size[name], name))
    shown = [name for name in ranked if size[name] >= _SEEN * size[ranked[0]]][:_MOST_PAIRS]
    y = np.arange(len(shown))[::-1].astype(float)
    height = 0.84 / len(policies)
    paired = {"rule", "plan"} <= set(policies)
    for rank, policy in enumerate(policies):
        values = [amounts[policy][name] for name in shown]
        at = y + 0.42 - height * (rank + 0.5)
        ax.barh(
            at, values, height=height * 0.92, color=policy_colour(policy),
            label=policy_name(policy, lang), zorder=2,
        )  # fmt: skip
        if not paired:
            for place, value in zip(at, values, strict=True):
                _number(ax, _rounded(value), value, float(place))
    if paired:
        for name, place in zip(shown, y, strict=True):
            told = [_rounded(amounts[policy][name]) for policy in ("rule", "plan")]
            _number(ax, " → ".join(told), max(mine[name] for mine in amounts.values()), place)
        ax.annotate(
            " → ".join(policy_name(policy, lang) for policy in ("rule", "plan")), (1.0, 1.0),
            (0, 4), xycoords="axes fraction", textcoords="offset points", ha="right",
            fontsize=8.0, color=MUTED,
        )  # fmt: skip
        ax.set_xlim(right=1.18 * max(size.values()))
    sides = [name.split(_JOINT) for name in shown]
    ax.set_yticks(y, [f"{known(lang, 'role', a)} → {known(lang, 'role', b)}" for a, b in sides])
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.6, len(shown) - 0.4)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0)
    ax.set_xlabel(say(lang, "axis.amount", unit=say(lang, "unit.cny_million")))
    ax.set_title(say(lang, "chart.payers"))
    return ax


def _number(ax: Axes, text: str, value: float, y: float) -> None:
    ax.annotate(
        text, (max(value, 0.0), y), (4, 0), textcoords="offset points", va="center",
        fontsize=8.0, color=INK,
    )  # fmt: skip


def _rounded(millions: float) -> str:
    """Three digits: 34.6, 2.27, 0.61."""
    return f"{millions:,.1f}" if abs(millions) >= 10.0 else f"{millions:,.2f}"


def read_money(cost_lines: pd.DataFrame, lang: Lang) -> str:
    """One sentence: the largest line, and the line that moved most between rule and plan."""
    parts = mean_parts(cost_lines, "line", "cny")
    policy = _told_policy(parts)
    mine = _by_name(parts, policy)
    largest = max(mine, key=lambda line: mine[line])
    spent = sum(cny for cny in mine.values() if cny > 0.0)
    text = say(
        lang, "read.money", policy=policy_name(policy, lang), line=known(lang, "cost", largest),
        share=f"{100.0 * mine[largest] / spent:.0f}" if spent else "-",
    )  # fmt: skip
    if {"rule", "plan"} <= set(parts.index):
        rule = _by_name(parts, "rule")
        change = {line: cny - rule[line] for line, cny in _by_name(parts, "plan").items()}
        moved = max(change, key=lambda line: abs(change[line]))
        key = "read.money_less" if change[moved] < 0.0 else "read.money_more"
        text += say(
            lang, key, line=known(lang, "cost", moved),
            amount=f"{abs(change[moved]) / MILLION:,.2f}",
        )  # fmt: skip
    return text


def read_payers(cost_lines: pd.DataFrame, lang: Lang) -> str:
    """One sentence: which pair moves most money."""
    pairs = _pairs(cost_lines)
    policy = _told_policy(pairs)
    mine = _by_name(pairs, policy)
    most = max(mine, key=lambda pair: mine[pair])
    payer, payee = most.split(_JOINT)
    return say(
        lang, "read.payers", policy=policy_name(policy, lang), payer=known(lang, "role", payer),
        payee=known(lang, "role", payee), amount=f"{mine[most]:,.2f}",
    )  # fmt: skip


def _told_policy(parts: pd.DataFrame) -> str:
    there = order_policies(parts.index)
    return "plan" if "plan" in there else there[-1]


def _by_name(parts: pd.DataFrame, policy: str) -> dict[str, float]:
    return {str(name): float(value) for name, value in parts.loc[policy].to_dict().items()}


def _pairs(cost_lines: pd.DataFrame) -> pd.DataFrame:
    """Millions per policy and pair of payer and payee, the two joined by a bar."""
    joined = cost_lines["payer"] + _JOINT + cost_lines["payee"]
    return mean_parts(cost_lines.assign(pair=joined), "pair", "cny") / MILLION
