"""Axes to draw on: those given, or those of a new figure with its caption."""

from __future__ import annotations

from matplotlib.axes import Axes

from report.theme import figure
from report.words import Lang


def canvas(
    ax: Axes | None, width_in: float, height_in: float, *, source: str, note: str, lang: Lang
) -> Axes:
    """Return `ax`, or new axes of that size whose caption names the source run."""
    if ax is not None:
        return ax
    _, made = figure(width_in, height_in, source=source, note=note, lang=lang)
    return made


class NothingToDrawError(ValueError):
    """A chart whose table has no row that it could show."""

    def __init__(self, table: str, what: str) -> None:
        self.table = table
        super().__init__(f"{table}: {what}")


def host(ax: Axes) -> Axes:
    """Turn axes into an empty frame for panels laid out inside it."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.patch.set_visible(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax
