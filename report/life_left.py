"""Shelf life left at delivery: one line per product and policy, from the tenth to the ninetieth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from report.canvas import NothingToDrawError, canvas
from report.names import Names, policy_colour, policy_name
from report.run_tables import order_policies
from report.theme import themed
from report.words import Lang, say

_MOST_PRODUCTS = 16
_SHARES = (0.1, 0.5, 0.9)


def weighted_quantiles(values: np.ndarray, weights: np.ndarray) -> tuple[float, ...]:
    """Quantiles 10, 50 and 90% of values, each as often as it weighs.

    The least value that so much of the weight does not exceed.

    Examples
    --------
    >>> weighted_quantiles(np.array([0.9, 0.1, 0.5]), np.array([1.0, 1.0, 2.0]))
    (0.1, 0.5, 0.9)
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    places = np.searchsorted(reached, np.array(_SHARES) * reached[-1] * (1.0 - 1e-12))
    return tuple(float(one) for one in values[order][places])


def lives(consignments: pd.DataFrame) -> pd.DataFrame:
    """Life left by product and policy: low, middle, high, and consignments; kg count as weight."""
    there = consignments[
        consignments["cohort"] & consignments["life_left"].notna()
        & consignments["delivered_h"].notna()
    ]  # fmt: skip
    rows = [
        (product, policy, *weighted_quantiles(own["life_left"].to_numpy(), own["kg"].to_numpy()),
         len(own))
        for (product, policy), own in there.groupby(["product_id", "policy"], sort=True)
    ]  # fmt: skip
    names = ["product_id", "policy", "low", "middle", "high", "n"]
    return pd.DataFrame(rows, columns=names)


@themed()
def plot_life_left(
    consignments: pd.DataFrame,
    names: Names,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """Products from the least life left down; the mark is the median by weight.

    Parameters
    ----------
    consignments
        Rows of one replication, of all policies.
    """
    found = lives(consignments)
    if found.empty:
        raise NothingToDrawError("consignments", "no delivered goods that age")
    least = found.groupby("product_id")["middle"].min().sort_values(kind="stable")
    products = list(least.index[:_MOST_PRODUCTS])
    policies = [p for p in order_policies(found["policy"]) if p != "foresight"] or ["foresight"]
    ax = canvas(
        ax, 9.0, 1.9 + (0.16 + 0.16 * len(policies)) * len(products), source=source,
        note=say(lang, "note.replication", replication=int(consignments["replication"].iloc[0])),
        lang=lang,
    )  # fmt: skip
    step = 0.8 / len(policies)
    for number, policy in enumerate(policies):
        own = found[found["policy"] == policy].set_index("product_id").reindex(products)
        y = np.arange(len(products)) + (number - 0.5 * (len(policies) - 1)) * step
        fill = policy_colour(policy)
        ax.hlines(
            y,
            100.0 * own["low"],
            100.0 * own["high"],
            color=fill,
            linewidth=2.2,
            alpha=0.55,
            zorder=2,
        )
        ax.plot(100.0 * own["middle"], y, "o", color=fill, markersize=5.5, zorder=3, gid=policy)
    ax.set_yticks(np.arange(len(products)), [names.product(one) for one in products])
    ax.set_ylim(len(products) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    lowest = 100.0 * float(found.loc[found["product_id"].isin(products), "low"].min())
    ax.set_xlim(min(0.0, lowest) if lowest < 50.0 else lowest - 10.0, 100.0)
    ax.set_xlabel(say(lang, "axis.life_left_spread"))
    ax.legend(
        handles=[
            Line2D([], [], marker="o", linewidth=2.2, color=policy_colour(one),
                   label=policy_name(one, lang))
            for one in policies
        ],
        loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0.0,
    )  # fmt: skip
    ax.set_title(say(lang, "chart.life_left"))
    return ax


def read_life_left(consignments: pd.DataFrame, names: Names, lang: Lang) -> str:
    """One sentence: which product comes with least life, under the plan where there is one."""
    found = lives(consignments)
    policies = order_policies(found["policy"])
    policy = "plan" if "plan" in policies else policies[0]
    own = found[found["policy"] == policy]
    worst = own.sort_values(["middle", "product_id"], kind="stable").iloc[0]
    return say(
        lang, "read.life_left", product=names.product(str(worst["product_id"])),
        policy=policy_name(policy, lang), middle=f"{worst['middle']:.0%}",
        low=f"{worst['low']:.0%}", n=len(own),
    )  # fmt: skip
