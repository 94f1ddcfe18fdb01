"""Breakdowns of a resource."""

from __future__ import annotations

from dataclasses import dataclass

from domain.times import Times


@dataclass(frozen=True, slots=True)
class Breaks:
    """Breakdowns of a resource: how long it is up and how long down, in turn, from up at hour 0.

    `each`: every server by itself; otherwise all of them at once (a power cut, a closed line).
    """

    up: Times
    down: Times
    each: bool = True
