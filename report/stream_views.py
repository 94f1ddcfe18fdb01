"""How figures of streams are named and read: `gate.wait_mean_h`, `all.number_at_10h`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from report.names import plain
from report.words import PHRASES, Lang, say

_OVER = re.compile(r"wait_over_(.+)h_share")
_AT = re.compile(r"(number|on_hand)_at_(.+)h")
# A figure begins with a letter; "0.5h" in it does not.
_NAME = re.compile(r"(.+)\.([a-z][^.]*(?:\.\d[^.]*)?)")
ALL = "all"


@dataclass(frozen=True, slots=True)
class FigureView:
    """`better` is -1 where less is better, 1 where more is, 0 where neither."""

    group: str
    better: int
    unit: str = ""
    scale: float = 1.0


_PERCENT = "unit.percent"
FIGURES: Mapping[str, FigureView] = {
    "wait_mean_h": FigureView("time", -1, "unit.h"),
    "wait_p50_h": FigureView("time", -1, "unit.h"),
    "wait_p90_h": FigureView("time", -1, "unit.h"),
    "wait_sd_h": FigureView("time", -1, "unit.h"),
    "waited_share": FigureView("time", -1, _PERCENT, 100.0),
    "wait_over": FigureView("time", -1, _PERCENT, 100.0),
    "time_mean_h": FigureView("time", -1, "unit.h"),
    "time_p50_h": FigureView("time", -1, "unit.h"),
    "time_p90_h": FigureView("time", -1, "unit.h"),
    "mean_h": FigureView("time", -1, "unit.h"),
    "sd_h": FigureView("time", -1, "unit.h"),
    "queue_mean": FigureView("operations", -1),
    "number_mean": FigureView("operations", -1),
    "use_share": FigureView("operations", 0, _PERCENT, 100.0),
    "fill_share": FigureView("operations", 1, _PERCENT, 100.0),
    "left_behind_mean": FigureView("operations", -1),
    "left_behind_share": FigureView("operations", -1, _PERCENT, 100.0),
    "fill_rate": FigureView("operations", 1, _PERCENT, 100.0),
    "backorders_mean": FigureView("operations", -1),
    "lost": FigureView("operations", -1),
    "total_cost_cny": FigureView("money", -1, "unit.cny"),
}
"""Figures that are judged or rescaled; all others are shown as they are."""
COMPARED = (
    "time_mean_h", "mean_h", "wait_mean_h", "wait_p90_h", "queue_mean", "use_share",
    "left_behind_mean", "fill_rate", "on_hand_mean", "backorders_mean", "lost",
    "total_cost_cny",
)  # fmt: skip
"""Figures that a comparison of layouts shows, for every step and stream that has them."""


def split(kpi: str) -> tuple[str, str]:
    """Subject (step, stream, stream at a step, stretch or `all`) and figure of a KPI's name.

    Examples
    --------
    >>> split("gate.wait_over_0.5h_share"), split("gate.urgent.wait_mean_h")
    (('gate', 'wait_over_0.5h_share'), ('gate.urgent', 'wait_mean_h'))
    """
    found = _NAME.fullmatch(kpi)
    return (found[1], found[2]) if found else ("", kpi)


def is_stream(kpi: str) -> bool:
    """Whether a KPI is of streams."""
    return "." in kpi


def figure_title(figure: str, lang: Lang) -> str:
    """Name of a figure.

    Examples
    --------
    >>> figure_title("wait_over_5h_share", "en")
    'wait over 5 h'
    """
    over, at = _OVER.fullmatch(figure), _AT.fullmatch(figure)
    if over:
        return say(lang, "figure.wait_over", h=over[1])
    if at:
        return say(lang, f"figure.{at[1]}_at", h=at[2])
    key = f"figure.{figure}"
    return say(lang, key) if key in PHRASES else plain(figure)


def stream_title(kpi: str, lang: Lang) -> str:
    """Name of a KPI of streams: its subject and its figure."""
    subject, figure = split(kpi)
    told = say(lang, "step.all") if subject == ALL else plain(subject)
    return say(lang, "figure.of", subject=told, figure=figure_title(figure, lang))


def figure_view(figure: str) -> FigureView:
    """How to read a figure; one that is not listed is judged neither way."""
    if _OVER.fullmatch(figure):
        return FIGURES["wait_over"]
    return FIGURES.get(figure, FigureView("operations", 0, "unit.h" if _hours(figure) else ""))


def compared(kpis: Iterable[str]) -> list[str]:
    """The KPIs of streams that a comparison shows, those of the whole first."""
    there = [kpi for kpi in kpis if is_stream(kpi) and split(kpi)[1] in COMPARED]
    return sorted(there, key=lambda kpi: (split(kpi)[0] != ALL, COMPARED.index(split(kpi)[1])))


def _hours(figure: str) -> bool:
    return figure.endswith("_h")


def significant(size: float) -> int:
    """Decimals that show three significant figures of a number, at most five.

    Examples
    --------
    >>> significant(0.0408), significant(12.3), significant(4170.0)
    (4, 1, 0)
    """
    from math import floor, log10

    return min(5, max(0, 2 - floor(log10(size)))) if size else 0
