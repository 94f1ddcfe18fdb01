"""Panels one above another inside one pair of axes, with room for a title over each."""

from __future__ import annotations

from matplotlib.axes import Axes

from report.canvas import canvas, host
from report.theme import INK, MUTED
from report.words import Lang

_TOP_IN, _TITLE_IN, _AXIS_IN = 0.62, 0.34, 0.42
_LEFT, _RIGHT = 0.055, 0.995


def panel_rows(
    ax: Axes | None,
    count: int,
    *,
    height_in: float,
    width_in: float = 9.6,
    source: str,
    note: str,
    lang: Lang,
) -> tuple[Axes, list[Axes]]:
    """Host axes, and `count` panels that share their x axis, the first on top."""
    each_in = height_in + _TITLE_IN
    inner_in = count * each_in + _AXIS_IN
    ax = canvas(ax, width_in, inner_in + _TOP_IN + 0.55, source=source, note=note, lang=lang)
    host(ax)
    panels: list[Axes] = []
    for row in range(count):
        bottom = 1.0 - (row + 1) * each_in / inner_in
        box = (_LEFT, bottom, _RIGHT - _LEFT, height_in / inner_in)
        panels.append(ax.inset_axes(box, sharex=panels[0] if panels else None))
    for panel in panels[:-1]:
        panel.tick_params(axis="x", labelbottom=False)
    return ax, panels


def title_panel(panel: Axes, name: str, kind: str, told: str, colour: str) -> None:
    """Name and kind over the left end of a panel, a sentence over its right end."""
    panel.annotate(
        name, (0.0, 1.0), (0.0, 5.0), xycoords="axes fraction", textcoords="offset points",
        fontsize=9.5, color=colour, ha="left", va="bottom",
    )  # fmt: skip
    panel.annotate(
        f"{kind}  ·  {told}" if told else kind, (1.0, 1.0), (0.0, 5.0), xycoords="axes fraction",
        textcoords="offset points", fontsize=8.3, color=INK if told else MUTED, ha="right",
        va="bottom",
    )  # fmt: skip
