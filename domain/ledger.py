"""The booking ledger: what is taken of each departure and leg."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.network import BoxType
from domain.timetable import DepartureKey


@dataclass(slots=True)
class Ledger:
    """Boxes booked per (departure, leg): TEU, tonnes and plugs."""

    teu: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)
    t: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)
    plugs: dict[tuple[DepartureKey, int], float] = field(default_factory=dict)

    def book(self, key: DepartureKey, legs: Iterable[int], box: BoxType, gross_t: float) -> None:
        """Add one box on some legs of a departure; a negative weight takes it off again."""
        sign = 1.0 if gross_t >= 0.0 else -1.0
        box_teu, plug = sign * box.teu, sign if box.reefer else 0.0
        teu, t, plugs = self.teu, self.t, self.plugs
        for leg in legs:
            slot = (key, leg)
            teu[slot] = teu.get(slot, 0.0) + box_teu
            t[slot] = t.get(slot, 0.0) + gross_t
            plugs[slot] = plugs.get(slot, 0.0) + plug
