"""Figures that a scenario asks for by name: waits, trains, queues and hours between borders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIGURES: Mapping[str, tuple[str, str]] = {
    "wait_h": ("h", "node:step"),
    "queue_mean": ("1", "node:step"),
    "queue_most": ("1", "node:step"),
    "trains_run": ("1", "service"),
    "boxes_per_train": ("1", "service"),
    "teu_per_train": ("TEU", "service"),
    "border_to_border_h": ("h", "service:from:to"),
}
"""Unit and subject of each figure."""
QUEUES = ("queue_mean", "queue_most")
_WRITTEN = re.compile(r"([a-z_]+)\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one subject, e.g. `wait_h[GX_YYG:border]`."""

    kind: str
    of: tuple[str, ...]

    @property
    def name(self) -> str:
        """As it is written, and stands in kpis.csv."""
        return f"{self.kind}[{':'.join(self.of)}]"

    @property
    def unit(self) -> str:
        """Its unit."""
        return FIGURES[self.kind][0]


def parsed(text: str) -> Figure | None:
    """A figure as written; `None` where it is none, or has too few or too many parts.

    Examples
    --------
    >>> parsed("wait_h[GX_YYG:border]")
    Figure(kind='wait_h', of=('GX_YYG', 'border'))
    >>> parsed("trains_run[RHZ01:GX_QZP]") is None
    True
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or found[1] not in FIGURES:
        return None
    of = tuple(found[2].split(":"))
    parts = FIGURES[found[1]][1].count(":") + 1
    return Figure(found[1], of) if len(of) == parts and all(of) else None
