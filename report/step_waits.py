"""How long lots wait at each step: which share waits no longer than so many hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from report.canvas import NothingToDrawError, canvas, host
from report.kpi_intervals import LAYOUTS
from report.names import plain
from report.stream_views import significant
from report.theme import INK, MUTED, STEPS, themed
from report.words import Lang, say

Floats = NDArray[np.float64]
_COLUMNS, _MOST_STEPS, _UNPACK = 3, 9, "unpack"
# The axis ends where this share of waits is over; the longest few would squeeze all others.
_SHOWN_SHARE = 0.995
_MOST_POINTS = 1500
_UNITS = (("unit.minutes", 60.0, 1.5), ("unit.h", 1.0, 96.0), ("unit.d", 1 / 24.0, float("inf")))


def waits_h(visits: pd.DataFrame, steps: pd.DataFrame) -> Mapping[str, Floats]:
    """Waits of the visits that entered each step within the window, ascending, in hours.

    Those that had not ended are left out. Tables of one replication.
    """
    from_h, to_h = float(steps["from_h"].iloc[0]), float(steps["to_h"].iloc[0])
    counted = visits[
        (visits["entered_h"] >= from_h) & (visits["entered_h"] < to_h) & visits["began_h"].notna()
    ]
    found = {}
    for step_id in steps.loc[steps["kind"] != _UNPACK, "step_id"]:
        mine = counted[counted["step_id"] == step_id]
        if len(mine):
            found[str(step_id)] = np.sort((mine["began_h"] - mine["entered_h"]).to_numpy())
    return found


def somebody_waits(visits: pd.DataFrame, steps: pd.DataFrame) -> bool:
    """Whether there is anything to show."""
    return any(hours[-1] > 0.0 for hours in waits_h(visits, steps).values())


@themed()
def plot_waits(
    visits: Mapping[str, pd.DataFrame],
    steps: Mapping[str, pd.DataFrame],
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A panel per step: share of visits over wait; a line per layout where there are several.

    Parameters
    ----------
    visits, steps
        Tables `visits` and `step_figures` of one replication, by name of the layout.
    """
    waits = {name: waits_h(visits[name], steps[name]) for name in visits}
    shown = _steps_shown(waits)
    if not shown:
        raise NothingToDrawError("visits", "nobody waited at any step within the period")
    first = next(iter(visits))
    note = say(lang, "note.replication", replication=int(visits[first]["replication"].iloc[0]))
    rows = -(-len(shown) // _COLUMNS)
    inner_in = 2.15 * rows
    ax = canvas(ax, 9.6, inner_in + 1.25, source=source, note=note, lang=lang)
    host(ax)
    kinds = dict(zip(steps[first]["step_id"], steps[first]["kind"], strict=True))
    for place, step_id in enumerate(shown):
        row, column = divmod(place, _COLUMNS)
        left, bottom = column / _COLUMNS + 0.055, 1.0 - (row + 1) / rows + 0.42 / inner_in
        panel = ax.inset_axes((left, bottom, 1 / _COLUMNS - 0.075, 1 / rows - 0.74 / inner_in))
        panel.set_gid(f"waits:{step_id}")
        mine = {name: found[step_id] for name, found in waits.items() if step_id in found}
        fills = dict(zip(waits, LAYOUTS * 9, strict=False)) if len(waits) > 1 else {}
        _draw_panel(panel, mine, fills, STEPS[kinds[step_id]], lang)
        panel.set_title(plain(step_id), fontsize=9.5, pad=4.0, color=STEPS[kinds[step_id]])
        if column == 0:
            panel.set_ylabel(say(lang, "axis.share_of_visits"), fontsize=8.3)
    _legend(ax, list(waits), lang)
    ax.set_title(say(lang, "chart.step_waits"), pad=24.0)
    return ax


def read_waits(
    visits: Mapping[str, pd.DataFrame], steps: Mapping[str, pd.DataFrame], lang: Lang
) -> str:
    """One sentence: the step that keeps lots waiting longest; of layouts, their means there."""
    waits = {name: waits_h(visits[name], steps[name]) for name in visits}
    first = next(iter(waits.values()))
    step_id = max(first, key=lambda name: float(np.mean(first[name])))
    if len(waits) == 1:
        hours = first[step_id]
        p50, p90 = (float(value) for value in np.percentile(hours, (50.0, 90.0)))
        unit, scale = unit_of(p90)
        return say(
            lang, "read.step_waits", step=plain(step_id), unit=say(lang, unit),
            p50=_number(p50 * scale), p90=_number(p90 * scale),
        )  # fmt: skip
    unit, scale = unit_of(float(np.mean(first[step_id])))
    told = [
        say(lang, "read.layout_wait", name=plain(name), unit=say(lang, unit),
            mean=_number(float(np.mean(found[step_id])) * scale))
        for name, found in waits.items()
        if step_id in found
    ]  # fmt: skip
    return say(
        lang, "read.step_waits_layouts", step=plain(step_id), told=say(lang, "join").join(told)
    )


def unit_of(longest_h: float) -> tuple[str, float]:
    """Phrase of the unit in which hours up to some length read best, and units per hour.

    Examples
    --------
    >>> unit_of(0.2), unit_of(30.0), unit_of(300.0)[0]
    (('unit.minutes', 60.0), ('unit.h', 1.0), 'unit.d')
    """
    return next((unit, scale) for unit, scale, up_to_h in _UNITS if longest_h <= up_to_h)


def _steps_shown(waits: Mapping[str, Mapping[str, Floats]]) -> list[str]:
    """Steps at which somebody waits, in their order."""
    steps = dict.fromkeys(step_id for found in waits.values() for step_id in found)
    waited = [
        step_id
        for step_id in steps
        if any(found[step_id][-1] > 0.0 for found in waits.values() if step_id in found)
    ]
    return waited[:_MOST_STEPS]


def _draw_panel(
    panel: Axes, waits: Mapping[str, Floats], fills: Mapping[str, str], fill: str, lang: Lang
) -> None:
    longest_h = max(float(np.quantile(hours, _SHOWN_SHARE)) for hours in waits.values())
    longest_h = longest_h or max(float(hours[-1]) for hours in waits.values())
    unit, scale = unit_of(longest_h)
    for name, hours in waits.items():
        shares = 100.0 * np.arange(1, len(hours) + 1) / len(hours)
        kept = np.unique(np.linspace(0, len(hours) - 1, _MOST_POINTS).astype(int))
        x = np.concatenate(([0.0], hours[kept] * scale, [1.1 * longest_h * scale]))
        y = np.concatenate(([0.0], shares[kept], [100.0]))
        panel.plot(x, y, color=fills.get(name, fill), linewidth=1.6, drawstyle="steps-post",
                   gid=f"line:{name}", zorder=3)  # fmt: skip
    if len(waits) == 1:
        (hours,) = waits.values()
        mean, p90 = float(np.mean(hours)) * scale, float(np.percentile(hours, 90.0)) * scale
        panel.axvline(mean, color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2)
        panel.plot([p90], [90.0], "o", color=INK, markersize=4.5, zorder=4)
        told = say(lang, "note.wait_text", mean=_number(mean), p90=_number(p90),
                   unit=say(lang, unit))  # fmt: skip
        panel.annotate(
            told, (0.98, 0.06), xycoords="axes fraction", ha="right", va="bottom", fontsize=8.0,
            color=INK, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
        )  # fmt: skip
    panel.set_xlim(0.0, 1.04 * longest_h * scale)
    panel.set_ylim(0.0, 103.0)
    panel.set_yticks([0, 25, 50, 75, 100])
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.6g}"))
    panel.tick_params(labelsize=8.0)
    panel.set_xlabel(say(lang, "axis.wait_up_to", unit=say(lang, unit)), fontsize=8.3, labelpad=2.0)
    panel.grid(visible=True)


def _number(value: float) -> str:
    return f"{value:,.{significant(value)}f}"


def _legend(ax: Axes, layouts: Sequence[str], lang: Lang) -> None:
    if len(layouts) > 1:
        handles = [
            Line2D([], [], color=fill, linewidth=1.8, label=plain(name))
            for name, fill in zip(layouts, LAYOUTS * 9, strict=False)
        ]
    else:
        handles = [
            Line2D([], [], color=MUTED, linewidth=1.6, label=say(lang, "legend.waits_up_to")),
            Line2D([], [], color=INK, linewidth=1.0, linestyle=(0, (4, 2)),
                   label=say(lang, "legend.mean")),
            Line2D([], [], color=INK, marker="o", markersize=4.5, linestyle="",
                   label=say(lang, "legend.p90")),
        ]  # fmt: skip
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles),
        borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip
