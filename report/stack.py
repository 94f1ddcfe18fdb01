"""Stacked bars per policy: the form shared by where the money and where the time goes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from report.names import policy_name
from report.theme import INK, MUTED
from report.words import Lang

# A part gets a number where it has this share of the longest bar for each sign, and a legend
# line above the second share.
_FOR_EACH_SIGN = 0.0135
_NAMED = 0.004
OTHER = "other"


def mean_parts(table: pd.DataFrame, part: str, value: str) -> pd.DataFrame:
    """Mean over replications of the summed value: policies as rows, parts as columns.

    A part that a replication never booked counts as zero there.
    """
    keys = ["policy", "replication"]
    summed = table.pivot_table(value, keys, part, aggfunc="sum", fill_value=0)
    return summed.groupby(level="policy").mean()


def total_intervals(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Mean and half width of the 95 % interval of the total, per policy."""
    from scipy.stats import t as student_t

    totals = table.groupby(["policy", "replication"])[value].sum().groupby(level="policy")
    n = totals.count()
    spread: pd.Series[float] = totals.std().fillna(0.0) / np.sqrt(n)
    factor = [float(student_t.ppf(0.975, k - 1)) if k > 1 else np.nan for k in n]
    return pd.DataFrame({"mean": totals.mean(), "half": spread * factor, "n": n})


def half_widths(totals: pd.DataFrame, unit: float) -> dict[str, float]:
    """Half widths of `total_intervals` per policy, in a larger unit."""
    return {str(policy): float(half) / unit for policy, half in totals["half"].items()}


def in_order(parts: pd.DataFrame, known: Sequence[str]) -> pd.DataFrame:
    """Columns in the order of the declared names, then others by name."""
    there = [str(name) for name in parts.columns]
    order = [name for name in known if name in there]
    return parts[[*order, *sorted(set(there).difference(order))]]


def fold_small(parts: pd.DataFrame) -> pd.DataFrame:
    """Put parts too small to see into one column, `other`."""
    longest = float(parts.abs().sum(axis=1).max())
    small = [name for name in parts if float(parts[name].abs().max()) < _NAMED * longest]
    if len(small) < 2:
        return parts
    folded = parts.drop(columns=small)
    folded[OTHER] = parts[small].sum(axis=1)
    return folded


def draw_stack(
    ax: Axes,
    parts: pd.DataFrame,
    policies: Sequence[str],
    colours: Mapping[str, str],
    labels: Mapping[str, str],
    lang: Lang,
    *,
    decimals: int,
    halves: Mapping[str, float] | None = None,
) -> None:
    """Draw bars from top to bottom in the order of policies; negative parts go left of zero.

    The net total stands at the right end, with its 95 % interval where `halves` has one.
    """
    y = np.arange(len(policies))[::-1]
    rows = parts.reindex(list(policies)).fillna(0.0)
    left, right = np.zeros(len(policies)), np.zeros(len(policies))
    longest = float(rows.clip(lower=0.0).sum(axis=1).max()) or 1.0
    for name in rows.columns:
        values = rows[name].to_numpy(dtype=float)
        base = np.where(values >= 0.0, right, left)
        fill = colours.get(str(name), MUTED)
        ax.barh(
            y, values, left=base, height=0.62, color=fill, edgecolor="white", linewidth=0.6,
            label=labels[str(name)], zorder=2,
        )  # fmt: skip
        for row, value in enumerate(values):
            text = f"{value:,.{decimals}f}"
            if abs(value) >= _FOR_EACH_SIGN * len(text) * longest:
                ax.text(
                    float(base[row] + value / 2.0), float(y[row]), text,
                    ha="center", va="center", fontsize=8.0, color=ink_on(fill), zorder=3,
                )  # fmt: skip
        right = right + np.clip(values, 0.0, None)
        left = left + np.clip(values, None, 0.0)
    for row, policy in enumerate(policies):
        total = float(rows.loc[policy].to_numpy(dtype=float).sum())
        half = float((halves or {}).get(policy, np.nan))
        text = f"{total:,.{decimals}f}"
        if not math.isnan(half):
            text += f" ± {half:,.{max(decimals, 1)}f}"
        ax.text(
            float(right[row]) + 0.012 * longest, float(y[row]), text, va="center", fontsize=9.0,
            color=INK,
        )  # fmt: skip
    ax.set_yticks(y, [policy_name(policy, lang) for policy in policies])
    ax.set_ylim(-0.6, len(policies) - 0.4)
    ax.set_xlim(min(0.0, float(left.min()) * 1.05), float(right.max()) * 1.19)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0, handlelength=1.0,
        handleheight=1.0, labelspacing=0.45,
    )  # fmt: skip


def ink_on(fill: str) -> str:
    """White or dark text, whichever can be read on a colour (relative luminance)."""
    red, green, blue = to_rgb(fill)
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5 else INK
