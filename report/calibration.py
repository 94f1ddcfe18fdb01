"""Model against observed: how long each span of a ride takes, as shares over hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.canvas import NothingToDrawError, canvas, host
from report.names import plain
from report.rows import each_row
from report.step_waits import unit_of
from report.stream_views import significant
from report.theme import INK, POLICIES, themed
from report.words import Lang, say

OBSERVED = "observed"
LINES: Mapping[str, tuple[str, float, Literal["-", "--"]]] = {
    OBSERVED: (INK, 2.0, "-"),
    "model": (POLICIES["rule"], 1.4, "--"),
    "calibrated": (POLICIES["plan"], 1.6, "-"),
}
"""Colour, width and dashes by source, in the order in which they are drawn and listed."""
SPANS = ("wait", "to_border", "at_border", "from_border", "onward", "way", "late")
MOST_SERVICES = 6
ENOUGH = 5
_SHOWN_SHARE = 0.99


@themed()
def plot_calibration(
    hours: pd.DataFrame,
    services: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """A row of panels per service, one per span: share of boxes or trains over hours.

    Parameters
    ----------
    hours, services
        Tables `hours_seen` and `services_seen`.
    """
    rows = {name: _spans_of(hours, name) for name in shown_services(services)}
    rows = {name: spans for name, spans in rows.items() if spans}
    if not rows:
        raise NothingToDrawError("hours_seen", "no span was observed")
    columns = max(len(spans) for spans in rows.values())
    inner_in = 1.9 * len(rows)
    ax = canvas(ax, max(6.4, 2.6 * columns), inner_in + 1.3, source=source, note="", lang=lang)
    host(ax)
    width, height = 1.0 / columns, 1.0 / len(rows)
    for row, (service_id, spans) in enumerate(rows.items()):
        for column, span in enumerate(spans):
            own = hours[(hours["service_id"] == service_id) & (hours["span"] == span)]
            panel = ax.inset_axes(
                (column * width + 0.04, 1.0 - (row + 1) * height + 0.42 / inner_in,
                 width - 0.06, height - 0.78 / inner_in)
            )  # fmt: skip
            panel.set_gid(f"calibration:{service_id}:{span}")
            _draw(panel, own, lang)
            title = f"{plain(service_id)}  {say(lang, f'span.{span}')}"
            panel.set_title(title, fontsize=9.0, pad=3.0)
            if column == 0:
                panel.set_ylabel(say(lang, "calibration.share"), fontsize=8.0)
    handles = [
        Line2D([], [], color=colour, linewidth=wide, linestyle=dash,
               label=say(lang, f"calibration.{name}"))
        for name, (colour, wide, dash) in LINES.items()
    ]  # fmt: skip
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3,
              borderaxespad=0.2)  # fmt: skip
    ax.set_title(say(lang, "calibration.title"), pad=24.0)
    return ax


def read_calibration(spans: pd.DataFrame, lang: Lang) -> str:
    """One sentence: the span whose observed mean is furthest from the model as it was, in parts.

    A mean of fewer than `ENOUGH` comes last.
    """
    seen = {
        (str(row.service_id), str(row.span), str(row.source)): (float(row.mean_h), int(row.n))
        for row in each_row(spans)
    }
    means = {key: mean for key, (mean, _) in seen.items()}
    both = {
        (service, span): (n >= ENOUGH, abs(mean / means[service, span, "model"] - 1.0))
        for (service, span, source), (mean, n) in seen.items()
        if source == OBSERVED and means.get((service, span, "model"), 0.0) > 0.0
    }
    if not both:
        raise NothingToDrawError("spans_seen", "the model ran none of the services observed")
    service, span = max(both, key=lambda key: both[key])
    unit, scale = unit_of(means[service, span, OBSERVED])

    def told(source: str) -> str:
        mean = means.get((service, span, source))
        return "-" if mean is None else f"{number(mean * scale)} {say(lang, unit)}"

    return say(
        lang, "calibration.gap", service=plain(service), span=say(lang, f"span.{span}"),
        observed=told(OBSERVED), model=told("model"), calibrated=told("calibrated"),
    )  # fmt: skip


def shown_services(services: pd.DataFrame) -> list[str]:
    """Services of which most trains were observed."""
    observed = services[services["source"] == OBSERVED]
    ordered = observed.sort_values(["trains", "service_id"], ascending=[False, True])
    return [str(name) for name in ordered["service_id"][:MOST_SERVICES]]


def number(value: float) -> str:
    """Digits that matter."""
    return f"{value:,.{significant(value)}f}"


def _spans_of(hours: pd.DataFrame, service_id: str) -> list[str]:
    """Spans that were observed of a service, without sums of others that are shown."""
    own = hours[(hours["service_id"] == service_id) & (hours["source"] == OBSERVED)]
    there = set(own["span"])
    sums = {
        "onward": "from_border" in there,
        "way": bool(there & {"from_border", "onward"}),
    }
    return [span for span in SPANS if span in there and not sums.get(span, False)]


def _draw(panel: Axes, own: pd.DataFrame, lang: Lang) -> None:
    samples = {
        name: np.sort(own.loc[own["source"] == name, "hours_h"].to_numpy(float))
        for name in LINES
        if name in set(own["source"])
    }
    longest_h = max(float(np.quantile(one, _SHOWN_SHARE)) for one in samples.values())
    shortest_h = min(0.0, *(float(one[0]) for one in samples.values()))
    unit, scale = unit_of(longest_h or 1.0)
    for name, hours in samples.items():
        colour, wide, dash = LINES[name]
        shares = 100.0 * np.arange(1, len(hours) + 1) / len(hours)
        ends: Sequence[float] = (min(shortest_h, float(hours[0])), 1.1 * longest_h)
        x = scale * np.concatenate((ends[:1], hours, ends[1:]))
        y = np.concatenate(([0.0], shares, [100.0]))
        panel.plot(x, y, color=colour, linewidth=wide, linestyle=dash, drawstyle="steps-post",
                   gid=f"line:{name}")  # fmt: skip
    low = min(float(one[0]) for one in samples.values())
    from_h = low - 0.05 * (longest_h - low) if low > 0.35 * longest_h else shortest_h
    panel.set_xlim(from_h * scale, (longest_h * 1.04 or 1.0) * scale)
    panel.set_ylim(0.0, 103.0)
    panel.set_yticks([0, 50, 100])
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.6g}"))
    panel.tick_params(labelsize=7.5)
    panel.set_xlabel(
        say(lang, "calibration.hours_up_to", unit=say(lang, unit)), fontsize=7.8, labelpad=1.5
    )
