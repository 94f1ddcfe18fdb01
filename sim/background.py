"""Other people's traffic at a finite resource: when its lumps arrive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from domain.background import arrivals_h
from domain.draws import Chance
from domain.scenario import Background


def lump_hours(background: Background, chance: Chance) -> Iterator[float]:
    """Arrivals of lumps in order, day by day, without end; none where there is no traffic."""
    if background.per_day <= 0.0:
        return
    for day in count():
        yield from arrivals_h(background, chance, day)
