"""Empty boxes: taken at stuffing, given back at stripping, leased in where none is left."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.iso6346 import container_number
from domain.network import TRAILER

POOL_PREFIX, LEASED_PREFIX = "CDBU", "CDLU"
"""Owner codes of the zone's pool and of leased boxes (assumed)."""


@dataclass(frozen=True, slots=True)
class Empty:
    """One physical box."""

    box_no: str
    leased: bool


@dataclass(slots=True)
class BoxPools:
    """Empty boxes by (node, box type).

    `unlimited`: a box is always there, as the planner assumes.
    """

    stocks: Mapping[tuple[str, str], int]
    unlimited: bool
    leased: int = 0
    opening: int = 0
    driving_home: int = 0
    weeks: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)
    _empties: dict[tuple[str, str], deque[Empty]] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        """Number the opening stock."""
        for key, count in sorted(self.stocks.items()):
            line = self._empties.setdefault(key, deque())
            line.extend(self._new(key[1], leased=False) for _ in range(count))
            self.opening += count

    def take(self, node_id: str, box_type: str) -> tuple[Empty, bool]:
        """A box for stuffing, and whether it had to be leased in."""
        line = self._empties.setdefault((node_id, box_type), deque())
        if line:
            return line.popleft(), False
        if self.unlimited:
            self.opening += 1
            return self._new(box_type, leased=False), False
        self.leased += 1
        return self._new(box_type, leased=True), True

    def give_back(self, node_id: str, box_type: str, empty: Empty) -> None:
        """A stripped box joins the pool of the place where it is."""
        self._empties.setdefault((node_id, box_type), deque()).append(empty)

    def standing(self) -> int:
        """Empty boxes over all places, and on their way home."""
        return self.driving_home + sum(len(line) for line in self._empties.values())

    def standing_by_place(self) -> dict[tuple[str, str], int]:
        """Empty boxes by (node, box type), those on their way home apart."""
        return {key: len(line) for key, line in self._empties.items()}

    def _new(self, box_type: str, *, leased: bool) -> Empty:
        self._made += 1
        if box_type.endswith(TRAILER):
            return Empty(f"{box_type.upper()}-{self._made:05d}", leased)
        prefix = LEASED_PREFIX if leased else POOL_PREFIX
        return Empty(container_number(prefix, self._made), leased)
