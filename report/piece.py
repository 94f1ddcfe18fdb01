"""One chart of a page, before it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Piece:
    """One chart to make. `draw` and `read` raise `TableMissingError` or `NothingToDrawError`."""

    name: str
    draw: Callable[[], Axes]
    read: Callable[[], str]
