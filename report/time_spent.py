"""Where the time goes: stages between ready and delivered, per policy."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from report.canvas import canvas
from report.names import known, policy_name
from report.run_tables import order_policies
from report.stack import draw_stack, fold_small, half_widths, in_order, mean_parts, total_intervals
from report.theme import STAGES, themed
from report.words import Lang, say

WAITING = (
    "await_round", "await_trunk", "await_truck", "await_wave", "overflow", "store", "no_show",
    "await_gate", "await_slot", "await_departure", "left_at_border", "recover",
)  # fmt: skip
HOURS_PER_DAY = 24.0


@themed()
def plot_time(
    stage_hours: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh", source: str = ""
) -> Axes:
    """Days from ready to delivered by stage, stacked; mean over replications, by tonnes.

    Parameters
    ----------
    stage_hours
        Table `stage_hours` of a run.
    """
    totals = total_intervals(stage_hours, "hours_mean")
    note = say(lang, "note.mean_of", n=int(totals["n"].max()))
    ax = canvas(ax, 9.0, 4.2, source=source, note=note, lang=lang)
    parts = mean_parts(stage_hours, "stage", "hours_mean") / HOURS_PER_DAY
    parts = fold_small(in_order(parts, tuple(STAGES)))
    labels = {str(name): known(lang, "stage", str(name)) for name in parts}
    draw_stack(
        ax, parts, order_policies(parts.index), STAGES, labels, lang, decimals=1,
        halves=half_widths(totals, HOURS_PER_DAY),
    )  # fmt: skip
    ax.set_xlabel(say(lang, "axis.days_ready_delivered"))
    ax.set_title(say(lang, "chart.time"))
    return ax


def read_time(stage_hours: pd.DataFrame, lang: Lang) -> str:
    """One sentence: how much of the time is waiting, under rule and plan."""
    parts = mean_parts(stage_hours, "stage", "hours_mean")
    waits = parts[[stage for stage in WAITING if stage in parts]].sum(axis=1)
    shares = 100.0 * waits / parts.sum(axis=1)
    policies = [p for p in order_policies(parts.index) if p in ("rule", "plan")]
    told = [
        say(lang, "read.time_one", policy=policy_name(policy, lang), share=f"{shares[policy]:.0f}",
            days=f"{parts.loc[policy].sum() / HOURS_PER_DAY:.1f}")
        for policy in policies or order_policies(parts.index)
    ]  # fmt: skip
    return say(lang, "read.time", told=say(lang, "join").join(told))
