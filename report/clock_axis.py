"""Hours of a run on an axis: dates where the scenario's start is known, else days since it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from report.words import Lang, say

_SHORT_H = 72.0


def clock_axis(ax: Axes, start: datetime | None, lang: Lang, *, most: int = 9) -> None:
    """Label an x axis drawn in hours; call it after the limits are set."""
    low_h, high_h = ax.get_xlim()
    step_d = next(
        (step for step in (1, 2, 3, 7, 14, 28, 56) if (high_h - low_h) / 24.0 / step <= most), 112
    )
    first_d = int(np.ceil(low_h / 24.0 / step_d) * step_d)
    days = np.arange(first_d, high_h / 24.0 + 1e-9, step_d)
    ax.set_xticks(days * 24.0)
    if start is None:
        ax.set_xticklabels([f"{day:.0f}" for day in days])
        ax.set_xlabel(say(lang, "axis.days_since_start"))
        return
    dates = [start + timedelta(days=float(day)) for day in days]
    ax.set_xticklabels([day_label(date, lang) for date in dates])
    years = sorted({date.year for date in dates} or {start.year})
    year = "–".join(str(found) for found in dict.fromkeys((years[0], years[-1])))
    ax.set_xlabel(say(lang, "axis.date", year=year))


def span_axis(ax: Axes, start: datetime | None, lang: Lang) -> None:
    """Label an x axis drawn in hours by hours where it is short, else by days or dates."""
    low_h, high_h = ax.get_xlim()
    short = high_h - low_h <= _SHORT_H
    if start is not None and not short:
        clock_axis(ax, start, lang)
        return
    unit_h = 1.0 if short else 24.0
    steps = MaxNLocator(9, steps=[1, 2, 2.5, 5, 10])
    ticks = np.asarray(steps.tick_values(low_h / unit_h, high_h / unit_h))
    ax.set_xticks(ticks * unit_h, [f"{tick:,g}" for tick in ticks])
    ax.set_xlim(low_h, high_h)
    ax.set_xlabel(say(lang, "axis.hours_since_start" if short else "axis.days_since_start"))


def day_label(date: datetime, lang: Lang) -> str:
    """Month and day, short."""
    if lang == "zh":
        return f"{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]}"


def moment(hour: float, start: datetime | None, lang: Lang) -> str:
    """An hour of the run for tables: date and time, or day and hour since the start."""
    if math.isnan(hour):
        return "-"
    if start is None:
        return say(lang, "axis.day_hour", day=int(hour // 24.0), hour=f"{hour % 24.0:04.1f}")
    at = start + timedelta(hours=float(hour))
    return f"{day_label(at, lang)} {at.hour:02d}:{at.minute:02d}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
