"""A time axis on which one long stage does not hide the others: its middle is drawn short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from report.clock_axis import day_label
from report.words import Lang, say

# A stage longer than this many times all others together, or than these hours, is squeezed.
_TIMES, _LEAST_H = 0.6, 24.0
# A tick needs this share of the axis to itself.
_ROOM = 0.085


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Hours at the knots, and where they are drawn; between knots the axis is even."""

    hours: tuple[float, ...]
    drawn: tuple[float, ...]
    short: tuple[tuple[float, float], ...]

    def __call__(self, hours: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Where hours are drawn."""
        found: NDArray[np.float64] = np.interp(
            np.asarray(hours, dtype=float), self.hours, self.drawn
        )
        return found

    def at(self, hour: float) -> float:
        """Where one hour is drawn."""
        return float(self([hour])[0])


def squeeze(spans: Sequence[tuple[float, float]]) -> Squeezed:
    """An axis for stages that follow each other: the longest is cut to 0.6 of the others.

    Parameters
    ----------
    spans
        Begin and end of the stages, in order.
    """
    lengths = [end - begin for begin, end in spans]
    longest = max(range(len(spans)), key=lambda place: lengths[place])
    others = spans[-1][1] - spans[0][0] - lengths[longest]
    cap = max(_LEAST_H, _TIMES * others)
    hours, drawn, short = [spans[0][0]], [0.0], []
    for place, (begin, end) in enumerate(spans):
        for at in (begin, end):
            if at <= hours[-1]:
                continue
            step = at - hours[-1]
            cut = place == longest and at == end and step > 1.5 * cap
            if cut:
                short.append((begin, end))
            hours.append(at)
            drawn.append(drawn[-1] + (cap if cut else step))
    return Squeezed(tuple(hours), tuple(drawn), tuple(short))


def squeezed_axis(
    ax: Axes, axis: Squeezed, start: datetime | None, lang: Lang, *, labels: bool
) -> None:
    """Put ticks at midnights that have room, and none inside what is drawn short."""
    low, high = axis.hours[0], axis.hours[-1]
    room = _ROOM * (axis.drawn[-1] - axis.drawn[0])
    days = [
        day
        for day in range(int(np.ceil(low / 24.0)), int(high // 24.0) + 1)
        if not any(begin < 24.0 * day < end for begin, end in axis.short)
    ]
    kept: list[int] = []
    for day in days:
        if not kept or axis.at(24.0 * day) - axis.at(24.0 * kept[-1]) >= room:
            kept.append(day)
    ax.set_xlim(axis.drawn[0], axis.drawn[-1])
    ax.set_xticks([axis.at(24.0 * day) for day in kept])
    if not labels:
        ax.set_xticklabels([])
        return
    if start is None:
        ax.set_xticklabels([f"{day}" for day in kept])
        ax.set_xlabel(say(lang, "axis.days_since_start"))
        return
    dates = [start + timedelta(days=day) for day in kept]
    ax.set_xticklabels([day_label(date, lang) for date in dates])
    ax.set_xlabel(say(lang, "axis.date", year=(start + timedelta(hours=low)).year))
